//! Requests for a signature: every form, every kind of value, nothing that nobody would send.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use mlmodel_viewer::compare::rules::Caller;
use mlmodel_viewer::enforce::dtype::Dtype;
use mlmodel_viewer::enforce::frame::{Column, Frame, Label};
use mlmodel_viewer::enforce::{self, Contract, Media, RequestCheck};
use mlmodel_viewer::mlmodel::signature::{DataType, Property, Schema, Signature, Spec, SpecKind, Tensor};
use mlmodel_viewer::mlmodel::{json, value::Value};

use super::signatures::{column, name, scalars, text};

type T = DataType;

/// A request, as one of the two callers makes it.
#[derive(Clone, Debug)]
pub enum Request {
    Json(Value),
    Csv(String),
    /// A data frame of one row.
    Frame(Vec<Held>),
    /// Nothing but params, beside data that is taken.
    Params(Value),
}

/// A column of a data frame: pandas holds its one value in a dtype.
#[derive(Clone, Debug)]
pub struct Held {
    name: Option<Value>,
    dtype: Dtype,
    cell: Value,
}

impl Request {
    pub fn ask(&self, signature: &Signature, caller: Caller) -> RequestCheck {
        let contract =
            Contract { inputs: signature.inputs.read(), params: signature.params.read().map(Vec::as_slice), ..Contract::default() };
        match self {
            Self::Json(body) => enforce::check_value(body.clone(), &contract, caller),
            Self::Csv(text) => enforce::check(text.as_bytes(), Media::Csv, &contract, caller),
            Self::Params(params) => {
                let body = Value::Map(vec![("inputs".into(), Value::Int(1)), ("params".into(), params.clone())]);
                enforce::check_value(body, &Contract { inputs: None, ..contract }, caller)
            }
            Self::Frame(columns) => {
                let Some(schema) = signature.inputs.read() else { return RequestCheck::default() };
                let number = |i: usize| Label::Number(i64::try_from(i).expect("few columns"));
                let labels = columns.iter().enumerate().map(|(i, held)| held.name.as_ref().map_or(number(i), Label::of));
                let columns_of = labels.zip(columns).map(|(label, held)| Column { label, cells: vec![&held.cell] });
                let frame = Frame { columns: columns_of.collect(), rows: 1, is_csv: false };
                let dtypes: Vec<Dtype> = columns.iter().map(|held| held.dtype).collect();
                let mut answer = RequestCheck::default();
                enforce::check_frame(&frame, &dtypes, schema, &mut answer);
                answer
            }
        }
    }
}

/// Values of a type: first one that is taken inside an object, then the plainest, then the edges of what it holds. They
/// are found out once a type: a type inside others is asked for again and again.
fn values(t: &T, caller: Caller) -> Rc<[Value]> {
    type Known = HashMap<(String, Caller), Rc<[Value]>>;
    thread_local! {
        static KNOWN: RefCell<Known> = RefCell::default();
    }
    let key = (format!("{t:?}"), caller);
    let known = KNOWN.with_borrow(|known| known.get(&key).cloned());
    known.unwrap_or_else(|| {
        let found: Rc<[Value]> = sorted_values(t, caller).into();
        KNOWN.with_borrow_mut(|known| known.insert(key, found.clone()));
        found
    })
}

fn sorted_values(t: &T, caller: Caller) -> Vec<Value> {
    let mut found = all_values(t, caller);
    let data_type = T::Object(vec![Property { name: "p".into(), data_type: t.clone(), required: true }]);
    let schema = Schema { specs: vec![column(Some(name(0)), data_type, true)] };
    let contract = Contract { inputs: Some(&schema), ..Contract::default() };
    let is_taken = |value: &Value| {
        let record = |name: &str, value: Value| Value::Map(vec![(name.into(), value)]);
        let records = Value::List(vec![record("a", record("p", value.clone()))]);
        enforce::check_value(record("dataframe_records", records), &contract, caller).is_accepted()
    };
    if let Some(place) = found.iter().position(is_taken) {
        found[..=place].rotate_right(1);
    }
    found
}

fn all_values(t: &T, caller: Caller) -> Vec<Value> {
    let f = Value::Float;
    match t {
        T::Boolean => vec![Value::Bool(true), Value::Bool(false)],
        T::Integer => vec![Value::Int(7), Value::Int(0), Value::Int(1), Value::Int(-2_147_483_648)],
        T::Long => vec![Value::Int(7), Value::Int(0), Value::Int(-1), Value::Int(5_000_000_000), Value::Int(i64::MAX)],
        T::Float => vec![f(0.5), f(2.0), Value::Int(7), Value::Int(1), f(-3.5e10), Value::Null],
        T::Double => vec![f(0.5), f(2.0), Value::Int(7), f(1e300), f(0.1), Value::Null],
        T::String => vec![text("text"), text("ä"), text("12"), text(""), text("2024-01-31"), text("true"), Value::Null],
        T::Binary => vec![text("Ynl0ZXM="), text("AAEC"), text("")],
        T::DateTime => vec![text("2024-01-31T12:00:00"), text("2024-01-31"), text("1500-01-31"), Value::Null],
        T::Any => vec![
            text("text"),
            Value::Int(7),
            f(0.5),
            Value::Bool(true),
            Value::Null,
            Value::List(vec![Value::Int(1)]),
            Value::Map(vec![("key".into(), Value::Int(1))]),
        ],
        T::SparkMlVector => vec![Value::List(vec![f(0.5), f(1.5)]), Value::List(vec![])],
        T::Array(items) => {
            let mut found: Vec<Value> = values(items, caller).iter().map(|item| Value::List(vec![item.clone()])).collect();
            found.push(Value::List(vec![]));
            found.push(Value::List(vec![values(items, caller)[0].clone(); 2]));
            found.push(Value::Null);
            found
        }
        T::Map(inner) => {
            let mut found: Vec<Value> = values(inner, caller).iter().map(|value| Value::Map(vec![("key".into(), value.clone())])).collect();
            found.push(Value::Map(vec![]));
            found.push(Value::Null);
            found
        }
        T::Object(properties) => {
            let entry = |property: &Property| (property.name.clone(), values(&property.data_type, caller)[0].clone());
            let full: Vec<(Box<str>, Value)> = properties.iter().map(entry).collect();
            let required = || properties.iter().filter(|property| property.required).map(entry).collect::<Vec<_>>();
            let mut found = vec![Value::Map(full.clone()), Value::Map(required()), Value::Map(vec![])];
            for property in properties {
                for value in values(&property.data_type, caller).iter().skip(1).chain([&Value::Null]) {
                    let with = |base: Vec<(Box<str>, Value)>| {
                        let others = base.into_iter().filter(|(name, _)| *name != property.name);
                        Value::Map(others.chain([(property.name.clone(), value.clone())]).collect())
                    };
                    found.push(with(full.clone()));
                    found.push(with(required()));
                }
                // One alone, where another cannot be sent at all.
                found.push(Value::Map(required().into_iter().chain((!property.required).then(|| entry(property))).collect()));
            }
            found.push(Value::Null);
            found
        }
        T::Unknown(_) => vec![],
    }
}

/// How pandas may hold a column of a type.
fn held(t: &T, caller: Caller) -> Vec<(Dtype, Value)> {
    let f = Value::Float;
    let zoned = Dtype::DateTime { zoned: false };
    match t {
        T::Boolean => vec![(Dtype::Bool, Value::Bool(true)), (Dtype::Object, Value::Bool(true)), (Dtype::Object, Value::Null)],
        T::Integer => vec![(Dtype::Int(4), Value::Int(7)), (Dtype::Int(1), Value::Int(7)), (Dtype::UInt(2), Value::Int(7))],
        T::Long => {
            vec![
                (Dtype::INT64, Value::Int(5_000_000_000)),
                (Dtype::INT64, Value::Int(1)),
                (Dtype::Int(4), Value::Int(7)),
                (Dtype::UInt(4), Value::Int(7)),
            ]
        }
        T::Float => vec![(Dtype::Float(4), f(0.5)), (Dtype::Float(2), f(0.5)), (Dtype::Float(4), f(f64::NAN))],
        T::Double => {
            vec![(Dtype::FLOAT64, f(0.5)), (Dtype::FLOAT64, f(f64::NAN)), (Dtype::Float(4), f(0.5)), (Dtype::Int(4), Value::Int(7))]
        }
        T::String | T::Binary => {
            vec![(Dtype::Str, text("text")), (Dtype::Object, text("text")), (Dtype::Object, text("12")), (Dtype::Object, Value::Null)]
        }
        T::DateTime => vec![(zoned, text("2024-01-31T12:00:00"))],
        T::Any => scalars().iter().flat_map(|t| held(t, caller)).chain([(Dtype::Object, Value::List(vec![Value::Int(1)]))]).collect(),
        nested => values(nested, caller).iter().map(|value| (Dtype::Object, value.clone())).collect(),
    }
}

/// Arrays of a shape, one or two long where any length will do.
fn arrays(tensor: &Tensor) -> Vec<Value> {
    let f = Value::Float;
    let cells = match &*tensor.dtype {
        "bool" => vec![Value::Bool(true)],
        "int8" | "int32" | "int64" => vec![Value::Int(7), Value::Int(-7), Value::Int(100_000), Value::Int(5_000_000_000)],
        "uint8" | "uint64" => vec![Value::Int(7), Value::Int(200), Value::BigInt("18446744073709551615".into())],
        "str" => vec![text("text"), text("ä"), text("12")],
        "bytes" => vec![text("text"), text("Ynl0ZXM=")],
        "object" => vec![text("text"), Value::Int(7), Value::Null],
        dtype if dtype.starts_with("datetime") => vec![text("2024-01-31T12:00:00"), text("2024-01-31"), Value::Null],
        "complex128" => vec![text("1+2j"), f(0.5), Value::Int(7), Value::Null],
        _ => vec![f(0.5), f(2.0), Value::Int(7), f(60_000.0), f(1e30), Value::Null],
    };
    let of = |cell: &Value, free: usize| {
        let lengths = tensor.shape.iter().map(|dim| if let Value::Int(n) = dim { usize::try_from(*n).unwrap_or(free) } else { free });
        lengths.rev().fold(cell.clone(), |inner, length| Value::List(vec![inner; length]))
    };
    cells.iter().flat_map(|cell| [of(cell, 1), of(cell, 2)]).chain([of(&cells[0], 3)]).collect()
}

/// Rows of a request: for each spec its cells, or nothing where it is left out.
type Rows = Vec<Vec<Option<Value>>>;

/// Rows that try every value of every column once, the others at their plainest.
fn rows(specs: &[Spec], caller: Caller) -> Vec<Rows> {
    let pools: Vec<Vec<Value>> = specs
        .iter()
        .map(|spec| match &spec.kind {
            SpecKind::Column { data_type, .. } => values(data_type, caller).to_vec(),
            SpecKind::Tensor(_) => vec![],
        })
        .collect();
    let plain: Vec<Option<Value>> = pools.iter().map(|pool| pool.first().cloned()).collect();
    let least: Vec<Option<Value>> = specs.iter().zip(&plain).map(|(spec, cell)| cell.clone().filter(|_| spec.is_required())).collect();
    let mut found = vec![vec![plain.clone()], vec![least.clone()], vec![plain.clone(), plain.clone()], vec![plain.clone(), least.clone()]];
    for (i, pool) in pools.iter().enumerate() {
        for base in [&plain, &least] {
            for value in pool.iter().map(Some).chain([Some(&Value::Null)]) {
                let mut row = base.clone();
                row[i] = value.cloned();
                found.push(vec![row]);
            }
        }
    }
    found
}

fn wrap(key: &str, data: Value) -> Request {
    Request::Json(Value::Map(vec![(key.into(), data)]))
}

/// Every way to send the same rows.
fn bodies(specs: &[Spec], rows: &Rows) -> Vec<Request> {
    let is_named = specs.first().is_some_and(|spec| spec.name.is_some());
    let names: Vec<Box<str>> = specs.iter().enumerate().map(|(i, spec)| spec.label().unwrap_or_else(|| i.to_string()).into()).collect();
    let used: Vec<usize> = (0..specs.len()).filter(|i| rows.iter().any(|row| row[*i].is_some())).collect();
    let line = |row: &Vec<Option<Value>>| Value::List(used.iter().map(|i| row[*i].clone().unwrap_or(Value::Null)).collect());
    let record = |row: &Vec<Option<Value>>| Value::Map(used.iter().filter_map(|i| Some((names[*i].clone(), row[*i].clone()?))).collect());
    let records = Value::List(rows.iter().map(record).collect());
    let lines = Value::List(rows.iter().map(line).collect());
    let is_one_row = enforce::takes_an_object_for_a_row(&Schema { specs: specs.to_vec() });
    let mut found = Vec::new();
    // Only here a name may be a number.
    let columns = || Value::List(used.iter().map(|i| specs[*i].name.clone().unwrap_or_else(|| Value::Text(names[*i].clone()))).collect());
    let mut split: Vec<(Box<str>, Value)> = vec![("data".into(), lines.clone())];
    if is_named {
        split.push(("columns".into(), columns()));
    }
    found.push(wrap("dataframe_split", Value::Map(split)));
    found.push(wrap("dataframe_records", records.clone()));
    for key in ["inputs", "instances"] {
        // Nobody sends names to what has none, nor lists of lists to what has names.
        if is_named {
            found.push(wrap(key, records.clone()));
        } else {
            found.push(wrap(key, lines.clone()));
        }
        if let [row] = rows.as_slice() {
            found.push(wrap(key, record(row)));
        }
        let column = |i: &usize| {
            let cells = rows.iter().map(|row| row[*i].clone().unwrap_or(Value::Null)).collect();
            (names[*i].clone(), Value::List(cells))
        };
        // Beside arrays and objects a list under a name is one value, and no column of them.
        if !is_one_row {
            found.push(wrap(key, Value::Map(used.iter().map(column).collect())));
        }
        if let [only] = used.as_slice() {
            found.push(wrap(key, Value::List(rows.iter().map(|row| row[*only].clone().unwrap_or(Value::Null)).collect())));
        }
    }
    let plain = |value: &Option<Value>| match value {
        None | Some(Value::Null) => Some(String::new()),
        Some(Value::Text(text)) => Some(text.to_string()),
        Some(Value::List(_) | Value::Map(_)) => None,
        Some(other) => Some(other.to_json()),
    };
    let lines: Option<Vec<String>> =
        rows.iter().map(|row| Some(used.iter().map(|i| plain(&row[*i])).collect::<Option<Vec<_>>>()?.join(","))).collect();
    // Lines of nothing are no rows.
    if let Some(lines) = lines.filter(|lines| lines.iter().any(|line| !line.is_empty())) {
        let header = used.iter().map(|i| names[*i].to_string()).collect::<Vec<_>>().join(",");
        found.push(Request::Csv(format!("{header}\n{}\n", lines.join("\n"))));
    }
    found
}

pub fn requests(signature: &Signature, caller: Caller) -> Vec<Request> {
    let Some(schema) = signature.inputs.read() else { return Vec::new() };
    let specs = &schema.specs;
    let mut found = Vec::new();
    if schema.is_tensors() {
        let pools: Vec<Vec<Value>> =
            specs.iter().map(|spec| if let SpecKind::Tensor(tensor) = &spec.kind { arrays(tensor) } else { vec![] }).collect();
        let longest = pools.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..longest {
            let cells: Vec<&Value> = pools.iter().map(|pool| &pool[at % pool.len()]).collect();
            let by_name = specs.iter().zip(&cells).filter_map(|(spec, cell)| Some((spec.label()?.into(), (*cell).clone())));
            let dict = Value::Map(by_name.collect());
            for key in ["inputs", "instances"] {
                if schema.is_named() {
                    found.push(wrap(key, dict.clone()));
                }
                if let [cell] = cells.as_slice() {
                    found.push(wrap(key, (*cell).clone()));
                }
            }
            // Row by row: as objects, and as a data frame.
            let lists: Option<Vec<&Vec<Value>>> =
                cells.iter().map(|cell| if let Value::List(items) = cell { Some(items) } else { None }).collect();
            if let Some(lists) = lists
                && lists.iter().all(|list| list.len() == lists[0].len())
            {
                let name = |i: usize| specs[i].label().unwrap_or_else(|| i.to_string());
                let record = |row: usize| Value::Map((0..specs.len()).map(|i| (name(i).into(), lists[i][row].clone())).collect());
                let records = Value::List((0..lists[0].len()).map(record).collect());
                found.push(wrap("instances", records.clone()));
                found.push(wrap("dataframe_records", records));
                if let [list] = lists.as_slice() {
                    let mut split: Vec<(Box<str>, Value)> = vec![("data".into(), Value::List((*list).clone()))];
                    found.push(wrap("dataframe_split", Value::Map(split.clone())));
                    let width = if let Some(Value::List(items)) = list.first() { items.len() } else { 1 };
                    let names = ["a", "b", "c"].iter().take(width).map(|name| text(name)).collect();
                    split.push(("columns".into(), Value::List(names)));
                    found.push(wrap("dataframe_split", Value::Map(split)));
                }
            }
        }
    } else {
        for rows in rows(specs, caller) {
            found.extend(bodies(specs, &rows));
        }
        if caller == Caller::Python {
            found.extend(frames(specs, caller));
        }
    }
    // Those that the program itself makes.
    let contract = Contract { inputs: Some(schema), ..Contract::default() };
    for form in enforce::Form::MADE {
        let Some(made) = enforce::make(&contract, form, caller) else { continue };
        found.push(if form.media() == Media::Csv { Request::Csv(made) } else { Request::Json(json::parse(&made).expect("JSON")) });
    }
    for param in signature.params.read().into_iter().flatten() {
        for value in all_values(&param.data_type, caller) {
            let value = if param.is_list() { Value::List(vec![value]) } else { value };
            found.push(Request::Params(Value::Map(vec![(param.name.clone(), value)])));
        }
    }
    found
}

/// Requests with values under names that only B declares, which A drops or ignores, and data frames in another order.
pub fn more(requests: &[Request], a: &Signature, b: &Signature) -> Vec<Request> {
    let labels = |signature: &Signature| -> Vec<String> {
        signature.inputs.read().map(|schema| schema.specs.iter().filter_map(Spec::label).collect()).unwrap_or_default()
    };
    let known = labels(a);
    let new: Vec<String> = labels(b).into_iter().filter(|label| !known.contains(label)).collect();
    let mut found = Vec::new();
    let cells = [(Dtype::Str, text("customer-7")), (Dtype::INT64, Value::Int(7)), (Dtype::FLOAT64, Value::Float(f64::NAN))];
    for request in requests {
        for (name, (dtype, cell)) in new.iter().flat_map(|name| cells.iter().map(move |cell| (name, cell))) {
            found.extend(beside(request, name, *dtype, cell));
        }
        match request {
            Request::Frame(columns) if columns.len() > 1 => {
                found.push(Request::Frame(columns.iter().rev().cloned().collect()));
                let mut swapped = columns.clone();
                swapped.swap(0, 1);
                found.push(Request::Frame(swapped));
            }
            _ => {}
        }
    }
    let params = |signature: &Signature| -> Vec<Box<str>> {
        signature.params.read().into_iter().flatten().map(|param| param.name.clone()).collect()
    };
    let known = params(a);
    for name in params(b).into_iter().filter(|name| !known.contains(name)) {
        for value in [text("customer-7"), Value::Int(7), Value::List(vec![Value::Null, Value::Bool(true)])] {
            found.push(Request::Params(Value::Map(vec![(name.clone(), value)])));
        }
    }
    found
}

/// The request with one more column, where its form carries columns by name.
fn beside(request: &Request, name: &str, dtype: Dtype, cell: &Value) -> Option<Request> {
    match request {
        Request::Frame(columns) => {
            let more = Held { name: Some(text(name)), dtype, cell: cell.clone() };
            Some(Request::Frame(columns.iter().cloned().chain([more]).collect()))
        }
        Request::Json(Value::Map(body)) => {
            let [(form, Value::List(records))] = body.as_slice() else { return None };
            if &**form != "dataframe_records" {
                return None;
            }
            let with = |record: &Value| match record {
                Value::Map(entries) => Some(Value::Map(entries.iter().cloned().chain([(name.into(), cell.clone())]).collect())),
                _ => None,
            };
            Some(wrap(form, Value::List(records.iter().map(with).collect::<Option<Vec<_>>>()?)))
        }
        _ => None,
    }
}

/// Data frames whose dtypes are those that pandas has and JSON has not.
fn frames(specs: &[Spec], caller: Caller) -> Vec<Request> {
    let pools: Vec<Vec<(Dtype, Value)>> = specs
        .iter()
        .map(|spec| if let SpecKind::Column { data_type, .. } = &spec.kind { held(data_type, caller) } else { vec![] })
        .collect();
    let mut found = Vec::new();
    let of = |chosen: &[(usize, &(Dtype, Value))]| {
        let held = |(i, (dtype, cell)): &(usize, &(Dtype, Value))| Held { name: specs[*i].name.clone(), dtype: *dtype, cell: cell.clone() };
        Request::Frame(chosen.iter().map(held).collect())
    };
    for least in [false, true] {
        let base: Vec<(usize, &(Dtype, Value))> =
            (0..specs.len()).filter(|i| !least || specs[*i].is_required()).map(|i| (i, &pools[i][0])).collect();
        found.push(of(&base));
        for (i, pool) in pools.iter().enumerate() {
            for one in pool {
                let mut chosen: Vec<_> = base.iter().filter(|(j, _)| *j != i).copied().collect();
                chosen.push((i, one));
                chosen.sort_by_key(|(i, _)| *i);
                found.push(of(&chosen));
            }
        }
    }
    found
}
