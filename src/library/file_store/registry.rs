//! The registered models of a file store: `models/<name>/version-<N>` (`mlflow/store/model_registry/file_store.py`).

use std::path::{Path, PathBuf};

use super::{FileStore, MODELS, folders, values};
use crate::folder::{Files, Found, MLMODEL, Progress};
use crate::library::meta::{META, Meta};
use crate::library::store::{RegisteredModel, Trouble, Version, sort_versions};

/// The stage of a deleted version.
pub const DELETED: &str = "Deleted_Internal";

/// A registered model and the folder it is kept in.
#[derive(Debug)]
pub struct Kept {
    pub folder: String,
    pub model: RegisteredModel,
}

impl FileStore {
    /// The registered models, sorted by name; a damaged one is left out and said. A list needs no tags, and there
    /// may be many.
    pub fn registry(&self, with_tags: bool, progress: &Progress, troubles: &mut Vec<Trouble>) -> Vec<Kept> {
        let Ok(models) = self.root.enter(Path::new(MODELS)) else { return Vec::new() };
        let mut found: Vec<Kept> = folders(&models)
            .take_while(|_| !progress.is_cancelled())
            .filter_map(|folder| {
                let path = self.path.join(MODELS).join(&folder);
                let root = models.enter(Path::new(&folder)).and_then(|root| root.children().map(drop).map(|()| root));
                let root =
                    root.map_err(|error| troubles.push(Trouble::new(format!("the registered model cannot be read: {error}"), &path)));
                let model = registered(&root.ok()?, &folder, &path, with_tags, progress, troubles)?;
                Some(Kept { folder, model })
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
    let Ok(root) = Files::open(models) else { return found };
    for name in folders(&root) {
        let model = models.join(&name);
        if let Ok(root) = root.enter(Path::new(&name)) {
            found.extend(folders(&root).filter(|below| below != "tags").map(|below| model.join(below)));
        }
        found.push(model);
    }
    found
}

fn registered(
    root: &Files,
    folder: &str,
    path: &Path,
    with_tags: bool,
    progress: &Progress,
    troubles: &mut Vec<Trouble>,
) -> Option<RegisteredModel> {
    let children: Vec<String> = folders(root).collect();
    let versions: Vec<&String> = children.iter().filter(|name| name.starts_with("version-")).collect();
    // A folder of models that happens to be called `models`.
    if root.look(Path::new(MLMODEL)) != Found::Missing {
        return None;
    }
    let is_version = |name: &&String| {
        let meta = root.enter(Path::new(name)).ok().and_then(|root| Meta::read(&root).ok());
        meta.is_some_and(|meta| meta.has("version") || meta.has("source"))
    };
    let has_versions = versions.iter().any(is_version);
    let mut model = match Meta::read(root) {
        // A logged model of an experiment, or something else that happens to be called so.
        Ok(meta) if meta.has("model_id") || meta.has("experiment_id") => return None,
        Ok(meta) if !meta.has("name") || !(meta.has("creation_timestamp") || has_versions) => return None,
        Ok(meta) => RegisteredModel {
            name: meta.filled("name").unwrap_or_else(|| folder.to_owned()),
            description: meta.filled("description"),
            created: meta.integer("creation_timestamp"),
            aliases: meta.map("aliases"),
            ..RegisteredModel::default()
        },
        Err(_) if !has_versions => return None,
        Err(why) => {
            troubles.push(Trouble::new(format!("the registered model's meta.yaml cannot be read: {why}"), path.join(META)));
            RegisteredModel { name: folder.to_owned(), ..RegisteredModel::default() }
        }
    };
    if with_tags {
        model.tags = values(root, "tags");
    }
    // MLflow reads the files; the map in meta.yaml is what it wrote there besides.
    if children.iter().any(|name| name == "aliases") {
        model.aliases = values(root, "aliases").into_iter().map(|(alias, version)| (alias, version.trim().to_owned())).collect();
    }
    for name in versions {
        let number = name.trim_start_matches("version-");
        let read = root.enter(Path::new(name)).map_err(|error| error.to_string()).and_then(|root| Ok((Meta::read(&root)?, root)));
        if progress.is_cancelled() {
            break;
        }
        match read {
            // Deleting a version marks it, and leaves its folder (`file_store.py`, `delete_model_version`).
            Ok((meta, _)) if meta.text("current_stage") == Some(DELETED) => {
                let number = meta.filled("version").unwrap_or_else(|| number.to_owned());
                model.aliases.retain(|(_, version)| *version != number);
            }
            Ok((meta, root)) => model.versions.push(version(&meta, &root, number, with_tags)),
            Err(why) => {
                let path = path.join(name).join(META);
                troubles.push(Trouble::new(format!("version {number} of {} cannot be read: {why}", model.name), path));
            }
        }
    }
    sort_versions(&mut model.versions);
    model.aliases.sort();
    Some(model)
}

fn version(meta: &Meta, root: &Files, number: &str, with_tags: bool) -> Version {
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
        tags: if with_tags { values(root, "tags") } else { Vec::new() },
    }
}
