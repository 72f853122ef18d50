//! Where the model can run, why not, and the code to get it there: one task a platform or a piece of code.

use super::section::{PanelWords, Place, Section};
use super::syntax::CodeLines;
use crate::checks::serving;
use crate::compare::Change;
use crate::compare::lines::{self, LineRow};
use crate::platforms::{self, Answer, Basis, FileChange, Group, Platform, Verdict, Weight};
use crate::reading::Model;
use crate::snippets::{self, Language, Snippet, SnippetKind, SnippetSubject};

/// This section.
pub static SECTION: Section = Section {
    key: "deploy",
    title: "Deploy",
    about: "Where the model can run, what stands in the way, and the code to load, call, register and deploy it",
    panel: Some(PanelWords {
        command: "Show deployment code",
        also: &["use", "snippets", "load", "register", "serve", "platforms", "obstacles"],
        place: Place::Below { digit: 6 },
    }),
    values: None,
    parts: None,
    json: None,
};

/// Lines of a changed file that are shown before and after each change.
const AROUND: usize = 2;

/// All that can be done with a model.
#[derive(Debug, Default)]
pub struct DeployPage {
    /// In the order of the platforms; without those that are a setting of another.
    pub platforms: Vec<PlatformPage>,
    /// All the code there is for it.
    pub snippets: Vec<Written>,
    /// That nothing can serve it, where that is so, in a sentence or two.
    pub no_server: Option<String>,
}

/// A snippet, its text cut into lines.
#[derive(Debug)]
pub struct Written {
    pub snippet: Snippet,
    pub text: CodeLines,
}

impl Written {
    /// Lays out a snippet.
    #[must_use]
    pub fn of(snippet: Snippet) -> Self {
        let text = CodeLines::of(snippet.kind.language(), &snippet.text);
        Self { snippet, text }
    }

    /// What it is for.
    #[must_use]
    pub fn kind(&self) -> SnippetKind {
        self.snippet.kind
    }
}

/// What is told of one platform.
#[derive(Debug)]
pub struct PlatformPage {
    pub platform: &'static Platform,
    pub verdict: Verdict,
    /// `likely not: 2 obstacles`
    pub verdict_words: String,
    pub reasons: Vec<ReasonText>,
    /// What was checked and what was not.
    pub checked: String,
}

/// One reason in words.
#[derive(Debug)]
pub struct ReasonText {
    pub weight: Weight,
    pub code: &'static crate::mlmodel::Code,
    pub message: String,
    /// Where it is known from, where nobody ran it; else empty.
    pub basis: &'static str,
    pub place: Option<platforms::Place>,
    pub fix: Option<FixText>,
}

/// What to do about a reason.
#[derive(Debug)]
pub struct FixText {
    /// What is done, and which other platforms no longer take the model then.
    pub about: String,
    pub change: Option<ShownChange>,
}

/// What to paste.
#[derive(Debug)]
pub enum ShownChange {
    /// Lines to run.
    Code(CodeLines),
    /// A file: its changed lines with some around them, and the whole of it as it should be.
    File { path: String, lines: Vec<ChangedLine>, after: String },
}

impl ShownChange {
    /// The whole of what is pasted.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Code(text) => format!("{}\n", text.lines.join("\n")),
            Self::File { after, .. } => after.clone(),
        }
    }
}

/// A line of a changed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedLine {
    /// Nothing for lines that were left out.
    pub text: Option<String>,
    /// Whether it is new, gone, or stays as it is.
    pub change: Change,
}

/// Something that a person does with the model: a row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Runs it on the platform of this number of [`DeployPage::platforms`].
    Platform(usize),
    /// The snippet of this number of [`DeployPage::snippets`].
    Snippet(usize),
}

/// The tasks for somebody who deploys to one group of platforms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tasks {
    pub own: Vec<Task>,
    /// Those of other groups.
    pub others: Vec<Task>,
}

impl DeployPage {
    /// Of a model that was opened. Large folders take a moment: this is a worker's task.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let registered = model.trace.as_ref().and_then(|trace| trace.versions.first()).map(|newest| newest.model.name.as_str());
        let files = model.inside().unwrap_or_default();
        let subject = SnippetSubject::of(&model.opened, registered).map(|subject| subject.with_files(files));
        let shown = model.platforms().iter().filter(|answer| !answer.platform.is_variant);
        let no_server = model.findings().iter().find(|finding| serving::is_told_by(finding));
        Self {
            platforms: shown.map(PlatformPage::of).collect(),
            snippets: subject.map(|subject| snippets::all(&subject)).unwrap_or_default().into_iter().map(Written::of).collect(),
            no_server: no_server.map(|finding| format!("It may be registered, and no server can use it: {}", finding.meaning)),
        }
    }

    /// What there is to do for somebody who deploys to this group.
    #[must_use]
    pub fn tasks(&self, group: Group) -> Tasks {
        let of_group = |wanted: bool| {
            let is_it = move |page: &PlatformPage| (page.platform.group == group) == wanted;
            (0..self.platforms.len()).filter(move |i| is_it(&self.platforms[*i])).map(Task::Platform)
        };
        let has_no_platform = |kind| platform_of(kind).is_none_or(|id| self.platforms.iter().all(|page| page.platform.id != id));
        let alone = || (0..self.snippets.len()).filter(move |i| has_no_platform(self.snippets[*i].kind()));
        let is_of_other = |i: &usize| group_of(self.snippets[*i].kind()).is_some_and(|own| own != group);
        let is_of_group = |i: &usize| group_of(self.snippets[*i].kind()) == Some(group);
        let (first, rest): (Vec<usize>, Vec<usize>) = alone().filter(|i| !is_of_other(i)).partition(is_of_group);
        Tasks {
            own: of_group(true).chain(first.into_iter().chain(rest).map(Task::Snippet)).collect(),
            others: of_group(false).chain(alone().filter(is_of_other).map(Task::Snippet)).collect(),
        }
    }

    /// The code of a task.
    pub fn code(&self, task: Task) -> impl Iterator<Item = usize> {
        let platform = if let Task::Platform(i) = task { self.platforms.get(i).map(|page| page.platform.id) } else { None };
        let is_it = move |i: usize| match task {
            Task::Snippet(own) => i == own,
            Task::Platform(_) => platform.is_some() && platform_of(self.snippets[i].kind()) == platform,
        };
        (0..self.snippets.len()).filter(move |i| is_it(*i))
    }

    /// The name of a task, and what its code is written in.
    #[must_use]
    pub fn title(&self, task: Task) -> (&'static str, &'static str) {
        let tag = self.code(task).next().map_or("", |first| self.snippets[first].kind().language().name());
        match task {
            Task::Platform(i) => (self.platforms[i].platform.name, tag),
            Task::Snippet(i) => (self.snippets[i].kind().title(), tag),
        }
    }
}

/// The platform that a snippet gets the model to.
fn platform_of(kind: SnippetKind) -> Option<&'static str> {
    match kind {
        SnippetKind::AzureEndpoint | SnippetKind::AzureDeployment | SnippetKind::AzureRequest => Some("azure-online"),
        SnippetKind::Serve | SnippetKind::Curl => Some("mlflow-serve"),
        SnippetKind::SparkUdf => Some("spark-udf"),
        _ => None,
    }
}

/// The group of platforms that alone has a use for a snippet.
fn group_of(kind: SnippetKind) -> Option<Group> {
    match kind {
        SnippetKind::AzureRegister => Some(Group::Azure),
        _ => None,
    }
}

impl PlatformPage {
    fn of(answer: &Answer) -> Self {
        let platform = answer.platform;
        Self {
            platform,
            verdict: answer.verdict,
            verdict_words: answer.verdict_words(),
            reasons: (0..answer.reasons.len()).map(|i| ReasonText::of(answer, i)).collect(),
            checked: format!("Checked: {}. Not checked: {}.", platform.checked, platform.not_checked),
        }
    }
}

impl ReasonText {
    fn of(answer: &Answer, i: usize) -> Self {
        let reason = &answer.reasons[i];
        let is_documented = reason.weight == Weight::LikelyStops || answer.platform.basis == Basis::Documented;
        Self {
            weight: reason.weight,
            code: reason.code,
            message: reason.message.clone(),
            basis: if is_documented { "documented, not run" } else { "" },
            place: reason.place.clone(),
            fix: answer.fix_of(i).map(FixText::of),
        }
    }
}

impl FixText {
    fn of(fix: &platforms::Fix) -> Self {
        let named = |id: &&str| platforms::find(id).map_or_else(|| (*id).to_owned(), |platform| platform.name.to_owned());
        let breaks: Vec<String> = fix.breaks.iter().map(named).collect();
        let warning = if breaks.is_empty() { String::new() } else { format!(" Then {} no longer takes it.", breaks.join(", ")) };
        let change = fix.change.as_ref().map(|change| match change {
            platforms::Change::Shell { posix, power_shell } => {
                ShownChange::Code(CodeLines::of(Language::Shell, platforms::own_shell(posix, power_shell)))
            }
            platforms::Change::Python(code) => ShownChange::Code(CodeLines::of(Language::Python, code)),
            platforms::Change::File(change) => shown_file(change),
        });
        Self { about: format!("{}{warning}", fix.about), change }
    }
}

/// The changed lines of a file, and some around them.
fn shown_file(change: &FileChange) -> ShownChange {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let rows = lines::diff(&lines(&change.before), &lines(&change.after)).rows;
    let is_near = |i: usize| rows[i.saturating_sub(AROUND)..rows.len().min(i + AROUND + 1)].iter().any(|row| row.change != Change::Same);
    let mut shown = Vec::new();
    let mut was_left_out = false;
    for (i, row) in rows.iter().enumerate() {
        if !is_near(i) {
            was_left_out = true;
            continue;
        }
        if std::mem::take(&mut was_left_out) {
            shown.push(ChangedLine { text: None, change: Change::Same });
        }
        shown.extend(lines_of(row));
    }
    if was_left_out {
        shown.push(ChangedLine { text: None, change: Change::Same });
    }
    ShownChange::File { path: change.path.to_string(), lines: shown, after: change.after.clone() }
}

/// What goes and what comes; a line that stays stands once.
fn lines_of(row: &LineRow) -> Vec<ChangedLine> {
    let one = |line: &lines::TextLine, change| ChangedLine { text: Some(line.text.clone()), change };
    match (row.change, &row.a, &row.b) {
        (Change::Same, Some(line), _) => vec![one(line, Change::Same)],
        (_, a, b) => {
            let gone = a.iter().map(|line| one(line, Change::Removed));
            gone.chain(b.iter().map(|line| one(line, Change::Added))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_changed_file_the_changes_are_shown_and_the_whole_is_kept() {
        let before: String = (1..=9).map(|n| format!("line {n}\n")).collect();
        let after = before.replace("line 5\n", "line 5 == 1\nnew\n");
        let change = FileChange { path: "conda.yaml".into(), before, after: after.clone() };
        let ShownChange::File { path, lines, after: whole } = shown_file(&change) else { panic!("it is a file") };
        assert_eq!((path.as_str(), whole), ("conda.yaml", after));
        let told: Vec<String> = lines
            .iter()
            .map(|line| match (&line.text, line.change) {
                (None, _) => "…".to_owned(),
                (Some(text), Change::Added) => format!("+ {text}"),
                (Some(text), Change::Removed) => format!("- {text}"),
                (Some(text), _) => text.clone(),
            })
            .collect();
        assert_eq!(told, ["…", "line 3", "line 4", "- line 5", "+ line 5 == 1", "+ new", "line 6", "line 7", "…"]);
    }

    #[test]
    fn every_task_stands_once_whatever_is_chosen() {
        let model = Model::read(
            std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/models/3.18.0/sklearn_iris")),
            &[],
            &crate::folder::Progress::default(),
        );
        let page = DeployPage::of(&model.unwrap());
        assert!(!page.snippets.is_empty() && !page.platforms.is_empty());
        for group in Group::ALL {
            let tasks = page.tasks(group);
            let all = || tasks.own.iter().chain(&tasks.others).copied();
            assert_eq!(all().filter(|task| matches!(task, Task::Platform(_))).count(), page.platforms.len());
            let mut code: Vec<usize> = all().flat_map(|task| page.code(task).collect::<Vec<_>>()).collect();
            code.sort_unstable();
            assert_eq!(code, (0..page.snippets.len()).collect::<Vec<_>>(), "{group:?}");
            let is_of_group = |task: &Task| if let Task::Platform(i) = task { page.platforms[*i].platform.group == group } else { true };
            assert!(tasks.own.iter().all(is_of_group));
        }
    }
}
