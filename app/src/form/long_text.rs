//! A text of several lines, as a textarea.

use super::{Field, described, escape_text, hint, labelled};
use leptos::prelude::*;
use maquette_contract::{Kind, format_fixed};

/// A text of several lines.
pub(super) fn view(field: &Field) -> AnyView {
    let Field { feature, first, text, set, problem, .. } = field.clone();
    let Kind::Text { max_len, .. } = feature.kind else { return ().into_any() };
    let name = feature.name;
    let control = view! {
        <textarea
            id=name.clone()
            name=name.clone()
            rows="8"
            maxlength=max_len
            prop:value=move || text.get()
            on:input:target=move |event| set.run(event.target().value())
            aria-describedby=described(&name)
            aria-invalid=move || problem.get().is_some().then_some("true")
            inner_html=escaped(&first)
        ></textarea>
    };
    labelled(
        field,
        hint(field, Some(format!("At most {} characters", format_fixed(max_len as f64, 0)))),
        control.into_any(),
    )
}

/// A text as the inside of a textarea. A browser drops a line break at the beginning, so one is put there that
/// is not the person's.
pub(crate) fn escaped(text: &str) -> String {
    format!("\n{}", escape_text(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_can_not_end_its_field() {
        assert_eq!(escaped("</textarea><script>&amp;"), "\n&lt;/textarea&gt;&lt;script&gt;&amp;amp;");
    }
}
