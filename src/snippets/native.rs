//! The model as an object of the library that made it.

use std::fmt::Write as _;

use super::data::Data;
use super::python::imports;
use super::quote::literal;
use super::{Snippet, SnippetKind, SnippetSubject};
use crate::mlmodel::Flavor;
use crate::mlmodel::flavors::PYFUNC;

/// How an object of a flavor predicts.
struct Native {
    /// The function of its module that loads it.
    load: &'static str,
    imports: &'static [&'static str],
    /// Lines with `model` and `data`; nothing where that is no matter of one line.
    call: &'static str,
    /// What `data` must be.
    takes: Takes,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// The data frame or array of the signature.
    Data,
    Nothing,
}

const fn native(call: &'static str) -> Native {
    Native { load: "load_model", imports: &[], call, takes: Takes::Data }
}

const fn alone(call: &'static str) -> Native {
    Native { load: "load_model", imports: &[], call, takes: Takes::Nothing }
}

/// What MLflow's module of the flavor gives back, and how that is called.
fn of(flavor: &Flavor) -> Option<Native> {
    const PREDICT: &str = "print(model.predict(data))\n";
    const SHOW: &str = "print(model)\n";
    Some(match &*flavor.name {
        "xgboost" if flavor.text("model_class").is_none_or(|class| class.ends_with("Booster")) => {
            Native { imports: &["import xgboost"], ..native("print(model.predict(xgboost.DMatrix(data)))\n") }
        }
        "sklearn" | "xgboost" | "lightgbm" | "catboost" | "keras" | "statsmodels" | "prophet" => native(PREDICT),
        "tensorflow" if flavor.text("model_type").is_some_and(|kind| kind == "keras") => native(PREDICT),
        "tensorflow" => alone("print(list(model.signatures))\n"),
        "pytorch" => Native {
            imports: &["import numpy as np", "import torch"],
            ..native("model.eval()\nwith torch.no_grad():\n    print(model(torch.from_numpy(np.asarray(data))))\n")
        },
        "onnx" => Native {
            imports: &["import onnxruntime"],
            ..alone(
                "session = onnxruntime.InferenceSession(model.SerializeToString())\nprint([node.name for node in session.get_inputs()])\n",
            )
        },
        "spark" => Native {
            imports: &["from pyspark.sql import SparkSession"],
            ..native("spark = SparkSession.builder.getOrCreate()\nmodel.transform(spark.createDataFrame(data)).show()\n")
        },
        "pmdarima" => alone("print(model.predict(n_periods=1))\n"),
        "spacy" => alone("print(model(\"text\").cats)\n"),
        "sentence_transformers" => alone("print(model.encode([\"text\"]))\n"),
        "shap" => Native { load: "load_explainer", ..native("print(model(data))\n") },
        "h2o" => Native { imports: &["import h2o"], ..native("print(model.predict(h2o.H2OFrame(data)))\n") },
        "paddle" | "transformers" | "langchain" | "openai" | "llama_index" | "dspy" | "diffusers" | "diviner" | "fastai" | "gluon"
        | "johnsnowlabs" | "promptflow" => alone(SHOW),
        // MLeap, R, Azure's own and community flavors have no loader in MLflow's Python.
        _ => return None,
    })
}

/// `mlflow.<flavor>.load_model`.
pub fn load(subject: &SnippetSubject<'_>) -> Option<Snippet> {
    let model = subject.model?;
    let (flavor, native) = model.flavors.list().iter().filter(|flavor| *flavor.name != *PYFUNC).find_map(|f| Some((f, of(f)?)))?;
    let data = Data::of(subject).filter(|_| native.takes == Takes::Data);
    let frame_only = matches!(&*flavor.name, "spark" | "h2o");
    let data = data.filter(|data| !frame_only || data.is_frame);
    let call = if data.is_some() || native.takes == Takes::Nothing { native.call } else { "print(model)\n" };
    let extra: &[&str] = if call == native.call { native.imports } else { &[] };
    let mut text = imports(
        std::iter::once("import mlflow").chain(extra.iter().copied()).chain(data.iter().flat_map(|data| data.imports.iter().copied())),
    );
    let _ = writeln!(text, "model = mlflow.{}.{}({})", flavor.name, native.load, literal(&subject.path));
    if let Some(data) = data {
        text.push_str(&data.code);
    }
    text.push_str(call);
    let about = match flavor.spec {
        Some(spec) => {
            let removed =
                spec.removed.map(|release| format!(" MLflow {release} and later no longer have this flavor.")).unwrap_or_default();
            format!("The object that {} made, with all its methods; MLflow checks no signature here.{removed}", spec.about)
        }
        None => "The object as its library made it; MLflow checks no signature here.".to_owned(),
    };
    Some(Snippet { kind: SnippetKind::Native, about, text })
}
