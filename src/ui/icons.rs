//! The few signs the window needs, drawn by the painter: no font has to have them.
//! They differ by shape, not only by colour.

use std::f32::consts::{PI, TAU};

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2, vec2};

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
        let c = rect.center();
        let line = |width: f32| Stroke::new(width, color);
        let path = |points: &[Vec2], stroke: Stroke| {
            painter.add(Shape::line(points.iter().map(|p| c + *p).collect(), stroke));
        };
        match self {
            Self::Error => {
                painter.add(Shape::convex_polygon(ring(c, 8.0, 8, PI / 8.0), color, Stroke::NONE));
                painter.rect_filled(Rect::from_center_size(c - vec2(0.0, 1.5), vec2(2.0, 5.0)), 0, inner);
                painter.rect_filled(Rect::from_center_size(c + vec2(0.0, 3.5), vec2(2.0, 2.0)), 0, inner);
            }
            Self::Warning => {
                let points = vec![pos2(c.x, c.y - 7.0), pos2(c.x + 8.0, c.y + 7.0), pos2(c.x - 8.0, c.y + 7.0)];
                painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
                painter.rect_filled(Rect::from_center_size(c + vec2(0.0, 0.5), vec2(2.0, 5.0)), 0, inner);
                painter.rect_filled(Rect::from_center_size(c + vec2(0.0, 5.0), vec2(2.0, 2.0)), 0, inner);
            }
            Self::Note => {
                painter.circle_stroke(c, 6.5, line(1.5));
                painter.rect_filled(Rect::from_center_size(c + vec2(0.0, 1.5), vec2(1.6, 5.0)), 0, color);
                painter.rect_filled(Rect::from_center_size(c - vec2(0.0, 3.0), vec2(1.6, 1.6)), 0, color);
            }
            Self::Tick => path(&[vec2(-4.0, 0.0), vec2(-1.0, 3.0), vec2(4.0, -3.5)], line(2.0)),
            Self::Close => {
                path(&[vec2(-3.0, -3.0), vec2(3.0, 3.0)], line(1.3));
                path(&[vec2(-3.0, 3.0), vec2(3.0, -3.0)], line(1.3));
            }
            Self::Menu => {
                for y in [-4.0, 0.0, 4.0] {
                    path(&[vec2(-6.0, y), vec2(6.0, y)], line(1.5));
                }
            }
            Self::Open => filled(painter, c, &[vec2(-4.0, -2.5), vec2(4.0, -2.5), vec2(0.0, 3.0)], color),
            Self::Closed => filled(painter, c, &[vec2(-2.5, -4.0), vec2(3.0, 0.0), vec2(-2.5, 4.0)], color),
            Self::Up => filled(painter, c, &[vec2(-3.5, 2.0), vec2(0.0, -2.5), vec2(3.5, 2.0)], color),
            Self::Down => filled(painter, c, &[vec2(-3.5, -2.0), vec2(3.5, -2.0), vec2(0.0, 2.5)], color),
            Self::Folder => {
                let points = [
                    vec2(-6.5, -4.5),
                    vec2(-2.0, -4.5),
                    vec2(-0.5, -3.0),
                    vec2(6.5, -3.0),
                    vec2(6.5, 5.0),
                    vec2(-6.5, 5.0),
                    vec2(-6.5, -4.5),
                ];
                path(&points, line(1.3));
            }
            Self::File => {
                let points = [vec2(-4.5, -6.0), vec2(1.5, -6.0), vec2(4.5, -3.0), vec2(4.5, 6.0), vec2(-4.5, 6.0), vec2(-4.5, -6.0)];
                path(&points, line(1.3));
                path(&[vec2(1.5, -6.0), vec2(1.5, -3.0), vec2(4.5, -3.0)], line(1.0));
            }
            Self::Question => {
                painter.circle_stroke(c, 6.5, line(1.5));
                path(
                    &[
                        vec2(-2.0, -1.5),
                        vec2(-1.6, -3.0),
                        vec2(0.0, -3.6),
                        vec2(1.6, -3.0),
                        vec2(2.0, -1.6),
                        vec2(0.4, 0.0),
                        vec2(0.0, 1.2),
                    ],
                    line(1.4),
                );
                painter.rect_filled(Rect::from_center_size(c + vec2(0.0, 3.4), vec2(1.6, 1.6)), 0, color);
            }
            Self::Search => {
                painter.circle_stroke(c - vec2(1.5, 1.5), 4.5, line(1.5));
                path(&[vec2(2.0, 2.0), vec2(6.0, 6.0)], line(1.8));
            }
            Self::Swap => {
                for (y, way) in [(-2.5, 1.0), (2.5, -1.0)] {
                    path(&[vec2(-6.0 * way, y), vec2(6.0 * way, y)], line(1.4));
                    path(&[vec2(3.0 * way, y - 3.0), vec2(6.0 * way, y), vec2(3.0 * way, y + 3.0)], line(1.4));
                }
            }
            Self::Compare => {
                for x in [-3.75, 3.75] {
                    painter.rect_stroke(Rect::from_center_size(c + vec2(x, 0.0), vec2(5.5, 11.0)), 1, line(1.3), StrokeKind::Middle);
                }
            }
            Self::Library => {
                for x in [-4.5, -0.5] {
                    painter.rect_stroke(Rect::from_center_size(c + vec2(x, 0.0), vec2(3.0, 11.0)), 0, line(1.3), StrokeKind::Middle);
                }
                path(&[vec2(2.8, -4.8), vec2(6.0, 5.5)], line(2.2));
            }
            Self::Link => {
                path(&[vec2(-5.0, 5.0), vec2(4.0, -4.0)], line(1.5));
                path(&[vec2(-1.0, -5.0), vec2(5.0, -5.0), vec2(5.0, 1.0)], line(1.5));
            }
        }
    }
}

fn filled(painter: &Painter, center: Pos2, points: &[Vec2], color: Color32) {
    painter.add(Shape::convex_polygon(points.iter().map(|p| center + *p).collect(), color, Stroke::NONE));
}

#[expect(clippy::cast_precision_loss, reason = "a handful of corners")]
fn ring(center: Pos2, radius: f32, corners: usize, turn: f32) -> Vec<Pos2> {
    (0..corners).map(|i| center + radius * Vec2::angled(turn + TAU * i as f32 / corners as f32)).collect()
}
