//! The databases that a scan meets.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::Arc;

use super::notes::StoreCounts;
use super::walk::{Folder, Walker};
use crate::folder::ChildKind;
use crate::library::catalog::{ListedExperiment, ListedModel, ListedRun, StoreKind};
use crate::library::records::RegisteredModel;
use crate::library::sqlite::{self, Database, FileStamps};
use crate::library::store::{Store, StoreError};

/// What a database said, and how its files were then.
#[derive(Debug)]
pub(super) struct DatabaseContents {
    stamps: FileStamps,
    /// How much it holds.
    counts: StoreCounts,
    /// With their ids.
    runs: Vec<(Box<str>, ListedRun)>,
    /// With their ids.
    logged: Vec<(Box<str>, ListedModel)>,
    registry: Vec<RegisteredModel>,
    /// Why the rest is not known.
    missing: Option<String>,
}

impl DatabaseContents {
    fn read(path: &Path, stamps: &FileStamps) -> Result<Self, StoreError> {
        Store::ask(path, |store| {
            let Store::Sqlite(database) = store else { return Err(StoreError::NotAFile) };
            let experiments: HashMap<String, ListedExperiment> =
                database.experiments()?.into_iter().map(|experiment| (experiment.id.clone(), experiment.into())).collect();
            let mut contents = Self {
                stamps: stamps.clone(),
                counts: StoreCounts { experiments: experiments.values().filter(|experiment| !experiment.is_deleted).count(), runs: 0 },
                runs: Vec::new(),
                logged: Vec::new(),
                registry: Vec::new(),
                missing: None,
            };
            contents.missing = contents.fill(database, &experiments).err().map(|error| error.to_string());
            contents.counts.runs = contents.runs.iter().filter(|(_, run)| !run.is_deleted).count();
            Ok(contents)
        })
    }

    /// Reads what the tables hold, up to the first that cannot be read.
    fn fill(&mut self, database: &Database, experiments: &HashMap<String, ListedExperiment>) -> Result<(), StoreError> {
        let of = |id: &Option<String>| id.as_ref().and_then(|id| experiments.get(id)).cloned().unwrap_or_default();
        database.each_run(None, |run| {
            let experiment = of(&run.experiment_id);
            self.runs.push((run.id.as_str().into(), ListedRun::of(run, experiment)));
        })?;
        database.each_logged_model(None, |model| {
            let experiment = of(&model.experiment_id);
            self.logged.push((model.id.as_str().into(), ListedModel::of(model, experiment, StoreKind::Database)));
        })?;
        self.registry = database.registry()?;
        Ok(())
    }
}

impl Walker<'_> {
    /// Reads every database of a folder.
    pub(super) fn databases(&mut self, folder: &Folder<'_>) {
        let children = folder.root.children().into_iter().flatten().flatten();
        let databases = children.filter(|child| child.kind != ChildKind::Link && sqlite::is_database_name(&child.name));
        let mut names: Vec<OsString> = databases.map(|child| child.name).collect();
        names.sort();
        for name in names {
            let path = folder.path.join(&name);
            if folder.is_in_archive {
                if name == sqlite::NAME {
                    self.report.trouble("a database is not read inside an archive: unpack it, and add the folder", path);
                }
                continue;
            }
            match folder.root.head(Path::new(&name), 16) {
                Ok(head) if sqlite::is_sqlite(&head) => self.database(&path, folder.path),
                Ok(_) if name == sqlite::NAME => self.report.trouble("the database cannot be read: it is no sqlite database", path),
                Err(error) if name == sqlite::NAME => self.report.trouble(format!("the database cannot be read: {error}"), path),
                _ => {}
            }
        }
    }

    /// Adds what a database knows; `scope` is the folder whose models it speaks of.
    pub(super) fn database(&mut self, path: &Path, scope: &Path) {
        let Some(contents) = self.database_contents(path) else { return };
        self.report.stores.insert(path.to_owned());
        self.report.counts.insert(path.to_owned(), contents.counts);
        for (id, run) in &contents.runs {
            self.insight.catalog.add_run(id, run.clone());
        }
        for (id, model) in &contents.logged {
            self.insight.catalog.add_logged(id, model.clone());
            // A part of what the database speaks of tells nothing of the rest.
            if scope.starts_with(self.search.place) {
                self.insight.expected.insert(id.clone());
            }
        }
        self.insight.catalog.add_registry(scope, path, &contents.registry);
        if let Some(reason) = &contents.missing {
            self.report.trouble(format!("the database can be read in part only: {reason}"), path);
        }
        self.insight.databases.insert(path.to_owned(), contents);
    }

    /// What a database says. One that did not change is not read again, and one that cannot be read now is known as it was.
    fn database_contents(&mut self, path: &Path) -> Option<Arc<DatabaseContents>> {
        let stamps = FileStamps::of(path);
        let before = self.insight.databases_before.remove(path);
        if let Some(before) = before.as_ref().filter(|before| before.stamps == stamps) {
            return Some(Arc::clone(before));
        }
        match DatabaseContents::read(path, &stamps) {
            Ok(contents) => Some(Arc::new(contents)),
            // A database of something else may lie anywhere.
            Err(_) if path.file_name() != Some(OsStr::new(sqlite::NAME)) => None,
            Err(reason) => {
                self.report.trouble(format!("the database cannot be read: {reason}"), path);
                before
            }
        }
    }
}
