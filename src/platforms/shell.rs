//! Command lines whose words come from a model, quoted for the shell they are for.

/// A part of a command line.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part<'a> {
    /// Of this program, written as it stands.
    Bare(&'a str),
    /// Of the model: one word, whatever letters it holds.
    Word(&'a str),
}

/// For bash, zsh and their like.
pub(super) fn posix_line(parts: &[Part<'_>]) -> String {
    line(parts, posix)
}

/// For PowerShell.
pub(super) fn power_shell_line(parts: &[Part<'_>]) -> String {
    line(parts, power_shell)
}

fn line(parts: &[Part<'_>], quoted: fn(&str) -> String) -> String {
    let written = |part: &Part<'_>| match part {
        Part::Bare(text) => (*text).to_owned(),
        Part::Word(text) => quoted(text),
    };
    parts.iter().map(written).collect::<Vec<_>>().join(" ")
}

/// One word to a POSIX shell.
fn posix(text: &str) -> String {
    // A NUL cannot stand in an argument, and no path holds one.
    let text = text.replace('\0', "");
    shlex::try_quote(&text).map(std::borrow::Cow::into_owned).unwrap_or_default()
}

/// One word to PowerShell, whose quotes take all but a quote as it is; the typographic ones count as quotes too.
fn power_shell(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '\\' | ':');
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(is_plain) {
        return text.to_owned();
    }
    let mut out = String::from("'");
    for c in text.chars().filter(|c| *c != '\0') {
        out.push(c);
        if matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}') {
            out.push(c);
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_their_shell() {
        let parts = [Part::Bare("cp"), Part::Word("a b's.txt"), Part::Word("C:\\models\\x")];
        assert_eq!(posix_line(&parts), r#"cp "a b's.txt" "C:\\models\\x""#);
        assert_eq!(power_shell_line(&parts), "cp 'a b''s.txt' C:\\models\\x");
        assert_eq!(power_shell("$(x) `y"), "'$(x) `y'");
        assert_eq!(power_shell(""), "''");
    }
}
