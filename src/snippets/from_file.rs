//! A signature from what the model's own file says, for a model that has none, and for a file that is no model yet.

use std::fmt::Write as _;

use super::quote::literal;
use super::signature::SignatureCode;
use super::{Snippet, SnippetKind, SnippetSubject};
use crate::inside::{Format, GraphPort, ModelFile, Side, SkopsTrust, Value as Own, short_class};
use crate::mlmodel::signature::{DataType, Required, Schema, Spec, SpecKind, Tensor};
use crate::mlmodel::value::Value;

/// Columns that are written out; a model of more is described by their number.
const MAX_COLUMNS: usize = 500;
/// Types that skops is told to trust.
const MAX_TYPES: usize = 100;

/// What a file says of inputs and outputs.
struct FromFile {
    inputs: Schema,
    /// Nothing where the file does not tell.
    outputs: Option<Schema>,
    /// What stands in it that the file does not say, as a sentence.
    guessed: &'static str,
}

impl FromFile {
    fn of(file: &ModelFile) -> Option<Self> {
        if !file.inputs.is_empty() {
            let tensors = |ports: &[GraphPort]| ports.iter().map(tensor_of_port).collect::<Option<Vec<_>>>();
            return Some(Self {
                inputs: Schema { specs: tensors(&file.inputs)? },
                outputs: tensors(&file.outputs).filter(|specs| !specs.is_empty()).map(|specs| Schema { specs }),
                guessed: "Inputs and outputs are those of the graph.",
            });
        }
        let features = file.features.as_ref()?;
        let outputs = output(file).map(|spec| Schema { specs: vec![spec] });
        let types = features.types.as_deref().unwrap_or_default();
        match features.names.as_deref() {
            Some(names) if !names.is_empty() && names.len() <= MAX_COLUMNS => {
                let kinds = types.iter().map(|kind| Some(&**kind)).chain(std::iter::repeat(None));
                let columns = names.iter().zip(kinds).map(|(name, kind)| column(Some(name), kind));
                let guessed = if types.is_empty() {
                    "The file keeps the names of its columns and no types: double stands for each, so set those that your data has."
                } else {
                    "The names and types of the columns are those that the file keeps; check them against your data."
                };
                Some(Self { inputs: Schema { specs: columns.collect() }, outputs, guessed })
            }
            _ => {
                let count = i64::try_from(features.count?).ok()?;
                let guessed = "The file keeps no names, only how many columns there are: an array of float64 stands for them.";
                Some(Self { inputs: Schema { specs: vec![tensor(None, "float64", vec![-1, count])] }, outputs, guessed })
            }
        }
    }

    /// `signature = ModelSignature(…)`, with what it imports.
    fn code(&self) -> SignatureText {
        let mut code = SignatureCode::default();
        let mut text = "signature = ModelSignature(\n".to_owned();
        let parts = [("inputs", Some(&self.inputs)), ("outputs", self.outputs.as_ref())];
        for (name, schema) in parts {
            match schema {
                Some(schema) => {
                    let _ = writeln!(text, "    {name}={},", code.schema(schema));
                }
                None => {
                    let _ = writeln!(text, "    # {name}=…: the file does not tell");
                }
            }
        }
        text.push_str(")\n");
        SignatureText { imports: code, text }
    }
}

struct SignatureText {
    imports: SignatureCode,
    text: String,
}

fn column(name: Option<&str>, kind: Option<&str>) -> Spec {
    // By the names of xgboost, LightGBM and CatBoost.
    let data_type = match kind {
        Some("int") => DataType::Long,
        Some("i") => DataType::Boolean,
        Some("c" | "Categorical" | "Text") => DataType::String,
        _ => DataType::Double,
    };
    Spec { name: name.map(|name| Value::Text(name.into())), kind: SpecKind::Column { data_type, required: Required::Yes } }
}

fn tensor(name: Option<&str>, dtype: &str, shape: Vec<i64>) -> Spec {
    let shape = shape.into_iter().map(Value::Int).collect();
    Spec { name: name.map(|name| Value::Text(name.into())), kind: SpecKind::Tensor(Tensor { dtype: dtype.into(), shape }) }
}

/// Of an input or output whose type numpy has.
fn tensor_of_port(port: &GraphPort) -> Option<Spec> {
    let side = |side: &Side| match side {
        Side::Length(length) => i64::try_from(*length).ok(),
        Side::Named(_) | Side::Any => Some(-1),
    };
    let dtype = match port.dtype.as_str() {
        "string" => "str",
        plain if plain.starts_with(|c: char| c.is_ascii_lowercase()) && plain.chars().all(|c| c.is_ascii_alphanumeric()) => plain,
        _ => return None,
    };
    let shape = port.shape.as_ref()?.iter().map(side).collect::<Option<_>>()?;
    Some(tensor(Some(&*port.name).filter(|name| !name.is_empty()), dtype, shape))
}

/// What `predict` returns: one of the classes, or a number.
fn output(file: &ModelFile) -> Option<Spec> {
    let class = short_class(file.class.as_deref()?);
    // The last step of a pipeline predicts.
    let last = file.parts.iter().rfind(|part| !part.path.contains('/')).map(|part| short_class(&part.class));
    let own = if class == "Pipeline" { last? } else { class };
    let data_type = match &file.classes {
        Some(classes) if classes.is_of_several_outputs => return None,
        // xgboost's and LightGBM's own objects return chances, whatever the classes.
        Some(_) if own == "Booster" => DataType::Double,
        Some(classes) => match classes.values.first()? {
            Own::Int(_) | Own::Long(_) => DataType::Long,
            Own::Bool(_) => DataType::Boolean,
            Own::Text(_) => DataType::String,
            Own::Float(_) => DataType::Double,
            _ => return None,
        },
        None if own.ends_with("Regressor") || own.ends_with("Regression") || own == "Booster" => DataType::Double,
        None if matches!(own, "Ridge" | "Lasso" | "ElasticNet" | "SVR" | "LinearSVR") => DataType::Double,
        None if own.contains("KMeans") => DataType::Integer,
        None => return None,
    };
    Some(Spec { name: None, kind: SpecKind::Column { data_type, required: Required::Yes } })
}

/// The file of a subject that says most of inputs and outputs.
fn file<'a>(subject: &SnippetSubject<'a>) -> Option<&'a ModelFile> {
    let says = |file: &&ModelFile| !file.inputs.is_empty() || file.features.is_some();
    subject.files.iter().find(says)
}

/// `mlflow.models.set_signature` for a model that has no signature.
pub fn set_signature(subject: &SnippetSubject<'_>) -> Option<Snippet> {
    subject.model.filter(|model| model.signature.is_none())?;
    let found = FromFile::of(file(subject)?)?;
    let SignatureText { imports, text } = found.code();
    let head = imports.imports(&["ModelSignature", "set_signature"], &[]);
    Some(Snippet {
        kind: SnippetKind::SetSignature,
        about: format!(
            "The MLmodel has no signature; this one is made of what its file says. {} set_signature writes it into the MLmodel (MLflow 2.1.1 and later).",
            found.guessed
        ),
        text: format!("{head}\n{text}set_signature({}, signature)\n", literal(&subject.path)),
    })
}

/// Loads a file and logs it as a model.
pub fn log_model(subject: &SnippetSubject<'_>) -> Option<Snippet> {
    if subject.model.is_some() {
        return None;
    }
    let (file, is_alone) = (subject.files.first()?, subject.is_file);
    let path = if is_alone { subject.path.clone() } else { format!("{}/{}", subject.path.trim_end_matches('/'), file.path) };
    let loading = Loading::of(file, &path)?;
    let found = FromFile::of(file);
    let mut text = String::new();
    let module = loading.module;
    match found.as_ref().map(FromFile::code) {
        Some(SignatureText { imports, text: signature }) => {
            text.push_str(&imports.imports(&["ModelSignature"], &[loading.import, "import mlflow"]));
            let _ = write!(text, "\n{}\n{signature}", loading.code);
        }
        None => {
            let _ = write!(text, "{}\nimport mlflow\n\n{}", loading.import, loading.code);
        }
    }
    let signature = if found.is_some() { ", signature=signature" } else { "" };
    let _ = write!(
        text,
        "# MLflow 2: artifact_path=\"model\" in place of name.\nmlflow.{module}.log_model(model, name=\"model\"{signature}{})\n",
        loading.keep
    );
    let guessed =
        found.map_or("The file says nothing of inputs: pass input_example=… and MLflow makes a signature of it.", |found| found.guessed);
    let about = format!("Loads the file and logs it as a model that can be served. {guessed}{}", loading.warning);
    Some(Snippet { kind: SnippetKind::LogModel, about, text })
}

/// How a file is loaded, and the module of MLflow that logs what it holds.
struct Loading {
    import: &'static str,
    code: String,
    /// `sklearn`, as in `mlflow.sklearn`.
    module: &'static str,
    /// Further arguments that keep the object as it was saved, with a comma before each.
    keep: &'static str,
    /// What to know before, with a blank before it.
    warning: &'static str,
}

/// MLflow 3.18 saves with skops unless told otherwise, and skops asks for trust in many types of scikit-learn's own.
const AS_PICKLE: &str = ", serialization_format=\"cloudpickle\"";

/// What loading a pickle means.
const RUNS: &str = " Loading a pickle runs what stands in it: only where you trust who made it.";

impl Loading {
    fn of(file: &ModelFile, path: &str) -> Option<Self> {
        let path = literal(path);
        let is_classifier = file.classes.is_some();
        Some(match file.format {
            Format::Pickle | Format::Joblib => {
                let module = module(file)?;
                let keep = if module == "sklearn" { AS_PICKLE } else { "" };
                Self { import: "import joblib", code: format!("model = joblib.load({path})\n"), module, keep, warning: RUNS }
            }
            Format::Skops => {
                let asked = file.imports.iter().filter(|name| SkopsTrust::asked_for(name).is_some()).take(MAX_TYPES);
                let asked: Vec<String> = asked.map(|name| literal(name)).collect();
                Self {
                    import: "import skops.io",
                    code: format!(
                        "trusted = [{}]  # what skops asks about: look at it first\nmodel = skops.io.load({path}, trusted=trusted)\n",
                        asked.join(", ")
                    ),
                    module: module(file)?,
                    keep: ", skops_trusted_types=trusted",
                    warning: "",
                }
            }
            Format::XgboostUbj | Format::XgboostJson | Format::XgboostBinary => Self {
                import: "import xgboost",
                code: format!("model = xgboost.Booster()\nmodel.load_model({path})\n"),
                module: "xgboost",
                keep: "",
                warning: "",
            },
            Format::LightgbmText => Self {
                import: "import lightgbm",
                code: format!("model = lightgbm.Booster(model_file={path})\n"),
                module: "lightgbm",
                keep: "",
                warning: "",
            },
            Format::Catboost => Self {
                import: "import catboost",
                code: format!("model = catboost.{}().load_model({path})\n", if is_classifier { "CatBoostClassifier" } else { "CatBoost" }),
                module: "catboost",
                keep: "",
                warning: "",
            },
            Format::Onnx => {
                Self { import: "import onnx", code: format!("model = onnx.load({path})\n"), module: "onnx", keep: "", warning: "" }
            }
            _ => return None,
        })
    }
}

/// The module of MLflow for an object of this class.
fn module(file: &ModelFile) -> Option<&'static str> {
    let class = file.class.as_deref()?;
    let top = class.split('.').next()?;
    Some(match top {
        "sklearn" | "imblearn" => "sklearn",
        "xgboost" => "xgboost",
        "lightgbm" => "lightgbm",
        "catboost" => "catboost",
        "statsmodels" => "statsmodels",
        _ => return None,
    })
}
