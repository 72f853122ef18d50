//! What is told of one platform: what stands in the way, what to do about it, the code, and what was checked.

use egui::{Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use super::code::{Block, block_ui, titled_ui};
use super::{CodeId, DeployView};
use crate::compare::Change;
use crate::mlmodel::KeyPath;
use crate::platforms::{Place, Verdict, Weight};
use crate::present;
use crate::present::deploy::{ChangedLine, DeployPage, FixText, PlatformPage, ReasonText, ShownChange, Task};
use crate::ui::command::Action;
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::view::View;
use crate::ui::{files, widgets};

/// Lines of a changed file that are drawn.
const MAX_LINES: usize = 200;

/// Where a reason leads that was asked for.
pub(super) enum Leads {
    Entry(KeyPath),
    File(Box<str>),
}

impl Leads {
    /// Goes there.
    pub fn follow(self, scene: &mut Scene<'_>, view: &mut View) {
        match self {
            Self::Entry(key) => scene.actions.push(Action::Jump(key)),
            Self::File(path) => {
                let Some(file) = scene.loaded.files.find(&path) else { return };
                view.files.select(file);
                view.show_panel(&present::files::SECTION);
                files::ask_preview(&scene.loaded.files, &mut view.files, scene.actions);
            }
        }
    }
}

/// Draws it; where the person wants to go.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, page: &DeployPage, shown: usize, view: &mut DeployView) -> Option<Leads> {
    let platform = page.platforms.get(shown)?;
    let id = platform.platform.id;
    let mut leads = None;
    ScrollArea::vertical().id_salt(("platform", scene.tab, id)).auto_shrink([false, false]).show(ui, |ui| {
        // Beside the scroll bar.
        ui.set_max_width(ui.available_width() - theme::SCROLL_BAR);
        ui.spacing_mut().item_spacing.y = 6.0;
        head_ui(ui, platform);
        if let Some(no_server) = page.no_server.as_ref().filter(|_| platform.verdict == Verdict::Obstacle) {
            sentence_ui(ui, Icon::Warning, "warning", no_server);
        }
        for (i, reason) in platform.reasons.iter().enumerate() {
            leads = reason_ui(ui, scene, reason, CodeId::Fix(id, i), view).or(leads.take());
        }
        for i in page.code(Task::Platform(shown)) {
            ui.add_space(6.0);
            titled_ui(ui, scene, &page.snippets[i], view);
        }
        ui.add_space(2.0);
        let text = egui::RichText::new(&platform.checked).font(theme::small()).color(Palette::of(ui.visuals()).text_hint);
        ui.add(egui::Label::new(text).wrap());
        ui.add_space(8.0);
    });
    leads
}

/// The name, and what is said of it.
fn head_ui(ui: &mut Ui, page: &PlatformPage) {
    let palette = Palette::of(ui.visuals());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let name = page.platform.name;
        let heading = ui.add(egui::Label::new(egui::RichText::new(name).font(theme::section()).color(palette.text)));
        heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, name));
        let color = if page.verdict == Verdict::Obstacle { palette.error } else { palette.text_second };
        ui.label(egui::RichText::new(&page.verdict_words).color(color));
    });
}

/// A sentence with a sign before it.
fn sentence_ui(ui: &mut Ui, icon: Icon, name: &str, text: &str) {
    let palette = Palette::of(ui.visuals());
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        widgets::icon(ui, icon, icon.color(palette), name);
        ui.vertical(|ui| widgets::paragraph(ui, text, palette.text));
    });
}

/// The sign of a reason.
fn icon_of(weight: Weight) -> Icon {
    match weight {
        Weight::Stops | Weight::LikelyStops => Icon::Error,
        Weight::CannotTell => Icon::Question,
        Weight::Note => Icon::Note,
    }
}

fn reason_ui(ui: &mut Ui, scene: &mut Scene<'_>, reason: &ReasonText, id: CodeId, view: &mut DeployView) -> Option<Leads> {
    let palette = Palette::of(ui.visuals());
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        let icon = icon_of(reason.weight);
        widgets::icon(ui, icon, icon.color(palette), reason.weight.words());
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            let leads = words_ui(ui, scene, reason);
            if let Some(fix) = &reason.fix {
                fix_ui(ui, scene, fix, id, view);
            }
            leads
        })
        .inner
    })
    .inner
}

/// What is the case, by which rule, and a link to where it stands.
fn words_ui(ui: &mut Ui, scene: &Scene<'_>, reason: &ReasonText) -> Option<Leads> {
    let palette = Palette::of(ui.visuals());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.add(egui::Label::new(egui::RichText::new(&reason.message).color(palette.text)).wrap());
        if !reason.basis.is_empty() {
            ui.label(egui::RichText::new(reason.basis).font(theme::small()).color(palette.text_hint));
        }
        let code = ui.label(egui::RichText::new(reason.code.name).font(theme::mono()).color(palette.text_hint));
        code.on_hover_text(reason.code.meaning);
        link_ui(ui, scene, reason)
    })
    .inner
}

fn link_ui(ui: &mut Ui, scene: &Scene<'_>, reason: &ReasonText) -> Option<Leads> {
    let (text, leads) = match reason.place.as_ref()? {
        Place::Key(key) if !scene.loaded.tree().is_empty() => ("Show in tree", Leads::Entry(key.clone())),
        Place::File(path) if scene.loaded.files.find(path).is_some() => ("Show file", Leads::File(path.clone())),
        _ => return None,
    };
    let link = ui.link(text);
    link.widget_info(|| WidgetInfo::labeled(Role::Link, true, format!("{text}: {}", reason.code.name)));
    link.clicked().then_some(leads)
}

/// What to do: in words, and what to paste.
fn fix_ui(ui: &mut Ui, scene: &mut Scene<'_>, fix: &FixText, id: CodeId, view: &mut DeployView) {
    let palette = Palette::of(ui.visuals());
    let button = fix.change.as_ref().map(|change| match change {
        ShownChange::File { path, .. } => format!("Copy {path}"),
        ShownChange::Code(_) => "Copy".to_owned(),
    });
    ui.horizontal_top(|ui| {
        let room = button.as_ref().map_or(0.0, |text| widgets::buttons_width(ui, &[text]) + 8.0);
        let width = (ui.available_width() - room).max(80.0);
        ui.vertical(|ui| {
            ui.set_width(width);
            widgets::paragraph(ui, &fix.about, palette.text_second);
        });
        if let Some(text) = &button {
            let copy = ui.button(text).on_hover_text("Copy what to paste; nothing is written");
            copy.widget_info(|| WidgetInfo::labeled(Role::Button, true, if text == "Copy" { "Copy the fix" } else { text }));
            if copy.clicked() {
                scene.actions.extend(fix.change.as_ref().map(|change| Action::Copy(change.text())));
            }
        }
    });
    match &fix.change {
        Some(ShownChange::Code(text)) => block_ui(ui, scene, &Block { id, name: "Fix", text, is_alone: false }, view),
        Some(ShownChange::File { lines, .. }) => changed_ui(ui, lines),
        None => {}
    }
}

/// The changed lines of a file.
fn changed_ui(ui: &mut Ui, lines: &[ChangedLine]) {
    let palette = Palette::of(ui.visuals());
    let rest = ChangedLine { text: None, change: Change::Same };
    let more = (lines.len() > MAX_LINES).then_some(&rest);
    let lines: Vec<&ChangedLine> = lines.iter().take(MAX_LINES).chain(more).collect();
    #[expect(clippy::cast_precision_loss, reason = "at most 200")]
    let height = lines.len() as f32 * theme::LINE;
    let size = vec2(ui.available_width(), height + 2.0 * theme::CODE_PAD.y);
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect_filled(area, theme::RADIUS, palette.raised);
    let mut top = area.top() + theme::CODE_PAD.y;
    for (i, line) in lines.into_iter().enumerate() {
        let rect = Rect::from_x_y_ranges(area.x_range(), top..=top + theme::LINE);
        top = rect.bottom();
        let (sign, fill, color) = match line.change {
            Change::Added => ("+", Some(palette.ok_surface), palette.ok),
            Change::Removed => ("-", Some(palette.error_surface), palette.error),
            _ => ("", None, palette.text),
        };
        if let Some(fill) = fill {
            ui.painter().rect_filled(rect, 0.0, fill);
        }
        let text = line.text.as_deref().unwrap_or("\u{2026}");
        let response = ui.interact(rect, ui.unique_id().with(("changed line", i)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{sign} {text}").trim_start()));
        let left = rect.with_min_x(rect.left() + theme::CODE_PAD.x);
        widgets::paint_line(ui, left, sign, theme::mono(), color);
        widgets::paint_line(ui, left.with_min_x(left.left() + 16.0).with_max_x(rect.right() - 8.0), text, theme::mono(), color);
    }
}
