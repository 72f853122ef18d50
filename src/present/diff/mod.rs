//! A comparison as rows, the same for the window and for everything printed or copied.

mod row;

use crate::compare::files::{FileRow, State};
use crate::compare::keys::KeyRow;
use crate::compare::logged::LoggedRow;
use crate::compare::signature::{Presence, PropertyPair, Row, properties};
use crate::compare::{Answer, Callers, Change, Comparison, Counts, PartDiff, Section, Side};
use crate::folder::{ModelFolder, Status};
use crate::mlmodel::display::{bytes, clipped, count, grouped};
use crate::mlmodel::signature::Property;
use crate::mlmodel::yaml::NodeId;
use crate::mlmodel::{MlModel, Value};
use crate::reading::Compared;
pub use row::key_text;
use row::{cells, is_inside, logged_row, nested, package_row, short_list, written};

use super::rows::{Family, PartRows, parts, shown_name};

pub use row::{COLUMNS, Cell, CellRow, ChangeRow};

/// A comparison with its two sides.
#[derive(Clone, Copy, Debug)]
pub struct Diff<'a> {
    pub a: Side<'a>,
    pub b: Side<'a>,
    pub comparison: &'a Comparison,
    pub files: &'a [FileRow],
    /// Whose verdict is asked for.
    pub callers: Callers,
}

impl<'a> Diff<'a> {
    /// Lays out two models that were compared.
    #[must_use]
    pub fn of(compared: &'a Compared, files: &'a [FileRow], callers: Callers) -> Self {
        Self { a: compared.a.side(), b: compared.b.side(), comparison: &compared.comparison, files, callers }
    }

    /// The sections there is something to say of: without a store that knows a run, nothing is said of runs.
    pub fn sections(&self) -> impl Iterator<Item = Section> + use<> {
        let has_runs = self.comparison.has_runs;
        Section::ALL.into_iter().filter(move |section| has_runs || !section.is_of_runs())
    }

    fn logged(&self, section: Section) -> &'a [LoggedRow] {
        match section {
            Section::RunParams => &self.comparison.run_params,
            Section::RunMetrics => &self.comparison.run_metrics,
            _ => &[],
        }
    }

    #[must_use]
    pub fn len(&self, section: Section) -> usize {
        match section {
            Section::RunParams | Section::RunMetrics => self.logged(section).len(),
            Section::Inputs | Section::Outputs | Section::Params => self.part(section).map_or(0, |part| part.rows.len()),
            Section::Environment => self.comparison.environment.len(),
            Section::Files => self.files.len(),
            Section::MlModel => self.comparison.mlmodel.len(),
        }
    }

    /// Whether a row differs, without laying it out; nothing while that is not known.
    #[must_use]
    pub fn change(&self, section: Section, index: usize) -> (Option<Change>, bool) {
        if !self.comparison.is_comparable(section) {
            return (None, false);
        }
        match section {
            Section::Inputs | Section::Outputs | Section::Params => {
                (self.part(section).and_then(|part| part.rows.get(index)).map(|row| row.change), false)
            }
            Section::RunParams | Section::RunMetrics => (self.logged(section).get(index).map(|row| row.change), false),
            Section::Environment => (self.comparison.environment.get(index).map(|row| row.change), false),
            Section::Files => self.files.get(index).map_or((None, false), |row| (row.change(), row.expected)),
            Section::MlModel => self.comparison.mlmodel.get(index).map_or((None, false), |row| (Some(row.change), row.expected)),
        }
    }

    /// Lays out one row.
    #[must_use]
    pub fn row(&self, section: Section, index: usize) -> Option<ChangeRow> {
        let mut row = match section {
            Section::Inputs | Section::Outputs | Section::Params => self.spec(section, index)?,
            Section::RunParams | Section::RunMetrics => self.logged(section).get(index).map(logged_row)?,
            Section::Environment => self.comparison.environment.get(index).map(package_row)?,
            Section::Files => self.files.get(index).map(|row| self.file_row(row))?,
            Section::MlModel => self.comparison.mlmodel.get(index).map(|row| self.key_row(row))?,
        };
        if !self.comparison.is_comparable(section) {
            // The other side cannot be read: that it lacks the row is not known.
            row.mark = format!("only in {}", if row.a.is_some() { "A" } else { "B" });
            (row.change, row.expected) = (None, false);
        }
        Some(row)
    }

    /// The matched specs of a part of the signature.
    #[must_use]
    pub fn part(&self, section: Section) -> Option<&'a PartDiff> {
        section.part().map(|i| self.comparison.signature.parts()[i])
    }

    /// The specs of both sides of a part of the signature.
    #[must_use]
    pub fn tables(&self, section: Section) -> Option<[Option<PartRows<'a>>; 2]> {
        let i = section.part()?;
        let of = |model: Option<&'a MlModel>| model.and_then(|m| m.signature.as_ref()).and_then(|signature| parts(signature)[i].1);
        Some([of(self.a.model()), of(self.b.model())])
    }

    fn spec(&self, section: Section, index: usize) -> Option<ChangeRow> {
        let row = self.part(section)?.rows.get(index)?;
        let [a, b] = self.tables(section)?;
        let side = |rows: Option<PartRows<'_>>, index: Option<u32>| {
            let row_of = rows?.row(index? as usize)?;
            let name = match row_of.name.as_deref() {
                None => format!("{} {}", if row_of.family == Family::Tensor { "tensor" } else { "column" }, index? + 1),
                Some(name) => shown_name(Some(name)).into_owned(),
            };
            Some(CellRow { name, cells: cells(&row_of, row.parts) })
        };
        let (mut left, mut right) = (side(a, row.a), side(b, row.b));
        let is_inside = is_inside(&mut left, &mut right);
        let mark = match (row.change, row.a, row.b) {
            (Change::Changed, ..) if is_inside && row.parts.words().len() == 1 => "inside".to_owned(),
            (Change::Moved, Some(i), Some(j)) if i != j => format!("moved {} → {}", i + 1, j + 1),
            (Change::Changed, ..) => short_list(&row.parts.words()),
            _ => String::new(),
        };
        let below =
            |rows: Option<PartRows<'_>>, index: Option<u32>| rows.zip(index).map_or(0, |(rows, i)| rows.properties(i as usize).len());
        let children = below(a, row.a).max(below(b, row.b));
        Some(ChangeRow {
            change: Some(row.change),
            mark,
            hint: self.rename_hint(section, row),
            a: left,
            b: right,
            expected: false,
            children,
        })
    }

    fn rename_hint(&self, section: Section, row: &Row) -> String {
        let Some(other) = row.perhaps.and_then(|p| self.part(section)?.rows.get(p as usize)) else { return String::new() };
        let Some([a, b]) = self.tables(section) else { return String::new() };
        let name = |rows: Option<PartRows<'_>>, i: Option<u32>| rows.zip(i).and_then(|(rows, i)| rows.name(i as usize));
        match row.change {
            Change::Removed => name(b, other.b).map(|name| format!("perhaps {name} now")),
            Change::Added => name(a, other.a).map(|name| format!("perhaps {name} before")),
            _ => None,
        }
        .unwrap_or_default()
    }

    /// The properties directly below a spec, matched.
    fn pairs(&self, section: Section, row: &Row) -> Option<Vec<PropertyPair<'a>>> {
        let [a, b] = self.tables(section)?;
        let below = |rows: Option<PartRows<'a>>, index: Option<u32>| -> &'a [Property] {
            rows.zip(index).map_or(&[], |(rows, index)| rows.properties(index as usize))
        };
        Some(properties(below(a, row.a), below(b, row.b)))
    }

    /// Whether a row has nested types, without laying them out.
    #[must_use]
    pub fn has_nested(&self, section: Section, index: usize) -> bool {
        let row = self.part(section).and_then(|part| part.rows.get(index));
        row.and_then(|row| self.pairs(section, row)).is_some_and(|pairs| !pairs.is_empty())
    }

    /// What is nested below a row, with its level, at most so many rows; with `only_changes`, what differs.
    #[must_use]
    pub fn nested(&self, section: Section, index: usize, only_changes: bool, most: usize) -> Vec<(u16, ChangeRow)> {
        let mut found = Vec::new();
        if let Some(row) = self.part(section).and_then(|part| part.rows.get(index))
            && let Some(pairs) = self.pairs(section, row)
        {
            nested(&pairs, 1, only_changes, most, &mut found);
        }
        found
    }

    fn file_row(&self, row: &FileRow) -> ChangeRow {
        let change = row.change();
        let side = |bytes_of: Option<u64>, is_there: bool| {
            is_there.then(|| CellRow {
                name: row.path.to_string(),
                cells: vec![Cell::new(bytes_of.map(bytes).unwrap_or_default(), change == Some(Change::Changed))],
            })
        };
        let misses = |side: Side<'_>| {
            side.folder().is_some_and(|folder| folder.references_to(&row.path).any(|reference| reference.status == Status::Missing))
        };
        let mark = match &row.state {
            State::Pending => "comparing…",
            State::Unreadable(_) => "not compared",
            State::Known(Change::Changed) => "content",
            // Named by the MLmodel, and not there: that is more than a difference.
            State::Known(Change::Removed) if misses(self.b) => "missing in B",
            State::Known(Change::Added) if misses(self.a) => "missing in A",
            State::Known(_) => "",
        };
        let hint = if let State::Unreadable(why) = &row.state { why.clone() } else { String::new() };
        ChangeRow {
            change,
            mark: mark.to_owned(),
            a: side(row.a_bytes, change != Some(Change::Added)),
            b: side(row.b_bytes, change != Some(Change::Removed)),
            hint,
            expected: row.expected && change != Some(Change::Same),
            children: 0,
        }
    }

    fn key_row(&self, row: &KeyRow) -> ChangeRow {
        let changed = row.change == Change::Changed;
        let side = |model: Option<&MlModel>, value: Option<&Value>, node: Option<NodeId>| {
            value.map(|value| CellRow { name: key_text(&row.key), cells: vec![Cell::new(written(model, node, value), changed)] })
        };
        ChangeRow {
            change: Some(row.change),
            mark: if changed { "value".to_owned() } else { String::new() },
            a: side(self.a.model(), row.a.as_ref(), row.a_node),
            b: side(self.b.model(), row.b.as_ref(), row.b_node),
            hint: String::new(),
            expected: row.expected,
            children: 0,
        }
    }

    /// `3 changes, 6 the same`.
    #[must_use]
    pub fn heading(&self, section: Section, counts: &Counts) -> String {
        if section.is_of_runs() && !self.comparison.is_comparable(section) {
            let letter = if self.a.logged.is_none() { "A" } else { "B" };
            return format!("no known store has the run of {letter}");
        }
        let lacks_model = |side: Side<'_>| match section {
            Section::RunParams | Section::RunMetrics => false,
            Section::Environment => side.folder().is_none(),
            Section::Files => side.listing().is_none(),
            _ => side.model().is_none(),
        };
        if let Some(why) = unreadable(lacks_model(self.a), lacks_model(self.b)) {
            return why.to_owned();
        }
        if let Some(part) = self.part(section)
            && (part.rows.is_empty() || part.is_unreadable())
        {
            return unreadable(part.a == Presence::Unreadable, part.b == Presence::Unreadable).unwrap_or("declared in neither").to_owned();
        }
        if self.len(section) == 0 {
            return "nothing in either".to_owned();
        }
        let expected = || {
            let what = if section == Section::Files { "ids and times inside" } else { "ids, times, sizes" };
            format!("{} ({what})", count(counts.expected, "expected change", "expected changes"))
        };
        let incomplete = section == Section::Files && !self.comparison.files_are_complete;
        if counts.changes + counts.moved + counts.unknown == 0 && !incomplete {
            return if counts.expected == 0 { "the same".to_owned() } else { format!("the same but for {}", expected()) };
        }
        let mut clauses = Vec::new();
        if counts.changes > 0 {
            clauses.push(count(counts.changes, "change", "changes"));
        }
        if counts.moved > 0 {
            clauses.push(format!("{} moved", grouped(counts.moved)));
        }
        if counts.unknown > 0 {
            let pending = self.files.iter().any(|row| row.state == State::Pending && !row.expected);
            clauses.push(format!("{} {}", grouped(counts.unknown), if pending { "to compare" } else { "not compared" }));
        }
        if counts.same > 0 {
            clauses.push(format!("{} the same", grouped(counts.same)));
        }
        if counts.expected > 0 {
            clauses.push(expected());
        }
        if incomplete {
            clauses.push("and not all files could be listed".to_owned());
        }
        clauses.join(", ")
    }

    /// The answer, with the two words a person asks for first.
    #[must_use]
    pub fn headline(&self) -> &'static str {
        if self.is_identical() {
            // Over counted changes of the runs the bare word would seem to speak of them too.
            if self.comparison.runs_differ() { "Identical models" } else { "Identical" }
        } else if self.spares_most(self.callers) {
            "Most callers need no change"
        } else {
            self.comparison.answer(self.callers, self.files).sentence()
        }
    }

    /// Callers need no change, but for those who send what a risky reason names.
    #[must_use]
    pub fn spares_most(&self, callers: Callers) -> bool {
        let is_compatible = self.comparison.answer(callers, self.files) == Answer::Compatible;
        is_compatible && !self.is_identical() && self.comparison.verdict.refuses_some(callers)
    }

    /// Both sides are the same but for what two saves of one model differ in.
    #[must_use]
    pub fn is_identical(&self) -> bool {
        self.comparison.is_identical(self.files)
    }

    /// What the headline leaves open, in one clause.
    #[must_use]
    pub fn remark(&self) -> &'static str {
        if self.comparison.is_one_folder {
            "A and B are one folder"
        } else if self.is_identical() && self.comparison.runs_differ() {
            "the same but for ids, times and sizes; what was logged to their runs differs"
        } else if self.is_identical() {
            "the same but for ids, times and sizes"
        } else {
            "interface and files; says nothing of accuracy"
        }
    }
}

/// Whose side of a section cannot be read, if one cannot.
fn unreadable(a: bool, b: bool) -> Option<&'static str> {
    match (a, b) {
        (false, false) => None,
        (true, false) => Some("A's cannot be read"),
        (false, true) => Some("B's cannot be read"),
        (true, true) => Some("neither can be read"),
    }
}

/// The head of one side: its name, and a line of what tells it apart.
#[must_use]
pub fn side_facts(folder: &ModelFolder) -> Vec<String> {
    let mut facts = Vec::new();
    let Some(model) = folder.model() else { return facts };
    if let Some(run) = &model.run_id {
        facts.push(format!("run {}", super::facts::short_id(&run.written)));
    }
    let native = model.flavors.list().iter().find(|flavor| &*flavor.name != crate::mlmodel::flavors::PYFUNC);
    facts.extend(native.or(model.flavors.list().first()).map(|flavor| super::facts::flavor_label(flavor, model)));
    if let Some(version) = &model.mlflow_version {
        facts.push(format!("MLflow {}", clipped(&version.written, 20)));
    }
    if let Some(created) = &model.utc_time_created {
        facts.push(crate::mlmodel::time::shown(&created.written));
    }
    facts
}

/// Two names in one, what they begin with said once: `diabetes 1 ↔ 2`.
#[must_use]
pub fn title_of_pair(a: &str, b: &str) -> String {
    let common = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(x, _)| x.len_utf8()).sum::<usize>();
    // Not in the middle of a word.
    let cut = a[..common].rfind([' ', '-', '_', '.', '/', '·']).map_or(0, |at| at + a[at..].chars().next().map_or(1, char::len_utf8));
    let rest = if a == b || b.len() == cut { b } else { &b[cut..] };
    format!("{a} ↔ {rest}")
}

#[cfg(test)]
mod tests {
    use super::title_of_pair;

    #[test]
    fn what_two_names_share_is_said_once() {
        assert_eq!(title_of_pair("diabetes 1", "diabetes 2"), "diabetes 1 ↔ 2");
        assert_eq!(title_of_pair("pair_nested__v1", "pair_nested__v2"), "pair_nested__v1 ↔ v2");
        assert_eq!(title_of_pair("diabetes-1", "diabetes"), "diabetes-1 ↔ diabetes");
        assert_eq!(title_of_pair("iris", "car-price"), "iris ↔ car-price");
        assert_eq!(title_of_pair("iris", "iris 2"), "iris ↔ iris 2");
        assert_eq!(title_of_pair("model", "model"), "model ↔ model");
        assert_eq!(title_of_pair("a b", "a"), "a b ↔ a");
    }
}
