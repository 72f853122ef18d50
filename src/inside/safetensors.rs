//! safetensors: a header in JSON (name, type, shape, place of every tensor), then the numbers, which are passed over.

use super::facts::{Format, ModelFile, Place, Tensor, Within};
use super::source::{Source, Unread};
use super::value::Value;
use super::weights::{self, MAX_DIMENSIONS};
use super::{Candidate, Reader};
use crate::mlmodel::{Value as Json, json};

/// Files of tensors.
pub const READER: Reader = Reader { knows: |file| file.has_ending(&["safetensors"]), read };

/// A longer header is refused, as the format's own library does it (`MAX_HEADER_SIZE`). In bytes.
const LONGEST_HEADER: u64 = 100_000_000;
/// Bytes of memory that the header's values may take; 250,000 tensors take some 100 MB.
const MOST_MEMORY: usize = 150_000_000;
/// Entries of `__metadata__`, and bytes of one of them.
const MAX_ENTRIES: usize = 1_000;
const LONGEST_ENTRY: usize = 10_000;

fn read(file: &Candidate<'_>) -> Result<ModelFile, Unread> {
    let open = file.open()?;
    let size = open.size();
    let mut source = Source::file(open, file.progress);
    let length = u64::from_le_bytes(source.array()?);
    if length > LONGEST_HEADER {
        return Err(Unread::Damaged("its header claims more than the 100 MB that the format allows"));
    }
    let header = source.take(length)?;
    let begin = source.position();
    let data = size.saturating_sub(begin);
    let header = json::parse_within(&header, MOST_MEMORY).map_err(|_| Unread::Damaged("its header is not JSON"))?;
    let Json::Map(entries) = header.ok_or(Unread::TooMuch("250,000 tensors"))? else {
        return Err(Unread::Damaged("its header is no JSON object"));
    };
    let mut found = ModelFile { format: Format::Safetensors, ..ModelFile::default() };
    weights::count(&mut found, 0);
    let mut places = Vec::with_capacity(entries.len());
    for (name, entry) in entries {
        if &*name == "__metadata__" {
            found.parameters = metadata(&entry);
            continue;
        }
        let Some(one) = OneTensor::of(&entry) else {
            weights::note(&mut found, &Unread::Damaged("a tensor of its header has no type, shape or place"));
            continue;
        };
        places.push(one.place);
        if weights::size(&one.shape).and_then(|size| one.dtype.bytes(size)) != one.place.1.checked_sub(one.place.0) {
            weights::note(&mut found, &Unread::Damaged("a tensor has more or fewer bytes than its shape says"));
        }
        let (start, end) = one.place;
        let place = (start <= end && end <= data).then(|| Place { within: Within::File, start: begin + start, length: end - start });
        let tensor = Tensor { name: name.into(), dtype: one.dtype.name.into(), shape: one.shape, values: None, place };
        weights::add(&mut found, tensor);
    }
    if let Some(why) = why_places_are_wrong(places, data) {
        weights::note(&mut found, &why);
    }
    Ok(found)
}

/// One entry of the header.
struct OneTensor {
    dtype: Dtype,
    shape: Vec<u64>,
    /// From and to, in the bytes after the header.
    place: (u64, u64),
}

/// A type of numbers.
#[derive(Clone, Copy)]
struct Dtype {
    /// As numpy and `ml_dtypes` name it.
    name: &'static str,
    bits: u64,
}

impl Dtype {
    /// By the format's own name (`safetensors::Dtype`).
    fn of(name: &str) -> Self {
        let (name, bits) = match name {
            "BOOL" => ("bool", 8),
            "U8" => ("uint8", 8),
            "I8" => ("int8", 8),
            "U16" => ("uint16", 16),
            "I16" => ("int16", 16),
            "U32" => ("uint32", 32),
            "I32" => ("int32", 32),
            "U64" => ("uint64", 64),
            "I64" => ("int64", 64),
            "F16" => ("float16", 16),
            "BF16" => ("bfloat16", 16),
            "F32" => ("float32", 32),
            "F64" => ("float64", 64),
            "C64" => ("complex64", 64),
            "F8_E5M2" => ("float8_e5m2", 8),
            "F8_E4M3" => ("float8_e4m3fn", 8),
            "F8_E5M2FNUZ" => ("float8_e5m2fnuz", 8),
            "F8_E4M3FNUZ" => ("float8_e4m3fnuz", 8),
            "F8_E8M0" => ("float8_e8m0fnu", 8),
            "F6_E2M3" => ("float6_e2m3fn", 6),
            "F6_E3M2" => ("float6_e3m2fn", 6),
            "F4" => ("float4_e2m1fn", 4),
            _ => ("unknown", 0),
        };
        Self { name, bits }
    }

    /// Bytes of so many numbers.
    fn bytes(self, count: u64) -> Option<u64> {
        Some(count.checked_mul(self.bits)?.div_ceil(8))
    }
}

impl OneTensor {
    fn of(entry: &Json) -> Option<Self> {
        let whole = |value: &Json| if let Json::Int(number) = value { u64::try_from(*number).ok() } else { None };
        let Json::List(sides) = entry.get("shape")? else { return None };
        let Json::List(place) = entry.get("data_offsets")? else { return None };
        let [start, end] = place.as_slice() else { return None };
        if sides.len() > MAX_DIMENSIONS {
            return None;
        }
        Some(Self {
            dtype: Dtype::of(entry.get("dtype")?.as_text()?),
            shape: sides.iter().map(whole).collect::<Option<_>>()?,
            place: (whole(start)?, whole(end)?),
        })
    }
}

/// The tensors must follow one another without a gap and take all of the bytes, as the format's own library demands.
fn why_places_are_wrong(mut places: Vec<(u64, u64)>, data: u64) -> Option<Unread> {
    places.sort_unstable();
    let end = places.iter().map(|(_, end)| *end).max().unwrap_or(0);
    if end > data {
        return Some(Unread::CutOff);
    }
    let follow = places.windows(2).all(|pair| pair[0].1 == pair[1].0) && places.first().is_none_or(|(start, _)| *start == 0);
    if !follow {
        return Some(Unread::Damaged("its tensors overlap, or leave bytes between them"));
    }
    (end < data).then_some(Unread::Damaged("it has bytes after its last tensor"))
}

fn metadata(entry: &Json) -> Vec<(Box<str>, Value)> {
    let Json::Map(entries) = entry else { return Vec::new() };
    let text = |value: &Json| value.as_text().map(|text| Value::Text(crate::mlmodel::display::cut(text, LONGEST_ENTRY).into()));
    let mut all: Vec<_> = entries.iter().take(MAX_ENTRIES).filter_map(|(key, value)| Some((key.clone(), text(value)?))).collect();
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    all
}

#[cfg(test)]
mod tests {
    use super::super::tests::{folder, look_at};
    use super::super::{Count, Read};
    use super::*;

    fn read_one(header: &str, data: usize) -> ModelFile {
        let mut content = (header.len() as u64).to_le_bytes().to_vec();
        content.extend(header.as_bytes());
        content.resize(content.len() + data, 0);
        look_at(&folder(&[("a.safetensors", &content)]), "a.safetensors").unwrap()
    }

    const HEADER: &str = r#"{"__metadata__": {"format": "pt"}, "b": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]},
        "a": {"dtype": "BF16", "shape": [], "data_offsets": [16, 18]}}  "#;

    #[test]
    fn tensors_are_listed_as_they_stand() {
        let file = read_one(HEADER, 18);
        assert_eq!((file.read, file.format), (Read::Whole, Format::Safetensors), "{:?}", file.why);
        let tensor = |name: &str, dtype: &str, shape: &[u64], (start, length): (u64, u64)| Tensor {
            name: name.into(),
            dtype: dtype.into(),
            shape: shape.into(),
            values: None,
            place: Some(Place { within: Within::File, start: 8 + HEADER.len() as u64 + start, length }),
        };
        assert_eq!(file.tensors, [tensor("b", "float32", &[2, 2], (0, 16)), tensor("a", "bfloat16", &[], (16, 2))]);
        assert_eq!(file.counts[&Count::Parameters], 5);
        assert_eq!(file.parameters, [("format".into(), Value::Text("pt".into()))]);
    }

    #[test]
    fn what_the_header_claims_is_held_against_the_bytes() {
        let part = |header: &str, data| {
            let file = read_one(header, data);
            assert_eq!(file.read, Read::Part);
            file.why.unwrap()
        };
        assert_eq!(part(HEADER, 17), "it is cut off");
        assert!(part(HEADER, 19).contains("after its last"));
        assert!(part(&HEADER.replace("[16, 18]", "[14, 16]"), 16).contains("overlap"));
        assert!(part(&HEADER.replace("[2, 2]", "[2, 3]"), 18).contains("shape"));
        assert!(part(&HEADER.replace("[2, 2]", "[-1]"), 18).contains("no type"));
        let giant = HEADER.replace("[2, 2]", "[9223372036854775807, 9223372036854775807]");
        assert!(!part(&giant, 18).is_empty());
    }

    #[test]
    fn a_header_that_cannot_be_is_refused() {
        for (content, why) in [
            (&b"\xff\xff\xff\xff\xff\xff\xff\xff{}"[..], "100 MB"),
            (b"\x40\0\0\0\0\0\0\0{}", "cut off"),
            (b"\x02\0\0\0\0\0\0\0{]", "JSON"),
            (b"\x02\0\0\0\0\0\0\0[]", "JSON object"),
            (b"\x02\0", "cut off"),
        ] {
            let file = look_at(&folder(&[("a.safetensors", content)]), "a.safetensors").unwrap();
            assert_eq!(file.read, Read::No);
            assert!(file.why.as_ref().unwrap().contains(why), "{:?}", file.why);
        }
        let deep = format!("{{\"a\": {}", "[".repeat(100_000));
        assert_eq!(read_one(&deep, 0).read, Read::No);
    }
}
