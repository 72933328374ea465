//! Numbers and names as a person reads them.

/// A currency sign stands before its number, any other unit behind it.
pub(crate) fn with_unit(number: &str, unit: &str) -> String {
    match unit {
        "" => number.to_owned(),
        "$" | "€" | "£" | "¥" => match number.strip_prefix('−') {
            Some(number) => format!("−{unit}{number}"),
            None => format!("{unit}{number}"),
        },
        _ => format!("{number} {unit}"),
    }
}

/// A text with a capital in front, as a sentence of its own begins.
pub fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Joins texts to sentences: a full stop ends each that goes on and has no mark of its own.
pub fn sentences<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for text in texts.into_iter().map(str::trim).filter(|text| !text.is_empty()) {
        if !joined.is_empty() {
            joined += if joined.ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？']) {
                " "
            } else {
                ". "
            };
        }
        joined += text;
    }
    joined
}

/// A number as it is read in a sentence: with all its decimals, a proper minus, and its thousands parted where
/// it can't be a year: "215,245", "2010", "−0.5".
pub fn format_number(number: f64) -> String {
    let decimals = number.to_string().split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let text = format_fixed(number, u8::try_from(decimals).unwrap_or(u8::MAX));
    if number.abs() < 10_000.0 { text.replace(',', "") } else { text }
}

/// A number with thousands parted by commas and a proper minus: "−53,699". What is no number is a dash.
pub fn format_fixed(value: f64, decimals: u8) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{:.*}", usize::from(decimals), value.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut parted = String::new();
    for (place, digit) in whole.char_indices() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    // What rounds to nothing has no sign.
    let sign =
        if value < 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) { "−" } else { "" };
    format!("{sign}{parted}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_have_one_mark_each() {
        let check = |texts: &[&str], expected: &str| assert_eq!(sentences(texts.iter().copied()), expected);
        check(&["The whole picture", "From 1 to 9"], "The whole picture. From 1 to 9");
        check(&["The whole picture.", "From 1 to 9"], "The whole picture. From 1 to 9");
        check(
            &["Which one?", "From 1 to 9", "May be left empty"],
            "Which one? From 1 to 9. May be left empty",
        );
        check(&["Up!", "", " And so on…", "9"], "Up! And so on… 9");
        check(&["Alone."], "Alone.");
        check(&[], "");
    }

    #[test]
    fn numbers_are_read_in_a_sentence() {
        let check = |number: f64, expected: &str| assert_eq!(format_number(number), expected);
        check(1872.0, "1872");
        check(215_245.0, "215,245");
        check(-0.5, "−0.5");
        check(1e-7, "0.0000001");
        check(12_345.678, "12,345.678");
        check(f64::NAN, "–");
    }
}
