//! A place as a table, and as JSON for programs.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use super::{here, table};
use crate::folder::StoreSummary;
use crate::library::{Checkup, Entry, Scanned};
use crate::mlmodel::display::{bytes, clipped, count, json_escaped, one_line, os_text};
use crate::mlmodel::time;
use crate::present::Table;
use crate::present::listed::{flavors, health};

/// Stores without models and logged models without files that are printed.
const MAX_LOST: usize = 200;

#[derive(Serialize)]
struct EntryReport<'a> {
    schema: u32,
    path: String,
    name: &'a str,
    flavors: Vec<&'a str>,
    created: Option<&'a str>,
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
}

#[derive(Serialize)]
struct RegisteredReport<'a> {
    name: &'a str,
    version: &'a str,
    aliases: Vec<&'a str>,
    stage: Option<&'a str>,
}

/// One JSON array, a model an object, sorted by path; paths begin with `place` as it was given. `checkups` has one
/// entry a model.
#[must_use]
pub fn json(place: &Path, scanned: &Scanned, checkups: &[Option<Checkup>]) -> String {
    let mut listed: Vec<EntryReport<'_>> = rows(scanned, checkups).map(|(entry, checkup)| listed(place, entry, checkup)).collect();
    // As text: `a-b` stands before `a/b`, as every other program sorts it.
    listed.sort_by(|a, b| a.path.cmp(&b.path));
    json_escaped(serde_json::to_string_pretty(&listed).unwrap_or_default())
}

fn rows<'a>(scanned: &'a Scanned, checkups: &'a [Option<Checkup>]) -> impl Iterator<Item = (&'a Entry, Option<Checkup>)> {
    scanned.entries.iter().enumerate().map(|(i, entry)| (&**entry, checkups.get(i).copied().flatten()))
}

fn listed<'a>(place: &Path, entry: &'a Entry, checkup: Option<Checkup>) -> EntryReport<'a> {
    let checkup = checkup.filter(|checkup| !checkup.failed);
    let registered = entry.registered.iter().map(|registered| RegisteredReport {
        name: &registered.name,
        version: &registered.version,
        aliases: registered.aliases.iter().map(AsRef::as_ref).collect(),
        stage: registered.stage.as_deref(),
    });
    EntryReport {
        schema: super::SCHEMA,
        path: path(place, entry),
        name: &entry.name,
        flavors: entry.flavors.iter().map(AsRef::as_ref).collect(),
        created: entry.created.as_deref(),
        model_id: entry.model_id.as_deref(),
        run_id: entry.run_id.as_deref(),
        run_name: entry.run_name.as_deref(),
        experiment: entry.experiment.as_deref(),
        registered: registered.collect(),
        nested: entry.is_nested,
        deleted: entry.is_deleted,
        bytes: checkup.map(|checkup| checkup.bytes),
        errors: checkup.map(|checkup| checkup.errors),
        warnings: checkup.map(|checkup| checkup.warnings),
    }
}

/// The path of a model; of a place that is one itself, without a separator at its end.
fn path(place: &Path, entry: &Entry) -> String {
    let path = if entry.path.as_os_str().is_empty() { place.to_owned() } else { place.join(&entry.path) };
    os_text(path.as_os_str())
}

/// A table, and below it the registered versions whose model is not here.
#[must_use]
pub fn text(scanned: &Scanned, checkups: &[Option<Checkup>]) -> String {
    let mut table = Table::new(&["name", "flavors", "created", "experiment", "run", "registered", "size", "health", "path"]);
    for (entry, checkup) in rows(scanned, checkups) {
        let path = os_text(entry.path.as_os_str());
        table.rows.push(vec![
            entry.name.to_string(),
            flavors(entry),
            entry.created.as_deref().map(time::shown).unwrap_or_default(),
            entry.experiment.as_deref().unwrap_or_default().to_owned(),
            format!("{}{}", entry.run_name.as_deref().unwrap_or_default(), if entry.is_deleted { " (deleted)" } else { "" }),
            entry.registered.iter().map(crate::library::Registered::label).collect::<Vec<_>>().join(", "),
            checkup.filter(|checkup| !checkup.failed).map(|checkup| bytes(checkup.bytes)).unwrap_or_default(),
            checkup.map(|checkup| health(&checkup)).unwrap_or_default(),
            if path.is_empty() { ".".to_owned() } else { path },
        ]);
    }
    let mut out = String::new();
    if !table.rows.is_empty() {
        out.push_str(&table::text_with_paths(&table));
    }
    let looked_at = if table.rows.is_empty() { "" } else { "; what their own files hold was not checked" };
    let _ = writeln!(out, "{}{}{looked_at}", if out.is_empty() { "" } else { "\n" }, count(table.rows.len(), "model", "models"));
    for store in scanned.bare_stores.iter().take(MAX_LOST) {
        let _ = writeln!(out, "{}: {}", one_line(&here(&store.path)), store.clause());
    }
    if !scanned.absent.is_empty() {
        let _ = writeln!(
            out,
            "\n{}:",
            count(scanned.absent.len(), "registered version without a model here", "registered versions without a model here")
        );
        for absent in &scanned.absent {
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
