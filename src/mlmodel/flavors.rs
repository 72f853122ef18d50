//! Every flavor MLflow has shipped: which of its entries name files or folders of the model, and
//! which of those loading needs (the `save_model` and `load_model` of each module under `mlflow/`).
//!
//! To add a flavor, add one entry to [`FLAVORS`].

use Expect::{Any, File, Folder, Prefix};
use Need::{Loading, Optional};

use super::{Flavor, Flavors, Value};

/// What an entry of a flavor is meant to name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    File,
    Folder,
    /// A file in some releases, a folder in others.
    Any,
    /// The beginning of several file names (paddle).
    Prefix,
}

/// Whether loading fails without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Loading,
    Optional,
}

/// An entry of a flavor whose value is a path below the model folder.
#[derive(Clone, Copy, Debug)]
pub struct PathEntry {
    /// Key below the flavor; dots go deeper (`env.conda`), `*` stands for every entry (`artifacts.*.path`).
    pub key: &'static str,
    pub expect: Expect,
    pub need: Need,
}

/// A file or folder at a fixed place that no key names.
#[derive(Clone, Copy, Debug)]
pub struct Implicit {
    /// Alternatives, any one of which will do; relative to the value of `below`, or to the model folder.
    pub any_of: &'static [&'static str],
    /// A path key of the flavor that the place is below.
    pub below: Option<&'static str>,
    pub need: Need,
}

/// What is known about one flavor.
#[derive(Clone, Copy, Debug)]
pub struct FlavorSpec {
    /// The key under `flavors`.
    pub name: &'static str,
    /// A few words: what kind of model this is.
    pub about: &'static str,
    /// The key that holds the library's version.
    pub version_key: &'static str,
    /// The library's name on PyPI, where that version can be compared with requirements.
    pub library: Option<&'static str>,
    pub paths: &'static [PathEntry],
    /// Loading fails unless one of the path entries that loading needs is there.
    pub names_model: bool,
    pub implicit: &'static [Implicit],
    /// The release since which MLflow no longer has it.
    pub removed: Option<&'static str>,
    /// Places that depend on the values of other entries.
    pub computed: fn(&Flavor, &Flavors) -> Vec<Computed>,
}

/// A place that follows from the values of a flavor's entries.
#[derive(Clone, Debug)]
pub struct Computed {
    /// The entry it follows from.
    pub key: &'static str,
    pub path: String,
    pub expect: Expect,
    pub need: Need,
    /// The entry itself names it.
    pub is_entry: bool,
}

const fn path(key: &'static str, expect: Expect, need: Need) -> PathEntry {
    PathEntry { key, expect, need }
}

const fn implicit(any_of: &'static [&'static str], below: Option<&'static str>, need: Need) -> Implicit {
    Implicit { any_of, below, need }
}

impl FlavorSpec {
    const fn new(name: &'static str, about: &'static str, version_key: &'static str) -> Self {
        let computed: fn(&Flavor, &Flavors) -> Vec<Computed> = |_, _| Vec::new();
        Self { name, about, version_key, library: None, paths: &[], names_model: false, implicit: &[], removed: None, computed }
    }

    const fn library(mut self, name: &'static str) -> Self {
        self.library = Some(name);
        self
    }

    /// Entries of which at least one that loading needs must be there.
    const fn model(mut self, paths: &'static [PathEntry]) -> Self {
        self.paths = paths;
        self.names_model = true;
        self
    }

    /// Entries of which none needs to be there.
    const fn paths(mut self, paths: &'static [PathEntry]) -> Self {
        self.paths = paths;
        self
    }

    const fn implicit(mut self, implicit: &'static [Implicit]) -> Self {
        self.implicit = implicit;
        self
    }

    const fn removed(mut self, release: &'static str) -> Self {
        self.removed = Some(release);
        self
    }

    const fn computed(mut self, computed: fn(&Flavor, &Flavors) -> Vec<Computed>) -> Self {
        self.computed = computed;
        self
    }
}

/// Entries that stand in (nearly) every flavor.
pub const COMMON: &[PathEntry] = &[path("code", Folder, Optional), path("extra_files.*.path", File, Optional)];

/// The flavor that every server loads (`mlflow/pyfunc/__init__.py`).
pub const PYFUNC: &str = "python_function";
/// The flavor of R functions, of which `python_function` knows nothing.
pub const R_FUNCTION: &str = "crate";

/// Every flavor that MLflow 3.18 ships or an older release shipped (`mlflow/<flavor>/__init__.py`).
pub const FLAVORS: &[FlavorSpec] = &[
    FlavorSpec::new(PYFUNC, "loads through mlflow.pyfunc, as every server does", "python_version")
        .paths(&[
            path("env", File, Optional),
            path("env.conda", File, Optional),
            path("env.virtualenv", File, Optional),
            path("data", Any, Loading),
            path("python_model", File, Loading),
            path("artifacts.*.path", Any, Loading),
            path("parameters_path", File, Loading),
        ])
        .computed(pyfunc),
    FlavorSpec::new("sklearn", "scikit-learn", "sklearn_version").library("scikit-learn").model(&[path("pickled_model", File, Loading)]),
    FlavorSpec::new("xgboost", "XGBoost", "xgb_version").library("xgboost").model(&[path("data", File, Loading)]),
    FlavorSpec::new("lightgbm", "LightGBM", "lgb_version").library("lightgbm").model(&[path("data", File, Loading)]),
    FlavorSpec::new("catboost", "CatBoost", "catboost_version").library("catboost").model(&[path("data", File, Loading)]),
    FlavorSpec::new("keras", "Keras", "keras_version").library("keras").model(&[path("data", Any, Loading)]).implicit(&[
        implicit(&["model.keras", "model.h5", "model"], Some("data"), Loading),
        implicit(&["keras_module.txt"], Some("data"), Optional),
    ]),
    FlavorSpec::new("tensorflow", "TensorFlow", "tensorflow_version")
        .library("tensorflow")
        .model(&[path("data", Folder, Loading), path("saved_model_dir", Folder, Loading)])
        .implicit(&[
            implicit(&["model", "model.keras", "model.h5"], Some("data"), Loading),
            implicit(&["saved_model.pb", "saved_model.pbtxt"], Some("saved_model_dir"), Loading),
        ]),
    FlavorSpec::new("pytorch", "PyTorch", "pytorch_version")
        .library("torch")
        .model(&[path("model_data", Any, Loading), path("requirements_file.path", File, Optional)])
        .implicit(&[implicit(&["model.pth", "model.pt2"], Some("model_data"), Loading)]),
    FlavorSpec::new("onnx", "ONNX", "onnx_version").library("onnx").model(&[path("data", File, Loading)]),
    FlavorSpec::new("spark", "Spark ML", "pyspark_version")
        .library("pyspark")
        .model(&[path("model_data", Folder, Loading)])
        .implicit(&[implicit(&["metadata", "metadata.json"], Some("model_data"), Loading)]),
    FlavorSpec::new("mleap", "MLeap", "mleap_version")
        .removed("3.0")
        .model(&[path("model_data", Any, Loading), path("input_schema", File, Optional)]),
    FlavorSpec::new("h2o", "H2O", "h2o_version").library("h2o").model(&[path("data", Folder, Loading)]).implicit(&[implicit(
        &["h2o.yaml"],
        Some("data"),
        Loading,
    )]),
    FlavorSpec::new("johnsnowlabs", "John Snow Labs", "pyspark_version").library("pyspark").model(&[path("model_data", Folder, Loading)]),
    FlavorSpec::new("fastai", "fastai", "fastai_version").removed("3.0").library("fastai").model(&[path("data", File, Loading)]),
    FlavorSpec::new("gluon", "MXNet Gluon", "mxnet_version")
        .removed("2.20")
        .library("mxnet")
        .implicit(&[implicit(&["data/net-symbol.json"], None, Loading), implicit(&["data/net-0000.params"], None, Loading)]),
    FlavorSpec::new("statsmodels", "statsmodels", "statsmodels_version").library("statsmodels").model(&[path("data", File, Loading)]),
    FlavorSpec::new("prophet", "Prophet", "prophet_version").library("prophet").model(&[path("data", File, Loading)]),
    FlavorSpec::new("pmdarima", "pmdarima", "pmdarima_version").library("pmdarima").model(&[path("data", File, Loading)]),
    FlavorSpec::new("diviner", "Diviner", "diviner_version").removed("3.8").library("diviner").model(&[path("data", Any, Loading)]),
    FlavorSpec::new("spacy", "spaCy", "spacy_version").library("spacy").model(&[path("data", Folder, Loading)]),
    FlavorSpec::new("paddle", "PaddlePaddle", "paddle_version").library("paddlepaddle").model(&[path("pickled_model", Prefix, Loading)]),
    FlavorSpec::new("shap", "a SHAP explainer", "shap_version")
        .library("shap")
        .model(&[path("serialized_explainer", File, Loading)])
        .computed(underlying_model),
    FlavorSpec::new("transformers", "Hugging Face Transformers", "transformers_version")
        .library("transformers")
        .paths(&[path("model_binary", Folder, Loading), path("pipeline", Folder, Loading), path("peft_adaptor", Folder, Loading)])
        .computed(components),
    FlavorSpec::new("sentence_transformers", "Sentence Transformers", "sentence_transformers_version")
        .library("sentence-transformers")
        .paths(&[path("data", Folder, Loading)]),
    FlavorSpec::new("langchain", "LangChain", "langchain_version").library("langchain").paths(&[
        path("model_data", Any, Loading),
        path("agent_data", File, Loading),
        path("tools_data", File, Loading),
        path("agent_primitive_data", File, Loading),
        path("loader_fn", File, Loading),
        path("persist_dir", Folder, Loading),
    ]),
    FlavorSpec::new("openai", "OpenAI", "openai_version").library("openai").model(&[path("data", File, Loading)]),
    FlavorSpec::new("llama_index", "LlamaIndex", "llama_index_version").library("llama-index").computed(index),
    FlavorSpec::new("dspy", "DSPy", "dspy_version").library("dspy").paths(&[path("model_path", Any, Loading)]),
    FlavorSpec::new("promptflow", "a prompt flow", "version")
        .removed("3.8")
        .library("promptflow")
        .paths(&[path("entry", File, Loading), path("python_requirements_txt", File, Optional)]),
    FlavorSpec::new("diffusers", "Hugging Face Diffusers", "diffusers_version")
        .library("diffusers")
        .model(&[path("adapter_weights", Folder, Loading)])
        .computed(adapter),
    FlavorSpec::new("crate", "an R function", "version").model(&[path("model", File, Loading)]),
    FlavorSpec::new("r_function", "an R function, as early releases wrote it", "version").model(&[path("model", File, Loading)]),
    FlavorSpec::new("aml", "Azure Machine Learning", "azureml_version").paths(&[path("model_data", Any, Loading)]),
    FlavorSpec::new("hftransformers", "Azure's Transformers", "transformers_version").paths(&[path("model_data", Any, Loading)]),
    FlavorSpec::new("hftransformersv2", "Azure's Transformers", "transformers_version").paths(&[path("model_data", Any, Loading)]),
];

fn computed(key: &'static str, path: String, expect: Expect) -> Computed {
    Computed { key, path, expect, need: Loading, is_entry: false }
}

fn pyfunc(flavor: &Flavor, _: &Flavors) -> Vec<Computed> {
    let mut found = Vec::new();
    if let Some(path) = flavor.text("model_path") {
        let expect = match flavor.text("loader_module") {
            Some("mlflow.sklearn" | "mlflow.shap") => File,
            Some("mlflow.paddle") => Prefix,
            _ => Any,
        };
        found.push(Computed { is_entry: true, ..computed("model_path", path.to_owned(), expect) });
    }
    // Models from code keep their author's absolute path; only its last part counts, at the top of the folder.
    let script = flavor.text("model_code_path").and_then(|p| p.rsplit(['/', '\\']).next());
    if let Some(name) = script.filter(|name| !name.is_empty()) {
        found.push(Computed { is_entry: true, ..computed("model_code_path", name.to_owned(), File) });
    }
    found
}

fn underlying_model(flavor: &Flavor, _: &Flavors) -> Vec<Computed> {
    match flavor.text("underlying_model_flavor") {
        Some("sklearn" | "pytorch") => vec![computed("underlying_model_flavor", "underlying_model".to_owned(), Folder)],
        _ => Vec::new(),
    }
}

fn components(flavor: &Flavor, _: &Flavors) -> Vec<Computed> {
    // The first release to ship this flavor (2.3) kept the parts in the pipeline's own folder; a model
    // saved without its weights (save_pretrained=False) has none and fetches them by their revision.
    if flavor.value.get("model_binary").or(flavor.value.get("local_base_model_path")).is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    if let Some(Value::List(names)) = flavor.value.get("components") {
        found.extend(names.iter().filter_map(Value::as_text).map(|name| computed("components", format!("components/{name}"), Folder)));
    }
    if flavor.text("processor_type").is_some() {
        found.push(computed("processor_type", "components/processor".to_owned(), Folder));
    }
    found
}

fn index(flavor: &Flavor, flavors: &Flavors) -> Vec<Computed> {
    let settings = computed("llama_index_version", "settings.json".to_owned(), File);
    let from_code = flavors.get(PYFUNC).is_some_and(|pyfunc| pyfunc.text("model_code_path").is_some());
    if from_code || flavor.text("model_code_path").is_some() {
        vec![settings]
    } else {
        vec![settings, computed("llama_index_version", "index".to_owned(), Folder)]
    }
}

fn adapter(flavor: &Flavor, _: &Flavors) -> Vec<Computed> {
    match (flavor.text("adapter_weights"), flavor.text("weight_name")) {
        (Some(folder), Some(name)) => vec![computed("weight_name", format!("{folder}/{name}"), File)],
        _ => Vec::new(),
    }
}

/// Keys that name a path in flavors this program does not know: community ones use MLflow's words.
pub const CUSTOMARY_PATH_KEYS: &[&str] = &[
    "data",
    "model_path",
    "model_data",
    "pickled_model",
    "code",
    "python_model",
    "serialized_explainer",
    "saved_model_dir",
    "model_binary",
    "peft_adaptor",
    "agent_data",
    "tools_data",
    "agent_primitive_data",
    "loader_fn",
    "persist_dir",
    "entry",
    "adapter_weights",
    "parameters_path",
    "input_schema",
    "requirements_file.path",
    "artifacts.*.path",
    "env",
    "env.conda",
    "env.virtualenv",
];

/// The entry for the flavor of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static FlavorSpec> {
    FLAVORS.iter().find(|spec| spec.name == name)
}

/// The known flavor that a misspelled name is probably meant to be.
#[must_use]
pub fn meant(name: &str) -> Option<&'static str> {
    closest(name, FLAVORS.iter().map(|spec| spec.name))
}

/// The candidate that differs from `name` by a slip of the keyboard, if one does.
#[must_use]
pub fn closest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.trim();
    if name.chars().count() > 64 {
        return None;
    }
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(&name.to_lowercase(), candidate), candidate))
        // A word of three letters is one slip away from too many others.
        .filter(|(distance, candidate)| *distance <= (candidate.len() / 4).min(2))
        .min()
        .map(|(_, candidate)| candidate)
        .filter(|candidate| *candidate != name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_find_what_was_meant() {
        assert_eq!(meant("python_functions"), Some("python_function"));
        assert_eq!(meant("skleran"), Some("sklearn"));
        assert_eq!(meant("Sklearn"), Some("sklearn"));
        assert_eq!(meant("sklearn"), None);
        assert_eq!(meant("sktime"), None);
        assert_eq!(meant("flaml"), None);
    }

    #[test]
    fn every_name_stands_once() {
        let mut names: Vec<_> = FLAVORS.iter().map(|f| f.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FLAVORS.len());
    }
}
