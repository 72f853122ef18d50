//! Which types skops builds only where somebody trusts them.

/// scikit-learn's trees: on skops' own list until 0.14.
const TREE: &str = "sklearn.tree._tree.Tree";
/// Modules of which most is on skops' own list; what is not cannot be told from here.
const KNOWN_TO_SKOPS: [&str; 7] = ["builtins", "numpy", "scipy", "sklearn", "collections", "functools", "operator"];

/// Since when skops asks for trust in a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkopsTrust {
    /// By every release.
    Always,
    /// By 0.15 and newer.
    Since15,
}

impl SkopsTrust {
    /// Whether skops asks for trust in the type of this name, as far as can be told.
    #[must_use]
    pub fn asked_for(name: &str) -> Option<Self> {
        if name == TREE {
            return Some(Self::Since15);
        }
        (!KNOWN_TO_SKOPS.contains(&name.split('.').next().unwrap_or_default())).then_some(Self::Always)
    }
}
