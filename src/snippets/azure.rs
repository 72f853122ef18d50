//! Azure Machine Learning, CLI version 2.

use std::fmt::Write as _;

use super::quote::{literal, visible_json, word};
use super::{Snippet, SnippetKind, SnippetSubject, WIDTH};
use crate::enforce::{self, AzureEndpoint, Contract, Form, Receiver};
use crate::mlmodel::json;

/// Azure's limit for the name of an endpoint.
const MAX_ENDPOINT: usize = 32;
/// Azure's limit for the name of a model.
const MAX_MODEL: usize = 255;

/// `az ml model create`, as a model or, without an MLmodel, as a plain artifact.
pub fn register(subject: &SnippetSubject<'_>) -> Snippet {
    let (kind, about) = if subject.model.is_some() {
        (
            "mlflow_model",
            "Registers the folder as an MLflow model: Azure reads its signature and deploys it without a scoring script. Group and workspace come from az configure --defaults.",
        )
    } else {
        (
            "custom_model",
            "There is no MLmodel that can be read, so Azure can only keep the files. What is lost: the signature and its checks, deployment without a scoring script and an environment of your own, and loading with mlflow.pyfunc.",
        )
    };
    let mut text = "az ml model create \\\n".to_owned();
    let _ = write!(text, "  --name {} \\\n  --type {kind} \\\n  --path {}\n", word(&model_name(subject)), word(&subject.path));
    Snippet { kind: SnippetKind::AzureRegister, about: about.to_owned(), text }
}

/// What an online endpoint is created from.
pub fn endpoint(subject: &SnippetSubject<'_>) -> Option<Snippet> {
    if !subject.is_pyfunc() {
        return None;
    }
    let name = endpoint_name(subject);
    Some(Snippet {
        kind: SnippetKind::AzureEndpoint,
        about: format!(
            "Save it as endpoint.yml, then: az ml online-endpoint create --file endpoint.yml. The name {name} must be free in the region."
        ),
        text: format!(
            "$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json\nname: {}\nauth_mode: key\n",
            literal(&name)
        ),
    })
}

/// What a deployment of the model to that endpoint is created from.
pub fn deployment(subject: &SnippetSubject<'_>) -> Option<Snippet> {
    if !subject.is_pyfunc() {
        return None;
    }
    let (endpoint, model, path) = (literal(&endpoint_name(subject)), literal(&model_name(subject)), literal(&subject.path));
    Some(Snippet {
        kind: SnippetKind::AzureDeployment,
        about: "Save it as deployment.yml, then: az ml online-deployment create --file deployment.yml --all-traffic. An MLflow model needs no scoring script and no environment.".to_owned(),
        text: format!(
            "$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json\n\
             name: blue\nendpoint_name: {endpoint}\nmodel:\n  name: {model}\n  path: {path}\n  type: mlflow_model\n\
             instance_type: Standard_DS3_v2\ninstance_count: 1\n"
        ),
    })
}

/// A body for the deployment, whose server takes `input_data`.
pub fn request(subject: &SnippetSubject<'_>) -> Option<Snippet> {
    if !subject.is_pyfunc() {
        return None;
    }
    let contract = subject.contract()?;
    let endpoint =
        subject.model.zip(subject.environment).map(|(model, environment)| AzureEndpoint::of(model, subject.example, environment));
    let contract = Contract { azure: endpoint.as_ref(), ..contract };
    let made = || json::parse(&enforce::make(&contract, Form::InputData, Receiver::Azure)?).ok();
    let example =
        || subject.body().map(|body| enforce::body_for(&body, &contract, Receiver::Azure)).filter(|body| body.get("input_data").is_some());
    let body = made().or_else(example)?;
    Some(Snippet {
        kind: SnippetKind::AzureRequest,
        about: format!(
            "Save it as request.json, then: az ml online-endpoint invoke --name {} --request-file request.json. Azure's server takes input_data, not dataframe_split.",
            endpoint_name(subject)
        ),
        text: format!("{}\n", visible_json(&json::pretty(&body, WIDTH))),
    })
}

/// Letters, digits, `-`, `_` and `.`, and a letter or digit first.
fn model_name(subject: &SnippetSubject<'_>) -> String {
    let name = subject.registry_name();
    let fit: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect();
    named(&squeezed(&fit), MAX_MODEL, subject)
}

/// Small letters, digits and `-`, 3 to 32 of them, and a letter first.
fn endpoint_name(subject: &SnippetSubject<'_>) -> String {
    let name = subject.registry_name().to_lowercase();
    let fit: String = name.chars().map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' }).collect();
    let fit = squeezed(&fit);
    let fit = if fit.starts_with(|c: char| c.is_ascii_lowercase()) && fit.len() >= 3 { fit } else { format!("model-{fit}") };
    fit.chars().take(MAX_ENDPOINT).collect::<String>().trim_end_matches('-').to_owned()
}

/// Runs of `-` as one, and none at the ends.
fn squeezed(text: &str) -> String {
    text.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

fn named(fit: &str, max: usize, subject: &SnippetSubject<'_>) -> String {
    let fit = fit.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    let own = || squeezed(&subject.file_name().chars().filter(char::is_ascii_alphanumeric).collect::<String>());
    let name = if fit.is_empty() { own() } else { fit.to_owned() };
    if name.is_empty() { "model".to_owned() } else { name.chars().take(max).collect() }
}
