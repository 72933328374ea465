//! The protocols of other model servers, one file each.

pub(crate) mod bentoml;
pub(crate) mod mlflow;
pub(crate) mod tfserving;
pub(crate) mod torchserve;
pub(crate) mod vertex;
