//! What loading the file needs besides: types that skops has to trust, files of weights.

use super::super::Severity::{Error, Warning};
use super::super::{Finding, codes};
use super::Compared;
use crate::inside::{Format, SkopsTrust};
use crate::mlmodel::display::{clipped, count};

impl Compared<'_> {
    /// The types that skops builds only where somebody trusts them: MLflow hands it those that the MLmodel names.
    pub(super) fn trust(&self, findings: &mut Vec<Finding>) {
        if self.file.format != Format::Skops {
            return;
        }
        let trusted = self.model.skops_trusted_types();
        let asked = self.file.imports.iter().filter_map(|name| Some((name.as_str(), SkopsTrust::asked_for(name)?)));
        let (lacking, asks): (Vec<&str>, Vec<SkopsTrust>) = asked.filter(|(name, _)| !trusted.contains(name)).unzip();
        if lacking.is_empty() {
            return;
        }
        let some: Vec<String> = lacking.iter().take(5).map(|name| clipped(name, 120).into_owned()).collect();
        let more = if lacking.len() > 5 { ", …" } else { "" };
        let meaning = if asks.iter().all(|asked| *asked == SkopsTrust::Since15) {
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
