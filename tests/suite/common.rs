//! What several test programs share.

use std::path::{Path, PathBuf};

use mlmodel_viewer::checks::{Finding, Severity};
use mlmodel_viewer::compare::Callers;
use mlmodel_viewer::folder::{Opened, Progress};
use mlmodel_viewer::present::diff::Diff;
use mlmodel_viewer::print;
use mlmodel_viewer::reading::{Baseline, Compared, Model};
use serde_json::Value;

/// The model folders in the repository.
pub fn models() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models")
}

/// The wider set, where one is named.
pub fn wide_corpus() -> Option<PathBuf> {
    std::env::var_os("MLMODEL_CORPUS").map(PathBuf::from).filter(|path| path.is_dir())
}

/// The repository's folders, and the wider set where one is named.
pub fn sets() -> Vec<PathBuf> {
    std::iter::once(models()).chain(wide_corpus()).collect()
}

/// Every undamaged case of a set: its release, its name, its folder and its oracle.
pub fn cases(set: &Path) -> Vec<(String, String, PathBuf, Value)> {
    let mut cases = Vec::new();
    for release in folders(set) {
        let Some(release_name) = name(&release).filter(|name| name.starts_with(|c: char| c.is_ascii_digit())) else { continue };
        for case in folders(&release) {
            let case_name = name(&case).unwrap();
            let oracle = set.join("oracle").join(&release_name).join(format!("{case_name}.json"));
            if !case_name.starts_with("store") && oracle.is_file() {
                let oracle = serde_json::from_str(&std::fs::read_to_string(oracle).unwrap()).unwrap();
                cases.push((release_name.clone(), case_name, case, oracle));
            }
        }
    }
    assert!(cases.len() > 50, "{} holds too few cases: {}", set.display(), cases.len());
    cases
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

fn name(path: &Path) -> Option<String> {
    path.file_name().and_then(|name| name.to_str()).map(str::to_owned)
}

/// Reads a path.
pub fn read(path: &Path) -> Model {
    Model::read(path, &[], &Progress::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// What stands at a path, and what is wrong with it.
pub fn inspect(path: &Path) -> (Opened, Vec<Finding>) {
    let model = read(path);
    let findings = model.findings().to_vec();
    (model.opened, findings)
}

/// The printed JSON of a path.
pub fn json(path: &Path) -> Value {
    serde_json::from_str(&print::json(&read(path))).expect("the report is JSON")
}

/// The codes of one severity.
pub fn codes(findings: &[Finding], severity: Severity) -> Vec<&'static str> {
    findings.iter().filter(|finding| finding.severity == severity).map(|finding| finding.code.name).collect()
}

/// A folder of its own, removed in the end.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A copy of a model of the repository.
    pub fn copy_of(case: &str) -> Self {
        let folder = Self::new();
        copy(&models().join(case), folder.path());
        folder
    }

    /// A model that consists of this MLmodel alone.
    pub fn with_mlmodel(text: impl AsRef<[u8]>) -> Self {
        Self::new().write("MLmodel", text)
    }

    pub fn write(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Whether this is a user whom permissions stop. Root reads everything: then the test is run once more in a process of
/// another user, must pass there, and has nothing left to do here.
#[cfg(unix)]
pub fn is_an_ordinary_user(module: &str, test: &str) -> bool {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    const NOBODY: u32 = 65534;
    let folder = Folder::new();
    if std::fs::metadata(folder.path()).unwrap().uid() != 0 {
        return true;
    }
    // The other user need not be able to enter the folder that the tests were built in.
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let (built, program) = (std::env::current_exe().unwrap(), folder.path().join("suite"));
    if std::fs::hard_link(&built, &program).is_err() {
        std::fs::copy(&built, &program).unwrap();
    }
    let name = format!("{}::{test}", module.split_once("::").unwrap().1);
    let output = std::process::Command::new(&program)
        .args([name.as_str(), "--exact"])
        .current_dir(folder.path())
        .gid(NOBODY)
        .uid(NOBODY)
        .output()
        .unwrap_or_else(|error| panic!("no process of another user can be started: {error}"));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("test result: ok. 1 passed"), "as another user: {said}");
    false
}

/// Two models, compared with their bytes.
pub fn compare(a: &Path, b: &Path) -> Diff {
    laid_out(Compared::read([a, b], Baseline::First, &[], &Progress::default()))
}

/// A comparison with the bytes of its files, laid out.
pub fn laid_out(mut compared: Compared) -> Diff {
    // A side that cannot be opened has no files to compare.
    let _ = compared.compare_contents(u64::MAX, &Progress::default());
    compared.compare_model_files(&Progress::default());
    Diff::of(compared, Callers::Any)
}

/// The printed JSON of a comparison.
pub fn json_of(diff: &Diff) -> Value {
    serde_json::from_str(&print::diff::json(diff)).expect("the report is JSON")
}

/// The printed JSON of two models, compared with their bytes.
pub fn compare_json(a: &Path, b: &Path) -> Value {
    json_of(&compare(a, b))
}

/// A run of [`lesson_store`], and the sample that is its model.
struct LessonRun {
    name: &'static str,
    sample: &'static str,
    created: &'static str,
}

const fn lesson_run(name: &'static str, sample: &'static str, created: &'static str) -> LessonRun {
    LessonRun { name, sample, created }
}

/// The experiments of [`lesson_store`]: id, name, runs.
const EXPERIMENTS: [(&str, &str, &[LessonRun]); 3] = [
    (
        "1",
        "diabetes-training",
        &[
            lesson_run("calm_garden", "diabetes", "2023-02-15 12:46:10.000000"),
            lesson_run("brave_lime", "diabetes-1", "2023-02-14 09:05:51.000000"),
            lesson_run("mango_rice", "diabetes-1", "2023-02-13 18:21:07.000000"),
        ],
    ),
    (
        "2",
        "iris",
        &[
            lesson_run("sweet-shrew-311", "iris", "2026-11-20 08:14:33.000000"),
            lesson_run("bold-finch-28", "iris", "2026-11-19 16:40:02.000000"),
            lesson_run("wise-ant-904", "iris", "2026-11-19 16:31:45.000000"),
        ],
    ),
    ("3", "registro", &[lesson_run("loud-koi-77", "registro-de-modelos", "2023-03-01 10:00:00.000000")]),
];

/// A store like those of the lessons, made of the samples: three experiments, registered models with aliases, a
/// version that lies elsewhere, a run whose model lost its file.
pub fn lesson_store(place: &Path) {
    let store = place.join("mlruns");
    let mut runs = Vec::new();
    for (experiment, name, own) in EXPERIMENTS {
        let meta = format!(
            "artifact_location: file:///home/ana/mlruns/{experiment}\nexperiment_id: '{experiment}'\nlifecycle_stage: active\nname: {name}\n"
        );
        write_below(&store, &format!("{experiment}/meta.yaml"), &meta);
        runs.extend(own.iter().enumerate().map(|(i, run)| write_lesson_run(&store, experiment, i, run)));
    }
    for (name, aliases, versions) in
        [("diabetes", &[("champion", "1"), ("challenger", "2")][..], &[(1, 1), (2, 0)][..]), ("iris", &[("production", "1")], &[(1, 3)])]
    {
        let meta = format!("creation_timestamp: 1\nlast_updated_timestamp: 1\nname: {name}\n");
        write_below(&store, &format!("models/{name}/meta.yaml"), &meta);
        for (alias, number) in aliases {
            write_below(&store, &format!("models/{name}/aliases/{alias}"), number);
        }
        for (number, run) in versions {
            let folder: &str = &runs[*run];
            let id = folder.rsplit('/').next().unwrap();
            write_lesson_version(&store, name, *number, &format!("file:///home/ana/mlruns/{folder}/artifacts/model"), id);
        }
    }
    write_below(&store, "models/churn/meta.yaml", "creation_timestamp: 1\nname: churn\n");
    write_lesson_version(&store, "churn", 4, "s3://models/churn/4", "");
}

fn write_below(store: &Path, path: &str, text: &str) {
    let path = store.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// The run and its model; its folder below the store.
fn write_lesson_run(store: &Path, experiment: &str, i: usize, run: &LessonRun) -> String {
    let id = format!("{:032x}", (u128::from(experiment.as_bytes()[0]) << 96) + 0x9e37_79b9_7f4a_7c15_u128 * (i as u128 + 3));
    let folder = format!("{experiment}/{id}");
    let meta = format!(
        "artifact_uri: file:///home/ana/mlruns/{folder}/artifacts\nend_time: 1676465210000\nexperiment_id: '{experiment}'\nlifecycle_stage: active\nrun_id: {id}\nrun_name: {}\nstart_time: 1676465170000\nstatus: 3\nuser_id: ana\n",
        run.name
    );
    write_below(store, &format!("{folder}/meta.yaml"), &meta);
    for (key, value) in [("C", format!("{}", i + 1)), ("solver", "lbfgs".to_owned()), ("max_iter", "200".to_owned())] {
        write_below(store, &format!("{folder}/params/{key}"), &value);
    }
    for (key, value) in [("accuracy", ["0.81", "0.78", "0.75"][i]), ("auc", ["0.88", "0.86", "0.84"][i])] {
        write_below(store, &format!("{folder}/metrics/{key}"), &format!("1676465200000 {value} 0\n"));
    }
    for (key, value) in [("mlflow.source.name", "train.py"), ("mlflow.source.git.commit", "4be0d3c1a7"), ("mlflow.user", "ana")] {
        write_below(store, &format!("{folder}/tags/{key}"), value);
    }
    let model = store.join(&folder).join("artifacts/model");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples").join(run.sample), &model);
    let text = std::fs::read_to_string(model.join("MLmodel")).unwrap();
    let own = |line: &&str| !line.starts_with("run_id:") && !line.starts_with("utc_time_created:");
    let lines: Vec<&str> = text.lines().filter(own).collect();
    let text = format!("{}\nrun_id: {id}\nutc_time_created: '{}'\n", lines.join("\n"), run.created);
    std::fs::write(model.join("MLmodel"), text).unwrap();
    folder
}

fn write_lesson_version(store: &Path, name: &str, number: u32, source: &str, run: &str) {
    let meta = format!(
        "creation_timestamp: {number}\ncurrent_stage: None\nname: {name}\nrun_id: {run}\nsource: {source}\nstatus: READY\nversion: {number}\n"
    );
    write_below(store, &format!("models/{name}/version-{number}/meta.yaml"), &meta);
}
