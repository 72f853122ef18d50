//! A comparison for programs.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::compare::files::{FileRow, State};
use crate::compare::rules::{Caller, Grade};
use crate::compare::{self, About, Callers, Change, DIFF_SECTIONS, DiffSection, Reason};
use crate::enforce::ByCaller;
use crate::mlmodel::display::{json_escaped, os_text};
use crate::mlmodel::signature::PartName;
use crate::mlmodel::{Code, Value};
use crate::present::diff::{Diff, key_text};
use crate::present::rows::PartRows;
use crate::reading::Model;

#[derive(Serialize)]
struct DiffReport<'a> {
    schema: u32,
    a: SideReport<'a>,
    b: SideReport<'a>,
    verdict: &'static str,
    /// For each kind of caller by itself.
    callers: ByCaller<&'static str>,
    identical: bool,
    reasons: Vec<ReasonReport>,
    /// What was logged to both runs is left out where no known store has one of them.
    #[serde(flatten)]
    sections: Sections<'a>,
}

#[derive(Serialize)]
struct SideReport<'a> {
    path: String,
    kind: &'static str,
    name: Option<&'a str>,
    /// Where it was asked for.
    #[serde(flatten)]
    fingerprint: Option<FingerprintReport>,
}

#[derive(Serialize)]
struct FingerprintReport {
    /// Null where there is none.
    fingerprint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint_error: Option<String>,
}

#[derive(Serialize)]
struct ReasonReport {
    grade: Grade,
    callers: Vec<Caller>,
    code: &'static Code,
    #[serde(rename = "where")]
    place: String,
    message: String,
    /// Not breaking, and still some requests are refused.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    refuses_some: bool,
}

#[derive(Serialize)]
struct LoggedReport<'a> {
    key: &'a str,
    change: &'static str,
    a: Option<&'a str>,
    b: Option<&'a str>,
}

#[derive(Serialize)]
struct SpecReport {
    /// As in the file: mostly text; null for a spec without a name.
    name: Value,
    /// `unknown` where the other side cannot be read.
    change: &'static str,
    /// In the encoding of MLflow's newest release.
    a: Option<Value>,
    b: Option<Value>,
}

#[derive(Serialize)]
struct KeyReport<'a> {
    /// Cut where it is thousands of characters long: a path repeats what lies above it.
    key: String,
    change: &'static str,
    a: Option<&'a Value>,
    b: Option<&'a Value>,
    expected: bool,
}

#[derive(Serialize)]
struct PackageReport<'a> {
    package: &'a str,
    change: &'static str,
    a: Option<&'a str>,
    b: Option<&'a str>,
}

#[derive(Serialize)]
struct FileRowReport<'a> {
    path: &'a str,
    /// `unknown` where the bytes cannot be compared.
    change: &'static str,
    a_bytes: Option<u64>,
    b_bytes: Option<u64>,
    expected: bool,
}

/// One JSON object, on several lines.
#[must_use]
pub fn json(diff: &Diff) -> String {
    let comparison = diff.comparison();
    let (a, b) = (&*diff.compared.baseline, &*diff.compared.first.model);
    let answer = |callers| comparison.answer(callers).word();
    let logged = a.logged.as_ref().zip(b.logged.as_ref());
    let report = DiffReport {
        schema: crate::print::SCHEMA,
        a: side(a),
        b: side(b),
        verdict: answer(diff.callers),
        callers: ByCaller::of(|caller| answer(caller.into())),
        identical: comparison.is_identical(),
        reasons: comparison.verdict.reasons(diff.callers).into_iter().flat_map(|reason| reasons(reason, diff.callers)).collect(),
        sections: Sections { diff, runs: logged.map(|(a, b)| [&*a.run, &*b.run]) },
    };
    // Everything in a report is a string, a number or a list: writing cannot fail.
    json_escaped(serde_json::to_string_pretty(&report).unwrap_or_default())
}

fn side(model: &Model) -> SideReport<'_> {
    SideReport {
        path: os_text(model.opened.path.as_os_str()),
        kind: crate::print::kind(&model.opened.subject),
        name: model.folder().map(|folder| &*folder.name.text),
        fingerprint: model.fingerprint().map(|found| FingerprintReport {
            fingerprint: found.as_ref().ok().map(ToString::to_string),
            fingerprint_error: found.as_ref().err().map(ToString::to_string),
        }),
    }
}

/// The sections, each at its key: those of one level side by side in an object.
struct Sections<'a> {
    diff: &'a Diff,
    /// What both runs are called; without, nothing is said of runs.
    runs: Option<[&'a str; 2]>,
}

impl Serialize for Sections<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let mut level = "";
        for section in DIFF_SECTIONS.iter().copied() {
            match section.key.split_once('.') {
                None => map.serialize_entry(section.key, &RowList { diff: self.diff, section })?,
                // The first of a level brings all of it.
                Some((above, _)) if above != level => {
                    level = above;
                    let runs = if section.about == About::Runs { self.runs } else { None };
                    if section.about == About::Model || runs.is_some() {
                        map.serialize_entry(above, &Level { diff: self.diff, above, runs })?;
                    }
                }
                Some(_) => {}
            }
        }
        map.end()
    }
}

/// The sections below one key.
struct Level<'a> {
    diff: &'a Diff,
    above: &'a str,
    runs: Option<[&'a str; 2]>,
}

impl Serialize for Level<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some([a, b]) = self.runs {
            map.serialize_entry("a", a)?;
            map.serialize_entry("b", b)?;
        }
        for section in DIFF_SECTIONS.iter().copied() {
            if let Some((_, key)) = section.key.split_once('.').filter(|(above, _)| *above == self.above) {
                map.serialize_entry(key, &RowList { diff: self.diff, section })?;
            }
        }
        map.end()
    }
}

/// The rows of one section as a list.
struct RowList<'a> {
    diff: &'a Diff,
    section: &'static DiffSection,
}

impl Serialize for RowList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(diff) = self.diff.comparison().section(self.section) else { return serializer.collect_seq([(); 0]) };
        // Where one side cannot be read, nobody knows what it lacks.
        let word = |change: Change| if diff.is_comparable { change.word() } else { "unknown" };
        match &diff.rows {
            compare::MatchedRows::Specs { part, diff } => {
                let specs = [&self.diff.compared.baseline, &self.diff.compared.first.model].map(|model| specs_of(model, *part));
                serializer.collect_seq(diff.rows.iter().map(|row| spec(row, specs, word(row.change))))
            }
            compare::MatchedRows::Values(rows) => serializer.collect_seq(rows.iter().map(|row| LoggedReport {
                key: &row.key,
                change: row.change.word(),
                a: row.a.as_deref(),
                b: row.b.as_deref(),
            })),
            compare::MatchedRows::Packages(rows) => serializer.collect_seq(rows.iter().map(|row| PackageReport {
                package: &row.name,
                change: word(row.change),
                a: row.a.as_ref().map(|asked| asked.text.as_str()),
                b: row.b.as_ref().map(|asked| asked.text.as_str()),
            })),
            compare::MatchedRows::Files(rows) => serializer.collect_seq(rows.iter().map(file)),
            compare::MatchedRows::Keys(rows) => serializer.collect_seq(rows.iter().map(|row| KeyReport {
                key: key_text(&row.key),
                change: word(row.change),
                a: row.a.as_ref(),
                b: row.b.as_ref(),
                expected: row.expected,
            })),
        }
    }
}

fn specs_of(model: &Model, part: PartName) -> Option<PartRows<'_>> {
    PartRows::of(model.mlmodel()?.signature.as_ref()?, part)
}

fn spec(row: &compare::signature::SpecRow, [a, b]: [Option<PartRows<'_>>; 2], change: &'static str) -> SpecReport {
    let encode = |rows: Option<PartRows<'_>>, index: Option<u32>| rows.zip(index).and_then(|(rows, i)| rows.encode(i as usize));
    let (a, b) = (encode(a, row.a), encode(b, row.b));
    let name = a.as_ref().or(b.as_ref()).and_then(|spec| spec.get("name")).cloned().unwrap_or(Value::Null);
    SpecReport { name, change, a, b }
}

/// One entry where both callers meet the same grade, else one for each.
fn reasons(reason: &Reason, callers: Callers) -> Vec<ReasonReport> {
    let mut found: Vec<(Grade, Vec<Caller>)> = Vec::new();
    for caller in Caller::ALL.into_iter().filter(|caller| callers.only().is_none_or(|only| only == *caller)) {
        let Some(effect) = reason.effects.on(caller) else { continue };
        match found.iter_mut().find(|(grade, _)| *grade == effect.grade) {
            Some((_, callers)) => callers.push(caller),
            None => found.push((effect.grade, vec![caller])),
        }
    }
    found.sort_by_key(|(grade, _)| *grade);
    found
        .into_iter()
        .map(|(grade, whose)| {
            let of = match whose.as_slice() {
                [Caller::Rest] => Callers::Rest,
                [Caller::Python] => Callers::Python,
                _ => Callers::Any,
            };
            let message = format!("{} {}", reason.subject, reason.predicate(of));
            let refuses_some = whose.iter().any(|caller| reason.effects.on(*caller).is_some_and(|effect| effect.refuses_some));
            ReasonReport { grade, callers: whose, code: reason.code, place: reason.place.text(), message, refuses_some }
        })
        .collect()
}

fn file(row: &FileRow) -> FileRowReport<'_> {
    let change = match &row.state {
        State::Known(change) => change.word(),
        State::Pending | State::Unreadable(_) => "unknown",
    };
    let expected = row.expected && row.change() != Some(Change::Same);
    FileRowReport { path: &row.path, change, a_bytes: row.a_bytes, b_bytes: row.b_bytes, expected }
}
