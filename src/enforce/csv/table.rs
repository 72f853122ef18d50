//! The table that `pandas.read_csv` makes of a text: columns under unique names, all rows of one length.

use std::collections::{HashMap, HashSet};

use super::rows::{RowError, RowReader};
use crate::enforce::codes;
use crate::enforce::frame::too_many_columns;
use crate::enforce::request::{memory_for, too_many};
use crate::enforce::request_check::{BODY, Conversion, RequestCheck};
use crate::mlmodel::Code;
use crate::mlmodel::display::count;

/// A table of texts under its header.
#[derive(Debug)]
pub struct CsvTable {
    /// No two are alike: pandas numbers the later ones.
    pub names: Vec<String>,
    /// Columns that pandas renamed, and the names they had.
    pub twins: HashMap<usize, String>,
    /// Rows below the header.
    pub rows: usize,
    /// Fields in front of each row that pandas takes for its index.
    index: usize,
    /// All fields of all rows, one behind the other, and where each ends.
    text: String,
    ends: Vec<u32>,
}

/// Why there is no table: the row where it fails, the code and a sentence.
struct TableError {
    row: Option<usize>,
    code: &'static Code,
    message: String,
}

impl TableError {
    fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self { row: None, code, message: message.into() }
    }
}

impl RowError {
    /// `text`: all of it; `row`: which row it is, where it is not the header.
    fn error(self, text: &str, row: Option<usize>) -> TableError {
        match self {
            Self::Open => TableError { row, code: codes::NOT_CSV, message: "a quoted field is never closed".to_owned() },
            Self::TooWide => {
                let looks_like_json = text.trim_start().starts_with(['{', '[']);
                let hint = if looks_like_json { "; it looks like JSON, so send it as application/json" } else { "" };
                TableError { row, code: codes::TOO_MANY_COLUMNS, message: format!("{}{hint}", too_many_columns()) }
            }
        }
    }
}

impl CsvTable {
    /// Cuts a text; `None` after the reason was told.
    pub fn read(bytes: &[u8], answer: &mut RequestCheck) -> Option<Self> {
        match Self::cut(bytes) {
            Ok(table) => {
                table.tell_index(answer);
                Some(table)
            }
            Err(error) => {
                answer.refuse(BODY, error.row, error.code, error.message);
                None
            }
        }
    }

    fn cut(bytes: &[u8]) -> Result<Self, TableError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes)
            .map_err(|error| TableError::new(codes::ENCODING, format!("it is not UTF-8 past byte {}", error.valid_up_to())))?;
        if u32::try_from(text.len()).is_err() {
            return Err(TableError::new(codes::TOO_MANY_VALUES, "it is larger than 4 GB"));
        }
        let mut rows = RowReader::new(text);
        let (mut header, mut ends) = (String::new(), Vec::new());
        let width = rows.next(&mut header, &mut ends).map_err(|uncut| uncut.error(text, None))?;
        if width == 0 {
            return Err(TableError::new(codes::NOT_CSV, "it is empty, and needs a line of column names"));
        }
        let CsvHeader { names, twins } = CsvHeader::of(fields(&header, &ends));
        let mut table = Self { names, twins, rows: 0, index: 0, text: String::new(), ends: Vec::new() };
        table.fill(&mut rows, memory_for(bytes.len()))?;
        Ok(table)
    }

    /// Takes the rows in; `most`: bytes that the ends of their fields may take.
    fn fill(&mut self, rows: &mut RowReader<'_>, most: usize) -> Result<(), TableError> {
        let width = self.names.len();
        loop {
            let sent = rows.next(&mut self.text, &mut self.ends).map_err(|uncut| uncut.error(rows.text, Some(self.rows)))?;
            if sent == 0 {
                return Ok(());
            }
            if self.rows == 0 {
                // What the first row has too much of is its index, and pandas takes it from the front.
                self.index = sent.saturating_sub(width);
            }
            let expected = width + self.index;
            if sent > expected {
                let message = format!("this row has {sent} fields, and {expected} are expected");
                return Err(TableError { row: Some(self.rows), code: codes::ROW_LENGTH, message });
            }
            self.rows += 1;
            if self.rows.saturating_mul(expected).saturating_mul(CELL) > most {
                return Err(TableError::new(codes::TOO_MANY_VALUES, too_many(rows.text.len())));
            }
            // A row that is shorter has no value there.
            let end = self.ends.last().copied().unwrap_or_default();
            self.ends.resize(self.rows * expected, end);
        }
    }

    fn tell_index(&self, answer: &mut RequestCheck) {
        if self.index == 0 {
            return;
        }
        let message = format!(
            "the rows have {} than the header, so pandas takes the first of a row for an index and every column moves",
            count(self.index, "more field", "more fields")
        );
        answer.convert(Conversion { row: Some(0), count: self.rows, ..Conversion::lost(BODY, codes::CSV_INDEX, message) });
    }

    /// The fields of one column, from the first row on.
    pub fn column(&self, place: usize) -> impl Iterator<Item = &str> + Clone {
        (0..self.rows).map(move |row| self.cell(place, row))
    }

    /// One field.
    pub fn cell(&self, place: usize, row: usize) -> &str {
        let nth = row * (self.names.len() + self.index) + self.index + place;
        let start = if nth == 0 { 0 } else { self.ends[nth - 1] as usize };
        &self.text[start..self.ends[nth] as usize]
    }
}

/// What a cell takes beside its text: where it ends.
const CELL: usize = size_of::<u32>();

fn fields<'t>(text: &'t str, ends: &[u32]) -> impl Iterator<Item = &'t str> {
    let mut start = 0;
    ends.iter().map(move |end| {
        let field = &text[start..*end as usize];
        start = *end as usize;
        field
    })
}

/// The names of the columns as pandas makes them unique (`_get_header` in `pandas/_libs/parsers.pyx`).
struct CsvHeader {
    names: Vec<String>,
    /// The old names of those that were renamed.
    twins: HashMap<usize, String>,
}

impl CsvHeader {
    fn of<'t>(header: impl Iterator<Item = &'t str>) -> Self {
        let mut names: Vec<String> =
            header.enumerate().map(|(i, name)| if name.is_empty() { format!("Unnamed: {i}") } else { name.to_owned() }).collect();
        let written: HashSet<String> = names.iter().cloned().collect();
        let mut twins = HashMap::new();
        if written.len() == names.len() {
            return Self { names, twins };
        }
        let mut counts: HashMap<String, usize> = HashMap::new();
        for (place, name) in names.iter_mut().enumerate() {
            let mut count = counts.get(name).copied().unwrap_or_default();
            if count > 0 {
                let old = name.clone();
                while count > 0 {
                    counts.insert(old.clone(), count + 1);
                    *name = format!("{old}.{count}");
                    count = if written.contains(name) { count + 1 } else { counts.get(name).copied().unwrap_or_default() };
                }
                twins.insert(place, old);
            }
            *counts.entry(name.clone()).or_default() += 1;
        }
        Self { names, twins }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> (Vec<String>, Vec<Vec<String>>, Vec<&'static str>) {
        let mut answer = RequestCheck::default();
        let table = CsvTable::read(text.as_bytes(), &mut answer);
        let rules = answer.refusals.iter().map(|refusal| refusal.code.name).collect();
        let Some(table) = table else { return (Vec::new(), Vec::new(), rules) };
        let row = |row: usize| (0..table.names.len()).map(|place| table.cell(place, row).to_owned()).collect();
        (table.names.clone(), (0..table.rows).map(row).collect(), rules)
    }

    /// Each was given to pandas 3.1.
    #[test]
    fn rows_are_those_of_pandas() {
        for (text, names, rows) in [
            ("a,b\n  x,1\n", vec!["a", "b"], vec![vec!["  x", "1"]]),
            ("a\n  x\n \n\t\ny\n", vec!["a"], vec![vec!["  x"], vec!["y"]]),
            ("  \n a,b\n1,2\n", vec![" a", "b"], vec![vec!["1", "2"]]),
            ("a\n\"  \"\nx\n", vec!["a"], vec![vec!["  "], vec!["x"]]),
            ("a\n  \"q\"\n", vec!["a"], vec![vec!["  \"q\""]]),
            ("a\nx\"y\n", vec!["a"], vec![vec!["x\"y"]]),
            ("a\n\"x\"y\n", vec!["a"], vec![vec!["xy"]]),
            ("a\n\"x\"\"y\"\n", vec!["a"], vec![vec!["x\"y"]]),
            ("a\r1\r2\r", vec!["a"], vec![vec!["1"], vec!["2"]]),
            ("a\r\n1\r\n\r\n2", vec!["a"], vec![vec!["1"], vec!["2"]]),
            ("a,b\n1\n", vec!["a", "b"], vec![vec!["1", ""]]),
            ("a,b\n1,\"2\n3\"\n", vec!["a", "b"], vec![vec!["1", "2\n3"]]),
            ("a,b\n1,2,3\n4,5\n", vec!["a", "b"], vec![vec!["2", "3"], vec!["5", ""]]),
            ("a\n\u{a0}\n1", vec!["a"], vec![vec!["\u{a0}"], vec!["1"]]),
            ("a,a,a.1\n1,2,3\n", vec!["a", "a.2", "a.1"], vec![vec!["1", "2", "3"]]),
            ("a,a,a\n1,2,3", vec!["a", "a.1", "a.2"], vec![vec!["1", "2", "3"]]),
            (",\n1,2\n", vec!["Unnamed: 0", "Unnamed: 1"], vec![vec!["1", "2"]]),
            ("a", vec!["a"], vec![]),
        ] {
            assert_eq!(
                cut(text),
                (
                    names.into_iter().map(str::to_owned).collect(),
                    rows.into_iter().map(|row| row.into_iter().map(str::to_owned).collect()).collect(),
                    vec![]
                ),
                "{text:?}"
            );
        }
        for (text, code) in [
            ("", "csv"),
            ("\n \n", "csv"),
            ("a\n\"x\n", "csv"),
            ("a,b\n1,2\n3,4,5\n", "row-length"),
            ("a,b\n1,2,3\n4,5,6,7\n", "row-length"),
        ] {
            assert_eq!(cut(text).2, [code], "{text:?}");
        }
    }

    #[test]
    fn columns_and_cells_are_bounded() {
        assert_eq!(cut(&",".repeat(300_000)).2, ["too-many-columns"]);
        assert_eq!(cut(&format!("a\n{}", ",".repeat(300_000))).2, ["too-many-columns"]);
        let few_bytes = format!("{}\n{}", ",".repeat(200_000), "1\n".repeat(400));
        assert_eq!(cut(&few_bytes).2, ["too-many-values"]);
    }
}
