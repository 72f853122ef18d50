//! What each platform says of a folder, held against what its own code answered.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use mlmodel_viewer::folder::Progress;
use mlmodel_viewer::platforms::{self, Accepts, Change, PLATFORMS, Verdict, Weight};
use mlmodel_viewer::print;
use mlmodel_viewer::reading::Model;
use proptest::prelude::*;
use serde_json::Value;

use crate::common::{self, Folder};

/// Where the answers may differ, and why.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("parent_folder", "the one model below is opened instead, and a finding says so"),
    ("pkl_missing_module", "what a pickle imports depends on what is installed"),
    ("symlink_missing", "a link out of the folder is not followed, so nobody can tell"),
];

/// Damage that the script meets when it loads the model, which was left out when this variant was run.
const NOT_LOADED: &str = "azure-online-pandas3";

/// The answers of one case.
type Truth = BTreeMap<String, String>;

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn own_cases() -> BTreeMap<PathBuf, Truth> {
    let text = std::fs::read_to_string(tests().join("platforms/answers.json")).unwrap();
    let cases: BTreeMap<String, Truth> = serde_json::from_str(&text).unwrap();
    cases.into_iter().map(|(name, truth)| (tests().join(name), truth)).collect()
}

/// More folders, where they are named.
fn wide_cases() -> BTreeMap<PathBuf, Truth> {
    let Some(place) = std::env::var_os("MLMODEL_PLATFORMS").map(PathBuf::from) else { return BTreeMap::new() };
    let mut cases: BTreeMap<PathBuf, Truth> = BTreeMap::new();
    for file in ["answers.json", "variants.json"] {
        let all: BTreeMap<String, Value> = serde_json::from_str(&std::fs::read_to_string(place.join(file)).unwrap()).unwrap();
        for (name, answers) in all.iter().filter(|(name, _)| !name.starts_with('_')) {
            let path = match (name.strip_prefix("corpus/"), common::wide_corpus()) {
                (None, _) => place.join(name),
                (Some(below), Some(corpus)) => corpus.join(below),
                (Some(_), None) => continue,
            };
            let truth = cases.entry(path).or_default();
            for (platform, answer) in answers.as_object().unwrap().iter().filter(|(_, answer)| answer.get("runs").is_some()) {
                let word = answer["runs"].as_bool().map_or("unknown", |runs| if runs { "yes" } else { "no" });
                truth.insert(platform.clone(), word.to_owned());
            }
        }
    }
    cases
}

#[test]
fn platforms_answer_as_their_own_code_does() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (path, truth) in own_cases().into_iter().chain(wide_cases()) {
        let model = common::read(&path);
        for (id, expected) in truth {
            let answer = model.platforms().iter().find(|answer| answer.platform.id == id).unwrap_or_else(|| panic!("no platform {id}"));
            count += 1;
            let is_right = expected == "unknown" || answer.accepts.word() == expected;
            let is_told = answer.accepts == Accepts::Yes || !answer.reasons.is_empty();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let is_named = EXCEPTIONS.iter().any(|(exception, _)| *exception == name)
                || (id == NOT_LOADED && path.components().any(|part| part.as_os_str() == "broken"));
            // A copy of the folders may have files in place of their links.
            let is_copied = name.starts_with("symlink_") && common::wide_corpus().is_some();
            if (!is_right || !is_told) && !is_named && !is_copied {
                wrong.push(format!("{}: {id} answers {expected}, not {}: {:?}", path.display(), answer.accepts.word(), answer.reasons));
            }
        }
    }
    assert!(count > 2_000, "{count} answers only");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_folder_gets_an_answer_from_every_platform() {
    let broken = std::fs::read_dir(tests().join("models/broken")).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let others = ["models", "suite", "platforms/answers.json", "models/3.18.0/sklearn_iris/model.skops"].map(|path| tests().join(path));
    let mut codes = BTreeSet::new();
    for path in broken.chain(others).chain(own_cases().into_keys()) {
        let model = common::read(&path);
        model.look_inside(&Progress::default());
        let ids: Vec<&str> = model.platforms().iter().map(|answer| answer.platform.id).collect();
        assert_eq!(ids, PLATFORMS.iter().map(|platform| platform.id).collect::<Vec<_>>());
        for answer in model.platforms() {
            let id = answer.platform.id;
            let heaviest = answer.reasons.first().map(|reason| reason.weight);
            let verdict = match heaviest {
                Some(Weight::Stops | Weight::LikelyStops) => Verdict::Obstacle,
                Some(Weight::CannotTell) => Verdict::Unknown,
                Some(Weight::Note) | None => Verdict::NoneFound,
            };
            assert_eq!(answer.verdict, verdict, "{}: {id}", path.display());
            assert!(answer.accepts == Accepts::Yes || answer.platform.basis == platforms::Basis::Documented || heaviest.is_some());
            for reason in &answer.reasons {
                codes.insert(reason.code.name);
                let text = &reason.message;
                assert!(text.ends_with('.') && !text.contains('\n') && text.len() <= 700, "{}: {id}: {text}", path.display());
                assert!(platforms::codes::ALL.contains(&reason.code), "{}", reason.code);
            }
            let _ = (print::platform::text(answer), print::platform::markdown(answer));
        }
        let _ = (print::text(&model), print::json(&model), print::markdown(&model));
    }
    assert!(codes.len() > 40, "{codes:?}");
}

/// What a changed file would be is what the fix says: the platform no longer has that reason.
#[test]
fn a_changed_file_takes_its_reason_away() {
    let mut changed = BTreeSet::new();
    for path in own_cases().into_keys().filter(|path| path.join("MLmodel").is_file()) {
        let model = common::read(&path);
        for answer in model.platforms() {
            for reason in &answer.reasons {
                let Some(Change::File(change)) = reason.fix.as_ref().and_then(|fix| fix.change.as_ref()) else { continue };
                for other in answer.reasons.iter().filter_map(|reason| reason.fix.as_ref()?.change.as_ref()) {
                    assert!(
                        !matches!(other, Change::File(other) if other.path == change.path && other != change),
                        "{}: {answer:?}",
                        path.display()
                    );
                }
                assert!(change.after != change.before, "{}: {}", path.display(), reason.code);
                let folder = Folder::copy_of(path.to_str().unwrap());
                std::fs::write(folder.path().join(&*change.path), &change.after).unwrap();
                let after = common::read(folder.path());
                let after = after.platforms().iter().find(|other| other.platform == answer.platform).unwrap();
                let is_there = after.reasons.iter().any(|other| other.code == reason.code && other.place == reason.place);
                assert!(!is_there, "{}: {} stays: {:?}", path.display(), reason.code, after.reasons);
                changed.insert(reason.code.name);
            }
        }
    }
    let expected = [
        "azure-env-monitoring",
        "azure-env-server",
        "azure-example",
        "azure-pandas",
        "env-description-missing",
        "reader-refuses",
        "sagemaker-pin",
        "sagemaker-python-version",
    ];
    for code in expected {
        assert!(changed.contains(code), "{code} is not among {changed:?}");
    }
}

#[test]
fn a_conda_file_is_made_of_the_other_two() {
    let folder = Folder::copy_of(tests().join("platforms/env_az_both").to_str().unwrap());
    std::fs::remove_file(folder.path().join("conda.yaml")).unwrap();
    let model = common::read(folder.path());
    assert_eq!(verdict(&model, "azure-online").1, Verdict::Obstacle);
    let answer = model.platforms().iter().find(|answer| answer.platform.id == "azure-online-env").unwrap();
    let Some(Change::File(change)) = answer.reasons[0].fix.as_ref().and_then(|fix| fix.change.as_ref()) else { panic!("no file") };
    std::fs::write(folder.path().join(&*change.path), &change.after).unwrap();
    assert_eq!(verdict(&common::read(folder.path()), "azure-online").1, Verdict::NoneFound, "{}", change.after);
}

const UNSIGNED: &str = "flavors:\n  python_function:\n    env: {conda: conda.yaml, virtualenv: python_env.yaml}\n    loader_module: mlflow.sklearn\n    model_path: model.pkl\n    python_version: 3.11.7\nmlflow_version: 3.18.0\n";

/// A model without a signature, and a conda.yaml of these lines behind Python and pip.
fn with_conda(dependencies: &str) -> Folder {
    let conda = format!("dependencies:\n- python=3.11.7\n- pip\n{dependencies}");
    Folder::with_mlmodel(UNSIGNED).write("model.pkl", "x").write("conda.yaml", conda)
}

/// The codes of one platform, and the files that its fixes change.
fn told(path: &Path, id: &str) -> (Vec<&'static str>, Vec<(String, String)>) {
    let model = common::read(path);
    let answer = model.platforms().iter().find(|answer| answer.platform.id == id).unwrap();
    let changed = answer.reasons.iter().filter_map(|reason| match reason.fix.as_ref()?.change.as_ref()? {
        Change::File(change) => Some((change.path.to_string(), change.after.clone())),
        _ => None,
    });
    (answer.reasons.iter().map(|reason| reason.code.name).collect(), changed.collect())
}

const BOTH: &str = "  - azureml-ai-monitoring\n  - azureml-inference-server-http\n";

#[test]
fn which_pandas_azure_gets_is_what_the_files_ask_for() {
    let is_told = |dependencies: &str| told(with_conda(dependencies).path(), "azure-online").0.contains(&"azure-pandas");
    for closed in [
        "- pip:\n  - mlflow==3.18.0\n  - pandas==2.2.3\n",
        "- pip:\n  - mlflow==3.1.4\n",
        "- mlflow=3.18.0\n- pandas=2.2.3\n",
        "- pip:\n  - mlflow\n  - pandas<3\n",
    ] {
        assert!(!is_told(closed), "{closed}");
    }
    for open in [
        "- pip:\n  - mlflow==3.18.0\n  - pandas==3.0.1\n",
        "- pip:\n  - mlflow==3.18.0\n  - pandas~=3.0.0\n",
        "- pip:\n  - mlflow==3.18.0\n",
        "- pip:\n  - mlflow>=3\n  - pandas>=2\n",
    ] {
        assert!(is_told(open), "{open}");
    }
    assert!(
        !told(with_conda("- pip:\n  - -r requirements.txt\n").write("requirements.txt", "mlflow\npandas<3\n").path(), "azure-online")
            .0
            .contains(&"azure-pandas")
    );
}

#[test]
fn all_changes_of_one_file_are_one() {
    let (codes, changed) = told(with_conda("- pip:\n  - mlflow==3.18.0\n  - pandas==3.1.1 # newest\n").path(), "azure-online");
    assert!(codes.contains(&"azure-pandas") && codes.contains(&"azure-env-server"), "{codes:?}");
    let after = format!("dependencies:\n- python=3.11.7\n- pip\n- pip:\n  - mlflow==3.18.0\n  - pandas<3 # newest\n{BOTH}");
    assert_eq!(changed, vec![("conda.yaml".to_owned(), after); 3]);
    let (_, changed) = told(with_conda("- pip:\n  - mlflow==3.18.0\n  - pandas>=2\n").path(), "azure-online");
    assert!(changed[0].1.contains("  - pandas>=2,<3\n"), "{changed:?}");
    let (_, changed) = told(with_conda("- mlflow=3.18.0\n- pandas=3.1.1\n").path(), "azure-online");
    assert!(changed[0].1.contains("- pandas<3\n") && !changed[0].1.contains("3.1.1"), "{changed:?}");
}

#[test]
fn pandas_2_lets_an_example_of_a_nested_input_do() {
    let signed = format!(
        "{UNSIGNED}saved_input_example_info: {{artifact_path: input_example.json, type: dataframe, pandas_orient: split}}\nsignature:\n  inputs: '[{{\"type\": \"array\", \"items\": {{\"type\": \"long\"}}, \"name\": \"a\"}}]'\n  outputs: '[{{\"type\": \"long\"}}]'\n"
    );
    let folder = |pandas: &str| {
        with_conda(&format!("- pip:\n  - mlflow==3.18.0\n{pandas}{BOTH}"))
            .write("MLmodel", &signed)
            .write("input_example.json", r#"{"columns": ["a"], "data": [[[1, 2]]]}"#)
    };
    let open = folder("");
    assert_eq!(verdict(&common::read(open.path()), "azure-online"), (Accepts::No, Verdict::Obstacle));
    let (codes, changed) = told(open.path(), "azure-online");
    assert_eq!(codes[0], "azure-input-nested");
    std::fs::write(open.path().join("conda.yaml"), &changed[0].1).unwrap();
    assert_eq!(verdict(&common::read(open.path()), "azure-online"), (Accepts::No, Verdict::NoneFound));
    let (codes, _) = told(folder("  - pandas==2.3.3\n").path(), "azure-online");
    assert_eq!(codes, ["azure-pandas-kept", "azure-env-mlflow-3"]);
}

#[test]
fn a_new_conda_file_says_what_the_others_say() {
    let new = |python_env: &str, requirements: &[u8]| {
        let folder = Folder::with_mlmodel(UNSIGNED).write("model.pkl", "x").write("python_env.yaml", python_env);
        let folder = folder
            .write("requirements.txt", requirements)
            .write("base.txt", "azureml-ai-monitoring\nazureml-inference-server-http==1.4.1\n");
        let (codes, changed) = told(folder.path(), "azure-online-env");
        (
            codes,
            changed.into_iter().next().map(|(_, after)| {
                after
                    .split_once("- pip:\n")
                    .map(|(python, lines)| (python.lines().nth(3).unwrap_or_default().to_owned(), lines.to_owned()))
                    .unwrap()
            }),
        )
    };
    let (_, after) = new("python: 3.11.7\n", b"mlflow<3\xff\n");
    assert_eq!(after, None, "requirements.txt is not UTF-8");
    let (_, after) = new("python: 3.10\n", b"mlflow<3\n");
    assert_eq!(
        after,
        Some(("- python=3.10".to_owned(), format!("  - mlflow<3\n{}", "  - azureml-ai-monitoring\n  - azureml-inference-server-http\n")))
    );
    let both = "mlflow<3\nazureml-inference-server-http==1.2.2\nazureml-ai-monitoring\n";
    let (_, after) = new("python: '3.8.18'\n", both.as_bytes());
    assert_eq!(after.unwrap().1.lines().count(), 3);
    let (_, after) = new("python: '3.11.7'\n", b"mlflow<3\n-r base.txt\n");
    assert_eq!(after.unwrap().1, "  - mlflow<3\n  - -r base.txt\n");
    let (codes, _) = new("python: '3.7.16'\n", b"mlflow==1.30.1\n");
    assert_eq!(codes, ["azure-env-conda-missing", "azure-env-python-old"]);
    let (_, after) = new("python: '3.11.7'\n", b"--index-url https://u:pw@h.org/simple\nmlflow==2.17.2 \\\n  --hash=sha256:00\n");
    assert_eq!(after.unwrap().1, format!("  - mlflow==2.17.2\n{BOTH}"));
}

#[test]
fn mlflow_3_is_noted_wherever_it_is_installed() {
    let is_told =
        |line: &str| told(with_conda(&format!("- pip:\n  - {line}\n")).path(), "azure-online-env").0.contains(&"azure-env-mlflow-3");
    for line in ["mlflow==3.5.0", "mlflow>=3,<3.10", "mlflow-skinny==3.18.0", "mlflow"] {
        assert!(is_told(line), "{line}");
    }
    for line in ["mlflow<3", "mlflow==2.22.5", "scikit-learn"] {
        assert!(!is_told(line), "{line}");
    }
}

/// A model of scikit-learn or `PyTorch` with these requirements, which `ModelBuilder` reads; its first reason after the change.
#[test]
fn the_pin_stands_where_model_builder_reads_it() {
    let after = |flavor: &str, requirements: &str| {
        let library = if flavor == "pytorch" { "  pytorch: {pytorch_version: 2.5.1}\n" } else { "  sklearn: {sklearn_version: 1.2.1}\n" };
        let folder = Folder::with_mlmodel(UNSIGNED.replace("mlflow_version", &format!("{library}mlflow_version")));
        let folder = folder.write("model.pkl", "x").write("requirements.txt", requirements);
        let (codes, changed) = told(folder.path(), "sagemaker-modelbuilder");
        assert!(codes.contains(&"sagemaker-pin"), "{requirements}: {codes:?}");
        let after = changed[0].1.clone();
        let (codes, _) = told(folder.write("requirements.txt", &after).path(), "sagemaker-modelbuilder");
        assert!(!codes.contains(&"sagemaker-pin"), "{requirements}: {codes:?}");
        after
    };
    assert_eq!(after("pytorch", "torchvision\ntorch==2.5.1\n"), "torch==2.5.1\ntorchvision\n");
    assert_eq!(
        after("sklearn", "a\nscikit-learn-intelex\r\nscikit-learn==1.2.1\r\n"),
        "a\nscikit-learn==1.2.1\r\nscikit-learn-intelex\r\n"
    );
    assert_eq!(
        after("sklearn", "a\nscikit-learn~=1.2 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nb\n"),
        "a\nscikit-learn==1.2.1\nb\n"
    );
    assert_eq!(after("sklearn", "a\nScikit_Learn>=1\nb"), "a\nscikit-learn==1.2.1\nb");
    assert_eq!(after("sklearn", "a\n"), "scikit-learn==1.2.1\na\n");
}

#[test]
fn what_stops_all_platforms_is_one_line() {
    let broken = Folder::with_mlmodel("flavors:\n\t- a\n");
    let text = print::text(&common::read(broken.path()));
    assert_eq!(text.matches("[reader-refuses]").count(), 1, "{text}");
    assert!(text.contains("no platform takes it: MLflow cannot read the MLmodel"), "{text}");
    let file = Folder::new().write("lone.pkl", "x");
    let text = print::text(&common::read(&file.path().join("lone.pkl")));
    assert_eq!(text.matches("no platform takes it: ").count(), 1, "{text}");
    let unsigned = with_conda("- pip:\n  - mlflow<3\n");
    let markdown = print::markdown(&common::read(unsigned.path()));
    assert!(markdown.contains("\n- azure-online: ") && markdown.contains("\n- unity-catalog: "), "{markdown}");
}

#[test]
fn a_change_is_printed_beside_its_words() {
    let json = common::json(with_conda("- pip:\n  - mlflow<3\n").path());
    let answer = json["platforms"].as_array().unwrap().iter().find(|answer| answer["platform"] == "azure-online-env").unwrap();
    let reason = &answer["reasons"][0];
    assert_eq!(reason["change"]["path"], "conda.yaml");
    assert!(reason["change"]["after"].as_str().unwrap().ends_with(BOTH), "{reason}");
    assert!(reason["fix"].as_str().unwrap().ends_with("(a changed conda.yaml)"), "{reason}");
    let bare = common::json(Folder::with_mlmodel(UNSIGNED).write("model.pkl", "x").write("requirements.txt", "mlflow\n").path());
    assert!(bare.to_string().contains("(a new python_env.yaml)") && bare.to_string().contains("(a new conda.yaml)"), "{bare}");
    let secret = "- pip:\n  - --extra-index-url https://u:pw@h.org/simple\n  - mlflow<3\n";
    let printed = print::json(&common::read(with_conda(secret).path()));
    assert!(!printed.contains("pw@"), "{printed}");
}

#[test]
fn what_is_documented_is_never_a_yes_or_a_no() {
    for (path, _) in own_cases() {
        for answer in common::read(&path).platforms() {
            if answer.platform.basis == platforms::Basis::Documented {
                assert_eq!(answer.accepts, Accepts::Unknown, "{}", path.display());
            }
        }
    }
}

fn verdict(model: &Model, id: &str) -> (Accepts, Verdict) {
    let answer = model.platforms().iter().find(|answer| answer.platform.id == id).unwrap();
    (answer.accepts, answer.verdict)
}

#[test]
fn the_verdict_counts_in_what_the_script_does_not_see() {
    let lacking = common::read(&tests().join("platforms/ex_nd_2d"));
    assert_eq!(verdict(&lacking, "azure-online"), (Accepts::Yes, Verdict::Obstacle), "its image lacks the two packages");
    let ready = common::read(&tests().join("platforms/env_az_both"));
    assert_eq!(verdict(&ready, "azure-online"), (Accepts::Yes, Verdict::NoneFound));
    let gone = common::read(&tests().join("models/broken/model_pkl_deleted"));
    for id in ["sagemaker-modelbuilder", "unity-catalog", "spark-udf", "bentoml"] {
        assert_eq!(verdict(&gone, id).1, Verdict::Obstacle, "{id}: the model's file is not there");
    }
}

/// What `mlflow-serve` says of a model with these files: code, message and fix of each reason.
fn included(files: &[(&str, &str)]) -> Vec<(&'static str, String, String)> {
    let mut folder = Folder::copy_of("../platforms/env_az_both");
    for (name, text) in files {
        folder = folder.write(name, text);
    }
    let model = common::read(folder.path());
    let answer = model.platforms().iter().find(|answer| answer.platform.id == "mlflow-serve").unwrap();
    let place = folder.path().display().to_string();
    let fix = |fix: Option<&platforms::Fix>| fix.map(|fix| fix.text().replace(&place, "DIR")).unwrap_or_default();
    answer.reasons.iter().map(|reason| (reason.code.name, reason.message.clone(), fix(reason.fix.as_deref()))).collect()
}

#[test]
fn included_files_are_looked_for_beside_the_file_that_names_them() {
    let files = [("requirements.txt", "-r sub/a.txt\nmlflow\n"), ("sub/a.txt", "-r b.txt\n-c ../c.txt\n"), ("c.txt", "x==1\n")];
    let told = included(&[&files[..], &[("sub/b.txt", "x\n")]].concat());
    assert_eq!(told, []);
    let told = included(&files);
    assert_eq!(told.len(), 1, "{told:?}");
    let (code, message, fix) = &told[0];
    assert_eq!(*code, "included-missing");
    assert_eq!(message, "sub/a.txt includes b.txt, which is not in the folder: MLflow stops before it loads the model.");
    if cfg!(unix) {
        assert_eq!(fix, "Copy the file into the model folder. mkdir -p -- DIR/sub && cp -- sub/b.txt DIR/sub");
    }
    let folder = Folder::copy_of("../platforms/env_az_both").write("requirements.txt", "-r sub/a.txt\n").write("sub/a.txt", "mlflow\n");
    let (_, findings) = common::inspect(folder.path());
    assert!(!findings.iter().any(|finding| finding.code.name == "files-unreferenced"), "{findings:?}");
}

#[test]
fn files_that_include_one_another_are_no_answer_of_yes() {
    let told = included(&[("requirements.txt", "-r a.txt\nmlflow\n"), ("a.txt", "-c requirements.txt\n")]);
    assert!(matches!(&told[..], [("included-circle", message, _)] if message.starts_with("a.txt includes requirements.txt")), "{told:?}");
    let told = included(&[("requirements.txt", "-r a.txt\nmlflow\n"), ("a.txt", "-r ./a.txt\n")]);
    assert!(matches!(&told[..], [("included-circle", ..)]), "{told:?}");
    // One file that two include is no circle.
    let two =
        [("requirements.txt", "-r a.txt\n-r b.txt\n-r c.txt\n"), ("a.txt", "-r c.txt\n"), ("b.txt", "-r c.txt\n"), ("c.txt", "mlflow\n")];
    assert_eq!(included(&two), []);
    let chain: Vec<(String, String)> = (0..40).map(|i| (format!("r{i}.txt"), format!("-r r{}.txt\n", i + 1))).collect();
    let mut files = vec![("requirements.txt", "-r r0.txt\n")];
    files.extend(chain.iter().map(|(name, text)| (&**name, &**text)));
    let told = included(&files);
    assert!(matches!(&told[..], [("included-unread", ..)]), "{told:?}");
}

#[test]
fn a_file_named_like_an_option_stands_in_no_line_to_paste() {
    let told = included(&[("requirements.txt", "-c -rf\n-r --target-directory=x\nmlflow\n")]);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().all(|(code, _, fix)| *code == "included-missing" && fix == "Copy the file into the model folder."), "{told:?}");
    let told = included(&[("requirements.txt", "-c c.txt\nmlflow\n")]);
    if cfg!(unix) {
        assert_eq!(told[0].2, "Copy the file into the model folder. cp -- c.txt DIR");
    }
}

#[test]
fn a_model_that_no_server_takes_is_one_finding() {
    let no_server = |path: &str| {
        let model = common::read(&tests().join(path));
        model.look_inside(&Progress::default());
        model.findings().iter().filter(|finding| finding.code == "no-server").count()
    };
    assert_eq!(no_server("platforms/fla_feature_store"), 1);
    assert_eq!(no_server("platforms/env_req_include"), 1);
    // Told by a finding of its own.
    assert_eq!(no_server("models/broken/flavor_no_pyfunc"), 0);
    for (_, name, path, _) in common::cases(&common::models()) {
        assert!(common::read(&path).findings().iter().all(|finding| finding.code != "no-server"), "{name}");
    }
}

/// Values that mean something somewhere, right and wrong.
const LEAVES: &[&str] = &[
    "null",
    "1",
    "-1",
    "3.1",
    "true",
    "''",
    "x",
    "model.pkl",
    "mlflow.sklearn",
    "mlflow.pyfunc.model",
    "3.11.7",
    "requirements.txt",
    "'[{\"type\": \"long\", \"name\": \"a\"}]'",
    "'[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"str\", \"shape\": [-1, null]}}]'",
    "'[{\"type\": \"any\"}]'",
    "'[{\"type\": \"object\", \"name\": [\"a\"], \"properties\": {\"b\": {\"type\": \"datetime\"}}}]'",
    "'['",
    "ndarray",
    "dataframe",
    "input_example.json",
    "../x",
    "/x",
];

/// Keys that the rules look at.
const KEYS: &[&str] = &[
    "flavors",
    "python_function",
    "sklearn",
    "pytorch",
    "transformers",
    "crate",
    "loader_module",
    "python_version",
    "env",
    "conda",
    "virtualenv",
    "code",
    "data",
    "model_path",
    "signature",
    "inputs",
    "outputs",
    "params",
    "saved_input_example_info",
    "artifact_path",
    "type",
    "metadata",
    "mlflow.model.isExternal",
    "mlflow_version",
    "serialization_format",
    "model_class",
];

/// YAML of an MLmodel of any shape.
fn tree() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(LEAVES).prop_map(str::to_owned);
    leaf.prop_recursive(4, 40, 6, |inner| {
        let entry = (proptest::sample::select(KEYS), inner.clone()).prop_map(|(key, value)| format!("{key}: {value}"));
        let map = proptest::collection::vec(entry, 0..6).prop_map(|entries| format!("{{{}}}", entries.join(", ")));
        let list = proptest::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(", ")));
        prop_oneof![4 => map, 1 => list]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_mlmodel_gets_an_answer(model in tree(), conda in tree(), requirements in "(-r |-c |scikit-learn|torch|[a-z=<>.0-9 ;#]|\n){0,20}", example in tree()) {
        let folder = Folder::with_mlmodel(&model);
        std::fs::write(folder.path().join("conda.yaml"), conda).unwrap();
        std::fs::write(folder.path().join("requirements.txt"), requirements).unwrap();
        std::fs::write(folder.path().join("input_example.json"), example).unwrap();
        let read = common::read(folder.path());
        prop_assert_eq!(read.platforms().len(), PLATFORMS.len());
        for answer in read.platforms() {
            prop_assert!(answer.accepts == Accepts::Yes || answer.platform.basis == platforms::Basis::Documented || !answer.reasons.is_empty());
            let _ = print::platform::text(answer);
        }
    }
}
