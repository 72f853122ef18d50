//! Native dialogs, never on the window's thread while they are open.

use std::future::Future;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::update::{Picked, Purpose, Update};
use super::worker::Worker;
use crate::print::listing::ListForm;

/// On Linux a dialog that is gone sooner was never shown: rfd gives the same answer for "cancelled" and "no
/// dialog service". The other systems bring their dialogs with them.
const NOT_SHOWN: Duration = if cfg!(target_os = "linux") { Duration::from_millis(300) } else { Duration::ZERO };

/// What a person is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    Folder,
    File,
    /// A folder for the library.
    Place,
    /// The folder of the other model of a comparison.
    OtherFolder,
    /// The archive of the other model, or a file of it.
    OtherFile,
    /// A request to be checked.
    Request,
    SaveMarkdown,
    SaveJson,
    /// The list of the library.
    SaveList,
    /// The picture of curves.
    SavePicture,
}

impl Ask {
    fn purpose(self) -> Purpose {
        match self {
            Self::Folder | Self::File => Purpose::Open,
            Self::Place => Purpose::Place,
            Self::OtherFolder | Self::OtherFile => Purpose::Other,
            Self::Request => Purpose::Request,
            Self::SaveMarkdown => Purpose::SaveMarkdown,
            Self::SaveJson => Purpose::SaveJson,
            Self::SaveList => Purpose::SaveList,
            Self::SavePicture => Purpose::SavePicture,
        }
    }
}

type Pending = std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>>;

/// Opens the dialog in the folder `start`. `name` is what a report would be called.
pub fn ask(worker: &Worker, frame: &eframe::Frame, what: Ask, name: &str, start: Option<PathBuf>) {
    let mut dialog = rfd::AsyncFileDialog::new();
    if let Some(start) = start {
        dialog = dialog.set_directory(start);
    }
    // Tests have a frame without a window.
    if frame.winit_window().is_some() {
        dialog = dialog.set_parent(frame);
    }
    // The dialog must be made on this thread (macOS); waiting for it need not be here.
    let pending: Pending = match what {
        Ask::Folder => Box::pin(dialog.set_title("Open a model folder").pick_folder()),
        Ask::Place => Box::pin(dialog.set_title("Add a folder to the library").pick_folder()),
        Ask::OtherFolder => Box::pin(dialog.set_title("Compare with a model folder").pick_folder()),
        Ask::OtherFile => Box::pin(dialog.set_title("Compare with an archive or an MLmodel file").pick_file()),
        // The MLmodel has no ending that a filter could name.
        Ask::File => Box::pin(dialog.set_title("Open an MLmodel file or an archive").pick_file()),
        Ask::Request => {
            let dialog = dialog.set_title("Open a request").add_filter("JSON or CSV", &["json", "csv"]).add_filter("All files", &["*"]);
            Box::pin(dialog.pick_file())
        }
        Ask::SaveMarkdown => Box::pin(dialog.set_title("Save report").set_file_name(format!("{name}.md")).save_file()),
        Ask::SaveList => {
            let with_form = |dialog: rfd::AsyncFileDialog, form: ListForm| dialog.add_filter(form.name(), &[form.ending()]);
            let dialog = ListForm::ALL.into_iter().fold(dialog, with_form);
            Box::pin(dialog.set_title("Save list").set_file_name(format!("{name}.csv")).save_file())
        }
        Ask::SavePicture => {
            let dialog = dialog.set_title("Save picture").add_filter("PNG", &["png"]).set_file_name(format!("{name}.png"));
            Box::pin(dialog.save_file())
        }
        Ask::SaveJson => Box::pin(dialog.set_title("Save report").set_file_name(format!("{name}.json")).save_file()),
    };
    let purpose = what.purpose();
    let failed = move |error| {
        log::warn!("{error}");
        Update::Picked(Picked { purpose, path: None, at_once: true })
    };
    worker.start("dialog", failed, move || {
        let since = Instant::now();
        let path = pollster::block_on(pending).map(|handle| PathBuf::from(handle.path()));
        Update::Picked(Picked { purpose, at_once: path.is_none() && since.elapsed() < NOT_SHOWN, path })
    });
}
