//! Signatures made at random, and a second one that came from each by a step or two.

use mlmodel_viewer::compare::rules::Caller;
use mlmodel_viewer::mlmodel::signature::{DataType, ParamSpec, Part, Property, Required, Schema, Signature, Spec, SpecKind, Tensor};
use mlmodel_viewer::mlmodel::value::Value;
use proptest::prelude::*;
use proptest::sample::select;

type T = DataType;

pub fn text(text: &str) -> Value {
    Value::Text(text.into())
}

pub fn scalars() -> Vec<T> {
    vec![T::Boolean, T::Integer, T::Long, T::Float, T::Double, T::String, T::Binary, T::DateTime]
}

/// Leaves of nested types. In Python only those that a value of JSON is an example of: a numpy scalar cannot be
/// written here.
fn leaves(caller: Caller) -> Vec<T> {
    match caller {
        Caller::Rest => scalars(),
        Caller::Python => vec![T::Boolean, T::Long, T::Double, T::String, T::Binary],
    }
}

fn nested(caller: Caller) -> BoxedStrategy<T> {
    let leaf = prop_oneof![8 => select(leaves(caller)), 1 => Just(T::Any)];
    let inner = leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|t| T::Array(Box::new(t))),
            inner.clone().prop_map(|t| T::Map(Box::new(t))),
            properties(inner).prop_map(T::Object),
        ]
    });
    prop_oneof![
        1 => Just(T::SparkMlVector),
        3 => inner.clone().prop_map(|t| T::Array(Box::new(t))),
        2 => inner.clone().prop_map(|t| T::Map(Box::new(t))),
        4 => properties(inner).prop_map(T::Object),
    ]
    .boxed()
}

fn properties(inner: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<Property>> {
    proptest::collection::vec((inner, any::<bool>()), 1..4).prop_map(|found| {
        let property = |(name, (data_type, required)): (&str, (T, bool))| Property { name: name.into(), data_type, required };
        ["x", "y", "z"].into_iter().zip(found).map(property).collect()
    })
}

fn column_type(caller: Caller) -> BoxedStrategy<T> {
    prop_oneof![8 => select(scalars()), 1 => Just(T::Any), 3 => nested(caller)].boxed()
}

fn dtype(caller: Caller) -> BoxedStrategy<Box<str>> {
    let names: &[&str] = match caller {
        Caller::Rest => &[
            "bool",
            "int8",
            "int32",
            "int64",
            "uint8",
            "uint64",
            "float16",
            "float32",
            "float64",
            "complex128",
            "str",
            "bytes",
            "object",
            "datetime64[s]",
            "datetime64[ns]",
        ],
        // What `numpy.array` makes of plain lists.
        Caller::Python => &["bool", "int64", "float64", "str"],
    };
    select(names).prop_map(Into::into).boxed()
}

fn tensor(caller: Caller) -> impl Strategy<Value = Tensor> {
    let dims = proptest::collection::vec(select(&[-1_i64, -1, 1, 2][..]), 0..3);
    let first = prop_oneof![5 => Just(-1_i64), 1 => Just(2_i64)];
    (dtype(caller), first, dims)
        .prop_map(|(dtype, first, rest)| Tensor { dtype, shape: std::iter::once(first).chain(rest).map(Value::Int).collect() })
}

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

pub fn name(index: usize) -> Value {
    text(NAMES[index % NAMES.len()])
}

pub fn column(name: Option<Value>, data_type: T, required: bool) -> Spec {
    let required = if required { Required::Yes } else { Required::No };
    Spec { name, kind: SpecKind::Column { data_type, required } }
}

fn inputs(caller: Caller) -> BoxedStrategy<Schema> {
    let type_of = || column_type(caller);
    let columns = proptest::collection::vec((type_of(), prop_oneof![3 => Just(true), 1 => Just(false)]), 1..4)
        .prop_map(|found| found.into_iter().enumerate().map(|(i, (t, required))| column(Some(name(i)), t, required)).collect());
    let unnamed = proptest::collection::vec(type_of(), 1..3).prop_map(|found| found.into_iter().map(|t| column(None, t, true)).collect());
    let numbered = proptest::collection::vec((type_of(), prop_oneof![3 => Just(true), 1 => Just(false)]), 2..4)
        .prop_map(|found| (0..).zip(found).map(|(i, (t, required))| column(Some(Value::Int(i)), t, required)).collect());
    let alike = (type_of(), 1..4_usize).prop_map(|(t, n)| vec![column(None, t, true); n]);
    let tensors = proptest::collection::vec(tensor(caller), 1..3).prop_map(|found| {
        found.into_iter().enumerate().map(|(i, tensor)| Spec { name: Some(name(i)), kind: SpecKind::Tensor(tensor) }).collect()
    });
    let array = tensor(caller).prop_map(|tensor| vec![Spec { name: None, kind: SpecKind::Tensor(tensor) }]);
    prop_oneof![5 => columns, 1 => numbered, 2 => unnamed, 1 => alike, 2 => tensors, 2 => array]
        .prop_map(|specs: Vec<Spec>| Schema { specs })
        .boxed()
}

fn default_of(data_type: &T) -> Value {
    match data_type {
        T::Boolean => Value::Bool(true),
        T::Integer | T::Long => Value::Int(1),
        T::Float | T::Double => Value::Float(0.5),
        T::DateTime => text("2024-01-31T12:00:00"),
        _ => text("text"),
    }
}

fn param(name: &'static str) -> impl Strategy<Value = ParamSpec> {
    let types = vec![T::Boolean, T::Integer, T::Long, T::Float, T::Double, T::String, T::DateTime];
    (select(types), any::<bool>()).prop_map(move |(data_type, is_list)| {
        let one = default_of(&data_type);
        let default = if is_list { Value::List(vec![one]) } else { one };
        ParamSpec { name: name.into(), data_type, default, shape: is_list.then(|| Value::List(vec![Value::Int(-1)])) }
    })
}

fn params() -> impl Strategy<Value = Vec<ParamSpec>> {
    prop_oneof![3 => Just(Vec::new()), 1 => param("k").prop_map(|k| vec![k]), 1 => (param("k"), param("l")).prop_map(|(k, l)| vec![k, l])]
}

fn signature(caller: Caller) -> impl Strategy<Value = Signature> {
    (inputs(caller), params()).prop_map(|(inputs, params)| Signature {
        inputs: Part::Read(inputs),
        params: if params.is_empty() { Part::Absent } else { Part::Read(params) },
        ..Signature::default()
    })
}

/// One change of a signature; the numbers choose where.
#[derive(Clone, Debug)]
enum Step {
    Retype(usize, T),
    Nest(usize, T),
    Dtype(usize, Box<str>),
    Dimension(usize, usize, i64),
    Rank(usize),
    Add(bool, T),
    AddTensor(Tensor),
    Remove(usize),
    Toggle(usize),
    Rename(usize),
    Rotate,
    /// Columns named by numbers, in this order, as a frame made of an array has them.
    Numbers(Vec<i64>),
    /// Names given or taken; the last column goes with them, or not.
    Names(bool),
    Property(usize, usize, Edit),
    Params(Vec<ParamSpec>),
    Another(Box<Signature>),
}

#[derive(Clone, Debug)]
enum Edit {
    Retype(T),
    Toggle,
    Remove,
    Add(bool, T),
    ToMap,
}

fn step(caller: Caller) -> BoxedStrategy<Step> {
    let at = || 0..4_usize;
    let edit = prop_oneof![
        3 => select(leaves(caller)).prop_map(Edit::Retype),
        2 => Just(Edit::Toggle),
        1 => Just(Edit::Remove),
        2 => (any::<bool>(), select(leaves(caller))).prop_map(|(required, t)| Edit::Add(required, t)),
        1 => Just(Edit::ToMap),
    ];
    prop_oneof![
        5 => (at(), select(scalars())).prop_map(|(i, t)| Step::Retype(i, t)),
        2 => (at(), nested(caller)).prop_map(|(i, t)| Step::Nest(i, t)),
        1 => at().prop_map(|i| Step::Retype(i, T::Any)),
        3 => (at(), dtype(caller)).prop_map(|(i, d)| Step::Dtype(i, d)),
        2 => (at(), at(), select(&[-1_i64, 1, 2, 3][..])).prop_map(|(i, j, n)| Step::Dimension(i, j, n)),
        1 => at().prop_map(Step::Rank),
        3 => (any::<bool>(), column_type(caller)).prop_map(|(required, t)| Step::Add(required, t)),
        1 => tensor(caller).prop_map(Step::AddTensor),
        2 => at().prop_map(Step::Remove),
        3 => at().prop_map(Step::Toggle),
        1 => at().prop_map(Step::Rename),
        1 => Just(Step::Rotate),
        2 => Just(vec![0, 1, 2, 3]).prop_shuffle().prop_map(Step::Numbers),
        3 => any::<bool>().prop_map(Step::Names),
        1 => at().prop_map(|i| Step::Dtype(i, "object".into())),
        5 => (at(), at(), edit).prop_map(|(i, j, edit)| Step::Property(i, j, edit)),
        3 => params().prop_map(Step::Params),
        2 => signature(caller).prop_map(|other| Step::Another(Box::new(other))),
    ]
    .boxed()
}

#[expect(clippy::too_many_lines, reason = "a table: an arm for each kind of step")]
fn apply(signature: &mut Signature, step: Step) {
    let Part::Read(schema) = &mut signature.inputs else { return };
    let specs = &mut schema.specs;
    let count = specs.len();
    let is_named = specs.first().is_some_and(|spec| spec.name.is_some());
    let is_tensors = specs.first().is_some_and(|spec| matches!(spec.kind, SpecKind::Tensor(_)));
    match step {
        Step::Retype(i, t) | Step::Nest(i, t) => {
            if let SpecKind::Column { data_type, .. } = &mut specs[i % count].kind {
                *data_type = t;
            }
        }
        Step::Dtype(i, dtype) => {
            if let SpecKind::Tensor(tensor) = &mut specs[i % count].kind {
                tensor.dtype = dtype;
            }
        }
        Step::Dimension(i, j, n) => {
            if let SpecKind::Tensor(tensor) = &mut specs[i % count].kind {
                let at = j % tensor.shape.len();
                tensor.shape[at] = Value::Int(n);
            }
        }
        Step::Rank(i) => {
            if let SpecKind::Tensor(tensor) = &mut specs[i % count].kind {
                tensor.shape.push(Value::Int(2));
            }
        }
        Step::Add(required, t) if !is_tensors => {
            let name = if is_named { Some(text("e")) } else { None };
            specs.push(column(name, t, required || !is_named));
        }
        Step::AddTensor(tensor) if is_tensors && is_named => specs.push(Spec { name: Some(text("e")), kind: SpecKind::Tensor(tensor) }),
        Step::Remove(i) if count > 1 => drop(specs.remove(i % count)),
        Step::Toggle(i) if is_named => {
            if let SpecKind::Column { required, .. } = &mut specs[i % count].kind {
                *required = if required.is_required() { Required::No } else { Required::Yes };
            }
        }
        Step::Rename(i) if is_named => specs[i % count].name = Some(text("f")),
        Step::Rotate => specs.rotate_left(1),
        Step::Numbers(order) if is_named && !is_tensors => {
            for (spec, number) in specs.iter_mut().zip(order) {
                spec.name = Some(Value::Int(number));
            }
        }
        Step::Names(_) if is_named && is_tensors && count > 1 => {}
        Step::Names(shorten) => {
            specs.truncate(if shorten { (count - 1).max(1) } else { count });
            for (i, spec) in specs.iter_mut().enumerate() {
                spec.name = (!is_named).then(|| name(i));
                if let SpecKind::Column { required, .. } = &mut spec.kind {
                    *required = Required::Yes;
                }
            }
        }
        Step::Property(i, j, edit) => {
            if let SpecKind::Column { data_type, .. } = &mut specs[i % count].kind {
                change_inside(data_type, j, edit);
            }
        }
        Step::Params(params) => signature.params = if params.is_empty() { Part::Absent } else { Part::Read(params) },
        Step::Another(other) => *signature = *other,
        _ => {}
    }
}

/// Changes the outermost object below a type, or the innermost items where there is none.
fn change_inside(data_type: &mut T, at: usize, edit: Edit) {
    match data_type {
        T::Array(inner) | T::Map(inner) => match (&mut **inner, edit) {
            (T::Array(_) | T::Map(_) | T::Object(_), edit) => change_inside(inner, at, edit),
            (leaf, Edit::Retype(t)) => *leaf = t,
            _ => {}
        },
        T::Object(properties) => {
            let i = at % properties.len();
            match edit {
                Edit::Retype(t) => properties[i].data_type = t,
                Edit::Toggle => properties[i].required = !properties[i].required,
                Edit::Remove if properties.len() > 1 => drop(properties.remove(i)),
                Edit::Remove => {}
                Edit::Add(required, t) => properties.push(Property { name: "n".into(), data_type: t, required }),
                Edit::ToMap => *data_type = T::Map(Box::new(properties[i].data_type.clone())),
            }
        }
        _ => {}
    }
}

/// Two signatures, of which the second came from the first by a step or two.
pub fn pair(caller: Caller) -> impl Strategy<Value = (Signature, Signature)> {
    (signature(caller), proptest::collection::vec(step(caller), 1..3)).prop_map(|(a, steps)| {
        let mut b = a.clone();
        for step in steps {
            apply(&mut b, step);
        }
        (a, b)
    })
}
