//! What is said of a request: whether the model takes it, and which forms it can have.

use super::section::{PanelWords, Place, Section};
use crate::enforce::{self, AzureEndpoint, ByReceiver, Contract, Conversion, Form, Receiver, Refusal, RequestCheck, Rewritten, Spot};
use crate::folder::ModelFolder;
use crate::mlmodel::Code;
use crate::mlmodel::display::{clipped, count, grouped, one_line};

/// A request is answered by itself: `mlmodel-viewer validate` prints it.
pub static SECTION: Section = Section {
    key: "request",
    title: "Test request",
    about: "Whether the model would accept a request, and every reason why not",
    panel: Some(PanelWords { command: "Test a request", also: &["check a request", "validate"], place: Place::Below { digit: 5 } }),
    values: None,
    parts: None,
    json: None,
};

/// Up to so many columns every form of a request is tried.
const MAX_TRIED: usize = 500;

/// By whom a request is taken.
fn by(receiver: Receiver) -> &'static str {
    match receiver {
        Receiver::Rest => "by the scoring server",
        Receiver::Python => "by predict in Python",
        Receiver::Azure => "by the Azure endpoint",
    }
}

/// What is said of a body that takes the place of one for another server: `Rewritten, accepted by the scoring server:`
#[must_use]
pub fn of_rewritten(rewritten: &Rewritten, receiver: Receiver) -> String {
    let (answer, by) = (&rewritten.answer, by(receiver));
    match answer.refusals.first() {
        None if answer.lossy() > 0 => {
            format!("Rewritten, accepted {by}; {}:", count(answer.lossy(), "place changes on the way", "places change on the way"))
        }
        None => format!("Rewritten, accepted {by}:"),
        Some(first) => {
            let more = match answer.refusals.len() + answer.not_listed {
                1 => String::new(),
                n => format!(", and {} more", grouped(n - 1)),
            };
            let reason = clipped(&first.message, 200);
            format!("Rewritten, still refused {by} ({}: {reason}{more}):", clipped(&first.place, 60))
        }
    }
}

/// `Accepted: 3 rows as dataframe_split, by the scoring server`.
#[must_use]
pub fn headline(answer: &RequestCheck, receiver: Receiver) -> String {
    let by = by(receiver);
    let what = match (answer.rows, answer.form) {
        (Some(rows), Some(form)) => format!("{} as {}, ", count(rows, "row", "rows"), form.key()),
        (None, Some(form)) => format!("{}, ", form.key()),
        _ => String::new(),
    };
    if answer.is_accepted() {
        format!("Accepted: {what}{by}")
    } else {
        match answer.refusals.len() + answer.not_listed {
            1 => format!("Refused: {what}{by}"),
            reasons => format!("Refused: {what}{by}, for {} reasons", grouped(reasons)),
        }
    }
}

/// What becomes of a part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Refused,
    /// It reaches the model as something else.
    Changed,
    /// It is written in another way, and means the same.
    Converted,
}

impl Outcome {
    /// In words.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Changed => "changed on the way",
            Self::Converted => "converted",
        }
    }
}

/// A part of a request, and what becomes of it.
#[derive(Clone, Debug)]
pub struct AnswerLine {
    pub outcome: Outcome,
    /// The column, the place inside it, or what else it is about; on one line.
    pub place: String,
    /// The first such row, from 0; nothing where it is about all of them.
    pub row: Option<usize>,
    /// How many rows it stands for.
    pub rows: usize,
    pub code: &'static Code,
    pub message: String,
    /// Where in the text it is.
    pub spot: Option<Spot>,
}

impl AnswerLine {
    /// `age, row 3 and 2 more`
    #[must_use]
    pub fn place_text(&self) -> String {
        let row = self.row.map(|row| format!(", row {}", grouped(row))).unwrap_or_default();
        let more = if self.rows > 1 && self.row.is_some() { format!(" and {} more", grouped(self.rows - 1)) } else { String::new() };
        format!("{}{row}{more}", clipped(&self.place, 120))
    }
}

/// The parts of a request that something is said of: what is refused, then what is changed, then what is converted.
#[must_use]
pub fn lines(answer: &RequestCheck) -> Vec<AnswerLine> {
    let refused = answer.refusals.iter().enumerate().map(|(nth, Refusal { place, row, code, message, count, .. })| AnswerLine {
        outcome: Outcome::Refused,
        place: one_line(place).into_owned(),
        row: *row,
        rows: *count,
        code,
        message: message.clone(),
        spot: answer.spots.of_refusal(nth).cloned(),
    });
    let taken = answer.conversions.iter().enumerate().map(|(nth, Conversion { place, row, code, message, lossy, count })| AnswerLine {
        outcome: if *lossy { Outcome::Changed } else { Outcome::Converted },
        place: one_line(place).into_owned(),
        row: *row,
        rows: *count,
        code,
        message: message.clone(),
        spot: answer.spots.of_conversion(nth).cloned(),
    });
    let (changed, converted): (Vec<AnswerLine>, Vec<AnswerLine>) = taken.partition(|line| line.outcome == Outcome::Changed);
    refused.chain(changed).chain(converted).collect()
}

/// That there is nothing to check by, and why.
#[must_use]
pub fn unchecked(answer: &RequestCheck) -> Option<String> {
    answer.unchecked.map(|why| format!("Not checked: {why}."))
}

/// That the request is the saved example, and what was checked of it.
#[must_use]
pub fn saved_example(answer: &RequestCheck) -> Option<String> {
    let path = clipped(answer.saved_example.as_ref()?, 200);
    let form = answer.form.map(|form| format!(", with {}", form.key())).unwrap_or_default();
    Some(format!("{path} is the input example saved with the model. What is checked is the request that MLflow makes of it{form}."))
}

/// How many parts are not among the [`lines`].
#[must_use]
pub fn not_listed(answer: &RequestCheck) -> Option<String> {
    (answer.not_listed > 0).then(|| count(answer.not_listed, "more is not listed.", "more are not listed."))
}

/// The forms that a request for the model can have; past [`MAX_TRIED`] columns the usual ones, for it takes too long to try.
#[must_use]
pub fn forms(folder: &ModelFolder) -> ByReceiver<Vec<Form>> {
    let Some(model) = folder.model() else { return ByReceiver::default() };
    let Ok(contract) = Contract::of(model) else { return ByReceiver::default() };
    let endpoint = AzureEndpoint::of(model, folder.example.as_ref(), &folder.environment);
    let contract = Contract { azure: Some(&endpoint), ..contract };
    match contract.inputs {
        Some(schema) if schema.specs.len() <= MAX_TRIED => ByReceiver::of(|receiver| enforce::forms(&contract, receiver).collect()),
        Some(_) => ByReceiver::of(|receiver| match receiver {
            Receiver::Azure => vec![Form::InputData],
            Receiver::Rest | Receiver::Python => Form::NAMED.to_vec(),
        }),
        None => ByReceiver::default(),
    }
}
