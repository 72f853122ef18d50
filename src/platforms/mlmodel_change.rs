//! Changes of the MLmodel as text: what is not changed stays as it is written.

use super::{FileChange, Fix};
use crate::folder::{MLMODEL, ModelFolder};
use crate::mlmodel::{self, Value};

/// The MLmodel without the input example.
pub(super) fn without_example(folder: &ModelFolder) -> Fix {
    const ABOUT: &str = "Take saved_input_example_info out of the MLmodel.";
    let text = &folder.mlmodel.text;
    match without_key(text, "saved_input_example_info") {
        Some(after) => Fix::file(ABOUT, FileChange { path: MLMODEL.into(), before: text.clone(), after }),
        None => Fix::words(ABOUT),
    }
}

/// The text without a key of its top and all that stands below it; nothing where that is not what remains.
fn without_key(text: &str, key: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut is_inside = false;
    for line in text.split_inclusive('\n') {
        let is_below = line.starts_with([' ', '\t', '-']) || line.trim().is_empty();
        is_inside = line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')) || (is_inside && is_below);
        if !is_inside {
            out.push_str(line);
        }
    }
    let (before, after) = (value(text)?, value(&out)?);
    let Value::Map(mut entries) = before else { return None };
    entries.retain(|(name, _)| &**name != key);
    Value::Map(entries).is_same(&after).then_some(out)
}

fn value(text: &str) -> Option<Value> {
    mlmodel::yaml::parse(text).ok().map(|document| document.resolve().value)
}

/// The text with the scalar of one key changed, wherever it stands: the only line that has it must be the one.
pub(super) fn with_scalar(folder: &ModelFolder, keys: &[&str], written: &str) -> Option<FileChange> {
    let model = folder.model()?;
    let line = model.line_of(&mlmodel::KeyPath::of(keys))?;
    let key = keys.last()?;
    let text = &folder.mlmodel.text;
    let mut out = String::with_capacity(text.len() + written.len());
    for (number, content) in (1_u32..).zip(text.split_inclusive('\n')) {
        match content.split_once(':') {
            Some((name, rest)) if number == line && name.trim() == *key && !rest.contains(['{', '[', '&', '*', '|', '>']) => {
                out.push_str(name);
                out.push_str(": ");
                out.push_str(written);
                out.push_str(&rest[rest.trim_end_matches(['\r', '\n']).len()..]);
            }
            _ => out.push_str(content),
        }
    }
    let changed = mlmodel::read(out.as_bytes()).ok()?;
    let is_so = changed.written(&mlmodel::KeyPath::of(keys)) == Some(written) && changed.key_count == model.key_count;
    is_so.then(|| FileChange { path: MLMODEL.into(), before: text.clone(), after: out })
}

#[cfg(test)]
mod tests {
    use super::without_key;

    #[test]
    fn a_key_goes_with_all_below_it() {
        let text = "a: 1\nsaved_input_example_info:\n  artifact_path: x\n  type: y\nsignature:\n  inputs: '[]'\n";
        assert_eq!(without_key(text, "saved_input_example_info").as_deref(), Some("a: 1\nsignature:\n  inputs: '[]'\n"));
        assert_eq!(without_key("{saved_input_example_info: {a: 1}, b: 2}", "saved_input_example_info"), None);
        assert_eq!(without_key("saved_input_example_info: {a: 1}\nb: 2\r\n", "saved_input_example_info").as_deref(), Some("b: 2\r\n"));
    }
}
