//! [`DOORS`]: every door of the server, and what follows from the table.

use super::door::Door;
use super::json::{jobs, openapi, predict, uploads};
use super::ops::{health, metrics};
use super::pages::{assets, code, csv_export, demo, docs, job, live_answer, login};
use super::serving::{bentoml, mlflow, tfserving, torchserve, vertex};
use super::{gradio, mcp, open_inference};
use crate::access::Routes;
use crate::demo::Demo;
use anyhow::{Result, ensure};
use axum::http::HeaderValue;

/// Every door of the server.
pub static DOORS: &[&Door] = &[
    &demo::DOOR,
    &job::DOOR,
    &csv_export::DOOR,
    &code::DOOR,
    &docs::DOOR,
    &assets::DOOR,
    &live_answer::DOOR,
    &login::DOOR,
    &openapi::DOOR,
    &predict::DOOR,
    &jobs::DOOR,
    &uploads::DOOR,
    &metrics::DOOR,
    &health::DOOR,
    &gradio::DOOR,
    &mcp::DOOR,
    &open_inference::DOOR,
    &tfserving::DOOR,
    &torchserve::DOOR,
    &mlflow::DOOR,
    &vertex::DOOR,
    &bentoml::DOOR,
];

/// The names that no demo may bear, since a door answers at `/NAME`.
pub fn reserved_names() -> impl Iterator<Item = &'static str> {
    let prefixes = DOORS.iter().flat_map(|door| door.prefixes);
    prefixes.filter_map(|prefix| prefix.split('/').nth(1))
}

/// Whether demos can be served under their names.
///
/// # Errors
/// A demo with a reserved name.
pub fn check_names(demos: &[Demo]) -> Result<()> {
    for name in demos.iter().map(Demo::name) {
        ensure!(
            reserved_names().all(|reserved| reserved != name),
            "a demo can't be named {name}: that address is taken"
        );
    }
    Ok(())
}

/// The door of an address that is not a page's.
pub(super) fn door_at(path: &str) -> Option<&'static Door> {
    let matches = DOORS.iter().filter_map(|door| Some((door.matches(path)?, *door)));
    matches.max_by_key(|(length, _)| *length).map(|(_, door)| door)
}

/// Headers that any door takes from pages of other sites: credentials, what the body is, and what tracing adds to every
/// request of a page (W3C Trace Context and Baggage, Zipkin's B3, Sentry, Datadog).
const REQUEST_HEADERS: [&str; 18] = [
    "authorization",
    "b3",
    "baggage",
    "content-encoding",
    "content-type",
    "sentry-trace",
    "traceparent",
    "tracestate",
    "x-b3-flags",
    "x-b3-parentspanid",
    "x-b3-sampled",
    "x-b3-spanid",
    "x-b3-traceid",
    "x-datadog-origin",
    "x-datadog-parent-id",
    "x-datadog-sampling-priority",
    "x-datadog-trace-id",
    "x-request-id",
];

/// What access control needs to know of the doors.
pub(super) fn access_routes() -> Routes {
    let all =
        |list: fn(&Door) -> &'static [&'static str]| DOORS.iter().flat_map(move |door| list(door)).copied();
    let addresses = |list| all(list).map(|path| path.trim_start_matches('/')).collect();
    // Any door may be called with credentials, and may say when to come again.
    let headers = |own: &[&'static str], list| {
        let mut names: Vec<_> = own.iter().copied().chain(all(list)).collect();
        names.sort_unstable();
        names.dedup();
        HeaderValue::from_str(&names.join(", ")).ok()
    };
    Routes {
        open: addresses(|door| door.open),
        probes: addresses(|door| door.probes),
        all_demos: addresses(|door| if door.is_about_all_demos { door.prefixes } else { &[] }),
        request_headers: headers(&REQUEST_HEADERS, |door| door.request_headers),
        response_headers: headers(&["retry-after"], |door| door.response_headers),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_the_door_with_the_longest_prefix() {
        let check = |path: &str, expected: Option<&str>| {
            assert_eq!(door_at(path).map(|door| door.name), expected, "{path}");
        };
        check("/v1/models/penguins:predict", Some(tfserving::DOOR.name));
        check("/v1/projects/p/locations/l", Some(vertex::DOOR.name));
        check("/v2/models", Some(open_inference::DOOR.name));
        check("/penguins/gradio_api/info", Some(gradio::DOOR.name));
        check("/penguins", None);
        check("/", None);
    }
}
