//! Which lines the signature's tables show: order, filter and what is unfolded. Computed when one of
//! them changes, and not each frame.

use std::collections::{BTreeSet, HashSet};

use crate::mlmodel::signature::Property;
use crate::present::rows::{PartRows, Row, property_row};

/// A column one can sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    Number,
    Name,
    Type,
    Shape,
    /// `required`, or a parameter's default.
    Last,
}

/// How one table is sorted; `None` is the order of the file.
pub type Sort = Option<(Column, Direction)>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Up,
    Down,
}

/// Ascending, descending, and back to the order of the file.
#[must_use]
pub fn next_sort(sort: Sort, column: Column) -> Sort {
    match sort {
        Some((c, Direction::Up)) if c == column => Some((column, Direction::Down)),
        Some((c, Direction::Down)) if c == column => None,
        _ if column == Column::Number => Some((column, Direction::Down)),
        _ => Some((column, Direction::Up)),
    }
}

/// One line of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Line {
    Title(usize),
    Headings(usize),
    /// A spec of a part.
    Spec {
        part: usize,
        index: u32,
    },
    /// A property below a spec: its place in [`Lines::nested`].
    Property {
        part: usize,
        nested: u32,
    },
    /// No spec matches the filter.
    NoMatch(usize),
    Gap,
}

/// A property that is shown: which spec it is below, and the way from there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Nested {
    pub spec: u32,
    /// Index of the property on each level.
    pub way: Box<[u32]>,
}

/// What is unfolded: a spec of a part, or a property below it.
pub type Unfolded = BTreeSet<Place>;

/// A place that unfolds: part, spec, and the way to a property below it (empty for the spec itself).
pub type Place = (usize, u32, Box<[u32]>);

/// The lines of all parts.
#[derive(Debug, Default)]
pub struct Lines {
    pub lines: Vec<Line>,
    pub nested: Vec<Nested>,
}

impl Lines {
    /// Lays out the parts; those that are `None` have a title only.
    #[must_use]
    pub fn of(parts: &[Option<PartRows<'_>>; 3], sorts: [Sort; 3], filter: &str, unfolded: &Unfolded) -> Self {
        let mut lines = Self::default();
        for (p, rows) in parts.iter().enumerate() {
            lines.lines.push(Line::Title(p));
            if let Some(rows) = rows.filter(|rows| !rows.is_empty()) {
                let order = order(rows, sorts[p], filter);
                if order.is_empty() {
                    lines.lines.push(Line::NoMatch(p));
                } else {
                    lines.lines.push(Line::Headings(p));
                }
                for index in order {
                    lines.lines.push(Line::Spec { part: p, index });
                    lines.unfold(p, index, &[], rows.properties(index as usize), unfolded);
                }
            }
            lines.lines.push(Line::Gap);
        }
        lines
    }

    /// The specs of a part that are shown, in their order.
    pub fn specs(&self, part: usize) -> impl Iterator<Item = usize> {
        self.lines.iter().filter_map(move |line| match line {
            Line::Spec { part: of, index } if *of == part => Some(*index as usize),
            _ => None,
        })
    }

    fn unfold(&mut self, part: usize, spec: u32, way: &[u32], properties: &[Property], unfolded: &Unfolded) {
        if properties.is_empty() || unfolded.is_empty() || !unfolded.contains(&(part, spec, way.into())) {
            return;
        }
        for (i, property) in properties.iter().enumerate() {
            let mut inner = way.to_vec();
            inner.push(u32::try_from(i).unwrap_or(u32::MAX));
            self.lines.push(Line::Property { part, nested: u32::try_from(self.nested.len()).unwrap_or(u32::MAX) });
            self.nested.push(Nested { spec, way: inner.clone().into() });
            self.unfold(part, spec, &inner, property.data_type.properties(), unfolded);
        }
    }
}

/// The property that a way leads to.
#[must_use]
pub fn property<'a>(rows: PartRows<'a>, nested: &Nested) -> Option<&'a Property> {
    let mut properties = rows.properties(nested.spec as usize);
    let mut found = None;
    for i in &nested.way {
        let property = properties.get(*i as usize)?;
        properties = property.data_type.properties();
        found = Some(property);
    }
    found
}

/// The indexes of the specs that match, sorted.
#[must_use]
pub fn order(rows: PartRows<'_>, sort: Sort, filter: &str) -> Vec<u32> {
    let needle = filter.trim().to_lowercase();
    let len = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let mut order: Vec<u32> = (0..len).filter(|i| needle.is_empty() || matches(rows, *i as usize, &needle)).collect();
    let Some((column, direction)) = sort else { return order };
    match column {
        Column::Number => {}
        Column::Name => order.sort_by_cached_key(|i| rows.name(*i as usize).map(|name| (name.to_lowercase(), name))),
        Column::Type => order.sort_by_cached_key(|i| rows.row(*i as usize).map(|row| row.type_text)),
        Column::Shape => order.sort_by_cached_key(|i| rows.row(*i as usize).and_then(|row| row.shape)),
        Column::Last => order.sort_by_cached_key(|i| rows.row(*i as usize).map(|row| (row.required.map(|r| !r), row.default))),
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
    let in_row = |row: &Row| has(&row.type_text) || row.shape.as_deref().is_some_and(has);
    rows.row(index).is_some_and(|row| in_row(&row)) || any_property(rows.properties(index), &|p| has(&p.name) || in_row(&property_row(p)))
}

fn any_property(properties: &[Property], test: &dyn Fn(&Property) -> bool) -> bool {
    properties.iter().any(|p| test(p) || any_property(p.data_type.properties(), test))
}

/// Everything that can be unfolded in one part.
#[must_use]
pub fn all_unfoldable(part: usize, rows: PartRows<'_>) -> HashSet<Place> {
    fn below(part: usize, spec: u32, way: &[u32], properties: &[Property], found: &mut HashSet<Place>) {
        if properties.is_empty() {
            return;
        }
        found.insert((part, spec, way.into()));
        for (i, property) in properties.iter().enumerate() {
            let mut inner = way.to_vec();
            inner.push(u32::try_from(i).unwrap_or(u32::MAX));
            below(part, spec, &inner, property.data_type.properties(), found);
        }
    }
    let mut found = HashSet::new();
    for i in 0..u32::try_from(rows.len()).unwrap_or(u32::MAX) {
        below(part, i, &[], rows.properties(i as usize), &mut found);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mlmodel::{Signature, Value};

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
        assert_eq!(order(rows, Some((Column::Name, Direction::Up)), ""), [2, 0, 1]);
        assert_eq!(order(rows, Some((Column::Type, Direction::Down)), ""), [0, 1, 2]);
        assert_eq!(order(rows, None, ""), [0, 1, 2]);
        let mut sort = None;
        for expected in [Some((Column::Name, Direction::Up)), Some((Column::Name, Direction::Down)), None] {
            sort = next_sort(sort, Column::Name);
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
        let rows = rows(&s);
        let mut unfolded = Unfolded::new();
        let count = |unfolded: &Unfolded| Lines::of(&[Some(rows), None, None], [None; 3], "", unfolded).nested.len();
        assert_eq!(count(&unfolded), 0);
        unfolded.insert((0, 0, [].into()));
        assert_eq!(count(&unfolded), 2);
        unfolded.extend(all_unfoldable(0, rows));
        let lines = Lines::of(&[Some(rows), None, None], [None; 3], "", &unfolded);
        let names: Vec<_> = lines.nested.iter().map(|n| property(rows, n).expect("there").name.to_string()).collect();
        assert_eq!(names, ["a", "b", "c"]);
    }
}
