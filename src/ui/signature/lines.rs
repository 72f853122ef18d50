//! Which lines the signature's tables show: order, filter and what is unfolded. Computed when one of
//! them changes, and not each frame.

use std::collections::BTreeSet;
use std::ops::{Index, IndexMut};

use crate::mlmodel::signature::{PartName, Property, Signature};
use crate::present::rows::{PartRows, SignatureRow, property_row};

/// A column one can sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SortColumn {
    Number,
    Name,
    Type,
    Shape,
    /// `required`, or a parameter's default.
    Last,
}

/// How one table is sorted; `None` is the order of the file.
pub type Sort = Option<(SortColumn, Direction)>;

/// Which way a table is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Up,
    Down,
}

/// Ascending, descending, and back to the order of the file.
#[must_use]
pub fn next_sort(sort: Sort, column: SortColumn) -> Sort {
    match sort {
        Some((c, Direction::Up)) if c == column => Some((column, Direction::Down)),
        Some((c, Direction::Down)) if c == column => None,
        _ if column == SortColumn::Number => Some((column, Direction::Down)),
        _ => Some((column, Direction::Up)),
    }
}

/// One of something for each part of a signature.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByPart<T> {
    inputs: T,
    outputs: T,
    params: T,
}

impl<T> ByPart<T> {
    /// Makes what belongs to each part.
    #[must_use]
    pub fn of(make: impl Fn(PartName) -> T) -> Self {
        Self { inputs: make(PartName::Inputs), outputs: make(PartName::Outputs), params: make(PartName::Params) }
    }
}

impl<T> Index<PartName> for ByPart<T> {
    type Output = T;

    fn index(&self, part: PartName) -> &T {
        match part {
            PartName::Inputs => &self.inputs,
            PartName::Outputs => &self.outputs,
            PartName::Params => &self.params,
        }
    }
}

impl<T> IndexMut<PartName> for ByPart<T> {
    fn index_mut(&mut self, part: PartName) -> &mut T {
        match part {
            PartName::Inputs => &mut self.inputs,
            PartName::Outputs => &mut self.outputs,
            PartName::Params => &mut self.params,
        }
    }
}

/// The rows of each part; `None` where it is not recorded or cannot be read.
pub type PartTables<'a> = ByPart<Option<PartRows<'a>>>;

/// The parts of a signature.
#[must_use]
pub fn parts(signature: &Signature) -> PartTables<'_> {
    PartTables::of(|part| PartRows::of(signature, part))
}

/// One line of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureLine {
    Title(PartName),
    Headings(PartName),
    /// A spec of a part.
    Spec {
        part: PartName,
        index: u32,
    },
    /// A property below a spec: its number among [`SignatureLines::properties`].
    Property(u32),
    /// No spec matches the filter.
    NoMatch,
    Gap,
}

/// Where a spec stands, or a property below it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpecPath {
    pub part: PartName,
    /// Index of the spec.
    pub spec: u32,
    /// The way to a property: its index on each level. Empty for the spec itself.
    pub way: Box<[u32]>,
}

impl SpecPath {
    /// A spec itself, and no property below it.
    #[must_use]
    pub fn of_spec(part: PartName, spec: u32) -> Self {
        Self { part, spec, way: Box::default() }
    }

    /// Whether it is a spec, and not a property below one.
    #[must_use]
    pub fn is_spec(&self) -> bool {
        self.way.is_empty()
    }

    /// What it stands below; nothing for a spec.
    #[must_use]
    pub fn above(&self) -> Option<Self> {
        let (_, way) = self.way.split_last()?;
        Some(Self { way: way.into(), ..*self })
    }

    /// The properties directly below it, each with its path.
    fn below<'a>(&self, properties: &'a [Property]) -> impl Iterator<Item = (Self, &'a Property)> {
        properties.iter().enumerate().map(|(i, property)| {
            let own = u32::try_from(i).unwrap_or(u32::MAX);
            let way = self.way.iter().copied().chain(std::iter::once(own)).collect();
            (Self { way, ..*self }, property)
        })
    }

    /// The property that stands here; `None` for a spec.
    #[must_use]
    pub fn property<'a>(&self, rows: PartRows<'a>) -> Option<&'a Property> {
        let mut properties = rows.properties(self.spec as usize);
        let mut found = None;
        for i in &self.way {
            let property = properties.get(*i as usize)?;
            properties = property.data_type.properties();
            found = Some(property);
        }
        found
    }

    /// Its row.
    #[must_use]
    pub fn row(&self, parts: &PartTables<'_>) -> Option<SignatureRow> {
        let rows = parts[self.part]?;
        if self.is_spec() { rows.row(self.spec as usize) } else { self.property(rows).map(property_row) }
    }
}

/// What is unfolded.
pub type Unfolded = BTreeSet<SpecPath>;

/// The lines of all parts.
#[derive(Debug, Default)]
pub struct SignatureLines {
    pub lines: Vec<SignatureLine>,
    properties: Vec<SpecPath>,
}

impl SignatureLines {
    /// Lays out the parts; those that are `None` have a title only.
    #[must_use]
    pub fn of(parts: &PartTables<'_>, sorts: ByPart<Sort>, filter: &str, unfolded: &Unfolded) -> Self {
        let mut lines = Self::default();
        for part in PartName::ALL {
            lines.lines.push(SignatureLine::Title(part));
            if let Some(rows) = parts[part].filter(|rows| !rows.is_empty()) {
                let order = order(rows, sorts[part], filter);
                lines.lines.push(if order.is_empty() { SignatureLine::NoMatch } else { SignatureLine::Headings(part) });
                for index in order {
                    lines.lines.push(SignatureLine::Spec { part, index });
                    lines.unfold(&SpecPath::of_spec(part, index), rows.properties(index as usize), unfolded);
                }
            }
            lines.lines.push(SignatureLine::Gap);
        }
        lines
    }

    /// The specs of a part that are shown, in their order.
    pub fn specs(&self, part: PartName) -> impl Iterator<Item = usize> {
        self.lines.iter().filter_map(move |line| match line {
            SignatureLine::Spec { part: of, index } if *of == part => Some(*index as usize),
            _ => None,
        })
    }

    /// Whether a spec or a property stands on a line.
    #[must_use]
    pub fn is_row(&self, line: usize) -> bool {
        matches!(self.lines.get(line), Some(SignatureLine::Spec { .. } | SignatureLine::Property(_)))
    }

    /// The path of the spec or property on a line.
    #[must_use]
    pub fn path(&self, line: usize) -> Option<SpecPath> {
        match *self.lines.get(line)? {
            SignatureLine::Spec { part, index } => Some(SpecPath::of_spec(part, index)),
            SignatureLine::Property(i) => self.properties.get(i as usize).cloned(),
            _ => None,
        }
    }

    /// The line of a path.
    #[must_use]
    pub fn find(&self, path: &SpecPath) -> Option<usize> {
        self.lines.iter().position(|line| match *line {
            SignatureLine::Spec { part, index } => path.is_spec() && (part, index) == (path.part, path.spec),
            SignatureLine::Property(i) => self.properties.get(i as usize) == Some(path),
            _ => false,
        })
    }

    fn unfold(&mut self, path: &SpecPath, properties: &[Property], unfolded: &Unfolded) {
        if properties.is_empty() || !unfolded.contains(path) {
            return;
        }
        for (below, property) in path.below(properties) {
            self.lines.push(SignatureLine::Property(u32::try_from(self.properties.len()).unwrap_or(u32::MAX)));
            self.properties.push(below.clone());
            self.unfold(&below, property.data_type.properties(), unfolded);
        }
    }
}

/// The indexes of the specs that match, sorted.
#[must_use]
pub fn order(rows: PartRows<'_>, sort: Sort, filter: &str) -> Vec<u32> {
    let needle = filter.trim().to_lowercase();
    let len = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let mut order: Vec<u32> = (0..len).filter(|i| needle.is_empty() || matches(rows, *i as usize, &needle)).collect();
    let Some((column, direction)) = sort else { return order };
    match column {
        SortColumn::Number => {}
        SortColumn::Name => order.sort_by_cached_key(|i| rows.name(*i as usize).map(|name| (name.to_lowercase(), name))),
        SortColumn::Type => order.sort_by_cached_key(|i| rows.row(*i as usize).map(|row| row.type_text)),
        SortColumn::Shape => order.sort_by_cached_key(|i| rows.row(*i as usize).and_then(|row| row.shape)),
        SortColumn::Last => order.sort_by_cached_key(|i| rows.row(*i as usize).map(|row| (row.required.map(|r| !r), row.default))),
    }
    if direction == Direction::Down {
        order.reverse();
    }
    order
}

fn matches(rows: PartRows<'_>, index: usize, needle: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(needle);
    if rows.name(index).is_some_and(|name| has(&name)) {
        return true;
    }
    let in_row = |row: &SignatureRow| has(&row.type_text) || row.shape.as_deref().is_some_and(has);
    rows.row(index).is_some_and(|row| in_row(&row)) || any_property(rows.properties(index), &|p| has(&p.name) || in_row(&property_row(p)))
}

fn any_property(properties: &[Property], test: &dyn Fn(&Property) -> bool) -> bool {
    properties.iter().any(|p| test(p) || any_property(p.data_type.properties(), test))
}

/// Everything that can be unfolded in one part.
#[must_use]
pub fn all_unfoldable(part: PartName, rows: PartRows<'_>) -> Unfolded {
    fn add(path: SpecPath, properties: &[Property], found: &mut Unfolded) {
        if properties.is_empty() {
            return;
        }
        for (below, property) in path.below(properties) {
            add(below, property.data_type.properties(), found);
        }
        found.insert(path);
    }
    let mut found = Unfolded::new();
    for i in 0..u32::try_from(rows.len()).unwrap_or(u32::MAX) {
        add(SpecPath::of_spec(part, i), rows.properties(i as usize), &mut found);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mlmodel::Value;

    fn signature(inputs: &str) -> Signature {
        Signature::decode(&Value::Map(vec![("inputs".into(), Value::Text(inputs.into()))]))
    }

    fn rows(signature: &Signature) -> PartRows<'_> {
        PartRows::Schema(signature.inputs.read().expect("read"))
    }

    #[test]
    fn sorts_by_any_column_and_back() {
        let s = signature(r#"[{"type":"string","name":"b"},{"type":"long","name":"C"},{"type":"double","name":"a"}]"#);
        let rows = rows(&s);
        assert_eq!(order(rows, Some((SortColumn::Name, Direction::Up)), ""), [2, 0, 1]);
        assert_eq!(order(rows, Some((SortColumn::Type, Direction::Down)), ""), [0, 1, 2]);
        assert_eq!(order(rows, None, ""), [0, 1, 2]);
        let mut sort = None;
        for expected in [Some((SortColumn::Name, Direction::Up)), Some((SortColumn::Name, Direction::Down)), None] {
            sort = next_sort(sort, SortColumn::Name);
            assert_eq!(sort, expected);
        }
    }

    #[test]
    fn filters_by_name_type_and_nested_name() {
        let s = signature(
            r#"[{"type":"object","properties":{"role":{"type":"string"}},"name":"m","required":true},{"type":"long","name":"x","required":true}]"#,
        );
        let rows = rows(&s);
        assert_eq!(order(rows, None, "ROLE"), [0]);
        assert_eq!(order(rows, None, "long"), [1]);
        assert!(order(rows, None, "nothing").is_empty());
    }

    #[test]
    fn nested_types_unfold_in_place() {
        let s = signature(
            r#"[{"type":"array","items":{"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"long"}}},"c":{"type":"long"}}},"name":"m","required":true}]"#,
        );
        let (inputs, sorts) = (PartName::Inputs, ByPart::default());
        let mut unfolded = Unfolded::new();
        let lines = |unfolded: &Unfolded| SignatureLines::of(&parts(&s), sorts, "", unfolded);
        assert_eq!(lines(&unfolded).properties.len(), 0);
        unfolded.insert(SpecPath::of_spec(inputs, 0));
        assert_eq!(lines(&unfolded).properties.len(), 2);
        unfolded.extend(all_unfoldable(inputs, rows(&s)));
        let lines = lines(&unfolded);
        let names: Vec<_> = lines.properties.iter().map(|path| path.property(rows(&s)).expect("there").name.to_string()).collect();
        assert_eq!(names, ["a", "b", "c"]);
        for line in (0..lines.lines.len()).filter(|line| lines.is_row(*line)) {
            assert_eq!(lines.path(line).and_then(|path| lines.find(&path)), Some(line));
        }
    }
}
