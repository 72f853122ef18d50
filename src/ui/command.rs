//! All that a person can do, once: menus, buttons, tooltips, shortcuts and their list come from here.
//!
//! A command is one line of [`commands!`] below, and one arm of `App::run_command`, which carries it out.

use std::path::PathBuf;

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::enforce::Form;
use crate::mlmodel::KeyPath;
use crate::mlmodel::signature::PartName;
use crate::present::curve::{CurveRun, CurvesAsked};
use crate::present::to_compare::ModelToCompare;
use crate::present::{self, Place, Section, Table, TableForm};
use crate::snippets::SnippetKind;

/// What a command has besides its name.
#[derive(Clone, Copy, Debug)]
struct CommandRow {
    group: CommandGroup,
    when: When,
    shortcut: Option<KeyboardShortcut>,
    text: &'static str,
    tooltip: &'static str,
}

/// Makes [`Command`] and its rows: `Name: when it may run, its shortcut, its text, its tooltip;`, within the group of the
/// menu that it stands in.
macro_rules! commands {
    ($($group:ident { $($name:ident: $when:ident, $keys:ident $(($key:ident))?, $text:literal, $tooltip:literal;)+ })+) => {
        /// A command without a parameter, in the order of the menu.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Command {
            $($(#[doc = $tooltip] $name,)+)+
            /// Show a panel of the model, in the middle or below.
            Show(&'static Section),
        }

        impl Command {
            /// Every command, in the order of the menu: the panels stand first in the menu View, those in the middle before
            /// those below.
            pub fn all() -> impl Iterator<Item = Self> {
                let own = [$($(Self::$name,)+)+];
                let view = own.iter().position(|command| command.group() == CommandGroup::View).unwrap_or(own.len());
                let panels = present::middle().chain(present::panels()).map(Self::Show);
                own.into_iter().take(view).chain(panels).chain(own.into_iter().skip(view))
            }

            fn row(self) -> CommandRow {
                match self {
                    Self::Show(panel) => panel_row(panel),
                    $($(Self::$name => CommandRow {
                        group: CommandGroup::$group,
                        when: When::$when,
                        shortcut: commands!(@shortcut $keys $($key)?),
                        text: $text,
                        tooltip: $tooltip,
                    },)+)+
                }
            }
        }
    };
    (@shortcut none) => { None };
    (@shortcut $keys:ident $key:ident) => { Some($keys(Key::$key)) };
}

commands! {
    Open {
        OpenFolder: NoDialog, command(O), "Open folder…", "Choose a model folder; nothing in it is run, changed or sent";
        OpenFile: NoDialog, shifted(O), "Open file…", "Choose an MLmodel file, and its folder is opened; or a zip or tar of a model folder";
        OpenPath: Always, command(L), "Open path…", "Type or paste the path of a model folder";
        AddPlace: NoDialog, shifted(A), "Add folder…", "Add a folder with many models, an mlruns store or an mlflow.db to the library";
        ReopenTab: ClosedTab, shifted(T), "Reopen closed tab", "Open what was closed last again, where it stood";
        CloseTab: Tab, command(W), "Close tab", "Close this model";
        CloseOthers: SeveralTabs, none, "Close other tabs", "Close all tabs but this one";
        CloseRight: TabsAtRight, none, "Close tabs to the right", "Close all tabs to the right of this one";
        Quit: Always, command(Q), "Quit", "Close the window";
    }
    Model {
        Reload: TabOrPlaces, plain(F5), "Reload", "Read the folder again";
        SaveMarkdown: ModelOrPair, command(S), "Save report as Markdown…", "Write what is shown to a Markdown file";
        SaveJson: ModelOrPair, shifted(S), "Save report as JSON…", "Write what is shown to a JSON file";
        CopyMarkdown: ModelOrPair, shifted(M), "Copy as Markdown", "Copy what is shown, to paste into a pull request or a wiki";
        CopyPath: Tab, shifted(C), "Copy path", "Copy the folder's path";
        Fingerprint: ModelOrPair, none, "Fingerprint", "The SHA-256 over all files: what was approved is what ships";
        ShowInFileManager: Tab, shifted(R), "Show in file manager", "Open the folder in the system's file manager";
        OtherVersions: Model, none, "Other versions…", "Go to another version of the same registered model";
        OpenRequest: ModelAndNoDialog, shifted(I), "Open request…", "Choose a JSON or CSV file and check it as a request";
    }
    Compare {
        CompareWith: ModelOrChosen, command(D), "Compare with…", "Choose another model: what differs, and whether callers would notice";
        CompareFolder: ModelOrOneChosen, shifted(D), "Compare with folder…", "Choose the folder of the other model";
        CompareFile: ModelOrOneChosen, none, "Compare with file…", "Choose the zip or tar of the other model, or its MLmodel file";
        SwapSides: Pair, plain(F8), "Swap sides", "Make the candidate the baseline, and the baseline the candidate";
        NextChange: Pair, plain(F7), "Next change", "Go to the next difference";
        PreviousChange: Pair, shift(F7), "Previous change", "Go to the difference before";
        OnlyDifferences: Pair, plain(F9), "Only differences", "Fold what is the same, or show it";
    }
    Library {
        Curves: Chosen, shifted(G), "Curves", "The metrics of the chosen models and runs over their steps, as curves over one another";
        CopyListTsv: List, none, "Copy list for a spreadsheet", "Copy all rows with the chosen columns, separated by tabs";
        CopyListCsv: List, none, "Copy list as CSV", "Copy all rows with the chosen columns, separated by commas";
        CopyListMarkdown: List, none, "Copy list as Markdown", "Copy all rows with the chosen columns, to paste into a pull request or a wiki";
        CopyListJson: List, none, "Copy list as JSON", "Copy all rows with the chosen columns, for programs";
        SaveList: ListAndNoDialog, none, "Save list…", "Write all rows with the chosen columns to a CSV, TSV, Markdown or JSON file";
    }
    Go {
        Palette: Always, command(K), "Search or run a command…", "Type some letters of a command, a model, a column, a key, a file or a piece of code";
        ShowLibrary: NotAtLibrary, shifted(L), "Library", "Every model of the places that were added";
        Back: Before, alt(ArrowLeft), "Back", "Go to the entry selected before, or to what was shown before";
        Forward: After, alt(ArrowRight), "Forward", "Go to what was shown before Back";
        NextTab: SeveralTabs, control(Tab), "Next tab", "Go to the tab on the right";
        PreviousTab: SeveralTabs, shifted_control(Tab), "Previous tab", "Go to the tab on the left";
        NextPane: Always, plain(F6), "Next pane", "Give the keyboard to the next part of the window";
        PreviousPane: Always, shift(F6), "Previous pane", "Give the keyboard to the part of the window before";
        FindNext: ModelOrPlaces, plain(F3), "Find next", "Go to the next row that fits the filter, or to the next match in a text";
        FindPrevious: ModelOrPlaces, shift(F3), "Find previous", "Go to the row before that fits the filter, or to the match before in a text";
        Find: ModelOrPlaces, command(F), "Filter or find", "Type to filter the list that has the keyboard (keys and values, columns, models), or to find words in its text";
    }
    View {
        ShowTree: Model, command(Num4), "Show MLmodel file as tree", "Every key of the MLmodel, explained";
        ShowText: Model, command(Num5), "Show MLmodel file as text", "The MLmodel as it is written, with line numbers";
        LibraryPanel: HiddenPlaces, command(B), "Library beside the model", "Show the library beside an open model, or hide it";
        MaximisePanel: Model, command(J), "Maximise panel", "Give the panel below all the height, or its usual height again";
        ExpandAll: ModelOrPair, command(E), "Expand all", "Unfold every entry of the MLmodel, every nested type and every step";
        CollapseAll: ModelOrPair, shifted(E), "Collapse all", "Fold every entry of the MLmodel, every nested type and every step";
        ZoomIn: Always, command(Plus), "Zoom in", "Make everything larger";
        ZoomOut: Always, command(Minus), "Zoom out", "Make everything smaller";
        ZoomReset: Always, command(Num0), "Actual size", "Back to the usual size";
    }
    Theme {
        ThemeSystem: Always, none, "Follow the system", "Light or dark as the system is";
        ThemeLight: Always, none, "Light", "Dark text on light";
        ThemeDark: Always, none, "Dark", "Light text on dark";
    }
    Help {
        Shortcuts: Always, plain(F1), "Keyboard shortcuts", "Every key and what it does";
        About: Always, none, "About MLmodel Viewer", "Version, promises and licences";
    }
}

/// The row of the command that shows a panel, made of what its section says.
fn panel_row(section: &'static Section) -> CommandRow {
    const DIGITS: [Key; 9] = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];
    let words = section.panel;
    let key = |digit: u8| usize::from(digit).checked_sub(1).and_then(|i| DIGITS.get(i)).copied();
    let shortcut = words.and_then(|words| match words.place {
        Place::Middle { digit } => key(digit).map(command),
        Place::Below { digit } => key(digit).map(alt),
    });
    CommandRow {
        group: CommandGroup::View,
        when: When::Model,
        shortcut,
        text: words.map_or(section.title, |words| words.command),
        tooltip: section.about,
    }
}

/// When a command may run. The window answers it: [`super::state::Window::allows`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Always,
    /// While no native dialog is open.
    NoDialog,
    /// The active tab shows a model, and no native dialog is open.
    ModelAndNoDialog,
    /// There is an active tab, whatever is in it.
    Tab,
    /// There are at least two tabs, and one of them is shown.
    SeveralTabs,
    /// There is a tab to the right of the active one.
    TabsAtRight,
    /// A tab was closed and can be opened again.
    ClosedTab,
    /// The active tab shows a model.
    Model,
    /// The active tab shows a comparison.
    Pair,
    /// The active tab shows a model or a comparison.
    ModelOrPair,
    /// At the library one model or two are chosen; elsewhere as [`When::Model`].
    ModelOrChosen,
    /// At the library one model is chosen; elsewhere as [`When::Model`].
    ModelOrOneChosen,
    /// The library has a place, where it is shown; elsewhere as [`When::Model`].
    ModelOrPlaces,
    /// The library has a place, where it is shown; elsewhere as [`When::Tab`].
    TabOrPlaces,
    /// At the library models or runs are chosen.
    Chosen,
    /// The library is shown, and has a place.
    List,
    /// The same while no native dialog is open.
    ListAndNoDialog,
    /// Something else than the library is shown.
    NotAtLibrary,
    /// Something else than the library is shown, and the library has a place.
    HiddenPlaces,
    /// Another entry of the MLmodel was selected before, or something else was shown.
    Before,
    /// The person went back from there.
    After,
}

// Ctrl on Linux and Windows, Cmd on macOS.
const fn command(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn shifted(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

// Ctrl on every system.
const fn control(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::CTRL, key)
}

const fn shifted_control(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::CTRL.plus(Modifiers::SHIFT), key)
}

const fn alt(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::ALT, key)
}

const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::SHIFT, key)
}

const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

/// Where a command stands in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandGroup {
    Open,
    Model,
    Compare,
    Library,
    Go,
    View,
    Theme,
    Help,
}

impl CommandGroup {
    /// Every group, in the order of the menu.
    pub const ALL: [Self; 8] = [Self::Open, Self::Model, Self::Compare, Self::Library, Self::Go, Self::View, Self::Theme, Self::Help];

    /// Its name in the menu, in the palette's search and in the list of shortcuts.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Model => "Model",
            Self::Compare => "Compare",
            Self::Library => "Library",
            Self::Go => "Go",
            Self::View => "View",
            Self::Theme => "Theme",
            Self::Help => "Help",
        }
    }

    /// Its commands, in the order of the menu.
    pub fn commands(self) -> impl Iterator<Item = Command> {
        Command::all().filter(move |command| command.group() == self)
    }
}

/// The palette's other key, for those who know it from editors.
pub const PALETTE_TOO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::P);

impl Command {
    /// Its words in menus, on buttons and in the palette.
    #[must_use]
    pub fn text(self) -> &'static str {
        self.row().text
    }

    /// What it does, in one sentence without a full stop.
    #[must_use]
    pub fn tooltip(self) -> &'static str {
        self.row().tooltip
    }

    /// Other words for it, which the palette finds it by: among them what it was called before.
    #[must_use]
    pub fn also(self) -> &'static [&'static str] {
        match self {
            Self::Show(section) => section.panel.map_or(&[], |words| words.also),
            Self::ShowText => &["source", "yaml"],
            _ => &[],
        }
    }

    /// Where it stands in the menu.
    #[must_use]
    pub fn group(self) -> CommandGroup {
        self.row().group
    }

    /// Its key. egui zooms by itself on those of the zoom; they are consumed here so that it happens once.
    #[must_use]
    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        self.row().shortcut
    }

    /// When it may run.
    #[must_use]
    pub fn when(self) -> When {
        self.row().when
    }

    /// The commands whose shortcut was pressed, those with more modifiers first: egui's match is
    /// logical, and Ctrl+Shift+O would fire Ctrl+O too.
    pub fn pressed(ctx: &egui::Context) -> Vec<Self> {
        let own = Self::all().filter_map(|command| Some((command.shortcut()?, command)));
        let mut shortcuts: Vec<(KeyboardShortcut, Self)> = own.chain([(PALETTE_TOO, Self::Palette)]).collect();
        shortcuts.sort_by_key(|(shortcut, _)| std::cmp::Reverse(u8::from(shortcut.modifiers.shift) + u8::from(shortcut.modifiers.alt)));
        let mut pressed = Vec::new();
        ctx.input_mut(|input| {
            for (shortcut, command) in shortcuts {
                if input.consume_shortcut(&shortcut) {
                    pressed.push(command);
                    // X11 sends the digit of Alt+5 as text too, and a field that gets the keyboard now would take it.
                    input.events.retain(|event| !matches!(event, egui::Event::Text(_)));
                }
            }
        });
        pressed
    }
}

/// What the window asks the program to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Carry out a command, where it may run.
    Run(Command),
    /// Open a path in a tab of its own, or go to the tab that shows it.
    Open(PathBuf),
    /// Look at a path in a tab that the next one takes over, or go to the tab that shows it.
    Glance(PathBuf),
    /// Keep the tab of this number.
    KeepTab(usize),
    /// Open the sample of this number: see [`super::SAMPLES`].
    OpenSample(usize),
    /// Show the tab of this number, counted from 0.
    ActivateTab(usize),
    /// Close the tab of this number.
    CloseTab(usize),
    /// Close all but the tab of this number.
    CloseOthers(usize),
    /// Close all tabs to the right of the one of this number.
    CloseRight(usize),
    /// Stop reading in this tab.
    Cancel(usize),
    /// Ask which model to compare this one with.
    ChooseOther(ModelToCompare),
    /// Ask for the folder of the model to compare the one at this path with.
    CompareWithFolder(PathBuf),
    /// Ask for a file that stands for the model to compare the one at this path with.
    CompareWithFile(PathBuf),
    /// Compare these two; the older is A.
    Compare(PathBuf, PathBuf),
    /// Stop comparing file contents in the active tab.
    StopContents,
    /// Compare the lines of a file that both models of the active tab have.
    CompareLines(String),
    /// Select a column, a tensor or a param of the active model, counted from 0, and show the signature.
    ShowColumn(PartName, usize),
    /// Select a file of the active model, by its path in the folder, and show the files.
    ShowFile(String),
    /// Show a piece of code for the active model.
    ShowSnippet(SnippetKind),
    /// Copy a text.
    Copy(String),
    /// Copies rows in the form another program takes.
    CopyTable(Table, TableForm),
    /// Read the preview of a file of the active model.
    Preview(String),
    /// Select an entry of the tree, so that "back" leads here again.
    Select(KeyPath),
    /// The same, and show the tree where it is hidden.
    Jump(KeyPath),
    /// Take a model out of the recent ones.
    ForgetRecent(PathBuf),
    /// Add a folder to the library.
    AddPlace(PathBuf),
    /// Take a folder out of the library; nothing on disk is touched.
    ForgetPlace(PathBuf),
    /// Look through a place again.
    Rescan(PathBuf),
    /// Stop looking through a place.
    StopScan(PathBuf),
    /// Read what was logged once more: more of it is shown now than was read.
    ReadLogged,
    /// Show a folder in the system's file manager.
    ShowPath(PathBuf),
    /// Changes of the active model are seen: they are marked no more.
    SeenChanges,
    /// Show what the library lists for these words.
    FindInLibrary(String),
    /// On Linux: start on Wayland even where X11 is there too.
    KeepWayland(bool),
    /// Check what stands in the request panel of the active model.
    CheckRequest,
    /// Write the smallest valid request of a form into it.
    MakeRequest(Form),
    /// Write the saved example into it, as a request.
    RequestFromExample,
    /// Write the same data in the form that MLflow's server takes.
    RewriteRequest,
    /// Lay its JSON out anew.
    FormatRequest,
    /// Read the active model's own files.
    LookInside,
    /// Stop reading them.
    StopLooking,
    /// Lay out where the active model can run, and write the code for it.
    WriteDeployPage,
    /// Show the curve of a metric of the active model, or of both models of the active comparison.
    ShowCurve(String),
    /// Show these curves.
    ShowCurves(CurvesAsked),
    /// Show a run that has no model here.
    OpenRun(CurveRun),
    /// Close it.
    CloseRun,
    /// Show a file that a run logged: the folder of its artifacts, and the path below it.
    ShowRunFile { folder: PathBuf, path: String },
    /// Close it.
    CloseRunFile,
    /// Read the histories that the dialog with curves shows.
    ReadCurves,
    /// Copy every value that it shows.
    CopyCurves,
    /// Save it as a picture.
    SaveCurves,
    /// Ask where the picture goes that was taken.
    AskForPicture,
    /// Close it, and stop reading for it.
    CloseCurves,
    /// Close the dialog with the fingerprint, and stop reading for it.
    CloseFingerprint,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_shortcuts_clash_and_every_command_is_listed_once() {
        let shortcuts: Vec<_> =
            Command::all().filter_map(Command::shortcut).chain([PALETTE_TOO]).map(|s| (s.modifiers, s.logical_key)).collect();
        let distinct: HashSet<_> = shortcuts.iter().collect();
        assert_eq!(distinct.len(), shortcuts.len());
        let distinct: HashSet<_> = Command::all().collect();
        assert_eq!(distinct.len(), Command::all().count());
        let texts: HashSet<_> = Command::all().map(Command::text).collect();
        assert_eq!(texts.len(), distinct.len(), "two commands have one text");
        assert!(CommandGroup::ALL.into_iter().flat_map(CommandGroup::commands).eq(Command::all()), "groups and commands have one order");
    }

    #[test]
    fn texts_follow_one_style() {
        for command in Command::all() {
            assert!(!command.text().contains('!') && !command.tooltip().ends_with('.'), "{command:?}");
        }
    }
}
