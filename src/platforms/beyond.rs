//! What else stands in the way: known from elsewhere, and not seen by a platform's own check.

use super::{Candidate, Place, Reason, Rule, codes};
use crate::checks::{self, Finding, Severity};
use crate::mlmodel::display::clipped;

/// For platforms that load the model in the end.
pub(super) const LOADING: &[Rule] = &[cannot_load, contradicted];

/// For those that do not ask `mlflow.pyfunc`.
pub(super) const LOADING_NATIVELY: &[Rule] = &[cannot_load_at_all, contradicted];

/// Why `mlflow.pyfunc` does not load it.
pub(super) fn cannot_load(candidate: &Candidate<'_>) -> Vec<Reason> {
    if candidate.serving().is_empty() { cannot_load_at_all(candidate) } else { candidate.serving().to_vec() }
}

/// Findings that say that MLflow cannot load the folder in any way.
fn cannot_load_at_all(candidate: &Candidate<'_>) -> Vec<Reason> {
    if !candidate.reading().is_empty() {
        return candidate.reading().to_vec();
    }
    // Where the files say otherwise is told by itself.
    let is_own = |finding: &&Finding| finding.severity == Severity::Error && !candidate.disagreements.contains(finding);
    let errors = candidate.findings.iter().filter(is_own);
    errors.map(|finding| reason(codes::CANNOT_LOAD, finding)).take(5).collect()
}

/// Codes of contradictions that make the library refuse every request.
const REFUSED: &[&crate::mlmodel::Code] =
    &[checks::codes::FEATURE_ORDER, checks::codes::FEATURE_NAME, checks::codes::FEATURE_COUNT, checks::codes::SKOPS_UNTRUSTED];

/// Where the model's own file says otherwise than the folder, so that loading or every request fails.
pub(super) fn contradicted(candidate: &Candidate<'_>) -> Vec<Reason> {
    let counts = |finding: &&Finding| finding.severity == Severity::Error || REFUSED.contains(&finding.code);
    candidate.disagreements.iter().filter(counts).map(|finding| reason(codes::FILE_CONTRADICTS, finding)).take(5).collect()
}

fn reason(code: &'static crate::mlmodel::Code, finding: &Finding) -> Reason {
    let reason = Reason::stops(code, format!("{}.", clipped(&finding.title, 300)));
    match (&finding.path, finding.keys.first()) {
        (Some(path), _) => reason.at(Place::File(path.as_str().into())),
        (None, Some(key)) => reason.at(Place::Key(key.clone())),
        (None, None) => reason,
    }
}
