//! The rules of the verdict: may B take A's place for those who call A?
//!
//! Inputs are judged from the caller's side: B must take all that A took. Outputs the other way round: B
//! may return nothing that A did not promise. A grade is given to each kind of caller by itself, for
//! MLflow treats them differently: see [`Caller`]. Rules that depend on two types stand in [`values`].
//!
//! To add a rule, add its code to [`codes`], a line of the same name to the list below and its example to
//! `tests/suite/verdict.rs`. Whether it is true is found out by `tests/suite/callers.rs`, which compares the verdict with requests.

pub mod codes;
pub mod values;

use serde::Serialize;

use crate::mlmodel::Code;

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
    /// The word for scripts and for people.
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
    /// What every request of the caller meets.
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
    /// The same for both callers.
    #[must_use]
    pub const fn both(grade: Grade, why: &'static str) -> Self {
        Self::alike(Effect::new(grade, why))
    }

    /// One effect for both callers.
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

    /// What this caller meets; nothing where it does not concern them.
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
    pub code: &'static Code,
    /// `None` where it depends on the two types: see [`values`].
    pub effects: Option<Effects>,
}

const fn both(grade: Grade, why: &'static str) -> Effects {
    Effects::both(grade, why)
}

/// Risky for both, and refused at the edges: see [`Effect::edge`].
const fn edge(why: &'static str) -> Effects {
    Effects::alike(Effect::edge(why))
}

const fn for_each(rest: Effect, python: Effect) -> Effects {
    Effects { rest: Some(rest), python: Some(python) }
}

const fn for_python(grade: Grade, why: &'static str) -> Effects {
    Effects { rest: None, python: Some(Effect::new(grade, why)) }
}

const fn for_rest(effect: Effect) -> Effects {
    Effects { rest: Some(effect), python: None }
}

/// Makes a constant of each rule, named like its code in [`codes`], and the list of all. What it does is one of the
/// functions above, or `by_types` where it depends on the two types.
macro_rules! rules {
    ($($name:ident: $does:ident $(($($argument:expr),+ $(,)?))?;)+) => {
        $(
            #[doc = concat!("The rule of [`codes::", stringify!($name), "`].")]
            pub const $name: Rule = Rule { code: codes::$name, effects: rules!(@effects $does $(($($argument),+))?) };
        )+

        /// Every rule, as the tests go through them.
        pub const RULES: &[Rule] = &[$($name),+];
    };
    (@effects by_types) => { None };
    (@effects $does:ident ($($argument:expr),+)) => { Some($does($($argument),+)) };
}

use Grade::{Breaking, Risky, Safe};

rules! {
    // Whether B can be loaded at all.
    CANDIDATE_ARTIFACT_MISSING: both(Breaking, "it cannot be loaded");
    CANNOT_LOAD: both(Breaking, "it cannot be loaded");
    LOADS_NOW: both(Safe, "A could not");
    CANDIDATE_FILE_CONTRADICTS: both(Risky, "requests that fit its signature may fail in the model");
    NATIVE_ARTIFACT_MISSING: for_python(Risky, "loading with the model's own library fails, mlflow.pyfunc does not");

    // The flavors.
    PYFUNC_REMOVED: both(Breaking, "it can be neither served nor loaded with mlflow.pyfunc");
    PYFUNC_ADDED: both(Safe, "it can be served now");
    PREDICT_FN: both(Breaking, "the answer is another one");
    LOADER_KIND: both(Breaking, "it takes and returns another kind of message");
    LOADER_MODULE: both(Safe, "predict is called as before");
    STREAM_REMOVED: both(Risky, "callers that stream the answer cannot any more");
    TASK: both(Breaking, "requests and answers have another form");
    TYPE_HINTS_ON: for_each(
        Effect::new(Breaking, "only a body with \"inputs\" is taken"),
        Effect::new(Risky, "data is validated against the hints"),
    );
    TYPE_HINTS_OFF: both(Risky, "data is checked against the signature instead");
    FLAVOR_REMOVED: for_python(Risky, "those who load it with that library cannot any more");
    FLAVOR_ADDED: both(Safe, "there is one more way to load it");
    CANDIDATE_RUNS_CODE: both(Risky, "loading it runs Python files of its own");

    // What a deployment needs.
    ENV_VAR_ADDED: both(Risky, "a deployment has to set it");
    RESOURCE_ADDED: both(Risky, "a deployment needs access to it");
    PYTHON_VERSION: both(Risky, "the environment has to be built anew, and a pickle may not load");
    MLFLOW_MAJOR: both(Risky, "a server of the old release may not read it");
    PACKAGE_MAJOR: both(Risky, "a major release may behave differently");
    PACKAGES: both(Safe, "the interface does not depend on it");

    // Whether there is a signature to judge by.
    NO_SIGNATURE_TO_COMPARE: both(Risky, "nobody can tell what callers may send and get");
    SIGNATURE_UNREADABLE: both(Risky, "what it says cannot be compared");
    INPUTS_DECLARED: both(Risky, "requests are checked now and were not before");
    INPUTS_IN_NEITHER: both(Risky, "nobody can tell what callers may send");
    INPUTS_UNDECLARED: both(Risky, "requests reach the model unchecked, extra columns too");
    OUTPUTS_DECLARED: both(Risky, "what A returned was never declared");
    OUTPUTS_UNDECLARED: both(Risky, "what it returns is no longer declared");

    // Input columns.
    INPUT_ADDED: both(Breaking, "every request made for A is refused");
    INPUT_ADDED_OPTIONAL: by_types;
    INPUT_ADDED_TO_ONE: by_types;
    INPUT_REMOVED: both(Safe, "extra columns are dropped");
    INPUT_NOW_REQUIRED: both(Breaking, "requests without it are refused");
    POSITION_NOW_REQUIRED: edge("without it the values behind it move up, and may be refused there");
    INPUT_NOW_OPTIONAL: both(Safe, "requests may leave it out");
    INPUT_TYPE: by_types;
    INPUT_ORDER: both(Safe, "columns are found by name");
    INPUT_NAME_TAKEN_FOR_PLACE: both(Breaking, "MLflow finds no column of that name, and refuses every request (mlflow/mlflow#26069)");
    INPUT_LOST_TO_NAME: edge(
        "MLflow drops its values, and those of the other column stand in for them or are refused (mlflow/mlflow#26069)",
    );
    INPUT_DUPLICATE: both(Risky, "which of them a request means cannot be told");
    POSITION_ADDED: both(Breaking, "requests made for A carry too few values");
    POSITION_REMOVED: both(Safe, "values past the last are dropped");
    NAMES_GIVEN: both(Breaking, "requests without these names are refused");
    NAMES_GIVEN_ONE: for_each(
        Effect::edge("a plain list is still taken, other names are not"),
        Effect::new(Breaking, "data without this name is refused"),
    );
    NAMES_GIVEN_OPTIONAL: for_each(
        Effect::edge("all are optional, so values without these names are dropped, and lists may be refused"),
        Effect::edge("all are optional, so values without these names are dropped, and those under them are found by name"),
    );
    TENSOR_NAMED: edge("a plain array is still taken, data frames without this name are not");
    NAMES_DROPPED: by_types;
    TENSOR_NAMES_DROPPED: both(Breaking, "tensors are no longer taken by name");
    INPUT_KIND: by_types;
    FORM_CSV: for_rest(Effect::edge("CSV is no longer taken"));
    FORM_SINGLE: for_rest(Effect::edge("an \"inputs\" object of single values is refused where it holds other names"));
    FORM_LIST: for_rest(Effect::edge("a list of lists is one array of the first column's type, which the others may refuse"));
    FORM_RECORD: edge("an object of names to values may be refused, data frames are not");
    FORM_FRAME: edge("data frames are no longer taken");

    // Below a column: objects, arrays, maps.
    PROPERTY_ADDED: both(Breaking, "values without it are refused");
    PROPERTY_ADDED_OPTIONAL: both(Safe, "values may leave it out");
    PROPERTY_REMOVED: both(Breaking, "unlike columns, unknown properties are refused");
    PROPERTY_NOW_REQUIRED: both(Breaking, "values without it are refused");
    PROPERTY_NOW_REQUIRED_ALONE: both(Safe, "null and an empty object still pass");
    PROPERTY_NOW_OPTIONAL: both(Safe, "values may leave it out");
    PROPERTY_TYPE: by_types;

    // Input tensors.
    TENSOR_ADDED: both(Breaking, "every request made for A is refused");
    TENSOR_REMOVED: both(Safe, "extra tensors are dropped");
    TENSOR_DTYPE: by_types;
    TENSOR_RANK: both(Breaking, "arrays of the old rank are refused");
    TENSOR_DIMENSION: both(Breaking, "other lengths are refused");
    TENSOR_FREED: both(Safe, "any length is taken now");

    // Inference params.
    PARAM_ADDED: edge("it has a default, and a value sent under this name was ignored before and is checked now");
    PARAM_REMOVED: both(Risky, "a value sent for it is ignored without an error");
    PARAM_DEFAULT: both(Risky, "calls that do not set it get another value");
    PARAM_TYPE_CHANGED: by_types;
    PARAM_SHAPE_CHANGED: both(Breaking, "a list is wanted where a single value was, or the reverse");

    // Outputs: declared, and never enforced by MLflow.
    OUTPUT_REMOVED: both(Breaking, "those who read it find nothing");
    OUTPUT_ADDED: both(Safe, "those who go by name do not see it");
    OUTPUT_POSITION_ADDED: both(Risky, "those who expect one shape get another");
    OUTPUT_TYPE_CHANGED: by_types;
    OUTPUT_NOW_OPTIONAL: both(Risky, "it may be absent from an answer");
    OUTPUT_NOW_REQUIRED: both(Safe, "it is always there");
    OUTPUT_ORDER: both(Safe, "those who go by name do not notice");
    OUTPUT_NAMES: both(Risky, "those who go by position do not notice");
    OUTPUT_KIND: both(Breaking, "the answer has another form");
    OUTPUT_KIND_ALIKE: both(Safe, "which of the two is recorded depends on the MLflow release");
    OUTPUT_RANK: both(Breaking, "the answer has another rank");
    OUTPUT_DIMENSION: both(Breaking, "the answer has another length");
    OUTPUT_DIMENSION_FREED: both(Risky, "the length was fixed and is no longer");
    OUTPUT_DIMENSION_FIXED: both(Safe, "a fixed length is one of any length");

    // What did not change, and who cannot call at all.
    SAME: both(Safe, "");
    OUT_OF_REACH: for_rest(Effect::new(Safe, "there are no such callers to break"));
}
