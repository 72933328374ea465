//! Repairs letters that the corpus lost to a wrong encoding.

use super::names::Language;
use std::collections::{HashMap, HashSet};

/// Puts back what the texts lost on the way to us.
///
/// The Spanish ones lack every accented letter ("resolucin"), and some Turkish ones were read in the wrong code page
/// ("harekatýndan"). People who type today do neither, so half of the time the network learns from the repaired text.
/// What it is measured on stays as it is.
#[derive(Default)]
pub(super) struct Repair {
    /// Spanish words by what is left of them.
    spellings: HashMap<String, String>,
}

impl Repair {
    /// From Spanish words in their true spelling.
    pub(super) fn new(words: &[&str]) -> Self {
        let known: HashSet<_> = words.iter().copied().collect();
        let mut spellings = HashMap::new();
        for word in words {
            let left: String = word.chars().filter(char::is_ascii).collect();
            // What is left may be a word of its own. Of words that lose the same way the first counts.
            if !known.contains(left.as_str()) {
                spellings.entry(left).or_insert_with(|| (*word).to_owned());
            }
        }
        Self { spellings }
    }

    pub(super) fn apply(&self, language: usize, text: &str) -> String {
        if language == Language::Spanish as usize {
            self.accented(&text.to_lowercase())
        } else if language == Language::Turkish as usize {
            text.chars().map(turkish).collect()
        } else {
            text.to_owned()
        }
    }

    fn accented(&self, text: &str) -> String {
        let spelt = |word: &str| self.spellings.get(word).map_or(word, String::as_str).to_owned();
        let piece = |piece: &str| {
            let word = piece.trim_end_matches(|char: char| !char.is_alphabetic());
            spelt(word) + &piece[word.len()..]
        };
        text.split_inclusive(|char: char| !char.is_alphabetic()).map(piece).collect()
    }
}

/// A letter of ISO 8859-9 that was read as one of ISO 8859-1.
fn turkish(char: char) -> char {
    match char {
        'ý' => 'ı',
        'Ý' => 'İ',
        'þ' => 'ş',
        'Þ' => 'Ş',
        'ð' => 'ğ',
        'Ð' => 'Ğ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_letters_come_back() {
        let mend = Repair::new(&["resolución", "niño", "niñé", "él", "esté", "est"]);
        let check = |language: Language, text: &str, expected: &str| {
            assert_eq!(mend.apply(language as usize, text), expected);
        };
        check(Language::Spanish, "La resolucin, ¿nio? resolucines", "la resolución, ¿niño? resolucines");
        check(Language::Spanish, "nio est", "niño est");
        check(Language::Spanish, "", "");
        check(Language::Turkish, "harekatýndan Þimdi", "harekatından Şimdi");
        check(Language::French, "resolucin harekatýndan", "resolucin harekatýndan");
    }
}
