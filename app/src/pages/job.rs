//! The progress of a job: a bar, the time left, and a Cancel button.

use leptos::prelude::*;

/// What its bar shows.
pub const BAR: &str = "How much of it is done";

/// A job as its page shows it; without a script the page reloads itself until the job is done.
#[derive(Clone)]
pub struct JobView {
    /// Where it lies; its events and its end lie below.
    pub address: String,
    /// For scripts: `waiting`, `running`, `done`, `cancelled`, `failed`.
    pub state: &'static str,
    /// How it stands, in a sentence.
    pub line: String,
    pub done: u64,
    /// 0 while nobody knows.
    pub total: u64,
    pub elapsed_secs: f64,
    /// How long it is kept once it is done.
    pub kept_minutes: u64,
    /// The answer so far, as HTML.
    pub html: String,
}

impl JobView {
    pub fn is_over(&self) -> bool {
        !matches!(self.state, "waiting" | "running")
    }
}

/// What is done of it, and a way to stop it.
pub fn job(view: &JobView) -> AnyView {
    let JobView { address, state, line, html, .. } = view.clone();
    let over = view.is_over();
    let minutes = view.kept_minutes;
    let kept = format!(
        "You may leave and come back: this address keeps the answer for {minutes} minutes after the work has ended"
    );
    let share = (view.total > 0).then(|| (view.done.min(view.total) * 1000 / view.total).to_string());
    let bar = (!over).then(|| {
        let bar = view! { <progress max="1000" value=share aria-label=BAR></progress> };
        let cancel = view! {
            <form method="post" action=format!("{address}/cancel")>
                <button type="submit" class="quiet">"Cancel"</button>
            </form>
        };
        view! {
            {bar}
            {cancel}
        }
    });
    view! {
        <div
            class="job"
            data-events=(!over).then(|| format!("{address}/events"))
            data-state=state
            data-elapsed=format!("{:.1}", view.elapsed_secs)
            data-done=view.done
            data-total=view.total
        >
            <p class="job-line" role="status">{line}</p>
            {bar}
            <p class="hint job-kept">{kept}</p>
            <div class="prediction" inner_html=html></div>
        </div>
    }
    .into_any()
}
