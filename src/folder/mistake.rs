//! One input never takes others with it: a mistake of this program ends the work on one model, and not the program.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What is said of the one input at which the program failed; everything else goes on.
pub const MISTAKE: &str = "the program made a mistake with this one";

/// The program panicked while it worked on something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What the panic said.
    said: String,
}

impl Mistake {
    /// What the panic said; nothing where it was no text.
    #[must_use]
    pub fn said(&self) -> &str {
        &self.said
    }
}

impl std::fmt::Display for Mistake {
    /// A clause, with the path to follow.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let said = crate::mlmodel::display::clipped(&self.said, 200);
        write!(f, "{MISTAKE} ({said}); please report it")
    }
}

/// Does the work on one input.
///
/// # Errors
/// The work panicked. What it had begun is dropped.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Mistake> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
        Mistake { said: said.unwrap_or_default() }
    })
}

/// Says nothing of panics that are caught where they happen, and told there: those of the YAML parser.
pub fn hush_expected_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !is_expected(info) {
            before(info);
        }
    }));
}

/// Whether a panic is one that [`crate::mlmodel::yaml::parse`] catches, as it does all of the parser's.
#[must_use]
pub fn is_expected(info: &std::panic::PanicHookInfo<'_>) -> bool {
    info.location().is_some_and(|place| place.file().contains("libyaml-safer"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_sentence() {
        assert_eq!(guarded(|| 7), Ok(7));
        let mistake = guarded(|| -> u8 { panic!("index {} is out of range", 3) }).unwrap_err();
        assert_eq!(mistake.to_string(), "the program made a mistake with this one (index 3 is out of range); please report it");
    }
}
