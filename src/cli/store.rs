//! `--store`: MLflow's addresses of models, which a store of this machine knows.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::folder::{Progress, address};
use crate::library::{self, ModelAddress, Place};
use crate::mlmodel::display::os_text;

/// The option of all commands that take a model.
#[derive(Debug, Args)]
pub(super) struct StoreOption {
    #[arg(
        long,
        value_name = "PLACE",
        help = "Where models:/NAME/VERSION, models:/NAME@ALIAS and runs:/RUN_ID/PATH are looked up: a store, or a folder above it"
    )]
    store: Option<PathBuf>,
}

/// An address of MLflow's that leads nowhere.
#[derive(Debug)]
pub(super) struct Unresolved {
    pub path: PathBuf,
    /// As a clause.
    pub why: String,
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.why, os_text(self.path.as_os_str()))
    }
}

impl StoreOption {
    /// Puts the folders in the place of the addresses that a store knows. What is no such address stays as it is, and so does what
    /// leads nowhere, which is told.
    pub fn resolve<'a>(&self, paths: impl IntoIterator<Item = &'a mut PathBuf>) -> Vec<Unresolved> {
        let mut place = None;
        let mut unresolved = Vec::new();
        for path in paths {
            let Some(address) = path.to_str().and_then(ModelAddress::parse) else { continue };
            let found = address.map_err(|why| why.to_string()).and_then(|address| {
                let place = place.get_or_insert_with(|| self.place());
                let place = place.as_ref().map_err(|why| why.clone().unwrap_or_else(|| no_store(path)))?;
                address.resolve(std::slice::from_ref(place)).map_err(|why| why.to_string())
            });
            match found {
                Ok(found) => *path = found,
                Err(why) => unresolved.push(Unresolved { path: path.clone(), why }),
            }
        }
        unresolved
    }

    /// What the store holds; why it cannot be read, or nothing where none was named.
    fn place(&self) -> Result<Place, Option<String>> {
        let store = self.store.as_ref().ok_or(None)?;
        let folder = super::list::folder_of(store).map_err(Some)?;
        let scanned = library::scan(&folder, None, &Progress::default(), &mut |_| {})
            .map_err(|trouble| Some(format!("{}: {}", trouble.what, os_text(trouble.path.as_os_str()))))?;
        Ok(Place::found(folder, &scanned))
    }
}

fn no_store(path: &Path) -> String {
    let what = address::local(path).err().map(|elsewhere| elsewhere.to_string()).unwrap_or_default();
    format!("{what}; or name the store that knows it with --store")
}
