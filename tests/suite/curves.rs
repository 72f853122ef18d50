//! The histories of metrics, and the curves that are drawn of them.

use std::path::Path;

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mlmodel_viewer::library::read_history;
use mlmodel_viewer::ui::{Action, Command};

use crate::common::{self, Folder};
use crate::harness::{Begin, Window, copied_soon, settle, wait};
use crate::library::{scan, stores, traced};

/// The store of the lessons, where every run has a loss of 60 steps; that of the first has a gap.
pub fn store() -> Folder {
    let folder = Folder::new();
    common::lesson_store(folder.path());
    let mut files = Vec::new();
    for (e, run) in runs(folder.path()).into_iter().enumerate() {
        let scale = 0.6 + 0.1 * f64::from(u32::try_from(e).unwrap());
        let line = |step: u32| {
            let value = scale * (-f64::from(step) / (10.0 + scale * 8.0)).exp() + 0.1 + 0.006 * f64::from((step * 37 + 11) % 13 % 5);
            let value = if e == 0 && step == 30 { "nan".to_owned() } else { value.to_string() };
            format!("{} {value} {step}\n", 1_676_465_200_000_u64 + u64::from(step) * 2_500)
        };
        files.push((format!("{run}/metrics/loss"), (0..60).map(line).collect::<String>()));
    }
    files.into_iter().fold(folder, |folder, (path, text)| folder.write(&path, text))
}

/// The folders of all runs, sorted.
fn runs(place: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for experiment in ["1", "2", "3"] {
        for entry in std::fs::read_dir(place.join("mlruns").join(experiment)).unwrap().flatten() {
            if entry.path().is_dir() {
                found.push(format!("mlruns/{experiment}/{}", entry.file_name().to_str().unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_history_ends_with_the_latest_value() {
    let (mut metrics, mut longer) = (0, 0);
    for (case, place, _) in stores() {
        for entry in scan(&place).entries {
            let (trace, _) = traced(&place.join(&entry.path));
            let owner = trace.run.as_ref().map(|run| run.id.clone()).or(trace.logged.as_ref().map(|logged| logged.id.clone()));
            for metric in trace.values().metrics {
                let history = read_history(std::slice::from_ref(&trace.store), owner.as_deref().unwrap(), &metric.key).unwrap();
                let last = history.points.last().unwrap_or_else(|| panic!("{case}: {} has no history", metric.key));
                assert_eq!(last.step, metric.step, "{case}: {}", metric.key);
                let at_last = history.points.iter().filter(|point| point.step == metric.step).map(|point| point.value);
                assert!(
                    at_last.into_iter().any(|value| value.total_cmp(&metric.value).is_eq() || value.is_nan()),
                    "{case}: {}",
                    metric.key
                );
                metrics += 1;
                longer += usize::from(history.points.len() > 1);
            }
        }
    }
    assert!(metrics > 5 && longer > 0, "{metrics} metrics, {longer} of several values");
}

#[test]
fn what_a_store_has_not_is_empty_and_a_name_leads_nowhere_else() {
    let folder = store();
    let store = [folder.path().join("mlruns")];
    let run = runs(folder.path()).remove(0);
    let id = run.rsplit('/').next().unwrap();
    assert_eq!(read_history(&store, id, "loss").unwrap().points.len(), 60);
    for (owner, metric) in [(id, "other"), ("nobody", "loss"), ("..", "loss"), (id, "../params/C"), (id, "/etc/hostname")] {
        assert!(read_history(&store, owner, metric).unwrap().points.is_empty(), "{owner} {metric}");
    }
    assert!(read_history(&[folder.path().join("gone")], id, "loss").is_err());
}

fn open(folder: &Folder) -> Window {
    Begin { paths: vec![folder.path().join("mlruns")], ..Begin::default() }.open()
}

/// What the rows of a list say.
fn rows(window: &Window, containing: &str) -> Vec<String> {
    let rows = window.query_all_by_role(Role::Row).filter_map(|node| node.accesskit_node().label());
    rows.filter(|row| row.contains(containing)).collect()
}

/// Waits until the dialog has read what it shows.
fn read(window: &mut Window) {
    wait(window, "the histories", |window| window.state().window().dialogs.curves.as_ref().is_some_and(|dialog| !dialog.is_reading()));
    window.run_ok();
}

#[test]
fn the_curves_of_chosen_models_lie_over_one_another() {
    let folder = store();
    let mut window = open(&folder);
    assert!(!window.state().window().allows(Command::Curves), "nothing is chosen");
    window.get_by_label_contains("calm_garden").click();
    settle(&mut window);
    window.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    settle(&mut window);
    window.get_by_label("Curves").click();
    settle(&mut window);
    read(&mut window);
    // The metrics that the runs have; those of one value are curves too.
    window.get_by_label_contains("Metric: ").click();
    settle(&mut window);
    window.get_by_label("loss").click();
    settle(&mut window);
    read(&mut window);
    window.get_by_label("Metric: loss");
    // Under the pointer stand the values there.
    assert_eq!(rows(&window, " at step ").len(), 2);
    window.event(egui::Event::PointerGone);
    settle(&mut window);
    let said = rows(&window, " values");
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said.iter().any(|row| row.contains("60 values, 1 gap")) && said.iter().all(|row| row.contains("last 0.")), "{said:?}");
    // Drawn in every form.
    for label in ["Time", "Log scale", "Step"] {
        window.get_by_label(label).click();
        settle(&mut window);
    }
    // As numbers, and copied.
    window.get_by_label("Table").click();
    settle(&mut window);
    assert!(rows(&window, "step 1,")[0].matches("0.").count() >= 2, "{:?}", rows(&window, "step 1,"));
    window.get_by_label("Copy numbers").click();
    let copied = copied_soon(&mut window);
    let lines: Vec<Vec<&str>> = copied.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!((lines.len(), lines[0].len(), lines[0][0]), (61, 3, "step"), "{copied}");
    assert!(lines[31][1..].contains(&"nan"), "{:?}", lines[31]);
    window.key_press(Key::Escape);
    settle(&mut window);
    assert!(window.state().window().dialogs.curves.is_none());
}

#[test]
fn a_metric_of_the_training_run_leads_to_its_curve() {
    let folder = store();
    let run = runs(folder.path()).remove(0);
    let model = folder.path().join(&run).join("artifacts/model");
    let mut window = Begin { paths: vec![model], ..Begin::default() }.open();
    crate::harness::command(&mut window, Command::Show(&mlmodel_viewer::ui::panels::RUN));
    window.get_by_label_contains("loss: ").click();
    settle(&mut window);
    window.key_press(Key::Enter);
    settle(&mut window);
    read(&mut window);
    window.get_by_label("Metric: loss");
    assert_eq!(rows(&window, "60 values, 1 gap").len(), 1);
    window.get_by_label("Close").click();
    settle(&mut window);
    assert!(window.state().window().dialogs.curves.is_none());
}

#[test]
fn a_comparison_shows_both_curves() {
    let folder = store();
    let runs = runs(folder.path());
    let models: Vec<_> = runs[..2].iter().map(|run| folder.path().join(run).join("artifacts/model")).collect();
    let mut window = Begin { paths: models, ..Begin::default() }.open();
    window.state_mut().ask(Action::ShowCurve("loss".to_owned()));
    settle(&mut window);
    read(&mut window);
    let said = rows(&window, "60 values");
    assert!(said.len() == 2 && said[0].starts_with("A ") && said[1].starts_with("B "), "{said:?}");
}

#[test]
fn a_store_that_went_is_said() {
    let folder = store();
    let mut window = open(&folder);
    window.get_by_label_contains("calm_garden").click();
    settle(&mut window);
    std::fs::rename(folder.path().join("mlruns"), folder.path().join("moved")).unwrap();
    window.state_mut().ask(Action::Run(Command::Curves));
    settle(&mut window);
    read(&mut window);
    let said = rows(&window, "cannot be read: ");
    assert_eq!(said.len(), 1, "{said:?}");
}

#[test]
fn the_shape_of_a_history_is_known_of_files_and_of_a_database() {
    let folder = store();
    let run = runs(folder.path()).remove(1);
    let (trace, _) = traced(&folder.path().join(&run).join("artifacts/model"));
    let told: Vec<&str> = trace.trends.keys().map(String::as_str).collect();
    assert_eq!(told, ["loss"], "one value has no shape");
    let shape: Vec<f32> = trace.trends["loss"].values().map(|value| value.unwrap_or(-1.0)).collect();
    assert!((shape[0] - 1.0).abs() < 0.01 && shape.last().is_some_and(|last| *last < 0.1), "{shape:?}");
    // The same of the stores that MLflow wrote: a metric of several values has one unless all are the same.
    for (name, place, _) in stores() {
        for entry in scan(&place).entries {
            let (trace, _) = traced(&place.join(&entry.path));
            let Some(run) = &trace.run else { continue };
            for metric in &run.metrics {
                let history = read_history(std::slice::from_ref(&trace.store), &run.id, &metric.key).unwrap();
                let values: std::collections::BTreeSet<u64> =
                    history.points.iter().map(|point| point.value).filter(|value| value.is_finite()).map(f64::to_bits).collect();
                assert_eq!(trace.trends.contains_key(&metric.key), values.len() > 1, "{name}: {} {values:?}", metric.key);
            }
        }
    }
}
