//! What was copied says so where it was asked for, briefly.

use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use super::messages::{repaint_delay, wait};
use super::open;
use crate::harness::{Window, copied_soon};

fn answer(window: &Window) -> egui::Rect {
    window.get_by_label_contains("Copied ").rect()
}

#[test]
fn what_was_clicked_says_so_beside_the_pointer_and_goes() {
    let mut window = open("3.18.0/sklearn_iris");
    let place = |window: &Window| window.get_by_label("Problems 0").rect();
    let before = place(&window);
    let fact = window.get_by_label_contains("Model UUID: ");
    let at = fact.rect();
    fact.click();
    let copied = copied_soon(&mut window);
    window.step();
    assert!(window.query_by_label(&format!("Copied {copied}")).is_some(), "{copied}");
    assert!(answer(&window).distance_to_pos(at.center()) < 40.0, "{at:?} {:?}", answer(&window));
    assert_eq!(place(&window), before, "nothing moves for it");
    wait(&mut window, 0.6);
    let delay = repaint_delay(&window).as_secs_f64();
    assert!((0.1..=1.0).contains(&delay), "nothing is drawn until it goes: {delay} s");
    wait(&mut window, 2.0);
    assert!(window.query_by_label_contains("Copied ").is_none());
    assert!(repaint_delay(&window).as_secs() > 10);
}

#[test]
fn a_copy_by_keyboard_says_so_at_its_row() {
    let mut window = open("3.18.0/sklearn_iris");
    window.get_by_label("loader_module: mlflow.sklearn").click();
    window.run_ok();
    window.event(Event::Copy);
    copied_soon(&mut window);
    window.step();
    let row = window.get_by_label("loader_module: mlflow.sklearn").rect();
    assert!(row.expand(2.0).contains(answer(&window).center()), "{row:?} {:?}", answer(&window));
    // Any key that copies is answered, also one of the whole window.
    wait(&mut window, 2.0);
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    window.step();
    assert!(window.query_by_label_contains("Copied ").is_some());
}
