//! Every rule of the verdict, by an example: what A and B are, and what the change does to each caller.

use std::collections::BTreeSet;

use crate::common::{self, Folder};
use mlmodel_viewer::compare::rules::{Caller, Grade, RULES};
use mlmodel_viewer::compare::{Callers, Compatibility};

const B: Option<Grade> = Some(Grade::Breaking);
const R: Option<Grade> = Some(Grade::Risky);
const S: Option<Grade> = Some(Grade::Safe);
const NONE: Option<Grade> = None;

/// An MLmodel that loads, with this signature and these further lines.
fn mlmodel(inputs: &str, outputs: &str, params: &str, more: &str) -> String {
    let part = |key: &str, json: &str| if json.is_empty() { String::new() } else { format!("  {key}: '{json}'\n") };
    let signature = format!("{}{}{}", part("inputs", inputs), part("outputs", outputs), part("params", params));
    let signature = if signature.is_empty() { String::new() } else { format!("signature:\n{signature}") };
    let flavors = "flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n    model_path: model.pkl\n    env: conda.yaml\n  sklearn:\n    pickled_model: model.pkl\n";
    let flavors = if more.contains("flavors:") { "" } else { flavors };
    format!("{flavors}{signature}{more}")
}

fn folder(mlmodel: &str) -> Folder {
    Folder::with_mlmodel(mlmodel)
        .write("model.pkl", "x")
        .write("conda.yaml", "dependencies: [python=3.11.7]\n")
        .write("requirements.txt", "six\n")
}

/// A rule by its code, the two models, and what it does over REST and in Python.
type Example = (&'static str, Folder, Folder, Option<Grade>, Option<Grade>);

fn inputs(code: &'static str, a: &str, b: &str, rest: Option<Grade>, python: Option<Grade>) -> Example {
    let out = r#"[{"type": "long"}]"#;
    (code, folder(&mlmodel(a, out, "", "")), folder(&mlmodel(b, out, "", "")), rest, python)
}

fn outputs(code: &'static str, a: &str, b: &str, grade: Option<Grade>) -> Example {
    let input = r#"[{"type": "long", "name": "a"}]"#;
    (code, folder(&mlmodel(input, a, "", "")), folder(&mlmodel(input, b, "", "")), grade, grade)
}

fn params(code: &'static str, a: &str, b: &str, grade: Option<Grade>) -> Example {
    let input = r#"[{"type": "long", "name": "a"}]"#;
    (code, folder(&mlmodel(input, "", a, "")), folder(&mlmodel(input, "", b, "")), grade, grade)
}

fn keys(code: &'static str, a: &str, b: &str, rest: Option<Grade>, python: Option<Grade>) -> Example {
    let input = r#"[{"type": "long", "name": "a"}]"#;
    (code, folder(&mlmodel(input, "", "", a)), folder(&mlmodel(input, "", "", b)), rest, python)
}

fn column(data_type: &str, name: &str) -> String {
    format!(r#"{{"type": "{data_type}", "name": "{name}"}}"#)
}

/// Columns named by these numbers.
fn numbered(names: &str) -> String {
    let columns: Vec<String> = names.split(", ").map(|name| format!(r#"{{"type": "long", "name": {name}}}"#)).collect();
    list(&columns)
}

fn list(specs: &[String]) -> String {
    format!("[{}]", specs.join(", "))
}

fn object(properties: &str) -> String {
    format!(r#"[{{"type": "object", "properties": {{{properties}}}, "name": "o", "required": true}}]"#)
}

fn tensor(dtype: &str, shape: &str, name: &str) -> String {
    let name = if name.is_empty() { String::new() } else { format!(r#", "name": "{name}""#) };
    format!(r#"[{{"type": "tensor", "tensor-spec": {{"dtype": "{dtype}", "shape": {shape}}}{name}}}]"#)
}

fn flavors(pyfunc: &str, more: &str) -> String {
    format!("flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n    model_path: model.pkl\n{pyfunc}{more}")
}

const SKLEARN: &str = "  sklearn:\n    pickled_model: model.pkl\n";

fn inside_case(name: &str) -> Folder {
    let folder = Folder::new();
    common::copy(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inside").join(name), folder.path());
    folder
}

/// The same model without a signature that contradicts its file.
fn trained_on_its_columns() -> Folder {
    let folder = inside_case("dis_feature_order");
    let text = std::fs::read_to_string(folder.path().join("MLmodel")).unwrap();
    let at = text.find("signature:").unwrap();
    std::fs::write(folder.path().join("MLmodel"), &text[..at]).unwrap();
    folder
}

#[expect(clippy::too_many_lines, reason = "a table: a line for each rule of the verdict")]
fn examples() -> Vec<Example> {
    let a = || list(&[column("long", "a")]);
    let ab = || list(&[column("long", "a"), column("long", "b")]);
    let optional = r#"[{"type": "long", "name": "a"}, {"type": "long", "name": "b", "required": false}]"#;
    let required = |name: &str, data_type: &str| format!(r#""{name}": {{"type": "{data_type}", "required": true}}"#);
    let maybe = |name: &str, data_type: &str| format!(r#""{name}": {{"type": "{data_type}", "required": false}}"#);
    let unnamed = |n: usize| list(&vec![r#"{"type": "long"}"#.to_owned(); n]);
    let named = |dtype: &str, shape: &str| tensor(dtype, shape, "x");
    let param = |name: &str, data_type: &str, default: &str, shape: &str| {
        format!(r#"[{{"name": "{name}", "type": "{data_type}", "default": {default}, "shape": {shape}}}]"#)
    };
    let k = || param("k", "long", "1", "null");
    let plain = || folder(&mlmodel(&a(), "", "", ""));
    let without = |name: &str, folder: Folder| {
        std::fs::remove_file(folder.path().join(name)).unwrap();
        folder
    };
    let two_files = "flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n    model_path: model.pkl\n  sklearn:\n    pickled_model: native.pkl\n";
    let env_with = |requirements: &str, python: &str| {
        plain().write("requirements.txt", requirements).write("conda.yaml", format!("dependencies: [python={python}]\n"))
    };
    let task = |task: &str| format!("metadata:\n  task: {task}\n");
    let chat = "flavors:\n  python_function:\n    loader_module: mlflow.pyfunc.loaders.chat_model\n    python_model: model.pkl\n";
    let agent = "flavors:\n  python_function:\n    loader_module: mlflow.pyfunc.loaders.responses_agent\n    python_model: model.pkl\n";
    vec![
        ("candidate-artifact-missing", plain(), without("model.pkl", plain()), B, B),
        keys("cannot-load", "", "flavors: 1\n", B, B),
        ("cannot-load", plain(), without("MLmodel", plain()), B, B),
        ("candidate-artifact-missing", without("model.pkl", plain()), without("model.pkl", plain()), B, B),
        ("loads-now", without("model.pkl", plain()), plain(), S, S),
        ("candidate-file-contradicts", trained_on_its_columns(), inside_case("dis_feature_order"), R, R),
        (
            "native-artifact-missing",
            folder(&mlmodel(&a(), "", "", two_files)).write("native.pkl", "x"),
            folder(&mlmodel(&a(), "", "", two_files)),
            NONE,
            R,
        ),
        keys("pyfunc-removed", "", &format!("flavors:\n{SKLEARN}"), B, B),
        keys("pyfunc-added", &format!("flavors:\n{SKLEARN}"), "", S, S),
        keys("predict-fn", "", &flavors("    predict_fn: predict_proba\n", SKLEARN), B, B),
        keys("loader-kind", chat, agent, B, B),
        keys("loader-module", &flavors("", SKLEARN), &flavors("", SKLEARN).replace("mlflow.sklearn", "my.loader"), S, S),
        keys("stream-removed", &flavors("    streamable: true\n", SKLEARN), &flavors("", SKLEARN), R, R),
        keys("task", &task("llm/v1/chat"), &task("llm/v1/completions"), B, B),
        keys("type-hints-on", "", "is_signature_from_type_hint: true\n", B, R),
        keys("type-hints-off", "is_signature_from_type_hint: true\n", "", R, R),
        keys("flavor-removed", &flavors("", SKLEARN), &flavors("", ""), NONE, R),
        keys("flavor-added", &flavors("", ""), &flavors("", SKLEARN), S, S),
        keys("candidate-runs-code", &flavors("    code: null\n", SKLEARN), &flavors("    code: code\n", SKLEARN), R, R),
        keys("env-var-added", "env_vars: [A]\n", "env_vars: [A, API_KEY]\n", R, R),
        keys("resource-added", "", "resources:\n  api_version: '1'\n  databricks:\n    table:\n    - name: t\n", R, R),
        ("python-version", env_with("six\n", "3.11.7"), env_with("six\n", "3.12.0"), R, R),
        keys("mlflow-major", "mlflow_version: 2.22.5\n", "mlflow_version: 3.18.0\n", R, R),
        ("package-major", env_with("pandas==1.5.3\n", "3.11.7"), env_with("pandas==2.0.3\n", "3.11.7"), R, R),
        ("packages", env_with("pandas==2.0.2\n", "3.11.7"), env_with("pandas==2.0.3\n", "3.11.7"), S, S),
        ("no-signature-to-compare", plain(), folder(&mlmodel("", "", "", "")), R, R),
        inputs("signature-unreadable", &a(), "[{", R, R),
        inputs("inputs-declared", "", &a(), R, R),
        inputs("inputs-undeclared", &a(), "", R, R),
        inputs("inputs-in-neither", "", "", R, R),
        outputs("outputs-declared", "", r#"[{"type": "long"}]"#, R),
        outputs("outputs-undeclared", r#"[{"type": "long"}]"#, "", R),
        inputs("input-added", &a(), &ab(), B, B),
        inputs(
            "input-added-optional",
            &ab(),
            &format!(
                "{}, {}",
                optional.trim_end_matches(']'),
                ab().trim_start_matches('[').replace("\"a\"", "\"c\"").replace("\"b\"", "\"d\"").replace('}', ", \"required\": false}")
            ),
            R,
            R,
        ),
        inputs("input-removed", &ab(), &a(), S, S),
        inputs("input-now-required", optional, &ab(), B, B),
        inputs("position-now-required", &format!("{}, {}]", optional.trim_end_matches(']'), column("long", "c")), &unnamed(2), R, R),
        inputs("input-now-optional", &ab(), optional, S, S),
        inputs("input-type", &list(&[column("double", "a")]), &list(&[column("integer", "a")]), R, B),
        inputs("input-type", &list(&[column("long", "a")]), &list(&[column("double", "a")]), S, B),
        inputs("input-type", &list(&[column("integer", "a")]), &list(&[column("long", "a")]), S, S),
        inputs("input-type", &list(&[column("float", "a")]), &list(&[column("double", "a")]), S, S),
        inputs("input-type", &list(&[column("string", "a")]), &list(&[column("double", "a")]), B, B),
        inputs("input-order", &ab(), &list(&[column("long", "b"), column("long", "a")]), S, S),
        inputs("input-duplicate", &a(), &list(&[column("long", "a"), column("long", "a")]), R, R),
        inputs("position-added", &unnamed(1), &unnamed(2), B, B),
        inputs("position-removed", &unnamed(2), &unnamed(1), S, S),
        inputs("names-given", &unnamed(2), &ab(), B, B),
        inputs("names-given", &unnamed(2), &a(), B, B),
        inputs("names-given-one", &unnamed(1), &a(), R, B),
        inputs("names-given-optional", &unnamed(2), r#"[{"type": "long", "name": "a", "required": false}]"#, R, R),
        inputs("tensor-named", &tensor("float32", "[-1]", ""), &named("float32", "[-1]"), R, R),
        inputs("input-added-to-one", &a(), optional, R, R),
        inputs("names-dropped", &ab(), &unnamed(2), B, R),
        inputs("names-dropped", &list(&[column("long", "a"), column("string", "b")]), r#"[{"type": "long"}, {"type": "string"}]"#, B, B),
        inputs("input-name-taken-for-place", &numbered("0, 5"), &numbered("5, 0"), B, B),
        inputs("input-lost-to-name", &numbered("0, 1, 2"), &numbered("2, 0, 1"), R, R),
        inputs("tensor-names-dropped", &named("float32", "[-1]"), &tensor("float32", "[-1]", ""), B, B),
        inputs("input-kind", &ab(), &tensor("float32", "[-1, 3]", ""), B, B),
        inputs("input-kind", &ab(), &tensor("float32", "[-1, 2]", ""), B, B),
        inputs("input-kind", &unnamed(2), &tensor("float32", "[-1, 2]", ""), R, B),
        inputs("input-kind", &tensor("str", "[-1]", ""), r#"[{"type": "binary"}]"#, R, R),
        inputs("form-csv", &a(), r#"[{"type": "any", "name": "a"}]"#, R, NONE),
        inputs("form-single", &ab(), &a(), R, NONE),
        inputs("form-list", &unnamed(2), r#"[{"type": "long"}, {"type": "double"}]"#, R, NONE),
        inputs(
            "form-record",
            &a(),
            &format!(
                "{}, {}]",
                a().trim_end_matches(']'),
                r#"{"type": "array", "items": {"type": "long"}, "name": "list", "required": false}"#
            ),
            R,
            R,
        ),
        inputs("form-frame", &tensor("float32", "[-1, 2]", ""), &tensor("float32", "[-1, -1]", ""), R, R),
        inputs(
            "property-added",
            &object(&required("x", "long")),
            &object(&format!("{}, {}", required("x", "long"), required("y", "long"))),
            B,
            B,
        ),
        inputs(
            "property-added-optional",
            &object(&required("x", "long")),
            &object(&format!("{}, {}", required("x", "long"), maybe("y", "long"))),
            S,
            S,
        ),
        inputs(
            "property-removed",
            &object(&format!("{}, {}", required("x", "long"), maybe("y", "long"))),
            &object(&required("x", "long")),
            B,
            B,
        ),
        inputs("property-now-required", &object(&maybe("x", "long")), &object(&required("x", "long")), B, B),
        inputs(
            "property-now-required-alone",
            &object(&maybe("x", "any")).replace(r#""name": "o", "required": true"#, r#""name": "o", "required": false"#),
            &object(&required("x", "any")).replace(r#""name": "o", "required": true"#, r#""name": "o", "required": false"#),
            S,
            S,
        ),
        inputs("property-now-optional", &object(&required("x", "long")), &object(&maybe("x", "long")), S, S),
        inputs("property-type", &object(&required("x", "long")), &object(&required("x", "double")), B, B),
        inputs("property-type", &object(&maybe("x", "integer")), &object(&maybe("x", "long")), NONE, S),
        inputs(
            "tensor-added",
            &named("float32", "[-1]"),
            &format!("{}, {}", named("float32", "[-1]").trim_end_matches(']'), tensor("float32", "[-1]", "y").trim_start_matches('[')),
            B,
            B,
        ),
        inputs(
            "tensor-removed",
            &format!("{}, {}", named("float32", "[-1]").trim_end_matches(']'), tensor("float32", "[-1]", "y").trim_start_matches('[')),
            &named("float32", "[-1]"),
            S,
            S,
        ),
        inputs("tensor-dtype", &named("float32", "[-1]"), &named("float64", "[-1]"), S, B),
        inputs("tensor-rank", &named("float32", "[-1, 2]"), &named("float32", "[-1, 2, 2]"), B, B),
        inputs("tensor-dimension", &named("float32", "[-1, -1]"), &named("float32", "[-1, 2]"), B, B),
        inputs("tensor-freed", &named("float32", "[-1, 2]"), &named("float32", "[-1, -1]"), S, S),
        params("param-added", "", &k(), R),
        params("param-removed", &k(), "", R),
        params("param-default", &k(), &param("k", "long", "2", "null"), R),
        params("param-type-changed", &k(), &param("k", "double", "1", "null"), S),
        params("param-type-changed", &param("k", "double", "1.0", "null"), &k(), B),
        params("param-shape-changed", &k(), &param("k", "long", "[1]", "[-1]"), B),
        outputs("output-removed", &ab(), &a(), B),
        outputs("output-added", &a(), &ab(), S),
        outputs("output-position-added", &unnamed(1), &unnamed(2), R),
        outputs("output-type-changed", &a(), &list(&[column("string", "a")]), B),
        outputs("output-type-changed", &list(&[column("integer", "a")]), &a(), R),
        outputs("output-now-optional", &ab(), optional, R),
        outputs("output-now-required", optional, &ab(), S),
        outputs("output-order", &ab(), &list(&[column("long", "b"), column("long", "a")]), S),
        outputs("output-names", &unnamed(1), &a(), R),
        outputs("output-kind", &ab(), &tensor("int64", "[-1, 2]", ""), B),
        outputs("output-kind-alike", &unnamed(1), &tensor("int64", "[-1]", ""), S),
        outputs("output-rank", &tensor("int64", "[-1]", ""), &tensor("int64", "[-1, 1]", ""), B),
        outputs("output-dimension", &tensor("int64", "[-1, 2]", ""), &tensor("int64", "[-1, 3]", ""), B),
        outputs("output-dimension-freed", &tensor("int64", "[-1, 2]", ""), &tensor("int64", "[-1, -1]", ""), R),
        outputs("output-dimension-fixed", &tensor("int64", "[-1, -1]", ""), &tensor("int64", "[-1, 2]", ""), S),
        inputs("same", &a(), &a(), S, S),
        inputs("out-of-reach", &object(&required("x", "integer")), &object(&required("x", "long")), S, NONE),
    ]
}

#[test]
fn every_rule_grades_its_example() {
    let mut shown = BTreeSet::new();
    for (code, a, b, rest, python) in examples() {
        let pair = common::compare(a.path(), b.path());
        let found: Vec<_> = pair.comparison().verdict.reasons.iter().filter(|reason| reason.code == code).collect();
        assert!(!found.is_empty(), "{code}: {:#?}", pair.comparison().verdict);
        let grades = |caller: Caller| found[0].effects.on(caller).map(|effect| effect.grade);
        assert_eq!((grades(Caller::Rest), grades(Caller::Python)), (rest, python), "{code}: {:#?}", found[0]);
        shown.insert(code);
    }
    let all: BTreeSet<&str> = RULES.iter().map(|rule| rule.code.name).collect();
    assert_eq!(all.len(), RULES.len(), "two rules share a code");
    assert_eq!(shown, all, "a rule has no example, or an example no rule");
}

#[test]
fn the_answer_is_the_worst_of_both_callers_and_can_be_asked_for_one() {
    let (_, a, b, ..) = inputs("", &list(&[column("double", "Age")]), &list(&[column("integer", "Age")]), R, B);
    let diff = common::compare(a.path(), b.path());
    let verdict = &diff.comparison().verdict;
    assert_eq!(verdict.answer(Callers::Rest), Compatibility::Compatible);
    assert_eq!(verdict.answer(Callers::Python), Compatibility::Breaking);
    assert_eq!(verdict.answer(Callers::Any), Compatibility::Breaking);
    let reason = &verdict.reasons[0];
    assert_eq!(
        format!("{} {}", reason.subject, reason.predicate(Callers::Any)),
        "Age was double, is integer: over REST fractions are cut, null and large numbers refused; in Python it is not converted."
    );
}

#[test]
fn a_missing_artifact_comes_first() {
    let input = |specs: &[String]| folder(&mlmodel(&list(specs), "", "", ""));
    let (a, b) = (input(&[column("long", "a")]), input(&[column("string", "a"), column("long", "b")]));
    std::fs::remove_file(b.path().join("model.pkl")).unwrap();
    let diff = common::compare(a.path(), b.path());
    let verdict = &diff.comparison().verdict;
    assert_eq!((verdict.reasons[0].code.name, verdict.reasons[0].place.text().as_str()), ("candidate-artifact-missing", "model.pkl"));
    assert_eq!(verdict.answer(Callers::Any), Compatibility::Breaking);
}

#[test]
fn without_a_signature_nothing_can_be_told_unless_the_files_are_the_same() {
    let bare = || folder(&mlmodel("", "", "", ""));
    let (a, b, c) = (bare(), bare(), bare().write("model.pkl", "another"));
    let pair = common::compare(a.path(), b.path());
    assert_eq!(pair.comparison().answer(Callers::Any), Compatibility::Compatible);
    let pair = common::compare(a.path(), c.path());
    assert_eq!(pair.comparison().answer(Callers::Any), Compatibility::Unknown);
}
