//! The MLmodel as a tree.

mod entry;
pub(super) mod model;

use std::collections::HashSet;

use egui::{Id, Ui};

pub use model::{Mark, NodeKind, Tree, TreeNode, value_text};

use super::command::Action;
use super::rows::{Asked, Folds, ListView, Rows};
use super::scene::Scene;
use super::theme::{self, Palette};
use super::widgets::{self, FilterField};
use crate::mlmodel::display::clipped;
use crate::mlmodel::{KeyPath, MlModel, keys};
use entry::TreeEntry;

/// What is open, selected and seen of a tree.
#[derive(Debug, Default)]
pub struct TreeView {
    pub filter: String,
    pub expanded: HashSet<usize>,
    /// Its items are the nodes of the [`Tree`].
    pub list: ListView,
    /// Entries that changed on disk since the model was opened.
    pub changed: HashSet<usize>,
    /// The nodes that are shown.
    rows: Vec<usize>,
    /// The filter the rows were made for; `None` makes them anew.
    made_for: Option<String>,
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
        let there = |i: usize| new.find(&old.path(i));
        Self {
            filter: self.filter.clone(),
            expanded: self.expanded.iter().filter_map(|i| there(*i)).collect(),
            list: self.list.carried(there),
            ..Self::default()
        }
    }

    /// Selects an entry and brings it into view, unfolding what hides it.
    pub fn select(&mut self, tree: &Tree, path: &KeyPath) -> bool {
        let mut path = Some(path.clone());
        // An entry that is not there is shown by the nearest one above it.
        while let Some(at) = path {
            if let Some(i) = tree.find(&at) {
                self.list.select(i);
                let mut above = tree.parent(i);
                while let Some(p) = above {
                    self.expanded.insert(p);
                    above = tree.parent(p);
                }
                if !self.rows_match_filter(tree, i) {
                    self.filter.clear();
                }
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

    /// Unfolds every entry.
    pub fn expand_all(&mut self, tree: &Tree) {
        self.expanded = tree.all_expandable();
        self.made_for = None;
    }

    /// Folds every entry.
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

    /// Finds out which nodes are shown, where that changed.
    fn make(&mut self, tree: &Tree) {
        let filter = self.filter.trim();
        if self.made_for.as_deref() != Some(filter) {
            self.rows = tree.visible(&self.expanded, filter);
            self.made_for = Some(filter.to_owned());
        }
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

/// The filter, and the tree.
pub fn panel_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut TreeView) {
    let palette = Palette::of(ui.visuals());
    let Some(model) = scene.loaded.model.folder().and_then(crate::folder::ModelFolder::model) else {
        ui.add_space(8.0);
        widgets::paragraph(
            ui,
            "The MLmodel cannot be read: Problems tells the reason, and Text shows what is written.",
            palette.text_second,
        );
        return;
    };
    // The scroll bar of the tree has a strip of its own at the right.
    let width = ui.available_width() - theme::SCROLL_BAR;
    let hint = "Filter keys and values";
    FilterField { id: filter_id(scene.tab), list: list_id(scene.tab), hint, width }.ui(ui, &mut view.filter);
    ui.add_space(2.0);
    help_ui(ui, scene.loaded.tree(), view);
    entries_ui(ui, scene, model, view);
}

/// What the selected key means: the keyboard gets the same sentence as the pointer.
fn help_ui(ui: &mut Ui, tree: &Tree, view: &TreeView) {
    let Some(selected) = view.list.selected else { return };
    let palette = Palette::of(ui.visuals());
    let path = tree.path(selected);
    let text = help(&path).unwrap_or_else(|| clipped(&path.to_string(), 200).into_owned());
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

fn entries_ui(ui: &mut Ui, scene: &mut Scene<'_>, model: &MlModel, view: &mut TreeView) {
    let tree = scene.loaded.tree();
    view.make(tree);
    let TreeView { list, rows: shown, expanded, changed, made_for, .. } = view;
    // What leads to a match is unfolded, and stays so.
    let is_filtered = made_for.as_ref().is_some_and(|filter| !filter.is_empty());
    let empty = if tree.is_empty() { "The MLmodel has no keys." } else { "No key or value matches." };
    let is_open = |i: usize| tree.node(i).filter(|node| node.has_children(i) && !is_filtered).map(|_| expanded.contains(&i));
    let folds = Folds { is_open: &is_open, parent: &|i| tree.parent(i), at_click: &|_| false };
    let needle = made_for.as_ref().map(|filter| filter.to_lowercase()).unwrap_or_default();
    let fits = |i: usize| tree.fits(i, &needle);
    let rows = Rows::new(list_id(scene.tab), "MLmodel entries", tree.len(), theme::TREE_ROW).only(shown).folds(folds).fits(&fits);
    let done = rows.empty(empty).show(ui, list, |ui, row| {
        let Some(entry) = TreeEntry::of(model, tree, row.item) else { return };
        let entry = entry.changed(changed.contains(&row.item));
        entry.ui(ui, row, is_filtered || expanded.contains(&row.item));
        widgets::context_menu(&row.response, |ui| entry.menu_ui(ui, scene.actions));
    });
    if let Some(entry) = done.flipped {
        view.toggle(entry);
    }
    if done.asked == Some(Asked::Copy)
        && let Some(selected) = view.list.selected
    {
        scene.actions.extend(value_text(model, &tree.path(selected)).map(Action::Copy));
    }
}
