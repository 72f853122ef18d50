//! The places, what was open before, and samples for a first look.

use egui::{Id, Rect, Role, Ui, UiBuilder, Vec2, WidgetInfo, pos2};

use crate::library::Place;
use crate::mlmodel::display::{count, grouped, one_line, os_text};
use crate::ui::command::{Action, Command};
use crate::ui::icons::Icon;
use crate::ui::rows::{Asked, Row, Rows};
use crate::ui::start;
use crate::ui::state::{Recent, Window, Worst};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// What was open before is listed this far.
const RECENTS: usize = 6;

#[derive(Clone, Copy, Debug)]
enum Item<'a> {
    /// Of the first group, and of those below it.
    FirstHeading(&'static str),
    Heading(&'static str),
    AllPlaces,
    Place(usize, &'a Place),
    AddPlace,
    Recent(&'a Recent),
    /// By its place in [`start::SAMPLES`].
    Sample(usize),
    Promise,
}

impl Item<'_> {
    fn is_stop(self) -> bool {
        matches!(self, Self::AllPlaces | Self::Place(..) | Self::Recent(_) | Self::Sample(_))
    }

    /// Points, with the room above it.
    fn height(self) -> f32 {
        match self {
            Self::FirstHeading(_) => theme::PLACES_HEADING,
            Self::Heading(_) => theme::PLACES_GAP + theme::PLACES_HEADING,
            Self::AddPlace => 8.0 + theme::BUTTON,
            Self::Promise => 12.0 + theme::ROW,
            Self::AllPlaces | Self::Place(..) | Self::Recent(_) | Self::Sample(_) => theme::ROW,
        }
    }
}

const PLACES: &str = "Places";

fn items(window: &Window) -> Vec<Item<'_>> {
    let places = &window.library.places;
    let mut items = vec![Item::FirstHeading(PLACES)];
    items.extend((places.len() > 1).then_some(Item::AllPlaces));
    items.extend(places.iter().enumerate().map(|(i, place)| Item::Place(i, place)));
    items.push(Item::AddPlace);
    if !window.recents.is_empty() {
        items.push(Item::Heading("Recent"));
        items.extend(window.recents.iter().take(RECENTS).map(Item::Recent));
    }
    items.push(Item::Heading("First look"));
    items.extend((0..start::SAMPLES.len()).map(Item::Sample));
    items.push(Item::Promise);
    items
}

/// Draws the panel.
pub fn ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    let mut list = std::mem::take(&mut window.library.places_list);
    let items = items(window);
    let mut bottom = 0.0;
    let ends: Vec<f32> = items
        .iter()
        .map(|item| {
            bottom += item.height();
            bottom
        })
        .collect();
    let place = window.library.view.place;
    let is_only = window.library.places.len() == 1;
    let is_current = |i: usize| match items[i] {
        Item::AllPlaces => place.is_none(),
        Item::Place(at, _) => place == Some(at) || is_only,
        _ => false,
    };
    let is_stop = |i: usize| items[i].is_stop();
    let rows = Rows::new(Id::unique("places"), PLACES, items.len(), theme::ROW).ends(&ends).stops(&is_stop).several(&is_current);
    let done = rows.show(ui, &mut list, |ui, row| item_ui(ui, row, items[row.item], window, actions));
    let mut chosen = None;
    if done.clicked.is_some() || done.asked == Some(Asked::Activate) {
        match list.selected.map(|i| items[i]) {
            Some(Item::AllPlaces) => chosen = Some(None),
            Some(Item::Place(at, _)) => chosen = Some(Some(at)),
            Some(Item::Recent(recent)) => actions.push(Action::Open(recent.path.clone())),
            Some(Item::Sample(i)) => actions.push(Action::OpenSample(i)),
            _ => {}
        }
    }
    window.library.places_list = list;
    if let Some(place) = chosen {
        window.library.look_at(place);
    }
}

fn item_ui(ui: &mut Ui, row: &Row, item: Item<'_>, window: &Window, actions: &mut Vec<Action>) {
    match item {
        Item::FirstHeading(text) | Item::Heading(text) => text_ui(ui, row, theme::PLACES_HEADING, Role::Heading, text),
        Item::Promise => text_ui(ui, row, theme::ROW, Role::Label, "Nothing is run, changed or sent."),
        Item::AllPlaces => line_ui(ui, row, "All places", &grouped(window.library.total), None),
        Item::Place(_, place) => place_ui(ui, row, place, actions),
        Item::AddPlace => {
            let place = row.rect.with_min_x(row.rect.left() + 8.0).with_min_y(row.rect.bottom() - theme::BUTTON);
            ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
                ui.add_enabled_ui(window.allows(Command::AddPlace), |ui| widgets::command_button(ui, Command::AddPlace, actions));
            });
        }
        Item::Recent(recent) => recent_ui(ui, row, recent, actions),
        Item::Sample(i) => {
            line_ui(ui, row, start::SAMPLES[i], "", None);
            row.response.clone().on_hover_text("A sample that comes with the program");
        }
    }
}

/// A row that is only read, at the foot of its place.
fn text_ui(ui: &Ui, row: &Row, height: f32, role: Role, text: &str) {
    row.response.widget_info(|| WidgetInfo::labeled(role, true, text));
    let rect = row.rect.with_min_x(row.rect.left() + 8.0).with_min_y(row.rect.bottom() - height);
    widgets::paint_line(ui, rect, text, theme::body(), Palette::of(ui.visuals()).text_hint);
}

fn recent_ui(ui: &Ui, row: &Row, recent: &Recent, actions: &mut Vec<Action>) {
    let path = os_text(recent.path.as_os_str());
    line_ui(ui, row, &recent.name, "", Some(Icon::worst(recent.worst.map(Worst::severity))));
    widgets::context_menu(&row.response, |ui| {
        if ui.button("Copy path").clicked() {
            actions.push(Action::Copy(path.clone()));
        }
        if ui.button("Remove from this list").clicked() {
            actions.push(Action::ForgetRecent(recent.path.clone()));
        }
    });
    row.response.clone().on_hover_text(one_line(&path));
}

fn place_ui(ui: &Ui, row: &Row, place: &Place, actions: &mut Vec<Action>) {
    let path = os_text(place.path.as_os_str());
    let icon = if place.gone.is_some() {
        Some(Icon::Error)
    } else if place.troubles.is_empty() && place.stopped_by.is_none() {
        None
    } else {
        Some(Icon::Warning)
    };
    line_ui(ui, row, &place.name(), &grouped(place.entries.len()), icon);
    widgets::context_menu(&row.response, |ui| {
        if ui.button("Read again").clicked() {
            actions.push(Action::Rescan(place.path.clone()));
        }
        if ui.button("Copy path").clicked() {
            actions.push(Action::Copy(path.clone()));
        }
        if ui.button("Show in file manager").clicked() {
            actions.push(Action::ShowPath(place.path.clone()));
        }
        if ui.button("Remove from the library").on_hover_text("Nothing on disk is changed").clicked() {
            actions.push(Action::ForgetPlace(place.path.clone()));
        }
    });
    row.response.clone().on_hover_ui(|ui| {
        ui.label(about(place));
    });
}

/// Where it is, and what is wrong with it.
fn about(place: &Place) -> String {
    let mut about = one_line(&os_text(place.path.as_os_str())).into_owned();
    let broken = place.broken();
    if broken > 0 {
        about.push_str(&format!("\n{}", count(broken, "model cannot be loaded", "models cannot be loaded")));
    }
    if let Some(why) = &place.gone {
        about.push_str(&format!("\n{why}"));
    }
    for note in &place.notes {
        about.push_str(&format!("\n{}", one_line(note)));
    }
    about
}

/// A name, and a number or a sign at its right.
fn line_ui(ui: &Ui, row: &Row, name: &str, number: &str, icon: Option<Icon>) {
    let palette = Palette::of(ui.visuals());
    let state = match icon {
        Some(Icon::Error) => ", error",
        Some(Icon::Warning) => ", warning",
        _ => "",
    };
    row.describe(Role::ListItem, || format!("{name}{state}"));
    let hint = row.background(ui);
    let rect = row.rect;
    let mut right = rect.right() - 8.0;
    if let Some(icon) = icon {
        let at = Rect::from_center_size(pos2(right - 8.0, rect.center().y), Vec2::splat(theme::ICON));
        icon.paint(ui.painter(), at, icon.color(palette), palette.window);
        right -= 24.0;
    }
    if !number.is_empty() {
        right -= widgets::paint_right(ui, rect.with_max_x(right), number, theme::small(), hint) + 8.0;
    }
    widgets::paint_line(ui, Rect::from_x_y_ranges(rect.left() + 8.0..=right, rect.y_range()), &one_line(name), theme::body(), palette.text);
}
