//! The messages of a session's stream. The clients take nothing but blocks that begin with `data:`, and stop at any
//! message they do not know.

use super::diff::edits;
use super::event::{End, Event};
use super::follow::News;
use crate::model::Progress;
use serde_json::{Value, json};

pub(crate) const HEARTBEAT: &str = "data: {\"msg\":\"heartbeat\"}\n\n";
pub(crate) const CLOSE: &str = "data: {\"msg\":\"close_stream\",\"event_id\":null}\n\n";

/// How long a note or an error is shown, in seconds.
const SHOWN: u32 = 10;

/// What is new of an event as a message. `told` are the values that were told last: the first time they are sent whole,
/// and then only how they changed.
pub(crate) fn message(event: &Event, news: News, told: &mut Option<Vec<Value>>) -> String {
    let id = &event.id;
    let message = match news {
        News::Waiting(ahead) => json!({
            "msg": "estimation", "event_id": id, "rank": ahead.saturating_sub(1), "queue_size": ahead, "rank_eta": null,
        }),
        News::Started => json!({ "msg": "process_starts", "event_id": id, "eta": null }),
        News::Progress(progress) => {
            json!({ "msg": "progress", "event_id": id, "progress_data": [unit(&progress)] })
        }
        News::Note(note) => json!({
            "msg": "log", "event_id": id, "log": note, "level": "warning", "duration": SHOWN, "visible": true, "title": "Warning",
        }),
        News::Piece(values) => {
            let data: Vec<Value> = match told.as_ref().filter(|told| told.len() == values.len()) {
                Some(told) => told.iter().zip(&values).map(|(before, after)| edits(before, after)).collect(),
                None if told.is_some() => {
                    values.iter().map(|value| json!([["replace", [], value]])).collect()
                }
                None => values.clone(),
            };
            *told = Some(values);
            json!({
                "msg": "process_generating",
                "event_id": id,
                "output": { "data": data, "is_generating": true },
                "success": true,
                "time_limit": null,
            })
        }
        News::End(end) => return format!("data: {}\n\n", ended(event, &end)),
    };
    format!("data: {message}\n\n")
}

/// The last message of an event.
fn ended(event: &Event, end: &End) -> String {
    let id = &event.id;
    match end {
        End::Done { data, secs } => {
            let output = output(data, *secs, &event.now().notes);
            // The data is JSON already.
            format!(
                r#"{{"msg":"process_completed","event_id":"{id}","success":true,"title":null,"output":{output}}}"#
            )
        }
        End::Failed { title, message } => {
            let output = json!({ "error": message, "title": title, "duration": SHOWN, "visible": true });
            json!({ "msg": "process_completed", "event_id": id, "success": false, "title": title, "output": output })
                .to_string()
        }
    }
}

/// What a call came to, from the JSON of its data.
pub(crate) fn output(data: &str, secs: f64, notes: &[String]) -> String {
    let rest = json!({
        "is_generating": false,
        "duration": secs,
        "average_duration": secs,
        "render_config": null,
        "changed_state_ids": [],
        "notes": notes,
    });
    format!(r#"{{"data":{data},{}"#, &rest.to_string()[1..])
}

fn unit(progress: &Progress) -> Value {
    let Progress { done, total, doing } = progress;
    // While nobody knows how much there is, there is no share of it.
    let (done, total) = if *total > 0 { (Some(done), Some(total)) } else { (None, None) };
    let doing = Some(doing).filter(|doing| !doing.is_empty());
    json!({ "index": done, "length": total, "unit": "steps", "progress": null, "desc": doing })
}
