//! Code that is shown and copied.

use egui::{Id, Role, Sense, Ui, WidgetInfo, vec2};

use super::{CodeId, DeployView};
use crate::present::deploy::Written;
use crate::present::syntax::CodeLines;
use crate::snippets::Snippet;
use crate::ui::code::{CodeText, CodeView, LineLook};
use crate::ui::command::Action;
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Lines of code as they are drawn.
pub(super) struct Block<'a> {
    pub id: CodeId,
    pub name: &'a str,
    pub text: &'a CodeLines,
    /// It has all the room there is, and words can be looked for in it.
    pub is_alone: bool,
}

/// One snippet in all the room there is.
pub(super) fn snippet_ui(ui: &mut Ui, scene: &mut Scene<'_>, written: &Written, selected: &mut CodeView) {
    let palette = Palette::of(ui.visuals());
    let Snippet { kind, about, text } = &written.snippet;
    ui.horizontal_top(|ui| {
        let button = widgets::buttons_width(ui, &["Copy"]) + theme::SCROLL_BAR + 8.0;
        let width = (ui.available_width() - button).max(80.0);
        ui.vertical(|ui| {
            ui.set_width(width);
            widgets::paragraph(ui, about, palette.text_second);
        });
        let copy = ui.button("Copy").on_hover_text("Copy the code");
        copy.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Copy {}", kind.title())));
        if copy.clicked() {
            scene.actions.push(Action::Copy(text.clone()));
        }
    });
    ui.add_space(4.0);
    let area = ui.available_rect_before_wrap();
    ui.painter().rect_filled(area, theme::RADIUS, palette.window);
    ui.scope_builder(egui::UiBuilder::new().max_rect(area.shrink2(theme::CODE_PAD)), |ui| {
        lines_ui(ui, scene, &Block { is_alone: true, ..Block::of(written) }, selected);
    });
    ui.advance_cursor_after_rect(area);
}

impl<'a> Block<'a> {
    fn of(written: &'a Written) -> Self {
        let kind = written.kind();
        Self { id: CodeId::Snippet(kind), name: kind.title(), text: &written.text, is_alone: false }
    }
}

/// The snippets of a plain artifact, one over the other.
pub fn artifact_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut DeployView) {
    let Some(page) = view.page_or_ask(scene.actions) else { return };
    // Beside the scroll bar.
    ui.set_max_width(ui.available_width() - theme::SCROLL_BAR);
    for written in &page.snippets {
        titled_ui(ui, scene, written, view);
        ui.add_space(12.0);
    }
}

/// A snippet among others: its title, what it does, and all of its lines.
pub(super) fn titled_ui(ui: &mut Ui, scene: &mut Scene<'_>, written: &Written, view: &mut DeployView) {
    let palette = Palette::of(ui.visuals());
    let Snippet { kind, about, text } = &written.snippet;
    ui.horizontal(|ui| {
        widgets::label(ui, kind.title(), theme::strong(), palette.text);
        let copy = ui.small_button("Copy").on_hover_text("Copy the code");
        copy.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Copy {}", kind.title())));
        if copy.clicked() {
            scene.actions.push(Action::Copy(text.clone()));
        }
    });
    widgets::paragraph(ui, about, palette.text_second);
    block_ui(ui, scene, &Block::of(written), view);
}

/// All lines of a piece of code, as high as they are.
pub(super) fn block_ui(ui: &mut Ui, scene: &mut Scene<'_>, block: &Block<'_>, view: &mut DeployView) {
    let palette = Palette::of(ui.visuals());
    #[expect(clippy::cast_precision_loss, reason = "as many as a person pastes")]
    let height = block.text.lines.len() as f32 * theme::LINE;
    let size = vec2(ui.available_width(), height + 2.0 * theme::CODE_PAD.y);
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect_filled(area, theme::RADIUS, palette.raised);
    let selected = view.code.entry(block.id).or_default();
    // Its room is taken already.
    let inner = egui::UiBuilder::new().id_salt(block.id).max_rect(area.shrink2(theme::CODE_PAD));
    lines_ui(&mut ui.new_child(inner), scene, block, selected);
}

/// The lines, in all the room that is left.
fn lines_ui(ui: &mut Ui, scene: &mut Scene<'_>, block: &Block<'_>, selected: &mut CodeView) {
    let code = CodeText {
        id: Id::unique(("code", scene.tab, block.id)),
        name: block.name,
        text: block.text.lines.as_slice(),
        syntax: Some(&block.text.syntax),
        can_find: block.is_alone,
        has_numbers: false,
        show_line: None,
        is_cut: false,
        end: "",
    };
    code.show(ui, selected, scene.actions, |_| LineLook::default());
}
