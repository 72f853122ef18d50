//! Something that was read, prepared for drawing on the thread that read it.

use crate::checks::{Finding, Severity};
use crate::enforce::Form;
use crate::folder::{MLMODEL, ModelFolder, Status, Subject};
use crate::mlmodel::display;
use crate::present::{Page, request};
use crate::reading::Model;

use super::files::tree::FileTree;
use super::tree::model::{Mark, Tree};

/// A model that was read, with all that drawing would otherwise compute each frame.
#[derive(Debug)]
pub struct Loaded {
    pub model: Model,
    pub page: Page,
    /// The folder's path, safe to show.
    pub path: String,
    pub tree: Tree,
    pub files: FileTree,
    /// The MLmodel's text, line by line, safe to show.
    pub source: SourceLines,
    /// The forms of a request that can be made for it, by kind of caller.
    pub forms: [Vec<Form>; 2],
}

impl Loaded {
    /// Lays out what was read.
    #[must_use]
    pub fn of(model: Model) -> Self {
        let mut loaded = Self {
            page: Page::of(&model),
            path: model.shown_path(),
            tree: Tree::default(),
            files: FileTree::default(),
            source: SourceLines::default(),
            forms: [const { Vec::new() }; 2],
            model,
        };
        match &loaded.model.opened.subject {
            Subject::Model(folder) => {
                loaded.files = FileTree::of(folder);
                loaded.forms = request::forms(folder);
                loaded.source = SourceLines::of(folder.mlmodel.text.trim_start_matches('\u{feff}'));
                if let Some(model) = folder.model() {
                    loaded.tree = Tree::of(model);
                    mark(&mut loaded.tree, folder, &loaded.model.findings);
                }
            }
            Subject::Artifact(artifact) => loaded.files = FileTree::plain(&artifact.listing),
            Subject::Several { .. } | Subject::NotAModel(_) => {}
        }
        loaded
    }

    /// The line of the MLmodel's text at which something is shown, from 1; `None` where there is no text. YAML counts more
    /// line breaks than an editor does, so a line may be past the last one.
    #[must_use]
    pub fn shown_line(&self, line: u32) -> Option<u32> {
        let last = u32::try_from(self.source.len()).unwrap_or(u32::MAX);
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
        self.model.health.errors + self.model.health.warnings
    }
}

/// Lines of a text, safe to show, kept in one piece: a file may have a million of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SourceLines {
    text: String,
    /// Where each line ends in it.
    ends: Vec<u32>,
}

impl SourceLines {
    /// What is longer than 2,000 characters is cut. A bare CR ends a line in YAML too.
    fn of(text: &str) -> Self {
        let mut lines = Self::default();
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
            lines.push(&rest[..end]);
            let after = rest.get(end..).unwrap_or_default();
            rest = after.strip_prefix("\r\n").or_else(|| after.get(1..)).unwrap_or_default();
        }
        lines.text.shrink_to_fit();
        lines.ends.shrink_to_fit();
        lines
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(&display::clipped(&line.replace('\t', "    "), 2_000));
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    /// How many lines there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no line.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A line by its number from 0; nothing where there is none.
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        let end = |index: usize| self.ends.get(index).map(|end| *end as usize);
        let start = index.checked_sub(1).map_or(Some(0), end);
        start.zip(end(index)).and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default()
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
    use super::SourceLines;

    #[test]
    fn lines_are_those_of_yaml() {
        let lines = |text: &str| {
            let lines = SourceLines::of(text);
            (0..lines.len()).map(|i| lines.get(i).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(lines("a\n\tb\r\nc\rd"), ["a", "    b", "c", "d"]);
        assert_eq!(lines("a\n\n\n"), ["a", "", ""]);
        assert_eq!(lines("a\r\r\nb\r"), ["a", "", "b"]);
        assert_eq!(lines("é\u{1b}"), ["é\\u{1b}"]);
        assert!(lines("").is_empty());
        assert_eq!(SourceLines::of("a").get(1), "");
    }
}
