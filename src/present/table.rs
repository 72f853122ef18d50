//! Rows that can be copied or printed.

/// Headings and rows of equal length; a row by itself has no headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// How a table is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableForm {
    /// Tab-separated, for a spreadsheet.
    Tsv,
    Markdown,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(headings: &[&str]) -> Self {
        Self { headings: headings.iter().map(|h| (*h).to_owned()).collect(), rows: Vec::new() }
    }

    /// One row without headings.
    #[must_use]
    pub fn of_row(cells: Vec<String>) -> Self {
        Self { headings: Vec::new(), rows: vec![cells] }
    }
}
