use axum::extract::{OriginalUri, Request};

/// The prefix under which this server was nested into another, `""` where it stands alone. Links begin
/// with it.
pub(super) fn base(request: &Request) -> String {
    let here = request.uri().path();
    let Some(OriginalUri(original)) = request.extensions().get() else {
        return String::new();
    };
    let whole = original.path();
    let base = whole.strip_suffix(here).or_else(|| whole.strip_suffix(here.trim_end_matches('/')));
    base.unwrap_or_default().trim_end_matches('/').to_owned()
}
