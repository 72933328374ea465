//! What the network is shown: texts as people type them, from one word to a whole sentence.

use super::bytes::{Bytes, NONE, ORDERS};
use super::data::{Kind, Row, Split};
use super::names::LANGUAGES;
use super::net::Batch;
use super::repair::Repair;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::HashSet;

/// How many texts a step learns from.
const TEXTS: usize = 64;
/// Batches are put together from so many at a time, by length.
const POOL: usize = 16 * TEXTS;
/// How many more words of each language an epoch shows.
const WORDS: usize = 500;
/// The most words of a stretch.
const MAX_WORDS: usize = 12;
/// How often a sentence is shown whole.
const WHOLE: f64 = 0.15;
/// How often a text is shown as mended.
const MENDED: f64 = 0.5;
/// How often a gram is hidden, so that no few of them decide (Srivastava et al. 2014, of single inputs).
const HIDDEN: f64 = 0.5;
/// How often the last word of a stretch is unfinished: the page answers while one types.
const UNFINISHED: f64 = 0.2;

/// Batches without end, other ones in every epoch.
pub(super) struct Samples<'a> {
    rows: &'a [Row],
    /// All the words of each language, its vocabulary among them.
    words: [Vec<&'a Row>; LANGUAGES],
    mend: &'a Repair,
    /// Nothing that is shown may be one of these.
    held_out: HashSet<Vec<u8>>,
    rng: ChaCha8Rng,
    /// What is left of this epoch.
    left: Vec<(Batch, Vec<u32>)>,
}

impl<'a> Samples<'a> {
    pub(super) fn new(split: &'a Split, mend: &'a Repair, seed: u64) -> Self {
        let mut words: [Vec<&Row>; LANGUAGES] = Default::default();
        let single = split.train.iter().filter(|row| row.kind == Kind::Word);
        single.chain(&split.vocabulary).for_each(|row| words[row.language].push(row));
        let rng = ChaCha8Rng::seed_from_u64(seed ^ 0x1e55);
        Self { rows: &split.train, words, mend, held_out: split.held_out(), rng, left: vec![] }
    }

    /// How many batches an epoch has.
    pub(super) fn len(&self) -> usize {
        let words: usize = self.words.iter().map(|words| words.len().min(WORDS)).sum();
        (self.rows.len() + words).div_ceil(TEXTS)
    }

    /// Some texts, and the languages they are in.
    pub(super) fn next_batch(&mut self) -> (Batch, Vec<u32>) {
        loop {
            match self.left.pop() {
                Some(batch) => return batch,
                None => self.begin_epoch(),
            }
        }
    }

    /// Every row once, and some more words of each language, or those that have a vocabulary would be answered too
    /// often. Texts of about the same length share a batch, or most of it would be padding.
    fn begin_epoch(&mut self) {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        for words in &self.words {
            rows.extend(words.choose_multiple(&mut self.rng, WORDS));
        }
        let mut shown: Vec<_> = rows.into_iter().map(|row| (self.show(row), row.language as u32)).collect();
        shown.shuffle(&mut self.rng);
        for pool in shown.chunks_mut(POOL) {
            pool.sort_by_cached_key(|(text, _)| {
                (text.len() as f64 * self.rng.random_range(0.8..1.25)) as usize
            });
        }
        let batch = |texts: &[(Vec<[u32; ORDERS]>, u32)]| {
            let (texts, languages): (Vec<_>, Vec<_>) = texts.iter().cloned().unzip();
            (Batch::new(&texts), languages)
        };
        self.left = shown.chunks(TEXTS).map(batch).collect();
        self.left.shuffle(&mut self.rng);
    }

    /// The grams of a row's text, or of a stretch of it.
    fn show(&mut self, row: &Row) -> Vec<[u32; ORDERS]> {
        let whole = row.kind != Kind::Sentence || self.rng.random_bool(WHOLE);
        let text = if whole { &row.text } else { stretch(row, &mut self.rng) };
        let mended = self.rng.random_bool(MENDED).then(|| self.mend.apply(row.language, text));
        let mut bytes = Bytes::read(mended.as_deref().unwrap_or(text));
        if self.held_out.contains(bytes.plain()) {
            bytes = Bytes::read(&row.text);
        }
        let mut grams: Vec<_> = bytes.grams().collect();
        for gram in grams.iter_mut().flatten() {
            if self.rng.random_bool(HIDDEN) {
                *gram = NONE;
            }
        }
        grams
    }
}

/// Some words that follow each other, as people type them.
pub(super) fn stretch<'a>(row: &'a Row, rng: &mut ChaCha8Rng) -> &'a str {
    let starts = row.starts();
    let many = rng.random_range(1..=MAX_WORDS.min(starts.len()));
    let first = rng.random_range(0..=starts.len() - many);
    let end = starts.get(first + many).copied().unwrap_or(row.text.len());
    let stretch = row.text[starts[first]..end].trim_end();
    let chars = stretch.chars().count();
    if chars < 8 || !rng.random_bool(UNFINISHED) {
        return stretch;
    }
    let left = chars - rng.random_range(1..=3);
    stretch.char_indices().nth(left).map_or(stretch, |(end, _)| &stretch[..end])
}

#[cfg(test)]
mod tests {
    use super::super::names::Language;
    use super::*;

    fn row(text: &str) -> Row {
        Row { kind: Kind::Sentence, language: Language::English as usize, text: text.to_owned() }
    }

    #[test]
    fn a_stretch_is_some_words_in_a_row() {
        let row = row("one two, three four (five) six seven eight nine ten eleven twelve thirteen");
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let seen: HashSet<&str> = (0..2000).map(|_| stretch(&row, &mut rng)).collect();
        assert!(
            seen.contains("one") && seen.contains("four (five)") && seen.contains("thirteen"),
            "{seen:?}"
        );
        assert!(seen.iter().any(|stretch| stretch.ends_with("thirt")), "{seen:?}");
        for stretch in seen {
            assert!(row.text.starts_with(stretch) || row.text.contains(&format!(" {stretch}")), "{stretch}");
            assert!(stretch.split(' ').count() <= MAX_WORDS);
        }
    }

    #[test]
    fn an_epoch_shows_every_row_and_nothing_held_out() {
        let train: Vec<Row> = (0..100).map(|number| row(&format!("one{} two", "x".repeat(number)))).collect();
        let test: Vec<Row> = ["One", "two", "onex"].map(row).to_vec();
        let split = Split { train, test, ..Split::default() };
        let mend = Repair::default();
        let mut samples = Samples::new(&split, &mend, 1);
        assert_eq!(samples.len(), 2);
        let shown = samples.next_batch().1.len() + samples.next_batch().1.len();
        assert_eq!((shown, samples.left.len()), (100, 0));
        let shortest = Bytes::read("onexx").len();
        for _ in 0..20 {
            let shown: Vec<_> = split.train.iter().map(|row| samples.show(row).len()).collect();
            assert!(shown.into_iter().all(|length| length >= shortest));
        }
    }
}
