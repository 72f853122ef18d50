//! A comparison for programs.

use serde::Serialize;

use crate::compare::files::{FileRow, State};
use crate::compare::keys::KeyRow;
use crate::compare::logged::LoggedRow;
use crate::compare::rules::{Caller, Grade};
use crate::compare::{Callers, Change, Reason, Section};
use crate::mlmodel::display::{json_escaped, os_text};
use crate::mlmodel::{Code, Value};
use crate::present::diff::{Diff, key_text};
use crate::present::rows::PartRows;

#[derive(Serialize)]
struct Report<'a> {
    a: SideReport<'a>,
    b: SideReport<'a>,
    verdict: &'static str,
    /// For each kind of caller by itself.
    callers: ByCaller,
    identical: bool,
    reasons: Vec<ReasonReport>,
    /// What was logged to both runs; left out where no known store has one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<RunsReport<'a>>,
    signature: SignatureReport,
    mlmodel: Vec<KeyReport<'a>>,
    environment: Vec<PackageReport<'a>>,
    files: Vec<FileReport<'a>>,
}

#[derive(Serialize)]
struct SideReport<'a> {
    path: String,
    kind: &'static str,
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct ByCaller {
    rest: &'static str,
    python: &'static str,
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
struct RunsReport<'a> {
    a: &'a str,
    b: &'a str,
    params: Vec<LoggedReport<'a>>,
    metrics: Vec<LoggedReport<'a>>,
}

#[derive(Serialize)]
struct LoggedReport<'a> {
    key: &'a str,
    change: &'static str,
    a: Option<&'a str>,
    b: Option<&'a str>,
}

#[derive(Serialize)]
struct SignatureReport {
    inputs: Vec<SpecReport>,
    outputs: Vec<SpecReport>,
    params: Vec<SpecReport>,
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
struct FileReport<'a> {
    path: &'a str,
    /// `unknown` where the bytes cannot be compared.
    change: &'static str,
    a_bytes: Option<u64>,
    b_bytes: Option<u64>,
    expected: bool,
}

/// One JSON object, on several lines.
#[must_use]
pub fn json(diff: &Diff<'_>) -> String {
    let answer = |callers| diff.comparison.answer(callers, diff.files).word();
    let side = |side: crate::compare::Side<'_>| os_text(side.opened.path.as_os_str());
    let report = Report {
        a: SideReport {
            path: side(diff.a),
            kind: crate::print::kind(&diff.a.opened.subject),
            name: diff.a.folder().map(|f| &*f.name.text),
        },
        b: SideReport {
            path: side(diff.b),
            kind: crate::print::kind(&diff.b.opened.subject),
            name: diff.b.folder().map(|f| &*f.name.text),
        },
        verdict: answer(diff.callers),
        callers: ByCaller { rest: answer(Callers::Rest), python: answer(Callers::Python) },
        identical: diff.is_identical(),
        reasons: diff.comparison.verdict.reasons(diff.callers).into_iter().flat_map(|reason| reasons(reason, diff.callers)).collect(),
        runs: diff.a.logged.zip(diff.b.logged).map(|(a, b)| RunsReport {
            a: &a.run,
            b: &b.run,
            params: diff.comparison.run_params.iter().map(logged).collect(),
            metrics: diff.comparison.run_metrics.iter().map(logged).collect(),
        }),
        signature: SignatureReport {
            inputs: specs(diff, Section::Inputs),
            outputs: specs(diff, Section::Outputs),
            params: specs(diff, Section::Params),
        },
        mlmodel: diff.comparison.mlmodel.iter().map(|row| key(diff, row)).collect(),
        environment: diff
            .comparison
            .environment
            .iter()
            .map(|row| PackageReport {
                package: &row.name,
                change: word(diff, Section::Environment, row.change),
                a: row.a.as_ref().map(|asked| asked.text.as_str()),
                b: row.b.as_ref().map(|asked| asked.text.as_str()),
            })
            .collect(),
        files: diff.files.iter().map(file).collect(),
    };
    // Everything in a report is a string, a number or a list: writing cannot fail.
    json_escaped(serde_json::to_string_pretty(&report).unwrap_or_default())
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

fn specs(diff: &Diff<'_>, section: Section) -> Vec<SpecReport> {
    let (Some(part), Some([a, b])) = (diff.part(section), diff.tables(section)) else { return Vec::new() };
    let encode = |rows: Option<PartRows<'_>>, index: Option<u32>| rows.zip(index).and_then(|(rows, i)| rows.encode(i as usize));
    part.rows
        .iter()
        .map(|row| {
            let (a, b) = (encode(a, row.a), encode(b, row.b));
            let name = a.as_ref().or(b.as_ref()).and_then(|spec| spec.get("name")).cloned().unwrap_or(Value::Null);
            SpecReport { name, change: word(diff, section, row.change), a, b }
        })
        .collect()
}

fn key<'a>(diff: &Diff<'_>, row: &'a KeyRow) -> KeyReport<'a> {
    let change = word(diff, Section::MlModel, row.change);
    KeyReport { key: key_text(&row.key), change, a: row.a.as_ref(), b: row.b.as_ref(), expected: row.expected }
}

fn logged(row: &LoggedRow) -> LoggedReport<'_> {
    LoggedReport { key: &row.key, change: row.change.word(), a: row.a.as_deref(), b: row.b.as_deref() }
}

/// Where one side cannot be read, nobody knows what it lacks.
fn word(diff: &Diff<'_>, section: Section, change: Change) -> &'static str {
    if diff.comparison.is_comparable(section) { change.word() } else { "unknown" }
}

fn file(row: &FileRow) -> FileReport<'_> {
    let change = match &row.state {
        State::Known(change) => change.word(),
        State::Pending | State::Unreadable(_) => "unknown",
    };
    let expected = row.expected && row.change() != Some(Change::Same);
    FileReport { path: &row.path, change, a_bytes: row.a_bytes, b_bytes: row.b_bytes, expected }
}
