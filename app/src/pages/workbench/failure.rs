//! Why there is no answer, above the form: each error leads to its field.

use super::bench::Bench;
use crate::form::escape;
use crate::predict::{Failure, Next};
use leptos::ev::MouseEvent;

/// The HTML of a failure. It is written as one text, since the page replaces it as a whole.
pub(super) fn html(
    failure: Option<&Failure>,
    labels: &[(String, String)],
    address: impl FnOnce() -> String,
) -> String {
    let Some(Failure { message, errors, next }) = failure else { return String::new() };
    let label = |field: &str| {
        labels
            .iter()
            .find(|(name, _)| name == field)
            .map_or_else(|| field.to_owned(), |(_, label)| label.clone())
    };
    let items: String = errors
        .iter()
        .map(|error| {
            let [field, label, message] =
                [&error.field, &label(&error.field), &error.message].map(|text| escape(text));
            format!("<li><a href=\"#{field}\">{label}</a>: {message}</li>")
        })
        .collect();
    let rest = if errors.is_empty() {
        let words = if *next == Next::Reload { "Reload this page" } else { "Try again" };
        format!("<p><a href=\"{}\" data-next=\"{next:?}\">{words}</a></p>", escape(&address()))
    } else {
        format!("<ul>{items}</ul>")
    };
    let message = escape(message);
    format!(
        "<div class=\"summary\" id=\"the-problem\" role=\"alert\" tabindex=\"-1\"><p>{message}</p>{rest}</div>"
    )
}

/// Asks again where "Try again" was pressed. "Reload this page" is a plain link, with the inputs in its address.
pub(super) fn try_again(bench: Bench, event: &MouseEvent) {
    if crate::pages::navigation::is_link(event, "a[data-next=TryAgain], a[data-next=Wait]") && bench.is_live()
    {
        event.prevent_default();
        bench.ask();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predict::InputError;

    #[test]
    fn a_failure_leads_to_its_fields_or_to_another_try() {
        let labels = [("age".to_owned(), "Age <years>".to_owned())];
        let check = |failure: Failure, expected: &str| {
            let page = html(Some(&failure), &labels, || "/m?age=1&x=\"".to_owned());
            assert!(page.contains(expected), "{page}");
        };
        let error = |field: &str| InputError { field: field.to_owned(), message: "Give <b>".to_owned() };
        let errors = |field: &str| Failure { errors: vec![error(field)], ..Failure::default() };
        check(errors("age"), "<li><a href=\"#age\">Age &lt;years&gt;</a>: Give &lt;b&gt;</li>");
        check(errors("x"), "<a href=\"#x\">x</a>");
        let message = |next| Failure { message: "a < b".to_owned(), next, ..Failure::default() };
        check(
            message(Next::TryAgain),
            "<p>a &lt; b</p><p><a href=\"/m?age=1&amp;x=&quot;\" data-next=\"TryAgain\">Try again",
        );
        check(message(Next::Reload), "data-next=\"Reload\">Reload this page</a>");
        assert_eq!(html(None, &labels, String::new), "");
    }
}
