//! The API documentation of all demos together.

use super::call::call;
use super::demo;
use crate::api::json::predict::inputs_from_texts;
use crate::gallery::Gallery;
use maquette_app::pages::docs::{Entry, Overview};
use serde_json::Value;
use std::sync::Arc;

/// A protocol whose clients need no change: what it is called, where it is spoken, and how.
struct Protocol {
    name: &'static str,
    address: &'static str,
    about: &'static str,
}

const PROTOCOLS: [Protocol; 10] = [
    Protocol {
        name: "Gradio",
        address: "/gradio_api",
        about: "<code>gradio_client</code> and <code>@gradio/client</code>: this server is an app with an endpoint \
                <code>/NAME</code> for each model, and each model’s page an app with the endpoint <code>/predict</code>",
    },
    Protocol {
        name: "Open Inference Protocol",
        address: "POST /v2/models/NAME/infer",
        about: "<code>tritonclient.http</code>, KServe, MLServer: a tensor for each input, as JSON or as bytes",
    },
    Protocol {
        name: "TensorFlow Serving",
        address: "POST /v1/models/NAME:predict",
        about: "And KServe’s version 1: <code>{\"instances\": […]}</code> in, <code>{\"predictions\": […]}</code> out",
    },
    Protocol {
        name: "TorchServe",
        address: "POST /predictions/NAME",
        about: "One input as JSON, as a form or as the bytes of a file",
    },
    Protocol {
        name: "MLflow and SageMaker",
        address: "POST /invocations",
        about: "Tables as <code>dataframe_split</code>, <code>dataframe_records</code>, <code>instances</code>, \
                <code>inputs</code> or CSV. <code>?model_name=NAME</code> says which model, where the server was not \
                started with <code>--model</code>",
    },
    Protocol {
        name: "Vertex AI",
        address: "POST /v1/projects/P/locations/L/endpoints/NAME:predict",
        about: "What its SDKs ask, whatever the project and the place; a container of Vertex AI’s answers at the addresses \
                that the service sets in its environment",
    },
    Protocol {
        name: "BentoML",
        address: "POST /bento/NAME",
        about: "<code>bentoml.SyncHTTPClient</code> finds the models by <code>/schema.json</code> as its methods",
    },
    Protocol {
        name: "Model Context Protocol",
        address: "POST /mcp",
        about: "Each model is a tool for assistants, over streamable HTTP; nothing has to be installed",
    },
    Protocol {
        name: "OpenAPI",
        address: "GET /openapi.json",
        about: "This API as a document that generators read",
    },
    Protocol {
        name: "Prometheus",
        address: "GET /metrics",
        about: "Requests, errors, times and the length of the queue, for each model",
    },
];

/// Every status that is no success.
const ERRORS: [(&str, &str); 12] = [
    ("401", "What is locked wants a token, or a name and a password, in the header Authorization"),
    ("403", "A browser sent it from a page of another site"),
    ("404", "No such model or address"),
    ("405", "The address takes another method"),
    ("413", "The body is too large"),
    ("415", "The header Content-Type is not application/json"),
    ("421", "This server does not answer to this host name"),
    ("422", "The inputs are wrong: each fault with its place"),
    ("429", "More often than this server answers one visitor: Retry-After says when to try again"),
    ("500", "Something failed here; the sentence holds a reference that is in the log"),
    ("503", "Too many are asking, or the model is loading: Retry-After says when to try again"),
    ("504", "The model did not answer within its time"),
];

pub(crate) async fn page(gallery: &Arc<Gallery>, base: String) -> Overview {
    let first = gallery.all().find(|served| served.demo.autorun && !served.demo.streams);
    let (example, refusal) = match first {
        Some(served) => {
            let first = &served.demo;
            let mut inputs = inputs_from_texts(&first.schema, &first.initial_texts());
            inputs.insert("no_such_input".to_owned(), 1.into());
            let refusal = call(gallery, served, &Value::Object(inputs).to_string()).await;
            (demo::example(gallery, &base, served).await, Some(refusal.body))
        }
        None => (None, None),
    };
    let entry = |protocol: &Protocol| {
        let (method, path) = protocol.address.split_once(' ').unwrap_or(("", protocol.address));
        let address = format!("{method} {base}{path}");
        let name = protocol.name.to_owned();
        Entry { address: address.trim().to_owned(), name, about: protocol.about.to_owned() }
    };
    Overview {
        demos: gallery.demos().map(|demo| (demo.name.clone(), demo.title.clone())).collect(),
        example,
        refusal,
        errors: ERRORS.to_vec(),
        protocols: PROTOCOLS.iter().map(entry).collect(),
        base,
    }
}
