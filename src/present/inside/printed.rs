//! The page for people who read a report.

use super::super::Page;
use super::super::section::{Body, PrintedPart};
use super::super::table::Table;
use super::super::values::LabelledValue;
use super::{InsidePage, NO_PROOF, Setting, Step, effect_note, group_title, pages};
use crate::inside::ImportGroup;
use crate::mlmodel::display::{clipped, count, grouped};
use crate::reading::Model;

/// Arrays that a report lists.
const MAX_TENSORS: usize = 50;
/// Names of imports that a report lists of a group.
const MAX_NAMES: usize = 100;

pub(super) fn parts(model: &Model, _: &Page) -> Vec<PrintedPart> {
    pages(model).iter().flat_map(of_file).collect()
}

fn of_file(page: &InsidePage) -> Vec<PrintedPart> {
    let mut parts = vec![head(page)];
    if !page.steps.is_empty() {
        let summary = count(page.steps.len(), "part", "parts");
        parts.push(PrintedPart::new("Steps", summary, Body::Table(steps(&page.steps))));
    }
    if !page.learned.is_empty() || !page.ports.is_empty() {
        let all = page.learned.iter().chain(&page.ports).map(labelled).collect();
        parts.push(PrintedPart::new("Learned in training", "", Body::Values(all)));
    }
    if !page.tensors.is_empty() {
        parts.push(PrintedPart::new("Arrays", count(page.tensors.len(), "array", "arrays"), Body::Table(tensors(page))));
    }
    if !page.imports.names.is_empty() {
        parts.push(imports(page));
    }
    parts
}

fn head(page: &InsidePage) -> PrintedPart {
    let module = if page.module.is_empty() { String::new() } else { format!(" ({})", page.module) };
    let library = page.library.as_ref().map(|library| format!(", {library}")).unwrap_or_default();
    let summary = format!("{}: {}{module}{library}, {}", page.path, page.class, page.format);
    let values = page.settings.iter().map(labelled).collect();
    let mut part = PrintedPart::new(super::SECTION.title, summary, Body::Values(values));
    part.lines.extend(page.unread.clone());
    part
}

fn labelled(setting: &Setting) -> LabelledValue {
    let note = if setting.note.is_empty() { String::new() } else { format!(" ({})", setting.note) };
    LabelledValue::code(setting.name.clone(), format!("{}{note}", setting.value))
}

fn steps(steps: &[Step]) -> Table {
    let mut table = Table::new(&["Step", "Class", "Columns", "Settings"]);
    for step in steps {
        let settings: Vec<String> = step.settings.iter().map(|setting| format!("{}={}", setting.name, setting.value)).collect();
        let settings = clipped(&settings.join(", "), 400).into_owned();
        table.rows.push(vec![format!("{}{}", "  ".repeat(step.depth), step.name), step.class.clone(), step.columns.clone(), settings]);
    }
    table
}

fn tensors(page: &InsidePage) -> Table {
    let mut table = Table::new(&["Name", "Dtype", "Shape"]);
    for tensor in page.tensors.iter().take(MAX_TENSORS) {
        let sides: Vec<String> = tensor.shape.iter().map(u64::to_string).collect();
        table.rows.push(vec![clipped(&tensor.name, 200).into_owned(), tensor.dtype.clone(), format!("({})", sides.join(", "))]);
    }
    if let Some(more) = page.tensors.len().checked_sub(MAX_TENSORS).filter(|more| *more > 0) {
        table.rows.push(vec![format!("and {} more", grouped(more)), String::new(), String::new()]);
    }
    table
}

fn imports(page: &InsidePage) -> PrintedPart {
    let imports = &page.imports;
    let mut values = Vec::new();
    for group in [ImportGroup::Other, ImportGroup::Code, ImportGroup::Usual] {
        let number = imports.count(group);
        if group == ImportGroup::Usual {
            values.push(LabelledValue::new(group_title(group), grouped(number)));
            continue;
        }
        for import in imports.names.iter().filter(|import| import.group == group).take(MAX_NAMES) {
            let note = effect_note(import.effect);
            let note = if note.is_empty() { String::new() } else { format!(": {note}") };
            values.push(LabelledValue::code(group_title(group), format!("{}{note}", clipped(&import.name, 200))));
        }
        if number > MAX_NAMES {
            values.push(LabelledValue::new(group_title(group), format!("and {} more", grouped(number - MAX_NAMES))));
        }
    }
    let summary = format!("{}; {NO_PROOF}", count(imports.names.len(), "name", "names"));
    let mut part = PrintedPart::new("Python it imports when loaded", summary, Body::Values(values));
    part.lines.extend(imports.notes.iter().cloned());
    part
}
