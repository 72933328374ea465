use leptos::config::LeptosOptions;
use leptos::hydration::{AutoReload, HydrationScripts};
use leptos::prelude::*;

/// Where a page finds what it is made of, all of it on this server.
#[derive(Clone)]
pub struct Client {
    pub style: String,
    pub icon: String,
    /// The client bundle; without it a page is complete but does not move.
    pub bundle: Option<LeptosOptions>,
}

/// A whole page. `base` is the prefix of every address on this server.
pub fn shell(base: &str, title: &str, summary: &str, client: &Client, main: AnyView) -> AnyView {
    let root = base.to_owned();
    // Under a prefix the front page has no slash behind it.
    let home = if base.is_empty() { "/".to_owned() } else { base.to_owned() };
    let scripts = client.bundle.clone().map(|options| {
        view! {
            <AutoReload options=options.clone() />
            <HydrationScripts options=options islands=true root=root.clone() />
        }
    });
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="description" content=summary.to_owned() />
                <title>{title.to_owned()}</title>
                <link rel="icon" href=client.icon.clone() type="image/svg+xml" />
                <link rel="stylesheet" href=client.style.clone() />
                {scripts}
            </head>
            <body class:moves=client.bundle.is_some() data-base=(!base.is_empty()).then(|| base.to_owned())>
                <header class="top">
                    <a class="home" href=home>"Maquette"</a>
                </header>
                <main>{main}</main>
                <footer class="hint">
                    <p>"The same answers for programs: " <a href=format!("{base}/openapi.json")>"JSON API"</a></p>
                </footer>
            </body>
        </html>
    }
    .into_any()
}
