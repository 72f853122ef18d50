//! The window without a screen.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::app::{App, Start};
use mlmodel_viewer::ui::compare::TextState;
use mlmodel_viewer::ui::request::CheckState;
use mlmodel_viewer::ui::state::{Content, PreviewState};
use mlmodel_viewer::ui::{Action, Command};

pub type Window = Harness<'static, App>;

/// How a window begins.
pub struct Begin {
    pub paths: Vec<PathBuf>,
    pub settings: Settings,
    pub settings_file: Option<PathBuf>,
    pub size: [f32; 2],
    pub theme: egui::Theme,
    pub scale: f32,
    /// Names from a store may be in any script, and no font here has them all.
    pub any_text: bool,
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
            any_text: false,
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
        let builder = if self.any_text { Harness::builder().allow_missing_glyphs() } else { Harness::builder() };
        let mut harness =
            builder.with_size(self.size).with_pixels_per_point(self.scale).with_theme(self.theme).with_max_steps(20).build_eframe(
                move |cc| {
                    App::new(
                        &cc.egui_ctx,
                        Start {
                            paths,
                            settings,
                            settings_file,
                            note,
                            can_drop: true,
                            has_both_displays: false,
                            samples: Some(samples),
                            log_folder: None,
                            listener: None,
                        },
                    )
                },
            );
        settle(&mut harness);
        harness
    }
}

/// Steps until nothing is being read any more. What a click asks for begins a frame later.
pub fn settle(window: &mut Window) {
    let since = Instant::now();
    loop {
        window.step();
        if !is_reading(window) {
            window.run_ok();
            if !is_reading(window) {
                return;
            }
        }
        assert!(since.elapsed() < Duration::from_secs(30), "nothing was read within 30 seconds");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Steps until it holds: what happens on disk or in a job is noticed some frames later.
pub fn wait(window: &mut Window, what: &str, holds: impl Fn(&Window) -> bool) {
    let since = Instant::now();
    while !holds(window) {
        assert!(since.elapsed() < Duration::from_secs(30), "it took more than 30 seconds: {what}");
        std::thread::sleep(Duration::from_millis(2));
        window.step();
    }
}

fn is_reading(window: &Window) -> bool {
    let window = window.state().window();
    !window.library.busy.is_empty()
        || !window.library.logged_reads.is_empty()
        || window.dialogs.fingerprint.as_ref().is_some_and(|dialog| dialog.finding.is_some())
        || window.tabs.iter().any(|tab| {
            matches!(tab.content, Content::Loading { .. })
                || matches!(&tab.content, Content::Pair(pair) if pair.contents.is_some())
                || matches!(tab.view.files.preview, PreviewState::Loading(_))
                || tab.view.request.is_fetching
                || tab.view.inside.is_waiting()
                || matches!(tab.view.request.state, CheckState::Checking(_))
                || (tab.view.deploy.is_asked && tab.view.deploy.page.is_none())
                || tab.view.compare.text.as_ref().is_some_and(|text| matches!(text.state, TextState::Loading))
        })
}

/// A folder that is dropped.
#[derive(Debug)]
pub struct Dropped(pub PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

/// Carries out a command.
pub fn command(window: &mut Window, command: Command) {
    window.state_mut().ask(Action::Run(command));
    settle(window);
}

/// What was put on the clipboard in the last step.
pub fn copied(window: &Window) -> Option<String> {
    window.output().platform_output.commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

/// Steps until something is copied, by a job too.
pub fn copied_soon(window: &mut Window) -> String {
    wait(window, "something to be copied", |window| copied(window).is_some());
    copied(window).unwrap_or_default()
}
