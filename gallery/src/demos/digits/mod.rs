//! Which digit is it? On 1,000 digits that the network never saw it should be right at least 975 times, and of 40
//! drawn into the pad at least 36.

mod augment;
mod preprocess;
pub(super) mod compare;
mod raster;
pub(super) mod images;
mod ink;
pub(super) mod live_training;
pub(super) mod net;
pub(super) mod training;

use anyhow::Context;
use images::{SIDE, tensor};
use maquette::calibrate::Calibration;
use maquette::prelude::*;
use maquette_contract::Classes;
use net::Net;
use preprocess::centre;
use std::sync::Arc;
use training::{Learning, load_net};

#[derive(Inputs)]
struct Question {
    /// A digit from 0 to 9
    drawing: Sketch,
}

pub(super) const FILE: &[u8] = include_bytes!("mnist10k.bin.gz");
pub(super) const SHIPPED: Trained =
    Trained::embedded(include_bytes!("weights.safetensors"), include_str!("card.json"));

pub(super) fn demo() -> Demo {
    let drawn = |strokes: &str| Question { drawing: Sketch::from_strokes(strokes) };
    Demo::new("digits", TrainedModel::new(Learning::new(FILE), Reader::new).shipped(SHIPPED))
        .title("Which digit is it?")
        .description(
            "Draw a digit from 0 to 9; the answer follows your pen.\n\n\
             The network has learnt from 8,000 digits that clerks and pupils wrote around 1990, so every drawing is first made like one of theirs: cut out, made 20 pixels high, and centred by its weight. What is no \
             digit is taken for one all the same.\n\n\
             Data: the first 10,000 images of MNIST, Y. LeCun and C. Cortes, CC BY-SA 3.0.",
        )
        .example("A three", drawn(THREE))
        .expects("3")
        .example("A seven with a bar", drawn(SEVEN))
        .expects("7")
        .example("An open four", drawn(FOUR))
        .expects("4")
        .example("A nought in a corner", drawn(NOUGHT))
        .expects("0")
        .beside("What the network saw", |question: &Question, _| seen(&question.drawing))
        .button("Read")
}

const THREE: &str =
    "12*80.62-112.44-150.52-160.84-138.112-108.120_108.120-150.128-170.160-154.196-118.212-76.198";
const SEVEN: &str = "12*72.60-128.58-188.56-160.112-136.160-120.214_98.138-168.132";
const FOUR: &str = "12*98.50-84.98-76.140-120.142-180.138_158.58-152.120-146.214";
const NOUGHT: &str = "12*206.150-180.158-166.186-172.218-196.236-222.226-236.198-230.166-206.150";

/// The drawing as the network is shown it.
fn seen(drawing: &Sketch) -> Image {
    let image = drawing.image();
    let pixels = centre(image.width(), image.height(), &image.to_gray());
    Image::gray(SIDE, SIDE, &pixels.unwrap_or([0; SIDE * SIDE]))
}

/// Says which digit a drawing is.
struct Reader {
    net: Net,
    calibration: Calibration,
    labels: Vec<Arc<str>>,
}

impl Reader {
    fn new(trained: &Trained) -> anyhow::Result<Self> {
        let card = trained.card()?;
        let report = card.calibration.as_ref().context("the card has no calibration")?;
        let labels = (0..net::CLASSES).map(|digit| digit.to_string().into()).collect();
        Ok(Self { net: load_net(trained)?, calibration: Calibration::from(report), labels })
    }
}

impl Model for Reader {
    type Inputs = Question;
    type Output = Classes;
    type Error = anyhow::Error;

    fn forward(&mut self, batch: Vec<Question>) -> anyhow::Result<Vec<Classes>> {
        let mut images = Vec::with_capacity(batch.len());
        for Question { drawing } in &batch {
            let image = drawing.image();
            let digit = centre(image.width(), image.height(), &image.to_gray());
            images.push(digit.ok_or_else(|| Refusal::new("Nothing is drawn yet: draw a digit from 0 to 9"))?);
        }
        let logits = self.net.logits(&tensor(&images)?)?;
        Ok(logits.iter().map(|logits| self.calibration.predict(&self.labels, logits)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Drawn {
        digit: usize,
        width: u8,
        strokes: Vec<Vec<[u8; 2]>>,
    }

    impl Drawn {
        fn text(&self) -> String {
            let point = |[x, y]: &[u8; 2]| format!("{x}.{y}");
            let stroke = |stroke: &Vec<[u8; 2]>| stroke.iter().map(point).collect::<Vec<_>>().join("-");
            format!("{}*{}", self.width, self.strokes.iter().map(stroke).collect::<Vec<_>>().join("_"))
        }
    }

    /// `end2end/tests/digits.live.spec.ts` draws these in a browser's pad, too.
    #[test]
    fn of_40_drawings_36_are_read() {
        let drawings: Vec<Drawn> =
            serde_json::from_str(include_str!("drawings.json")).expect("the drawings are read");
        let mut reader = Reader::new(&SHIPPED).expect("made");
        let questions =
            drawings.iter().map(|drawn| Question { drawing: Sketch::from_strokes(&drawn.text()) });
        let predicted = reader.forward(questions.collect()).expect("answered");
        let right = std::iter::zip(&drawings, &predicted)
            .filter(|(drawn, predicted)| *predicted.label == *drawn.digit.to_string())
            .count();
        assert_eq!(drawings.len(), 40);
        assert!(right >= 36, "{right} of 40");
    }

    #[test]
    fn an_empty_drawing_is_refused_in_words() {
        let blank = Question { drawing: Sketch::from_image(Image::gray(9, 9, &[255; 81])) };
        let error = Reader::new(&SHIPPED).expect("made").forward(vec![blank]).expect_err("refused");
        assert_eq!(error.to_string(), "Nothing is drawn yet: draw a digit from 0 to 9");
    }
}
