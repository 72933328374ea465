use leptos::prelude::*;

/// The way in. `next` is where somebody was going, `told` what was wrong with their last attempt, if anything. Where
/// nobody has a name of their own, a token alone is asked for.
pub fn login(base: &str, next: &str, named: bool, told: &str) -> AnyView {
    let name = named.then(|| {
        view! {
            <div class="field">
                <label for="username">"Name"</label>
                <input type="text" id="username" name="username" autocomplete="username" required />
            </div>
        }
    });
    let (secret, given) = if named { ("Password", "a name and a password") } else { ("Token", "a token") };
    let told = (!told.is_empty()).then(|| view! { <p class="error" role="alert">{told.to_owned()}</p> });
    view! {
        <h1>"Log in"</h1>
        <p>{format!("What is here is locked: whoever runs this server can give you {given}")}</p>
        <form method="post" action=format!("{base}/login") class="login">
            {told}
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
