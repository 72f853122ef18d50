//! The model's own file against what the folder says of it.
//!
//! Only the file that loading reads is compared: what a Python model keeps beside itself may be anything. scikit-learn refuses
//! other names, another order or another number of columns (`sklearn/utils/validation.py`), unless a `ColumnTransformer` comes
//! first, which takes its columns by name, in any order, and passes over more; LightGBM looks at the number alone.

use super::Severity::{Error, Note, Warning};
use super::{Finding, codes};
use crate::folder::environment::{LineKind, satisfies};
use crate::folder::{ModelFolder, Origin};
use crate::inside::{Format, GraphPort, ModelFile, ModelPart, Side, Value, short_class};
use crate::mlmodel::display::{clipped, count};
use crate::mlmodel::flavors::PYFUNC;
use crate::mlmodel::signature::{DataType, Schema, SpecKind, Tensor};
use crate::mlmodel::{Code, Flavor, KeyPath, MlModel};

/// The disagreements that nothing else tells: that the requirements ask for another release may stand in the MLmodel already.
pub fn not_told<'f>(disagreements: &'f [Finding], others: &'f [Finding]) -> impl Iterator<Item = &'f Finding> {
    let is_told = |finding: &Finding| {
        let is_same =
            |other: &Finding| other.code == codes::VERSION_CONTRADICTION && other.keys.iter().any(|key| finding.keys.contains(key));
        finding.code == codes::REQUIREMENT_VERSION && others.iter().any(is_same)
    };
    disagreements.iter().filter(move |finding| !is_told(finding))
}

/// What the files that were looked into say otherwise than the folder.
#[must_use]
pub fn run(folder: &ModelFolder, files: &[ModelFile]) -> Vec<Finding> {
    let Some(model) = folder.model() else { return Vec::new() };
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| is_loaded(folder, model, file)) {
        let compared = Compared { folder, model, file };
        compared.signature(&mut findings);
        compared.versions(&mut findings);
        compared.format(&mut findings);
        compared.class(&mut findings);
        compared.trust(&mut findings);
        compared.weights(&mut findings);
    }
    findings
}

/// Whether loading the model reads this very file, and not through code of the model's own.
fn is_loaded(folder: &ModelFolder, model: &MlModel, file: &ModelFile) -> bool {
    let is_own_code = model.flavors.get(PYFUNC).and_then(|pyfunc| pyfunc.text("loader_module")) == Some("mlflow.pyfunc.model");
    let is_named =
        |reference: &&crate::folder::Reference| reference.path == file.path && reference.required && reference.origin != Origin::Sidecar;
    !is_own_code && folder.references.iter().any(|reference| is_named(&reference))
}

/// One file beside its folder.
struct Compared<'a> {
    folder: &'a ModelFolder,
    model: &'a MlModel,
    file: &'a ModelFile,
}

/// How the columns of a table are taken.
enum Columns<'a> {
    /// All of them, with these names in this order.
    Exactly,
    /// So many, whatever their names.
    Counted,
    /// Those of these names, in any order; more are passed over.
    Chosen(Vec<&'a str>),
    /// It cannot be told.
    Unknown,
}

impl Compared<'_> {
    fn finding(&self, code: &'static Code, severity: super::Severity, title: String) -> Finding {
        Finding::new(code, severity, title).path(&*self.file.path)
    }

    fn signature(&self, findings: &mut Vec<Finding>) {
        let Some(signature) = &self.model.signature else { return };
        if let Some(inputs) = signature.inputs.read() {
            if self.file.inputs.is_empty() {
                self.features(inputs, findings);
            } else {
                self.ports(inputs, &self.file.inputs, &INPUT, findings);
            }
        }
        if let Some(outputs) = signature.outputs.read() {
            if self.file.outputs.is_empty() {
                self.classes(outputs, findings);
            } else {
                self.ports(outputs, &self.file.outputs, &OUTPUT, findings);
            }
        }
    }

    fn features(&self, inputs: &Schema, findings: &mut Vec<Finding>) {
        let Some(features) = &self.file.features else { return };
        let trained: Option<Vec<&str>> = features.names.as_ref().map(|names| names.iter().map(AsRef::as_ref).collect());
        let Some(declared) = columns_of(inputs) else { return };
        let number = features.count.and_then(|count| usize::try_from(count).ok()).or(trained.as_ref().map(Vec::len));
        match (self.columns(), trained.filter(|names| !are_numbers(names)), declared.names) {
            (Columns::Chosen(chosen), _, Some(declared)) => {
                let lacking: Vec<&str> = chosen.into_iter().filter(|name| !declared.contains(name)).collect();
                if !lacking.is_empty() {
                    findings.push(self.names_differ(&lacking));
                }
            }
            (Columns::Unknown | Columns::Chosen(_), ..) => {}
            (Columns::Exactly, Some(trained), Some(declared)) => self.exact_names(&trained, &declared, findings),
            _ => {
                if let Some(number) = number.filter(|number| *number != declared.count) {
                    findings.push(self.count_differs(declared.count, number));
                }
            }
        }
    }

    fn exact_names(&self, trained: &[&str], declared: &[&str], findings: &mut Vec<Finding>) {
        if trained == declared {
            return;
        }
        if trained.len() != declared.len() {
            findings.push(self.count_differs(declared.len(), trained.len()));
        }
        let lacking: Vec<&str> = trained.iter().copied().filter(|name| !declared.contains(name)).collect();
        if !lacking.is_empty() {
            findings.push(self.names_differ(&lacking));
        } else if trained.len() == declared.len() {
            let at = trained.iter().zip(declared).position(|(a, b)| a != b).unwrap_or_default();
            let title = format!("The columns of the signature are in another order than {} was trained with", self.name());
            findings.push(
                self.finding(codes::FEATURE_ORDER, Warning, title)
                    .meaning(format!(
                        "Column {} is {} in the signature and {} in the model. The library refuses another order when it predicts.",
                        at + 1,
                        quoted(declared[at]),
                        quoted(trained[at])
                    ))
                    .help("Log the model again with a signature that is inferred from the training data."),
            );
        }
    }

    fn name(&self) -> String {
        clipped(&self.file.path, 120).into_owned()
    }

    fn names_differ(&self, lacking: &[&str]) -> Finding {
        let some: Vec<String> = lacking.iter().take(5).map(|name| quoted(name)).collect();
        let more = if lacking.len() > 5 { ", …" } else { "" };
        let title = format!("The signature lacks {} that {} was trained with", count(lacking.len(), "column", "columns"), self.name());
        self.finding(codes::FEATURE_NAME, Warning, title)
            .meaning(format!("It has no {}{more}. The library refuses a table without them when it predicts.", some.join(", ")))
            .help("Log the model again with a signature that is inferred from the training data.")
    }

    fn count_differs(&self, declared: usize, trained: usize) -> Finding {
        let title = format!("The signature has {}, {} was trained with {trained}", count(declared, "column", "columns"), self.name());
        self.finding(codes::FEATURE_COUNT, Warning, title)
            .meaning("The library refuses another number of columns when it predicts.")
            .help("Log the model again with a signature that is inferred from the training data.")
    }

    /// How the part that looks at the table first takes its columns.
    fn columns(&self) -> Columns<'_> {
        let mut class = self.file.class.as_deref().unwrap_or_default();
        let mut at: Option<&ModelPart> = None;
        // As deep as parts are nested.
        for _ in 0..32 {
            let below = || self.file.parts.iter().filter(|part| is_child(part, at));
            let next = match short_class(class) {
                "Pipeline" => below().find(|part| !matches!(&*part.class, "passthrough" | "None")),
                _ => below().find(|part| matches!(&*part.name, "best_estimator_")),
            };
            let Some(next) = next else { break };
            class = &next.class;
            at = Some(next);
        }
        if short_class(class) == "ColumnTransformer" {
            return chosen(self.file.parts.iter().filter(|part| is_child(part, at)));
        }
        let settings = at.map_or(&self.file.parameters, |part| &part.parameters);
        let takes_anything = short_class(class) == "FunctionTransformer"
            && !settings.iter().any(|(name, value)| &**name == "validate" && *value == Value::Bool(true));
        match class.split('.').next() {
            _ if takes_anything || short_class(class) == "FeatureUnion" => Columns::Unknown,
            Some("sklearn" | "xgboost" | "catboost") => Columns::Exactly,
            Some("lightgbm") => Columns::Counted,
            _ => Columns::Unknown,
        }
    }

    fn classes(&self, outputs: &Schema, findings: &mut Vec<Finding>) {
        let Some(classes) = self.file.classes.as_ref().filter(|classes| !classes.is_of_several_outputs) else { return };
        let function = self.model.flavors.get(PYFUNC).and_then(|pyfunc| pyfunc.text("predict_fn")).unwrap_or("predict");
        let [output] = outputs.specs.as_slice() else { return };
        let declared = match &output.kind {
            SpecKind::Column { data_type, .. } => Family::of_type(data_type),
            SpecKind::Tensor(tensor) => Family::of_dtype(&tensor.dtype),
        };
        let learned = classes.values.first().and_then(Family::of_class);
        let (Some(declared), Some(learned)) = (declared, learned) else { return };
        if function != "predict" || declared == learned {
            return;
        }
        let some: Vec<String> = classes.values.iter().take(4).map(|class| clipped(&class.to_string(), 40).into_owned()).collect();
        let more = if classes.values.len() > 4 { ", …" } else { "" };
        let title = format!("The signature declares {} and {} returns {}", declared.word(), self.name(), learned.word());
        findings.push(
            self.finding(codes::OUTPUT_TYPE, Note, title)
                .meaning(format!(
                    "Called through predict it returns its classes: {}{more}. MLflow does not check outputs; callers may rely on them.",
                    some.join(", ")
                ))
                .help("Log the model again with a signature that is inferred from what predict returns."),
        );
    }

    /// The inputs or outputs of a graph.
    fn ports(&self, schema: &Schema, ports: &[GraphPort], side: &PortSide, findings: &mut Vec<Finding>) {
        let names: Vec<String> = ports.iter().map(|port| quoted(&port.name)).collect();
        let listed = clipped(&names.join(", "), 200).into_owned();
        for spec in &schema.specs {
            let name = spec.name.as_ref().and_then(crate::mlmodel::Value::as_text);
            let SpecKind::Tensor(tensor) = &spec.kind else {
                // A table with one input is one array; with several, each column is an input.
                if ports.len() > 1 && side.is_input && name.is_some_and(|name| ports.iter().all(|port| &*port.name != name)) {
                    findings.push(self.no_such_port(name.unwrap_or_default(), side, &listed));
                }
                continue;
            };
            let port = match name {
                Some(name) => ports.iter().find(|port| &*port.name == name),
                None if ports.len() == 1 => ports.first(),
                None => continue,
            };
            match (port, name) {
                (Some(port), _) => self.port(tensor, port, side, findings),
                (None, Some(name)) => findings.push(self.no_such_port(name, side, &listed)),
                (None, None) => {}
            }
        }
    }

    fn no_such_port(&self, name: &str, side: &PortSide, listed: &str) -> Finding {
        let title = format!("{} has no {} called {}", self.name(), side.word, quoted(name));
        self.finding(side.name_code, Warning, title)
            .meaning(format!("Its {}s are {listed}.", side.word))
            .help("Log the model again with a signature that has the names of the graph.")
    }

    fn port(&self, tensor: &Tensor, port: &GraphPort, side: &PortSide, findings: &mut Vec<Finding>) {
        // MLflow hands float64 to a float32 input as float32 (`mlflow/onnx/__init__.py`), and outputs are not checked.
        let is_cast = &*tensor.dtype == "float64" && port.dtype == "float32";
        if side.is_input && *tensor.dtype != port.dtype && !is_cast && is_number(&port.dtype) && is_number(&tensor.dtype) {
            let title = format!("Input {} is {} in the signature and {} in {}", quoted(&port.name), tensor.dtype, port.dtype, self.name());
            findings.push(
                self.finding(codes::INPUT_DTYPE, Warning, title)
                    .meaning("A request that fits the signature does not fit the graph.")
                    .help("Log the model again with a signature of the graph's types."),
            );
        }
        if side.is_input && !fits(tensor, port) {
            let title = format!(
                "Input {} has the shape {} in the signature and another in {}",
                quoted(&port.name),
                tensor.shape_text(),
                self.name()
            );
            findings.push(
                self.finding(codes::INPUT_SHAPE, Warning, title)
                    .meaning("A request that fits the signature does not fit the graph.")
                    .help("Log the model again with a signature of the graph's shapes."),
            );
        }
    }

    /// The entries of the MLmodel that say a library's release.
    fn version_keys(&self, library: &str) -> Vec<KeyPath> {
        let specs = self.model.flavors.list().iter().filter_map(|flavor| Some((flavor, flavor.spec?)));
        let of_library = specs.filter(|(_, spec)| spec.library == Some(library));
        of_library.map(|(flavor, spec)| KeyPath::of(&["flavors", &flavor.name, spec.version_key])).collect()
    }

    /// The release in the file, in the MLmodel, and in the requirements.
    fn versions(&self, findings: &mut Vec<Finding>) {
        let Some(library) = &self.file.library else { return };
        let Some(own) = library.version.as_deref() else { return };
        for key in self.version_keys(&library.name) {
            if let Some(declared) = self.model.written(&key).filter(|declared| !is_same_release(declared, own)) {
                let (name, own) = (self.name(), clipped(own, 40));
                let title = format!("The MLmodel says {} {}, {name} was written by {own}", library.name, clipped(declared, 40));
                let mut finding = self
                    .finding(codes::LIBRARY_VERSION, Warning, title)
                    .meaning("An environment that is built by what the MLmodel says loads the file with another release than wrote it.")
                    .help("Find out which of the two is right: the file may belong to another model.")
                    .line(self.model.line_of(&key));
                finding.keys.push(key);
                findings.push(finding);
            }
        }
        self.requirement(&library.name, own, findings);
    }

    fn requirement(&self, library: &str, own: &str, findings: &mut Vec<Finding>) {
        for line in self.folder.environment.pip_lines() {
            let LineKind::Package { name, versions, marker: None, .. } = &line.kind else { continue };
            // Of some files only the first two numbers are known.
            let is_whole = own.split('.').count() >= 3;
            if name != library || versions.is_empty() || !is_whole || satisfies(versions, own) != Some(false) {
                continue;
            }
            let title =
                format!("The requirements ask for {}, {} was written by {}", clipped(&line.text, 80), self.name(), clipped(own, 40));
            let mut finding = self
                .finding(codes::REQUIREMENT_VERSION, Warning, title)
                .meaning("An environment built from them loads the file with another release than wrote it.")
                .help(format!("If the model is as it should be, write {library}=={}.", clipped(own, 40)));
            finding.keys.extend(self.version_keys(library));
            findings.push(finding);
            return;
        }
    }

    /// The class that `mlflow/xgboost/__init__.py` makes, beside what the booster was trained for. `reg:logistic` is a
    /// regression that a classifier can be given.
    fn class(&self, findings: &mut Vec<Finding>) {
        let Some(flavor) = self.model.flavors.get("xgboost") else { return };
        let Some(declared) = flavor.text("model_class") else { return };
        let objective = self.file.parameters.iter().find(|(name, _)| &**name == "objective").and_then(|(_, value)| value.as_text());
        let Some(objective) = objective.filter(|objective| *objective != "reg:logistic") else { return };
        let (Some(class), Some(trained)) = (Task::of_class(declared), Task::of_objective(objective)) else { return };
        if class != trained {
            let key = KeyPath::of(&["flavors", "xgboost", "model_class"]);
            let title = format!(
                "The MLmodel says {}, {} was trained for {}",
                clipped(short_class(declared), 80),
                self.name(),
                clipped(objective, 80)
            );
            let mut finding = self
                .finding(codes::MODEL_CLASS, Warning, title)
                .meaning("MLflow loads the file as another kind of model than it is, so that its answers mean something else.")
                .help("Find out which of the two is right: the file may belong to another model.")
                .line(self.model.line_of(&key));
            finding.keys.push(key);
            findings.push(finding);
        }
    }

    /// The types that skops builds only where somebody trusts them: MLflow hands it those that the MLmodel names.
    fn trust(&self, findings: &mut Vec<Finding>) {
        if self.file.format != Format::Skops {
            return;
        }
        let trusted: Vec<&str> = self.model.flavors.list().iter().flat_map(trusted_types).collect();
        let lacking: Vec<&str> =
            self.file.imports.iter().map(String::as_str).filter(|name| needs_trust(name) && !trusted.contains(name)).collect();
        if lacking.is_empty() {
            return;
        }
        let some: Vec<String> = lacking.iter().take(5).map(|name| clipped(name, 120).into_owned()).collect();
        let more = if lacking.len() > 5 { ", …" } else { "" };
        let meaning = if lacking == [TREE] {
            "skops 0.15 and newer build it only where it stands in skops_trusted_types; older ones built it always. With a newer one \
             MLflow does not load the model."
        } else {
            "skops builds a type that is not its own only where it stands in skops_trusted_types. MLflow does not load the model."
        };
        let what = count(lacking.len(), "type", "types");
        let title = format!("{} needs {what} that the MLmodel does not trust: {}{more}", self.name(), some.join(", "));
        findings.push(
            self.finding(codes::SKOPS_UNTRUSTED, Warning, title)
                .meaning(meaning)
                .help("Log the model again with skops_trusted_types=[…], if you trust these types."),
        );
    }

    /// Files beside a graph that hold its weights: without them the runtime refuses the graph.
    fn weights(&self, findings: &mut Vec<Finding>) {
        for data in &self.file.external {
            let Some(problem) = data.problem else { continue };
            let title = format!("{} keeps weights in {}, which cannot be used", self.name(), clipped(&data.path, 120));
            findings.push(
                self.finding(codes::WEIGHTS_MISSING, Error, title)
                    .meaning(format!("The file is named inside {}: {problem}.", self.name()))
                    .help("Take the file from the run's artifacts, or log the model again with all of its files."),
            );
        }
    }

    /// How the MLmodel says that the file is written; another reader cannot read it (`mlflow/sklearn/__init__.py`).
    fn format(&self, findings: &mut Vec<Finding>) {
        let Some(flavor) = self.model.flavors.get("sklearn") else { return };
        let Some(declared) = flavor.text("serialization_format") else { return };
        let is_so = match declared {
            "skops" => self.file.format == Format::Skops,
            "pickle" | "cloudpickle" => matches!(self.file.format, Format::Pickle | Format::Joblib),
            _ => return,
        };
        if !is_so && is_named_by(flavor, &self.file.path) {
            let title = format!("The MLmodel says {declared}, {} is a {} file", self.name(), self.file.format.key());
            let key = KeyPath::of(&["flavors", "sklearn", "serialization_format"]);
            let mut finding = self
                .finding(codes::SERIALIZATION_FORMAT, Error, title)
                .meaning("MLflow reads it as what the MLmodel says, and fails.")
                .help("Write the format that the file has, or take the file that belongs to this MLmodel.")
                .line(self.model.line_of(&key));
            finding.keys.push(key);
            findings.push(finding);
        }
    }
}

/// What the MLmodel says the model is, as a word that its class and the goal of its training share.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Task {
    Classifies,
    Regresses,
    Ranks,
}

impl Task {
    fn of_class(class: &str) -> Option<Self> {
        match short_class(class) {
            "XGBClassifier" | "XGBRFClassifier" => Some(Self::Classifies),
            "XGBRegressor" | "XGBRFRegressor" => Some(Self::Regresses),
            "XGBRanker" => Some(Self::Ranks),
            _ => None,
        }
    }

    /// The beginnings of xgboost's objectives; `binary:` and `multi:` are trained by classifiers alone.
    fn of_objective(objective: &str) -> Option<Self> {
        match objective.split_once(':')?.0 {
            "binary" | "multi" => Some(Self::Classifies),
            "reg" | "count" | "survival" => Some(Self::Regresses),
            "rank" => Some(Self::Ranks),
            _ => None,
        }
    }
}

/// scikit-learn's trees: on skops' own list until 0.14.
const TREE: &str = "sklearn.tree._tree.Tree";
/// Modules of which most is on skops' own list; what is not cannot be told from here.
const KNOWN_TO_SKOPS: [&str; 7] = ["builtins", "numpy", "scipy", "sklearn", "collections", "functools", "operator"];

fn needs_trust(name: &str) -> bool {
    name == TREE || !KNOWN_TO_SKOPS.contains(&name.split('.').next().unwrap_or_default())
}

fn trusted_types(flavor: &Flavor) -> Vec<&str> {
    match flavor.value.get("skops_trusted_types") {
        Some(crate::mlmodel::Value::List(types)) => types.iter().filter_map(crate::mlmodel::Value::as_text).collect(),
        _ => Vec::new(),
    }
}

fn is_named_by(flavor: &Flavor, path: &str) -> bool {
    flavor.text("pickled_model") == Some(path)
}

/// Inputs or outputs.
struct PortSide {
    is_input: bool,
    word: &'static str,
    name_code: &'static Code,
}

static INPUT: PortSide = PortSide { is_input: true, word: "input", name_code: codes::INPUT_NAME };
static OUTPUT: PortSide = PortSide { is_input: false, word: "output", name_code: codes::OUTPUT_NAME };

fn quoted(name: &str) -> String {
    format!("'{}'", clipped(name, 80))
}

/// Whether a part stands directly below another one, or below the whole.
fn is_child(part: &ModelPart, parent: Option<&ModelPart>) -> bool {
    let rest = match parent {
        Some(parent) => part.path.strip_prefix(&*parent.path).and_then(|rest| rest.strip_prefix('/')),
        None => Some(&*part.path),
    };
    rest == Some(&*part.name)
}

/// The columns that a `ColumnTransformer` takes by name; what it takes otherwise cannot be told.
fn chosen<'p>(parts: impl Iterator<Item = &'p ModelPart>) -> Columns<'p> {
    let mut chosen = Vec::new();
    for part in parts.filter(|part| part.class != "drop") {
        let Some(Value::List(columns)) = &part.columns else { return Columns::Unknown };
        for column in columns {
            let Some(name) = column.as_text() else { return Columns::Unknown };
            chosen.push(name);
        }
    }
    Columns::Chosen(chosen)
}

/// What the inputs of a signature say of a table.
struct DeclaredColumns<'s> {
    names: Option<Vec<&'s str>>,
    count: usize,
}

/// The columns of a table, or the length of the rows of one array; nothing where the inputs are neither.
fn columns_of(inputs: &Schema) -> Option<DeclaredColumns<'_>> {
    if let [spec] = inputs.specs.as_slice()
        && let SpecKind::Tensor(tensor) = &spec.kind
    {
        let [_, crate::mlmodel::Value::Int(length)] = tensor.shape.as_slice() else { return None };
        let count = usize::try_from(*length).ok()?;
        return Some(DeclaredColumns { names: None, count });
    }
    let is_plain = |kind: &SpecKind| matches!(kind, SpecKind::Column { data_type, .. } if !data_type.is_nested());
    if inputs.specs.is_empty() || !inputs.specs.iter().all(|spec| is_plain(&spec.kind)) {
        return None;
    }
    let names = inputs.specs.iter().map(|spec| spec.name.as_ref().and_then(crate::mlmodel::Value::as_text)).collect();
    Some(DeclaredColumns { names, count: inputs.specs.len() })
}

/// Whether names only count, as libraries give them to columns without any.
fn are_numbers(names: &[&str]) -> bool {
    names.iter().enumerate().all(|(i, name)| *name == i.to_string())
}

/// Kinds of values that callers tell apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Integer,
    Real,
    Text,
    Boolean,
}

impl Family {
    fn word(self) -> &'static str {
        match self {
            Self::Integer => "whole numbers",
            Self::Real => "real numbers",
            Self::Text => "text",
            Self::Boolean => "booleans",
        }
    }

    fn of_type(data_type: &DataType) -> Option<Self> {
        Some(match data_type {
            DataType::Integer | DataType::Long => Self::Integer,
            DataType::Float | DataType::Double => Self::Real,
            DataType::String => Self::Text,
            DataType::Boolean => Self::Boolean,
            _ => return None,
        })
    }

    fn of_dtype(dtype: &str) -> Option<Self> {
        Some(match dtype {
            "bool" => Self::Boolean,
            "str" => Self::Text,
            _ if dtype.starts_with("int") || dtype.starts_with("uint") => Self::Integer,
            _ if dtype.starts_with("float") => Self::Real,
            _ => return None,
        })
    }

    fn of_class(class: &Value) -> Option<Self> {
        Some(match class {
            Value::Int(_) => Self::Integer,
            Value::Float(_) => Self::Real,
            Value::Text(_) => Self::Text,
            Value::Bool(_) => Self::Boolean,
            _ => return None,
        })
    }
}

fn is_number(dtype: &str) -> bool {
    Family::of_dtype(dtype).is_some_and(|family| family != Family::Text)
}

/// Whether a declared shape can be one that the graph takes: unknown sides fit all.
fn fits(tensor: &Tensor, port: &GraphPort) -> bool {
    let Some(shape) = &port.shape else { return true };
    tensor.shape.len() == shape.len()
        && tensor.shape.iter().zip(shape).all(|(declared, side)| match (declared, side) {
            (crate::mlmodel::Value::Int(declared), Side::Length(length)) => *declared < 0 || u64::try_from(*declared) == Ok(*length),
            _ => true,
        })
}

/// Whether two releases are one; a file may keep only the first numbers.
fn is_same_release(declared: &str, own: &str) -> bool {
    let plain = |version: &str| version.split(['+', '-']).next().unwrap_or(version).trim().to_owned();
    let (declared, own) = (plain(declared), plain(own));
    declared == own || declared.strip_prefix(&own).is_some_and(|rest| rest.starts_with('.'))
}
