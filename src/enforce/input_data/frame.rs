//! A sample that is a data frame: `pandas.read_json(orient="split", dtype=False)`, then `astype` to the types of the sample
//! (`PandasParameterType` of inference-schema 1.8).

use std::collections::{HashMap, HashSet};

use crate::enforce::dtype::Dtype;
use crate::enforce::frame::{Column, Frame, Label};
use crate::enforce::label::LabelKey;
use crate::enforce::request_check::{BODY, Conversion, Refusal, RequestCheck};
use crate::enforce::{codes, columns, numbers, tensors};
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::{DataType, Schema, Spec, SpecKind};
use crate::mlmodel::value::Value;

/// Where a list stands and a data frame is wanted, or an object of other keys.
fn refuse_form(data: &Value, answer: &mut RequestCheck) {
    let message = format!(
        "input_data is {}, and the script reads {{\"columns\": […], \"index\": […], \"data\": [[…]]}} only, as DataFrame.to_dict(orient=\"split\") writes it",
        data.kind()
    );
    answer.refuse(BODY, None, codes::AZURE_FORM, message);
}

/// Checks what stands under `input_data`.
pub(super) fn check(data: &Value, schema: Option<&Schema>, answer: &mut RequestCheck) {
    let Value::Map(entries) = data else { return refuse_form(data, answer) };
    let unknown = entries.iter().map(|(key, _)| &**key).find(|key| !matches!(*key, "columns" | "index" | "data"));
    if let Some(key) = unknown {
        let hint = if key == "params" { "; params stand beside input_data" } else { "" };
        let message =
            format!("input_data has the key {:?}, and only \"columns\", \"index\" and \"data\" are taken{hint}", clipped(key, 60));
        answer.refuse(BODY, None, codes::AZURE_FORM, message);
        return;
    }
    if !matches!(data.get("columns"), Some(Value::List(_) | Value::Map(_))) {
        answer.refuse(BODY, None, codes::AZURE_FORM, "input_data has no list of names as \"columns\", which the script needs");
        return;
    }
    let mut frame = match Frame::split(data) {
        Ok(frame) => frame,
        Err(error) => return answer.refuse_frame(error),
    };
    // Texts of numbers become numbers (`convert_axes` of `pandas.read_json`).
    let number = |label: Label<'_>| match label {
        Label::Text(text) => numbers::float(text).filter(|number| number.fract() == 0.0 && number.abs() < 1e15),
        _ => None,
    };
    if let Some(renamed) = frame.columns.iter().map(|column| number(column.label)).collect::<Option<Vec<f64>>>() {
        for (column, number) in frame.columns.iter_mut().zip(renamed) {
            #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
            let number = number as i64;
            column.label = Label::Number(number);
        }
    }
    // The second column of a name gets a number behind it, and the first keeps the name.
    let mut seen = HashSet::new();
    frame.columns.retain(|column| seen.insert(column.label.key()));
    answer.rows = Some(frame.rows);
    let Some(schema) = schema else { return };
    if schema.is_tensors() {
        tensors::frame(&frame, None, schema, answer);
    } else if schema.is_named() || frame.columns.iter().all(|column| matches!(column.label, Label::Number(_))) {
        columns::rest(&frame, &without_base64(schema), answer);
        forgive_gaps(&frame, answer);
        tell_texts_as_bytes(&frame, schema, answer);
    } else {
        // What the sample does not name is made a column of objects, and MLflow infers a type anew where it wants another.
        let dtypes = columns::inferred(&frame);
        let held = frame.columns.iter().zip(dtypes).zip(&schema.specs).map(|((column, dtype), spec)| match &spec.kind {
            SpecKind::Column { data_type: DataType::String | DataType::Binary, .. } => Dtype::Object,
            _ if column.cells.iter().all(|cell| cell.is_null()) => Dtype::FLOAT64,
            _ => dtype,
        });
        let held: Vec<Dtype> = held.chain(std::iter::repeat(Dtype::Object)).take(frame.columns.len()).collect();
        columns::python(&frame, &held, schema, answer);
    }
}

/// A boolean column without a value is made one of true by `astype`, which MLflow itself refuses to do.
fn forgive_gaps(frame: &Frame<'_>, answer: &mut RequestCheck) {
    let (gaps, refusals) = std::mem::take(&mut answer.refusals).into_iter().partition(|one| one.code == codes::DTYPE && one.row.is_none());
    answer.refusals = refusals;
    let gaps: Vec<Refusal> = gaps;
    for gap in gaps {
        let message = "null in a boolean column becomes true";
        let lost = Conversion::lost(gap.place, codes::NULL_TO_BOOLEAN, message);
        answer.convert(Conversion { row: Some(0), count: frame.rows.max(1), ..lost });
    }
}

/// Nothing decodes base64 here: whatever stands in a binary column reaches the model.
fn without_base64(schema: &Schema) -> Schema {
    let plain = |spec: &Spec| match &spec.kind {
        SpecKind::Column { data_type: DataType::Binary, required } => {
            Spec { kind: SpecKind::Column { data_type: DataType::Any, required: *required }, ..spec.clone() }
        }
        _ => spec.clone(),
    };
    Schema { specs: schema.specs.iter().map(plain).collect() }
}

fn tell_texts_as_bytes(frame: &Frame<'_>, schema: &Schema, answer: &mut RequestCheck) {
    let columns: HashMap<LabelKey<'_>, &Column<'_>> = frame.columns.iter().map(|column| (column.label.key(), column)).collect();
    for (place, spec) in schema.specs.iter().enumerate() {
        if !matches!(spec.kind, SpecKind::Column { data_type: DataType::Binary, .. }) {
            continue;
        }
        let label = spec.name.as_ref().map_or_else(|| Label::at(place), Label::of);
        let Some(column) = columns.get(&label.key()) else { continue };
        let is_text = |cell: &&Value| matches!(cell, Value::Text(_));
        if let Some(row) = column.cells.iter().position(&is_text) {
            let message = "the text reaches the model as it stands: nothing decodes base64 here".to_owned();
            let count = column.cells.iter().filter(|cell| is_text(cell)).count();
            answer.convert(Conversion { row: Some(row), count, ..Conversion::lost(label.shown(), codes::NOT_DECODED, message) });
        }
    }
}
