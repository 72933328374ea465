//! The page that shows how to call a demo from code.

use super::docs::pre;
use leptos::prelude::*;

/// A demo called from code, each time with the same inputs.
#[derive(Clone)]
pub struct CodePage {
    pub base: String,
    pub demo: String,
    pub title: String,
    /// The query of the inputs; may be empty.
    pub query: String,
    /// Why the inputs differ from those in the address; may be empty.
    pub remark: String,
    /// Whether the server has a lock.
    pub locked: bool,
    /// The files that the code opens, by the names it has for them.
    pub files: Vec<String>,
    pub languages: Vec<Language>,
}

#[derive(Clone)]
pub struct Language {
    /// For addresses: `python`.
    pub id: &'static str,
    pub name: &'static str,
    pub snippets: Vec<Snippet>,
}

/// A whole program.
#[derive(Clone)]
pub struct Snippet {
    /// For scripts: `python-requests`.
    pub id: &'static str,
    /// What it uses: "requests".
    pub title: &'static str,
    /// What has to be there first, as one types it; may be empty.
    pub install: &'static str,
    /// One sentence, or nothing.
    pub about: &'static str,
    pub text: String,
}

pub fn code_page(page: &CodePage) -> AnyView {
    let CodePage { base, demo, .. } = page;
    let back = match page.query.as_str() {
        "" => format!("{base}/{demo}"),
        query => format!("{base}/{demo}?{query}"),
    };
    let remark = (!page.remark.is_empty()).then(|| view! { <p class="note">{page.remark.clone()}</p> });
    let locked = page.locked.then(|| {
        view! {
            <p>
                "This server has a lock. With every request send what you were given: a token in the header "
                <code>"Authorization: Bearer …"</code> ", or a name and a password as " <code>"curl -u"</code> " does"
            </p>
        }
    });
    let files = (!page.files.is_empty()).then(|| {
        let names = page.files.join(", ");
        view! { <p>"The code opens " <code>{names}</code> " beside it: put a file of your own there"</p> }
    });
    let links = page.languages.iter().map(|language| {
        view! { <li><a href=format!("#{}", language.id)>{language.name}</a></li> }
    });
    let languages = page.languages.iter().map(section);
    view! {
        <h1>"Use it from code"</h1>
        <p class="lead">
            <a href=back>{page.title.clone()}</a>
            " called from a program, with the inputs that are on its page now. "
            <a href=format!("{base}/docs/{demo}")>"The API in full"</a>
        </p>
        {remark}
        {locked}
        {files}
        <nav aria-label="Languages">
            <ul class="ways">{links.collect_view()}</ul>
        </nav>
        <div class="docs">{languages.collect_view()}</div>
    }
    .into_any()
}

fn section(language: &Language) -> AnyView {
    let snippets = language.snippets.iter().map(|snippet| {
        let about = (!snippet.about.is_empty()).then(|| view! { <p class="hint">{snippet.about}</p> });
        let install = (!snippet.install.is_empty()).then(|| {
            view! { <p class="hint install">"First " <code>{snippet.install}</code></p> }
        });
        let title = snippet.title;
        view! {
            <article class="snippet" id=snippet.id data-copied=title>
                <h3>{title}</h3>
                {about}
                {install}
                {pre(title, snippet.text.clone())}
            </article>
        }
    });
    view! {
        <section aria-labelledby=language.id>
            <h2 id=language.id>{language.name}</h2>
            {snippets.collect_view()}
        </section>
    }
    .into_any()
}
