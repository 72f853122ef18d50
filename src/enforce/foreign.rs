//! Bodies made for other servers, and what they would be here.

use crate::mlmodel::value::Value;

/// A body that another server takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// `{"input_data": …}` of an Azure Machine Learning endpoint without a scoring script.
    AzureInputData,
    /// `{"columns": …, "data": …}`: MLflow 1.x took it bare.
    BareSplit,
    /// `[{…}, …]`: MLflow 1.x took it with `format=pandas-records`.
    BareRecords,
    /// `{"signature_name": …}` of TensorFlow Serving.
    TensorFlowServing,
    /// `{"messages": […]}` and their like, which go to the model as they are.
    Chat,
}

impl Foreign {
    /// Which of them a body is, if any.
    #[must_use]
    pub fn recognise(body: &Value) -> Option<Self> {
        let has = |key: &str| body.get(key).is_some();
        match body {
            Value::List(rows) if matches!(rows.first(), Some(Value::Map(_))) => Some(Self::BareRecords),
            Value::Map(_) if has("input_data") => Some(Self::AzureInputData),
            Value::Map(_) if has("signature_name") => Some(Self::TensorFlowServing),
            Value::Map(_) if has("data") && !has("dataframe_split") && (has("columns") || has("index")) => Some(Self::BareSplit),
            Value::Map(_) if ["messages", "prompt", "input"].into_iter().any(has) => Some(Self::Chat),
            _ => None,
        }
    }

    /// What it is, and what becomes of it here, in a sentence.
    #[must_use]
    pub fn explanation(self) -> &'static str {
        match self {
            Self::AzureInputData => {
                "This is a body for an Azure Machine Learning endpoint, which takes \"input_data\"; mlflow models serve wants dataframe_split."
            }
            Self::BareSplit => "MLflow 1.x took such a body as it is; since 2.0 it stands inside dataframe_split.",
            Self::BareRecords => "MLflow 1.x took such a list with format=pandas-records; since 2.0 it stands inside dataframe_records.",
            Self::TensorFlowServing => "This is a body for TensorFlow Serving; MLflow does not look at \"signature_name\".",
            Self::Chat => "A chat or completion body: the whole of it goes to the model as one record.",
        }
    }

    /// Whether [`Self::rewritten`] has another form for it.
    #[must_use]
    pub fn is_rewritable(self) -> bool {
        matches!(self, Self::BareSplit | Self::BareRecords | Self::AzureInputData)
    }

    /// The same body in the form that MLflow's server takes; `None` where it takes it as it is.
    #[must_use]
    pub fn rewritten(self, body: &Value) -> Option<Value> {
        let wrap = |key: &str, value: Value| Value::Map(vec![(key.into(), value)]);
        let with_params = |mut wrapped: Value| {
            if let (Value::Map(entries), Some(params)) = (&mut wrapped, body.get("params")) {
                entries.push(("params".into(), params.clone()));
            }
            wrapped
        };
        match self {
            Self::BareSplit => {
                let Value::Map(entries) = body else { return None };
                let split = entries.iter().filter(|(key, _)| matches!(&**key, "columns" | "data" | "index")).cloned().collect();
                Some(with_params(wrap("dataframe_split", Value::Map(split))))
            }
            Self::BareRecords => Some(wrap("dataframe_records", body.clone())),
            Self::AzureInputData => {
                let data = body.get("input_data")?;
                let key = if data.get("data").is_some() { "dataframe_split" } else { "inputs" };
                // Azure lets params stand inside as well.
                let mut inner = data.clone();
                let mut params = body.get("params").cloned();
                if let Value::Map(entries) = &mut inner
                    && let Some(place) = entries.iter().position(|(name, _)| &**name == "params").filter(|_| key == "dataframe_split")
                {
                    params = Some(entries.remove(place).1);
                }
                let mut wrapped = vec![(key.into(), inner)];
                wrapped.extend(params.map(|params| ("params".into(), params)));
                Some(Value::Map(wrapped))
            }
            Self::TensorFlowServing | Self::Chat => None,
        }
    }
}
