//! The library beside an open model: the same list, one column wide.

use egui::{Frame, Id, Margin, Rect, Ui, Vec2, pos2};

use super::state::{Key, Library, Listed, Shown};
use super::{LIST, cells, list_id, table};
use crate::library::{Grouping, Subject};
use crate::mlmodel::display::{one_line, os_text};
use crate::present::listed;
use crate::ui::command::Action;
use crate::ui::icons::Icon;
use crate::ui::rows::{Asked, Folds, Row, Rows};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Draws the panel. `open` is the folder of the model that is shown beside it.
pub fn ui(ui: &mut Ui, library: &mut Library, open: Option<&std::path::Path>, actions: &mut Vec<Action>) {
    let frame = Frame::new().fill(Palette::of(ui.visuals()).window).inner_margin(MARGIN);
    egui::Panel::left("library panel")
        .frame(frame)
        .resizable(false)
        .exact_size(theme::SIDE)
        .show(ui, |ui| contents(ui, library, open, actions));
}

/// At the right the scroll bar has a strip of its own.
pub(super) const MARGIN: Margin = Margin { left: 8, right: 0, top: 12, bottom: 12 };

/// The same over a window too narrow for it to stand beside a model. Whether it is to stay.
pub fn drawer(ui: &mut Ui, library: &mut Library, open: Option<&std::path::Path>, actions: &mut Vec<Action>) -> bool {
    let palette = Palette::of(ui.visuals());
    let window = ui.content_rect();
    let place = Rect::from_min_max(pos2(window.left(), window.top() + theme::BAR), pos2(window.left() + theme::SIDE, window.bottom()));
    let before = actions.len();
    let area = egui::Area::new(Id::unique("library drawer")).accessible_name("Library").order(egui::Order::Foreground).fixed_pos(place.min);
    let shown = area.show(ui, |ui| {
        let frame = Frame::new().fill(palette.window).stroke(egui::Stroke::new(1.0, palette.separator)).inner_margin(MARGIN);
        frame.show(ui, |ui| {
            ui.set_width(theme::SIDE - 8.0);
            ui.set_height(place.height() - 24.0);
            contents(ui, library, open, actions);
        });
    });
    let is_left = ui.input(|input| input.key_pressed(egui::Key::Escape)) || shown.response.clicked_elsewhere();
    !is_left && actions[before..].iter().all(|action| !matches!(action, Action::Open(_) | Action::Glance(_)))
}

fn contents(ui: &mut Ui, library: &mut Library, open: Option<&std::path::Path>, actions: &mut Vec<Action>) {
    library.refresh();
    let before = library.view.filter.clone();
    let width = ui.available_width() - theme::SCROLL_BAR;
    super::filter_field(width).ui(ui, &mut library.view.filter);
    if library.view.filter != before {
        library.changed();
        library.list.go_to_top();
        library.refresh();
    }
    ui.add_space(4.0);
    let before = library.at();
    let mut list = std::mem::take(&mut library.list);
    let is_open = |row| matches!(library.key(row), Some(Key::Model(path)) if open == Some(path.as_path()));
    let key = |row| library.row_id(row);
    let is_group = |row: usize| library.is_group(row);
    let folds = Folds { is_open: &|row| library.is_open(row), parent: &|row| library.heading(row), at_click: &is_group };
    let rows = Rows::new(list_id(), LIST, library.rows.len(), theme::ROW).several(&is_open).keyed(&key).first(library.first());
    let palette = Palette::of(ui.visuals());
    let rows = rows.folds(folds).pins_headings(palette.window).empty("No model matches.");
    let done = rows.show(ui, &mut list, |ui, row| row_ui(ui, row, library, actions));
    library.list = list;
    if let Some(group) = done.flipped {
        library.flip(group);
    }
    if let Some(row) = library.list.selected {
        match (done.asked, library.key(row)) {
            (Some(Asked::Copy), Some(Key::Model(path))) => actions.push(Action::Copy(os_text(path.as_os_str()))),
            (Some(Asked::Activate), _) => table::open(library, row, actions),
            // One click shows: the model stands right beside the list, and the next one takes its place.
            (_, Some(Key::Model(path))) if done.clicked.is_some() => actions.push(Action::Glance(path)),
            (_, Some(Key::Run(..))) if done.clicked.is_some() => table::open(library, row, actions),
            _ => {}
        }
    }
    library.remember(before);
}

fn row_ui(ui: &Ui, row: &mut Row, library: &Library, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let hint = row.background(ui);
    let rect = row.rect;
    let name = rect.with_min_x(rect.left() + if library.view.grouping == Grouping::None { 8.0 } else { 24.0 });
    let at = Rect::from_center_size(pos2(rect.right() - 14.0, rect.center().y), Vec2::splat(theme::ICON));
    match library.shown(row.item) {
        Some(Shown::Group(header)) => cells::group_ui(ui, row, header, library),
        Some(Shown::Subject(Listed { subject: Subject::Absent(absent), .. })) => {
            Icon::Question.paint(ui.painter(), at, palette.text_second, palette.window);
            let text = format!("{} {}", absent.registered.name, absent.registered.version);
            widgets::paint_line(ui, name.with_max_x(rect.right() - 30.0), &one_line(&text), theme::body(), palette.text_second);
            cells::describe_absent(row, absent, actions);
        }
        Some(Shown::Subject(listed)) => {
            if let Some(checkup) = listed.checkup {
                let (icon, _) = cells::health(&checkup);
                icon.paint(ui.painter(), at, icon.color(palette), palette.window);
            }
            let (side, hint) = match listed.news {
                Some(news) => (news.word().to_owned(), palette.warning),
                None => (beside(listed.subject), hint),
            };
            let galley = widgets::line(ui, &one_line(&side), theme::small(), hint, 84.0);
            let left = rect.right() - 30.0 - galley.size().x;
            ui.painter().galley(pos2(left, rect.center().y - galley.size().y / 2.0), galley, hint);
            widgets::paint_line(ui, name.with_max_x(left - 8.0), &one_line(listed.subject.name()), theme::body(), palette.text);
            cells::describe(row, &listed, library, actions);
        }
        None => {}
    }
}

/// What stands beside a name: its alias, else its run where that is called otherwise, else its flavors; of a run that it has no
/// model.
fn beside(subject: Subject<'_>) -> String {
    if matches!(subject, Subject::Run(_)) {
        return listed::NO_MODEL.to_owned();
    }
    let alias = subject.registered().iter().flat_map(|registered| registered.aliases.iter()).next();
    let run = subject.run_name().filter(|run| *run != subject.name());
    match (alias, run) {
        (Some(alias), _) => format!("@{alias}"),
        (None, Some(run)) => run.to_owned(),
        (None, None) => listed::flavors(subject.flavors()),
    }
}
