//! The registered models of a file store: `models/<name>/version-<N>` (`mlflow/store/model_registry/file_store.py`).

use std::path::{Path, PathBuf};

use super::values::values;
use super::{FileStore, MODELS, folders};
use crate::folder::{Files, Found, MLMODEL, Progress, open_files};
use crate::library::meta::{META, Meta, MetaError};
use crate::library::records::{Alias, KeyValue, RegisteredModel, Trouble, Version, sort_versions};

/// The stage of a deleted version.
pub const DELETED: &str = "Deleted_Internal";

/// The folder of a version is called so, with its number behind.
const VERSION_PREFIX: &str = "version-";

/// A registered model and the folder it is kept in.
#[derive(Debug)]
pub struct RegisteredFolder {
    pub folder: String,
    pub model: RegisteredModel,
}

impl FileStore {
    /// The registered models, sorted by name; a damaged one is left out and said. A list needs no tags, and there
    /// may be many.
    pub fn registry(&self, with_tags: bool, progress: &Progress, troubles: &mut Vec<Trouble>) -> Vec<RegisteredFolder> {
        let Ok(models) = self.root.enter(Path::new(MODELS)) else { return Vec::new() };
        let mut reader = RegistryReader { with_tags, progress, troubles };
        let mut found: Vec<RegisteredFolder> = folders(&models)
            .take_while(|_| !progress.is_cancelled())
            .filter_map(|folder| {
                let path = self.path.join(MODELS).join(&folder);
                let model = reader.registered_model(&models, &folder, &path)?;
                Some(RegisteredFolder { folder, model })
            })
            .collect();
        found.sort_by(|a, b| a.model.name.cmp(&b.model.name));
        found
    }
}

/// The folders whose files a registry is made of: itself, its models, their versions and aliases.
#[must_use]
pub fn registry_folders(models: &Path) -> Vec<PathBuf> {
    let mut found = vec![models.to_owned()];
    let Ok(root) = open_files(models) else { return found };
    for name in folders(&root) {
        let model = models.join(&name);
        if let Ok(root) = root.enter(Path::new(&name)) {
            found.extend(folders(&root).filter(|below| below != "tags").map(|below| model.join(below)));
        }
        found.push(model);
    }
    found
}

/// Reads registered models, one after the other.
struct RegistryReader<'a> {
    with_tags: bool,
    progress: &'a Progress,
    troubles: &'a mut Vec<Trouble>,
}

impl RegistryReader<'_> {
    /// The registered model in a folder of `models`, which lies at `path`; nothing where it is none.
    fn registered_model(&mut self, models: &Files, folder: &str, path: &Path) -> Option<RegisteredModel> {
        let root = models.enter(Path::new(folder)).and_then(|root| root.children().map(drop).map(|()| root));
        let root = root.map_err(|error| self.trouble(format!("the registered model cannot be read: {error}"), path)).ok()?;
        // A folder of models that happens to be called `models`.
        if root.look(Path::new(MLMODEL)) != Found::Missing {
            return None;
        }
        let children: Vec<String> = folders(&root).collect();
        let versions: Vec<&str> = children.iter().map(String::as_str).filter(|name| name.starts_with(VERSION_PREFIX)).collect();
        let has_versions = versions.iter().any(|name| is_version(&root, name));
        let mut model = match Meta::read(&root) {
            Ok(meta) => described(&meta, folder, has_versions)?,
            Err(_) if !has_versions => return None,
            Err(why) => {
                self.trouble(format!("the registered model's meta.yaml cannot be read: {why}"), &path.join(META));
                RegisteredModel { name: folder.to_owned(), ..RegisteredModel::default() }
            }
        };
        if self.with_tags {
            model.tags = values(&root, "tags");
        }
        // MLflow reads the files; the map in meta.yaml is what it wrote there besides.
        if children.iter().any(|name| name == "aliases") {
            let alias = |pair: KeyValue| Alias { name: pair.key, version: pair.value.trim().to_owned() };
            model.aliases = values(&root, "aliases").into_iter().map(alias).collect();
        }
        for name in versions {
            if self.progress.is_cancelled() {
                break;
            }
            self.add_version(&mut model, &root, name, path);
        }
        sort_versions(&mut model.versions);
        model.aliases.sort();
        Some(model)
    }

    /// Adds the version in a folder of a registered model, which lies at `path`.
    fn add_version(&mut self, model: &mut RegisteredModel, root: &Files, folder: &str, path: &Path) {
        let number = folder.trim_start_matches(VERSION_PREFIX);
        let read = || -> Result<(Meta, Files), UnreadVersion> {
            let root = root.enter(Path::new(folder))?;
            Ok((Meta::read(&root)?, root))
        };
        match read() {
            // Deleting a version marks it, and leaves its folder (`file_store.py`, `delete_model_version`).
            Ok((meta, _)) if meta.text("current_stage") == Some(DELETED) => {
                let number = meta.filled("version").unwrap_or_else(|| number.to_owned());
                model.aliases.retain(|alias| alias.version != number);
            }
            Ok((meta, root)) => {
                let tags = if self.with_tags { values(&root, "tags") } else { Vec::new() };
                model.versions.push(Version { tags, ..version(&meta, number) });
            }
            Err(why) => {
                self.trouble(format!("version {number} of {} cannot be read: {why}", model.name), &path.join(folder).join(META));
            }
        }
    }

    fn trouble(&mut self, what: String, path: &Path) {
        self.troubles.push(Trouble::new(what, path));
    }
}

/// Why a version cannot be read.
#[derive(Debug, thiserror::Error)]
enum UnreadVersion {
    #[error("{0}")]
    Folder(#[from] std::io::Error),
    #[error("{0}")]
    Meta(#[from] MetaError),
}

/// Whether a folder called `version-…` is one, and not somebody's own.
fn is_version(model: &Files, folder: &str) -> bool {
    let meta = model.enter(Path::new(folder)).ok().and_then(|root| Meta::read(&root).ok());
    meta.is_some_and(|meta| meta.has("version") || meta.has("source"))
}

/// What the `meta.yaml` of a registered model says; nothing where it is that of a logged model of an experiment, or of
/// something else that happens to be called so.
fn described(meta: &Meta, folder: &str, has_versions: bool) -> Option<RegisteredModel> {
    let is_logged = meta.has("model_id") || meta.has("experiment_id");
    if is_logged || !meta.has("name") || !(meta.has("creation_timestamp") || has_versions) {
        return None;
    }
    Some(RegisteredModel {
        name: meta.filled("name").unwrap_or_else(|| folder.to_owned()),
        description: meta.filled("description"),
        created: meta.integer("creation_timestamp"),
        aliases: meta.map("aliases").into_iter().map(|pair| Alias { name: pair.key, version: pair.value }).collect(),
        ..RegisteredModel::default()
    })
}

fn version(meta: &Meta, number: &str) -> Version {
    Version {
        version: meta.filled("version").unwrap_or_else(|| number.to_owned()),
        stage: meta.filled("current_stage").filter(|stage| stage != "None"),
        description: meta.filled("description"),
        source: meta.filled("source"),
        storage_location: meta.filled("storage_location"),
        run_id: meta.filled("run_id"),
        model_id: meta.filled("model_id"),
        status: meta.filled("status"),
        status_message: meta.filled("status_message"),
        user: meta.filled("user_id"),
        created: meta.integer("creation_timestamp"),
        tags: Vec::new(),
    }
}
