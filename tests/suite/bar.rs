//! The bar at the top in windows of every size: nothing in it lies over anything else, and every tab can be reached.

use std::path::PathBuf;

use egui::{Rect, Role, Vec2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::ui::state::Target;
use mlmodel_viewer::ui::{Action, Command};

use crate::common::Folder;
use crate::harness::{Begin, Window, command, settle};

/// Height of the bar.
const BAR: f32 = 40.0;
const MOST_TABS: usize = 12;

/// 800 x 600 at 100 to 200 %, and the least and a usual size.
fn sizes() -> Vec<Vec2> {
    let zoomed = [1.0, 1.1, 1.25, 1.5, 1.75, 2.0].map(|zoom| vec2(800.0, 600.0) / zoom);
    zoomed.into_iter().chain([vec2(480.0, 320.0), vec2(1280.0, 800.0)]).collect()
}

fn folders() -> (Folder, Vec<PathBuf>) {
    let names = ["m", "modelo-de-crédito-2026-com-um-nome-longo", "car-price"];
    let names = (0..MOST_TABS).map(|i| format!("{}-{i}", names[i % 3]));
    let mut folder = Folder::new();
    let mut paths = Vec::new();
    for name in names {
        folder = folder.write(&format!("{name}/MLmodel"), "flavors: {}");
        paths.push(folder.path().join(name));
    }
    (folder, paths)
}

/// What can be clicked in the bar, by name; the button that closes a tab lies in it on purpose.
fn things(window: &Window) -> Vec<(String, Rect)> {
    let named = |role| window.query_all_by_role(role).map(|node| (node.accesskit_node().label().unwrap_or_default(), node.rect()));
    named(Role::Button)
        .chain(named(Role::Tab))
        .filter(|(name, rect)| rect.top() >= 0.0 && rect.bottom() <= BAR && !name.starts_with("Close "))
        .collect()
}

fn check(window: &Window, size: Vec2, tabs: usize) {
    let things = things(window);
    let case = || format!("{size} points, {tabs} tabs: {things:#?}");
    for (i, (name, rect)) in things.iter().enumerate() {
        assert!(rect.left() >= 0.0 && rect.right() <= size.x + 0.5, "{name} leaves the window: {}", case());
        assert!(rect.width() >= 16.0, "{name} is too narrow: {}", case());
        for (other_name, other) in &things[i + 1..] {
            assert!(!rect.shrink(0.5).intersects(*other), "{name} lies over {other_name}: {}", case());
        }
    }
    // The tab that is shown keeps so much that a name can be read, and what closes it.
    let active = &window.state().window().active_tab().unwrap().title;
    let (_, rect) = things.iter().find(|(name, _)| *name == format!("Tab {active}")).unwrap_or_else(|| panic!("{}", case()));
    assert!(rect.width() >= if size.x >= 400.0 { 84.0 } else { 60.0 }, "the name of the tab is cut: {}", case());
    let close = window.get_by_label(&format!("Close {active}")).rect();
    assert!(rect.contains_rect(close), "{}", case());
}

#[test]
fn nothing_in_the_bar_overlaps_at_any_size() {
    let (_folder, paths) = folders();
    let targets = paths.iter().cloned().map(Target::Model).collect();
    let settings = Settings { tabs: targets, active: 7, ..Settings::default() };
    let mut window = Begin { settings, ..Begin::default() }.open();
    for tabs in (1..=MOST_TABS).rev() {
        for size in sizes() {
            window.set_size(size);
            window.run_ok();
            for active in [0, tabs / 2, tabs - 1] {
                window.state_mut().window_mut().active = active;
                window.run_ok();
                check(&window, size, tabs);
            }
        }
        window.state_mut().ask(Action::CloseTab(tabs - 1));
        settle(&mut window);
    }
}

#[test]
fn nothing_in_the_bar_overlaps_a_comparison_or_the_library() {
    let (folder, paths) = folders();
    let pair = Target::Pair { a: paths[1].clone(), b: paths[4].clone() };
    let targets = [pair, Target::Model(paths[0].clone()), Target::Model(paths[1].clone())];
    let settings = Settings { tabs: targets.to_vec(), places: vec![folder.path().to_owned()], ..Settings::default() };
    let mut window = Begin { settings, ..Begin::default() }.open();
    for size in sizes() {
        window.set_size(size);
        for active in 0..3 {
            window.state_mut().window_mut().active = active;
            window.run_ok();
            check(&window, size, 3);
        }
        command(&mut window, Command::ShowLibrary);
        let things = things(&window);
        let overlaps =
            |(i, (_, rect)): (usize, &(String, Rect))| things[i + 1..].iter().any(|(_, other)| rect.shrink(0.5).intersects(*other));
        assert!(!things.iter().enumerate().any(overlaps), "{size}: {things:#?}");
        window.state_mut().ask(Action::ActivateTab(0));
        settle(&mut window);
    }
}

#[test]
fn every_tab_is_reached_in_the_smallest_window() {
    let (_folder, paths) = folders();
    let targets = paths.iter().cloned().map(Target::Model).collect();
    let settings = Settings { tabs: targets, ..Settings::default() };
    let size = [400.0, 300.0];
    let mut window = Begin { settings, size, ..Begin::default() }.open();
    for i in [MOST_TABS - 1, 4, 0] {
        let title = window.state().window().tabs[i].title.clone();
        let more = window.query_all_by_role(Role::Button).find(|node| node.accesskit_node().label().is_some_and(|l| l.starts_with("+ ")));
        more.expect("tabs are hidden").click();
        window.run_ok();
        let item = window.get_by_role_and_label(Role::Button, &title);
        item.scroll_to_me();
        window.run_ok();
        let item = window.get_by_role_and_label(Role::Button, &title);
        assert!(item.rect().bottom() <= size[1] && item.rect().right() <= size[0], "{title}: {:?}", item.rect());
        item.click();
        settle(&mut window);
        assert_eq!(window.state().window().active, i);
    }
}

#[test]
fn words_stay_where_there_is_room() {
    let (_folder, paths) = folders();
    let mut window = Begin { paths: vec![paths[2].clone()], ..Begin::default() }.open();
    let width = |window: &Window, name: &str| window.get_by_label(name).rect().width();
    let open = Command::OpenFolder.text();
    let find = "Search or run a command";
    assert!(width(&window, open) > 60.0 && width(&window, find) > 200.0);
    window.set_size(vec2(400.0, 300.0));
    window.run_ok();
    assert!(width(&window, open) < 40.0 && width(&window, find) < 40.0);
}
