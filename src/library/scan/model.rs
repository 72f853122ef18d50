//! One model folder of a scan: what its MLmodel says, joined to what the stores know.

use std::path::Path;
use std::sync::Arc;

use super::listing::FolderListing;
use super::seen::FolderDescription;
use super::walker::{Folder, Inherited, Walker};
use crate::folder::{self, MLMODEL, MLMODEL_LIMIT};
use crate::library::entry::Entry;
use crate::mlmodel::{self, MlModel, time};

impl Walker<'_> {
    /// The model in a folder. Its MLmodel is read where it is not as it was.
    pub(super) fn model(
        &mut self,
        folder: &Folder<'_>,
        listing: &FolderListing,
        before: FolderDescription,
        above: &Inherited,
    ) -> FolderDescription {
        let stamp = folder.root.stamp_of(Path::new(MLMODEL)).unwrap_or_default();
        let before = match before {
            // `registered_model_meta` may have changed by itself.
            FolderDescription::Model { stamp: old, entry }
                if old == stamp && self.search.is_settled(stamp) && !listing.contents.registered_meta =>
            {
                Some(entry)
            }
            _ => None,
        };
        let mut entry = match &before {
            Some(entry) => (**entry).clone(),
            None => {
                let model = self.read_mlmodel(folder);
                self.entry(folder, listing, model.as_ref())
            }
        };
        entry.is_nested = above.is_in_model;
        self.insight.catalog.join(&mut entry, folder.path);
        // The old one stays where nothing of it changed.
        let entry = before.filter(|before| **before == entry).unwrap_or_else(|| Arc::new(entry));
        self.report.found(Arc::clone(&entry));
        FolderDescription::Model { stamp, entry }
    }

    fn read_mlmodel(&mut self, folder: &Folder<'_>) -> Option<MlModel> {
        let read = || folder.root.read(Path::new(MLMODEL), MLMODEL_LIMIT).ok().and_then(|bytes| mlmodel::read(&bytes).ok());
        folder::guarded(read).unwrap_or_else(|mistake| {
            self.report.trouble(mistake.to_string(), folder.path.join(MLMODEL));
            None
        })
    }

    /// What the folder itself says of the model.
    fn entry(&mut self, folder: &Folder<'_>, listing: &FolderListing, model: Option<&MlModel>) -> Entry {
        let registered = if listing.contents.registered_meta { folder::registered_name(folder.root) } else { None };
        let text = |scalar: Option<&mlmodel::Scalar>| scalar.map(|s| s.written.clone()).filter(|text| !text.is_empty());
        let flavors = model.map(|model| model.flavors.list().iter().map(|flavor| flavor.name.clone()).collect());
        let created = text(model.and_then(|m| m.utc_time_created.as_ref()));
        Entry {
            path: folder.path.strip_prefix(self.search.place).unwrap_or(folder.path).into(),
            name: Box::default(),
            flavors: self.insight.shared_flavors(flavors.unwrap_or_default()),
            created_at: created.as_deref().and_then(time::parse).map(time::milliseconds),
            created,
            model_id: text(model.and_then(|m| m.model_id.as_ref())),
            run_id: None,
            run_id_in_mlmodel: text(model.and_then(|m| m.run_id.as_ref())).map(Arc::from),
            run_name: None,
            experiment: None,
            registered: Box::default(),
            is_nested: false,
            is_deleted: false,
            logged_name: None,
            artifact_path: text(model.and_then(|m| m.artifact_path.as_ref())),
            own_name: registered.unwrap_or_else(|| folder::name_by_path(folder.path, model)),
            // Known once all that lies below is.
            mark: 0,
        }
    }
}
