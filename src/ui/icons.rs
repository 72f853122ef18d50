//! The few signs the window needs, drawn by the painter: no font has to have them.
//! They differ by shape, not only by colour.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2};

use self::Part::{Block, Circle, Filled, Frame, Line, Mark};
use super::theme::Palette;
use crate::checks::Severity;

/// A sign of 16 by 16 points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// An octagon.
    Error,
    /// A triangle.
    Warning,
    /// A circle with an i.
    Note,
    Tick,
    Close,
    Menu,
    Open,
    Closed,
    Folder,
    File,
    Link,
    Up,
    Down,
    /// A diamond: the best of a group.
    Best,
    /// A circle with a question mark: it cannot be told.
    Question,
    /// A glass to look through.
    Search,
    /// Two arrows that pass one another.
    Swap,
    /// Two sheets beside one another.
    Compare,
    /// Three books, the last one leaning.
    Library,
}

impl Icon {
    /// The sign for a finding.
    #[must_use]
    pub fn severity(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Note => Self::Note,
        }
    }

    /// The sign for the worst finding; a tick for none.
    #[must_use]
    pub fn worst(worst: Option<Severity>) -> Self {
        worst.map_or(Self::Tick, Self::severity)
    }

    /// The colour it is drawn in where it stands for a state.
    #[must_use]
    pub fn color(self, palette: &Palette) -> Color32 {
        match self {
            Self::Error => palette.error,
            Self::Warning => palette.warning,
            Self::Tick => palette.ok,
            _ => palette.text_second,
        }
    }

    /// Draws it in the middle of `rect`; `inner` is the colour of a mark inside a filled shape.
    pub fn paint(self, painter: &Painter, rect: Rect, color: Color32, inner: Color32) {
        let center = rect.center();
        for part in self.parts() {
            part.paint(painter, center, color, inner);
        }
    }

    /// What it is made of, in the order in which that is drawn.
    fn parts(self) -> &'static [Part] {
        match self {
            Self::Error => ERROR,
            Self::Warning => WARNING,
            Self::Note => NOTE,
            Self::Tick => &[Line(2.0, &[[-4.0, 0.0], [-1.0, 3.0], [4.0, -3.5]])],
            Self::Close => &[Line(1.3, &[[-3.0, -3.0], [3.0, 3.0]]), Line(1.3, &[[-3.0, 3.0], [3.0, -3.0]])],
            Self::Menu => MENU,
            Self::Open => &[Filled(&[[-4.0, -2.5], [4.0, -2.5], [0.0, 3.0]])],
            Self::Closed => &[Filled(&[[-2.5, -4.0], [3.0, 0.0], [-2.5, 4.0]])],
            Self::Folder => FOLDER,
            Self::File => FILE,
            Self::Link => &[Line(1.5, &[[-5.0, 5.0], [4.0, -4.0]]), Line(1.5, &[[-1.0, -5.0], [5.0, -5.0], [5.0, 1.0]])],
            Self::Up => &[Filled(&[[-3.5, 2.0], [0.0, -2.5], [3.5, 2.0]])],
            Self::Down => &[Filled(&[[-3.5, -2.0], [3.5, -2.0], [0.0, 2.5]])],
            Self::Best => &[Filled(&[[0.0, -4.0], [4.0, 0.0], [0.0, 4.0], [-4.0, 0.0]])],
            Self::Question => QUESTION,
            Self::Search => &[Circle(1.5, [-1.5, -1.5], 4.5), Line(1.8, &[[2.0, 2.0], [6.0, 6.0]])],
            Self::Swap => SWAP,
            Self::Compare => &[Frame(1.3, [-3.75, 0.0], [5.5, 11.0], 1), Frame(1.3, [3.75, 0.0], [5.5, 11.0], 1)],
            Self::Library => LIBRARY,
        }
    }
}

/// A point or a size, in points, from the middle of a sign to the right and down.
type Offset = [f32; 2];

/// A part of a sign. Widths of lines come first.
#[derive(Clone, Copy, Debug)]
enum Part {
    /// A line from point to point.
    Line(f32, &'static [Offset]),
    /// A filled shape without a dent.
    Filled(&'static [Offset]),
    /// A circle: its middle and radius.
    Circle(f32, Offset, f32),
    /// The four sides of a box: its middle, its size, how round its corners are.
    Frame(f32, Offset, Offset, u8),
    /// A filled box: its middle and its size.
    Block(Offset, Offset),
    /// The same, in the colour of a mark inside a filled shape.
    Mark(Offset, Offset),
}

impl Part {
    fn paint(self, painter: &Painter, center: Pos2, color: Color32, inner: Color32) {
        let at = |offset: Offset| center + Vec2::from(offset);
        let points = |offsets: &[Offset]| offsets.iter().map(|offset| at(*offset)).collect();
        let block = |middle, size: Offset| Rect::from_center_size(at(middle), size.into());
        match self {
            Line(width, offsets) => painter.add(Shape::line(points(offsets), Stroke::new(width, color))),
            Filled(offsets) => painter.add(Shape::convex_polygon(points(offsets), color, Stroke::NONE)),
            Circle(width, middle, radius) => painter.circle_stroke(at(middle), radius, Stroke::new(width, color)),
            Frame(width, middle, size, corner) => {
                painter.rect_stroke(block(middle, size), corner, Stroke::new(width, color), StrokeKind::Middle)
            }
            Block(middle, size) => painter.rect_filled(block(middle, size), 0, color),
            Mark(middle, size) => painter.rect_filled(block(middle, size), 0, inner),
        };
    }
}

/// An octagon whose corners are 8 points from its middle, with an exclamation mark.
const ERROR: &[Part] = &[
    Filled(&[
        [7.391_036, 3.061_467],
        [3.061_467, 7.391_036],
        [-3.061_467, 7.391_036],
        [-7.391_036, 3.061_467],
        [-7.391_036, -3.061_467],
        [-3.061_467, -7.391_036],
        [3.061_467, -7.391_036],
        [7.391_036, -3.061_467],
    ]),
    Mark([0.0, -1.5], [2.0, 5.0]),
    Mark([0.0, 3.5], [2.0, 2.0]),
];

/// A triangle with an exclamation mark.
const WARNING: &[Part] = &[Filled(&[[0.0, -7.0], [8.0, 7.0], [-8.0, 7.0]]), Mark([0.0, 0.5], [2.0, 5.0]), Mark([0.0, 5.0], [2.0, 2.0])];

/// A circle with an i.
const NOTE: &[Part] = &[Circle(1.5, [0.0, 0.0], 6.5), Block([0.0, 1.5], [1.6, 5.0]), Block([0.0, -3.0], [1.6, 1.6])];

/// Three lines over one another.
const MENU: &[Part] =
    &[Line(1.5, &[[-6.0, -4.0], [6.0, -4.0]]), Line(1.5, &[[-6.0, 0.0], [6.0, 0.0]]), Line(1.5, &[[-6.0, 4.0], [6.0, 4.0]])];

const FOLDER: &[Part] = &[Line(1.3, &[[-6.5, -4.5], [-2.0, -4.5], [-0.5, -3.0], [6.5, -3.0], [6.5, 5.0], [-6.5, 5.0], [-6.5, -4.5]])];

/// A sheet with a folded corner.
const FILE: &[Part] = &[
    Line(1.3, &[[-4.5, -6.0], [1.5, -6.0], [4.5, -3.0], [4.5, 6.0], [-4.5, 6.0], [-4.5, -6.0]]),
    Line(1.0, &[[1.5, -6.0], [1.5, -3.0], [4.5, -3.0]]),
];

/// A circle with a question mark.
const QUESTION: &[Part] = &[
    Circle(1.5, [0.0, 0.0], 6.5),
    Line(1.4, &[[-2.0, -1.5], [-1.6, -3.0], [0.0, -3.6], [1.6, -3.0], [2.0, -1.6], [0.4, 0.0], [0.0, 1.2]]),
    Block([0.0, 3.4], [1.6, 1.6]),
];

/// An arrow to the right over one to the left.
const SWAP: &[Part] = &[
    Line(1.4, &[[-6.0, -2.5], [6.0, -2.5]]),
    Line(1.4, &[[3.0, -5.5], [6.0, -2.5], [3.0, 0.5]]),
    Line(1.4, &[[6.0, 2.5], [-6.0, 2.5]]),
    Line(1.4, &[[-3.0, -0.5], [-6.0, 2.5], [-3.0, 5.5]]),
];

/// Three books, the last one leaning.
const LIBRARY: &[Part] =
    &[Frame(1.3, [-4.5, 0.0], [3.0, 11.0], 0), Frame(1.3, [-0.5, 0.0], [3.0, 11.0], 0), Line(2.2, &[[2.8, -4.8], [6.0, 5.5]])];
