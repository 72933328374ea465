//! An app: its demos, served alone or within another axum app.

use crate::api;
use crate::cli;
use crate::demo::Demo;
use crate::gallery::Gallery;
use anyhow::Result;
use std::path::Path;
use std::sync::Arc;

/// An app: its demos, which it serves as a program of its own or as a part of another axum app.
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
    /// An app without demos.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a demo. The front page shows the demos in this order.
    #[must_use]
    pub fn demo(mut self, demo: Demo) -> Self {
        self.demos.push(demo);
        self
    }

    /// Runs the command line of the app, and returns when its command has ended. Without a command it serves the demos on
    /// <http://127.0.0.1:3000>; `train` and `evaluate` are for demos that can be trained, and `--help` lists all commands.
    ///
    /// # Errors
    /// Why the command failed, in words for a terminal. `main` may return the error as it is.
    pub fn serve(self) -> Result<()> {
        cli::run(self.demos)
    }

    /// Opens the demos without serving them, for benchmarks and tests.
    ///
    /// # Errors
    /// As [`Maquette::router`].
    #[doc(hidden)]
    pub fn open(self, data: Option<&Path>) -> Result<Gallery> {
        api::check_names(&self.demos)?;
        Gallery::open(self.demos, data)
    }

    /// The app as an axum router, to be served alone or nested into another app under a prefix. `data` is the folder to
    /// which the `train` command wrote its weights; `None` uses the weights that the demos ship with.
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
    /// A demo does not open, two demos have the same name, or a name is reserved for the server's own addresses.
    pub fn router(self, data: Option<&Path>) -> Result<axum::Router> {
        Ok(api::router(Arc::new(self.open(data)?)))
    }
}
