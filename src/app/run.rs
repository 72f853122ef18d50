//! Starting the window.

use std::path::PathBuf;

use eframe::NativeOptions;
use egui::ViewportBuilder;

use super::instance::{self, HandOver};
use super::settings::Settings;
use super::{App, NAME, Start, screen, trouble};
use crate::mlmodel::display;

/// Why there is no window, or none any more.
#[derive(Debug)]
pub enum NoWindow {
    /// The system has no display.
    Display,
    /// The toolkit cannot open one.
    NotOpened(eframe::Error),
    /// The program made a mistake, which has been told, and a report of it written.
    Mistake,
}

impl std::fmt::Display for NoWindow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const INSTEAD: &str = "'mlmodel-viewer inspect PATH' prints the same without one";
        match self {
            Self::Display => write!(f, "there is no display to open a window on; {INSTEAD}"),
            Self::NotOpened(error) => write!(f, "the window cannot be opened ({error}); {INSTEAD}"),
            Self::Mistake => f.write_str("the program made a mistake and had to close"),
        }
    }
}

impl std::error::Error for NoWindow {}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// There is no display, no window can be opened, or the program made a mistake.
pub fn run(paths: Vec<PathBuf>, new_window: bool) -> Result<(), NoWindow> {
    if !Displays::are_there() {
        return Err(NoWindow::Display);
    }
    let listener = match if new_window { HandOver::First(None) } else { instance::hand_over(&paths) } {
        HandOver::Taken => return Ok(()),
        HandOver::First(listener) => listener,
    };
    trouble::install_logger();
    trouble::install_panic_hook();
    // The temporary folder may be large: nobody waits for it.
    let cleaning = std::thread::Builder::new().name("leftovers".to_owned()).spawn(crate::library::remove_leftovers);
    if let Err(error) = cleaning {
        log::warn!("the system starts no further thread ({error})");
    }
    let settings_file = Settings::file();
    let loaded = settings_file.as_deref().map_or_else(|| Ok(Settings::default()), Settings::load);
    let note = loaded.as_ref().err().map(ToString::to_string);
    let settings = loaded.unwrap_or_default();
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
        log_folder: trouble::folder(),
        listener,
    };
    let window = || {
        let make = move |cc: &eframe::CreationContext<'_>| {
            screen::fit(cc, start.settings.window);
            Ok(Box::new(App::new(&cc.egui_ctx, start)) as Box<dyn eframe::App>)
        };
        eframe::run_native(NAME, options, Box::new(make))
    };
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(window)) {
        Ok(opened) => opened.map_err(|error| {
            tell_of_no_window(&error);
            NoWindow::NotOpened(error)
        }),
        Err(_) => {
            tell_of_mistake();
            Err(NoWindow::Mistake)
        }
    }
}

/// On Windows a double click leaves no terminal to print to, and remote desktops often lack what the window needs: a dialog of
/// the system's own says so.
fn tell_of_no_window(error: &eframe::Error) {
    use std::io::IsTerminal as _;
    if !cfg!(windows) || std::io::stderr().is_terminal() {
        return;
    }
    let text = format!(
        "MLmodel Viewer cannot open its window. It is drawn with OpenGL 2.0 or newer, which a remote desktop or a virtual machine may \
         lack: install the driver of the graphics card, or start it on the machine itself.\n\nIn a terminal, 'mlmodel-viewer inspect \
         PATH' prints the same without a window.\n\nThe system said: {error}"
    );
    let _ = rfd::MessageDialog::new().set_level(rfd::MessageLevel::Error).set_title(NAME).set_description(text).show();
}

/// The window is gone: a dialog of the system's own says where the report is.
fn tell_of_mistake() {
    let report = trouble::newest_report().map(|path| display::os_text(path.as_os_str())).unwrap_or_default();
    let text = format!("MLmodel Viewer made a mistake and had to close. Nothing on disk was changed.\n\nA report is in\n{report}");
    // Where there is no service for dialogs the terminal has been told already.
    let _ = rfd::MessageDialog::new().set_level(rfd::MessageLevel::Error).set_title(NAME).set_description(text).show();
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

    /// Whether there is a display to open a window on; systems other than Linux have one.
    fn are_there() -> bool {
        let displays = Self::here();
        !cfg!(target_os = "linux") || displays.wayland || displays.x11
    }

    /// Dropping folders works on X11 only (winit 0.30 has no drop on Wayland), so XWayland is taken
    /// where it is there.
    fn start_on_x11(&self, settings: &Settings) -> bool {
        self.wayland && self.x11 && !settings.keep_wayland
    }
}

/// The window as it was last, or as it is at first.
#[must_use]
pub fn start_options(settings: &Settings, on_x11: bool) -> NativeOptions {
    let mut viewport = ViewportBuilder::default()
        .with_app_id("mlmodel-viewer")
        .with_title(NAME)
        .with_inner_size(screen::USUAL_SIZE)
        .with_min_inner_size(screen::LEAST)
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
