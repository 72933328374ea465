//! Cutting a table into records and cells (RFC 4180). Where the csv crate would take the rest of the file for one cell,
//! a quotation mark that is not closed costs one line here, and is a fault of that line.

use memchr::{memchr, memchr2};
use std::borrow::Cow;

/// One record.
pub(super) struct Record<'a> {
    /// Where it begins, from 1 on.
    pub(super) line: u64,
    pub(super) cells: Result<Vec<Cow<'a, str>>, &'static str>,
}

impl Record<'_> {
    /// Whether nothing stands in any of its cells.
    pub(super) fn is_empty(&self) -> bool {
        self.cells.as_ref().is_ok_and(|cells| cells.iter().all(|cell| cell.trim().is_empty()))
    }
}

const BROKEN: &str = "a quotation mark is not closed, or text follows it";

/// The records of a text whose lines end with `\n`. Lines of nothing but spaces are no records.
pub(super) fn records(text: &str) -> impl Iterator<Item = Record<'_>> {
    let (separator, mut rest) = declared_separator(text).unwrap_or_else(|| (likely_separator(text), text));
    let mut line = 1;
    std::iter::from_fn(move || {
        let (found, skipped) = skip_blank_lines(rest, Some(separator))?;
        (rest, line) = (found, line + skipped);
        let (cells, length) = match record(rest, separator) {
            Ok((cells, length)) => (Ok(cells), length),
            Err(_) => (Err(BROKEN), first_line(rest).len()),
        };
        let record = Record { line, cells };
        line += rest[..length].matches('\n').count() as u64;
        rest = &rest[length..];
        Some(record)
    })
}

/// The separator of a table's cells.
pub(super) fn separator(text: &str) -> u8 {
    declared_separator(text).map_or_else(|| likely_separator(text), |(separator, _)| separator)
}

/// The first record's cells and its length without the end of its line; the number of cells begun where it is broken.
fn record(text: &str, separator: u8) -> Result<(Vec<Cow<'_, str>>, usize), usize> {
    let (mut cells, mut at) = (Vec::new(), 0);
    loop {
        let (cell, end) = cell(text, at, separator).ok_or(cells.len() + 1)?;
        cells.push(cell);
        match text.as_bytes().get(end) {
            Some(byte) if *byte == separator => at = end + 1,
            _ => return Ok((cells, end)),
        }
    }
}

/// The cell that begins at a place, and where it ends.
fn cell(text: &str, start: usize, separator: u8) -> Option<(Cow<'_, str>, usize)> {
    let bytes = text.as_bytes();
    if bytes.get(start) != Some(&b'"') {
        let end = memchr2(separator, b'\n', &bytes[start..]).map_or(bytes.len(), |length| start + length);
        return Some((text[start..end].into(), end));
    }
    let mut at = start + 1;
    loop {
        at += memchr(b'"', &bytes[at..])?;
        if bytes.get(at + 1) == Some(&b'"') {
            at += 2;
            continue;
        }
        let inside = &text[start + 1..at];
        let cell = if inside.contains('"') { inside.replace("\"\"", "\"").into() } else { inside.into() };
        let ends = bytes.get(at + 1).is_none_or(|byte| *byte == separator || *byte == b'\n');
        return ends.then_some((cell, at + 1));
    }
}

/// The separator that a first line such as `sep=;` declares, as Excel writes and reads it, and the rest from that line's end on.
fn declared_separator(text: &str) -> Option<(u8, &str)> {
    let line = first_line(text);
    let inside = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or(line);
    let (name, separator) = inside.split_at_checked(4)?;
    match separator.as_bytes() {
        [mark @ (b',' | b';' | b'\t' | b'|')] if name.eq_ignore_ascii_case("sep=") => {
            Some((*mark, &text[line.len()..]))
        }
        _ => None,
    }
}

/// The separator that the header has most of, outside of quotation marks.
fn likely_separator(text: &str) -> u8 {
    let Some((header, _)) = skip_blank_lines(text, None) else { return b',' };
    let cells =
        |separator: u8| record(header, separator).map_or_else(|begun| begun, |(cells, _)| cells.len());
    // Of equals the last.
    [b'\t', b';', b','].into_iter().max_by_key(|separator| cells(*separator)).unwrap_or(b',')
}

fn first_line(text: &str) -> &str {
    text.split('\n').next().unwrap_or_default()
}

/// The text from its first line on in which something stands, and the number of lines above; a tab is something where
/// it is the separator.
fn skip_blank_lines(mut text: &str, separator: Option<u8>) -> Option<(&str, u64)> {
    let blank = |byte: u8| matches!(byte, b' ' | b'\t') && Some(byte) != separator;
    let mut skipped = 0;
    loop {
        let line = first_line(text);
        if !line.bytes().all(blank) {
            return Some((text, skipped));
        }
        text = text[line.len()..].strip_prefix('\n')?;
        skipped += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(csv: &str, expected: &str) {
        let shown = records(csv).map(|record| match record.cells {
            Ok(cells) => format!("{}[{}]", record.line, cells.join("|")),
            Err(_) => format!("{}!", record.line),
        });
        assert_eq!(shown.collect::<String>(), expected, "{csv:?}");
    }

    #[test]
    fn cuts_where_a_line_ends_outside_quotes() {
        check("a,b\n1,2\n\n \t\n3,\n4,5", "1[a|b]2[1|2]5[3|]6[4|5]");
        check("a\n\"1\n2\"\n3\n", "1[a]2[1\n2]4[3]");
        check("a,\"b \"\"c\"\", d\"\n", "1[a|b \"c\", d]");
        check("5\" nail,b\n", "1[5\" nail|b]");
        check("a\n\"\"\n", "1[a]2[]");
        check("", "");
        check(" \n", "");
    }

    #[test]
    fn a_broken_line_is_passed_over() {
        check("a\n\"1\n2\n3", "1[a]2!3[2]4[3]");
        check("a\n\"1\n\"2\"\n\"3\"4\n", "1[a]2!3[2]4!");
        check("\"", "1!");
    }

    #[test]
    fn the_separator_is_declared_or_what_the_header_has_most_of() {
        check("a;b,c;d\n1;2,5;3", "1[a|b,c|d]2[1|2,5|3]");
        check("a\tb\n1\t2\n\t\n", "1[a|b]2[1|2]3[|]");
        check("\n \na;b\n1,5;2", "3[a|b]4[1,5|2]");
        check("\"a;b;c\",d\n1,2", "1[a;b;c|d]2[1|2]");
        check("\"a,\"\"b,c\"\"\";d\n1;2", "1[a,\"b,c\"|d]2[1|2]");
        check("\"a\n;;\",b\n1,2", "1[a\n;;|b]3[1|2]");
        check("a;b,c\n", "1[a;b|c]");
        check("a,\"b\n1,2", "1!2[1|2]");
        check("a;b\tc\n", "1[a|b\tc]");
        check("sep=;\na,b;c\n1,5;2", "2[a,b|c]3[1,5|2]");
        check("\"SEP=|\"\na,b|c\n", "2[a,b|c]");
        check("sep=\t\n\n\ta\n", "3[|a]");
        check("sep=,", "");
        check("sep=a\n", "1[sep=a]");
        check("sep=:\n", "1[sep=:]");
        check("sep=,x\n", "1[sep=|x]");
        check("sep\u{ff1d};\n", "1[sep\u{ff1d}|]");
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_read_back(table in prop::collection::vec(prop::collection::vec("[a\",;\n ]{0,4}", 2), 1..5)) {
            let mut writer = csv::Writer::from_writer(vec![]);
            writer.write_record(["x", "y"]).expect("written");
            table.iter().for_each(|row| writer.write_record(row).expect("written"));
            let csv = String::from_utf8(writer.into_inner().expect("written")).expect("a text");
            let read: Vec<_> = records(&csv).skip(1).map(|record| record.cells.expect("whole")).collect();
            prop_assert_eq!(read, table);
        }

        #[test]
        fn nothing_is_endless(csv in "[a\",\n]{0,40}") {
            prop_assert!(records(&csv).count() <= csv.len());
        }
    }
}
