//! What was found in the files of one model, laid out.

use crate::inside::ModelFile;
use crate::present::inside::{InsidePage, headline, pages};
use crate::reading::Model;

/// What was found in the files of one model.
#[derive(Debug, Default)]
pub struct InsideFound {
    /// One a file, in the order in which they were read.
    pub pages: Vec<InsidePage>,
    /// `Pipeline -> LogisticRegression`
    pub headline: Option<String>,
}

impl InsideFound {
    /// Lays out what was found; for the thread that read it.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        // A bare dict or list says nothing of what the model is.
        let is_telling = |file: &&ModelFile| file.class.as_deref().is_some_and(|class| !class.starts_with("builtins."));
        let headline = model.inside().unwrap_or_default().iter().filter(is_telling).find_map(headline);
        Self { pages: pages(model), headline }
    }
}
