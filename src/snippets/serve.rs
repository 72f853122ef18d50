//! MLflow's own scoring server, and a call of it.

use std::fmt::Write as _;

use super::quote::{visible_json, word};
use super::{Snippet, SnippetKind, SnippetSubject, WIDTH};
use crate::mlmodel::json;

/// Not MLflow's default of 5000, where its tracking server listens too.
const PORT: u16 = 5001;
/// Linux takes no longer single argument.
const MAX_ARGUMENT: usize = 100_000;

/// `mlflow models serve`.
pub fn serve(subject: &SnippetSubject<'_>) -> Option<Snippet> {
    if !subject.is_pyfunc() {
        return None;
    }
    let path = word(&subject.path);
    Some(Snippet {
        kind: SnippetKind::Serve,
        about: "Builds the model's environment and serves it on this machine. With --env-manager local it runs in the environment you are in, which starts sooner.".to_owned(),
        text: format!("mlflow models serve --model-uri {path} --port {PORT} --env-manager virtualenv\n"),
    })
}

/// `curl` with a body that is accepted.
pub fn curl(subject: &SnippetSubject<'_>) -> Option<Snippet> {
    if !subject.is_pyfunc() {
        return None;
    }
    let body = visible_json(&json::pretty(&subject.body()?, WIDTH));
    let mut text = format!("curl http://127.0.0.1:{PORT}/invocations \\\n  --header 'Content-Type: application/json' \\\n");
    if body.len() <= MAX_ARGUMENT {
        let _ = writeln!(text, "  --data {}", word(&body));
    } else {
        // No line of JSON can be this word.
        let _ = write!(text, "  --data-binary @- <<'END'\n{body}\nEND\n");
    }
    Some(Snippet {
        kind: SnippetKind::Curl,
        about: "Calls the server that the snippet before this starts. The body was checked against the signature.".to_owned(),
        text,
    })
}
