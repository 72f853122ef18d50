//! What stands in the rows of the library: models, absent versions, headings of groups.

use egui::{Rect, Role, Ui, WidgetInfo, pos2, vec2};

use super::state::Library;
use super::table::Column;
use crate::checks::Severity;
use crate::folder::MISTAKE;
use crate::library::{Absent, Checkup, Entry, Header, News, Order, Place, Registered};
use crate::mlmodel::display::{bytes, capitalised, clipped, count, one_line, os_text};
use crate::mlmodel::time;
use crate::present::listed;
use crate::ui::command::Action;
use crate::ui::icons::Icon;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

pub(super) fn group_ui(ui: &Ui, rect: Rect, response: &egui::Response, header: &Header, library: &Library) {
    let palette = Palette::of(ui.visuals());
    let members = count(header.count, "model", "models");
    response.widget_info(|| WidgetInfo::labeled(Role::DisclosureTriangle, true, format!("{}, {members}", header.label)));
    ui.ctx().accesskit_node_builder(response.id, |builder| builder.set_expanded(!header.is_folded));
    let arrow = Rect::from_center_size(pos2(rect.left() + 12.0, rect.center().y), vec2(16.0, 16.0));
    if header.is_folded { Icon::Closed } else { Icon::Open }.paint(ui.painter(), arrow, palette.text_second, palette.surface);
    let text = rect.with_min_x(rect.left() + 26.0).with_max_x(rect.right() - 90.0);
    let (width, _) = widgets::paint_line(ui, text, &one_line(&header.label), theme::strong(), palette.text);
    let hint = match &header.group {
        crate::library::Group::Experiment(place, _) if library.places.len() > 1 && library.view.place.is_none() => {
            library.places.get(*place).map(|place| format!("{}  ", place.name())).unwrap_or_default()
        }
        _ => String::new(),
    };
    let after = text.with_min_x(text.left() + width + 10.0).with_max_x(rect.right() - 8.0);
    widgets::paint_line(ui, after, &format!("{hint}{}", crate::mlmodel::display::grouped(header.count)), theme::small(), palette.text_hint);
}

/// A health in a sign, a word and a colour.
pub(super) fn health(checkup: &Checkup) -> (Icon, String) {
    if checkup.failed {
        return (Icon::Error, capitalised(MISTAKE));
    }
    let severity = match (checkup.errors, checkup.warnings) {
        (0, 0) => None,
        (0, _) => Some(Severity::Warning),
        _ => Some(Severity::Error),
    };
    (Icon::worst(severity), listed::health(checkup))
}

#[expect(clippy::too_many_arguments, reason = "a row and all that it shows")]
pub(super) fn model_cells(
    ui: &Ui,
    rect: Rect,
    columns: &[Column],
    entry: &Entry,
    checkup: Option<Checkup>,
    news: Option<News>,
    is_lit: bool,
    indent: f32,
) {
    let palette = Palette::of(ui.visuals());
    let hint = if is_lit { palette.text_second } else { palette.text_hint };
    for column in columns {
        let cell = Rect::from_x_y_ranges(column.left + 8.0..=column.left + column.width - 8.0, rect.y_range());
        let text = |text: &str, color| {
            widgets::paint_line(ui, cell, &one_line(text), theme::body(), color);
        };
        match column.order {
            Order::Name => {
                let indent = indent + if entry.is_nested { theme::INDENT } else { 0.0 };
                let (width, _) =
                    widgets::paint_line(ui, cell.with_min_x(cell.left() + indent), &one_line(&entry.name), theme::strong(), palette.text);
                let after = cell.with_min_x((cell.left() + indent + width + 8.0).min(cell.right()));
                if let Some(news) = news {
                    widgets::paint_line(ui, after, news.word(), theme::small_strong(), palette.warning);
                } else if entry.is_deleted {
                    widgets::paint_line(ui, after, "deleted", theme::small(), hint);
                } else if entry.is_nested {
                    widgets::paint_line(ui, after, "inside another", theme::small(), hint);
                }
            }
            Order::Flavors => text(&listed::flavors(entry), palette.text_second),
            // The heading says that it is UTC.
            Order::Created => {
                let shown = entry.created.as_deref().map(time::shown).unwrap_or_default();
                text(shown.trim_end_matches(" UTC"), palette.text_second);
            }
            Order::Experiment => text(entry.experiment.as_deref().unwrap_or_default(), palette.text_second),
            Order::Run => text(entry.run_name.as_deref().unwrap_or_default(), palette.text_second),
            Order::Registered => registered_cell(ui, cell, &entry.registered, palette),
            Order::Size => {
                if let Some(checkup) = checkup.filter(|checkup| !checkup.failed) {
                    widgets::paint_right(ui, cell, &bytes(checkup.bytes), theme::body(), palette.text_second);
                }
            }
            Order::Health => {
                let Some(checkup) = checkup else { continue };
                let (icon, words) = health(&checkup);
                let at = Rect::from_center_size(pos2(cell.left() + 8.0, rect.center().y), vec2(16.0, 16.0));
                icon.paint(ui.painter(), at, icon.color(palette), palette.surface);
                let color = if icon == Icon::Error { palette.error } else { palette.text_second };
                widgets::paint_line(ui, cell.with_min_x(cell.left() + 22.0), &words, theme::body(), color);
            }
        }
    }
}

fn registered_cell(ui: &Ui, cell: Rect, registered: &[Registered], palette: &Palette) {
    let Some(first) = registered.first() else { return };
    let mut text = format!("{} {}", first.name, first.version);
    if registered.len() > 1 {
        text.push_str(&format!(" + {}", registered.len() - 1));
    }
    let (width, _) = widgets::paint_line(ui, cell, &one_line(&text), theme::body(), palette.text_second);
    let aliases: Vec<String> = registered.iter().flat_map(|r| r.aliases.iter()).map(|alias| format!("@{alias}")).collect();
    let rest = cell.with_min_x((cell.left() + width + 8.0).min(cell.right()));
    widgets::paint_line(ui, rest, &one_line(&aliases.join(" ")), theme::small(), palette.accent);
}

/// The name, the menu and the explanation of a row.
#[expect(clippy::too_many_arguments, reason = "a row and all that it says")]
pub(super) fn describe(
    ui: &Ui,
    response: &egui::Response,
    place: &Place,
    entry: &Entry,
    checkup: Option<Checkup>,
    news: Option<News>,
    is_selected: bool,
    actions: &mut Vec<Action>,
) {
    let state = checkup.map(|checkup| health(&checkup).1).unwrap_or_default();
    response.widget_info(|| {
        let news = news.map(News::word).unwrap_or_default();
        let news = if news.is_empty() && entry.is_deleted { "deleted" } else { news };
        let parts = [&*entry.name, &listed::flavors(entry), entry.run_name.as_deref().unwrap_or_default(), &state, news];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        WidgetInfo::selected(Role::Row, ui.is_enabled(), is_selected, parts.join(", "))
    });
    let path = place.path.join(&entry.path);
    let text = os_text(path.as_os_str());
    response.context_menu(|ui| {
        if ui.button("Open").clicked() {
            actions.push(Action::Open(path.clone()));
        }
        if ui.button("Copy path").clicked() {
            actions.push(Action::Copy(text.clone()));
        }
        for (words, id) in [("Copy run ID", entry.run_id.as_deref()), ("Copy model ID", entry.model_id.as_deref())] {
            if let Some(id) = id
                && ui.button(words).clicked()
            {
                actions.push(Action::Copy(id.to_string()));
            }
        }
        if ui.button("Show in file manager").clicked() {
            actions.push(Action::ShowPath(path.clone()));
        }
    });
    response.clone().on_hover_ui(|ui| {
        ui.label(clipped(&text, 400));
        if checkup.is_some_and(|checkup| checkup.failed) {
            ui.label(format!("{}; all others were looked at.", capitalised(MISTAKE)));
        }
        for (label, value) in [("Run ID", entry.run_id.as_deref()), ("Model ID", entry.model_id.as_deref())] {
            if let Some(value) = value {
                ui.label(format!("{label}: {}", clipped(value, 80)));
            }
        }
        for registered in entry.registered.iter().take(8) {
            let stage = registered.stage.as_deref().map(|stage| format!(", {stage}")).unwrap_or_default();
            ui.label(clipped(&format!("{}{stage}", registered.label()), 200));
        }
    });
}

#[expect(clippy::too_many_arguments, reason = "a row and all that it shows")]
pub(super) fn absent_cells(
    ui: &Ui,
    rect: Rect,
    columns: &[Column],
    response: &egui::Response,
    absent: &Absent,
    is_selected: bool,
    indent: f32,
    actions: &mut Vec<Action>,
) {
    let palette = Palette::of(ui.visuals());
    for column in columns {
        let cell = Rect::from_x_y_ranges(column.left + 8.0..=column.left + column.width - 8.0, rect.y_range());
        match column.order {
            Order::Name => {
                let name = format!("{} {}", absent.registered.name, absent.registered.version);
                widgets::paint_line(ui, cell.with_min_x(cell.left() + indent), &one_line(&name), theme::body(), palette.text_second);
            }
            Order::Registered => registered_cell(ui, cell, std::slice::from_ref(&absent.registered), palette),
            Order::Health => {
                let at = Rect::from_center_size(pos2(cell.left() + 8.0, rect.center().y), vec2(16.0, 16.0));
                Icon::Question.paint(ui.painter(), at, palette.text_second, palette.surface);
                widgets::paint_line(ui, cell.with_min_x(cell.left() + 22.0), "not here", theme::body(), palette.text_second);
            }
            _ => {}
        }
    }
    describe_absent(response, absent, is_selected, actions);
}

pub(super) fn describe_absent(response: &egui::Response, absent: &Absent, is_selected: bool, actions: &mut Vec<Action>) {
    let label = absent.registered.label();
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, is_selected, format!("{label}, not here: {}", absent.why)));
    response.context_menu(|ui| {
        if ui.button("Copy source").clicked() {
            actions.push(Action::Copy(absent.source.clone()));
        }
    });
    response.clone().on_hover_ui(|ui| {
        ui.label(clipped(&label, 200));
        ui.label(format!("Not here: {}.", absent.why));
        ui.label(clipped(&absent.source, 400));
    });
}
