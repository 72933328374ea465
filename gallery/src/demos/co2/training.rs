//! Training in time: the network learns from the earlier months, its band is stretched by later ones, and it is
//! measured on the last. No random split could say how well a forecast does.

use super::forecast::{BAND_FACTORS, COVERAGE, Quantiles, load_net, predict_quantiles};
use super::net::{FURTHEST, KNOWN, Net};
use super::series::{Series, naive};
use anyhow::{Context, Result};
use candle_core::{DType, Device, Tensor};
use candle_nn::VarMap;
use maquette::calibrate::quantile;
use maquette::evaluate::{bootstrap, mae, rmse};
use maquette::prelude::*;
use maquette::signature::{Signature, SignatureOutput};
use maquette::train::{self, Fit, Progress, Training, seed_weights, source, today};
use maquette_contract::{IntervalReport, ModelCard, Range, Schema, Score, Splits};
use std::ops::Range as Months;

/// The last months: those it is measured on.
pub(super) const TEST: usize = 60;
/// Before them: those that stretch the band. Neighbouring months err alike, so it takes many years to know how much.
const CALIBRATION: usize = 240;
/// How many months at the end it has not learnt from.
pub(super) const UNSEEN: usize = TEST + CALIBRATION;
/// How far ahead the scores look.
const AHEAD: usize = 12;

const FIT: Fit = Fit { epochs: 300, batch: 32, learning_rate: 0.003, weight_decay: 0.05, patience: None };

pub(super) struct Learning {
    series: Series,
    goals: Vec<Goal>,
}

impl Learning {
    pub(super) fn new(series: Series) -> Self {
        Self { series, goals: vec![Goal::at_most("rmse", 0.82), Goal::between("coverage", 0.85, 0.95)] }
    }

    fn calibration(&self) -> Months<usize> {
        self.series.len() - UNSEEN..self.series.len() - TEST
    }

    fn test(&self) -> Months<usize> {
        self.series.len() - TEST..self.series.len()
    }

    /// The forecasts of some months from every start up to three years before, each with the true value.
    fn forecasts(&self, net: &Net, months: Months<usize>) -> Result<Vec<MonthForecast>> {
        let mut all = Vec::with_capacity(months.len() * FURTHEST);
        for start in months.start - FURTHEST..months.end {
            for (ahead, quantiles) in (1..).zip(predict_quantiles(net, &self.series, start)?) {
                if months.contains(&(start + ahead)) {
                    all.push(MonthForecast { start, ahead, quantiles, truth: self.series.at(start + ahead) });
                }
            }
        }
        Ok(all)
    }

    /// For each month ahead, how many times as wide the band has to be to hold `COVERAGE` of the calibration
    /// months. Of a single one the number would jump about, so it is that of the half year around it.
    fn stretch(&self, net: &Net) -> Result<Vec<f64>> {
        let forecasts = self.forecasts(net, self.calibration())?;
        let around = |ahead: usize| {
            let near = forecasts.iter().filter(|month| month.ahead.abs_diff(ahead) <= 3);
            quantile(near.map(|month| month.quantiles.needs(month.truth)).collect(), COVERAGE)
        };
        Ok((1..=FURTHEST).map(around).collect())
    }

    /// On the last months. Errors of neighbouring months are alike, so intervals are drawn from whole years
    /// (a bootstrap of fixed blocks, Carlstein 1986); five years of them are few, and the intervals rough.
    fn scores(&self, net: &Net, stretch: &[f64], seed: u64) -> Result<(Vec<Score>, IntervalReport)> {
        let forecasts = self.forecasts(net, self.test())?;
        let first = self.test().start;
        let mut by_year: [Vec<&MonthForecast>; TEST / 12] = Default::default();
        forecasts.iter().for_each(|month| by_year[(month.start + month.ahead - first) / 12].push(month));
        let years = by_year.len();
        let of = |years: &[usize]| years.iter().flat_map(|&year| by_year[year].clone()).collect::<Vec<_>>();
        let error = |measure: fn(&[f64], &[f64]) -> f64,
                     guess: &dyn Fn(&MonthForecast) -> f64,
                     years: &[usize]| {
            let months = of(years).into_iter().filter(|month| month.ahead == AHEAD);
            let (guesses, truths): (Vec<_>, Vec<_>) = months.map(|month| (guess(month), month.truth)).unzip();
            measure(&guesses, &truths)
        };
        let all: Vec<usize> = (0..years).collect();
        let score = |name: &str, label: &str, meaning: &str, measure: fn(&[f64], &[f64]) -> f64| Score {
            name: name.to_owned(),
            label: label.to_owned(),
            meaning: meaning.to_owned(),
            estimate: bootstrap(years, seed, |years| error(measure, &|month| month.quantiles.median, years)),
            baseline: Some(error(measure, &|month| naive(&self.series, month.start, month.ahead), &all)),
            more_is_better: false,
            share: false,
        };
        let band = |month: &MonthForecast| month.quantiles.stretched(stretch[month.ahead - 1]);
        let held = |years: &[usize]| {
            let months = of(years);
            let held =
                months.iter().filter(|month| (band(month).low..=band(month).high).contains(&month.truth));
            held.count() as f64 / months.len() as f64
        };
        let coverage = Score {
            name: "coverage".to_owned(),
            label: "Truth in the band".to_owned(),
            meaning: "How often the band held the truth, from one month ahead to 36".to_owned(),
            estimate: bootstrap(years, seed, held),
            baseline: None,
            more_is_better: true,
            share: true,
        };
        let coverage_seen = coverage.estimate.value;
        let scores = vec![
            score(
                "rmse",
                "Root mean square error (ppm)",
                "How far off a forecast is a year ahead, where being far off counts for more",
                rmse,
            ),
            score("mae", "Mean error (ppm)", "How far off it is a year ahead on average", mae),
            coverage,
        ];
        let width = forecasts.iter().map(|month| band(month).high - band(month).low).sum::<f64>();
        let learnt = (0..self.series.len() - UNSEEN).map(|month| self.series.at(month));
        let report = IntervalReport {
            coverage: COVERAGE,
            half_width: None,
            coverage_seen,
            mean_width: width / forecasts.len() as f64,
            seen: Range::around(learnt).context("there are months to learn from")?,
        };
        Ok((scores, report))
    }
}

/// What the weights are trained with: the months of the table, and no field of the form.
fn names() -> Signature {
    Signature::new(&Schema::default(), SignatureOutput::number("carbon dioxide", "ppm"))
}

/// The forecast of a month, and its true value.
struct MonthForecast {
    start: usize,
    ahead: usize,
    quantiles: Quantiles,
    truth: f64,
}

impl Training for Learning {
    fn train(&self, seed: u64, progress: &mut dyn Progress) -> Result<Trained> {
        let weights = VarMap::new();
        let net = Net::new(VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu))?;
        seed_weights(&weights, seed)?;
        let end = self.series.len() - UNSEEN;
        let starts: Vec<usize> = (KNOWN..end - 1).collect();
        let mut loss = |starts: &[usize]| Ok(net.loss(&self.series, starts, end)?);
        let curve = FIT.run(&weights, &starts, &[], seed, &mut loss, progress)?;

        let stretch = self.stretch(&net)?;
        let (scores, interval) = self.scores(&net, &stretch, seed)?;
        let (mut tensors, parameters) = train::trained_tensors(&weights)?;
        tensors.insert(BAND_FACTORS.to_owned(), Tensor::new(stretch, &Device::Cpu)?);
        let card = ModelCard {
            date: today(),
            seed,
            weights_sha256: String::new(),
            parameters,
            data: source(
                "Monthly carbon dioxide at Mauna Loa (Scripps CO2 Program; Keeling et al. 2001)",
                "CC BY 4.0",
                super::TABLE,
            ),
            splits: Splits { train: end, validation: 0, calibration: CALIBRATION, test: TEST, hidden: 0.0 },
            scores,
            calibration: None,
            interval: Some(interval),
            curve,
        };
        Trained::new(&tensors, card)?.with_signature(&names())
    }

    fn measure(&self, trained: &Trained) -> Result<ModelCard> {
        let card = trained.card()?;
        let (net, stretch) = load_net(trained)?;
        let (scores, interval) = self.scores(&net, &stretch, card.seed)?;
        Ok(ModelCard { scores, interval: Some(interval), ..card })
    }

    fn goals(&self) -> &[Goal] {
        &self.goals
    }

    fn signature(&self) -> Option<Signature> {
        Some(names())
    }

    fn predictions(&self, trained: &Trained) -> Result<String> {
        let (net, stretch) = load_net(trained)?;
        let mut csv = csv::Writer::from_writer(vec![]);
        csv.write_record(["from", "month", "truth", "value", "low", "high", "naive"])?;
        for MonthForecast { start, ahead, quantiles, truth } in self.forecasts(&net, self.test())? {
            let Quantiles { low, median, high } = quantiles.stretched(stretch[ahead - 1]);
            let numbers = [truth, median, low, high, naive(&self.series, start, ahead)]
                .map(|number| number.to_string());
            csv.write_record(
                [self.series.name(start), self.series.name(start + ahead)].into_iter().chain(numbers),
            )?;
        }
        Ok(String::from_utf8(csv.into_inner()?)?)
    }
}
