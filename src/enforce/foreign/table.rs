//! A CSV as people save it and pandas does not read it: another separator, decimal commas, no line of names.

use std::collections::{HashMap, HashSet};

use super::Foreign;
use crate::enforce::csv::{RowReader, is_gap};
use crate::enforce::numbers::{csv_number, csv_truth};
use crate::mlmodel::signature::{DataType, Schema, Spec, SpecKind};
use crate::mlmodel::value::Value;

/// The separators that are tried; the first that fits best is taken.
const SEPARATORS: [(u8, Option<Foreign>); 4] =
    [(b',', None), (b';', Some(Foreign::Semicolons)), (b'\t', Some(Foreign::Tabs)), (b'|', Some(Foreign::Bars))];

/// A table that is written in another way than pandas reads it, as it was meant.
pub(super) struct ForeignTable {
    /// What is most different.
    pub foreign: Foreign,
    /// Its columns have names: its own, or those of the signature.
    pub is_named: bool,
    names: Vec<String>,
    /// Row by row, decimal commas as points.
    rows: Vec<Vec<String>>,
}

impl ForeignTable {
    /// `None` where nothing about it is foreign, or it is no table. `is_any`: a CSV as pandas reads it is foreign, too.
    pub fn read(bytes: &[u8], schema: Option<&Schema>, is_any: bool) -> Option<Self> {
        let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).ok()?;
        let Cut { separator, mut rows } = Cut::best(without_hint(text))?;
        let has_header = !looks_like_values(&rows[0], schema);
        let (names, is_named) = if has_header {
            (rows.remove(0), true)
        } else {
            let names: Option<Vec<String>> = schema.filter(|schema| schema.specs.len() == rows[0].len()).map(names_of);
            // Without a schema, and for one without names, any names do.
            let is_free = schema.is_none_or(|schema| schema.specs.is_empty());
            let is_named = names.is_some() || is_free;
            (names.unwrap_or_else(|| (0..rows[0].len()).map(|i| i.to_string()).collect()), is_named)
        };
        let mut table = Self { foreign: Foreign::NoHeader, is_named, names, rows };
        let has_commas = table.mend_commas(schema);
        table.foreign = match separator {
            Some(separator) => separator,
            None if !has_header => Foreign::NoHeader,
            None if has_commas => Foreign::DecimalCommas,
            None if is_any => Foreign::Table,
            None => return None,
        };
        Some(table)
    }

    /// Turns decimal commas into points, in columns of nothing but numbers; whether there are any.
    fn mend_commas(&mut self, schema: Option<&Schema>) -> bool {
        let types = types(schema);
        let mut is_changed = false;
        for place in 0..self.names.len() {
            let is_text = types.get(&*self.names[place]).is_some_and(|data_type| !is_number(data_type));
            let cells = || self.rows.iter().filter_map(|row| row.get(place)).filter(|cell| !is_gap(cell));
            if is_text || !cells().any(|cell| cell.contains(',')) || !cells().all(|cell| with_point(cell).is_some()) {
                continue;
            }
            is_changed = true;
            for row in &mut self.rows {
                if let Some(cell) = row.get_mut(place)
                    && !is_gap(cell)
                    && let Some(number) = with_point(cell)
                {
                    *cell = number;
                }
            }
        }
        is_changed
    }

    /// As a CSV that pandas reads.
    pub fn csv(&self) -> Option<String> {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        writer.write_record(&self.names).ok()?;
        for row in &self.rows {
            writer.write_record(row).ok()?;
        }
        String::from_utf8(writer.into_inner().ok()?).ok()
    }

    /// As what stands under `dataframe_split`, its cells by the types of the signature.
    pub fn split(&self, schema: Option<&Schema>) -> Value {
        let types = types(schema);
        let value = |(place, cell): (usize, &String)| {
            let number = || csv_number(cell).unwrap_or_else(|| text(cell));
            let truth = || csv_truth(cell).map(Value::Bool);
            match self.names.get(place).and_then(|name| types.get(&**name)) {
                _ if is_gap(cell) => Value::Null,
                Some(DataType::Boolean) | None => truth().unwrap_or_else(number),
                Some(data_type) if is_number(data_type) => number(),
                Some(_) => text(cell),
            }
        };
        let row = |row: &Vec<String>| {
            let missing = self.names.len().saturating_sub(row.len());
            Value::List(row.iter().enumerate().map(value).chain(std::iter::repeat_n(Value::Null, missing)).collect())
        };
        let names = self.names.iter().map(|name| text(name)).collect();
        Value::Map(vec![("columns".into(), Value::List(names)), ("data".into(), Value::List(self.rows.iter().map(row).collect()))])
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn names_of(schema: &Schema) -> Vec<String> {
    schema.specs.iter().enumerate().map(|(i, spec)| spec.name.as_ref().map_or_else(|| i.to_string(), |name| name.to_key().into())).collect()
}

/// The types of the columns, by their names.
fn types(schema: Option<&Schema>) -> HashMap<String, &DataType> {
    let data_type = |spec: &'_ Spec| matches!(spec.kind, SpecKind::Column { .. });
    let Some(schema) = schema else { return HashMap::new() };
    let specs = names_of(schema).into_iter().zip(&schema.specs).filter(|(_, spec)| data_type(spec));
    specs
        .filter_map(|(name, spec)| if let SpecKind::Column { data_type, .. } = &spec.kind { Some((name, data_type)) } else { None })
        .collect()
}

fn is_number(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Integer | DataType::Long | DataType::Float | DataType::Double)
}

/// Without the line `sep=;`, by which Excel knows the separator.
fn without_hint(text: &str) -> &str {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let hint = first.trim_end_matches('\r').strip_prefix("sep=");
    if hint.is_some_and(|mark| mark.chars().count() == 1) { rest } else { text }
}

/// A text cut at one of the separators.
struct Cut {
    /// What the separator is, where it is not the comma.
    separator: Option<Foreign>,
    /// The first line too; at least one, and no row is longer than the first.
    rows: Vec<Vec<String>>,
}

impl Cut {
    /// At the separator that gives the most columns, all rows having as many, and then the most numbers in its first rows.
    fn best(text: &str) -> Option<Self> {
        let cut = |(separator, foreign)| Some(Self { separator: foreign, rows: rows(text, separator)? });
        let numbers = |cut: &Self| cut.rows.iter().take(2).flatten().filter(|field| is_number_here(field)).count();
        // Of equals the first is the best: the comma, which pandas reads.
        SEPARATORS.into_iter().filter_map(cut).rev().max_by_key(|cut| (cut.rows[0].len(), numbers(cut)))
    }
}

/// The rows of a text; `None` where they are longer than the first, and so cut at the wrong mark.
fn rows(text: &str, separator: u8) -> Option<Vec<Vec<String>>> {
    let mut reader = RowReader::cut_at(text, separator);
    let mut rows: Vec<Vec<String>> = Vec::new();
    loop {
        let (mut fields, mut ends) = (String::new(), Vec::new());
        let width = reader.next(&mut fields, &mut ends).ok()?;
        if width == 0 {
            return (!rows.is_empty()).then_some(rows);
        }
        if rows.first().is_some_and(|first| width > first.len()) {
            return None;
        }
        let mut start = 0;
        rows.push(
            ends.iter()
                .map(|end| {
                    let field = fields[start..*end as usize].to_owned();
                    start = *end as usize;
                    field
                })
                .collect(),
        );
    }
}

/// A number written with a comma, or with points between thousands, as pandas reads it; whole ones as they are.
fn with_point(cell: &str) -> Option<String> {
    let cell = cell.trim_matches(' ');
    let number = cell.trim_start_matches(['+', '-']);
    let (whole, rest) = number.split_once(',').unwrap_or((number, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split('.');
    let first = groups.next().unwrap_or_default();
    let mut thousands = groups.clone().peekable();
    let are_groups = thousands.peek().is_none() || (digits(first) && first.len() <= 3);
    if !are_groups || !thousands.all(|group| group.len() == 3 && digits(group)) || !(digits(first) || whole.is_empty()) {
        return None;
    }
    let sign = &cell[..cell.len() - number.len()];
    let whole: String = whole.chars().filter(|c| *c != '.').collect();
    let candidate = if number.contains(',') { format!("{sign}{whole}.{rest}") } else { format!("{sign}{whole}") };
    csv_number(&candidate).is_some().then_some(candidate)
}

fn is_number_here(field: &str) -> bool {
    csv_number(field).is_some() || with_point(field).is_some()
}

/// Whether a first line holds values: a number among them, and no name of the signature.
fn looks_like_values(fields: &[String], schema: Option<&Schema>) -> bool {
    let is_number = |field: &String| is_number_here(field);
    if !fields.iter().any(is_number) {
        return false;
    }
    match schema {
        Some(schema) if schema.is_named() => {
            let plain = |name: &String| name.trim().to_ascii_lowercase();
            let known: HashSet<String> = names_of(schema).iter().map(plain).collect();
            !fields.iter().any(|field| known.contains(&plain(field)))
        }
        // Nothing tells names from values but what they look like; pandas calls columns without names 0, 1, 2.
        _ => {
            let is_counted = |from: usize| fields.iter().enumerate().all(|(i, field)| *field == (i + from).to_string());
            fields.iter().all(is_number) && !is_counted(0) && !is_counted(1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_commas_become_what_pandas_reads() {
        for (cell, number) in [
            ("1,5", Some("1.5")),
            ("-0,25", Some("-0.25")),
            ("1.234,5", Some("1234.5")),
            ("12", Some("12")),
            ("1.234.567", Some("1234567")),
            (",5", Some(".5")),
            ("1,5e3", Some("1.5e3")),
            ("1,2,3", None),
            ("1.23,4", None),
            ("12.3456", None),
            ("1234.567,8", None),
            ("x", None),
            ("", None),
            (",", None),
        ] {
            assert_eq!(with_point(cell).as_deref(), number, "{cell:?}");
        }
    }

    #[test]
    fn what_pandas_reads_as_it_is_meant_is_not_foreign() {
        for text in ["a,b\n1,2\n", "a\n1.5\n", "a,b\n\"x;y\",\"1 | 2\"\n", "0,1\n1.5,2\n", "", "\n"] {
            assert!(ForeignTable::read(text.as_bytes(), None, false).is_none(), "{text:?}");
        }
        for (text, foreign, csv) in [
            ("a;b\n1,5;2\n", Foreign::Semicolons, "a,b\n1.5,2\n"),
            ("sep=;\r\na;b\r\n1,5;2\r\n", Foreign::Semicolons, "a,b\n1.5,2\n"),
            ("\"a, b\";\"c\"\n1;\"x;y\"\n", Foreign::Semicolons, "\"a, b\",c\n1,x;y\n"),
            ("a\tb\n1\t\n", Foreign::Tabs, "a,b\n1,\n"),
            ("a|b\n1|2\n", Foreign::Bars, "a,b\n1,2\n"),
            ("a,b\n\"1,5\",x\n", Foreign::DecimalCommas, "a,b\n1.5,x\n"),
            ("7.4,3.2\n1,2\n", Foreign::NoHeader, "0,1\n7.4,3.2\n1,2\n"),
        ] {
            let table = ForeignTable::read(text.as_bytes(), None, false).expect("foreign");
            assert_eq!((table.foreign, table.csv().as_deref()), (foreign, Some(csv)), "{text:?}");
        }
    }
}
