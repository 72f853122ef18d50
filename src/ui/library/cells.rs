//! What stands in the rows of the library: models, absent versions, headings of groups.

use std::path::Path;

use egui::{Color32, Rect, Role, Ui, Vec2, pos2};

use super::state::{Library, Listed, LoggedCell};
use crate::checks::Severity;
use crate::folder::MISTAKE;
use crate::library::{Absent, Checkup, Group, Header, LoggedValue, Order, Registered, Span, Subject};
use crate::mlmodel::display::{bytes, capitalised, clipped, count, grouped, one_line, os_text};
use crate::mlmodel::time;
use crate::present::listed;
use crate::present::to_compare::ModelToCompare;
use crate::ui::command::{Action, Command};
use crate::ui::icons::Icon;
use crate::ui::rows::Row;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

pub(super) fn group_ui(ui: &Ui, row: &mut Row, header: &Header, library: &Library) {
    let palette = Palette::of(ui.visuals());
    let (one, many) = if library.view.shows_runs { ("model or run", "models and runs") } else { ("model", "models") };
    let members = count(header.count, one, many);
    row.describe(Role::DisclosureTriangle, || format!("{}, {members}", header.label));
    let rect = row.rect;
    row.arrow(ui, rect.left() + 12.0, palette.text_second, !header.is_folded);
    let text = rect.with_min_x(rect.left() + 26.0).with_max_x(rect.right() - 90.0);
    let (width, _) = widgets::paint_line(ui, text, &one_line(&header.label), theme::strong(), palette.text);
    let hint = match &header.group {
        Group::Experiment(place, _) if library.places.len() > 1 && library.view.place.is_none() => {
            library.places.get(*place).map(|place| format!("{}  ", place.name())).unwrap_or_default()
        }
        _ => String::new(),
    };
    let after = text.with_min_x(text.left() + width + 10.0).with_max_x(rect.right() - 8.0);
    widgets::paint_line(ui, after, &format!("{hint}{}", grouped(header.count)), theme::small(), palette.text_hint);
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

/// What was logged: numbers at the right, the best of a group with a mark.
pub(super) fn logged_ui(ui: &Ui, cell: Rect, logged: LoggedCell<'_>, is_right: bool) {
    let palette = Palette::of(ui.visuals());
    let text = listed::logged(logged.value);
    if let Some(trend) = logged.trend {
        let color = if logged.is_best { palette.ok } else { palette.text_second };
        widgets::trend(ui, cell.with_max_x(cell.left() + TREND), &trend, color);
    }
    if !is_right {
        widgets::paint_line(ui, cell, &one_line(&text), theme::body(), palette.text_second);
        return;
    }
    let (font, color) = if logged.is_best { (theme::strong(), palette.ok) } else { (theme::body(), palette.text) };
    let galley = widgets::line(ui, &one_line(&text), font, color, cell.width());
    let left = cell.right() - galley.size().x;
    ui.painter().galley(pos2(left, cell.center().y - galley.size().y / 2.0), galley, color);
    if logged.is_best {
        let at = Rect::from_center_size(pos2(left - 9.0, cell.center().y), Vec2::splat(theme::ICON));
        Icon::Best.paint(ui.painter(), at, palette.ok, palette.surface);
    }
}

/// The width of the shape of a history, in points.
pub(super) const TREND: f32 = 40.0;

/// One cell of a row.
pub(super) fn cell_ui(ui: &Ui, cell: Rect, order: &Order, listed: &Listed<'_>, hint: Color32) {
    let palette = Palette::of(ui.visuals());
    let subject = listed.subject;
    let text = |text: &str| {
        widgets::paint_line(ui, cell, &one_line(text), theme::body(), palette.text_second);
    };
    match order {
        Order::Name => name_cell(ui, cell, listed, hint),
        Order::Flavors => text(&listed::flavors(subject.flavors())),
        // The heading says that it is UTC.
        Order::Created => text(&subject.created().as_deref().map(time::shown_without_zone).unwrap_or_default()),
        Order::Experiment => text(subject.experiment().unwrap_or_default()),
        // What is called by the name of its run says it already.
        Order::Run if subject.run_name() == Some(subject.name()) => {}
        Order::Run => text(subject.run_name().unwrap_or_default()),
        Order::Registered => registered_cell(ui, cell, subject.registered(), palette),
        Order::Size => {
            if let Some(checkup) = listed.checkup.filter(|checkup| !checkup.failed) {
                widgets::paint_right(ui, cell, &bytes(checkup.bytes), theme::body(), palette.text_second);
            }
        }
        Order::Health => health_cell(ui, cell, listed),
        // Whoever knows the group draws it.
        Order::Logged(_) => {}
    }
}

/// The name, and what is to be known of it before it is opened.
fn name_cell(ui: &Ui, cell: Rect, listed: &Listed<'_>, hint: Color32) {
    let palette = Palette::of(ui.visuals());
    let is_nested = matches!(listed.subject, Subject::Model(entry) if entry.is_nested);
    let cell = cell.with_min_x(cell.left() + if is_nested { theme::INDENT } else { 0.0 });
    let name = match listed.subject {
        Subject::Absent(absent) => format!("{} {}", absent.registered.name, absent.registered.version),
        subject => subject.name().to_owned(),
    };
    let (font, color) = match listed.subject {
        Subject::Model(_) => (theme::strong(), palette.text),
        Subject::Run(_) => (theme::body(), palette.text),
        Subject::Absent(_) => (theme::body(), palette.text_second),
    };
    let (width, _) = widgets::paint_line(ui, cell, &one_line(&name), font, color);
    let after = cell.with_min_x((cell.left() + width + 8.0).min(cell.right()));
    if let Some(news) = listed.news {
        widgets::paint_line(ui, after, news.word(), theme::small_strong(), palette.warning);
    } else if let Some(beside) = beside_name(listed.subject) {
        widgets::paint_line(ui, after, &beside, theme::small(), hint);
    }
}

/// What is to be known of a row before it is opened.
pub(super) fn beside_name(subject: Subject<'_>) -> Option<String> {
    match subject {
        Subject::Model(entry) if entry.is_deleted => Some("deleted".to_owned()),
        Subject::Model(entry) if entry.is_nested => Some("inside another".to_owned()),
        Subject::Run(run) => listed::run_state(run),
        _ => None,
    }
}

fn health_cell(ui: &Ui, cell: Rect, listed: &Listed<'_>) {
    let palette = Palette::of(ui.visuals());
    let color = palette.text_second;
    match (listed.subject, listed.checkup) {
        (Subject::Absent(_), _) => HealthCell { icon: Icon::Question, icon_color: color, words: listed::NOT_HERE, color }.ui(ui, cell),
        (Subject::Run(_), _) => drop(widgets::paint_line(ui, cell.with_min_x(cell.left() + 22.0), listed::NO_MODEL, theme::body(), color)),
        (Subject::Model(_), Some(checkup)) => {
            let (icon, words) = health(&checkup);
            let color = if icon == Icon::Error { palette.error } else { color };
            HealthCell { icon, icon_color: icon.color(palette), words: &words, color }.ui(ui, cell);
        }
        (Subject::Model(_), None) => {}
    }
}

/// How a model is, in a sign and words.
struct HealthCell<'a> {
    icon: Icon,
    icon_color: Color32,
    words: &'a str,
    color: Color32,
}

impl HealthCell<'_> {
    fn ui(&self, ui: &Ui, cell: Rect) {
        let at = Rect::from_center_size(pos2(cell.left() + 8.0, cell.center().y), Vec2::splat(theme::ICON));
        self.icon.paint(ui.painter(), at, self.icon_color, Palette::of(ui.visuals()).surface);
        widgets::paint_line(ui, cell.with_min_x(cell.left() + 22.0), self.words, theme::body(), self.color);
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

/// The name, the menu and the explanation of a row; in the table with what is shown of the run.
pub(super) fn describe(row: &Row, listed: &Listed<'_>, library: &Library, actions: &mut Vec<Action>) {
    let Listed { place, subject, checkup, news } = *listed;
    let logged = || {
        let shown = library.shown_keys().iter().filter_map(|key| Some((key, library.logged(row.item, listed, key)?)));
        shown.map(|(key, cell)| {
            let best = if cell.is_best { " (best of its group)" } else { "" };
            clipped(&format!("{} {}{best}", key.name, listed::logged_whole(cell.value)), 300).into_owned()
        })
    };
    row.describe(Role::Row, || {
        let is_run = matches!(subject, Subject::Run(_));
        let state = if is_run { Some(listed::NO_MODEL.to_owned()) } else { checkup.map(|checkup| health(&checkup).1) };
        let news = news.map(|news| news.word().to_owned()).or_else(|| beside_name(subject));
        let run = subject.run_name().filter(|_| !is_run).map(str::to_owned);
        let parts = [Some(subject.name().to_owned()), Some(listed::flavors(subject.flavors())), run, state, news];
        let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
        parts.chain(logged()).collect::<Vec<_>>().join(", ")
    });
    let path = subject.path().map(|path| place.path.join(path));
    widgets::context_menu(&row.response, |ui| {
        // The menu is about all that are chosen, where this row is.
        if row.is_selected && (matches!(subject, Subject::Run(_)) || path.is_some()) {
            if let Some((a, b)) = library.pair()
                && ui.button("Compare").clicked()
            {
                actions.push(Action::Compare(a, b));
            }
            if ui.button(Command::Curves.text()).clicked() {
                actions.push(Action::Run(Command::Curves));
            }
        }
        let is_pair = row.is_selected && library.pair().is_some();
        if let Some(one) = ModelToCompare::listed(place, subject).filter(|_| !is_pair)
            && ui.button(Command::CompareWith.text()).clicked()
        {
            actions.push(Action::ChooseOther(one));
        }
        menu_ui(ui, path.as_deref(), listed, actions);
    });
    row.response.clone().on_hover_ui(|ui| {
        about_ui(ui, path.as_deref(), listed);
        logged().for_each(|text| drop(ui.label(text)));
        for key in library.shown_keys() {
            if let Some(Span { least, greatest, .. }) = place.logged.span(subject, key) {
                let [least, greatest] = [least, greatest].map(|value| listed::logged_whole(LoggedValue::Number(value)));
                ui.label(clipped(&format!("{}: min {least}, max {greatest} of all that was logged", key.name), 300));
            }
        }
    });
}

fn menu_ui(ui: &mut Ui, path: Option<&Path>, listed: &Listed<'_>, actions: &mut Vec<Action>) {
    let subject = listed.subject;
    if let Some(path) = path {
        if ui.button("Open").clicked() {
            actions.push(Action::Open(path.to_owned()));
        }
        if ui.button("Copy path").clicked() {
            actions.push(Action::Copy(os_text(path.as_os_str())));
        }
    }
    if let Some(run) = listed.lone_run()
        && ui.button("Open").clicked()
    {
        actions.push(Action::OpenRun(run));
    }
    for (words, id) in [("Copy run ID", subject.run_id()), ("Copy model ID", subject.model_id())] {
        if let Some(id) = id
            && ui.button(words).clicked()
        {
            actions.push(Action::Copy(id.to_string()));
        }
    }
    if let Some(path) = path
        && ui.button("Show in file manager").clicked()
    {
        actions.push(Action::ShowPath(path.to_owned()));
    }
}

fn about_ui(ui: &mut Ui, path: Option<&Path>, listed: &Listed<'_>) {
    let subject = listed.subject;
    ui.label(path.map_or_else(
        || "A run. No model of it is in the library.".to_owned(),
        |path| clipped(&os_text(path.as_os_str()), 400).into_owned(),
    ));
    if listed.checkup.is_some_and(|checkup| checkup.failed) {
        ui.label(format!("{}; all others were looked at.", capitalised(MISTAKE)));
    }
    for (label, value) in [("Run ID", subject.run_id()), ("Model ID", subject.model_id())] {
        if let Some(value) = value {
            ui.label(format!("{label}: {}", clipped(value, 80)));
        }
    }
    for registered in subject.registered().iter().take(8) {
        let stage = registered.stage.as_deref().map(|stage| format!(", {stage}")).unwrap_or_default();
        ui.label(clipped(&format!("{}{stage}", registered.label()), 200));
    }
}

pub(super) fn describe_absent(row: &Row, absent: &Absent, actions: &mut Vec<Action>) {
    let label = absent.registered.label();
    row.describe(Role::Row, || format!("{label}, not here: {}", absent.why));
    widgets::context_menu(&row.response, |ui| {
        if ui.button("Copy source").clicked() {
            actions.push(Action::Copy(absent.source.clone()));
        }
    });
    row.response.clone().on_hover_ui(|ui| {
        ui.label(clipped(&label, 200));
        ui.label(format!("Not here: {}.", absent.why));
        ui.label(clipped(&absent.source, 400));
    });
}
