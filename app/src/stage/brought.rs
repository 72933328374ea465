//! Pictures, drawings, sound and files: uploaded first, and then named by what the server calls them.

use super::{Bringing, described, invalid};
use leptos::prelude::*;
use maquette_contract::{Drawing, Kind, Media};

const PICTURES: &str = "image/png,image/jpeg,image/webp,image/gif";

pub(super) fn view(bringing: &Bringing<'_>) -> AnyView {
    let Kind::Media { media, most, .. } = bringing.feature.kind else { return ().into_any() };
    let (widget, accept) = match media {
        Media::Image => ("image", PICTURES),
        Media::Sketch => ("sketch", PICTURES),
        Media::Audio => ("audio", "audio/*"),
        Media::File => ("file", ""),
    };
    let name = &bringing.feature.name;
    view! {
        <div
            class="brought"
            data-widget=widget
            data-uploads=format!("{}/uploads", bringing.base)
            data-accept=accept
            data-most=most
            data-largest=Media::LARGEST
            data-secs=Media::SECS
        >
            <input type="hidden" name=name.clone() value=bringing.text.to_owned() />
            <div class="stage">{preview(bringing, media)}</div>
            <input
                type="file"
                id=name.clone()
                name=format!("{name}.file")
                accept=accept
                multiple={most > 1}
                aria-describedby=described(name)
                aria-invalid=invalid(bringing)
            />
        </div>
    }
    .into_any()
}

/// What is there before any script has run.
fn preview(bringing: &Bringing<'_>, media: Media) -> AnyView {
    if media == Media::Sketch && bringing.text.contains('*') {
        return bringing.text.parse().as_ref().map(drawn).ok().into_any();
    }
    let shown = bringing.text.split_whitespace().map(|name| {
        let address = format!("{}/uploads/{name}", bringing.base);
        match media {
            Media::Image | Media::Sketch => view! { <img src=address alt="What you brought" /> }.into_any(),
            Media::Audio => {
                view! { <audio controls preload="none" src=address aria-label="What you brought"></audio> }
                    .into_any()
            }
            Media::File => view! { <a href=address download="">"What you brought"</a> }.into_any(),
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
    fn what_was_brought_is_shown_and_nothing_else() {
        let check = |media, text: &str, expected: &str| {
            let feature = Feature::new("x", "X", Kind::Media { media, least: 1, most: 1 });
            let bringing = Bringing { feature: &feature, text, problem: None, base: "/m" };
            assert_eq!(html(preview(&bringing, media)), expected);
        };
        check(Media::Image, "a1", "<img src=\"/m/uploads/a1\" alt=\"What you brought\">");
        check(
            Media::Image,
            "\"><b>",
            "<img src=\"/m/uploads/&quot;&gt;&lt;b&gt;\" alt=\"What you brought\">",
        );
        check(Media::Sketch, "<svg>*", "");
        check(Media::Audio, "", "");
        let path = "<path d=\"M1 2L3 4M5 5h0\" stroke-width=\"12\"></path>";
        let svg = "<svg viewBox=\"0 0 256 256\" role=\"img\" aria-label=\"The drawing\" class=\"drawn\">";
        check(Media::Sketch, "12*1.2-3.4_5.5", &format!("{svg}{path}</svg>"));
    }
}
