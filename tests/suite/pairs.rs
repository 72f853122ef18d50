//! The window that compares, by accessible names, without a screen.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::common::{self, Folder};
use crate::harness::{Begin, Dropped, Window, command, copied_soon, settle, wait};
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::ui::state::{Content, Target};
use mlmodel_viewer::ui::{Action, Command};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples").join(name)
}

fn model(name: &str) -> PathBuf {
    common::models().join(name)
}

fn open(paths: &[PathBuf]) -> Window {
    Begin { paths: paths.to_vec(), ..Begin::default() }.open()
}

/// In a window so high that all sections are in view.
fn open_high(paths: &[PathBuf]) -> Window {
    Begin { paths: paths.to_vec(), size: [1280.0, 1600.0], ..Begin::default() }.open()
}

fn diabetes() -> Window {
    open(&[sample("diabetes-1"), sample("diabetes")])
}

fn drop_on(window: &mut Window, paths: &[PathBuf]) {
    for path in paths {
        window.input_mut().dropped_files.push(Arc::new(Dropped(path.clone())));
    }
    window.step();
    settle(window);
}

fn titles(window: &Window) -> Vec<String> {
    window.state().window().tabs.iter().map(|tab| tab.title.clone()).collect()
}

fn sides(window: &Window) -> (String, String) {
    match &window.state().window().active_tab().unwrap().content {
        Content::Pair(pair) => (pair.diff.compared.baseline.name.clone(), pair.diff.compared.first.model.name.clone()),
        other => panic!("no comparison: {other:?}"),
    }
}

/// Steps until something of this name is there: what is read anew shows the old until then.
fn until(window: &mut Window, label: &str) {
    wait(window, label, |window| window.query_by_label(label).is_some());
    settle(window);
}

/// `change 2 of 9`, or how many there are.
fn counter(window: &Window) -> String {
    let texts = window.get_all_by_role(Role::Label).filter_map(|node| node.accesskit_node().value());
    texts.into_iter().find(|text| text.contains("change ") || text.ends_with("changes")).unwrap()
}

#[test]
fn two_paths_are_compared_with_the_verdict_and_each_difference() {
    let window = open_high(&[sample("diabetes-1"), sample("diabetes")]);
    assert_eq!(titles(&window), ["diabetes-1 ↔ diabetes"]);
    for label in [
        "Verdict: Callers break",
        "REST breaks",
        "Python breaks",
        "breaking: model.pkl is missing in B: it cannot be loaded.",
        "breaking: SerumInsulin is a new required input: every request made for A is refused.",
        "A: Complete",
        "B: Cannot load: 1 file missing",
        "Inputs: 3 changes, 6 the same",
        "Outputs: the same",
        "SerumInsulin: added, A nothing, B integer",
        "Region: removed, A string, B nothing",
        "Age: type changed, A double, B integer",
        "cloudpickle: ↑ major changed, A 1.6.0, B 2.2.1",
        "model.pkl: missing in B, A 103 B, B nothing",
        "6 inputs are the same",
    ] {
        assert!(window.query_by_label(label).is_some(), "{label}");
    }
}

fn headings_in_view(window: &Window) -> BTreeSet<String> {
    window.get_all_by_role(Role::Heading).filter_map(|node| node.accesskit_node().label()).collect()
}

#[test]
fn the_change_keys_go_through_all_changes_that_the_sections_count() {
    let mut window = diabetes();
    // Not all headings are in view at once.
    let mut headings = headings_in_view(&window);
    for _ in 0..20 {
        window.key_press(Key::F7);
        window.run_ok();
        headings.extend(headings_in_view(&window));
    }
    let mut window = diabetes();
    let count = |label: &String| label.split(": ").nth(1)?.split(" change").next()?.parse::<usize>().ok();
    let total: usize = headings.iter().filter_map(count).sum();
    assert_eq!(counter(&window), format!("{total} changes"));
    for at in 1..=total {
        window.key_press(Key::F7);
        window.run_ok();
        assert_eq!(counter(&window), format!("change {at} of {total}"));
    }
    window.key_press(Key::F7);
    window.run_ok();
    assert_eq!(counter(&window), format!("change 1 of {total}"), "it begins anew");
    window.key_press_modifiers(Modifiers::SHIFT, Key::F7);
    window.run_ok();
    assert_eq!(counter(&window), format!("change {total} of {total}"));
}

/// The fills that lie over a row's half on B's side, the last one on top.
fn fills_of_b(window: &Window, row: egui::Rect) -> Vec<egui::Color32> {
    fn collect(shape: &egui::Shape, found: &mut Vec<(egui::Rect, egui::Color32)>) {
        match shape {
            egui::Shape::Rect(shape) if shape.fill != egui::Color32::TRANSPARENT => found.push((shape.rect, shape.fill)),
            egui::Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    window.output().shapes.iter().for_each(|clipped| collect(&clipped.shape, &mut found));
    let at = egui::pos2(row.left() + row.width() * 0.75, row.center().y);
    // Not what lies behind the whole list, and no chip.
    found
        .into_iter()
        .filter(|(rect, _)| rect.contains(at) && rect.height() <= row.height() && rect.width() > 100.0)
        .map(|(_, fill)| fill)
        .collect()
}

#[test]
fn a_row_under_the_pointer_or_selected_keeps_its_tint() {
    for theme in [egui::Theme::Dark, egui::Theme::Light] {
        let paths = vec![sample("diabetes-1"), sample("diabetes")];
        let mut window = Begin { paths, theme, ..Begin::default() }.open();
        let is_green = |fill: &egui::Color32| fill.g() > fill.r() && fill.g() > fill.b();
        let row = "SerumInsulin: added, A nothing, B integer";
        let fills = |window: &Window| fills_of_b(window, window.get_by_label(row).rect());
        let plain = fills(&window);
        assert!(plain.last().is_some_and(is_green), "{plain:?}");
        window.get_by_label(row).hover();
        window.run_ok();
        let hovered = fills(&window);
        assert!(hovered.last().is_some_and(is_green) && hovered != plain, "{hovered:?}");
        window.get_by_label(row).click();
        window.run_ok();
        window.remove_cursor();
        window.run_ok();
        let selected = fills(&window);
        assert!(selected.last().is_some_and(is_green) && selected != plain, "{selected:?}");
    }
}

#[test]
fn a_right_click_selects_the_row_it_is_about() {
    let mut window = diabetes();
    let selected = |window: &Window, row: &str| window.get_by_label(row).accesskit_node().toggled() == Some(egui::accesskit::Toggled::True);
    let (age, region) = ("Age: type changed, A double, B integer", "Region: removed, A string, B nothing");
    window.get_by_label(age).click();
    window.run_ok();
    assert!(selected(&window, age));
    window.get_by_label(region).click_secondary();
    window.run_ok();
    assert!(selected(&window, region) && !selected(&window, age));
    window.get_by_label("Copy name").click();
    assert_eq!(copied_soon(&mut window), "Region");
}

#[test]
fn an_arrow_that_nothing_takes_goes_to_the_list() {
    let mut window = diabetes();
    window.key_press(Key::ArrowDown);
    window.run_ok();
    let first = counter(&window);
    assert!(first.starts_with("change 1 of "), "{first}");
    window.key_press(Key::ArrowDown);
    window.run_ok();
    assert!(counter(&window).starts_with("change 2 of "), "{}", counter(&window));
}

#[test]
fn the_arrows_fold_and_unfold_and_a_double_click_does_it_once() {
    let mut window = open(&[model("3.18.0/pair_nested__v1"), model("3.18.0/pair_nested__v2")]);
    let is_open =
        |window: &Window| window.query_all_by_label_contains("inside changed").next().map(|row| row.accesskit_node().data().is_expanded());
    assert_eq!(is_open(&window), Some(Some(true)), "what changed inside is unfolded at first");
    window.query_all_by_label_contains("inside changed").next().unwrap().click();
    window.run_ok();
    for (key, expected) in [(Key::ArrowLeft, false), (Key::ArrowLeft, false), (Key::ArrowRight, true), (Key::Enter, false)] {
        window.key_press(key);
        window.run_ok();
        assert_eq!(is_open(&window), Some(Some(expected)), "{key:?}");
    }
    let mut window = diabetes();
    let fold = |window: &Window| window.get_by_label("6 inputs are the same").accesskit_node().data().is_expanded();
    for expected in [true, false] {
        window.get_by_label("6 inputs are the same").click();
        window.run_ok();
        assert_eq!(fold(&window), Some(expected));
    }
}

#[test]
fn what_is_the_same_is_folded_and_can_be_shown() {
    let mut window = diabetes();
    assert!(window.query_by_label("BMI: the same, double").is_none());
    window.get_by_label("6 inputs are the same").click();
    window.run_ok();
    assert!(window.query_by_label("BMI: the same, double").is_some());
    window.get_by_label("Only differences").click();
    window.run_ok();
    assert!(window.query_by_label("BMI: the same, double").is_some() && window.query_by_label("6 inputs are the same").is_none());
    window.key_press(Key::F9);
    window.run_ok();
    assert!(window.query_by_label("BMI: the same, double").is_none());
    // A section in which nothing differs is opened from its title.
    window.get_by_label("Show Outputs").click();
    window.run_ok();
    assert!(window.query_by_label("column 1: the same, boolean").is_some());
}

#[test]
fn one_key_swaps_the_sides() {
    let mut window = diabetes();
    assert_eq!(sides(&window), ("diabetes-1".into(), "diabetes".into()));
    window.key_press(Key::F8);
    until(&mut window, "SerumInsulin: removed, A integer, B nothing");
    assert_eq!(sides(&window), ("diabetes".into(), "diabetes-1".into()));
    assert_eq!(titles(&window), ["diabetes ↔ diabetes-1"]);
}

#[test]
fn of_two_dropped_folders_the_older_is_a() {
    let mut window = Begin::default().open();
    drop_on(&mut window, &[sample("diabetes"), sample("diabetes-1")]);
    assert_eq!(sides(&window), ("diabetes-1".into(), "diabetes".into()));
    // The same two once more go to the tab that shows them.
    drop_on(&mut window, &[sample("diabetes"), sample("diabetes-1")]);
    assert_eq!(titles(&window).len(), 1);
}

#[test]
fn a_folder_dropped_on_an_open_model_is_opened_and_comparing_offered() {
    let mut window = open(&[sample("diabetes")]);
    drop_on(&mut window, &[sample("diabetes-1")]);
    assert_eq!(titles(&window), ["diabetes", "diabetes-1"]);
    window.get_by_label("Compare with diabetes").click();
    until(&mut window, "Verdict: Callers break");
    assert_eq!(sides(&window), ("diabetes-1".into(), "diabetes".into()), "the older is A");
    assert!(window.query_by_label("Compare with diabetes").is_none(), "the offer is taken");
}

#[test]
fn compare_with_offers_other_tabs_and_recent_models() {
    let mut window = open(&[sample("iris"), sample("diabetes"), sample("diabetes-1")]);
    command(&mut window, Command::CompareWith);
    let choice = format!("Compare with diabetes, {}", sample("diabetes").display());
    window.get_by_label(&choice).click();
    settle(&mut window);
    settle(&mut window);
    assert_eq!(sides(&window), ("diabetes-1".into(), "diabetes".into()));
    // Without another model there is still the folder dialog.
    let mut window = open(&[sample("iris")]);
    window.key_press_modifiers(Modifiers::COMMAND, Key::D);
    settle(&mut window);
    assert!(window.query_by_label("Choose a folder…").is_some());
    window.key_press(Key::Escape);
    settle(&mut window);
    assert!(window.query_by_label("Choose a folder…").is_none());
}

#[test]
fn the_lines_of_a_file_open_below_and_close() {
    let mut window = open_high(&[model("3.18.0/pair_add_column__v1"), model("3.18.0/pair_add_column__v2")]);
    window.get_by_label("input_example.json: content changed, A 113 B, B 132 B").click();
    window.run_ok();
    window.key_press(Key::Enter);
    settle(&mut window);
    settle(&mut window);
    assert!(window.query_by_label("6 lines differ").is_some());
    assert!(window.query_by_label_contains("added: A , B     \"cidade_id\"").is_some());
    // A line is selected and copied.
    window.query_by_label_contains("added: A , B     \"cidade_id\"").unwrap().click();
    window.run_ok();
    window.input_mut().events.push(egui::Event::Copy);
    assert_eq!(copied_soon(&mut window).trim(), "\"cidade_id\"");
    window.run_ok();
    window.key_press(Key::Escape);
    settle(&mut window);
    assert!(window.query_by_label("6 lines differ").is_none());
}

#[test]
fn the_selected_row_stays_in_view_when_the_list_has_less_room_or_grows() {
    let mut window = open(&[model("3.18.0/pair_add_column__v1"), model("3.18.0/pair_add_column__v2")]);
    let row = "input_example.json: content changed, A 113 B, B 132 B";
    for _ in 0..9 {
        window.key_press(Key::F7);
        settle(&mut window);
    }
    window.get_by_label(row).click();
    settle(&mut window);
    window.key_press(Key::Enter);
    settle(&mut window);
    until(&mut window, "6 lines differ");
    assert!(window.query_by_label(row).is_some(), "the lines below cover it");
    command(&mut window, Command::OnlyDifferences);
    assert!(window.query_by_label(row).is_some(), "the rows that came push it out of view");
}

#[test]
fn the_lines_of_another_file_begin_at_their_top() {
    let paths = vec![model("3.18.0/pair_add_column__v1"), model("3.18.0/pair_add_column__v2")];
    let mut window = Begin { paths, size: [800.0, 420.0], ..Begin::default() }.open();
    let compare = |window: &mut Window, file: &str| {
        window.state_mut().ask(Action::CompareLines(file.to_owned()));
        settle(window);
        settle(window);
    };
    let first = "1 line is the same";
    compare(&mut window, "input_example.json");
    assert!(window.query_by_label(first).is_some(), "the first line is folded");
    window.get_by_role_and_label(Role::List, "Lines").focus();
    window.run_ok();
    window.key_press(Key::End);
    window.run_ok();
    assert!(window.query_by_label(first).is_none(), "scrolled to the end");
    compare(&mut window, "conda.yaml");
    compare(&mut window, "input_example.json");
    assert!(window.query_by_label(first).is_some(), "another file begins at its top");
}

#[test]
fn rows_and_the_whole_are_copied() {
    let mut window = diabetes();
    window.get_by_label("Age: type changed, A double, B integer").click();
    window.run_ok();
    window.input_mut().events.push(egui::Event::Copy);
    assert_eq!(copied_soon(&mut window), "Age\ttype\tdouble\tinteger");
    window.run_ok();
    window.state_mut().ask(Action::Run(Command::CopyMarkdown));
    window.step();
    let markdown = copied_soon(&mut window);
    assert!(markdown.starts_with("# diabetes-1 → diabetes") && markdown.contains("**Callers break**"), "{markdown}");
    assert!(markdown.contains("| SerumInsulin | added |  | integer |"), "{markdown}");
}

#[test]
fn reload_follows_both_folders_and_keeps_the_place() {
    let (a, b) = (Folder::copy_of("3.18.0/sklearn_iris"), Folder::copy_of("3.18.0/sklearn_iris"));
    let mut window = open(&[a.path().to_owned(), b.path().to_owned()]);
    assert!(window.query_by_label("Verdict: Identical").is_some());
    std::fs::remove_file(b.path().join("model.skops")).unwrap();
    command(&mut window, Command::Reload);
    until(&mut window, "Verdict: Callers break");
    assert!(window.query_by_label("breaking: model.skops is missing in B: it cannot be loaded.").is_some());
}

#[test]
fn a_reason_leads_to_its_row() {
    let mut window = diabetes();
    window.get_by_label_contains("breaking: Age was double").click();
    window.run_ok();
    let row = window.get_by_label("Age: type changed, A double, B integer");
    assert_eq!(row.accesskit_node().toggled(), Some(egui::accesskit::Toggled::True));
}

#[test]
fn a_side_that_cannot_be_read_says_so_and_the_other_is_shown() {
    let window = open(&[sample("diabetes-1"), sample("nowhere")]);
    assert!(window.query_by_label("Verdict: Cannot be told").is_some());
    assert!(window.query_by_label_contains("There is no such file or folder").is_some());
    assert!(window.query_by_label("Age: only in A, A double, B nothing").is_some());
    assert!(window.query_by_label("Inputs: B's cannot be read").is_some());
}

#[test]
fn of_two_that_are_missing_nothing_is_said() {
    let window = open_high(&[sample("nowhere"), sample("neither")]);
    assert!(window.query_by_label("Verdict: Cannot be told").is_some());
    assert!(window.query_by_label("nothing to compare").is_some());
    assert!(window.query_by_label("Files: neither can be read").is_some());
}

#[test]
fn the_keyboard_reaches_every_reason() {
    let mut window = open(&[sample("iris"), sample("diabetes")]);
    window.get_by_label_contains(" more: ").click();
    window.run_ok();
    window.get_by_label("Reasons").focus();
    window.run_ok();
    for key in [Key::End, Key::ArrowUp] {
        window.key_press(key);
        window.run_ok();
    }
    let last_but_one = window.get_by_label("safe: petal width (cm) is no longer read: extra columns are dropped.");
    assert!(last_but_one.accesskit_node().is_selected().unwrap_or_default());
    window.key_press(Key::Enter);
    window.run_ok();
    let row = window.get_by_label("petal width (cm): removed, A double, B nothing");
    assert_eq!(row.accesskit_node().toggled(), Some(egui::accesskit::Toggled::True));
}

#[test]
fn a_comparison_is_open_again_after_a_restart() {
    let home = Folder::new();
    let file = home.path().join("settings.json");
    let paths = vec![sample("diabetes-1"), sample("diabetes")];
    drop(Begin { paths: paths.clone(), settings_file: Some(file.clone()), ..Begin::default() }.open());
    let settings = Settings::load(&file).unwrap();
    assert_eq!(settings.tabs, [Target::Pair { a: paths[0].clone(), b: paths[1].clone() }]);
    let window = Begin { settings, ..Begin::default() }.open();
    assert_eq!(titles(&window), ["diabetes-1 ↔ diabetes"]);
}

#[test]
fn the_sample_pair_opens_from_the_start_page() {
    let mut window = Begin::default().open();
    window.get_by_label("two versions compared").click();
    settle(&mut window);
    until(&mut window, "Verdict: Callers break");
}

#[test]
fn a_comparison_that_failed_shows_a_path_a_line() {
    let mut window = diabetes();
    let tab = window.state_mut().window_mut().active_tab_mut().unwrap();
    tab.target = Target::Pair { a: "/models/a\nb".into(), b: "/models/c".into() };
    tab.content = Content::Failed("The program made a mistake with this one.".to_owned());
    window.run_ok();
    let (a, b) = (window.get_by_label("A: /models/a\\nb").rect(), window.get_by_label("B: /models/c").rect());
    assert!(b.top() >= a.bottom() && (a.left() - b.left()).abs() < 1.0);
}

#[test]
fn the_callers_do_not_run_into_the_reasons() {
    for size in [[1280.0, 800.0], [1000.0, 700.0], [970.0, 700.0], [900.0, 600.0], [600.0, 450.0], [480.0, 400.0]] {
        let paths = vec![model("3.18.0/onnx_external_data"), model("3.18.0/sklearn_iris")];
        let window = Begin { paths, size, ..Begin::default() }.open();
        let callers = ["REST cannot be told", "Python cannot be told"].map(|name| window.get_by_label(name).rect());
        assert!(!callers[0].intersects(callers[1]), "{size:?}");
        let others = window.query_all_by_role(Role::Button).filter(|node| {
            let name = node.accesskit_node().label().unwrap_or_default();
            name.contains(": ") || name == "Previous" || name == "Next"
        });
        for other in others {
            assert!(callers.iter().all(|caller| !caller.intersects(other.rect())), "{size:?}: {:?} {callers:?}", other.rect());
        }
        assert!(callers.iter().all(|caller| caller.right() <= size[0]), "{size:?}: {callers:?}");
    }
}

#[test]
fn the_other_model_is_found_by_some_letters_among_all_that_are_known() {
    let folder = Folder::new();
    common::lesson_store(folder.path());
    let settings = Settings { places: vec![folder.path().join("mlruns")], ..Settings::default() };
    let mut window = Begin { paths: vec!["models:/diabetes/1".into()], settings, ..Begin::default() }.open();
    command(&mut window, Command::CompareWith);
    let offered = |window: &Window| -> Vec<String> {
        let items = window.query_all_by_role(Role::ListItem).filter_map(|node| node.accesskit_node().label());
        items.filter(|label| label.starts_with("Compare with ")).collect()
    };
    assert!(window.query_by_label("Other versions").is_some() && window.query_by_label("Library").is_some());
    let all = offered(&window);
    assert!(all[0].starts_with("Compare with diabetes 2, "), "{all:#?}");
    assert!(all.iter().all(|label| !label.starts_with("Compare with diabetes 1,")), "the open model is not offered: {all:#?}");
    // By its run.
    window.event(egui::Event::Text("bldfnch".to_owned()));
    settle(&mut window);
    assert_eq!(offered(&window).len(), 1, "{:#?}", offered(&window));
    // By its version, and chosen with the keyboard alone.
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.event(egui::Event::Text("iris 1".to_owned()));
    settle(&mut window);
    window.key_press(Key::Enter);
    settle(&mut window);
    let pair = window.state().window().active_pair().expect("a comparison");
    assert!(pair.diff.compared.models().any(|model| model.name == "iris 1"));
}
