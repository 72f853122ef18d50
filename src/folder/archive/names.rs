//! What archives call their members, as the parts of a path below their top.

use std::borrow::Cow;

/// Members deeper than this are taken for ones that lead out: no model lies there, and a walk ends there too.
const MAX_DEPTH: usize = 64;

/// The upper half of code page 437, in which old zips name their members.
const CODE_PAGE_437: &str =
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// The text of a name: UTF-8 where it can be, whatever the archive says of it, and else code page 437.
pub(super) fn text(name: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(name) {
        Ok(text) => text.into(),
        Err(_) => name.iter().map(|byte| of_code_page(*byte)).collect::<String>().into(),
    }
}

fn of_code_page(byte: u8) -> char {
    let upper = byte.checked_sub(128).and_then(|index| CODE_PAGE_437.chars().nth(index.into()));
    upper.unwrap_or(char::from(byte))
}

/// The parts of a member's name; nothing where it leads out of the archive: it is absolute, has a drive or `..`, or lies
/// absurdly deep. A backslash separates too: .NET wrote such zips for years. No part at all is the top itself.
pub(super) fn parts(name: &str) -> Option<Vec<&str>> {
    let is_absolute = name.starts_with(['/', '\\']);
    let parts: Vec<&str> = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | ".")).collect();
    let has_drive = parts.first().is_some_and(|part| part.as_bytes().get(1) == Some(&b':') && part.as_bytes()[0].is_ascii_alphabetic());
    let leads_out = is_absolute || has_drive || name.contains('\0') || parts.contains(&"..") || parts.len() > MAX_DEPTH;
    (!leads_out).then_some(parts)
}

/// Whether a link leads out of the archive by its text; `parts` are its own.
pub(super) fn leads_out(parts: &[&str], target: &str) -> bool {
    if target.starts_with(['/', '\\']) || target.as_bytes().get(1) == Some(&b':') {
        return true;
    }
    let mut depth = parts.len().saturating_sub(1);
    for part in target.split(['/', '\\']).filter(|part| !matches!(*part, "" | ".")) {
        match (part, depth.checked_sub(1)) {
            ("..", None) => return true,
            ("..", Some(up)) => depth = up,
            _ => depth += 1,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_out_have_no_parts() {
        for name in ["/etc/passwd", "../a", "a/../../b", "a/..", "C:/a", "c:\\a", "\\\\host\\share\\a", "a\0b", &"a/".repeat(65)] {
            assert_eq!(parts(name), None, "{name:?}");
        }
        assert_eq!(parts("./model//MLmodel").unwrap(), ["model", "MLmodel"]);
        assert_eq!(parts("model\\code\\a.py").unwrap(), ["model", "code", "a.py"]);
        assert_eq!(parts("a..b/c:d").unwrap(), ["a..b", "c:d"]);
        assert!(parts("./").unwrap().is_empty());
    }

    #[test]
    fn links_lead_out_by_their_text() {
        for target in ["/etc/passwd", "../../a", "b/../../../a", "C:\\a"] {
            assert!(leads_out(&["model", "link"], target), "{target}");
        }
        for target in ["a", "../a", "../model/b", "..", "b/../.."] {
            assert!(!leads_out(&["model", "link"], target), "{target}");
        }
    }

    #[test]
    fn names_of_old_zips_are_read() {
        assert_eq!(text(b"M\x81nchen"), "München");
        assert_eq!(text("München".as_bytes()), "München");
        assert_eq!(text(b"\xff"), "\u{a0}");
        assert_eq!(CODE_PAGE_437.chars().count(), 128);
    }
}
