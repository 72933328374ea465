//! JSON laid out for reading, with long arrays shortened.

use std::fmt::Write as _;

/// What fits on one line stays on it.
const LINE: usize = 88;
/// Of a longer string, such as a picture in base64, only the beginning is shown.
const LONGEST: usize = 400;
const SHOWN: usize = 60;

/// JSON as a person reads it, its keys in their own order. What is no JSON stays as it is.
pub(crate) fn pretty(json: &str) -> String {
    let mut rest = json;
    let Some(node) = Node::read(&mut rest).filter(|_| rest.trim().is_empty()) else { return json.to_owned() };
    let mut text = String::new();
    node.write(&mut text, 0);
    text
}

/// A value as it was written.
enum Node<'a> {
    Leaf(&'a str),
    List(Vec<Node<'a>>),
    Object(Vec<(&'a str, Node<'a>)>),
}

impl<'a> Node<'a> {
    fn read(rest: &mut &'a str) -> Option<Self> {
        *rest = rest.trim_start();
        match rest.chars().next()? {
            '[' => items(rest, ']', Self::read).map(Self::List),
            '{' => {
                let pair = |rest: &mut &'a str| {
                    *rest = rest.trim_start();
                    let key = leaf(rest)?;
                    *rest = rest.trim_start().strip_prefix(':')?;
                    Some((key, Self::read(rest)?))
                };
                items(rest, '}', pair).map(Self::Object)
            }
            _ => leaf(rest).map(Self::Leaf),
        }
    }

    fn write(&self, text: &mut String, depth: usize) {
        let line = self.line();
        if depth * 2 + line.chars().count() <= LINE || matches!(self, Self::Leaf(_)) {
            text.push_str(&line);
            return;
        }
        let margin = "  ".repeat(depth + 1);
        let (open, close) = if matches!(self, Self::List(_)) { ('[', ']') } else { ('{', '}') };
        text.push(open);
        let mut between = "\n";
        let mut next = |text: &mut String, key: &str, node: &Self| {
            write!(text, "{between}{margin}{key}").ok();
            node.write(text, depth + 1);
            between = ",\n";
        };
        match self {
            Self::Leaf(_) => {}
            Self::List(nodes) => nodes.iter().for_each(|node| next(text, "", node)),
            Self::Object(pairs) => pairs.iter().for_each(|(key, node)| next(text, &format!("{key}: "), node)),
        }
        write!(text, "\n{}{close}", "  ".repeat(depth)).ok();
    }

    fn line(&self) -> String {
        match self {
            Self::Leaf(leaf) if leaf.len() > LONGEST && leaf.starts_with('"') => {
                let shown: String = leaf.chars().take(SHOWN).collect();
                format!("{shown}… ({} characters)\"", leaf.chars().count() - 2)
            }
            // A browser reads and writes whole numbers without a point, and so the page of either says the same.
            Self::Leaf(leaf) if leaf.starts_with('"') => (*leaf).to_owned(),
            Self::Leaf(leaf) => leaf.strip_suffix(".0").unwrap_or(leaf).to_owned(),
            Self::List(nodes) => format!("[{}]", nodes.iter().map(Self::line).collect::<Vec<_>>().join(", ")),
            Self::Object(pairs) if pairs.is_empty() => "{}".to_owned(),
            Self::Object(pairs) => {
                let pairs = pairs.iter().map(|(key, node)| format!("{key}: {}", node.line()));
                format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// What stands between two brackets, parted by commas.
fn items<'a, T>(rest: &mut &'a str, close: char, read: impl Fn(&mut &'a str) -> Option<T>) -> Option<Vec<T>> {
    *rest = rest[1..].trim_start();
    let mut items = Vec::new();
    while !rest.starts_with(close) {
        items.push(read(rest)?);
        *rest = rest.trim_start();
        *rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        if rest.is_empty() {
            return None;
        }
    }
    *rest = &rest[1..];
    Some(items)
}

/// A string with its quotes, a number or a word.
fn leaf<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let end = match rest.strip_prefix('"') {
        Some(within) => {
            let mut escaped = false;
            let closes = |letter: char| {
                let closes = letter == '"' && !escaped;
                escaped = letter == '\\' && !escaped;
                closes
            };
            within.find(closes)? + 2
        }
        None => rest.find([',', ']', '}', ':']).unwrap_or(rest.len()),
    };
    let (leaf, after) = rest.split_at(end);
    *rest = after;
    Some(leaf.trim_end()).filter(|leaf| !leaf.is_empty())
}

#[cfg(test)]
mod tests {
    use super::pretty;

    #[test]
    fn json_is_laid_out_and_keeps_its_order() {
        let check = |json: &str, expected: &str| assert_eq!(pretty(json), expected, "{json}");
        check("1.5", "1.5");
        check(r#"[3.0, "4.0", 1e-9]"#, r#"[3, "4.0", 1e-9]"#);
        check(r#"{"b":1,"a":[true,null],"c":{}}"#, r#"{ "b": 1, "a": [true, null], "c": {} }"#);
        check(r#"["\"],\\","é"]"#, r#"["\"],\\", "é"]"#);
        let long = "x".repeat(80);
        check(
            &format!(r#"{{"b":"{long}","a":[1,2]}}"#),
            &format!("{{\n  \"b\": \"{long}\",\n  \"a\": [1, 2]\n}}"),
        );
        check(
            &format!(r#"["{}"]"#, "y".repeat(1000)),
            &format!("[\"{}… (1000 characters)\"]", "y".repeat(59)),
        );
        check("no JSON at all: [", "no JSON at all: [");
        check("", "");
    }
}
