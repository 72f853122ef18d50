//! The fingerprint of a model, or of the models of a comparison: to read, to copy, to compare with another one.

use std::time::Duration;

use egui::{Id, Margin, Role, Ui, WidgetInfo, vec2};

use crate::folder::Fingerprint;
use crate::mlmodel::display::bytes;
use crate::present::fingerprint;
use crate::reading::Model;
use crate::ui::command::{Action, Command};
use crate::ui::icons::Icon;
use crate::ui::state::{Content, FingerprintDialog, Tab, Window};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

const ABOUT: &str =
    "The SHA-256 over the paths and contents of all files: what was approved is what ships. README tells how others compute it.";
const COPY: &str = "Copy";

/// Draws the dialog, where it is open.
pub fn ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    let Some(dialog) = &mut window.dialogs.fingerprint else { return };
    let Some(tab) = window.tabs.iter().find(|tab| tab.id == dialog.tab) else {
        actions.push(Action::CloseFingerprint);
        return;
    };
    let sides = sides(tab);
    let width = theme::FINGERPRINT.min(ui.content_rect().width() - 80.0);
    let modal = widgets::modal(ui, "fingerprint", Command::Fingerprint.text()).show(ui, |ui| {
        ui.set_width(width);
        let palette = Palette::of(ui.visuals());
        widgets::label(ui, "Fingerprint", theme::section(), palette.text);
        widgets::paragraph(ui, ABOUT, palette.text_second);
        for (i, side) in sides.iter().enumerate() {
            // What is read is counted over all sides, so it is told once.
            let is_next = sides[..i].iter().all(|before| before.model.fingerprint().is_some());
            ui.add_space(8.0);
            side.ui(ui, dialog, is_next, actions);
        }
        if let Content::Pair(pair) = &tab.content {
            ui.add_space(8.0);
            let are_equal = fingerprint::are_equal(&pair.diff.compared);
            let answer = are_equal.map(|are_equal| Answer::new(are_equal, fingerprint::equality(are_equal)));
            answer_ui(ui, answer.as_ref());
        }
        ui.add_space(8.0);
        given_ui(ui, &mut dialog.given);
        ui.add_space(4.0);
        answer_ui(ui, answer(&dialog.given, &sides).as_ref());
        ui.add_space(8.0);
        ui.button("Close").clicked()
    });
    if modal.inner || modal.should_close() {
        actions.push(Action::CloseFingerprint);
    }
}

/// One model with what it is called in the dialog.
struct Side<'a> {
    /// `A`; empty where there is only one.
    letter: &'static str,
    model: &'a Model,
}

fn sides(tab: &Tab) -> Vec<Side<'_>> {
    match &tab.content {
        Content::Loaded(loaded) => vec![Side { letter: "", model: &loaded.model }],
        Content::Pair(pair) => {
            let letters = ["A", "B", "C", "D", "E", "F", "G", "H"];
            letters.into_iter().zip(pair.diff.compared.models()).map(|(letter, model)| Side { letter, model }).collect()
        }
        Content::Loading { .. } | Content::Failed(_) => Vec::new(),
    }
}

impl Side<'_> {
    fn found(&self) -> Option<Fingerprint> {
        self.model.fingerprint()?.as_ref().ok().copied()
    }

    /// Its name over its fingerprint, or over how far it is read.
    fn ui(&self, ui: &mut Ui, dialog: &FingerprintDialog, is_next: bool, actions: &mut Vec<Action>) {
        let palette = Palette::of(ui.visuals());
        let name = if self.letter.is_empty() { self.model.name.clone() } else { format!("{}  {}", self.letter, self.model.name) };
        widgets::label(ui, &name, theme::strong(), palette.text).on_hover_text(self.model.shown_path());
        ui.horizontal(|ui| {
            // The button has its place from the beginning, and the digits theirs, on two lines where they are too long for one.
            let width = ui.available_width() - widgets::buttons_width(ui, &[COPY]) - ui.spacing().item_spacing.x;
            let lines = if width < theme::DIGIT * 64.0 { 2.0 } else { 1.0 };
            let size = vec2(width, (theme::LINE * lines).max(theme::BUTTON));
            ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.set_min_size(size);
                self.found_ui(ui, dialog, is_next);
            });
            let found = self.found();
            let copy = ui.add_enabled(found.is_some(), egui::Button::new(COPY));
            let is_copied = copy.clicked();
            copy.widget_info(|| {
                WidgetInfo::labeled(Role::Button, found.is_some(), format!("Copy the fingerprint of {}", name.trim_start()))
            });
            if is_copied && let Some(found) = found {
                actions.push(Action::Copy(found.to_string()));
            }
        });
    }

    fn found_ui(&self, ui: &mut Ui, dialog: &FingerprintDialog, is_next: bool) {
        let palette = Palette::of(ui.visuals());
        match (self.model.fingerprint(), &dialog.failed, &dialog.finding) {
            (Some(Ok(found)), ..) => {
                let digits = egui::RichText::new(found.to_string()).font(theme::mono()).color(palette.text);
                ui.add(egui::Label::new(digits).wrap().selectable(true));
            }
            (Some(Err(why)), ..) => {
                widgets::icon(ui, Icon::Error, palette.error, "error");
                widgets::paragraph(ui, &format!("No fingerprint: {why}."), palette.text);
            }
            (None, Some(why), _) => {
                widgets::icon(ui, Icon::Error, palette.error, "error");
                widgets::paragraph(ui, why, palette.text);
            }
            (None, None, Some(finding)) => {
                let waited = finding.since.elapsed();
                if waited < theme::SHOW_WAITING_AFTER {
                    ui.ctx().request_repaint_after(theme::SHOW_WAITING_AFTER.saturating_sub(waited));
                } else if is_next {
                    // The count moves a few times a second, no more.
                    ui.ctx().request_repaint_after(Duration::from_millis(200));
                    let text = format!("Reading: {} of {}", bytes(finding.progress.bytes()), bytes(finding.total));
                    widgets::label(ui, &text, theme::body(), palette.text_second);
                }
            }
            (None, None, None) => {}
        }
    }
}

/// The field for another fingerprint.
fn given_ui(ui: &mut Ui, given: &mut String) {
    let palette = Palette::of(ui.visuals());
    let hint = "Paste another fingerprint to compare with";
    let field = ui.add(
        egui::TextEdit::singleline(given)
            .id(Id::unique("fingerprint field"))
            .font(theme::mono())
            .hint_text(egui::RichText::new(hint).color(palette.text_hint))
            .desired_width(f32::INFINITY)
            .margin(Margin::symmetric(8, 6)),
    );
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, hint));
    // What is pasted lands here from the beginning.
    if ui.memory(|memory| memory.focused().is_none()) {
        field.request_focus();
    }
    widgets::focus_ring(ui, &field, field.rect);
}

/// What is said of a comparison, with its sign.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    /// Nothing where there is nothing to compare with.
    is_equal: Option<bool>,
    text: &'static str,
}

impl Answer {
    fn new(is_equal: bool, text: &'static str) -> Self {
        Self { is_equal: Some(is_equal), text }
    }
}

/// Whether what was given is the fingerprint of one of the sides; nothing while that cannot be told.
fn answer(given: &str, sides: &[Side<'_>]) -> Option<Answer> {
    if given.trim().is_empty() {
        return None;
    }
    let Ok(given) = given.parse::<Fingerprint>() else {
        return Some(Answer { is_equal: None, text: "This is not a fingerprint: a fingerprint has 64 hexadecimal digits" });
    };
    let found: Vec<Fingerprint> = sides.iter().filter_map(Side::found).collect();
    if found.is_empty() || found.len() < sides.len() {
        return None;
    }
    let are_equal: Vec<bool> = found.iter().map(|found| *found == given).collect();
    Some(match are_equal.as_slice() {
        [true] => Answer::new(true, "It is the same"),
        [false] => Answer::new(false, "It is different"),
        [true, true] => Answer::new(true, "It is the same as those of A and B"),
        [true, false] => Answer::new(true, "It is the same as that of A, and not as that of B"),
        [false, true] => Answer::new(true, "It is the same as that of B, and not as that of A"),
        equal if equal.contains(&true) => Answer::new(true, "It is the same as one of them"),
        _ => Answer::new(false, "It is different from theirs"),
    })
}

/// The answer in a line whose place is kept while there is none.
fn answer_ui(ui: &mut Ui, answer: Option<&Answer>) {
    let palette = Palette::of(ui.visuals());
    ui.horizontal(|ui| {
        ui.set_min_height(theme::LINE);
        let Some(&Answer { is_equal, text }) = answer else { return };
        let (icon, color, name) = match is_equal {
            Some(true) => (Icon::Tick, palette.ok, "equal"),
            Some(false) => (Icon::Warning, palette.warning, "different"),
            None => (Icon::Question, palette.text_second, "not told"),
        };
        widgets::icon(ui, icon, color, name);
        widgets::label(ui, text, theme::body(), palette.text);
    });
}
