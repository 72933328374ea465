use form_urlencoded::{Serializer, parse};
use maquette_contract::Schema;

/// The inputs as the query of an address, the same that a browser makes when it submits the form.
/// What is not known is left out.
pub fn query(schema: &Schema, texts: &[String]) -> String {
    let mut query = Serializer::new(String::new());
    for (feature, text) in std::iter::zip(&schema.features, texts).filter(|(_, text)| !text.is_empty()) {
        query.append_pair(&feature.name, text);
    }
    query.finish()
}

/// The inputs in the query of an address, a text for each feature; `None` where it holds none of
/// them. Names that are no features are passed over: addresses gather all sorts when they are shared.
pub fn texts(schema: &Schema, query: &str) -> Option<Vec<String>> {
    let query = query.trim_start_matches('?').as_bytes();
    let mut texts = vec![String::new(); schema.features.len()];
    let mut found = false;
    for (name, value) in parse(query) {
        if let Some(place) = schema.features.iter().position(|feature| feature.name == name) {
            texts[place] = value.into_owned();
            found = true;
        }
    }
    found.then_some(texts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::Feature;

    fn schema() -> Schema {
        let number = |name| Feature::number(name, name, "mm", 0.0..=9.0, 1.0).optional();
        Schema { features: vec![number("a"), number("b")] }
    }

    fn check(address: &str, expected: Option<[&str; 2]>) {
        assert_eq!(
            texts(&schema(), address),
            expected.map(|texts| texts.map(str::to_owned).to_vec()),
            "{address}"
        );
    }

    #[test]
    fn reads_an_address() {
        check("a=1&b=2", Some(["1", "2"]));
        check("?b=2&utm_source=mail", Some(["", "2"]));
        check("a=%C3%A4+%26&a=", Some(["", ""]));
        check("utm_source=mail", None);
        check("", None);
    }

    #[test]
    fn what_is_written_is_read_back() {
        for inputs in [["1", ""], ["ä &=+", "2"], ["<script>", "%"]] {
            let inputs = inputs.map(str::to_owned).to_vec();
            assert_eq!(texts(&schema(), &query(&schema(), &inputs)), Some(inputs));
        }
    }
}
