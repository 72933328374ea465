//! BERT (Devlin et al. 2018) in the size of all-MiniLM-L6-v2: six layers, twelve heads, 384 numbers for each token.
//!
//! `candle_transformers::models::bert` computes the same. It comes with two hundred other models, though, for which
//! every build of Maquette would take two minutes longer.

use super::vectors::DIMENSIONS;
use candle_core::{Result, Tensor};
use candle_nn::{Embedding, LayerNorm, Linear, Module, VarBuilder, embedding, layer_norm, linear, ops};

const LAYERS: usize = 6;
const HEADS: usize = 12;
/// Numbers in the middle of a layer.
const INNER: usize = 1_536;
const VOCABULARY: usize = 30_522;
/// More tokens than it is used with.
const POSITIONS: usize = 512;
const EPSILON: f64 = 1e-12;

pub(super) struct Bert {
    words: Embedding,
    positions: Tensor,
    /// What marks the first of two texts, which every token here is of.
    first_text: Tensor,
    norm: LayerNorm,
    layers: Vec<Layer>,
}

impl Bert {
    pub(super) fn new(weights: VarBuilder<'_>) -> Result<Self> {
        let (embeddings, encoder) = (weights.pp("embeddings"), weights.pp("encoder.layer"));
        Ok(Self {
            words: embedding(VOCABULARY, DIMENSIONS, embeddings.pp("word_embeddings"))?,
            positions: embeddings.get((POSITIONS, DIMENSIONS), "position_embeddings.weight")?,
            first_text: embeddings.get((2, DIMENSIONS), "token_type_embeddings.weight")?.narrow(0, 0, 1)?,
            norm: norm(embeddings)?,
            layers: (0..LAYERS).map(|layer| Layer::new(encoder.pp(layer))).collect::<Result<_>>()?,
        })
    }

    /// `[tokens]` to `[tokens, 384]`. All tokens are of one text, so none is masked.
    pub(super) fn forward(&self, tokens: &Tensor) -> Result<Tensor> {
        let positions = self.positions.narrow(0, 0, tokens.dim(0)?)?;
        let embedded = (self.words.forward(tokens)? + positions)?.broadcast_add(&self.first_text)?;
        let first = self.norm.forward(&embedded)?;
        self.layers.iter().try_fold(first, |hidden, layer| layer.forward(&hidden))
    }
}

/// Tokens look at each other, and then each is thought over by itself.
struct Layer {
    query: Linear,
    key: Linear,
    value: Linear,
    mixed: Linear,
    mixed_norm: LayerNorm,
    inner: Linear,
    outer: Linear,
    outer_norm: LayerNorm,
}

impl Layer {
    fn new(weights: VarBuilder<'_>) -> Result<Self> {
        let attention = weights.pp("attention");
        let square = |name| linear(DIMENSIONS, DIMENSIONS, attention.pp(name));
        Ok(Self {
            query: square("self.query")?,
            key: square("self.key")?,
            value: square("self.value")?,
            mixed: square("output.dense")?,
            mixed_norm: norm(attention.pp("output"))?,
            inner: linear(DIMENSIONS, INNER, weights.pp("intermediate.dense"))?,
            outer: linear(INNER, DIMENSIONS, weights.pp("output.dense"))?,
            outer_norm: norm(weights.pp("output"))?,
        })
    }

    fn forward(&self, hidden: &Tensor) -> Result<Tensor> {
        let attended = self.mixed.forward(&self.attention(hidden)?)?;
        let hidden = self.mixed_norm.forward(&(attended + hidden)?)?;
        let inner = self.inner.forward(&hidden)?.gelu_erf()?;
        self.outer_norm.forward(&(self.outer.forward(&inner)? + hidden)?)
    }

    /// `softmax(q k' / sqrt(32)) v`, with 32 numbers for each token and head.
    fn attention(&self, hidden: &Tensor) -> Result<Tensor> {
        let size = DIMENSIONS / HEADS;
        let tokens = hidden.dim(0)?;
        let heads = |part: &Linear| {
            part.forward(hidden)?.reshape((tokens, HEADS, size))?.transpose(0, 1)?.contiguous()
        };
        let (query, key, value) = (heads(&self.query)?, heads(&self.key)?, heads(&self.value)?);
        let scores = (query.matmul(&key.t()?)? / (size as f64).sqrt())?;
        ops::softmax_last_dim(&scores)?.matmul(&value)?.transpose(0, 1)?.reshape((tokens, DIMENSIONS))
    }
}

fn norm(weights: VarBuilder<'_>) -> Result<LayerNorm> {
    layer_norm(DIMENSIONS, EPSILON, weights.pp("LayerNorm"))
}
