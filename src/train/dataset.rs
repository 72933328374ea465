use anyhow::{Context, Result, bail};
use maquette_contract::{Feature, Instance, Kind, Problem, RawValue, Schema};
use rand::Rng;

/// Rows of validated inputs, each with the index of its true class.
pub struct Dataset {
    rows: Vec<(Instance, usize)>,
}

impl Dataset {
    /// Reads a CSV table with a header, where a column bears a feature's name, with its unit behind
    /// it or without: `bill_length_mm`. `NA` and nothing mean "not known"; a row that does not know
    /// a required value is left out.
    ///
    /// # Errors
    /// A missing column, an unknown class, or a value the schema refuses, with its line.
    pub fn read(csv: &[u8], schema: &Schema, target: &str, labels: &[String]) -> Result<Self> {
        let mut reader = csv::Reader::from_reader(csv);
        let header = reader.headers()?.clone();
        let find = |name: &str| header.iter().position(|head| head == name);
        let column = |feature: &Feature| {
            let with_unit = match &feature.kind {
                Kind::Number { unit, .. } => find(&format!("{}_{unit}", feature.name)),
                Kind::Choice { .. } => None,
            };
            find(&feature.name).or(with_unit).with_context(|| format!("no column {}", feature.name))
        };
        let target = find(target).with_context(|| format!("no column {target}"))?;
        let columns = schema.features.iter().map(column).collect::<Result<Vec<_>>>()?;

        let mut rows = Vec::new();
        for (index, record) in reader.records().enumerate() {
            let line = index + 2;
            let record = record?;
            let text = |column: usize| record.get(column).filter(|text| *text != "NA").unwrap_or_default();
            let class = text(target);
            let Some(truth) = labels.iter().position(|label| label == class) else {
                bail!("line {line}: {class} is not one of the classes");
            };
            let raw: Vec<_> = std::iter::zip(&schema.features, &columns)
                .map(|(feature, &column)| (feature.name.clone(), RawValue::Text(text(column).to_owned())))
                .collect();
            match schema.parse(&raw) {
                Ok(instance) => rows.push((instance, truth)),
                Err(errors) if errors.iter().all(|error| error.problem == Problem::Missing) => {}
                Err(errors) => bail!("line {line}: {}", errors[0]),
            }
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
    pub fn visitors(&self, schema: &Schema, rows: &[usize], hide: f64, rng: &mut impl Rng) -> Vec<Instance> {
        let mut optional = || -> Vec<bool> {
            schema.features.iter().map(|feature| !feature.required && rng.random_bool(hide)).collect()
        };
        self.instances(rows).into_iter().map(|row| row.without(&optional())).collect()
    }

    pub fn truths(&self, rows: &[usize]) -> Vec<usize> {
        rows.iter().map(|&row| self.rows[row].1).collect()
    }

    /// The share of each class among some rows, 0 to 1.
    pub fn shares(&self, rows: &[usize], classes: usize) -> Vec<f64> {
        let truths = self.truths(rows);
        let count = |class| truths.iter().filter(|&&truth| truth == class).count() as f64;
        (0..classes).map(|class| count(class) / truths.len().max(1) as f64).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::Feature;

    fn check(csv: &str, expected: Result<usize, &str>) {
        let depth = Feature::number("depth", "Depth", "mm", 0.0..=20.0, 0.1);
        let sex = Feature::choice("sex", "Sex", &[("female", "Female")]).optional();
        let schema = Schema { features: vec![depth, sex] };
        let read = Dataset::read(csv.as_bytes(), &schema, "species", &["Adelie".to_owned()]);
        let actual = read.map(|dataset| dataset.len()).map_err(|error| error.to_string());
        assert_eq!(actual, expected.map_err(str::to_owned), "{csv}");
    }

    #[test]
    fn reads_rows_and_leaves_out_what_lacks_a_required_value() {
        check("species,depth,sex\nAdelie,18,female\nAdelie,NA,female\nAdelie,17,NA\n", Ok(2));
        check("depth_mm,more,sex,species\n18,x,,Adelie\n", Ok(1));
    }

    #[test]
    fn says_where_a_table_is_wrong() {
        check("species,sex\n", Err("no column depth"));
        check("species,depth,sex\nDodo,18,female\n", Err("line 2: Dodo is not one of the classes"));
        check(
            "species,depth,sex\nAdelie,18,\nAdelie,99,\n",
            Err("line 3: depth: 99 is out of range; give a number from 0 to 20"),
        );
    }
}
