//! A table as text that can be printed or pasted, so that no cell of it comes alive where it lands.

use std::borrow::Cow;

use crate::mlmodel::display::{clipped, cut, one_line};
use crate::present::{Table, TableForm};

/// Characters of a cell in a terminal, at most.
const CELL: usize = 60;
/// Characters of a cell in a report, at most.
const REPORTED: usize = 300;

/// A table in the form it is copied in.
#[must_use]
pub fn copied(table: &Table, form: TableForm) -> String {
    match form {
        // A row by itself is pasted into a row, which has no line end.
        TableForm::Tsv if table.headings.is_empty() && table.rows.len() == 1 => tsv(table).trim_end_matches('\n').to_owned(),
        TableForm::Tsv => tsv(table),
        TableForm::Markdown => markdown(table),
    }
}

/// Tab-separated, for a spreadsheet: a cell that would be a formula is marked as text.
#[must_use]
pub fn tsv(table: &Table) -> String {
    let mut out = String::new();
    for row in heading(table).chain(&table.rows) {
        let cells: Vec<Cow<'_, str>> = row.iter().map(|cell| tsv_cell(cell)).collect();
        out.push_str(&cells.join("\t"));
        out.push('\n');
    }
    out
}

/// The headings as a row, where there are any.
fn heading(table: &Table) -> impl Iterator<Item = &Vec<String>> {
    std::iter::once(&table.headings).filter(|headings| !headings.is_empty())
}

/// A Markdown table: no cell becomes a link, a mention or markup.
#[must_use]
pub fn markdown(table: &Table) -> String {
    markdown_of(table, usize::MAX)
}

/// The same for a report, where a value of megabytes would hide all the rest.
#[must_use]
pub fn markdown_cut(table: &Table) -> String {
    markdown_of(table, REPORTED)
}

fn markdown_of(table: &Table, longest: usize) -> String {
    let cell = |text: &String| escape_markdown(&cut(text, longest));
    let mut out = String::new();
    let mut line = |cells: Vec<String>| {
        out.push_str("| ");
        out.push_str(&cells.join(" | "));
        out.push_str(" |\n");
    };
    line(table.headings.iter().map(|h| escape_markdown(h)).collect());
    line(table.headings.iter().map(|_| "---".to_owned()).collect());
    for row in &table.rows {
        line(row.iter().map(cell).collect());
    }
    out
}

/// Columns aligned with blanks, for a terminal; `indent` blanks before each line. Long cells are cut.
#[must_use]
pub fn text(table: &Table, indent: usize) -> String {
    laid_out(table, indent, CELL)
}

/// The same with the last column whole: a path, to be copied.
#[must_use]
pub fn text_with_paths(table: &Table) -> String {
    laid_out(table, 0, usize::MAX)
}

fn laid_out(table: &Table, indent: usize, last: usize) -> String {
    let end = table.headings.len().saturating_sub(1);
    let cell = |(i, cell): (usize, &'_ String)| clipped(cell, if i == end { last } else { CELL }).into_owned();
    let rows: Vec<Vec<String>> =
        std::iter::once(&table.headings).chain(&table.rows).map(|row| row.iter().enumerate().map(cell).collect()).collect();
    let widths: Vec<usize> =
        (0..table.headings.len()).map(|i| rows.iter().map(|row| row.get(i).map_or(0, |c| c.chars().count())).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = " ".repeat(indent);
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cell.chars().count() + 2));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// One cell of tab-separated text.
fn tsv_cell(cell: &str) -> Cow<'_, str> {
    no_formula(one_line(cell))
}

/// A text that no spreadsheet runs: what begins as a formula is marked as text, and numbers stay numbers. Some spreadsheets take the
/// wide signs of East Asian keyboards too.
#[must_use]
pub fn no_formula(cell: Cow<'_, str>) -> Cow<'_, str> {
    // One in quotes is taken out of them by whoever reads a table.
    let inner = cell.trim_start_matches('"');
    let is_formula = inner.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
        && inner.parse::<f64>().is_err();
    if is_formula { Cow::Owned(format!("'{cell}")) } else { cell }
}

/// Text that Markdown shows as it is.
#[must_use]
pub fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in one_line(text).chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '!' | '#' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '&' => out.push_str("&amp;"),
            // A backslash does not stop a mention or a bare link.
            '@' => out.push_str("&#64;"),
            c => out.push(c),
        }
    }
    out.replace("://", ":&#47;&#47;").replace("www.", "www&#46;").replace("WWW.", "WWW&#46;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_comes_alive() {
        let mut table = Table::new(&["name"]);
        for name in ["=1+1", "\"=2\"", "-1", "@octocat", "[x](https://evil)", "a|b", "a\tb\nc", "#12", "www.evil.com"] {
            table.rows.push(vec![name.to_owned()]);
        }
        let tsv = tsv(&table);
        assert!(tsv.contains("\n'=1+1\n'\"=2\"\n-1\n'@octocat\n"), "{tsv}");
        assert_eq!(tsv.lines().count(), 10);
        assert!(tsv.contains("a\\tb\\nc"));
        let md = markdown(&table);
        assert!(
            md.contains("&#64;octocat") && md.contains("\\[x\\](https:&#47;&#47;evil)") && md.contains("a\\|b") && md.contains("\\#12"),
            "{md}"
        );
        assert!(!md.contains("www."));
    }
}
