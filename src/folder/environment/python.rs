//! Which Python a text asks for, as conda and `python_env.yaml` write it.

use pep508_rs::pep440_rs::{Version, VersionSpecifiers};

use crate::folder::references::Release;

/// Minor releases of Python 3 that are tried: more than there are.
const MINORS: std::ops::Range<u32> = 0..40;
/// Patch releases of one minor release that are tried: more than any has.
const PATCHES: std::ops::Range<u32> = 0..40;

/// A longer text names no Python. In bytes.
const LONGEST: usize = 200;

/// The newest Python that a text allows: 3.7 for `=3.7.16`, `3.7.*`, `3.7` and `>=3.6,<3.8`. Nothing where any newer one is
/// allowed, and where the text is none of these.
#[must_use]
pub fn newest_python(asked: &str) -> Option<Release> {
    if asked.len() > LONGEST {
        return None;
    }
    let specifiers: Vec<String> = asked.split(',').map(specifier).collect::<Option<_>>()?;
    let specifiers: VersionSpecifiers = specifiers.join(",").parse().ok()?;
    let is_allowed =
        |minor: &Release| PATCHES.clone().any(|patch| specifiers.contains(&Version::new([minor.major, minor.minor, patch].map(u64::from))));
    let threes = MINORS.rev().map(|minor| Release { major: 3, minor });
    let newest = threes.chain([Release { major: 2, minor: 7 }]).find(is_allowed)?;
    (newest.minor + 1 < MINORS.end).then_some(newest)
}

/// One part of what is asked for, as pip writes it: conda's `=3.7` is any 3.7, and a version alone is meant so.
fn specifier(part: &str) -> Option<String> {
    let part = part.trim();
    let version = part.trim_start_matches(['=', '<', '>', '!', '~']);
    let operator = &part[..part.len() - version.len()];
    // Behind a further "=" stands the build.
    let version = version.split('=').next().unwrap_or_default().trim().trim_end_matches(".*");
    let is_number = !version.is_empty() && version.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_short = version.matches('.').count() < 2;
    is_number.then(|| match operator {
        "" | "=" | "==" if is_short => format!("=={version}.*"),
        "" | "=" => format!("=={version}"),
        operator => format!("{operator}{version}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_python_that_a_text_allows() {
        let newest = |asked: &str| newest_python(asked).map(|python| format!("{}.{}", python.major, python.minor));
        for (asked, expected) in [
            ("3.7.16", "3.7"),
            ("=3.7.16", "3.7"),
            ("=3.7", "3.7"),
            ("==3.7.*", "3.7"),
            ("3.7.*", "3.7"),
            ("=3.8.18=h955ad1f_0", "3.8"),
            (">=3.6,<3.8", "3.7"),
            ("<=3.7", "3.7"),
            ("~=3.7.1", "3.7"),
            ("3.11.7", "3.11"),
            ("2.7.18", "2.7"),
        ] {
            assert_eq!(newest(asked).as_deref(), Some(expected), "{asked}");
        }
        assert_eq!(newest(&vec!["<3.8"; 100_000].join(",")), None);
        for open in ["", ">=3.6", "~=3.7", "!=3.7.1", "3", "banana", "3.7|3.8", "4.0", "=", "99999999999999999999999.1"] {
            assert_eq!(newest(open), None, "{open}");
        }
    }
}
