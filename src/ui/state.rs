//! What the window shows, as plain data: the program owns it, drawing reads it and remembers in it
//! where the person is (what is selected, unfolded, scrolled).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::command::{Command, When};
pub use super::compare::{ComparingFiles, Pair};
use super::copied::CopyAnswer;
use super::curves::CurvesDialog;
pub use super::files::{FilesView, PreviewState};
pub use super::layout::Layout;
use super::library::state::Library;
use super::loaded::Loaded;
pub use super::notices::Notice;
use super::palette::CommandPalette;
use super::picker::{CompareDialog, ModelPicker};
pub use super::problems::ProblemsView;
pub use super::rows::ListView;
use super::run_dialog::{RunDialog, RunFileDialog};
pub use super::view::{Area, Below, FileForm, SourceView, View};
use crate::checks::Severity;
use crate::folder::Progress;
use crate::mlmodel::display;
use crate::present::to_compare::ModelToCompare;

/// Everything in the window.
#[derive(Debug, Default)]
pub struct Window {
    pub tabs: Vec<Tab>,
    pub active: usize,
    pub recents: Vec<Recent>,
    /// Where the person is in them on the start page.
    pub recents_list: ListView,
    /// What stood below the model that was shown last, and its tab.
    pub below: Option<(u64, Below)>,
    pub notices: Vec<Notice>,
    /// What was copied, said where it was asked for.
    pub copied: CopyAnswer,
    pub layout: Layout,
    pub dialogs: Dialogs,
    pub platform: Platform,
    pub theme: Theme,
    /// Whether there is a view to go back to, and one to go forward to.
    pub views: [bool; 2],
    /// How many tabs can be reopened.
    pub closed: usize,
    pub library: Library,
    /// The library is shown, and not the active tab.
    pub at_library: bool,
    /// The library lies over a window too narrow for it to stand beside a model.
    pub drawer: bool,
}

/// What the system under the window can do.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "four facts that do not depend on one another")]
pub struct Platform {
    /// Folders can be dropped on the window.
    pub can_drop: bool,
    /// A native dialog is open.
    pub dialog_open: bool,
    /// Both Wayland and X11 are there: which of them was chosen matters.
    pub has_both_displays: bool,
    pub keep_wayland: bool,
    /// Where the program's log and reports are.
    pub log_folder: Option<PathBuf>,
}

impl Default for Platform {
    fn default() -> Self {
        Self { can_drop: true, dialog_open: false, has_both_displays: false, keep_wayland: false, log_folder: None }
    }
}

/// Light, dark, or as the system is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// What stands over the window.
#[derive(Debug, Default)]
pub struct Dialogs {
    pub about: bool,
    pub shortcuts: bool,
    /// The path being typed.
    pub path: Option<String>,
    /// Which model to compare with is being asked.
    pub compare: Option<CompareDialog>,
    /// The other versions of the active model are shown.
    pub versions: Option<ModelPicker>,
    pub palette: Option<CommandPalette>,
    pub fingerprint: Option<FingerprintDialog>,
    pub curves: Option<CurvesDialog>,
    pub run: Option<RunDialog>,
    pub run_file: Option<RunFileDialog>,
    /// What is behind the one that stands over the window; nothing while none does.
    behind: Option<Behind>,
}

/// What was there before a dialog.
#[derive(Debug)]
struct Behind {
    /// What had the keyboard.
    focused: Option<egui::Id>,
    /// The dialog was closed in the frame before.
    is_closed: bool,
}

impl Dialogs {
    /// Gives the keyboard back to what had it, where a dialog was closed and nothing else was given it since.
    pub fn keep_focus(&mut self, ui: &egui::Ui) {
        let focused = ui.memory(egui::Memory::focused);
        if self.any_open() {
            self.behind.get_or_insert(Behind { focused, is_closed: false });
            return;
        }
        let Some(behind) = &mut self.behind else { return };
        // egui lets nothing behind a dialog have the keyboard in the frame after its last.
        if !std::mem::replace(&mut behind.is_closed, true) {
            ui.ctx().request_repaint();
            return;
        }
        if let Some(before) = behind.focused.filter(|_| focused.is_none()) {
            ui.memory_mut(|memory| memory.request_focus(before));
        }
        self.behind = None;
    }

    /// Whether one stands over the window.
    #[must_use]
    pub fn any_open(&self) -> bool {
        self.about || self.shortcuts || self.takes_keys()
    }

    /// Whether one is open that takes the keys of commands too.
    #[must_use]
    pub fn takes_keys(&self) -> bool {
        self.path.is_some()
            || self.compare.is_some()
            || self.versions.is_some()
            || self.palette.is_some()
            || self.fingerprint.is_some()
            || self.curves.is_some()
            || self.run.is_some()
            || self.run_file.is_some()
    }
}

/// The fingerprint of what a tab shows is looked at; it is kept with the models themselves.
#[derive(Debug)]
pub struct FingerprintDialog {
    /// The tab that it is about.
    pub tab: u64,
    /// It is still being found.
    pub finding: Option<FindingFingerprint>,
    /// The program made a mistake: what is said of it.
    pub failed: Option<String>,
    /// Another one, to compare with, as it was typed or pasted.
    pub given: String,
}

/// A fingerprint that is being found.
#[derive(Debug)]
pub struct FindingFingerprint {
    /// Of the job that reads: what an older one found is dropped.
    pub number: u64,
    pub since: Instant,
    pub progress: Progress,
    /// Bytes in all.
    pub total: u64,
}

impl FingerprintDialog {
    /// Nothing is known yet.
    #[must_use]
    pub fn new(tab: u64) -> Self {
        Self { tab, finding: None, failed: None, given: String::new() }
    }

    /// Asks whatever is being read for it to stop.
    pub fn stop(&mut self) {
        if let Some(finding) = self.finding.take() {
            finding.progress.cancel();
        }
    }
}

/// A model that was open before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recent {
    pub path: PathBuf,
    pub name: String,
    /// The worst finding when it was last open: "error", "warning" or nothing.
    #[serde(default)]
    pub worst: Option<Worst>,
}

/// How bad the worst finding was, as it is kept in the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Worst {
    Error,
    Warning,
}

impl Worst {
    /// Of a severity; notes count nowhere.
    #[must_use]
    pub fn of(severity: Option<Severity>) -> Option<Self> {
        match severity {
            Some(Severity::Error) => Some(Self::Error),
            Some(Severity::Warning) => Some(Self::Warning),
            Some(Severity::Note) | None => None,
        }
    }

    /// As a finding has it.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
        }
    }
}

/// What a tab was asked to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Target {
    /// A model folder, or whatever stands at the path.
    Model(PathBuf),
    /// A comparison of two.
    Pair { a: PathBuf, b: PathBuf },
}

impl Target {
    /// The path; of a comparison, A's.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Model(path) | Self::Pair { a: path, .. } => path,
        }
    }

    /// The paths as lines of text, to be copied.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Model(path) => display::os_text(path.as_os_str()),
            Self::Pair { a, b } => format!("{}\n{}", display::os_text(a.as_os_str()), display::os_text(b.as_os_str())),
        }
    }

    /// The paths as they are shown, a line each; those of a comparison say which side they are.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let shown = |path: &Path| display::one_line(&display::os_text(path.as_os_str())).into_owned();
        match self {
            Self::Model(path) => vec![shown(path)],
            Self::Pair { a, b } => vec![format!("A: {}", shown(a)), format!("B: {}", shown(b))],
        }
    }
}

/// One open thing.
#[derive(Debug)]
pub struct Tab {
    /// Unlike any other tab's, for as long as the window lives.
    pub id: u64,
    /// As it was asked for.
    pub target: Target,
    /// As shown; equal names get the part that differs.
    pub title: String,
    pub content: Content,
    pub view: View,
    /// The model as it was when the person opened it, or last said that changes are seen.
    pub opened_as: Option<Arc<Loaded>>,
    /// Why the folder cannot be read any more; what is shown is how it was read last.
    pub gone: Option<String>,
    /// The next model that is looked at takes its place, until it is kept.
    pub is_preview: bool,
}

/// What is in a tab.
#[derive(Debug)]
pub enum Content {
    Loading {
        since: Instant,
        progress: Progress,
    },
    Loaded(Arc<Loaded>),
    Pair(Pair),
    /// The path itself cannot be read: why.
    Failed(String),
}

impl Tab {
    /// A tab that nobody looked at yet.
    #[must_use]
    pub fn new(id: u64, target: Target, content: Content) -> Self {
        Self { id, target, title: String::new(), content, view: View::default(), opened_as: None, gone: None, is_preview: false }
    }

    /// The comparison, where the tab shows one.
    #[must_use]
    pub fn pair(&self) -> Option<&Pair> {
        match &self.content {
            Content::Pair(pair) => Some(pair),
            _ => None,
        }
    }

    /// Asks whatever is being read or compared for this tab to stop.
    pub fn stop(&mut self) {
        if let Content::Loading { progress, .. } = &self.content {
            progress.cancel();
        }
        self.view.inside.stop();
        self.stop_contents();
    }

    /// Asks the comparison of file contents to stop.
    pub fn stop_contents(&self) {
        if let Content::Pair(Pair { contents: Some(contents), .. }) = &self.content {
            contents.progress.cancel();
        }
    }

    /// What was read, where the tab shows one thing.
    #[must_use]
    pub fn loaded(&self) -> Option<&Arc<Loaded>> {
        match &self.content {
            Content::Loaded(loaded) => Some(loaded),
            _ => None,
        }
    }
}

impl Window {
    /// Whether the library is what is shown.
    #[must_use]
    pub fn shows_library(&self) -> bool {
        self.at_library || self.tabs.is_empty()
    }

    /// The tab that is shown.
    #[must_use]
    pub fn active_tab(&self) -> Option<&Tab> {
        self.tabs.get(self.active).filter(|_| !self.at_library)
    }

    /// The same, to be changed.
    pub fn active_tab_mut(&mut self) -> Option<&mut Tab> {
        self.tabs.get_mut(self.active).filter(|_| !self.at_library)
    }

    /// What stands below stays from model to model: the one that is shown now has it as the one before.
    pub fn carry_below(&mut self) {
        let below = self.below;
        let Some(tab) = self.active_tab_mut().filter(|tab| tab.pair().is_none()) else { return };
        if let Some((before, below)) = below
            && before != tab.id
        {
            tab.view.take_below(below);
        }
        self.below = Some((tab.id, tab.view.below()));
    }

    /// The model in the active tab.
    #[must_use]
    pub fn active_model(&self) -> Option<&Arc<Loaded>> {
        self.active_tab()?.loaded().filter(|loaded| loaded.model.folder().is_some())
    }

    /// The model that another one may be looked for, to compare both: the one in the active tab, or the one that is chosen in the
    /// library.
    #[must_use]
    pub fn to_compare(&self) -> Option<ModelToCompare> {
        if self.shows_library() {
            return self.library.to_compare();
        }
        Some(ModelToCompare::opened(&self.active_model()?.model))
    }

    /// Whether a file that is dropped on the window is a request for the active model rather than a thing to open.
    #[must_use]
    pub fn takes_as_request(&self, path: &Path) -> bool {
        let is_kind = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json") || e.eq_ignore_ascii_case("csv"));
        is_kind && !self.shows_library() && self.active_model().is_some()
    }

    /// The comparison in the active tab.
    #[must_use]
    pub fn active_pair(&self) -> Option<&Pair> {
        self.active_tab()?.pair()
    }

    /// Whether a command can be carried out now.
    #[must_use]
    pub fn allows(&self, command: Command) -> bool {
        let view = self.active_tab().map(|tab| &tab.view);
        let (has_tab, has_model, has_pair) = (view.is_some(), self.active_model().is_some(), self.active_pair().is_some());
        let (at_library, has_places) = (self.shows_library(), !self.library.places.is_empty());
        match command.when() {
            When::ModelOrChosen if at_library => self.library.pair().is_some() || self.library.has_one_model(),
            When::ModelOrOneChosen if at_library => self.library.has_one_model(),
            When::ModelOrPlaces | When::TabOrPlaces if at_library => has_places,
            When::Always => true,
            When::NoDialog => !self.platform.dialog_open,
            When::ModelAndNoDialog => has_model && !self.platform.dialog_open,
            When::Tab | When::TabOrPlaces => has_tab,
            When::SeveralTabs => has_tab && self.tabs.len() > 1,
            When::TabsAtRight => has_tab && self.active + 1 < self.tabs.len(),
            When::ClosedTab => self.closed > 0,
            When::Model | When::ModelOrChosen | When::ModelOrOneChosen | When::ModelOrPlaces => has_model,
            When::Pair => has_pair,
            When::ModelOrPair => has_model || has_pair,
            When::Chosen => at_library && self.library.has_chosen(),
            When::List => at_library && has_places,
            When::ListAndNoDialog => at_library && has_places && !self.platform.dialog_open,
            When::NotAtLibrary => !at_library,
            When::HiddenPlaces => has_places && !at_library,
            When::Before => self.views[0] || view.is_some_and(|view| !view.back.is_empty()),
            When::After => self.views[1] || view.is_some_and(|view| !view.forward.is_empty()),
        }
    }
}
