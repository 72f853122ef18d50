//! Two models compared: the pairs of real saves, the symmetry of the comparison, broken sides.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::common::{self, Folder};
use mlmodel_viewer::compare::files::{self, State};
use mlmodel_viewer::compare::sections::{ENVIRONMENT, INPUTS};
use mlmodel_viewer::compare::signature::{PartDiff, SignatureDiff};
use mlmodel_viewer::compare::{Callers, Change, Compatibility, DIFF_SECTIONS, DiffSection, logged::Logged};
use mlmodel_viewer::folder::{Files, Progress};
use mlmodel_viewer::mlmodel::{Signature, Value};
use mlmodel_viewer::present::diff::Diff;
use mlmodel_viewer::print;
use mlmodel_viewer::reading::Compared;
use proptest::prelude::*;

/// The pairs of a set: what changed, as the folder's name says it, and the two saves.
fn pairs(set: &Path) -> Vec<(String, PathBuf, PathBuf)> {
    let mut found = Vec::new();
    for release in std::fs::read_dir(set).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        for first in std::fs::read_dir(&release).unwrap().map(|entry| entry.unwrap().path()) {
            let name = first.file_name().unwrap().to_string_lossy().into_owned();
            let Some(change) = name.strip_prefix("pair_").and_then(|name| name.strip_suffix("__v1")) else { continue };
            let second = release.join(format!("pair_{change}__v2"));
            if second.is_dir() {
                found.push((change.to_owned(), first, second));
            }
        }
    }
    found.sort();
    assert!(found.len() >= 8, "{} holds too few pairs", set.display());
    found
}

/// All rows that are not the same, as `name: change`, by section.
fn differences(json: &serde_json::Value, section: &str) -> Vec<String> {
    let rows =
        if section == "inputs" || section == "outputs" || section == "params" { &json["signature"][section] } else { &json[section] };
    let name = |row: &serde_json::Value| {
        ["name", "key", "package", "path"].iter().find_map(|key| row.get(*key)).map(|n| n.as_str().unwrap_or("-").to_owned())
    };
    rows.as_array()
        .unwrap()
        .iter()
        .filter(|row| row["change"] != "same" && row["expected"] != true)
        .map(|row| format!("{}: {}", name(row).unwrap(), row["change"].as_str().unwrap()))
        .collect()
}

#[test]
fn each_pair_shows_its_change_and_nothing_else() {
    let none: [&str; 0] = [];
    for set in common::sets() {
        for (change, a, b) in pairs(&set) {
            let json = common::compare_json(&a, &b);
            let at = a.display();
            let rows = |section: &str| differences(&json, section);
            let (inputs, outputs, params): (&[&str], &[&str], &[&str]) = match change.as_str() {
                "identical" => (&none, &none, &none),
                "add_column" => (&["cidade_id: added"], &none, &none),
                "reorder" => (&["idade: moved", "ativo: moved"], &none, &none),
                "required_to_optional" => (&["a: changed", "b: changed"], &none, &none),
                "tensor_shape" => (&["-: changed"], &["-: changed"], &none),
                "nested" => (&["cliente: changed"], &none, &none),
                "params" => (&none, &none, &["temperatura: changed", "k: changed", "stop: added", "velho: removed"]),
                "signature_removed" => (
                    &["sepal length (cm): removed", "sepal width (cm): removed", "petal length (cm): removed", "petal width (cm): removed"],
                    &["-: removed"],
                    &none,
                ),
                // A kind of pair nobody has described here: its own test will.
                _ => continue,
            };
            assert_eq!((rows("inputs"), rows("outputs"), rows("params")), (owned(inputs), owned(outputs), owned(params)), "{at}");
            assert_eq!((rows("mlmodel"), rows("environment")), (owned(&none), owned(&none)), "{at}");
            let verdict = match change.as_str() {
                "identical" | "reorder" | "params" => "compatible",
                "signature_removed" => "unknown",
                _ => "breaking",
            };
            assert_eq!(json["verdict"], verdict, "{at}: {:#}", json["reasons"]);
            assert_eq!(json["identical"], change == "identical", "{at}");
            // Of two files of one path, the bytes decide; the MLmodel's own are expected to differ.
            for row in json["files"].as_array().unwrap() {
                let path = row["path"].as_str().unwrap();
                let read = |side: &Path| std::fs::read(side.join(path)).ok();
                let expected = match (read(&a), read(&b)) {
                    (Some(x), Some(y)) if x == y => "same",
                    (Some(_), Some(_)) => "changed",
                    (Some(_), None) => "removed",
                    _ => "added",
                };
                assert_eq!(row["change"], expected, "{at} {path}");
                assert_eq!(row["expected"], path == "MLmodel" && expected == "changed", "{at} {path}");
            }
        }
    }
}

fn owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn every_model_is_identical_to_itself_and_to_its_copy() {
    for set in common::sets() {
        for (release, case, path, _) in common::cases(&set) {
            let pair = common::compare(&path, &path);
            assert!(pair.is_identical(), "{release}/{case}: {:#?}", pair.comparison().sections);
            assert_eq!(pair.comparison().answer(Callers::Any), Compatibility::Compatible, "{release}/{case}");
            assert!(pair.comparison().is_one_folder, "{release}/{case}");
        }
    }
    let copy = Folder::copy_of("3.18.0/sklearn_iris");
    let pair = common::compare(&common::models().join("3.18.0/sklearn_iris"), copy.path());
    assert!(pair.is_identical() && !pair.comparison().is_one_folder);
    assert!(print::diff::text(&pair).contains("Identical"));
}

#[test]
fn runs_that_differ_are_not_called_identical() {
    let copy = Folder::copy_of("3.18.0/sklearn_iris");
    let paths = [common::models().join("3.18.0/sklearn_iris"), copy.path().to_owned()];
    let diff = |values: [&str; 2]| {
        let [a, b] = [0, 1].map(|i| {
            let params = vec![("depth".to_owned(), values[i].to_owned())];
            let mut model = common::read(&paths[i]);
            model.logged = Some(Logged { params, ..Logged::default() });
            model
        });
        common::laid_out(Compared::of(a, b, Vec::new()))
    };
    assert_eq!(diff(["3", "3"]).headline(), "Identical");
    let diff = diff(["3", "4"]);
    assert!(diff.headline() == "Identical models" && diff.remark().contains("runs differs") && diff.is_identical());
}

/// One row for one thing, whichever of the candidates have it.
#[test]
fn several_candidates_are_compared_with_one_baseline() {
    let model = |columns: &str, requirements: &str| {
        let specs: Vec<String> = columns.chars().map(|name| format!("{{\"type\": \"long\", \"name\": \"{name}\"}}")).collect();
        Folder::with_mlmodel(format!("flavors: {{sklearn: {{}}}}\nsignature:\n  inputs: '[{}]'\n", specs.join(", ")))
            .write("requirements.txt", requirements)
    };
    let (baseline, first, second) = (model("abc", "scipy==1\n"), model("abd", "scipy==2\n"), model("aebd", "scipy==1\nnew==1\n"));
    let [a, b, c] = [&baseline, &first, &second].map(|folder| common::read(folder.path()));
    let diff = common::laid_out(Compared::of(a, b, vec![c]));
    let rows = |section: &DiffSection| -> Vec<String> {
        (0..diff.len(section)).map(|i| diff.row(section, i).unwrap().columns().join("|")).collect()
    };
    assert_eq!(
        rows(&INPUTS),
        [
            "a|same|long|long|same|long",
            "e|same|||added|long",
            "b|same|long|long|same|long",
            "d|added||long|added|long",
            "c|removed|long||removed|",
        ]
    );
    assert_eq!(rows(&ENVIRONMENT), ["new|same|||added|1", "scipy|↑ major|1|2|same|1"]);
    let headings = |section: &DiffSection| diff.section(section).unwrap().headings.clone();
    assert_eq!(headings(&ENVIRONMENT), ["1 change", "1 change, 1 the same"]);
}

#[test]
fn swapping_the_sides_mirrors_every_row() {
    for (_, a, b) in pairs(&common::models()) {
        let (there, back) = (common::compare(&a, &b), common::compare(&b, &a));
        for section in DIFF_SECTIONS {
            let rows = |pair: &Diff| -> BTreeMap<String, (String, String, String)> {
                let diff = pair;
                (0..diff.len(section))
                    .map(|i| {
                        let row = diff.row(section, i).unwrap();
                        let columns = row.columns();
                        let (name, a, b) = (columns[0].clone(), columns[2].clone(), columns[3].clone());
                        let key = if name.is_empty() { i.to_string() } else { name };
                        (key, (format!("{:?}", row.first.change), a, b))
                    })
                    .collect()
            };
            let mirrored: BTreeMap<_, _> = rows(&back)
                .into_iter()
                .map(|(name, (change, a, b))| {
                    let change = match change.as_str() {
                        "Some(Added)" => "Some(Removed)".to_owned(),
                        "Some(Removed)" => "Some(Added)".to_owned(),
                        _ => change,
                    };
                    (name, (change, b, a))
                })
                .collect();
            assert_eq!(rows(&there), mirrored, "{} {section:?}", a.display());
        }
    }
}

/// Inputs of a handful of names and types.
fn any_signature() -> impl Strategy<Value = Signature> {
    let types = ["\"long\"", "\"double\"", "\"string\"", "\"array\", \"items\": {\"type\": \"long\"}"];
    let column = (0_usize..6, 0..types.len(), any::<bool>());
    proptest::collection::vec(column, 1..7).prop_map(move |columns| {
        let mut seen = std::collections::BTreeSet::new();
        let specs: Vec<String> = columns
            .into_iter()
            .filter(|(name, ..)| seen.insert(*name))
            .map(|(name, t, required)| format!("{{\"type\": {}, \"name\": \"c{name}\", \"required\": {required}}}", types[t]))
            .collect();
        Signature::decode(&Value::Map(vec![("inputs".into(), Value::Text(format!("[{}]", specs.join(", ")).into()))]))
    })
}

fn names(signature: &Signature) -> Vec<String> {
    signature.inputs.read().unwrap().specs.iter().filter_map(mlmodel_viewer::mlmodel::signature::Spec::label).collect()
}

fn inputs(a: &Signature, b: &Signature) -> PartDiff {
    SignatureDiff::of(Some(a), Some(b)).inputs
}

proptest! {
    #[test]
    fn a_signature_does_not_differ_from_itself(a in any_signature()) {
        prop_assert!(inputs(&a, &a).rows.iter().all(|row| row.change == Change::Same && row.a == row.b));
    }

    #[test]
    fn every_name_is_accounted_for_and_the_mirror_agrees(a in any_signature(), b in any_signature()) {
        let there = inputs(&a, &b);
        let count = |change: Change| there.rows.iter().filter(|row| row.change == change).count();
        let (old, new) = (names(&a), names(&b));
        let both = old.iter().filter(|name| new.contains(name)).count();
        prop_assert_eq!(count(Change::Removed), old.len() - both);
        prop_assert_eq!(count(Change::Added), new.len() - both);
        prop_assert_eq!(there.rows.len(), old.len() + new.len() - both);
        let back = inputs(&b, &a);
        for row in &there.rows {
            let change = match row.change {
                Change::Added => Change::Removed,
                Change::Removed => Change::Added,
                other => other,
            };
            let mirror = back.rows.iter().find(|other| (other.a, other.b) == (row.b, row.a));
            prop_assert_eq!(mirror.map(|m| (m.change, m.parts)), Some((change, row.parts)));
        }
    }
}

#[test]
fn packages_are_compared_one_by_one() {
    let with = |requirements: &str| Folder::copy_of("3.18.0/sklearn_iris").write("requirements.txt", requirements);
    let a = with(
        "requests[socks,security]==2; python_version < '3.9'\npandas==1.5.3\nNumPy==1.26.0\nold==1\nscipy>=1,<2\n-e git+https://x/y#egg=mine\n",
    );
    let b = with(
        "requests[security, socks]==2; python_version < '3.9'\npandas[performance]==2.0.3\nnumpy==1.25.0\nnew\nscipy>=1,<3\n-e git+https://x/z#egg=mine\n",
    );
    let pair = common::compare(a.path(), b.path());
    let rows: Vec<_> = (0..pair.len(&ENVIRONMENT))
        .filter_map(|i| pair.row(&ENVIRONMENT, i))
        .filter(|row| row.first.is_change())
        .map(|r| r.columns().join(" | "))
        .collect();
    assert_eq!(
        rows,
        [
            "mine | version | -e git+https://x/y#egg=mine | -e git+https://x/z#egg=mine",
            "new | added |  | any version",
            "numpy | ↓ version | 1.26.0 | 1.25.0",
            "old | removed | 1 | ",
            "pandas | ↑ major | 1.5.3 | [performance]==2.0.3",
            "scipy | version | >=1,<2 | >=1,<3",
        ]
    );
}

#[test]
fn a_broken_side_says_so_and_the_other_is_shown() {
    let sound = common::models().join("3.18.0/sklearn_iris");
    let broken = Folder::copy_of("3.18.0/sklearn_iris").write("MLmodel", "flavors: [\n");
    let pair = common::compare(&sound, broken.path());
    let json = common::json_of(&pair);
    assert_eq!(json["verdict"], "breaking", "B cannot be loaded");
    assert_eq!(differences(&json, "inputs").len(), 4);
    assert_eq!(json["signature"]["inputs"][0]["change"], "unknown", "what B lacks nobody knows");
    assert_eq!(differences(&json, "files"), owned(&["MLmodel: changed"]));
    assert_eq!(common::compare_json(broken.path(), &sound)["verdict"], "unknown", "who called A nobody knows");
    let other = Folder::copy_of("3.18.0/sklearn_iris").write("MLmodel", "flavors: {\n");
    let pair = common::compare(broken.path(), other.path());
    assert!(!pair.is_identical(), "nobody could compare what is in the two MLmodels");
    let nothing = Folder::new();
    let text = print::diff::text(&common::compare(&sound, nothing.path()));
    assert!(text.contains("This folder is empty") && text.contains("sepal length (cm)"), "{text}");
}

#[test]
fn two_huge_signatures_are_compared() {
    let columns = |last: &str| {
        let specs: Vec<String> =
            (0..100_000).map(|i| format!("{{\"type\": \"double\", \"name\": \"c{i}\", \"required\": true}}")).collect();
        format!(
            "flavors: {{sklearn: {{pickled_model: m}}}}\nsignature:\n  inputs: '[{}, {{\"type\": \"long\", \"name\": \"{last}\"}}]'\n",
            specs.join(", ")
        )
    };
    let (a, b) = (Folder::with_mlmodel(columns("x")), Folder::with_mlmodel(columns("y")));
    let pair = common::compare(a.path(), b.path());
    assert_eq!(pair.comparison().section(&INPUTS).unwrap().counts.changes, 2);
}

#[test]
fn cancelling_two_huge_files_stops_at_once() {
    let folder = || {
        let folder = Folder::with_mlmodel("flavors: {}\n");
        // Sparse: 2 GB that take no room.
        std::fs::File::create(folder.path().join("weights")).unwrap().set_len(2_000_000_000).unwrap();
        folder
    };
    let (a, b) = (folder(), folder());
    let roots = [Files::open(a.path()).unwrap(), Files::open(b.path()).unwrap()];
    let listings = roots.each_ref().map(|root| mlmodel_viewer::folder::walk(root, &Progress::default()));
    let mut rows = files::diff(Some(&listings[0]), Some(&listings[1]));
    let progress = Progress::default();
    let stop = progress.clone();
    let worker = std::thread::spawn(move || {
        files::compare(&mut rows, &roots[0], &roots[1], &progress);
        rows
    });
    while stop.bytes() == 0 && !worker.is_finished() {
        std::thread::yield_now();
    }
    stop.cancel();
    let rows = worker.join().unwrap();
    let weights = rows.iter().find(|row| &*row.path == "weights").unwrap();
    assert_eq!(weights.state, State::Pending, "it was stopped in the middle");
    assert!(stop.bytes() < 2_000_000_000);
}

#[test]
fn lone_files_are_compared_by_their_bytes() {
    let sides = ["abc", "abd"].map(|content| Folder::with_mlmodel("").write("lone.onnx", content));
    for side in &sides {
        std::fs::remove_file(side.path().join("MLmodel")).unwrap();
    }
    let files = sides.each_ref().map(|side| side.path().join("lone.onnx"));
    let diff = common::compare(&files[0], &files[1]);
    let rows = diff.compared.first.comparison.files();
    assert!(matches!(rows, [files::FileRow { state: State::Known(Change::Changed), .. }]), "{rows:?}");
}

/// Sides that would take gigabytes or hours if names, paths or requirements were multiplied.
#[test]
fn hostile_sides_end_soon() {
    let properties = |t: &str| (0..2_000).map(|i| format!("\"p{i}\": {{\"type\": \"{t}\"}}")).collect::<Vec<_>>().join(", ");
    let long_name = "n".repeat(200_000);
    let nested = |t: &str| {
        Folder::with_mlmodel(format!(
            "flavors: {{}}\nsignature:\n  inputs: '[{{\"type\": \"object\", \"properties\": {{{}}}, \"name\": \"{long_name}\", \"required\": true}}]'\n",
            properties(t)
        ))
    };
    let deep = |value: usize| {
        let keys: String = (0..150).map(|i| format!("{}{}{i}:\n", " ".repeat(i), "k".repeat(480))).collect();
        let leaves: String = (0..3_000).map(|i| format!("{}l{i}: {value}\n", " ".repeat(150))).collect();
        Folder::with_mlmodel(keys + &leaves)
    };
    let lines = |operator: &str| (0..20_000).map(|i| format!("a{operator}{i}\n")).collect::<String>();
    let constrained =
        Folder::with_mlmodel("flavors: {}\n").write("requirements.txt", format!("-c c.txt\n{}", lines(">="))).write("c.txt", lines(">="));
    let repeated = Folder::with_mlmodel("flavors: {}\n").write("requirements.txt", lines("=="));
    for (a, b) in [(nested("long"), nested("double")), (deep(1), deep(2)), (constrained, repeated)] {
        let pair = common::compare(a.path(), b.path());
        assert!(!pair.is_identical());
        let sizes = [print::diff::text(&pair).len(), print::diff::markdown(&pair).len(), print::diff::json(&pair).len()];
        assert!(sizes.iter().all(|size| *size < 50_000_000), "{sizes:?}");
    }
}
