//! Bad input ends in a finding or an error that names the file: never in a hang, a crash, or silence.

use crate::common::{self, Folder};
use mlmodel_viewer::checks::{Finding, Severity};
use mlmodel_viewer::folder::{Progress, Status, Subject};
use mlmodel_viewer::print;
use mlmodel_viewer::reading::Model;
use mlmodel_viewer::ui::Loaded;
use proptest::prelude::*;

const PLAIN: &str = "flavors:\n  sklearn:\n    pickled_model: model.pkl\nsignature:\n  inputs: '[{\"type\": \"long\", \"name\": \"a\"}]'\n";

fn has(findings: &[Finding], code: &str) -> bool {
    findings.iter().any(|finding| finding.code == code)
}

#[test]
fn every_shape_of_mlmodel_ends_in_a_finding() {
    let deep = format!("metadata: {}1{}", "[".repeat(2_000), "]".repeat(2_000));
    let block_deep = (0..2_000).map(|i| " ".repeat(i) + "a:").collect::<Vec<_>>().join("\n");
    let cases: &[(&[u8], &str)] = &[
        (b"", "mlmodel-empty"),
        (b"# nothing\n", "mlmodel-empty"),
        (b"flavors:\n\tsklearn: 1\n", "mlmodel-syntax"),
        (b"a: 'cut", "mlmodel-syntax"),
        (b"a: [1, 2", "mlmodel-syntax"),
        (b"\xff\xfea\0:\0", "mlmodel-encoding"),
        (b"a: \x80\n", "mlmodel-encoding"),
        (b"- a\n- b\n", "mlmodel-not-a-map"),
        (b"just text", "mlmodel-not-a-map"),
        (b"a: 1\n---\nb: 1\n", "mlmodel-syntax"),
        (b"a: *nowhere\n", "mlmodel-syntax"),
        (b"a: x\0y\n", "mlmodel-syntax"),
        (deep.as_bytes(), "mlmodel-syntax"),
        (block_deep.as_bytes(), "mlmodel-syntax"),
        (b"a: 1\na: 2\nflavors: {}\n", "yaml-duplicate-key"),
        (b"a: !!python/object/apply:os.getcwd []\n", "yaml-refused"),
        (b"flavors: []\n", "flavors-not-a-map"),
        (b"flavors:\n", "flavors-missing"),
        (b"flavors: {}\n", "flavors-empty"),
        (b"flavors: {mine: {data: x}}\n", "flavors-unknown"),
        (b"flavors: {sklearn: null}\n", "flavor-unusable"),
        (b"signature: {}\n", "signature-empty"),
        (b"signature: {inputs: 3, outputs: [1]}\n", "signature-not-text"),
    ];
    for (text, code) in cases {
        let folder = Folder::with_mlmodel(text);
        let (opened, findings) = common::inspect(folder.path());
        assert!(matches!(opened.subject, Subject::Model(_)));
        assert!(
            has(&findings, code),
            "{:?}: {:?}",
            String::from_utf8_lossy(&text[..text.len().min(60)]),
            findings.iter().map(|f| f.code.name).collect::<Vec<_>>()
        );
        // Both reports can be made of it.
        let _ = common::json(folder.path());
    }
}

#[test]
fn more_values_than_any_model_has_are_not_read() {
    let values = format!("flavors: {{}}\nmetadata: [{}]\n", "1,".repeat(400_000));
    let (_, findings) = common::inspect(Folder::with_mlmodel(&values).path());
    assert!(has(&findings, "mlmodel-too-large"), "{findings:?}");
    let specs = format!("flavors: {{}}\nsignature:\n  inputs: '[{}{{}}]'\n", "{},".repeat(1_500_000));
    let (_, findings) = common::inspect(Folder::with_mlmodel(&specs).path());
    let said = findings.iter().find(|finding| finding.code == "signature-too-large").expect("it is said");
    assert_eq!(said.severity, Severity::Warning, "MLflow may read it");
}

#[test]
fn a_report_does_not_grow_with_one_value() {
    let long = "x".repeat(1_000_000);
    let digits = "1".repeat(1_000_000);
    for (place, value) in [
        ("LOADER", &long),
        ("VERSION", &long),
        ("VERSION", &digits),
        ("RUN", &digits),
        ("NAME", &long),
        ("TYPE", &long),
        ("DEFAULT", &long),
        ("TAG", &long),
        ("REQUIREMENT", &long),
    ] {
        let mlmodel = "flavors:\n  python_function: {loader_module: LOADER}\n  sklearn: {pickled_model: model.pkl, sklearn_version: VERSION}\nrun_id: RUN\nmetadata: !TAG x\nsignature:\n  inputs: '[{\"type\": \"TYPE\", \"name\": \"NAME\"}]'\n  params: '[{\"name\": \"k\", \"type\": \"long\", \"default\": \"DEFAULT\"}]'\n";
        let folder = Folder::with_mlmodel(mlmodel.replace(place, value)).write("requirements.txt", "REQUIREMENT\n".replace(place, value));
        let model = common::read(folder.path());
        for report in [print::text(&model), print::markdown(&model)] {
            assert!(report.len() < 20_000, "{place}: {} bytes", report.len());
        }
        assert!(model.findings().iter().all(|finding| finding.message().len() < 5_000), "{place}");
    }
}

#[test]
fn a_huge_mlmodel_is_not_read() {
    let folder = Folder::new();
    std::fs::File::create(folder.path().join("MLmodel")).unwrap().set_len(5_000_000_000).unwrap();
    let (_, findings) = common::inspect(folder.path());
    assert!(has(&findings, "mlmodel-too-large"));
}

#[test]
fn an_alias_bomb_is_cut_in_every_report() {
    let mut text = PLAIN.to_owned() + "metadata:\n  a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
    for i in 1..20 {
        text.push_str(&format!("  a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 9].join(", ")));
    }
    let folder = Folder::with_mlmodel(text).write("model.pkl", b"\x80\x04.");
    let model = common::read(folder.path());
    assert!(has(model.findings(), "yaml-alias-bomb"));
    assert!(common::codes(model.findings(), Severity::Error).is_empty());
    assert!(print::json(&model).len() < 2_000_000);
    assert!(Loaded::of(model).tree().len() < 1_000_000);
}

#[test]
fn a_signature_of_a_hundred_thousand_columns_is_read() {
    let columns: Vec<String> =
        (0..100_000).map(|i| format!("{{\"type\": \"double\", \"name\": \"column {i}\", \"required\": true}}")).collect();
    let folder = Folder::with_mlmodel(format!("flavors: {{}}\nsignature:\n  inputs: '[{}]'\n", columns.join(", ")));
    let (opened, _) = common::inspect(folder.path());
    let Subject::Model(model) = &opened.subject else { panic!("no model") };
    let inputs = model.model().unwrap().signature.as_ref().unwrap().inputs.read().unwrap();
    assert_eq!(inputs.specs.len(), 100_000);
}

/// Each of these once took time that grew with its square.
#[test]
fn twenty_thousand_of_anything_end_soon() {
    let many = |line: &dyn Fn(usize) -> String| (0..20_000).map(line).collect::<String>();
    let texts = [
        many(&|i| format!("unknown{i}: 1\n")),
        "flavors:\n".to_owned() + &many(&|i| format!("  flavor{i}: {{data: x}}\n")),
        "flavors:\n  python_function:\n    loader_module: x\n    artifacts:\n".to_owned()
            + &many(&|i| format!("      a{i}: {{path: artifacts/{i}}}\n")),
        "a: [\n".to_owned() + &many(&|i| format!("'x\ty{i}',\n")) + "]\nflavors: {}\n",
    ];
    for text in texts {
        let folder = Folder::with_mlmodel(text);
        let model = common::read(folder.path());
        assert!(!model.findings().is_empty() && model.findings().len() < 5_000);
        assert!(Loaded::of(model).tree().len() >= 20_000);
    }
}

/// Small files that once asked for hours or gigabytes.
#[test]
fn small_files_that_multiply_stay_small() {
    let merges = "x0: &a0 {z: 1}\n".to_owned()
        + &(1..9).map(|n| format!("x{n}: &a{n} {{<<: [{}]}}\n", vec![format!("*a{}", n - 1); 12].join(", "))).collect::<String>()
        + &format!("<<: [{}]\n", ["*a8"; 12].join(", "));
    let long = "x".repeat(1_000_000);
    let texts = [
        merges.clone(),
        format!("a: &x \"{long}\"\nm: [{}]\n", vec!["*x"; 2_000].join(", ")),
        format!("? '{long}'\n: [{}]\n", vec!["2.10"; 1_000].join(", ")),
        format!("a: [\n{}]\nb:\n{}c: 1\n", "1,\n".repeat(20_000), " ".repeat(1_000_000)),
        format!(
            "flavors: {{}}\nsignature:\n  params: '[{{\"name\": \"k\", {}\"type\": \"long\", \"default\": 1}}]'\n",
            (0..60_000).map(|i| format!("\"p{i}\": 1, ")).collect::<String>()
        ),
        format!("a: 0x{}\n", "f".repeat(4_000)),
    ];
    for text in texts {
        let folder = Folder::with_mlmodel(text).write("registered_model_meta", &merges);
        let model = common::read(folder.path());
        assert!(print::text(&model).len() < 10_000_000);
        assert!(print::json(&model).len() < 50_000_000);
    }
}

#[test]
fn requirements_nested_without_end_are_one_bad_line() {
    let folder =
        Folder::with_mlmodel(PLAIN).write("model.pkl", b"\x80\x04.").write("requirements.txt", format!("a; {}", "(".repeat(300_000)));
    let (_, findings) = common::inspect(folder.path());
    assert!(has(&findings, "requirement-unreadable"));
}

#[test]
fn the_one_error_among_many_warnings_is_told() {
    let extra: String = (0..1_500).map(|i| format!("    - path: extra_files/{i}\n")).collect();
    let folder = Folder::with_mlmodel(format!("flavors:\n  sklearn:\n    extra_files:\n{extra}    pickled_model: m.pkl\n"));
    let (_, findings) = common::inspect(folder.path());
    assert_eq!(common::codes(&findings, Severity::Error), ["artifact-missing"]);
    assert!(findings.len() < 200);
}

/// mlflow.pyfunc hands the paths of artifacts on and does not look into them.
#[test]
fn what_is_in_an_artifact_is_the_models_own_business() {
    let text = "flavors:\n  python_function:\n    loader_module: mlflow.pyfunc.model\n    python_model: python_model.pkl\n    artifacts:\n      e: {path: artifacts/empty.txt, uri: x}\n      h: {path: artifacts/t.html, uri: x}\n      w: {path: artifacts/w.pkl, uri: x}\n";
    let folder = Folder::with_mlmodel(text)
        .write("python_model.pkl", b"\x80\x04.")
        .write("artifacts/empty.txt", "")
        .write("artifacts/t.html", "<!DOCTYPE html>")
        .write("artifacts/w.pkl", b"\x80\x02abc");
    let (_, findings) = common::inspect(folder.path());
    assert!(common::codes(&findings, Severity::Error).is_empty(), "{findings:?}");
}

#[test]
fn nan_and_infinity_inside_json_are_read() {
    let text = "flavors: {}\nsignature:\n  params: '[{\"name\": \"k\", \"type\": \"double\", \"default\": NaN, \"shape\": null}]'\n";
    let report = common::json(Folder::with_mlmodel(text).path());
    assert_eq!(report["signature"]["params"][0]["default"]["$float"], "NaN");
}

#[test]
fn names_that_turn_lines_around_are_escaped() {
    let name = "mo\u{202e}del\n.pkl";
    let text = format!("flavors:\n  sklearn:\n    pickled_model: {}\n", serde_json::to_string(name).unwrap());
    let folder = Folder::with_mlmodel(text).write(name, b"\x80\x04.");
    let model = common::read(folder.path());
    let printed = print::text(&model);
    assert!(printed.contains("mo\\u{202e}del\\n.pkl") && !printed.contains('\u{202e}'), "{printed}");
    assert!(!print::markdown(&model).contains('\u{202e}'));
}

#[test]
fn backslashes_prefixes_and_scripts_from_elsewhere_are_ordinary() {
    let text = "flavors:\n  python_function:\n    loader_module: mlflow.pyfunc.loaders.code_model\n    model_code_path: C:\\Users\\a\\agent.py\n    artifacts:\n      v: {path: artifacts\\v.txt, uri: x}\n  paddle:\n    pickled_model: model\n";
    let folder = Folder::with_mlmodel(text).write("agent.py", "x").write("artifacts/v.txt", "x").write("model.pdparams", "x");
    let (opened, findings) = common::inspect(folder.path());
    assert!(common::codes(&findings, Severity::Error).is_empty(), "{findings:?}");
    assert!(has(&findings, "windows-path"));
    let Subject::Model(model) = &opened.subject else { panic!("no model") };
    assert!(model.references.iter().all(|r| r.status == Status::Present), "{:?}", model.references);
}

#[test]
fn a_path_that_leads_out_is_never_asked_for() {
    for path in ["/etc/passwd", "../../x", "C:\\x", "\\\\host\\share\\x", "//host/share"] {
        let text = format!("flavors:\n  sklearn:\n    pickled_model: {}\n", serde_json::to_string(path).unwrap());
        let folder = Folder::with_mlmodel(text);
        let (opened, findings) = common::inspect(folder.path());
        assert!(has(&findings, "artifact-outside"), "{path}");
        let Subject::Model(model) = &opened.subject else { panic!("no model") };
        assert_eq!((model.references[0].status, model.references[0].bytes), (Status::Outside, None));
    }
}

#[test]
fn reading_stops_when_it_is_told_to() {
    let folder = Folder::with_mlmodel(PLAIN);
    for i in 0..500 {
        std::fs::write(folder.path().join(format!("f{i}")), "").unwrap();
    }
    let progress = Progress::default();
    progress.cancel();
    let model = Model::read(folder.path(), &[], &progress).unwrap();
    let listing = &model.folder().unwrap().listing;
    assert!(listing.stopped.is_some() && listing.files.len() < 10);
}

#[test]
fn many_files_are_listed_and_more_are_cut() {
    let folder = Folder::with_mlmodel(PLAIN).write("model.pkl", b"\x80\x04.");
    for d in 0..20 {
        let below = folder.path().join(format!("d{d}"));
        std::fs::create_dir(&below).unwrap();
        for i in 0..1_000 {
            std::fs::File::create(below.join(format!("f{i}"))).unwrap();
        }
    }
    let model = common::read(folder.path());
    let listing = &model.folder().expect("a model").listing;
    assert_eq!(listing.files.len(), 20_002);
    assert!(listing.stopped.is_none());
    assert_eq!(Loaded::of(model).files.nodes.len(), 20_022);
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    #[test]
    fn links_pipes_and_devices() {
        let outer = Folder::new().write("secret.pkl", "x");
        let inner = outer.path().join("model");
        std::fs::create_dir(&inner).unwrap();
        std::fs::write(inner.join("MLmodel"), PLAIN).unwrap();
        let model = inner.join("model.pkl");
        let expect = |code: &str, severity: Severity| {
            let (_, findings) = common::inspect(&inner);
            let finding = findings.iter().find(|f| f.code == code);
            assert_eq!(finding.map(|f| f.severity), Some(severity), "{code}: {findings:?}");
            let _ = std::fs::remove_file(&model);
        };
        symlink("nowhere.pkl", &model).unwrap();
        expect("artifact-broken-link", Severity::Error);
        symlink("model.pkl", &model).unwrap();
        expect("artifact-broken-link", Severity::Error);
        // Nobody looked where the link leads: it may be sound there.
        symlink("../secret.pkl", &model).unwrap();
        expect("artifact-link-outside", Severity::Warning);
        assert!(std::process::Command::new("mkfifo").arg(&model).status().unwrap().success());
        expect("artifact-wrong-kind", Severity::Error);
        // A link to a folder above is listed and not entered.
        symlink("..", inner.join("up")).unwrap();
        symlink(".", inner.join("self")).unwrap();
        let (opened, _) = common::inspect(&inner);
        let Subject::Model(read) = &opened.subject else { panic!("no model") };
        assert_eq!(read.listing.files.len(), 3);
    }

    #[test]
    fn an_mlmodel_that_is_a_pipe_a_link_or_a_device() {
        let folder = Folder::new();
        let file = folder.path().join("MLmodel");
        assert!(std::process::Command::new("mkfifo").arg(&file).status().unwrap().success());
        let (_, findings) = common::inspect(folder.path());
        assert!(has(&findings, "mlmodel-not-a-file"));
        std::fs::remove_file(&file).unwrap();
        symlink("nowhere", &file).unwrap();
        let (_, findings) = common::inspect(folder.path());
        assert!(has(&findings, "mlmodel-broken-link"));
        std::fs::remove_file(&file).unwrap();
        symlink("/dev/zero", &file).unwrap();
        let (_, findings) = common::inspect(folder.path());
        assert!(has(&findings, "mlmodel-outside"));
        assert!(matches!(common::read(std::path::Path::new("/dev/null")).opened.subject, Subject::NotAModel(_)));
    }

    #[test]
    fn names_that_are_not_utf8_are_escaped() {
        let folder = Folder::with_mlmodel(PLAIN).write("model.pkl", b"\x80\x04.");
        std::fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"a\xffb")), "x").unwrap();
        let report = common::json(folder.path());
        let paths: Vec<_> = report["files"].as_array().unwrap().iter().map(|f| f["path"].as_str().unwrap()).collect();
        assert_eq!(paths, ["MLmodel", "a\\xffb", "model.pkl"]);
    }

    #[test]
    fn no_permission_is_said() {
        if !common::is_an_ordinary_user(module_path!(), "no_permission_is_said") {
            return;
        }
        let folder = Folder::with_mlmodel(PLAIN).write("model.pkl", b"\x80\x04.").write("closed/x", "x");
        let set = |name: &str, mode| std::fs::set_permissions(folder.path().join(name), std::fs::Permissions::from_mode(mode)).unwrap();
        set("model.pkl", 0o000);
        set("closed", 0o000);
        let (_, findings) = common::inspect(folder.path());
        set("closed", 0o755);
        assert!(has(&findings, "artifact-unreadable") && has(&findings, "folder-unreadable"), "{findings:?}");
    }

    #[test]
    fn a_folder_that_vanishes_meanwhile_ends_well() {
        for _ in 0..30 {
            let folder = Folder::with_mlmodel(PLAIN);
            for i in 0..200 {
                std::fs::write(folder.path().join(format!("f{i}")), "x").unwrap();
            }
            let path = folder.path().to_owned();
            let reader = std::thread::spawn({
                let path = path.clone();
                move || Model::read(&path, &[], &Progress::default()).map(|model| model.findings().len())
            });
            let _ = std::fs::remove_dir_all(&path);
            // Whatever was seen of it: an error, or a reading of the part that was there.
            let _ = reader.join().expect("no panic");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Real text with a few bytes changed, cut or doubled: never a panic, always a report.
    #[test]
    fn a_damaged_mlmodel_never_panics(at in 0usize..1_200, with in any::<[u8; 3]>(), cut in 0usize..1_400) {
        let mut text = std::fs::read(common::models().join("3.18.0/sklearn_iris/MLmodel")).unwrap();
        let at = at % text.len();
        text.splice(at..(at + 2).min(text.len()), with);
        text.truncate(cut.max(1));
        if let Ok(model) = mlmodel_viewer::mlmodel::read(&text) {
            let _ = model.document.resolve().value.to_json();
        }
    }

    #[test]
    fn any_signature_text_never_panics(text in "[\\[\\]{}\",:a-z0-9 .-]{0,80}") {
        let value = mlmodel_viewer::mlmodel::Value::Map(vec![("inputs".into(), mlmodel_viewer::mlmodel::Value::Text(text.as_str().into())), ("params".into(), mlmodel_viewer::mlmodel::Value::Text(text.into()))]);
        let _ = mlmodel_viewer::mlmodel::Signature::decode(&value);
    }

    #[test]
    fn any_scalar_never_panics(text in "\\PC{0,30}|[0-9:._+eETZ -]{0,24}") {
        let _ = mlmodel_viewer::mlmodel::yaml::scalar::resolve_plain(&text);
    }
}
