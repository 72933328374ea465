//! Which characters speak for an answer.

use super::bytes::{Bytes, ORDERS};
use super::net::{Batch, Net};
use anyhow::{Context, Result};
use candle_core::{D, Tensor, Var};

/// At how many places on the way from nothing to a text the slope is looked at.
const PLACES: usize = 8;

/// How much each character of a text speaks for a language, above 0, or against it: a number for each `char`.
///
/// The numbers are log-odds, `ln(p / (1 - p))` of the calibrated probability, and their sum is about what the text adds
/// to those of a text of which nothing is known but its length. They are integrated gradients (Sundararajan et al.
/// 2017): with `x` the embeddings of the text's grams and `f` the log-odds, a gram is worth
/// `x * integral of df/dx (a x) da`, `a` from 0 to 1. A gram's worth belongs to its bytes in equal parts, a byte's to
/// its character, and that of the spaces that are thought around a text to the first and the last one.
///
/// What is not read of a text is worth nothing: spaces that follow each other, and all behind the longest that is read.
pub(super) fn attributions(net: &Net, text: &str, language: usize, temperature: f64) -> Result<Vec<f64>> {
    let bytes = Bytes::read(text);
    let batch = Batch::new(&[bytes.grams().collect()]);
    let grams = net.grams(&batch)?;
    let slope = slope(net, &grams.sum(2)?, &batch.mask()?, language, temperature)?;
    let worth: Vec<Vec<f32>> =
        grams.squeeze(0)?.broadcast_mul(&slope.unsqueeze(1)?)?.sum(D::Minus1)?.to_vec2()?;

    let mut chars = vec![0.0; text.chars().count()];
    let Some((first, last)) = bytes.ends() else { return Ok(chars) };
    for (end, worth) in worth.iter().take(bytes.len()).enumerate() {
        for (longer, worth) in worth.iter().enumerate().take(ORDERS.min(end + 1)) {
            for byte in end - longer..=end {
                let char = bytes.chars()[byte].unwrap_or(if byte == 0 { first } else { last });
                chars[char] += f64::from(*worth) / (longer + 1) as f64;
            }
        }
    }
    Ok(chars)
}

/// The mean slope of the log-odds on the way from nothing to a text's bytes: `[bytes, EMBEDDING]`.
fn slope(net: &Net, bytes: &Tensor, mask: &Tensor, language: usize, temperature: f64) -> Result<Tensor> {
    let mut mean = bytes.zeros_like()?;
    for place in 0..PLACES {
        // Most happens at the beginning, where the network normalises the little there is. So the places lie close
        // together there: a = u^3 and da = 3 u^2 du, with u at the middles of equal parts.
        let u = (place as f64 + 0.5) / PLACES as f64;
        let at = Var::from_tensor(&(bytes * u.powi(3))?)?;
        let logits = (net.classify(&at, mask)? / temperature)?;
        let gradients = log_odds(&logits, language)?.sum_all()?.backward()?;
        let slope = gradients.get(&at).context("the log-odds do not depend on the text")?;
        mean = (mean + (slope * (3.0 * u.powi(2) / PLACES as f64))?)?;
    }
    Ok(mean.squeeze(0)?)
}

/// `ln(p / (1 - p))` of a class in each row of logits.
fn log_odds(logits: &Tensor, class: usize) -> candle_core::Result<Tensor> {
    let classes = logits.dim(1)?;
    let others = [logits.narrow(1, 0, class)?, logits.narrow(1, class + 1, classes - class - 1)?];
    let others: Vec<_> = others.into_iter().filter(|some| some.elem_count() > 0).collect();
    logits.narrow(1, class, 1)?.squeeze(1)? - Tensor::cat(&others, 1)?.log_sum_exp(1)?
}

#[cfg(test)]
mod tests {
    use super::super::bytes::NONE;
    use super::super::names::Language;
    use super::super::training::load_net;
    use super::*;
    use candle_core::Device;
    use maquette::prelude::*;

    /// The network that is shipped.
    fn net() -> Net {
        let shipped = Trained::embedded(include_bytes!("weights.safetensors"), include_str!("card.json"));
        shipped.tensors().and_then(load_net).expect("a network")
    }

    fn output(net: &Net, grams: Vec<[u32; ORDERS]>, language: usize) -> f64 {
        let logits = net.forward(&Batch::new(&[grams])).expect("logits");
        let odds = log_odds(&logits, language).and_then(|odds| odds.to_vec1::<f32>()).expect("log-odds");
        f64::from(odds[0])
    }

    #[test]
    fn the_sum_is_about_what_the_text_adds() {
        let net = net();
        let check = |text: &str, language: Language| {
            let grams: Vec<_> = Bytes::read(text).grams().collect();
            let nothing = vec![[NONE; ORDERS]; grams.len()];
            let adds = output(&net, grams, language as usize) - output(&net, nothing, language as usize);
            let sum: f64 =
                attributions(&net, text, language as usize, 1.0).expect("attributions").iter().sum();
            assert!((sum - adds).abs() < 0.2 * adds.abs().max(2.0), "{text}: {sum}, expected {adds}");
        };
        check("Wer weiß schon, was morgen kommt?", Language::German);
        check("Wer weiß schon, was morgen kommt?", Language::Dutch);
        check("내일은 비가 온다고 했다.", Language::Korean);
        check("Nobody knows what tomorrow will bring.", Language::English);
        check("Nie wiadomo.", Language::Polish);
    }

    #[test]
    fn what_speaks_for_a_language_stands_out() {
        let text = "The weather is fine today, 내일은 비가 온다고 했다.";
        let chars = attributions(&net(), text, Language::Korean as usize, 1.0).expect("attributions");
        let sum = |korean: bool| -> f64 {
            let side = text.chars().zip(&chars).filter(|(char, _)| ('가'..='힣').contains(char) == korean);
            side.map(|(_, worth)| worth).sum()
        };
        assert!(sum(true) > 1.0 && sum(false) < 0.0, "{} and {}", sum(true), sum(false));
    }

    #[test]
    fn each_character_has_a_number_and_what_is_not_read_has_0() {
        let net = net();
        let check = |text: &str, read: &[usize]| {
            let chars = attributions(&net, text, 1, 1.0).expect("attributions");
            assert_eq!(chars.len(), text.chars().count());
            let not_0 = chars.iter().enumerate().filter(|(_, worth)| **worth != 0.0).map(|(place, _)| place);
            assert_eq!(not_0.collect::<Vec<_>>(), read, "{text:?}");
        };
        check("", &[]);
        check("  ", &[]);
        check("x", &[0]);
        check(" 글  a", &[1, 2, 4]);
        check(&"글".repeat(200), &(0..170).collect::<Vec<_>>());
    }

    #[test]
    fn log_odds_are_of_one_class_against_all_others() {
        let logits = Tensor::new(&[[0.5f64.ln(), 0.2f64.ln(), 0.3f64.ln()]], &Device::Cpu).expect("logits");
        for (class, odds) in [(0, 1.0f64), (1, 0.25), (2, 3.0 / 7.0)] {
            let actual: Vec<f64> = log_odds(&logits, class).and_then(|odds| odds.to_vec1()).expect("odds");
            assert!((actual[0] - odds.ln()).abs() < 1e-9, "{class}");
        }
    }
}
