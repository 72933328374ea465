//! The description of a demo as the app that Gradio's clients load.

use super::PREFIX;
use super::components::{Component, input, outputs};
use crate::access::base_path;
use crate::api::http::error::ApiError;
use crate::demo::Description;
use crate::gallery::Gallery;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request};
use serde::Deserialize;
use serde_json::Value;

/// The parameters in an address of this door; those it does not have are empty.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Address {
    /// The demo below whose page the app is.
    demo: Option<String>,
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) path: String,
}

pub(crate) type PathResult = Result<Path<Address>, PathRejection>;

/// The parameters of an address.
///
/// # Errors
/// 404: it is not UTF-8.
pub(crate) fn address(path: PathResult) -> Result<Address, ApiError> {
    path.map(|Path(address)| address).map_err(|_| ApiError::not_found("This address is not UTF-8"))
}

/// A document about the app at an address, which `describe` writes.
pub(crate) fn describe_app(
    gallery: &Gallery,
    path: PathResult,
    request: &Request,
    describe: fn(&Gallery, &App, &str) -> Value,
) -> Result<Json<Value>, ApiError> {
    let address = address(path)?;
    let app = App::at(gallery, &address)?;
    Ok(Json(describe(gallery, &app, &root(request, &address))))
}

/// The demos that are served at one address.
pub(crate) struct App<'a> {
    gallery: &'a Gallery,
    is_single: bool,
    pub(crate) endpoints: Vec<Endpoint<'a>>,
}

/// A demo as the clients call it.
pub(crate) struct Endpoint<'a> {
    /// From 1.
    pub(crate) id: usize,
    /// Without the slash before it.
    pub(crate) name: &'a str,
    pub(crate) demo: &'a Description,
    /// The components of its features, in their order.
    pub(crate) inputs: Vec<Component>,
    pub(crate) outputs: Vec<Component>,
    /// The number of its first component, from 1 in the whole app.
    pub(crate) first: usize,
}

/// The name of a demo's only endpoint, and of the default one.
const PREDICT: &str = "predict";

impl<'a> App<'a> {
    /// The app at an address.
    pub(crate) fn at(gallery: &'a Gallery, address: &'a Address) -> Result<Self, ApiError> {
        let Some(name) = &address.demo else {
            let demos = gallery.demos().map(|demo| (demo.name.as_str(), demo));
            return Ok(Self { gallery, is_single: false, endpoints: endpoints(demos) });
        };
        let missing = || ApiError::not_found(format!("There is no demo named “{name}”"));
        let served = gallery.find(name).ok_or_else(missing)?;
        Ok(Self { gallery, is_single: true, endpoints: endpoints([(PREDICT, &served.demo)]) })
    }

    pub(crate) fn title(&self) -> &str {
        match &self.endpoints[..] {
            [only] => &only.demo.title,
            _ => "Maquette",
        }
    }

    pub(crate) fn by_id(&self, id: u64) -> Option<&Endpoint<'a>> {
        self.endpoints.iter().find(|endpoint| endpoint.id as u64 == id)
    }

    pub(crate) fn by_name(&self, name: &str) -> Option<&Endpoint<'a>> {
        let find = |name: &str| self.endpoints.iter().find(|endpoint| endpoint.name == name);
        // Gradio's guides call every endpoint so.
        let default = || self.gallery.find_or_default(None).ok().and_then(|served| find(&served.demo.name));
        find(name).or_else(|| if name == PREDICT && !self.is_single { default() } else { None })
    }

    /// The endpoint of a name.
    ///
    /// # Errors
    /// 404, with the names of the endpoints.
    pub(crate) fn find(&self, name: &str) -> Result<&Endpoint<'a>, ApiError> {
        self.by_name(name).ok_or_else(|| self.unknown_endpoint(&format!("named “{name}”")))
    }

    pub(crate) fn unknown_endpoint(&self, which: &str) -> ApiError {
        let names: Vec<_> = self.endpoints.iter().map(|endpoint| format!("/{}", endpoint.name)).collect();
        ApiError::not_found(format!("There is no endpoint {which}; there are {}", names.join(", ")))
    }
}

fn endpoints<'a>(demos: impl IntoIterator<Item = (&'a str, &'a Description)>) -> Vec<Endpoint<'a>> {
    let mut first = 1;
    let endpoint = |(index, (name, demo)): (usize, (&'a str, &'a Description))| {
        let (inputs, outputs): (Vec<_>, _) =
            (demo.schema.features.iter().map(input).collect(), outputs(demo));
        let endpoint = Endpoint { id: index + 1, name, demo, inputs, outputs, first };
        first += endpoint.inputs.len() + endpoint.outputs.len();
        endpoint
    };
    demos.into_iter().enumerate().map(endpoint).collect()
}

/// The address of the app's interface, as the client reached it.
pub(crate) fn root(request: &Request, address: &Address) -> String {
    let base = base_path(request);
    let demo = address.demo.as_ref().map(|demo| format!("/{demo}")).unwrap_or_default();
    format!("{base}{demo}{PREFIX}")
}
