//! The difference between two values as the clients apply it: edits `[action, path, value]`.

use serde_json::{Map, Value, json};

/// The edits that turn one value into the next. Lists are never appended to as a whole, since the clients do not agree on
/// what that means.
pub(crate) fn edits(before: &Value, after: &Value) -> Value {
    let mut edits = Vec::new();
    let found = find(before, after, &mut vec![], &mut edits);
    let edits = Value::Array(edits);
    // If most of it is new, the whole is shorter.
    if found && edits.to_string().len() <= after.to_string().len() + 32 {
        edits
    } else {
        json!([["replace", [], after]])
    }
}

/// Adds the edits below a path; false if only the whole value will do.
fn find(before: &Value, after: &Value, path: &mut Vec<Value>, edits: &mut Vec<Value>) -> bool {
    match (before, after) {
        _ if before == after => {}
        (Value::String(before), Value::String(after)) if after.starts_with(before.as_str()) => {
            edits.push(json!(["append", path, after[before.len()..]]));
        }
        (Value::Object(before), Value::Object(after)) if before.keys().eq(after.keys()) => {
            return fields(before, after, path, edits);
        }
        (Value::Array(before), Value::Array(after)) if before.len() <= after.len() => {
            return items(before, after, path, edits);
        }
        _ if path.is_empty() => return false,
        _ => edits.push(json!(["replace", path, after])),
    }
    true
}

fn fields(
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    path: &mut Vec<Value>,
    edits: &mut Vec<Value>,
) -> bool {
    before.iter().zip(after.values()).all(|((name, before), after)| {
        path.push(json!(name));
        let found = find(before, after, path, edits);
        path.pop();
        found
    })
}

fn items(before: &[Value], after: &[Value], path: &mut Vec<Value>, edits: &mut Vec<Value>) -> bool {
    for (index, item) in after.iter().enumerate() {
        path.push(json!(index));
        let found = match before.get(index) {
            Some(before) => find(before, item, path, edits),
            None => {
                edits.push(json!(["add", path, item]));
                true
            }
        };
        path.pop();
        if !found {
            return false;
        }
    }
    true
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Applies edits as the clients do.
    pub(crate) fn applied(mut value: Value, edits: &Value) -> Value {
        for edit in edits.as_array().expect("a list of edits") {
            let (action, path) = (edit[0].as_str().expect("an action"), edit[1].as_array().expect("a path"));
            let Some((last, way)) = path.split_last() else {
                value = match action {
                    "replace" => edit[2].clone(),
                    "append" => {
                        json!(value.as_str().expect("a text").to_owned() + edit[2].as_str().expect("a text"))
                    }
                    _ => panic!("no client knows {action} of the whole"),
                };
                continue;
            };
            let step = |value, step: &Value| match step {
                Value::String(name) => &mut Value::as_object_mut(value).expect("an object")[name],
                index => &mut Value::as_array_mut(value).expect("a list")
                    [index.as_u64().expect("a index") as usize],
            };
            let within = way.iter().fold(&mut value, step);
            match (action, last.as_u64()) {
                ("add", Some(index)) => {
                    within.as_array_mut().expect("a list").insert(index as usize, edit[2].clone())
                }
                ("replace", _) => *step(within, last) = edit[2].clone(),
                ("append", _) => {
                    let at = step(within, last);
                    *at = json!(at.as_str().expect("a text").to_owned() + edit[2].as_str().expect("a text"));
                }
                _ => panic!("no client knows {edit}"),
            }
        }
        value
    }

    fn check(before: Value, after: Value, expected: Value) {
        let edits = edits(&before, &after);
        assert_eq!(edits, expected);
        assert_eq!(applied(before, &edits), after);
    }

    #[test]
    fn only_the_difference_is_sent() {
        check(json!("Once"), json!("Once"), json!([]));
        check(json!("Once"), json!("Once upon"), json!([["append", [], " upon"]]));
        check(json!("Once"), json!("Never"), json!([["replace", [], "Never"]]));
        check(json!(1), json!(2), json!([["replace", [], 2]]));
        check(json!(null), json!({ "a": 1 }), json!([["replace", [], { "a": 1 }]]));
        let table = |rows: Value| json!({ "headers": ["a", "b"], "data": rows });
        check(table(json!([[1, 2]])), table(json!([[1, 2], [3, 4]])), json!([["add", ["data", 1], [3, 4]]]));
        let text = "so much that is the same before and after, and none of it travels";
        let long = |more: &str| json!({ "a": [text, { "b": more }], "c": text });
        check(long("x"), long("xy"), json!([["append", ["a", 1, "b"], "y"]]));
        check(long("x"), long("z"), json!([["replace", ["a", 1, "b"], "z"]]));
        // A shorter list is sent whole.
        check(json!([1, 2]), json!([1]), json!([["replace", [], [1]]]));
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (0..3_i32).prop_map(Value::from),
            "[ab]{0,4}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[ab]", inner, 0..3)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn edits_lead_from_any_value_to_any_other((before, after) in (values(), values())) {
            prop_assert_eq!(applied(before.clone(), &edits(&before, &after)), after);
        }
    }
}
