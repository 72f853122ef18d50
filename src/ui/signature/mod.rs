//! Inputs, outputs and inference params as tables.

mod lines;

use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::command::Action;
use super::icons::Icon;
use super::loaded::Loaded;
use super::panes;
use super::theme::{self, Palette};
use super::widgets::{self, Move};
use crate::mlmodel::Value;
use crate::mlmodel::signature::{Part, PartName, Signature};
use crate::present::example::SeenColumn;
use crate::present::rows::{PartRows, Row, property_row, required_word, shown_name};
use crate::present::{Table, TableForm};
use lines::{Column, Direction, Line, Lines, Nested, Place, Sort, Unfolded, next_sort};

/// What is filtered, sorted, unfolded and selected.
#[derive(Debug, Default)]
pub struct SignatureView {
    pub filter: String,
    sorts: [Sort; 3],
    unfolded: Unfolded,
    selected: Option<usize>,
    lines: Lines,
    widths: [Widths; 3],
    headings: [String; 3],
    /// How many rows of each table match the filter, where there is one.
    matches: [Option<usize>; 3],
    made_for: Option<String>,
    offset: f32,
    height: f32,
    reveal: bool,
}

/// Widths of the columns of one table, in points.
#[derive(Clone, Copy, Debug, Default)]
struct Widths {
    number: f32,
    name: f32,
    kind: f32,
    shape: f32,
    /// `required`, or the default.
    last: f32,
    has_shapes: bool,
    has_last: bool,
}

impl SignatureView {
    /// What was filtered and sorted, for the same model read again.
    #[must_use]
    pub fn carried(&self) -> Self {
        Self { filter: self.filter.clone(), sorts: self.sorts, offset: self.offset, ..Self::default() }
    }

    /// Unfolds every nested type.
    pub fn expand_all(&mut self, signature: &Signature) {
        for (i, part) in PartName::ALL.into_iter().enumerate() {
            let rows = PartRows::of(signature, part);
            self.unfolded.extend(rows.into_iter().flat_map(|rows| lines::all_unfoldable(i, rows)));
        }
        self.made_for = None;
    }

    /// Folds every nested type.
    pub fn collapse_all(&mut self) {
        self.unfolded.clear();
        self.made_for = None;
    }

    fn make(&mut self, rows: &[Option<PartRows<'_>>; 3]) {
        let filter = self.filter.trim().to_owned();
        if self.made_for.as_ref() == Some(&filter) {
            return;
        }
        // The tables themselves change only with the model: measure them once.
        if self.headings.iter().all(String::is_empty) {
            for (i, rows) in rows.iter().enumerate() {
                self.headings[i] = rows.map_or_else(String::new, PartRows::heading);
                self.widths[i] = rows.map(Widths::of).unwrap_or_default();
            }
        }
        self.lines = Lines::of(rows, self.sorts, &filter, &self.unfolded);
        self.matches = [0, 1, 2].map(|part| (!filter.is_empty()).then(|| self.lines.specs(part).count()));
        self.made_for = Some(filter);
        self.selected = self.selected.filter(|line| *line < self.lines.lines.len());
    }
}

impl Widths {
    #[expect(clippy::cast_precision_loss, reason = "widths of texts")]
    fn of(rows: PartRows<'_>) -> Self {
        let mut widths = Self { number: 20.0 + 7.5 * rows.len().to_string().len() as f32, ..Self::default() };
        widths.number = widths.number.max(36.0);
        widths.has_shapes = rows.has_shapes();
        widths.has_last = match rows {
            PartRows::Params(_) => true,
            PartRows::Schema(_) => rows.has_optional(),
        };
        let (mut name, mut kind, mut shape, mut last) = (6, 4, 5, 8);
        for i in 0..rows.len() {
            // Beyond the first few thousand the rare longer name is cut, with the whole of it on hover.
            if i >= 5_000 {
                break;
            }
            let Some(row) = rows.row(i) else { continue };
            name = name.max(row.name.as_deref().map_or(7, |n| n.chars().count()) + usize::from(row.children > 0) * 3);
            for property in rows.properties(i) {
                name = name.max(property.name.chars().count() + 6);
                kind = kind.max(property_row(property).type_text.chars().count());
            }
            kind = kind.max(row.type_text.chars().count());
            shape = shape.max(row.shape.as_deref().map_or(0, |s| s.chars().count()));
            last = last.max(row.default.as_deref().map_or(0, |s| s.chars().count()));
        }
        widths.name = (name as f32 * 7.4 + 28.0).clamp(120.0, 420.0);
        widths.kind = (kind as f32 * 7.2 + 14.0 + 28.0).clamp(100.0, 340.0);
        widths.shape = (shape as f32 * 7.2 + 28.0).clamp(90.0, 260.0);
        widths.last = (last as f32 * 7.2 + 24.0).clamp(90.0, 420.0);
        widths
    }

    fn total(self) -> f32 {
        self.number + self.name + self.kind + if self.has_shapes { self.shape } else { 0.0 } + if self.has_last { self.last } else { 0.0 }
    }

    /// Makes room: the name gives way first, but keeps a readable rest.
    fn fit(mut self, width: f32) -> Self {
        let over = self.total() - width;
        if over > 0.0 {
            let from_name = over.min((self.name - 120.0).max(0.0));
            self.name -= from_name;
            let rest = over - from_name;
            self.kind -= rest.min((self.kind - 90.0).max(0.0));
        }
        self
    }

    /// The cells of a row, from the left.
    fn cells(self, rect: Rect) -> Cells {
        let mut x = rect.left() + 8.0;
        let mut next = |width: f32| {
            let cell = Rect::from_x_y_ranges(x..=(x + width - 12.0).max(x), rect.y_range());
            x += width;
            cell
        };
        let number = next(self.number);
        let name = next(self.name);
        let kind = next(self.kind);
        let shape = self.has_shapes.then(|| next(self.shape));
        let last = self.has_last.then(|| next(self.last));
        Cells { number, name, kind, shape, last }
    }
}

struct Cells {
    number: Rect,
    name: Rect,
    kind: Rect,
    shape: Option<Rect>,
    last: Option<Rect>,
}

/// The field that filters the tables of a tab.
fn filter_id(tab: u64) -> Id {
    Id::unique(("signature filter", tab))
}

fn list_id(tab: u64) -> Id {
    Id::unique(("signature", tab))
}

/// The panel: a bar with the filter and copying, then the tables.
pub fn panel_ui(ui: &mut Ui, tab: u64, loaded: &Loaded, view: &mut SignatureView, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let Some(model) = loaded.model.folder().and_then(crate::folder::ModelFolder::model) else {
        unreadable_ui(ui, loaded);
        return;
    };
    let Some(signature) = &model.signature else {
        egui::ScrollArea::vertical().id_salt(("no signature", tab)).auto_shrink([false, false]).show(ui, |ui| {
            no_signature_ui(ui, actions);
            if let Some(example) = &loaded.page.example {
                seen_ui(ui, &example.columns);
            }
        });
        return;
    };
    let all = PartName::ALL.map(|part| PartRows::of(signature, part));
    view.make(&all);
    ui.horizontal(|ui| {
        widgets::label(ui, "Signature", theme::section(), palette.text);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            copy_menu(ui, &all, &view.lines, actions);
            let width = (ui.available_width() - 8.0).clamp(80.0, 180.0);
            widgets::filter_field(ui, filter_id(tab), &mut view.filter, "Filter columns", width);
            panes::filtered(ui, list_id(tab), filter_id(tab));
        });
    });
    ui.add_space(4.0);
    view.make(&all);
    lines_ui(ui, tab, signature, &all, view, actions);
}

fn unreadable_ui(ui: &mut Ui, loaded: &Loaded) {
    let palette = Palette::of(ui.visuals());
    widgets::label(ui, "The MLmodel cannot be read", theme::section(), palette.text);
    ui.add_space(4.0);
    if let Some(first) = loaded.model.findings.first() {
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
        ui.add(egui::Label::new(egui::RichText::new(HOW.trim_end()).font(theme::mono()).color(palette.text)).selectable(true));
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
fn copy_menu(ui: &mut Ui, all: &[Option<PartRows<'_>>; 3], lines: &Lines, actions: &mut Vec<Action>) {
    let button = ui.button("Copy").on_hover_text("Copy a table");
    egui::Popup::menu(&button).show(|ui| {
        let parts = PartName::ALL.iter().map(|part| part.title()).zip(all).enumerate();
        let parts = parts.filter_map(|(part, (name, rows))| Some((part, name, rows.filter(|rows| !rows.is_empty())?)));
        for (i, (part, name, rows)) in parts.enumerate() {
            if i > 0 {
                ui.separator();
            }
            for (text, form) in [("TSV, for a spreadsheet", TableForm::Tsv), ("Markdown", TableForm::Markdown)] {
                if ui.button(format!("{name} as {text}")).clicked() {
                    actions.push(Action::CopyTable(rows.table_of(lines.specs(part)), form));
                }
            }
            if ui.button(format!("{name} as JSON")).clicked() {
                actions.push(Action::Copy(Value::List(lines.specs(part).filter_map(|i| rows.encode(i)).collect()).to_json()));
            }
        }
    });
}

fn lines_ui(
    ui: &mut Ui,
    tab: u64,
    signature: &Signature,
    all: &[Option<PartRows<'_>>; 3],
    view: &mut SignatureView,
    actions: &mut Vec<Action>,
) {
    let area = ui.available_rect_before_wrap();
    let id = list_id(tab);
    let (list, asked) = widgets::list_focus(ui, id, area, "Columns and tensors");
    if let Some(m) = asked {
        keyboard(m, all, view, actions);
        view.make(all);
    }
    if list.gained_focus() && view.selected.is_none() {
        view.selected = view.lines.lines.iter().position(is_row);
    }
    let focused = list.has_focus();
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut scroll = egui::ScrollArea::vertical().id_salt(("signature", tab)).auto_shrink([false, false]);
    if std::mem::take(&mut view.reveal)
        && let Some(row) = view.selected
        && let Some(offset) = widgets::scroll_to(row, theme::ROW, view.offset, view.height.max(theme::ROW))
    {
        scroll = scroll.vertical_scroll_offset(offset);
    }
    let mut done = Done::default();
    let output = scroll.show_rows(ui, theme::ROW, view.lines.lines.len(), |ui, range| {
        for i in range {
            let (_, rect) = ui.allocate_space(vec2(ui.available_width(), theme::ROW));
            let rect = widgets::beside_bar(rect);
            line_ui(ui, tab, i, rect, signature, all, view, focused, actions, &mut done);
        }
    });
    view.offset = output.state.clamped_offset().y;
    view.height = output.inner_rect.height();
    if let Some(selected) = done.selected {
        ui.memory_mut(|memory| memory.request_focus(id));
        view.selected = Some(selected);
    }
    if let Some(key) = done.toggled {
        toggle(view, key);
    }
    if let Some((part, column)) = done.sorted {
        view.sorts[part] = next_sort(view.sorts[part], column);
        view.made_for = None;
    }
}

/// What was clicked in this frame.
#[derive(Default)]
struct Done {
    selected: Option<usize>,
    toggled: Option<Place>,
    sorted: Option<(usize, Column)>,
}

fn is_row(line: &Line) -> bool {
    matches!(line, Line::Spec { .. } | Line::Property { .. })
}

fn toggle(view: &mut SignatureView, key: Place) {
    if !view.unfolded.remove(&key) {
        view.unfolded.insert(key);
    }
    view.made_for = None;
}

/// The spec or property on a line: its place among what can be unfolded, and its row.
fn row_of(all: &[Option<PartRows<'_>>; 3], lines: &Lines, line: Line) -> Option<(Place, Row)> {
    match line {
        Line::Spec { part, index } => Some(((part, index, [].into()), all[part]?.row(index as usize)?)),
        Line::Property { part, nested } => {
            let nested: &Nested = lines.nested.get(nested as usize)?;
            let row = property_row(lines::property(all[part]?, nested)?);
            Some(((part, nested.spec, nested.way.clone()), row))
        }
        _ => None,
    }
}

fn keyboard(m: Move, all: &[Option<PartRows<'_>>; 3], view: &mut SignatureView, actions: &mut Vec<Action>) {
    let lines = &view.lines.lines;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows on a screen")]
    let page = (view.height / theme::ROW) as usize;
    if let Some(to) = widgets::moved_to(m, view.selected, lines.len(), page.max(1)) {
        // Titles and gaps are passed over, in the direction of the move.
        let forward = matches!(m, Move::Down | Move::PageDown | Move::First);
        let found = widgets::stop_at(to, forward, lines.len(), |i| is_row(&lines[i]));
        view.selected = found.or(view.selected);
        view.reveal = true;
        return;
    }
    let Some(line) = view.selected.and_then(|i| lines.get(i)).copied() else { return };
    let Some((key, row)) = row_of(all, &view.lines, line) else { return };
    let open = view.unfolded.contains(&key);
    match m {
        Move::Right if row.children > 0 && !open => toggle(view, key),
        Move::Left if row.children > 0 && open => toggle(view, key),
        Move::Enter if row.children > 0 => toggle(view, key),
        Move::Copy => actions.extend(copied(all, &view.lines, line, Format::Table(TableForm::Tsv))),
        _ => {}
    }
}

#[derive(Clone, Copy)]
enum Format {
    Table(TableForm),
    Json,
}

/// Copies one row.
fn copied(all: &[Option<PartRows<'_>>; 3], lines: &Lines, line: Line, format: Format) -> Option<Action> {
    let (Line::Spec { part, .. } | Line::Property { part, .. }) = line else { return None };
    let (rows, (key, row)) = (all[part]?, row_of(all, lines, line)?);
    let number = if key.2.is_empty() { (key.1 + 1).to_string() } else { String::new() };
    let cells = rows.cells(&number, &row);
    Some(match format {
        Format::Table(TableForm::Tsv) => Action::CopyTable(Table::of_row(cells), TableForm::Tsv),
        Format::Table(form) => Action::CopyTable(Table { headings: rows.table_headings(), rows: vec![cells] }, form),
        Format::Json if key.2.is_empty() => Action::Copy(rows.encode(key.1 as usize)?.to_json()),
        Format::Json => Action::Copy(lines::property(rows, &Nested { spec: key.1, way: key.2 })?.encode().to_json()),
    })
}

#[expect(clippy::too_many_arguments, reason = "one line, seen once")]
fn line_ui(
    ui: &mut Ui,
    tab: u64,
    i: usize,
    rect: Rect,
    signature: &Signature,
    all: &[Option<PartRows<'_>>; 3],
    view: &SignatureView,
    focused: bool,
    actions: &mut Vec<Action>,
    done: &mut Done,
) {
    let palette = Palette::of(ui.visuals());
    let Some(line) = view.lines.lines.get(i).copied() else { return };
    match line {
        Line::Gap => {}
        Line::Title(part) => {
            let shown = view.matches[part].map(|matches| format!("{} of ", crate::mlmodel::display::grouped(matches))).unwrap_or_default();
            title_ui(ui, rect, part, signature, &format!("{shown}{}", view.headings[part]));
        }
        Line::NoMatch(_) => {
            widgets::paint_line(ui, rect.shrink2(vec2(8.0, 0.0)), "None matches the filter.", theme::body(), palette.text_second);
        }
        Line::Headings(part) => {
            if let Some(rows) = all[part] {
                headings_ui(ui, tab, rect, part, rows, view, done);
            }
        }
        Line::Spec { part, .. } | Line::Property { part, .. } => {
            let Some((key, row)) = row_of(all, &view.lines, line) else { return };
            let widths = view.widths[part].fit(rect.width());
            let rect = Rect::from_min_size(rect.min, vec2(widths.total().min(rect.width()), rect.height()));
            let selected = view.selected == Some(i);
            let response = row_ui(ui, tab, rect, widths, &key, &row, view.unfolded.contains(&key), selected, focused);
            if response.clicked() {
                done.selected = Some(i);
                let arrow = widths.cells(rect).name.left() + indent(&key) + 16.0;
                if row.children > 0 && (response.double_clicked() || response.interact_pointer_pos().is_some_and(|p| p.x < arrow)) {
                    done.toggled = Some(key.clone());
                }
            }
            response.context_menu(|ui| {
                for (text, format) in [
                    ("Copy row as TSV", Format::Table(TableForm::Tsv)),
                    ("Copy row as Markdown", Format::Table(TableForm::Markdown)),
                    ("Copy row as JSON", Format::Json),
                ] {
                    if ui.button(text).clicked() {
                        actions.extend(copied(all, &view.lines, line, format));
                    }
                }
                if ui.button("Copy name").clicked() {
                    actions.push(Action::Copy(row.name.clone().unwrap_or_default()));
                }
            });
        }
    }
}

fn title_ui(ui: &Ui, rect: Rect, part: usize, signature: &Signature, heading: &str) {
    let palette = Palette::of(ui.visuals());
    let (width, _) = widgets::paint_line(ui, rect, PartName::ALL[part].title(), theme::section(), palette.text);
    let (absent, unreadable) = match part {
        0 => (signature.inputs.is_absent(), matches!(signature.inputs, Part::Unreadable)),
        1 => (signature.outputs.is_absent(), matches!(signature.outputs, Part::Unreadable)),
        _ => (signature.params.is_absent(), matches!(signature.params, Part::Unreadable)),
    };
    let rest = Rect::from_x_y_ranges(rect.left() + width + 8.0..=rect.right(), rect.y_range());
    let (text, color) = if unreadable {
        ("cannot be read; Problems says why", palette.error)
    } else if absent {
        ("none declared", palette.text_second)
    } else {
        (heading, palette.text_second)
    };
    widgets::paint_line(ui, rest, text, theme::body(), color);
    let response = ui.interact(rect, ui.unique_id().with(("title", part)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, format!("{}: {text}", PartName::ALL[part].title())));
}

fn headings_ui(ui: &Ui, tab: u64, rect: Rect, part: usize, rows: PartRows<'_>, view: &SignatureView, done: &mut Done) {
    let palette = Palette::of(ui.visuals());
    let widths = view.widths[part].fit(rect.width());
    let cells = widths.cells(rect);
    let tensors = matches!(rows, PartRows::Schema(schema) if schema.is_tensors());
    let last = if matches!(rows, PartRows::Params(_)) { "Default" } else { "Required" };
    let columns = [
        (Column::Number, "#", Some(cells.number)),
        (Column::Name, "Name", Some(cells.name)),
        (Column::Type, if tensors { "dtype" } else { "Type" }, Some(cells.kind)),
        (Column::Shape, "Shape", cells.shape),
        (Column::Last, last, cells.last),
    ];
    for (column, text, cell) in columns {
        let Some(cell) = cell else { continue };
        let id = Id::unique(("heading", tab, part, column));
        let response = ui.interact(cell, id, Sense::click());
        response.widget_info(|| {
            WidgetInfo::labeled(Role::Button, true, format!("Sort {} by {text}", PartName::ALL[part].title().to_lowercase()))
        });
        let color = if response.hovered() { palette.text } else { palette.text_second };
        let (width, _) = widgets::paint_line(ui, cell, text, theme::small(), color);
        if let Some((sorted, direction)) = view.sorts[part]
            && sorted == column
        {
            let at = Rect::from_center_size(pos2(cell.left() + width + 10.0, cell.center().y), vec2(16.0, 16.0));
            let icon = if direction == Direction::Up { Icon::Up } else { Icon::Down };
            icon.paint(ui.painter(), at, palette.accent, palette.surface);
        }
        widgets::focus_ring(ui, &response, cell.expand(2.0));
        let response = response.on_hover_text("Sort: up, down, and back to the order of the file");
        if response.clicked() {
            done.sorted = Some((part, column));
        }
    }
    let line = egui::Stroke::new(1.0, palette.separator);
    ui.painter().hline(rect.left()..=rect.left() + widths.total().min(rect.width()), rect.bottom() - 0.5, line);
}

#[expect(clippy::cast_precision_loss, reason = "a handful of levels")]
fn indent(key: &Place) -> f32 {
    key.2.len() as f32 * theme::INDENT
}

#[expect(clippy::too_many_arguments, reason = "one row, seen once")]
fn row_ui(
    ui: &Ui,
    tab: u64,
    rect: Rect,
    widths: Widths,
    key: &Place,
    row: &Row,
    open: bool,
    selected: bool,
    focused: bool,
) -> egui::Response {
    let palette = Palette::of(ui.visuals());
    let cells = widths.cells(rect);
    let response = ui.interact(rect, Id::unique(("signature row", tab, key)), Sense::CLICK);
    let name = shown_name(row.name.as_deref());
    response.widget_info(|| {
        let mut text = format!("{name}, {}", row.type_text);
        for part in [row.shape.as_deref(), row.default.as_deref(), Some(required_word(row.required)).filter(|w| !w.is_empty())]
            .into_iter()
            .flatten()
        {
            text.push_str(", ");
            text.push_str(part);
        }
        WidgetInfo::selected(Role::Row, true, selected, text)
    });
    let hint =
        widgets::row_background(ui, rect, widgets::RowState { is_selected: selected, is_hovered: response.hovered(), is_focused: focused });
    if key.2.is_empty() {
        widgets::paint_line(ui, cells.number, &(key.1 + 1).to_string(), theme::body(), hint);
    }
    let mut name_rect = cells.name;
    name_rect.min.x = (name_rect.min.x + indent(key)).min(name_rect.max.x);
    if row.children > 0 {
        let arrow = Rect::from_center_size(pos2(name_rect.left() + 4.0, rect.center().y), vec2(16.0, 16.0));
        let icon = if open { Icon::Open } else { Icon::Closed };
        icon.paint(ui.painter(), arrow, hint, palette.surface);
        ui.accesskit_node_builder(response.id, |builder| builder.set_expanded(open));
    }
    if row.children > 0 || !key.2.is_empty() {
        name_rect.min.x = (name_rect.min.x + 16.0).min(name_rect.max.x);
    }
    let color = if row.name.is_some() { palette.text } else { hint };
    let (_, cut) = widgets::paint_line(ui, name_rect, &crate::mlmodel::display::clipped(&name, 400), theme::body(), color);
    widgets::chip(ui, cells.kind.left_center(), &row.type_text, palette.family(row.family), cells.kind.width());
    if let (Some(cell), Some(shape)) = (cells.shape, &row.shape) {
        widgets::paint_line(ui, cell, shape, theme::mono(), palette.text);
    }
    if let Some(cell) = cells.last {
        match &row.default {
            Some(default) => widgets::paint_line(ui, cell, &crate::mlmodel::display::clipped(default, 400), theme::mono(), palette.text),
            None => widgets::paint_line(ui, cell, required_word(row.required), theme::body(), palette.text_second),
        };
    }
    hover(response, row, cut)
}

fn hover(response: egui::Response, row: &Row, name_cut: bool) -> egui::Response {
    let about = about(row);
    if !name_cut && about.is_none() {
        return response;
    }
    response.on_hover_ui(|ui| {
        if name_cut {
            ui.label(crate::mlmodel::display::clipped(row.name.as_deref().unwrap_or_default(), 2_000));
        }
        if let Some(about) = about {
            ui.label(about);
        }
    })
}

/// What a type means, where its word does not say.
fn about(row: &Row) -> Option<&'static str> {
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
