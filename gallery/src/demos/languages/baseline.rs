//! A baseline for language detection: naive Bayes over runs of bytes.

use super::bytes::{Bytes, NONE};
use super::data::Row;
use super::names::LANGUAGES;
use maquette::calibrate::argmax;
use std::collections::HashMap;

/// The runs of bytes that are counted are as long as this at most.
const LONGEST: usize = 3;

/// Counts runs of up to three bytes in each language, and answers with the language in which the text's own are
/// likeliest: naive Bayes, with every count half a run higher than it is (Jeffreys 1946). Language
/// detection by counts alone goes back to Dunning (1994).
pub(super) struct Counts {
    runs: HashMap<u32, [f64; LANGUAGES]>,
    totals: [f64; LANGUAGES],
}

impl Counts {
    pub(super) fn new(rows: &[Row]) -> Self {
        let mut counts = Self { runs: HashMap::new(), totals: [0.0; LANGUAGES] };
        for row in rows {
            for run in runs(&row.text) {
                counts.runs.entry(run).or_insert([0.0; LANGUAGES])[row.language] += 1.0;
                counts.totals[row.language] += 1.0;
            }
        }
        counts
    }

    /// The place of the likeliest language.
    pub(super) fn answer(&self, text: &str) -> usize {
        let mut logs = [0.0; LANGUAGES];
        let kinds = self.runs.len() as f64;
        for counts in runs(text).filter_map(|run| self.runs.get(&run)) {
            for ((log, count), total) in logs.iter_mut().zip(counts).zip(self.totals) {
                *log += ((count + 0.5) / (total + 0.5 * kinds)).ln();
            }
        }
        argmax(&logs)
    }
}

fn runs(text: &str) -> impl Iterator<Item = u32> {
    let grams: Vec<_> = Bytes::read(text).grams().collect();
    grams.into_iter().flat_map(|grams| grams.into_iter().take(LONGEST)).filter(|gram| *gram != NONE)
}

#[cfg(test)]
mod tests {
    use super::super::data::Kind;
    use super::super::names::Language;
    use super::*;

    #[test]
    fn the_likeliest_language_is_answered() {
        let row = |language: Language, text: &str| Row {
            kind: Kind::Sentence,
            language: language as usize,
            text: text.to_owned(),
        };
        let counts = Counts::new(&[
            row(Language::English, "the thing that they think"),
            row(Language::German, "das Ding ist schon da"),
            row(Language::German, "und noch eins"),
        ]);
        let check = |text: &str, language: Language| {
            assert_eq!(counts.answer(text), language as usize, "{text}");
        };
        check("then", Language::English);
        check("schönen", Language::German);
    }
}
