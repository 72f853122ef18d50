//! The history of a metric as a curve: what is drawn of it, and what is said of it.

use std::path::PathBuf;

use crate::library::{History, Point};

/// A run, or a logged model without one, whose metrics are drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurveRun {
    pub name: String,
    /// Its id.
    pub owner: String,
    /// The stores that may know it.
    pub stores: Vec<PathBuf>,
}

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CurvesAsked {
    pub runs: Vec<CurveRun>,
    /// Every metric that one of them has.
    pub metrics: Vec<String>,
    pub metric: String,
}

/// What stands on the axis to the right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Along {
    #[default]
    Step,
    /// Seconds since the first value of the run, so that runs of different days lie over one another.
    Time,
}

/// How a curve is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CurveForm {
    pub along: Along,
    /// Values are drawn by their logarithm; what is not above zero is a gap.
    pub is_log: bool,
    /// From 0, as logged, to below 1: how much of a value is what came before it.
    pub smoothing: f64,
}

/// A curve, from left to right; a gap where the value is no finite number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    points: Vec<[f64; 2]>,
}

/// What is seen of an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub from: f64,
    pub to: f64,
}

impl Range {
    /// Both of them, and what lies between.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), to: self.to.max(other.to) }
    }
}

impl Curve {
    /// The curve of a history.
    #[must_use]
    pub fn of(history: &History, form: CurveForm) -> Self {
        let mut smooth = Smoothing::new(form.smoothing);
        let mut points: Vec<[f64; 2]> = match form.along {
            Along::Step => history.points.iter().map(|point| [whole(point.step), point.value]).collect(),
            Along::Time => by_time(&history.points),
        };
        for [_, y] in &mut points {
            *y = smooth.next(*y);
            if form.is_log {
                *y = if *y > 0.0 { y.log10() } else { f64::NAN };
            }
        }
        Self { points }
    }

    /// The least and the greatest of both axes; nothing where there is no value.
    #[must_use]
    pub fn bounds(&self) -> Option<[Range; 2]> {
        let mut bounds: Option<[Range; 2]> = None;
        for [x, y] in self.points.iter().filter(|[_, y]| y.is_finite()) {
            let [xs, ys] = bounds.get_or_insert([Range { from: *x, to: *x }, Range { from: *y, to: *y }]);
            (xs.to, ys.from, ys.to) = (xs.to.max(*x), ys.from.min(*y), ys.to.max(*y));
        }
        bounds
    }

    /// What is drawn where so many columns of points on the screen show this part of the axis to the right: lines, with gaps between
    /// them. Of the values that fall into one column the first, the last, the least and the greatest stay, so that no extreme is
    /// lost. One point on each side is drawn too, for the lines that lead there.
    #[must_use]
    pub fn lines(&self, seen: Range, columns: usize) -> Vec<Vec<[f64; 2]>> {
        let from = self.points.partition_point(|[x, _]| *x < seen.from).saturating_sub(1);
        let to = (self.points.partition_point(|[x, _]| *x <= seen.to) + 1).min(self.points.len());
        let points = self.points.get(from..to).unwrap_or_default();
        if points.len() <= columns.saturating_mul(4) {
            return points.split(|[_, y]| !y.is_finite()).filter(|line| !line.is_empty()).map(<[_]>::to_vec).collect();
        }
        let mut drawn = Drawn::default();
        let width = (seen.to - seen.from).max(f64::MIN_POSITIVE) / whole(i64::try_from(columns.max(1)).unwrap_or(1));
        let mut rest = points;
        // The columns that hold anything, one after the other.
        while let Some([x, _]) = rest.first() {
            let end = seen.from + (((x - seen.from) / width).floor() + 1.0) * width;
            let (column, after) = rest.split_at(rest.partition_point(|[x, _]| *x < end).max(1));
            drawn.column(column);
            rest = after;
        }
        drawn.end_line();
        drawn.lines
    }

    /// The point nearest to a place on the axis to the right; gaps are passed over.
    #[must_use]
    pub fn nearest(&self, x: f64) -> Option<[f64; 2]> {
        let at = self.points.partition_point(|[other, _]| *other < x);
        let (before, after) = self.points.split_at(at);
        let before = before.iter().rev().find(|[_, y]| y.is_finite());
        let after = after.iter().find(|[_, y]| y.is_finite());
        let distance = |point: &&[f64; 2]| (point[0] - x).abs();
        before.into_iter().chain(after).min_by(|a, b| distance(a).total_cmp(&distance(b))).copied()
    }
}

#[expect(clippy::cast_precision_loss, reason = "steps and milliseconds are far below 2^53")]
fn whole(number: i64) -> f64 {
    number as f64
}

/// By the time of each value. What has no time stands at the beginning.
fn by_time(points: &[Point]) -> Vec<[f64; 2]> {
    let first = points.iter().map(|point| point.at).filter(|at| *at > 0).min().unwrap_or(0);
    let seconds = |point: &Point| whole(point.at.max(first) - first) / 1_000.0;
    let mut points: Vec<[f64; 2]> = points.iter().map(|point| [seconds(point), point.value]).collect();
    points.sort_by(|a, b| a[0].total_cmp(&b[0]));
    points
}

/// An exponential moving average that does not begin at zero, as `TensorBoard` has it.
struct Smoothing {
    weight: f64,
    average: f64,
    /// What the weights of all values so far sum up to.
    sum: f64,
}

impl Smoothing {
    fn new(weight: f64) -> Self {
        Self { weight: if weight.is_finite() { weight.clamp(0.0, 0.999) } else { 0.0 }, average: 0.0, sum: 0.0 }
    }

    /// The value in its place; a gap stays one, and what follows goes on from what came before it.
    fn next(&mut self, value: f64) -> f64 {
        if self.weight == 0.0 || !value.is_finite() {
            return value;
        }
        self.average = self.average * self.weight + value * (1.0 - self.weight);
        self.sum = self.sum * self.weight + (1.0 - self.weight);
        self.average / self.sum
    }
}

/// Lines, while they are made.
#[derive(Default)]
struct Drawn {
    lines: Vec<Vec<[f64; 2]>>,
    line: Vec<[f64; 2]>,
}

impl Drawn {
    /// Adds what falls into one column; a gap anywhere in it ends the line there.
    fn column(&mut self, points: &[[f64; 2]]) {
        // The sum is finite only where all are; it may be infinite where all are, and is looked at again then.
        if points.iter().map(|[_, y]| *y).sum::<f64>().is_finite() {
            return self.extremes(points);
        }
        let gap = points.iter().position(|[_, y]| !y.is_finite());
        let Some(gap) = gap else { return self.extremes(points) };
        self.extremes(&points[..gap]);
        self.end_line();
        // More gaps in one column are not told apart.
        let rest: Vec<[f64; 2]> = points[gap..].iter().filter(|[_, y]| y.is_finite()).copied().collect();
        self.extremes(&rest);
        if points.last().is_some_and(|[_, y]| !y.is_finite()) {
            self.end_line();
        }
    }

    /// The first, the last, the least and the greatest, in their order.
    fn extremes(&mut self, points: &[[f64; 2]]) {
        let Some(last) = points.len().checked_sub(1) else { return };
        let (mut least, mut greatest) = (0, 0);
        for (i, [_, y]) in points.iter().enumerate() {
            if *y < points[least][1] {
                least = i;
            }
            if *y > points[greatest][1] {
                greatest = i;
            }
        }
        let mut kept = [0, least, greatest, last];
        kept.sort_unstable();
        let mut before = None;
        for i in kept {
            if before.replace(i) != Some(i) {
                self.line.push(points[i]);
            }
        }
    }

    fn end_line(&mut self) {
        if !self.line.is_empty() {
            self.lines.push(std::mem::take(&mut self.line));
        }
    }
}

/// What is said of a history.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    pub count: usize,
    /// The value of the highest step; may be NaN or infinite.
    pub last: Option<f64>,
    /// Of the numbers, infinite ones included.
    pub least: Option<f64>,
    pub greatest: Option<f64>,
    /// Values that are NaN or infinite, and are gaps.
    pub gaps: usize,
}

impl Summary {
    /// Of all that was logged.
    #[must_use]
    pub fn of(history: &History) -> Self {
        let numbers = || history.points.iter().map(|point| point.value).filter(|value| !value.is_nan());
        Self {
            count: history.points.len(),
            last: history.points.last().map(|point| point.value),
            least: numbers().min_by(f64::total_cmp),
            greatest: numbers().max_by(f64::total_cmp),
            gaps: history.points.iter().filter(|point| !point.value.is_finite()).count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn history(values: &[f64]) -> History {
        let point = |(step, value): (i64, &f64)| Point { step, at: 1_000_000 + step * 500, value: *value };
        History::new((0..).zip(values).map(point).collect(), false)
    }

    #[test]
    fn a_gap_parts_the_line() {
        let curve = Curve::of(&history(&[1.0, 2.0, f64::NAN, 3.0, f64::INFINITY]), CurveForm::default());
        assert_eq!(curve.lines(Range { from: 0.0, to: 4.0 }, 100), [vec![[0.0, 1.0], [1.0, 2.0]], vec![[3.0, 3.0]]]);
        assert_eq!(curve.bounds(), Some([Range { from: 0.0, to: 3.0 }, Range { from: 1.0, to: 3.0 }]));
        assert_eq!(curve.nearest(2.2), Some([3.0, 3.0]));
        assert_eq!(Curve::default().nearest(1.0), None);
        let summary = Summary::of(&history(&[1.0, f64::NAN, -2.0]));
        assert_eq!((summary.least, summary.greatest, summary.last, summary.gaps), (Some(-2.0), Some(1.0), Some(-2.0), 1));
    }

    #[test]
    fn time_begins_with_the_run_and_the_logarithm_has_no_zero() {
        let form = CurveForm { along: Along::Time, is_log: true, smoothing: 0.0 };
        let curve = Curve::of(&history(&[0.0, 100.0, 0.01]), form);
        assert_eq!(curve.lines(Range { from: 0.0, to: 1.0 }, 10), [vec![[0.5, 2.0], [1.0, -2.0]]]);
    }

    #[test]
    fn smoothing_stays_with_what_is_constant_and_calms_what_is_not() {
        let form = CurveForm { smoothing: 0.9, ..CurveForm::default() };
        let flat = Curve::of(&history(&[3.0; 20]), form);
        assert!(flat.points.iter().all(|[_, y]| (y - 3.0).abs() < 1e-9));
        let values: Vec<f64> = (0..100).map(|i| f64::from(i % 2)).collect();
        let calm = Curve::of(&history(&values), form);
        assert!(calm.points[50..].iter().all(|[_, y]| (y - 0.5).abs() < 0.1), "{:?}", &calm.points[50..]);
    }

    proptest! {
        #[test]
        fn no_extreme_is_lost(values in proptest::collection::vec(prop_oneof![9 => -1e3..1e3_f64, 1 => Just(f64::NAN)], 0..2_000), columns in 1..50_usize) {
            let curve = Curve::of(&history(&values), CurveForm::default());
            let to = f64::from(u32::try_from(values.len()).unwrap());
            let lines = curve.lines(Range { from: 0.0, to }, columns);
            let drawn: Vec<f64> = lines.iter().flatten().map(|[_, y]| *y).collect();
            let numbers = || values.iter().copied().filter(|y| y.is_finite());
            prop_assert_eq!(drawn.iter().copied().reduce(f64::min), numbers().reduce(f64::min));
            prop_assert_eq!(drawn.iter().copied().reduce(f64::max), numbers().reduce(f64::max));
            prop_assert!(drawn.len() <= values.len().min(8 * (columns + 1)), "{} of {}", drawn.len(), values.len());
            prop_assert!(lines.iter().all(|line| line.is_sorted_by(|a, b| a[0] <= b[0])));
            // Lines never lead over a gap that is wider than a column.
            let width = to / f64::from(u32::try_from(columns).unwrap());
            for pair in lines.iter().flat_map(|line| line.windows(2)) {
                let between = values.iter().enumerate().filter(|(i, y)| {
                    let x = f64::from(u32::try_from(*i).unwrap());
                    y.is_nan() && x > pair[0][0] && x < pair[1][0]
                });
                prop_assert!(between.count() == 0 || pair[1][0] - pair[0][0] <= width, "{:?}", pair);
            }
        }
    }
}
