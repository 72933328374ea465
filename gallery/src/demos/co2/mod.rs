//! How much carbon dioxide will be in the air? A year ahead this should be off by at most 0.82 ppm (RMSE over the
//! last five years), which is less than the naive forecast's 0.83; its 90 % bands should hold 85 to 95 of 100 months.

mod forecast;
mod net;
mod series;
mod training;

use forecast::Forecaster;
use maquette::prelude::*;
use series::{Series, naive};
use training::{Learning, TEST, UNSEEN};

#[derive(Inputs)]
struct Question {
    /// Forecast from
    /// The forecast looks back from this month
    #[input(range = "1969-05-01"..="2020-04-30", default = "2015-04-01")]
    start: Date,
    /// Months ahead
    #[input(range = 1..=36, default = 36)]
    months: u8,
}

const TABLE: &[u8] = include_bytes!("co2.csv");
const SHIPPED: Trained = Trained::embedded(include_bytes!("weights.safetensors"), include_str!("card.json"));

pub(super) fn demo() -> Demo {
    let series =
        Series::read(TABLE).unwrap_or_else(|error| panic!("the table in this folder is read: {error}"));
    let (known, seen, came) = (series.clone(), series.clone(), series.clone());
    let make = move |trained: &Trained| Forecaster::new(known.clone(), trained);
    Demo::new("co2", TrainedModel::new(Learning::new(series), make).shipped(SHIPPED))
        .title("How much carbon dioxide will be in the air?")
        .description(
            "Choose a month and look ahead from it, at the air over Mauna Loa, Hawaii. What came to pass stands beside the forecast, and so \
             does the naive one: the last year again, and the usual rise.\n\n\
             Data: Scripps CO2 Program, Scripps Institution of Oceanography at UC San Diego, C. D. Keeling et al. (2001), CC BY 4.0, \
             by way of vega-datasets.",
        )
        .example("April 2015, three years ahead", question((2015, 4), 36))
        .expects_near(410.3, 2.0)
        .example("October 2014, two years ahead", question((2014, 10), 24))
        .example("From the last month there is", question((2020, 4), 36))
        .example("In the seventies", question((1973, 1), 24))
        .beside("", move |question: &Question, _| markdown(&seen.note(question)))
        .beside("Forecast and truth", move |question: &Question, prediction| came.compare(question, prediction))
}

fn question((year, month): (u16, u8), months: u8) -> Question {
    Question { start: Date::on(year, month, 1), months }
}

impl Series {
    /// The number of the month that a question starts from.
    fn start(&self, question: &Question) -> usize {
        self.month(question.start).unwrap_or(0).min(self.len() - 1)
    }

    /// What came to pass, month by month, and how far off the forecast and the naive one were.
    fn compare(&self, question: &Question, prediction: &Prediction) -> (Metric, Metric, Table) {
        let steps =
            if let Prediction::Forecast(Forecast { steps, .. }) = prediction { &steps[..] } else { &[] };
        let start = self.start(question);
        let mut table = Table::new(["Month", "Forecast", "From", "To", "Naive", "Measured"]);
        let (mut ours, mut naives) = (vec![], vec![]);
        for (ahead, step) in (1..).zip(steps) {
            let (guess, truth) = (naive(self, start, ahead), self.get(start + ahead));
            if let Some(truth) = truth {
                ours.push((step.value - truth).abs());
                naives.push((guess - truth).abs());
            }
            let tenths = |value: f64| Cell::from((value * 10.0).round() / 10.0);
            let month = self.name(start + ahead);
            let [value, low, high, guess] = [step.value, step.low, step.high, guess].map(tenths);
            table = table.row([month.into(), value, low, high, guess, truth.map_or(Cell::Empty, tenths)]);
        }
        let mean = |label: &str, errors: &[f64]| match errors.len() {
            0 => Metric::new(label, "–").remark("none of these months is known yet"),
            known => {
                let mean = errors.iter().sum::<f64>() / known as f64;
                Metric::new(label, &format!("{mean:.2} ppm"))
                    .remark(&format!("on average, of {known} months that are known"))
            }
        };
        (mean("Forecast off by", &ours), mean("Naive off by", &naives), table)
    }

    /// Which of the months ahead the network may have learnt from.
    fn note(&self, question: &Question) -> String {
        let (start, last) = (self.start(question), self.start(question) + usize::from(question.months));
        let (learnt, stretched) = (self.len() - UNSEEN, self.len() - TEST);
        if start + 1 < learnt {
            format!(
                "**The network learnt from months that come after this start**, so it may do better here than it would have done then. \
                 It has not seen the months from {} on.",
                self.name(learnt)
            )
        } else if start + 1 < stretched {
            "The network has not learnt from any of these months, but they helped to set the width of its band.".to_owned()
        } else if last >= self.len() {
            "Some of these months lie beyond the table: nobody can check them here.".to_owned()
        } else {
            "The network has not seen any of these months.".to_owned()
        }
    }
}
