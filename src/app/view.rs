//! Where the person is in a model: panels, the tree, what is unfolded; and how the window looks.

use std::sync::Arc;

use super::App;
use super::commands::Move;
use super::is_typing;
use crate::mlmodel::KeyPath;
use crate::mlmodel::signature::{PartName, Signature};
use crate::present::Section;
use crate::present::files::ShownFile;
use crate::snippets::SnippetKind;
use crate::ui::panels;
use crate::ui::state::{Content, FileForm, Tab, Theme, View};
use crate::ui::{self, FileKind, Loaded};

impl App {
    /// The model of the active tab, and where the person is in it.
    fn active_view(&mut self) -> Option<(Arc<Loaded>, &mut View)> {
        let tab = self.window.active_tab_mut()?;
        let loaded = Arc::clone(tab.loaded()?);
        Some((loaded, &mut tab.view))
    }

    /// Shows a panel of the active model, in the middle or below.
    pub(super) fn show_panel(&mut self, panel: &'static Section) {
        self.window.carry_below();
        if let Some(tab) = self.window.active_tab_mut() {
            tab.view.show_panel(panel);
        }
    }

    /// Gives the panel below all the height, or its usual height again.
    pub(super) fn maximise_panel(&mut self) {
        self.window.carry_below();
        if let Some(tab) = self.window.active_tab_mut() {
            tab.view.turn_maximised();
        }
    }

    /// Shows the MLmodel of the active tab as a tree, or its text.
    pub(super) fn show_file(&mut self, form: FileForm) {
        if let Some(tab) = self.window.active_tab_mut() {
            tab.view.show_file(form);
        }
    }

    /// Selects a row of the signature, counted from 0, and shows it.
    pub(super) fn show_column(&mut self, part: PartName, index: usize) {
        self.show_panel(&panels::SIGNATURE);
        if let Some(tab) = self.window.active_tab_mut()
            && let Ok(spec) = u32::try_from(index)
        {
            tab.view.signature.show_spec(part, spec);
        }
    }

    /// Selects a file of the active model, and shows it with its preview.
    pub(super) fn show_file_of_model(&mut self, path: String) {
        self.show_panel(&panels::FILES);
        let Some((loaded, view)) = self.active_view() else { return };
        let Some((index, node)) = loaded.files.find(&path).and_then(|i| Some((i, loaded.files.nodes.get(i)?))) else { return };
        view.files.select(index);
        if matches!(node.kind, FileKind::File | FileKind::Link) {
            view.files.await_preview(&path);
            self.preview(path);
        }
    }

    /// Shows a piece of code for the active model.
    pub(super) fn show_snippet(&mut self, kind: SnippetKind) {
        self.show_panel(&panels::DEPLOY);
        let group = self.window.layout.deploys_to;
        if let Some(tab) = self.window.active_tab_mut() {
            tab.view.deploy.show_snippet(kind, group);
        }
    }

    /// Shows the request panel, its editor with the keyboard.
    pub(super) fn show_request(&mut self, ctx: &egui::Context) {
        self.show_panel(&panels::REQUEST);
        if let Some(tab) = self.window.active_tab() {
            focus(ctx, ui::request::editor_id(tab.id));
        }
    }

    /// Goes to the filter of the list that has the keyboard, or to what finds words in its text. Where that has none: of the
    /// library, where it is shown, or of the MLmodel.
    pub(super) fn find(&mut self, ctx: &egui::Context) {
        if let Some(filter) = ui::panes::filter_of_focus(ctx) {
            focus(ctx, filter);
        } else if self.window.dialogs.run_file.is_some() {
            if let Some(filter) = ui::panes::only_filter(ctx) {
                focus(ctx, filter);
            }
        } else if is_typing(ctx) {
            // What is typed does not go on in another field.
        } else if self.window.shows_library() {
            focus(ctx, ui::library::filter_id());
        } else if let Some(tab) = self.window.active_tab_mut() {
            let form = tab.view.form;
            tab.view.show_file(form);
            focus(
                ctx,
                match form {
                    FileForm::Tree => ui::tree_filter_id(tab.id),
                    FileForm::Text => ui::find_field(ui::text_id(tab.id)),
                },
            );
        }
    }

    /// Selects an entry of the MLmodel, so that "back" leads here again.
    pub(super) fn select(&mut self, key: &KeyPath) {
        let Some((loaded, view)) = self.active_view() else { return };
        view.back.extend(view.tree.list.selected.map(|i| loaded.tree().path(i)));
        view.forward.clear();
        view.tree.select(loaded.tree(), key);
    }

    /// The same, and shows the tree where it is hidden.
    pub(super) fn jump(&mut self, key: &KeyPath) {
        self.select(key);
        if let Some((_, view)) = self.active_view() {
            view.show_file(FileForm::Tree);
        }
    }

    /// Goes to the entry of this model that was selected before or after this one; where there is none, to the view before or after.
    pub(super) fn travel(&mut self, way: Move) {
        let Some((loaded, view)) = self.active_view() else { return self.go_along(way) };
        let (from, to) = match way {
            Move::Back => (&mut view.back, &mut view.forward),
            Move::Forward => (&mut view.forward, &mut view.back),
        };
        let Some(key) = from.pop() else { return self.go_along(way) };
        to.extend(view.tree.list.selected.map(|i| loaded.tree().path(i)));
        view.show_file(FileForm::Tree);
        view.tree.select(loaded.tree(), &key);
    }

    /// Unfolds everything in the comparison, or in the tree and the signature.
    pub(super) fn expand_all(&mut self) {
        match self.window.active_tab_mut() {
            Some(Tab { content: Content::Pair(pair), view, .. }) => view.compare.expand_all(&pair.diff),
            Some(Tab { content: Content::Loaded(loaded), view, .. }) => {
                view.tree.expand_all(loaded.tree());
                view.inside.fold_all(true);
                if let Some(signature) = signature(loaded) {
                    view.signature.expand_all(signature);
                }
            }
            _ => {}
        }
    }

    /// Folds what [`Self::expand_all`] unfolds.
    pub(super) fn collapse_all(&mut self) {
        match self.window.active_tab_mut() {
            Some(Tab { content: Content::Pair(_), view, .. }) => view.compare.collapse_all(),
            Some(Tab { content: Content::Loaded(_), view, .. }) => {
                view.tree.collapse_all();
                view.inside.fold_all(false);
                view.signature.collapse_all();
            }
            _ => {}
        }
    }

    /// Reads the preview of a file of the active model.
    pub(super) fn preview(&self, path: String) {
        if let Some(tab) = self.window.active_tab()
            && let Some(loaded) = tab.loaded()
        {
            self.worker.preview(tab.id, Arc::clone(loaded), path);
        }
    }

    /// Shows a preview, unless another file was chosen since.
    pub(super) fn take_preview(&mut self, tab: u64, path: String, file: ShownFile) {
        let Some(tab) = self.window.tabs.iter_mut().find(|t| t.id == tab) else { return };
        tab.view.files.take_preview(path, file);
    }

    /// What changed on disk is marked no more.
    pub(super) fn see_changes(&mut self) {
        if let Some(tab) = self.window.active_tab_mut() {
            tab.opened_as = tab.loaded().cloned();
            tab.view.changes = None;
            tab.view.tree.changed.clear();
            tab.view.files.changed.clear();
        }
    }

    /// Follows a theme, from now on.
    pub(super) fn choose_theme(&mut self, theme: Theme, ctx: &egui::Context) {
        self.window.theme = theme;
        apply(theme, ctx);
        self.remember();
    }

    /// Tells the window's frame again which theme was chosen, when the window gets the keyboard. On Windows it follows the
    /// system's theme whenever any setting of the system changes, for winit 0.30 does not keep what it was told.
    pub(super) fn hold_frame(&mut self, ctx: &egui::Context) {
        let frame = match self.window.theme {
            Theme::System => return,
            Theme::Light => egui::SystemTheme::Light,
            Theme::Dark => egui::SystemTheme::Dark,
        };
        let (focused, now) = ctx.input(|input| (input.events.contains(&egui::Event::WindowFocused(true)), input.time));
        // Being told, the window loses the keyboard for a moment: told of that again, it would never rest.
        if focused && now > self.frame_told + 1.0 {
            self.frame_told = now;
            ctx.send_viewport_cmd(egui::ViewportCommand::SetTheme(frame));
        }
    }

    /// On Linux: whether the next start is on Wayland even where X11 is there too.
    pub(super) fn keep_wayland(&mut self, keep: bool) {
        self.window.platform.keep_wayland = keep;
        self.remember();
    }
}

/// Gives the keyboard to a field or a list.
pub(super) fn focus(ctx: &egui::Context, id: egui::Id) {
    ctx.memory_mut(|memory| memory.request_focus(id));
}

/// Has egui draw in a theme.
pub(super) fn apply(theme: Theme, ctx: &egui::Context) {
    ctx.set_theme(match theme {
        Theme::System => egui::ThemePreference::System,
        Theme::Light => egui::ThemePreference::Light,
        Theme::Dark => egui::ThemePreference::Dark,
    });
}

fn signature(loaded: &Loaded) -> Option<&Signature> {
    loaded.model.folder()?.model()?.signature.as_ref()
}
