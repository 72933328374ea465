//! Which page of each table an address shows, and in which order.

use maquette_contract::TablePage;
use std::collections::BTreeMap;

/// An answer has no more tables than this that can be leafed through.
const MAX_TABLES: usize = 100;

/// Which part of each table is looked at, by the tables' numbers: the view part of an address,
/// `t0.page=2&t0.sort=1&t0.desc`. No input can bear such a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TablePages(BTreeMap<usize, TablePage>);

impl TablePages {
    /// From any query; what is no view, or makes no sense, is passed over.
    pub fn from_query(query: &str) -> Self {
        let mut pages = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let Some((table, part)) = part(&name) else { continue };
            let page = pages.0.entry(table).or_default();
            match part {
                // A person counts pages from 1.
                "page" => page.number = value.parse::<usize>().unwrap_or(1).saturating_sub(1),
                "sort" => {
                    let descending = page.sort.is_some_and(|(_, descending)| descending);
                    page.sort = value.parse().ok().map(|column| (column, descending));
                }
                _ => {
                    if let Some((_, descending)) = &mut page.sort {
                        *descending = true;
                    }
                }
            }
        }
        pages.0.retain(|_, page| *page != TablePage::default());
        pages
    }

    pub fn get(&self, table: usize) -> TablePage {
        self.0.get(&table).copied().unwrap_or_default()
    }

    /// Replaces the page of one table.
    #[must_use]
    pub fn with(&self, table: usize, page: TablePage) -> Self {
        let mut pages = self.clone();
        pages.0.insert(table, page);
        pages
    }

    /// The view part of an address; empty where every table shows its beginning.
    pub fn query(&self) -> String {
        let mut parts = vec![];
        for (table, page) in &self.0 {
            if page.number > 0 {
                parts.push(format!("t{table}.page={}", page.number.saturating_add(1)));
            }
            if let Some((column, descending)) = page.sort {
                parts.push(format!("t{table}.sort={column}"));
                if descending {
                    parts.push(format!("t{table}.desc"));
                }
            }
        }
        parts.join("&")
    }
}

/// `t0.page` is the page of table 0.
fn part(name: &str) -> Option<(usize, &str)> {
    let (table, part) = name.strip_prefix('t')?.split_once('.')?;
    let table = table.parse().ok().filter(|table| *table < MAX_TABLES)?;
    ["page", "sort", "desc"].contains(&part).then_some((table, part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_what_is_looked_at() {
        let check = |query: &str, expected: &str| {
            let pages = TablePages::from_query(query);
            assert_eq!(pages.query(), expected, "{query}");
            assert_eq!(TablePages::from_query(expected), pages);
        };
        check("", "");
        check("t0.page=2&t0.sort=1&t0.desc", "t0.page=2&t0.sort=1&t0.desc");
        check("x=5&t1.sort=0&t0.page=3&text=t0.page", "t0.page=3&t1.sort=0");
        check("t0.page=1", "");
        check("t0.page=-1&t0.sort=first&t0.desc=&t0.wings=2&t.page=2&t999.page=2&tt.page", "");
        check(&format!("t0.page={}0", usize::MAX), "");
        assert_eq!(TablePages::from_query("t2.page=2").get(2), TablePage { number: 1, sort: None });
        assert_eq!(TablePages::from_query("t0=1&page=2"), TablePages::default());
    }
}
