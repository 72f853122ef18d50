//! The fingerprint: what it is, what has none, printed and in the window.

use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output};
use std::sync::Arc;

use crate::archives;
use crate::archives::made::{self, Member};
use crate::common::{self, Folder};
use crate::harness::{Begin, Window, command, copied_soon, settle, wait};
use egui::{Event, Key};
use egui_kittest::kittest::Queryable as _;
use mlmodel_viewer::folder::{self, Fingerprint, NoFingerprint, Progress};
use mlmodel_viewer::ui::{Action, Command};
use serde_json::Value;

fn of(path: &Path) -> Result<Fingerprint, NoFingerprint> {
    folder::open(path, &Progress::default()).unwrap().fingerprint(&Progress::default())
}

fn text_of(path: &Path) -> String {
    of(path).unwrap_or_else(|why| panic!("{}: {why}", path.display())).to_string()
}

/// What README gives others to compute it with: the block in which a word stands.
fn from_readme(language: &str, word: &str) -> String {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let fence = format!("```{language}\n");
    let mut blocks = readme.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.find(|block| block.contains(word)).expect("README defines it").to_owned()
}

/// Runs a program of README's for another folder; the hash that it prints.
fn computed(program: &str, flag: &str, text: &str, folder: &Path) -> String {
    let text = text.replace("path/to/model", folder.to_str().unwrap());
    let output = Process::new(program).args([flag, &text]).output().expect("README names it for the tests");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()[..64].to_owned()
}

fn model() -> Folder {
    Folder::copy_of("3.18.0/sklearn_iris")
        .write("código/é ü.txt", "x")
        .write("código-b", "")
        .write("código.c", "1\r\n2\n")
        .write("B", "y")
        .write(".hidden", "z")
        .write("'quoted' $name \"b\" *", "")
}

#[cfg(target_os = "linux")]
#[test]
fn others_compute_the_same_as_readme_tells_them() {
    let folder = model();
    std::os::unix::fs::symlink("../B", folder.path().join("código/link")).unwrap();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    let (shell, python) = (from_readme("sh", "sha256sum"), from_readme("python", "sha256"));
    for path in [folder.path().to_owned(), common::models().join("3.18.0/spark_pipeline"), common::models().join("3.18.0/pyfunc_artifacts")]
    {
        let own = text_of(&path);
        assert_eq!(computed("bash", "-c", &shell, &path), own, "{}", path.display());
        assert_eq!(computed("python3", "-c", &python, &path), own, "{}", path.display());
    }
}

#[test]
fn it_is_the_same_wherever_the_files_lie_and_another_one_for_another_byte() {
    let (a, b) = (model(), model());
    let own = text_of(a.path());
    assert_eq!(text_of(b.path()), own);
    assert_eq!(text_of(&a.path().join("MLmodel")), own, "its MLmodel names the folder");
    // Times, empty folders and permissions do not count.
    std::fs::create_dir(b.path().join("empty")).unwrap();
    std::fs::File::options().write(true).open(b.path().join("B")).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
    assert_eq!(text_of(b.path()), own);
    std::fs::write(b.path().join("B"), "z").unwrap();
    assert_ne!(text_of(b.path()), own);
    let b = model().write(".DS_Store", "");
    assert_ne!(text_of(b.path()), own, "no file is left out");
}

#[test]
fn an_archive_of_the_files_has_the_same() {
    let (folder, place) = (model(), Folder::new());
    let own = text_of(folder.path());
    for archive in archives::archives_of(folder.path(), &place) {
        assert_eq!(text_of(&archive), own, "{}", archive.display());
    }
    let lone = Folder::new().write("model.pkl", "abc").write("notes.txt", "x");
    std::fs::write(place.path().join("lone.zip"), made::zip(&made::members(lone.path(), ""))).unwrap();
    assert_eq!(text_of(&place.path().join("lone.zip/model.pkl")), text_of(&lone.path().join("model.pkl")));
}

/// What one program unpacks from such an archive another does not.
#[test]
fn an_archive_that_is_not_sound_has_none() {
    let members = made::members(model().path(), "");
    let odd = [
        (vec![Member::new("B", "another")], "(B)"),
        (vec![Member::new("../climbs.py", "x")], "(../climbs.py)"),
        (vec![Member::link("link", "B")], "(link)"),
        (vec![Member { flags: 1, ..Member::new("secret", "x") }], "(secret)"),
    ];
    for (more, names) in odd {
        let place = Folder::new().write("model.zip", made::zip(&[members.clone(), more].concat()));
        let why = of(&place.path().join("model.zip")).unwrap_err().to_string();
        assert!(why.starts_with(&format!("the archive is not sound {names}, so that")), "{why}");
    }
    // One that is replaced meanwhile.
    let place = Folder::new().write("model.zip", made::zip(&members));
    let opened = folder::open(&place.path().join("model.zip"), &Progress::default()).unwrap();
    assert!(opened.fingerprint(&Progress::default()).is_ok());
    std::fs::write(place.path().join("model.zip"), made::zip(&members[1..])).unwrap();
    assert!(matches!(opened.fingerprint(&Progress::default()), Err(NoFingerprint::NotRead { .. })));
}

#[test]
fn a_lone_file_has_its_own_hash() {
    let folder = Folder::new().write("model.pkl", "abc").write("other/notes.txt", "x");
    // Of FIPS 180-2.
    assert_eq!(text_of(&folder.path().join("model.pkl")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let artifact = Folder::new().write("model.pkl", "abc");
    assert_ne!(text_of(artifact.path()), text_of(&artifact.path().join("model.pkl")), "a folder is more than its file");
    assert_eq!(of(Folder::new().write("notes.txt", "x").path()), Err(NoFingerprint::NotAModel));
    let several = Folder::new().write("a/MLmodel", "flavors: {}").write("b/MLmodel", "flavors: {}");
    assert_eq!(of(several.path()), Err(NoFingerprint::Several));
}

#[test]
fn what_changed_since_it_was_read_has_none() {
    let folder = model();
    let opened = folder::open(folder.path(), &Progress::default()).unwrap();
    let folder = folder.write("new", "x");
    assert_eq!(opened.fingerprint(&Progress::default()), Err(NoFingerprint::Changed("new".into())));
    std::fs::remove_file(folder.path().join("new")).unwrap();
    assert!(opened.fingerprint(&Progress::default()).is_ok());
    let folder = folder.write("B", "other");
    assert_eq!(opened.fingerprint(&Progress::default()), Err(NoFingerprint::Changed("B".into())));
    let progress = Progress::default();
    progress.cancel();
    assert_eq!(opened.fingerprint(&progress), Err(NoFingerprint::Cancelled));
    drop(folder);
    assert!(matches!(opened.fingerprint(&Progress::default()), Err(NoFingerprint::FolderGone(_))));
}

#[cfg(unix)]
mod hostile {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn why(folder: &Folder) -> String {
        of(folder.path()).unwrap_err().to_string()
    }

    #[test]
    fn a_link_counts_as_the_file_inside_and_any_other_stops_it() {
        let linked = model();
        symlink("MLmodel", linked.path().join("again")).unwrap();
        let text = std::fs::read(linked.path().join("MLmodel")).unwrap();
        assert_eq!(text_of(linked.path()), text_of(model().write("again", text).path()));
        for (target, said) in [
            ("../../../etc/passwd", "a link cannot be read: it is a link that leads out of the folder, and such are not followed"),
            ("/etc/passwd", "a link cannot be read: it is a link that leads out of the folder, and such are not followed"),
            ("nowhere", "a link cannot be read: it is a link that leads nowhere"),
            ("a link", "a link cannot be read: it is a link that leads nowhere"),
            ("código", "a link is a link to a folder; put the folder itself in its place"),
            (".", "a link is a link to a folder; put the folder itself in its place"),
        ] {
            let folder = model();
            symlink(target, folder.path().join("a link")).unwrap();
            assert_eq!(why(&folder), said, "{target}");
        }
    }

    #[test]
    fn a_pipe_and_a_name_that_no_other_system_has_stop_it() {
        let folder = model();
        assert!(Process::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap().success());
        assert_eq!(why(&folder), "pipe cannot be read: it is a pipe, a socket or a device");
        for name in [&b"a\xff"[..], b"a\nb", b"a\\b", b"\x1b[31m"] {
            let folder = model();
            std::fs::write(folder.path().join(std::ffi::OsStr::from_bytes(name)), "").unwrap();
            let said = why(&folder);
            assert!(said.contains("has a name that is not the same on every system") && !said.contains(char::is_control), "{said:?}");
        }
    }

    #[test]
    fn what_may_not_be_read_is_named() {
        if !common::is_an_ordinary_user(module_path!(), "what_may_not_be_read_is_named") {
            return;
        }
        // The models of the repository need not be readable here.
        let folder = || Folder::with_mlmodel("flavors: {}\n").write("secret", "x").write("closed/x", "x");
        let set = |folder: &Folder, name: &str, mode| {
            std::fs::set_permissions(folder.path().join(name), std::fs::Permissions::from_mode(mode)).unwrap();
        };
        let file = folder();
        set(&file, "secret", 0o000);
        assert_eq!(why(&file), "secret cannot be read: the system does not allow reading it");
        let below = folder();
        set(&below, "closed", 0o000);
        assert_eq!(why(&below), "the folder closed cannot be read; check its permissions");
        set(&below, "closed", 0o755);
    }
}

fn run(arguments: &[&str]) -> Output {
    Process::new(env!("CARGO_BIN_EXE_mlmodel-viewer")).args(arguments).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn printed_json(output: &Output) -> Value {
    serde_json::from_str(&out(output)).unwrap_or_else(|error| panic!("{error}: {}", out(output)))
}

#[test]
fn it_is_printed_as_sha256sum_prints_and_the_exit_code_tells() {
    let (folder, other) = (model(), model().write("B", "other"));
    let [path, other] = [&folder, &other].map(|folder| folder.path().to_str().unwrap());
    let [own, another] = [path, other].map(|path| text_of(Path::new(path)));
    let output = run(&["fingerprint", path, other]);
    assert_eq!((output.status.code(), out(&output)), (Some(0), format!("{own}  {path}\n{another}  {other}\n")));
    for (arguments, code) in [
        (vec![path, "--check", &own], 0),
        (vec![path, "--check", &own.to_uppercase()], 0),
        (vec![path, other, "--check", &own], 1),
        (vec![path, "--check", &own[1..]], 2),
        (vec![path, "nowhere"], 2),
        (vec!["nowhere", "--check", &own], 2),
        (vec![], 2),
    ] {
        let output = run(&[&["fingerprint"], arguments.as_slice()].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", err(&output));
        assert_eq!(code > 0, !err(&output).is_empty(), "{arguments:?}: {}", err(&output));
    }
    let rows = printed_json(&run(&["fingerprint", path, other, "nowhere", "--check", &own, "--format", "json"]));
    assert_eq!(rows[0], serde_json::json!({"schema": 1, "path": path, "kind": "model", "fingerprint": own, "matches": true}));
    assert_eq!((&rows[1]["matches"], &rows[2]["fingerprint"], &rows[2]["kind"]), (&Value::Bool(false), &Value::Null, &Value::Null));
    assert!(rows[2]["error"].as_str().unwrap().contains("no such file"));
}

#[test]
fn reports_hold_it_where_it_was_asked_for() {
    let (folder, other) = (model(), model().write("B", "other"));
    let [path, other] = [&folder, &other].map(|folder| folder.path().to_str().unwrap());
    let [own, another] = [path, other].map(|path| text_of(Path::new(path)));
    for format in ["text", "markdown", "json"] {
        let with = run(&["inspect", path, "--fingerprint", "--format", format]);
        assert!(with.status.success() && out(&with).contains(&own), "{}", out(&with));
        assert!(!out(&run(&["inspect", path, "--format", format])).to_lowercase().contains("fingerprint"));
        let both = out(&run(&["diff", path, other, "--fingerprint", "--format", format]));
        assert!(both.contains(&own) && both.contains(&another), "{both}");
        assert_eq!(format != "json", both.contains("The fingerprints differ"), "{both}");
        assert!(!out(&run(&["diff", path, other, "--format", format])).to_lowercase().contains("fingerprint"));
        let equal = run(&["diff", path, path, "--fingerprint", "--format", format]);
        assert_eq!((equal.status.code(), format != "json"), (Some(0), out(&equal).contains("The fingerprints are equal")));
    }
    assert_eq!(printed_json(&run(&["inspect", path, "--fingerprint", "--format", "json"]))["fingerprint"], own.as_str());
    let gone = run(&["inspect", common::models().to_str().unwrap(), "--fingerprint", "--format", "json"]);
    assert_eq!((gone.status.code(), &printed_json(&gone)["fingerprint"]), (Some(2), &Value::Null));
    assert!(err(&gone).contains("no fingerprint, for there are several models in this folder"), "{}", err(&gone));
}

fn open(paths: &[&Path]) -> Window {
    Begin { paths: paths.iter().map(PathBuf::from).collect(), ..Begin::default() }.open()
}

const FIELD: &str = "Paste another fingerprint to compare with";

fn paste(window: &mut Window, text: &str) {
    window.event(Event::Paste(text.to_owned()));
    settle(window);
}

#[test]
fn the_window_shows_it_copies_it_and_holds_it_against_another() {
    let folder = model();
    let own = text_of(folder.path());
    let mut window = open(&[folder.path()]);
    let report = |window: &mut Window| {
        window.state_mut().ask(Action::Run(Command::CopyMarkdown));
        window.step();
        copied_soon(window)
    };
    assert!(!report(&mut window).contains(&own));
    command(&mut window, Command::Fingerprint);
    assert!(window.query_by_label(&own).is_some());
    let name = window.state().window().active_tab().unwrap().title.clone();
    window.get_by_label(&format!("Copy the fingerprint of {name}")).click();
    assert_eq!(copied_soon(&mut window), own);
    window.get_by_label(FIELD).focus();
    settle(&mut window);
    paste(&mut window, &format!("{}  model\n", own.to_uppercase()));
    assert!(window.query_by_label("It is the same").is_some());
    paste(&mut window, "x");
    assert!(window.query_by_label("It is the same").is_some(), "what stands behind it is passed over");
    window.state_mut().window_mut().dialogs.fingerprint.as_mut().unwrap().given = own.replace(|c: char| c.is_ascii_digit(), "f");
    settle(&mut window);
    assert!(window.query_by_label("It is different").is_some());
    window.state_mut().window_mut().dialogs.fingerprint.as_mut().unwrap().given = own[1..].to_owned();
    settle(&mut window);
    assert!(window.query_by_label_contains("This is not a fingerprint").is_some());
    window.key_press(Key::Escape);
    settle(&mut window);
    assert!(window.state().window().dialogs.fingerprint.is_none() && window.query_by_label(&own).is_none());
    // The menu of the path leads to it too.
    window.get_by_label_contains("Copy path /").click_secondary();
    settle(&mut window);
    window.get_by_label("Fingerprint").click();
    settle(&mut window);
    assert!(window.query_by_label(&own).is_some());
    window.key_press(Key::Escape);
    settle(&mut window);
    // It belongs to the reading that it was made of.
    assert!(report(&mut window).contains(&own));
    let loaded = |window: &Window| Arc::clone(window.state().window().active_tab().unwrap().loaded().unwrap());
    let before = loaded(&window);
    command(&mut window, Command::Reload);
    wait(&mut window, "it is read again", |window| !Arc::ptr_eq(&before, &loaded(window)));
    assert!(!report(&mut window).contains(&own));
}

#[test]
fn the_window_compares_the_two_of_a_comparison() {
    let (a, b, c) = (model(), model(), model().write("B", "other"));
    let mut window = open(&[a.path(), b.path()]);
    command(&mut window, Command::Fingerprint);
    assert!(window.query_by_label_contains("The fingerprints are equal").is_some());
    assert_eq!(window.query_all_by_label(&text_of(a.path())).count(), 2);
    let mut window = open(&[a.path(), c.path()]);
    command(&mut window, Command::Fingerprint);
    assert!(window.query_by_label("The fingerprints differ").is_some());
    paste(&mut window, &text_of(c.path()));
    assert!(window.query_by_label("It is the same as that of B, and not as that of A").is_some());
}

#[test]
fn what_has_none_says_why_in_the_window() {
    let folder = model().write("a\u{85}b", "");
    let mut window = open(&[folder.path()]);
    command(&mut window, Command::Fingerprint);
    assert!(window.query_by_label_contains("No fingerprint: a\\u{85}b has a name").is_some());
}

/// A model whose bytes take a while: what is not written takes no room on the disk.
fn large() -> Folder {
    let folder = model();
    std::fs::File::create(folder.path().join("weights.bin")).unwrap().set_len(5_000_000_000).unwrap();
    folder
}

#[test]
fn nothing_reads_on_for_a_dialog_that_is_closed() {
    let folder = large();
    let mut window = open(&[folder.path()]);
    let begin = |window: &mut Window| {
        window.state_mut().ask(Action::Run(Command::Fingerprint));
        window.step();
        let finding = window.state().window().dialogs.fingerprint.as_ref().unwrap().finding.as_ref().unwrap();
        assert!(finding.total > 5_000_000_000);
        finding.progress.clone()
    };
    let progress = begin(&mut window);
    std::thread::sleep(std::time::Duration::from_millis(200));
    window.step();
    assert!(window.query_by_label_contains("Reading: ").is_some_and(|_| progress.bytes() > 0));
    window.get_by_label("Close").click();
    for _ in 0..3 {
        window.step();
    }
    assert!(progress.is_cancelled() && window.state().window().dialogs.fingerprint.is_none());
    // The folder is read again: what is found is of the new reading.
    let progress = begin(&mut window);
    window.state_mut().ask(Action::Run(Command::Reload));
    wait(&mut window, "the first reading is stopped", |_| progress.is_cancelled());
    let again = window.state().window().dialogs.fingerprint.as_ref().unwrap().finding.as_ref().unwrap().progress.clone();
    assert!(!again.is_cancelled());
    window.state_mut().ask(Action::CloseTab(0));
    for _ in 0..3 {
        window.step();
    }
    assert!(again.is_cancelled() && window.state().window().dialogs.fingerprint.is_none());
}
