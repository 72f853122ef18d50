//! Tensor specs: arrays of a dtype and a shape (`_enforce_tensor_schema` in `mlflow/models/utils.py`).

use super::codes;
use std::collections::{HashMap, HashSet};

use super::answer::{Answer, BODY};
use super::array::{self, shape_text};
use super::dtype::{Dtype, Kinds};
use super::frame::{Column, Frame, Label, few_enough};
use super::iso;
use super::matching::{At, Places, label_of};
use super::numbers;
use super::tally::Tally;
use super::values::{Cast, Change, Class, DateColumn, Fault, Target, cast_in_array, cast_in_frame, show};
use crate::mlmodel::display::count;
use crate::mlmodel::signature::{DataType, MistakenName, Schema, SpecKind, Tensor};
use crate::mlmodel::value::Value;

fn specs(schema: &Schema) -> Vec<(Label<'_>, &Tensor)> {
    let tensor = |(i, spec)| {
        let spec: &crate::mlmodel::signature::Spec = spec;
        match &spec.kind {
            SpecKind::Tensor(tensor) => Some((label_of(spec, i), tensor)),
            SpecKind::Column { .. } => None,
        }
    };
    schema.specs.iter().enumerate().filter_map(tensor).collect()
}

fn any_length(dim: &Value) -> bool {
    *dim == Value::Int(-1)
}

fn is_dim(dim: &Value, length: usize) -> bool {
    any_length(dim) || matches!(dim, Value::Int(i) if usize::try_from(*i) == Ok(length))
}

/// `_enforce_tensor_spec` on shapes; the dtypes are alike.
fn check_shape(dims: &[usize], tensor: &Tensor, place: &str, answer: &mut Answer) {
    let is_object = &*tensor.dtype == "object";
    let anything = is_object && tensor.shape.len() == 1 && any_length(&tensor.shape[0]);
    let ragged = is_object && dims.len() == 1 && tensor.shape.iter().skip(1).any(any_length);
    if anything || ragged {
        return;
    }
    let fits = dims.len() == tensor.shape.len() && dims.iter().zip(&tensor.shape).all(|(length, dim)| is_dim(dim, *length));
    if !fits {
        answer.refuse(place, None, codes::SHAPE, format!("it has the shape {}, and {} is expected", shape_text(dims), tensor.shape_text()));
    }
}

/// One tensor through the scoring server: made an array of the spec's dtype, then held against its shape.
fn cast(value: &Value, tensor: &Tensor, place: &str, answer: &mut Answer) {
    let target = Target::Tensor(&tensor.dtype);
    let mut tally = Tally::default();
    let dims = if target.class() == Class::Object {
        array::object_shape(value)
    } else {
        match array::shape(value) {
            Ok(dims) => dims,
            Err(_) => {
                let row = array::ragged_row(value);
                answer.refuse(place, row, codes::RAGGED, "the lists have different lengths, and numpy wants them alike");
                return;
            }
        }
    };
    array::cast_all(value, None, &target, &mut tally);
    tally.tell(place, &target, answer);
    check_unit(value, None, tensor, place, answer);
    check_shape(&dims, tensor, place, answer);
}

/// `datetime64` without a unit: numpy gives an array of dates one, and then its dtype is another.
fn check_unit(value: &Value, row: Option<usize>, tensor: &Tensor, place: &str, answer: &mut Answer) {
    if &*tensor.dtype != "datetime64" {
        return;
    }
    let is_date = |leaf: &Value| !(leaf.is_null() || matches!(leaf, Value::Text(text) if iso::read(text) == iso::Iso::Missing));
    if let Some((found, leaf)) = find_leaf(value, row, &is_date) {
        let message = format!(
            "numpy gives an array with {} in it a unit of time, such as datetime64[D], and the signature's datetime64 has none: no date is taken",
            show(leaf)
        );
        answer.refuse(place, found, codes::DTYPE, message);
    }
}

/// The first value in nested lists that `is_it`, and its row: the one given, or its place in the outermost list.
fn find_leaf<'v>(value: &'v Value, row: Option<usize>, is_it: &impl Fn(&Value) -> bool) -> Option<(Option<usize>, &'v Value)> {
    match value {
        Value::List(items) => items.iter().enumerate().find_map(|(i, item)| find_leaf(item, row.or(Some(i)), is_it)),
        leaf => is_it(leaf).then_some((row, leaf)),
    }
}

/// Whether a value could stand in an array of this dtype that numpy makes by itself.
fn would_do(leaf: &Value, dtype: &str) -> bool {
    let number = matches!(leaf, Value::Int(_) | Value::BigInt(_));
    match dtype.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "float" | "complex" => number || matches!(leaf, Value::Float(_)),
        "int" | "uint" => number,
        "bool" => matches!(leaf, Value::Bool(_)),
        "str" | "bytes" => matches!(leaf, Value::Text(_)),
        _ => false,
    }
}

/// One tensor in the same process, as `numpy.array` holds the value.
fn hold(value: &Value, tensor: &Tensor, place: &str, answer: &mut Answer) {
    let Ok(dims) = array::shape(value) else {
        let row = array::ragged_row(value);
        answer.refuse(place, row, codes::RAGGED, "the lists have different lengths, and numpy wants them alike");
        return;
    };
    if &*tensor.dtype == "object" && tensor.shape.len() == 1 && any_length(&tensor.shape[0]) {
        return;
    }
    let mut leaves = Vec::new();
    gather(value, &mut leaves);
    let dtype = Kinds::of(leaves).numpy();
    if dtype == Dtype::Object && dims.len() == 1 && tensor.shape.iter().skip(1).any(any_length) {
        return;
    }
    check_shape(&dims, tensor, place, answer);
    if dtype.name() != &*tensor.dtype {
        // One value may make all of them another dtype.
        let some_do = find_leaf(value, None, &|leaf| would_do(leaf, &tensor.dtype)).is_some();
        let odd = find_leaf(value, None, &|leaf| !would_do(leaf, &tensor.dtype)).filter(|_| some_do);
        let message = format!(
            "numpy.array makes {} of it{}, and {} is expected; in the same process nothing is cast",
            dtype.name(),
            odd.map(|(_, leaf)| format!(", for {}", show(leaf))).unwrap_or_default(),
            tensor.dtype
        );
        answer.refuse(place, odd.and_then(|(row, _)| row), codes::DTYPE, message);
    }
}

fn gather<'v>(value: &'v Value, leaves: &mut Vec<&'v Value>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| gather(item, leaves)),
        leaf => leaves.push(leaf),
    }
}

/// `inputs`, or `instances` that are no list of objects. `casts`: at the scoring server.
pub fn inputs(value: &Value, schema: &Schema, casts: bool, answer: &mut Answer) {
    let specs = specs(schema);
    let one = |value: &Value, tensor: &Tensor, place: &str, answer: &mut Answer| {
        if casts { cast(value, tensor, place, answer) } else { hold(value, tensor, place, answer) }
    };
    if !schema.is_named() {
        let Some((_, tensor)) = specs.first() else { return };
        match value {
            Value::Map(_) | Value::Null if casts || matches!(value, Value::Map(_)) => {
                answer.refuse(BODY, None, codes::TENSOR_FORM, format!("{} stands where one array is expected", value.kind()));
            }
            Value::List(items) if items.is_empty() && casts => {
                answer.refuse(BODY, None, codes::TENSOR_FORM, "an empty list is no array to the scoring server");
            }
            Value::List(items) if casts && items.iter().all(|item| matches!(item, Value::Map(_))) => {
                answer.refuse(BODY, None, codes::TENSOR_FORM, "a list of objects stands where one array is expected");
            }
            other => {
                answer.rows = if let Value::List(items) = other { Some(items.len()) } else { None };
                one(other, tensor, BODY, answer);
            }
        }
        return;
    }
    match value {
        Value::Map(entries) => {
            if let Err(no) = few_enough(entries.len()) {
                answer.refuse(BODY, no.row, no.rule, no.message);
                return;
            }
            let given: HashMap<&str, &Value> = entries.iter().map(|(key, value)| (&**key, value)).collect();
            let text = |label: &Label<'_>| if let Label::Text(text) = label { given.get_key_value(*text) } else { None };
            let mut known: HashSet<&str> = HashSet::with_capacity(specs.len());
            for (label, tensor) in &specs {
                let shown = label.shown();
                match text(label) {
                    Some((key, value)) => {
                        known.insert(key);
                        one(value, tensor, &shown, answer);
                    }
                    None => answer.refuse(&shown, None, codes::MISSING_TENSOR, missing(schema, label)),
                }
            }
            for (key, value) in entries.iter().filter(|(key, _)| !known.contains(&**key)) {
                extra(key, value, answer);
            }
        }
        // The scoring server puts the list under the name of the signature, and then looks for the place.
        Value::List(_) if casts && specs.len() == 1 && !schema.mistaken_names().is_empty() => {
            let label = &specs[0].0;
            answer.refuse(label.shown(), None, codes::MISSING_TENSOR, missing(schema, label));
        }
        Value::List(items) if specs.len() == 1 && !(casts && items.iter().any(|item| matches!(item, Value::Map(_)))) => {
            let (label, tensor) = &specs[0];
            one(value, tensor, &label.shown(), answer);
        }
        scalar if specs.len() == 1 && !matches!(scalar, Value::List(_)) => {
            let (label, tensor) = &specs[0];
            one(scalar, tensor, &label.shown(), answer);
        }
        other => {
            let what = if matches!(other, Value::List(_)) { "a list" } else { other.kind() };
            answer.refuse(BODY, None, codes::TENSOR_FORM, format!("{what} stands where an object of tensor names to arrays is expected"));
        }
    }
}

/// That a tensor is missing, and why where its name is taken for its place.
fn missing(schema: &Schema, label: &Label<'_>) -> String {
    let mistaken = schema.mistaken_names();
    let by_place = |one: &&MistakenName<'_>| *label == Label::Number(i64::try_from(one.place).unwrap_or(i64::MAX));
    match mistaken.iter().find(by_place) {
        Some(one) => format!(
            "the tensor is missing: MLflow 3.18 takes the name {} for the position {}, and looks for that number, which only the columns of dataframe_split can be (mlflow/mlflow#26069)",
            show(one.name),
            one.place
        ),
        None if matches!(label, Label::Number(_)) => {
            "the tensor is missing: its name is a number, which only the columns of dataframe_split can be".to_owned()
        }
        None => "the tensor is missing".to_owned(),
    }
}

fn extra(key: &str, value: &Value, answer: &mut Answer) {
    if array::shape(value).is_err() {
        answer.refuse(key, array::ragged_row(value), codes::RAGGED, "the lists have different lengths, even in a tensor that is dropped");
        return;
    }
    answer.convert(super::answer::Conversion {
        place: key.to_owned(),
        row: None,
        rule: codes::EXTRA_COLUMNS,
        message: "not in the signature, dropped".to_owned(),
        lossy: true,
        count: 1,
    });
}

/// `instances` as an object of names to arrays: as `inputs`, and the arrays must be of one length.
pub fn instances_dict(entries: &[(Box<str>, Value)], value: &Value, schema: &Schema, answer: &mut Answer) {
    inputs(value, schema, true, answer);
    let specs = specs(schema);
    let known: HashSet<&str> =
        specs.iter().filter_map(|(label, _)| if let Label::Text(name) = label { Some(*name) } else { None }).collect();
    let mut lengths = entries.iter().filter(|(key, _)| specs.is_empty() || known.contains(&**key)).map(|(key, value)| match value {
        Value::List(items) => Ok((key, items.len())),
        _ => Err(key),
    });
    let Some(first) = lengths.next() else { return };
    let uneven = match first {
        Err(key) => Some((key, "one value has no length, and in \"instances\" every tensor is a list".to_owned())),
        Ok((_, first)) => lengths.find(|length| !matches!(length, Ok((_, length)) if *length == first)).map(|length| match length {
            Ok((key, other)) => (key, format!("it has {}, and the first tensor {first}", count(other, "row", "rows"))),
            Err(key) => (key, format!("one value stands where {} are expected", count(first, "row", "rows"))),
        }),
    };
    if let Some((key, message)) = uneven {
        answer.refuse(&**key, None, codes::COLUMN_LENGTH, message);
    }
}

/// `instances` as a list of objects: each name's values are stacked.
pub fn instances(rows: &[Value], schema: &Schema, answer: &mut Answer) {
    answer.rows = Some(rows.len());
    let specs = specs(schema);
    if !schema.is_named() {
        answer.refuse(BODY, None, codes::TENSOR_FORM, "objects have names, and the tensor of the signature has none; send a list");
        return;
    }
    if let Some(row) = rows.iter().position(|row| !matches!(row, Value::Map(_))) {
        answer.refuse(BODY, Some(row), codes::ROW_FORM, format!("this row is {}, and the first is an object", rows[row].kind()));
        return;
    }
    let mut lengths: Vec<(String, usize)> = Vec::new();
    let mut columns: HashMap<&str, Vec<(usize, &Value)>> = HashMap::new();
    for (i, row) in rows.iter().enumerate() {
        for (key, value) in if let Value::Map(entries) = row { entries.as_slice() } else { &[] } {
            columns.entry(key).or_default().push((i, value));
        }
        if let Err(no) = few_enough(columns.len()) {
            answer.refuse(BODY, Some(i), no.rule, no.message);
            return;
        }
    }
    for (label, tensor) in &specs {
        let shown = label.shown();
        let cells = if let Label::Text(name) = label { columns.get(name).map_or(&[][..], Vec::as_slice) } else { &[] };
        let Some((_, first)) = cells.first() else {
            answer.refuse(&shown, None, codes::MISSING_TENSOR, missing(schema, label));
            continue;
        };
        let target = Target::Tensor(&tensor.dtype);
        let of = |cell: &Value| if target.class() == Class::Object { Ok(array::object_shape(cell)) } else { array::shape(cell) };
        let dims = of(first);
        if let Some((row, _)) = cells.iter().find(|(_, cell)| of(cell).is_err() || of(cell) != dims) {
            answer.refuse(&shown, Some(*row), codes::RAGGED, "the arrays have different shapes from row to row");
            continue;
        }
        let mut tally = Tally::default();
        for (row, cell) in cells {
            array::cast_all(cell, Some(*row), &target, &mut tally);
        }
        tally.tell(&shown, &target, answer);
        for (row, cell) in cells {
            let before = answer.refusals.len();
            check_unit(cell, Some(*row), tensor, &shown, answer);
            if answer.refusals.len() > before {
                break;
            }
        }
        let mut stacked = vec![cells.len()];
        stacked.extend(dims.unwrap_or_default());
        check_shape(&stacked, tensor, &shown, answer);
        lengths.push((shown, cells.len()));
    }
    if let Some((name, _)) = lengths.iter().find(|(_, length)| *length != lengths[0].1) {
        answer.refuse(name, None, codes::COLUMN_LENGTH, "not every row has it, and in \"instances\" every row must have the same names");
    }
    // What is dropped must still stack.
    let mut seen: HashSet<&str> =
        specs.iter().filter_map(|(label, _)| if let Label::Text(name) = label { Some(*name) } else { None }).collect();
    let most = seen.len() + 100;
    for key in rows.iter().flat_map(|row| if let Value::Map(entries) = row { entries.as_slice() } else { &[] }).map(|(key, _)| &**key) {
        if seen.len() > most || !seen.insert(key) {
            continue;
        }
        let mut shapes = columns[key].iter().map(|(_, cell)| array::shape(cell));
        let first = shapes.next();
        if first.as_ref().is_some_and(Result::is_err) || shapes.any(|shape| Some(shape) != first) {
            answer.refuse(key, None, codes::RAGGED, "the arrays have different shapes from row to row, even in a tensor that is dropped");
        }
    }
}

/// A data frame for tensor specs. `held`: the dtypes of its columns in the same process; at the scoring server there are
/// none, for it casts plain columns first.
pub fn frame(frame: &Frame<'_>, held: Option<&[Dtype]>, schema: &Schema, answer: &mut Answer) {
    let casts = held.is_none();
    answer.rows = Some(frame.rows);
    let specs = specs(schema);
    if !schema.is_named() {
        let Some((_, tensor)) = specs.first() else { return };
        if frame.rows == 0 || frame.columns.is_empty() {
            answer.refuse(BODY, None, codes::EMPTY, "the data frame is empty, and a tensor needs at least a row");
            return;
        }
        if let [column] = frame.columns.as_slice() {
            one_column(&column.cells, held.map(|dtypes| dtypes[0]), tensor, &column.label.shown(), answer);
            return;
        }
        let width = frame.columns.len();
        let expected = [Value::Int(-1), Value::Int(i64::try_from(width).unwrap_or(i64::MAX))];
        if tensor.shape != expected {
            let message = format!(
                "{} make a tensor of the shape (-1, {width}), and {} is expected",
                count(width, "column", "columns"),
                tensor.shape_text()
            );
            answer.refuse(BODY, None, codes::SHAPE, message);
        }
        if casts && matches!(&*tensor.dtype, "str" | "bytes") {
            let message = format!("several columns of text make an array of objects, and {} is expected; send \"inputs\"", tensor.dtype);
            answer.refuse(BODY, None, codes::DTYPE, message);
        }
        for column in &frame.columns {
            let is_list = matches!(column.cells.first(), Some(Value::List(_)));
            if is_list && &*tensor.dtype != "object" {
                answer.refuse(column.label.shown(), Some(0), codes::NOT_ONE_VALUE, "a list stands where one value is expected");
            } else if casts {
                cast_cells(&column.cells, tensor, &column.label.shown(), answer);
            }
        }
        if let Some(dtypes) = held {
            let common = Dtype::common(dtypes).name();
            if common != &*tensor.dtype {
                let odd = odd_cell(frame, tensor);
                let message = format!(
                    "pandas holds the columns as {common} together{}, and {} is expected; in the same process nothing is cast",
                    odd.map(|(column, row)| format!(", for {}", show(column.cells[row]))).unwrap_or_default(),
                    tensor.dtype
                );
                let place = odd.map_or_else(|| BODY.to_owned(), |(column, _)| column.label.shown());
                answer.refuse(place, odd.map(|(_, row)| row), codes::DTYPE, message);
            }
        }
        return;
    }
    let labels: Vec<Label<'_>> = frame.columns.iter().map(|column| column.label).collect();
    let places = Places::of(&labels);
    for (label, tensor) in &specs {
        let shown = label.shown();
        match places.find(*label) {
            At::Nowhere if matches!(label, Label::Number(_)) => answer.refuse(&shown, None, codes::MISSING_TENSOR, missing(schema, label)),
            At::Nowhere => answer.refuse(&shown, None, codes::MISSING_TENSOR, "the column of this tensor is missing"),
            At::Often => answer.refuse(&shown, None, codes::DUPLICATE_COLUMN, "two columns of the request have this name"),
            At::Once(_) if frame.rows == 0 => {
                answer.refuse(&shown, None, codes::EMPTY, "the data frame is empty, and a tensor needs at least a row");
            }
            At::Once(i) => one_column(&frame.columns[i].cells, held.map(|dtypes| dtypes[i]), tensor, &shown, answer),
        }
    }
}

/// The cell that is of no use to the dtype where others are: the first, row by row.
fn odd_cell<'f, 'v>(frame: &'f Frame<'v>, tensor: &Tensor) -> Option<(&'f Column<'v>, usize)> {
    let is_number = !matches!(&*tensor.dtype, "bool" | "str" | "bytes");
    let would_do = |cell: &Value| {
        would_do(cell, &tensor.dtype)
            || matches!(cell, Value::Null if tensor.dtype.starts_with("float"))
            || matches!(cell, Value::Text(text) if frame.is_csv && is_number && numbers::csv_number(text).is_some())
    };
    let cells = || (0..frame.rows).flat_map(|row| frame.columns.iter().map(move |column| (column, row)));
    let odd = cells().find(|(column, row)| !would_do(column.cells[*row]));
    odd.filter(|_| cells().any(|(column, row)| would_do(column.cells[row])))
}

/// `astype` of a plain column to a tensor's dtype.
fn cast_cells(cells: &[&Value], tensor: &Tensor, place: &str, answer: &mut Answer) {
    let target = Target::Tensor(&tensor.dtype);
    let dtype = Kinds::of(cells.iter().copied()).pandas();
    // A data frame casts these as it casts columns: numbers past the range wrap.
    let column = match &*tensor.dtype {
        "bool" => Some(DataType::Boolean),
        "int32" => Some(DataType::Integer),
        "int64" => Some(DataType::Long),
        "float32" => Some(DataType::Float),
        "float64" => Some(DataType::Double),
        _ => None,
    };
    // pandas knows datetimes of these units only.
    let unit = tensor.dtype.strip_prefix("datetime64").or_else(|| tensor.dtype.strip_prefix("timedelta64"));
    if unit.is_some_and(|unit| !matches!(unit, "[s]" | "[ms]" | "[us]" | "[ns]")) {
        answer.refuse(place, None, codes::DTYPE, format!("pandas has no {}; send \"inputs\"", tensor.dtype));
        return;
    }
    let mut tally = Tally::default();
    let mut dates = DateColumn::default();
    for (row, cell) in cells.iter().enumerate() {
        let cast = match &column {
            Some(data_type) => cast_in_frame(cell, dtype, data_type, &mut dates),
            None => match target.class() {
                Class::Int { .. } if matches!(dtype, Dtype::Int(_) | Dtype::UInt(_)) => {
                    Ok(cast_in_array(cell, &target).unwrap_or(Some(Change::Wrapped)))
                }
                Class::Int { low: 0, .. } if matches!(cell, Value::Float(f) if *f < 0.0) => Err(Fault::OutOfRange),
                Class::Int { .. } if matches!(dtype, Dtype::Float(_)) => match cast_in_array(cell, &target) {
                    Err(Fault::OutOfRange) => Ok(Some(Change::Wrapped)),
                    cast => cast,
                },
                Class::Bytes if !matches!(cell, Value::Text(_)) => Err(Fault::NotText),
                Class::Bytes => Ok(Some(Change::Verbatim)),
                _ => cast_in_array(cell, &target),
            },
        };
        tally.add(Some(row), cell, cast);
    }
    tally.tell(place, &target, answer);
}

/// Whether a data frame's column fills the shape: any length first, and fixed ones behind it.
pub fn is_framed(tensor: &Tensor) -> bool {
    let mut dims = tensor.shape.iter();
    dims.next().is_some_and(any_length) && !dims.any(any_length)
}

/// `_reshape_and_cast_pandas_column_values`: one column is one tensor.
fn one_column(cells: &[&Value], held: Option<Dtype>, tensor: &Tensor, place: &str, answer: &mut Answer) {
    let casts = held.is_none();
    let Some(first) = cells.first() else { return };
    if !is_framed(tensor) {
        let message = format!("a data frame's column fits a shape of any length and then fixed ones, and not {}", tensor.shape_text());
        answer.refuse(place, None, codes::SHAPE, message);
        return;
    }
    match first {
        Value::List(_) if casts && &*tensor.dtype == "bytes" => {
            answer.refuse(place, Some(0), codes::NOT_TEXT, "a list stands where a text is expected");
        }
        Value::List(items) => {
            let nested = items.first().is_none_or(|item| matches!(item, Value::List(_) | Value::Map(_) | Value::Null));
            if nested {
                answer.refuse(place, Some(0), codes::NOT_ONE_VALUE, "the lists of a data frame's column hold plain values, flattened");
                return;
            }
            let width = items.len();
            let uneven = cells.iter().position(|cell| !matches!(cell, Value::List(items) if items.len() == width && items.iter().all(|item| !matches!(item, Value::List(_)))));
            if let Some(row) = uneven {
                answer.refuse(place, Some(row), codes::RAGGED, "the lists of the column have different lengths");
                return;
            }
            let wanted = tensor.shape.iter().skip(1).try_fold(1_usize, |size, dim| match dim {
                Value::Int(i) => usize::try_from(*i).ok()?.checked_mul(size),
                _ => None,
            });
            if wanted != Some(width) {
                let message = format!("each list has {}, which do not fill {}", count(width, "value", "values"), tensor.shape_text());
                answer.refuse(place, None, codes::SHAPE, message);
                return;
            }
            let target = Target::Tensor(&tensor.dtype);
            let mut leaves = Vec::new();
            for cell in cells {
                gather(cell, &mut leaves);
            }
            let natural = Kinds::of(leaves.iter().copied()).numpy();
            let mut tally = Tally::default();
            for (row, cell) in cells.iter().enumerate() {
                if let Value::List(items) = cell {
                    for item in items {
                        tally.add(Some(row), item, cast_numbers(item, &target, natural));
                    }
                }
            }
            tally.tell(place, &target, answer);
        }
        _ if casts && matches!(Target::Tensor(&tensor.dtype).class(), Class::Date { .. } | Class::Duration) => {
            cast_cells(cells, tensor, place, answer);
            answer.refuse(place, Some(0), codes::DTYPE, format!("a column of {} is not taken as a tensor; send \"inputs\"", tensor.dtype));
        }
        Value::Map(_) | Value::Null if !casts || !becomes_scalar(first, tensor) => {
            answer.refuse(
                place,
                Some(0),
                codes::NOT_ONE_VALUE,
                format!("{} stands where a number or a list of numbers is expected", first.kind()),
            );
        }
        _ => {
            let scalars = tensor.shape.len() == 1 || (tensor.shape.len() == 2 && tensor.shape[1] == Value::Int(1));
            if !scalars {
                let message = format!("single values make a tensor of the shape (-1,) or (-1, 1), and {} is expected", tensor.shape_text());
                answer.refuse(place, None, codes::SHAPE, message);
                return;
            }
            let Some(held) = held else {
                cast_cells(cells, tensor, place, answer);
                return;
            };
            let target = Target::Tensor(&tensor.dtype);
            let mut tally = Tally::default();
            for (row, cell) in cells.iter().enumerate() {
                tally.add(Some(row), cell, cast_numbers(cell, &target, held));
            }
            tally.tell(place, &target, answer);
        }
    }
}

/// A value of an array of this dtype, cast to another: numbers that stand together are cast by C, and wrap.
fn cast_numbers(value: &Value, target: &Target<'_>, held: Dtype) -> Cast {
    let is_numeric = matches!(held, Dtype::Int(_) | Dtype::UInt(_) | Dtype::Float(_) | Dtype::Bool);
    match target.class() {
        Class::Int { .. } if is_numeric => Ok(cast_in_array(value, target).unwrap_or(Some(Change::Wrapped))),
        Class::Date { .. } | Class::Duration if is_numeric => Ok(Some(Change::NumberToDate)),
        _ => cast_in_array(value, target),
    }
}

/// Whether pandas' cast makes one value of null or of an object.
fn becomes_scalar(value: &Value, tensor: &Tensor) -> bool {
    match Target::Tensor(&tensor.dtype).class() {
        Class::Bool | Class::Text => true,
        Class::Float { .. } | Class::Complex => value.is_null(),
        _ => false,
    }
}
