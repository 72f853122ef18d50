//! Keras: `.keras` files (a zip with the layers as JSON and the weights as HDF5), and `.h5` files, which hold the same layers as
//! an attribute.

use std::collections::HashMap;
use std::path::Path;

use super::facts::{Count, Format, GraphPort, Library, ModelFile, ModelPart, Place, Side, Tensor, Within};
use super::source::Unread;
use super::value::Value;
use super::weights::{self, MAX_DIMENSIONS, note};
use super::{Candidate, Reader, hdf5, plain_json};
use crate::mlmodel::{Value as Json, json};

/// Whole models of Keras.
pub const READER: Reader = Reader {
    knows: |file| {
        let is_zip = file.head.starts_with(b"PK\x03\x04");
        file.head.starts_with(hdf5::SIGNATURE) || is_zip && file.has_ending(&["keras"])
    },
    read,
};

/// Bytes of the layers as JSON.
const MAX_CONFIG: u64 = 32_000_000;
/// Where a model of Keras 3 keeps its weights.
const WEIGHTS: &str = "model.weights.h5";
/// Bytes of memory that they may take once they are read.
const MAX_MEMORY: usize = 120_000_000;
/// Models in models.
const MAX_DEPTH: usize = 32;
/// Layers of one model.
const MAX_LAYERS: usize = 50_000;
/// Characters of the name of a layer, and how many settings it has.
const LONGEST_NAME: usize = 1_000;
const MAX_SETTINGS: usize = 100;
/// Bytes of the paths of all layers.
const MAX_TEXT: usize = 32_000_000;

fn read(file: &Candidate<'_>) -> Result<ModelFile, Unread> {
    if file.head.starts_with(hdf5::SIGNATURE) { read_h5(file) } else { read_zip(file) }
}

fn read_zip(file: &Candidate<'_>) -> Result<ModelFile, Unread> {
    let members = file.open_zip()?.files;
    let config = members.read(Path::new("config.json"), MAX_CONFIG)?;
    let config = parse(&config)?;
    let version = members.read(Path::new("metadata.json"), 64 * 1024).ok().and_then(|text| json::parse_bytes(&text).ok());
    let version = version.as_ref().and_then(|metadata| metadata.get("keras_version")).and_then(Json::as_text);
    let mut found = model(&config, version);
    match members.open_file(Path::new(WEIGHTS)) {
        Ok(weights) => match hdf5::read(weights, &[], file.progress) {
            Ok(contents) => add_weights(&mut found, contents, &Within::Member(WEIGHTS.into())),
            Err(why) => note(&mut found, &why),
        },
        // Weights may be cut into several files; those are named and not read.
        Err(_) => note(&mut found, &Unread::Damaged("its weights are not in one file model.weights.h5")),
    }
    Ok(found)
}

fn read_h5(file: &Candidate<'_>) -> Result<ModelFile, Unread> {
    let contents = hdf5::read(file.open()?, &["keras_version", "model_config"], file.progress)?;
    let version = contents.attribute("keras_version");
    let mut found = match contents.attribute("model_config") {
        Some(config) => model(&parse(config.as_bytes())?, version),
        // Weights alone.
        None => ModelFile { format: Format::Keras, library: Some(library(version)), ..ModelFile::default() },
    };
    add_weights(&mut found, contents, &Within::File);
    Ok(found)
}

fn parse(text: &[u8]) -> Result<Json, Unread> {
    let parsed = json::parse_within(text, MAX_MEMORY).map_err(|_| Unread::Damaged("its layers are no JSON, or are nested too deeply"))?;
    parsed.ok_or(Unread::TooMuch("is read of its layers"))
}

fn library(version: Option<&str>) -> Library {
    Library { name: "keras".into(), version: version.map(Into::into) }
}

fn add_weights(file: &mut ModelFile, contents: hdf5::Contents, within: &Within) {
    weights::count(file, 0);
    for hdf5::Dataset { path, dtype, shape, bytes } in contents.datasets {
        let before = file.counts.get(&Count::Parameters).copied();
        let place = bytes.map(|bytes| Place { within: within.clone(), start: bytes.start, length: bytes.end - bytes.start });
        let is_training = path.starts_with("optimizer");
        weights::add(file, Tensor { name: path, dtype, shape, values: None, place });
        if let Some(before) = before.filter(|_| is_training) {
            file.counts.insert(Count::Parameters, before);
        }
    }
    if let Some(why) = contents.unread {
        note(file, &why);
    }
}

fn text<'j>(value: &'j Json, key: &str) -> &'j str {
    value.get(key).and_then(Json::as_text).unwrap_or_default()
}

/// `keras.layers.Dense`; before Keras 3 there is no module, and a class of somebody's own has a registered name.
fn class(object: &Json) -> String {
    match (text(object, "module"), text(object, "class_name")) {
        ("", name) => name.to_owned(),
        (module, name) => format!("{module}.{name}"),
    }
}

/// What the JSON says.
fn model(config: &Json, version: Option<&str>) -> ModelFile {
    let mut file = ModelFile { format: Format::Keras, library: Some(library(version)), ..ModelFile::default() };
    file.class = Some(class(config)).filter(|class| !class.is_empty());
    let inner = config.get("config").unwrap_or(&Json::Null);
    file.parameters = settings(inner);
    let layers = layers(inner);
    add_layers(layers, "", 0, &mut { MAX_TEXT }, &mut file);
    file.counts.insert(Count::Layers, layers.len() as u64);
    for layer in layers {
        let config = layer.get("config").unwrap_or(&Json::Null);
        // Before Keras 3 the key was longer.
        let shape = config.get("batch_shape").or_else(|| config.get("batch_input_shape"));
        if let Some(shape) = shape.and_then(sides).filter(|_| file.inputs.len() < MAX_LAYERS) {
            file.inputs.push(GraphPort { name: text(config, "name").into(), dtype: dtype(config), shape: Some(shape) });
        }
    }
    if let Some(Json::List(order)) = inner.get("input_layers") {
        // Each is `[name, 0, 0]`; a single one may stand by itself.
        let name =
            |entry: &Json| if let Json::List(parts) = entry { parts.first().and_then(Json::as_text).map(str::to_owned) } else { None };
        let order: HashMap<String, usize> = order.iter().filter_map(name).zip(0..).collect();
        file.inputs.sort_by_key(|input| order.get(&*input.name).copied());
    }
    file
}

/// A sequential model before 2.3 has a list in the place of the map.
fn layers(config: &Json) -> &[Json] {
    match config {
        Json::List(layers) => layers,
        _ => match config.get("layers") {
            Some(Json::List(layers)) => layers,
            _ => &[],
        },
    }
}

fn add_layers(layers: &[Json], path: &str, depth: usize, text_left: &mut usize, file: &mut ModelFile) {
    for layer in layers {
        if file.parts.len() >= MAX_LAYERS || depth > MAX_DEPTH {
            note(file, &Unread::TooMuch("50,000 layers, or 32 models inside one another"));
            return;
        }
        let config = layer.get("config").unwrap_or(&Json::Null);
        let name = match text(config, "name") {
            "" => text(layer, "name"),
            name => name,
        };
        let name = crate::mlmodel::display::cut(name, LONGEST_NAME);
        let path = if path.is_empty() { name.to_string() } else { format!("{path}/{name}") };
        let Some(left) = text_left.checked_sub(path.len()) else {
            note(file, &Unread::TooMuch("32 MB of names"));
            return;
        };
        *text_left = left;
        let part = ModelPart { path: path.clone(), name: name.into(), class: class(layer), columns: None, parameters: settings(config) };
        file.parts.push(part);
        add_layers(self::layers(config), &path, depth + 1, text_left, file);
    }
}

/// The settings of a layer; what is an object itself is named by its class.
fn settings(config: &Json) -> Vec<(Box<str>, Value)> {
    let Json::Map(entries) = config else { return Vec::new() };
    let is_setting = |name: &str| !matches!(name, "layers" | "input_layers" | "output_layers" | "build_input_shape");
    let mut all: Vec<_> = entries
        .iter()
        .filter(|(name, _)| is_setting(name))
        .filter_map(|(name, value)| Some((name.clone(), setting(value)?)))
        .take(MAX_SETTINGS)
        .collect();
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    all
}

fn setting(value: &Json) -> Option<Value> {
    Some(match value {
        Json::Map(_) => match (class(value), value.get("config")) {
            // The type of the numbers is an object of its own.
            (class, Some(config)) if class.ends_with("DTypePolicy") => Value::Text(text(config, "name").into()),
            (class, Some(_)) if !class.is_empty() => Value::Class(class.into()),
            _ => return None,
        },
        value => plain_json(value)?,
    })
}

fn sides(shape: &Json) -> Option<Vec<Side>> {
    let Json::List(sides) = shape else { return None };
    let side = |side: &Json| match side {
        Json::Int(length) => u64::try_from(*length).ok().map(Side::Length),
        _ => Some(Side::Any),
    };
    sides.iter().take(MAX_DIMENSIONS).map(side).collect()
}

fn dtype(config: &Json) -> String {
    match config.get("dtype") {
        Some(Json::Text(name)) => name.to_string(),
        Some(policy) => text(policy.get("config").unwrap_or(&Json::Null), "name").to_owned(),
        None => String::new(),
    }
}
