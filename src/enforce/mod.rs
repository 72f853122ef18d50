//! Is this request accepted: MLflow's signature enforcement, for each kind of caller.
//!
//! The rules are those of MLflow 3.18. [`check`] takes the text of a request and says every reason against it and
//! every value that reaches the model as another.
//!
//! The way of a body: [`request`] takes it apart by its form, or [`csv`] reads it; [`callers`] makes of it what the scoring
//! server or `predict` makes; [`columns`] or [`tensors`] compare that with the signature, which finds its columns by
//! [`matching`] and judges values by [`dtype`] (held as they are), [`cast`] (made another) and [`nested`] (looked into). What
//! is found goes into the one [`RequestCheck`]. [`fn@make`] goes the other way: a body from nothing but a signature.
//!
//! To add a dtype rule, see [`dtype`]; a cast, [`cast`]; a form of body, [`request`]; a code, [`codes`].

mod array;
pub mod azure;
mod callers;
mod cast;
pub mod codes;
mod columns;
mod csv;
mod dates;
pub mod dtype;
mod expected;
mod foreign;
mod form;
pub mod frame;
mod input_data;
mod label;
mod locate;
mod make;
mod matching;
mod nested;
mod numbers;
mod params;
mod receiver;
mod request;
mod request_check;
mod similar;
mod spots;
mod tensors;
mod unsigned;

use serde::Serialize;

pub use callers::check_frame;
pub use foreign::{Foreign, NewBody, Rewritten};
pub use form::Form;
pub use input_data::AzureEndpoint;
pub use make::{forms, make, passes_as_frame};
pub use params::{BadDefault, bad_default};
pub use receiver::{ByReceiver, Receiver};
pub use request::Media;
pub use request_check::{Conversion, Refusal, RequestCheck};
pub use spots::{Spot, Spots};

use crate::mlmodel::MlModel;
use crate::mlmodel::signature::{IssueKind, ParamSpec, Schema, Signature, Tensor};
use crate::mlmodel::value::Value;
use request::RequestBody;
use request_check::BODY;

/// The two kinds of callers that MLflow has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Caller {
    /// A request to the scoring server: its JSON is cast to the declared types first, sometimes with loss
    /// (`mlflow/pyfunc/scoring_server`, `mlflow/utils/proto_json_utils.py`).
    #[default]
    Rest,
    /// `predict` of a loaded model in the same process: strict on types (`_enforce_schema` in
    /// `mlflow/models/utils.py`). Data frames are read as pandas reads the same JSON or CSV, tensors as `numpy.array`.
    Python,
}

impl Caller {
    /// Both, in the order they are told of.
    pub const ALL: [Self; 2] = [Self::Rest, Self::Python];

    /// Where this caller stands, to begin a clause with.
    #[must_use]
    pub fn place(self) -> &'static str {
        match self {
            Self::Rest => "over REST",
            Self::Python => "in Python",
        }
    }
}

/// Something for each kind of caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ByCaller<T> {
    pub rest: T,
    pub python: T,
}

impl<T> ByCaller<T> {
    /// What there is for each.
    pub fn of(mut what: impl FnMut(Caller) -> T) -> Self {
        Self { rest: what(Caller::Rest), python: what(Caller::Python) }
    }

    /// What there is for one.
    #[must_use]
    pub fn get(&self, caller: Caller) -> &T {
        match caller {
            Caller::Rest => &self.rest,
            Caller::Python => &self.python,
        }
    }
}

/// What a model asks of a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Contract<'m> {
    /// The input schema, where it has one.
    pub inputs: Option<&'m Schema>,
    /// The params it declares, where it declares any.
    pub params: Option<&'m [ParamSpec]>,
    /// The signature comes from Python type hints, by which the model itself validates (2.20).
    pub from_type_hints: bool,
    /// What Azure's endpoint makes of the model; without it, what it makes of the signature alone.
    pub azure: Option<&'m AzureEndpoint>,
}

impl<'m> Contract<'m> {
    /// What a model's signature asks.
    ///
    /// # Errors
    /// It is there and cannot be read, so nothing can be said of a request: MLflow does not load the model. Where it is no map
    /// MLflow loads the model, and `predict` and the scoring server die of it (3.18, run 2026-11-26).
    pub fn of(model: &'m MlModel) -> Result<Self, &'static str> {
        let Some(signature) = &model.signature else {
            return match model.signature_is_no_map {
                Some(_) => Err("the signature is no map, and with such a one MLflow takes no request"),
                None => Ok(Self::default()),
            };
        };
        if !is_readable(signature) {
            return Err("the signature cannot be read, so MLflow does not load the model");
        }
        if signature.issues.iter().any(|issue| issue.kind == IssueKind::TooMany) {
            return Err("the signature has more entries than are read");
        }
        Ok(Self {
            inputs: signature.inputs.read(),
            params: signature.params.read().map(Vec::as_slice),
            from_type_hints: model.is_signature_from_type_hint,
            azure: None,
        })
    }
}

/// Whether MLflow 3.18 reads an MLmodel with this signature.
#[must_use]
pub fn is_readable(signature: &Signature) -> bool {
    !signature.is_empty() && !signature.issues.iter().any(|issue| issue.kind.is_fatal()) && bad_default(signature).is_none()
}

/// Whether the scoring server reads CSV for a schema.
#[must_use]
pub fn takes_csv(schema: &Schema) -> bool {
    csv::suits(schema)
}

/// Whether an object of names to values is one row, and not a column each.
#[must_use]
pub fn takes_an_object_for_a_row(schema: &Schema) -> bool {
    columns::makes_records(schema)
}

/// Whether a tensor can be filled from a data frame.
#[must_use]
pub fn takes_frames(tensor: &Tensor) -> bool {
    tensors::is_framed(tensor)
}

/// Whether a request is accepted, and what becomes of its values. `receiver`: a [`Receiver`], or one of MLflow's callers.
#[must_use]
pub fn check(text: &[u8], media: Media, contract: &Contract<'_>, receiver: impl Into<Receiver>) -> RequestCheck {
    let receiver = receiver.into();
    let mut answer = RequestCheck::default();
    match media {
        Media::Csv => {
            answer.form = Some(Form::Csv);
            check_csv(text, contract, receiver, &mut answer);
            if let Some((foreign, rewritten)) = foreign::rewrite_csv(text, contract, receiver, answer.is_accepted()) {
                answer.foreign = Some(foreign);
                answer.rewritten = rewritten;
            }
        }
        Media::Json => {
            check_json(text, contract, receiver, &mut answer);
            if !answer.is_accepted() {
                answer.rewritten = answer.foreign.and_then(|foreign| foreign::rewrite_json(foreign, text, contract, receiver));
            }
        }
    }
    forget_foreign(&mut answer);
    answer.spots = locate::find(text, media, contract.inputs, &answer);
    answer
}

/// A body for MLflow as `receiver` takes it: the same, but for Azure, whose endpoint gets its data as `input_data`.
#[must_use]
pub fn body_for(body: &Value, contract: &Contract<'_>, receiver: Receiver) -> Value {
    if receiver != Receiver::Azure {
        return body.clone();
    }
    foreign::for_azure(body, contract).unwrap_or_else(|| body.clone())
}

fn check_csv(text: &[u8], contract: &Contract<'_>, receiver: Receiver, answer: &mut RequestCheck) {
    match receiver {
        Receiver::Rest => csv::check(text, contract, Caller::Rest, answer),
        Receiver::Python => csv::check(text, contract, Caller::Python, answer),
        Receiver::Azure => return input_data::refuse_csv(answer),
    }
    params::check(None, contract.params, answer);
}

fn check_json(text: &[u8], contract: &Contract<'_>, receiver: Receiver, answer: &mut RequestCheck) {
    let Some(body) = request::parsed(text, receiver, answer) else { return };
    check_recognised(body, contract, receiver, answer);
}

/// Checks a body, and says whose it may be instead.
fn check_recognised(body: Value, contract: &Contract<'_>, receiver: Receiver, answer: &mut RequestCheck) {
    answer.foreign = Foreign::recognise(&body, contract.inputs, receiver);
    check_body(body, contract, receiver, answer);
    // Of data in the right form with a wrong name or value nothing is foreign.
    if answer.foreign == Some(Foreign::InputDataForm) && !answer.refusals.iter().any(|refusal| refusal.code == codes::AZURE_FORM) {
        answer.foreign = None;
    }
}

fn check_body(body: Value, contract: &Contract<'_>, receiver: Receiver, answer: &mut RequestCheck) {
    let caller = match receiver {
        Receiver::Rest => Caller::Rest,
        Receiver::Python => Caller::Python,
        Receiver::Azure => return input_data::check(&body, contract, answer),
    };
    if let Some(request) = RequestBody::of(body, contract, answer) {
        examine(&request, contract, caller, answer);
    }
}

/// A body that is taken is for whoever takes it, whatever it looks like.
fn forget_foreign(answer: &mut RequestCheck) {
    if answer.is_accepted() {
        answer.foreign = answer.foreign.filter(|foreign| foreign.concerns_what_is_taken());
        answer.rewritten = None;
    }
}

/// The same for a JSON body that was read already; what another server's would be here is not said.
#[must_use]
pub fn check_value(body: Value, contract: &Contract<'_>, receiver: impl Into<Receiver>) -> RequestCheck {
    let receiver = receiver.into();
    let mut answer = RequestCheck::default();
    check_recognised(body, contract, receiver, &mut answer);
    forget_foreign(&mut answer);
    answer
}

fn examine(request: &RequestBody, contract: &Contract<'_>, caller: Caller, answer: &mut RequestCheck) {
    match contract.inputs {
        _ if contract.from_type_hints => {
            answer.unchecked = Some("the model validates its data by the type hints of its predict function, which only Python can read");
            if request.form != Form::Inputs && request.form != Form::Unified && caller == Caller::Rest {
                let message = "a model whose signature comes from type hints takes only a body with \"inputs\"";
                answer.refuse(BODY, None, codes::TYPE_HINTS, message);
            }
        }
        Some(schema) => match caller {
            Caller::Rest => callers::rest(request, schema, answer),
            Caller::Python => callers::python(request, schema, answer),
        },
        None => {
            answer.unchecked = Some("the model has no input signature, so any data is taken");
            if caller == Caller::Rest {
                unsigned::check(request, answer);
            }
        }
    }
    params::check(request.params.as_ref(), contract.params, answer);
}
