//! The words that stand for an unknown value.

use maquette_contract::{Feature, Kind};

/// The words that pandas reads as not known by default: <https://pandas.pydata.org/docs/reference/api/pandas.read_csv.html>.
const WORDS: [&str; 18] = [
    "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A",
    "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
];

/// Whether a cell that can be anything says that it is not known.
pub(crate) fn is_unknown(text: &str) -> bool {
    text.is_empty() || WORDS.contains(&text)
}

/// Whether a cell says that a feature is not known. A word that is one of its answers is that answer, and where a text
/// has to be given, the word is the text.
pub(super) fn is_unknown_for(feature: &Feature, text: &str) -> bool {
    is_unknown(text)
        && match &feature.kind {
            // In another case it is an answer that is misspelt.
            Kind::Choice { choices } | Kind::Choices { choices } => {
                let names = choices.iter().flat_map(|choice| [&choice.value, &choice.label]);
                !names.into_iter().any(|name| name.eq_ignore_ascii_case(text))
            }
            Kind::Text { .. } => text.is_empty() || !feature.required,
            _ => true,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_pandas() {
        let golden: Vec<&str> = serde_json::from_str(include_str!("../../tests/golden/unknown_words.json"))
            .expect("golden words");
        assert_eq!(golden, [&[""][..], &WORDS].concat());
        assert!(golden.iter().all(|word| is_unknown(word)));
    }

    #[test]
    fn a_word_is_unknown_unless_it_is_an_answer_or_a_text() {
        let check = |feature: &Feature, unknown: &[&str], known: &[&str]| {
            for (text, expected) in
                unknown.iter().map(|text| (text, true)).chain(known.iter().map(|text| (text, false)))
            {
                assert_eq!(is_unknown_for(feature, text), expected, "{text} for {:?}", feature.kind);
            }
        };
        let depth = Feature::number("depth", "Depth", "mm", 0.0..=20.0, 0.1);
        check(&depth, &WORDS, &["none", "Nan", "0", "-", "N / A"]);
        check(&depth, &[""], &[" "]);
        let garage = Feature::choice("garage", "Garage", &[("None", "No garage"), ("Attached", "Attached")]);
        check(&garage, &["", "NA", "null"], &["None", "Attached"]);
        let alley = Feature::choice("alley", "Alley", &[("no_alley", "None"), ("na", "Not answered")]);
        check(&alley, &["", "N/A", "null"], &["None", "NA"]);
        let text = Feature::new("text", "Text", Kind::Text { max_len: 9, long: false });
        check(&text, &[""], &WORDS);
        check(&text.optional(), &WORDS, &["none"]);
    }
}
