//! What outlives a restart: one small file. Of a model it holds path and name, of a place the names of the metrics, params and
//! tags that are shown as columns, and nothing else.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::library::{Direction, Grouping, Sorting};
use crate::mlmodel::display::os_text;
use crate::ui::PlaceColumns;
use crate::ui::state::{Layout, Recent, Target, Theme};

/// Models that are remembered.
pub const MAX_RECENTS: usize = 12;
/// Places that are remembered.
const MAX_PLACES: usize = 100;
/// Columns of a place that are remembered.
const MAX_COLUMNS: usize = 100;
/// Metrics that are remembered with the way they are better.
const MAX_DIRECTIONS: usize = 1_000;
/// A larger file was not written by this program.
const MAX_BYTES: u64 = 1_000_000;

/// Everything that is remembered. Unknown keys are ignored, missing ones have their default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: Theme,
    /// How much larger than usual everything is: 1 is as usual, from 0.5 to 3.
    pub zoom: f32,
    /// `None` until the program was closed once.
    pub window: Option<WindowPlace>,
    pub layout: Layout,
    /// Models that were open, the last one first; at most [`MAX_RECENTS`].
    pub recents: Vec<Recent>,
    /// What the tabs showed that were open last.
    pub tabs: Vec<Target>,
    /// Which of the tabs was shown, counted from 0.
    pub active: usize,
    /// The library was shown last.
    pub at_library: bool,
    /// The folders in the library.
    pub places: Vec<PathBuf>,
    pub grouping: Grouping,
    pub sorting: Sorting,
    /// Runs without a model are listed in the library too.
    pub shows_runs: bool,
    /// What was logged and is shown in the library, by place.
    pub columns: Vec<PlaceColumns>,
    /// Which way metrics are better, where a person said so.
    pub directions: BTreeMap<String, Direction>,
    /// On Linux: start on Wayland even where X11 is there too.
    pub keep_wayland: bool,
}

/// The settings could not be read, and start afresh.
#[derive(Debug, thiserror::Error)]
#[error("The settings could not be read ({why}) and start afresh. They are in {}.", os_text(.file.as_os_str()))]
pub struct SettingsError {
    pub file: PathBuf,
    pub why: WhyUnreadable,
}

/// Why the file of the settings is of no use.
#[derive(Debug, thiserror::Error)]
pub enum WhyUnreadable {
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error("it is far too large")]
    TooLarge,
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

fn read(file: &Path) -> Result<Settings, WhyUnreadable> {
    if std::fs::metadata(file)?.len() > MAX_BYTES {
        return Err(WhyUnreadable::TooLarge);
    }
    Ok(serde_json::from_str(&std::fs::read_to_string(file)?)?)
}

/// Where the window was, in points, and its size.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WindowPlace {
    /// The left upper corner of its frame; `None` where the system does not tell it.
    pub position: Option<[f32; 2]>,
    /// Width and height of what is inside the frame, before it was maximized.
    pub size: [f32; 2],
    pub maximized: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            zoom: 1.0,
            window: None,
            layout: Layout::default(),
            recents: Vec::new(),
            tabs: Vec::new(),
            active: 0,
            at_library: false,
            places: Vec::new(),
            grouping: Grouping::default(),
            sorting: Sorting::default(),
            shows_runs: false,
            columns: Vec::new(),
            directions: BTreeMap::new(),
            keep_wayland: false,
        }
    }
}

impl Settings {
    /// The file, where the system wants such files.
    #[must_use]
    pub fn file() -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "mlmodel-viewer").map(|dirs| dirs.config_dir().join("settings.json"))
    }

    /// Reads the file; without one, the settings of a new user.
    ///
    /// # Errors
    /// The file is damaged, too large or cannot be read.
    pub fn load(file: &Path) -> Result<Self, SettingsError> {
        match read(file) {
            Ok(settings) => Ok(settings.sound()),
            Err(WhyUnreadable::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(why) => Err(SettingsError { file: file.to_owned(), why }),
        }
    }

    /// Numbers no window can have are put right.
    fn sound(mut self) -> Self {
        let within = |value: f32, low: f32, high: f32, usual: f32| if value.is_finite() { value.clamp(low, high) } else { usual };
        let usual = Layout::default();
        self.zoom = within(self.zoom, 0.5, 3.0, 1.0);
        self.layout.tree_width = within(self.layout.tree_width, 200.0, 2_000.0, usual.tree_width);
        self.layout.bottom_height = within(self.layout.bottom_height, 96.0, 2_000.0, usual.bottom_height);
        self.layout.files_width = within(self.layout.files_width, 140.0, 2_000.0, usual.files_width);
        self.layout.text_height = within(self.layout.text_height, 96.0, 2_000.0, usual.text_height);
        self.window = self.window.filter(|place| place.size.iter().all(|s| s.is_finite() && (200.0..20_000.0).contains(s)));
        if let Some(place) = &mut self.window {
            place.position = place.position.filter(|p| p.iter().all(|x| x.is_finite() && x.abs() < 50_000.0));
        }
        self.recents.truncate(MAX_RECENTS);
        self.tabs.truncate(50);
        self.places.truncate(MAX_PLACES);
        self.columns.truncate(MAX_PLACES + 1);
        for place in &mut self.columns {
            place.keys.truncate(MAX_COLUMNS);
            place.hidden.truncate(MAX_COLUMNS);
            place.order.truncate(2 * MAX_COLUMNS);
            place.widths.truncate(2 * MAX_COLUMNS);
        }
        self.directions = std::mem::take(&mut self.directions).into_iter().take(MAX_DIRECTIONS).collect();
        self
    }

    /// Writes the file whole or not at all.
    ///
    /// # Errors
    /// The folder cannot be made or written.
    pub fn save(&self, file: &Path) -> std::io::Result<()> {
        let folder = file.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let text = serde_json::to_string_pretty(self)?;
        // It takes the file's place once all of it is on the disk.
        let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
        temporary.write_all(text.as_bytes())?;
        temporary.as_file().sync_all()?;
        temporary.persist(file)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn come_back_as_they_were_saved() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/settings.json");
        let settings = Settings {
            zoom: 1.5,
            theme: Theme::Dark,
            tabs: vec![Target::Model("/a".into()), Target::Pair { a: "/a".into(), b: "/b".into() }],
            ..Settings::default()
        };
        settings.save(&file).unwrap();
        assert_eq!(Settings::load(&file).unwrap(), settings);
        assert_eq!(Settings::load(&folder.path().join("none")).unwrap(), Settings::default());
    }

    #[test]
    fn saves_at_the_same_time_do_not_disturb_one_another() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.json");
        let save = || (0..20).all(|_| Settings::default().save(&file).is_ok());
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(save)).collect();
            assert!(threads.into_iter().all(|thread| thread.join().unwrap()));
        });
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left there");
    }

    #[test]
    fn what_older_releases_wrote_is_still_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.json");
        let text = r#"{"theme": "dark", "zoom": 1.2, "panel": "source", "area": "Panel", "tabs": ["/a"],
            "layout": {"tree_width": 300.0, "bottom_height": 1e9, "work_height": 330.0, "files_width": 320.0, "text_height": 280.0}}"#;
        std::fs::write(&file, text).unwrap();
        let settings = Settings::load(&file).unwrap();
        assert_eq!((settings.theme, settings.layout.tree_width, settings.layout.bottom_height), (Theme::Dark, 300.0, 2_000.0));
        assert_eq!(settings.tabs, [Target::Model("/a".into())]);
    }

    #[test]
    fn a_damaged_file_is_ignored_and_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.json");
        std::fs::write(&file, "{\"zoom\": 1.5, ").unwrap();
        assert!(Settings::load(&file).unwrap_err().to_string().contains("start afresh"));
        std::fs::write(&file, r#"{"zoom": 1e30, "layout": {"tree_width": -5}, "unknown": 1}"#).unwrap();
        let settings = Settings::load(&file).unwrap();
        assert_eq!((settings.zoom, settings.layout.tree_width), (3.0, 200.0));
    }
}
