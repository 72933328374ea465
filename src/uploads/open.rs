//! Opens the uploads of an instance: pixels, samples and rows for the model.

use super::{Upload, Uploads, is_token};
use crate::csv::read_filled_rows;
use crate::media::{self, Unusable};
use maquette_contract::{
    Blob, Drawing, Feature, FieldError, File, Instance, Kind, Media, Problem, Schema, Value,
};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// The most faults of a table that an error names.
const FAULTS: usize = 3;

/// Opens the uploads of an instance: pictures as pixels, recordings as samples, tables as rows.
///
/// # Errors
/// Every input that can't be used.
pub(crate) async fn open(
    uploads: &Arc<Uploads>,
    schema: &Schema,
    instance: Instance,
) -> Result<Instance, Vec<FieldError>> {
    if !instance.has_uploads() {
        return Ok(instance);
    }
    let (store, schema) = (uploads.clone(), schema.clone());
    let opened = move || instance.open_uploads(&schema, |feature, text| value(&store, feature, text));
    let broken = || {
        let problem = Problem::Unusable { why: "this can't be opened; bring another file".to_owned() };
        Err(vec![FieldError { field: String::new(), problem }])
    };
    uploads.decode_thread.run(opened).await.unwrap_or_else(broken)
}

fn value(uploads: &Uploads, feature: &Feature, text: &str) -> Result<Value, Problem> {
    let mut files = text.split(' ').map(|name| find(uploads, name));
    match &feature.kind {
        Kind::Media { media: Media::Sketch, .. } if text.contains('*') => drawn(text),
        Kind::Media { media: Media::Image | Media::Sketch, .. } => {
            let images = files.map(|file| media::image(&file?.bytes).map_err(problem));
            images.collect::<Result<_, _>>().map(Value::Images)
        }
        Kind::Media { media: Media::Audio, .. } => {
            let file = files.next().unwrap_or(Err(Problem::Missing))?;
            media::audio(&file.bytes).map(Value::Audio).map_err(problem)
        }
        Kind::Media { media: Media::File, .. } => {
            let file = files.next().unwrap_or(Err(Problem::Missing))?;
            let (name, kind) = (file.name, file.kind.to_owned());
            Ok(Value::File(File { name, kind, bytes: file.bytes }))
        }
        Kind::Table { row, min_rows, max_rows } => rows(text, row, *min_rows..=*max_rows),
        _ => Err(Problem::Unusable { why: "this can't be opened".to_owned() }),
    }
}

/// The upload of a name, or the one that a data URL holds.
fn find(uploads: &Uploads, name: &str) -> Result<Upload, Problem> {
    let unusable = |why: &str| Problem::Unusable { why: why.to_owned() };
    if name.starts_with("data:") {
        let blob = Blob::from_address(name)
            .ok_or_else(|| unusable("this data address can't be read; write data:image/png;base64,…"))?;
        if blob.data.len() > Media::MAX_BYTES {
            return Err(unusable("this file is larger than the 10 MB it may have"));
        }
        let kind = media::kind(&blob.data);
        return Ok(Upload { token: String::new(), name: blob.name, kind, bytes: blob.data });
    }
    uploads.find(name).ok_or_else(|| {
        unusable(match is_token(name) {
            true => "this is no longer kept; bring it again",
            false => {
                "this is no token of an upload; upload the file first, or write it out as data:…;base64,…"
            }
        })
    })
}

/// The lines themselves are what the model's type is made of.
fn drawn(text: &str) -> Result<Value, Problem> {
    match text.parse::<Drawing>() {
        Ok(_) => Ok(Value::Upload(text.to_owned())),
        Err(()) => Err(Problem::Unusable { why: "this is no drawing of the pad; draw it again".to_owned() }),
    }
}

fn rows(text: &str, row: &Schema, count: RangeInclusive<usize>) -> Result<Value, Problem> {
    let unusable = |why: String| Problem::Unusable { why };
    let rows = read_filled_rows(text.as_bytes(), row).map_err(|error| unusable(format!("{error:#}")))?;
    if !rows.faults.is_empty() {
        let more = rows.faults.len().saturating_sub(FAULTS);
        let mut faults: Vec<String> = rows.faults.iter().take(FAULTS).map(ToString::to_string).collect();
        if more > 0 {
            faults.push(format!("and {more} more"));
        }
        return Err(unusable(faults.join("; ")));
    }
    match rows.rows.len() {
        0 => Err(unusable("the table has no rows; give at least one".to_owned())),
        got if got < *count.start() => {
            Err(unusable(format!("the table has {got} rows; give at least {}", count.start())))
        }
        got if got > *count.end() => {
            Err(unusable(format!("the table has {got} rows; at most {} fit", count.end())))
        }
        _ => Ok(Value::Rows(rows.rows.into_iter().map(|row| row.instance).collect())),
    }
}

fn problem(unusable: Unusable) -> Problem {
    Problem::Unusable { why: unusable.to_string() }
}
