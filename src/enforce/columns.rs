//! Column specs: columns by name or by position, each of a type (`_enforce_schema` in `mlflow/models/utils.py`).

use std::collections::HashMap;

use super::answer::{Answer, BODY};
use super::array;
use super::dtype::{self, Dtype, Kinds};
use super::frame::{Column, Frame, Label};
use super::matching::{At, Places, Wanted, by_place, matched, wanted};
use super::nested::{self, Road};
use super::tally::Tally;
use super::values::{DateColumn, Fault, Target, cast_in_array, cast_in_frame};
use crate::mlmodel::display::count;
use crate::mlmodel::signature::{DataType, Schema, SpecKind};
use crate::mlmodel::value::Value;

fn takes_objects(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Boolean | DataType::String | DataType::Binary)
}

/// Whether a plain column takes a list of this shape in a cell: as an object, or as nothing (`pandas.to_numeric`).
fn takes_lists(data_type: &DataType, dims: &[usize]) -> bool {
    takes_objects(data_type) || *data_type == DataType::Any || (*data_type == DataType::Double && dims.contains(&0))
}

/// Whether one of the columns makes a dict one record (`_enforce_schema`).
pub fn makes_records(schema: &Schema) -> bool {
    schema.specs.iter().any(|spec| {
        matches!(&spec.kind, SpecKind::Column { data_type: DataType::Array(_) | DataType::Object(_) | DataType::SparkMlVector, .. })
    })
}

fn labels<'v>(frame: &Frame<'v>) -> Vec<Label<'v>> {
    frame.columns.iter().map(|column| column.label).collect()
}

/// A data frame in the same process: `dtypes` are those of its columns.
pub fn python(frame: &Frame<'_>, dtypes: &[Dtype], schema: &Schema, answer: &mut Answer) {
    answer.rows = Some(frame.rows);
    for (spec, place) in matched(schema, &labels(frame), answer) {
        let column = &frame.columns[place];
        let required = spec.required || !schema.is_named();
        if spec.data_type.is_nested() {
            nested_cells(column, spec, required, Road::Python, answer);
            continue;
        }
        let cells = || column.cells.iter().copied();
        if !dtype::fits(dtypes[place], spec.data_type, cells()) {
            let (name, wanted) = (dtypes[place].name(), spec.data_type.keyword());
            let gap = column.cells.iter().position(|cell| matches!(cell, Value::Null) || matches!(cell, Value::Float(f) if f.is_nan()));
            let hint = match (dtypes[place], spec.data_type, gap) {
                (Dtype::Float(_), DataType::Integer | DataType::Long, Some(gap)) => {
                    format!("; row {gap} has no value, and a column of whole numbers cannot have gaps in pandas")
                }
                (Dtype::Int(8), DataType::Double | DataType::Float, _) => "; send numbers with a point, such as 7.0".to_owned(),
                (Dtype::Int(8), DataType::Integer, _) => "; make it int32 first".to_owned(),
                (Dtype::Float(8), DataType::Float, _) => "; make it float32 first".to_owned(),
                (_, DataType::DateTime, _) => "; make it datetime64 first".to_owned(),
                _ => String::new(),
            };
            answer.refuse_many(
                spec.label.shown(),
                None,
                "dtype",
                format!("pandas holds the column as {name}, which MLflow does not convert to {wanted}{hint}"),
                column.cells.len().max(1),
            );
        }
    }
}

/// The dtypes that pandas gives to the columns of a frame.
pub fn inferred(frame: &Frame<'_>) -> Vec<Dtype> {
    let mut kinds = vec![Kinds::default(); frame.columns.len()];
    for rows in frame.blocks() {
        for (column, kinds) in frame.columns.iter().zip(&mut kinds) {
            kinds.extend(column.cells[rows.clone()].iter().copied());
        }
    }
    kinds.into_iter().map(Kinds::pandas).collect()
}

/// A data frame at the scoring server: cast to the schema first.
pub fn frame(frame: &Frame<'_>, schema: &Schema, answer: &mut Answer) {
    answer.rows = Some(frame.rows);
    let labels = labels(frame);
    if !schema.is_named() {
        let places = Places::of(&labels);
        for label in labels.iter().take(schema.specs.len()) {
            if matches!(places.find(*label), At::Often) {
                answer.refuse(
                    label.shown(),
                    None,
                    "duplicate-column",
                    "two columns of the request have this name, and MLflow takes neither",
                );
            }
        }
    }
    let pairs = matched(schema, &labels, answer);
    let dtypes = inferred(frame);
    let mut casts: Vec<(Tally<'_>, DateColumn)> = pairs.iter().map(|_| Default::default()).collect();
    for rows in frame.blocks() {
        for ((spec, place), (tally, dates)) in pairs.iter().zip(&mut casts).filter(|((spec, _), _)| !spec.data_type.is_nested()) {
            for (row, cell) in rows.clone().zip(&frame.columns[*place].cells[rows.clone()]) {
                tally.add(Some(row), cell, cast_in_frame(cell, dtypes[*place], spec.data_type, dates));
            }
        }
    }
    for ((spec, place), (tally, _)) in pairs.into_iter().zip(casts) {
        if spec.data_type.is_nested() {
            let required = spec.required || !schema.is_named();
            nested_cells(&frame.columns[place], spec, required, Road::Frame, answer);
        } else {
            tally.tell(&spec.label.shown(), &Target::Column(spec.data_type), answer);
        }
    }
}

fn nested_cells(column: &Column<'_>, spec: Wanted<'_>, required: bool, road: Road, answer: &mut Answer) {
    let mut found: Vec<(nested::Fault, usize, usize)> = Vec::new();
    for (row, cell) in column.cells.iter().enumerate() {
        if let Err(fault) = nested::enforce(cell, spec.data_type, required, road) {
            match found.iter_mut().find(|(known, ..)| known.rule == fault.rule && known.path == fault.path) {
                Some((.., count)) => *count += 1,
                None => found.push((fault, row, 1)),
            }
        }
    }
    for (fault, row, count) in found {
        answer.refuse_many(format!("{}{}", spec.label.shown(), fault.path), Some(row), fault.rule, fault.message, count);
    }
}

/// What a value of `inputs` or `instances` became.
enum Held {
    Scalar,
    Array(Vec<usize>),
    Refused,
}

/// `convert_data_type` for a plain column spec.
fn hold<'v>(value: &'v Value, row: Option<usize>, target: &Target<'_>, place: &str, tally: &mut Tally<'v>, answer: &mut Answer) -> Held {
    if !matches!(value, Value::List(_)) {
        tally.add(row, value, cast_in_array(value, target));
        return Held::Scalar;
    }
    match array::shape(value) {
        Ok(dims) => {
            array::cast_all(value, row, target, tally);
            Held::Array(dims)
        }
        Err(_) => {
            answer.refuse(place, row, "ragged", "the lists have different lengths, and numpy wants them alike");
            Held::Refused
        }
    }
}

/// `inputs` as a list of objects.
pub fn records(rows: &[Value], schema: &Schema, answer: &mut Answer) {
    let frame = match Frame::of_list(rows) {
        Ok(frame) => frame,
        Err(no) => {
            answer.refuse(BODY, no.row, no.rule, no.message);
            return;
        }
    };
    answer.rows = Some(frame.rows);
    let pairs = matched(schema, &labels(&frame), answer);
    for (column, spec) in frame.columns.iter().zip(by_place(&pairs, frame.columns.len())) {
        let Some(spec) = spec.filter(|_| schema.is_named()) else {
            plain_arrays(column, answer);
            continue;
        };
        let shown = spec.label.shown();
        if spec.data_type.is_nested() {
            nested_cells(column, spec, spec.required, Road::Array, answer);
            continue;
        }
        let target = Target::Column(spec.data_type);
        let mut tally = Tally::default();
        let mut gap = None;
        for (row, cell) in column.cells.iter().enumerate() {
            if Frame::is_gap(cell) {
                gap = gap.or(Some(row));
                continue;
            }
            if let Held::Array(dims) = hold(cell, Some(row), &target, &shown, &mut tally, answer)
                && !takes_lists(spec.data_type, &dims)
            {
                tally.add(Some(row), cell, Err(Fault::NotOneValue));
            }
        }
        tally.tell(&shown, &target, answer);
        if let (Some(gap), DataType::Integer | DataType::Long | DataType::Float) = (gap, spec.data_type) {
            let message =
                format!("this row lacks it, and pandas fills gaps by making the column float64, which is no {}", spec.data_type.keyword());
            answer.refuse(&shown, Some(gap), "gap", message);
        }
    }
    if !schema.is_named() {
        // numpy wraps each value without a spec, and pandas holds those as objects.
        for (spec, place) in pairs {
            if matches!(spec.data_type, DataType::Array(_) | DataType::SparkMlVector) {
                nested_cells(&frame.columns[place], spec, true, Road::Array, answer);
            } else if !takes_objects(spec.data_type) && *spec.data_type != DataType::Any {
                let message = "objects have names, and the signature has none; send a list of lists, or dataframe_split".to_owned();
                answer.refuse(spec.label.shown(), None, "names-unknown", message);
            }
        }
    }
}

/// A column without a spec: numpy must be able to hold its values.
fn plain_arrays(column: &Column<'_>, answer: &mut Answer) {
    if let Some(row) = column.cells.iter().position(|cell| array::shape(cell).is_err()) {
        answer.refuse(
            column.label.shown(),
            Some(row),
            "ragged",
            "the lists have different lengths, and numpy wants them alike, even in a column that is dropped",
        );
    }
}

/// `inputs` (or `instances`) as an object of names to values.
pub fn dict<'v>(entries: &[(Label<'v>, &'v Value)], schema: &Schema, answer: &mut Answer) {
    let names: Vec<Label<'v>> = entries.iter().map(|(label, _)| *label).collect();
    let pairs = matched(schema, &names, answer);
    let one_record = makes_records(schema);
    let mut lengths: Vec<(usize, usize)> = Vec::new();
    let mut only_scalars = true;
    let mut zero_dimensional = false;
    let mut indexed = false;
    for ((i, (label, value)), spec) in entries.iter().enumerate().zip(by_place(&pairs, entries.len())) {
        let Some(spec) = spec else {
            only_scalars = false;
            match array::shape(value) {
                Ok(dims) => match dims.first() {
                    Some(length) => lengths.push((i, *length)),
                    None => zero_dimensional = true,
                },
                Err(_) => {
                    answer.refuse(label.shown(), None, "ragged", "the lists have different lengths, even in a column that is dropped");
                }
            }
            continue;
        };
        let shown = spec.label.shown();
        if *spec.data_type == DataType::Any {
            match value {
                Value::List(items) if !items.iter().all(|item| matches!(item, Value::Text(_))) => {
                    only_scalars = false;
                    lengths.push((i, items.len()));
                }
                Value::List(items) => lengths.push((i, items.len())),
                Value::Map(_) => {
                    only_scalars = false;
                    indexed = true;
                }
                _ => {}
            }
            continue;
        }
        if spec.data_type.is_nested() {
            match nested::enforce(value, spec.data_type, spec.required, Road::Array) {
                Err(fault) => {
                    answer.refuse(format!("{shown}{}", fault.path), None, fault.rule, fault.message);
                }
                // pandas takes the keys of an object for its index, and each value for a row.
                Ok(()) if !one_record && matches!(value, Value::Map(_)) => {
                    only_scalars = false;
                    indexed = true;
                    let Value::Map(inner) = value else { continue };
                    let refused =
                        inner.iter().find_map(|(_, value)| nested::enforce(value, spec.data_type, spec.required, Road::Array).err());
                    if refused.is_some() {
                        answer.refuse(
                            &shown,
                            None,
                            "map-as-column",
                            "a map sent by name is taken for a column of its values; send dataframe_records",
                        );
                    }
                }
                Ok(()) => only_scalars &= value.is_null(),
            }
            continue;
        }
        let target = Target::Column(spec.data_type);
        let mut tally = Tally::default();
        match hold(value, None, &target, &shown, &mut tally, answer) {
            Held::Scalar | Held::Refused => {}
            Held::Array(dims) => {
                only_scalars = false;
                lengths.push((i, dims[0]));
                if (one_record || dims.len() > 1) && !takes_lists(spec.data_type, &dims) {
                    let why = if one_record { "; beside arrays and objects an object is one row" } else { "" };
                    let message = format!("a list stands where one value is expected{why}");
                    answer.refuse(&shown, None, "not-one-value", message);
                }
            }
        }
        tally.tell(&shown, &target, answer);
    }
    // Texts that no spec names make one record, for the sake of transformers.
    let only_texts = !entries.is_empty() && pairs.is_empty() && entries.iter().all(|(_, value)| matches!(value, Value::Text(_)));
    if one_record || only_scalars || only_texts {
        answer.rows = Some(1);
        return;
    }
    if indexed && !lengths.is_empty() {
        answer.refuse(BODY, None, "dict-form", "lists and objects cannot stand side by side as columns; send dataframe_records");
        return;
    }
    match lengths.first() {
        None if indexed => {}
        None if zero_dimensional || entries.iter().any(|(_, value)| !matches!(value, Value::List(_) | Value::Map(_))) => {
            answer.refuse(
                BODY,
                None,
                "dict-form",
                "every value is single, and one is not in the signature; send lists, or leave the extra ones out",
            );
        }
        None => {}
        Some((_, rows)) => {
            answer.rows = Some(*rows);
            if let Some((place, other)) = lengths.iter().find(|(_, length)| length != rows) {
                let message = format!("it has {}, and the first column {rows}", count(*other, "value", "values"));
                answer.refuse(entries[*place].0.shown(), None, "column-length", message);
            }
        }
    }
}

/// `instances` as a list of objects: numpy gathers each name's values into an array.
pub fn instances(rows: &[Value], schema: &Schema, answer: &mut Answer) {
    answer.rows = Some(rows.len());
    let mut columns: Vec<(Label<'_>, Vec<(usize, &Value)>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (row, value) in rows.iter().enumerate() {
        let Value::Map(entries) = value else {
            answer.refuse(BODY, Some(row), "row-form", format!("this row is {}, and the first is an object", value.kind()));
            return;
        };
        for (key, value) in entries {
            let place = *places.entry(key).or_insert_with(|| {
                columns.push((Label::Text(key), Vec::with_capacity(rows.len())));
                columns.len() - 1
            });
            columns[place].1.push((row, value));
        }
    }
    let names: Vec<Label<'_>> = columns.iter().map(|(label, _)| *label).collect();
    let pairs = matched(schema, &names, answer);
    let one_record = makes_records(schema);
    let is_uneven = columns.iter().any(|(_, cells)| cells.len() != columns[0].1.len());
    for ((label, cells), spec) in columns.iter().zip(by_place(&pairs, columns.len())) {
        let shown = label.shown();
        let first = cells.first().map(|(_, cell)| array::shape(cell));
        let uneven = cells.iter().find(|(_, cell)| Some(array::shape(cell)) != first || array::shape(cell).is_err());
        if let (Some((row, _)), false) = (uneven, spec.is_some_and(|spec| matches!(spec.data_type, DataType::Map(_)))) {
            answer.refuse(&shown, Some(*row), "ragged", "the lists have different lengths from row to row, and numpy wants them alike");
            continue;
        }
        let dims = first.and_then(Result::ok).unwrap_or_default();
        let is_deep = !dims.is_empty();
        match spec {
            Some(spec) if schema.is_named() => instance_column(spec, &shown, cells, one_record, &dims, answer),
            Some(spec) => {
                let dtype = Kinds::of(cells.iter().map(|(_, cell)| *cell)).numpy();
                if is_deep || !dtype::fits(dtype, spec.data_type, cells.iter().map(|(_, cell)| *cell)) {
                    let message = format!(
                        "numpy holds the values as {}, which MLflow does not convert to {}",
                        dtype.name(),
                        spec.data_type.keyword()
                    );
                    answer.refuse(&shown, None, "dtype", message);
                }
            }
            None => {}
        }
        if cells.len() != rows.len() && !one_record {
            // Cells stand in the order of their rows.
            let missing = (0..rows.len()).find(|row| cells.get(*row).is_none_or(|(known, _)| known != row));
            // Every row may lack it, and then the others are as short.
            if is_uneven {
                answer.refuse(
                    &shown,
                    missing,
                    "column-length",
                    "this row lacks it, and in \"instances\" every row must have the same names",
                );
            }
        }
    }
}

fn instance_column(spec: Wanted<'_>, shown: &str, cells: &[(usize, &Value)], one_record: bool, dims: &[usize], answer: &mut Answer) {
    // What is null or empty in every row leaves nothing to object to.
    let is_absent = !spec.required && cells.iter().all(|(_, cell)| cell.is_null());
    match spec.data_type {
        DataType::Any => {}
        DataType::Array(items) if **items == DataType::Any => {
            for (row, cell) in cells {
                if let Err(fault) = nested::enforce(cell, spec.data_type, spec.required, Road::Array) {
                    answer.refuse(format!("{shown}{}", fault.path), Some(*row), fault.rule, fault.message);
                    return;
                }
            }
        }
        DataType::Array(items)
            if is_absent && **items != DataType::DateTime && !items.is_nested() && dtype::fits(Dtype::Object, items, [&Value::Null]) => {}
        DataType::Array(items) if matches!(**items, DataType::Array(_)) && dims == [0] => {}
        DataType::SparkMlVector if is_absent => {}
        DataType::Object(_) if !spec.required && matches!(cells, [(_, Value::Map(entries))] if entries.is_empty()) => {}
        DataType::Array(_) | DataType::Object(_) | DataType::SparkMlVector => {
            let message = "\"instances\" cannot carry arrays and objects; send \"inputs\" or dataframe_records";
            answer.refuse(shown, None, "instances-nested", message);
        }
        DataType::Map(_) => {
            if one_record {
                answer.refuse(
                    shown,
                    None,
                    "instances-nested",
                    "beside arrays and objects \"instances\" cannot carry a map; send \"inputs\"",
                );
            }
            for (row, cell) in cells {
                if let Err(fault) = nested::enforce(cell, spec.data_type, spec.required, Road::Array) {
                    answer.refuse(format!("{shown}{}", fault.path), Some(*row), fault.rule, fault.message);
                    return;
                }
            }
        }
        plain => {
            let target = Target::Column(plain);
            let mut tally = Tally::default();
            for (row, cell) in cells {
                array::cast_all(cell, Some(*row), &target, &mut tally);
            }
            tally.tell(shown, &target, answer);
            if (one_record && !takes_objects(plain)) || (!dims.is_empty() && !takes_lists(plain, dims)) {
                let why = if one_record { "; beside arrays and objects \"instances\" is one row" } else { "" };
                answer.refuse(shown, None, "not-one-value", format!("a list stands where one value is expected{why}"));
            }
        }
    }
}

/// `inputs` or `instances` as a list of values, or as one value.
pub fn values(value: &Value, schema: &Schema, answer: &mut Answer) {
    let specs = wanted(schema);
    let Some(first) = specs.first().copied() else { return };
    let is_list = matches!(value, Value::List(_));
    if schema.is_named() {
        let Value::List(items) = value else {
            answer.refuse(BODY, None, "no-names", format!("{} has no names, and the columns of the signature have", value.kind()));
            return;
        };
        if specs.len() == 1 && !items.iter().any(|item| matches!(item, Value::Map(_))) {
            // The spec's own label lives as long as the schema, so the list stands under it for this call only.
            dict_of_one(first, value, schema, answer);
            return;
        }
        answer.refuse(BODY, None, "no-names", "a list of values has no names, and the columns of the signature have; send objects");
        return;
    }
    if let (DataType::Any, Value::List(rows)) = (first.data_type, value) {
        match Frame::of_list(rows) {
            Ok(frame) => python(&frame, &inferred(&frame), schema, answer),
            Err(no) => answer.refuse(BODY, no.row, no.rule, no.message),
        }
        return;
    }
    if first.data_type.is_nested() || (!is_list && matches!(value, Value::Map(_) | Value::Null)) {
        let message = "the signature has no names, and this form cannot carry it; send dataframe_split";
        answer.refuse(BODY, None, "unnamed-form", message);
        return;
    }
    let target = Target::Column(first.data_type);
    let mut tally = Tally::default();
    let held = hold(value, None, &target, BODY, &mut tally, answer);
    let faulty = tally.has_faults();
    tally.tell(BODY, &target, answer);
    let dims = match held {
        Held::Scalar => vec![1],
        Held::Array(dims) => dims,
        Held::Refused => return,
    };
    answer.rows = dims.first().copied();
    let width = match dims[..] {
        [0] if matches!(value, Value::List(_)) => 0,
        [_] => 1,
        [_, width] => width,
        _ => {
            answer.refuse(BODY, None, "too-deep", format!("a table has two dimensions, and this has {}", dims.len()));
            return;
        }
    };
    if width < specs.len() {
        let message = format!("the signature has {} without names, and the request {width}", count(specs.len(), "column", "columns"));
        answer.refuse(BODY, None, "too-few-columns", message);
    }
    if faulty {
        return;
    }
    let dtype = dtype_of(first.data_type);
    for (i, spec) in specs.iter().enumerate().take(width).skip(1) {
        let cells = value_column(value, i);
        if !dtype::fits(dtype, spec.data_type, cells) {
            let message = format!(
                "a list becomes one array of the first column's type, {}, which MLflow does not convert to {}; send dataframe_split",
                dtype.name(),
                spec.data_type.keyword()
            );
            answer.refuse(spec.label.shown(), None, "dtype", message);
        }
    }
}

fn value_column(value: &Value, i: usize) -> impl Iterator<Item = &Value> {
    let rows = if let Value::List(rows) = value { rows.as_slice() } else { &[] };
    rows.iter().filter_map(move |row| if let Value::List(cells) = row { cells.get(i) } else { None })
}

fn dict_of_one(spec: Wanted<'_>, value: &Value, schema: &Schema, answer: &mut Answer) {
    let shown = spec.label.shown();
    match spec.label {
        Label::Text(_) => {
            // Borrowed anew, so that it lives as long as this call.
            let label = Label::Text(&shown);
            dict(&[(label, value)], schema, answer);
        }
        Label::Number(i) => dict(&[(Label::Number(i), value)], schema, answer),
        Label::Other(_) => answer.refuse(shown, None, "column-name", "a column of such a name cannot be sent"),
    }
}

/// The dtype of an array of this type.
pub fn dtype_of(data_type: &DataType) -> Dtype {
    match data_type {
        DataType::Boolean => Dtype::Bool,
        DataType::Integer => Dtype::Int(4),
        DataType::Long => Dtype::INT64,
        DataType::Float => Dtype::Float(4),
        DataType::Double => Dtype::FLOAT64,
        DataType::String => Dtype::Str,
        DataType::DateTime => Dtype::DateTime { zoned: false },
        _ => Dtype::Object,
    }
}
