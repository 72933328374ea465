//! The log-in page.

use leptos::prelude::*;

/// The way in. `next` is where somebody was going, `message` what was wrong with their last attempt, if anything. Where
/// users have no names, the page asks for a token alone.
pub fn login(base: &str, next: &str, named: bool, message: &str) -> AnyView {
    let name = named.then(|| {
        view! {
            <div class="field">
                <label for="username">"Name"</label>
                <input type="text" id="username" name="username" autocomplete="username" required />
            </div>
        }
    });
    let (secret, given) = if named { ("Password", "a name and a password") } else { ("Token", "a token") };
    let message =
        (!message.is_empty()).then(|| view! { <p class="error" role="alert">{message.to_owned()}</p> });
    view! {
        <h1>"Log in"</h1>
        <p>{format!("Sign in to try these models. The owner of this server can give you {given}")}</p>
        <form method="post" action=format!("{base}/login") class="login">
            {message}
            <input type="hidden" name="next" value=next.to_owned() />
            {name}
            <div class="field">
                <label for="password">{secret}</label>
                <input type="password" id="password" name="password" autocomplete="current-password" required />
            </div>
            <button type="submit">"Log in"</button>
        </form>
    }
    .into_any()
}
