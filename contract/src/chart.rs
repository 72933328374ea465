//! [`Chart`]: one kind of mark over two axes.

use crate::{Date, Range};
use serde::{Deserialize, Deserializer, Serialize};

/// A chart: one question, answered by one kind of mark over two axes.
///
/// ```
/// use maquette_contract::Chart;
///
/// let chart = Chart::line("It rises").x("Hour").y("Degrees").series("Today", vec![[0.0, 2.0], [1.0, 5.0]]);
/// assert_eq!(chart.y.range.map(|range| (range.low, range.high)), Some((2.0, 5.0)));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// What it shows, as a sentence.
    pub title: String,
    pub x: Axis,
    pub y: Axis,
    pub marks: Marks,
    /// Where the person's own inputs lie, as `[x, y]`; of a histogram only `x` counts.
    pub own: Option<[f64; 2]>,
}

/// The kinds of chart. Adding one stops every place that must answer for it from compiling.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marks {
    Line(Vec<Series>),
    Scatter(Vec<Series>),
    /// Lines, and areas behind them.
    Band {
        areas: Vec<Area>,
        lines: Vec<Series>,
    },
    /// Lengths from zero, one for each name.
    Bar(Vec<Bar>),
    /// Neighbouring intervals and how many values lie in each.
    Histogram(Vec<Bin>),
    HeatMap(Heat),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// With its unit: "Bill length (mm)".
    pub label: String,
    /// From end to end; `None` while there is nothing to draw.
    pub range: Option<Range>,
    /// Whether its numbers are days since 1970-01-01, to be read as dates.
    pub time: bool,
}

/// Points in the order of `x`; at most four series can be distinguished.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    pub label: String,
    /// As `[x, y]`. Where `y` is NaN, which is `null` in JSON, there is a gap in the line.
    #[serde(deserialize_with = "points")]
    pub points: Vec<[f64; 2]>,
}

/// What lies between two lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    pub label: String,
    /// As `[x, low, high]`. Where an end is NaN, which is `null` in JSON, there is a gap in the area.
    #[serde(deserialize_with = "points")]
    pub points: Vec<[f64; 3]>,
}

/// Points in which `null` is NaN: JSON has no other word for it.
pub(crate) fn points<'de, D: Deserializer<'de>, const N: usize>(from: D) -> Result<Vec<[f64; N]>, D::Error>
where
    [Option<f64>; N]: Deserialize<'de>,
{
    let points = Vec::<[Option<f64>; N]>::deserialize(from)?;
    Ok(points.into_iter().map(|point| point.map(|number| number.unwrap_or(f64::NAN))).collect())
}

/// Leaves out points that have no place along `x`, and makes a gap of what else is not finite.
fn with_gaps<const N: usize>(points: Vec<[f64; N]>) -> Vec<[f64; N]> {
    let place = points.into_iter().filter(|point| point[0].is_finite());
    place.map(|point| point.map(|number| if number.is_finite() { number } else { f64::NAN })).collect()
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    pub label: String,
    /// May be negative.
    pub value: f64,
}

/// How many values lie from `low` to below `high`; in the last bin `high` is included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    pub low: f64,
    pub high: f64,
    pub count: usize,
}

/// A value for each pair of a row and a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heat {
    pub columns: Vec<String>,
    pub rows: Vec<String>,
    /// Row by row; `None` where there is no value.
    pub values: Vec<Vec<Option<f64>>>,
}

impl Chart {
    /// The most series of one chart: beyond that colours can't be distinguished.
    pub const MAX_SERIES: usize = 4;

    fn new(title: &str, marks: Marks) -> Self {
        Self { title: title.to_owned(), x: Axis::default(), y: Axis::default(), marks, own: None }
    }

    /// One line for each series.
    pub fn line(title: &str) -> Self {
        Self::new(title, Marks::Line(vec![]))
    }

    /// One kind of dot for each series.
    pub fn scatter(title: &str) -> Self {
        Self::new(title, Marks::Scatter(vec![]))
    }

    /// Lines, and areas behind them.
    pub fn band(title: &str) -> Self {
        Self::new(title, Marks::Band { areas: vec![], lines: vec![] })
    }

    /// A bar for each name, from zero.
    pub fn bar(title: &str) -> Self {
        Self::new(title, Marks::Bar(vec![]))
    }

    /// The share of values in each of `bins` equal intervals. What is no finite number is left out.
    pub fn histogram(title: &str, values: &[f64], bins: usize) -> Self {
        let finite = values.iter().copied().filter(|value| value.is_finite());
        let known = Range::around(finite.clone());
        let range = known.unwrap_or(Range { low: 0.0, high: 1.0 });
        let width = (range.high - range.low) / bins.max(1) as f64;
        let edge = |bin: usize| range.low + bin as f64 * width;
        let mut found: Vec<Bin> =
            (0..bins.max(1)).map(|bin| Bin { low: edge(bin), high: edge(bin + 1), count: 0 }).collect();
        let last = found.len() - 1;
        for value in finite {
            let bin = if width > 0.0 { ((value - range.low) / width) as usize } else { 0 };
            found[bin.min(last)].count += 1;
        }
        let most = found.iter().map(|bin| bin.count).max().unwrap_or(0);
        let mut chart = Self::new(title, Marks::Histogram(found));
        chart.x.range = known;
        chart.y.range = Some(Range { low: 0.0, high: most as f64 });
        chart
    }

    /// A value for each pair of a row and a column; `None` where there is none.
    pub fn heat_map(
        title: &str,
        columns: &[impl AsRef<str>],
        rows: &[impl AsRef<str>],
        values: Vec<Vec<Option<f64>>>,
    ) -> Self {
        let columns = columns.iter().map(|name| name.as_ref().to_owned()).collect();
        let rows = rows.iter().map(|name| name.as_ref().to_owned()).collect();
        Self::new(title, Marks::HeatMap(Heat { columns, rows, values }))
    }

    /// The words along the horizontal axis, with their unit.
    #[must_use]
    pub fn x(mut self, label: &str) -> Self {
        label.clone_into(&mut self.x.label);
        self
    }

    /// The words along the vertical axis, with their unit.
    #[must_use]
    pub fn y(mut self, label: &str) -> Self {
        label.clone_into(&mut self.y.label);
        self
    }

    /// The ends of the horizontal axis, where they should not follow from the points.
    #[must_use]
    pub fn x_range(mut self, low: f64, high: f64) -> Self {
        self.x.range = Some(Range { low, high });
        self
    }

    /// The ends of the vertical axis, where they should not follow from the points.
    #[must_use]
    pub fn y_range(mut self, low: f64, high: f64) -> Self {
        self.y.range = Some(Range { low, high });
        self
    }

    /// Says that the horizontal axis counts days since 1970-01-01, as [`Date::days`] does.
    #[must_use]
    pub fn over_time(mut self) -> Self {
        self.x.time = true;
        self
    }

    /// Adds a series to lines, dots or a band. A `y` that is no finite number is a gap in the line.
    #[must_use]
    pub fn series(mut self, label: &str, points: Vec<[f64; 2]>) -> Self {
        let mut points = with_gaps(points);
        if let Marks::Scatter(_) = self.marks {
            points.retain(|point| point[1].is_finite());
        }
        self.stretch(points.iter().copied().filter(|point| point[1].is_finite()));
        let series = Series { label: label.to_owned(), points };
        match &mut self.marks {
            Marks::Line(all) | Marks::Scatter(all) | Marks::Band { lines: all, .. } => all.push(series),
            Marks::Bar(_) | Marks::Histogram(_) | Marks::HeatMap(_) => {}
        }
        self
    }

    /// Adds an area to a band, as `[x, low, high]`. An end that is no finite number is a gap in the area.
    #[must_use]
    pub fn area(mut self, label: &str, points: Vec<[f64; 3]>) -> Self {
        let points = with_gaps(points);
        let drawn = points.iter().filter(|[_, low, high]| low.is_finite() && high.is_finite());
        self.stretch(drawn.flat_map(|&[x, low, high]| [[x, low], [x, high]]));
        if let Marks::Band { areas, .. } = &mut self.marks {
            areas.push(Area { label: label.to_owned(), points });
        }
        self
    }

    /// Adds a bar. Bars are measured along `x`.
    #[must_use]
    pub fn value(mut self, label: &str, value: f64) -> Self {
        if let Marks::Bar(bars) = &mut self.marks {
            bars.push(Bar { label: label.to_owned(), value });
            let values = bars.iter().map(|bar| bar.value).chain([0.0]);
            self.x.range = Range::around(values);
        }
        self
    }

    /// Marks where the person's own inputs lie.
    #[must_use]
    pub fn own(mut self, x: f64, y: f64) -> Self {
        self.own = (x.is_finite() && y.is_finite()).then_some([x, y]);
        self
    }

    /// Lets the axes reach every point, unless somebody has set them wider.
    fn stretch(&mut self, points: impl Iterator<Item = [f64; 2]> + Clone) {
        for (axis, place) in [(&mut self.x, 0), (&mut self.y, 1)] {
            let known = axis.range.into_iter().flat_map(|range| [range.low, range.high]);
            axis.range = Range::around(points.clone().map(|point| point[place]).chain(known));
        }
    }
}

impl Axis {
    /// A number along it as it is read.
    pub fn read(&self, number: f64, decimals: u8) -> String {
        match Date::from_days(number.round() as i64).filter(|_| self.time) {
            Some(date) => date.to_string(),
            None => crate::format_fixed(number, decimals),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_counts_every_value_once() {
        let check = |values: &[f64], bins: usize, expected: &[usize]| {
            let Marks::Histogram(found) = Chart::histogram("", values, bins).marks else {
                panic!("a histogram");
            };
            assert_eq!(found.iter().map(|bin| bin.count).collect::<Vec<_>>(), expected, "{values:?}");
        };
        check(&[0.0, 1.0, 2.0, 3.0, 4.0], 2, &[2, 3]);
        check(&[5.0, 5.0], 3, &[2, 0, 0]);
        check(&[f64::NAN, 1.0, f64::INFINITY], 1, &[1]);
        check(&[], 2, &[0, 0]);
        check(&[1.0], 0, &[1]);
    }

    #[test]
    fn axes_reach_what_is_drawn() {
        let chart =
            Chart::band("").area("", vec![[0.0, -1.0, 3.0]]).series("", vec![[2.0, f64::NAN], [4.0, 1.0]]);
        assert_eq!(chart.x.range, Some(Range { low: 0.0, high: 4.0 }));
        assert_eq!(chart.y.range, Some(Range { low: -1.0, high: 3.0 }));
        let bars = Chart::bar("").value("a", -5.0).value("b", 2.0);
        assert_eq!(bars.x.range, Some(Range { low: -5.0, high: 2.0 }));
        assert_eq!(Chart::line("").series("", vec![]).x.range, None);
    }
}
