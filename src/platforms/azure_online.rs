//! Azure's no-code online endpoints: what happens when the scoring script is imported
//! (Azure/azureml-assets `assets/inference/environments/mlflow-py312-inference/context/mlflow_score_script.py` at 4b41f8c, 2026-07-23; run
//! 2026-11-25 with mlflow 3.18.0 and pandas 3.1.1, and with mlflow-skinny 2.22.2 and pandas 2.3.3). The script makes a sample first
//! ([`crate::enforce::azure`]) and loads the model last.

use super::{Basis, Candidate, Fix, Group, Place, Platform, Reason, azure_conda, azure_env, beyond, codes, mlmodel_change, signature};
use crate::enforce::azure::{self, FaultKind, Pandas, SampleFault};
use crate::folder::ModelFolder;
use crate::mlmodel::MlModel;
use crate::mlmodel::signature::{DataType, PartName, Schema, Tensor};

const CHECKED: &str = "mlflow_score_script.py of Azure/azureml-assets at 4b41f8c, 2026-07-23, run 2026-11-25";
const NOT_CHECKED: &str = "the installation of the environment, unpickling, quota and access";

/// This platform.
pub(super) static PLATFORM: Platform = Platform {
    id: "azure-online",
    name: "Azure online endpoint",
    group: Group::Azure,
    is_variant: false,
    serves: true,
    basis: Basis::Run,
    checked: CHECKED,
    not_checked: NOT_CHECKED,
    rule: |candidate| rule(candidate, candidate.written().map_or(Pandas::Three, Pandas::by_mlflow)),
    today: Some(today),
    beyond: &[azure_env::rule, beyond::cannot_load, beyond::contradicted],
};

/// The same with the pandas of MLflow 2.
pub(super) static PANDAS_2: Platform = Platform {
    id: "azure-online-pandas2",
    name: "Azure online endpoint, with pandas 2",
    is_variant: true,
    rule: |candidate| rule(candidate, Pandas::Two),
    today: None,
    ..PLATFORM
};

/// The same with pandas 3.
pub(super) static PANDAS_3: Platform = Platform {
    id: "azure-online-pandas3",
    name: "Azure online endpoint, with pandas 3",
    is_variant: true,
    rule: |candidate| rule(candidate, Pandas::Three),
    today: None,
    ..PLATFORM
};

/// With the pandas that the environment of the folder gets.
fn today(candidate: &Candidate<'_>) -> Vec<Reason> {
    let (Ok(model), Some(folder)) = (candidate.read(), candidate.folder()) else { return rule(candidate, Pandas::Three) };
    let pandas = Pandas::of(model, &folder.environment);
    let mut reasons = rule(candidate, pandas);
    if candidate.wants_pandas_2() {
        let with_2 = rule(candidate, Pandas::Two);
        for reason in reasons.iter_mut().filter(|reason| !with_2.contains(reason)) {
            reason.fix = candidate.conda_fix();
        }
    }
    if pandas == Pandas::Two && Pandas::by_mlflow(model) == Pandas::Three && azure_conda::starts_with_pandas_2_only(candidate) {
        let message = "The scoring script starts with the pandas 2 that the environment files ask for, and not with pandas 3.";
        reasons.push(Reason::note(codes::AZURE_PANDAS_KEPT, message).file(azure_conda::CONDA));
    }
    reasons
}

fn rule(candidate: &Candidate<'_>, pandas: Pandas) -> Vec<Reason> {
    let (model, folder) = match (candidate.read(), candidate.folder()) {
        (Ok(model), Some(folder)) => (model, folder),
        (Err(reasons), _) => return reasons,
        (Ok(_), None) => return Vec::new(),
    };
    let sampled = azure::sample(model, folder.example.as_ref(), pandas);
    let mut reasons: Vec<Reason> = sampled.faults.iter().map(|fault| told(fault, model, folder)).collect();
    reasons.extend(candidate.serving().iter().cloned());
    if pandas == Pandas::Three && azure_conda::is_unsigned(model) && candidate.wants_pandas_2() {
        reasons.push(
            Reason::note(
                codes::AZURE_PANDAS,
                "Without a signature, every request that holds a table fails with pandas 3, which the environment gets today.",
            )
            .file("conda.yaml")
            .shared_fix(candidate.conda_fix()),
        );
    }
    reasons
}

/// A fault of the sample in words.
fn told(fault: &SampleFault, model: &MlModel, folder: &ModelFolder) -> Reason {
    let schema = match fault.part {
        Some(PartName::Outputs) => signature::outputs(model),
        Some(PartName::Inputs) => signature::inputs(model),
        Some(PartName::Params) | None => None,
    };
    let what = what(fault, schema);
    let reason = match fault.kind {
        FaultKind::SignatureIsText => return signature::is_text(model).unwrap_or_else(|| Reason::stops(codes::SIGNATURE_IS_TEXT, what)),
        FaultKind::ExampleNotRead => Reason::cannot_tell(
            codes::AZURE_EXAMPLE_UNTOLD,
            "The saved example is too large to be read here, and the scoring script reads it.",
        ),
        kind => Reason::stops(code(kind, fault.part), format!("{what}.")),
    };
    let place = match fault.part {
        None => Place::key(&["saved_input_example_info"]),
        Some(part) if fault.kind == FaultKind::NoInputs => Place::key(&["signature", part.key()][..1]),
        Some(part) => Place::key(&["signature", part.key()]),
    };
    reason.at(place).fix(fix(fault, folder))
}

fn code(kind: FaultKind, part: Option<PartName>) -> &'static crate::mlmodel::Code {
    match kind {
        FaultKind::SignatureIsText => codes::SIGNATURE_IS_TEXT,
        FaultKind::NoInputs => codes::AZURE_NO_INPUTS,
        FaultKind::Nested if part == Some(PartName::Outputs) => codes::AZURE_OUTPUT_NESTED,
        FaultKind::Nested => codes::AZURE_INPUT_NESTED,
        FaultKind::FreeDimension => codes::AZURE_TENSOR_DIMENSION,
        FaultKind::BadShape | FaultKind::NoDimension => codes::AZURE_TENSOR_SHAPE,
        FaultKind::Dtype => codes::AZURE_TENSOR_DTYPE,
        FaultKind::DateTime => codes::AZURE_OUTPUT_DATETIME,
        FaultKind::NameTwice => codes::AZURE_NAME_TWICE,
        FaultKind::NameIsAList => codes::AZURE_COLUMN_NAME,
        FaultKind::NamedArrays if part.is_some() => codes::AZURE_TENSOR_SHAPE,
        FaultKind::PlainObject | FaultKind::OneValue | FaultKind::NamedArrays => codes::AZURE_EXAMPLE,
        FaultKind::ExampleNotRead => codes::AZURE_EXAMPLE_UNTOLD,
    }
}

/// What is the case, as a sentence without its full stop.
fn what(fault: &SampleFault, schema: Option<&Schema>) -> String {
    let spec = fault.index.and_then(|index| Some((index, schema?.specs.get(index)?)));
    let named = spec.map(|(index, spec)| signature::called(spec, index)).unwrap_or_default();
    let noun = if schema.is_some_and(Schema::is_tensors) { "tensor" } else { "column" };
    let part = if fault.part == Some(PartName::Outputs) { "output" } else { "input" };
    let shape = || spec.and_then(|(_, spec)| signature::tensor(spec)).map(Tensor::shape_text).unwrap_or_default();
    match fault.kind {
        FaultKind::SignatureIsText => "The entry signature is no map".to_owned(),
        FaultKind::NoInputs => "The signature has no inputs, and the scoring script looks at the first of them".to_owned(),
        FaultKind::Nested => {
            let kind = spec.and_then(|(_, spec)| signature::column(spec)).map(DataType::summary).unwrap_or_default();
            format!("The {part} {noun} {named} is {kind}, and the scoring script makes a table of plain columns only")
        }
        FaultKind::FreeDimension => {
            format!("The {part} tensor {named} has the shape {}, and the scoring script takes -1 in the first place only", shape())
        }
        FaultKind::BadShape => {
            format!("The {part} tensor {named} has the shape {}, which holds something else than whole numbers", shape())
        }
        FaultKind::NoDimension => format!("The {part} tensor {named} has no dimension, and the scoring script cannot describe one value"),
        FaultKind::Dtype => {
            let dtype = spec.and_then(|(_, spec)| signature::tensor(spec)).map_or("", |tensor| &tensor.dtype);
            format!("The {part} tensor {named} is {dtype}, which the scoring script cannot describe")
        }
        FaultKind::DateTime => format!("The output column {named} is a date, and the scoring script dies of that"),
        FaultKind::NameTwice => format!("Two {part} columns have one name; the second is {named}"),
        FaultKind::NameIsAList => format!("The name of the {part} column {named} is a list"),
        FaultKind::NamedArrays if fault.part.is_some() => {
            "The scoring script cannot describe named tensors of a transformers model".to_owned()
        }
        FaultKind::NamedArrays => {
            "The saved example holds named arrays, which the scoring script cannot describe for a transformers model".to_owned()
        }
        FaultKind::PlainObject => {
            "The saved example is an object of plain values, and the scoring script wants an array for each name".to_owned()
        }
        FaultKind::OneValue => "The saved example holds one value in place of an array".to_owned(),
        FaultKind::ExampleNotRead => "The saved example was not read here".to_owned(),
    }
}

/// What to do, as it was run.
fn fix(fault: &SampleFault, folder: &ModelFolder) -> Option<Fix> {
    let is_output = fault.part == Some(PartName::Outputs);
    let plain_output = || {
        Fix::python(
            "Declare a plain output before saving. Without outputs it would start on Azure too, and Unity Catalog and MLServer would refuse it.",
            "signature.outputs = Schema([ColSpec(\"string\", \"y\")])",
        )
    };
    Some(match fault.kind {
        FaultKind::SignatureIsText | FaultKind::ExampleNotRead => return None,
        FaultKind::NoInputs => signature::infer("Save it with inputs and outputs, or without any signature."),
        FaultKind::Nested if is_output => plain_output(),
        FaultKind::DateTime => plain_output(),
        FaultKind::Nested => Fix::python("For Azure, save it without a signature.", "signature=None").breaking(&["unity-catalog"]),
        FaultKind::FreeDimension => {
            Fix::python("Declare every length but the first.", "TensorSpec(np.dtype(\"float32\"), (-1, 3))  # in place of (-1, -1)")
        }
        FaultKind::BadShape | FaultKind::NoDimension => {
            Fix::python("Declare a shape of whole numbers, with the batch first.", "TensorSpec(np.dtype(\"float32\"), (-1, 3))")
        }
        FaultKind::Dtype => Fix::words("Declare the tensor as a number, a bool or a str."),
        FaultKind::NameTwice => Fix::words("Name each column differently, and save the model again."),
        FaultKind::NameIsAList => Fix::python("Name the columns by texts, and save the model again.", "X.columns = X.columns.map(str)"),
        FaultKind::NamedArrays if fault.part.is_some() => {
            Fix::words("Declare the inputs as columns, of which the first is a text or a number.")
        }
        FaultKind::PlainObject | FaultKind::OneValue | FaultKind::NamedArrays => mlmodel_change::without_example(folder),
    })
}
