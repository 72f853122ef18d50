//! The escapes in texts of protocol 0.

/// A text with its escapes undone: those of Python's bytes, or only `\u` and `\U` where the line is `raw`.
pub(super) fn unescaped(line: &[u8], raw: bool) -> String {
    // Latin letters stand as single bytes.
    let text: String = line.iter().map(|byte| char::from(*byte)).collect();
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(letter) = rest.chars().next() else {
            out.push('\\');
            break;
        };
        let digits = match letter {
            'u' if raw => 4,
            'U' if raw => 8,
            'x' if !raw => 2,
            _ => 0,
        };
        let number = rest.get(1..=digits).filter(|_| digits > 0).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        if let Some(c) = number.and_then(char::from_u32) {
            out.push(c);
            rest = &rest[1 + digits..];
            continue;
        }
        // As many octal digits as there are, at most three.
        let octal = rest.bytes().take(3).take_while(|byte| !raw && matches!(byte, b'0'..=b'7')).count();
        if octal > 0 {
            let code = u32::from_str_radix(&rest[..octal], 8).unwrap_or_default() & 0xff;
            out.extend(char::from_u32(code));
            rest = &rest[octal..];
            continue;
        }
        match letter {
            _ if raw => out.extend(['\\', letter]),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            'a' => out.push('\u{7}'),
            'b' => out.push('\u{8}'),
            'v' => out.push('\u{b}'),
            'f' => out.push('\u{c}'),
            '\\' | '\'' | '"' => out.push(letter),
            other => {
                out.push('\\');
                out.push(other);
            }
        }
        rest = &rest[letter.len_utf8()..];
    }
    out.push_str(rest);
    out
}
