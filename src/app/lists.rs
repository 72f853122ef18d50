//! The list of the library for other programs: on the clipboard, or in a file.

use std::path::PathBuf;

use super::App;
use super::job_error::{JobError, SaveError};
use super::reports::write_file;
use super::update::Update;
use crate::library::{Order, Place, View};
use crate::mlmodel::display::os_text;
use crate::present::listing::{ListColumn, Listing};
use crate::print::listing::{self, ListForm};

/// What is shown of the library, taken along to another thread.
struct ShownList {
    view: View,
    places: Vec<Place>,
    columns: Vec<ListColumn>,
}

impl ShownList {
    fn of(app: &App) -> Self {
        let library = &app.window.library;
        let (hidden, order): (&[Order], &[Order]) =
            library.chosen_columns().map_or((&[], &[]), |columns| (&columns.hidden, &columns.order));
        Self { view: library.view.clone(), places: library.places.clone(), columns: ListColumn::usual(library.shown_keys(), hidden, order) }
    }

    fn listing(&self) -> Listing<'_> {
        Listing::of(&self.view, &self.places, &self.columns)
    }
}

impl App {
    /// Copies all rows that are listed, with the columns that were chosen.
    pub(super) fn copy_list(&self, form: ListForm) {
        let list = ShownList::of(self);
        self.worker.start(
            "copy list",
            |error| Update::trouble(&error),
            move || {
                let listing = list.listing();
                Update::ListWritten { text: listing::text(&listing, form), rows: listing.count() }
            },
        );
    }

    /// Shows that the list is on the clipboard.
    pub(super) fn take_list(&mut self, text: String, rows: usize, ctx: &egui::Context) {
        ctx.copy_text(text);
        self.window.copied.of_rows(rows);
    }

    /// Writes all rows that are listed to a file, in the form that the end of its name says.
    pub(super) fn save_list(&self, path: PathBuf) {
        let list = ShownList::of(self);
        let failed = |error: JobError| Update::ReportSaved(Err(error.into()));
        self.worker.start("save list", failed, move || Update::ReportSaved(write_list(path, &list)));
    }
}

fn write_list(path: PathBuf, list: &ShownList) -> Result<PathBuf, SaveError> {
    let form = match path.extension() {
        None => ListForm::Csv,
        Some(ending) => ListForm::of_ending(&os_text(ending)).ok_or_else(|| SaveError::UnknownForm(path.clone()))?,
    };
    write_file(path, &[], listing::text(&list.listing(), form).as_bytes())
}
