//! The program's own log, and what it leaves when it makes a mistake.

use std::io::Write as _;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::print::to_stderr;

/// A log that grew larger is begun anew, the old one kept once.
const MAX_LOG_BYTES: u64 = 1_000_000;
/// Reports that are kept.
const MAX_REPORTS: usize = 20;

/// The folder of log and reports, where the system wants such files.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "mlmodel-viewer").map(|dirs| dirs.state_dir().unwrap_or(dirs.data_local_dir()).to_owned())
}

/// The log file.
#[must_use]
pub fn log_file() -> Option<PathBuf> {
    folder().map(|folder| folder.join("log.txt"))
}

/// Warnings go to standard error and to the log; rfd says there why a dialog failed, and nowhere else.
struct Logger {
    file: Mutex<Option<std::fs::File>>,
}

impl log::Log for Logger {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        // What the windowing libraries warn of concerns nobody who opens a model.
        let own = metadata.target().starts_with("rfd") || metadata.target().starts_with("mlmodel_viewer");
        metadata.level() <= if own { log::Level::Info } else { log::Level::Error }
    }

    fn log(&self, record: &log::Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let text = format!("{}: {}", record.target(), record.args());
        if record.level() <= log::Level::Warn {
            to_stderr(&text);
        }
        if let Ok(mut file) = self.file.lock()
            && let Some(file) = &mut *file
        {
            // A full disk has nobody to be told.
            let _ = writeln!(
                file,
                "{} {} {}",
                jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S"),
                record.level(),
                crate::mlmodel::display::one_line(&text)
            );
        }
    }

    fn flush(&self) {}
}

/// Begins the log. A second call, as tests make, keeps the first.
pub fn install_logger() {
    let file = log_file().and_then(|path| open_log(&path));
    if log::set_boxed_logger(Box::new(Logger { file: Mutex::new(file) })).is_ok() {
        log::set_max_level(log::LevelFilter::Info);
    }
}

fn open_log(path: &Path) -> Option<std::fs::File> {
    std::fs::create_dir_all(path.parent()?).ok()?;
    if std::fs::metadata(path).is_ok_and(|meta| meta.len() > MAX_LOG_BYTES) {
        let _ = std::fs::rename(path, path.with_extension("old.txt"));
    }
    std::fs::OpenOptions::new().create(true).append(true).open(path).ok()
}

/// Writes a report of each panic, and says where.
pub fn install_panic_hook() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if crate::folder::is_expected(info) {
            return;
        }
        before(info);
        if let Some(path) = folder().and_then(|folder| write_report(&folder, info)) {
            let path = crate::mlmodel::display::os_text(path.as_os_str());
            to_stderr(&format!("the program made a mistake; a report is in {path}"));
            log::error!("the program made a mistake; a report is in {path}");
        }
    }));
}

/// The newest report, written at most a minute ago: that of the mistake a person is told of now.
#[must_use]
pub fn newest_report() -> Option<PathBuf> {
    let newest = reports(&folder()?).pop()?;
    let age = std::fs::metadata(&newest).ok()?.modified().ok()?.elapsed().ok()?;
    (age.as_secs() < 60).then_some(newest)
}

fn reports(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("report-")))
        .collect();
    found.sort();
    found
}

fn write_report(folder: &Path, info: &PanicHookInfo<'_>) -> Option<PathBuf> {
    std::fs::create_dir_all(folder).ok()?;
    let mut old = reports(folder);
    while old.len() >= MAX_REPORTS {
        let _ = std::fs::remove_file(old.remove(0));
    }
    let now = jiff::Timestamp::now();
    let path = folder.join(format!("report-{}.txt", now.strftime("%Y%m%d-%H%M%S-%6f")));
    let said = info.payload_as_str().unwrap_or("nothing was said");
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let thread = std::thread::current().name().unwrap_or("unnamed").to_owned();
    let text = format!(
        "MLmodel Viewer {} made a mistake.\n\ntime: {now}\nsystem: {} {}\nthread: {thread}\nplace: {place}\nsaid: {said}\n\n{}\n\nNothing was sent anywhere. Models are not in this report, but what was said may name a file.\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        std::backtrace::Backtrace::force_capture(),
    );
    std::fs::write(&path, text).ok()?;
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_leaves_a_report_and_old_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        for i in 0..MAX_REPORTS + 3 {
            std::fs::write(folder.path().join(format!("report-2000-{i:03}.txt")), "old").unwrap();
        }
        let place = folder.path().to_owned();
        let (sender, path) = std::sync::mpsc::channel();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| sender.send(write_report(&place, info)).unwrap()));
        let _ = std::thread::Builder::new().name("reader".to_owned()).spawn(|| panic!("seven is not eight")).unwrap().join();
        std::panic::set_hook(before);
        let text = std::fs::read_to_string(path.recv().unwrap().unwrap()).unwrap();
        assert!(text.contains("seven is not eight") && text.contains("thread: reader") && text.contains("trouble.rs"), "{text}");
        assert_eq!(reports(folder.path()).len(), MAX_REPORTS);
    }

    #[test]
    fn a_log_that_grew_too_large_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/log.txt");
        open_log(&path).unwrap().set_len(MAX_LOG_BYTES + 1).unwrap();
        assert_eq!(open_log(&path).unwrap().metadata().unwrap().len(), 0);
        assert!(folder.path().join("deep/log.old.txt").exists());
    }
}
