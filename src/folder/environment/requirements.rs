//! `requirements.txt`, and lines of its kind in other files, read as pip reads them.

use pep508_rs::pep440_rs::{Operator, Version, VersionSpecifier, VersionSpecifiers};
use pep508_rs::{Requirement, VerbatimUrl, VersionOrUrl};

/// `requirements.txt`.
#[derive(Clone, Debug, Default)]
pub struct Requirements {
    /// Without comments and empty lines.
    pub lines: Vec<RequirementLine>,
}

/// One line of requirements.
#[derive(Clone, Debug)]
pub struct RequirementLine {
    /// Without its comment, continued lines joined.
    pub text: String,
    /// From 1; within a conda file, within its pip section.
    pub line: u32,
    /// What it asks for.
    pub kind: LineKind,
}

/// What a requirement line asks for.
#[derive(Clone, Debug)]
pub enum LineKind {
    /// A package by its name.
    Package {
        /// Normalised as pip does: lower case, `-` for `_` and `.`.
        name: String,
        /// Empty where any version will do.
        versions: VersionSpecifiers,
        /// `requests[security]` has one.
        extras: Vec<String>,
        /// Where it applies only somewhere: `sys_platform == 'win32'`.
        marker: Option<String>,
    },
    /// `-r`, `-c`, `--extra-index-url`, …
    Option,
    /// A file, a folder, a wheel or an address.
    Direct {
        /// Normalised, where the line says it: `name @ …`, `#egg=name`, the name of a wheel.
        name: Option<String>,
    },
    /// pip would stop here: why.
    Unreadable(String),
}

impl RequirementLine {
    /// The file that the line includes, as written, and whether only as a constraint: `-r more.txt`, `--constraint=c.txt`.
    #[must_use]
    pub fn includes(&self) -> Option<(&str, bool)> {
        let options = [("--requirement", false), ("--constraint", true), ("-r", false), ("-c", true)];
        let (rest, is_constraint) = options.into_iter().find_map(|(option, c)| Some((self.text.strip_prefix(option)?, c)))?;
        let path = rest.trim_start_matches(|c: char| c == '=' || c.is_whitespace()).trim();
        (matches!(self.kind, LineKind::Option) && !path.is_empty()).then_some((path, is_constraint))
    }
}

/// The lines of a requirements file, comments and continuations undone: `preprocess` of pip's `req_file.py`.
#[must_use]
pub fn requirement_lines(text: &str) -> Vec<RequirementLine> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines = Vec::new();
    let mut pending: Option<(usize, String)> = None;
    for (i, line) in text.lines().enumerate() {
        let is_comment = line.trim_start().starts_with('#');
        let (start, mut whole) = pending.take().unwrap_or((i, String::new()));
        // A comment goes on in no other line, and ends the line that it stands in.
        if line.ends_with('\\') && !is_comment {
            whole.push_str(line.trim_matches('\\'));
            pending = Some((start, whole));
            continue;
        }
        if is_comment {
            whole.push(' ');
        }
        whole.push_str(line);
        lines.extend(requirement_line(start, &whole));
    }
    lines.extend(pending.and_then(|(start, whole)| requirement_line(start, &whole)));
    lines
}

/// What is left of a joined line, which starts with the line of this number (from 0), without its comment.
fn requirement_line(start: usize, whole: &str) -> Option<RequirementLine> {
    // A comment begins the line or follows a blank, so that `#egg=` in an address stays.
    let is_comment = |(at, _): &(usize, &str)| whole[..*at].chars().next_back().is_none_or(char::is_whitespace);
    let cut = whole.match_indices('#').find(is_comment).map_or(whole.len(), |(at, _)| at);
    let text = whole[..cut].trim();
    let line = u32::try_from(start + 1).unwrap_or(u32::MAX);
    (!text.is_empty()).then(|| RequirementLine { text: text.to_owned(), line, kind: line_kind(text) })
}

fn line_kind(text: &str) -> LineKind {
    // `-e path` installs what the path names; every other option says how, not what.
    if let Some(rest) = text.strip_prefix("-e ").or_else(|| text.strip_prefix("--editable")) {
        return LineKind::Direct { name: direct_name(rest.trim_start_matches(['=', ' '])) };
    }
    if text.starts_with('-') {
        return LineKind::Option;
    }
    // The parser recurses into brackets.
    if text.len() > 4_000 || text.matches('(').count() > 50 {
        return LineKind::Unreadable("the line is longer or nested deeper than any requirement".to_owned());
    }
    let path_like = text.starts_with(['.', '/', '\\']) || text.contains("://") || text.contains(" @ ");
    let file_like = [".whl", ".tar.gz", ".zip"].iter().any(|ending| text.split(';').next().unwrap_or_default().trim().ends_with(ending));
    if path_like || file_like {
        return LineKind::Direct { name: direct_name(text) };
    }
    package(text)
}

/// A name with versions, extras and a marker.
fn package(text: &str) -> LineKind {
    // Options of one line (--hash=…) are pip's, not the requirement's.
    let bare = text.split(" --").next().unwrap_or(text);
    let (wanted, marker) = bare.split_once(';').map_or((bare, None), |(wanted, marker)| (wanted, Some(marker)));
    // `pep508_rs` 0.9 turns a marker into a decision diagram, which grows with every further term, and panics on letters of
    // several bytes: such a marker is kept unread.
    let is_plain = marker.is_none_or(|marker| {
        marker.len() < 200 && marker.matches(" and ").count() + marker.matches(" or ").count() < 4 && marker.is_ascii()
    });
    if let Some(letter) = wanted.chars().find(|c| !c.is_ascii()) {
        return LineKind::Unreadable(format!("\"{letter}\" stands in no name and no version"));
    }
    if let Some(bad) = bad_name(wanted) {
        return LineKind::Unreadable(format!("\"{bad}\" is no name: names begin and end with a letter or a digit"));
    }
    match if is_plain { bare } else { wanted }.trim().parse::<Requirement<VerbatimUrl>>() {
        Ok(requirement) => {
            let versions = match requirement.version_or_url {
                Some(VersionOrUrl::Url(_)) => return LineKind::Direct { name: Some(requirement.name.to_string()) },
                Some(VersionOrUrl::VersionSpecifier(versions)) => versions,
                None => VersionSpecifiers::empty(),
            };
            let mut extras: Vec<String> = requirement.extras.iter().map(ToString::to_string).collect();
            extras.sort_unstable();
            LineKind::Package {
                name: requirement.name.to_string(),
                versions,
                extras,
                marker: marker.map(|marker| marker.split_whitespace().collect::<Vec<_>>().join(" ").replace('"', "'")),
            }
        }
        Err(error) => LineKind::Unreadable(error.message.to_string()),
    }
}

/// The first name of a requirement, of the package or of an extra, that ends as none may. `pep508_rs` 0.9 panics on
/// such where more follows: `a-==1`, `a[b_]`.
fn bad_name(wanted: &str) -> Option<&str> {
    let name_at = |text: &str| text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.')).unwrap_or(text.len());
    let wanted = wanted.trim_start();
    let (package, rest) = wanted.split_at(name_at(wanted));
    let extras = rest.trim_start().strip_prefix('[').map_or("", |rest| rest.split(']').next().unwrap_or(rest));
    let extras = extras.split(',').map(str::trim_start).map(|extra| &extra[..name_at(extra)]);
    std::iter::once(package).chain(extras).find(|name| name.ends_with(['-', '_', '.']))
}

/// The package that a path or an address installs, as far as its text tells.
fn direct_name(text: &str) -> Option<String> {
    let named =
        text.split_once('@').map(|(name, _)| name.split('[').next().unwrap_or(name).trim()).filter(|name| !name.contains(['/', ':']));
    let egg = || text.split_once("#egg=").map(|(_, rest)| rest.split(['&', '[']).next().unwrap_or(rest));
    let wheel = || {
        let file = text.split(';').next().unwrap_or(text).trim().rsplit(['/', '\\']).next().unwrap_or_default();
        file.strip_suffix(".whl").and_then(|stem| stem.split('-').next())
    };
    let name = named.or_else(egg).or_else(wheel)?;
    name.parse::<pep508_rs::PackageName>().ok().map(|name| name.to_string())
}

/// Whether a version, as an MLmodel records it, satisfies a requirement. `None` where the version is none.
#[must_use]
pub fn satisfies(versions: &VersionSpecifiers, version: &str) -> Option<bool> {
    let version: Version = version.parse().ok()?;
    // A build such as `2.3.0+cu121` may be recorded with its local part and pinned without it, or the other way round.
    let bare = version.clone().without_local();
    let loose = |specifier: &VersionSpecifier| {
        let (operator, pinned) = specifier.clone().into_parts();
        VersionSpecifier::from_version(operator, pinned.without_local()).map_or(true, |specifier| specifier.contains(&bare))
    };
    Some(versions.contains(&version) || versions.iter().all(loose))
}

/// Whether a requirement asks for something newer than a release, so that neither this nor an older one will do.
#[must_use]
pub fn needs_newer(versions: &VersionSpecifiers, release: &str) -> bool {
    let Ok(release) = release.parse::<Version>() else { return false };
    versions.iter().any(|specifier| match specifier.operator() {
        Operator::GreaterThan => *specifier.version() >= release,
        Operator::Equal | Operator::EqualStar | Operator::ExactEqual | Operator::GreaterThanEqual | Operator::TildeEqual => {
            *specifier.version() > release
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_every_kind() {
        let text = "# Original requirements\nmlflow==3.18.0\nscikit_learn[extra]>=1.0,<2 # why\n-c constraints.txt\n--extra-index-url https://x\nwheels/a-1.0-py3-none-any.whl\npkg @ git+https://x/y\nnot a requirement!\na==1 \\\n  --hash=sha256:00\nwin==1; sys_platform == 'win32'\n-e git+https://x/y.git#egg=My_Pkg&subdirectory=z\n./local\n";
        let lines = requirement_lines(text);
        let names: Vec<String> = lines
            .iter()
            .map(|line| match &line.kind {
                LineKind::Package { name, marker, .. } => format!("{name}{}", if marker.is_some() { "?" } else { "" }),
                LineKind::Option => "option".into(),
                LineKind::Direct { name } => format!("direct {}", name.as_deref().unwrap_or("?")),
                LineKind::Unreadable(_) => "unreadable".into(),
            })
            .collect();
        assert_eq!(
            names,
            [
                "mlflow",
                "scikit-learn",
                "option",
                "option",
                "direct a",
                "direct pkg",
                "unreadable",
                "a",
                "win?",
                "direct my-pkg",
                "direct ?"
            ]
        );
        assert_eq!(lines[2].line, 4);
        assert_eq!(lines[7].line, 9);
    }

    #[test]
    fn comments_and_continued_lines_are_as_pip_reads_them() {
        let read = |text: &str| {
            let lines = requirement_lines(text);
            lines.into_iter().map(|line| format!("{} {}", line.line, line.text)).collect::<Vec<_>>()
        };
        assert_eq!(read("a==1\t# c\nb#egg=c"), ["1 a==1", "2 b#egg=c"]);
        assert_eq!(read("# made in C:\\work\\\na\n"), ["2 a"]);
        assert_eq!(read("a\nb # c\\"), ["1 a", "2 b"]);
        assert_eq!(read("a\nb\\"), ["1 a", "2 b"]);
        assert_eq!(read("a==1 \\\n# why \\\n--hash=x\n"), ["1 a==1", "3 --hash=x"]);
        assert_eq!(read("a \\\n\\\n>=1\n"), ["1 a >=1"]);
        assert_eq!(read("a\rb\r\nc"), ["1 a", "2 b", "3 c"]);
    }

    #[test]
    fn versions_are_compared_with_requirements() {
        let specifiers = |text: &str| text.parse::<VersionSpecifiers>().unwrap();
        assert_eq!(satisfies(&specifiers("==1.9.1"), "1.9.1"), Some(true));
        assert_eq!(satisfies(&specifiers("==1.9.1"), "1.9.2"), Some(false));
        assert_eq!(satisfies(&specifiers("==2.3.0"), "2.3.0+cu121"), Some(true));
        assert_eq!(satisfies(&specifiers("==2.3.0+cu121"), "2.3.0"), Some(true));
        assert_eq!(satisfies(&specifiers(">=1,<2"), "2.0"), Some(false));
        assert_eq!(satisfies(&specifiers("==1"), "banana"), None);
    }

    #[test]
    fn a_requirement_may_need_a_newer_release() {
        for (versions, needs) in [("==2.20.0", true), (">=3", true), (">2.17.2", true), ("==3.*", true), ("==2.17.2", false), ("<3", false)]
        {
            assert_eq!(needs_newer(&versions.parse().unwrap(), "2.17.2"), needs, "{versions}");
        }
        assert!(!needs_newer(&VersionSpecifiers::empty(), "2.17.2"));
    }

    #[test]
    fn names_that_end_in_punctuation_are_unreadable() {
        let lines = [
            "a_==1",
            "a-==1",
            "a.>=2",
            "pip. -r",
            "1.*",
            "a_[b]",
            "a[b_]",
            "a[c, b-.]==1",
            "a_ ]",
            "a-",
            "a[b_",
            "  a_ ; x",
            "-_a",
            "a [_b]",
        ];
        for line in lines {
            let kinds: Vec<RequirementLine> = requirement_lines(line);
            assert!(matches!(&kinds[..], [RequirementLine { kind: LineKind::Unreadable(_) | LineKind::Option, .. }]), "{line}: {kinds:?}");
        }
        assert!(matches!(&requirement_lines("a-b.c_d[e-f , g.h]==1")[0].kind, LineKind::Package { extras, .. } if extras.len() == 2));
    }

    #[test]
    fn a_marker_of_many_terms_is_kept_unread() {
        let terms: Vec<String> = (0..60).map(|i| format!("extra=='a{i}' and extra=='b{i}'")).collect();
        let lines = requirement_lines(&format!("numpy ==1; {}", terms.join(" or ")));
        assert!(matches!(&lines[0].kind, LineKind::Package { name, marker: Some(_), .. } if name == "numpy"));
    }
}
