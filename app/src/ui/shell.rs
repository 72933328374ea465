//! The HTML document around every page: head, header, main and footer.

use leptos::config::LeptosOptions;
use leptos::hydration::AutoReload;
use leptos::nonce::use_nonce;
use leptos::prelude::*;

/// Where a page finds what it is made of, all of it on this server.
#[derive(Clone, Default)]
pub struct PageAssets {
    pub style: String,
    pub icon: String,
    /// The client bundle; without it a page is complete but does not move.
    pub bundle: Option<Bundle>,
    /// The scripts and styles that the widgets and the work on this page need beside it.
    pub modules: Vec<String>,
    /// Where the page goes on by itself where no script does, soon.
    pub next: Option<String>,
    /// Whether somebody is known here, where that matters.
    pub account: Option<Account>,
    /// Whether the foot of the page leads to the API: not where that is what the page is about, or behind a lock.
    pub foot: bool,
}

/// The files of the client.
#[derive(Clone)]
pub struct Bundle {
    pub script: String,
    pub wasm: String,
}

/// How somebody stands with a server that has a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    Known,
    Unknown,
}

/// Loads the client and starts it; `cargo leptos watch` reloads the page after a change.
fn scripts(Bundle { script, wasm }: Bundle) -> AnyView {
    let nonce = use_nonce();
    let start = format!(
        "import start_wasm, {{ start }} from \"{script}\";\nstart_wasm({{ module_or_path: \"{wasm}\" }}).then(start);"
    );
    view! {
        <AutoReload options=LeptosOptions::builder().output_name("maquette").build() />
        <link rel="modulepreload" href=script />
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
        <script type="module" nonce=nonce inner_html=start></script>
    }
    .into_any()
}

/// A whole page. `base` is the prefix of every address on this server.
pub fn shell(base: &str, title: &str, summary: &str, client: &PageAssets, main: AnyView) -> AnyView {
    // Under a prefix the front page has no slash behind it.
    let home = if base.is_empty() { "/".to_owned() } else { base.to_owned() };
    let scripts = client.bundle.clone().map(scripts);
    let modules = client.modules.iter().map(|file| match file.ends_with(".css") {
        true => view! { <link rel="stylesheet" href=file.clone() /> }.into_any(),
        false => view! { <script type="module" src=file.clone()></script> }.into_any(),
    });
    let refresh = client.next.clone().map(|next| {
        view! {
            <noscript>
                <meta http-equiv="refresh" content=format!("2; url={next}") />
            </noscript>
        }
    });
    let account = client.account.map(|account| {
        let (door, words) = match account {
            Account::Known => ("logout", "Log out"),
            Account::Unknown => ("login", "Log in"),
        };
        view! { <a class="account" href=format!("{base}/{door}")>{words}</a> }
    });
    let foot = client.foot.then(|| {
        view! {
            <footer class="hint">
                <p>"The same answers for programs: " <a href=format!("{base}/docs")>"HTTP API"</a></p>
            </footer>
        }
    });
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                // A phone would make telephone numbers of what is measured.
                <meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
                <meta name="description" content=summary.to_owned() />
                <title>{title.to_owned()}</title>
                <link rel="icon" href=client.icon.clone() type="image/svg+xml" />
                <link rel="stylesheet" href=client.style.clone() />
                {refresh}
                {modules.collect_view()}
                {scripts}
            </head>
            <body class:moves=client.bundle.is_some() data-base=(!base.is_empty()).then(|| base.to_owned())>
                <header class="top">
                    <a class="home" href=home>"Maquette"</a>
                    {account}
                </header>
                <main>{main}</main>
                {foot}
            </body>
        </html>
    }
    .into_any()
}
