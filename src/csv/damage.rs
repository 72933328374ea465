//! Where the bytes of a table are not in its encoding.

use super::decode::Decoded;
use super::{RowFault, open};
use anyhow::Result;
use std::borrow::Cow;

/// The first cell of a record that could not be decoded, and what is wrong with it.
pub(super) fn damaged(cells: &[Cow<'_, str>], broken: Option<&str>) -> Option<(usize, String)> {
    let encoding = broken?;
    let column = cells.iter().position(|cell| cell.contains(char::REPLACEMENT_CHARACTER))?;
    Some((column, format!("this is not text in {encoding}")))
}

/// The first cell of a table that could not be decoded.
///
/// # Errors
/// It is in the header.
pub(super) fn first_damaged_cell(decoded: &Decoded<'_>) -> Result<Option<RowFault>> {
    let Some(encoding) = decoded.broken else { return Ok(None) };
    let (header, mut records) = open(decoded)?;
    let first = records.find_map(|record| {
        let (column, reason) = damaged(&record.cells.ok()?, decoded.broken)?;
        Some(RowFault::new(record.line, header.get(column).map_or("", String::as_str), reason))
    });
    // What can't be cut into cells has no column.
    let above = || decoded.text.split(char::REPLACEMENT_CHARACTER).next().unwrap_or_default();
    let somewhere = || {
        let line = 1 + above().matches('\n').count() as u64;
        RowFault::new(line, "", format!("this is not text in {encoding}"))
    };
    Ok(Some(first.unwrap_or_else(somewhere)))
}
