//! [`Route`]: the pattern of an address, such as `/uploads/{token}`, for the access log.

use crate::gallery::Gallery;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// The pattern of the route that answered, with the name of the demo in it. What stands for the other parameters may be
/// a secret.
#[derive(Clone)]
pub(crate) struct Route(pub(crate) String);

/// Tells the access log which route answered.
pub(crate) async fn tell_route(
    State(gallery): State<Arc<Gallery>>,
    request: Request,
    next: Next,
) -> Response {
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map(|matched| named(matched.as_str(), request.uri().path(), &gallery));
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(Route(route));
    }
    response
}

/// A pattern with the parameters filled in that are names of demos.
fn named(pattern: &str, path: &str, gallery: &Gallery) -> String {
    let name = |(part, given): (&str, &str)| {
        let is_name = part.starts_with('{') && gallery.find(given).is_some();
        if is_name { given.to_owned() } else { part.to_owned() }
    };
    std::iter::zip(pattern.split('/'), path.split('/')).map(name).collect::<Vec<_>>().join("/")
}
