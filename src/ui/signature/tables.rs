//! The tables of inputs, outputs and inference params, line by line.

use egui::{Id, Rect, Response, Role, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::entry::SpecEntry;
use super::lines::{ByPart, Direction, PartTables, SignatureLine, SignatureLines, Sort, SortColumn, SpecPath, Unfolded};
use super::{Measured, copied, names};
use crate::mlmodel::display::{count, grouped};
use crate::mlmodel::signature::{PartName, Signature};
use crate::present::rows::PartRows;
use crate::ui::command::Action;
use crate::ui::icons::Icon;
use crate::ui::rows::Row;
use crate::ui::stops::Stops;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// What the lines are drawn from.
#[derive(Clone, Copy)]
pub(super) struct Tables<'a> {
    pub tab: u64,
    pub signature: &'a Signature,
    pub parts: &'a PartTables<'a>,
    pub measured: &'a ByPart<Measured>,
    /// How many rows of each table match the filter, where there is one.
    pub matches: &'a ByPart<Option<usize>>,
    pub sorts: &'a ByPart<Sort>,
    pub lines: &'a SignatureLines,
    pub unfolded: &'a Unfolded,
    /// The rows that are chosen, where there are several.
    pub chosen: &'a [SpecPath],
}

impl Tables<'_> {
    /// Draws one line; the column whose heading was clicked, if one was.
    pub(super) fn line_ui(self, ui: &Ui, row: &mut Row, actions: &mut Vec<Action>) -> Option<(PartName, SortColumn)> {
        match *self.lines.lines.get(row.item)? {
            SignatureLine::Gap => {}
            SignatureLine::Title(part) => self.title_ui(ui, row, part),
            SignatureLine::NoMatch => {
                let color = Palette::of(ui.visuals()).text_second;
                widgets::paint_line(ui, row.rect.shrink2(vec2(8.0, 0.0)), "None matches the filter.", theme::body(), color);
            }
            SignatureLine::Headings(part) => {
                let column = self.headings_ui(ui, row.rect, part, self.parts[part]?)?;
                return Some((part, column));
            }
            SignatureLine::Spec { .. } | SignatureLine::Property(_) => {
                let entry = SpecEntry::of(self.lines.path(row.item)?, self.parts, self.unfolded)?;
                let measured = &self.measured[entry.path.part];
                let example = measured.examples.get(entry.path.spec as usize).filter(|_| entry.path.is_spec());
                entry.ui(ui, row, measured.widths, example.map(String::as_str));
                let chosen = if self.chosen.len() > 1 && self.chosen.contains(&entry.path) { self.chosen } else { &[] };
                widgets::context_menu(&row.response, |ui| {
                    // The menu is about all that are chosen, where this row is.
                    if chosen.is_empty() { entry.menu_ui(ui, self.parts, actions) } else { chosen_menu_ui(ui, chosen, self.parts, actions) }
                });
            }
        }
        None
    }

    /// The name of a part, and how much there is of it.
    fn title_ui(self, ui: &Ui, row: &Row, part: PartName) {
        let palette = Palette::of(ui.visuals());
        let (width, _) = widgets::paint_line(ui, row.rect, part.title(), theme::section(), palette.text);
        let (text, color) = if self.parts[part].is_some() {
            let heading = &self.measured[part].heading;
            let matches = self.matches[part].map(|matches| format!("{} of ", grouped(matches))).unwrap_or_default();
            (format!("{matches}{heading}"), palette.text_second)
        } else if self.is_absent(part) {
            ("none declared".to_owned(), palette.text_second)
        } else {
            ("cannot be read; Problems tells the reason".to_owned(), palette.error)
        };
        let rest = row.rect.with_min_x(row.rect.left() + width + 8.0);
        widgets::paint_line(ui, rest, &text, theme::body(), color);
        row.response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, format!("{}: {text}", part.title())));
    }

    fn is_absent(self, part: PartName) -> bool {
        match part {
            PartName::Inputs => self.signature.inputs.is_absent(),
            PartName::Outputs => self.signature.outputs.is_absent(),
            PartName::Params => self.signature.params.is_absent(),
        }
    }

    /// The headings of a table, one stop of the Tab key; the one that was clicked.
    fn headings_ui(self, ui: &Ui, rect: Rect, part: PartName, rows: PartRows<'_>) -> Option<SortColumn> {
        let widths = self.measured[part].widths.fit(rect.width());
        let cells = widths.cells(rect);
        let is_tensors = matches!(rows, PartRows::Schema(schema) if schema.is_tensors());
        let last = if matches!(rows, PartRows::Params(_)) { "Default" } else { "Required" };
        let columns = [
            (SortColumn::Number, "#", Some(cells.number)),
            (SortColumn::Name, "Name", Some(cells.name)),
            (SortColumn::Type, if is_tensors { "dtype" } else { "Type" }, Some(cells.kind)),
            (SortColumn::Shape, "Shape", cells.shape),
            (SortColumn::Last, last, cells.last),
        ];
        let columns: Vec<(SortColumn, &str, Rect)> =
            columns.into_iter().filter_map(|(column, text, cell)| Some((column, text, cell?))).collect();
        let stops = Stops::new(ui, Id::unique(("signature headings", self.tab, part)), columns.len());
        let mut clicked = None;
        for (i, (column, text, cell)) in columns.into_iter().enumerate() {
            let response = stops.interact(ui, cell, i);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Sort {} by {text}", part.title().to_lowercase())));
            let direction = self.sorts[part].filter(|(sorted, _)| *sorted == column).map(|(_, direction)| direction);
            heading_ui(ui, &response, text, direction);
            if response.clicked() {
                clicked = Some(column);
            }
            response.on_hover_text("Sort: up, down, and back to the order of the file");
        }
        if let Some(cell) = cells.example {
            widgets::paint_line(ui, cell, "Example", theme::small(), Palette::of(ui.visuals()).text_second);
        }
        let line = egui::Stroke::new(1.0, Palette::of(ui.visuals()).separator);
        ui.painter().hline(rect.left()..=rect.left() + widths.total().min(rect.width()), rect.bottom() - 0.5, line);
        clicked
    }
}

/// The word over a column, with an arrow where the table is sorted by it.
fn heading_ui(ui: &Ui, response: &Response, text: &str, direction: Option<Direction>) {
    let palette = Palette::of(ui.visuals());
    let cell = response.rect;
    let color = if response.hovered() { palette.text } else { palette.text_second };
    let (width, _) = widgets::paint_line(ui, cell, text, theme::small(), color);
    if let Some(direction) = direction {
        let at = Rect::from_center_size(pos2(cell.left() + width + 10.0, cell.center().y), Vec2::splat(theme::ICON));
        let icon = if direction == Direction::Up { Icon::Up } else { Icon::Down };
        icon.paint(ui.painter(), at, palette.accent, palette.surface);
    }
    widgets::focus_ring(ui, response, cell.expand(2.0));
}

fn chosen_menu_ui(ui: &mut Ui, chosen: &[SpecPath], parts: &PartTables<'_>, actions: &mut Vec<Action>) {
    if ui.button(format!("Copy {} as TSV", count(chosen.len(), "row", "rows"))).clicked() {
        actions.push(copied(chosen, parts));
    }
    if ui.button("Copy names as a Python list").clicked() {
        actions.push(Action::Copy(names(chosen, parts)));
    }
}
