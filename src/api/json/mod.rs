//! Maquette's own JSON API: predictions, jobs, uploads, and the document that describes them.

pub(crate) mod jobs;
pub(crate) mod openapi;
pub(crate) mod predict;
pub(crate) mod schemas;
pub(crate) mod uploads;
