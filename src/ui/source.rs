//! The MLmodel's text with line numbers.

use egui::{Id, Ui};

use super::code::{CodeText, LineLook};
use super::scene::Scene;
use super::state::SourceView;
use super::theme::Palette;
use super::widgets;
use crate::checks::Severity;
use crate::folder::MLMODEL;

/// The text of a tab, to give it the keyboard.
#[must_use]
pub fn text_id(tab: u64) -> Id {
    Id::unique(("source", tab))
}

/// Draws it in all the room that is left.
pub fn panel_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut SourceView) {
    let palette = Palette::of(ui.visuals());
    let loaded = scene.loaded;
    if loaded.source().is_empty() {
        widgets::paragraph(ui, "There is no text to show.", palette.text_second);
        return;
    }
    // An error of the text itself is shown at its line.
    let is_of_the_text = |finding: &&crate::checks::Finding| {
        finding.severity == Severity::Error && finding.path.as_deref() == Some(MLMODEL) && finding.line.is_some()
    };
    let error = loaded.model.findings().iter().find(is_of_the_text);
    let error_line = error.and_then(|finding| loaded.line_of(finding));
    let show = view.show_line.take();
    view.marked_line = show.or(view.marked_line);
    let code = CodeText {
        id: text_id(scene.tab),
        name: "MLmodel text",
        text: &loaded.source(),
        syntax: loaded.syntax.as_ref(),
        can_find: true,
        has_numbers: true,
        show_line: show.map(|line| line.saturating_sub(1) as usize),
        is_cut: false,
        end: "",
    };
    code.show(ui, &mut view.text, scene.actions, |i| {
        let is_at = |line: Option<u32>| line.is_some_and(|line| line as usize == i + 1);
        if is_at(error_line) {
            let remark = error.map(|finding| finding.meaning.clone());
            LineLook { fill: Some(palette.error_surface), remark }
        } else {
            LineLook { fill: is_at(view.marked_line).then_some(palette.selected), ..LineLook::default() }
        }
    });
}
