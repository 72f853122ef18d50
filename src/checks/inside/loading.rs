//! What loading the file needs besides: types that skops has to trust, files of weights.

use super::super::Severity::{Error, Warning};
use super::super::{Finding, codes};
use super::Compared;
use crate::inside::Format;
use crate::mlmodel::Flavor;
use crate::mlmodel::display::{clipped, count};

/// scikit-learn's trees: on skops' own list until 0.14.
const TREE: &str = "sklearn.tree._tree.Tree";
/// Modules of which most is on skops' own list; what is not cannot be told from here.
const KNOWN_TO_SKOPS: [&str; 7] = ["builtins", "numpy", "scipy", "sklearn", "collections", "functools", "operator"];

impl Compared<'_> {
    /// The types that skops builds only where somebody trusts them: MLflow hands it those that the MLmodel names.
    pub(super) fn trust(&self, findings: &mut Vec<Finding>) {
        if self.file.format != Format::Skops {
            return;
        }
        let trusted: Vec<&str> = self.model.flavors.list().iter().flat_map(trusted_types).collect();
        let lacking: Vec<&str> =
            self.file.imports.iter().map(String::as_str).filter(|name| needs_trust(name) && !trusted.contains(name)).collect();
        if lacking.is_empty() {
            return;
        }
        let some: Vec<String> = lacking.iter().take(5).map(|name| clipped(name, 120).into_owned()).collect();
        let more = if lacking.len() > 5 { ", …" } else { "" };
        let meaning = if lacking == [TREE] {
            "skops 0.15 and newer build it only where it stands in skops_trusted_types; older ones built it always. With a newer one \
             MLflow does not load the model."
        } else {
            "skops builds a type that is not its own only where it stands in skops_trusted_types. MLflow does not load the model."
        };
        let what = count(lacking.len(), "type", "types");
        let title = format!("{} needs {what} that the MLmodel does not trust: {}{more}", self.name(), some.join(", "));
        findings.push(
            self.finding(codes::SKOPS_UNTRUSTED, Warning, title)
                .meaning(meaning)
                .help("Log the model again with skops_trusted_types=[…], if you trust these types."),
        );
    }

    /// Files beside a graph that hold its weights: without them the runtime refuses the graph.
    pub(super) fn weights(&self, findings: &mut Vec<Finding>) {
        for data in &self.file.external {
            let Some(problem) = data.problem else { continue };
            let title = format!("{} keeps weights in {}, which cannot be used", self.name(), clipped(&data.path, 120));
            findings.push(
                self.finding(codes::WEIGHTS_MISSING, Error, title)
                    .meaning(format!("The file is named inside {}: {problem}.", self.name()))
                    .help("Take the file from the run's artifacts, or log the model again with all of its files."),
            );
        }
    }
}

fn needs_trust(name: &str) -> bool {
    name == TREE || !KNOWN_TO_SKOPS.contains(&name.split('.').next().unwrap_or_default())
}

fn trusted_types(flavor: &Flavor) -> Vec<&str> {
    match flavor.value.get("skops_trusted_types") {
        Some(crate::mlmodel::Value::List(types)) => types.iter().filter_map(crate::mlmodel::Value::as_text).collect(),
        _ => Vec::new(),
    }
}
