//! Inputs, outputs and inference params as tables.

mod entry;
mod lines;
mod moved;
mod tables;
mod widths;

use egui::{Id, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::code;
use super::command::Action;
use super::loaded::Loaded;
use super::rows::{Asked, Choice, Folds, ListView, Rows};
use super::scene::Scene;
use super::theme::{self, Palette};
use super::widgets::{self, FilterField};
use crate::mlmodel::Value;
use crate::mlmodel::signature::{PartName, Signature};
use crate::present::example::{ExampleRows, SeenColumn};
use crate::present::rows::PartRows;
use crate::present::{Table, TableForm};
use crate::snippets::Language;
use entry::{CopyForm, SpecEntry};
use lines::{ByPart, PartTables, SignatureLines, Sort, SpecPath, Unfolded, next_sort};
use moved::Moved;
use tables::Tables;
use widths::ColumnWidths;

/// What is filtered, sorted, unfolded and selected.
#[derive(Debug, Default)]
pub struct SignatureView {
    pub filter: String,
    sorts: ByPart<Sort>,
    unfolded: Unfolded,
    /// Its items are the [`SignatureLines`].
    list: ListView,
    /// The rows that are chosen, in the order in which they were; with one of them, or none, the selected row is.
    chosen: Vec<SpecPath>,
    /// The row that was selected before the model was read again.
    wanted: Option<SpecPath>,
    lines: SignatureLines,
    /// What was found out of each table; `None` before they are drawn.
    measured: Option<ByPart<Measured>>,
    /// How many rows of each table match the filter, where there is one.
    matches: ByPart<Option<usize>>,
    /// The filter the lines were made for; `None` makes them anew.
    made_for: Option<String>,
}

/// What changes only with the model.
#[derive(Debug, Default)]
struct Measured {
    heading: String,
    widths: ColumnWidths,
    /// What the input example has for each spec, in their order; none without an example.
    examples: Vec<String>,
}

impl SignatureView {
    /// The same places in a model that was read again, by the names of its columns.
    #[must_use]
    pub fn carried(&self, old: &Loaded, new: &Loaded) -> Self {
        let kept = Self { filter: self.filter.clone(), sorts: self.sorts, list: self.list.carried(|_| None), ..Self::default() };
        let (Some(old), Some(new)) = (signature_of(old), signature_of(new)) else { return kept };
        let moved = Moved::between(lines::parts(old), lines::parts(new));
        let selected = self.wanted.clone().or_else(|| self.selected_path());
        Self {
            wanted: selected.and_then(|path| moved.path(&path)),
            unfolded: self.unfolded.iter().filter_map(|path| moved.path(path)).collect(),
            ..kept
        }
    }

    /// Selects a row, counted from 0, and brings it into view; a filter that hides it is emptied.
    pub fn show_spec(&mut self, part: PartName, spec: u32) {
        self.wanted = Some(SpecPath::of_spec(part, spec));
        self.filter.clear();
        self.chosen.clear();
        self.made_for = None;
        self.list.reveal();
    }

    /// Chooses rows as the list says.
    fn choose(&mut self, choice: Choice) {
        let path = |line: usize| self.lines.path(line);
        match choice {
            Choice::Only(line) => self.chosen = path(line).into_iter().collect(),
            Choice::Range(from, to) => self.chosen = (from.min(to)..=from.max(to)).filter_map(path).collect(),
            Choice::Toggle(line) => {
                let Some(path) = path(line) else { return };
                // The one that was selected alone is chosen with it.
                match self.chosen.iter().position(|other| *other == path) {
                    Some(at) => drop(self.chosen.remove(at)),
                    None => self.chosen.push(path),
                }
            }
        }
    }

    fn selected_path(&self) -> Option<SpecPath> {
        self.list.selected.and_then(|line| self.lines.path(line))
    }

    /// Unfolds every nested type.
    pub fn expand_all(&mut self, signature: &Signature) {
        for part in PartName::ALL {
            let rows = PartRows::of(signature, part);
            self.unfolded.extend(rows.into_iter().flat_map(|rows| lines::all_unfoldable(part, rows)));
        }
        self.made_for = None;
    }

    /// Folds every nested type.
    pub fn collapse_all(&mut self) {
        self.unfolded.clear();
        self.made_for = None;
    }

    /// Lays out the lines, where that changed; the selection stays with its row.
    fn make(&mut self, parts: &PartTables<'_>) {
        let filter = self.filter.trim();
        if self.made_for.as_deref() == Some(filter) {
            return;
        }
        let selected = self.wanted.take().or_else(|| self.selected_path());
        self.lines = SignatureLines::of(parts, self.sorts, filter, &self.unfolded);
        self.matches = ByPart::of(|part| (!filter.is_empty()).then(|| self.lines.specs(part).count()));
        self.made_for = Some(filter.to_owned());
        // A property that is folded away leaves it to its spec.
        let line = |path: SpecPath| self.lines.find(&path).or_else(|| self.lines.find(&SpecPath::of_spec(path.part, path.spec)));
        let selected = selected.and_then(line);
        self.list.move_to(selected, selected);
    }

    fn toggle(&mut self, path: SpecPath) {
        if !self.unfolded.remove(&path) {
            self.unfolded.insert(path);
        }
        self.made_for = None;
    }
}

impl Measured {
    fn of(rows: Option<PartRows<'_>>, example: Option<&ExampleRows>) -> Self {
        let Some(rows) = rows else { return Self::default() };
        let examples = example.map(|example| example.first_values((0..rows.len()).map(|i| rows.name(i)))).unwrap_or_default();
        Self { heading: rows.heading(), widths: ColumnWidths::of(rows).with_examples(&examples), examples }
    }
}

fn signature_of(loaded: &Loaded) -> Option<&Signature> {
    loaded.model.mlmodel()?.signature.as_ref()
}

/// The field that filters the tables of a tab.
fn filter_id(tab: u64) -> Id {
    Id::unique(("signature filter", tab))
}

fn list_id(tab: u64) -> Id {
    Id::unique(("signature", tab))
}

/// The panel: a bar with the filter and copying, then the tables.
pub fn panel_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut SignatureView) {
    let (tab, loaded) = (scene.tab, scene.loaded);
    let Some(model) = loaded.model.folder().and_then(crate::folder::ModelFolder::model) else {
        unreadable_ui(ui, loaded);
        return;
    };
    let Some(signature) = &model.signature else {
        egui::ScrollArea::vertical().id_salt(("no signature", tab)).auto_shrink([false, false]).show(ui, |ui| {
            no_signature_ui(ui, scene.actions);
            if let Some(example) = &loaded.page.example {
                seen_ui(ui, &example.columns);
            }
        });
        return;
    };
    let parts = lines::parts(signature);
    view.make(&parts);
    ui.horizontal(|ui| {
        let copy = widgets::buttons_width(ui, &["Copy"]);
        let width = (ui.available_width() - copy - 16.0).clamp(80.0, 240.0);
        FilterField { id: filter_id(tab), list: list_id(tab), hint: "Filter columns", width }.ui(ui, &mut view.filter);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            copy_menu(ui, &parts, &view.lines, scene.actions);
        });
    });
    ui.add_space(4.0);
    view.make(&parts);
    tables_ui(ui, scene, signature, view);
}

fn unreadable_ui(ui: &mut Ui, loaded: &Loaded) {
    let palette = Palette::of(ui.visuals());
    widgets::label(ui, "The MLmodel cannot be read", theme::section(), palette.text);
    ui.add_space(4.0);
    if let Some(first) = loaded.model.findings().first() {
        widgets::paragraph(ui, &format!("{}. {}", first.title, first.meaning), palette.text);
        ui.add_space(4.0);
        widgets::paragraph(ui, &first.help, palette.text_second);
    }
}

fn no_signature_ui(ui: &mut Ui, actions: &mut Vec<Action>) {
    const HOW: &str = "import mlflow\nfrom mlflow.models import infer_signature\n\nsignature = infer_signature(X, model.predict(X))\nmlflow.models.set_signature(model_uri, signature)\n";
    let palette = Palette::of(ui.visuals());
    widgets::label(ui, "No signature", theme::section(), palette.text);
    ui.add_space(4.0);
    widgets::paragraph(
        ui,
        "Nobody can tell what this model takes and what it returns, and MLflow does not check requests: a wrong column reaches the model as it is.",
        palette.text,
    );
    ui.add_space(4.0);
    widgets::paragraph(ui, "Whoever trained it can add one, with some rows of the training data:", palette.text_second);
    ui.add_space(4.0);
    egui::Frame::new().fill(palette.raised).corner_radius(theme::RADIUS).inner_margin(12).show(ui, |ui| {
        code::lines_label(ui, Language::Python, HOW.trim_end());
    });
    ui.add_space(4.0);
    if ui.button("Copy").on_hover_text("Copy these lines").clicked() {
        actions.push(Action::Copy(HOW.to_owned()));
    }
}

/// The columns of the input example: all that is known of the input where no signature declares it.
fn seen_ui(ui: &mut Ui, columns: &[SeenColumn]) {
    if columns.is_empty() {
        return;
    }
    let palette = Palette::of(ui.visuals());
    ui.add_space(12.0);
    widgets::label(ui, "Seen in the input example, not declared", theme::strong(), palette.text);
    ui.add_space(4.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    for column in columns {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::TREE_ROW), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{}, {}, seen", column.name, column.dtype)));
        let name = rect.with_max_x(rect.left() + (rect.width() * 0.5).min(320.0));
        widgets::paint_line(ui, name.shrink2(vec2(8.0, 0.0)), &column.name, theme::body(), palette.text);
        widgets::chip(ui, pos2(name.right() + 8.0, rect.center().y), column.dtype, palette.text_second, 160.0);
    }
}

/// Copies what is shown of a table: with a filter, the rows that match it.
fn copy_menu(ui: &mut Ui, parts: &PartTables<'_>, lines: &SignatureLines, actions: &mut Vec<Action>) {
    let button = ui.button("Copy").on_hover_text("Copy a table");
    egui::Popup::menu(&button).accessible_name("Copy").show(|ui| {
        let tables = PartName::ALL.into_iter().filter_map(|part| Some((part, parts[part].filter(|rows| !rows.is_empty())?)));
        for (i, (part, rows)) in tables.enumerate() {
            if i > 0 {
                ui.separator();
            }
            let name = part.title();
            for (text, form) in [("TSV, for a spreadsheet", TableForm::Tsv), ("Markdown", TableForm::Markdown)] {
                if ui.button(format!("{name} as {text}")).clicked() {
                    actions.push(Action::CopyTable(rows.table_of(lines.specs(part)), form));
                }
            }
            if ui.button(format!("{name}: names as a Python list")).clicked() {
                actions.push(Action::Copy(python_list(lines.specs(part).filter_map(|i| rows.name(i)))));
            }
            if ui.button(format!("{name} as JSON")).clicked() {
                actions.push(Action::Copy(Value::List(lines.specs(part).filter_map(|i| rows.encode(i)).collect()).to_json()));
            }
        }
    });
}

/// Several rows for a spreadsheet.
fn copied(chosen: &[SpecPath], parts: &PartTables<'_>) -> Action {
    let entries = chosen.iter().filter_map(|path| SpecEntry::of(path.clone(), parts, &Unfolded::default()));
    let rows = entries.filter_map(|entry| entry.cells(parts)).collect();
    Action::CopyTable(Table { headings: Vec::new(), rows }, TableForm::Tsv)
}

/// The names of several rows; those that have none are left out.
fn names(chosen: &[SpecPath], parts: &PartTables<'_>) -> String {
    python_list(chosen.iter().filter_map(|path| path.row(parts)?.name))
}

/// `["age", "plan"]`. A text in quotes is the same to Python as to JSON.
fn python_list(names: impl Iterator<Item = impl AsRef<str>>) -> String {
    let text = |name: &str| serde_json::to_string(name).unwrap_or_default();
    format!("[{}]", names.map(|name| text(name.as_ref())).collect::<Vec<_>>().join(", "))
}

fn tables_ui(ui: &mut Ui, scene: &mut Scene<'_>, signature: &Signature, view: &mut SignatureView) {
    let parts = lines::parts(signature);
    let measured = view.measured.get_or_insert_with(|| {
        let example = |part| scene.loaded.page.example.as_ref().filter(|_| part == PartName::Inputs);
        ByPart::of(|part| Measured::of(parts[part], example(part)))
    });
    let SignatureView { lines, sorts, unfolded, matches, list, chosen, .. } = view;
    let tables = Tables { tab: scene.tab, signature, parts: &parts, measured, matches, sorts, lines, unfolded, chosen };
    let selected = list.selected;
    let is_chosen = |line: usize| {
        if chosen.len() > 1 { lines.path(line).is_some_and(|path| chosen.contains(&path)) } else { selected == Some(line) }
    };
    let is_row = |line: usize| lines.is_row(line);
    // A menu stays with its row where others unfold above it.
    let key = |line: usize| lines.path(line).map_or_else(|| Id::unique(line), Id::unique);
    let entry = |line: usize| lines.path(line).and_then(|path| SpecEntry::of(path, &parts, unfolded));
    let is_open = |line: usize| entry(line).filter(SpecEntry::unfolds).map(|entry| entry.is_open);
    let parent = |line: usize| lines.path(line).and_then(|path| lines.find(&path.above()?));
    let folds = Folds { is_open: &is_open, parent: &parent, at_click: &|_| false };
    let mut sorted = None;
    let rows = Rows::new(list_id(scene.tab), "Columns and tensors", lines.lines.len(), theme::ROW).stops(&is_row).keyed(&key);
    let done = rows.several(&is_chosen).folds(folds).show(ui, list, |ui, row| sorted = tables.line_ui(ui, row, scene.actions).or(sorted));
    if let Some((part, column)) = sorted {
        view.sorts[part] = next_sort(view.sorts[part], column);
        view.made_for = None;
    }
    if let Some(path) = done.flipped.and_then(|line| view.lines.path(line)) {
        view.toggle(path);
    }
    if let Some(choice) = done.choice {
        view.choose(choice);
    }
    if done.asked == Some(Asked::Copy) && view.chosen.len() > 1 {
        scene.actions.push(copied(&view.chosen, &parts));
    } else if done.asked == Some(Asked::Copy)
        && let Some(entry) = view.selected_path().and_then(|path| SpecEntry::of(path, &parts, &view.unfolded))
    {
        scene.actions.extend(entry.copied(&parts, CopyForm::Table(TableForm::Tsv)));
    }
}
