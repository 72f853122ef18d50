//! Every snippet by its own parser: Python's `ast`, a shell, YAML and JSON readers.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use mlmodel_viewer::folder::{Progress, yaml_file};
use mlmodel_viewer::mlmodel::json;
use mlmodel_viewer::snippets::{self, Language, Snippet, SnippetKind, SnippetSubject};
use serde_json::{Value, json};

use crate::common;

/// Names that break careless code: quotes, a newline, a backslash, braces, backticks, a dollar, letters of other scripts,
/// and signs that reverse the text after them.
const NAMES: [&str; 8] = ["it's", "a \"quote\"", "two\nlines", "back\\slash", "{brace} `tick`", "$HOME; echo", "größe 数 😀", "r\u{202e}l"];

fn written(path: &Path) -> Vec<Snippet> {
    let model = common::read(path);
    let files = model.look_inside(&Progress::default()).unwrap_or_default();
    SnippetSubject::of(&model.opened, None).map(|subject| snippets::all(&subject.with_files(files))).unwrap_or_default()
}

/// Runs Python over many texts at once; gives what it prints, as JSON.
fn python(program: &str, input: &Value) -> Value {
    let mut child = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is installed: README names it for the tests");
    child.stdin.take().unwrap().write_all(input.to_string().as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(out.status.success());
    serde_json::from_slice(&out.stdout).unwrap()
}

/// Every text constant of each program; an error as text where it is no Python.
const CONSTANTS: &str = "
import ast, json, sys
def look(text):
    try:
        return [n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    except (SyntaxError, ValueError) as error:
        return str(error)
print(json.dumps([look(text) for text in json.load(sys.stdin)]))
";

fn is_shell(text: &str) -> bool {
    let mut child = Command::new("bash").arg("-n").stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait().unwrap().success()
}

#[test]
fn every_snippet_of_every_model_is_valid() {
    let mut programs: Vec<(String, String)> = Vec::new();
    let mut shells = String::new();
    let mut kinds = std::collections::BTreeMap::<&str, usize>::new();
    for set in common::sets() {
        for (release, case, path, _) in common::cases(&set) {
            for snippet in written(&path) {
                let what = format!("{release}/{case}, {}: {}", snippet.kind.title(), snippet.text);
                *kinds.entry(snippet.kind.title()).or_default() += 1;
                assert!(snippet.text.ends_with('\n') && snippet.about.ends_with('.'), "{what}");
                match snippet.kind.language() {
                    Language::Python => programs.push((what, snippet.text)),
                    Language::Shell => shells.push_str(&snippet.text),
                    Language::Yaml => {
                        let read: yaml_file::Value = yaml_file::read(&snippet.text).unwrap();
                        assert!(read.is_mapping(), "{what}");
                    }
                    Language::Json => {
                        let read: Value = serde_json::from_str(&snippet.text).unwrap();
                        assert!(read.get("input_data").is_some(), "{what}");
                    }
                }
            }
        }
    }
    let texts: Vec<&str> = programs.iter().map(|(_, text)| text.as_str()).collect();
    let read = python(CONSTANTS, &json!(texts));
    for ((what, _), read) in programs.iter().zip(read.as_array().unwrap()) {
        assert!(read.is_array(), "{what}\n{read}");
    }
    assert!(is_shell(&shells));
    assert_eq!(kinds.len(), 12, "{kinds:?}");
}

/// A file that is no model yet: it is loaded and logged, with a signature of what it says itself.
#[test]
fn a_plain_artifact_is_logged_with_what_its_file_says() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inside");
    let mut programs = Vec::new();
    for path in crate::inside::cases().into_iter().filter(|path| path.is_file()) {
        let written = written(&path);
        let Some(snippet) = written.into_iter().find(|snippet| snippet.kind == SnippetKind::LogModel) else { continue };
        programs.push(snippet.text);
    }
    let read = python(CONSTANTS, &json!(programs));
    assert!(programs.len() > 5 && read.as_array().unwrap().iter().all(Value::is_array), "{read}");
    let forest = written(&place.join("plain_forest.joblib"));
    let text = &forest.iter().find(|snippet| snippet.kind == SnippetKind::LogModel).unwrap().text;
    for line in [
        "model = joblib.load(",
        "ColSpec(DataType.double, name=\"sepal length (cm)\"),",
        "            ColSpec(DataType.string),",
        "mlflow.sklearn.log_model(model, name=\"model\", signature=signature, serialization_format=\"cloudpickle\")",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    // A model of a folder is no file to be logged, and a signature of its own is written down as it stands.
    let of_model = written(&common::models().join("3.18.0/sklearn_forest"));
    assert!(of_model.iter().all(|snippet| snippet.kind != SnippetKind::LogModel));
}

/// A model without a signature is offered one of what its file says.
#[test]
fn a_model_without_a_signature_is_offered_one() {
    let forest = common::models().join("3.18.0/sklearn_forest");
    let folder = common::Folder::copy_of("3.18.0/sklearn_forest");
    let mlmodel = std::fs::read_to_string(forest.join("MLmodel")).unwrap();
    let at = mlmodel.find("signature:").unwrap();
    let after = mlmodel[at..].find('\n').map(|end| at + end + 1).unwrap();
    let rest: String = mlmodel[after..].lines().skip_while(|line| line.starts_with(' ')).map(|line| format!("{line}\n")).collect();
    std::fs::write(folder.path().join("MLmodel"), format!("{}{rest}", &mlmodel[..at])).unwrap();
    let written = written(folder.path());
    let snippet = written.iter().find(|snippet| snippet.kind == SnippetKind::SetSignature).unwrap();
    assert!(snippet.about.contains("has no signature") && snippet.text.contains("set_signature("), "{snippet:?}");
}

/// A model in a folder, with columns, a param and a registered name that are hard to quote.
fn hard(folder: &Path) {
    let text = |value: &Value| serde_json::to_string(&value.to_string()).unwrap();
    let columns: Vec<Value> = NAMES.iter().map(|name| json!({"type": "double", "name": name, "required": true})).collect();
    let object = json!({"type": "object", "name": "nested", "required": true,
        "properties": NAMES.iter().map(|name| ((*name).to_owned(), json!({"type": "string", "required": true}))).collect::<serde_json::Map<_, _>>()});
    let inputs: Vec<Value> = columns.into_iter().chain([object]).collect();
    let params = json!([{"name": NAMES[0], "dtype": "string", "default": NAMES[2], "shape": null, "type": "string"}]);
    let mlmodel = format!(
        "artifact_path: {path}\nrun_id: 0123456789abcdef0123456789abcdef\nflavors:\n  python_function:\n    loader_module: mlflow.sklearn\n    model_path: model.pkl\n  sklearn:\n    pickled_model: model.pkl\n    sklearn_version: 1.5.0\nsignature:\n  inputs: {}\n  outputs: {}\n  params: {}\n",
        text(&json!(inputs)),
        text(&json!([{"type": "double", "required": true}])),
        text(&params),
        path = serde_json::to_string("a \"model\" of its own").unwrap(),
    );
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("MLmodel"), mlmodel).unwrap();
    std::fs::write(folder.join("model.pkl"), "x").unwrap();
}

#[test]
fn names_that_are_hard_to_quote_come_through() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("it's a \"model\" $HOME `ls` größe");
    hard(&folder);
    let path = folder.to_str().unwrap();
    let written = written(&folder);
    let find = |kind: SnippetKind| written.iter().find(|snippet| snippet.kind == kind).unwrap_or_else(|| panic!("no {kind:?}"));
    let programs = [
        SnippetKind::Predict,
        SnippetKind::Native,
        SnippetKind::SetSignature,
        SnippetKind::Dtypes,
        SnippetKind::SparkUdf,
        SnippetKind::Register,
    ]
    .map(find);
    for snippet in &written {
        assert!(!snippet.text.contains('\u{202e}'), "{:?} reverses what stands after it", snippet.kind);
    }
    let read = python(CONSTANTS, &json!(programs.map(|snippet| &snippet.text)));
    for (snippet, constants) in programs.iter().zip(read.as_array().unwrap()) {
        let constants: Vec<&str> = constants.as_array().unwrap_or_else(|| panic!("{constants}")).iter().filter_map(Value::as_str).collect();
        let has = |text: &str| constants.contains(&text) || constants.contains(&format!("`{}`", text.replace('`', "``")).as_str());
        if snippet.kind == SnippetKind::Register {
            assert!(has("runs:/0123456789abcdef0123456789abcdef/a \"model\" of its own"), "{}", snippet.text);
            continue;
        }
        assert!(NAMES.iter().all(|name| has(name)), "{:?}: {}", snippet.kind, snippet.text);
        assert!(snippet.kind == SnippetKind::Dtypes || has(path), "{}", snippet.text);
    }
    // What the shell makes of the words, by Python's reading of its rules.
    let words = |kind: SnippetKind| {
        let read = python("import json, shlex, sys\nprint(json.dumps(shlex.split(json.load(sys.stdin))))", &json!(find(kind).text));
        read.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(words(SnippetKind::Serve).iter().any(|word| word == path));
    assert!(words(SnippetKind::AzureRegister).iter().any(|word| word == path));
    let curl = words(SnippetKind::Curl);
    let body = json::parse(curl.last().unwrap()).unwrap();
    let columns = body.get("dataframe_split").and_then(|split| split.get("columns")).unwrap().to_json();
    assert!(NAMES.iter().all(|name| columns.contains(&serde_json::to_string(name).unwrap())), "{columns}");
    let deployment: yaml_file::Value = yaml_file::read(&find(SnippetKind::AzureDeployment).text).unwrap();
    assert_eq!(deployment["model"]["path"].as_str(), Some(path));
    assert_eq!(deployment["model"]["type"].as_str(), Some("mlflow_model"));
    // Azure takes letters, digits and a few signs in names.
    let name = deployment["model"]["name"].as_str().unwrap();
    assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)), "{name}");
}

#[test]
fn a_plain_artifact_is_registered_as_one() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("model's.pkl");
    std::fs::write(&file, "x").unwrap();
    let written = written(&file);
    assert_eq!(written.len(), 1);
    assert_eq!(written[0].kind, SnippetKind::AzureRegister);
    assert!(written[0].text.contains("--type custom_model") && written[0].about.contains("What is lost"));
    assert!(is_shell(&written[0].text));
}
