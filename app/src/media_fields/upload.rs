//! Fields for pictures, drawings, sound and files: uploaded first, and then named by the server's token.

use super::{FieldView, described, invalid};
use leptos::prelude::*;
use maquette_contract::{Drawing, Kind, Media};

const PICTURES: &str = "image/png,image/jpeg,image/webp,image/gif";

pub(super) fn view(field: &FieldView<'_>) -> AnyView {
    let Kind::Media { media, most, .. } = field.feature.kind else { return ().into_any() };
    let (widget, accept) = match media {
        Media::Image => ("image", PICTURES),
        Media::Sketch => ("sketch", PICTURES),
        Media::Audio => ("audio", "audio/*"),
        Media::File => ("file", ""),
    };
    let name = &field.feature.name;
    view! {
        <div
            class="media"
            data-widget=widget
            data-uploads=format!("{}/uploads", field.base)
            data-accept=accept
            data-most=most
            data-largest=Media::MAX_BYTES
            data-secs=Media::MAX_AUDIO_SECS
        >
            <input type="hidden" name=name.clone() value=field.text.to_owned() />
            <div class="stage">{preview(field, media)}</div>
            <input
                type="file"
                id=name.clone()
                name=format!("{name}.file")
                accept=accept
                multiple={most > 1}
                aria-describedby=described(name)
                aria-invalid=invalid(field)
            />
        </div>
    }
    .into_any()
}

/// What is there before any script has run.
fn preview(field: &FieldView<'_>, media: Media) -> AnyView {
    if media == Media::Sketch && field.text.contains('*') {
        return field.text.parse().as_ref().map(drawn).ok().into_any();
    }
    let shown = field.text.split_whitespace().map(|name| {
        let address = format!("{}/uploads/{name}", field.base);
        match media {
            Media::Image | Media::Sketch => view! { <img src=address alt="Your file" /> }.into_any(),
            Media::Audio => {
                view! { <audio controls preload="none" src=address aria-label="Your file"></audio> }
                    .into_any()
            }
            Media::File => view! { <a href=address download="">"Your file"</a> }.into_any(),
        }
    });
    shown.collect_view().into_any()
}

/// A drawing's lines as a picture.
pub(super) fn drawn(drawing: &Drawing) -> AnyView {
    let stroke = |stroke: &Vec<(u8, u8)>| {
        let points = stroke.iter().map(|(x, y)| format!("{x} {y}")).collect::<Vec<_>>();
        // A line without a length is a dot, where its ends are round.
        let dot = if points.len() == 1 { "h0" } else { "" };
        format!("M{}{dot}", points.join("L"))
    };
    let path: String = drawing.strokes().iter().map(stroke).collect();
    view! {
        <svg class="drawn" viewBox="0 0 256 256" role="img" aria-label="The drawing">
            <path d=path stroke-width=drawing.pen() />
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::html;
    use maquette_contract::Feature;

    #[test]
    fn uploads_are_shown_and_nothing_else() {
        let check = |media, text: &str, expected: &str| {
            let feature = Feature::new("x", "X", Kind::Media { media, least: 1, most: 1 });
            let field = FieldView { feature: &feature, text, problem: None, base: "/m" };
            assert_eq!(html(preview(&field, media)), expected);
        };
        check(Media::Image, "a1", "<img src=\"/m/uploads/a1\" alt=\"Your file\">");
        check(Media::Image, "\"><b>", "<img src=\"/m/uploads/&quot;&gt;&lt;b&gt;\" alt=\"Your file\">");
        check(Media::Sketch, "<svg>*", "");
        check(Media::Audio, "", "");
        let path = "<path d=\"M1 2L3 4M5 5h0\" stroke-width=\"12\"></path>";
        let svg = "<svg viewBox=\"0 0 256 256\" role=\"img\" aria-label=\"The drawing\" class=\"drawn\">";
        check(Media::Sketch, "12*1.2-3.4_5.5", &format!("{svg}{path}</svg>"));
    }
}
