//! The only server functions there are. They ask the [`Port`] and do nothing else.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use maquette_contract::{Answer, PredictError};

/// What a page may ask of the server it came from.
#[cfg(feature = "ssr")]
pub trait Port: Send + Sync {
    /// Answers texts, one per feature in the order of the demo's schema.
    fn predict<'a>(
        &'a self,
        demo: &'a str,
        texts: &'a [String],
    ) -> std::pin::Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;
}

/// How the server hands the port in, through Leptos' context.
#[cfg(feature = "ssr")]
pub type SharedPort = std::sync::Arc<dyn Port>;

/// An answer, or why there is none.
pub type Outcome = Result<Answer, PredictError>;

/// The address is spelled out, since the default one holds a hash of the folder the crate was
/// built in: a client built elsewhere could not call this server.
#[server(prefix = "/fn", endpoint = "predict", input = Json, output = Json)]
pub async fn predict(demo: String, texts: Vec<String>) -> Result<Outcome, ServerFnError> {
    let port = expect_context::<SharedPort>();
    Ok(port.predict(&demo, &texts).await)
}
