//! The library beside an open model: the same list, one column wide.

use egui::{CornerRadius, Frame, Id, Margin, Rect, Sense, Ui, pos2, vec2};

use super::state::{Library, Shown};
use super::{cells, list_id, table};
use crate::mlmodel::display::one_line;
use crate::present::listed;
use crate::ui::command::Action;
use crate::ui::icons::Icon;
use crate::ui::panes;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Draws the panel. `open` is the folder of the model that is shown beside it.
pub fn ui(ui: &mut Ui, library: &mut Library, open: Option<&std::path::Path>, actions: &mut Vec<Action>) {
    let frame = Frame::new().fill(Palette::of(ui.visuals()).window).inner_margin(Margin::symmetric(8, 12));
    egui::Panel::left("library panel").frame(frame).resizable(false).exact_size(WIDTH).show(ui, |ui| contents(ui, library, open, actions));
}

/// Width of the panel.
const WIDTH: f32 = 248.0;

/// The same over a window too narrow for it to stand beside a model. Whether it is to stay.
pub fn drawer(ui: &mut Ui, library: &mut Library, open: Option<&std::path::Path>, actions: &mut Vec<Action>) -> bool {
    let palette = Palette::of(ui.visuals());
    let window = ui.content_rect();
    let place = Rect::from_min_max(pos2(window.left(), window.top() + theme::BAR), pos2(window.left() + WIDTH, window.bottom()));
    let before = actions.len();
    let area = egui::Area::new(Id::unique("library drawer")).order(egui::Order::Foreground).fixed_pos(place.min);
    let shown = area.show(ui, |ui| {
        let frame =
            Frame::new().fill(palette.window).stroke(egui::Stroke::new(1.0, palette.separator)).inner_margin(Margin::symmetric(8, 12));
        frame.show(ui, |ui| {
            ui.set_width(WIDTH - 16.0);
            ui.set_height(place.height() - 24.0);
            contents(ui, library, open, actions);
        });
    });
    let is_left = ui.input(|input| input.key_pressed(egui::Key::Escape)) || shown.response.clicked_elsewhere();
    !is_left && actions[before..].iter().all(|action| !matches!(action, Action::Open(_)))
}

fn contents(ui: &mut Ui, library: &mut Library, open: Option<&std::path::Path>, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    library.refresh();
    let before = library.view.filter.clone();
    let width = ui.available_width();
    widgets::filter_field(ui, super::filter_id(), &mut library.view.filter, "Filter models", width);
    panes::filtered(ui, list_id(), super::filter_id());
    if library.view.filter != before {
        library.changed();
        library.refresh();
    }
    ui.add_space(4.0);
    if library.rows.is_empty() {
        widgets::paragraph(ui, "No model matches.", palette.text_second);
        return;
    }
    let focused = table::keyboard(ui, ui.available_rect_before_wrap(), library, actions);
    let scroll = table::scroll(ui, "library panel", library);
    let mut clicked = None;
    let out = scroll.show_rows(ui, theme::ROW, library.rows.len(), |ui, range| {
        for i in range {
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::hover());
            clicked = row_ui(ui, i, rect, library, open, focused, actions).or(clicked);
        }
    });
    library.offset = out.state.clamped_offset().y;
    library.height = out.inner_rect.height();
    // One click opens: the model stands right beside the list.
    if let Some(row) = clicked {
        library.go_to(row);
        library.reveal = false;
        ui.memory_mut(|memory| memory.request_focus(list_id()));
        table::activate(library, row, actions);
    }
}

fn row_ui(
    ui: &mut Ui,
    row: usize,
    rect: Rect,
    library: &Library,
    open: Option<&std::path::Path>,
    focused: bool,
    actions: &mut Vec<Action>,
) -> Option<usize> {
    let palette = Palette::of(ui.visuals());
    let key = library.key(row)?;
    let response = ui.interact(rect, Id::unique(("library panel", table::row_id(&key), row)), Sense::click());
    let is_open = matches!(&key, super::Key::Model(path) if open == Some(path.as_path()));
    let hint = widgets::row_background(ui, rect, is_open, response.hovered(), false);
    if library.cursor == Some(row) && focused {
        let radius = CornerRadius::same(theme::RADIUS_SMALL);
        ui.painter().rect_stroke(rect, radius, egui::Stroke::new(2.0, palette.accent), egui::StrokeKind::Inside);
    }
    let name = rect.with_min_x(rect.left() + if library.view.grouping == crate::library::Grouping::None { 8.0 } else { 24.0 });
    let at = Rect::from_center_size(pos2(rect.right() - 14.0, rect.center().y), vec2(16.0, 16.0));
    match library.shown(row)? {
        Shown::Group(header) => cells::group_ui(ui, rect, &response, header, library),
        Shown::Model { place, entry, checkup, news } => {
            if let Some(checkup) = checkup {
                let (icon, _) = cells::health(&checkup);
                icon.paint(ui.painter(), at, icon.color(palette), palette.window);
            }
            let alias = entry.registered.iter().flat_map(|registered| registered.aliases.iter()).next();
            let side = match (news, alias) {
                (Some(news), _) => news.word().to_owned(),
                (None, Some(alias)) => format!("@{alias}"),
                (None, None) => listed::flavors(entry),
            };
            let hint = if news.is_some() { palette.warning } else { hint };
            let galley = widgets::line(ui, &one_line(&side), theme::small(), hint, 84.0);
            let left = rect.right() - 30.0 - galley.size().x;
            ui.painter().galley(pos2(left, rect.center().y - galley.size().y / 2.0), galley, hint);
            widgets::paint_line(ui, name.with_max_x(left - 8.0), &one_line(&entry.name), theme::body(), palette.text);
            cells::describe(ui, &response, place, entry, checkup, news, is_open, actions);
        }
        Shown::Absent { absent, .. } => {
            Icon::Question.paint(ui.painter(), at, palette.text_second, palette.window);
            let text = format!("{} {}", absent.registered.name, absent.registered.version);
            widgets::paint_line(ui, name.with_max_x(rect.right() - 30.0), &one_line(&text), theme::body(), palette.text_second);
            cells::describe_absent(&response, absent, false, actions);
        }
    }
    response.clicked().then_some(row)
}
