//! The columns and the output that a signature declares, beside what the model was trained with.

use super::super::Severity::{Note, Warning};
use super::super::{Finding, codes};
use super::family::Family;
use super::ports::{INPUT, OUTPUT};
use super::{Compared, quoted};
use crate::inside::{ModelPart, Value, short_class};
use crate::mlmodel::display::{clipped, count};
use crate::mlmodel::flavors::PYFUNC;
use crate::mlmodel::signature::{Schema, SpecKind};

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
    pub(super) fn signature(&self, findings: &mut Vec<Finding>) {
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
