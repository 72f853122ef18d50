//! The tables of the registered models (`mlflow/store/model_registry/dbmodels/models.py`).

use std::collections::HashMap;

use rusqlite::Row;

use super::tables::{filled, integer, pair, text};
use super::{Database, Result};
use crate::library::file_store::DELETED;
use crate::library::records::{Alias, KeyValue, RegisteredModel, Version, sort_versions};

impl Database {
    /// Every registered model with its versions, sorted by name.
    ///
    /// # Errors
    /// The tables cannot be read.
    pub fn registry(&self) -> Result<Vec<RegisteredModel>> {
        let mut registry = RegistryRows::default();
        self.each("registered_models", &["name", "description", "creation_time", "workspace"], None, |row| registry.add(row))?;
        self.each("registered_model_tags", &["name", "key", "value", "workspace"], None, |row| {
            if let Some(model) = registry.find(row, 0, 3) {
                registry.models[model].tags.push(pair(row, 1));
            }
        })?;
        self.each("registered_model_aliases", &["name", "alias", "version", "workspace"], None, |row| {
            if let Some(model) = registry.find(row, 0, 3) {
                let KeyValue { key: name, value: version } = pair(row, 1);
                registry.models[model].aliases.push(Alias { name, version });
            }
        })?;
        let mut tags: HashMap<(usize, String), Vec<KeyValue>> = HashMap::new();
        self.each("model_version_tags", &["name", "version", "key", "value", "workspace"], None, |row| {
            if let Some(version) = registry.find(row, 0, 4).zip(text(row, 1)) {
                tags.entry(version).or_default().push(pair(row, 2));
            }
        })?;
        self.each("model_versions", &VERSION, None, |row| {
            let Some(model) = registry.find(row, 0, 12) else { return };
            let mut version = version(row);
            // MLflow hides deleted versions, and keeps the row.
            if version.stage.as_deref() == Some(DELETED) {
                return;
            }
            version.tags = tags.remove(&(model, version.version.clone())).unwrap_or_default();
            version.tags.sort();
            registry.models[model].versions.push(version);
        })?;
        Ok(registry.sorted())
    }
}

/// Registered models while they are read. A newer database keeps several workspaces, and a name may stand in each.
#[derive(Default)]
struct RegistryRows {
    models: Vec<RegisteredModel>,
    /// By workspace and name: where a model stands in `models`.
    index: HashMap<(Option<String>, String), usize>,
}

impl RegistryRows {
    /// A row of `registered_models`.
    fn add(&mut self, row: &Row<'_>) {
        let model = RegisteredModel {
            name: text(row, 0).unwrap_or_default(),
            description: filled(row, 1),
            created: integer(row, 2),
            ..RegisteredModel::default()
        };
        self.index.insert((text(row, 3), model.name.clone()), self.models.len());
        self.models.push(model);
    }

    /// The model that a row speaks of, by the columns with its name and workspace.
    fn find(&self, row: &Row<'_>, name: usize, workspace: usize) -> Option<usize> {
        let (name, workspace) = (text(row, name)?, text(row, workspace));
        self.index.get(&(workspace, name.clone())).or_else(|| self.index.get(&(None, name))).copied()
    }

    fn sorted(self) -> Vec<RegisteredModel> {
        let mut models = self.models;
        for model in &mut models {
            model.tags.sort();
            model.aliases.sort();
            sort_versions(&mut model.versions);
        }
        models.sort_by(|a, b| a.name.cmp(&b.name));
        models
    }
}

const VERSION: [&str; 13] = [
    "name",
    "version",
    "current_stage",
    "description",
    "source",
    "storage_location",
    "run_id",
    "status",
    "status_message",
    "user_id",
    "creation_time",
    "model_id",
    "workspace",
];

fn version(row: &Row<'_>) -> Version {
    Version {
        version: text(row, 1).unwrap_or_default(),
        stage: filled(row, 2).filter(|stage| stage != "None"),
        description: filled(row, 3),
        source: filled(row, 4),
        storage_location: filled(row, 5),
        run_id: filled(row, 6),
        status: filled(row, 7),
        status_message: filled(row, 8),
        user: filled(row, 9),
        created: integer(row, 10),
        model_id: filled(row, 11),
        tags: Vec::new(),
    }
}
