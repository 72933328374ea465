use super::PREFIX;
use super::components::{Component, input, outputs};
use super::problem::{Refused, not_found};
use crate::demo::Description;
use crate::gallery::Gallery;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request};
use maquette_contract::Feature;
use serde::Deserialize;
use serde_json::Value;

/// What an address of this door names. What it does not name is empty.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Address {
    /// The demo below whose page it lies.
    demo: Option<String>,
    pub(super) name: String,
    pub(super) id: String,
    pub(super) path: String,
}

pub(super) type At = Result<Path<Address>, PathRejection>;

/// The address, unless it is no text.
pub(super) fn address(at: At) -> Result<Address, Refused> {
    at.map(|Path(address)| address).map_err(|_| not_found("This address is no text"))
}

/// What is said of the app at an address, by whoever `describes` it to those who have reached it there.
pub(super) fn described(
    gallery: &Gallery,
    at: At,
    request: &Request,
    describes: fn(&Gallery, &App, &str) -> Value,
) -> Result<Json<Value>, Refused> {
    let address = address(at)?;
    let app = App::at(gallery, &address)?;
    Ok(Json(describes(gallery, &app, &root(request, &address))))
}

/// The demos that are served at one address.
pub(super) struct App<'a> {
    gallery: &'a Gallery,
    one: bool,
    pub(super) endpoints: Vec<Endpoint<'a>>,
}

/// A demo as the clients call it.
pub(super) struct Endpoint<'a> {
    /// From 1.
    pub(super) id: usize,
    /// Without the slash before it.
    pub(super) name: &'a str,
    pub(super) demo: &'a Description,
    /// Those of its features, in their order.
    pub(super) inputs: Vec<Component>,
    pub(super) outputs: Vec<Component>,
    /// The number of its first component, from 1 in the whole app.
    pub(super) first: usize,
}

/// The name of a demo's only endpoint, and of the one that answers where none is named.
const ONLY: &str = "predict";

impl<'a> App<'a> {
    /// The app at an address.
    pub(super) fn at(gallery: &'a Gallery, address: &'a Address) -> Result<Self, Refused> {
        let Some(name) = &address.demo else {
            let demos = gallery.demos().map(|demo| (demo.name.as_str(), demo));
            return Ok(Self { gallery, one: false, endpoints: endpoints(demos) });
        };
        let missing = || not_found(&format!("There is no demo named “{name}”"));
        let shown = gallery.find(name).ok_or_else(missing)?;
        Ok(Self { gallery, one: true, endpoints: endpoints([(ONLY, &shown.demo)]) })
    }

    pub(super) fn title(&self) -> &str {
        match &self.endpoints[..] {
            [only] => &only.demo.title,
            _ => "Maquette",
        }
    }

    pub(super) fn by_id(&self, id: u64) -> Option<&Endpoint<'a>> {
        self.endpoints.iter().find(|endpoint| endpoint.id as u64 == id)
    }

    pub(super) fn by_name(&self, name: &str) -> Option<&Endpoint<'a>> {
        let named = |name: &str| self.endpoints.iter().find(|endpoint| endpoint.name == name);
        // Guides call it so whatever it is.
        let sole = || self.gallery.named(None).ok().and_then(|shown| named(&shown.demo.name));
        named(name).or_else(|| if name == ONLY && !self.one { sole() } else { None })
    }

    /// The endpoint of a name; where there is none it is said which there are.
    pub(super) fn named(&self, name: &str) -> Result<&Endpoint<'a>, Refused> {
        self.by_name(name).ok_or_else(|| self.unknown(&format!("named “{name}”")))
    }

    pub(super) fn unknown(&self, which: &str) -> Refused {
        let names: Vec<_> = self.endpoints.iter().map(|endpoint| format!("/{}", endpoint.name)).collect();
        not_found(&format!("There is no endpoint {which}; there are {}", names.join(", ")))
    }
}

fn endpoints<'a>(demos: impl IntoIterator<Item = (&'a str, &'a Description)>) -> Vec<Endpoint<'a>> {
    let mut first = 1;
    let endpoint = |(place, (name, demo)): (usize, (&'a str, &'a Description))| {
        let (inputs, outputs): (Vec<_>, _) =
            (demo.schema.features.iter().map(input).collect(), outputs(demo));
        let endpoint = Endpoint { id: place + 1, name, demo, inputs, outputs, first };
        first += endpoint.inputs.len() + endpoint.outputs.len();
        endpoint
    };
    demos.into_iter().enumerate().map(endpoint).collect()
}

/// What a client calls a feature: its name, but for those that its own arguments bear, or that are words of Python.
pub(in crate::api) fn parameter(feature: &Feature) -> String {
    const RESERVED: [&str; 40] = [
        "False",
        "None",
        "True",
        "and",
        "api_name",
        "as",
        "assert",
        "async",
        "await",
        "break",
        "class",
        "continue",
        "def",
        "del",
        "elif",
        "else",
        "except",
        "finally",
        "fn_index",
        "for",
        "from",
        "global",
        "headers",
        "if",
        "import",
        "in",
        "is",
        "lambda",
        "nonlocal",
        "not",
        "or",
        "pass",
        "raise",
        "result_callbacks",
        "return",
        "session_hash",
        "try",
        "while",
        "with",
        "yield",
    ];
    let name = &feature.name;
    if RESERVED.contains(&name.as_str()) { format!("{name}_") } else { name.clone() }
}

/// How the client reached the app: what lies below begins with it.
pub(super) fn root(request: &Request, address: &Address) -> String {
    let base = super::super::base::base(request);
    let demo = address.demo.as_ref().map(|demo| format!("/{demo}")).unwrap_or_default();
    format!("{base}{demo}{PREFIX}")
}
