//! Seeded initialization of weights, and the tensors of a trained network.

use anyhow::Result;
use candle_core::{DType, Device, Tensor, Var};
use candle_nn::VarMap;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::HashMap;
use std::sync::PoisonError;

/// candle's own initialisation on the CPU can't be seeded, so the weights are drawn here: uniformly
/// within `sqrt(6 / inputs)` (He et al. 2015), biases 0. What begins as all 0 or all 1, as the weights of
/// a normalisation do, stays so.
///
/// # Errors
/// Weights that are no 32-bit numbers.
pub fn seed_weights(weights: &VarMap, seed: u64) -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x5eed);
    let variables = weights.data().lock().unwrap_or_else(PoisonError::into_inner);
    // A hash map's order differs from run to run.
    let mut named: Vec<_> = variables.iter().collect();
    named.sort_by_key(|(name, _)| *name);
    for (_, variable) in named {
        if is_constant(variable)? {
            continue;
        }
        let inputs: usize = variable.dims().iter().skip(1).product();
        let bound = if variable.rank() > 1 { (6.0 / inputs as f32).sqrt() } else { 0.0 };
        let values: Vec<f32> =
            (0..variable.elem_count()).map(|_| bound * rng.random_range(-1.0..=1.0)).collect();
        variable.set(&Tensor::from_vec(values, variable.dims(), &Device::Cpu)?)?;
    }
    Ok(())
}

fn is_constant(variable: &Var) -> Result<bool> {
    let values = variable.flatten_all()?.to_vec1::<f32>()?;
    Ok([0.0, 1.0].iter().any(|constant| values.iter().all(|value| value == constant)))
}

/// The weights as they are now, by their names, and how many numbers they hold.
///
/// # Errors
/// None is known.
pub fn trained_tensors(weights: &VarMap) -> Result<(HashMap<String, Tensor>, usize)> {
    let variables = weights.data().lock().unwrap_or_else(PoisonError::into_inner);
    // Copied, since a variable goes on changing where training goes on.
    let copied = variables.iter().map(|(name, variable)| Ok((name.clone(), variable.copy()?.detach())));
    let parameters = variables.values().map(|variable| variable.elem_count()).sum();
    Ok((copied.collect::<Result<_>>()?, parameters))
}

/// Puts back what [`learnt`] has kept.
pub(super) fn restore(weights: &VarMap, kept: &HashMap<String, Tensor>) -> Result<()> {
    let variables = weights.data().lock().unwrap_or_else(PoisonError::into_inner);
    for (name, variable) in variables.iter() {
        if let Some(kept) = kept.get(name) {
            variable.set(&kept.to_dtype(DType::F32)?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_nn::{Init, VarBuilder, layer_norm, linear};

    #[test]
    fn a_seed_draws_the_weights_and_leaves_a_normalisation_alone() {
        let drawn = |seed| {
            let weights = VarMap::new();
            let builder = VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu);
            linear(6, 1, builder.pp("output")).expect("made");
            layer_norm(6, 1e-5, builder.pp("norm")).expect("made");
            builder.get_with_hints(2, "one", Init::Const(1.0)).expect("made");
            seed_weights(&weights, seed).expect("seeded");
            let (tensors, parameters) = trained_tensors(&weights).expect("kept");
            assert_eq!(parameters, 6 + 1 + 6 + 6 + 2);
            let values =
                |name: &str| tensors[name].flatten_all().and_then(|t| t.to_vec1::<f32>()).expect("values");
            assert_eq!((values("output.bias"), values("norm.weight")), (vec![0.0], vec![1.0; 6]));
            let drawn = values("output.weight");
            assert!(drawn.iter().all(|weight| weight.abs() <= 1.0), "{drawn:?}");
            drawn
        };
        assert_eq!(drawn(1), drawn(1));
        assert_ne!(drawn(1), drawn(2));
    }
}
