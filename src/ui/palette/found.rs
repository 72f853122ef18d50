//! What can be chosen, and how well it fits what was typed: commands, open models, those of the library, and of the model that is
//! shown its columns, keys, files and code.

use std::collections::HashSet;

use egui::Ui;

use crate::library::{ModelAddress, Registered};
use crate::mlmodel::display::{bytes, clipped, os_text};
use crate::mlmodel::signature::PartName;
use crate::present::rows::{PartRows, shown_name};
use crate::ui::command::{Action, Command};
use crate::ui::files::FileKind;
use crate::ui::fuzzy::Fuzzy;
use crate::ui::icons::Icon;
use crate::ui::loaded::Loaded;
use crate::ui::state::{Tab, Window};

/// As many are looked through of each kind: what is typed is answered within a frame.
const MOST_LOOKED_THROUGH: usize = 20_000;
/// As many are offered, the best.
const MOST_FOUND: usize = 200;
/// Characters of a name that are looked through and shown.
const LONGEST: usize = 120;

/// Something that can be chosen.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub icon: Option<Icon>,
    pub text: String,
    /// At the right: the key, or what it is and where it lies.
    pub side: String,
    pub action: Action,
    /// The characters of the text that fit, from 0, in their order.
    pub hits: Vec<u32>,
}

impl Item {
    fn new(text: impl Into<String>, side: impl Into<String>, action: Action) -> Self {
        Self { icon: None, text: text.into(), side: side.into(), action, hits: Vec::new() }
    }

    fn icon(self, icon: Icon) -> Self {
        Self { icon: Some(icon), ..self }
    }
}

/// What fits, the best first; of two that fit as well the shorter one, then the one that was offered first.
struct Found {
    fuzzy: Fuzzy,
    ranked: Vec<(u32, Item)>,
}

impl Found {
    fn new(query: &str) -> Self {
        Self { fuzzy: Fuzzy::new(query), ranked: Vec::new() }
    }

    /// Keeps the item where every word that was typed fits its text, or one of the `also` that it is found by.
    fn offer<'a>(&mut self, text: &str, also: impl IntoIterator<Item = &'a str>, item: impl FnOnce() -> Item) {
        let also: Vec<&str> = also.into_iter().collect();
        if let Some(whole) = self.fuzzy.score(text, &also) {
            self.ranked.push((whole, item()));
        }
    }

    /// The best, each with the characters that fit.
    fn best(mut self) -> Vec<Item> {
        let mut ranked = std::mem::take(&mut self.ranked);
        // Where nothing was typed, everything stays in the order in which it was offered.
        ranked.sort_by_key(|(score, item)| (std::cmp::Reverse(*score), if *score == 0 { 0 } else { item.text.len() }));
        // Letters that are spread over a long text are no find beside a word that begins with them.
        let best = ranked.first().map_or(0, |(score, _)| *score);
        ranked.retain(|(score, _)| score * 2 >= best);
        ranked.truncate(MOST_FOUND);
        let marked = |(_, item): (u32, Item)| Item { hits: self.fuzzy.hits(&item.text), ..item };
        ranked.into_iter().map(marked).collect()
    }
}

/// All that fits what was typed. Where nothing was typed, the open models and the commands: the rest would bury them.
pub(super) fn items(ui: &Ui, window: &Window, query: &str) -> Vec<Item> {
    if let Some(item) = of_address(window, query) {
        return vec![item];
    }
    let mut found = Found::new(query);
    for (i, tab) in window.tabs.iter().enumerate() {
        found.offer(&tab.title, [], || Item::new(&*tab.title, "open", Action::ActivateTab(i)).icon(Icon::File));
    }
    for command in Command::all().filter(|command| *command != Command::Palette && window.allows(*command)) {
        let also = std::iter::once(command.group().title()).chain(command.also().iter().copied());
        found.offer(command.text(), also, || {
            let keys = command.shortcut().map(|shortcut| ui.format_shortcut(&shortcut)).unwrap_or_default();
            Item::new(command.text(), keys, Action::Run(command))
        });
    }
    if !query.trim().is_empty() {
        if let Some(tab) = window.active_tab()
            && let Some(loaded) = tab.loaded()
        {
            of_model(&mut found, tab, loaded);
        }
        of_library(&mut found, window);
    }
    found.best()
}

/// The model that an address of MLflow's means, or why there is none.
fn of_address(window: &Window, query: &str) -> Option<Item> {
    let address = ModelAddress::parse(query)?;
    let found = address.and_then(|address| address.resolve(&window.library.places));
    let side = found.map_or_else(|why| why.to_string(), |path| os_text(path.as_os_str()));
    Some(Item::new(clipped(query.trim(), LONGEST), clipped(&side, LONGEST), Action::Open(query.trim().into())).icon(Icon::Folder))
}

/// What the model that is shown has.
fn of_model(found: &mut Found, tab: &Tab, loaded: &Loaded) {
    let signature = loaded.model.mlmodel().and_then(|model| model.signature.as_ref());
    for part in PartName::ALL {
        let Some(rows) = signature.and_then(|signature| PartRows::of(signature, part)) else { continue };
        for index in 0..rows.len().min(MOST_LOOKED_THROUGH) {
            let Some(name) = rows.name(index) else { continue };
            let name = shown_name(Some(&name));
            found.offer(&name, [], || Item::new(&*name, part.title(), Action::ShowColumn(part, index)));
        }
    }
    let tree = loaded.tree();
    for entry in 0..tree.len().min(MOST_LOOKED_THROUGH) {
        // What is deeper is a list's, or a column's.
        if tree.node(entry).is_some_and(|node| node.depth <= 3) {
            let key = clipped(tree.key(entry), LONGEST);
            found.offer(&key, [], || {
                Item::new(&*key, format!("key {}", clipped(&tree.path(entry).to_string(), 60)), Action::Jump(tree.path(entry)))
            });
        }
    }
    for node in loaded.files.nodes.iter().filter(|node| node.kind != FileKind::Folder).take(MOST_LOOKED_THROUGH) {
        let path = clipped(&node.path, LONGEST);
        found.offer(&path, [], || {
            let side = node.bytes.map_or_else(|| "file".to_owned(), |size| format!("file, {}", bytes(size)));
            Item::new(&*path, side, Action::ShowFile(node.path.clone())).icon(Icon::File)
        });
    }
    for written in tab.view.deploy.page.iter().flat_map(|page| &page.snippets) {
        let kind = written.kind();
        let side = format!("{} code", kind.language().name());
        found.offer(kind.title(), [side.as_str()], || Item::new(kind.title(), side.as_str(), Action::ShowSnippet(kind)));
    }
}

/// Models of the library, without those that are open: they are offered already.
fn of_library(found: &mut Found, window: &Window) {
    let open: HashSet<_> = window.tabs.iter().filter_map(|tab| tab.loaded()).map(|loaded| loaded.model.opened.path.clone()).collect();
    // Of places inside one another, a model is offered once.
    let mut seen = HashSet::new();
    let entries = window.library.places.iter().flat_map(|place| place.entries.iter().map(move |entry| (place, entry)));
    for (place, entry) in entries.take(MOST_LOOKED_THROUGH) {
        let path = place.path.join(&entry.path);
        if open.contains(&path) || !seen.insert(path.clone()) {
            continue;
        }
        let versions: Vec<String> = entry.registered.iter().map(Registered::label).collect();
        let also =
            [entry.run_name.as_deref(), entry.experiment.as_deref()].into_iter().flatten().chain(versions.iter().map(String::as_str));
        found.offer(&entry.name, also, || {
            let side = entry.experiment.as_deref().map_or_else(|| os_text(entry.path.as_os_str()), str::to_owned);
            Item::new(&*entry.name, side, Action::Open(path)).icon(Icon::Folder)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(query: &str, texts: &[&str]) -> Vec<(String, Vec<u32>)> {
        let mut found = Found::new(query);
        for text in texts {
            found.offer(text, [], || Item::new(*text, "", Action::CheckRequest));
        }
        found.best().into_iter().map(|item| (item.text, item.hits)).collect()
    }

    #[test]
    fn letters_in_their_order_are_enough_and_the_best_stands_first() {
        let texts = ["The machine", "Follow the theme", "Theme", "Call with curl", "Colour rule"];
        let names = |query: &str| best(query, &texts).into_iter().map(|(text, _)| text).collect::<Vec<_>>();
        assert_eq!(names("thme")[0], "Theme");
        assert_eq!(names("curl")[0], "Call with curl");
        assert_eq!(names("rule colour"), ["Colour rule"]);
        assert!(names("xyz").is_empty());
    }

    #[test]
    fn what_fits_is_marked_letters_with_accents_too() {
        assert_eq!(best("credito", &["modelo-crédito"]), [("modelo-crédito".to_owned(), (7..14).collect())]);
        assert_eq!(best("", &["a", "b"]).len(), 2);
    }
}
