//! The rules of the verdict: may B take A's place for those who call A?
//!
//! Inputs are judged from the caller's side: B must take all that A took. Outputs the other way round: B
//! may return nothing that A did not promise. A grade is given to each kind of caller by itself, for
//! MLflow treats them differently: see [`Caller`]. Rules that depend on two types stand in [`values`].
//!
//! To add a rule, add one constant, its line in [`RULES`] and its example in `tests/suite/verdict.rs`. Whether it is true is
//! found out by `tests/suite/callers.rs`, which holds the verdict against requests.

pub mod values;

use serde::Serialize;

pub use crate::enforce::Caller;

/// What a change does to those who call the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Something that A took is refused by B, or something that A promised is gone.
    Breaking,
    /// It goes through, and may mean something else; or only what few send is refused ([`Effect::refuses_some`]).
    Risky,
    /// Nobody notices.
    Safe,
}

impl Grade {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Risky => "risky",
            Self::Safe => "safe",
        }
    }
}

/// What one change does to one caller, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    pub grade: Grade,
    /// A clause; empty where the change speaks for itself.
    pub why: &'static str,
    /// Not breaking, and still some values or forms of a request are refused, rare ones; `why` says which.
    pub refuses_some: bool,
}

impl Effect {
    #[must_use]
    pub const fn new(grade: Grade, why: &'static str) -> Self {
        Self { grade, why, refuses_some: false }
    }

    /// Risky at the edges of a type or in one form of request: there it is refused.
    #[must_use]
    pub const fn edge(why: &'static str) -> Self {
        Self { grade: Risky, why, refuses_some: true }
    }
}

/// What a change does to each caller; nothing to one who never meets it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    pub rest: Option<Effect>,
    pub python: Option<Effect>,
}

impl Effects {
    #[must_use]
    pub const fn both(grade: Grade, why: &'static str) -> Self {
        Self::alike(Effect::new(grade, why))
    }

    #[must_use]
    pub const fn alike(effect: Effect) -> Self {
        Self { rest: Some(effect), python: Some(effect) }
    }

    /// What each of the two meets.
    #[must_use]
    pub fn of(effect: impl Fn(Caller) -> Effect) -> Self {
        Self { rest: Some(effect(Caller::Rest)), python: Some(effect(Caller::Python)) }
    }

    /// Over REST nobody meets what no request can carry.
    #[must_use]
    pub fn reached_by_json(self, reached: bool) -> Self {
        Self { rest: self.rest.filter(|_| reached), ..self }
    }

    #[must_use]
    pub fn on(self, caller: Caller) -> Option<Effect> {
        match caller {
            Caller::Rest => self.rest,
            Caller::Python => self.python,
        }
    }

    /// The worst of the two.
    #[must_use]
    pub fn grade(self) -> Option<Grade> {
        [self.rest, self.python].into_iter().flatten().map(|effect| effect.grade).min()
    }
}

/// One rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable, for scripts.
    pub code: &'static str,
    /// `None` where it depends on the two types: see [`values`].
    pub effects: Option<Effects>,
}

const fn rule(code: &'static str, grade: Grade, why: &'static str) -> Rule {
    Rule { code, effects: Some(Effects::both(grade, why)) }
}

const fn edge(code: &'static str, why: &'static str) -> Rule {
    Rule { code, effects: Some(Effects::alike(Effect::edge(why))) }
}

const fn for_each(code: &'static str, rest: Effect, python: Effect) -> Rule {
    Rule { code, effects: Some(Effects { rest: Some(rest), python: Some(python) }) }
}

const fn for_python(code: &'static str, grade: Grade, why: &'static str) -> Rule {
    Rule { code, effects: Some(Effects { rest: None, python: Some(Effect::new(grade, why)) }) }
}

const fn for_rest(code: &'static str, why: &'static str) -> Rule {
    Rule { code, effects: Some(Effects { rest: Some(Effect::edge(why)), python: None }) }
}

const fn by_types(code: &'static str) -> Rule {
    Rule { code, effects: None }
}

use Grade::{Breaking, Risky, Safe};

// Whether B can be loaded at all.
pub const ARTIFACT_MISSING: Rule = rule("artifact-missing", Breaking, "it cannot be loaded");
pub const CANNOT_LOAD: Rule = rule("cannot-load", Breaking, "it cannot be loaded");
pub const LOADS_NOW: Rule = rule("loads-now", Safe, "A could not");
pub const NATIVE_ARTIFACT_MISSING: Rule =
    for_python("native-artifact-missing", Risky, "loading with the model's own library fails, mlflow.pyfunc does not");

// The flavors.
pub const PYFUNC_REMOVED: Rule = rule("pyfunc-removed", Breaking, "it can be neither served nor loaded with mlflow.pyfunc");
pub const PYFUNC_ADDED: Rule = rule("pyfunc-added", Safe, "it can be served now");
pub const PREDICT_FN: Rule = rule("predict-fn", Breaking, "the answer is another one");
pub const LOADER_KIND: Rule = rule("loader-kind", Breaking, "it takes and returns another kind of message");
pub const LOADER_MODULE: Rule = rule("loader-module", Safe, "predict is called as before");
pub const STREAM_REMOVED: Rule = rule("stream-removed", Risky, "callers that stream the answer cannot any more");
pub const TASK: Rule = rule("task", Breaking, "requests and answers have another form");
pub const TYPE_HINTS_ON: Rule = for_each(
    "type-hints-on",
    Effect::new(Breaking, "only a body with \"inputs\" is taken"),
    Effect::new(Risky, "data is validated against the hints"),
);
pub const TYPE_HINTS_OFF: Rule = rule("type-hints-off", Risky, "data is checked against the signature instead");
pub const FLAVOR_REMOVED: Rule = for_python("flavor-removed", Risky, "those who load it with that library cannot any more");
pub const FLAVOR_ADDED: Rule = rule("flavor-added", Safe, "there is one more way to load it");
pub const RUNS_CODE: Rule = rule("runs-code", Risky, "loading it runs Python files of its own");

// What a deployment needs.
pub const ENV_VAR: Rule = rule("env-var-added", Risky, "a deployment has to set it");
pub const RESOURCE: Rule = rule("resource-added", Risky, "a deployment needs access to it");
pub const PYTHON_VERSION: Rule = rule("python-version", Risky, "the environment has to be built anew, and a pickle may not load");
pub const MLFLOW_MAJOR: Rule = rule("mlflow-major", Risky, "a server of the old release may not read it");
pub const PACKAGE_MAJOR: Rule = rule("package-major", Risky, "a major release may behave differently");
pub const PACKAGES: Rule = rule("packages", Safe, "the interface does not depend on it");

// Whether there is a signature to judge by.
pub const SIGNATURE_MISSING: Rule = rule("signature-missing", Risky, "nobody can tell what callers may send and get");
pub const SIGNATURE_UNREADABLE: Rule = rule("signature-unreadable", Risky, "what it says cannot be compared");
pub const INPUTS_DECLARED: Rule = rule("inputs-declared", Risky, "requests are checked now and were not before");
pub const INPUTS_IN_NEITHER: Rule = rule("inputs-in-neither", Risky, "nobody can tell what callers may send");
pub const INPUTS_UNDECLARED: Rule = rule("inputs-undeclared", Risky, "requests reach the model unchecked, extra columns too");
pub const OUTPUTS_DECLARED: Rule = rule("outputs-declared", Risky, "what A returned was never declared");
pub const OUTPUTS_UNDECLARED: Rule = rule("outputs-undeclared", Risky, "what it returns is no longer declared");

// Input columns.
pub const INPUT_ADDED: Rule = rule("input-added", Breaking, "every request made for A is refused");
pub const INPUT_ADDED_OPTIONAL: Rule = by_types("input-added-optional");
pub const INPUT_ADDED_TO_ONE: Rule = by_types("input-added-to-one");
pub const INPUT_REMOVED: Rule = rule("input-removed", Safe, "extra columns are dropped");
pub const INPUT_NOW_REQUIRED: Rule = rule("input-now-required", Breaking, "requests without it are refused");
pub const POSITION_NOW_REQUIRED: Rule = edge("position-now-required", "without it the values behind it move up, and may be refused there");
pub const INPUT_NOW_OPTIONAL: Rule = rule("input-now-optional", Safe, "requests may leave it out");
pub const INPUT_TYPE: Rule = by_types("input-type");
pub const INPUT_ORDER: Rule = rule("input-order", Safe, "columns are found by name");
pub const INPUT_NAME_TAKEN_FOR_PLACE: Rule =
    rule("input-name-taken-for-place", Breaking, "MLflow finds no column of that name, and refuses every request (mlflow/mlflow#26069)");
pub const INPUT_LOST_TO_NAME: Rule = edge(
    "input-lost-to-name",
    "MLflow drops its values, and those of the other column stand in for them or are refused (mlflow/mlflow#26069)",
);
pub const INPUT_DUPLICATE: Rule = rule("input-duplicate", Risky, "which of them a request means cannot be told");
pub const POSITION_ADDED: Rule = rule("position-added", Breaking, "requests made for A carry too few values");
pub const POSITION_REMOVED: Rule = rule("position-removed", Safe, "values past the last are dropped");
pub const NAMES_GIVEN: Rule = rule("names-given", Breaking, "requests without these names are refused");
pub const NAMES_GIVEN_ONE: Rule = for_each(
    "names-given-one",
    Effect::edge("a plain list is still taken, other names are not"),
    Effect::new(Breaking, "data without this name is refused"),
);
pub const NAMES_GIVEN_OPTIONAL: Rule = for_each(
    "names-given-optional",
    Effect::edge("all are optional, so values without these names are dropped, and lists may be refused"),
    Effect::edge("all are optional, so values without these names are dropped, and those under them are found by name"),
);
pub const TENSOR_NAMED: Rule = edge("tensor-named", "a plain array is still taken, data frames without this name are not");
pub const NAMES_DROPPED: Rule = by_types("names-dropped");
pub const TENSOR_NAMES_DROPPED: Rule = rule("tensor-names-dropped", Breaking, "tensors are no longer taken by name");
pub const KIND: Rule = by_types("input-kind");
pub const FORM_CSV: Rule = for_rest("form-csv", "CSV is no longer taken");
pub const FORM_SINGLE: Rule = for_rest("form-single", "an \"inputs\" object of single values is refused where it holds other names");
pub const FORM_LIST: Rule = for_rest("form-list", "a list of lists is one array of the first column's type, which the others may refuse");
pub const FORM_RECORD: Rule = edge("form-record", "an object of names to values may be refused, data frames are not");
pub const FORM_FRAME: Rule = edge("form-frame", "data frames are no longer taken");

// Below a column: objects, arrays, maps.
pub const PROPERTY_ADDED: Rule = rule("property-added", Breaking, "values without it are refused");
pub const PROPERTY_ADDED_OPTIONAL: Rule = rule("property-added-optional", Safe, "values may leave it out");
pub const PROPERTY_REMOVED: Rule = rule("property-removed", Breaking, "unlike columns, unknown properties are refused");
pub const PROPERTY_NOW_REQUIRED: Rule = rule("property-now-required", Breaking, "values without it are refused");
pub const PROPERTY_NOW_REQUIRED_ALONE: Rule = rule("property-now-required-alone", Safe, "null and an empty object still pass");
pub const PROPERTY_NOW_OPTIONAL: Rule = rule("property-now-optional", Safe, "values may leave it out");
pub const PROPERTY_TYPE: Rule = by_types("property-type");

// Input tensors.
pub const TENSOR_ADDED: Rule = rule("tensor-added", Breaking, "every request made for A is refused");
pub const TENSOR_REMOVED: Rule = rule("tensor-removed", Safe, "extra tensors are dropped");
pub const TENSOR_DTYPE: Rule = by_types("tensor-dtype");
pub const TENSOR_RANK: Rule = rule("tensor-rank", Breaking, "arrays of the old rank are refused");
pub const TENSOR_DIMENSION: Rule = rule("tensor-dimension", Breaking, "other lengths are refused");
pub const TENSOR_FREED: Rule = rule("tensor-freed", Safe, "any length is taken now");

// Inference params.
pub const PARAM_ADDED: Rule =
    edge("param-added", "it has a default, and a value sent under this name was ignored before and is checked now");
pub const PARAM_REMOVED: Rule = rule("param-removed", Risky, "a value sent for it is ignored without an error");
pub const PARAM_DEFAULT: Rule = rule("param-default", Risky, "calls that do not set it get another value");
pub const PARAM_TYPE: Rule = by_types("param-type");
pub const PARAM_SHAPE: Rule = rule("param-shape", Breaking, "a list is wanted where a single value was, or the reverse");

// Outputs: declared, and never enforced by MLflow.
pub const OUTPUT_REMOVED: Rule = rule("output-removed", Breaking, "those who read it find nothing");
pub const OUTPUT_ADDED: Rule = rule("output-added", Safe, "those who go by name do not see it");
pub const OUTPUT_POSITION_ADDED: Rule = rule("output-position-added", Risky, "those who expect one shape get another");
pub const OUTPUT_TYPE: Rule = by_types("output-type");
pub const OUTPUT_NOW_OPTIONAL: Rule = rule("output-now-optional", Risky, "it may be absent from an answer");
pub const OUTPUT_NOW_REQUIRED: Rule = rule("output-now-required", Safe, "it is always there");
pub const OUTPUT_ORDER: Rule = rule("output-order", Safe, "those who go by name do not notice");
pub const OUTPUT_NAMES: Rule = rule("output-names", Risky, "those who go by position do not notice");
pub const OUTPUT_KIND: Rule = rule("output-kind", Breaking, "the answer has another form");
pub const OUTPUT_KIND_ALIKE: Rule = rule("output-kind-alike", Safe, "which of the two is recorded depends on the MLflow release");
pub const OUTPUT_RANK: Rule = rule("output-rank", Breaking, "the answer has another rank");
pub const OUTPUT_DIMENSION: Rule = rule("output-dimension", Breaking, "the answer has another length");
pub const OUTPUT_DIMENSION_FREED: Rule = rule("output-dimension-freed", Risky, "the length was fixed and is no longer");
pub const OUTPUT_DIMENSION_FIXED: Rule = rule("output-dimension-fixed", Safe, "a fixed length is one of any length");

// What did not change, and who cannot call at all.
pub const SAME: Rule = rule("same", Safe, "");
pub const OUT_OF_REACH: Rule = Rule {
    code: "out-of-reach",
    effects: Some(Effects { rest: Some(Effect::new(Safe, "there are no such callers to break")), python: None }),
};

/// Every rule, as the tests go through them.
pub const RULES: &[Rule] = &[
    ARTIFACT_MISSING,
    CANNOT_LOAD,
    LOADS_NOW,
    NATIVE_ARTIFACT_MISSING,
    PYFUNC_REMOVED,
    PYFUNC_ADDED,
    PREDICT_FN,
    LOADER_KIND,
    LOADER_MODULE,
    STREAM_REMOVED,
    TASK,
    TYPE_HINTS_ON,
    TYPE_HINTS_OFF,
    FLAVOR_REMOVED,
    FLAVOR_ADDED,
    RUNS_CODE,
    ENV_VAR,
    RESOURCE,
    PYTHON_VERSION,
    MLFLOW_MAJOR,
    PACKAGE_MAJOR,
    PACKAGES,
    SIGNATURE_MISSING,
    SIGNATURE_UNREADABLE,
    INPUTS_DECLARED,
    INPUTS_IN_NEITHER,
    INPUTS_UNDECLARED,
    OUTPUTS_DECLARED,
    OUTPUTS_UNDECLARED,
    INPUT_ADDED,
    INPUT_ADDED_OPTIONAL,
    INPUT_ADDED_TO_ONE,
    INPUT_REMOVED,
    INPUT_NOW_REQUIRED,
    POSITION_NOW_REQUIRED,
    INPUT_NOW_OPTIONAL,
    INPUT_TYPE,
    INPUT_ORDER,
    INPUT_NAME_TAKEN_FOR_PLACE,
    INPUT_LOST_TO_NAME,
    INPUT_DUPLICATE,
    POSITION_ADDED,
    POSITION_REMOVED,
    NAMES_GIVEN,
    NAMES_GIVEN_ONE,
    NAMES_GIVEN_OPTIONAL,
    TENSOR_NAMED,
    NAMES_DROPPED,
    TENSOR_NAMES_DROPPED,
    KIND,
    FORM_CSV,
    FORM_SINGLE,
    FORM_LIST,
    FORM_RECORD,
    FORM_FRAME,
    PROPERTY_ADDED,
    PROPERTY_ADDED_OPTIONAL,
    PROPERTY_REMOVED,
    PROPERTY_NOW_REQUIRED,
    PROPERTY_NOW_REQUIRED_ALONE,
    PROPERTY_NOW_OPTIONAL,
    PROPERTY_TYPE,
    TENSOR_ADDED,
    TENSOR_REMOVED,
    TENSOR_DTYPE,
    TENSOR_RANK,
    TENSOR_DIMENSION,
    TENSOR_FREED,
    PARAM_ADDED,
    PARAM_REMOVED,
    PARAM_DEFAULT,
    PARAM_TYPE,
    PARAM_SHAPE,
    OUTPUT_REMOVED,
    OUTPUT_ADDED,
    OUTPUT_POSITION_ADDED,
    OUTPUT_TYPE,
    OUTPUT_NOW_OPTIONAL,
    OUTPUT_NOW_REQUIRED,
    OUTPUT_ORDER,
    OUTPUT_NAMES,
    OUTPUT_KIND,
    OUTPUT_KIND_ALIKE,
    OUTPUT_RANK,
    OUTPUT_DIMENSION,
    OUTPUT_DIMENSION_FREED,
    OUTPUT_DIMENSION_FIXED,
    SAME,
    OUT_OF_REACH,
];
