//! All that was logged for one metric of a run, point by point.

use std::path::PathBuf;

use super::file_store::is_plain;

/// One value of a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// 0 where none was given.
    pub step: i64,
    /// Milliseconds since 1970; 0 where it is not known.
    pub at: i64,
    /// May be NaN or infinite.
    pub value: f64,
}

/// All values of a metric, by step and then by time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    pub points: Vec<Point>,
    /// There are more than were read: the first ones are left out.
    pub is_cut: bool,
}

impl History {
    /// Of points in any order.
    #[must_use]
    pub fn new(mut points: Vec<Point>, is_cut: bool) -> Self {
        // Nearly always they are in order already.
        points.sort_by_key(|point| (point.step, point.at));
        Self { points, is_cut }
    }
}

/// The parts of a metric's name: the file store keeps `val/loss` as a file in a folder. Nothing for a name that leads elsewhere.
pub(super) fn parts(metric: &str) -> Option<PathBuf> {
    metric.split('/').map(|part| is_plain(part).then_some(part)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_else() {
        assert_eq!(parts("val/loss"), Some(PathBuf::from("val/loss")));
        for name in ["", "/etc/passwd", "../x", "a//b", "a/../../b", "a\\b"] {
            assert_eq!(parts(name), None, "{name}");
        }
    }
}
