//! What is wrong, worst first; each leads to its entry and its file.

use egui::{CornerRadius, Frame, Id, Margin, Role, Sense, Ui, WidgetInfo};

use super::command::Action;
use super::icons::Icon;
use super::loaded::Loaded;
use super::state::{Panel, View};
use super::theme::{self, Palette};
use super::widgets::{self, Move};
use crate::checks::{Finding, Severity};
use crate::mlmodel::display::{clipped, count};

/// The panel.
pub fn panel_ui(ui: &mut Ui, tab: u64, loaded: &Loaded, view: &mut View, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let notes = loaded.model.findings.iter().filter(|f| f.severity == Severity::Note).count();
    let problems = loaded.model.findings.len() - notes;
    let id = Id::unique(("problems", tab));
    let (list, asked) = widgets::list_focus(ui, id, ui.available_rect_before_wrap(), "Problems");
    let shown = if view.problems.notes_open { loaded.model.findings.len() } else { problems };
    match asked {
        Some(Move::Enter) => {
            if let Some(finding) = view.problems.selected.and_then(|i| loaded.model.findings.get(i)) {
                follow(finding, loaded, view, actions);
            }
        }
        Some(Move::Copy) => {
            actions.extend(view.problems.selected.and_then(|i| loaded.model.findings.get(i)).map(|f| Action::Copy(as_text(f))));
        }
        Some(m) => view.problems.selected = widgets::moved_to(m, view.problems.selected, shown, 4).or(view.problems.selected),
        None => {}
    }
    let focused = list.has_focus();
    let moved = asked.is_some();
    egui::ScrollArea::vertical().id_salt(("problems", tab)).auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if problems == 0 {
            ui.add_space(4.0);
            widgets::paragraph(
                ui,
                "Nothing is wrong: every file the MLmodel names is there. What is inside the files is not checked.",
                palette.text_second,
            );
            ui.add_space(8.0);
        }
        for (i, finding) in loaded.model.findings.iter().take(problems).enumerate() {
            card_ui(ui, tab, i, finding, loaded, view, focused, moved, actions);
        }
        if notes > 0 {
            let open = view.problems.notes_open;
            let heading = count(notes, "note", "notes");
            let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), theme::ROW), Sense::click());
            response.widget_info(|| WidgetInfo::labeled(Role::DisclosureTriangle, true, &heading));
            ui.accesskit_node_builder(response.id, |builder| builder.set_expanded(open));
            if response.hovered() {
                ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS_SMALL), palette.hovered);
            }
            let arrow = egui::Rect::from_center_size(egui::pos2(rect.left() + 8.0, rect.center().y), egui::vec2(16.0, 16.0));
            if open { Icon::Open } else { Icon::Closed }.paint(ui.painter(), arrow, palette.text_second, palette.surface);
            let text = egui::Rect::from_x_y_ranges(rect.left() + 28.0..=rect.right(), rect.y_range());
            widgets::paint_line(ui, text, &format!("{heading}: worth knowing, and counted nowhere"), theme::body(), palette.text_second);
            widgets::focus_ring(ui, &response, rect);
            if response.clicked() {
                view.problems.notes_open = !open;
            }
            if open {
                for (i, finding) in loaded.model.findings.iter().enumerate().skip(problems) {
                    card_ui(ui, tab, i, finding, loaded, view, focused, moved, actions);
                }
            }
        }
    });
}

#[expect(clippy::too_many_arguments, reason = "one card, seen once")]
fn card_ui(
    ui: &mut Ui,
    tab: u64,
    i: usize,
    finding: &Finding,
    loaded: &Loaded,
    view: &mut View,
    focused: bool,
    moved: bool,
    actions: &mut Vec<Action>,
) {
    let palette = Palette::of(ui.visuals());
    let selected = view.problems.selected == Some(i);
    let background = ui.painter().add(egui::Shape::Noop);
    let mut follow_it = false;
    // The card senses clicks from below its contents: the button in it keeps its own.
    let builder = egui::UiBuilder::new().id_salt(("problem", tab, i)).sense(Sense::CLICK);
    let response = ui
        .scope_builder(builder, |ui| {
            ui.set_width(ui.available_width() - widgets::BAR);
            Frame::new().inner_margin(Margin::symmetric(8, 8)).show(ui, |ui| {
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = 12.0;
                    ui.spacing_mut().interact_size.y = 18.0;
                    let icon = Icon::severity(finding.severity);
                    widgets::icon(ui, icon, icon.color(palette), finding.severity.word());
                    let button = 104.0;
                    let width = (ui.available_width() - button - 12.0).max(120.0);
                    ui.vertical(|ui| {
                        ui.set_width(width);
                        ui.spacing_mut().item_spacing = egui::vec2(8.0, 4.0);
                        ui.horizontal_wrapped(|ui| {
                            ui.add(
                                egui::Label::new(
                                    egui::RichText::new(clipped(&finding.title, 300)).font(theme::strong()).color(palette.text),
                                )
                                .wrap(),
                            );
                            ui.label(egui::RichText::new(finding.code.name).font(theme::mono()).color(if selected {
                                palette.text_second
                            } else {
                                palette.text_hint
                            }));
                        });
                        let text = [finding.meaning.as_str(), finding.help.as_str()].join(" ");
                        widgets::paragraph(ui, &clipped(text.trim(), 1_200), palette.text_second);
                        if !finding.keys.is_empty() {
                            let keys: Vec<String> =
                                finding.keys.iter().take(6).map(|key| clipped(&key.to_string(), 120).into_owned()).collect();
                            ui.add(
                                egui::Label::new(egui::RichText::new(keys.join(", ")).font(theme::mono()).color(palette.text_second))
                                    .wrap(),
                            );
                        }
                    });
                    if let Some((text, about)) = destination(finding, loaded) {
                        let response = ui.button(text).on_hover_text(about);
                        let name = format!("{text}: {}", finding.title);
                        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
                        follow_it = response.clicked();
                    }
                });
            });
        })
        .response;
    let rect = response.rect;
    response
        .widget_info(|| WidgetInfo::selected(Role::ListItem, true, selected, format!("{}: {}", finding.severity.word(), finding.title)));
    let fill = if selected {
        palette.selected
    } else if response.hovered() {
        palette.hovered
    } else {
        egui::Color32::TRANSPARENT
    };
    let stroke = if selected && focused { egui::Stroke::new(2.0, palette.accent) } else { egui::Stroke::NONE };
    ui.painter().set(
        background,
        egui::epaint::RectShape::new(rect, CornerRadius::same(theme::RADIUS_SMALL), fill, stroke, egui::StrokeKind::Inside),
    );
    ui.painter().hline(rect.x_range(), rect.bottom(), egui::Stroke::new(1.0, palette.separator));
    if selected && moved {
        ui.scroll_to_rect(rect, None);
    }
    if response.clicked() {
        view.problems.selected = Some(i);
        ui.memory_mut(|memory| memory.request_focus(Id::unique(("problems", tab))));
        select_only(finding, loaded, view);
        actions.extend(finding.keys.first().cloned().map(Action::Select));
    }
    if follow_it || response.double_clicked() {
        view.problems.selected = Some(i);
        follow(finding, loaded, view, actions);
    }
    response.context_menu(|ui| {
        if ui.button("Copy problem").clicked() {
            actions.push(Action::Copy(as_text(finding)));
        }
    });
}

/// Where a finding leads, and what its button says.
fn destination(finding: &Finding, loaded: &Loaded) -> Option<(&'static str, &'static str)> {
    if !finding.keys.is_empty() && !loaded.tree.is_empty() {
        Some(("Show in tree", "Select the entry of the MLmodel this is about"))
    } else if loaded.line_of(finding).is_some() {
        Some(("Show line", "Show the line of the MLmodel this is about"))
    } else if finding.path.as_deref().is_some_and(|path| loaded.files.find(path).is_some()) {
        Some(("Show file", "Select the file this is about"))
    } else {
        None
    }
}

/// Selects the file and the line without leaving the list.
fn select_only(finding: &Finding, loaded: &Loaded, view: &mut View) {
    if let Some(file) = finding.path.as_deref().and_then(|path| loaded.files.find(path)) {
        view.files.select(file);
    }
    view.source.marked_line = loaded.line_of(finding);
}

fn follow(finding: &Finding, loaded: &Loaded, view: &mut View, actions: &mut Vec<Action>) {
    select_only(finding, loaded, view);
    match destination(finding, loaded) {
        Some(("Show in tree", _)) => actions.extend(finding.keys.first().cloned().map(Action::Jump)),
        Some(("Show line", _)) => {
            view.panel = Panel::Source;
            view.source.show_line = loaded.line_of(finding);
        }
        Some(("Show file", _)) => {
            view.panel = Panel::Files;
            super::files::ask_preview(&loaded.files, &mut view.files, actions);
        }
        _ => {}
    }
}

fn as_text(finding: &Finding) -> String {
    format!("{}: {} [{}]\n{}\n{}", finding.severity.word(), finding.title, finding.code, finding.meaning, finding.help)
}
