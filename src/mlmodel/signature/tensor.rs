//! Which dtype names numpy understands (`numpy.dtype(name)`, numpy 2), as far as MLflow accepts them.

/// The name MLflow keeps for a dtype, or `None` where numpy or MLflow refuses it.
#[must_use]
pub fn dtype_name(written: &str) -> Option<&str> {
    let name = match written {
        "bool" | "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" | "float16" | "float32" | "float64"
        | "float128" | "complex64" | "complex128" | "complex256" | "str" | "bytes" | "object" | "void" => written,
        "bool_" => "bool",
        "byte" => "int8",
        "short" => "int16",
        "intc" => "int32",
        "int" | "int_" | "intp" | "long" | "longlong" => "int64",
        "ubyte" => "uint8",
        "ushort" => "uint16",
        "uintc" => "uint32",
        "uint" | "uintp" | "ulong" | "ulonglong" => "uint64",
        "half" => "float16",
        "single" => "float32",
        "float" | "double" => "float64",
        "longdouble" => "float128",
        "csingle" => "complex64",
        "complex" | "cdouble" => "complex128",
        "clongdouble" => "complex256",
        "unicode" | "str_" => "str",
        "bytes_" => "bytes",
        "object_" => "object",
        _ => return with_unit(written).or_else(|| code(written)),
    };
    Some(name)
}

/// `datetime64[ns]`, `timedelta64[25s]`.
fn with_unit(written: &str) -> Option<&str> {
    let unit = ["datetime64", "timedelta64"].into_iter().find_map(|name| written.strip_prefix(name))?;
    if unit.is_empty() {
        return Some(written);
    }
    let unit = unit.strip_prefix('[')?.strip_suffix(']')?;
    let unit = unit.trim_start_matches(|c: char| c.is_ascii_digit());
    matches!(unit, "Y" | "M" | "W" | "D" | "h" | "m" | "s" | "ms" | "us" | "ns" | "ps" | "fs" | "as").then_some(written)
}

/// `<f4`, `?`: a letter with a size, and perhaps the order of its bytes in front.
fn code(written: &str) -> Option<&str> {
    Some(match written.strip_prefix(['<', '>', '=', '|']).unwrap_or(written) {
        "?" | "b1" => "bool",
        "b" | "i1" => "int8",
        "h" | "i2" => "int16",
        "i" | "i4" => "int32",
        "l" | "q" | "p" | "n" | "i8" => "int64",
        "B" | "u1" => "uint8",
        "H" | "u2" => "uint16",
        "I" | "u4" => "uint32",
        "L" | "Q" | "P" | "N" | "u8" => "uint64",
        "e" | "f2" => "float16",
        "f" | "f4" => "float32",
        "d" | "f8" => "float64",
        "g" | "f16" => "float128",
        "F" | "c8" => "complex64",
        "D" | "c16" => "complex128",
        "G" | "c32" => "complex256",
        "U" | "U0" => "str",
        "S" | "S0" | "a" => "bytes",
        "O" | "O8" => "object",
        "V" => "void",
        "M" | "M8" => "datetime64",
        "m" | "m8" => "timedelta64",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::dtype_name;

    /// Each was given to numpy 2.4.
    #[test]
    fn knows_numpys_names() {
        let known = [
            ("float32", "float32"),
            ("<f8", "float64"),
            (">f8", "float64"),
            ("?", "bool"),
            ("unicode", "str"),
            ("uintp", "uint64"),
            ("datetime64[ns]", "datetime64[ns]"),
            ("datetime64[25s]", "datetime64[25s]"),
        ];
        for (written, name) in known {
            assert_eq!(dtype_name(written), Some(name));
        }
        for refused in ["bfloat16", "<U5", "str320", "bool8", "Float64", "datetime64[parsec]", "", "tensor"] {
            assert_eq!(dtype_name(refused), None, "{refused}");
        }
    }
}
