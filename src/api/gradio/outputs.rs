//! Predictions as Gradio's values, one for each output, with Maquette's own keys beside those that Gradio's components read.

use super::components::with_interval;
use super::files::file_data;
use crate::api::http::rows::untagged;
use crate::demo::Description;
use crate::gallery::Gallery;
use crate::media::picture;
use maquette_contract::{
    Annotated, Blob, Cell, Classes, Detection, Highlighted, Image, Picture, Prediction, Ranked, Region, Span,
    Table, capitalize,
};
use serde_json::{Value, json};

/// The most masks of one picture: more would push out the visitor's own files.
const MAX_MASKS: usize = 50;

/// Whose the files of a result are, and how the client has reached this server.
#[derive(Clone, Debug)]
pub(crate) struct FileScope {
    pub(crate) owner: String,
    /// The address of the app's interface: `/penguins/gradio_api`.
    pub(crate) root: String,
}

/// The values of a prediction. Its files are kept like uploads.
///
/// # Errors
/// A file that can't be kept, in words.
pub(crate) async fn data(
    gallery: &Gallery,
    demo: &Description,
    scope: &FileScope,
    prediction: &Prediction,
) -> Result<Vec<Value>, String> {
    let mut values = Vec::new();
    for leaf in leaves(prediction) {
        values.push(value(gallery, scope, leaf).await?);
    }
    if let (true, Prediction::Number(quantity)) = (with_interval(demo), prediction) {
        values.push(json!(quantity.interval));
    }
    Ok(values)
}

/// The parts that several outputs are made of, one after the other.
fn leaves(prediction: &Prediction) -> Vec<&Prediction> {
    match prediction {
        Prediction::Several(parts) => parts.iter().flat_map(|part| leaves(&part.prediction)).collect(),
        prediction => vec![prediction],
    }
}

async fn value(gallery: &Gallery, scope: &FileScope, prediction: &Prediction) -> Result<Value, String> {
    let save_file = |file, name| save(gallery, scope, file, name);
    Ok(match prediction {
        Prediction::Classes(classes) => label(classes),
        Prediction::Ranked(ranked) => scored(ranked),
        Prediction::Number(quantity) => json!(quantity.value),
        Prediction::Text(text) | Prediction::Markup(text) => json!(text),
        Prediction::Markdown(markdown) => json!(markdown.source),
        Prediction::Code(code) => json!(code.text),
        Prediction::Table(table) => rows(table),
        Prediction::Json(_)
        | Prediction::Metric(_)
        | Prediction::Chart(_)
        | Prediction::Forecast(_)
        // Its parts are values of their own.
        | Prediction::Several(_) => untagged(prediction),
        Prediction::Highlighted(text) => spans(text),
        Prediction::Image(picture) => save_file(&picture.file, "image").await?,
        Prediction::Audio(sound) => save_file(&sound.file, "audio").await?,
        Prediction::File(file) => save_file(file, "file").await?,
        Prediction::Gallery(pictures) => {
            let mut entries = Vec::new();
            for picture in pictures {
                let caption = Some(&picture.alt).filter(|alt| !alt.is_empty());
                let image = save_file(&picture.file, "image").await?;
                entries.push(json!({ "image": image, "caption": caption }));
            }
            json!(entries)
        }
        Prediction::Annotated(annotated) => regions(gallery, scope, annotated).await?,
    })
}

/// Calibrated classes, and the set that holds the truth with the stated share.
fn label(classes: &Classes) -> Value {
    let confidences: Vec<_> = classes
        .classes
        .iter()
        .map(|class| json!({ "label": class.label, "confidence": class.probability }))
        .collect();
    json!({ "label": classes.label, "confidences": confidences, "set": classes.set })
}

/// Scores are not confidences: nobody has measured what they mean.
fn scored(ranked: &Ranked) -> Value {
    let scores: Vec<_> =
        ranked.labels.iter().map(|(label, score)| json!({ "label": label, "score": score })).collect();
    let first = ranked.labels.first().map(|(label, _)| label);
    json!({ "label": first, "confidences": null, "scores": scores })
}

fn rows(table: &Table) -> Value {
    let cell = |cell: &Cell| match cell {
        Cell::Number(number) => json!(number),
        Cell::Text(text) => json!(text),
        Cell::Empty => Value::Null,
    };
    let data: Vec<Vec<_>> = table.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    json!({ "headers": table.columns, "data": data, "metadata": null })
}

/// Names where the parts have names, otherwise how much each counts.
fn spans(text: &Highlighted) -> Value {
    let named = text.spans.iter().any(|span| !span.label.is_empty());
    let span = |span: &Span| {
        let marked = match (named, span.label.as_str()) {
            (true, "") => Value::Null,
            (true, label) => json!(label),
            (false, _) => json!(span.weight),
        };
        json!({ "token": span.text, "class_or_confidence": marked })
    };
    text.spans.iter().map(span).collect()
}

/// A picture, and for each thing in it a picture of where it is, white on black.
async fn regions(gallery: &Gallery, scope: &FileScope, annotated: &Annotated) -> Result<Value, String> {
    let image = save(gallery, scope, &annotated.picture.file, "image").await?;
    let mut annotations = Vec::new();
    for found in annotated.found.iter().take(MAX_MASKS) {
        let mask = mask(&annotated.picture, &found.region).await?;
        let mask = save(gallery, scope, &mask, "mask").await?;
        annotations.push(json!({ "image": mask, "label": found.label }));
    }
    let found: &[Detection] = &annotated.found;
    Ok(json!({ "image": image, "annotations": annotations, "found": found }))
}

async fn mask(picture_of: &Picture, region: &Region) -> Result<Blob, String> {
    let (width, height, region) = (picture_of.width, picture_of.height, region.clone());
    let draw = move || picture(&draw_mask(width, height, &region), "").file;
    tokio::task::spawn_blocking(draw).await.map_err(|_| "a mask could not be drawn".to_owned())
}

fn draw_mask(width: usize, height: usize, region: &Region) -> Image {
    let mut gray = vec![0; width * height];
    let mut fill = |row: usize, first: usize, end: usize| {
        let (first, end) = (first.min(width), end.min(width));
        if row < height && first < end {
            gray[row * width + first..row * width + end].fill(255);
        }
    };
    match region {
        Region::Box { x, y, width: wide, height: tall } => {
            let pixel = |at: f64| at.round().max(0.0) as usize;
            for row in pixel(*y)..pixel(y + tall).min(height) {
                fill(row, pixel(*x), pixel(x + wide));
            }
        }
        Region::Mask { runs } => {
            runs.iter().for_each(|&[row, first, count]| fill(row, first, first.saturating_add(count)));
        }
    }
    Image::gray(width, height, &gray)
}

/// Saves a file of a result for its visitor.
async fn save(gallery: &Gallery, scope: &FileScope, file: &Blob, name: &str) -> Result<Value, String> {
    let name =
        if file.name.is_empty() { format!("{name}.{}", extension(&file.kind)) } else { file.name.clone() };
    let upload = gallery.uploads.save(&scope.owner, &name, file.data.to_vec(), None).await;
    let upload = upload.map_err(|error| capitalize(&error.to_string()))?;
    Ok(file_data(&upload, &scope.root))
}

/// The file extension of a media type: `png`.
fn extension(kind: &str) -> &str {
    match kind {
        "image/jpeg" => "jpg",
        "audio/x-wav" | "audio/wav" => "wav",
        "text/plain" => "txt",
        "image/svg+xml" => "svg",
        kind => kind
            .split('/')
            .nth(1)
            .filter(|ending| ending.bytes().all(|byte| byte.is_ascii_alphanumeric()))
            .unwrap_or("bin"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::{Class, PredictionSet};

    #[test]
    fn classes_are_confidences_and_scores_are_none() {
        let class = |label: &str, probability| Class { label: label.into(), probability };
        let classes = Classes {
            label: "a".into(),
            probability: 0.75,
            classes: vec![class("a", 0.75), class("b", 0.25)],
            set: PredictionSet { labels: vec!["a".into()], coverage: 0.5 },
        };
        let expected = json!({
            "label": "a",
            "confidences": [{ "label": "a", "confidence": 0.75 }, { "label": "b", "confidence": 0.25 }],
            "set": { "labels": ["a"], "coverage": 0.5 },
        });
        assert_eq!(label(&classes), expected);
        let ranked = Ranked::new([("a", 2.0), ("b", 7.0)]);
        let scores = json!([{ "label": "b", "score": 7.0 }, { "label": "a", "score": 2.0 }]);
        assert_eq!(scored(&ranked), json!({ "label": "b", "confidences": null, "scores": scores }));
    }

    #[test]
    fn tables_and_marked_words() {
        let table = Table::new(["a", "b"]).row([1.5.into(), "x".into()]).row([Cell::Empty, Cell::Empty]);
        let expected = json!({ "headers": ["a", "b"], "data": [[1.5, "x"], [null, null]], "metadata": null });
        assert_eq!(rows(&table), expected);
        let span = |token: &str, marked: Value| json!({ "token": token, "class_or_confidence": marked });
        let named = Highlighted::labels([("Ann", "a person"), (" runs", "")]);
        assert_eq!(spans(&named), json!([span("Ann", json!("a person")), span(" runs", Value::Null)]));
        let weighed = Highlighted::weights("", [("a", 1.0), ("b", -2.0)]);
        assert_eq!(spans(&weighed), json!([span("a", json!(0.5)), span("b", json!(-1.0))]));
    }

    #[test]
    fn a_region_is_white() {
        let check = |region: Region, expected: &[u8]| {
            let white: Vec<u8> = draw_mask(3, 2, &region).to_gray().iter().map(|gray| gray / 255).collect();
            assert_eq!(white, expected, "{region:?}");
        };
        check(Region::Box { x: 1.0, y: 0.0, width: 1.0, height: 9.0 }, &[0, 1, 0, 0, 1, 0]);
        check(Region::Box { x: -5.0, y: 1.0, width: 6.0, height: 1.0 }, &[0, 0, 0, 1, 0, 0]);
        check(Region::Box { x: f64::NAN, y: 1e300, width: 1.0, height: 1.0 }, &[0; 6]);
        check(Region::Mask { runs: vec![[0, 2, 9], [1, 0, 1], [7, 0, 1]] }, &[0, 0, 1, 1, 0, 0]);
    }

    #[test]
    fn files_without_a_name_end_like_their_kind() {
        let check = |kind: &str, expected: &str| assert_eq!(extension(kind), expected);
        check("image/png", "png");
        check("image/jpeg", "jpg");
        check("audio/x-wav", "wav");
        check("application/octet-stream", "bin");
        check("", "bin");
    }
}
