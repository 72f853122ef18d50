//! The views that a person went through: the library, models, comparisons. Back leads to the one before.

use super::App;
use super::commands::Move;
use crate::ui::state::Target;

/// More are not remembered.
const MAX_VIEWS: usize = 100;

/// What is shown.
#[derive(Clone, Debug, PartialEq)]
enum ViewAt {
    Library,
    Tab(Target),
}

/// The views before the one that is shown, and those that were gone back from.
#[derive(Debug, Default)]
pub(super) struct Trail {
    current: Option<ViewAt>,
    back: Vec<ViewAt>,
    forward: Vec<ViewAt>,
}

impl App {
    fn view_at(&self) -> Option<ViewAt> {
        if self.window.shows_library() {
            return Some(ViewAt::Library);
        }
        self.window.active_tab().map(|tab| ViewAt::Tab(tab.target.clone()))
    }

    /// Remembers what was shown where something else is shown now.
    pub(super) fn follow_views(&mut self) {
        let now = self.view_at();
        if now != self.trail.current {
            self.trail.back.extend(std::mem::replace(&mut self.trail.current, now));
            self.trail.forward.clear();
            let over = self.trail.back.len().saturating_sub(MAX_VIEWS);
            self.trail.back.drain(..over);
        }
        self.tell_ways();
    }

    /// Goes to the view before, or the one after; a tab that was closed is opened again.
    pub(super) fn go_along(&mut self, way: Move) {
        let from = if way == Move::Back { &mut self.trail.back } else { &mut self.trail.forward };
        let Some(view) = from.pop() else { return };
        let before = self.trail.current.clone();
        match view {
            ViewAt::Library => self.window.at_library = true,
            ViewAt::Tab(Target::Model(path)) => {
                // Enter in the list keeps what is shown, and not the one that was left.
                self.window.library.point_at(&path);
                self.glance(path);
            }
            ViewAt::Tab(target) => self.show(target, false),
        }
        // Where it could not be shown, it is no view any more.
        let now = self.view_at();
        if now != before {
            match way {
                Move::Back => self.trail.forward.extend(before),
                Move::Forward => self.trail.back.extend(before),
            }
            self.trail.current = now;
        }
        self.tell_ways();
    }

    /// Forgets what turned out to be nothing to show: a folder with many models, say.
    pub(super) fn forget_view(&mut self, target: &Target) {
        let is_other = |view: &ViewAt| !matches!(view, ViewAt::Tab(other) if other == target);
        self.trail.back.retain(is_other);
        self.trail.forward.retain(is_other);
        if self.trail.current.as_ref().is_some_and(|view| !is_other(view)) {
            self.trail.current = None;
        }
    }

    fn tell_ways(&mut self) {
        self.window.views = [!self.trail.back.is_empty(), !self.trail.forward.is_empty()];
    }
}
