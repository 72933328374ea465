//! [`Dataset`]: the validated rows of a table, each with its target.

use super::Target;
use crate::csv::{RowFault, is_unknown, read_rows};
use anyhow::{Result, bail};
use maquette_contract::{Instance, Range, Schema};
use rand::Rng;

/// Rows of validated inputs, each with its truth: the place of its class, or its number.
pub struct Dataset {
    rows: Vec<(Instance, f64)>,
}

impl Dataset {
    /// Reads a CSV table, as [`read_rows`] does. A row that does not know a required value or its truth
    /// is left out.
    ///
    /// # Errors
    /// A missing column, an unknown class, a number that can't be trained_tensors, or a value the schema
    /// refuses, with its line.
    pub fn read(csv: &[u8], schema: &Schema, target: &Target) -> Result<Self> {
        let read = read_rows(csv, schema, &[&target.column])?;
        let mut faults: Vec<RowFault> = read.faults.into_iter().filter(|fault| !fault.missing).collect();
        let mut rows = Vec::new();
        for row in read.rows {
            let truth = &row.extra[0];
            match target.truth(truth) {
                Ok(truth) => rows.push((row.instance, truth)),
                Err(_) if is_unknown(truth) => {}
                Err(reason) => {
                    let column = target.column.clone();
                    faults.push(RowFault { line: row.line, column, reason, missing: false });
                }
            }
        }
        faults.sort_by_key(|fault| fault.line);
        if !faults.is_empty() {
            let first: Vec<_> = faults.iter().take(3).map(ToString::to_string).collect();
            let more = match faults.len() - first.len() {
                0 => String::new(),
                more => format!("; and {more} more"),
            };
            bail!("{}{more}", first.join("; "));
        }
        Ok(Self { rows })
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn instances(&self, rows: &[usize]) -> Vec<&Instance> {
        rows.iter().map(|&row| &self.rows[row].0).collect()
    }

    /// Rows as visitors would give them: each optional value left out with probability `hide`.
    pub fn with_hidden_values(
        &self,
        schema: &Schema,
        rows: &[usize],
        hide: f64,
        rng: &mut impl Rng,
    ) -> Vec<Instance> {
        let mut optional = || -> Vec<bool> {
            schema.features.iter().map(|feature| !feature.required && rng.random_bool(hide)).collect()
        };
        self.instances(rows).into_iter().map(|row| row.without(&optional())).collect()
    }

    /// The true classes, by their places.
    pub fn truths(&self, rows: &[usize]) -> Vec<usize> {
        rows.iter().map(|&row| self.rows[row].1 as usize).collect()
    }

    /// The true numbers.
    pub fn values(&self, rows: &[usize]) -> Vec<f64> {
        rows.iter().map(|&row| self.rows[row].1).collect()
    }

    /// The share of each class among some rows, 0 to 1.
    pub fn shares(&self, rows: &[usize], classes: usize) -> Vec<f64> {
        let truths = self.truths(rows);
        let count = |class| truths.iter().filter(|&&truth| truth == class).count() as f64;
        (0..classes).map(|class| count(class) / truths.len().max(1) as f64).collect()
    }

    /// The smallest and the largest number among some rows; 0 where there are none.
    pub fn range(&self, rows: &[usize]) -> Range {
        let values = self.values(rows);
        Range::around(values.iter().copied()).unwrap_or(Range { low: 0.0, high: 0.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::Feature;

    fn check(target: &Target, csv: &str, expected: Result<&[f64], &str>) {
        let depth = Feature::number("depth", "Depth", "mm", 0.0..=20.0, 0.1);
        let sex = Feature::choice("sex", "Sex", &[("female", "Female")]).optional();
        let schema = Schema { features: vec![depth, sex] };
        let read = Dataset::read(csv.as_bytes(), &schema, target);
        let all = |dataset: Dataset| dataset.values(&(0..dataset.len()).collect::<Vec<_>>());
        let actual = read.map(all).map_err(|error| error.to_string());
        assert_eq!(actual, expected.map(<[f64]>::to_vec).map_err(str::to_owned), "{csv}");
    }

    fn species() -> Target {
        Target::classes("species", &[("Adelie", "Adélie"), ("Gentoo", "Gentoo")])
    }

    #[test]
    fn reads_rows_and_leaves_out_what_lacks_a_required_value() {
        check(
            &species(),
            "species,depth,sex\nAdelie,18,female\nAdelie,NA,female\nGentoo,17,NA\nNA,17,\n",
            Ok(&[0.0, 1.0]),
        );
        check(&species(), "depth_mm,more,sex,species\n18,x,,Adélie\n", Ok(&[0.0]));
        check(
            &Target::number("price"),
            "price,depth,sex\nNaN,18,\nnull,17,\n7,None,\n5,1,NULL\n",
            Ok(&[5.0]),
        );
        let garage = Target::classes("garage", &[("None", "No garage"), ("Attached", "Attached")]);
        check(&garage, "garage,depth,sex\nNone,18,\nNA,18,\nAttached,1,\n", Ok(&[0.0, 1.0]));
        check(&Target::number("price"), "price,depth,sex\n-1.5,18,\nNA,18,\n2e3,1,\n", Ok(&[-1.5, 2000.0]));
    }

    #[test]
    fn says_where_a_table_is_wrong() {
        check(&species(), "species,sex\n", Err("there is no column depth; the header has species, sex"));
        check(
            &species(),
            "species,depth,sex\nDodo,18,female\n",
            Err("line 2, species: Dodo is not one of the classes: Adelie, Gentoo"),
        );
        check(
            &Target::number("price").log(),
            "price,depth,sex\n0,1,\n1,99,\nx,1,\n1,1\n1,1\n",
            Err(
                "line 2, price: 0 has no logarithm; line 3, depth: 99 is out of range; give a number from 0 to 20; \
                 line 4, price: x is not a number; and 2 more",
            ),
        );
    }
}
