//! The window without a screen.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::app::{App, Start};
use mlmodel_viewer::ui::state::{Content, PreviewState};

pub type Window = Harness<'static, App>;

/// How a window begins.
pub struct Begin {
    pub paths: Vec<PathBuf>,
    pub settings: Settings,
    pub settings_file: Option<PathBuf>,
    pub size: [f32; 2],
    pub theme: egui::Theme,
    pub scale: f32,
}

impl Default for Begin {
    fn default() -> Self {
        Self {
            paths: Vec::new(),
            settings: Settings::default(),
            settings_file: None,
            size: [1280.0, 800.0],
            theme: egui::Theme::Dark,
            scale: 1.0,
        }
    }
}

impl Begin {
    /// Opens the window and waits until everything is read.
    pub fn open(self) -> Window {
        let note = None;
        let (mut settings, settings_file, paths) = (self.settings, self.settings_file, self.paths);
        settings.theme = match self.theme {
            egui::Theme::Dark => mlmodel_viewer::ui::state::Theme::Dark,
            egui::Theme::Light => mlmodel_viewer::ui::state::Theme::Light,
        };
        let samples = std::env::temp_dir().join(format!("mlmodel-viewer-tests-{}", std::process::id()));
        let mut harness = Harness::builder()
            .with_size(self.size)
            .with_pixels_per_point(self.scale)
            .with_theme(self.theme)
            .with_max_steps(20)
            .build_eframe(move |cc| {
                App::new(
                    &cc.egui_ctx,
                    Start { paths, settings, settings_file, note, can_drop: true, has_both_displays: false, samples: Some(samples) },
                )
            });
        settle(&mut harness);
        harness
    }
}

/// Steps until nothing is being read any more.
pub fn settle(window: &mut Window) {
    let since = Instant::now();
    loop {
        window.step();
        let waiting = window
            .state()
            .window()
            .tabs
            .iter()
            .any(|tab| matches!(tab.content, Content::Loading { .. }) || matches!(tab.view.files.preview, PreviewState::Loading(_)));
        if !waiting {
            break;
        }
        assert!(since.elapsed() < Duration::from_secs(30), "nothing was read within 30 seconds");
        std::thread::sleep(Duration::from_millis(2));
    }
    window.run_ok();
}
