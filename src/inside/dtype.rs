//! numpy's types: of what items an array is made.

use super::value::Value;

/// Bytes of the longest name of a type: `datetime64[1000000ns]`.
const LONGEST: usize = 40;

/// The type of an array's items.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Dtype {
    /// `f8`, `i4`, `u1`, `b1`, `c16`, `M8[ns]`: its kind, its bytes, and what stands behind.
    Number {
        kind: char,
        bytes: u32,
        is_big_endian: bool,
        unit: Box<str>,
    },
    /// Characters of four bytes each.
    Text {
        characters: u32,
        is_big_endian: bool,
    },
    /// So many bytes.
    Bytes(u32),
    Object,
    /// Fields with names, offset by offset.
    Record {
        fields: Vec<Field>,
        bytes: u32,
    },
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    pub name: Box<str>,
    pub offset: u32,
    pub dtype: Dtype,
}

impl Dtype {
    /// From what stands in a `.npy` file, or in the call of `numpy.dtype`: `<f8`, `U12`, `O`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let (is_big_endian, text) = match text.as_bytes().first()? {
            b'>' => (true, &text[1..]),
            b'<' | b'|' | b'=' => (false, &text[1..]),
            _ => (false, text),
        };
        let kind = text.chars().next()?;
        let rest = &text[kind.len_utf8()..];
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number: Option<u32> = rest[..digits].parse().ok();
        Some(match kind {
            'O' => Self::Object,
            'U' => Self::Text { characters: number.unwrap_or(0), is_big_endian },
            'S' | 'a' | 'V' => Self::Bytes(number.unwrap_or(0)),
            '?' => Self::Number { kind: 'b', bytes: 1, is_big_endian, unit: "".into() },
            'b' | 'i' | 'u' | 'f' | 'c' | 'M' | 'm' => {
                Self::Number { kind, bytes: number.filter(|bytes| (1..=32).contains(bytes))?, is_big_endian, unit: rest[digits..].into() }
            }
            _ => return None,
        })
    }

    /// Bytes of one item.
    pub fn bytes(&self) -> u64 {
        u64::from(match self {
            Self::Number { bytes, .. } | Self::Bytes(bytes) | Self::Record { bytes, .. } => *bytes,
            Self::Text { characters, .. } => characters.saturating_mul(4),
            Self::Object => 8,
        })
    }

    /// As numpy writes it: `float64`, `<U5`, `object`.
    pub fn name(&self) -> String {
        match self {
            Self::Number { kind, bytes, unit, .. } => {
                let bits = bytes * 8;
                match kind {
                    'b' => "bool".to_owned(),
                    'i' => format!("int{bits}"),
                    'u' => format!("uint{bits}"),
                    'f' => format!("float{bits}"),
                    'c' => format!("complex{bits}"),
                    'M' => format!("datetime64{unit}"),
                    _ => format!("timedelta64{unit}"),
                }
            }
            Self::Text { characters, is_big_endian } => format!("{}U{characters}", if *is_big_endian { '>' } else { '<' }),
            Self::Bytes(bytes) => format!("|S{bytes}"),
            Self::Object => "object".to_owned(),
            Self::Record { fields, .. } => {
                let names: Vec<String> = fields.iter().map(|field| format!("{}: {}", field.name, field.dtype.name())).collect();
                format!("record ({})", names.join(", "))
            }
        }
    }

    /// One item.
    pub fn value(&self, bytes: &[u8]) -> Option<Value> {
        Some(match self {
            Self::Number { kind, is_big_endian, .. } => {
                let mut all = [0; 8];
                let count = bytes.len().min(8);
                for (at, byte) in bytes.iter().take(8).enumerate() {
                    all[if *is_big_endian { count - 1 - at } else { at }] = *byte;
                }
                let number = u64::from_le_bytes(all);
                match (kind, bytes.len()) {
                    ('b', 1) => Value::Bool(number != 0),
                    ('u', 1..=8) => i64::try_from(number).map_or_else(|_| Value::Long(number.to_string().into()), Value::Int),
                    ('i', count @ 1..=8) => {
                        let shift = 64 - 8 * u32::try_from(count).ok()?;
                        Value::Int((number << shift).cast_signed() >> shift)
                    }
                    ('f', 8) => Value::Float(f64::from_bits(number)),
                    ('f', 4) => Value::Float(f64::from(f32::from_bits(u32::try_from(number).ok()?))),
                    ('f', 2) => Value::Float(half(u16::try_from(number).ok()?)),
                    _ => return None,
                }
            }
            Self::Text { is_big_endian, .. } => {
                let unit = |four: &[u8]| {
                    let four = <[u8; 4]>::try_from(four).ok()?;
                    char::from_u32(if *is_big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
                };
                let text: String = bytes.chunks_exact(4).map(|four| unit(four).unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
                Value::Text(text.trim_end_matches('\0').into())
            }
            Self::Bytes(_) => {
                let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
                Value::Text(String::from_utf8_lossy(&bytes[..end]).into())
            }
            Self::Object | Self::Record { .. } => return None,
        })
    }
}

/// A number of 16 bits.
fn half(bits: u16) -> f64 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    sign * match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2_f64.powi(exponent - 15),
    }
}
