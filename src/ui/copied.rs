//! What was copied says so where it was asked for, briefly, and nothing moves for it.

use std::time::Duration;

use egui::{Align2, Area, Context, Frame, Id, Margin, Order, Pos2, Rect, Role, Stroke, Ui, WidgetInfo, vec2};

use super::command::{Action, Command};
use super::icons::Icon;
use super::theme::{self, Palette};
use super::widgets;
use crate::mlmodel::display::{clipped, count, one_line};
use crate::present::Table;

/// Seconds for which it says so.
const STAY: f64 = 1.5;
/// Characters that are shown of what was copied.
const SHOWN: usize = 48;
/// What is higher than this is no row and no button, but a list or a text, in points.
const HIGHEST_ROW: f32 = 64.0;

/// That something was copied.
#[derive(Debug, Default)]
pub struct CopyAnswer {
    /// Where a copy was asked for that is still to be made.
    asked: Option<Spot>,
    said: Option<Said>,
}

/// A point, and on which side of it the answer lies.
#[derive(Clone, Copy, Debug)]
struct Spot {
    at: Pos2,
    pivot: Align2,
}

#[derive(Debug)]
struct Said {
    words: String,
    /// Nothing where no place on the screen had asked: a shortcut of the whole window.
    spot: Option<Spot>,
    /// Since when it is drawn, in seconds of egui's clock.
    since: Option<f64>,
}

impl CopyAnswer {
    /// Says that this text was copied, where it was asked for.
    pub fn of_text(&mut self, text: &str) {
        self.say(match text.lines().count() {
            0 => "Copied an empty text".to_owned(),
            1 => format!("Copied {}", clipped(&one_line(text), SHOWN)),
            lines => format!("Copied {}", count(lines, "line", "lines")),
        });
    }

    /// Says that these rows were copied, where it was asked for.
    pub fn of_table(&mut self, table: &Table) {
        self.of_rows(table.rows.len());
    }

    /// Says that so many rows were copied, where it was asked for.
    pub fn of_rows(&mut self, rows: usize) {
        self.say(format!("Copied {}", count(rows, "row", "rows")));
    }

    fn say(&mut self, words: String) {
        self.said = Some(Said { words, spot: self.asked.take(), since: None });
    }
}

/// For the end of a frame: draws the answer, and keeps where a copy was asked for in this frame.
pub fn ui(ui: &Ui, answer: &mut CopyAnswer, actions: &[Action]) {
    if actions.iter().any(copies) {
        answer.asked = asked_at(ui);
    }
    let Some(said) = &mut answer.said else { return };
    let now = ui.input(|input| input.time);
    let left = STAY - (now - *said.since.get_or_insert(now));
    if left <= 0.0 {
        answer.said = None;
        return;
    }
    // Nothing is drawn until it goes.
    ui.ctx().request_repaint_after(Duration::from_secs_f64(left));
    let top = ui.content_rect().center_top() + vec2(0.0, theme::BAR + 8.0);
    let Spot { at, pivot } = said.spot.unwrap_or(Spot { at: top, pivot: Align2::CENTER_TOP });
    let palette = Palette::of(ui.visuals());
    let frame = Frame::new()
        .fill(palette.raised)
        .stroke(Stroke::new(1.0, palette.separator))
        .corner_radius(6)
        .inner_margin(Margin::symmetric(8, 4));
    let area = Area::new(Id::unique("copied")).order(Order::Tooltip).interactable(false).pivot(pivot).fixed_pos(at);
    area.show(ui, |ui| {
        frame.show(ui, |ui| {
            let words = widgets::line(ui, &said.words, theme::body(), palette.text, f32::INFINITY);
            let (rect, response) = ui.allocate_exact_size(words.size() + vec2(theme::ICON + 6.0, 0.0), egui::Sense::hover());
            let sign = Rect::from_min_size(rect.min, vec2(theme::ICON, rect.height()));
            Icon::Tick.paint(ui.painter(), sign, palette.ok, palette.raised);
            ui.painter().galley(rect.min + vec2(theme::ICON + 6.0, 0.0), words, palette.text);
            response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &said.words));
            ui.ctx().accesskit_node_builder(response.id, |builder| builder.set_live(egui::accesskit::Live::Polite));
        });
    });
}

/// Whether something is copied then.
fn copies(action: &Action) -> bool {
    let copies_by_command = |command: &Command| {
        matches!(
            command,
            Command::CopyPath | Command::CopyListTsv | Command::CopyListCsv | Command::CopyListMarkdown | Command::CopyListJson
        )
    };
    match action {
        Action::Copy(_) | Action::CopyTable(..) | Action::CopyCurves => true,
        Action::Run(command) => copies_by_command(command),
        _ => false,
    }
}

/// The pointer, where it clicked in this frame; else the row or the button that has the keyboard.
fn asked_at(ctx: &Context) -> Option<Spot> {
    let clicked = ctx.input(|input| input.pointer.interact_pos().filter(|_| input.pointer.any_released()));
    if let Some(at) = clicked {
        return Some(Spot { at: at - vec2(0.0, 12.0), pivot: Align2::CENTER_BOTTOM });
    }
    let focused = ctx.memory(egui::Memory::focused)?;
    if let Some(row) = ctx.data(|data| data.get_temp::<Rect>(row_id(focused))) {
        return Some(Spot { at: row.right_center() - vec2(8.0, 0.0), pivot: Align2::RIGHT_CENTER });
    }
    let rect = ctx.read_response(focused)?.rect;
    Some(if rect.height() > HIGHEST_ROW {
        Spot { at: rect.right_top() + vec2(-theme::SCROLL_BAR - 8.0, 8.0), pivot: Align2::RIGHT_TOP }
    } else {
        Spot { at: rect.center_top() - vec2(0.0, 4.0), pivot: Align2::CENTER_BOTTOM }
    })
}

/// Keeps where the row is that the keyboard is on in a list, or that it is out of view.
pub(super) fn row_is_at(ctx: &Context, list: Id, row: Option<Rect>) {
    ctx.data_mut(|data| match row {
        Some(row) => {
            data.insert_temp(row_id(list), row);
        }
        None => {
            data.remove::<Rect>(row_id(list));
        }
    });
}

fn row_id(list: Id) -> Id {
    list.with("row with the keyboard")
}
