//! Cutting a table into records and cells (RFC 4180). Where the csv crate would take the rest of the
//! file for one cell, a mark that is not closed costs one line here, and is told.

/// One record.
pub(super) struct Record {
    /// Where it begins, from 1 on.
    pub(super) line: u64,
    pub(super) cells: Result<Vec<Vec<u8>>, &'static str>,
}

const BROKEN: &str = "a quotation mark is not closed, or text follows it";

/// The records of a table; empty lines are none.
pub(super) fn records(csv: &[u8]) -> impl Iterator<Item = Record> {
    let separator = separator(csv);
    let (mut rest, mut line) = (csv, 1);
    std::iter::from_fn(move || {
        while let [b'\r' | b'\n', ..] = rest {
            line += u64::from(rest[0] == b'\n' || rest.get(1) != Some(&b'\n'));
            rest = &rest[1..];
        }
        if rest.is_empty() {
            return None;
        }
        let (cells, length) = match record(rest, separator) {
            Some((cells, length)) => (Ok(cells), length),
            None => (Err(BROKEN), rest.iter().position(is_end).unwrap_or(rest.len())),
        };
        let record = Record { line, cells };
        line += rest[..length].iter().filter(|byte| **byte == b'\n').count() as u64;
        rest = &rest[length..];
        Some(record)
    })
}

/// The first record's cells and its length without the end of its line; `None` where it is broken.
fn record(csv: &[u8], separator: u8) -> Option<(Vec<Vec<u8>>, usize)> {
    let (mut cells, mut at) = (Vec::new(), 0);
    loop {
        let (cell, end) = cell(csv, at, separator)?;
        cells.push(cell);
        match csv.get(end) {
            Some(byte) if *byte == separator => at = end + 1,
            _ => return Some((cells, end)),
        }
    }
}

/// The cell that begins at a place, and where it ends.
fn cell(csv: &[u8], start: usize, separator: u8) -> Option<(Vec<u8>, usize)> {
    let over = |byte: &u8| *byte == separator || is_end(byte);
    if csv.get(start) != Some(&b'"') {
        let length = csv[start..].iter().position(over).unwrap_or(csv.len() - start);
        return Some((csv[start..start + length].to_vec(), start + length));
    }
    let (mut cell, mut at) = (Vec::new(), start + 1);
    loop {
        match (csv.get(at)?, csv.get(at + 1)) {
            (b'"', Some(b'"')) => {
                cell.push(b'"');
                at += 2;
            }
            (b'"', next) => return next.is_none_or(over).then_some((cell, at + 1)),
            (byte, _) => {
                cell.push(*byte);
                at += 1;
            }
        }
    }
}

/// What parts the header's cells.
fn separator(csv: &[u8]) -> u8 {
    let header = csv.split(is_end).next().unwrap_or_default();
    let count = |separator: u8| header.iter().filter(|byte| **byte == separator).count();
    // Of equals the last, which is the comma.
    [b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

fn is_end(byte: &u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(csv: &str, expected: &str) {
        let shown = records(csv.as_bytes()).map(|record| match record.cells {
            Ok(cells) => {
                let cells: Vec<_> = cells.iter().map(|cell| String::from_utf8_lossy(cell)).collect();
                format!("{}[{}]", record.line, cells.join("|"))
            }
            Err(_) => format!("{}!", record.line),
        });
        assert_eq!(shown.collect::<String>(), expected, "{csv:?}");
    }

    #[test]
    fn cuts_where_a_line_ends_outside_quotes() {
        check("a,b\n1,2\r\n\r\n3,\r4,5", "1[a|b]2[1|2]4[3|]5[4|5]");
        check("a\n\"1\n2\"\n3\n", "1[a]2[1\n2]4[3]");
        check("a,\"b \"\"c\"\", d\"\n", "1[a|b \"c\", d]");
        check("5\" nail,b\n", "1[5\" nail|b]");
        check("", "");
    }

    #[test]
    fn a_broken_line_is_passed_over() {
        check("a\n\"1\n2\n3", "1[a]2!3[2]4[3]");
        check("a\n\"1\n\"2\"\n\"3\"4\n", "1[a]2!3[2]4!");
        check("\"", "1!");
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_read_back(table in prop::collection::vec(prop::collection::vec("[a\",;\r\n ]{0,4}", 2), 1..5)) {
            let mut writer = csv::Writer::from_writer(vec![]);
            writer.write_record(["x", "y"]).expect("written");
            table.iter().for_each(|row| writer.write_record(row).expect("written"));
            let csv = writer.into_inner().expect("written");
            let read: Vec<_> = records(&csv).skip(1).map(|record| record.cells.expect("whole")).collect();
            let expected: Vec<Vec<Vec<u8>>> =
                table.iter().map(|row| row.iter().map(|cell| cell.clone().into_bytes()).collect()).collect();
            prop_assert_eq!(read, expected);
        }

        #[test]
        fn nothing_is_endless(csv in "[a\",\n]{0,40}") {
            prop_assert!(records(csv.as_bytes()).count() <= csv.len());
        }
    }
}
