//! The messages of a session's stream. The clients take nothing but blocks that begin with `data:`, and stop at any
//! message they do not know.

use super::diff::edits;
use super::event::{End, Event};
use super::subscription::Update;
use crate::model::Progress;
use serde_json::{Value, json};

pub(crate) const HEARTBEAT: &str = "data: {\"msg\":\"heartbeat\"}\n\n";
pub(crate) const CLOSE: &str = "data: {\"msg\":\"close_stream\",\"event_id\":null}\n\n";

/// How long a client shows a note or an error, in seconds.
const DISPLAY_SECS: u32 = 10;

/// An update as a message. `sent` are the values of the last one: the first are sent whole, and then only their changes.
pub(crate) fn message(event: &Event, update: Update, sent: &mut Option<Vec<Value>>) -> String {
    let id = &event.id;
    let message = match update {
        Update::Waiting(ahead) => json!({
            "msg": "estimation", "event_id": id, "rank": ahead.saturating_sub(1), "queue_size": ahead, "rank_eta": null,
        }),
        Update::Started => json!({ "msg": "process_starts", "event_id": id, "eta": null }),
        Update::Progress(progress) => {
            json!({ "msg": "progress", "event_id": id, "progress_data": [unit(&progress)] })
        }
        Update::Note(note) => json!({
            "msg": "log", "event_id": id, "log": note, "level": "warning", "duration": DISPLAY_SECS, "visible": true, "title": "Warning",
        }),
        Update::Outputs(values) => {
            let data: Vec<Value> = match sent.as_ref().filter(|sent| sent.len() == values.len()) {
                Some(sent) => sent.iter().zip(&values).map(|(before, after)| edits(before, after)).collect(),
                None if sent.is_some() => {
                    values.iter().map(|value| json!([["replace", [], value]])).collect()
                }
                None => values.clone(),
            };
            *sent = Some(values);
            json!({
                "msg": "process_generating",
                "event_id": id,
                "output": { "data": data, "is_generating": true },
                "success": true,
                "time_limit": null,
            })
        }
        Update::End(end) => return format!("data: {}\n\n", last_message(event, &end)),
    };
    format!("data: {message}\n\n")
}

/// The last message of an event.
fn last_message(event: &Event, end: &End) -> String {
    let id = &event.id;
    match end {
        End::Done { data, secs } => {
            let output = output(data, *secs, &event.snapshot().notes);
            // The data is JSON already.
            format!(
                r#"{{"msg":"process_completed","event_id":"{id}","success":true,"title":null,"output":{output}}}"#
            )
        }
        End::Failed { title, message } => {
            let output =
                json!({ "error": message, "title": title, "duration": DISPLAY_SECS, "visible": true });
            json!({ "msg": "process_completed", "event_id": id, "success": false, "title": title, "output": output })
                .to_string()
        }
    }
}

/// The result of a call, from the JSON of its data.
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
    // Without a total there is no fraction.
    let (done, total) = if *total > 0 { (Some(done), Some(total)) } else { (None, None) };
    let doing = Some(doing).filter(|doing| !doing.is_empty());
    json!({ "index": done, "length": total, "unit": "steps", "progress": null, "desc": doing })
}
