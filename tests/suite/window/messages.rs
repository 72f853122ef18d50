//! Messages that leave by themselves, and those that wait.

use egui_kittest::kittest::Queryable as _;
use mlmodel_viewer::ui::Command;

use super::{drop_on, open};
use crate::common;
use crate::harness::{Window, command, settle};

/// Steps until so many seconds of the window's clock are over.
pub fn wait(window: &mut Window, seconds: f64) {
    let until = window.ctx.input(|input| input.time) + seconds;
    while window.ctx.input(|input| input.time) < until {
        window.step();
    }
}

pub fn repaint_delay(window: &Window) -> std::time::Duration {
    window.output().viewport_output.values().map(|viewport| viewport.repaint_delay).min().unwrap()
}

#[test]
fn a_message_leaves_by_itself_and_nothing_is_drawn_until_then() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::CopyMarkdown);
    let text = "The report is on the clipboard, as Markdown.";
    assert!(window.query_by_label(text).is_some());
    wait(&mut window, 2.0);
    assert!(window.query_by_label(text).is_some());
    let delay = repaint_delay(&window).as_secs_f64();
    assert!((1.0..10.0).contains(&delay), "the window wakes when the message leaves, and not before: {delay} s");
    wait(&mut window, delay + 0.5);
    assert!(window.query_by_label(text).is_none() && window.state().window().notices.is_empty());
    assert!(repaint_delay(&window).as_secs() > 10);
}

#[test]
fn a_message_stays_under_the_pointer_and_while_it_asks_something() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::CopyMarkdown);
    let text = "The report is on the clipboard, as Markdown.";
    window.get_by_label(text).hover();
    wait(&mut window, 60.0);
    assert!(window.query_by_label(text).is_some());
    assert!(repaint_delay(&window).as_secs() > 10, "nothing is drawn while it is held");
    window.event(egui::Event::PointerMoved(egui::pos2(10.0, 300.0)));
    wait(&mut window, 15.0);
    assert!(window.query_by_label(text).is_none());
    // An offer waits for its answer.
    let models = common::models();
    drop_on(&mut window, &[&models.join("3.18.0/h2o_glm")]);
    wait(&mut window, 120.0);
    assert!(window.query_by_label("Compare with sklearn_iris").is_some());
    window.get_by_label("Close this message").click();
    settle(&mut window);
    assert!(window.query_by_label("Compare with sklearn_iris").is_none());
}

#[test]
fn a_message_that_is_said_again_stays_again() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::CopyMarkdown);
    wait(&mut window, 5.0);
    command(&mut window, Command::CopyMarkdown);
    wait(&mut window, 5.0);
    assert_eq!(window.query_all_by_label("The report is on the clipboard, as Markdown.").count(), 1);
}
