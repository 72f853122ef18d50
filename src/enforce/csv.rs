//! `text/csv`: read by `pandas.read_csv` with the schema's dtypes (`parse_csv_input` in `mlflow/pyfunc/scoring_server`).

use super::codes;
use std::collections::HashMap;

use super::answer::{Answer, BODY, Conversion};
use super::csv_table::Table;
use super::dtype::{self, Dtype, Kinds};
use super::frame::{Column, Frame, Label};
use super::numbers::{csv_number, csv_truth};
use super::request::{memory_for, too_many};
use super::values::{Change, Target, loss_in_csv};
use super::{Caller, Contract, matching};
use crate::mlmodel::Code;
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::{DataType, Schema, Spec, SpecKind};
use crate::mlmodel::value::Value;

/// What pandas reads as no value.
const GAPS: [&str; 19] = [
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN", "None",
    "n/a", "nan", "null",
];

fn is_gap(cell: &str) -> bool {
    match cell.as_bytes() {
        [] => true,
        // Nearly every cell is a number or a longer text.
        [b'0' | b'2'..=b'9', ..] => false,
        [b'1', ..] => cell.starts_with("1.#") && GAPS.contains(&cell),
        _ => cell.len() <= 9 && GAPS.contains(&cell),
    }
}

pub fn check(text: &[u8], contract: &Contract<'_>, caller: Caller, answer: &mut Answer) {
    let Some(table) = Table::read(text, answer) else { return };
    answer.rows = Some(table.rows);
    let Some(schema) = contract.inputs else {
        answer.unchecked = Some("the model has no input signature, so any data is taken");
        for place in 0..table.names.len() {
            tell_lost_zeros(&table, place, answer);
        }
        return;
    };
    if caller == Caller::Rest {
        if schema.is_tensors() {
            let message = "the scoring server takes CSV for columns only, and this model wants tensors; send JSON";
            answer.refuse(BODY, None, codes::CSV_TENSORS, message);
            return;
        }
        if let Some(spec) = schema.specs.iter().find(|spec| is_out_of_reach(spec)) {
            let message = "the scoring server takes no CSV for a model with a nested or an \"any\" column; send JSON";
            answer.refuse(spec.label().unwrap_or_default(), None, codes::CSV_NESTED, message);
            return;
        }
    }
    let typed: Vec<Typed> = (0..table.names.len()).map(|place| Typed::of(&table, place)).collect();
    let mut dtypes: Vec<Dtype> = typed.iter().map(|column| column.dtype).collect();
    let mut kept: Vec<Vec<Value>> = vec![Vec::new(); typed.len()];
    if caller == Caller::Rest {
        // After the cast nothing depends on the values.
        cast(&table, &typed, &mut dtypes, schema, answer);
    } else {
        // Of two specs of one name the last counts.
        let named: HashMap<&str, &Spec> =
            schema.specs.iter().filter_map(|spec| Some((spec.name.as_ref().and_then(Value::as_text)?, spec))).collect();
        let spec_of = |place: usize| if schema.is_named() { named.get(&*table.names[place]).copied() } else { schema.specs.get(place) };
        let places: Vec<usize> =
            (0..typed.len()).filter(|place| needs_values(spec_of(*place), typed[*place].dtype, schema.is_tensors())).collect();
        let size = places.len().saturating_mul(table.rows).saturating_mul(size_of::<Value>() + size_of::<&Value>());
        if size > memory_for(text.len()) {
            answer.refuse(BODY, None, codes::TOO_MANY_VALUES, too_many(text.len()));
            return;
        }
        for place in places {
            kept[place] = table.column(place).map(|cell| typed[place].reading.value(cell)).collect();
        }
        let is_any = |spec: &&Spec| matches!(&spec.kind, SpecKind::Column { data_type: DataType::Any, .. });
        let places: HashMap<&str, usize> = table.names.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
        for name in schema.specs.iter().filter(is_any).filter_map(Spec::label) {
            if let Some(place) = places.get(&*name) {
                tell_lost_zeros(&table, *place, answer);
            }
        }
    }
    let columns = kept.iter().zip(&table.names).map(|(cells, name)| Column { label: Label::Text(name), cells: cells.iter().collect() });
    let frame = Frame { columns: columns.collect(), rows: table.rows, is_csv: true };
    super::check_frame(&frame, &dtypes, schema, answer);
}

/// Whether what becomes of a column in the same process depends on its values, and not just on its dtype.
fn needs_values(spec: Option<&Spec>, dtype: Dtype, is_tensors: bool) -> bool {
    match spec.map(|spec| &spec.kind) {
        Some(SpecKind::Column { data_type, .. }) => {
            let is_settled = matches!(dtype, Dtype::Float(_) | Dtype::Bool | Dtype::Str) && dtype::fits(dtype, data_type, []);
            !is_settled
        }
        _ => is_tensors,
    }
}

fn is_out_of_reach(spec: &Spec) -> bool {
    matches!(&spec.kind, SpecKind::Column { data_type, .. } if data_type.is_nested() || *data_type == DataType::Any)
}

/// Whether the scoring server reads CSV for a schema: none for tensors, nested columns and `any`, and no dates.
pub fn suits(schema: &Schema) -> bool {
    // A date that may be left out is refused only where it is sent.
    let has_dates =
        |spec: &Spec| matches!(&spec.kind, SpecKind::Column { data_type: DataType::DateTime, required } if required.is_required());
    !schema.is_tensors() && !schema.specs.iter().any(|spec| is_out_of_reach(spec) || has_dates(spec))
}

/// What pandas makes of a column when nobody says what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    Numbers,
    Booleans,
    Texts,
}

impl Reading {
    /// A cell's value; every cell is one of the kind, or a gap.
    fn value(self, cell: &str) -> Value {
        let value = match self {
            _ if is_gap(cell) => None,
            Self::Numbers => csv_number(cell),
            Self::Booleans => csv_truth(cell).map(Value::Bool),
            Self::Texts => Some(Value::Text(cell.into())),
        };
        value.unwrap_or(Value::Null)
    }
}

/// A column as pandas holds it.
#[derive(Debug)]
struct Typed {
    reading: Reading,
    dtype: Dtype,
    /// It has whole numbers that a float of 64 bits may round.
    has_large: bool,
}

impl Typed {
    fn of(table: &Table, place: usize) -> Self {
        let mut reading = None;
        let (mut kinds, mut has_large) = (Kinds::default(), false);
        let mut is_real_first = None;
        for cell in table.column(place) {
            if is_gap(cell) {
                kinds.extend([&Value::Null]);
                continue;
            }
            let number = if reading == Some(Reading::Booleans) { None } else { csv_number(cell) };
            let (own, value) = match (number, csv_truth(cell)) {
                (Some(number), _) => (Reading::Numbers, number),
                (None, Some(truth)) => (Reading::Booleans, Value::Bool(truth)),
                (None, None) => (Reading::Texts, Value::Null),
            };
            if own == Reading::Texts || reading.is_some_and(|known| known != own) {
                return Self { reading: Reading::Texts, dtype: Dtype::Str, has_large: false };
            }
            reading = Some(own);
            if is_real_first.is_none() && !matches!(value, Value::Int(_)) {
                is_real_first = Some(matches!(value, Value::Float(_)));
            }
            has_large |= matches!(value, Value::BigInt(_)) || matches!(value, Value::Int(i) if i.unsigned_abs() > 1 << 53);
            kinds.extend([&value]);
        }
        // Without a value at all it is a column of NaN.
        let is_all_gaps = table.rows > 0 && reading.is_none();
        let dtype = match reading {
            _ if is_all_gaps => Dtype::FLOAT64,
            Some(Reading::Numbers) => kinds.csv(is_real_first == Some(true)),
            _ => kinds.pandas(),
        };
        let reading = if dtype == Dtype::Str { Reading::Texts } else { reading.unwrap_or(Reading::Numbers) };
        Self { reading, dtype, has_large }
    }
}

/// The cells that their column's type does not take: the first, and how many there are.
struct Wrong {
    row: usize,
    rule: &'static Code,
    message: String,
    count: usize,
}

/// Columns are cast to the dtype of their spec where that loses nothing.
fn cast(table: &Table, typed: &[Typed], dtypes: &mut [Dtype], schema: &Schema, answer: &mut Answer) {
    let specs = schema.specs.iter().enumerate().filter_map(|(i, spec)| match &spec.kind {
        SpecKind::Column { data_type, .. } => Some((matching::label_of(spec, i), data_type)),
        SpecKind::Tensor(_) => None,
    });
    // Of two specs of one name the last counts.
    let (mut by_name, mut by_place): (HashMap<&str, &DataType>, HashMap<usize, &DataType>) = (HashMap::new(), HashMap::new());
    for (label, data_type) in specs {
        match label {
            Label::Text(name) => drop(by_name.insert(name, data_type)),
            // pandas takes a number for the place of a column.
            Label::Number(place) => drop(usize::try_from(place).ok().and_then(|place| by_place.insert(place, data_type))),
            Label::Other(_) => {}
        }
    }
    for (place, name) in table.names.iter().enumerate() {
        // A column that pandas renamed is cast as its twin.
        let twin = || table.twins.get(&place).and_then(|name| by_name.get(name.as_str()));
        let Some(data_type) = by_name.get(name.as_str()).or_else(twin).or_else(|| by_place.get(&place)).copied() else { continue };
        let column = &typed[place];
        if table.rows > 0 {
            if let Some(wrong) = wrong_cells(table, place, column, data_type) {
                answer.refuse_many(name, Some(wrong.row), wrong.rule, wrong.message, wrong.count);
            }
            if *data_type == DataType::DateTime {
                let message = "the scoring server cannot read a datetime column from CSV; send JSON";
                answer.refuse(name, None, codes::CSV_DATETIME, message);
            }
        }
        let may_lose = *data_type == DataType::Float || (*data_type == DataType::Double && column.has_large);
        if column.reading == Reading::Numbers && may_lose {
            tell_losses(table, place, data_type, answer);
        }
        dtypes[place] = match data_type {
            DataType::Boolean => Dtype::Bool,
            DataType::Integer => Dtype::Int(4),
            DataType::Long => Dtype::INT64,
            DataType::Float => Dtype::Float(4),
            DataType::Double => Dtype::FLOAT64,
            DataType::DateTime => Dtype::DateTime { zoned: false },
            _ => Dtype::Object,
        };
    }
}

/// Tells of numbers that a float holds as others.
fn tell_losses(table: &Table, place: usize, data_type: &DataType, answer: &mut Answer) {
    let mut found: Vec<(Change, Conversion)> = Vec::new();
    for (row, cell) in table.column(place).enumerate() {
        let number = Reading::Numbers.value(cell);
        let Some(change) = loss_in_csv(&number, data_type) else { continue };
        match found.iter_mut().find(|(known, _)| *known == change) {
            Some((_, told)) => told.count += 1,
            None => found.push((
                change,
                Conversion {
                    place: table.names[place].clone(),
                    row: Some(row),
                    rule: change.rule(),
                    message: change.message(&number, &Target::Column(data_type)),
                    lossy: change.is_lossy(),
                    count: 1,
                },
            )),
        }
    }
    for (_, told) in found {
        answer.convert(told);
    }
}

/// The cells of a column that keep it from its type.
fn wrong_cells(table: &Table, place: usize, column: &Typed, data_type: &DataType) -> Option<Wrong> {
    let keyword = data_type.keyword();
    // Numbers, booleans and gaps are all taken for reals.
    if column.reading != Reading::Texts && matches!(data_type, DataType::Float | DataType::Double) {
        return None;
    }
    // A cell's own fault, by itself; columns of nothing but booleans are numbers as well.
    let is_all_booleans = column.reading == Reading::Booleans;
    let fault = |cell: &str| -> Option<(&'static Code, String)> {
        let number = || csv_number(cell);
        let shown = || format!("\"{}\"", clipped(cell, 60));
        match data_type {
            DataType::Boolean => {
                let is_one = match number() {
                    Some(Value::Int(i)) => matches!(i, 0 | 1),
                    Some(Value::Float(f)) => [0.0, 1.0].contains(&f),
                    _ => csv_truth(cell).is_some(),
                };
                (!is_one).then(|| {
                    (
                        codes::NOT_A_BOOLEAN,
                        empty_or(cell, "a boolean", || format!("{} is no boolean", shown())) + "; send true or false in every row",
                    )
                })
            }
            DataType::Integer | DataType::Long => {
                let short = *data_type == DataType::Integer;
                let wanted = if short { "an integer" } else { "a long" };
                let message = match number() {
                    Some(Value::Int(i)) if !short || i32::try_from(i).is_ok() => return None,
                    Some(Value::Float(f)) if f.fract() == 0.0 && f.abs() < if short { 2_147_483_648.0 } else { 9.2e18 } => return None,
                    None if is_all_booleans && csv_truth(cell).is_some() => return None,
                    Some(Value::Float(f)) if f.fract() != 0.0 => {
                        format!("{} is no whole number, and the column is of type {keyword}", shown())
                    }
                    Some(_) => format!("{} does not fit into {wanted}", shown()),
                    None => empty_or(cell, wanted, || format!("{} is no whole number", shown())),
                };
                Some((codes::NOT_WHOLE, format!("{message}; every row needs a whole number")))
            }
            DataType::Float | DataType::Double => {
                let is_one = is_gap(cell) || number().is_some() || (is_all_booleans && csv_truth(cell).is_some());
                (!is_one).then(|| (codes::NOT_A_NUMBER, format!("{} is no number; send a number", shown())))
            }
            _ => None,
        }
    };
    let mut found: Option<Wrong> = None;
    for (row, cell) in table.column(place).enumerate() {
        let Some((rule, message)) = fault(cell) else { continue };
        match &mut found {
            Some(first) => first.count += 1,
            None => found = Some(Wrong { row, rule, message, count: 1 }),
        }
    }
    // Each may do by itself, and not beside the others.
    if found.is_none() && *data_type == DataType::Boolean && column.reading == Reading::Texts {
        let is_word = |cell: &str| csv_truth(cell).is_some();
        let first = is_word(table.cell(place, 0));
        if let Some(row) = table.column(place).position(|cell| is_word(cell) != first) {
            let message = format!(
                "\"{}\" stands beside \"{}\", and pandas reads booleans where all are words or all are numbers; send true or false in every row",
                clipped(table.cell(place, row), 60),
                clipped(table.cell(place, 0), 60)
            );
            let count = table.column(place).filter(|cell| is_word(cell) != first).count();
            found = Some(Wrong { row, rule: codes::NOT_A_BOOLEAN, message, count });
        }
    }
    found
}

/// A cell without a value is said as such.
fn empty_or(cell: &str, wanted: &str, otherwise: impl Fn() -> String) -> String {
    if cell.is_empty() {
        format!("an empty cell cannot become {wanted}")
    } else if is_gap(cell) {
        format!("\"{cell}\" means an empty cell to pandas, which cannot become {wanted}")
    } else {
        otherwise()
    }
}

/// Tells of texts such as `001` in a column that pandas takes for numbers, where no signature says otherwise.
fn tell_lost_zeros(table: &Table, place: usize, answer: &mut Answer) {
    let is_number = |cell: &str| is_gap(cell) || csv_number(cell).is_some();
    let has_zeros = |cell: &&str| {
        let digits = cell.trim_matches(' ');
        digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let with_zeros = || table.column(place).enumerate().filter(|(_, cell)| has_zeros(cell));
    let Some((row, cell)) = with_zeros().next().filter(|_| table.column(place).all(is_number)) else { return };
    let number = csv_number(cell).unwrap_or(Value::Null).shown();
    answer.convert(Conversion {
        place: table.names[place].clone(),
        row: Some(row),
        rule: codes::LEADING_ZEROS,
        message: format!(
            "\"{}\" becomes the number {}: pandas reads the column as numbers, and the zeros in front are lost; send JSON to keep the text",
            clipped(cell, 60),
            clipped(&number, 60)
        ),
        lossy: true,
        count: with_zeros().count(),
    });
}
