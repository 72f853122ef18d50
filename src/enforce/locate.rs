//! Where in its text a reason has its place: the cell, the name, the key that it is about.
//!
//! It is found anew in the text, by the place and the row that a reason names; the check itself carries no positions.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::codes;
use super::csv::RowReader;
use super::form::Form;
use super::request::Media;
use super::request_check::{BODY, RequestCheck};
use super::spots::{Spot, Spots};
use crate::mlmodel::json;
use crate::mlmodel::json_text::{JsonEntry, JsonText};
use crate::mlmodel::position::Position;
use crate::mlmodel::signature::Schema;

/// Bytes that are looked at for all of them: this many, and so many times the text.
const LEAST_WORK: usize = 16 << 20;
const TIMES: usize = 3;
/// A larger text that is no JSON is not read once more to say where.
const MAX_REREAD: usize = 16 << 20;

/// What is looked for.
#[derive(Clone, Copy)]
struct Sought<'a> {
    /// As [`super::Refusal::place`].
    place: &'a str,
    row: Option<usize>,
    near: Option<&'a str>,
}

/// Finds the places of all that is said of a text.
pub fn find(text: &[u8], media: Media, schema: Option<&Schema>, answer: &RequestCheck) -> Spots {
    // Both readers pass over the mark at the beginning.
    let bare = text.strip_prefix(BOM).unwrap_or(text);
    let mut found = find_in(bare, media, schema, answer);
    let ahead = text.len() - bare.len();
    for spot in found.refusals.iter_mut().chain(&mut found.conversions).flatten() {
        spot.range = spot.range.start + ahead..spot.range.end + ahead;
    }
    found
}

/// UTF-8's byte order mark.
const BOM: &[u8] = b"\xef\xbb\xbf";

fn find_in(text: &[u8], media: Media, schema: Option<&Schema>, answer: &RequestCheck) -> Spots {
    let most = LEAST_WORK.saturating_add(text.len().saturating_mul(TIMES));
    match media {
        // Of UTF-16 nothing is said.
        _ if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") => Spots::default(),
        Media::Json if answer.refusals.first().is_some_and(|first| first.code == codes::NOT_JSON) => {
            let spot = (text.len() <= MAX_REREAD)
                .then(|| json::parse_bytes(text).err())
                .flatten()
                .map(|error| spot(text, character(text, error.at)));
            Spots { refusals: vec![spot], conversions: Vec::new() }
        }
        Media::Json => {
            let json = JsonText::new(text, most);
            let Some(places) = JsonPlaces::of(&json, answer.form, schema) else { return Spots::default() };
            all(text, answer, |sought| places.find(sought))
        }
        Media::Csv => {
            let Ok(written) = std::str::from_utf8(text) else { return Spots::default() };
            let Some(mut places) = CsvPlaces::of(written, most) else { return Spots::default() };
            all(text, answer, |sought| places.find(sought))
        }
    }
}

/// The character that a byte belongs to; at the end of a text the last one.
fn character(text: &[u8], at: usize) -> Range<usize> {
    let goes_on = |byte: &&u8| matches!(byte, 0x80..=0xbf);
    let at = at.min(text.len().saturating_sub(1));
    let start = at - text[..(at + 1).min(text.len())].iter().rev().take_while(goes_on).count().min(at);
    let end = start + 1 + text.iter().skip(start + 1).take_while(goes_on).count();
    start..end.min(text.len())
}

fn all(text: &[u8], answer: &RequestCheck, mut find: impl FnMut(Sought<'_>) -> Option<Range<usize>>) -> Spots {
    let refusals = answer.refusals.iter().map(|one| Sought { place: &one.place, row: one.row, near: one.near.as_deref() });
    let conversions = answer.conversions.iter().map(|one| Sought { place: &one.place, row: one.row, near: None });
    let mut spots = spots(text, refusals.chain(conversions).map(&mut find).collect());
    let conversions = spots.split_off(answer.refusals.len());
    Spots { refusals: spots, conversions }
}

/// The places of ranges, in one pass over the text.
fn spots(text: &[u8], ranges: Vec<Option<Range<usize>>>) -> Vec<Option<Spot>> {
    let mut found: Vec<Option<Spot>> = ranges.iter().map(|_| None).collect();
    let mut in_order: Vec<(usize, Range<usize>)> = ranges.into_iter().enumerate().filter_map(|(nth, range)| Some((nth, range?))).collect();
    in_order.sort_by_key(|(_, range)| range.start);
    let (mut at, mut position) = (0, Position::START);
    for (nth, range) in in_order {
        let start = range.start.min(text.len());
        position = position.past(&text[at..start]);
        at = start;
        found[nth] = Some(Spot { range, position });
    }
    found
}

fn spot(text: &[u8], range: Range<usize>) -> Spot {
    Spot { position: Position::of(text, range.start), range }
}

/// How a body carries its data. Numbers are where a value begins in the text.
enum Layout {
    /// Names once, then rows.
    Split {
        columns: Option<JsonEntry>,
        rows: Option<usize>,
    },
    /// A list of objects.
    Records(usize),
    /// A list of anything else.
    Rows(usize),
    /// An object of names to values.
    Columns(usize),
    One(usize),
}

/// A body of JSON whose parts are to be found.
struct JsonPlaces<'t> {
    json: &'t JsonText<'t>,
    root: usize,
    /// The key under which the data stands.
    key: Option<JsonEntry>,
    data: Layout,
    /// What rows without names go by, and the positions of these names.
    names: HashMap<String, usize>,
}

impl<'t> JsonPlaces<'t> {
    fn of(json: &'t JsonText<'t>, form: Option<Form>, schema: Option<&Schema>) -> Option<Self> {
        let root = json.root()?;
        let key = form.filter(|form| *form != Form::Unified).and_then(|form| json.entry(root, form.key()));
        let start = key.as_ref().map_or(root, |key| key.value);
        let data = match json.first(start) {
            b'{' if form == Some(Form::DataframeSplit) || (form == Some(Form::InputData) && json.entry(start, "columns").is_some()) => {
                Layout::Split { columns: json.entry(start, "columns"), rows: json.entry(start, "data").map(|entry| entry.value) }
            }
            b'{' => Layout::Columns(start),
            b'[' if json.items(start).next().is_some_and(|row| json.first(row) == b'{') => Layout::Records(start),
            b'[' => Layout::Rows(start),
            _ => Layout::One(start),
        };
        let specs = schema.map(|schema| &*schema.specs).unwrap_or_default();
        let named = specs.iter().enumerate().map(|(place, spec)| (spec.label().unwrap_or_default(), place));
        // Of two of one name the first.
        Some(Self { json, root, key, data, names: named.rev().collect() })
    }

    fn find(&self, sought: Sought<'_>) -> Option<Range<usize>> {
        if let Some(found) = sought.near.and_then(|near| self.name(near, sought.row)) {
            return Some(found);
        }
        if sought.place == BODY {
            return sought.row.and_then(|row| self.row(row)).or_else(|| self.whole());
        }
        self.param(sought.place).or_else(|| self.column(sought)).or_else(|| self.whole_row(sought.row))
    }

    /// The key that says what the body carries, or its first key, or its first character.
    fn whole(&self) -> Option<Range<usize>> {
        let first = || self.json.entries(self.root).next().map(|entry| entry.key);
        self.key.as_ref().map(|key| key.key.clone()).or_else(first).or(Some(self.root..self.root + 1))
    }

    /// Where something is missing that has no place: the names of a split, the beginning of a record.
    fn whole_row(&self, row: Option<usize>) -> Option<Range<usize>> {
        match &self.data {
            Layout::Split { columns: Some(columns), .. } => Some(columns.key.clone()),
            Layout::Records(rows) => self.json.items(*rows).nth(row.unwrap_or_default()).map(|at| at..at + 1),
            _ => self.whole(),
        }
    }

    fn row(&self, row: usize) -> Option<Range<usize>> {
        match &self.data {
            Layout::Split { rows: Some(rows), .. } | Layout::Records(rows) | Layout::Rows(rows) => {
                self.json.range(self.json.items(*rows).nth(row)?)
            }
            _ => None,
        }
    }

    fn param(&self, place: &str) -> Option<Range<usize>> {
        let params = self.json.entry(self.root, "params");
        match (place.strip_prefix("params."), params) {
            (Some(name), Some(params)) => self.json.entry(params.value, name).and_then(|entry| self.json.range(entry.value)),
            // A chat body carries its params beside its data.
            (Some(name), None) => self.json.entry(self.root, name).and_then(|entry| self.json.range(entry.value)),
            (None, params) => params.filter(|_| place == "params").map(|params| params.key),
        }
    }

    /// A name of the request.
    fn name(&self, name: &str, row: Option<usize>) -> Option<Range<usize>> {
        let key = |object: usize| self.json.entry(object, name).map(|entry| entry.key);
        let found = match &self.data {
            Layout::Split { columns, .. } => self.labels(columns.as_ref()?.value).into_iter().find(|label| label.text == name)?.range,
            Layout::Records(rows) => match row {
                Some(row) => key(self.json.items(*rows).nth(row)?)?,
                None => self.json.items(*rows).find_map(key)?,
            },
            Layout::Columns(object) => key(*object)?,
            Layout::Rows(_) | Layout::One(_) => return key(self.root),
        };
        Some(found)
    }

    fn labels(&self, list: usize) -> Vec<Labelled> {
        let label = |item: usize| {
            let range = self.json.range(item)?;
            Some(Labelled { text: self.json.text(&range)?, range })
        };
        self.json.items(list).map_while(label).collect()
    }

    /// The cell of a column, or its name where no row is named.
    fn column(&self, sought: Sought<'_>) -> Option<Range<usize>> {
        let json = self.json;
        match &self.data {
            Layout::Split { columns, rows } => {
                let labels = columns.as_ref().map(|columns| self.labels(columns.value));
                let (place, rest) = match &labels {
                    Some(labels) => longest(labels.iter().map(|label| label.text.as_str()), sought.place)?,
                    None => self.by_names(sought.place)?,
                };
                let cell = match (sought.row, rows) {
                    (Some(row), Some(rows)) if json.first(*rows) == b'[' => json.items(json.items(*rows).nth(row)?).nth(place)?,
                    _ => return Some(labels?.swap_remove(place).range),
                };
                self.inside(cell, rest)
            }
            Layout::Records(rows) => {
                let keyed = |record: usize| {
                    let names: Vec<Labelled> = json.entries(record).map_while(|entry| self.named(entry.key)).collect();
                    let (nth, rest) = longest(names.iter().map(|name| name.text.as_str()), sought.place)?;
                    Some((json.entry(record, &names[nth].text)?, rest))
                };
                match sought.row {
                    Some(row) => {
                        let (entry, rest) = keyed(json.items(*rows).nth(row)?)?;
                        self.inside(entry.value, rest)
                    }
                    None => json.items(*rows).find_map(keyed).map(|(entry, _)| entry.key),
                }
            }
            Layout::Columns(object) => {
                let names: Vec<Labelled> = json.entries(*object).map_while(|entry| self.named(entry.key)).collect();
                let (nth, rest) = longest(names.iter().map(|name| name.text.as_str()), sought.place)?;
                let entry = json.entry(*object, &names[nth].text)?;
                match (sought.row, json.first(entry.value)) {
                    (Some(row), b'[') => self.inside(json.items(entry.value).nth(row)?, rest),
                    (None, b'[') => Some(entry.key),
                    _ => self.inside(entry.value, rest),
                }
            }
            Layout::Rows(rows) => {
                let (place, rest) = self.by_names(sought.place)?;
                let row = json.items(*rows).nth(sought.row.unwrap_or_default())?;
                // One column may be a plain list.
                let cell = if json.first(row) == b'[' { json.items(row).nth(place)? } else { row };
                self.inside(cell, rest)
            }
            Layout::One(value) => json.range(*value),
        }
    }

    fn named(&self, key: Range<usize>) -> Option<Labelled> {
        Some(Labelled { text: self.json.text(&key)?, range: key })
    }

    /// The position of a column that the request does not name.
    fn by_names<'p>(&self, place: &'p str) -> Option<(usize, &'p str)> {
        let ends = std::iter::once(place.len()).chain(place.rmatch_indices(INSIDE).map(|(at, _)| at));
        let named = ends.map(|end| place.split_at(end)).find_map(|(name, rest)| Some((*self.names.get(name)?, rest)));
        named.or_else(|| Some((place.parse().ok()?, "")))
    }

    /// What a path leads to inside a value, as far as it can be followed: `.zip`; of lists and maps it does not say which.
    fn inside(&self, value: usize, path: &str) -> Option<Range<usize>> {
        let mut at = value;
        let mut path = path;
        while let Some(rest) = path.strip_prefix('.') {
            let names: Vec<Labelled> = self.json.entries(at).map_while(|entry| self.named(entry.key)).collect();
            let Some((nth, after)) = longest(names.iter().map(|name| name.text.as_str()), rest) else { break };
            let Some(entry) = self.json.entry(at, &names[nth].text) else { break };
            (at, path) = (entry.value, after);
        }
        self.json.range(at)
    }
}

/// A name of the request and where it stands.
struct Labelled {
    text: String,
    range: Range<usize>,
}

/// What begins the way inside a value, behind the name of its column.
const INSIDE: [char; 3] = ['.', '[', '{'];

/// The name that a place begins with, by its number, and what follows it: the longest, for names may hold points.
fn longest<'p, 'n>(names: impl Iterator<Item = &'n str>, place: &'p str) -> Option<(usize, &'p str)> {
    let rest = |name: &str| place.strip_prefix(name).filter(|rest| rest.is_empty() || rest.starts_with(INSIDE));
    names.enumerate().filter_map(|(nth, name)| Some((nth, rest(name)?))).min_by_key(|(_, rest)| rest.len())
}

/// A CSV whose cells are to be found.
struct CsvPlaces<'t> {
    /// Behind its header.
    rows: RowReader<'t>,
    header: Vec<Range<usize>>,
    /// The places of the names; of two of one name the first.
    names: HashMap<Cow<'t, str>, usize>,
    /// Bytes that may still be looked at.
    left: usize,
}

impl<'t> CsvPlaces<'t> {
    fn of(text: &'t str, most: usize) -> Option<Self> {
        let mut rows = RowReader::new(text);
        let header = rows.places()?;
        let names = header.iter().enumerate().rev().map(|(place, field)| (unquoted(&text[field.clone()]), place)).collect();
        Some(Self { rows, header, names, left: most })
    }

    fn find(&mut self, sought: Sought<'_>) -> Option<Range<usize>> {
        let place = |name: &str| self.names.get(name).copied();
        let whole = |fields: &[Range<usize>]| Some(fields.first()?.start..fields.last()?.end);
        if let Some(near) = sought.near.and_then(place) {
            return self.header.get(near).cloned();
        }
        // pandas calls a second column of a name by a number behind it, and one without a name by its place.
        let column = place(sought.place).or_else(|| sought.place.strip_prefix("Unnamed: ")?.parse().ok());
        let Some(row) = sought.row else {
            return column.and_then(|column| self.header.get(column).cloned()).or_else(|| whole(&self.header));
        };
        let fields = self.row(row)?;
        // What a row has too much of is its index, in front.
        let index = fields.len().saturating_sub(self.header.len());
        column.and_then(|column| fields.get(column + index).cloned()).or_else(|| whole(&fields))
    }

    /// The fields of a row; nothing more once too much was looked at.
    fn row(&mut self, row: usize) -> Option<Vec<Range<usize>>> {
        let mut left = std::mem::take(&mut self.left);
        let mut rows = self.rows.clone();
        let mut before = self.header.last()?.end;
        let mut fields = Vec::new();
        for _ in 0..=row {
            fields = rows.places()?;
            let end = fields.last()?.end;
            left = left.checked_sub(end - before).filter(|left| *left > 0)?;
            before = end;
        }
        self.left = left;
        Some(fields)
    }
}

fn unquoted(field: &str) -> Cow<'_, str> {
    match field.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\"").into(),
        None => field.into(),
    }
}
