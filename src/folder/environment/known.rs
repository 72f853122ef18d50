//! What has changed since a model was saved, and cannot be looked up offline. Each fact says where it comes from.

use crate::folder::references::Release;

/// When the facts of this file were last true.
pub const AS_OF: &str = "2026-11";

/// The newest MLflow there is.
pub const NEWEST_MLFLOW: &str = "3.18.0";

/// The newest MLflow that pip finds for an older Python (`Requires-Python` of the releases on PyPI).
const NEWEST_MLFLOW_FOR: &[(u32, u32, &str)] =
    &[(2, 7, "1.7.2"), (3, 5, "1.14.1"), (3, 6, "1.23.1"), (3, 7, "1.30.1"), (3, 8, "2.17.2"), (3, 9, "3.1.4")];

/// The newest MLflow that pip finds for a Python; the newest of all where nothing is known of it.
pub fn newest_mlflow(python: Option<Release>) -> &'static str {
    let of = |python: Release| NEWEST_MLFLOW_FOR.iter().find(|(major, minor, _)| (python.major, python.minor) == (*major, *minor));
    python.and_then(of).map_or(NEWEST_MLFLOW, |(_, _, mlflow)| mlflow)
}

/// The oldest Python 3 for which conda-forge and Azure still build images, by its minor number.
///
/// conda-forge builds nothing for 3.7 and older since October 2022 (conda-forge.org, news of 2022-08-24); Azure's image build
/// fails at 3.7 (MicrosoftLearning/mslearn-mlops#60, 2026-06-16).
pub const OLDEST_BUILT: u32 = 8;

/// The first MLflow that lets pandas 3 in, by its first two numbers; those before ask for `pandas<3` (`Requires-Dist` of the
/// releases on PyPI).
pub const MLFLOW_WITH_PANDAS_3: [u64; 2] = [3, 16];

/// The newest pandas there is, by its first two numbers.
pub const NEWEST_PANDAS: [u64; 2] = [3, 1];

/// pandas 3 needs this Python or a newer one (`Requires-Python` on PyPI).
pub const OLDEST_PYTHON_OF_PANDAS_3: Release = Release { major: 3, minor: 11 };
