use crate::api;
use crate::cli;
use crate::demo::Demo;
use crate::gallery::Gallery;
use anyhow::Result;
use std::path::Path;
use std::sync::Arc;

/// The demos of an app, to be served by a program of their own or within another.
///
/// ```no_run
/// use maquette::prelude::*;
///
/// #[derive(Inputs)]
/// struct Name {
///     name: String,
/// }
///
/// fn main() -> maquette::Result<()> {
///     Maquette::new().demo(Demo::function("hello", |Name { name }| format!("Hello, {name}!"))).serve()
/// }
/// ```
#[derive(Default)]
pub struct Maquette {
    demos: Vec<Demo>,
}

impl Maquette {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a demo, in the order of the front page.
    #[must_use]
    pub fn demo(mut self, demo: Demo) -> Self {
        self.demos.push(demo);
        self
    }

    /// Does what the command line asks for: without a command it serves on <http://127.0.0.1:3000>;
    /// `train` and `evaluate` are there for the demos that can be trained, and `--help` names them all.
    ///
    /// # Errors
    /// What stands in the way, in words for a terminal.
    pub fn serve(self) -> Result<()> {
        cli::run(self.demos)
    }

    /// The demos with their models loading, for whoever asks without a door: benchmarks and tools.
    ///
    /// # Errors
    /// A demo that does not open.
    pub fn open(self, data: Option<&Path>) -> Result<Gallery> {
        api::check_names(&self.demos)?;
        Gallery::open(self.demos, data)
    }

    /// The whole app as routes, to be served alone or nested into another axum app, under a prefix too.
    /// `data` is the folder in which `train` left its weights, if it did.
    ///
    /// ```
    /// use axum::Router;
    /// use maquette::prelude::*;
    ///
    /// #[derive(Inputs)]
    /// struct Name {
    ///     name: String,
    /// }
    ///
    /// let hello = Demo::function("hello", |Name { name }| format!("Hello, {name}!"));
    /// let app: Router = Router::new().nest("/models", Maquette::new().demo(hello).router(None)?);
    /// # Ok::<(), maquette::Error>(())
    /// ```
    ///
    /// # Errors
    /// A demo that does not open.
    pub fn router(self, data: Option<&Path>) -> Result<axum::Router> {
        Ok(api::router(Arc::new(self.open(data)?)))
    }
}
