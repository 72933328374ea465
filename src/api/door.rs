//! [`Door`]: one protocol, where it is spoken, and how.

use super::http::error::ApiError;
use crate::access::is_below;
use crate::gallery::Gallery;
use axum::Router;
use axum::response::Response;
use std::sync::Arc;

/// One protocol. A door translates request, response and error, and does nothing else.
pub struct Door {
    pub name: &'static str,
    pub routes: fn() -> Router<Arc<Gallery>>,
    /// What its addresses begin with, such as `/api`. No demo may bear the name of their first part, and what is not
    /// found below them is reported in JSON.
    pub prefixes: &'static [&'static str],
    /// What its addresses begin with below that of a demo: `/config` for `/penguins/config`.
    pub demo_prefixes: &'static [&'static str],
    /// How the protocol writes an error; as FastAPI does without it.
    pub(crate) render_error: Option<fn(&ApiError) -> Response>,
    /// Those of its addresses that are open to everybody, whatever is locked.
    pub open: &'static [&'static str],
    /// Those of the open addresses that are liveness probes: they are answered under any host name.
    pub probes: &'static [&'static str],
    /// Whether it tells of all demos together, and so is locked as soon as one demo is.
    pub is_about_all_demos: bool,
    /// Headers of its own that pages of other sites may send.
    pub request_headers: &'static [&'static str],
    /// Headers of its own that pages of other sites may read.
    pub response_headers: &'static [&'static str],
    /// Whether people read what it sends: pages travel compressed, and what programs wait for does not.
    pub is_for_people: bool,
}

impl Door {
    /// A door for programs, to be completed.
    pub(super) const PROGRAMS: Self = Self {
        name: "",
        routes: Router::new,
        prefixes: &[],
        demo_prefixes: &[],
        render_error: None,
        open: &[],
        probes: &[],
        is_about_all_demos: false,
        request_headers: &[],
        response_headers: &[],
        is_for_people: false,
    };

    /// A door for people, to be completed.
    pub(super) const PAGES: Self = Self { is_for_people: true, ..Self::PROGRAMS };

    /// The length of the longest of its prefixes that an address begins with.
    pub(super) fn matches(&self, path: &str) -> Option<usize> {
        let prefixes = self.prefixes.iter().filter(|prefix| is_below(path, prefix));
        let below_demo = path.get(1..).and_then(|path| path.find('/')).map(|end| &path[end + 1..]);
        let demo_prefixes = self.demo_prefixes.iter();
        let demo_prefixes =
            demo_prefixes.filter(|prefix| below_demo.is_some_and(|path| is_below(path, prefix)));
        prefixes.chain(demo_prefixes).map(|prefix| prefix.len()).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_matches_by_whole_parts() {
        let door = Door { prefixes: &["/v1", "/v1/projects"], demo_prefixes: &["/config"], ..Door::PROGRAMS };
        let check = |path: &str, expected: Option<usize>| assert_eq!(door.matches(path), expected, "{path}");
        check("/v1", Some(3));
        check("/v1/models/penguins", Some(3));
        check("/v1/projects/x", Some(12));
        check("/v1x", None);
        check("/penguins/config", Some(7));
        check("/penguins/configs", None);
        check("/a/penguins/config", None);
        check("/config", None);
        check("/", None);
        check("", None);
    }
}
