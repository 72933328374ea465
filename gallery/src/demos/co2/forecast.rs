//! The forecast from one month on: the quantiles of the network, with the band widened for each month ahead until it holds
//! enough of the calibration months.

use super::Question;
use super::net::{FURTHEST, Net};
use super::series::{Series, naive};
use anyhow::{Context, Result};
use candle_core::{DType, Device};
use maquette::prelude::*;
use maquette_contract::Series as Line;

/// How many months before the start go along with a forecast: ten years.
const SHOWN: usize = 120;
/// The share of months that a band is to hold.
pub(super) const COVERAGE: f64 = 0.9;

/// The network and the months it looks back on.
pub(super) struct Forecaster {
    series: Series,
    net: Net,
    stretch: Vec<f64>,
}

/// One month ahead, in parts per million.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Quantiles {
    pub(super) low: f64,
    pub(super) median: f64,
    pub(super) high: f64,
}

impl Forecaster {
    pub(super) fn new(series: Series, trained: &Trained) -> Result<Self> {
        let (net, stretch) = load_net(trained)?;
        Ok(Self { series, net, stretch })
    }

    fn forecast(&self, question: &Question) -> Result<Forecast> {
        let start = self.series.start(question);
        let months = usize::from(question.months).min(FURTHEST);
        let quantiles = predict_quantiles(&self.net, &self.series, start)?;
        let steps = (1..=months).zip(quantiles).map(|(ahead, quantiles)| {
            let Quantiles { low, median, high } = quantiles.stretched(self.stretch[ahead - 1]);
            ForecastStep { day: self.series.day(start + ahead), value: median, low, high }
        });
        let line = |label: &str, value: &dyn Fn(usize) -> Option<f64>| {
            let point = |ahead| Some([self.series.day(start + ahead), value(ahead)?]);
            Line { label: label.to_owned(), points: (1..=months).filter_map(point).collect() }
        };
        let came = line("What came", &|ahead| self.series.get(start + ahead));
        let beside = [line("Naive", &|ahead| Some(naive(&self.series, start, ahead))), came];
        Ok(Forecast {
            title: "Carbon dioxide at Mauna Loa".to_owned(),
            unit: "ppm".to_owned(),
            decimals: 1,
            history: (start.saturating_sub(SHOWN)..=start)
                .filter_map(|month| Some([self.series.day(month), self.series.get(month)?]))
                .collect(),
            steps: steps.collect(),
            coverage: COVERAGE,
            beside: beside.into_iter().filter(|line| !line.points.is_empty()).collect(),
        })
    }
}

impl Model for Forecaster {
    type Inputs = Question;
    type Output = Forecast;
    type Error = maquette::Error;

    fn forward(&mut self, batch: Vec<Question>) -> Result<Vec<Forecast>> {
        batch.iter().map(|question| self.forecast(question)).collect()
    }
}

/// How far the band is stretched for each month ahead, among the weights.
pub(super) const BAND_FACTORS: &str = "band.stretch";

/// The network with the weights that a training left, and how far its band is stretched for each month ahead.
pub(super) fn load_net(trained: &Trained) -> Result<(Net, Vec<f64>)> {
    let tensors = trained.tensors()?;
    let stretch = tensors.get(BAND_FACTORS).context("the weights say nothing of the band")?.to_vec1()?;
    Ok((Net::new(VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu))?, stretch))
}

/// What the network says of each month ahead of a start.
pub(super) fn predict_quantiles(net: &Net, series: &Series, start: usize) -> Result<Vec<Quantiles>> {
    let errors: Vec<Vec<f32>> = net.quantiles(series, &[start])?.squeeze(0)?.to_vec2()?;
    let quantiles = (1..=FURTHEST).map(|ahead| {
        let naive = naive(series, start, ahead);
        let [low, median, high] = [0, 1, 2].map(|quantile| naive + f64::from(errors[quantile][ahead - 1]));
        Quantiles { low, median, high }
    });
    Ok(quantiles.collect())
}

impl Quantiles {
    /// How many times as wide the band has to be to hold a value: locally weighted conformal prediction
    /// (Lei et al. 2018, section 5.2), above and below each in its own width.
    pub(super) fn needs(self, truth: f64) -> f64 {
        let Self { low, median, high } = self;
        if truth < median { (median - truth) / (median - low) } else { (truth - median) / (high - median) }
    }

    pub(super) fn stretched(self, by: f64) -> Self {
        let Self { low, median, high } = self;
        Self { low: median - by * (median - low), median, high: median + by * (high - median) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_holds_what_it_was_stretched_for() {
        let quantiles = Quantiles { low: 1.0, median: 3.0, high: 4.0 };
        let check = |truth: f64, needed: f64| {
            assert_eq!(quantiles.needs(truth), needed);
            let Quantiles { low, high, .. } = quantiles.stretched(needed);
            assert!((low..=high).contains(&truth), "{truth}");
        };
        check(3.0, 0.0);
        check(4.0, 1.0);
        check(2.0, 0.5);
        check(-1.0, 2.0);
        check(6.0, 3.0);
    }

    #[test]
    fn what_rises_evenly_is_foreseen() {
        let month = |count: usize| (1964 + (count + 4) / 12, (count + 4) % 12 + 1);
        let row = |count: usize| format!("{}-{:02}-01,{},0\n", month(count).0, month(count).1, 300 + count);
        let rows: String = (0..72).map(row).collect();
        let series = Series::read(format!("Date,CO2,adjusted\n{rows}").as_bytes()).expect("read");
        for ahead in [1, 12, 13, 36] {
            assert_eq!(naive(&series, 65, ahead), 365.0 + ahead as f64);
        }
    }
}
