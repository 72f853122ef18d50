//! What tells curves apart: a colour, and a mark beside it for those who do not see it.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};
use egui_plot::MarkerShape;

use super::state::MAX_CURVES;
use crate::ui::theme::Palette;

const SHAPES: [MarkerShape; MAX_CURVES] = [
    MarkerShape::Circle,
    MarkerShape::Square,
    MarkerShape::Up,
    MarkerShape::Diamond,
    MarkerShape::Down,
    MarkerShape::Cross,
    MarkerShape::Left,
    MarkerShape::Plus,
];

/// How the curve of one run is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub color: Color32,
    pub shape: MarkerShape,
}

impl Mark {
    /// That of the run of this number.
    pub fn of(run: usize, palette: &Palette) -> Self {
        Self { color: palette.curves[run % MAX_CURVES], shape: SHAPES[run % MAX_CURVES] }
    }

    /// Draws a piece of the line with the mark on it.
    pub fn paint(self, painter: &Painter, rect: Rect) {
        let (center, stroke) = (rect.center(), Stroke::new(1.5, self.color));
        painter.hline(rect.x_range(), center.y, stroke);
        painter.add(self.symbol(center, 4.0));
    }

    fn symbol(self, at: Pos2, r: f32) -> Shape {
        let polygon = |points: &[(f32, f32)]| {
            let points = points.iter().map(|(x, y)| at + vec2(x * r, y * r)).collect();
            Shape::convex_polygon(points, self.color, Stroke::NONE)
        };
        let cross = |lines: [[(f32, f32); 2]; 2]| {
            let line = |[a, b]: [(f32, f32); 2]| {
                Shape::line_segment(
                    [pos2(at.x + a.0 * r, at.y + a.1 * r), pos2(at.x + b.0 * r, at.y + b.1 * r)],
                    Stroke::new(1.5, self.color),
                )
            };
            Shape::Vec(lines.map(line).into())
        };
        match self.shape {
            MarkerShape::Square => polygon(&[(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)]),
            MarkerShape::Up => polygon(&[(0.0, -1.0), (0.9, 0.8), (-0.9, 0.8)]),
            MarkerShape::Down => polygon(&[(0.0, 1.0), (-0.9, -0.8), (0.9, -0.8)]),
            MarkerShape::Left => polygon(&[(-1.0, 0.0), (0.8, -0.9), (0.8, 0.9)]),
            MarkerShape::Diamond => polygon(&[(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)]),
            MarkerShape::Cross => cross([[(-0.9, -0.9), (0.9, 0.9)], [(-0.9, 0.9), (0.9, -0.9)]]),
            MarkerShape::Plus => cross([[(-1.0, 0.0), (1.0, 0.0)], [(0.0, -1.0), (0.0, 1.0)]]),
            _ => Shape::circle_filled(at, r, self.color),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme;

    #[test]
    fn every_curve_is_seen_on_its_ground_and_told_from_the_others() {
        for palette in [&theme::DARK, &theme::LIGHT] {
            let marks: Vec<Mark> = (0..MAX_CURVES).map(|run| Mark::of(run, palette)).collect();
            for mark in &marks {
                // What is drawn and is no text: WCAG 2.2, 1.4.11.
                assert!(theme::contrast(mark.color, palette.surface) >= 3.0, "{mark:?}");
            }
            for (i, mark) in marks.iter().enumerate() {
                assert!(marks[..i].iter().all(|other| other.color != mark.color && other.shape != mark.shape), "{mark:?}");
            }
        }
    }
}
