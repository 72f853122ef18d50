//! A place as a table, and as JSON for programs.

use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Write as _;

use super::{here, table};
use crate::folder::StoreSummary;
use crate::library::{Absent, Place, Registered, Scanned, Subject, SubjectAt};
use crate::mlmodel::display::{bytes, clipped, count, json_escaped, one_line};
use crate::mlmodel::time;
use crate::present::Table;
use crate::present::listed::{NO_MODEL, flavors, health, run_state};
use crate::present::listing;

/// Stores without models and logged models without files that are printed.
const MAX_LOST: usize = 200;

/// What is printed of a place.
#[derive(Debug)]
pub struct ListReport<'a> {
    pub place: &'a Place,
    /// What lies beside the models.
    pub scanned: &'a Scanned,
    /// What of it is listed.
    pub rows: Vec<SubjectAt>,
}

impl<'a> ListReport<'a> {
    /// Models, and runs without one.
    fn subjects(&self) -> impl Iterator<Item = (SubjectAt, Subject<'a>)> {
        let (place, is_absent) = (self.place, |at: &SubjectAt| matches!(at, SubjectAt::Absent(_)));
        self.rows.iter().filter(move |at| !is_absent(at)).filter_map(move |at| Some((*at, place.subject(*at)?)))
    }

    /// Registered versions whose model is not here.
    fn absent(&self) -> Vec<&'a Absent> {
        let subject = |at: &SubjectAt| self.place.subject(*at);
        let absent = |subject| if let Subject::Absent(absent) = subject { Some(absent) } else { None };
        self.rows.iter().filter_map(subject).filter_map(absent).collect()
    }
}

#[derive(Serialize)]
struct EntryReport<'a> {
    schema: u32,
    kind: &'static str,
    /// Nothing of a run, which need not be a folder.
    path: Option<String>,
    name: &'a str,
    flavors: Vec<&'a str>,
    created: Option<Cow<'a, str>>,
    model_id: Option<&'a str>,
    run_id: Option<&'a str>,
    run_name: Option<&'a str>,
    experiment: Option<&'a str>,
    registered: Vec<RegisteredReport<'a>>,
    nested: bool,
    /// Its store has it, its run or its experiment as deleted.
    deleted: bool,
    bytes: Option<u64>,
    errors: Option<u32>,
    warnings: Option<u32>,
    /// Of a run.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
}

#[derive(Serialize)]
struct RegisteredReport<'a> {
    name: &'a str,
    version: &'a str,
    aliases: Vec<&'a str>,
    stage: Option<&'a str>,
}

/// One JSON array, a model or a run an object, sorted by path, runs last; paths begin with the place as it was given.
#[must_use]
pub fn json(report: &ListReport<'_>) -> String {
    let mut listed: Vec<EntryReport<'_>> = report.subjects().map(|(at, subject)| listed(report.place, at, subject)).collect();
    // As text: `a-b` stands before `a/b`, as every other program sorts it.
    listed.sort_by(|a, b| (a.path.is_none(), &a.path, a.run_id).cmp(&(b.path.is_none(), &b.path, b.run_id)));
    json_escaped(serde_json::to_string_pretty(&listed).unwrap_or_default())
}

fn listed<'a>(place: &'a Place, at: SubjectAt, subject: Subject<'a>) -> EntryReport<'a> {
    let checkup = place.checkup(at).filter(|checkup| !checkup.failed);
    let registered = subject.registered().iter().map(|registered| RegisteredReport {
        name: &registered.name,
        version: &registered.version,
        aliases: registered.aliases.iter().map(AsRef::as_ref).collect(),
        stage: registered.stage.as_deref(),
    });
    EntryReport {
        schema: super::SCHEMA,
        kind: if matches!(subject, Subject::Run(_)) { "run" } else { "model" },
        path: listing::path(place, subject),
        name: subject.name(),
        flavors: subject.flavors().iter().map(AsRef::as_ref).collect(),
        created: subject.created(),
        model_id: subject.model_id(),
        run_id: subject.run_id(),
        run_name: subject.run_name(),
        experiment: subject.experiment(),
        registered: registered.collect(),
        nested: matches!(subject, Subject::Model(entry) if entry.is_nested),
        deleted: match subject {
            Subject::Model(entry) => entry.is_deleted,
            Subject::Run(run) => run.is_deleted,
            Subject::Absent(_) => false,
        },
        bytes: checkup.map(|checkup| checkup.bytes),
        errors: checkup.map(|checkup| checkup.errors),
        warnings: checkup.map(|checkup| checkup.warnings),
        status: if let Subject::Run(run) = subject { run.status.as_deref() } else { None },
    }
}

fn row(report: &ListReport<'_>, at: SubjectAt, subject: Subject<'_>) -> Vec<String> {
    let checkup = report.place.checkup(at);
    let state = match subject {
        Subject::Model(entry) => entry.is_deleted.then(|| "deleted".to_owned()),
        Subject::Run(run) => run_state(run),
        Subject::Absent(_) => None,
    };
    let state = state.map(|state| format!(" ({state})")).unwrap_or_default();
    let is_run = matches!(subject, Subject::Run(_));
    vec![
        subject.name().to_owned(),
        flavors(subject.flavors()),
        subject.created().as_deref().map(time::shown).unwrap_or_default(),
        subject.experiment().unwrap_or_default().to_owned(),
        format!("{}{state}", subject.run_name().unwrap_or_default()).trim_start().to_owned(),
        subject.registered().iter().map(Registered::label).collect::<Vec<_>>().join(", "),
        checkup.filter(|checkup| !checkup.failed).map(|checkup| bytes(checkup.bytes)).unwrap_or_default(),
        if is_run { NO_MODEL.to_owned() } else { checkup.map(|checkup| health(&checkup)).unwrap_or_default() },
        subject.path().map(here).unwrap_or_default(),
    ]
}

/// A table, and below it the registered versions whose model is not here.
#[must_use]
pub fn text(report: &ListReport<'_>) -> String {
    let scanned = report.scanned;
    let mut table = Table::new(&["name", "flavors", "created", "experiment", "run", "registered", "size", "health", "path"]);
    table.rows.extend(report.subjects().map(|(at, subject)| row(report, at, subject)));
    let mut out = String::new();
    if !table.rows.is_empty() {
        out.push_str(&table::text_with_paths(&table));
    }
    let runs = report.rows.iter().filter(|at| matches!(at, SubjectAt::Run(_))).count();
    let models = table.rows.len() - runs;
    let looked_at = if models == 0 { "" } else { "; what their own files hold was not checked" };
    let beside = if runs == 0 { String::new() } else { format!(", {} without a model", count(runs, "run", "runs")) };
    let _ = writeln!(out, "{}{}{beside}{looked_at}", if out.is_empty() { "" } else { "\n" }, count(models, "model", "models"));
    for store in scanned.bare_stores.iter().take(MAX_LOST) {
        let _ = writeln!(out, "{}: {}", one_line(&here(&store.path)), store.clause());
    }
    let absent = report.absent();
    if !absent.is_empty() {
        let _ = writeln!(
            out,
            "\n{}:",
            count(absent.len(), "registered version without a model here", "registered versions without a model here")
        );
        for absent in absent {
            let _ = writeln!(out, "  {}: {}: {}", one_line(&absent.registered.label()), absent.why, one_line(&absent.source));
        }
    }
    if !scanned.lost.is_empty() {
        let _ = writeln!(out, "\n{}:", lost_heading(scanned));
        for lost in scanned.lost.iter().take(MAX_LOST) {
            let name = lost.name.as_deref().map(|name| format!("{} ", clipped(name, 80))).unwrap_or_default();
            let _ = writeln!(out, "  {name}({}): {}: {}", one_line(&lost.id), lost.why, one_line(&lost.location));
        }
        if let Some(more) = scanned.lost.len().checked_sub(MAX_LOST).filter(|more| *more > 0) {
            let _ = writeln!(out, "  … and {more} more");
        }
    }
    if !scanned.notes.is_empty() {
        let _ = writeln!(out, "\nNotes:");
        for note in &scanned.notes {
            let _ = writeln!(out, "  {}", one_line(note));
        }
    }
    out
}

/// What the JSON has no place for, a line each: stores without a model, logged models without files, notes.
#[must_use]
pub fn beside(scanned: &Scanned) -> Vec<String> {
    let store = |store: &StoreSummary| format!("{}: {}", store.clause(), here(&store.path));
    let lost = (!scanned.lost.is_empty()).then(|| format!("{}; --format text names them", lost_heading(scanned)));
    scanned.bare_stores.iter().map(store).chain(lost).chain(scanned.notes.iter().cloned()).collect()
}

fn lost_heading(scanned: &Scanned) -> String {
    count(scanned.lost.len(), "logged model without files here", "logged models without files here")
}
