//! What the passages mean, as MiniLM embeds them, and which are near.
//!
//! vectors.bin holds 384 signed bytes for each passage, in their order, and nothing else. A byte is a component of the
//! passage's vector in 127ths of its largest one. How long the vector was is not written down: a cosine asks for
//! the direction alone.

use anyhow::{Result, ensure};

/// Components of an embedding.
pub(super) const DIMENSIONS: usize = 384;

/// A passage that answers, by its place, and how well: a cosine from -1 to 1, or a BM25 score from 0 up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Match {
    pub(super) passage: usize,
    pub(super) score: f32,
}

/// The vectors of all passages.
pub(super) struct Vectors {
    /// Each of length 1.
    rows: Vec<[f32; DIMENSIONS]>,
}

impl Vectors {
    /// # Errors
    /// Bytes that are not the vectors of so many passages.
    pub(super) fn read(bytes: &[u8], passages: usize) -> Result<Self> {
        ensure!(
            bytes.len() == passages * DIMENSIONS,
            "the vectors of {passages} passages are {} bytes, and these are {}; make them again",
            passages * DIMENSIONS,
            bytes.len()
        );
        let (rows, _) = bytes.as_chunks::<DIMENSIONS>();
        let rows: Vec<_> =
            rows.iter().map(|row| unit(&row.map(|byte| f32::from(byte.cast_signed())))).collect();
        ensure!(
            rows.iter().flatten().all(|value| value.is_finite()),
            "a vector is all zeros; make them again"
        );
        Ok(Self { rows })
    }

    /// The passages nearest to an embedding, the nearest first: at most so many.
    pub(super) fn nearest(&self, embedding: &[f32; DIMENSIONS], count: usize) -> Vec<Match> {
        let embedding = unit(embedding);
        let near = |row: &[f32; DIMENSIONS]| row.iter().zip(&embedding).map(|(a, b)| a * b).sum();
        let all = self.rows.iter().enumerate().map(|(passage, row)| Match { passage, score: near(row) });
        best(all.collect(), count)
    }

    /// The passages most like one of them, without itself. There are none if there is no such passage.
    pub(super) fn like(&self, passage: usize, count: usize) -> Vec<Match> {
        let Some(row) = self.rows.get(passage) else { return vec![] };
        let mut found = self.nearest(row, count.saturating_add(1));
        found.retain(|near| near.passage != passage);
        found.truncate(count);
        found
    }
}

/// The best so many; of equals the earlier passage.
pub(super) fn best(mut matches: Vec<Match>, count: usize) -> Vec<Match> {
    matches.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.passage.cmp(&b.passage)));
    matches.truncate(count);
    matches
}

/// The vector of length 1 with the same direction.
pub(super) fn unit(vector: &[f32; DIMENSIONS]) -> [f32; DIMENSIONS] {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    vector.map(|value| value / length)
}

#[cfg(test)]
mod tests {
    use super::super::passages::passages;
    use super::*;

    /// A vector with few components that are not 0.
    fn sparse<T: Default + Copy>(components: &[(usize, T)]) -> [T; DIMENSIONS] {
        let mut vector = [T::default(); DIMENSIONS];
        components.iter().for_each(|&(place, value)| vector[place] = value);
        vector
    }

    #[test]
    fn the_nearest_is_first_however_long_it_is() {
        let rows =
            [sparse(&[(0, 127_u8)]), sparse(&[(0, 3), (1, 3)]), sparse(&[(1, 50)]), sparse(&[(0, 129)])];
        let vectors = Vectors::read(&rows.concat(), 4).expect("vectors");
        let check = |found: Vec<Match>, expected: &[(usize, f32)]| {
            assert_eq!(found.len(), expected.len(), "{found:?}");
            for (found, &(passage, score)) in found.iter().zip(expected) {
                assert!(found.passage == passage && (found.score - score).abs() < 1e-6, "{found:?}");
            }
        };
        let diagonal = 0.5_f32.sqrt();
        // 129 is -127.
        let all = [(0, 1.0), (1, diagonal), (2, 0.0), (3, -1.0)];
        check(vectors.nearest(&sparse(&[(0, 9.0)]), 9), &all);
        check(vectors.nearest(&sparse(&[(0, 9.0)]), 2), &all[..2]);
        check(vectors.like(0, 2), &all[1..3]);
        check(vectors.like(4, 2), &[]);
        check(vectors.like(1, usize::MAX), &[(0, diagonal), (2, diagonal), (3, -diagonal)]);
    }

    #[test]
    fn other_files_are_refused() {
        let check = |bytes: &[u8], reason: &str| {
            let error = Vectors::read(bytes, 2).err().expect("refused").to_string();
            assert!(error.contains(reason), "{error}");
        };
        check(&[1; 767], "the vectors of 2 passages are 768 bytes, and these are 767");
        check(&[0; 768], "a vector is all zeros");
    }

    #[test]
    fn passages_alike_are_about_the_same() {
        let passages = passages(include_str!("pride.txt"));
        let vectors = Vectors::read(include_bytes!("vectors.bin"), passages.len()).expect("vectors");
        let place =
            |text: &str| passages.iter().position(|passage| passage.text.contains(text)).expect("a passage");
        let house = vectors.like(place("caught by Pemberley House, situated on the opposite side"), 5);
        let about = house.iter().filter(|near| passages[near.passage].text.contains("Pemberley")).count();
        assert!(about >= 2, "{house:?}");
        assert!(house.iter().all(|near| (0.3..1.0).contains(&near.score)), "{house:?}");
    }
}
