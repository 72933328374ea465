//! Numbers as people write them in different countries: `1,234.5`, `1.234,5`, `1 234,5`, `1’234.5`, `12,34,567`.

/// What a text says as a number.
#[derive(Debug, PartialEq)]
pub(crate) enum Reading {
    One(f64),
    /// One separator before exactly three digits: `1.500` is a thousand and a half in one country, one and a half in
    /// another and in every program.
    Two {
        thousands: f64,
        decimals: f64,
    },
}

const ARABIC_DECIMAL: char = '٫';

/// Reads a number; `None` where it is none. A field for `whole` numbers has no decimals, so a comma groups there.
pub(crate) fn read_number(text: &str, whole: bool) -> Option<Reading> {
    let text: String = text.trim().chars().map(ascii).collect();
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) if is_integer(exponent) => (mantissa, exponent),
        Some(_) => return None,
        None => (unsigned, ""),
    };
    let mark = decimal_mark(mantissa);
    let (front, fraction) = mark.and_then(|mark| mantissa.rsplit_once(mark)).unwrap_or((mantissa, ""));
    let integer = ungrouped(front)?;
    if !is_digits(fraction) || (integer.is_empty() && fraction.is_empty()) {
        return None;
    }
    let number = |digits: &str| format!("{sign}{digits}").parse::<f64>().ok();
    let thousands = number(&format!("{integer}{fraction}"))?;
    let exponent = if exponent.is_empty() { "0" } else { exponent };
    let decimals = number(&format!("{integer}.{fraction}e{exponent}"))?;
    // Nothing is grouped behind a zero, and nobody groups digits in front of an exponent.
    let may_group = matches!(mark, Some('.' | ','))
        && fraction.len() == 3
        && integer == front
        && (1..=3).contains(&front.len())
        && !front.starts_with('0')
        && unsigned == mantissa;
    Some(match mark {
        Some(',') if may_group && whole => Reading::One(thousands),
        _ if may_group => Reading::Two { thousands, decimals },
        _ => Reading::One(decimals),
    })
}

/// A number in a text that [`read_number`] takes for nothing else.
pub(crate) fn unambiguous(number: f64) -> String {
    let text = number.to_string();
    match read_number(&text, false) {
        Some(Reading::Two { .. }) => text + "0",
        _ => text,
    }
}

/// The digits, signs and separators of other scripts and of typography, as ASCII has them.
fn ascii(letter: char) -> char {
    const ZEROS: [char; 6] = ['０', '٠', '۰', '०', '০', '๐'];
    match letter {
        '−' | '－' => '-',
        '＋' => '+',
        '．' => '.',
        '，' => ',',
        '’' | '٬' => '\'',
        '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' => ' ',
        _ => {
            let digit = |zero: &char| u32::from(letter).checked_sub(u32::from(*zero));
            let digit = ZEROS.iter().filter_map(digit).find_map(|digit| char::from_digit(digit, 10));
            digit.unwrap_or(letter)
        }
    }
}

/// Where the decimals begin: the later of point and comma where there are both, or the only one of its kind.
fn decimal_mark(mantissa: &str) -> Option<char> {
    let count = |mark: char| mantissa.matches(mark).count();
    match (count(ARABIC_DECIMAL), count('.'), count(',')) {
        (1.., ..) => Some(ARABIC_DECIMAL),
        (_, 1.., 1..) => mantissa.chars().rev().find(|letter| matches!(letter, '.' | ',')),
        (_, 1, 0) => Some('.'),
        (_, 0, 1) => Some(','),
        _ => None,
    }
}

/// Digits without what groups them; `None` where the groups are not those of any country.
fn ungrouped(front: &str) -> Option<String> {
    let Some(separator) = front.chars().find(|letter| !letter.is_ascii_digit()) else {
        return Some(front.to_owned());
    };
    let groups: Vec<&str> = front.split(separator).collect();
    let [first, ref between @ .., last] = groups[..] else {
        return None;
    };
    let by = |most: usize| {
        (1..=most).contains(&first.len())
            && between.iter().all(|group| group.len() == most)
            && last.len() == 3
    };
    let indian = separator == ',' && by(2);
    let groups_fit = ".,' ".contains(separator) && !first.starts_with('0') && (by(3) || indian);
    (groups_fit && groups.iter().all(|group| is_digits(group))).then(|| groups.concat())
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|digit| digit.is_ascii_digit())
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    !digits.is_empty() && is_digits(digits)
}

#[cfg(test)]
mod tests {
    use crate::{Feature, Kind, Range, RawValue, Value};

    fn field(whole: bool, range: Option<(f64, f64)>) -> Feature {
        let range = range.map(|(low, high)| Range { low, high });
        Feature::new("x", "X", Kind::Number { unit: String::new(), range, step: None, whole, seen: None })
    }

    /// Parses a text for a field, and compares the number or the words of the error.
    fn check(field: &Feature, text: &str, expected: Result<f64, &str>) {
        let parsed = field.parse(Some(&RawValue::Text(text.to_owned())));
        let expected = match expected {
            Ok(number) => Ok(Value::Number(number)),
            Err("no number") => Err(format!("“{}” is not a number; give one such as 1.5", text.trim())),
            Err(ways) => Err(format!("“{}” can be read in two ways; write {ways}", text.trim())),
        };
        assert_eq!(parsed.map_err(|problem| problem.to_string()), expected, "{text:?}");
    }

    #[test]
    fn numbers_are_read_as_each_country_writes_them() {
        let any = field(false, None);
        for (text, expected) in [
            // As programs write them.
            ("0", Ok(0.0)),
            ("15.5", Ok(15.5)),
            ("-1000000", Ok(-1e6)),
            ("0.003", Ok(0.003)),
            ("0.500", Ok(0.5)),
            ("00.500", Ok(0.5)),
            (".5", Ok(0.5)),
            (".500", Ok(0.5)),
            ("5.", Ok(5.0)),
            ("1.5e3", Ok(1500.0)),
            ("1.125E-7", Ok(1.125e-7)),
            ("1e+3", Ok(1000.0)),
            ("1.1250", Ok(1.125)),
            ("1234.567", Ok(1234.567)),
            ("+5", Ok(5.0)),
            ("  8.25 ", Ok(8.25)),
            // English, with a proper minus or a hyphen.
            ("1,234.5", Ok(1234.5)),
            ("1,234,567", Ok(1_234_567.0)),
            ("1,234,567.125", Ok(1_234_567.125)),
            ("−40.5", Ok(-40.5)),
            ("-1,234.25", Ok(-1234.25)),
            // German.
            ("1,5", Ok(1.5)),
            ("0,125", Ok(0.125)),
            ("-0,5", Ok(-0.5)),
            ("1.234,5", Ok(1234.5)),
            ("1.234.567", Ok(1_234_567.0)),
            ("1.234.567,125", Ok(1_234_567.125)),
            ("1234,567", Ok(1234.567)),
            // French and by the SI, with each of the spaces.
            ("8 450", Ok(8450.0)),
            ("8\u{a0}450", Ok(8450.0)),
            ("8\u{202f}450,75", Ok(8450.75)),
            ("8\u{2009}450.75", Ok(8450.75)),
            ("12 345 678,125", Ok(12_345_678.125)),
            ("−8 450", Ok(-8450.0)),
            // Swiss.
            ("8'450", Ok(8450.0)),
            ("8’450.50", Ok(8450.5)),
            ("8’450’000,125", Ok(8_450_000.125)),
            // Indian.
            ("1,00,000", Ok(100_000.0)),
            ("12,34,567.5", Ok(1_234_567.5)),
            ("1,23,456", Ok(123_456.0)),
            ("१२.५", Ok(12.5)),
            // Japanese, full width.
            ("１２３４．５", Ok(1234.5)),
            ("－１２", Ok(-12.0)),
            ("１，２３４，５６７", Ok(1_234_567.0)),
            // Arabic and Persian, with separators of their own.
            ("١٢٣٤٫٥", Ok(1234.5)),
            ("١٫٥٠٠", Ok(1.5)),
            ("١٬٢٣٤٫٥", Ok(1234.5)),
            ("۱۲۳", Ok(123.0)),
            // Bengali and Thai.
            ("১২৩", Ok(123.0)),
            ("๑๒.๕", Ok(12.5)),
            // One separator before three digits.
            ("1,500", Err("1500 or 1.5")),
            ("1.500", Err("1500 or 1.5")),
            ("1.125", Err("1125 or 1.1250")),
            ("-12,000", Err("-12000 or -12")),
            ("123.456", Err("123456 or 123.4560")),
            ("１，５００", Err("1500 or 1.5")),
            // What is no number.
            ("1,5,5", Err("no number")),
            ("1.5.5", Err("no number")),
            ("1.234.5", Err("no number")),
            ("1,2345,678", Err("no number")),
            ("1,234 567", Err("no number")),
            ("1.234'567", Err("no number")),
            ("1,234.567,8", Err("no number")),
            ("8 45", Err("no number")),
            ("8  450", Err("no number")),
            ("8\t450", Err("no number")),
            ("8 4500", Err("no number")),
            ("1'00'000", Err("no number")),
            ("0,125,000", Err("no number")),
            ("- 5", Err("no number")),
            ("--5", Err("no number")),
            ("+-5", Err("no number")),
            ("1_000", Err("no number")),
            ("0x10", Err("no number")),
            ("1e", Err("no number")),
            ("1e5.5", Err("no number")),
            ("1e999", Err("no number")),
            ("e5", Err("no number")),
            (".", Err("no number")),
            (",", Err("no number")),
            ("-", Err("no number")),
            ("٫", Err("no number")),
            ("½", Err("no number")),
            ("三", Err("no number")),
            ("5 mm", Err("no number")),
            ("inf", Err("no number")),
            ("NaN", Err("no number")),
        ] {
            check(&any, text, expected);
        }
    }

    #[test]
    fn only_what_a_field_takes_counts() {
        let (small, large) = (field(false, Some((0.0, 9.0))), field(false, Some((1300.0, 215_245.0))));
        for text in ["1,234", "1.234"] {
            check(&small, text, Ok(1.234));
        }
        for text in ["215,245", "215.245"] {
            check(&large, text, Ok(215_245.0));
        }
        check(&field(false, Some((0.0, 9000.0))), "1.234", Err("1234 or 1.2340"));
        // A whole number has no decimals, and programs write none with a comma.
        let whole = field(true, None);
        check(&whole, "1,000", Ok(1000.0));
        check(&whole, "1.500", Ok(1500.0));
        check(&whole, "1.000", Err("1000 or 1"));
        check(&field(true, Some((0.0, 30.0))), "1.000", Ok(1.0));
    }

    /// What Maquette writes into a form or an address is never read as another number.
    #[test]
    fn a_number_that_was_written_is_read_again() {
        let fields = [field(false, None), field(false, Some((0.0, 9.0))), field(false, Some((-9e9, 9e9)))];
        for number in
            [0.0, 1.0, 1.5, 1.125, 2.001, 0.125, 8.0625, -1.125, 123.456, 1234.567, 1e-7, 1e21, 0.1 + 0.2]
        {
            for field in &fields {
                let text = field.text(&Value::Number(number));
                let read = field.parse(Some(&RawValue::Text(text.clone())));
                let Kind::Number { range, .. } = field.kind else { panic!("a number") };
                if range.is_none_or(|range| range.contains(number)) {
                    assert_eq!(read, Ok(Value::Number(number)), "{text}");
                }
            }
        }
        assert_eq!(fields[0].text(&Value::Number(1.125)), "1.1250");
        assert_eq!(fields[1].text(&Value::Number(1.125)), "1.125");
    }

    #[test]
    fn the_cells_of_a_file_are_a_programs() {
        let schema = crate::Schema { features: vec![field(false, None)] };
        for (cell, expected) in [
            ("1.500", Ok(1.5)),
            (" 1.125 ", Ok(1.125)),
            ("1.5e-3", Ok(0.0015)),
            ("1,5", Ok(1.5)),
            ("8 450", Ok(8450.0)),
            ("1,500", Err("x: “1,500” can be read in two ways; write 1500 or 1.5")),
            ("inf", Err("x: “inf” is not a number; give one such as 1.5")),
        ] {
            let parsed = schema.parse(&schema.cell_fields(&[cell.to_owned()]));
            let parsed =
                parsed.map(|instance| instance.values().to_vec()).map_err(|errors| errors[0].to_string());
            let expected = expected.map(|number| vec![Value::Number(number)]).map_err(str::to_owned);
            assert_eq!(parsed, expected, "{cell}");
        }
    }
}
