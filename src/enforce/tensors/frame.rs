//! A data frame for tensor specs: each column one tensor, or all columns together the one that has no name.

use super::{ExpectedTensor, PlacedTensor, gather, is_any_length, tell_missing, would_do};
use crate::enforce::cast::{
    CastChange, CastFault, CastResult, CastSummary, CastTarget, DateColumn, TypeClass, cast_in_array, cast_in_frame, show,
};
use crate::enforce::codes;
use crate::enforce::dtype::{Dtype, ValueKinds};
use crate::enforce::frame::{Column, Frame};
use crate::enforce::label::{Label, LabelIndex, Occurrence};
use crate::enforce::numbers;
use crate::enforce::request_check::{BODY, RequestCheck};
use crate::mlmodel::display::count;
use crate::mlmodel::signature::{DataType, Schema, Tensor};
use crate::mlmodel::value::Value;

/// Whether a data frame's column fills the shape: any length first, and fixed ones behind it.
pub fn is_framed(tensor: &Tensor) -> bool {
    let mut dims = tensor.shape.iter();
    dims.next().is_some_and(is_any_length) && !dims.any(is_any_length)
}

/// A data frame for tensor specs. `held`: the dtypes of its columns in the same process; at the scoring server there are
/// none, for it casts plain columns first.
pub fn frame(frame: &Frame<'_>, held: Option<&[Dtype]>, schema: &Schema, answer: &mut RequestCheck) {
    answer.rows = Some(frame.rows);
    let tensors = ExpectedTensor::all(schema);
    if !schema.is_named() {
        if let Some(first) = tensors.first() {
            one_tensor(frame, held, first.tensor, answer);
        }
        return;
    }
    let labels: Vec<Label<'_>> = frame.columns.iter().map(|column| column.label).collect();
    let index = LabelIndex::of(&labels);
    for one in &tensors {
        let shown = one.label.shown();
        match index.find(one.label) {
            Occurrence::Nowhere if matches!(one.label, Label::Number(_)) => tell_missing(schema, one.label, None, answer),
            Occurrence::Nowhere => answer.refuse(&shown, None, codes::MISSING_TENSOR, "the column of this tensor is missing"),
            Occurrence::Often => answer.refuse(&shown, None, codes::DUPLICATE_COLUMN, "two columns of the request have this name"),
            Occurrence::Once(_) if frame.rows == 0 => answer.refuse(&shown, None, codes::EMPTY, EMPTY),
            Occurrence::Once(i) => {
                let placed = PlacedTensor { tensor: one.tensor, place: &shown };
                placed.check_column(&frame.columns[i].cells, held.map(|dtypes| dtypes[i]), answer);
            }
        }
    }
}

const EMPTY: &str = "the data frame is empty, and a tensor needs at least a row";

/// All columns together are the one tensor of a signature without names.
fn one_tensor(frame: &Frame<'_>, held: Option<&[Dtype]>, tensor: &Tensor, answer: &mut RequestCheck) {
    if frame.rows == 0 || frame.columns.is_empty() {
        answer.refuse(BODY, None, codes::EMPTY, EMPTY);
        return;
    }
    if let [column] = frame.columns.as_slice() {
        let placed = PlacedTensor { tensor, place: &column.label.shown() };
        placed.check_column(&column.cells, held.map(|dtypes| dtypes[0]), answer);
        return;
    }
    let width = frame.columns.len();
    let expected = [Value::Int(-1), Value::Int(i64::try_from(width).unwrap_or(i64::MAX))];
    if tensor.shape != expected {
        let columns = count(width, "column", "columns");
        let message = format!("{columns} make a tensor of the shape (-1, {width}), and {} is expected", tensor.shape_text());
        answer.refuse(BODY, None, codes::SHAPE, message);
    }
    if held.is_none() && matches!(&*tensor.dtype, "str" | "bytes") {
        let message = format!("several columns of text make an array of objects, and {} is expected; send \"inputs\"", tensor.dtype);
        answer.refuse(BODY, None, codes::DTYPE, message);
    }
    for column in &frame.columns {
        let shown = column.label.shown();
        let is_list = matches!(column.cells.first(), Some(Value::List(_)));
        if is_list && &*tensor.dtype != "object" {
            answer.refuse(shown, Some(0), codes::NOT_ONE_VALUE, "a list stands where one value is expected");
        } else if held.is_none() {
            PlacedTensor { tensor, place: &shown }.cast_cells(&column.cells, answer);
        }
    }
    if let Some(dtypes) = held {
        check_common(frame, dtypes, tensor, answer);
    }
}

/// In the same process the columns make one array of the dtype that they have in common.
fn check_common(frame: &Frame<'_>, dtypes: &[Dtype], tensor: &Tensor, answer: &mut RequestCheck) {
    let common = Dtype::common(dtypes).name();
    if common == &*tensor.dtype {
        return;
    }
    let odd = odd_cell(frame, tensor);
    let message = format!(
        "pandas holds the columns as {common} together{}, and {} is expected; in the same process nothing is cast",
        odd.map(|odd| format!(", for {}", show(odd.value()))).unwrap_or_default(),
        tensor.dtype
    );
    let place = odd.map_or_else(|| BODY.to_owned(), |odd| odd.column.label.shown());
    answer.refuse(place, odd.map(|odd| odd.row), codes::DTYPE, message);
}

/// A cell of a data frame.
#[derive(Clone, Copy)]
struct FrameCell<'f, 'v> {
    column: &'f Column<'v>,
    row: usize,
}

impl<'v> FrameCell<'_, 'v> {
    fn value(self) -> &'v Value {
        self.column.cells[self.row]
    }
}

/// The cell that is of no use to the dtype where others are: the first, row by row.
fn odd_cell<'f, 'v>(frame: &'f Frame<'v>, tensor: &Tensor) -> Option<FrameCell<'f, 'v>> {
    let is_number = !matches!(&*tensor.dtype, "bool" | "str" | "bytes");
    let does = |cell: FrameCell<'_, '_>| {
        would_do(cell.value(), &tensor.dtype)
            || matches!(cell.value(), Value::Null if tensor.dtype.starts_with("float"))
            || matches!(cell.value(), Value::Text(text) if frame.is_csv && is_number && numbers::csv_number(text).is_some())
    };
    let cells = || (0..frame.rows).flat_map(|row| frame.columns.iter().map(move |column| FrameCell { column, row }));
    let odd = cells().find(|cell| !does(*cell));
    odd.filter(|_| cells().any(does))
}

impl PlacedTensor<'_> {
    /// One column is one tensor (`_reshape_and_cast_pandas_column_values`). `held`: its dtype in the same process.
    fn check_column(self, cells: &[&Value], held: Option<Dtype>, answer: &mut RequestCheck) {
        let Some(first) = cells.first() else { return };
        let (tensor, is_rest) = (self.tensor, held.is_none());
        let class = CastTarget::Tensor(&tensor.dtype).class();
        if !is_framed(tensor) {
            let message = format!("a data frame's column fits a shape of any length and then fixed ones, and not {}", tensor.shape_text());
            answer.refuse(self.place, None, codes::SHAPE, message);
            return;
        }
        match first {
            Value::List(_) if is_rest && &*tensor.dtype == "bytes" => {
                answer.refuse(self.place, Some(0), codes::NOT_TEXT, "a list stands where a text is expected");
            }
            Value::List(items) => self.check_lists(items, cells, answer),
            _ if is_rest && matches!(class, TypeClass::Date { .. } | TypeClass::Duration) => {
                self.cast_cells(cells, answer);
                let message = format!("a column of {} is not taken as a tensor; send \"inputs\"", tensor.dtype);
                answer.refuse(self.place, Some(0), codes::DTYPE, message);
            }
            Value::Map(_) | Value::Null if !is_rest || !becomes_scalar(first, class) => {
                let message = format!("{} stands where a number or a list of numbers is expected", first.kind());
                answer.refuse(self.place, Some(0), codes::NOT_ONE_VALUE, message);
            }
            _ => self.check_scalars(cells, held, answer),
        }
    }

    /// A column of lists, each a row of the tensor, flattened; `first`: the items of the first one.
    fn check_lists(self, first: &[Value], cells: &[&Value], answer: &mut RequestCheck) {
        if first.first().is_none_or(|item| matches!(item, Value::List(_) | Value::Map(_) | Value::Null)) {
            let message = "the lists of a data frame's column hold plain values, flattened";
            answer.refuse(self.place, Some(0), codes::NOT_ONE_VALUE, message);
            return;
        }
        let width = first.len();
        let is_even = |items: &[Value]| items.len() == width && !items.iter().any(|item| matches!(item, Value::List(_)));
        if let Some(row) = cells.iter().position(|cell| !matches!(cell, Value::List(items) if is_even(items))) {
            answer.refuse(self.place, Some(row), codes::RAGGED, "the lists of the column have different lengths");
            return;
        }
        if size_of_row(self.tensor) != Some(width) {
            let values = count(width, "value", "values");
            let message = format!("each list has {values}, which do not fill {}", self.tensor.shape_text());
            answer.refuse(self.place, None, codes::SHAPE, message);
            return;
        }
        let target = CastTarget::Tensor(&self.tensor.dtype);
        let mut leaves = Vec::new();
        for cell in cells {
            gather(cell, &mut leaves);
        }
        let dtype = ValueKinds::of(leaves).numpy();
        let mut summary = CastSummary::default();
        for (row, cell) in cells.iter().enumerate() {
            let Value::List(items) = cell else { continue };
            for item in items {
                summary.add(Some(row), item, cast_between(item, &target, dtype));
            }
        }
        summary.tell(self.place, &target, answer);
    }

    /// A column of single values.
    fn check_scalars(self, cells: &[&Value], held: Option<Dtype>, answer: &mut RequestCheck) {
        let is_flat = match self.tensor.shape.as_slice() {
            [_] => true,
            [_, width] => *width == Value::Int(1),
            _ => false,
        };
        if !is_flat {
            let wanted = self.tensor.shape_text();
            let message = format!("single values make a tensor of the shape (-1,) or (-1, 1), and {wanted} is expected");
            answer.refuse(self.place, None, codes::SHAPE, message);
            return;
        }
        let Some(held) = held else { return self.cast_cells(cells, answer) };
        let target = CastTarget::Tensor(&self.tensor.dtype);
        let mut summary = CastSummary::default();
        for (row, cell) in cells.iter().enumerate() {
            summary.add(Some(row), cell, cast_between(cell, &target, held));
        }
        summary.tell(self.place, &target, answer);
    }

    /// `astype` of a plain column to a tensor's dtype.
    fn cast_cells(self, cells: &[&Value], answer: &mut RequestCheck) {
        let name = &*self.tensor.dtype;
        // pandas knows datetimes of these units only.
        let unit = name.strip_prefix("datetime64").or_else(|| name.strip_prefix("timedelta64"));
        if unit.is_some_and(|unit| !matches!(unit, "[s]" | "[ms]" | "[us]" | "[ns]")) {
            answer.refuse(self.place, None, codes::DTYPE, format!("pandas has no {name}; send \"inputs\""));
            return;
        }
        let target = CastTarget::Tensor(name);
        let held = ValueKinds::of(cells.iter().copied()).pandas();
        let column = column_type(name);
        let mut summary = CastSummary::default();
        let mut dates = DateColumn::default();
        for (row, cell) in cells.iter().enumerate() {
            let cast = match &column {
                Some(data_type) => cast_in_frame(cell, held, data_type, &mut dates),
                None => cast_to_dtype(cell, &target, held),
            };
            summary.add(Some(row), cell, cast);
        }
        summary.tell(self.place, &target, answer);
    }
}

/// How many values one row of a tensor has; `None` where the shape does not say.
fn size_of_row(tensor: &Tensor) -> Option<usize> {
    tensor.shape.iter().skip(1).try_fold(1_usize, |size, dim| match dim {
        Value::Int(i) => usize::try_from(*i).ok()?.checked_mul(size),
        _ => None,
    })
}

/// The type of a column that is cast as this dtype is: numbers past the range wrap.
fn column_type(dtype: &str) -> Option<DataType> {
    match dtype {
        "bool" => Some(DataType::Boolean),
        "int32" => Some(DataType::Integer),
        "int64" => Some(DataType::Long),
        "float32" => Some(DataType::Float),
        "float64" => Some(DataType::Double),
        _ => None,
    }
}

/// `astype` to a dtype that no column has. `held`: what pandas holds the column as.
fn cast_to_dtype(cell: &Value, target: &CastTarget<'_>, held: Dtype) -> CastResult {
    match (target.class(), held) {
        (TypeClass::Int { .. }, Dtype::Int(_) | Dtype::UInt(_)) => Ok(cast_in_array(cell, target).unwrap_or(Some(CastChange::Wrapped))),
        (TypeClass::Int { low: 0, .. }, _) if matches!(cell, Value::Float(f) if *f < 0.0) => Err(CastFault::OutOfRange),
        (TypeClass::Int { .. }, Dtype::Float(_)) => match cast_in_array(cell, target) {
            Err(CastFault::OutOfRange) => Ok(Some(CastChange::Wrapped)),
            cast => cast,
        },
        (TypeClass::Bytes, _) if !matches!(cell, Value::Text(_)) => Err(CastFault::NotText),
        (TypeClass::Bytes, _) => Ok(Some(CastChange::Verbatim)),
        _ => cast_in_array(cell, target),
    }
}

/// A value of an array of the dtype `held`, cast to another: numbers that stand together are cast by C, and wrap.
fn cast_between(value: &Value, target: &CastTarget<'_>, held: Dtype) -> CastResult {
    let is_numeric = matches!(held, Dtype::Int(_) | Dtype::UInt(_) | Dtype::Float(_) | Dtype::Bool);
    match target.class() {
        TypeClass::Int { .. } if is_numeric => Ok(cast_in_array(value, target).unwrap_or(Some(CastChange::Wrapped))),
        TypeClass::Date { .. } | TypeClass::Duration if is_numeric => Ok(Some(CastChange::NumberToDate)),
        _ => cast_in_array(value, target),
    }
}

/// Whether pandas' cast makes one value of null or of an object.
fn becomes_scalar(value: &Value, class: TypeClass) -> bool {
    match class {
        TypeClass::Bool | TypeClass::Text => true,
        TypeClass::Float { .. } | TypeClass::Complex => value.is_null(),
        _ => false,
    }
}
