//! The lines of a page, in one column or in two.

use std::collections::HashSet;

use crate::inside::{ImportGroup, Tensor};
use crate::mlmodel::display::{count, grouped};
use crate::present::inside::{InsidePage, Setting, Step};

/// Bars that are shown of an attribute.
pub(super) const MAX_BARS: usize = 12;

/// So many arrays need no more than half of the width.
const FEW_ARRAYS: usize = 12;

/// The column a line stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Side {
    /// How it is made; all where there is one column only.
    Left,
    /// What it learned, and what it imports.
    Right,
}

impl Side {
    pub const ALL: [Self; 2] = [Self::Left, Self::Right];
}

/// What folds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Fold {
    Step(usize),
    Imports(ImportGroup),
}

/// The groups of imports: what should be looked at comes first.
const IMPORT_GROUPS: [ImportGroup; 3] = [ImportGroup::Other, ImportGroup::Code, ImportGroup::Usual];

/// Whose settings they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    Model,
    Step(usize),
    Learned,
    Port,
}

impl Owner {
    pub fn settings(self, page: &InsidePage) -> &[Setting] {
        match self {
            Self::Model => &page.settings,
            Self::Step(step) => page.steps.get(step).map_or(&[], |step| &step.settings),
            Self::Learned => &page.learned,
            Self::Port => &page.ports,
        }
    }
}

/// One line. Numbers are places in the page's own lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Heading(Heading),
    Gap,
    Step(usize),
    Setting(Owner, usize),
    BarsName(usize),
    Bar(usize, usize),
    SmallerBars(usize),
    ImportNote(usize),
    Imports(ImportGroup),
    Import(usize),
    NoProof,
    TensorHeadings,
    Tensor(usize),
}

/// Over a part of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heading {
    Steps,
    Settings,
    Ports,
    Learned,
    Imports,
    Tensors,
}

impl Line {
    /// Whether the keyboard stops at it.
    pub fn is_stop(self) -> bool {
        !matches!(self, Self::Heading(_) | Self::Gap | Self::BarsName(_) | Self::SmallerBars(_) | Self::NoProof | Self::TensorHeadings)
    }

    pub fn fold(self) -> Option<Fold> {
        match self {
            Self::Step(step) => Some(Fold::Step(step)),
            Self::Imports(group) => Some(Fold::Imports(group)),
            _ => None,
        }
    }
}

/// A line, and how it stands to the others.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShownLine {
    pub line: Line,
    pub depth: u16,
    /// Of what folds.
    pub is_open: Option<bool>,
}

/// A column of the table of arrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TensorColumn {
    Name,
    Dtype,
    Shape,
    Values,
}

/// How the arrays are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TensorSort {
    pub column: TensorColumn,
    pub is_down: bool,
}

/// Up, down, and back to the order of the file.
pub(super) fn next_sort(now: Option<TensorSort>, column: TensorColumn) -> Option<TensorSort> {
    match now.filter(|sort| sort.column == column) {
        None => Some(TensorSort { column, is_down: false }),
        Some(TensorSort { is_down: false, .. }) => Some(TensorSort { column, is_down: true }),
        Some(_) => None,
    }
}

/// The lines of a page.
#[derive(Debug)]
pub(super) struct InsideLines {
    pub is_two: bool,
    sides: [Vec<ShownLine>; 2],
    /// Arrays that are shown, and the numbers in them.
    tensors: usize,
    numbers: u128,
}

impl InsideLines {
    /// Whether there is enough for each of two columns: a long table of arrays has all the width beside a few settings.
    pub fn has_both_sides(page: &InsidePage) -> bool {
        let made = page.steps.len() + page.settings.len() + page.ports.len();
        let known = page.learned.len() + page.bars.len() + page.imports.names.len() + page.imports.notes.len() + page.tensors.len();
        known > 0 && made > if page.tensors.len() > FEW_ARRAYS { 5 } else { 0 }
    }

    /// Lays out a page. `flipped` is what is folded or unfolded other than at first.
    pub fn of(page: &InsidePage, is_two: bool, filter: &str, flipped: &HashSet<Fold>, sort: Option<TensorSort>) -> Self {
        let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
        let mut maker = Maker { page, words, flipped, lines: Vec::new(), tensors: 0, numbers: 0 };
        maker.made();
        let left = if is_two { std::mem::take(&mut maker.lines) } else { Vec::new() };
        maker.learned();
        maker.imports();
        maker.tensors(sort);
        let rest = std::mem::take(&mut maker.lines);
        let sides = if is_two { [left, rest] } else { [rest, Vec::new()] };
        Self { is_two, sides, tensors: maker.tensors, numbers: maker.numbers }
    }

    pub fn of_side(&self, side: Side) -> &[ShownLine] {
        &self.sides[side as usize]
    }

    /// `4 arrays, 3,412 values`
    pub fn tensors_note(&self) -> String {
        let numbers = usize::try_from(self.numbers).map_or_else(|_| self.numbers.to_string(), grouped);
        format!("{}, {numbers} values", count(self.tensors, "array", "arrays"))
    }
}

/// The first step that does not stand below this one.
fn end_of(steps: &[Step], i: usize) -> usize {
    (i + 1..steps.len()).find(|next| steps[*next].depth <= steps[i].depth).unwrap_or(steps.len())
}

/// The last step is the one that predicts, and a step that has others shows them.
fn is_open_at_first(steps: &[Step], i: usize) -> bool {
    let end = end_of(steps, i);
    steps[i].depth == 0 && (end == steps.len() || end > i + 1)
}

/// What is folded or unfolded other than at first where all is unfolded, or all folded.
pub(super) fn flipped_where_all(page: &InsidePage, are_open: bool) -> HashSet<Fold> {
    let steps = (0..page.steps.len()).filter(|i| is_open_at_first(&page.steps, *i) != are_open).map(Fold::Step);
    let groups = IMPORT_GROUPS.into_iter().filter(|group| (*group != ImportGroup::Usual) != are_open).map(Fold::Imports);
    steps.chain(groups).collect()
}

/// The numbers in an array.
pub(super) fn length(tensor: &Tensor) -> u128 {
    tensor.shape.iter().fold(1, |length, side| length.saturating_mul(u128::from(*side)))
}

/// As numpy writes it: `(1, 8)`, `(8,)`.
pub(super) fn shape(tensor: &Tensor) -> String {
    match tensor.shape.as_slice() {
        [one] => format!("({one},)"),
        sides => format!("({})", sides.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")),
    }
}

struct Maker<'a> {
    page: &'a InsidePage,
    /// What every line that is shown contains, in small letters.
    words: Vec<String>,
    flipped: &'a HashSet<Fold>,
    lines: Vec<ShownLine>,
    tensors: usize,
    numbers: u128,
}

impl Maker<'_> {
    fn fits<'t>(&self, parts: impl IntoIterator<Item = &'t str>) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let text = parts.into_iter().collect::<Vec<_>>().join(" ").to_lowercase();
        self.words.iter().all(|word| text.contains(word.as_str()))
    }

    fn push(&mut self, line: Line, depth: usize) {
        self.lines.push(ShownLine { line, depth: u16::try_from(depth).unwrap_or(u16::MAX), is_open: None });
    }

    /// A heading with a gap before it; taken away again where nothing follows.
    fn part(&mut self, heading: Heading, make: impl FnOnce(&mut Self)) {
        let before = self.lines.len();
        if before > 0 {
            self.push(Line::Gap, 0);
        }
        self.push(Line::Heading(heading), 0);
        let start = self.lines.len();
        make(self);
        if self.lines.len() == start {
            self.lines.truncate(before);
        }
    }

    /// How it is made: steps, its own settings, inputs and outputs of a graph.
    fn made(&mut self) {
        let page = self.page;
        if !page.steps.is_empty() {
            self.part(Heading::Steps, Self::steps);
        }
        self.part(Heading::Settings, |maker| maker.settings(Owner::Model, 0));
        self.part(Heading::Ports, |maker| maker.settings(Owner::Port, 0));
    }

    fn settings(&mut self, owner: Owner, depth: usize) {
        let page = self.page;
        for (i, setting) in owner.settings(page).iter().enumerate() {
            if self.fits([setting.name.as_str(), &setting.value, &setting.note]) {
                self.push(Line::Setting(owner, i), depth);
            }
        }
    }

    fn steps(&mut self) {
        let steps = &self.page.steps;
        let mut i = 0;
        while i < steps.len() {
            i = self.step(i, false);
        }
    }

    /// Adds a step and what stands below it; the first step that does not. `all`: what is above it fits the filter.
    fn step(&mut self, i: usize, all: bool) -> usize {
        let steps = &self.page.steps;
        let step: &Step = &steps[i];
        let end = end_of(steps, i);
        let is_match = all || self.fits([step.name.as_str(), &step.class, &step.columns]);
        let has_more = !step.settings.is_empty() || end > i + 1;
        let before = self.lines.len();
        let fold = Fold::Step(i);
        let is_open = !self.words.is_empty() || (is_open_at_first(steps, i) != self.flipped.contains(&fold));
        self.lines.push(ShownLine {
            line: Line::Step(i),
            depth: u16::try_from(step.depth).unwrap_or(u16::MAX),
            is_open: has_more.then_some(is_open),
        });
        if is_open {
            let words = if is_match { std::mem::take(&mut self.words) } else { Vec::new() };
            self.settings(Owner::Step(i), step.depth + 1);
            let mut next = i + 1;
            while next < end {
                next = self.step(next, is_match && !words.is_empty());
            }
            if is_match {
                self.words = words;
            }
        }
        if !is_match && self.lines.len() == before + 1 {
            self.lines.truncate(before);
        }
        end
    }

    fn learned(&mut self) {
        let page = self.page;
        self.part(Heading::Learned, |maker| {
            maker.settings(Owner::Learned, 0);
            for (which, bars) in page.bars.iter().enumerate() {
                let shown: Vec<usize> = (0..bars.bars.len()).filter(|i| maker.fits([bars.title.as_str(), &bars.bars[*i].name])).collect();
                if shown.is_empty() {
                    continue;
                }
                maker.push(Line::BarsName(which), 0);
                for i in shown.iter().take(MAX_BARS) {
                    maker.push(Line::Bar(which, *i), 0);
                }
                if shown.len() > MAX_BARS {
                    maker.push(Line::SmallerBars(which), 0);
                }
            }
        });
    }

    fn imports(&mut self) {
        let imports = &self.page.imports;
        if imports.names.is_empty() && imports.notes.is_empty() {
            return;
        }
        self.part(Heading::Imports, |maker| {
            if maker.words.is_empty() {
                for note in 0..imports.notes.len() {
                    maker.push(Line::ImportNote(note), 0);
                }
            }
            for group in IMPORT_GROUPS {
                let of_group = |i: &usize| imports.names[*i].group == group;
                let shown: Vec<usize> =
                    (0..imports.names.len()).filter(of_group).filter(|i| maker.fits([imports.names[*i].name.as_str()])).collect();
                let is_filtered = !maker.words.is_empty();
                if shown.is_empty() && (is_filtered || group == ImportGroup::Code) {
                    continue;
                }
                // Those that nobody need look at are folded at first.
                let at_first = group != ImportGroup::Usual;
                let is_open = is_filtered || (at_first != maker.flipped.contains(&Fold::Imports(group)));
                maker.lines.push(ShownLine { line: Line::Imports(group), depth: 0, is_open: (!shown.is_empty()).then_some(is_open) });
                if is_open {
                    for i in shown {
                        maker.push(Line::Import(i), 1);
                    }
                }
            }
            if maker.words.is_empty() {
                maker.push(Line::NoProof, 0);
            }
        });
    }

    fn tensors(&mut self, sort: Option<TensorSort>) {
        let all = &self.page.tensors;
        let mut shown: Vec<usize> = (0..all.len())
            .filter(|i| self.words.is_empty() || self.fits([all[*i].name.as_str(), &all[*i].dtype, &shape(&all[*i])]))
            .collect();
        if let Some(TensorSort { column, is_down }) = sort {
            match column {
                TensorColumn::Name => shown.sort_by(|a, b| all[*a].name.cmp(&all[*b].name)),
                TensorColumn::Dtype => shown.sort_by(|a, b| all[*a].dtype.cmp(&all[*b].dtype)),
                TensorColumn::Shape => shown.sort_by(|a, b| all[*a].shape.cmp(&all[*b].shape)),
                TensorColumn::Values => shown.sort_by_key(|i| length(&all[*i])),
            }
            if is_down {
                shown.reverse();
            }
        }
        self.tensors = shown.len();
        self.numbers = shown.iter().map(|i| length(&all[*i])).fold(0, u128::saturating_add);
        self.part(Heading::Tensors, |maker| {
            if !shown.is_empty() {
                maker.push(Line::TensorHeadings, 0);
            }
            for i in shown {
                maker.push(Line::Tensor(i), 0);
            }
        });
    }
}
