//! Where the model can run: what each platform says.

use serde::Serialize;

use super::Page;
use super::section::{Body, Entries, PrintedPart, Section};
use crate::mlmodel::Code;
use crate::platforms::{Accepts, Answer, Basis, Change, Fix, PLATFORMS, Place, Reason, Verdict, Weight};
use crate::reading::Model;

/// This section.
pub static SECTION: Section = Section {
    key: "platforms",
    title: "Platforms",
    about: "Where the model can run, and what stands in the way",
    panel: None,
    values: None,
    parts: Some(parts),
    json: Some(json),
};

/// One line a platform that something stands in the way of: its heaviest reason, and how many more there are.
fn parts(model: &Model, _: &Page) -> Vec<PrintedPart> {
    let told = model.platforms().iter().filter(|answer| answer.verdict == Verdict::Obstacle && !answer.platform.is_variant);
    let told: Vec<&Answer> = told.collect();
    let lines = together(&told).map_or_else(|| told.iter().filter_map(|answer| line(answer)).collect(), |one| vec![one]);
    if lines.is_empty() {
        return Vec::new();
    }
    vec![PrintedPart { lines, ..PrintedPart::new(SECTION.title, "obstacles; what was checked is not all that can fail", Body::Nothing) }]
}

/// One line for all platforms, where the same stands in the way of every one.
fn together(told: &[&Answer]) -> Option<String> {
    let shown = PLATFORMS.iter().filter(|platform| !platform.is_variant).count();
    let first = told.first()?.obstacles().next()?;
    let is_same =
        |answer: &&Answer| answer.obstacles().next().is_some_and(|reason| (reason.code, &reason.place) == (first.code, &first.place));
    (told.len() == shown && told.iter().all(is_same))
        .then(|| format!("no platform takes it: {} [{}]", first.message.trim_end_matches('.'), first.code))
}

fn line(answer: &Answer) -> Option<String> {
    let first = answer.obstacles().next()?;
    let more = answer.obstacles().count() - 1;
    let likely = if first.weight == Weight::LikelyStops { "likely not: " } else { "" };
    let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
    Some(format!("{}: {likely}{} [{}]{more}", answer.platform.id, first.message.trim_end_matches('.'), first.code))
}

#[derive(Serialize)]
struct AnswerReport<'a> {
    platform: &'static str,
    accepts: Accepts,
    verdict: Verdict,
    basis: Basis,
    reasons: Vec<ReasonReport<'a>>,
}

#[derive(Serialize)]
struct ReasonReport<'a> {
    code: &'static Code,
    weight: Weight,
    message: &'a str,
    key: Option<String>,
    path: Option<&'a str>,
    fix: Option<String>,
    change: Option<ChangeReport<'a>>,
    breaks: &'static [&'static str],
}

/// A file of the folder as it should be.
#[derive(Serialize)]
struct ChangeReport<'a> {
    path: &'a str,
    after: &'a str,
}

fn json(model: &Model, _: &Page, entries: &mut Entries<'_>) -> serde_json::Result<()> {
    entries.add(SECTION.key, &model.platforms().iter().map(report).collect::<Vec<_>>())
}

fn report(answer: &Answer) -> AnswerReport<'_> {
    AnswerReport {
        platform: answer.platform.id,
        accepts: answer.accepts,
        verdict: answer.verdict,
        basis: answer.platform.basis,
        reasons: answer.reasons.iter().map(reason).collect(),
    }
}

fn reason(reason: &Reason) -> ReasonReport<'_> {
    ReasonReport {
        code: reason.code,
        weight: reason.weight,
        message: &reason.message,
        key: if let Some(Place::Key(key)) = &reason.place { Some(key.to_string()) } else { None },
        path: if let Some(Place::File(path)) = &reason.place { Some(path) } else { None },
        fix: reason.fix.as_ref().map(|fix| fix.text()),
        change: reason.fix.as_deref().and_then(change),
        breaks: reason.fix.as_ref().map_or(&[], |fix| fix.breaks),
    }
}

fn change(fix: &Fix) -> Option<ChangeReport<'_>> {
    match fix.change.as_ref()? {
        Change::File(file) => Some(ChangeReport { path: &file.path, after: &file.after }),
        Change::Shell { .. } | Change::Python(_) => None,
    }
}
