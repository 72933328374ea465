use axum::extract::{OriginalUri, Request};
use axum::http::uri::Authority;

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

/// Where this server is, as whoever asks has reached it: `http://127.0.0.1:3000`, with the prefix.
pub(super) fn site(request: &Request) -> String {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host = header("host").or_else(|| request.uri().authority().map(Authority::as_str));
    // It goes into programs, so it has to be what it says.
    let letters =
        |host: &&str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
    let host = host.filter(letters).filter(|host| !host.is_empty()).unwrap_or("127.0.0.1:3000");
    // A proxy in front of it may speak TLS.
    let scheme = if header("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    format!("{scheme}://{host}{}", base(request))
}
