//! What was measured, for a terminal and for docs/benchmarks.md: the same words and tables in both.

use crate::claim::Claim;
use crate::machine::Machine;
use crate::peers::PEERS;
use std::fmt::{Display, Formatter, Result};

/// What one figure found.
pub struct Section {
    pub title: &'static str,
    /// What was measured, and how.
    pub about: String,
    pub head: &'static [&'static str],
    pub rows: Vec<Vec<String>>,
    pub claims: Vec<Claim>,
}

pub struct Report {
    machine: Machine,
    sections: Vec<Section>,
}

impl Report {
    pub fn new(machine: Machine) -> Self {
        Self { machine, sections: vec![] }
    }

    pub fn add(&mut self, section: Section) {
        self.sections.push(section);
    }

    /// The whole file.
    pub fn markdown(&self) -> String {
        format!(
            "# Benchmarks\n\nWritten by `make bench`. Ratios are of figures of one run, taken in turns: ours, theirs, ours, theirs.\n\
             Each server is a process of its own, built or installed for release, with one worker process and the settings \
             that it comes with, less its access log; the load generator shares the machine's cores with it.\n\n{self}"
        )
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Machine { processor, cores, memory_gib, kernel, date, load, rust, maquette } = &self.machine;
        writeln!(
            f,
            "Measured on {date} at {maquette}: {processor}, {cores} cores, {memory_gib:.0} GiB, {kernel}, {rust}; \
             load before: {load}."
        )?;
        let peers: Vec<&str> = PEERS.iter().map(|peer| peer.version).collect();
        writeln!(f, "Beside: {}.", peers.join(", "))?;
        let claims: Vec<&Claim> = self.sections.iter().flat_map(|section| &section.claims).collect();
        if !claims.is_empty() {
            let met = claims.iter().filter(|claim| claim.met()).count();
            writeln!(f, "\n{met} of {} targets are met.", claims.len())?;
        }
        for section in &self.sections {
            write!(f, "\n{section}")?;
        }
        Ok(())
    }
}

impl Display for Section {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "## {}\n\n{}\n", self.title, self.about)?;
        let widths: Vec<usize> = (0..self.head.len())
            .map(|column| {
                let cells = self.rows.iter().map(|row| row[column].chars().count());
                cells.chain([self.head[column].chars().count()]).max().unwrap_or_default()
            })
            .collect();
        let line = |f: &mut Formatter<'_>, cells: &[&str]| {
            // Words to the left, numbers to the right.
            write!(f, "| {:<1$} |", cells[0], widths[0])?;
            for (cell, width) in cells.iter().zip(&widths).skip(1) {
                write!(f, " {cell:>width$} |")?;
            }
            writeln!(f)
        };
        line(f, self.head)?;
        let rules: Vec<String> = widths.iter().map(|width| "-".repeat(width - 1) + ":").collect();
        let mut rules: Vec<&str> = rules.iter().map(String::as_str).collect();
        rules[0] = "---";
        line(f, &rules)?;
        for row in &self.rows {
            line(f, &row.iter().map(String::as_str).collect::<Vec<_>>())?;
        }
        if !self.claims.is_empty() {
            writeln!(f)?;
        }
        for claim in &self.claims {
            writeln!(f, "- {claim}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_a_table_with_its_targets() {
        let section = Section {
            title: "Rows",
            about: "One by one.".to_owned(),
            head: &["server", "answers/s"],
            rows: vec![
                vec!["ours".to_owned(), "30,000".to_owned()],
                vec!["theirs".to_owned(), "9".to_owned()],
            ],
            claims: vec![Claim::at_least("ours, of theirs", 3333.0, 10.0, "times")],
        };
        let expected = "## Rows\n\nOne by one.\n\n\
            | server | answers/s |\n| ---    | --------: |\n| ours   |    30,000 |\n| theirs |         9 |\n\n\
            - ours, of theirs: 3,333 times, at least 10.0 times: met\n";
        assert_eq!(section.to_string(), expected);
    }
}
