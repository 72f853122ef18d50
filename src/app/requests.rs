//! Requests that are checked, small ones at once and large ones on a worker; and the page of Deploy.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::App;
use super::job_error::{JobError, RequestError};
use super::update::{Payload, Update};
use crate::enforce::{self, AzureEndpoint, Contract, Form, Media, Receiver};
use crate::folder::{Example, read_payload};
use crate::mlmodel::display::os_text;
use crate::mlmodel::json;
use crate::mlmodel::json_text::reformatted;
use crate::present::deploy::DeployPage;
use crate::ui::Loaded;
use crate::ui::panels;
use crate::ui::request::{CheckState, Checked, EDITOR_LIMIT, RequestView, editor_id};
use crate::ui::state::Tab;

/// Lines of a request that is written here are broken at this width, in characters.
const WIDTH: usize = 80;

/// What the model asks of a request of this receiver; nothing where it cannot be read.
fn with_contract<T>(loaded: &Loaded, receiver: Receiver, ask: impl FnOnce(&Contract<'_>) -> T) -> Option<T> {
    let folder = loaded.model.folder()?;
    let model = folder.model()?;
    let contract = Contract::of(model).ok()?;
    // It looks through the whole example: only who asks Azure pays for that.
    let of_azure = || AzureEndpoint::of(model, folder.example.as_ref(), &folder.environment);
    let endpoint = (receiver == Receiver::Azure).then(of_azure);
    Some(ask(&Contract { azure: endpoint.as_ref(), ..contract }))
}

fn example(loaded: &Loaded) -> Option<&Example> {
    loaded.model.folder()?.example.as_ref()
}

/// The answer; without a contract there is none, and the panel says why.
fn checked(loaded: &Loaded, bytes: &[u8], media: Media, receiver: Receiver) -> CheckState {
    let Some(answer) = with_contract(loaded, receiver, |contract| enforce::check(bytes, media, contract, receiver)) else {
        return CheckState::Empty;
    };
    let text = (bytes.len() <= EDITOR_LIMIT).then(|| std::str::from_utf8(bytes).ok()).flatten();
    CheckState::Done(Arc::new(Checked::of(answer, receiver, text)))
}

impl App {
    /// The request panel of a tab, and the model it is about.
    fn request(&mut self, tab: u64) -> Option<(Arc<Loaded>, &mut RequestView)> {
        let tab = self.window.tabs.iter_mut().find(|t| t.id == tab)?;
        let loaded = Arc::clone(tab.loaded()?);
        Some((loaded, &mut tab.view.request))
    }

    fn active_id(&self) -> Option<u64> {
        self.window.active_model()?;
        self.window.active_tab().map(|tab| tab.id)
    }

    /// Checks what stands in the panel: at once where that takes less than a frame.
    pub(super) fn check_request(&mut self, tab: u64) {
        let worker = self.worker.clone();
        let Some((loaded, view)) = self.request(tab) else { return };
        // Whatever is still being checked is old.
        view.number += 1;
        view.is_fetching = false;
        if view.is_empty() {
            view.state = CheckState::Empty;
        } else if view.is_small() {
            view.state = checked(&loaded, view.text.as_bytes(), view.media, view.receiver);
        } else {
            view.state = CheckState::Checking(Instant::now());
            let (number, media, receiver) = (view.number, view.media, view.receiver);
            let bytes = view.large.as_ref().map_or_else(|| Arc::new(view.text.clone().into_bytes()), |large| Arc::clone(&large.bytes));
            let failed = move |error: JobError| Update::Checked { tab, number, state: CheckState::Failed(error.to_string()) };
            worker.start("check", failed, move || Update::Checked { tab, number, state: checked(&loaded, &bytes, media, receiver) });
        }
    }

    /// Shows what a check said, unless the request changed since.
    pub(super) fn take_checked(&mut self, tab: u64, number: u64, state: CheckState) {
        if let Some((_, view)) = self.request(tab)
            && view.number == number
        {
            view.state = state;
        }
    }

    /// Starts a job that ends with a request for the panel of a tab.
    fn fetch_request(
        &mut self,
        tab: u64,
        name: &str,
        job: impl FnOnce(&Loaded, Receiver) -> Result<Payload, RequestError> + Send + 'static,
    ) {
        let worker = self.worker.clone();
        let Some((loaded, view)) = self.request(tab) else { return };
        view.number += 1;
        view.is_fetching = true;
        let (number, receiver) = (view.number, view.receiver);
        let failed = move |error: JobError| Update::Payload { tab, number, result: Err(error.into()) };
        worker.start(name, failed, move || Update::Payload { tab, number, result: job(&loaded, receiver) });
    }

    /// Puts a request into the panel and checks it, unless another one was asked for since.
    pub(super) fn take_payload(&mut self, tab: u64, number: u64, result: Result<Payload, RequestError>) {
        let Some((_, view)) = self.request(tab).filter(|(_, view)| view.number == number) else { return };
        view.is_fetching = false;
        match result {
            Ok(payload) => {
                view.hold(payload.name, payload.bytes, payload.media);
                self.check_request(tab);
            }
            Err(why) => view.state = CheckState::Failed(why.to_string()),
        }
    }

    /// Reads a file and checks it, in the panel of the active model.
    pub(super) fn read_request(&mut self, path: PathBuf) {
        let Some(tab) = self.active_id() else { return };
        self.show_panel(&panels::REQUEST);
        self.fetch_request(tab, "request", move |_, _| match read_payload(&path) {
            Ok(bytes) => Ok(Payload { name: os_text(path.file_name().unwrap_or(path.as_os_str())), bytes, media: Media::of(&path) }),
            Err(why) => Err(RequestError::Unreadable { path, why }),
        });
    }

    /// Writes the smallest valid request of a form into the panel.
    pub(super) fn make_request(&mut self, tab: u64, form: Form) {
        self.fetch_request(tab, "make request", move |loaded, receiver| {
            let made = with_contract(loaded, receiver, |contract| enforce::make(contract, form, receiver));
            let text = made.flatten().ok_or(RequestError::NotMade(form))?;
            Ok(Payload { name: form.key().to_owned(), bytes: text.into_bytes(), media: form.media() })
        });
    }

    /// Writes the saved example into the panel, as a request.
    pub(super) fn request_from_example(&mut self, tab: u64) {
        self.show_panel(&panels::REQUEST);
        self.fetch_request(tab, "example", |loaded, receiver| {
            let body = example(loaded).and_then(Example::body);
            let body =
                body.map(|body| with_contract(loaded, receiver, |contract| enforce::body_for(&body, contract, receiver)).unwrap_or(body));
            let body = body.ok_or(RequestError::NoExample)?;
            Ok(Payload { name: "the input example".to_owned(), bytes: json::pretty(&body, WIDTH).into_bytes(), media: Media::Json })
        });
    }

    /// Puts a body for another server into the form that the caller takes.
    pub(super) fn rewrite_request(&mut self, tab: u64) {
        let Some((_, view)) = self.request(tab).filter(|(_, view)| view.is_small()) else { return };
        let CheckState::Done(checked) = &view.state else { return };
        if let Some(rewritten) = &checked.answer.rewritten {
            let (text, media) = (rewritten.body.text(WIDTH), rewritten.body.media());
            view.text = text;
            view.media = media;
            self.check_request(tab);
        }
    }

    /// Lays the JSON of a request out anew.
    pub(super) fn format_request(&mut self, tab: u64) {
        let Some((_, view)) = self.request(tab).filter(|(_, view)| view.is_small()) else { return };
        if let Some(text) = reformatted(&view.text, WIDTH) {
            view.text = text;
            self.check_request(tab);
        }
    }

    /// A text pasted where no other field takes it, or too large for the editor, is a request; whether it was taken.
    pub(super) fn take_pasted_request(&mut self, ctx: &egui::Context, text: &str) -> bool {
        let Some(tab) = self.active_id() else { return false };
        let is_shown = self.window.active_tab().is_some_and(shows_request);
        let in_editor = ctx.memory(egui::Memory::focused) == Some(editor_id(tab));
        let looks_like_one = text.trim_start().starts_with(['{', '[']) || text.trim().contains('\n');
        let is_taken = if in_editor { text.len() > EDITOR_LIMIT } else { is_shown && looks_like_one && !super::is_typing(ctx) };
        if is_taken && let Some((_, view)) = self.request(tab) {
            let media = if text.trim_start().starts_with(['{', '[']) { Media::Json } else { Media::Csv };
            view.hold("The pasted text".to_owned(), text.as_bytes().to_vec(), media);
            self.check_request(tab);
        }
        is_taken
    }

    /// Lays out where a tab's model can run, and writes the code for it.
    pub(super) fn write_deploy_page(&mut self, tab: u64) {
        let number = self.next_id;
        let Some(shown) = self.window.tabs.iter_mut().find(|t| t.id == tab) else { return };
        let Some(loaded) = shown.loaded().map(Arc::clone) else { return };
        // What was asked before knows less, or of a model that was read again.
        shown.view.deploy.number = number;
        self.next_id += 1;
        let write = move || Update::Deploy { tab, number, page: DeployPage::of(&loaded.model) };
        self.worker.start("deploy", |error| Update::trouble(&error), write);
    }

    /// Shows what was found.
    pub(super) fn take_deploy_page(&mut self, tab: u64, number: u64, page: DeployPage) {
        if let Some(tab) = self.window.tabs.iter_mut().find(|t| t.id == tab && t.view.deploy.number == number) {
            tab.view.deploy.take_page(Arc::new(page));
        }
    }
}

/// Whether the request panel is what a person sees.
fn shows_request(tab: &Tab) -> bool {
    *tab.view.panel == panels::REQUEST && tab.view.panel_open == Some(true)
}
