//! Is this request accepted: MLflow's signature enforcement, for each kind of caller.
//!
//! The rules are those of MLflow 3.18. [`check`] takes the text of a request and says every reason against it and
//! every value that reaches the model as another. To add a dtype rule, see [`dtype`]; a cast, [`values`]; a form of
//! body, [`request`].

mod answer;
mod array;
pub mod codes;
mod columns;
mod csv;
mod csv_table;
mod dates;
pub mod dtype;
pub mod foreign;
pub mod frame;
mod iso;
mod make;
mod matching;
mod nested;
mod numbers;
mod params;
mod request;
mod tally;
mod tensors;
mod values;

use serde::Serialize;

pub use answer::{Answer, BODY, Conversion, Refusal};
pub use foreign::Foreign;
pub use make::{forms, make, passes_as_frame};
pub use params::bad_default;
pub use request::{Form, Media};

use crate::mlmodel::MlModel;
use crate::mlmodel::signature::{ParamSpec, Rule, Schema, Signature, Tensor};
use crate::mlmodel::value::Value;
use dtype::Dtype;
use frame::{Frame, Label};
use request::Request;

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

/// What a model asks of a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Contract<'m> {
    pub inputs: Option<&'m Schema>,
    pub params: Option<&'m [ParamSpec]>,
    /// The signature comes from Python type hints, by which the model itself validates (2.20).
    pub from_type_hints: bool,
}

impl<'m> Contract<'m> {
    /// What a model's signature asks.
    ///
    /// # Errors
    /// It is there and cannot be read, so nothing can be said of a request: MLflow does not load the model.
    pub fn of(model: &'m MlModel) -> Result<Self, &'static str> {
        const UNREADABLE: &str = "the signature cannot be read, so MLflow does not load the model";
        let Some(signature) = &model.signature else {
            return if model.signature_is_no_map.is_some() { Err(UNREADABLE) } else { Ok(Self::default()) };
        };
        if !is_readable(signature) {
            return Err(UNREADABLE);
        }
        if signature.issues.iter().any(|issue| issue.rule == Rule::TooMany) {
            return Err("the signature has more entries than are read");
        }
        Ok(Self {
            inputs: signature.inputs.read(),
            params: signature.params.read().map(Vec::as_slice),
            from_type_hints: model.is_signature_from_type_hint,
        })
    }
}

/// Whether MLflow 3.18 reads an MLmodel with this signature.
#[must_use]
pub fn is_readable(signature: &Signature) -> bool {
    !signature.issues.iter().any(|issue| issue.rule.is_fatal()) && bad_default(signature).is_none()
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

/// Whether a request is accepted, and what becomes of its values.
#[must_use]
pub fn check(text: &[u8], media: Media, contract: &Contract<'_>, caller: Caller) -> Answer {
    let mut answer = Answer::default();
    if media == Media::Csv {
        answer.form = Some(Form::Csv);
        csv::check(text, contract, caller, &mut answer);
        params::check(None, contract.params, &mut answer);
    } else if let Some(request) = Request::read(text, contract.params, &mut answer) {
        examine(&request, contract, caller, &mut answer);
    }
    forget_foreign(&mut answer);
    if let (Some(schema), Some(body)) = (contract.inputs, &mut answer.rewritten) {
        foreign::name_columns(body, schema);
    }
    answer
}

/// A body that MLflow takes is for MLflow, whatever it looks like.
fn forget_foreign(answer: &mut Answer) {
    if answer.is_accepted() {
        answer.foreign = answer.foreign.filter(|foreign| foreign.concerns_what_is_taken());
        answer.rewritten = None;
    }
}

/// The same for a JSON body that was read already.
#[must_use]
pub fn check_value(body: Value, contract: &Contract<'_>, caller: Caller) -> Answer {
    let mut answer = Answer::default();
    if let Some(request) = Request::of(body, contract.params, &mut answer) {
        examine(&request, contract, caller, &mut answer);
    }
    forget_foreign(&mut answer);
    answer
}

fn examine(request: &Request, contract: &Contract<'_>, caller: Caller, answer: &mut Answer) {
    if contract.from_type_hints {
        answer.unchecked = Some("the model validates its data by the type hints of its predict function, which only Python can read");
        if request.form != Form::Inputs && request.form != Form::Unified && caller == Caller::Rest {
            let message = "a model whose signature comes from type hints takes only a body with \"inputs\"";
            answer.refuse(BODY, None, codes::TYPE_HINTS, message);
        }
    } else {
        match contract.inputs {
            Some(schema) => match caller {
                Caller::Rest => rest(request, schema, answer),
                Caller::Python => in_process(request, schema, answer),
            },
            None => {
                answer.unchecked = Some("the model has no input signature, so any data is taken");
                if caller == Caller::Rest {
                    unsigned(request, answer);
                }
            }
        }
    }
    params::check(request.params.as_ref(), contract.params, answer);
}

/// The frame of a data frame form, or `None` after the reason was told.
fn framed<'v>(request: &'v Request, answer: &mut Answer) -> Option<Frame<'v>> {
    let frame = if request.form == Form::DataframeSplit { Frame::split(&request.data) } else { Frame::records(&request.data) };
    frame.map_err(|no| answer.refuse(BODY, no.row, no.rule, no.message)).ok()
}

fn rest(request: &Request, schema: &Schema, answer: &mut Answer) {
    let data = &request.data;
    match request.form {
        Form::DataframeSplit | Form::DataframeRecords => {
            let Some(frame) = framed(request, answer) else { return };
            if schema.is_tensors() { tensors::frame(&frame, None, schema, answer) } else { columns::frame(&frame, schema, answer) }
        }
        Form::Unified => predicted(data, schema, answer),
        Form::Inputs | Form::Instances if schema.is_tensors() => match data {
            Value::List(rows) if request.form == Form::Instances && matches!(rows.first(), Some(Value::Map(_))) => {
                tensors::instances(rows, schema, answer);
            }
            Value::Map(entries) if request.form == Form::Instances => tensors::instances_dict(entries, data, schema, answer),
            other => tensors::inputs(other, schema, true, answer),
        },
        Form::Inputs | Form::Instances | Form::Csv => match data {
            Value::List(rows) if request.form == Form::Instances && matches!(rows.first(), Some(Value::Map(_))) => {
                columns::instances(rows, schema, answer);
            }
            Value::List(rows) if rows.iter().all(|row| matches!(row, Value::Map(_))) && !(rows.is_empty() && is_one_named(schema)) => {
                columns::records(rows, schema, answer);
            }
            Value::Map(entries) if schema.is_named() => {
                let entries: Vec<(Label<'_>, &Value)> = entries.iter().map(|(key, value)| (Label::Text(key), value)).collect();
                columns::dict(&entries, schema, answer);
            }
            other => columns::values(other, schema, answer),
        },
    }
}

fn is_one_named(schema: &Schema) -> bool {
    schema.is_named() && schema.specs.len() == 1
}

fn in_process(request: &Request, schema: &Schema, answer: &mut Answer) {
    match request.form {
        Form::DataframeSplit | Form::DataframeRecords => {
            let Some(frame) = framed(request, answer) else { return };
            check_frame(&frame, &columns::inferred(&frame), schema, answer);
        }
        _ if schema.is_tensors() => tensors::inputs(&request.data, schema, false, answer),
        _ => predicted(&request.data, schema, answer),
    }
}

/// A data frame given to `predict`, its columns of these dtypes.
pub fn check_frame(frame: &Frame<'_>, dtypes: &[Dtype], schema: &Schema, answer: &mut Answer) {
    if schema.is_tensors() {
        tensors::frame(frame, Some(dtypes), schema, answer);
    } else {
        columns::python(frame, dtypes, schema, answer);
    }
}

/// A dict, a list or a value given to `predict`, which makes a data frame of it.
fn predicted(data: &Value, schema: &Schema, answer: &mut Answer) {
    if schema.is_tensors() {
        answer.refuse(BODY, None, codes::TENSOR_FORM, format!("{} stands where arrays are expected", data.kind()));
        return;
    }
    let framed = match data {
        Value::Map(entries) => {
            let plain = |value: &Value| match value {
                Value::List(items) => items.iter().all(|item| matches!(item, Value::Text(_))),
                Value::Map(_) => false,
                _ => true,
            };
            if columns::makes_records(schema) || entries.iter().all(|(_, value)| plain(value)) {
                Frame::of_record(entries)
            } else {
                Frame::of_dict(entries, None, None)
            }
        }
        Value::List(rows) => Frame::of_list(rows),
        Value::Null => {
            answer.refuse(BODY, None, codes::NO_DATA, "null is no data to predict from");
            return;
        }
        scalar => Ok(Frame::of_scalar(scalar)),
    };
    match framed {
        Ok(frame) => columns::python(&frame, &columns::inferred(&frame), schema, answer),
        Err(no) => answer.refuse(BODY, no.row, no.rule, no.message),
    }
}

/// Without a schema the server still reads the body.
fn unsigned(request: &Request, answer: &mut Answer) {
    let ragged = |value: &Value| array::shape(value).is_err();
    let refuse = |place: &str, value: &Value, answer: &mut Answer| {
        let row = array::ragged_row(value);
        answer.refuse(place, row, codes::RAGGED, "the lists have different lengths, and numpy wants them alike");
    };
    match (request.form, &request.data) {
        (Form::DataframeSplit | Form::DataframeRecords, _) => {
            if let Some(frame) = framed(request, answer) {
                answer.rows = Some(frame.rows);
            }
        }
        (Form::Instances, Value::List(rows)) if matches!(rows.first(), Some(Value::Map(_))) => {
            columns::instances(rows, &Schema::default(), answer);
        }
        (form, Value::Map(entries)) => {
            let mut length = None;
            for (key, value) in entries {
                if ragged(value) {
                    refuse(key, value, answer);
                } else if form == Form::Instances {
                    match value {
                        Value::List(items) if *length.get_or_insert(items.len()) == items.len() => {}
                        Value::List(_) => answer.refuse(&**key, None, codes::COLUMN_LENGTH, "it has another length than the first"),
                        other => {
                            answer.refuse(&**key, None, codes::COLUMN_LENGTH, format!("{} stands where a list is expected", other.kind()))
                        }
                    }
                }
            }
        }
        (Form::Inputs, Value::List(rows)) if rows.iter().all(|row| matches!(row, Value::Map(_))) => {
            for (i, row) in rows.iter().enumerate() {
                for (key, value) in if let Value::Map(entries) = row { entries.as_slice() } else { &[] } {
                    if ragged(value) {
                        let message = "the lists have different lengths, and numpy wants them alike";
                        answer.refuse(&**key, Some(i), codes::RAGGED, message);
                        return;
                    }
                }
            }
        }
        (_, value) if ragged(value) => refuse(BODY, value, answer),
        _ => {}
    }
}
