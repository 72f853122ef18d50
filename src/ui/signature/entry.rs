//! One row of a table: a spec, or a property below it.

use egui::{Color32, Rect, Role, Ui};

use super::lines::{PartTables, SpecPath, Unfolded};
use super::widths::ColumnWidths;
use crate::mlmodel::display::clipped;
use crate::present;
use crate::present::rows::{required_word, shown_name};
use crate::present::{Table, TableForm};
use crate::ui::command::Action;
use crate::ui::rows::Row;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Characters of a name or a default that are shown.
const MAX_CHARS: usize = 400;

/// A spec or a property, with the texts of its row.
pub(super) struct SpecEntry {
    pub path: SpecPath,
    pub texts: present::rows::SignatureRow,
    pub is_open: bool,
}

/// How a row is copied.
#[derive(Clone, Copy)]
pub(super) enum CopyForm {
    Table(TableForm),
    Json,
}

impl SpecEntry {
    pub(super) fn of(path: SpecPath, parts: &PartTables<'_>, unfolded: &Unfolded) -> Option<Self> {
        let texts = path.row(parts)?;
        Some(Self { is_open: unfolded.contains(&path), texts, path })
    }

    pub(super) fn unfolds(&self) -> bool {
        self.texts.children > 0
    }

    /// The cells of the row, as they are copied.
    pub(super) fn cells(&self, parts: &PartTables<'_>) -> Option<Vec<String>> {
        let number = if self.path.is_spec() { self.number() } else { String::new() };
        Some(parts[self.path.part]?.cells(&number, &self.texts))
    }

    /// Copies the row.
    pub(super) fn copied(&self, parts: &PartTables<'_>, format: CopyForm) -> Option<Action> {
        let rows = parts[self.path.part]?;
        let cells = self.cells(parts)?;
        Some(match format {
            CopyForm::Table(TableForm::Tsv) => Action::CopyTable(Table::of_row(cells), TableForm::Tsv),
            CopyForm::Table(form) => Action::CopyTable(Table { headings: rows.table_headings(), rows: vec![cells] }, form),
            CopyForm::Json if self.path.is_spec() => Action::Copy(rows.encode(self.path.spec as usize)?.to_json()),
            CopyForm::Json => Action::Copy(self.path.property(rows)?.encode().to_json()),
        })
    }

    pub(super) fn menu_ui(&self, ui: &mut Ui, parts: &PartTables<'_>, actions: &mut Vec<Action>) {
        for (text, format) in [
            ("Copy row as TSV", CopyForm::Table(TableForm::Tsv)),
            ("Copy row as Markdown", CopyForm::Table(TableForm::Markdown)),
            ("Copy row as JSON", CopyForm::Json),
        ] {
            if ui.button(text).clicked() {
                actions.extend(self.copied(parts, format));
            }
        }
        if ui.button("Copy name").clicked() {
            actions.push(Action::Copy(self.texts.name.clone().unwrap_or_default()));
        }
    }

    /// Draws the row; `example` is the value that the input example has here.
    pub(super) fn ui(&self, ui: &Ui, row: &mut Row, widths: ColumnWidths, example: Option<&str>) {
        let palette = Palette::of(ui.visuals());
        row.describe(Role::Row, || self.name());
        let widths = widths.fit(row.rect.width());
        let rect = row.rect.with_max_x(row.rect.left() + widths.total().min(row.rect.width()));
        let cells = widths.cells(rect);
        let hint = row.background_in(ui, rect);
        if self.path.is_spec() {
            widgets::paint_line(ui, cells.number, &self.number(), theme::body(), hint);
        }
        let is_name_cut = self.name_ui(ui, row, cells.name, hint);
        widgets::chip(ui, cells.kind.left_center(), &self.texts.type_text, palette.family(self.texts.family), cells.kind.width());
        if let (Some(cell), Some(shape)) = (cells.shape, &self.texts.shape) {
            widgets::paint_line(ui, cell, shape, theme::mono(), palette.text);
        }
        if let Some(cell) = cells.last {
            match &self.texts.default {
                Some(default) => widgets::paint_line(ui, cell, &clipped(default, MAX_CHARS), theme::mono(), palette.text),
                None => widgets::paint_line(ui, cell, required_word(self.texts.required), theme::body(), palette.text_second),
            };
        }
        if let (Some(cell), Some(example)) = (cells.example, example) {
            widgets::paint_line(ui, cell, example, theme::mono(), palette.text_second);
            ui.ctx().accesskit_node_builder(row.response.id, |node| node.set_description(format!("Example: {example}")));
        }
        self.hover_ui(row, is_name_cut);
    }

    /// The name, further in below what it is a part of; whether it was cut.
    fn name_ui(&self, ui: &Ui, row: &mut Row, cell: Rect, hint: Color32) -> bool {
        let in_by = |cell: Rect, indent: f32| cell.with_min_x((cell.left() + indent).min(cell.right()));
        #[expect(clippy::cast_precision_loss, reason = "a handful of levels")]
        let mut cell = in_by(cell, self.path.way.len() as f32 * theme::INDENT);
        if self.unfolds() {
            row.arrow(ui, cell.left() + 4.0, hint, self.is_open);
        }
        if self.unfolds() || !self.path.is_spec() {
            cell = in_by(cell, theme::INDENT);
        }
        let color = if self.texts.name.is_some() { Palette::of(ui.visuals()).text } else { hint };
        let name = shown_name(self.texts.name.as_deref());
        widgets::paint_line(ui, cell, &clipped(&name, MAX_CHARS), theme::body(), color).1
    }

    /// The whole name where it was cut, and what the type means where its word does not say.
    fn hover_ui(&self, row: &Row, is_name_cut: bool) {
        let about = about(&self.texts);
        if !is_name_cut && about.is_none() {
            return;
        }
        row.response.clone().on_hover_ui(|ui| {
            if is_name_cut {
                ui.label(clipped(self.texts.name.as_deref().unwrap_or_default(), 2_000));
            }
            if let Some(about) = about {
                ui.label(about);
            }
        });
    }

    /// As it is counted, from 1.
    fn number(&self) -> String {
        (self.path.spec + 1).to_string()
    }

    /// The row for those who do not see it.
    fn name(&self) -> String {
        let required = required_word(self.texts.required);
        let more = [self.texts.shape.as_deref(), self.texts.default.as_deref(), Some(required).filter(|word| !word.is_empty())];
        let mut text = format!("{}, {}", shown_name(self.texts.name.as_deref()), self.texts.type_text);
        for part in more.into_iter().flatten() {
            text.push_str(", ");
            text.push_str(part);
        }
        text
    }
}

/// What a type means, where its word does not say.
fn about(row: &present::rows::SignatureRow) -> Option<&'static str> {
    if row.shape.as_deref().is_some_and(|shape| shape.contains("-1")) {
        return Some("-1: any length, usually the batch");
    }
    Some(match row.type_text.as_str() {
        "integer" => "A whole number of 32 bits",
        "long" => "A whole number of 64 bits",
        "float" => "A number of 32 bits",
        "double" => "A number of 64 bits",
        "any" => "Any type; MLflow also writes this where it could not tell",
        "sparkml_vector" => "A vector of doubles, as Spark ML has it",
        "binary" => "Bytes; in JSON, as base64 text",
        _ => return None,
    })
}
