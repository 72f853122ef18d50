//! Strips and bars keep their place, and what stands below stays from model to model.

#![expect(clippy::float_cmp, reason = "the same layout gives the same numbers")]

use egui::{Event, Modifiers, PointerButton, Pos2, pos2};
use egui_kittest::kittest::Queryable as _;
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::ui::state::{Layout, Target};
use mlmodel_viewer::ui::{Action, Command, panels};

use super::open;
use crate::common;
use crate::harness::{Begin, Window, command, settle};

/// Where the strip of the panels below begins.
fn strip(window: &Window) -> f32 {
    window.get_by_label_contains("Training run").rect().top()
}

fn double_click(window: &mut Window, at: Pos2) {
    window.event(Event::PointerMoved(at));
    window.step();
    for pressed in [true, false, true, false] {
        let button = PointerButton::Primary;
        window.input_mut().events.push(Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
    }
    window.run_ok();
}

#[test]
fn every_panel_below_has_one_height() {
    let mut window = open("3.18.0/sklearn_iris");
    let panels = mlmodel_viewer::present::panels().collect::<Vec<_>>();
    let mut places = Vec::new();
    for panel in panels {
        command(&mut window, Command::Show(panel));
        places.push(strip(&window));
    }
    places.dedup();
    assert_eq!(places.len(), 1, "{places:?}");
}

#[test]
fn the_tabs_stay_where_they_are_from_a_model_to_a_comparison_and_the_library() {
    let model = |name: &str| common::models().join("3.18.0").join(name);
    let pair = Target::Pair { a: model("sklearn_iris"), b: model("h2o_glm") };
    let settings = Settings { tabs: vec![Target::Model(model("sklearn_iris")), pair], ..Settings::default() };
    let mut window = Begin { settings, ..Begin::default() }.open();
    let place = |window: &Window| window.get_by_label("Tab sklearn_iris").rect();
    let before = place(&window);
    window.state_mut().ask(Action::ActivateTab(1));
    settle(&mut window);
    assert_eq!(place(&window), before);
    command(&mut window, Command::ShowLibrary);
    assert_eq!(place(&window), before);
}

#[test]
fn a_double_click_on_an_edge_gives_the_usual_size_again() {
    let mut settings = Settings::default();
    (settings.layout.tree_width, settings.layout.bottom_height) = (500.0, 400.0);
    let mut window = Begin { paths: vec![common::models().join("3.18.0/sklearn_iris")], settings, ..Begin::default() }.open();
    command(&mut window, Command::Show(&panels::FILES));
    let usual = Layout::default();
    assert_ne!(window.state().window().layout.tree_width, usual.tree_width);
    double_click(&mut window, pos2(500.0, 300.0));
    assert_eq!(window.state().window().layout.tree_width, usual.tree_width);
    let edge = strip(&window);
    double_click(&mut window, pos2(900.0, edge));
    assert_eq!(window.state().window().layout.bottom_height, usual.bottom_height);
}

#[test]
fn the_panel_is_maximised_and_goes_along_from_model_to_model() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::Show(&panels::FILES));
    let usual = strip(&window);
    window.get_by_label("Maximise panel").click();
    settle(&mut window);
    assert!(strip(&window) < 200.0 && window.query_by_label("Filter columns").is_none());
    let high = strip(&window);
    let model = |name: &str| common::models().join("3.18.0").join(name);
    window.state_mut().ask(Action::Open(model("h2o_glm")));
    settle(&mut window);
    assert_eq!((strip(&window), window.state().window().active_tab().unwrap().view.panel), (high, &panels::FILES));
    // What is asked for in the middle is seen again.
    command(&mut window, Command::Show(&panels::SIGNATURE));
    assert_eq!(strip(&window), usual);
    // Back at the first model it stands as it was left, not as it was there.
    window.state_mut().ask(Action::ActivateTab(0));
    settle(&mut window);
    assert_eq!(strip(&window), usual);
    command(&mut window, Command::MaximisePanel);
    assert_eq!(strip(&window), high);
    command(&mut window, Command::MaximisePanel);
    assert_eq!(strip(&window), usual);
}
