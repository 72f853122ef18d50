//! Codes: short names that scripts rely on, each with the sentence that explains it.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Serialize, Serializer};

/// The stable name of a finding, a refusal or a reason. Its meaning may be said better one day, its name stays.
#[derive(Debug)]
pub struct Code {
    /// As it is printed: `artifact-missing`. No two codes of the crate share one.
    pub name: &'static str,
    /// What it means and what to do, in one to three sentences.
    pub meaning: &'static str,
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Code {}

impl PartialEq<str> for Code {
    fn eq(&self, name: &str) -> bool {
        self.name == name
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, name: &&str) -> bool {
        self.name == *name
    }
}

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

/// Makes the list of a room's codes: one constant each, and `ALL` of them.
///
/// ```text
/// codes! {
///     ARTIFACT_MISSING = "artifact-missing": "A file that the MLmodel names is not in the folder.";
/// }
/// ```
macro_rules! codes {
    ($($constant:ident = $name:literal: $meaning:literal;)+) => {
        $(
            #[doc = concat!("`", $name, "`: its `meaning` explains it.")]
            pub const $constant: &$crate::mlmodel::Code = &$crate::mlmodel::Code { name: $name, meaning: $meaning };
        )+

        /// Every code of this list, in its order.
        pub const ALL: &[&$crate::mlmodel::Code] = &[$($constant),+];
    };
}
pub(crate) use codes;

#[cfg(test)]
mod tests {
    mod list {
        crate::mlmodel::codes! {
            FIRST = "first-one": "It is the first.";
            SECOND = "second-one": "It is the second.";
        }
    }

    #[test]
    fn a_code_is_its_name() {
        assert_eq!(list::ALL, [list::FIRST, list::SECOND]);
        assert_ne!(list::FIRST, list::SECOND);
        assert_eq!(list::FIRST, &"first-one");
        assert_eq!(format!("[{:>10}]", list::SECOND), "[second-one]");
        assert_eq!(serde_json::to_string(list::FIRST).ok().as_deref(), Some("\"first-one\""));
    }
}
