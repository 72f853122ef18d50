//! Where the person is in one tab.

use std::collections::HashMap;

use super::changes::MarkedChanges;
use super::code::CodeView;
use super::compare::CompareView;
use super::deploy::DeployView;
use super::example::ExampleView;
use super::files::FilesView;
use super::inside::InsideView;
use super::loaded::Loaded;
use super::problems::ProblemsView;
use super::request::RequestView;
use super::rows::{LineName, ListView};
use super::signature::SignatureView;
use super::tree::TreeView;
use super::{environment, values};
use crate::mlmodel::KeyPath;
use crate::present::{self, Place, Section};

/// Where the person is in a model or a comparison.
#[derive(Debug, Default)]
pub struct View {
    pub tree: TreeView,
    pub signature: SignatureView,
    /// The section that is shown in the middle; `None` is the first.
    pub middle: Option<&'static Section>,
    /// The one that was shown there last besides what is inside, which may have a place of its own.
    beside_inside: Option<&'static Section>,
    /// The section whose panel is shown below.
    pub panel: &'static Section,
    /// What the person chose; `None` leaves it to the rule.
    pub panel_open: Option<bool>,
    /// The panel takes the place of all else, as long as it is open.
    pub panel_is_maximised: bool,
    /// Something was wrong when the model was first seen: what becomes known later opens no panel by itself.
    pub(super) began_with_problems: Option<bool>,
    /// The window is so small that an open panel takes the place of all else: found out when it is drawn.
    pub(super) panel_covers: bool,
    /// What is shown where there is no room for the MLmodel file beside the middle.
    pub area: Area,
    /// How the MLmodel file is shown.
    pub form: FileForm,
    pub problems: ProblemsView,
    pub files: FilesView,
    pub source: SourceView,
    /// Lists that hold nothing but where the person is.
    lists: HashMap<SectionList, ListView>,
    pub example: ExampleView,
    pub request: RequestView,
    pub deploy: DeployView,
    pub inside: InsideView,
    pub compare: CompareView,
    /// What changed on disk since it was opened.
    pub changes: Option<MarkedChanges>,
    pub back: Vec<KeyPath>,
    pub forward: Vec<KeyPath>,
}

/// What stands below a model: it stays from model to model.
#[derive(Clone, Copy, Debug)]
pub struct Below {
    panel: &'static Section,
    is_open: Option<bool>,
    is_maximised: bool,
}

/// The list of a section. One that is drawn as two, beside one another, has the same lines in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct SectionList {
    pub section: &'static Section,
    pub is_at_right: bool,
}

impl SectionList {
    /// The only list of a section, or the one at the left.
    pub fn of(section: &'static Section) -> Self {
        Self { section, is_at_right: false }
    }

    /// The one beside it.
    pub fn at_right(section: &'static Section) -> Self {
        Self { section, is_at_right: true }
    }
}

impl View {
    /// Where the person is in a list.
    pub(super) fn list(&mut self, list: SectionList) -> &mut ListView {
        self.lists.entry(list).or_default()
    }

    /// Shows the panel of a section, in the middle or below.
    pub fn show_panel(&mut self, section: &'static Section) {
        match section.panel.map(|words| words.place) {
            Some(Place::Middle { .. }) => {
                self.middle = Some(section);
                if *section != present::inside::SECTION {
                    self.beside_inside = Some(section);
                }
                self.show_area(Area::Middle);
            }
            Some(Place::Below { .. }) => {
                self.panel = section;
                self.panel_open = Some(true);
            }
            None => {}
        }
    }

    /// Shows the middle or the MLmodel file, where there is room for one of them only.
    pub fn show_area(&mut self, area: Area) {
        self.area = area;
        self.panel_is_maximised = false;
        if self.panel_covers {
            self.panel_open = Some(false);
        }
    }

    /// Gives the panel below all the height, or its usual height again.
    pub fn turn_maximised(&mut self) {
        self.panel_is_maximised = !self.panel_hides_rest();
        self.panel_open = Some(true);
    }

    /// Whether nothing is shown but the panel below.
    pub(super) fn panel_hides_rest(&self) -> bool {
        self.panel_covers || (self.panel_is_maximised && self.panel_open == Some(true))
    }

    /// Which panel stands below, and how.
    pub(super) fn below(&self) -> Below {
        Below { panel: self.panel, is_open: self.panel_open, is_maximised: self.panel_is_maximised }
    }

    /// The same below as in the model that was shown before.
    pub(super) fn take_below(&mut self, below: Below) {
        (self.panel, self.panel_open, self.panel_is_maximised) = (below.panel, below.is_open, below.is_maximised);
    }

    /// Shows the MLmodel file as a tree, or its text.
    pub fn show_file(&mut self, form: FileForm) {
        self.form = form;
        self.show_area(Area::MlModel);
    }

    /// Shows a line of the MLmodel's text, counted from 1.
    pub fn show_line(&mut self, line: u32) {
        self.source.show_line = Some(line);
        self.show_file(FileForm::Text);
    }

    /// The section that is shown in the middle.
    #[must_use]
    pub fn middle(&self) -> &'static Section {
        self.middle.or_else(|| present::middle().next()).unwrap_or(&present::rows::SECTION)
    }

    /// The section that is shown beside what is inside.
    #[must_use]
    pub(super) fn beside_inside(&self) -> &'static Section {
        self.beside_inside.or_else(|| present::middle().next()).unwrap_or(&present::rows::SECTION)
    }

    /// The same places in a model that was read again; what changed is marked.
    #[must_use]
    pub fn carried(self, old: &Loaded, new: &Loaded) -> Self {
        // Every field is named: one that is added is thought of here.
        let Self {
            tree,
            signature,
            middle,
            beside_inside,
            panel,
            panel_open,
            panel_is_maximised,
            began_with_problems: _,
            panel_covers,
            area,
            form,
            problems,
            files,
            source,
            lists,
            example,
            request,
            deploy,
            inside,
            compare,
            changes,
            back,
            forward,
        } = self;
        let problems = problems.carried(old, new);
        let (mut tree, mut files) = (tree.carried(old.tree(), new.tree()), files.carried(&old.files, &new.files));
        if let Some(changes) = &changes {
            tree.changed.clone_from(&changes.entries);
            files.changed.clone_from(&changes.files);
        }
        Self {
            tree,
            signature: signature.carried(old, new),
            middle,
            beside_inside,
            panel,
            panel_open,
            panel_is_maximised,
            began_with_problems: None,
            panel_covers,
            area,
            form,
            files,
            source: source.carried(old, new, &problems),
            problems,
            lists: lists.into_iter().map(|(key, list)| (key, list_carried(key.section, &list, old, new))).collect(),
            example: example.carried(old.page.example.as_ref(), new.page.example.as_ref()),
            request: request.carried(),
            deploy: deploy.carried(),
            inside: inside.carried(&new.to_read),
            compare,
            changes,
            back,
            forward,
        }
    }
}

/// The same line in a list whose lines have other numbers now; of several with one name the one as many of them down.
fn list_carried(section: &Section, list: &ListView, old: &Loaded, new: &Loaded) -> ListView {
    let (before, now) = (line_names(section, old), line_names(section, new));
    list.carried(|line| {
        let name = before.get(line)?;
        let is_same = |other: &&LineName<'_>| *other == name;
        let nth = before[..line].iter().filter(is_same).count();
        now.iter().enumerate().filter(|(_, other)| is_same(other)).nth(nth).map(|(line, _)| line)
    })
}

fn line_names<'a>(section: &Section, loaded: &'a Loaded) -> Vec<LineName<'a>> {
    if *section == present::environment::SECTION {
        environment::line_names(loaded)
    } else {
        values::line_names(loaded.page.values(section))
    }
}

/// What shares one place in a narrow window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Area {
    /// What the model is.
    #[default]
    Middle,
    /// The MLmodel file.
    MlModel,
}

/// How the MLmodel file is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FileForm {
    /// Its keys, explained.
    #[default]
    Tree,
    /// As it is written.
    Text,
}

/// Where the person is in the MLmodel's text.
#[derive(Debug, Default)]
pub struct SourceView {
    /// A line to bring into view, from 1.
    pub show_line: Option<u32>,
    pub marked_line: Option<u32>,
    /// What is selected in it.
    pub text: CodeView,
}

impl SourceView {
    /// The same place in a text that was read again. In another one only the line of the selected problem stays marked.
    fn carried(self, old: &Loaded, new: &Loaded, problems: &ProblemsView) -> Self {
        if old.source() == new.source() {
            return self;
        }
        let line = || new.line_of(problems.finding(new)?);
        Self { show_line: None, marked_line: self.marked_line.and_then(|_| line()), text: self.text.carried() }
    }
}
