//! What features count for, the largest first.

use crate::inside::{Importance, ImportanceKind, ModelFile};
use crate::mlmodel::display::clipped;

/// A number for each feature, the largest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// By what the features are ranked.
    pub title: String,
    pub bars: Vec<Bar>,
}

/// The number of one feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The feature; its number from 0 where its name is not known.
    pub name: String,
    pub value: f64,
}

impl Bars {
    /// The size of the largest; never 0.
    #[must_use]
    pub fn largest(&self) -> f64 {
        self.bars.iter().map(|bar| bar.value.abs()).filter(|size| size.is_finite()).fold(f64::MIN_POSITIVE, f64::max)
    }
}

/// Of a file; none where it holds no such numbers.
pub(super) fn of(file: &ModelFile) -> Vec<Bars> {
    let kinds = [ImportanceKind::Coefficient, ImportanceKind::Impurity, ImportanceKind::Gain, ImportanceKind::Split];
    kinds.into_iter().flat_map(|kind| of_kind(file, kind)).collect()
}

/// One for each class or output that the file tells apart, in its order.
fn of_kind(file: &ModelFile, kind: ImportanceKind) -> Vec<Bars> {
    let bar = |one: &Importance| Bar { name: clipped(&one.feature, 200).into_owned(), value: one.value };
    let mut all: Vec<Bars> = Vec::new();
    for of_one in file.importances.chunk_by(|a, b| a.kind == b.kind && a.of == b.of).filter(|chunk| chunk[0].kind == kind) {
        let mut bars: Vec<Bar> = of_one.iter().map(bar).collect();
        bars.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
        let of = of_one[0].of.as_ref().map(|of| format!(", {}", clipped(of, 80))).unwrap_or_default();
        all.push(Bars { title: format!("{}{of}", title(kind)), bars });
    }
    all
}

fn title(kind: ImportanceKind) -> &'static str {
    match kind {
        ImportanceKind::Coefficient => "coefficients",
        ImportanceKind::Impurity => "importance: how much splits lower the impurity",
        ImportanceKind::Gain => "gain: how much splits better the fit",
        ImportanceKind::Split => "splits",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_stands_by_itself_the_largest_first() {
        let one = |kind, feature: &str, value| Importance { kind, of: None, feature: feature.into(), value };
        let importances = vec![
            one(ImportanceKind::Split, "a", 1.0),
            one(ImportanceKind::Gain, "a", 0.5),
            one(ImportanceKind::Gain, "b", -2.0),
            one(ImportanceKind::Gain, "c", f64::NAN),
        ];
        let bars = of(&ModelFile { importances, ..ModelFile::default() });
        assert_eq!(bars.iter().map(|bars| bars.title.as_str()).collect::<Vec<_>>(), [title(ImportanceKind::Gain), "splits"]);
        assert_eq!(bars[0].bars.iter().map(|bar| bar.name.as_str()).filter(|name| *name != "c").collect::<Vec<_>>(), ["b", "a"]);
        assert!((bars[0].largest() - 2.0).abs() < 1e-9);
    }
}
