//! A network that learns to read digits while one looks on, and is then compared with the one that is shipped.

use super::digits::compare::{Comparison, Difference, compare};
use super::digits::images::{Digits, SIDE};
use super::digits::live_training::{Lesson, Settings, Step};
use super::digits::training::load_net;
use super::digits::{FILE, SHIPPED};
use maquette::prelude::*;

#[derive(Inputs)]
struct Question {
    /// How many digits to learn from
    /// There are 8,000; those it is measured on are others
    #[input(range = 500..=8000, step = 500, default = 2000)]
    images: u32,
    /// How often to go through them
    #[input(range = 1..=5, default = 2)]
    epochs: u32,
    /// How far each step goes
    #[input(default = Rate::Middling)]
    rate: Rate,
}

#[derive(Choice, Clone, Copy)]
enum Rate {
    /// Small steps: it learns slowly
    Small,
    /// Middling steps
    Middling,
    /// Large steps: it may never settle
    Large,
}

impl Rate {
    fn number(self) -> f64 {
        match self {
            Self::Small => 0.000_2,
            Self::Middling => 0.002,
            Self::Large => 0.05,
        }
    }
}

/// All there is to see of a lesson so far.
type Seen = (Metric, Metric, Chart, Chart, Titled<Markdown>, Titled<Vec<Picture>>);

/// A picture of the curves after so many batches: between them nobody could tell the difference.
const EVERY: usize = 3;

pub(super) fn demo() -> Demo {
    let question = |images, epochs, rate| Question { images, epochs, rate };
    let epochs = SHIPPED.card().map(|card| card.curve).unwrap_or_default();
    let points = epochs.iter().map(|epoch| [epoch.epoch as f64, epoch.train]).collect();
    let curve = Chart::line("How the shipped network learnt").series("Loss", points);
    Demo::stream("training", lesson)
        .title("How does a network learn to read?")
        .description(
            "Press the button, and a network that knows nothing learns to read digits before your eyes, from as many examples as you give it.\n\n\
             It is the network of [Which digit is it?](digits), which went through 8,000 digits 40 times, each time a little shifted and turned. At the end \
             the two are compared on 1,000 digits that neither has learnt from.\n\n\
             Data: the first 10,000 images of MNIST, Y. LeCun and C. Cortes, CC BY-SA 3.0.",
        )
        .example("2,000 digits, twice", question(2000, 2, Rate::Middling))
        .example("Few digits, often", question(500, 5, Rate::Middling))
        .example("Steps that are too large", question(1000, 1, Rate::Large))
        .thumbnail(curve)
        .button("Train")
        .autorun(false)
        .concurrency(1)
}

/// A step of the lesson for each output, and the comparison as the last.
fn lesson(question: Question, work: &Work) -> Box<dyn Iterator<Item = anyhow::Result<Seen>>> {
    match Watched::new(&question, work.clone()) {
        Ok(watched) => Box::new(watched),
        Err(error) => Box::new(std::iter::once(Err(error))),
    }
}

struct Watched {
    digits: Digits,
    lesson: Lesson,
    work: Work,
    losses: Vec<[f64; 2]>,
    held_out: Vec<[f64; 2]>,
    compared: bool,
}

impl Watched {
    fn new(question: &Question, work: Work) -> anyhow::Result<Self> {
        work.doing("Unpacking the digits");
        let digits = Digits::read(FILE)?;
        let settings = Settings {
            epochs: question.epochs as usize,
            learning_rate: question.rate.number(),
            images: question.images as usize,
            seed: 0,
        };
        let lesson = Lesson::new(&digits, settings)?;
        Ok(Self { digits, lesson, work, losses: vec![], held_out: vec![], compared: false })
    }

    fn note(&mut self, step: &Step) {
        self.work.progress(step.batch as u64, step.batches_total as u64);
        self.work.doing(&format!("Epoch {}, {:.0} digits a second", step.epoch, step.per_second));
        self.losses.push([step.batch as f64, step.loss]);
        if let Some(share) = step.held_out {
            self.held_out.push([step.batch as f64, share * 100.0]);
        }
    }

    fn seen(&self, outcome: Markdown, differing: Vec<Picture>) -> Seen {
        let last = |points: &[[f64; 2]]| points.last().map(|point| point[1]);
        let figure = |number: Option<f64>, decimals: usize, unit: &str| {
            number.map_or("–".to_owned(), |number| format!("{number:.decimals$}{unit}"))
        };
        let curve = |title: &str, y: &str, points: &[[f64; 2]]| {
            Chart::line(title).x("Batches of 32 digits").y(y).series(y, points.to_vec())
        };
        (
            Metric::new("Read right", &figure(last(&self.held_out), 1, " %"))
                .remark("of digits it has not learnt from"),
            Metric::new("Loss", &figure(last(&self.losses), 3, "")).remark("smoothed over the last batches"),
            curve("It is wrong less and less", "Loss", &self.losses),
            curve("It reads what it has not seen", "Read right (%)", &self.held_out),
            titled("Beside the shipped network", outcome),
            titled("Where they differ", differing),
        )
    }

    fn compare(&self) -> anyhow::Result<Seen> {
        let comparison = compare(self.lesson.net(), &load_net(&SHIPPED)?, &self.digits)?;
        let differing = comparison.differ.iter().map(|difference| self.picture(difference)).collect();
        Ok(self.seen(markdown(&words(&comparison)), differing))
    }

    fn picture(&self, difference: &Difference) -> Picture {
        let Difference { row, label, predicted: [new, shipped] } = *difference;
        let caption = format!("A {label}: new says {new}, shipped says {shipped}");
        picture(&Image::gray(SIDE, SIDE, self.digits.image(row)), &caption)
    }
}

fn words(comparison: &Comparison) -> String {
    let Comparison { accuracy: [new, shipped], both_right, only_right, neither_right, .. } = comparison;
    format!(
        "The new network reads **{:.1} %** of 1,000 digits that neither has learnt from, the shipped one **{:.1} %**. Both are right about \
         {both_right}, the new one alone about {}, the shipped one alone about {}, and neither about {neither_right}.",
        new * 100.0,
        shipped * 100.0,
        only_right[0],
        only_right[1],
    )
}

impl Iterator for Watched {
    type Item = anyhow::Result<Seen>;

    fn next(&mut self) -> Option<Self::Item> {
        for _ in 0..EVERY {
            if self.work.is_cancelled() {
                break;
            }
            match self.lesson.next() {
                Some(Ok(step)) => self.note(&step),
                Some(Err(error)) => {
                    return Some(Err(Refusal::new(format!("It does not learn: {error}")).into()));
                }
                None if self.compared => return None,
                None => {
                    self.compared = true;
                    self.work.doing("Comparing with the shipped network");
                    return Some(self.compare());
                }
            }
        }
        Some(Ok(self.seen(markdown("When it has learnt, the two are compared here."), vec![])))
    }
}
