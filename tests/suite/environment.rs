//! The environment of a model, and what has changed since it was written.

use crate::common::{self, Folder};
use mlmodel_viewer::checks::{Finding, Severity};

/// A scikit-learn model with these environment files. Its MLmodel names them, and a Python where `python` is not empty.
struct Case<'a> {
    python: &'a str,
    conda: &'a str,
    python_env: &'a str,
    requirements: &'a str,
}

/// The parts that most tests leave as they are.
const SOUND: Case<'_> = Case {
    python: "3.11.7",
    conda: "dependencies:\n- python=3.11.7\n- pip:\n  - -r requirements.txt\n",
    python_env: "python: 3.11.7\ndependencies:\n- -r requirements.txt\n",
    requirements: "mlflow==2.22.5\nscikit-learn==1.5.0\n",
};

impl Case<'_> {
    /// What is said of it, the signature and the pickle left out.
    fn findings(&self) -> Vec<Finding> {
        let python = if self.python.is_empty() { String::new() } else { format!("    python_version: {}\n", self.python) };
        let text = format!(
            "flavors:\n  python_function:\n    env:\n      conda: conda.yaml\n      virtualenv: python_env.yaml\n    loader_module: \
             mlflow.sklearn\n    model_path: m\n{python}  sklearn:\n    pickled_model: m\n    sklearn_version: 1.5.0\nmlflow_version: \
             1.30.1\n"
        );
        let folder = Folder::with_mlmodel(text)
            .write("m", b"\x80\x04.")
            .write("conda.yaml", self.conda)
            .write("python_env.yaml", self.python_env)
            .write("requirements.txt", self.requirements);
        let (_, findings) = common::inspect(folder.path());
        findings.into_iter().filter(|finding| !["signature-missing", "runs-code"].contains(&finding.code.name)).collect()
    }

    fn codes(&self) -> Vec<&'static str> {
        self.findings().iter().map(|finding| finding.code.name).collect()
    }
}

#[test]
fn a_sound_environment_is_silent() {
    assert_eq!(SOUND.codes(), [""; 0]);
}

#[test]
fn a_python_that_is_no_longer_built_is_told_once() {
    let old = Case {
        python: "3.7.16",
        conda: "dependencies:\n- python=3.7.16\n- pip:\n  - -r requirements.txt\n",
        python_env: "python: 3.7.16\n",
        requirements: "mlflow==1.30.1\nscikit-learn==1.5.0\n",
    };
    let findings = old.findings();
    assert_eq!(old.codes(), ["python-not-built"], "{findings:?}");
    assert_eq!(findings[0].severity, Severity::Warning);
    assert_eq!(findings[0].title, "Python 3.7 is no longer built");
    assert!(findings[0].meaning.starts_with("python_env.yaml and conda.yaml ask for it. As of 2026-11:"), "{findings:?}");
    assert_eq!(findings[0].keys[0].to_string(), "flavors.python_function.python_version");
    for (python, expected) in [("2.7.18", "Python 2.7 is no longer built"), ("3.6.15", "Python 3.6 is no longer built")] {
        let conda = format!("dependencies:\n- python={python}\n- pip:\n  - -r requirements.txt\n");
        let aged = Case { python, conda: &conda, python_env: "", requirements: "mlflow==1.7.2\nscikit-learn==1.5.0\n" };
        assert!(aged.findings().iter().any(|finding| finding.title == expected), "{:?}", aged.findings());
    }
    // The MLmodel alone says it, as before MLflow 1.26, or with a range in conda.yaml.
    let alone = Case { conda: "dependencies:\n- pip:\n  - -r requirements.txt\n", python_env: "build_dependencies: []\n", ..old };
    assert_eq!(alone.codes(), ["python-not-built"]);
    let ranged = Case { conda: "dependencies:\n- python>=3.6\n- pip:\n  - -r requirements.txt\n", python_env: "python: 3.11.7\n", ..old };
    assert!(!ranged.codes().contains(&"python-not-built"), "an environment gets a newer one: {:?}", ranged.codes());
}

#[test]
fn python_3_8_is_a_note_with_its_limits() {
    let case = Case {
        python: "3.8.18",
        conda: "dependencies:\n- python=3.8.18\n- pip:\n  - -r requirements.txt\n",
        python_env: "python: 3.8.18\n",
        requirements: "mlflow==1.30.1\nscikit-learn==1.5.0\n",
    };
    let findings = case.findings();
    assert_eq!(case.codes(), ["python-end-of-life"]);
    assert_eq!(findings[0].severity, Severity::Note);
    assert!(findings[0].meaning.contains("2.17.2") && findings[0].help.contains("azureml-inference-server-http<1.3"), "{findings:?}");
    // `python: 3.10` without quotes is the number 3.1: no old Python.
    let slip = Case { python_env: "python: 3.10\n", conda: "dependencies:\n- pip:\n  - -r requirements.txt\n", python: "", ..SOUND };
    assert_eq!(slip.codes(), [""; 0]);
}

#[test]
fn an_mlflow_that_the_python_does_not_run_is_said() {
    let on = |python: &str, mlflow: &str| {
        let conda = format!("dependencies:\n- python={python}\n- pip:\n  - -r requirements.txt\n");
        let (python_env, requirements) = (format!("python: {python}\n"), format!("{mlflow}\nscikit-learn==1.5.0\n"));
        let case = Case { python, conda: &conda, python_env: &python_env, requirements: &requirements };
        case.findings().into_iter().filter(|finding| finding.code == "python-too-old").map(|finding| finding.title).collect::<Vec<_>>()
    };
    assert_eq!(on("3.8.18", "mlflow==2.20.0"), ["mlflow==2.20.0 does not run on Python 3.8"]);
    assert_eq!(on("3.9.18", "mlflow>=3.2"), ["mlflow>=3.2 does not run on Python 3.9"]);
    assert_eq!(on("2.7.18", "mlflow==3.18.0"), ["mlflow==3.18.0 does not run on Python 2.7"]);
    assert_eq!(on("3.8.18", "mlflow-skinny==2.17.2"), [""; 0]);
    assert_eq!(on("3.8.18", "mlflow"), [""; 0]);
    assert_eq!(on("3.10.13", "mlflow==4.0.0"), [""; 0], "a release that is not known here");
}

#[test]
fn an_mlflow_that_is_not_pinned_is_told_by_itself() {
    let told = |python: &str, requirements: &str| {
        let conda = format!("dependencies:\n- python={python}\n- pip:\n  - -r requirements.txt\n");
        let python_env = format!("python: {python}\n");
        let findings = Case { python, conda: &conda, python_env: &python_env, requirements }.findings();
        let packages: Vec<String> = findings.iter().filter(|f| f.code == "packages-unpinned").map(|f| f.title.clone()).collect();
        (findings.into_iter().find(|finding| finding.code == "mlflow-unpinned"), packages)
    };
    let (finding, packages) = told("3.11.7", "mlflow\nscikit-learn==1.5.0\n");
    let finding = finding.unwrap();
    assert_eq!((&*finding.title, finding.line, packages.len()), ("requirements.txt does not pin mlflow", Some(1), 0));
    assert!(finding.meaning.contains("saved with MLflow 1.30.1") && finding.meaning.contains("gets 3.18.0 or newer"), "{finding:?}");
    assert_eq!(finding.help, "Write mlflow==1.30.1.");
    let (finding, _) = told("3.8.18", "mlflow>=1.30\nscikit-learn==1.5.0\n");
    assert!(finding.unwrap().meaning.contains("gets 2.17.2, the newest for Python 3.8"));
    for pinned in ["mlflow==1.30.1", "mlflow<3", "mlflow==1.30.1\nmlflow-skinny", "mlflow @ git+https://github.com/mlflow/mlflow"] {
        assert!(told("3.11.7", &format!("{pinned}\nscikit-learn==1.5.0\n")).0.is_none(), "{pinned}");
    }
    // The library of the flavor is told by itself, too.
    let (_, packages) = told("3.11.7", "mlflow\nscikit-learn\ncloudpickle\n");
    assert_eq!(packages, ["1 package is not pinned: cloudpickle"]);
}

#[test]
fn a_line_is_that_of_the_file_that_is_named() {
    let mlmodel = "flavors:\n  sklearn:\n    pickled_model: m\n    sklearn_version: 1.5.0\n";
    let told = |file: &str, text: &str| {
        let folder = Folder::with_mlmodel(mlmodel).write("m", b"\x80\x04.").write(file, text);
        let (_, findings) = common::inspect(folder.path());
        let about = findings.into_iter().filter(|finding| finding.code == "requirement-unpinned");
        about.map(|finding| (finding.path.unwrap(), finding.line)).collect::<Vec<_>>()
    };
    assert_eq!(told("requirements.txt", "mlflow==2.22.5\nscikit-learn\nscikit-learn\n"), [("requirements.txt".to_owned(), Some(2))]);
    // In a conda file only the place within the pip list is known.
    assert_eq!(told("conda.yaml", "dependencies:\n- pip:\n  - scikit-learn\n"), [("conda.yaml".to_owned(), None)]);
}

#[test]
fn a_library_that_a_constraint_pins_is_pinned() {
    let folder = Folder::with_mlmodel("flavors:\n  sklearn:\n    pickled_model: m\n    sklearn_version: 1.5.0\n")
        .write("m", b"\x80\x04.")
        .write("requirements.txt", "scikit-learn\n-c constraints.txt\n")
        .write("constraints.txt", "scikit-learn==1.5.0\n");
    let (_, findings) = common::inspect(folder.path());
    assert!(!findings.iter().any(|finding| finding.code.name.ends_with("-unpinned")), "{findings:?}");
}

/// The title and the severity of what is said by one code about these requirements.
fn told(code: &str, requirements: &str) -> Vec<(String, Severity)> {
    let requirements = format!("mlflow==3.18.0\nscikit-learn==1.5.0\n{requirements}\n");
    let findings = Case { requirements: &requirements, ..SOUND }.findings();
    findings.into_iter().filter(|finding| finding.code == code).map(|finding| (finding.title, finding.severity)).collect()
}

#[test]
fn a_local_build_needs_its_index() {
    let (title, severity) = told("requirement-local-build", "torch==2.3.0+cu128\ntorchvision==0.18.0+cu128").remove(0);
    assert_eq!(title, "requirements.txt asks for torch==2.3.0+cu128, which PyPI does not have, and 1 more like it");
    assert_eq!(severity, Severity::Warning);
    let requirements = "mlflow==3.18.0\nscikit-learn==1.5.0\ntorch==2.3.0+cu128\n";
    let finding = Case { requirements, ..SOUND }.findings().remove(0);
    assert_eq!((finding.line, finding.path.as_deref()), (Some(3), Some("requirements.txt")));
    assert_eq!(
        finding.help,
        "Write torch==2.3.0, or add the line --extra-index-url https://download.pytorch.org/whl/cu128 with an index that has it."
    );
    for fine in [
        "torch==2.3.0",
        "--extra-index-url https://download.pytorch.org/whl/cu128\ntorch==2.3.0+cu128",
        "torch==2.3.0+cu128\n--find-links https://download.pytorch.org/whl/torch_stable.html",
        "torch==2.3.0+cu128; sys_platform == 'win32'",
    ] {
        assert_eq!(told("requirement-local-build", fine), [], "{fine}");
    }
}

#[test]
fn addresses_and_files_are_told_once_and_without_secrets() {
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let (title, severity) = told("requirement-address", &format!("own @ git+https://name:secret@github.com/x/own@{commit}")).remove(0);
    assert_eq!(title, format!("requirements.txt installs own from git+https://github.com/x/own@{commit}"));
    assert_eq!(severity, Severity::Note);
    let (title, _) =
        told("requirement-address", "-e git+ssh://git@github.com/x/y.git#egg=y\nhttps://host/z-1.0-py3-none-any.whl").remove(0);
    assert_eq!(title, "requirements.txt installs y from git+ssh://github.com/x/y.git#egg=y, and 1 more");
    for no_address in ["file:///home/me/a.whl", "wheels/a-1.0-py3-none-any.whl", "--extra-index-url https://host"] {
        assert_eq!(told("requirement-address", no_address), [], "{no_address}");
    }
    // As `pip freeze` writes it in a conda environment.
    let frozen: String = (0..30).map(|i| format!("p{i} @ file:///home/conda/feedstock_root/p{i}\n")).collect();
    let titles = told("requirement-file-elsewhere", &frozen);
    assert_eq!(titles.len(), 1);
    assert_eq!(titles[0].0, "requirements.txt asks for /home/conda/feedstock_root/p0 and 29 more files, which lie outside the folder");
}

#[test]
fn the_environment_shows_no_password() {
    let folder = Folder::with_mlmodel("flavors: {}\n").write("requirements.txt", "own @ git+https://name:secret@github.com/x/own\n");
    assert!(!common::json(folder.path()).to_string().contains("secret"));
}

#[test]
fn keys_that_conda_ignores_are_said() {
    let told = |keys: &str| {
        let conda = format!("name: x\n{keys}dependencies:\n- python=3.11.7\n- pip:\n  - -r requirements.txt\nvariables: {{A: b}}\n");
        let findings = Case { conda: &conda, ..SOUND }.findings();
        let said = |finding: &Finding| (finding.title.clone(), finding.severity, finding.line);
        findings.iter().filter(|finding| finding.code == "conda-key-ignored").map(said).collect::<Vec<_>>()
    };
    assert_eq!(told(""), []);
    assert_eq!(told("prefix: /x\nchannels: []\nplatforms: [linux-64]\n"), []);
    assert_eq!(told("pip:\n- pandas\n"), [("conda ignores the key pip of conda.yaml".to_owned(), Severity::Warning, Some(2))]);
    assert_eq!(told("channel: [x]\n"), [("conda ignores the key channel of conda.yaml".to_owned(), Severity::Warning, Some(2))]);
    assert_eq!(told("b: 1\na: 1\n"), [("conda ignores keys a, b of conda.yaml".to_owned(), Severity::Note, Some(3))]);
}

#[test]
fn a_tool_for_tests_leaks_into_requirements() {
    let (title, severity) = told("requirement-leaked", "skops==0.16.0\npytest==9.2.0").remove(0);
    assert_eq!((&*title, severity), ("requirements.txt asks for pytest, a tool for tests", Severity::Note));
    let iris = common::inspect(&common::models().join("3.18.0/sklearn_iris")).1;
    let leaked = iris.iter().find(|finding| finding.code == "requirement-leaked").unwrap();
    assert!(leaked.meaning.contains("skops loads the test helpers of scikit-learn"), "{leaked:?}");
    assert_eq!(told("requirement-leaked", "pytest-like==1.0"), []);
}

#[test]
fn pandas_3_without_a_signature_is_noted_for_azure() {
    let is_told = |python: &str, requirements: &str| {
        let python_env = format!("python: {python}\n");
        let conda = format!("dependencies:\n- python={python}\n- pip:\n  - -r requirements.txt\n");
        let requirements = format!("scikit-learn==1.5.0\n{requirements}\n");
        let case = Case { python, conda: &conda, python_env: &python_env, requirements: &requirements };
        case.codes().contains(&"pandas-3-without-signature")
    };
    for open in ["mlflow==3.18.0", "mlflow", "mlflow==3.16.0\npandas", "mlflow==3.18.0\npandas==3.0.2", "pandas>=2", "mlflow<3.17"] {
        assert!(is_told("3.11.7", open), "{open}");
        assert!(!is_told("3.10.13", open), "pandas 3 needs Python 3.11: {open}");
    }
    for closed in ["mlflow==3.15.2", "mlflow==2.22.5\npandas", "mlflow==3.18.0\npandas==2.3.3", "mlflow\npandas<3", "mlflow<3", ""] {
        assert!(!is_told("3.11.7", closed), "{closed}");
    }
}

#[test]
fn a_conda_list_that_includes_the_requirements_says_nothing_else() {
    let conda = "dependencies:\n- python==3.11.*\n- pip:\n  - --requirement requirements.txt\n";
    assert_eq!(Case { conda, ..SOUND }.codes(), [""; 0]);
}

#[test]
fn a_pip_entry_that_is_no_list_is_told() {
    for (pip, title) in [(" mlflow==2.22.5", "is text, not a list"), ("", "is empty, not a list")] {
        let conda = format!("dependencies:\n- python=3.11.7\n- pip:{pip}\n");
        let case = Case { conda: &conda, ..SOUND };
        assert_eq!(case.codes(), ["conda-pip-no-list"]);
        let finding = &case.findings()[0];
        assert_eq!((finding.title.as_str(), finding.line), (&*format!("The entry pip of conda.yaml {title}"), Some(3)));
    }
}
