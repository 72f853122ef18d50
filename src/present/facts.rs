//! The facts at the head of a model, in the words of the field.

use crate::folder::ModelFolder;
use crate::mlmodel::display::{bytes, clipped, count};
use crate::mlmodel::{Flavor, KeyPath, MlModel, flavors::PYFUNC, time};

/// One fact: a small label over its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub label: &'static str,
    /// Safe to show on one line.
    pub value: String,
    /// The whole of it, to copy.
    pub whole: String,
    pub kind: FactKind,
    pub about: &'static str,
}

/// What a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    Words,
    /// Shown in monospace.
    Id,
    /// The same, and the library finds models by it.
    LibraryId,
}

impl Fact {
    /// An id: shown in monospace, and printed whole.
    #[must_use]
    pub fn is_id(&self) -> bool {
        self.kind != FactKind::Words
    }
}

/// What is known of the model, the most asked-for first. What is not recorded is left out.
#[must_use]
pub fn of(folder: &ModelFolder) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |label, whole: &str, shown: Option<String>, kind, about| {
        let value = shown.unwrap_or_else(|| clipped(whole, 48).into_owned());
        facts.push(Fact { label, value, whole: whole.to_owned(), kind, about });
    };
    if let Some(model) = folder.model() {
        if let Some(version) = &model.mlflow_version {
            add("MLflow", &version.written, None, FactKind::Words, "The MLflow release that wrote the model.");
        }
        if let Some(created) = &model.utc_time_created {
            add("Created", &created.written, Some(time::shown(&created.written)), FactKind::Words, "When the model was saved, in UTC.");
        }
        // 3.x repeats the model id as the uuid.
        let model_id = model.model_id.as_ref().map(|id| &id.written);
        for (label, field, kind, about) in [
            ("Run ID", model.run_id.as_ref(), FactKind::LibraryId, "The run that made the model."),
            ("Model ID", model.model_id.as_ref(), FactKind::LibraryId, "The logged model of MLflow 3."),
            (
                "Model UUID",
                model.model_uuid.as_ref().filter(|uuid| Some(&uuid.written) != model_id),
                FactKind::Id,
                "Identifies this save of the model.",
            ),
        ] {
            if let Some(field) = field {
                add(label, &field.written, Some(short_id(&field.written)), kind, about);
            }
        }
    }
    let missing = folder
        .references
        .iter()
        .filter(|r| r.status == crate::folder::Status::Missing)
        .map(|r| &r.path)
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    let there = folder.listing.files.len();
    let files = if missing == 0 { count(there, "file", "files") } else { format!("{there} of {} files", there + missing) };
    let size = format!("{files}, {}", bytes(folder.listing.total_bytes()));
    add("On disk", &size, None, FactKind::Words, "Files in the folder and their size in all.");
    if let Some(python) = folder.model().and_then(|model| model.written(&KeyPath::of(&["flavors", PYFUNC, "python_version"]))) {
        add("Python", python, None, FactKind::Words, "The Python release the model was saved with.");
    }
    facts
}

/// A long id by its two ends: `580862f7…12c9f9`. A name that a service gave stays whole.
#[must_use]
pub fn short_id(id: &str) -> String {
    let hexadecimal = id.len() >= 32 && id.trim_start_matches("m-").bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    if hexadecimal { format!("{}…{}", &id[..8], &id[id.len() - 6..]) } else { clipped(id, 40).into_owned() }
}

/// All flavors of a model, each as [`flavor_label`] has it.
#[must_use]
pub fn flavors(model: &MlModel) -> Vec<String> {
    model.flavors.list().iter().map(|flavor| flavor_label(flavor, model)).collect()
}

/// `sklearn 0.24.1`, as the MLmodel spells it.
#[must_use]
pub fn flavor_label(flavor: &Flavor, model: &MlModel) -> String {
    let version = flavor
        .spec
        .filter(|spec| spec.name != PYFUNC)
        .and_then(|spec| model.written(&KeyPath::of(&["flavors", &flavor.name, spec.version_key])));
    match version {
        Some(version) => format!("{} {}", clipped(&flavor.name, 40), clipped(version, 20)),
        None => clipped(&flavor.name, 40).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::short_id;

    #[test]
    fn hexadecimal_ids_are_shortened_and_names_are_not() {
        assert_eq!(short_id("580862f7aaaaaaaaaaaaaaaaaa12c9f9"), "580862f7…12c9f9");
        assert_eq!(short_id("calm_garden_gzd94mfzcr"), "calm_garden_gzd94mfzcr");
    }
}
