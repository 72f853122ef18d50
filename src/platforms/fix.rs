//! What a person can do about a reason, as the change it makes. Nothing is ever written.

use super::shell;
use crate::folder::environment::has_credentials;

/// What to do about a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is done, in a sentence.
    pub about: String,
    /// What to paste, if anything.
    pub change: Option<Change>,
    /// Ids of the platforms that take the folder as it is and would not take it so.
    pub breaks: &'static [&'static str],
}

/// What to paste.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A command line, for bash and its like, and for PowerShell.
    Shell { posix: String, power_shell: String },
    /// Lines of Python, for where the model is saved or called.
    Python(String),
    /// A file of the folder as it should be.
    File(FileChange),
}

/// A file of the folder before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Relative to the model folder.
    pub path: Box<str>,
    /// As it stands; empty for a file that is not there.
    pub before: String,
    pub after: String,
}

/// The line for the shell of this system: PowerShell on Windows, bash and its like elsewhere.
#[must_use]
pub fn own_shell<'l>(posix: &'l str, power_shell: &'l str) -> &'l str {
    if cfg!(windows) { power_shell } else { posix }
}

impl Fix {
    /// Something to do that no line can do.
    pub(super) fn words(about: impl Into<String>) -> Self {
        Self { about: about.into(), change: None, breaks: &[] }
    }

    /// Lines of Python.
    pub(super) fn python(about: impl Into<String>, code: impl Into<String>) -> Self {
        Self { change: Some(Change::Python(code.into())), ..Self::words(about) }
    }

    /// A file as it should be; words alone where nothing changes by it, or where it would show a password.
    pub(super) fn file(about: impl Into<String>, change: FileChange) -> Self {
        if change.before == change.after || has_credentials(&change.before) || has_credentials(&change.after) {
            return Self::words(about);
        }
        Self { change: Some(Change::File(change)), ..Self::words(about) }
    }

    /// A command line, of words that are quoted here.
    pub(super) fn shell(about: impl Into<String>, posix: &[shell::Part<'_>], power_shell: &[shell::Part<'_>]) -> Self {
        let change = Change::Shell { posix: shell::posix_line(posix), power_shell: shell::power_shell_line(power_shell) };
        Self { change: Some(change), ..Self::words(about) }
    }

    /// Which platforms no longer take the folder then.
    pub(super) fn breaking(self, breaks: &'static [&'static str]) -> Self {
        Self { breaks, ..self }
    }

    /// The whole of it as one text, for scripts: what is done, and what to paste. Of a file that is changed its name alone is said.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = match &self.change {
            None => self.about.clone(),
            Some(Change::Shell { posix, power_shell }) => format!("{} {}", self.about, own_shell(posix, power_shell)),
            Some(Change::Python(code)) => format!("{} {code}", self.about),
            Some(Change::File(change)) => {
                let kind = if change.before.is_empty() { "new" } else { "changed" };
                format!("{} (a {kind} {})", self.about.trim_end_matches('.'), change.path)
            }
        };
        if let Some(warning) = self.warning() {
            text.push(' ');
            text.push_str(&warning);
        }
        text
    }

    /// Which platforms refuse the model after it, where any does.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        (!self.breaks.is_empty()).then(|| format!("After that, {} refuses it.", self.breaks.join(" and ")))
    }
}
