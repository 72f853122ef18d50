//! What is wrong, worst first; each leads to its entry and its file.

use egui::{Frame, Id, Margin, Role, Sense, Ui, WidgetInfo};

use super::command::Action;
use super::icons::Icon;
use super::loaded::Loaded;
use super::rows::{Asked, Done, Folds, ListView, Row, Rows};
use super::scene::Scene;
use super::theme::{self, Palette};
use super::view::View;
use super::widgets;
use crate::checks::Finding;
use crate::mlmodel::display::{clipped, count};
use crate::present;

/// Where the person is in the problems.
#[derive(Debug, Default)]
pub struct ProblemsView {
    list: ListView,
    /// Which finding is selected, and among how many: more are known once the model's own files are read.
    kept: Option<Kept>,
    notes_open: bool,
    /// How high each row was when it was last drawn.
    heights: Vec<f32>,
}

impl ProblemsView {
    /// The finding that is selected.
    #[must_use]
    pub fn finding<'a>(&self, loaded: &'a Loaded) -> Option<&'a Finding> {
        match Item::of(self.list.selected?, loaded) {
            Item::Finding(finding) => Some(finding),
            Item::Notes => None,
        }
    }

    /// The same place in a model that was read again.
    #[must_use]
    pub fn carried(&self, old: &Loaded, new: &Loaded) -> Self {
        let kept = self.finding(old);
        let is_kept = |finding: &Finding| kept.is_some_and(|kept| (kept.code, &kept.path) == (finding.code, &finding.path));
        let place = new.model.findings().iter().position(is_kept).map(|i| if i < new.problem_count() { i } else { i + 1 });
        let mut list = self.list.carried(|_| None);
        list.selected = place;
        Self { list, kept: None, notes_open: self.notes_open, heights: Vec::new() }
    }

    /// Stays with its finding where others came to be known.
    fn follow(&mut self, loaded: &Loaded) {
        let findings = loaded.model.findings();
        if let Some(kept) = self.kept.take().filter(|kept| kept.of != findings.len()) {
            let at = findings.iter().position(|finding| kept.is(finding));
            self.list.selected = at.map(|i| if i < loaded.problem_count() { i } else { i + 1 });
            self.heights.clear();
        }
    }

    /// Remembers which finding is selected.
    fn keep(&mut self, loaded: &Loaded) {
        let of = loaded.model.findings().len();
        self.kept = self.finding(loaded).map(|finding| Kept { code: finding.code.name, path: finding.path.clone(), of });
    }
}

/// A finding that is selected, whatever its number.
#[derive(Debug)]
struct Kept {
    code: &'static str,
    path: Option<String>,
    /// Findings at that time.
    of: usize,
}

impl Kept {
    fn is(&self, finding: &Finding) -> bool {
        (self.code, self.path.as_deref()) == (finding.code.name, finding.path.as_deref())
    }
}

/// A row of the list: findings, worst first; before the notes stands what folds them.
#[derive(Clone, Copy)]
enum Item<'a> {
    Finding(&'a Finding),
    Notes,
}

impl<'a> Item<'a> {
    fn of(i: usize, loaded: &'a Loaded) -> Self {
        let problems = loaded.problem_count();
        let finding = if i < problems { i } else { i.wrapping_sub(1) };
        if i == problems { Self::Notes } else { loaded.model.findings().get(finding).map_or(Self::Notes, Self::Finding) }
    }

    fn likely_height(self) -> f32 {
        match self {
            Self::Notes => theme::ROW,
            Self::Finding(finding) if finding.keys.is_empty() => theme::PROBLEM - theme::PROBLEM_KEYS,
            Self::Finding(_) => theme::PROBLEM,
        }
    }
}

/// The panel.
pub fn panel_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut View) {
    let loaded = scene.loaded;
    let (problems, findings) = (loaded.problem_count(), loaded.model.findings().len());
    if problems == 0 {
        ui.add_space(4.0);
        let text = "Nothing is wrong: every file the MLmodel names is there. What is inside the files is not checked.";
        widgets::paragraph(ui, text, Palette::of(ui.visuals()).text_second);
        ui.add_space(8.0);
    }
    let has_notes = findings > problems;
    let len = if view.problems.notes_open && has_notes { findings + 1 } else { problems + usize::from(has_notes) };
    let mut own = std::mem::take(&mut view.problems);
    own.follow(loaded);
    for i in own.heights.len()..len {
        own.heights.push(Item::of(i, loaded).likely_height());
    }
    own.heights.truncate(len);
    if has_notes {
        own.heights[problems] = theme::ROW;
    }
    let ends: Vec<f32> = own.heights.iter().scan(0.0, |end, height| Some(*end + height).inspect(|sum| *end = *sum)).collect();
    let mut leads = None;
    let mut is_new = false;
    let is_notes = |i: usize| has_notes && i == problems;
    let notes_open = own.notes_open;
    let folds =
        Folds { is_open: &|i| is_notes(i).then_some(notes_open), parent: &|i| (i > problems).then_some(problems), at_click: &is_notes };
    let rows = Rows::new(Id::unique(("problems", scene.tab)), "Problems", len, theme::PROBLEM).ends(&ends).folds(folds);
    let done = rows.show(ui, &mut own.list, |ui, row| {
        let height = match Item::of(row.item, loaded) {
            Item::Notes => notes_ui(ui, row, findings - problems, notes_open),
            Item::Finding(finding) => {
                let (height, is_followed) = card_ui(ui, row, finding, scene);
                leads = is_followed.then_some(row.item).or(leads);
                height
            }
        };
        is_new |= (own.heights[row.item] - height).abs() > 0.1;
        own.heights[row.item] = height;
    });
    own.list.selected = leads.or(own.list.selected);
    own.keep(loaded);
    view.problems = own;
    // It is drawn once more at its height; but what was clicked is carried out once.
    if is_new && done.clicked.is_none() && leads.is_none() {
        ui.ctx().request_discard("the words of a card are higher than was guessed");
    } else if is_new {
        ui.ctx().request_repaint();
    }
    act(scene, view, &done, leads.is_some());
}

/// What was asked of the selected row.
fn act(scene: &mut Scene<'_>, view: &mut View, done: &Done, leads: bool) {
    let Some(item) = view.problems.list.selected else { return };
    match Item::of(item, scene.loaded) {
        Item::Notes => view.problems.notes_open ^= done.flipped.is_some(),
        Item::Finding(finding) if leads || done.asked == Some(Asked::Activate) => follow(finding, scene, view),
        Item::Finding(finding) => {
            if done.asked == Some(Asked::Copy) {
                scene.actions.push(Action::Copy(as_text(finding)));
            }
            if done.clicked.is_some() {
                select_only(finding, scene.loaded, view);
                scene.actions.extend(finding.keys.first().cloned().map(Action::Select));
            }
        }
    }
}

/// What folds the notes; its height.
fn notes_ui(ui: &Ui, row: &mut Row, notes: usize, is_open: bool) -> f32 {
    let palette = Palette::of(ui.visuals());
    let heading = count(notes, "note", "notes");
    row.rect = row.rect.with_max_y(row.rect.top() + theme::ROW);
    row.describe(Role::DisclosureTriangle, || heading.clone());
    row.background(ui);
    row.arrow(ui, row.rect.left() + 8.0, palette.text_second, is_open);
    let text = row.rect.with_min_x(row.rect.left() + 28.0);
    widgets::paint_line(ui, text, &format!("{heading}: worth knowing, not counted as problems"), theme::body(), palette.text_second);
    theme::ROW
}

/// One finding; its height, and whether its button was clicked.
fn card_ui(ui: &mut Ui, row: &Row, finding: &Finding, scene: &mut Scene<'_>) -> (f32, bool) {
    let palette = Palette::of(ui.visuals());
    row.describe(Role::ListItem, || format!("{}: {}", finding.severity.word(), finding.title));
    let hint = row.background(ui);
    let builder = egui::UiBuilder::new().id_salt(row.response.id).max_rect(row.rect);
    let card = ui.scope_builder(builder, |ui| {
        Frame::new().inner_margin(Margin::symmetric(8, 8)).show(ui, |ui| contents_ui(ui, finding, scene.loaded, hint)).inner
    });
    let rect = card.response.rect;
    ui.painter().hline(row.rect.x_range(), rect.bottom(), egui::Stroke::new(1.0, palette.separator));
    widgets::context_menu(&row.response, |ui| {
        if ui.button("Copy problem").clicked() {
            scene.actions.push(Action::Copy(as_text(finding)));
        }
    });
    (rect.height(), card.inner)
}

/// A sign, the words, and a button that leads to what they are about; whether it was clicked.
fn contents_ui(ui: &mut Ui, finding: &Finding, loaded: &Loaded, hint: egui::Color32) -> bool {
    let palette = Palette::of(ui.visuals());
    let contents = ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        ui.spacing_mut().interact_size.y = 18.0;
        let icon = Icon::severity(finding.severity);
        widgets::icon(ui, icon, icon.color(palette), finding.severity.word());
        let width = (ui.available_width() - theme::PROBLEM_BUTTON - 12.0).max(120.0);
        ui.vertical(|ui| {
            ui.set_width(width);
            words_ui(ui, finding, hint);
        });
        let Some(destination) = Destination::of(finding, loaded) else { return false };
        let (text, about) = (destination.text(), destination.about());
        // No stop of the Tab key: Enter on the row does the same.
        let response = ui.add(egui::Button::new(text).sense(Sense::CLICK)).on_hover_text(about);
        let name = format!("{text}: {}", finding.title);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        response.clicked()
    });
    contents.inner
}

/// What is wrong, by which rule, what it means and what to do.
fn words_ui(ui: &mut Ui, finding: &Finding, hint: egui::Color32) {
    let palette = Palette::of(ui.visuals());
    ui.spacing_mut().item_spacing = egui::vec2(8.0, 4.0);
    let wrapped = |ui: &mut Ui, text: &str, font: egui::FontId, color| {
        ui.add(egui::Label::new(egui::RichText::new(text).font(font).color(color)).wrap());
    };
    ui.horizontal_wrapped(|ui| {
        wrapped(ui, &clipped(&finding.title, 300), theme::strong(), palette.text);
        let code = ui.label(egui::RichText::new(finding.code.name).font(theme::mono()).color(hint));
        code.on_hover_text(finding.code.meaning);
    });
    let text = [finding.meaning.as_str(), finding.help.as_str()].join(" ");
    widgets::paragraph(ui, &clipped(text.trim(), 1_200), palette.text_second);
    if !finding.keys.is_empty() {
        let keys: Vec<String> = finding.keys.iter().take(6).map(|key| clipped(&key.to_string(), 120).into_owned()).collect();
        wrapped(ui, &keys.join(", "), theme::mono(), palette.text_second);
    }
}

/// Where a finding leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Destination {
    /// To the entry of the MLmodel.
    Entry,
    /// To the line of its text.
    Line,
    File,
}

impl Destination {
    fn of(finding: &Finding, loaded: &Loaded) -> Option<Self> {
        if !finding.keys.is_empty() && !loaded.tree().is_empty() {
            Some(Self::Entry)
        } else if loaded.line_of(finding).is_some() {
            Some(Self::Line)
        } else if finding.path.as_deref().is_some_and(|path| loaded.files.find(path).is_some()) {
            Some(Self::File)
        } else {
            None
        }
    }

    /// What the button says.
    fn text(self) -> &'static str {
        match self {
            Self::Entry => "Show in tree",
            Self::Line => "Show line",
            Self::File => "Show file",
        }
    }

    fn about(self) -> &'static str {
        match self {
            Self::Entry => "Select the entry of the MLmodel this is about",
            Self::Line => "Show the line of the MLmodel this is about",
            Self::File => "Select the file this is about",
        }
    }
}

/// Selects the file and the line without leaving the list.
fn select_only(finding: &Finding, loaded: &Loaded, view: &mut View) {
    if let Some(file) = finding.path.as_deref().and_then(|path| loaded.files.find(path)) {
        view.files.select(file);
    }
    view.source.marked_line = loaded.line_of(finding);
}

fn follow(finding: &Finding, scene: &mut Scene<'_>, view: &mut View) {
    let loaded = scene.loaded;
    select_only(finding, loaded, view);
    match Destination::of(finding, loaded) {
        Some(Destination::Entry) => scene.actions.extend(finding.keys.first().cloned().map(Action::Jump)),
        Some(Destination::Line) => {
            if let Some(line) = loaded.line_of(finding) {
                view.show_line(line);
            }
        }
        Some(Destination::File) => {
            view.show_panel(&present::files::SECTION);
            super::files::ask_preview(&loaded.files, &mut view.files, scene.actions);
        }
        None => {}
    }
}

fn as_text(finding: &Finding) -> String {
    format!("{}: {} [{}]\n{}\n{}", finding.severity.word(), finding.title, finding.code, finding.meaning, finding.help)
}
