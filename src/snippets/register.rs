//! Registering with MLflow.

use super::quote::literal;
use super::{Snippet, SnippetKind, SnippetSubject};

/// `mlflow.register_model` from the run, from the logged model, or from a new run where there is none.
pub fn register(subject: &SnippetSubject<'_>) -> Option<Snippet> {
    let model = subject.model?;
    let name = literal(&subject.registry_name());
    let (uri, about) = match (&model.run_id, &model.artifact_path, &model.model_id) {
        // Since 3.0 models do not lie below their run.
        (_, _, Some(id)) => (
            format!("models:/{}", id.written),
            "Registers the logged model where it was logged: the tracking server must be the one that knows it.",
        ),
        (Some(run), Some(path), None) => (
            format!("runs:/{}/{}", run.written, path.written),
            "Registers the model from the run that made it: the tracking server must be the one that knows the run.",
        ),
        _ => {
            let path = literal(&subject.path);
            return Some(Snippet {
                kind: SnippetKind::Register,
                about: "No run is recorded, so the folder is logged to a new one and registered from there.".to_owned(),
                text: format!(
                    "import mlflow\n\nwith mlflow.start_run() as run:\n    mlflow.log_artifacts({path}, \"model\")\n\
                     mlflow.register_model(f\"runs:/{{run.info.run_id}}/model\", {name})\n"
                ),
            });
        }
    };
    Some(Snippet {
        kind: SnippetKind::Register,
        about: about.to_owned(),
        text: format!("import mlflow\n\nmlflow.register_model({}, {name})\n", literal(&uri)),
    })
}
