//! Reading a model's own files, for the page about them.

use std::sync::Arc;
use std::time::Instant;

use super::App;
use super::job_error::JobError;
use super::update::Update;
use crate::folder::Progress;
use crate::ui::state::{Tab, Worst};
use crate::ui::{InsideFound, ReadingInside};

impl App {
    /// Reads the files of a tab's model, unless that is being done.
    pub(super) fn look_inside(&mut self, tab: u64) {
        let number = self.next_id;
        let Some(shown) = self.tab(tab) else { return };
        let Some(loaded) = shown.loaded().map(Arc::clone) else { return };
        if shown.view.inside.reading.is_some() {
            return;
        }
        let progress = Progress::default();
        shown.view.inside.began(ReadingInside { number, since: Instant::now(), progress: progress.clone() });
        self.next_id += 1;
        let failed = move |error: JobError| Update::Inside { tab, number, result: Err(error) };
        self.worker.start("inside", failed, move || {
            let found = loaded.look_inside(&progress).map(Arc::new);
            Update::Inside { tab, number, result: Ok(found) }
        });
    }

    /// Stops that.
    pub(super) fn stop_looking(&mut self, tab: u64) {
        if let Some(tab) = self.tab(tab) {
            tab.view.inside.stop();
        }
    }

    /// Shows what was found, unless the model was read again since.
    pub(super) fn take_inside(&mut self, id: u64, number: u64, result: Result<Option<Arc<InsideFound>>, JobError>) {
        let Some(tab) = self.tab(id) else { return };
        tab.view.inside.take(number, result.map_err(|error| error.to_string()));
        let wants_deploy_page = tab.view.deploy.is_asked || tab.view.deploy.page.is_some();
        // More may be wrong than the folder alone told.
        let Some(loaded) = tab.loaded().map(Arc::clone) else { return };
        let path = tab.target.path().to_owned();
        if let Some(recent) = self.window.recents.iter_mut().find(|recent| recent.path == path) {
            recent.worst = Worst::of(loaded.model.health().worst());
        }
        // What the files say may stand in the way, and a signature can be made of it.
        if wants_deploy_page {
            self.write_deploy_page(id);
        }
    }

    fn tab(&mut self, id: u64) -> Option<&mut Tab> {
        self.window.tabs.iter_mut().find(|tab| tab.id == id)
    }
}
