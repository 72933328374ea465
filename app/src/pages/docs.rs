//! The documentation of the HTTP API: of all demos together, and of each.

use crate::form::escaped;
use leptos::prelude::*;

/// An endpoint, and what it is for.
#[derive(Clone)]
pub struct Entry {
    /// `POST /api/penguins/predict`.
    pub address: String,
    /// What it is called, where it has a name; may be empty.
    pub name: String,
    /// Formatted, and safe to be shown.
    pub about: String,
}

/// All demos together.
#[derive(Clone)]
pub struct Overview {
    /// The prefix of every address.
    pub base: String,
    /// The name and the title of each demo.
    pub demos: Vec<(String, String)>,
    /// A question to the first of them and its answer.
    pub example: Option<Exchange>,
    /// What is answered to inputs that are wrong.
    pub refusal: Option<String>,
    /// Each status that is no success, and what it means.
    pub errors: Vec<(&'static str, &'static str)>,
    pub protocols: Vec<Entry>,
}

/// One demo.
#[derive(Clone)]
pub struct Reference {
    pub base: String,
    pub demo: String,
    pub title: String,
    pub addresses: Vec<Entry>,
    pub inputs: Vec<InputRow>,
    pub example: Option<Exchange>,
    /// The inputs that the form opens with, as JSON.
    pub body: String,
    /// What became of them, if they were sent.
    pub reply: Option<Reply>,
}

/// A feature, as a program gives it.
#[derive(Clone)]
pub struct InputRow {
    pub name: String,
    pub label: String,
    /// Its JSON type.
    pub kind: &'static str,
    /// Which values it may have.
    pub values: String,
    pub unit: String,
    /// What counts where it is left out: `None` where it can't be.
    pub default: Option<String>,
}

/// A request as it is sent, and the body of its response.
#[derive(Clone)]
pub struct Exchange {
    pub request: String,
    pub response: String,
}

/// What came back.
#[derive(Clone)]
pub struct Reply {
    /// `200 OK`
    pub status: String,
    pub millis: u128,
    pub body: String,
}

pub fn overview(page: &Overview) -> AnyView {
    let base = &page.base;
    let demos = page.demos.iter().map(|(name, title)| {
        view! {
            <li>
                <a href=format!("{base}/docs/{name}")>{title.clone()}</a>
                " "
                <code>{name.clone()}</code>
            </li>
        }
    });
    let errors = page.errors.iter().map(|(status, about)| {
        view! {
            <dt><code>{*status}</code></dt>
            <dd>{*about}</dd>
        }
    });
    let refusal = page.refusal.clone().map(|text| code("The answer to an input that there is not", text));
    view! {
        <h1>"HTTP API"</h1>
        <p class="lead">
            "Every model here answers programs as it answers people: the same inputs get the same prediction, whichever protocol asks"
        </p>
        <div class="docs">
            <section aria-labelledby="ask">
                <h2 id="ask">"Asking"</h2>
                <p>
                    "Send a model’s inputs as a JSON object to " <code>{format!("{base}/api/NAME/predict")}</code>
                    ". The prediction stands under the name of its kind; " <code>"notes"</code>
                    " say what to know before trusting it, such as inputs outside training; "
                    <code>"timing"</code> " says where the time went, in seconds."
                </p>
                {page.example.clone().map(exchange)}
            </section>
            <section aria-labelledby="models">
                <h2 id="models">"Models"</h2>
                <ul class="models">{demos.collect_view()}</ul>
            </section>
            <section aria-labelledby="errors">
                <h2 id="errors">"Errors"</h2>
                <p>
                    "The body is " <code>"{\"detail\": …}"</code>
                    ": a sentence, or for inputs a list with every fault at once. "
                    <code>"loc"</code> " says where, " <code>"msg"</code> " what was expected."
                </p>
                {refusal}
                <dl class="entries errors">{errors.collect_view()}</dl>
            </section>
            <section aria-labelledby="protocols">
                <h2 id="protocols">"Other protocols"</h2>
                <p>"Clients that speak one of these need no change: a model is called by its name."</p>
                {entries(&page.protocols)}
            </section>
        </div>
    }
    .into_any()
}

pub fn reference(page: &Reference) -> AnyView {
    let Reference { base, demo, .. } = page;
    let path = format!("{base}/api/{demo}/predict");
    let (api, rows) = (path.clone(), page.body.lines().count().clamp(3, 16));
    let example = page.example.clone().map(|example| {
        view! {
            <section aria-labelledby="example">
                <h2 id="example">"Example"</h2>
                {exchange(example)}
            </section>
        }
    });
    view! {
        <h1>{page.title.clone()}</h1>
        <p class="lead">"The HTTP API of " <code>{demo.clone()}</code></p>
        <ul class="ways">
            <li><a href=format!("{base}/{demo}")>"Its page"</a></li>
            <li><a href=format!("{base}/{demo}/code")>"Code that calls it"</a></li>
            <li><a href=format!("{base}/docs")>"All models and protocols"</a></li>
        </ul>
        <div class="docs">
            <section aria-labelledby="addresses">
                <h2 id="addresses">"Addresses"</h2>
                {entries(&page.addresses)}
            </section>
            <section aria-labelledby="inputs">
                <h2 id="inputs">"Inputs"</h2>
                {inputs(&page.inputs)}
            </section>
            {example}
            <section aria-labelledby="try">
                <h2 id="try">"Try it"</h2>
                <form method="post" action=format!("{base}/docs/{demo}#the-reply") class="try" data-api=api>
                    <div class="field">
                        <label for="body">"Inputs as JSON"</label>
                        <p class="hint" id="body-hint">"Sent to " <code>{path}</code></p>
                        <textarea
                            id="body"
                            name="body"
                            rows=rows
                            spellcheck="false"
                            autocomplete="off"
                            autocapitalize="off"
                            aria-describedby="body-hint"
                            inner_html=escaped(&page.body)
                        ></textarea>
                    </div>
                    <button type="submit">"Send"</button>
                </form>
                {reply(page.reply.as_ref())}
            </section>
        </div>
    }
    .into_any()
}

/// The reply, or the place for it before the first request.
fn reply(reply: Option<&Reply>) -> AnyView {
    let line = reply.map(|reply| format!("{} in {} ms", reply.status, reply.millis));
    let (body, empty) = (reply.map(|reply| reply.body.clone()), reply.is_none());
    view! {
        <div id="the-reply" class="reply">
            <p role="status">{line}</p>
            <pre class="code" tabindex="0" role="region" aria-label="The answer" hidden=empty><code>{body}</code></pre>
        </div>
    }
    .into_any()
}

fn entries(entries: &[Entry]) -> AnyView {
    let entries = entries.iter().map(|entry| {
        let name = (!entry.name.is_empty()).then(|| view! { <span>{entry.name.clone()}</span> });
        view! {
            <dt>{name} " " <code>{entry.address.clone()}</code></dt>
            <dd inner_html=entry.about.clone()></dd>
        }
    });
    view! { <dl class="entries">{entries.collect_view()}</dl> }.into_any()
}

fn inputs(rows: &[InputRow]) -> AnyView {
    let rows = rows.iter().map(|row| {
        let default = match &row.default {
            None => view! { "required" }.into_any(),
            Some(default) if default.is_empty() => view! { "not known" }.into_any(),
            Some(default) => view! { <code>{default.clone()}</code> }.into_any(),
        };
        view! {
            <tr role="row">
                <th scope="row" role="rowheader"><code>{row.name.clone()}</code> <span class="hint">{row.label.clone()}</span></th>
                <td role="cell">{row.kind}</td>
                <td role="cell">{row.values.clone()}</td>
                <td role="cell">{row.unit.clone()}</td>
                <td role="cell">{default}</td>
            </tr>
        }
    });
    // The roles are explicit, since a phone lays the table out as something else.
    view! {
        <div class="scroll" role="region" tabindex="0" aria-label="The inputs as a table">
            <table class="inputs" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">"Name"</th>
                        <th scope="col" role="columnheader">"Type"</th>
                        <th scope="col" role="columnheader">"Values"</th>
                        <th scope="col" role="columnheader">"Unit"</th>
                        <th scope="col" role="columnheader">"If left out"</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn exchange(Exchange { request, response }: Exchange) -> AnyView {
    view! {
        {code("A request", request)}
        {code("Its answer", response)}
    }
    .into_any()
}

/// A text as it is written, under a title.
fn code(title: &str, text: String) -> AnyView {
    view! {
        <figure class="written">
            <figcaption>{title.to_owned()}</figcaption>
            {pre(title, text)}
        </figure>
    }
    .into_any()
}

/// A text as it is written. What is too wide for the page scrolls within it, so the keyboard gets there.
pub(super) fn pre(title: &str, text: String) -> AnyView {
    view! { <pre class="code" tabindex="0" role="region" aria-label=title.to_owned()><code>{text}</code></pre> }.into_any()
}
