//! Which columns, tensors and parameters of two signatures belong together, and what differs in each pair.

use std::collections::HashMap;

use super::change::Change;
use super::order::moved;
use crate::mlmodel::signature::{DataType, ParamSpec, Part, Property, Schema, Signature, Spec, SpecKind};
use crate::mlmodel::{Value, display};

/// The three parts of two signatures, row by row.
#[derive(Clone, Debug, Default)]
pub struct SignatureDiff {
    pub inputs: PartDiff,
    pub outputs: PartDiff,
    pub params: PartDiff,
}

/// One part of two signatures.
#[derive(Clone, Debug, Default)]
pub struct PartDiff {
    pub a: Presence,
    pub b: Presence,
    /// In A's order; what only B has stands behind what it follows there.
    pub rows: Vec<SpecRow>,
}

/// Whether a part is declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    #[default]
    Absent,
    /// Recorded, and not readable.
    Unreadable,
    Declared,
}

/// Two specs that belong together, or one that stands alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpecRow {
    /// Index among A's specs, from 0.
    pub a: Option<u32>,
    pub b: Option<u32>,
    pub change: Change,
    pub parts: ChangedParts,
    /// The row that this one may be under another name: a guess, shown as such.
    pub perhaps: Option<u32>,
}

/// Which parts of a spec changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "five parts that change independently")]
pub struct ChangedParts {
    /// One side has no names, so that they go by position.
    pub name: bool,
    /// A column's type with all that is nested in it, or a tensor's dtype; also a column that became a tensor.
    pub data_type: bool,
    pub shape: bool,
    pub required: bool,
    pub default: bool,
}

impl ChangedParts {
    /// Whether anything changed.
    #[must_use]
    pub fn any(self) -> bool {
        self != Self::default()
    }

    /// In the words of the tables: `type, required`.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        let all =
            [(self.name, "name"), (self.data_type, "type"), (self.shape, "shape"), (self.required, "required"), (self.default, "default")];
        all.into_iter().filter(|(changed, _)| *changed).map(|(_, word)| word).collect()
    }
}

impl SignatureDiff {
    /// Matches two signatures; a side without one has three absent parts.
    #[must_use]
    pub fn of(a: Option<&Signature>, b: Option<&Signature>) -> Self {
        let none = Signature::default();
        let (a, b) = (a.unwrap_or(&none), b.unwrap_or(&none));
        Self {
            inputs: PartDiff::of(&a.inputs, &b.inputs, schemas),
            outputs: PartDiff::of(&a.outputs, &b.outputs, schemas),
            params: PartDiff::of(&a.params, &b.params, params),
        }
    }

    /// Inputs, outputs, params.
    #[must_use]
    pub fn parts(&self) -> [&PartDiff; 3] {
        [&self.inputs, &self.outputs, &self.params]
    }
}

impl PartDiff {
    /// Some side records it, and nobody can read it.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.a == Presence::Unreadable || self.b == Presence::Unreadable
    }

    fn of<T: Default>(a: &Part<T>, b: &Part<T>, rows: fn(&T, &T) -> Vec<SpecRow>) -> Self {
        let presence = |part: &Part<T>| match part {
            Part::Absent => Presence::Absent,
            Part::Unreadable => Presence::Unreadable,
            Part::Read(_) => Presence::Declared,
        };
        let none = T::default();
        Self { a: presence(a), b: presence(b), rows: rows(a.read().unwrap_or(&none), b.read().unwrap_or(&none)) }
    }
}

/// A column label by which specs are matched: typed, for `0` is another column than `"0"`.
#[derive(PartialEq, Eq, Hash)]
enum SpecLabel<'a> {
    Text(&'a str),
    Other(String),
}

impl<'a> SpecLabel<'a> {
    fn of(name: &'a Value) -> Self {
        name.as_text().map_or_else(|| Self::Other(name.to_json()), Self::Text)
    }
}

fn schemas(a: &Schema, b: &Schema) -> Vec<SpecRow> {
    let by_name = a.is_named() && b.is_named();
    let pairs = if by_name { pairs(spec_labels(a), &spec_labels(b)) } else { by_position(a.specs.len(), b.specs.len()) };
    let mut rows = rows(&pairs, |i, j| spec_parts(&a.specs[i], &b.specs[j], by_name));
    if by_name {
        guess_renames(a, b, &mut rows);
    }
    rows
}

#[expect(clippy::ptr_arg, reason = "the content of a part")]
fn params(a: &Vec<ParamSpec>, b: &Vec<ParamSpec>) -> Vec<SpecRow> {
    rows(&pairs(param_labels(a), &param_labels(b)), |i, j| param_parts(&a[i], &b[j]))
}

fn spec_labels(schema: &Schema) -> Vec<SpecLabel<'_>> {
    schema.specs.iter().map(|spec| spec.name.as_ref().map_or(SpecLabel::Text(""), SpecLabel::of)).collect()
}

fn param_labels(params: &[ParamSpec]) -> Vec<SpecLabel<'_>> {
    params.iter().map(|param| SpecLabel::Text(&param.name)).collect()
}

/// Which spec of A belongs to which of B, by index.
struct SpecPair {
    a: Option<u32>,
    b: Option<u32>,
}

fn number(i: usize) -> u32 {
    u32::try_from(i).unwrap_or(u32::MAX)
}

fn by_position(a: usize, b: usize) -> Vec<SpecPair> {
    (0..a.max(b)).map(|i| SpecPair { a: (i < a).then(|| number(i)), b: (i < b).then(|| number(i)) }).collect()
}

/// Pairs equal labels; of a label that stands several times, the first with the first.
fn pairs<'a>(a: Vec<SpecLabel<'a>>, b: &'a [SpecLabel<'a>]) -> Vec<SpecPair> {
    let mut places: HashMap<&SpecLabel<'_>, std::collections::VecDeque<u32>> = HashMap::with_capacity(b.len());
    for (j, label) in b.iter().enumerate() {
        places.entry(label).or_default().push_back(number(j));
    }
    let mut common = vec![None; b.len()];
    let matched: Vec<Option<u32>> =
        a.into_iter().map(|label| places.get_mut(&label).and_then(std::collections::VecDeque::pop_front)).collect();
    for (i, j) in matched.iter().enumerate() {
        if let Some(j) = j {
            common[*j as usize] = Some(i);
        }
    }
    // What only B has follows the row that it follows there.
    let mut first = Vec::new();
    let mut behind: HashMap<usize, Vec<u32>> = HashMap::new();
    let mut anchor = None;
    for (j, i) in common.iter().enumerate() {
        match (i, anchor) {
            (Some(i), _) => anchor = Some(*i),
            (None, None) => first.push(number(j)),
            (None, Some(i)) => behind.entry(i).or_default().push(number(j)),
        }
    }
    let mut pairs: Vec<SpecPair> = first.into_iter().map(|j| SpecPair { a: None, b: Some(j) }).collect();
    for (i, j) in matched.into_iter().enumerate() {
        pairs.push(SpecPair { a: Some(number(i)), b: j });
        pairs.extend(behind.remove(&i).into_iter().flatten().map(|j| SpecPair { a: None, b: Some(j) }));
    }
    pairs
}

fn rows(pairs: &[SpecPair], differ: impl Fn(usize, usize) -> ChangedParts) -> Vec<SpecRow> {
    // Places among the rows that both have: a column added in front moves nothing.
    let both: Vec<(u32, u32)> = pairs.iter().filter_map(|pair| Some((pair.a?, pair.b?))).collect();
    let mut in_b: Vec<u32> = (0..number(both.len())).collect();
    in_b.sort_by_key(|i| both[*i as usize].1);
    let mut order = vec![0; both.len()];
    for (rank, i) in (0_u32..).zip(&in_b) {
        order[*i as usize] = rank;
    }
    let mut moved = moved(&order).into_iter();
    pairs
        .iter()
        .map(|&SpecPair { a, b }| {
            let (change, parts) = match (a, b) {
                (Some(i), Some(j)) => {
                    let parts = differ(i as usize, j as usize);
                    let has_moved = moved.next().unwrap_or(false);
                    let change = match (parts.any(), has_moved) {
                        (true, _) => Change::Changed,
                        (false, true) => Change::Moved,
                        (false, false) => Change::Same,
                    };
                    (change, parts)
                }
                (Some(_), None) => (Change::Removed, ChangedParts::default()),
                (None, _) => (Change::Added, ChangedParts::default()),
            };
            SpecRow { a, b, change, parts, perhaps: None }
        })
        .collect()
}

fn spec_parts(a: &Spec, b: &Spec, by_name: bool) -> ChangedParts {
    let mut parts = ChangedParts { name: !by_name && a.name.is_some() != b.name.is_some(), ..ChangedParts::default() };
    match (&a.kind, &b.kind) {
        (SpecKind::Column { data_type: x, .. }, SpecKind::Column { data_type: y, .. }) => {
            parts.data_type = !is_same_type(x, y);
            parts.required = a.is_required() != b.is_required();
        }
        (SpecKind::Tensor(x), SpecKind::Tensor(y)) => {
            parts.data_type = x.dtype != y.dtype;
            parts.shape = x.shape != y.shape;
        }
        _ => parts.data_type = true,
    }
    parts
}

fn param_parts(a: &ParamSpec, b: &ParamSpec) -> ChangedParts {
    ChangedParts {
        data_type: !is_same_type(&a.data_type, &b.data_type),
        shape: a.shape != b.shape,
        default: !a.read_default().is_same(&b.read_default()),
        ..ChangedParts::default()
    }
}

/// Whether two types are the same; the order of properties means nothing.
#[must_use]
pub fn is_same_type(a: &DataType, b: &DataType) -> bool {
    match (a, b) {
        (DataType::Array(x), DataType::Array(y)) | (DataType::Map(x), DataType::Map(y)) => is_same_type(x, y),
        (DataType::Object(x), DataType::Object(y)) => {
            x.len() == y.len() && properties(x, y).iter().all(|pair| pair.change() == Change::Same)
        }
        _ => a == b,
    }
}

/// Two properties of one name, or one that stands alone.
#[derive(Clone, Copy, Debug)]
pub struct PropertyPair<'a> {
    pub a: Option<&'a Property>,
    pub b: Option<&'a Property>,
}

impl PropertyPair<'_> {
    /// What became of the property, its type included.
    #[must_use]
    pub fn change(&self) -> Change {
        match (self.a, self.b) {
            (Some(a), Some(b)) if a.required == b.required && is_same_type(&a.data_type, &b.data_type) => Change::Same,
            (Some(_), Some(_)) => Change::Changed,
            (Some(_), None) => Change::Removed,
            (None, _) => Change::Added,
        }
    }

    /// Which parts of a property that both have changed.
    #[must_use]
    pub fn parts(&self) -> ChangedParts {
        let Some((a, b)) = self.a.zip(self.b) else { return ChangedParts::default() };
        ChangedParts { data_type: !is_same_type(&a.data_type, &b.data_type), required: a.required != b.required, ..ChangedParts::default() }
    }

    /// The name that both have.
    #[must_use]
    pub fn name(&self) -> &str {
        self.a.or(self.b).map_or("", |property| &property.name)
    }
}

/// The properties of two objects by name, sorted as MLflow writes them.
#[must_use]
pub fn properties<'a>(a: &'a [Property], b: &'a [Property]) -> Vec<PropertyPair<'a>> {
    let sorted = |list: &'a [Property]| {
        let mut sorted: Vec<&Property> = list.iter().collect();
        sorted.sort_by(|x, y| x.name.cmp(&y.name));
        sorted
    };
    let (mut left, mut right) = (sorted(a).into_iter().peekable(), sorted(b).into_iter().peekable());
    let mut pairs = Vec::with_capacity(a.len().max(b.len()));
    loop {
        let order = match (left.peek(), right.peek()) {
            (Some(x), Some(y)) => x.name.cmp(&y.name),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => return pairs,
        };
        pairs.push(PropertyPair { a: if order.is_le() { left.next() } else { None }, b: if order.is_ge() { right.next() } else { None } });
    }
}

/// A guess costs a look at every pair: beyond so many pairs nobody renames column by column.
const MOST_GUESSES: usize = 1_000;
/// Characters of a name that are compared.
const LONGEST: usize = 60;
/// How alike two names have to be, from 0 to 1, unless they stand at the same place.
const ALIKE: f64 = 0.75;

/// A column that went and one that came, of the same type, may be one under two names.
fn guess_renames(a: &Schema, b: &Schema, rows: &mut [SpecRow]) {
    let of = |change: Change| -> Vec<usize> { rows.iter().enumerate().filter(|(_, row)| row.change == change).map(|(i, _)| i).collect() };
    let (gone, new) = (of(Change::Removed), of(Change::Added));
    if gone.is_empty() || new.is_empty() || gone.len() * new.len() > MOST_GUESSES {
        return;
    }
    let one_each = gone.len() == 1 && new.len() == 1;
    let mut guesses: Vec<(f64, usize, usize)> = Vec::new();
    for x in &gone {
        for y in &new {
            let (Some(i), Some(j)) = (rows[*x].a, rows[*y].b) else { continue };
            let (old, fresh) = (&a.specs[i as usize], &b.specs[j as usize]);
            if spec_parts(old, fresh, true).any() {
                continue;
            }
            let plain = |spec: &Spec| display::clipped(&spec.label().unwrap_or_default(), LONGEST).to_lowercase();
            let alike = strsim::normalized_damerau_levenshtein(&plain(old), &plain(fresh));
            let is_in_place = one_each && i == j;
            if alike >= ALIKE || is_in_place {
                guesses.push((alike, *x, *y));
            }
        }
    }
    guesses.sort_by(|p, q| q.0.total_cmp(&p.0).then((p.1, p.2).cmp(&(q.1, q.2))));
    for (_, x, y) in guesses {
        if rows[x].perhaps.is_none() && rows[y].perhaps.is_none() {
            (rows[x].perhaps, rows[y].perhaps) = (Some(number(y)), Some(number(x)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(inputs: &str) -> Signature {
        Signature::decode(&Value::Map(vec![("inputs".into(), Value::Text(inputs.into()))]))
    }

    fn changes(a: &str, b: &str) -> Vec<(Option<u32>, Option<u32>, Change)> {
        let diff = SignatureDiff::of(Some(&signature(a)), Some(&signature(b)));
        diff.inputs.rows.iter().map(|row| (row.a, row.b, row.change)).collect()
    }

    #[test]
    fn columns_are_matched_by_name_and_what_is_new_stands_where_it_came() {
        let a = r#"[{"type":"long","name":"a"},{"type":"long","name":"b"},{"type":"long","name":"c"}]"#;
        let b = r#"[{"type":"long","name":"new"},{"type":"long","name":"a"},{"type":"double","name":"c"},{"type":"long","name":"last"}]"#;
        assert_eq!(
            changes(a, b),
            [
                (None, Some(0), Change::Added),
                (Some(0), Some(1), Change::Same),
                (Some(1), None, Change::Removed),
                (Some(2), Some(2), Change::Changed),
                (None, Some(3), Change::Added),
            ]
        );
    }

    #[test]
    fn unnamed_columns_go_by_position_and_labels_keep_their_type() {
        assert_eq!(
            changes(r#"[{"type":"long"},{"type":"long"}]"#, r#"[{"type":"long"}]"#),
            [(Some(0), Some(0), Change::Same), (Some(1), None, Change::Removed)]
        );
        assert_eq!(
            changes(r#"[{"type":"long","name":0}]"#, r#"[{"type":"long","name":"0"}]"#),
            [(None, Some(0), Change::Added), (Some(0), None, Change::Removed)]
        );
    }

    #[test]
    fn the_order_of_properties_means_nothing() {
        let a = r#"[{"type":"object","properties":{"x":{"type":"long"},"y":{"type":"string"}},"name":"o","required":true}]"#;
        let b = r#"[{"type":"object","properties":{"y":{"type":"string"},"x":{"type":"long"}},"name":"o","required":true}]"#;
        assert_eq!(changes(a, b), [(Some(0), Some(0), Change::Same)]);
    }

    #[test]
    fn a_likely_rename_is_guessed_and_never_assumed() {
        let a = r#"[{"type":"long","name":"customer_age"},{"type":"long","name":"b"}]"#;
        let b = r#"[{"type":"long","name":"customerAge"},{"type":"long","name":"b"}]"#;
        let diff = SignatureDiff::of(Some(&signature(a)), Some(&signature(b)));
        let rows = diff.inputs.rows;
        assert_eq!(
            rows.iter().map(|row| (row.change, row.perhaps)).collect::<Vec<_>>(),
            [(Change::Added, Some(1)), (Change::Removed, Some(0)), (Change::Same, None)]
        );
        let other = r#"[{"type":"string","name":"customerAge"},{"type":"long","name":"b"}]"#;
        let diff = SignatureDiff::of(Some(&signature(a)), Some(&signature(other)));
        assert!(diff.inputs.rows.iter().all(|row| row.perhaps.is_none()), "of another type");
    }
}
