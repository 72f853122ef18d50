//! The MLmodel as a tree.

mod model;

use std::collections::HashSet;

use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

pub use model::{Mark, NodeKind, Tree, TreeNode, value_text};

use super::command::Action;
use super::icons::Icon;
use super::loaded::Loaded;
use super::panes;
use super::theme::{self, Palette};
use super::widgets::{self, Move};
use crate::mlmodel::display::count;
use crate::mlmodel::{KeyPath, MlModel, keys};

/// What is open, selected and seen of a tree.
#[derive(Debug, Default)]
pub struct TreeView {
    pub filter: String,
    pub expanded: HashSet<usize>,
    pub selected: Option<usize>,
    /// Entries that changed on disk since the model was opened.
    pub changed: HashSet<usize>,
    rows: Vec<usize>,
    /// The filter the rows were made for; `None` makes them anew.
    made_for: Option<String>,
    offset: f32,
    height: f32,
    reveal: bool,
}

impl TreeView {
    /// The state for a tree that is seen for the first time.
    #[must_use]
    pub fn first(tree: &Tree) -> Self {
        Self { expanded: tree.first_expanded(), ..Self::default() }
    }

    /// The same places in a tree that was read again.
    #[must_use]
    pub fn carried(&self, old: &Tree, new: &Tree) -> Self {
        Self {
            filter: self.filter.clone(),
            expanded: self.expanded.iter().filter_map(|i| new.find(&old.path(*i))).collect(),
            selected: self.selected.and_then(|i| new.find(&old.path(i))),
            offset: self.offset,
            height: self.height,
            ..Self::default()
        }
    }

    /// Selects an entry and brings it into view, unfolding what hides it.
    pub fn select(&mut self, tree: &Tree, path: &KeyPath) -> bool {
        let mut path = Some(path.clone());
        // An entry that is not there is shown by the nearest one above it.
        while let Some(at) = path {
            if let Some(i) = tree.find(&at) {
                self.selected = Some(i);
                let mut above = tree.parent(i);
                while let Some(p) = above {
                    self.expanded.insert(p);
                    above = tree.parent(p);
                }
                if !self.rows_match_filter(tree, i) {
                    self.filter.clear();
                }
                self.reveal = true;
                self.made_for = None;
                return true;
            }
            path = at.parent();
        }
        false
    }

    fn rows_match_filter(&self, tree: &Tree, index: usize) -> bool {
        self.filter.is_empty() || tree.visible(&self.expanded, &self.filter).contains(&index)
    }

    pub fn expand_all(&mut self, tree: &Tree) {
        self.expanded = tree.all_expandable();
        self.made_for = None;
    }

    pub fn collapse_all(&mut self) {
        self.expanded.clear();
        self.made_for = None;
    }

    fn toggle(&mut self, index: usize) {
        if !self.expanded.remove(&index) {
            self.expanded.insert(index);
        }
        self.made_for = None;
    }
}

/// The field that filters the tree of a tab.
#[must_use]
pub fn filter_id(tab: u64) -> Id {
    Id::unique(("tree filter", tab))
}

fn list_id(tab: u64) -> Id {
    Id::unique(("tree", tab))
}

/// The panel: heading, filter, tree.
pub fn panel_ui(ui: &mut Ui, tab: u64, loaded: &Loaded, view: &mut TreeView, actions: &mut Vec<Action>) {
    let Some(model) = loaded.model.folder().and_then(crate::folder::ModelFolder::model) else {
        ui.add_space(8.0);
        widgets::paragraph(
            ui,
            "The MLmodel cannot be read. Problems says why, Source shows its text.",
            Palette::of(ui.visuals()).text_second,
        );
        return;
    };
    let palette = Palette::of(ui.visuals());
    // The scroll bar of the tree has a strip of its own at the right.
    let width = ui.available_width() - widgets::BAR;
    ui.horizontal(|ui| {
        ui.set_width(width);
        widgets::label(ui, "MLmodel", theme::section(), palette.text);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            widgets::label(ui, &count(model.key_count, "key", "keys"), theme::body(), palette.text_hint);
        });
    });
    widgets::filter_field(ui, filter_id(tab), &mut view.filter, "Filter keys and values", width);
    panes::filtered(ui, list_id(tab), filter_id(tab));
    ui.add_space(2.0);
    help_ui(ui, &loaded.tree, view);
    rows_ui(ui, tab, model, loaded, view, actions);
}

/// What the selected key means: the keyboard gets the same sentence as the pointer.
fn help_ui(ui: &mut Ui, tree: &Tree, view: &TreeView) {
    let Some(selected) = view.selected else { return };
    let palette = Palette::of(ui.visuals());
    let path = tree.path(selected);
    let text = help(&path).unwrap_or_else(|| crate::mlmodel::display::clipped(&path.to_string(), 200).into_owned());
    let frame = egui::Frame::new().inner_margin(egui::Margin { left: 4, right: 12, top: 6, bottom: 6 });
    egui::Panel::bottom("key help").frame(frame).resizable(false).exact_size(50.0).show(ui, |ui| {
        let label = egui::Label::new(egui::RichText::new(&text).small().color(palette.text_second)).wrap();
        egui::ScrollArea::vertical().id_salt("key help").show(ui, |ui| ui.add(label));
    });
}

/// The sentence for a key; a key of a flavor nobody described may be one that all flavors share.
fn help(path: &KeyPath) -> Option<String> {
    let mut plain: Vec<&str> = path.keys().collect();
    keys::explain(&plain).or_else(|| {
        let below_flavor = plain.len() > 3 && plain.first() == Some(&"flavors");
        plain.truncate(3);
        below_flavor.then(|| keys::explain(&plain)).flatten()
    })
}

fn rows_ui(ui: &mut Ui, tab: u64, model: &MlModel, loaded: &Loaded, view: &mut TreeView, actions: &mut Vec<Action>) {
    let tree = &loaded.tree;
    let filter = view.filter.trim().to_owned();
    if view.made_for.as_ref() != Some(&filter) {
        view.rows = tree.visible(&view.expanded, &filter);
        view.made_for = Some(filter);
    }
    let palette = Palette::of(ui.visuals());
    if view.rows.is_empty() {
        let text = if tree.is_empty() { "The MLmodel has no keys." } else { "No key or value matches." };
        // The pane keeps its width: it is not as narrow as these words.
        let area = ui.available_rect_before_wrap();
        widgets::paragraph(ui, text, palette.text_second);
        ui.advance_cursor_after_rect(area);
        return;
    }
    let area = ui.available_rect_before_wrap();
    let id = list_id(tab);
    let (list, asked) = widgets::list_focus(ui, id, area, "MLmodel entries");
    if let Some(m) = asked {
        keyboard(m, model, tree, view, actions);
    }
    if list.gained_focus() && view.selected.is_none() {
        view.selected = view.rows.first().copied();
    }
    let focused = list.has_focus();
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut scroll = egui::ScrollArea::vertical().id_salt(("tree", tab)).auto_shrink([false, false]);
    if std::mem::take(&mut view.reveal)
        && let Some(row) = view.selected.and_then(|selected| view.rows.binary_search(&selected).ok())
        && let Some(offset) = widgets::scroll_to(row, theme::TREE_ROW, view.offset, view.height.max(theme::TREE_ROW))
    {
        scroll = scroll.vertical_scroll_offset(offset);
    }
    let mut clicked = None;
    let output = scroll.show_rows(ui, theme::TREE_ROW, view.rows.len(), |ui, range| {
        for row in range {
            let index = view.rows[row];
            if let Some(node) = tree.node(index) {
                let open = view.expanded.contains(&index) || view.made_for.as_deref().is_some_and(|f| !f.is_empty());
                let response = row_ui(ui, tab, model, tree, index, node, view, open, focused, actions);
                if response.clicked() {
                    clicked = Some((index, response.interact_pointer_pos()));
                }
                if response.double_clicked() && node.has_children(index) {
                    view.toggle(index);
                }
            }
        }
    });
    view.offset = output.state.clamped_offset().y;
    view.height = output.inner_rect.height();
    if let Some((index, at)) = clicked {
        ui.memory_mut(|memory| memory.request_focus(id));
        view.selected = Some(index);
        let node_depth = tree.node(index).map_or(0, |node| node.depth);
        let arrow = area.left() + f32::from(node_depth) * theme::INDENT + 20.0;
        if at.is_some_and(|at| at.x < arrow) && tree.node(index).is_some_and(|node| node.has_children(index)) {
            view.toggle(index);
        }
    }
}

fn keyboard(m: Move, model: &MlModel, tree: &Tree, view: &mut TreeView, actions: &mut Vec<Action>) {
    let row = view.selected.and_then(|selected| view.rows.binary_search(&selected).ok());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows on a screen")]
    let page = (view.height / theme::TREE_ROW) as usize;
    if let Some(to) = widgets::moved_to(m, row, view.rows.len(), page.max(1)) {
        view.selected = view.rows.get(to).copied();
        view.reveal = true;
        return;
    }
    let Some(selected) = view.selected else { return };
    let expandable = tree.node(selected).is_some_and(|node| node.has_children(selected));
    let open = view.expanded.contains(&selected);
    match m {
        Move::Right if expandable && !open => view.toggle(selected),
        Move::Right if expandable => view.selected = Some(selected + 1),
        Move::Left if expandable && open => view.toggle(selected),
        Move::Left => view.selected = tree.parent(selected).or(Some(selected)),
        Move::Enter if expandable => view.toggle(selected),
        Move::Copy => actions.extend(value_text(model, &tree.path(selected)).map(Action::Copy)),
        _ => {}
    }
    view.reveal = true;
}

#[expect(clippy::too_many_arguments, reason = "one row, seen once")]
fn row_ui(
    ui: &mut Ui,
    tab: u64,
    model: &MlModel,
    tree: &Tree,
    index: usize,
    node: &TreeNode,
    view: &TreeView,
    open: bool,
    focused: bool,
    actions: &mut Vec<Action>,
) -> egui::Response {
    let palette = Palette::of(ui.visuals());
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), theme::TREE_ROW));
    let rect = widgets::beside_bar(rect);
    let response = ui.interact(rect, Id::unique(("tree row", tab, index)), Sense::CLICK);
    let selected = view.selected == Some(index);
    let changed = Mark { severity: crate::checks::Severity::Note, word: "changed" };
    let mark = tree.mark_of(index).or_else(|| view.changed.contains(&index).then_some(&changed));
    let (key, shown, read_as) = (tree.key(index), tree.shown(index), tree.read_as(index));
    let summary = summary(model, key, node);
    response.widget_info(|| {
        let value = if summary.is_empty() { shown } else { &summary };
        let mut name = format!("{key}: {value}");
        if let Some(mark) = mark {
            name.push_str(", ");
            name.push_str(if mark.word.is_empty() { mark.severity.word() } else { mark.word });
        }
        WidgetInfo::selected(Role::TreeItem, true, selected, name)
    });
    if node.has_children(index) {
        ui.accesskit_node_builder(response.id, |builder| builder.set_expanded(open));
    }
    let hint =
        widgets::row_background(ui, rect, widgets::RowState { is_selected: selected, is_hovered: response.hovered(), is_focused: focused });
    let mut left = rect.left() + 4.0 + f32::from(node.depth.min(40)) * theme::INDENT;
    if node.has_children(index) {
        let arrow = Rect::from_center_size(pos2(left + 4.0, rect.center().y), vec2(16.0, 16.0));
        let icon = if open { Icon::Open } else { Icon::Closed };
        icon.paint(ui.painter(), arrow, hint, palette.surface);
    }
    left += 20.0;
    // Marks first, from the right: a value gives way to them.
    let mut right = rect.right() - 8.0;
    if let Some(mark) = mark {
        let icon = Icon::severity(mark.severity);
        let at = Rect::from_center_size(pos2(right - 8.0, rect.center().y), vec2(16.0, 16.0));
        let color = icon.color(palette);
        icon.paint(ui.painter(), at, color, if selected { palette.selected } else { palette.surface });
        right -= 24.0;
        if !mark.word.is_empty() {
            right -= widgets::paint_right(ui, Rect::from_x_y_ranges(left..=right, rect.y_range()), mark.word, theme::small_strong(), color)
                + 8.0;
        }
    }
    if let Some(note) = tree.note_of(index) {
        right -= widgets::paint_right(ui, Rect::from_x_y_ranges(left..=right, rect.y_range()), note, theme::small(), hint) + 8.0;
    }
    let key_rect = Rect::from_x_y_ranges(left..=(right).max(left), rect.y_range());
    let shown_key = crate::mlmodel::display::one_line(key);
    let (key_width, key_cut) = widgets::paint_line(ui, key_rect, &shown_key, theme::body(), palette.text_second);
    let value_rect = Rect::from_x_y_ranges((left + key_width + 8.0).min(right)..=right, rect.y_range());
    let (text, font, color) = match node.kind {
        NodeKind::Null => ("null", theme::mono(), hint),
        NodeKind::Scalar => {
            let color = mark.filter(|mark| !mark.word.is_empty()).map_or(palette.text, |mark| Icon::severity(mark.severity).color(palette));
            (shown, theme::mono(), color)
        }
        NodeKind::Map(_) | NodeKind::List(_) => (summary.as_str(), theme::mono(), hint),
    };
    let (value_width, value_cut) = widgets::paint_line(ui, value_rect, text, font, color);
    if let Some(read) = read_as {
        let rest = Rect::from_x_y_ranges((value_rect.left() + value_width + 8.0).min(right)..=right, rect.y_range());
        widgets::paint_line(ui, rest, &format!("read as {read}"), theme::small(), palette.warning);
    }
    let path = || tree.path(index);
    let response = response.on_hover_ui(|ui| tooltip(ui, tree, index, key_cut || value_cut));
    response.context_menu(|ui| {
        if ui.button("Copy value").clicked() {
            actions.extend(value_text(model, &path()).map(Action::Copy));
        }
        if ui.button("Copy key path").clicked() {
            actions.push(Action::Copy(path().to_string()));
        }
        if ui.button("Copy key and value").clicked() {
            let value = value_text(model, &path()).unwrap_or_default();
            actions.push(Action::Copy(format!("{key}: {value}")));
        }
    });
    response
}

/// What a folded collection holds: `2 flavors`, `8 inputs, 1 output`.
fn summary(model: &MlModel, key: &str, node: &TreeNode) -> String {
    match (node.kind, key, node.depth) {
        (NodeKind::Map(n), "flavors", 0) => count(n as usize, "flavor", "flavors"),
        (NodeKind::Map(_), "signature", 0) => {
            let Some(signature) = &model.signature else { return String::new() };
            let size = |part: Option<usize>, one: &str, many: &str| part.map(|n| count(n, one, many));
            let parts = [
                size(signature.inputs.read().map(|s| s.specs.len()), "input", "inputs"),
                size(signature.outputs.read().map(|s| s.specs.len()), "output", "outputs"),
                size(signature.params.read().map(Vec::len), "param", "params"),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        (NodeKind::Map(0), ..) => "empty".to_owned(),
        (NodeKind::List(0), ..) => "empty list".to_owned(),
        (NodeKind::Map(n), _, depth) if depth > 1 => count(n as usize, "key", "keys"),
        (NodeKind::List(n), ..) => count(n as usize, "item", "items"),
        _ => String::new(),
    }
}

fn tooltip(ui: &mut Ui, tree: &Tree, index: usize, cut: bool) {
    let palette = Palette::of(ui.visuals());
    let path = tree.path(index);
    if let Some(help) = help(&path) {
        ui.label(help);
    }
    if cut {
        let text = crate::mlmodel::display::clipped(tree.text(index), 2_000);
        ui.label(egui::RichText::new(text).font(theme::mono()).color(palette.text));
    }
    if let Some(read) = tree.read_as(index) {
        ui.label(format!("Written {}, and read by MLflow as {read}: without quotes it is a number to YAML.", tree.shown(index)));
    }
    let line = tree.node(index).map_or(0, |node| node.line);
    ui.label(
        egui::RichText::new(format!("{}  ·  line {}", crate::mlmodel::display::clipped(&path.to_string(), 200), line))
            .small()
            .color(palette.text_second),
    );
}
