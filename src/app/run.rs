//! Starting the window.

use std::path::PathBuf;

use eframe::NativeOptions;
use egui::ViewportBuilder;

use super::settings::Settings;
use super::{App, NAME, Start};
use crate::cli::{self, Exit};

/// Opens the window and stays until it is closed.
#[must_use]
pub fn run(paths: Vec<PathBuf>) -> Exit {
    if let Some(missing) = no_display() {
        cli::complain(missing);
        return Exit::Trouble;
    }
    install_logger();
    let settings_file = Settings::file();
    let (settings, note) = settings_file.as_deref().map_or_else(|| (Settings::default(), None), Settings::load);
    let displays = Displays::here();
    let on_x11 = displays.start_on_x11(&settings);
    let options = start_options(&settings, on_x11);
    let start = Start {
        paths,
        settings,
        settings_file,
        note,
        can_drop: !displays.wayland || on_x11,
        has_both_displays: displays.wayland && displays.x11,
        samples: None,
    };
    match eframe::run_native(NAME, options, Box::new(move |cc| Ok(Box::new(App::new(&cc.egui_ctx, start))))) {
        Ok(()) => Exit::Fine,
        Err(error) => {
            cli::complain(&format!("the window cannot be opened ({error}); 'mlmodel-viewer inspect PATH' prints the same without one"));
            Exit::Trouble
        }
    }
}

/// Which display servers the environment names.
struct Displays {
    wayland: bool,
    x11: bool,
}

impl Displays {
    fn here() -> Self {
        let named = |name: &str| cfg!(target_os = "linux") && std::env::var_os(name).is_some_and(|value| !value.is_empty());
        Self { wayland: named("WAYLAND_DISPLAY") || named("WAYLAND_SOCKET"), x11: named("DISPLAY") }
    }

    /// Dropping folders works on X11 only (winit 0.30 has no drop on Wayland), so XWayland is taken
    /// where it is there.
    fn start_on_x11(&self, settings: &Settings) -> bool {
        self.wayland && self.x11 && !settings.keep_wayland
    }
}

/// The one line to say where there is no display at all.
fn no_display() -> Option<&'static str> {
    let displays = Displays::here();
    (cfg!(target_os = "linux") && !displays.wayland && !displays.x11)
        .then_some("there is no display to open a window on; 'mlmodel-viewer inspect PATH' prints the same without one")
}

/// The window as it was last, or as it is at first.
#[must_use]
pub fn start_options(settings: &Settings, on_x11: bool) -> NativeOptions {
    let mut viewport = ViewportBuilder::default()
        .with_app_id("mlmodel-viewer")
        .with_title(NAME)
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([480.0, 320.0])
        .with_drag_and_drop(true);
    if let Ok(icon) = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png")) {
        viewport = viewport.with_icon(icon);
    }
    let mut centered = true;
    if let Some(place) = settings.window {
        viewport = viewport.with_inner_size(place.size).with_maximized(place.maximized);
        if let Some(position) = place.position {
            viewport = viewport.with_position(position);
            centered = false;
        }
    }
    #[cfg_attr(not(target_os = "linux"), expect(unused_mut, reason = "the hook is set on Linux only"))]
    let mut options =
        NativeOptions { viewport, renderer: eframe::Renderer::Glow, centered, persist_window: false, ..NativeOptions::default() };
    #[cfg(target_os = "linux")]
    if on_x11 {
        use winit::platform::x11::EventLoopBuilderExtX11 as _;
        options.event_loop_builder = Some(Box::new(|builder| {
            builder.with_x11();
        }));
    }
    #[cfg(not(target_os = "linux"))]
    let _ = on_x11;
    options
}

/// Warnings go to standard error; rfd says there why a dialog failed, and nowhere else.
struct Stderr;

impl log::Log for Stderr {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        // What the windowing libraries warn of concerns nobody who opens a model.
        let own = metadata.target().starts_with("rfd") || metadata.target().starts_with("mlmodel_viewer");
        metadata.level() <= if own { log::Level::Warn } else { log::Level::Error }
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            cli::complain(&format!("{}: {}", record.target(), record.args()));
        }
    }

    fn flush(&self) {}
}

fn install_logger() {
    // A second call, as tests make, keeps the first.
    if log::set_logger(&Stderr).is_ok() {
        log::set_max_level(log::LevelFilter::Warn);
    }
}
