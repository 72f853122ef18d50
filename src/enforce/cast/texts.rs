//! Texts that Python reads as something else: complex numbers, base64.

use crate::enforce::numbers;

/// `1+2j`, `1`, `2j`.
pub(super) fn is_complex(text: &str) -> bool {
    let text = text.trim();
    let text = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(text);
    let Some(body) = text.strip_suffix(['j', 'J']) else { return numbers::float(text).is_some() };
    if body.is_empty() || matches!(body, "+" | "-") || numbers::float(body).is_some() {
        return true;
    }

    body.char_indices().skip(1).filter(|(_, c)| matches!(c, '+' | '-')).any(|(i, _)| {
        let imaginary = &body[i..];
        numbers::float(&body[..i]).is_some() && (imaginary.len() == 1 || numbers::float(imaginary).is_some())
    })
}

/// Whether `base64.decodebytes` takes a text: letters outside the alphabet are skipped, and what is left must be
/// whole groups of four, the last one padded.
pub(super) fn is_base64(text: &str) -> bool {
    let mut quad = 0_u8;
    let mut pads = 0_u8;
    for byte in text.bytes() {
        match byte {
            b'=' if quad >= 2 => {
                pads += 1;
                if quad + pads >= 4 {
                    // The padding ends the data: what follows is not looked at.
                    return true;
                }
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => {
                pads = 0;
                quad = (quad + 1) % 4;
            }
            _ => {}
        }
    }
    quad == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each was given to Python's `base64.decodebytes`.
    #[test]
    fn base64_is_what_python_decodes() {
        for text in ["", "aGVsbG8=", "aGVs bG8=", "ab==", "abc=", "abcd=", "abcd====", "====", "ab=cd==", "-_-_", "é", "ab=c=", "null"] {
            assert!(is_base64(text), "{text:?}");
        }
        for text in ["a", "ab", "abc", "ab=c", "abcde", "a==", "a==="] {
            assert!(!is_base64(text), "{text:?}");
        }
    }
}
