//! Which types skops builds only where somebody trusts them.

/// What it builds by itself: a line a module, with the names after a colon.
static BUILT_BY_ITSELF: &str = include_str!("../../assets/skops_trusted.txt");
/// scikit-learn's trees: on skops' own list until 0.14.
const TREE: &str = "sklearn.tree._tree.Tree";

/// Since when skops asks for trust in a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkopsTrust {
    /// By 0.16, and as far as is known by those before it.
    Always,
    /// By 0.15 and newer.
    Since15,
}

impl SkopsTrust {
    /// Whether skops asks for trust in the type of this name: it does for all that is on none of its lists.
    #[must_use]
    pub fn asked_for(name: &str) -> Option<Self> {
        if name == TREE {
            return Some(Self::Since15);
        }
        let (module, own) = name.rsplit_once('.')?;
        // Names of its functions on arrays are those of the release of scipy that runs.
        if module.starts_with("scipy.special") {
            return None;
        }
        let of_module = |line: &'static str| line.strip_prefix(module)?.strip_prefix(": ");
        let names = BUILT_BY_ITSELF.lines().find_map(of_module);
        let is_built = names.is_some_and(|names| names.split(' ').any(|name| name == own));
        (!is_built).then_some(Self::Always)
    }
}

#[cfg(test)]
mod tests {
    use super::SkopsTrust;

    /// As skops 0.16.0 answers (`skops.io.get_untrusted_types`) of every estimator of scikit-learn 1.9.1, fitted.
    #[test]
    fn what_is_on_no_list_of_skops_is_asked_for() {
        for asked in [
            "numpy.dtype",
            "numpy.mean",
            "scipy.interpolate._bsplines.BSpline",
            "scipy.sparse._csr.csr_matrix",
            "sklearn.calibration._CalibratedClassifier",
            "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
            "sklearn.feature_selection._univariate_selection.f_classif",
            "sklearn.gaussian_process.kernels.RBF",
            "sklearn.metrics._dist_metrics.EuclideanDistance64",
            "sklearn.neighbors._kd_tree.KDTree",
            "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
            "mine.Step",
        ] {
            assert_eq!(SkopsTrust::asked_for(asked), Some(SkopsTrust::Always), "{asked}");
        }
        assert_eq!(SkopsTrust::asked_for("sklearn.tree._tree.Tree"), Some(SkopsTrust::Since15));
        for built in [
            "builtins.dict",
            "numpy.float64",
            "numpy.ndarray",
            "numpy.random._generator.Generator",
            "numpy.random.mtrand.RandomState",
            "scipy.special._special_ufuncs.airy",
            "scipy.special._ufuncs.expit",
            "sklearn._loss._loss.CyHalfBinomialLoss",
            "sklearn._loss.link.LogitLink",
            "sklearn.ensemble._forest.RandomForestClassifier",
            "sklearn.linear_model._sgd_fast.Hinge",
            "sklearn.pipeline.Pipeline",
        ] {
            assert_eq!(SkopsTrust::asked_for(built), None, "{built}");
        }
    }
}
