//! Where the person is in a list, and what was done in it.

/// Where the person is in a list.
#[derive(Clone, Debug, Default)]
pub struct ListView {
    /// The selected item; in a list that allows several, the one that the keyboard is on.
    pub selected: Option<usize>,
    /// Where a range begins that Shift extends.
    pub(super) anchor: Option<usize>,
    /// How far it is scrolled, in points.
    pub(super) offset: f32,
    pub(super) jump: Option<Jump>,
}

/// Where a list goes when it is next drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Jump {
    Selected,
    Top,
}

impl ListView {
    /// Selects an item and brings it into view when the list is next drawn.
    pub fn select(&mut self, item: usize) {
        self.selected = Some(item);
        self.anchor = Some(item);
        self.reveal();
    }

    /// Brings the selected item into view when the list is next drawn.
    pub fn reveal(&mut self) {
        self.jump = Some(Jump::Selected);
    }

    /// Goes to the first row when the list is next drawn.
    pub fn go_to_top(&mut self) {
        self.jump = Some(Jump::Top);
    }

    /// The item from which Shift chooses a range.
    #[must_use]
    pub fn anchor(&self) -> Option<usize> {
        self.anchor
    }

    /// Follows items that have other numbers now.
    pub fn move_to(&mut self, selected: Option<usize>, anchor: Option<usize>) {
        (self.selected, self.anchor) = (selected, anchor);
    }

    /// The same place in a list whose items have other numbers now: `moved` gives an item's new number.
    #[must_use]
    pub fn carried(&self, moved: impl Fn(usize) -> Option<usize>) -> Self {
        let item = |item: Option<usize>| item.and_then(&moved);
        Self { selected: item(self.selected), anchor: item(self.anchor), offset: self.offset, jump: None }
    }
}

/// What was asked of the selected row, with a key or a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Enter, Space or a double click, on a row that does not unfold.
    Activate,
    Copy,
}

/// What becomes of the selection in a list that allows several. Numbers are those of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// This one alone.
    Only(usize),
    /// This one added, or taken away.
    Toggle(usize),
    /// All rows from the first to the second, as they are shown; the first may stand below the second.
    Range(usize, usize),
}

/// What was done in a list in this frame.
#[derive(Clone, Copy, Debug, Default)]
pub struct Done {
    /// Of the item that is selected now.
    pub asked: Option<Asked>,
    /// The item that was clicked with the main button.
    pub clicked: Option<usize>,
    /// The item that is to be unfolded, or folded where it is open.
    pub flipped: Option<usize>,
    /// Only in a list that allows several.
    pub choice: Option<Choice>,
    /// How far the rows are scrolled sideways, in points, for a heading above them.
    pub sideways: f32,
}

/// What tells a line of a list from the others, whatever its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineName<'a> {
    pub heading: &'static str,
    /// Nothing for the heading itself.
    pub name: Option<&'a str>,
}
