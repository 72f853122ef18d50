//! Text from a model, made safe to show: nothing in it may steer a terminal or turn a line around.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character is shown as an escape: controls, line separators, and those that change the
/// direction of text or have no width.
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text on one line, unsafe characters escaped as `\n`, `\t` or `\u{202e}`.
#[must_use]
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) || !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_unsafe(c) => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Printed JSON with unsafe characters as `\u009b`: the same values to a program, and harmless to a terminal.
#[must_use]
pub fn json_escaped(json: String) -> String {
    // JSON itself escapes what stands below the blank; its own line breaks are between values.
    let escaped = |c: char| c >= '\u{7f}' && is_unsafe(c);
    if !json.chars().any(escaped) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if escaped(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// At most `max` characters of [`one_line`], with `…` where something was cut.
#[must_use]
pub fn clipped(text: &str, max: usize) -> Cow<'_, str> {
    // Escaping makes text longer, never shorter: cut first, so that a value of 50 MB costs nothing.
    match text.char_indices().nth(max) {
        None => one_line(text),
        Some((at, _)) => Cow::Owned(format!("{}…", one_line(&text[..at]))),
    }
}

/// At most `max` characters of a text as it is, with `…` where something was cut.
#[must_use]
pub fn cut(text: &str, max: usize) -> Cow<'_, str> {
    match text.char_indices().nth(max) {
        None => Cow::Borrowed(text),
        Some((at, _)) => Cow::Owned(format!("{}…", &text[..at])),
    }
}

/// A message that a value of the model made far too long: its beginning and its end, with `…` between them.
#[must_use]
pub fn shortened(text: String, max: usize) -> String {
    // Bytes are at least as many as characters.
    if text.len() <= max || text.chars().count() <= max {
        return text;
    }
    let tail = max / 3;
    let place = |i: usize| text.char_indices().nth(i).map_or(text.len(), |(at, _)| at);
    let end = text.char_indices().rev().nth(tail.saturating_sub(1)).map_or(0, |(at, _)| at);
    format!("{}…{}", &text[..place(max - tail)], &text[end..])
}

/// With a capital letter at its beginning.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}", chars.as_str())
}

/// A file name or path as bytes from the disk: what is not UTF-8 becomes `\xff`.
#[must_use]
pub fn os_text(name: &std::ffi::OsStr) -> String {
    let mut out = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

/// A size as people read it: `1.9 KB`. Steps of 1,000, as file managers and MLflow count.
#[must_use]
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["KB", "MB", "GB", "TB", "PB"];
    if count < 1_000 {
        return format!("{count} B");
    }
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let mut value = count as f64 / 1_000.0;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1_000.0;
        unit += 1;
    }
    if value < 9.95 { format!("{value:.1} {}", UNITS[unit]) } else { format!("{value:.0} {}", UNITS[unit]) }
}

/// `1 column`, `8 columns`, `10,000 columns`.
#[must_use]
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// A whole number with commas between thousands.
#[must_use]
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_turns_the_line_around() {
        assert_eq!(one_line("a\u{202e}b\nc\u{1b}[31m"), "a\\u{202e}b\\nc\\u{1b}[31m");
        assert_eq!(one_line("prédição 予測"), "prédição 予測");
        assert_eq!(clipped("abcdef", 3), "abc…");
        assert_eq!(shortened("abcdefghé".to_owned(), 9), "abcdefghé");
        assert_eq!(shortened("äbcdefghij".to_owned(), 6), "äbcd…ij");
    }

    #[test]
    fn printed_json_keeps_its_values_and_steers_no_terminal() {
        let value = serde_json::json!({"a\u{9b}31m": "\u{7f}\u{202e}\u{85}\u{e0001}\u{feff} é 予 😀\n"});
        let printed = json_escaped(serde_json::to_string_pretty(&value).unwrap());
        assert!(printed.chars().all(|c| c == '\n' || !is_unsafe(c)), "{printed:?}");
        assert!(printed.contains("\\u009b31m") && printed.contains("é 予 😀"), "{printed}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&printed).unwrap(), value);
    }

    #[test]
    fn sizes_read_well() {
        for (n, text) in [(0, "0 B"), (999, "999 B"), (1_936, "1.9 KB"), (13_273, "13 KB"), (999_999, "1.0 MB"), (5_000_000_000, "5.0 GB")]
        {
            assert_eq!(bytes(n), text);
        }
        assert_eq!(count(1, "column", "columns"), "1 column");
        assert_eq!(count(1_234_567, "column", "columns"), "1,234,567 columns");
    }
}
