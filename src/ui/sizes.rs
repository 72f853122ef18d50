//! Every size of the window, in points; [`theme`](super::theme) hands them on.

use egui::{Vec2, vec2};

/// Height of a row in a list or a table.
pub const ROW: f32 = 26.0;
/// Height of a row in a tree.
pub const TREE_ROW: f32 = 24.0;
/// Height of a button with words.
pub const BUTTON: f32 = 28.0;
/// Height of the bars at the top.
pub const BAR: f32 = 40.0;
/// Width of the library beside a model, and of the list of places.
pub const SIDE: f32 = 248.0;
/// Width of the strip that a scroll bar has.
pub const SCROLL_BAR: f32 = 8.0;
/// Height of a line of text or code.
pub const LINE: f32 = 18.0;
/// Width of a digit of [`mono`](super::theme::mono).
pub const DIGIT: f32 = 7.2;
/// Thickness of the line under a place in a text that something is said of.
pub const MARK: f32 = 1.5;
/// Width of a character of [`small_mono`](super::theme::small_mono).
pub const SMALL_DIGIT: f32 = 6.6;
/// How far one level of a tree stands in.
pub const INDENT: f32 = 16.0;
/// Width and height of a sign.
pub const ICON: f32 = 16.0;
/// How thick the ring around what the keyboard is on is.
pub const RING: f32 = 2.0;
/// Beside the words of a row.
pub const ROW_PAD: f32 = 8.0;
/// At the left of a cell.
pub const CELL_PAD: f32 = 4.0;
/// Around code in its box.
pub const CODE_PAD: Vec2 = vec2(10.0, 6.0);
/// Inside a button where there is little room.
pub const SLIM_BUTTON_PAD: Vec2 = vec2(8.0, 4.0);
/// Size of a framed button with a sign in it.
pub const SIGN_BUTTON: Vec2 = vec2(34.0, 28.0);
/// Corners of buttons and fields.
pub const RADIUS: u8 = 6;
/// Corners of chips and rows.
pub const RADIUS_SMALL: u8 = 4;

/// Widths and heights at which the layout changes, in points.
pub const NARROW: f32 = 900.0;
/// From this width of a model's page on what goes in and out and what is inside stand side by side.
pub const SIDE_BY_SIDE: f32 = 1_400.0;
/// Under this there is no room for the library beside a model.
pub const DRAWER: f32 = 1_000.0;
/// Under this height the panels below are only their strip.
pub const LOW: f32 = 680.0;
/// From this width on the reasons of a verdict stand beside it, and not below.
pub const VERDICT_WIDE: f32 = 960.0;
/// Below this width the controls of a comparison have a line of their own.
pub const VERDICT_STACKED: f32 = 760.0;
/// From this width on the answer to a request stands beside it, and not below.
pub const REQUEST_WIDE: f32 = 640.0;
/// From this width on a list of values has two columns.
pub const TWO_COLUMNS: f32 = 720.0;

/// Height of a row of two lines: a name over its path.
pub const TWO_LINES: f32 = 40.0;
/// Height of a line of small text.
pub const SMALL_LINE: f32 = 18.0;
/// Between a fact's label and its value below.
pub const LABEL_GAP: f32 = 2.0;

/// Width of a dialog with paths in it, at most.
pub const DIALOG: f32 = 520.0;
/// Width of the dialog with a fingerprint, at most: its digits fit on one line.
pub const FINGERPRINT: f32 = 560.0;
/// Width of About.
pub const ABOUT: f32 = 460.0;
/// Width of the list of shortcuts.
pub const SHORTCUTS: f32 = 420.0;
/// Width of the command palette, at most.
pub const PALETTE: f32 = 620.0;
/// Width of a message in the corner, at most.
pub const NOTICE: f32 = 420.0;
/// Inner margin of a dialog.
pub const DIALOG_MARGIN: i8 = 20;
/// Corners of a dialog.
pub const DIALOG_RADIUS: u8 = 10;

/// Width of a tab at most.
pub const TAB: f32 = 220.0;
/// Width of the tab of a comparison, which has two names, at most.
pub const PAIR_TAB: f32 = 300.0;
/// Width of a tab at least.
pub const LEAST_TAB: f32 = 84.0;
/// Width of the field in the bar that opens the command palette.
pub const SEARCH: f32 = 216.0;

/// Width of the start page in one column.
pub const START: f32 = 400.0;
/// Width of the start page in two columns: the models that were open before stand beside.
pub const START_BOTH: f32 = 820.0;
/// Width of a page that is a message.
pub const MESSAGE: f32 = 640.0;

/// Between two things in the bar at the top.
pub const BAR_GAP: f32 = 8.0;
/// Beside the name of the library's tab.
pub const BESIDE_LIBRARY: f32 = 24.0;
/// Beside the name of a tab: a margin, and what closes it.
pub const BESIDE_TAB: f32 = 48.0;

/// Height of a heading in the list of places.
pub const PLACES_HEADING: f32 = 24.0;
/// Between two groups of the list of places.
pub const PLACES_GAP: f32 = 20.0;

/// Height of the strip of tabs over a panel.
pub const STRIP: f32 = 36.0;
/// Width of what stands at the end of the strip.
pub const STRIP_END: f32 = 28.0;
/// Width of a tab's name in the strip, at most.
pub const STRIP_NAME: f32 = 200.0;
/// Room at either side of a tab's name in the strip, at most.
pub const STRIP_PAD_MOST: f32 = 12.0;
/// The same at least.
pub const STRIP_PAD_LEAST: f32 = 7.0;

/// Height of a problem of short words; each is measured when it is drawn.
pub const PROBLEM: f32 = 74.0;
/// Height of the line with a problem's keys.
pub const PROBLEM_KEYS: f32 = 20.0;
/// Room for the button of a problem.
pub const PROBLEM_BUTTON: f32 = 104.0;
/// Width of the number of a row.
pub const ROW_NUMBER: f32 = 52.0;
/// Height of the names and types over an example.
pub const EXAMPLE_HEADING: f32 = 40.0;
/// Height of a row of an example.
pub const EXAMPLE_ROW: f32 = 30.0;
/// Height of a reason against a request: where, and what.
pub const REQUEST_REASON: f32 = 42.0;
/// Width of the list of snippets.
pub const SNIPPETS: f32 = 264.0;

/// Height of what is said of a side of a comparison.
pub const SIDE_HEAD: f32 = 64.0;
/// Width of the left part of a wide verdict: the answer, and for whom.
pub const ANSWER: f32 = 256.0;
/// Height of a reason of a verdict.
pub const VERDICT_REASON: f32 = 22.0;
/// Width of a verdict's headline, at most.
pub const HEADLINE: f32 = 220.0;
/// What the pill has beside the headline.
pub const BESIDE_HEADLINE: f32 = 44.0;
/// Height of a line of callers.
pub const CALLER: f32 = 22.0;
/// Between two callers.
pub const BETWEEN_CALLERS: f32 = 4.0;
/// What a caller has beside its words.
pub const BESIDE_CALLER: f32 = 30.0;
