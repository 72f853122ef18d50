//! xgboost's models: UBJSON, the same document as JSON, and the older binary format.

mod binary;
mod model;

use super::facts::{Features, Format, Library, ModelFile, Read};
use super::json::JsonText;
use super::source::{Source, Unread};
use super::tally::Gain;
use super::ubjson::UbJson;
use super::{Candidate, Reader, candidates};
use model::Model;

/// Files of xgboost, by their beginning; a `.ubj` and a `.xgb` also by their name.
pub const READER: Reader = Reader { knows: |file| format_of(file.head).is_some() || format_of_name(file.name).is_some(), read };

/// A booster, and what stands beside it in a pickle.
pub(super) struct Booster {
    pub facts: ModelFile,
    /// The settings of the library's own parts at the time of saving, as they stand in `Config`.
    pub config: Vec<(String, String)>,
}

/// By the first bytes.
fn format_of(head: &[u8]) -> Option<Format> {
    if head.starts_with(b"binf") {
        return Some(Format::XgboostBinary);
    }
    let inner = head.strip_prefix(b"{")?;
    if inner.starts_with(b"L\0\0\0\0\0\0\0") {
        return Some(Format::XgboostUbj);
    }
    let text: Vec<u8> = inner.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let begins = |with: &[u8]| text.starts_with(with);
    // Many a JSON begins with a version; xgboost's is a list.
    (begins(b"\"learner\":") || begins(b"\"version\":[")).then_some(Format::XgboostJson)
}

fn format_of_name(name: &str) -> Option<Format> {
    if candidates::ends_with(name, &["ubj"]) {
        Some(Format::XgboostUbj)
    } else {
        candidates::ends_with(name, &["xgb"]).then_some(Format::XgboostBinary)
    }
}

fn read(file: &Candidate<'_>) -> Result<ModelFile, Unread> {
    let format = format_of(file.head).or_else(|| format_of_name(file.name)).unwrap_or(Format::XgboostBinary);
    Ok(read_as(format, &mut Source::file(file.open()?, file.progress)).facts)
}

/// Reads a booster that a pickle keeps: `{"Config": …, "Model": …}`, or the bytes of a file.
pub(super) fn read_kept(head: &[u8], source: &mut Source<'_>) -> Booster {
    let format = match head {
        [b'{', b'L', ..] => Format::XgboostUbj,
        [b'{', ..] => Format::XgboostJson,
        _ => Format::XgboostBinary,
    };
    read_as(format, source)
}

fn read_as(format: Format, source: &mut Source<'_>) -> Booster {
    let mut model = Model::default();
    let result = match format {
        Format::XgboostUbj => model::read(&mut UbJson::new(source), &mut model),
        Format::XgboostJson => model::read(&mut JsonText::new(source), &mut model),
        _ => binary::read(source, &mut model),
    };
    let is_known = model.is_known();
    let result = result.and(if is_known { Ok(()) } else { Err(Unread::Damaged("it holds no model of xgboost")) });
    let config = std::mem::take(&mut model.config);
    let mut facts = ModelFile { format, ..model.into_facts() };
    if let Err(why) = result {
        facts.read = if is_known { Read::Part } else { Read::No };
        facts.why = Some(why.to_string());
    }
    Booster { facts, config }
}

#[cfg(test)]
mod tests;
