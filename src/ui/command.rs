//! All that a person can do, once: menus, buttons, tooltips, shortcuts and their list come from here.

use std::path::PathBuf;

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::enforce::Form;
use crate::mlmodel::KeyPath;
use crate::present::{Table, TableForm};

/// A command without a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    OpenFolder,
    OpenFile,
    OpenPath,
    AddPlace,
    ShowLibrary,
    LibraryPanel,
    Reload,
    CloseTab,
    ReopenTab,
    NextTab,
    PreviousTab,
    SaveMarkdown,
    SaveJson,
    CopyMarkdown,
    CopyPath,
    ShowInFileManager,
    CompareWith,
    CompareFolder,
    SwapSides,
    NextChange,
    PreviousChange,
    OnlyDifferences,
    Back,
    Forward,
    Find,
    ExpandAll,
    CollapseAll,
    ShowProblems,
    ShowFiles,
    ShowRun,
    ShowEnvironment,
    ShowExample,
    ShowRequest,
    ShowUse,
    ShowSource,
    OpenRequest,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    Palette,
    Shortcuts,
    About,
    Quit,
}

/// What the window asks the program to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    Run(Command),
    Open(PathBuf),
    OpenSample(usize),
    ActivateTab(usize),
    CloseTab(usize),
    /// Stop reading in this tab.
    Cancel(usize),
    /// Compare the active model with the one at this path; the older is A.
    CompareWith(PathBuf),
    /// Compare these two; the older is A.
    Compare(PathBuf, PathBuf),
    /// Stop comparing file contents in the active tab.
    StopContents,
    /// Compare the lines of a file that both models of the active tab have.
    CompareLines(String),
    Copy(String),
    /// Copies rows in the form another program takes.
    CopyTable(Table, TableForm),
    /// Read the preview of a file of the active model.
    Preview(String),
    /// Select an entry of the tree, so that "back" leads here again.
    Select(KeyPath),
    /// The same, and show the tree where it is hidden.
    Jump(KeyPath),
    ForgetRecent(PathBuf),
    /// Add a folder to the library.
    AddPlace(PathBuf),
    ForgetPlace(PathBuf),
    /// Look through a place again.
    Rescan(PathBuf),
    StopScan(PathBuf),
    /// Show a folder in the system's file manager.
    ShowPath(PathBuf),
    /// Changes of the active model are seen: they are marked no more.
    SeenChanges,
    /// Show what the library lists for these words.
    FindInLibrary(String),
    KeepWayland(bool),
    /// Check what stands in the request panel of the active model.
    CheckRequest,
    /// Write the smallest valid request of a form into it.
    MakeRequest(Form),
    /// Write the saved example into it, as a request.
    RequestFromExample,
    /// Write the same data in the form that MLflow's server takes.
    RewriteRequest,
    /// Write the snippets of the active model.
    WriteSnippets,
}

/// Where a command stands in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Open,
    Model,
    Compare,
    Go,
    View,
    Theme,
    Help,
}

impl Group {
    pub const ALL: [Self; 7] = [Self::Open, Self::Model, Self::Compare, Self::Go, Self::View, Self::Theme, Self::Help];

    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Model => "Model",
            Self::Compare => "Compare",
            Self::Go => "Go",
            Self::View => "View",
            Self::Theme => "Theme",
            Self::Help => "Help",
        }
    }
}

/// The palette's other key, for those who know it from editors.
pub const PALETTE_TOO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::P);

impl Command {
    pub const ALL: [Self; 46] = [
        Self::OpenFolder,
        Self::OpenFile,
        Self::OpenPath,
        Self::AddPlace,
        Self::ReopenTab,
        Self::CloseTab,
        Self::Quit,
        Self::Reload,
        Self::SaveMarkdown,
        Self::SaveJson,
        Self::CopyMarkdown,
        Self::CopyPath,
        Self::ShowInFileManager,
        Self::CompareWith,
        Self::CompareFolder,
        Self::SwapSides,
        Self::NextChange,
        Self::PreviousChange,
        Self::OnlyDifferences,
        Self::Palette,
        Self::ShowLibrary,
        Self::Back,
        Self::Forward,
        Self::NextTab,
        Self::PreviousTab,
        Self::Find,
        Self::ShowProblems,
        Self::ShowFiles,
        Self::ShowRun,
        Self::ShowEnvironment,
        Self::ShowExample,
        Self::ShowRequest,
        Self::ShowUse,
        Self::ShowSource,
        Self::OpenRequest,
        Self::LibraryPanel,
        Self::ExpandAll,
        Self::CollapseAll,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ZoomReset,
        Self::ThemeSystem,
        Self::ThemeLight,
        Self::ThemeDark,
        Self::Shortcuts,
        Self::About,
    ];

    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::OpenFolder => "Open folder…",
            Self::OpenFile => "Open MLmodel file…",
            Self::OpenPath => "Open path…",
            Self::AddPlace => "Add folder…",
            Self::ShowLibrary => "Library",
            Self::LibraryPanel => "Library beside the model",
            Self::Reload => "Reload",
            Self::CloseTab => "Close tab",
            Self::ReopenTab => "Reopen closed tab",
            Self::NextTab => "Next tab",
            Self::PreviousTab => "Previous tab",
            Self::SaveMarkdown => "Save report as Markdown…",
            Self::SaveJson => "Save report as JSON…",
            Self::CopyMarkdown => "Copy as Markdown",
            Self::CopyPath => "Copy path",
            Self::CompareWith => "Compare with…",
            Self::CompareFolder => "Compare with folder…",
            Self::SwapSides => "Swap sides",
            Self::NextChange => "Next change",
            Self::PreviousChange => "Previous change",
            Self::OnlyDifferences => "Only differences",
            Self::ShowInFileManager => "Show in file manager",
            Self::Back => "Back",
            Self::Forward => "Forward",
            Self::Find => "Filter keys and values",
            Self::ExpandAll => "Expand all",
            Self::CollapseAll => "Collapse all",
            Self::ShowProblems => "Show problems",
            Self::ShowFiles => "Show files",
            Self::ShowRun => "Show run",
            Self::ShowEnvironment => "Show environment",
            Self::ShowExample => "Show input example",
            Self::ShowRequest => "Check a request",
            Self::ShowUse => "Show snippets",
            Self::ShowSource => "Show source",
            Self::OpenRequest => "Open request…",
            Self::ZoomIn => "Zoom in",
            Self::ZoomOut => "Zoom out",
            Self::ZoomReset => "Actual size",
            Self::ThemeSystem => "Follow the system",
            Self::ThemeLight => "Light",
            Self::ThemeDark => "Dark",
            Self::Palette => "Search or run a command…",
            Self::Shortcuts => "Keyboard shortcuts",
            Self::About => "About MLmodel Viewer",
            Self::Quit => "Quit",
        }
    }

    #[must_use]
    pub fn tooltip(self) -> &'static str {
        match self {
            Self::OpenFolder => "Choose a model folder; nothing in it is run, changed or sent",
            Self::OpenFile => "Choose an MLmodel file; its folder is opened",
            Self::AddPlace => "Add a folder with many models, an mlruns store or an mlflow.db to the library",
            Self::ShowLibrary => "Every model of the places that were added",
            Self::LibraryPanel => "Show the library beside an open model, or hide it",
            Self::OpenPath => "Type or paste the path of a model folder",
            Self::Reload => "Read the folder again",
            Self::CloseTab => "Close this model",
            Self::ReopenTab => "Open the model that was closed last",
            Self::NextTab => "Go to the tab on the right",
            Self::PreviousTab => "Go to the tab on the left",
            Self::SaveMarkdown => "Write what is shown to a Markdown file",
            Self::SaveJson => "Write what is shown to a JSON file",
            Self::CopyMarkdown => "Copy what is shown, to paste into a pull request or a wiki",
            Self::CopyPath => "Copy the folder's path",
            Self::CompareWith => "Choose another model: what differs, and whether callers would notice",
            Self::CompareFolder => "Choose the folder of the other model",
            Self::SwapSides => "Make the candidate the baseline, and the baseline the candidate",
            Self::NextChange => "Go to the next difference",
            Self::PreviousChange => "Go to the difference before",
            Self::OnlyDifferences => "Fold what is the same, or show it",
            Self::ShowInFileManager => "Open the folder in the system's file manager",
            Self::Back => "Go to the entry selected before",
            Self::Forward => "Go to the entry selected after",
            Self::Find => "Type to find keys and values of the MLmodel, or models of the library",
            Self::ExpandAll => "Unfold every entry of the MLmodel and every nested type",
            Self::CollapseAll => "Fold every entry of the MLmodel and every nested type",
            Self::ShowProblems => "What is wrong with the model",
            Self::ShowFiles => "The files of the folder, with a preview",
            Self::ShowRun => "The run that made the model: parameters, metrics, registered versions",
            Self::ShowEnvironment => "Which Python and packages the model needs",
            Self::ShowExample => "The input example saved with the model, and whether it fits the signature",
            Self::ShowRequest => "Whether the model would accept a request, and every reason why not",
            Self::ShowUse => "Code to load, call, register and deploy the model",
            Self::ShowSource => "The text of the MLmodel",
            Self::OpenRequest => "Choose a JSON or CSV file and check it as a request",
            Self::ZoomIn => "Make everything larger",
            Self::ZoomOut => "Make everything smaller",
            Self::ZoomReset => "Back to the usual size",
            Self::ThemeSystem => "Light or dark as the system is",
            Self::ThemeLight => "Dark text on light",
            Self::ThemeDark => "Light text on dark",
            Self::Palette => "Type to find a command, an open model or a model of the library",
            Self::Shortcuts => "Every key and what it does",
            Self::About => "Version, promises and licences",
            Self::Quit => "Close the window",
        }
    }

    #[must_use]
    pub fn group(self) -> Group {
        match self {
            Self::OpenFolder | Self::OpenFile | Self::OpenPath | Self::AddPlace | Self::ReopenTab | Self::CloseTab | Self::Quit => {
                Group::Open
            }
            Self::Reload
            | Self::OpenRequest
            | Self::SaveMarkdown
            | Self::SaveJson
            | Self::CopyMarkdown
            | Self::CopyPath
            | Self::ShowInFileManager => Group::Model,
            Self::CompareWith | Self::CompareFolder | Self::SwapSides | Self::NextChange | Self::PreviousChange | Self::OnlyDifferences => {
                Group::Compare
            }
            Self::Palette | Self::ShowLibrary | Self::Back | Self::Forward | Self::NextTab | Self::PreviousTab | Self::Find => Group::Go,
            Self::ShowProblems
            | Self::ShowFiles
            | Self::ShowRun
            | Self::ShowEnvironment
            | Self::ShowExample
            | Self::ShowRequest
            | Self::ShowUse
            | Self::ShowSource
            | Self::LibraryPanel
            | Self::ExpandAll
            | Self::CollapseAll
            | Self::ZoomIn
            | Self::ZoomOut
            | Self::ZoomReset => Group::View,
            Self::ThemeSystem | Self::ThemeLight | Self::ThemeDark => Group::Theme,
            Self::Shortcuts | Self::About => Group::Help,
        }
    }

    #[must_use]
    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        let command = |key| Some(KeyboardShortcut::new(Modifiers::COMMAND, key));
        let shifted = |key| Some(KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key));
        let alt = |key| Some(KeyboardShortcut::new(Modifiers::ALT, key));
        let plain = |key| Some(KeyboardShortcut::new(Modifiers::NONE, key));
        match self {
            Self::OpenFolder => command(Key::O),
            Self::OpenFile => shifted(Key::O),
            Self::OpenPath => command(Key::L),
            Self::AddPlace => shifted(Key::A),
            Self::ShowLibrary => shifted(Key::L),
            Self::LibraryPanel => command(Key::B),
            Self::Reload => plain(Key::F5),
            Self::CloseTab => command(Key::W),
            Self::ReopenTab => shifted(Key::T),
            Self::NextTab => Some(KeyboardShortcut::new(Modifiers::CTRL, Key::Tab)),
            Self::PreviousTab => Some(KeyboardShortcut::new(Modifiers::CTRL.plus(Modifiers::SHIFT), Key::Tab)),
            Self::SaveMarkdown => command(Key::S),
            Self::SaveJson => shifted(Key::S),
            Self::CopyMarkdown => shifted(Key::M),
            Self::CopyPath => shifted(Key::C),
            Self::CompareWith => command(Key::D),
            Self::CompareFolder => shifted(Key::D),
            Self::SwapSides => plain(Key::F8),
            Self::NextChange => plain(Key::F7),
            Self::PreviousChange => Some(KeyboardShortcut::new(Modifiers::SHIFT, Key::F7)),
            Self::OnlyDifferences => plain(Key::F6),
            Self::ShowInFileManager => shifted(Key::R),
            Self::Back => alt(Key::ArrowLeft),
            Self::Forward => alt(Key::ArrowRight),
            Self::Find => command(Key::F),
            Self::ExpandAll => command(Key::E),
            Self::CollapseAll => shifted(Key::E),
            Self::ShowProblems => alt(Key::Num1),
            Self::ShowFiles => alt(Key::Num2),
            Self::ShowRun => alt(Key::Num3),
            Self::ShowEnvironment => alt(Key::Num4),
            Self::ShowExample => alt(Key::Num5),
            Self::ShowRequest => alt(Key::Num6),
            Self::ShowUse => alt(Key::Num7),
            Self::ShowSource => alt(Key::Num8),
            Self::OpenRequest => shifted(Key::I),
            // egui zooms by itself on these; they are listed, and consumed here so that it happens once.
            Self::ZoomIn => command(Key::Plus),
            Self::ZoomOut => command(Key::Minus),
            Self::ZoomReset => command(Key::Num0),
            Self::Quit => command(Key::Q),
            Self::Palette => command(Key::K),
            Self::Shortcuts => plain(Key::F1),
            Self::ThemeSystem | Self::ThemeLight | Self::ThemeDark | Self::About => None,
        }
    }

    /// Whether it needs a model in the active tab.
    #[must_use]
    pub fn needs_model(self) -> bool {
        matches!(
            self,
            Self::CompareWith
                | Self::CompareFolder
                | Self::CopyPath
                | Self::ShowInFileManager
                | Self::Find
                | Self::ShowProblems
                | Self::ShowFiles
                | Self::ShowRun
                | Self::ShowEnvironment
                | Self::ShowExample
                | Self::ShowRequest
                | Self::ShowUse
                | Self::ShowSource
                | Self::OpenRequest
        )
    }

    /// Whether it needs a comparison in the active tab.
    #[must_use]
    pub fn needs_pair(self) -> bool {
        matches!(self, Self::SwapSides | Self::NextChange | Self::PreviousChange | Self::OnlyDifferences)
    }

    /// Whether it needs a tab, whatever is in it.
    #[must_use]
    pub fn needs_tab(self) -> bool {
        self.needs_model() || matches!(self, Self::Reload | Self::CloseTab | Self::NextTab | Self::PreviousTab)
    }

    /// The commands whose shortcut was pressed, those with more modifiers first: egui's match is
    /// logical, and Ctrl+Shift+O would fire Ctrl+O too.
    pub fn pressed(ctx: &egui::Context) -> Vec<Self> {
        let mut commands: Vec<(KeyboardShortcut, Self)> = Self::ALL.iter().filter_map(|c| c.shortcut().map(|s| (s, *c))).collect();
        commands.push((PALETTE_TOO, Self::Palette));
        commands.sort_by_key(|(shortcut, _)| std::cmp::Reverse(u8::from(shortcut.modifiers.shift) + u8::from(shortcut.modifiers.alt)));
        let mut pressed = Vec::new();
        ctx.input_mut(|input| {
            for (shortcut, command) in commands {
                if input.consume_shortcut(&shortcut) {
                    pressed.push(command);
                    // X11 sends the digit of Alt+6 as text too, and a field that gets the keyboard now would take it.
                    input.events.retain(|event| !matches!(event, egui::Event::Text(_)));
                }
            }
        });
        pressed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_shortcuts_clash_and_every_command_is_listed_once() {
        let shortcuts: Vec<_> =
            Command::ALL.iter().filter_map(|c| c.shortcut()).chain([PALETTE_TOO]).map(|s| (s.modifiers, s.logical_key)).collect();
        let distinct: HashSet<_> = shortcuts.iter().collect();
        assert_eq!(distinct.len(), shortcuts.len());
        let distinct: HashSet<_> = Command::ALL.iter().collect();
        assert_eq!(distinct.len(), Command::ALL.len());
    }

    #[test]
    fn texts_follow_one_style() {
        for command in Command::ALL {
            assert!(!command.text().contains('!') && !command.tooltip().ends_with('.'), "{command:?}");
        }
    }
}
