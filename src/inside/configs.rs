//! Models that are known by a small JSON beside their weights: transformers, sentence-transformers, spaCy, prophet.

use super::facts::{Format, Library, ModelFile, ModelPart};
use super::source::Unread;
use super::{Candidate, Reader, plain_json};
use crate::mlmodel::{Value as Json, json};

/// `config.json`, `modules.json`, `meta.json`, and prophet's `model.pr`, where they say what such files say.
pub const READER: Reader = Reader { knows: |file| Kind::of(file).is_some(), read };

/// Names of such files, whoever names them.
pub(super) const NAMES: [&str; 3] = ["config.json", "modules.json", "meta.json"];
/// Larger ones are other files: a model of prophet's keeps its history.
const MAX_JSON: u64 = 2_000_000;
const MAX_PROPHET: u64 = 32_000_000;
/// Parts of a pipeline.
const MAX_PARTS: usize = 1_000;
/// Characters of a text of the file.
const LONGEST_TEXT: usize = 1_000;

/// Which kind of file it is, and what it says.
enum Kind {
    Transformers(Json),
    SentenceTransformers(Json),
    Spacy(Json),
    Prophet,
}

impl Kind {
    fn of(file: &Candidate<'_>) -> Option<Self> {
        // JSON in a JSON text; the first key is always the same.
        if file.head.starts_with(br#""{\"growth\":"#) || file.head.starts_with(br#"{"growth":"#) {
            return Some(Self::Prophet);
        }
        let name = file.name.rsplit('/').next().unwrap_or_default();
        if !NAMES.contains(&name) {
            return None;
        }
        let text = file.files.read(file.path(), MAX_JSON).ok()?;
        let content = json::parse_within(&text, 40_000_000).ok()??;
        let has = |key: &str| content.get(key).is_some();
        match name {
            "config.json" if has("model_type") && (has("architectures") || has("transformers_version")) => {
                Some(Self::Transformers(content))
            }
            "meta.json" if has("spacy_version") => Some(Self::Spacy(content)),
            "modules.json" => {
                let Json::List(modules) = &content else { return None };
                let is_one = |module: &Json| text_of(module, "type").starts_with("sentence_transformers.");
                modules.first().is_some_and(is_one).then_some(Self::SentenceTransformers(content))
            }
            _ => None,
        }
    }
}

fn text_of<'j>(value: &'j Json, key: &str) -> &'j str {
    value.get(key).and_then(Json::as_text).unwrap_or_default()
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(LONGEST_TEXT).map_or(text, |(end, _)| &text[..end])
}

fn library(name: &'static str, version: &str) -> Library {
    Library { name: name.into(), version: Some(version).filter(|version| !version.is_empty()).map(|version| cut(version).into()) }
}

/// The values of a map that are no objects themselves, sorted by name.
fn plain(content: &Json) -> Vec<(Box<str>, super::Value)> {
    let Json::Map(entries) = content else { return Vec::new() };
    let mut all: Vec<_> = entries.iter().filter_map(|(name, value)| Some((cut(name).into(), plain_json(value)?))).collect();
    all.sort_by(|(a, _): &(Box<str>, super::Value), (b, _)| a.cmp(b));
    all
}

fn part(name: &str, class: &str) -> ModelPart {
    ModelPart { path: cut(name).to_owned(), name: cut(name).into(), class: cut(class).to_owned(), columns: None, parameters: Vec::new() }
}

fn read(file: &Candidate<'_>) -> Result<ModelFile, Unread> {
    let found = match Kind::of(file).ok_or(Unread::Damaged("it changed while it was read"))? {
        Kind::Transformers(content) => {
            let first =
                if let Some(Json::List(names)) = content.get("architectures") { names.first().and_then(Json::as_text) } else { None };
            ModelFile {
                format: Format::TransformersConfig,
                class: first.map(|name| cut(name).to_owned()),
                library: Some(library("transformers", text_of(&content, "transformers_version"))),
                parameters: plain(&content),
                ..ModelFile::default()
            }
        }
        Kind::SentenceTransformers(content) => {
            let Json::List(modules) = &content else { return Err(Unread::Damaged("it is no list of modules")) };
            let parts = modules.iter().take(MAX_PARTS).map(|module| part(text_of(module, "name"), text_of(module, "type")));
            ModelFile {
                format: Format::SentenceTransformers,
                class: Some("sentence_transformers.SentenceTransformer".to_owned()),
                library: Some(library("sentence-transformers", &version_of_sentence_transformers(file))),
                parts: parts.collect(),
                ..ModelFile::default()
            }
        }
        Kind::Spacy(content) => {
            let pipeline = if let Some(Json::List(names)) = content.get("pipeline") { names.as_slice() } else { &[] };
            ModelFile {
                format: Format::Spacy,
                library: Some(library("spacy", text_of(&content, "spacy_version"))),
                parts: pipeline.iter().filter_map(Json::as_text).take(MAX_PARTS).map(|name| part(name, "")).collect(),
                parameters: plain(&content),
                ..ModelFile::default()
            }
        }
        Kind::Prophet => prophet(file)?,
    };
    Ok(found)
}

/// It stands in a file beside `modules.json`.
fn version_of_sentence_transformers(file: &Candidate<'_>) -> String {
    let beside = file.path().with_file_name("config_sentence_transformers.json");
    let content = file.files.read(&beside, MAX_JSON).ok().and_then(|text| json::parse_within(&text, 40_000_000).ok().flatten());
    let version =
        content.as_ref().and_then(|content| content.get("__version__")).map(|versions| text_of(versions, "sentence_transformers"));
    version.unwrap_or_default().to_owned()
}

/// What `prophet.serialize.model_to_json` writes, which MLflow writes as JSON once more.
fn prophet(file: &Candidate<'_>) -> Result<ModelFile, Unread> {
    const NO_JSON: Unread = Unread::Damaged("it is no JSON of prophet's");
    let text = file.files.read(file.path(), MAX_PROPHET)?;
    let parse =
        |text: &[u8]| json::parse_within(text, 150_000_000).map_err(|_| NO_JSON)?.ok_or(Unread::TooMuch("is read of a model of prophet's"));
    let content = match parse(&text)? {
        Json::Text(inner) => {
            drop(text);
            parse(inner.as_bytes())?
        }
        content => content,
    };
    Ok(ModelFile {
        format: Format::ProphetJson,
        class: Some("prophet.forecaster.Prophet".to_owned()),
        library: Some(library("prophet", text_of(&content, "__prophet_version"))),
        parameters: plain(&content),
        ..ModelFile::default()
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{folder, look_at};
    use super::super::{Read, Value};
    use super::*;

    fn read_one(name: &str, content: &str) -> Option<ModelFile> {
        look_at(&folder(&[(name, content.as_bytes())]), name)
    }

    #[test]
    fn each_kind_is_known_by_what_it_says() {
        let file = read_one(
            "m/config.json",
            r#"{"model_type": "bert", "architectures": ["BertModel"], "transformers_version": "5.0", "hidden_size": 16}"#,
        )
        .unwrap();
        assert_eq!((file.class.as_deref(), file.format), (Some("BertModel"), Format::TransformersConfig));
        assert!(file.parameters.contains(&("hidden_size".into(), Value::Int(16))));
        let file = read_one("modules.json", r#"[{"idx": 0, "name": "0", "type": "sentence_transformers.models.Transformer"}]"#).unwrap();
        assert_eq!((file.format, file.parts.len()), (Format::SentenceTransformers, 1));
        let file = read_one("meta.json", r#"{"lang": "pt", "spacy_version": ">=3.8", "pipeline": ["ner"]}"#).unwrap();
        assert_eq!((file.format, &*file.parts[0].name), (Format::Spacy, "ner"));
        let file = read_one("model.pr", r#""{\"growth\": \"linear\", \"__prophet_version\": \"1.5.0\"}""#).unwrap();
        assert_eq!((file.format, file.library.unwrap().version.as_deref()), (Format::ProphetJson, Some("1.5.0")));
    }

    #[test]
    fn other_json_is_not_taken_for_one() {
        for (name, content) in
            [("config.json", "{}"), ("config.json", "["), ("modules.json", "[]"), ("meta.json", r#"{"lang": 1}"#), ("a.json", "{}")]
        {
            assert!(read_one(name, content).is_none(), "{name}");
        }
        assert_eq!(read_one("model.pr", r#"{"growth": "#).unwrap().read, Read::No);
    }
}
