//! What two models' own files say, side by side: class, parts, settings, features, classes, counts, arrays, imports.

use crate::inside::{ArrayDigest, ModelFile, Value, shape_text};

/// Characters of one fact.
const LONGEST: usize = 20_000;
/// Facts of one file.
const MAX_FACTS: usize = 20_000;

/// The facts of a side's files, sorted by their names. Those of the first file have no path before them, so that a file under
/// another name is compared too.
pub(super) fn facts(files: &[ModelFile], digests: &[Vec<Option<ArrayDigest>>]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (i, file) in files.iter().enumerate() {
        let prefix = if i == 0 { String::new() } else { format!("{}: ", file.path) };
        let mut facts = Vec::new();
        of_file(file, digests.get(i).map_or(&[], Vec::as_slice), &mut facts);
        all.extend(facts.into_iter().take(MAX_FACTS).map(|(name, value)| (format!("{prefix}{name}"), value)));
    }
    all.sort();
    all.dedup_by(|a, b| a.0 == b.0);
    all
}

fn of_file(file: &ModelFile, digests: &[Option<ArrayDigest>], facts: &mut Vec<(String, String)>) {
    let mut add = |name: String, value: String| facts.push((name, cut(value)));
    if let Some(class) = &file.class {
        add("class".to_owned(), class.clone());
    }
    if let Some(library) = &file.library {
        add("library".to_owned(), format!("{} {}", library.name, library.version.as_deref().unwrap_or_default()).trim_end().to_owned());
    }
    if let Some(features) = &file.features {
        if let Some(count) = features.count {
            add("feature count".to_owned(), count.to_string());
        }
        if let Some(names) = &features.names {
            add("feature names".to_owned(), names.join(", "));
        }
    }
    if let Some(classes) = &file.classes {
        add("classes".to_owned(), format!("{} {}", Value::List(classes.values.clone()), classes.dtype.join(", ")));
    }
    for part in &file.parts {
        let columns = part.columns.as_ref().map(|columns| format!(", columns {columns}")).unwrap_or_default();
        add(format!("part {}", part.path), format!("{}{columns}", part.class));
    }
    for (name, value) in &file.parameters {
        add(format!("parameter {name}"), value.to_string());
    }
    for (what, number) in &file.counts {
        add(format!("number of {}", what.key().replace('_', " ")), number.to_string());
    }
    for (what, ports) in [("input", &file.inputs), ("output", &file.outputs)] {
        for port in ports {
            add(
                format!("{what} {}", port.name),
                format!("{} ({})", port.dtype, port.shape.as_deref().map_or_else(|| "any".to_owned(), shape_text)),
            );
        }
    }
    for import in &file.imports {
        add(format!("import {import}"), "named".to_owned());
    }
    for (i, tensor) in file.tensors.iter().enumerate() {
        let sides: Vec<String> = tensor.shape.iter().map(u64::to_string).collect();
        let content = match (&tensor.values, digests.get(i)) {
            (Some(values), _) => format!(" {}", Value::List(values.clone())),
            (None, Some(Some(digest))) => format!(", content {digest}"),
            (None, Some(None)) if !is_told_elsewhere(&tensor.name) => ", content not compared".to_owned(),
            // Told already; or the whole file is the same, or is still to be read.
            (None, _) => String::new(),
        };
        add(format!("{ARRAY}{}", tensor.name), format!("{} ({}){content}", tensor.dtype, sides.join(", ")));
    }
}

/// A value of a readable length. What is cut ends in a digest of all of it, so that two that differ later are not the same.
fn cut(value: String) -> String {
    match value.char_indices().nth(LONGEST) {
        None => value,
        Some((at, _)) => format!("{}\u{2026} (all of it: {})", &value[..at], ArrayDigest::of(value.as_bytes())),
    }
}

/// scikit-learn's names of features and classes, which are facts of their own.
fn is_told_elsewhere(array: &str) -> bool {
    matches!(array.rsplit('/').next(), Some("feature_names_in_" | "classes_"))
}

/// Whether a fact is the type, shape and numbers of an array.
pub(super) fn is_array(name: &str) -> bool {
    name.rsplit(": ").next().is_some_and(|name| name.starts_with(ARRAY))
}

/// What stands before the name of an array.
const ARRAY: &str = "array ";
