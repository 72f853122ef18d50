//! Messages in the corner of the window.

use std::time::Duration;

use egui::{Align2, Area, Frame, Id, Margin, Order, Stroke, Ui, vec2};

use super::command::Action;
use super::icons::Icon;
use super::theme::{self, Palette};
use super::widgets;
use crate::checks::Severity;

/// Something the person should be told. It leaves by itself, unless it asks something.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub severity: Severity,
    pub text: String,
    /// Something that can be done about it in one click: the words on the button, and what it does.
    pub offer: Option<(String, Action)>,
    /// Since when it lies there, in seconds of egui's clock; `None` before it is drawn, and while the pointer or the
    /// keyboard is on it.
    pub since: Option<f64>,
}

impl Notice {
    /// A message that offers nothing.
    #[must_use]
    pub fn new(severity: Severity, text: impl Into<String>) -> Self {
        Self { severity, text: text.into(), offer: None, since: None }
    }

    /// The seconds after which it leaves, in which a slow reader has read it; `None` if it asks something.
    #[must_use]
    pub fn stay(&self) -> Option<f64> {
        if self.offer.is_some() {
            return None;
        }
        let least = if self.severity == Severity::Note { 4.0 } else { 8.0 };
        #[expect(clippy::cast_precision_loss, reason = "characters of a message")]
        let reading = self.text.chars().count() as f64 / 15.0;
        Some((least + reading).min(30.0))
    }

    /// The seconds that are left to it at `now`; `None` while it stays.
    #[must_use]
    pub fn left(&self, now: f64) -> Option<f64> {
        Some(self.stay()? - (now - self.since?))
    }
}

/// Draws them, and lets those go whose time is over.
pub fn ui(ui: &Ui, notices: &mut Vec<Notice>, actions: &mut Vec<Action>) {
    let now = ui.input(|input| input.time);
    notices.retain(|notice| notice.left(now).is_none_or(|left| left > 0.0));
    if notices.is_empty() {
        return;
    }
    let width = theme::NOTICE.min(ui.content_rect().width() - 48.0);
    let mut closed = None;
    // Nothing leaves under the pointer or the keyboard.
    let mut is_held = false;
    let area = Area::new(Id::unique("notices"))
        .accessible_name("Messages")
        .order(Order::Foreground)
        .anchor(Align2::RIGHT_BOTTOM, vec2(-16.0, -52.0));
    let area = area.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        for (i, notice) in notices.iter().enumerate() {
            let close = notice_ui(ui, notice, width, &mut is_held, actions);
            if close.clicked() {
                closed = Some(i);
            }
        }
    });
    is_held |= ui.ctx().rect_contains_pointer(area.response.layer_id, area.response.rect);
    if let Some(i) = closed {
        notices.remove(i);
    }
    for notice in notices.iter_mut() {
        notice.since = if is_held { None } else { notice.since.or(Some(now)) };
    }
    // Nothing is drawn until the next one leaves.
    if let Some(left) = notices.iter().filter_map(|notice| notice.left(now)).reduce(f64::min) {
        ui.ctx().request_repaint_after(Duration::from_secs_f64(left.max(0.0)));
    }
}

/// One message; the button that closes it. `is_held` is set where the keyboard is on something in it.
fn notice_ui(ui: &mut Ui, notice: &Notice, width: f32, is_held: &mut bool, actions: &mut Vec<Action>) -> egui::Response {
    let palette = Palette::of(ui.visuals());
    let frame =
        Frame::new().fill(palette.raised).stroke(Stroke::new(1.0, palette.separator)).corner_radius(8).inner_margin(Margin::same(12));
    let close = frame.show(ui, |ui| {
        ui.set_width(width - 24.0);
        let row = ui.horizontal_top(|ui| {
            let icon = Icon::severity(notice.severity);
            widgets::icon(ui, icon, icon.color(palette), notice.severity.word());
            ui.vertical(|ui| {
                ui.set_width(ui.available_width() - 32.0);
                widgets::paragraph(ui, &notice.text, palette.text);
                if let Some((words, action)) = &notice.offer {
                    let offer = ui.button(words);
                    *is_held |= offer.has_focus();
                    if offer.clicked() {
                        actions.push(action.clone());
                    }
                }
            });
            widgets::icon_button(ui, Icon::Close, "Close this message", false)
        });
        row.inner
    });
    *is_held |= close.inner.has_focus();
    close.inner
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_and_graver_messages_stay_longer() {
        let stay = |severity, text: &str| Notice::new(severity, text).stay().unwrap_or(f64::INFINITY);
        let (short, long) = ("Copied.", "The settings could not be written.".repeat(3));
        assert!(stay(Severity::Note, short) < stay(Severity::Note, &long));
        assert!(stay(Severity::Note, short) < stay(Severity::Error, short));
        assert!(stay(Severity::Error, &long.repeat(100)) <= 30.0);
        let offer = Some(("Compare".to_owned(), Action::CheckRequest));
        assert_eq!(Notice { offer, ..Notice::new(Severity::Note, short) }.stay(), None);
    }

    #[test]
    fn a_message_that_is_not_lying_there_loses_no_time() {
        let mut notice = Notice::new(Severity::Note, "Copied.");
        assert_eq!(notice.left(100.0), None);
        notice.since = Some(99.0);
        assert_eq!(notice.left(100.0), notice.stay().map(|stay| stay - 1.0));
    }
}
