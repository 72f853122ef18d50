//! The library written for other programs: CSV, TSV, Markdown and JSON.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::table;
use crate::mlmodel::display::json_escaped;
use crate::present::listing::{ListCell, ListColumn, Listing};

/// A form in which a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListForm {
    Csv,
    Tsv,
    Markdown,
    Json,
}

impl ListForm {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Tsv, Self::Markdown, Self::Json];

    /// How the names of such files end.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Markdown => "md",
            Self::Json => "json",
        }
    }

    /// What a person calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Markdown => "Markdown",
            Self::Json => "JSON",
        }
    }

    /// The form of a file by the end of its name.
    #[must_use]
    pub fn of_ending(ending: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.ending().eq_ignore_ascii_case(ending))
    }
}

/// The whole of a list, its headings included. A text that a spreadsheet would take for a formula has a `'` in front in CSV and
/// TSV. JSON is an array of objects with the columns as keys; a number that is none to JSON is written as Python spells it.
#[must_use]
pub fn text(listing: &Listing<'_>, form: ListForm) -> String {
    match form {
        ListForm::Csv => csv(listing),
        ListForm::Tsv => table::tsv(&listing.table()),
        ListForm::Markdown => table::markdown(&listing.table()),
        ListForm::Json => json(listing),
    }
}

fn csv(listing: &Listing<'_>) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let heading: Vec<String> = listing.columns.iter().map(ListColumn::key).collect();
    let rows = listing.rows().map(|row| row.iter().map(|cell| cell.text().into_owned()).collect());
    for row in std::iter::once(heading).chain(rows) {
        // Nothing fails in memory, and all rows are as long as the heading.
        let _ = writer.write_record(row.iter().map(|cell| table::no_formula(cell.as_str().into()).into_owned()));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn json(listing: &Listing<'_>) -> String {
    let keys: Vec<String> = listing.columns.iter().map(ListColumn::key).collect();
    let rows: Vec<Row<'_>> = listing.rows().map(|cells| Row { keys: &keys, cells }).collect();
    json_escaped(serde_json::to_string_pretty(&rows).unwrap_or_default()) + "\n"
}

struct Row<'a> {
    keys: &'a [String],
    cells: Vec<ListCell<'a>>,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.keys.len()))?;
        for (key, cell) in self.keys.iter().zip(&self.cells) {
            match cell {
                ListCell::Nothing => map.serialize_entry(key, &())?,
                ListCell::Number(number) if number.is_finite() => map.serialize_entry(key, number)?,
                ListCell::Whole(number) => map.serialize_entry(key, number)?,
                ListCell::Number(_) | ListCell::Text(_) => map.serialize_entry(key, &cell.text())?,
            }
        }
        map.end()
    }
}
