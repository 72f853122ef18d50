//! catboost's models: `CBM1`, the size of a flatbuffer, the flatbuffer (`catboost/libs/model/flatbuffers/model.fbs`), further
//! parts; or the same as JSON, which `save_model(format="json")` writes.

mod flat;
mod json;
mod settings;

use super::facts::{Count, Features, Format, Library, ModelFile, Read};
use super::json::JsonText;
use super::source::{Source, Unread};
use super::{Reader, candidates};
use flat::{Flat, Table};

/// Bytes of the flatbuffer.
const MAX_CORE: u64 = 128_000_000;
/// Features that are kept.
const MAX_FEATURES: usize = 250_000;
/// Bytes of their names: a flatbuffer may name the same bytes again and again.
const MAX_NAMES: usize = 16_000_000;
/// Entries of the map of what else is known.
const MAX_INFO: usize = 1_000;
/// Bytes of one of them, and of all.
const LONGEST_INFO: usize = 2_000_000;
const ALL_INFO: usize = 8_000_000;

/// Fields of `TModelCore`.
mod core {
    pub const TREES: usize = 1;
    pub const INFO: usize = 2;
}

/// Fields of `TModelTrees`.
mod trees {
    pub const OUTPUTS: usize = 0;
    pub const SIZES: usize = 2;
    /// Features of each type, and what catboost calls it.
    pub const FEATURES: [(usize, &str); 4] = [(4, "Categorical"), (5, "Float"), (12, "Text"), (18, "Embedding")];
    pub const LEAF_VALUES: usize = 8;
}

/// Files of catboost, by their beginning; a `.cbm` also by its name.
pub const READER: Reader = Reader {
    knows: |file| file.head.starts_with(b"CBM1") || json::begins_like_one(file.head) || candidates::ends_with(file.name, &["cbm"]),
    read: |file| {
        let source = &mut Source::file(file.open()?, file.progress);
        Ok(if json::begins_like_one(file.head) { read_json(source) } else { read_from(source) })
    },
};

/// What was found of a model.
#[derive(Default)]
struct Model {
    /// Their place among all columns, name, and type.
    features: Vec<(u32, String, &'static str)>,
    trees: u64,
    leaves: u64,
    info: settings::Info,
}

/// Reads a model, also one that a pickle keeps.
pub(super) fn read_from(source: &mut Source<'_>) -> ModelFile {
    let mut model = Model::default();
    let result = read_core(source, &mut model);
    told(model, result)
}

fn read_json(source: &mut Source<'_>) -> ModelFile {
    let mut model = Model::default();
    let result = json::read(&mut JsonText::new(source), &mut model);
    told(model, result)
}

fn told(model: Model, result: Result<(), Unread>) -> ModelFile {
    let is_known = model.trees > 0 || !model.features.is_empty() || model.info.is_known();
    let mut facts = if is_known { model.into_facts() } else { ModelFile::default() };
    facts.format = Format::Catboost;
    let result = result.and(if is_known { Ok(()) } else { Err(Unread::Damaged("it holds no model of catboost")) });
    if let Err(why) = result {
        facts.read = if is_known { Read::Part } else { Read::No };
        facts.why = Some(why.to_string());
    }
    facts
}

fn read_core(source: &mut Source<'_>, model: &mut Model) -> Result<(), Unread> {
    if source.array()? != *b"CBM1" {
        return Err(Unread::Damaged("it holds no model of catboost"));
    }
    let bytes = u64::from(u32::from_le_bytes(source.array()?));
    if source.left().is_some_and(|left| left < bytes) {
        return Err(Unread::CutOff);
    }
    if bytes > MAX_CORE {
        return Err(Unread::TooMuch("128 MB of trees"));
    }
    let bytes = source.take(bytes)?;
    let root = Flat(&bytes).root().ok_or(Unread::Damaged("its flatbuffer leads nowhere"))?;
    let mut left = ALL_INFO;
    for entry in root.tables(core::INFO).take(MAX_INFO) {
        let (Some(key), Some(value)) = (entry.text(0), entry.text(1)) else { continue };
        let length = key.len() + value.len();
        if length <= LONGEST_INFO && length <= left {
            left -= length;
            model.info.add_text(&String::from_utf8_lossy(key), &String::from_utf8_lossy(value));
        }
    }
    let trees = root.table(core::TREES).ok_or(Unread::Damaged("its flatbuffer holds no trees"))?;
    count(trees, model);
    features(trees, model)
}

/// Each leaf has a value for each output, and there is one split less than leaves in a tree.
fn count(trees: Table<'_>, model: &mut Model) {
    model.trees = trees.count(trees::SIZES, 4).unwrap_or_default() as u64;
    let outputs = trees.i32(trees::OUTPUTS).and_then(|outputs| u64::try_from(outputs).ok()).unwrap_or(1).max(1);
    model.leaves = trees.count(trees::LEAF_VALUES, 8).unwrap_or_default() as u64 / outputs;
}

/// `TFloatFeature` has its place among all columns and its name behind other fields than the rest.
fn features(trees: Table<'_>, model: &mut Model) -> Result<(), Unread> {
    let mut bytes = 0;
    for (number, kind) in trees::FEATURES {
        let (place, id) = if kind == "Float" { (2, 4) } else { (1, 2) };
        for one in trees.tables(number) {
            let name = one.text(id).unwrap_or_default();
            bytes += name.len();
            if model.features.len() >= MAX_FEATURES {
                return Err(Unread::TooMuch("250,000 features"));
            }
            if bytes > MAX_NAMES {
                return Err(Unread::TooMuch("16 MB of names"));
            }
            let at = one.i32(place).and_then(|at| u32::try_from(at).ok());
            let at = at.unwrap_or_else(|| u32::try_from(model.features.len()).unwrap_or(u32::MAX));
            model.features.push((at, String::from_utf8_lossy(name).into_owned(), kind));
        }
    }
    Ok(())
}

impl Model {
    fn into_facts(mut self) -> ModelFile {
        let mut facts = ModelFile { class: Some("catboost.core.CatBoost".to_owned()), ..ModelFile::default() };
        facts.library = Some(Library { name: "catboost".into(), version: self.info.version.take() });
        if self.trees > 0 {
            let nodes = self.leaves.saturating_mul(2).saturating_sub(self.trees);
            facts.counts.extend([(Count::Trees, self.trees), (Count::Leaves, self.leaves), (Count::Nodes, nodes)]);
        }
        facts.features = Some(columns(self.features));
        facts.classes = self.info.classes.take();
        facts.parameters = self.info.into_parameters();
        facts
    }
}

/// The columns in their order. One that no tree needs may be missing, and one without a name is called by its number.
fn columns(mut features: Vec<(u32, String, &'static str)>) -> Features {
    features.sort_by_key(|(at, ..)| *at);
    let count = features.last().map_or(0, |(last, ..)| u64::from(*last) + 1);
    if count > MAX_FEATURES as u64 {
        return Features { count: Some(count), ..Features::default() };
    }
    let (mut names, mut types): (Vec<Box<str>>, Vec<Box<str>>) = (Vec::new(), Vec::new());
    for (at, name, kind) in features {
        while names.len() < at as usize {
            names.push(names.len().to_string().into());
            types.push("?".into());
        }
        if names.len() == at as usize {
            names.push(if name.is_empty() { at.to_string() } else { name }.into());
            types.push(kind.into());
        }
    }
    Features { names: Some(names), count: Some(count), types: Some(types) }
}

#[cfg(test)]
mod tests;
