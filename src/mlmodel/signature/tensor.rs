//! Which dtype names numpy understands (`numpy.dtype(name)`), as far as MLflow accepts them.

/// The name MLflow keeps for a dtype, or `None` where numpy or MLflow refuses it.
#[must_use]
pub fn dtype_name(written: &str) -> Option<&str> {
    let known = [
        "bool",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "float16",
        "float32",
        "float64",
        "float128",
        "longdouble",
        "complex64",
        "complex128",
        "complex256",
        "str",
        "bytes",
        "object",
    ];
    if known.contains(&written) {
        return Some(written);
    }
    let alias = match written {
        "bool_" | "?" | "b1" => "bool",
        "int" | "int_" | "i8" | "<i8" | "l" | "q" | "long" | "longlong" => "int64",
        "i4" | "<i4" | "i" | "intc" => "int32",
        "i2" | "<i2" | "h" | "short" => "int16",
        "i1" | "|i1" | "b" | "byte" => "int8",
        "uint" | "u8" | "<u8" => "uint64",
        "u4" | "<u4" => "uint32",
        "u2" | "<u2" => "uint16",
        "u1" | "|u1" | "ubyte" => "uint8",
        "float" | "double" | "float_" | "f8" | "<f8" | "d" => "float64",
        "single" | "f4" | "<f4" | "f" => "float32",
        "half" | "f2" | "<f2" | "e" => "float16",
        "complex" | "c16" | "<c16" => "complex128",
        "c8" | "<c8" => "complex64",
        "str_" | "U" | "<U0" | "<U" => "str",
        "bytes_" | "S" | "|S0" => "bytes",
        "object_" | "O" | "|O" => "object",
        // numpy takes "str320" by its first letters, and drops the size.
        _ if written.strip_prefix("str").is_some_and(is_number) => "str",
        _ if written.strip_prefix("bytes").is_some_and(is_number) => "bytes",
        _ => {
            let unit = ["datetime64", "timedelta64"].into_iter().find_map(|name| written.strip_prefix(name))?;
            let inner = unit.strip_prefix('[').and_then(|u| u.strip_suffix(']'));
            let known = inner.is_some_and(|u| {
                matches!(
                    u.trim_start_matches(|c: char| c.is_ascii_digit()),
                    "Y" | "M" | "W" | "D" | "h" | "m" | "s" | "ms" | "us" | "ns" | "ps" | "fs" | "as"
                )
            });
            return (unit.is_empty() || known).then_some(written);
        }
    };
    Some(alias)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::dtype_name;

    #[test]
    fn knows_numpys_names() {
        for (written, name) in [
            ("float32", "float32"),
            ("str320", "str"),
            ("<f8", "float64"),
            ("datetime64[ns]", "datetime64[ns]"),
            ("datetime64[25s]", "datetime64[25s]"),
        ] {
            assert_eq!(dtype_name(written), Some(name));
        }
        for refused in ["bfloat16", "<U5", "datetime64[parsec]", "", "tensor"] {
            assert_eq!(dtype_name(refused), None, "{refused}");
        }
    }
}
