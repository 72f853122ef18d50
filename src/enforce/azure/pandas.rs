//! Which pandas an endpoint gets when its environment is built today.

use crate::folder::environment::known::{MLFLOW_WITH_PANDAS_3, NEWEST_MLFLOW, NEWEST_PANDAS, OLDEST_PYTHON_OF_PANDAS_3};
use crate::folder::environment::newest_python;
use crate::folder::references::Release;
use crate::folder::{Environment, Package};
use crate::mlmodel::MlModel;

/// The pandas of the endpoint, by its first number: they read the saved example and frames differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pandas {
    Two,
    Three,
}

impl Pandas {
    /// The one that the script was run with: pandas 3 for models of MLflow 3, else 2.
    #[must_use]
    pub fn by_mlflow(model: &MlModel) -> Self {
        let is_three = model.mlflow_version.as_ref().is_some_and(|version| version.written.starts_with("3."));
        if is_three { Self::Three } else { Self::Two }
    }

    /// The one that the environment of a model gets; by its MLflow where the files do not tell.
    #[must_use]
    pub fn of(model: &MlModel, environment: &Environment) -> Self {
        let conda = environment.conda.as_ref().and_then(|file| file.content.as_ref().ok());
        let asked = conda.map_or_else(|| environment.python().map(|(python, _)| python), |conda| conda.python_asked.as_deref());
        match installed(&environment.packages_of_conda(), asked.and_then(newest_python)) {
            Installed::Two => Self::Two,
            Installed::Three(_) => Self::Three,
            Installed::Untold => Self::by_mlflow(model),
        }
    }
}

/// What an environment of some packages gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Installed<'p> {
    /// pandas 2 or an older one.
    Two,
    /// pandas 3, by this package: pandas itself, or the MLflow that brings it.
    Three(&'p Package),
    Untold,
}

/// Which pandas pip and conda install for these packages and this Python.
#[must_use]
pub fn installed(packages: &[Package], python: Option<Release>) -> Installed<'_> {
    if python.is_some_and(|python| python < OLDEST_PYTHON_OF_PANDAS_3) {
        return Installed::Two;
    }
    let of = |name: &str| packages.iter().find(|package| package.name == name);
    let (mlflow, pandas) = (of("mlflow"), of("pandas"));
    let newest_minor = NEWEST_MLFLOW.split('.').nth(1).and_then(|minor| minor.parse().ok()).unwrap_or(MLFLOW_WITH_PANDAS_3[1]);
    let brings = mlflow.and_then(|mlflow| allows(mlflow, MLFLOW_WITH_PANDAS_3, newest_minor));
    if brings == Some(false) {
        return Installed::Two;
    }
    match (pandas, mlflow) {
        (Some(pandas), _) => match allows(pandas, [3, 0], NEWEST_PANDAS[1]) {
            Some(true) => Installed::Three(pandas),
            Some(false) => Installed::Two,
            None => Installed::Untold,
        },
        (None, Some(mlflow)) if brings == Some(true) => Installed::Three(mlflow),
        _ => Installed::Untold,
    }
}

/// A longer text is no list of versions. In bytes.
const LONGEST: usize = 4_000;
/// Patch releases of one minor release that are tried: more than any has.
const PATCHES: u64 = 10;

/// Whether a package asks for a release from the first one on, or leaves the choice to one of those there are; nothing where that
/// cannot be told.
fn allows(package: &Package, first: [u64; 2], newest_minor: u64) -> Option<bool> {
    if let Some(exact) = &package.exact {
        let release = exact.release();
        let wanted = [release.first().copied().unwrap_or_default(), release.get(1).copied().unwrap_or_default()];
        return Some(wanted >= first);
    }
    if package.asked.len() > LONGEST {
        return None;
    }
    let [major, minor] = first;
    for (minor, patch) in (minor..=newest_minor).flat_map(|minor| (0..PATCHES).map(move |patch| (minor, patch))) {
        if package.allows(&format!("{major}.{minor}.{patch}"))? {
            return Some(true);
        }
    }
    Some(false)
}
