//! Something that was read, prepared for drawing on the thread that read it.

use std::ops::Range;
use std::sync::OnceLock;

use crate::checks::{Finding, Severity};
use crate::enforce::{ByReceiver, Form};
use crate::folder::{MLMODEL, ModelFolder, Progress, Status, Subject};
use crate::mlmodel::display;
use crate::present::inside::ToRead;
use crate::present::syntax::Syntax;
use crate::present::{Page, request};
use crate::reading::Model;
use crate::snippets::Language;

use super::files::tree::FileTree;
use super::inside_found::InsideFound;
use super::tree::model::{Mark, Tree};

/// A model that was read, with all that drawing would otherwise compute each frame.
#[derive(Debug)]
pub struct Loaded {
    pub model: Model,
    pub page: Page,
    /// The folder's path, safe to show.
    pub path: String,
    tree: Tree,
    /// The same with what the model's own files made known.
    marked: OnceLock<Tree>,
    pub files: FileTree,
    lines: SourceLines,
    /// Of the MLmodel's text.
    pub syntax: Option<Syntax>,
    /// Its own files, which may hold a model.
    pub to_read: ToRead,
    /// The forms of a request that can be made for it.
    pub forms: ByReceiver<Vec<Form>>,
}

impl Loaded {
    /// Lays out what was read.
    #[must_use]
    pub fn of(model: Model) -> Self {
        let mut loaded = Self {
            page: Page::of(&model),
            path: model.shown_path(),
            tree: Tree::default(),
            marked: OnceLock::new(),
            files: FileTree::default(),
            lines: SourceLines::default(),
            syntax: None,
            to_read: ToRead::of(&model),
            forms: ByReceiver::default(),
            model,
        };
        match &loaded.model.opened.subject {
            Subject::Model(folder) => {
                loaded.files = FileTree::of(folder);
                loaded.forms = request::forms(folder);
                loaded.lines = SourceLines::of(&folder.mlmodel.text);
                let text = SourceText { text: &folder.mlmodel.text, lines: &loaded.lines };
                loaded.syntax = Some(Syntax::of(Language::Yaml, (0..text.len()).map(|i| text.line(i))));
                if let Some(model) = folder.model() {
                    loaded.tree = Tree::of(model);
                    mark(&mut loaded.tree, folder, loaded.model.findings());
                }
            }
            Subject::Artifact(artifact) => loaded.files = FileTree::plain(&artifact.listing),
            Subject::Several { .. } | Subject::NotAModel(_) => {}
        }
        loaded
    }

    /// The MLmodel as a tree, with marks at what is wrong. Once the model's own files are read there may be more marks, and
    /// the entries have the same numbers.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        self.marked.get().unwrap_or(&self.tree)
    }

    /// Reads the model's own files, and lays out what they say; nothing where it was stopped. For a worker.
    pub fn look_inside(&self, progress: &Progress) -> Option<InsideFound> {
        self.model.look_inside(progress)?;
        if let Some(folder) = self.model.folder()
            && let Some(model) = folder.model()
            && !self.model.disagreements().is_empty()
        {
            let mut tree = Tree::of(model);
            mark(&mut tree, folder, self.model.findings());
            // Who asked at the same time found the same.
            let _ = self.marked.set(tree);
        }
        Some(InsideFound::of(&self.model))
    }

    /// The MLmodel's text; no lines where there is none.
    #[must_use]
    pub fn source(&self) -> SourceText<'_> {
        SourceText { text: self.model.folder().map_or("", |folder| &folder.mlmodel.text), lines: &self.lines }
    }

    /// The line of the MLmodel's text at which something is shown, from 1; `None` where there is no text. YAML counts more
    /// line breaks than an editor does, so a line may be past the last one.
    #[must_use]
    pub fn shown_line(&self, line: u32) -> Option<u32> {
        let last = u32::try_from(self.lines.0.len()).unwrap_or(u32::MAX);
        (last > 0).then(|| line.clamp(1, last))
    }

    /// The line of a finding about the MLmodel's text.
    #[must_use]
    pub fn line_of(&self, finding: &Finding) -> Option<u32> {
        let is_here = finding.path.as_deref().is_none_or(|path| path == MLMODEL);
        finding.line.filter(|_| is_here).and_then(|line| self.shown_line(line))
    }

    /// Errors and warnings.
    #[must_use]
    pub fn problem_count(&self) -> usize {
        self.model.health().errors + self.model.health().warnings
    }
}

/// Where each line of the MLmodel's text stands in it: the model has the text, and a file may have a million lines.
#[derive(Debug, Default, PartialEq, Eq)]
struct SourceLines(Vec<Range<u32>>);

impl SourceLines {
    /// A bare CR ends a line in YAML too.
    fn of(text: &str) -> Self {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mut lines = Vec::new();
        let mut start = text.len() - text.trim_start_matches('\u{feff}').len();
        while start < text.len() {
            let end = text[start..].find(['\n', '\r']).map_or(text.len(), |len| start + len);
            lines.push(offset(start)..offset(end));
            start = end + if text[end..].starts_with("\r\n") { 2 } else { 1 };
        }
        lines.shrink_to_fit();
        Self(lines)
    }
}

/// The MLmodel's text, line by line, as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceText<'a> {
    text: &'a str,
    lines: &'a SourceLines,
}

impl<'a> SourceText<'a> {
    /// How many lines there are.
    #[must_use]
    pub fn len(self) -> usize {
        self.lines.0.len()
    }

    /// Whether there is no line.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.lines.0.is_empty()
    }

    /// A line by its number from 0; nothing where there is none.
    #[must_use]
    pub fn line(self, index: usize) -> &'a str {
        let line = self.lines.0.get(index).and_then(|line| self.text.get(line.start as usize..line.end as usize));
        line.unwrap_or_default()
    }
}

fn mark(tree: &mut Tree, folder: &ModelFolder, findings: &[Finding]) {
    for reference in folder.references.iter().filter(|reference| reference.status == Status::Present) {
        if let Some(bytes) = reference.bytes {
            tree.note(&reference.key, display::bytes(bytes));
        }
    }
    for reference in folder.references.iter().filter(|reference| reference.status != Status::Present) {
        let severity = findings
            .iter()
            .filter(|finding| finding.path.as_deref() == Some(&*reference.path))
            .map(|finding| finding.severity)
            .min()
            .unwrap_or(Severity::Warning);
        tree.mark(&reference.key, Mark { severity, word: reference.status.label() });
    }
    for finding in findings.iter().filter(|finding| finding.severity != Severity::Note) {
        for key in &finding.keys {
            tree.mark(key, Mark { severity: finding.severity, word: "" });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SourceLines, SourceText};

    #[test]
    fn lines_are_those_of_yaml() {
        let lines = |text: &str| {
            let text = SourceText { text, lines: &SourceLines::of(text) };
            (0..text.len()).map(|i| text.line(i).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(lines("\u{feff}a\n\tb\r\nc\rd"), ["a", "\tb", "c", "d"]);
        assert_eq!(lines("a\n\n\n"), ["a", "", ""]);
        assert_eq!(lines("a\r\r\nb\r"), ["a", "", "b"]);
        assert_eq!(lines("é\u{1b}"), ["é\u{1b}"], "as it is");
        assert!(lines("").is_empty() && lines("\u{feff}").is_empty());
        assert_eq!(SourceText { text: "a", lines: &SourceLines::of("a") }.line(1), "");
    }
}
