//! What is said of a request: whether the model takes it, and which forms it can have.

use super::section::{PanelWords, Section};
use crate::enforce::{self, ByCaller, Caller, Contract, Form, RequestCheck};
use crate::folder::ModelFolder;
use crate::mlmodel::display::count;

/// A request is answered by itself: `mlmodel-viewer validate` prints it.
pub static SECTION: Section = Section {
    key: "request",
    title: "Request",
    about: "Whether the model would accept a request, and every reason why not",
    panel: Some(PanelWords { command: "Check a request", digit: 6, is_tall: true }),
    values: None,
    parts: None,
    json: None,
};

/// Up to so many columns every form of a request is tried.
const MAX_TRIED: usize = 500;

/// `Accepted: 3 rows as dataframe_split, by the scoring server`.
#[must_use]
pub fn headline(answer: &RequestCheck, caller: Caller) -> String {
    let by = match caller {
        Caller::Rest => "by the scoring server",
        Caller::Python => "by predict in Python",
    };
    let what = match (answer.rows, answer.form) {
        (Some(rows), Some(form)) => format!("{} as {}, ", count(rows, "row", "rows"), form.key()),
        (None, Some(form)) => format!("{}, ", form.key()),
        _ => String::new(),
    };
    if answer.is_accepted() {
        format!("Accepted: {what}{by}")
    } else {
        format!("Refused: {what}{by}, for {}", count(answer.refusals.len() + answer.not_listed, "reason", "reasons"))
    }
}

/// The forms that a request for the model can have; past [`MAX_TRIED`] columns the usual ones, for it takes too long to try.
#[must_use]
pub fn forms(folder: &ModelFolder) -> ByCaller<Vec<Form>> {
    let Some(Ok(contract)) = folder.model().map(Contract::of) else { return ByCaller::default() };
    match contract.inputs {
        Some(schema) if schema.specs.len() <= MAX_TRIED => ByCaller::of(|caller| enforce::forms(&contract, caller).collect()),
        Some(_) => ByCaller::of(|_| Form::NAMED.to_vec()),
        None => ByCaller::default(),
    }
}
