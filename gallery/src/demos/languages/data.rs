//! The texts to learn from, to calibrate with and to measure on. They are not part of this repository:
//! `tools/languages-data.sh` downloads them.

use super::bytes::Bytes;
use super::names::{LANGUAGES, Language};
use super::repair::Repair;
use anyhow::{Context, Result, bail, ensure};
use maquette::prelude::*;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::path::Path;

/// Names the file that `tools/languages-data.sh` writes.
const VARIABLE: &str = "MAQUETTE_LANGUAGES";
/// The shares of the texts that are not learnt from.
const TEST: f64 = 0.15;
const CALIBRATION: f64 = 0.1;

pub(super) struct Corpus {
    /// The file as it was read.
    pub(super) bytes: Vec<u8>,
    pub(super) mend: Repair,
    rows: Vec<Row>,
    vocabulary: Vec<Row>,
    frequent: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) kind: Kind,
    /// Its place among the languages.
    pub(super) language: usize,
    pub(super) text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Sentence,
    /// Two words of a sentence.
    Pair,
    Word,
}

/// Which rows are for what.
#[derive(Default)]
pub(super) struct Split {
    pub(super) train: Vec<Row>,
    /// More words of some languages, none of them held out, from which a few train at a time.
    pub(super) vocabulary: Vec<Row>,
    pub(super) calibration: Vec<Row>,
    pub(super) test: Vec<Row>,
}

impl Corpus {
    /// # Errors
    /// A file that nobody named, that can't be read, or that holds something else.
    pub(super) fn read() -> Result<Self> {
        Self::read_from(std::env::var_os(VARIABLE))
    }

    fn read_from(path: Option<OsString>) -> Result<Self> {
        let path = path.with_context(|| {
            format!(
                "{VARIABLE} has to name the file of texts to learn from: run `tools/languages-data.sh FOLDER` to get it, \
                 and set {VARIABLE} to FOLDER/languages.tsv"
            )
        })?;
        let path = Path::new(&path);
        let about = || {
            format!(
                "cannot use {}, which {VARIABLE} names; `tools/languages-data.sh` gets a good one",
                path.display()
            )
        };
        std::fs::read(path).map_err(Into::into).and_then(Self::parse).with_context(about)
    }

    fn parse(bytes: Vec<u8>) -> Result<Self> {
        let (mut rows, mut vocabulary, mut frequent) = (vec![], vec![], vec![]);
        for (line, number) in std::str::from_utf8(&bytes).context("it is not UTF-8")?.lines().zip(1..) {
            let wrong = || format!("line {number} is not language, kind and text with tabs between them");
            let [name, kind, text] = line.splitn(3, '\t').collect::<Vec<_>>()[..] else { bail!(wrong()) };
            ensure!(!text.trim().is_empty(), "line {number} has no text");
            let language = Language::CHOICES.iter().position(|(_, known)| known.eq_ignore_ascii_case(name));
            let language =
                language.with_context(|| format!("line {number} is in {name}, which is not known"))?;
            let (kind, among) = match kind {
                "sentence" => (Kind::Sentence, &mut rows),
                "pair" => (Kind::Pair, &mut rows),
                "word" => (Kind::Word, &mut rows),
                "vocabulary" => (Kind::Word, &mut vocabulary),
                "frequent" => (Kind::Word, &mut frequent),
                _ => bail!(wrong()),
            };
            among.push(Row { kind, language, text: text.to_owned() });
        }
        ensure!(!rows.is_empty(), "it holds no texts");
        let spanish = vocabulary.iter().filter(|row: &&Row| row.language == Language::Spanish as usize);
        let mend = Repair::new(&spanish.map(|row| row.text.as_str()).collect::<Vec<_>>());
        Ok(Self { bytes, mend, rows: distinct(rows), vocabulary: distinct(vocabulary), frequent })
    }

    /// A share of each language's sentences is held out at random. Words and pairs were taken from the sentences, so
    /// those that stand in a sentence that trains do so too, and the others, which the network then never meets, can
    /// be held out. Chinese and Japanese words are single characters here, and random ones are.
    pub(super) fn split(&self, seed: u64) -> Split {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut split = Split::default();
        for language in 0..LANGUAGES {
            let mut shuffled = |kind| {
                let of = self.rows.iter().filter(|row| row.language == language && row.kind == kind);
                let mut rows: Vec<_> = of.cloned().collect();
                rows.shuffle(&mut rng);
                rows
            };
            let (sentences, pairs, words) =
                (shuffled(Kind::Sentence), shuffled(Kind::Pair), shuffled(Kind::Word));
            let learnt = split.hold_out(sentences.len(), sentences);
            let learnt: Vec<HashSet<String>> =
                learnt.iter().map(|sentence| sentence.words().collect()).collect();
            for rows in [pairs, words] {
                let count = rows.len();
                let (met, new) = rows.into_iter().partition(|row: &Row| {
                    let words: Vec<_> = row.words().collect();
                    learnt.iter().any(|sentence| words.iter().all(|word| sentence.contains(word)))
                });
                split.train.extend::<Vec<_>>(met);
                split.hold_out(count, new);
            }
        }
        let held_out = split.held_out();
        let may_train = |row: &&Row| !held_out.contains(Bytes::read(&row.text).plain());
        split.train.extend(self.frequent.iter().filter(may_train).cloned());
        split.vocabulary = self.vocabulary.iter().filter(may_train).cloned().collect();
        split
    }
}

impl Split {
    /// What must not train, as the network reads it.
    pub(super) fn held_out(&self) -> HashSet<Vec<u8>> {
        self.calibration.iter().chain(&self.test).map(|row| Bytes::read(&row.text).plain().to_vec()).collect()
    }

    /// Of so many rows, holds out the shares to be tested and calibrated with, from those that can be, and has the
    /// rest trained from. Where these are too few, what there is is shared out likewise. Gives back the rest.
    fn hold_out(&mut self, count: usize, mut rows: Vec<Row>) -> Vec<Row> {
        let part = |share: f64, of: usize| (share * of as f64).round() as usize;
        let rest = rows.split_off(part(TEST + CALIBRATION, count).min(rows.len()));
        self.calibration.extend(rows.split_off(part(TEST / (TEST + CALIBRATION), rows.len())));
        self.test.extend(rows);
        self.train.extend_from_slice(&rest);
        rest
    }
}

impl Row {
    /// Its words in small letters, without the signs around them.
    fn words(&self) -> impl Iterator<Item = String> {
        let sign = |char: char| char.is_ascii_punctuation() || "«»“”„’‘–—…।".contains(char);
        let words = self.text.split_whitespace().map(move |word| word.trim_matches(sign).to_lowercase());
        words.filter(|word| !word.is_empty())
    }

    /// The places where its words start. Without spaces between words, two characters count as one.
    pub(super) fn starts(&self) -> Vec<usize> {
        let chars = self.text.char_indices();
        if [Language::Chinese as usize, Language::Japanese as usize].contains(&self.language) {
            return chars.step_by(2).map(|(start, _)| start).collect();
        }
        let begins = |(start, char): &(usize, char)| {
            !char.is_whitespace() && self.text[..*start].chars().next_back().is_none_or(char::is_whitespace)
        };
        chars.filter(begins).map(|(start, _)| start).collect()
    }
}

/// Without texts that stand for two languages, which have no right answer, and each of the others once.
fn distinct(rows: Vec<Row>) -> Vec<Row> {
    let mut languages: HashMap<Vec<u8>, HashSet<usize>> = HashMap::new();
    for row in &rows {
        languages.entry(Bytes::read(&row.text).plain().to_vec()).or_default().insert(row.language);
    }
    let once = |row: &Row| languages.remove(Bytes::read(&row.text).plain()).is_some_and(|of| of.len() == 1);
    rows.into_iter().filter(once).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus(text: &str) -> Result<Corpus> {
        Corpus::parse(text.as_bytes().to_vec())
    }

    #[test]
    fn without_a_file_the_error_says_how_to_get_it() {
        let error = |path: Option<&str>| {
            Corpus::read_from(path.map(Into::into))
                .err()
                .map(|error| format!("{error:#}"))
                .unwrap_or_default()
        };
        let unnamed = error(None);
        assert!(unnamed.starts_with("MAQUETTE_LANGUAGES has to name the file of texts"), "{unnamed}");
        assert!(unnamed.contains("tools/languages-data.sh FOLDER"), "{unnamed}");
        let missing = error(Some("nowhere/languages.tsv"));
        assert!(
            missing.starts_with("cannot use nowhere/languages.tsv, which MAQUETTE_LANGUAGES names"),
            "{missing}"
        );
    }

    #[test]
    fn lines_are_rows() {
        let corpus =
            corpus("korean\tpair\t한 글\nspanish\tvocabulary\tniño\nspanish\tword\tnio\n").expect("read");
        let row =
            |kind, language, text: &str| Row { kind, language: language as usize, text: text.to_owned() };
        assert_eq!(
            corpus.rows,
            [row(Kind::Pair, Language::Korean, "한 글"), row(Kind::Word, Language::Spanish, "nio")]
        );
        assert_eq!(corpus.mend.apply(Language::Spanish as usize, "nio"), "niño");
    }

    #[test]
    fn a_file_of_something_else_is_refused_with_its_line() {
        let check = |text: &str, expected: &str| {
            assert_eq!(corpus(text).err().map(|error| error.to_string()).as_deref(), Some(expected));
        };
        let wrong = "line 2 is not language, kind and text with tabs between them";
        check("greek\tword\tτι\ngreek word", wrong);
        check("greek\tword\tτι\ngreek\tverse\tτι", wrong);
        check("greek\tword\t \n", "line 1 has no text");
        check("klingon\tword\ttlh", "line 1 is in klingon, which is not known");
        check("", "it holds no texts");
    }

    #[test]
    fn a_text_in_two_languages_is_left_out_and_one_that_comes_twice_counts_once() {
        let corpus =
            corpus("dutch\tword\tin\ngerman\tword\tIn\ngerman\tword\tist\ngerman\tpair\tIst").expect("read");
        assert_eq!(corpus.rows.iter().map(|row| row.text.as_str()).collect::<Vec<_>>(), ["ist"]);
    }

    #[test]
    fn what_is_held_out_is_not_met_in_training() {
        let line = |row: usize| {
            let word = "x".repeat(row + 1);
            format!(
                "english\tsentence\tWe saw \"{word}, then{word}\".\nenglish\tpair\t{word} then{word}\nenglish\tword\t{word}\n"
            )
        };
        let corpus = corpus(&(0..40).map(line).collect::<String>()).expect("read");
        let split = corpus.split(1);
        let count = |rows: &[Row], kind| rows.iter().filter(|row| row.kind == kind).count();
        for kind in [Kind::Sentence, Kind::Pair, Kind::Word] {
            let counts = [&split.train, &split.calibration, &split.test].map(|rows| count(rows, kind));
            assert_eq!(counts, [30, 4, 6], "{kind:?}");
        }
        let learnt: HashSet<String> = split.train.iter().flat_map(Row::words).collect();
        for row in split.calibration.iter().chain(&split.test) {
            assert!(row.words().any(|word| !learnt.contains(&word)), "{row:?}");
        }
        assert_eq!(split.test, corpus.split(1).test);
        assert_ne!(split.test, corpus.split(2).test);
    }

    #[test]
    fn words_start_where_a_space_ends() {
        let check = |language: Language, text: &str, expected: &[usize]| {
            let row = Row { kind: Kind::Sentence, language: language as usize, text: text.to_owned() };
            assert_eq!(row.starts(), expected, "{text}");
        };
        check(Language::Korean, "한국 글  자", &[0, 7, 12]);
        check(Language::Chinese, "今天天气", &[0, 6]);
        check(Language::Chinese, "今天天", &[0, 6]);
    }
}
