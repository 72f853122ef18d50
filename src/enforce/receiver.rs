//! Who takes a request.

use serde::Serialize;

use super::Caller;

/// Who takes a request: MLflow, as it answers one of its two callers, or another server with a form of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Receiver {
    /// MLflow's scoring server.
    #[default]
    Rest,
    /// `predict` of a loaded model.
    Python,
    /// A no-code online endpoint of Azure Machine Learning: its scoring script reads `input_data`.
    Azure,
}

impl Receiver {
    /// All, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Rest, Self::Python, Self::Azure];

    /// In the middle of a sentence: who wants something.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rest => "mlflow models serve",
            Self::Python => "MLflow",
            Self::Azure => "the Azure endpoint",
        }
    }
}

impl From<Caller> for Receiver {
    fn from(caller: Caller) -> Self {
        match caller {
            Caller::Rest => Self::Rest,
            Caller::Python => Self::Python,
        }
    }
}

/// Something for each receiver.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByReceiver<T> {
    pub rest: T,
    pub python: T,
    pub azure: T,
}

impl<T> ByReceiver<T> {
    /// What there is for each.
    pub fn of(mut what: impl FnMut(Receiver) -> T) -> Self {
        Self { rest: what(Receiver::Rest), python: what(Receiver::Python), azure: what(Receiver::Azure) }
    }

    /// What there is for one.
    #[must_use]
    pub fn get(&self, receiver: Receiver) -> &T {
        match receiver {
            Receiver::Rest => &self.rest,
            Receiver::Python => &self.python,
            Receiver::Azure => &self.azure,
        }
    }
}
