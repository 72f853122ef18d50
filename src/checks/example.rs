//! The input example against the signature: MLflow saves one that contradicts it without a word.

use super::Severity::{Note, Warning};
use super::{Context, Finding, codes};
use crate::enforce::{self, Caller, Contract, RequestCheck};
use crate::folder::Example;
use crate::folder::example::{ExampleError, ExampleKind};
use crate::mlmodel::display::{capitalised, clipped, count};
use crate::mlmodel::{KeyPath, MlModel};

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(example) = &context.folder.example else { return };
    let key = || KeyPath::of(&["saved_input_example_info"]);
    if let ExampleKind::Unknown(word) = &example.kind {
        findings.push(
            Finding::new(
                codes::EXAMPLE_TYPE_UNKNOWN,
                Note,
                format!("The input example is of the type {:?}, which MLflow does not know", clipped(word, 60)),
            )
            .meaning("MLflow 3.18 knows dataframe, ndarray, sparse_matrix_csr, sparse_matrix_csc and json_object; it cannot load this one.")
            .help("Save the example again, or remove saved_input_example_info.")
            .key(context, key()),
        );
    }
    unreadable(context, &example.path, example.content.as_ref().err(), findings);
    if let Some(serving) = &example.serving {
        unreadable(context, &serving.path, serving.body.as_ref().err(), findings);
    }
    let Some(Judged { answer, path }) = judged(context.model, example).filter(|judged| !judged.answer.is_accepted()) else { return };
    let first = answer.refusals.first().map(|refusal| format!("{}: {}", clipped(&refusal.place, 60), refusal.message)).unwrap_or_default();
    let more = answer.refusals.len().saturating_sub(1);
    let rest = if more > 0 { format!(", and {}", count(more, "more reason", "more reasons")) } else { String::new() };
    findings.push(
        Finding::new(codes::EXAMPLE_CONTRADICTS_SIGNATURE, Warning, "The input example does not fit the signature")
            .meaning(format!("The model would refuse it: {}{rest}.", clipped(&first, 300)))
            .help("Either the example or the signature is not what callers send; save the model again with both right.")
            .path(path)
            .key(context, key()),
    );
}

/// What the scoring server says of the example; `None` where there is nothing to compare it with.
#[must_use]
pub fn answer(model: &MlModel, example: &Example) -> Option<RequestCheck> {
    judged(model, example).map(|judged| judged.answer)
}

/// The answer to a file of the example.
struct Judged<'e> {
    answer: RequestCheck,
    path: &'e str,
}

/// The answer to the data, or to the ready request beside it: the first that is refused.
fn judged<'e>(model: &MlModel, example: &'e Example) -> Option<Judged<'e>> {
    let contract = Contract::of(model).ok()?;
    if contract.inputs.is_none() && contract.params.is_none() {
        return None;
    }
    let serving = example.serving.as_ref().and_then(|serving| Some((serving.body.as_ref().ok()?.clone(), &*serving.path)));
    let own = example.built_body().map(|body| (body, &*example.path));
    let mut answers =
        own.into_iter().chain(serving).map(|(body, path)| Judged { answer: enforce::check_value(body, &contract, Caller::Rest), path });
    let first = answers.next()?;
    if first.answer.is_accepted() { Some(answers.next().unwrap_or(first)) } else { Some(first) }
}

fn unreadable(context: &Context<'_>, path: &str, error: Option<&ExampleError>, findings: &mut Vec<Finding>) {
    // A file that is not there has a finding already.
    let Some(error) = error.filter(|error| !matches!(error, ExampleError::NotRead(_))) else { return };
    findings.push(
        Finding::new(codes::EXAMPLE_UNREADABLE, Warning, format!("{path} cannot be read as an example"))
            .meaning(format!("{}. Loading the model does not need it.", capitalised(&clipped(&error.to_string(), 200))))
            .help("Take the file from the run's artifacts, or save the model again.")
            .path(path)
            .key(context, KeyPath::of(&["saved_input_example_info"])),
    );
}
