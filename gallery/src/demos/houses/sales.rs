//! Why a price should not be learnt as it is: a straight line through prices becomes negative for a small
//! old house, and clipping it at 0 makes it cheap but not right. One through logarithms can't.

use super::House;
use super::linear::Linear;
use maquette::csv::read_rows;
use maquette::prelude::*;
use std::sync::Arc;

/// The houses of the table, and the line through them.
#[derive(Clone)]
pub(super) struct Sales {
    sold: Arc<[Sold]>,
    line: Linear<3>,
}

struct Sold {
    house: House,
    price: f64,
}

impl Sales {
    pub(super) fn from_table(csv: &[u8]) -> Self {
        let rows =
            read_rows(csv, &House::schema(), &["sale_price"]).map(|rows| rows.rows).unwrap_or_default();
        let sold = rows.iter().filter_map(|row| {
            Some(Sold { house: House::from_instance(&row.instance)?, price: row.extra[0].parse().ok()? })
        });
        let sold: Arc<[Sold]> = sold.collect();
        let rows: Vec<_> = sold.iter().map(|Sold { house, price }| (measures(house), *price)).collect();
        Self { line: Linear::fit(&rows), sold }
    }

    /// The price by a line through prices, by the same clipped at 0, and by the model of logarithms.
    pub(super) fn compare(&self, house: &House, prediction: &Prediction) -> (Chart, Markdown) {
        let straight = self.line.predict(measures(house));
        let model = price(prediction);
        let chart = Chart::bar("What three models say the same house costs")
            .x("Price ($)")
            .value("A straight line", straight.round())
            .value("The line, clipped at 0", straight.max(0.0).round())
            .value("Logarithms (this demo)", model.round());
        let sentence = if straight < 0.0 {
            "The line through size, year and basement goes below zero: **nobody pays people to take a house.** \
             Clipping hides that, and is as wrong. A model of the logarithm can't go there."
        } else {
            "The line through size, year and basement does well in the middle of the table. Make the house small and \
             old, with no basement, and it goes below zero; the model of the logarithm can't."
        };
        (chart, markdown(sentence))
    }

    /// Says so where no house of the table is like this one.
    pub(super) fn extrapolates(&self, house: &House) -> Option<String> {
        let says = "No house like this was sold: none of the table is about as large, with about such a basement, and as old. \
                    The models extrapolate";
        (self.alike(house) == 0).then(|| says.to_owned())
    }

    /// How many houses like this one were sold.
    pub(super) fn like(&self, house: &House) -> Markdown {
        markdown(&match self.alike(house) {
            0 => "No house of about this size, basement and age was sold.".to_owned(),
            1 => "One house of about this size, basement and age was sold.".to_owned(),
            count => format!("{count} houses of about this size, basement and age were sold."),
        })
    }

    fn alike(&self, house: &House) -> usize {
        self.sold.iter().filter(|sold| alike(&sold.house, house)).count()
    }

    /// What houses in the same neighbourhood sold for, with this one's price among them.
    pub(super) fn neighbours(&self, house: &House, prediction: &Prediction) -> Chart {
        let near = self.sold.iter().filter(|sold| sold.house.neighborhood == house.neighborhood);
        let prices: Vec<f64> = near.map(|sold| sold.price).collect();
        let title = format!("What the {} houses sold there cost", prices.len());
        Chart::histogram(&title, &prices, 12).x("Price ($)").y("Houses").own(price(prediction), 0.0)
    }
}

fn price(prediction: &Prediction) -> f64 {
    if let Prediction::Number(quantity) = prediction { quantity.value } else { f64::NAN }
}

/// What the straight line goes by.
fn measures(house: &House) -> [f64; 3] {
    [house.gr_liv_area, f64::from(house.year_built), house.total_bsmt_sf]
}

/// As large within a quarter, as old within ten years.
fn alike(a: &House, b: &House) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= 0.25 * b.max(1.0);
    near(a.gr_liv_area, b.gr_liv_area)
        && near(a.total_bsmt_sf, b.total_bsmt_sf)
        && a.year_built.abs_diff(b.year_built) <= 10
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figures of an independent fit (scikit-learn's LinearRegression on the same 2,930 rows).
    #[test]
    fn the_line_goes_below_zero_within_the_sliders() {
        let line = Sales::from_table(super::super::TABLE).line;
        let check = |measures: [f64; 3], expected: f64| {
            let price = line.predict(measures);
            assert!(
                (price - expected).abs() < 0.01,
                "{measures:?} costs {price}, and {expected} by scikit-learn"
            );
        };
        check([334.0, 1872.0, 0.0], -49_829.26);
        check([600.0, 1880.0, 0.0], -21_716.10);
    }
}
