//! What each feature counts for: the coefficients of linear models, and how much the splits of trees better the fit.

use super::super::dtype::Dtype;
use super::super::facts::{Importance, ImportanceKind};
use super::super::graph::Id;
use super::super::numpy::{self, Array, Content};
use super::super::value::Value;
use super::learned::MAX_CLASSES;
use super::parts::counts_its_trees;
use super::{Objects, ReadAgain};

/// Features that are ranked.
const MAX_FEATURES: usize = 1_000;
/// Features of one model.
const MAX_COLUMNS: u64 = 100_000;
/// Classes or outputs whose coefficients are ranked.
const MAX_ROWS: u64 = 20;
/// Bytes of a node of a tree, at least.
const LEAST_ROW: usize = 48;
/// Steps that hand each column on as one column, in its place.
const KEEP_COLUMNS: [&str; 9] = [
    "StandardScaler",
    "MinMaxScaler",
    "MaxAbsScaler",
    "RobustScaler",
    "Normalizer",
    "PowerTransformer",
    "QuantileTransformer",
    "OrdinalEncoder",
    "Binarizer",
];

/// The coefficients of a linear model, row by row.
struct Coefficients {
    /// How many there are; the first [`MAX_ROWS`] are at hand.
    rows: u64,
    /// Numbers of one row.
    count: usize,
    numbers: Vec<f64>,
}

/// A number for each feature.
struct Ranking {
    kind: ImportanceKind,
    of: Option<Box<str>>,
    values: Vec<f64>,
}

/// What a tree needs of each of its nodes.
struct Node {
    children: Option<[usize; 2]>,
    feature: usize,
    impurity: f64,
    weight: f64,
}

impl Objects<'_> {
    /// Of the object itself, or of the last step of a pipeline.
    pub(super) fn importances(&self, root: Id, names: Option<&[Box<str>]>, read_again: ReadAgain<'_>) -> Vec<Importance> {
        let (id, names) = self.last_step(root, names);
        let mut rankings = self.coefficients(id);
        if rankings.is_empty() {
            rankings.extend(self.of_trees(id, read_again));
        }
        let most = MAX_FEATURES / rankings.len().max(1);
        let ranked = |Ranking { kind, of, values }: Ranking| {
            let names = names.filter(|names| names.len() == values.len());
            let named = move |(i, value): (usize, f64)| {
                let name = names.and_then(|names| names.get(i)).cloned().unwrap_or_else(|| format!("column {}", i + 1).into());
                Importance { kind, of: of.clone(), feature: name, value }
            };
            let mut all: Vec<Importance> = values.into_iter().enumerate().map(named).collect();
            all.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
            all.truncate(most);
            all
        };
        rankings.into_iter().flat_map(ranked).collect()
    }

    /// The last step of a pipeline, with the names of the columns where the steps before it keep them.
    fn last_step<'n>(&self, root: Id, names: Option<&'n [Box<str>]>) -> (Id, Option<&'n [Box<str>]>) {
        if self.short_class(root).as_deref() != Some("Pipeline") {
            return (root, names);
        }
        let steps = self.pairs(self.get(root, "steps"));
        let Some(((_, last), before)) = steps.split_last() else { return (root, names) };
        let keeps = |step: Id| self.is_word(step) || self.short_class(step).is_some_and(|class| KEEP_COLUMNS.contains(&class.as_str()));
        (*last, names.filter(|_| before.iter().all(|(_, step)| keeps(*step))))
    }

    /// The coefficients: one row, or one for each class or output, of which the first are told.
    fn coefficients(&self, id: Id) -> Vec<Ranking> {
        let kind = ImportanceKind::Coefficient;
        let Some(Coefficients { rows, count, numbers }) = self.rows_of_coefficients(id) else { return Vec::new() };
        if rows == 1 {
            return vec![Ranking { kind, of: None, values: numbers }];
        }
        let classes = self.classes(id).map(|classes| classes.values).filter(|classes| classes.len() as u64 == rows.min(MAX_CLASSES as u64));
        let name = |row: usize| match classes.as_ref().and_then(|classes| classes.get(row)) {
            Some(class) => format!("class {class}"),
            None => format!("output {}", row + 1),
        };
        let of_row = |(row, values): (usize, &[f64])| Ranking { kind, of: Some(name(row).into()), values: values.to_vec() };
        numbers.chunks_exact(count).enumerate().map(of_row).collect()
    }

    fn rows_of_coefficients(&self, id: Id) -> Option<Coefficients> {
        let array = numpy::array(self.graph, self.get(id, "coef_")?)?;
        let (rows, count) = match array.shape.as_slice() {
            [count] => (1, *count),
            [rows, count] => (*rows, *count),
            _ => return None,
        };
        let count = usize::try_from(Some(count).filter(|count| (1..=MAX_COLUMNS).contains(count))?).ok()?;
        let shown = usize::try_from(rows.min(MAX_ROWS)).ok().filter(|rows| *rows > 0)?;
        let values = array.values(self.graph, shown.checked_mul(count)?)?;
        let numbers: Option<Vec<f64>> =
            values.iter().map(|value| if let Value::Float(number) = value { Some(*number) } else { None }).collect();
        let numbers = numbers.filter(|numbers| numbers.len() == shown * count)?;
        Some(Coefficients { rows, count, numbers })
    }

    /// As `feature_importances_` answers: each tree by itself, then the mean (`sklearn/ensemble/_forest.py`, `_gb.py`).
    fn of_trees(&self, id: Id, read_again: ReadAgain<'_>) -> Option<Ranking> {
        let class = self.short_class(id)?;
        let count = self.features(id)?.count.filter(|count| *count <= MAX_COLUMNS)?;
        let mut sum = vec![0.0; usize::try_from(count).ok()?];
        let is_boosting = class.contains("GradientBoosting");
        if class.contains("Hist") || class == "IsolationForest" {
            return None;
        }
        let trees = match self.get(id, "tree_") {
            Some(tree) => vec![tree],
            None if counts_its_trees(&class) => {
                let members = self.items_of(self.get(id, "estimators_")?)?;
                members.into_iter().map(|member| self.get(member, "tree_")).collect::<Option<_>>()?
            }
            None => return None,
        };
        for tree in trees {
            if !self.graph.spend(sum.len()) {
                return None;
            }
            let nodes = numpy::array(self.graph, self.get(tree, "nodes")?)?;
            let mut own = vec![0.0; sum.len()];
            add_splits(&self.nodes_of(&nodes, read_again)?, &mut own);
            let total: f64 = own.iter().sum();
            let scale = if is_boosting || total <= 0.0 { 1.0 } else { total };
            for (sum, own) in sum.iter_mut().zip(own) {
                *sum += own / scale;
            }
        }
        let total: f64 = sum.iter().sum();
        (total > 0.0).then(|| Ranking { kind: ImportanceKind::Impurity, of: None, values: sum.iter().map(|one| one / total).collect() })
    }

    /// The nodes of a tree.
    fn nodes_of(&self, array: &Array<'_>, read_again: ReadAgain<'_>) -> Option<Vec<Node>> {
        let Dtype::Record { fields, bytes } = &array.dtype else { return None };
        let offset = |name: &str| fields.iter().find(|field| &*field.name == name).map(|field| field.offset as usize);
        let [left, right, feature, impurity, weight] =
            [offset("left_child")?, offset("right_child")?, offset("feature")?, offset("impurity")?, offset("weighted_n_node_samples")?];
        let again = match &array.content {
            Content::Bytes(blob) if blob.kept.is_none() => read_again(blob),
            _ => None,
        };
        let content = array.bytes().or(again.as_deref())?;
        let eight = |row: &[u8], at: usize| <[u8; 8]>::try_from(row.get(at..at + 8)?).ok();
        let node = |row: &[u8]| {
            let child = |at: usize| usize::try_from(i64::from_le_bytes(eight(row, at)?)).ok();
            Some(Node {
                children: child(left).zip(child(right)).map(|(left, right)| [left, right]),
                feature: child(feature).unwrap_or(usize::MAX),
                impurity: f64::from_le_bytes(eight(row, impurity)?),
                weight: f64::from_le_bytes(eight(row, weight)?),
            })
        };
        // Six numbers of eight bytes are in each.
        let rows = content.chunks_exact((*bytes as usize).max(LEAST_ROW));
        if self.graph.spend(8 * rows.len()) { rows.map(node).collect() } else { None }
    }
}

/// Adds by how much each split lowers the impurity, weighted by the rows that come to it.
fn add_splits(nodes: &[Node], own: &mut [f64]) {
    let Some(root) = nodes.first().filter(|root| root.weight > 0.0) else { return };
    for node in nodes {
        let Some([left, right]) = node.children else { continue };
        let (Some(left), Some(right), Some(own)) = (nodes.get(left), nodes.get(right), own.get_mut(node.feature)) else { continue };
        *own += (node.weight * node.impurity - left.weight * left.impurity - right.weight * right.impurity) / root.weight;
    }
}
