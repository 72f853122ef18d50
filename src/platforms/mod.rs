//! Where a model can run: for each platform what its own check would answer, and what stands in the way.
//!
//! Two answers are kept apart. [`Accepts`] is what the platform's own code would say of the folder, and that is what was compared
//! with that code. [`Verdict`] is for people: it counts in what else is known, and is never a promise, for nothing is
//! installed, unpickled or sent.
//!
//! To add a platform, write a file with its [`Platform`] and a rule that gives every [`Reason`] against it, name the file here,
//! add it to [`PLATFORMS`], and its codes to [`codes`].

mod answer;
mod azure_conda;
mod azure_env;
mod azure_online;
mod beyond;
mod candidate;
pub mod codes;
mod conda_change;
mod fix;
mod mlflow_read;
mod mlflow_serve;
mod mlflow_serve_env;
mod mlmodel_change;
mod mlserver;
mod mlserver_library;
mod model_builder;
mod pyfunc_only;
mod reason;
mod requirements;
mod shell;
mod signature;
mod spark_udf;
mod switches;
mod unity_catalog;
mod vertex;

use serde::{Deserialize, Serialize};

pub use answer::{Accepts, Answer, Basis, Verdict};
pub use candidate::Candidate;
pub use fix::{Change, FileChange, Fix, own_shell};
pub use reason::{Place, Reason, Weight};

/// Every platform, in the order in which they are told of.
pub static PLATFORMS: &[&Platform] = &[
    &azure_online::PLATFORM,
    &azure_env::PLATFORM,
    &azure_online::PANDAS_2,
    &azure_online::PANDAS_3,
    &mlflow_serve::PLATFORM,
    &mlflow_serve_env::PLATFORM,
    &mlflow_read::PLATFORM,
    &switches::SERVE_NO_MODEL_CODE,
    &switches::SERVE_NO_PICKLE,
    &switches::NATIVE,
    &switches::NATIVE_NO_MODEL_CODE,
    &switches::NATIVE_NO_PICKLE,
    &unity_catalog::PLATFORM,
    &unity_catalog::SERVING,
    &mlserver::PLATFORM,
    &mlserver_library::SKLEARN,
    &mlserver_library::XGBOOST,
    &mlserver_library::LIGHTGBM,
    &model_builder::PLATFORM,
    &pyfunc_only::SAGEMAKER,
    &spark_udf::PLATFORM,
    &spark_udf::NO_ARGS,
    &spark_udf::PYSPARK_3,
    &spark_udf::RESULT_TYPE,
    &pyfunc_only::BENTOML,
    &vertex::PLATFORM,
];

/// Something that takes a model folder and runs it, or refuses to.
#[derive(Debug)]
pub struct Platform {
    /// Stable, for scripts: `azure-online`.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// The choice of "I deploy to" that it belongs to.
    pub group: Group,
    /// A setting or another version of a platform that stands in the list too: told only to those who ask for it.
    pub is_variant: bool,
    /// Whether it answers requests with the model, and does not only read, build or register something.
    pub serves: bool,
    /// How its rules are known.
    pub basis: Basis,
    /// What was checked, as a clause with version and date.
    pub checked: &'static str,
    /// What was not, as a clause.
    pub not_checked: &'static str,
    /// Why its own check refuses the folder.
    rule: Rule,
    /// The same for the environment that is built of the folder today, where that need not be the one its own check was run in.
    today: Option<Rule>,
    /// What else stands in the way, which its own check does not see.
    beyond: &'static [Rule],
}

/// Gives every reason, in the order in which the platform would stumble over them.
type Rule = fn(&Candidate<'_>) -> Vec<Reason>;

impl PartialEq for Platform {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Platform {}

/// What a person deploys to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    #[default]
    Azure,
    Mlflow,
    Databricks,
    #[serde(rename = "kserve")]
    KServe,
    #[serde(rename = "sagemaker")]
    SageMaker,
    Spark,
    #[serde(rename = "bentoml")]
    BentoMl,
    VertexAi,
}

impl Group {
    /// In the order of the choice.
    pub const ALL: [Self; 8] =
        [Self::Azure, Self::Mlflow, Self::Databricks, Self::KServe, Self::SageMaker, Self::Spark, Self::BentoMl, Self::VertexAi];

    /// As its people write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Azure => "Azure",
            Self::Mlflow => "MLflow server",
            Self::Databricks => "Databricks",
            Self::KServe => "KServe and MLServer",
            Self::SageMaker => "SageMaker",
            Self::Spark => "Spark",
            Self::BentoMl => "BentoML",
            Self::VertexAi => "Vertex AI",
        }
    }

    /// Its platforms, in their order.
    pub fn platforms(self) -> impl Iterator<Item = &'static Platform> {
        PLATFORMS.iter().copied().filter(move |platform| platform.group == self)
    }
}

/// The platform of an id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Platform> {
    PLATFORMS.iter().copied().find(|platform| platform.id == id)
}

/// What every platform says, in their order.
#[must_use]
pub fn ask(candidate: &Candidate<'_>) -> Vec<Answer> {
    PLATFORMS.iter().map(|platform| platform.ask(candidate)).collect()
}

/// Why no platform can serve the folder, where the rules of all that were run agree in that: in the words of the plainest one.
/// Only these are asked, and of most folders one.
#[must_use]
pub fn unserved(candidate: &Candidate<'_>) -> Option<Reason> {
    let plainest = mlflow_serve::PLATFORM.ask(candidate);
    if plainest.accepts != Accepts::No {
        return None;
    }
    let mut counting = PLATFORMS.iter().filter(|platform| platform.serves && platform.basis == Basis::Run && !platform.is_variant);
    let reason = plainest.obstacles().next().cloned();
    reason.filter(|_| counting.all(|platform| platform.ask(candidate).verdict == Verdict::Obstacle))
}

impl Platform {
    /// What it says of a folder.
    #[must_use]
    pub fn ask(&'static self, candidate: &Candidate<'_>) -> Answer {
        let own = (self.rule)(candidate);
        let accepts = if self.basis == Basis::Documented { Accepts::Unknown } else { Accepts::of(&own) };
        let mut reasons = self.today.map_or(own, |today| today(candidate));
        for rule in self.beyond {
            // What a rule says twice it means twice; what another said before is told.
            let known = reasons.len();
            for reason in rule(candidate) {
                let is_told = |known: &Reason| known.code == reason.code && known.place == reason.place;
                if !reasons[..known].iter().any(is_told) {
                    reasons.push(reason);
                }
            }
        }
        reasons.sort_by_key(|reason| reason.weight);
        Answer { platform: self, accepts, verdict: Verdict::of(&reasons), reasons }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_id_and_every_key_stands_once() {
        let ids: BTreeSet<&str> = PLATFORMS.iter().map(|platform| platform.id).collect();
        assert_eq!(ids.len(), PLATFORMS.len());
        for group in Group::ALL {
            let key = serde_json::to_value(group).unwrap();
            assert_eq!(serde_json::from_value::<Group>(key).unwrap(), group);
            assert!(!group.name().is_empty());
        }
    }

    #[test]
    fn every_platform_says_what_was_checked() {
        for platform in PLATFORMS {
            assert!(platform.checked.contains(|c: char| c.is_ascii_digit()), "{}: version or date", platform.id);
            for clause in [platform.checked, platform.not_checked] {
                assert!(!clause.is_empty() && !clause.ends_with('.'), "{}: {clause}", platform.id);
            }
        }
    }
}
