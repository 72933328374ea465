//! The only server functions there are. They ask the [`Backend`] and do nothing else.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use maquette_contract::PredictError;
use serde::{Deserialize, Serialize};

/// What a page may ask of the server it came from.
#[cfg(feature = "ssr")]
pub trait Backend: Send + Sync {
    /// Answers texts, one per feature in the order of the demo's schema. `view` says which rows of its tables
    /// are looked at.
    fn predict<'a>(
        &'a self,
        demo: &'a str,
        texts: &'a [String],
        view: &'a str,
    ) -> std::pin::Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;
}

/// How the server hands the backend in, through Leptos' context.
#[cfg(feature = "ssr")]
pub type SharedBackend = std::sync::Arc<dyn Backend>;

/// An answer, or why there is none.
pub type Outcome = Result<Fragment, PredictError>;

/// An answer as the page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fragment {
    /// Names the answer in the log.
    pub id: String,
    pub html: String,
    /// In a few words.
    pub glance: String,
    /// In a sentence, for those who listen.
    pub spoken: String,
}

/// The address is spelled out, since the default one holds a hash of the folder the crate was
/// built in: a client built elsewhere could not call this server.
#[server(prefix = "/fn", endpoint = "predict", input = Json, output = Json)]
pub async fn predict(demo: String, texts: Vec<String>, view: String) -> Result<Outcome, ServerFnError> {
    let backend = expect_context::<SharedBackend>();
    Ok(backend.predict(&demo, &texts, &view).await)
}
