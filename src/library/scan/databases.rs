//! The databases that a scan meets.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::Arc;

use super::database_contents::DatabaseContents;
use super::walker::{Folder, Walker};
use crate::folder::ChildKind;
use crate::library::sqlite::{self, FileStamps};

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
        // A part of what the database speaks of tells nothing of the rest.
        let is_inside = scope.starts_with(self.search.place);
        for (id, run) in &contents.runs {
            self.insight.catalog.add_run(id, run.clone());
            if is_inside {
                self.insight.own_runs.insert(id.clone());
            }
        }
        for (id, model) in &contents.logged {
            self.insight.catalog.add_logged(id, model.clone());
            if is_inside {
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
