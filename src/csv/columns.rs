//! Which column of a table holds which feature, by the header.

use anyhow::{Context, Result, ensure};
use maquette_contract::Feature;

/// The columns of features, each by its name, with its unit or without; where none has that name, by its label.
///
/// # Errors
/// A feature with two columns.
pub(super) fn columns(header: &[String], features: &[Feature]) -> Result<Vec<Option<usize>>> {
    let named = features.iter().map(|feature| only(header, &feature.name, feature.unit()));
    let named = named.collect::<Result<Vec<_>>>()?;
    let by_label = |(feature, column): (&Feature, &Option<usize>)| {
        let free = |found: &usize| !named.contains(&Some(*found));
        let alike = |other: &&Feature| other.label.eq_ignore_ascii_case(&feature.label);
        match column {
            None if features.iter().filter(alike).count() > 1 => Ok(None),
            None => {
                one(matches(header, &feature.label, feature.unit()).into_iter().filter(free), &feature.name)
            }
            column => Ok(*column),
        }
    };
    std::iter::zip(features, &named).map(by_label).collect()
}

/// The column of a name.
///
/// # Errors
/// None, or two.
pub(super) fn column(header: &[String], name: &str) -> Result<usize> {
    only(header, name, "")?.with_context(|| missing(header, name))
}

/// Why a table can't be read that lacks a column.
pub(super) fn missing(header: &[String], name: &str) -> String {
    let header = header.iter().take(20).map(String::as_str).collect::<Vec<_>>().join(", ");
    format!("there is no column {name}; the header has {header}")
}

fn only(header: &[String], name: &str, unit: &str) -> Result<Option<usize>> {
    one(matches(header, name, unit).into_iter(), name)
}

fn one(mut columns: impl Iterator<Item = usize>, name: &str) -> Result<Option<usize>> {
    let column = columns.next();
    ensure!(columns.next().is_none(), "the header names the column {name} twice");
    Ok(column)
}

/// The columns with a name; any case will do where no column has the very letters.
fn matches(header: &[String], name: &str, unit: &str) -> Vec<usize> {
    let mut names = vec![name.to_owned()];
    if !unit.is_empty() {
        names.extend([format!("{name}_{unit}"), format!("{name} ({unit})")]);
    }
    let matches = |same: fn(&str, &str) -> bool| -> Vec<usize> {
        let named = |head: &String| names.iter().any(|name| same(head, name));
        header.iter().enumerate().filter(|(_, head)| named(head)).map(|(column, _)| column).collect()
    };
    let exact = matches(|head, name| head == name);
    if exact.is_empty() { matches(str::eq_ignore_ascii_case) } else { exact }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_is_found_by_its_name_or_else_by_its_label() {
        let check = |header: &str, expected: &str| {
            let width = Feature::number("width", "Depth", "mm", 0.0..=20.0, 0.1);
            let depth = Feature::number("depth", "How deep", "", 0.0..=20.0, 0.1);
            let header: Vec<_> = header.split(',').map(str::to_owned).collect();
            let shown = match columns(&header, &[width, depth]) {
                Ok(columns) => format!("{columns:?}").replace("Some", ""),
                Err(error) => error.to_string(),
            };
            assert_eq!(shown, expected, "{header:?}");
        };
        check("depth,width", "[(1), (0)]");
        check("WIDTH_MM,Depth", "[(0), (1)]");
        check("width (mm),how deep", "[(0), (1)]");
        check("width,Width", "[(0), None]");
        // The other's name is no label.
        check("depth,x", "[None, (0)]");
        check("depth,Depth (mm)", "[(1), (0)]");
        check("x,y", "[None, None]");
        check("width,width_mm", "the header names the column width twice");
        check("Width,WIDTH", "the header names the column width twice");
        check("how deep,HOW DEEP", "the header names the column depth twice");
    }
}
