//! Column specs: columns by name or by position, each of a type (`_enforce_schema` in `mlflow/models/utils.py`).

use super::codes;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::answer::{Answer, BODY};
use super::array;
use super::dtype::{self, Dtype, Kinds};
use super::frame::{Column, Frame, Label, few_enough};
use super::matching::{At, Places, Wanted, by_place, matched, wanted};
use super::nested::{self, Checker, Road};
use super::tally::Tally;
use super::values::{DateColumn, Fault, Target, cast_in_array, cast_in_frame, show};
use crate::mlmodel::Code;
use crate::mlmodel::display::count;
use crate::mlmodel::signature::{DataType, Schema, SpecKind};
use crate::mlmodel::value::Value;

fn takes_objects(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Boolean | DataType::String | DataType::Binary)
}

/// Whether a plain column takes a list of this shape in a cell: as an object, or an empty one as nothing
/// (`pandas.to_numeric`).
fn takes_lists(data_type: &DataType, dims: &[usize]) -> bool {
    takes_objects(data_type) || *data_type == DataType::Any || (*data_type == DataType::Double && dims.first() == Some(&0))
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
            nested_cells(column, &spec, required, Road::Python, answer);
            continue;
        }
        if !dtype::fits(dtypes[place], spec.data_type, column.cells.iter().copied()) {
            refuse_dtype(column, dtypes[place], &spec, frame.is_csv, answer);
        }
    }
}

/// Tells that a column's dtype is not taken, and of the cell that makes pandas hold it so.
fn refuse_dtype(column: &Column<'_>, dtype: Dtype, spec: &Wanted<'_>, is_csv: bool, answer: &mut Answer) {
    let (name, wanted) = (dtype.name(), spec.data_type.keyword());
    // Whole numbers where reals are wanted are odd all alike.
    let odd =
        if matches!(dtype, Dtype::Int(_)) { None } else { dtype::odd_one(dtype, spec.data_type, || column.cells.iter().copied(), is_csv) };
    let message = match odd {
        Some(odd) if is_missing(column.cells[odd.row]) && matches!(spec.data_type, DataType::Integer | DataType::Long) => format!(
            "{} has no value, so pandas holds the column as {name}, which MLflow does not convert to {wanted}: whole numbers cannot have gaps in pandas",
            if is_csv { "the cell" } else { "this row" }
        ),
        Some(odd) => {
            format!("{} makes pandas hold the column as {name}, which MLflow does not convert to {wanted}", show(column.cells[odd.row]))
        }
        None => {
            let hint = match (dtype, spec.data_type) {
                (Dtype::Int(8), DataType::Double | DataType::Float) => "; send numbers with a point, such as 7.0",
                (Dtype::Int(8), DataType::Integer) => "; make it int32 first",
                (Dtype::Float(8), DataType::Float) => "; make it float32 first",
                (_, DataType::DateTime) => "; make it datetime64 first",
                _ => "",
            };
            format!("pandas holds the column as {name}, which MLflow does not convert to {wanted}{hint}")
        }
    };
    let count = odd.map_or(column.cells.len().max(1), |odd| odd.count);
    answer.refuse_many(spec.label.shown(), odd.map(|odd| odd.row), codes::DTYPE, message, count);
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
                    codes::DUPLICATE_COLUMN,
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
        let column = &frame.columns[place];
        if spec.data_type.is_nested() {
            let required = spec.required || !schema.is_named();
            nested_cells(column, &spec, required, Road::Frame, answer);
            continue;
        }
        let shown = spec.label.shown();
        tally.tell(&shown, &Target::Column(spec.data_type), answer);
        if !spec.casts.is_empty() {
            cast_in_turn(column, dtypes[place], &spec, answer);
        }
        // pandas holds a column of nothing but NaN as numbers, and MLflow makes no booleans of what is missing.
        if *spec.data_type == DataType::Boolean
            && matches!(dtypes[place], Dtype::Float(_))
            && column.cells.iter().all(|cell| is_missing(cell))
        {
            let message = "no row has a value, so pandas holds the column as float64, which MLflow does not convert to boolean; send null in every row, or true or false in one";
            answer.refuse_many(shown, None, codes::DTYPE, message, column.cells.len());
        }
    }
}

fn is_missing(cell: &Value) -> bool {
    matches!(cell, Value::Null) || matches!(cell, Value::Float(f) if f.is_nan())
}

/// A column that the scoring server casts to several types, one after the other, before it enforces one.
fn cast_in_turn(column: &Column<'_>, dtype: Dtype, spec: &Wanted<'_>, answer: &mut Answer) {
    let shown = spec.label.shown();
    let mut held = dtype;
    let mut cells: Vec<Value> = column.cells.iter().map(|cell| (*cell).clone()).collect();
    for data_type in &spec.casts {
        let mut dates = DateColumn::default();
        let cast = |cell: &Value| cast_in_frame(cell, held, data_type, &mut dates).is_err();
        let from_date =
            matches!(held, Dtype::DateTime { .. }) && !matches!(data_type, DataType::DateTime | DataType::Any | DataType::String);
        let bad = if from_date { None } else { cells.iter().position(cast) };
        if from_date || bad.is_some() {
            let message = format!(
                "{} cannot become {}: the scoring server casts the column to that type too, for two columns of the signature are looked for under its name",
                bad.map_or_else(|| "a date".to_owned(), |row| show(&cells[row])),
                data_type.keyword()
            );
            answer.refuse(&shown, bad, codes::CAST_TWICE, message);
            return;
        }
        for cell in &mut cells {
            match (data_type, &cell) {
                #[expect(clippy::cast_possible_truncation, reason = "as astype does")]
                (DataType::Integer | DataType::Long, Value::Float(f)) => *cell = Value::Int(*f as i64),
                (DataType::Boolean, value) => *cell = Value::Bool(value.is_truthy()),
                _ => {}
            }
        }
        held = if takes_objects(data_type) && *data_type != &DataType::Boolean { Dtype::Object } else { dtype_of(data_type) };
    }
    if !dtype::fits(held, spec.data_type, &cells) {
        let message = format!(
            "the scoring server casts the column to {} too, for two columns of the signature are looked for under its name, and does not convert that to {}",
            spec.casts.last().map_or("another type", |last| last.keyword()),
            spec.data_type.keyword()
        );
        answer.refuse(shown, None, codes::CAST_TWICE, message);
    }
}

fn nested_cells(column: &Column<'_>, spec: &Wanted<'_>, required: bool, road: Road, answer: &mut Answer) {
    let checker = Checker::new(spec.data_type);
    let mut found: Vec<(nested::Fault, usize, usize)> = Vec::new();
    let mut known: HashMap<(&'static Code, String), usize> = HashMap::new();
    for (row, cell) in column.cells.iter().enumerate() {
        if let Err(fault) = checker.enforce(cell, required, road) {
            match known.entry((fault.rule, fault.path.clone())) {
                Entry::Occupied(place) => found[*place.get()].2 += 1,
                Entry::Vacant(place) => {
                    place.insert(found.len());
                    found.push((fault, row, 1));
                }
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
            let row = row.or_else(|| array::ragged_row(value));
            answer.refuse(place, row, codes::RAGGED, "the lists have different lengths, and numpy wants them alike");
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
            nested_cells(column, &spec, spec.required, Road::Array, answer);
            continue;
        }
        if *spec.data_type == DataType::Any {
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
            answer.refuse(&shown, Some(gap), codes::GAP, message);
        }
    }
    if !schema.is_named() {
        // numpy wraps each value without a spec, and pandas holds those as objects.
        for (spec, place) in pairs {
            if matches!(spec.data_type, DataType::Array(_) | DataType::SparkMlVector) {
                nested_cells(&frame.columns[place], &spec, true, Road::Array, answer);
            } else if !takes_objects(spec.data_type) && *spec.data_type != DataType::Any {
                let message = "objects have names, and the signature has none; send a list of lists, or dataframe_split".to_owned();
                answer.refuse(spec.label.shown(), None, codes::NAMES_UNKNOWN, message);
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
            codes::RAGGED,
            "the lists have different lengths, and numpy wants them alike, even in a column that is dropped",
        );
    }
}

/// `inputs` (or `instances`) as an object of names to values.
pub fn dict<'v>(entries: &[(Label<'v>, &'v Value)], schema: &Schema, answer: &mut Answer) {
    if let Err(no) = few_enough(entries.len()) {
        answer.refuse(BODY, no.row, no.rule, no.message);
        return;
    }
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
                    let row = if one_record { Some(0) } else { array::ragged_row(value) };
                    answer.refuse(label.shown(), row, codes::RAGGED, "the lists have different lengths, even in a column that is dropped");
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
                    let checker = Checker::new(spec.data_type);
                    if inner.iter().any(|(_, value)| checker.enforce(value, spec.required, Road::Array).is_err()) {
                        answer.refuse(
                            &shown,
                            None,
                            codes::MAP_AS_COLUMN,
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
        // Beside arrays and objects a list is a cell of the one row.
        match hold(value, one_record.then_some(0), &target, &shown, &mut tally, answer) {
            Held::Scalar => {}
            Held::Refused => {
                only_scalars = false;
                lengths.push((i, if let Value::List(items) = value { items.len() } else { 0 }));
            }
            Held::Array(dims) => {
                only_scalars = false;
                lengths.push((i, dims[0]));
                let in_a_cell = if one_record { &dims[..] } else { &dims[1..] };
                if (one_record || dims.len() > 1) && !takes_lists(spec.data_type, in_a_cell) {
                    let why = if one_record { "; beside arrays and objects an object is one row" } else { "" };
                    let message = format!("a list stands where one value is expected{why}");
                    answer.refuse(&shown, None, codes::NOT_ONE_VALUE, message);
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
        answer.refuse(BODY, None, codes::DICT_FORM, "lists and objects cannot stand side by side as columns; send dataframe_records");
        return;
    }
    match lengths.first() {
        None if indexed => {}
        None if zero_dimensional || entries.iter().any(|(_, value)| !matches!(value, Value::List(_) | Value::Map(_))) => {
            answer.refuse(
                BODY,
                None,
                codes::DICT_FORM,
                "every value is single, and one is not in the signature; send lists, or leave the extra ones out",
            );
        }
        None => {}
        Some((_, rows)) => {
            answer.rows = Some(*rows);
            if let Some((place, other)) = lengths.iter().find(|(_, length)| length != rows) {
                let message = format!("it has {}, and the first column {rows}", count(*other, "value", "values"));
                answer.refuse(entries[*place].0.shown(), None, codes::COLUMN_LENGTH, message);
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
            answer.refuse(BODY, Some(row), codes::ROW_FORM, format!("this row is {}, and the first is an object", value.kind()));
            return;
        };
        for (key, value) in entries {
            let place = *places.entry(key).or_insert_with(|| {
                columns.push((Label::Text(key), Vec::new()));
                columns.len() - 1
            });
            columns[place].1.push((row, value));
        }
        if let Err(no) = few_enough(columns.len()) {
            answer.refuse(BODY, Some(row), no.rule, no.message);
            return;
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
        if let (Some((row, _)), false) = (uneven, spec.as_ref().is_some_and(|spec| matches!(spec.data_type, DataType::Map(_)))) {
            answer.refuse(
                &shown,
                Some(*row),
                codes::RAGGED,
                "the lists have different lengths from row to row, and numpy wants them alike",
            );
            continue;
        }
        let dims = first.and_then(Result::ok).unwrap_or_default();
        let is_deep = !dims.is_empty();
        match spec {
            Some(spec) if schema.is_named() => instance_column(&spec, &shown, cells, one_record, &dims, answer),
            Some(spec) => {
                let values = || cells.iter().map(|(_, cell)| *cell);
                let dtype = Kinds::of(values()).numpy();
                // Lists are held as objects.
                let fits = if is_deep { takes_lists(spec.data_type, &dims) } else { dtype::fits(dtype, spec.data_type, values()) };
                if !fits {
                    let odd = dtype::odd_one(dtype, spec.data_type, values, false).filter(|_| !matches!(dtype, Dtype::Int(_)));
                    let because = odd.map(|odd| format!("for {}, ", show(cells[odd.row].1))).unwrap_or_default();
                    let message = format!(
                        "{because}numpy holds the values as {}, which MLflow does not convert to {}",
                        dtype.name(),
                        spec.data_type.keyword()
                    );
                    answer.refuse(&shown, odd.map(|odd| cells[odd.row].0), codes::DTYPE, message);
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
                    codes::COLUMN_LENGTH,
                    "this row lacks it, and in \"instances\" every row must have the same names",
                );
            }
        }
    }
}

fn instance_column(spec: &Wanted<'_>, shown: &str, cells: &[(usize, &Value)], one_record: bool, dims: &[usize], answer: &mut Answer) {
    // What is null or empty in every row leaves nothing to object to.
    let is_absent = !spec.required && cells.iter().all(|(_, cell)| cell.is_null());
    match spec.data_type {
        DataType::Any => {}
        DataType::Array(items) if **items == DataType::Any => {
            let checker = Checker::new(spec.data_type);
            for (row, cell) in cells {
                if let Err(fault) = checker.enforce(cell, spec.required, Road::Array) {
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
            answer.refuse(shown, None, codes::INSTANCES_NESTED, message);
        }
        DataType::Map(_) => {
            if one_record {
                answer.refuse(
                    shown,
                    None,
                    codes::INSTANCES_NESTED,
                    "beside arrays and objects \"instances\" cannot carry a map; send \"inputs\"",
                );
            }
            let checker = Checker::new(spec.data_type);
            for (row, cell) in cells {
                if let Err(fault) = checker.enforce(cell, spec.required, Road::Array) {
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
                answer.refuse(shown, None, codes::NOT_ONE_VALUE, format!("a list stands where one value is expected{why}"));
            }
        }
    }
}

/// `inputs` or `instances` as a list of values, or as one value.
pub fn values(value: &Value, schema: &Schema, answer: &mut Answer) {
    let Some(SpecKind::Column { data_type: first, .. }) = schema.specs.first().map(|spec| &spec.kind) else { return };
    let is_list = matches!(value, Value::List(_));
    let specs = wanted(schema);
    if schema.is_named() {
        let has_objects = matches!(value, Value::List(items) if items.iter().any(|item| matches!(item, Value::Map(_))));
        if is_list && !has_objects && schema.specs.len() == 1 {
            dict_of_one(schema.specs[0].name.as_ref().unwrap_or(&Value::Null), value, schema, answer);
            return;
        }
        // An array's columns are called 0, 1, …: columns with other names are left out, if they may be.
        let is_out_of_reach = |spec: &Wanted<'_>| spec.needed && !matches!(spec.label, Label::Number(_));
        if specs.iter().any(is_out_of_reach) || first.is_nested() {
            let what = if is_list { "a list of values" } else { value.kind() };
            let hint = if is_list { "; send objects" } else { "" };
            answer.refuse(BODY, None, codes::NO_NAMES, format!("{what} has no names, and the columns of the signature have{hint}"));
            return;
        }
    }
    if *first == DataType::Any && !matches!(value, Value::Map(_) | Value::Null) {
        let frame = if let Value::List(rows) = value { Frame::of_list(rows) } else { Ok(Frame::of_scalar(value)) };
        match frame {
            Ok(frame) => python(&frame, &inferred(&frame), schema, answer),
            Err(no) => answer.refuse(BODY, no.row, no.rule, no.message),
        }
        return;
    }
    let is_no_data = value.is_null() && (takes_objects(first) || *first == DataType::Any);
    if first.is_nested() || matches!(value, Value::Map(_)) || (value.is_null() && !schema.is_named()) || is_no_data {
        let message = if schema.is_named() {
            format!("{} is no data to predict from", value.kind())
        } else {
            "the signature has no names, and this form cannot carry it; send dataframe_split".to_owned()
        };
        answer.refuse(BODY, None, codes::UNNAMED_FORM, message);
        return;
    }
    let target = Target::Column(first);
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
        [0] if is_list => 0,
        [_] => 1,
        [_, width] => width,
        _ => {
            answer.refuse(BODY, None, codes::TOO_DEEP, format!("a table has two dimensions, and this has {}", dims.len()));
            return;
        }
    };
    if let Err(no) = few_enough(width) {
        answer.refuse(BODY, no.row, no.rule, no.message);
        return;
    }
    let labels: Vec<Label<'_>> = (0..width).map(|i| Label::Number(i64::try_from(i).unwrap_or(i64::MAX))).collect();
    let pairs = matched(schema, &labels, answer);
    if faulty {
        return;
    }
    let dtype = dtype_of(first);
    for (spec, place) in pairs {
        let is_same = spec.data_type == first;
        if !is_same && !dtype::fits(dtype, spec.data_type, value_column(value, place)) {
            let message = format!(
                "a list becomes one array of the first column's type, {}, which MLflow does not convert to {}; send dataframe_split",
                dtype.name(),
                spec.data_type.keyword()
            );
            answer.refuse(spec.label.shown(), None, codes::DTYPE, message);
        }
    }
}

/// The values of one column of a list of rows, or of a list of values, or one value.
fn value_column(value: &Value, place: usize) -> impl Iterator<Item = &Value> {
    let rows = if let Value::List(rows) = value { rows.as_slice() } else { std::slice::from_ref(value) };
    rows.iter().filter_map(move |row| if let Value::List(cells) = row { cells.get(place) } else { Some(row) })
}

/// A list under the one name of the signature, as it stands there.
fn dict_of_one(name: &Value, value: &Value, schema: &Schema, answer: &mut Answer) {
    match Label::of(name) {
        Label::Other(_) if !matches!(name, Value::Bool(_)) => {
            answer.refuse(name.shown(), None, codes::COLUMN_NAME, "a column of such a name cannot be sent");
        }
        label => dict(&[(label, value)], schema, answer),
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
