//! Code to load, call, register, serve and deploy a model, with its real path, names and types.
//!
//! Every snippet is valid as it stands in its language, whatever letters the names hold. To add one, add a [`SnippetKind`]
//! and the function that writes it.

mod azure;
mod data;
mod from_file;
mod native;
mod python;
mod quote;
mod register;
mod serve;
mod signature;

use std::path::Path;

use crate::enforce::{self, Caller, Contract, Form};
use crate::folder::{Archive, Environment, Example, ModelFolder, Opened, Subject};
use crate::inside::ModelFile;
use crate::mlmodel::display::{clipped, os_text};
use crate::mlmodel::flavors::PYFUNC;
use crate::mlmodel::signature::Schema;
use crate::mlmodel::value::Value;
use crate::mlmodel::{MlModel, json};

/// A body of more bytes is not written out in a snippet where a smaller one can be made.
const LARGE_BODY: usize = 4_000;
/// Letters of an archive's name.
const LONGEST_NAME: usize = 120;
/// Lines of a body are broken at this width, in characters.
const WIDTH: usize = 100;

/// What a snippet is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SnippetKind {
    Predict,
    Native,
    Dtypes,
    SparkUdf,
    Serve,
    Curl,
    Register,
    AzureRegister,
    SetSignature,
    LogModel,
    AzureEndpoint,
    AzureDeployment,
    AzureRequest,
}

/// What a snippet is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    Python,
    /// For bash, zsh and their like.
    Shell,
    Yaml,
    Json,
}

impl Language {
    /// What files of this language are called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Python => "Python",
            Self::Shell => "Shell",
            Self::Yaml => "YAML",
            Self::Json => "JSON",
        }
    }
}

/// Which heading a snippet stands under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SnippetGroup {
    Use,
    Register,
    Deploy,
}

impl SnippetGroup {
    /// The heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Use => "Use",
            Self::Register => "Register",
            Self::Deploy => "Deploy on Azure",
        }
    }
}

impl SnippetKind {
    /// The heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Predict => "Load and predict",
            Self::Native => "Load natively",
            Self::Dtypes => "pandas dtypes",
            Self::SparkUdf => "Spark UDF",
            Self::Serve => "Serve",
            Self::Curl => "Call with curl",
            Self::Register => "Register with MLflow",
            Self::AzureRegister => "Register on Azure",
            Self::SetSignature => "Signature as code",
            Self::LogModel => "Log as a model",
            Self::AzureEndpoint => "endpoint.yml",
            Self::AzureDeployment => "deployment.yml",
            Self::AzureRequest => "request.json",
        }
    }

    /// Where it stands among the others.
    #[must_use]
    pub fn group(self) -> SnippetGroup {
        match self {
            Self::Predict | Self::Native | Self::Dtypes | Self::SparkUdf | Self::Serve | Self::Curl => SnippetGroup::Use,
            Self::Register | Self::AzureRegister | Self::SetSignature | Self::LogModel => SnippetGroup::Register,
            Self::AzureEndpoint | Self::AzureDeployment | Self::AzureRequest => SnippetGroup::Deploy,
        }
    }

    /// Whether its text has the path of the model's folder in it.
    fn names_the_folder(self) -> bool {
        match self {
            Self::Predict
            | Self::Native
            | Self::SparkUdf
            | Self::Serve
            | Self::Register
            | Self::AzureRegister
            | Self::SetSignature
            | Self::LogModel
            | Self::AzureDeployment => true,
            Self::Dtypes | Self::Curl | Self::AzureEndpoint | Self::AzureRequest => false,
        }
    }

    /// What it is written in.
    #[must_use]
    pub fn language(self) -> Language {
        match self {
            Self::Predict | Self::Native | Self::Dtypes | Self::SparkUdf | Self::Register | Self::SetSignature | Self::LogModel => {
                Language::Python
            }
            Self::Serve | Self::Curl | Self::AzureRegister => Language::Shell,
            Self::AzureEndpoint | Self::AzureDeployment => Language::Yaml,
            Self::AzureRequest => Language::Json,
        }
    }
}

/// A piece of code, ready to be pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    pub kind: SnippetKind,
    /// What it does, and what to know before, in a sentence or two.
    pub about: String,
    pub text: String,
}

impl Snippet {
    /// Says that the archive is to be unpacked first, where the text names the folder of the model.
    fn unpack_first(&mut self, archive: &str) {
        if !self.kind.names_the_folder() {
            return;
        }
        let archive = clipped(archive, LONGEST_NAME);
        self.about = format!("Unpack {archive} first. {}", self.about);
        let comment = format!("# Unpack {archive} first: MLflow reads folders only.");
        self.text = format!("{}\n{}", quote::comment(&comment), self.text);
    }
}

/// What snippets are written for.
#[derive(Debug)]
pub struct SnippetSubject<'a> {
    /// Absolute. Of a model in an archive: where it lies once that is unpacked beside itself.
    path: String,
    /// The archive that is to be unpacked first.
    archive: Option<String>,
    /// What it is called; not yet fit for a registry.
    name: String,
    /// The name it is registered under, where a store knows one.
    registered: Option<String>,
    model: Option<&'a MlModel>,
    example: Option<&'a Example>,
    environment: Option<&'a Environment>,
    /// What was opened is a file by itself.
    is_file: bool,
    /// What the model's own files say; none where nobody looked.
    files: &'a [ModelFile],
}

impl<'a> SnippetSubject<'a> {
    /// A folder or file that was opened; `None` where it is no single thing to register.
    ///
    /// `registered`: the registered model's name, where a store knows it.
    #[must_use]
    pub fn of(opened: &'a Opened, registered: Option<&str>) -> Option<Self> {
        let folder: Option<&ModelFolder> = match &opened.subject {
            Subject::Model(folder) => Some(folder),
            Subject::Artifact(_) => None,
            Subject::Several { .. } | Subject::NotAModel(_) => return None,
        };
        let path = std::path::absolute(&opened.path).unwrap_or_else(|_| opened.path.clone());
        let name = match &opened.subject {
            Subject::Artifact(artifact) => artifact.name.clone(),
            _ => folder.map(|folder| folder.name.text.to_string()).unwrap_or_default(),
        };
        let unpacked = opened.archive().map(|archive| archive.unpacked_to().join(opened.archive_path().unwrap_or(Path::new(""))));
        Some(Self {
            path: os_text(unpacked.as_ref().unwrap_or(&path).as_os_str()),
            archive: opened.archive().map(Archive::name),
            name,
            registered: registered.map(str::to_owned),
            model: folder.and_then(ModelFolder::model),
            example: folder.and_then(|folder| folder.example.as_ref()),
            environment: folder.map(|folder| &folder.environment),
            is_file: opened.is_lone_file(),
            files: &[],
        })
    }

    /// The same, with what the model's own files say.
    #[must_use]
    pub fn with_files(self, files: &'a [ModelFile]) -> Self {
        Self { files, ..self }
    }

    fn contract(&self) -> Option<Contract<'a>> {
        Contract::of(self.model?).ok()
    }

    fn inputs(&self) -> Option<&'a Schema> {
        self.contract()?.inputs.filter(|schema| !schema.specs.is_empty())
    }

    fn is_pyfunc(&self) -> bool {
        self.model.is_some_and(|model| model.flavors.get(PYFUNC).is_some())
    }

    /// The name for MLflow's registry, which takes all but `/` and `:`.
    fn registry_name(&self) -> String {
        let name = self.registered.as_ref().unwrap_or(&self.name);
        let fit: String = name.chars().map(|c| if matches!(c, '/' | ':') || c.is_control() { '-' } else { c }).collect();
        let fit = fit.trim().to_owned();
        if fit.is_empty() { "model".to_owned() } else { fit }
    }

    /// The last part of the path.
    fn file_name(&self) -> &str {
        Path::new(&self.path).file_name().and_then(|name| name.to_str()).unwrap_or("model")
    }

    /// A request that the scoring server takes: the saved example where it is a small one, else one made from the signature.
    fn body(&self) -> Option<Value> {
        let contract = self.contract()?;
        let example = self
            .example
            .and_then(Example::body)
            .filter(|body| enforce::check_value(body.clone(), &contract, Caller::Rest).is_accepted() && is_plain(body));
        if let Some(small) = example.as_ref().filter(|body| body.to_json().len() <= LARGE_BODY) {
            return Some(small.clone());
        }
        let forms = [Form::DataframeSplit, Form::Inputs, Form::Instances, Form::DataframeRecords, Form::Unified];
        let made = forms.into_iter().find_map(|form| enforce::make(&contract, form, Caller::Rest));
        made.and_then(|text| json::parse(&text).ok()).or(example)
    }
}

/// Whether strict JSON can hold it: Python also writes NaN.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::Float(f) => f.is_finite(),
        Value::List(items) => items.iter().all(is_plain),
        Value::Map(entries) => entries.iter().all(|(_, value)| is_plain(value)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::BigInt(_) | Value::Text(_) => true,
        Value::DateTime(_) | Value::Bytes(_) | Value::Set(_) | Value::Omitted(_) => false,
    }
}

/// Every snippet that makes sense for the subject.
#[must_use]
pub fn all(subject: &SnippetSubject<'_>) -> Vec<Snippet> {
    let written = [
        python::predict(subject),
        native::load(subject),
        data::dtypes(subject),
        python::spark_udf(subject),
        serve::serve(subject),
        serve::curl(subject),
        from_file::log_model(subject),
        register::register(subject),
        Some(azure::register(subject)),
        signature::set_signature(subject).or_else(|| from_file::set_signature(subject)),
        azure::endpoint(subject),
        azure::deployment(subject),
        azure::request(subject),
    ];
    let mut snippets: Vec<Snippet> = written.into_iter().flatten().collect();
    if let Some(archive) = &subject.archive {
        for snippet in &mut snippets {
            snippet.unpack_first(archive);
        }
    }
    snippets
}
