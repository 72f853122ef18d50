//! One model folder of a scan: what its MLmodel says, joined to what the stores know.

use std::path::Path;
use std::sync::Arc;

use super::{Above, Content, Listing, PATIENCE, RACY, Walker};
use crate::folder::{self, Files, MLMODEL, MLMODEL_LIMIT};
use crate::library::entry::Entry;
use crate::mlmodel::{self, MlModel, time};

impl Walker<'_> {
    pub(super) fn model(&mut self, root: &Files, path: &Path, listing: &Listing, before: Content, above: &Above) -> Content {
        let stamp = root.stamp_of(Path::new(MLMODEL)).unwrap_or_default();
        let entry = match before {
            Content::Model { stamp: old, entry }
                if old == stamp && stamp.modified.saturating_add(RACY) < self.now && !listing.holds.registered_meta =>
            {
                self.joined(path, Entry { is_nested: above.is_in_model, ..(*entry).clone() }, Some(entry))
            }
            _ => {
                let read = || root.read(Path::new(MLMODEL), MLMODEL_LIMIT).ok().and_then(|bytes| mlmodel::read(&bytes).ok());
                let model = folder::guarded(read).unwrap_or_else(|mistake| {
                    self.trouble(mistake.to_string(), path.join(MLMODEL));
                    None
                });
                let entry = self.read_entry(root, path, listing, model.as_ref(), above);
                self.joined(path, entry, None)
            }
        };
        Content::Model { stamp, entry }
    }

    /// What the MLmodel itself says.
    fn read_entry(&mut self, root: &Files, path: &Path, listing: &Listing, model: Option<&MlModel>, above: &Above) -> Entry {
        let registered = if listing.holds.registered_meta { folder::registered_name(root) } else { None };
        let text = |scalar: Option<&mlmodel::Scalar>| scalar.map(|s| s.written.clone()).filter(|text| !text.is_empty());
        let flavors: Vec<Box<str>> =
            model.map(|model| model.flavors.list().iter().map(|flavor| flavor.name.clone()).collect()).unwrap_or_default();
        let flavors = match self.pool.get(&flavors) {
            Some(pooled) => Arc::clone(pooled),
            None => Arc::clone(self.pool.entry(flavors.clone()).or_insert_with(|| flavors.into())),
        };
        let created = text(model.and_then(|m| m.utc_time_created.as_ref()));
        Entry {
            path: path.strip_prefix(self.place).unwrap_or(path).into(),
            name: Box::default(),
            flavors,
            created_at: created.as_deref().and_then(time::parse).map(time::milliseconds),
            created,
            model_id: text(model.and_then(|m| m.model_id.as_ref())),
            run_id: None,
            said_run_id: text(model.and_then(|m| m.run_id.as_ref())).map(Arc::from),
            run_name: None,
            experiment: None,
            registered: Box::default(),
            is_nested: above.is_in_model,
            is_deleted: false,
            artifact_path: text(model.and_then(|m| m.artifact_path.as_ref())),
            own_name: registered.unwrap_or_else(|| folder::name_by_path(path, model)),
            // Known once all that lies below is.
            mark: 0,
        }
    }

    /// The entry with what is known so far; the old one where nothing of it changed.
    fn joined(&mut self, path: &Path, mut entry: Entry, old: Option<Arc<Entry>>) -> Arc<Entry> {
        self.catalog.join(&mut entry, path);
        let entry = old.filter(|old| **old == entry).unwrap_or_else(|| Arc::new(entry));
        self.batch.push(Arc::clone(&entry));
        if self.sent.elapsed() >= PATIENCE {
            self.flush();
        }
        entry
    }
}
