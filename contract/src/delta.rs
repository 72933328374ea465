//! What changed between two states of a prediction that grows, so that a stream sends only what is new.

use crate::{Axis, Cell, Chart, Marks, Part, Prediction, Series};
use serde::{Deserialize, Deserializer, Serialize};

/// The change from one prediction to a later one of the same stream: only what is new is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delta {
    /// The whole prediction, where it is not the one before with something added.
    Whole(Box<Prediction>),
    /// The end of a text.
    Text(String),
    /// The last rows of a table.
    Rows(Vec<Vec<Cell>>),
    /// The points that each series of a chart goes on with, and its axes now.
    Points {
        #[serde(deserialize_with = "series")]
        series: Vec<Vec<[f64; 2]>>,
        x: Axis,
        y: Axis,
    },
    /// What became of some of several outputs, by their places.
    Parts(Vec<(usize, Delta)>),
}

impl Delta {
    /// The change from `before` to `after`: [`Delta::apply`] on `before` gives `after` again.
    ///
    /// ```
    /// use maquette_contract::{Delta, Prediction};
    ///
    /// let text = |text: &str| Prediction::Text(text.to_owned());
    /// assert_eq!(Delta::between(&text("Once"), &text("Once upon")), Delta::Text(" upon".to_owned()));
    /// assert_eq!(Delta::between(&text("Once"), &text("Never")), Delta::Whole(Box::new(text("Never"))));
    /// ```
    pub fn between(before: &Prediction, after: &Prediction) -> Self {
        let grown = match (before, after) {
            (Prediction::Text(before), Prediction::Text(after)) => {
                after.strip_prefix(before.as_str()).map(|more| Self::Text(more.to_owned()))
            }
            (Prediction::Table(before), Prediction::Table(after)) if before.columns == after.columns => {
                after.rows.strip_prefix(before.rows.as_slice()).map(|more| Self::Rows(more.to_vec()))
            }
            (Prediction::Chart(before), Prediction::Chart(after)) => points(before, after),
            (Prediction::Several(before), Prediction::Several(after)) => parts(before, after),
            _ => None,
        };
        grown.unwrap_or_else(|| Self::Whole(Box::new(after.clone())))
    }

    /// The prediction after the change. A delta that does not fit `before`, such as rows for a text, leaves it as it is.
    #[must_use]
    pub fn apply(self, before: Prediction) -> Prediction {
        match (self, before) {
            (Self::Text(more), Prediction::Text(text)) => Prediction::Text(text + &more),
            (Self::Rows(more), Prediction::Table(mut table)) => {
                table.rows.extend(more);
                Prediction::Table(table)
            }
            (Self::Points { series, x, y }, Prediction::Chart(mut chart)) => {
                if let Some(lines) = lines_mut(&mut chart) {
                    std::iter::zip(lines, series).for_each(|(line, more)| line.points.extend(more));
                }
                (chart.x, chart.y) = (x, y);
                Prediction::Chart(chart)
            }
            (Self::Parts(parts), Prediction::Several(mut all)) => {
                for (place, delta) in parts {
                    if let Some(part) = all.get_mut(place) {
                        let before = std::mem::replace(&mut part.prediction, Prediction::Several(vec![]));
                        part.prediction = delta.apply(before);
                    }
                }
                Prediction::Several(all)
            }
            (Self::Whole(after), _) => *after,
            (_, before) => before,
        }
    }
}

fn points(before: &Chart, after: &Chart) -> Option<Delta> {
    let same = before.title == after.title && before.own == after.own;
    let kind = std::mem::discriminant(&before.marks) == std::mem::discriminant(&after.marks);
    let (old, new) = (lines(before)?, lines(after)?);
    if !same || !kind || old.len() != new.len() {
        return None;
    }
    let more = |(old, new): (&Series, &Series)| {
        let (begun, more) = new.points.split_at_checked(old.points.len())?;
        // A gap is NaN, which does not equal itself.
        let equal = |(a, b): (&[f64; 2], &[f64; 2])| a.map(f64::to_bits) == b.map(f64::to_bits);
        let goes_on = old.label == new.label && std::iter::zip(&old.points, begun).all(equal);
        goes_on.then(|| more.to_vec())
    };
    let series = std::iter::zip(old, new).map(more).collect::<Option<_>>()?;
    Some(Delta::Points { series, x: after.x.clone(), y: after.y.clone() })
}

fn series<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Vec<[f64; 2]>>, D::Error> {
    #[derive(Deserialize)]
    struct Points(#[serde(deserialize_with = "crate::chart::points")] Vec<[f64; 2]>);
    Ok(Vec::<Points>::deserialize(from)?.into_iter().map(|Points(points)| points).collect())
}

fn lines(chart: &Chart) -> Option<&[Series]> {
    if let Marks::Line(series) | Marks::Scatter(series) = &chart.marks { Some(series) } else { None }
}

fn lines_mut(chart: &mut Chart) -> Option<&mut Vec<Series>> {
    if let Marks::Line(series) | Marks::Scatter(series) = &mut chart.marks { Some(series) } else { None }
}

fn parts(before: &[Part], after: &[Part]) -> Option<Delta> {
    let titles = |parts: &[Part]| parts.iter().map(|part| part.title.clone()).collect::<Vec<_>>();
    if titles(before) != titles(after) {
        return None;
    }
    let changed = std::iter::zip(before, after).enumerate().filter(|(_, (old, new))| old != new);
    let grown = |(place, (old, new)): (usize, (&Part, &Part))| {
        (place, Delta::between(&old.prediction, &new.prediction))
    };
    Some(Delta::Parts(changed.map(grown).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Metric, Table};

    /// What was found between two predictions leads from the one to the other, and it is this kind.
    fn check(before: &Prediction, after: &Prediction, kind: &str) {
        let delta = Delta::between(before, after);
        let json = serde_json::to_value(&delta).expect("written");
        assert!(json.get(kind).is_some(), "{json} is no {kind}");
        let read: Delta = serde_json::from_value(json).expect("read");
        // A gap is NaN, which does not equal itself.
        assert_eq!(format!("{:?}", read.apply(before.clone())), format!("{after:?}"));
    }

    #[test]
    fn only_what_is_new_travels() {
        let text = |text: &str| Prediction::Text(text.to_owned());
        check(&text("Once"), &text("Once upon"), "text");
        check(&text("Once"), &text("On"), "whole");
        check(&text("a"), &Prediction::Metric(Metric::new("a", "1")), "whole");

        let table = |rows: usize| {
            let table = Table::new(["a"]);
            Prediction::Table((0..rows).fold(table, |table, row| table.row([Cell::Number(row as f64)])))
        };
        check(&table(0), &table(2), "rows");
        check(&table(2), &table(1), "whole");

        let chart =
            |points: &[[f64; 2]]| Prediction::Chart(Box::new(Chart::line("It").series("a", points.to_vec())));
        let (short, long) = (chart(&[[0.0, 1.0]]), chart(&[[0.0, 1.0], [1.0, 5.0]]));
        check(&short, &long, "points");
        check(&long, &short, "whole");
        let gap = chart(&[[0.0, 1.0], [1.0, f64::NAN], [2.0, 3.0], [3.0, f64::NAN]]);
        check(&chart(&[[0.0, 1.0], [1.0, f64::NAN]]), &gap, "points");
        check(&long, &gap, "whole");

        let several = |parts: Vec<Prediction>| {
            let part = |prediction| Part { title: String::new(), prediction };
            Prediction::Several(parts.into_iter().map(part).collect())
        };
        check(&several(vec![short.clone(), text("a")]), &several(vec![long.clone(), text("a")]), "parts");
        check(&several(vec![short.clone(), text("b")]), &several(vec![long, text("c")]), "parts");
        check(&several(vec![short.clone()]), &several(vec![short, text("c")]), "whole");
    }
}
