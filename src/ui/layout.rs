//! Widths and heights a person set.

use serde::{Deserialize, Serialize};

use crate::platforms::Group;

/// Widths and heights a person set, in points, and what they chose once for all models.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    pub tree_width: f32,
    /// Of every panel below: the strip stays where it is from one to the next.
    pub bottom_height: f32,
    pub files_width: f32,
    pub files_order: FilesOrder,
    /// Of the lines of a text file under a comparison.
    pub text_height: f32,
    /// The library stands beside an open model.
    pub library_panel: bool,
    /// What the person deploys to.
    pub deploys_to: Group,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            tree_width: 344.0,
            bottom_height: 256.0,
            files_width: 320.0,
            files_order: FilesOrder::default(),
            text_height: 280.0,
            library_panel: true,
            deploys_to: Group::default(),
        }
    }
}

/// What the files of a folder are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FilesOrder {
    pub by: FilesBy,
    /// From the last to the first.
    pub is_reversed: bool,
}

impl FilesOrder {
    /// After a click on a heading: a second one turns the order round.
    #[must_use]
    pub fn clicked(self, by: FilesBy) -> Self {
        Self { by, is_reversed: self.by == by && !self.is_reversed }
    }
}

/// A property of files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FilesBy {
    #[default]
    Name,
    /// The largest first; a folder is as large as all that is in it.
    Size,
}
