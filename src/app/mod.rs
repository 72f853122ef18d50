//! The eframe shell: state, running commands, background work, settings, dialogs, drops.

mod addresses;
mod commands;
mod curves;
mod dialogs;
mod fingerprint;
mod inside;
mod instance;
mod job_error;
mod job_queue;
mod library;
mod lists;
mod pairs;
mod paths;
mod reading;
mod reports;
mod requests;
mod run;
mod runs;
pub mod samples;
mod screen;
pub mod settings;
mod tabs;
mod trail;
pub mod trouble;
mod update;
mod view;
mod watch;
mod worker;

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};

use egui::ViewportCommand;

use crate::checks::Severity;
use crate::folder::Progress;
use crate::library::{Place, Snapshot};
use crate::mlmodel::display;
use crate::ui::state::{Notice, Tab, Target};
use crate::ui::{self, Action, Command, Window};
use reports::ReportSubject;
pub use run::{NoWindow, run, start_options};
use settings::{Settings, WindowPlace};
use tabs::ClosedTab;
use update::Update;
use watch::Watch;
use worker::Worker;

/// The name in title bars.
pub const NAME: &str = "MLmodel Viewer";

/// How the window starts.
#[derive(Debug, Default)]
pub struct Start {
    /// What to open.
    pub paths: Vec<PathBuf>,
    pub settings: Settings,
    /// Where settings are kept; `None` keeps them nowhere.
    pub settings_file: Option<PathBuf>,
    /// A note about settings that could not be read.
    pub note: Option<String>,
    /// Folders can be dropped on the window.
    pub can_drop: bool,
    /// On Linux: the environment names a Wayland and an X11 display.
    pub has_both_displays: bool,
    /// Where samples are unpacked; `None` is the system's cache folder.
    pub samples: Option<PathBuf>,
    /// Where the program's log and reports are, for About.
    pub log_folder: Option<PathBuf>,
    /// Where later starts hand over their paths.
    pub listener: Option<interprocess::local_socket::Listener>,
}

/// The program behind the window.
#[derive(Debug)]
pub struct App {
    window: Window,
    settings: Settings,
    settings_file: Option<PathBuf>,
    /// What is still to be written, shared with the threads that write.
    to_write: Arc<Mutex<Option<Settings>>>,
    samples: PathBuf,
    worker: Worker,
    updates: Receiver<Update>,
    /// The newest request of each tab: an update for an older one is dropped.
    requests: HashMap<u64, u64>,
    /// How each tab that is being read, for the first time or again, is told to stop.
    reading: HashMap<u64, Progress>,
    next_id: u64,
    /// The tab that was closed last stands last.
    closed: Vec<ClosedTab>,
    /// Asked for while drawing, carried out in the next `logic`.
    actions: Vec<Action>,
    title: String,
    /// When the window's frame was last told its theme, in egui's seconds.
    frame_told: f64,
    /// A report whose file is being asked for.
    saving: Option<ReportSubject>,
    /// The views that the person went through.
    trail: trail::Trail,
    /// What is shown once the library has been looked through.
    waiting: Vec<addresses::Waiting>,
    /// A picture whose file is being asked for.
    picture: Option<egui::ColorImage>,
    /// The model that another one is being asked for, to compare.
    comparing: Option<PathBuf>,
    /// Dropped models that are still read, with the path and name of the model that was open then.
    offers: HashMap<u64, (PathBuf, String)>,
    /// What the last scan of each place saw.
    snapshots: HashMap<PathBuf, Snapshot>,
    /// The newest request of each place.
    place_requests: HashMap<PathBuf, u64>,
    /// Places that changed while they were looked through.
    scan_again: HashSet<PathBuf>,
    watch: Watch,
}

impl App {
    /// Makes the program for a window.
    #[must_use]
    pub fn new(ctx: &egui::Context, start: Start) -> Self {
        ui::theme::install(ctx);
        let (sender, updates) = mpsc::channel();
        let settings = start.settings;
        let mut window = Window { recents: settings.recents.clone(), layout: settings.layout, theme: settings.theme, ..Window::default() };
        window.platform.can_drop = start.can_drop;
        window.platform.has_both_displays = start.has_both_displays;
        window.platform.keep_wayland = settings.keep_wayland;
        window.platform.log_folder = start.log_folder;
        window.notices.extend(start.note.map(|text| Notice::new(Severity::Warning, text)));
        let worker = Worker::new(sender, ctx.clone());
        let mut app = Self {
            watch: Watch::start(&worker),
            window,
            settings_file: start.settings_file,
            to_write: Arc::default(),
            samples: start.samples.unwrap_or_else(samples::place),
            worker,
            updates,
            requests: HashMap::new(),
            reading: HashMap::new(),
            next_id: 1,
            closed: Vec::new(),
            actions: Vec::new(),
            title: NAME.to_owned(),
            frame_told: f64::NEG_INFINITY,
            saving: None,
            trail: trail::Trail::default(),
            waiting: Vec::new(),
            picture: None,
            comparing: None,
            offers: HashMap::new(),
            snapshots: HashMap::new(),
            place_requests: HashMap::new(),
            scan_again: HashSet::new(),
            settings,
        };
        view::apply(app.window.theme, ctx);
        ctx.set_zoom_factor(app.settings.zoom);
        app.window.library.view.grouping = app.settings.grouping;
        app.window.library.view.sorting = app.settings.sorting.clone();
        app.window.library.view.shows_runs = app.settings.shows_runs;
        app.window.library.columns.places.clone_from(&app.settings.columns);
        app.window.library.columns.directions.clone_from(&app.settings.directions);
        for place in app.settings.places.clone() {
            app.window.library.places.push(Place::new(place.clone()));
            app.scan_place(&place);
        }
        app.restore_tabs();
        app.open_all(&start.paths);
        if let Some(listener) = start.listener {
            instance::listen(listener, &app.worker);
        }
        app
    }

    /// What is shown.
    #[must_use]
    pub fn window(&self) -> &Window {
        &self.window
    }

    /// Whether everything that is open is watched by now: what changes on disk from here on is noticed.
    #[must_use]
    pub fn is_watching(&self) -> bool {
        self.watch.is_ready()
    }

    /// What is shown, to be changed from outside (tests place things with it).
    pub fn window_mut(&mut self) -> &mut Window {
        &mut self.window
    }

    /// Asks for something as the window would.
    pub fn ask(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// Writes the settings on a thread of its own. Of several that are asked for at once the last is written.
    fn remember(&mut self) {
        self.collect_settings();
        let Some(file) = self.settings_file.clone() else { return };
        let newest = Arc::clone(&self.to_write);
        if let Ok(mut newest) = newest.lock() {
            *newest = Some(self.settings.clone());
        }
        self.worker.start(
            "settings",
            |error| Update::trouble(&error),
            move || {
                // Whoever comes first writes the newest, and the others find nothing left; held while writing, so
                // that an older text never lands on a newer one.
                let Ok(mut newest) = newest.lock() else { return Update::Nothing };
                let Some(settings) = newest.take() else { return Update::Nothing };
                match settings.save(&file) {
                    Ok(()) => Update::Nothing,
                    Err(error) => {
                        Update::Trouble(format!("The settings could not be written ({error}): {}", display::os_text(file.as_os_str())))
                    }
                }
            },
        );
    }

    fn collect_settings(&mut self) {
        self.settings.theme = self.window.theme;
        self.settings.layout = self.window.layout;
        self.settings.recents.clone_from(&self.window.recents);
        self.settings.tabs = self.window.tabs.iter().map(|tab| tab.target.clone()).collect();
        self.settings.active = self.window.active;
        self.settings.places = self.window.library.places.iter().map(|place| place.path.clone()).collect();
        self.settings.grouping = self.window.library.view.grouping;
        self.settings.sorting = self.window.library.view.sorting.clone();
        self.settings.shows_runs = self.window.library.view.shows_runs;
        self.settings.columns.clone_from(&self.window.library.columns.places);
        self.settings.directions.clone_from(&self.window.library.columns.directions);
        self.settings.at_library = self.window.at_library;
        self.settings.keep_wayland = self.window.platform.keep_wayland;
    }

    fn notice(&mut self, severity: Severity, text: impl Into<String>) {
        let notice = Notice::new(severity, text);
        // Said again, it stands as if it were new.
        self.window.notices.retain(|other| other.text != notice.text || other.offer.is_some());
        self.window.notices.push(notice);
        // An old message gives way to a new one.
        let over = self.window.notices.len().saturating_sub(4);
        self.window.notices.drain(..over);
    }

    fn take_updates(&mut self, ctx: &egui::Context) {
        while let Ok(update) = self.updates.try_recv() {
            match update {
                Update::Nothing => {}
                Update::Read { tab, request, result } => self.take_read(tab, request, result),
                Update::Compared { tab, request, result } => self.take_compared(tab, request, result),
                Update::Contents { tab, request, diff, is_finished } => self.take_contents(tab, request, diff, is_finished),
                Update::Lines { tab, request, path, state } => self.take_lines(tab, request, &path, state),
                Update::Preview { tab, path, file } => self.take_preview(tab, path, file),
                Update::Payload { tab, number, result } => self.take_payload(tab, number, result),
                Update::Checked { tab, number, state } => self.take_checked(tab, number, state),
                Update::Deploy { tab, number, page } => self.take_deploy_page(tab, number, page),
                Update::Inside { tab, number, result } => self.take_inside(tab, number, result),
                Update::Fingerprint { number, failed } => self.take_fingerprint(number, failed),
                Update::Place { tab, request, path } => self.take_place(tab, request, &path),
                Update::NoPair { tab, request, paths } => self.take_no_pair(tab, request, paths),
                Update::Found { place, request, entries } => self.take_found(&place, request, entries),
                Update::Scanned { place, request, result, folders } => self.take_scanned(&place, request, result, folders),
                Update::Logged { place, request, logged } => self.take_logged(&place, request, logged),
                Update::CheckedUp { place, request, checkups, is_finished } => self.take_checked_up(&place, request, checkups, is_finished),
                Update::Changed(owner) => self.take_changed(owner),
                Update::HandedOver(paths) => self.take_handed_over(&paths, ctx),
                Update::Picked(picked) => self.take_picked(picked),
                Update::Sample(Ok(target)) => self.show(target, false),
                Update::RunRead { number, result } => self.take_run(number, result),
                Update::RunFile { number, file } => self.take_run_file(number, file),
                Update::Histories { number, metric, read } => self.take_histories(number, &metric, read),
                Update::Picture(picture) => self.take_picture(picture),
                Update::ListWritten { text, rows } => self.take_list(text, rows, ctx),
                Update::ReportSaved(Ok(path)) => {
                    self.notice(Severity::Note, format!("Saved: {}", display::os_text(path.as_os_str())));
                }
                Update::ReportSaved(Err(why)) => self.notice(Severity::Error, why.to_string()),
                Update::Sample(Err(why)) => self.notice(Severity::Error, why.to_string()),
                Update::Trouble(why) => self.notice(Severity::Error, why),
            }
        }
    }

    /// A second start handed its paths over: they are opened here, and the window comes to the front.
    fn take_handed_over(&mut self, paths: &[PathBuf], ctx: &egui::Context) {
        self.open_all(paths);
        ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
        ctx.send_viewport_cmd(ViewportCommand::Focus);
    }

    /// Opens what stands on a command line: two things are compared, in their order.
    fn open_all(&mut self, paths: &[PathBuf]) {
        match paths {
            [a, b] => self.show(Target::Pair { a: a.clone(), b: b.clone() }, false),
            paths => paths.iter().for_each(|path| self.open(path.clone())),
        }
    }

    /// A path pasted where no field takes it is opened.
    fn take_paste(&mut self, ctx: &egui::Context) {
        if self.window.dialogs.any_open() {
            return;
        }
        let pasted = ctx.input(|input| {
            input.events.iter().find_map(|event| if let egui::Event::Paste(text) = event { Some(text.clone()) } else { None })
        });
        if let Some(text) = pasted {
            if self.take_pasted_request(ctx, &text) {
                // The editor never sees a text that it could not lay out within a frame.
                ctx.input_mut(|input| input.events.retain(|event| !matches!(event, egui::Event::Paste(_))));
                return;
            }
            if is_typing(ctx) {
                return;
            }
            let path = ui::path_from(&text);
            if path.as_os_str().is_empty() {
                return;
            }
            if text.lines().count() > 5 {
                self.notice(Severity::Note, "What was pasted is not the path of a folder.");
            } else {
                self.open(path);
            }
        }
    }

    fn update_title(&mut self, ctx: &egui::Context) {
        let title = match self.window.active_tab() {
            Some(tab) if tab.loaded().is_some() || tab.pair().is_some() => format!("{} – {NAME}", tab.title),
            _ => NAME.to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    fn note_window_place(&mut self, ctx: &egui::Context) {
        self.settings.zoom = ctx.zoom_factor();
        let (inner, outer, maximized, minimized) = ctx.input(|input| {
            let viewport = input.viewport();
            (viewport.inner_rect, viewport.outer_rect, viewport.maximized.unwrap_or(false), viewport.minimized.unwrap_or(false))
        });
        if minimized {
            return;
        }
        if let Some(inner) = inner {
            let zoom = ctx.zoom_factor();
            let old = self.settings.window;
            // The size to come back to is that of the window before it was maximized.
            let size =
                if maximized { old.map_or(screen::USUAL_SIZE.into(), |p| p.size) } else { [inner.width() * zoom, inner.height() * zoom] };
            let position = if maximized { old.and_then(|p| p.position) } else { outer.map(|o| [o.left() * zoom, o.top() * zoom]) };
            self.settings.window = Some(WindowPlace { position, size, maximized });
        }
    }
}

/// Whether a text field has the keyboard.
fn is_typing(ctx: &egui::Context) -> bool {
    ctx.memory(egui::Memory::focused).is_some_and(|id| egui::text_edit::TextEditState::load(ctx, id).is_some())
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        self.take_updates(ctx);
        self.take_drops(ctx);
        self.take_paste(ctx);
        let typing = is_typing(ctx);
        let modal = self.window.dialogs.takes_keys();
        for command in Command::pressed(ctx) {
            // In a text field, Alt with an arrow moves by words.
            let is_text_move = typing && matches!(command, Command::Back | Command::Forward);
            // The text of a run's file stands in a dialog, and words are found in it too.
            let is_find = matches!(command, Command::Find | Command::FindNext | Command::FindPrevious);
            let is_of_all = matches!(command, Command::Quit | Command::ZoomIn | Command::ZoomOut | Command::ZoomReset);
            let is_behind = modal && !is_of_all && !(is_find && self.window.dialogs.run_file.is_some());
            if !is_text_move && !is_behind {
                self.actions.push(Action::Run(command));
            }
        }
        for action in std::mem::take(&mut self.actions) {
            self.act(action, ctx, frame);
        }
        self.follow_views();
        self.update_title(ctx);
        self.hold_frame(ctx);
        self.note_window_place(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        ui::draw(ui, &mut self.window, &mut self.actions);
        if !self.actions.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.window.tabs.iter_mut().for_each(Tab::stop);
        self.window.library.busy.values().for_each(|busy| busy.progress.cancel());
        self.window.library.logged_reads.values().for_each(Progress::cancel);
        self.reading.values().for_each(Progress::cancel);
        self.close_fingerprint();
        self.close_curves();
        self.collect_settings();
        // A thread may still be writing: it is waited for.
        let _writing = self.to_write.lock().map(|mut newest| {
            newest.take();
            newest
        });
        if let Some(file) = &self.settings_file
            && let Err(error) = self.settings.save(file)
        {
            log::warn!("the settings could not be written ({error})");
        }
    }
}
