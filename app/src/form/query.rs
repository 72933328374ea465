//! The inputs of a form as the query of an address, and back.

use form_urlencoded::{Serializer, parse};
use maquette_contract::{Feature, Kind, Schema};

/// The longest query that is put into an address: servers and chats cut longer ones.
pub const ADDRESS: usize = 4_000;

/// The inputs as the query of an address, much as a browser makes it when it submits the form. What is not
/// known is left out, unless leaving it out would mean the feature's default.
pub fn query(schema: &Schema, texts: &[String]) -> String {
    let mut query = Serializer::new(String::new());
    for (feature, text) in std::iter::zip(&schema.features, texts) {
        let default = feature.default.as_deref().unwrap_or_default();
        if text.is_empty() && default.is_empty() {
            continue;
        }
        match feature.kind {
            Kind::Choices { .. } if !text.is_empty() => {
                query.extend_pairs(text.split(',').map(|answer| (&feature.name, answer)));
            }
            _ => {
                query.append_pair(&feature.name, text);
            }
        }
    }
    query.finish()
}

/// The inputs in the query of an address, a text for each feature; `None` where it holds none of
/// them. Names that are no features are passed over: addresses gather all sorts when they are shared.
pub fn texts(schema: &Schema, query: &str) -> Option<Vec<String>> {
    let pairs: Vec<_> = parse(query.trim_start_matches('?').as_bytes()).collect();
    let given = |feature: &Feature| {
        let values = pairs.iter().filter(|(name, _)| *name == feature.name).map(|(_, value)| &**value);
        joined(feature, values)
    };
    let given: Vec<_> = schema.features.iter().map(given).collect();
    given.iter().any(Option::is_some).then(|| {
        let text = |(text, feature): (Option<String>, &Feature)| {
            text.unwrap_or_else(|| feature.default.clone().unwrap_or_default())
        };
        given.into_iter().zip(&schema.features).map(text).collect()
    })
}

/// The part of an address that says which rows of its tables are looked at: names with a dot in them, which no
/// feature has.
pub fn view(query: &str) -> String {
    let mut view = Serializer::new(String::new());
    for (name, value) in
        parse(query.trim_start_matches('?').as_bytes()).filter(|(name, _)| name.contains('.'))
    {
        view.append_pair(&name, &value);
    }
    view.finish()
}

/// What a form sends under one name as one text: the last value, or all answers where there may be several.
pub fn joined<'a>(feature: &Feature, values: impl Iterator<Item = &'a str>) -> Option<String> {
    let values: Vec<&str> = values.collect();
    let last = values.last()?;
    Some(match feature.kind {
        Kind::Choices { .. } => {
            values.iter().copied().filter(|value| !value.is_empty()).collect::<Vec<_>>().join(",")
        }
        _ => (*last).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::Value;

    fn schema() -> Schema {
        let number = |name| Feature::number(name, name, "mm", 0.0..=9.0, 1.0).optional();
        let Kind::Choice { choices } = Feature::choice("", "", &[("x", "X"), ("y", "Y")]).kind else {
            panic!()
        };
        let several = Feature::new("c", "C", Kind::Choices { choices }).default(&Value::Choices(vec![1]));
        let ticked = Feature::new("d", "D", Kind::Bool).default(&Value::Bool(true));
        Schema { features: vec![number("a"), number("b"), several, ticked] }
    }

    fn check(address: &str, expected: Option<[&str; 4]>) {
        assert_eq!(
            texts(&schema(), address),
            expected.map(|texts| texts.map(str::to_owned).to_vec()),
            "{address}"
        );
    }

    #[test]
    fn reads_an_address() {
        check("a=1&b=2&c=x&d=false", Some(["1", "2", "x", "false"]));
        check("?b=2&utm_source=mail", Some(["", "2", "y", "true"]));
        check("a=%C3%A4+%26&a=", Some(["", "", "y", "true"]));
        check("utm_source=mail", None);
        check("", None);
    }

    #[test]
    fn reads_what_boxes_send() {
        check("c=&c=x&c=y&d=false&d=true", Some(["", "", "x,y", "true"]));
        check("c=&d=false", Some(["", "", "", "false"]));
    }

    #[test]
    fn the_view_is_no_input() {
        assert_eq!(view("?a=1&t0.page=2&t0.sort=1"), "t0.page=2&t0.sort=1");
        check("t0.page=2", None);
    }

    #[test]
    fn what_is_written_is_read_back() {
        for inputs in [["1", "", "x,y", "true"], ["ä &=+", "2", "", "false"], ["<script>", "%", "y", ""]] {
            let inputs = inputs.map(str::to_owned).to_vec();
            assert_eq!(texts(&schema(), &query(&schema(), &inputs)), Some(inputs));
        }
    }
}
