//! The whole window by accessible names, without a screen.

mod copying;
mod dialogs;
mod files;
mod find;
mod messages;
mod mlmodel;
mod opening;
mod palette;
mod signature;
mod steady;
mod tabs;
mod whole;

use std::path::Path;
use std::sync::Arc;

use crate::common;
use crate::harness::{Begin, Dropped, Window, settle};

/// Opens one model of the repository, or a path.
fn open(path: impl AsRef<Path>) -> Window {
    let path = path.as_ref();
    let path = if path.is_absolute() { path.to_owned() } else { common::models().join(path) };
    Begin { paths: vec![path], ..Begin::default() }.open()
}

fn drop_on(window: &mut Window, paths: &[&Path]) {
    for path in paths {
        window.input_mut().dropped_files.push(Arc::new(Dropped((*path).to_owned())));
    }
    window.step();
    settle(window);
}
