//! What the check answers: every reason against, and every value that changes on the way.

use serde::Serialize;

use super::Receiver;
use super::foreign::{Foreign, Rewritten};
use super::form::Form;
use super::frame::FrameError;
use super::spots::Spots;
use crate::mlmodel::Code;
use crate::mlmodel::display::cut;

/// More different reasons than this are counted and not told.
const MAX_LISTED: usize = 1000;

/// Whether a request is taken, and what becomes of it.
#[derive(Clone, Debug, Default)]
pub struct RequestCheck {
    /// Which of the forms of a body it has; `None` where that could not be told.
    pub form: Option<Form>,
    /// Rows, where the request has such.
    pub rows: Option<usize>,
    /// Every reason against it, up to the thousandth; none where it is taken.
    pub refusals: Vec<Refusal>,
    /// Every value that reaches the model as another, up to the thousandth.
    pub conversions: Vec<Conversion>,
    /// Where in the text they are; of a text that was read already nothing is known.
    pub spots: Spots,
    /// Reasons and conversions past the thousandth.
    pub not_listed: usize,
    /// It is made for another server.
    pub foreign: Option<Foreign>,
    /// The same as the caller takes it, of a text that is small enough to be shown.
    pub rewritten: Option<Rewritten>,
    /// It is the input example that the model's folder holds at this path: what was checked is the request that MLflow makes of it
    /// (`convert_input_example_to_serving_input` in `mlflow/models/utils.py`).
    pub saved_example: Option<Box<str>>,
    /// Nothing is checked, and why: no signature to check against.
    pub unchecked: Option<&'static str>,
}

/// One reason why not; it stands for all rows of one place that break the same rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The column (`a`), the place inside it (`a.zip`, `a[]`), `params.k`, or `body`.
    #[serde(rename = "where")]
    pub place: String,
    /// The first such row, from 0; `None` where it is about all of them.
    pub row: Option<usize>,
    /// Stable, for scripts.
    #[serde(rename = "rule")]
    pub code: &'static Code,
    /// What stands there and what would be accepted, in a sentence.
    pub message: String,
    /// How many rows break it.
    pub count: usize,
    /// A name in the request that may be meant for the one that is missing.
    pub near: Option<String>,
}

impl Refusal {
    /// One that stands for no row in particular.
    pub(super) fn new(place: impl Into<String>, code: &'static Code, message: impl Into<String>) -> Self {
        Self { place: place.into(), row: None, code, message: message.into(), count: 1, near: None }
    }
}

/// A value that is accepted and reaches the model as another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conversion {
    /// As in [`Refusal`].
    #[serde(rename = "where")]
    pub place: String,
    /// The first such row, from 0; `None` where it is about all of them.
    pub row: Option<usize>,
    /// Stable, for scripts.
    #[serde(rename = "rule")]
    pub code: &'static Code,
    /// What becomes of it, in a clause.
    pub message: String,
    /// Whether something is lost or means something else, rather than being written in another way.
    pub lossy: bool,
    /// How many rows it happens in.
    pub count: usize,
}

impl Conversion {
    /// Something of the request that the model never sees.
    pub(super) fn lost(place: impl Into<String>, code: &'static Code, message: impl Into<String>) -> Self {
        Self { place: place.into(), row: None, code, message: message.into(), lossy: true, count: 1 }
    }
}

impl RequestCheck {
    /// Whether the request is taken. Where nothing is there to check it by, it is.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.refusals.is_empty()
    }

    /// That the body is made for another server, and what `receiver` wants instead.
    #[must_use]
    pub fn recognised(&self, receiver: impl Into<Receiver>) -> Option<String> {
        let form = self.rewritten.as_ref().and_then(|rewritten| rewritten.answer.form);
        Some(self.foreign?.explanation(receiver.into(), form))
    }

    /// How many conversions lose something.
    #[must_use]
    pub fn lossy(&self) -> usize {
        self.conversions.iter().filter(|conversion| conversion.lossy).count()
    }

    /// Adds a reason that stands for one row, or for no row in particular.
    pub(super) fn refuse(&mut self, place: impl Into<String>, row: Option<usize>, code: &'static Code, message: impl Into<String>) {
        self.add_refusal(Refusal { row, ..Refusal::new(place, code, message) });
    }

    /// Adds that pandas makes no data frame of the body.
    pub(super) fn refuse_frame(&mut self, error: FrameError) {
        self.refuse(BODY, error.row, error.code, error.message);
    }

    /// Adds a reason, or counts it where a thousand were told.
    pub(super) fn add_refusal(&mut self, mut refusal: Refusal) {
        if self.refusals.len() < MAX_LISTED {
            refusal.place = short(refusal.place);
            refusal.near = refusal.near.map(short);
            self.refusals.push(refusal);
        } else {
            self.not_listed += 1;
        }
    }

    /// Adds a value that changes, or counts it where a thousand were told.
    pub(super) fn convert(&mut self, mut conversion: Conversion) {
        if self.conversions.len() < MAX_LISTED {
            conversion.place = short(conversion.place);
            self.conversions.push(conversion);
        } else {
            self.not_listed += 1;
        }
    }
}

/// Characters of a place that are told: a name of many megabytes makes no report of them.
const MAX_PLACE: usize = 300;

fn short(place: String) -> String {
    if place.len() > MAX_PLACE { cut(&place, MAX_PLACE).into_owned() } else { place }
}

/// The place that stands for the request itself.
pub const BODY: &str = "body";
