//! Where the window opens: on a screen that is there, and no larger than what is free of it.
//!
//! winit tells how large a screen is and not what panels and docks leave of it, so what they take is estimated.
//! All sizes are in points.

use eframe::CreationContext;
use egui::{Pos2, Rect, Vec2, pos2, vec2};

use super::settings::WindowPlace;

/// The size of a window that was never changed, where the screen has room for it.
pub const USUAL_SIZE: Vec2 = vec2(1280.0, 800.0);
/// The smallest window.
pub const LEAST: Vec2 = vec2(480.0, 320.0);
/// Room for a dock at a side, and for a panel and the window's own title bar.
const TAKEN_BY_SYSTEM: Vec2 = vec2(80.0, 88.0);
/// The title bar alone.
const TITLE: f32 = 32.0;

/// Where a window stands: the corner of its frame, and the size within it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Spot {
    screen: usize,
    corner: Pos2,
    size: Vec2,
}

/// Moves and shrinks the window, which is not shown yet, where the screens ask for it.
pub fn fit(cc: &CreationContext<'_>, place: Option<WindowPlace>) {
    let Some(window) = cc.winit_window() else { return };
    if place.is_some_and(|place| place.maximized) {
        return;
    }
    let first = window.primary_monitor();
    let others = window.available_monitors().filter(|monitor| Some(monitor) != first.as_ref());
    let monitors: Vec<_> = first.iter().cloned().chain(others).collect();
    let screens = monitors.iter().map(|monitor| {
        let (corner, size) =
            (monitor.position().to_logical::<f32>(monitor.scale_factor()), monitor.size().to_logical::<f32>(monitor.scale_factor()));
        Rect::from_min_size(pos2(corner.x, corner.y), vec2(size.width, size.height))
    });
    let screens: Vec<Rect> = screens.collect();
    let Some(spot) = fitted(place, &screens) else { return };
    let Some(monitor) = monitors.get(spot.screen) else { return };
    #[expect(clippy::cast_possible_truncation, reason = "pixels of a screen")]
    let pixels = |points: f32| (f64::from(points) * monitor.scale_factor()).round() as i32;
    let (mut size, mut corner) = (window.inner_size(), monitor.position());
    size.width = pixels(spot.size.x).unsigned_abs();
    size.height = pixels(spot.size.y).unsigned_abs();
    (corner.x, corner.y) = (pixels(spot.corner.x), pixels(spot.corner.y));
    let _ = window.request_inner_size(size);
    window.set_outer_position(corner);
}

/// Where the window has to stand instead of where it was, or of the middle of the first screen; `None` if it stands well.
fn fitted(place: Option<WindowPlace>, screens: &[Rect]) -> Option<Spot> {
    // A screen that is off has no size.
    let screens: Vec<(usize, Rect)> = screens.iter().copied().enumerate().filter(|(_, screen)| screen.is_positive()).collect();
    let asked = place.map_or(USUAL_SIZE, |place| place.size.into());
    let corner = place.and_then(|place| place.position).map(Pos2::from);
    let framed = |corner| Rect::from_min_size(corner, asked + vec2(0.0, TITLE));
    let seen = |screen: Rect| {
        let part = corner.map_or(Rect::NOTHING, |corner| framed(corner).intersect(screen));
        if part.is_positive() { part.area() } else { 0.0 }
    };
    let most = screens.iter().copied().filter(|(_, screen)| seen(*screen) > 0.0).max_by(|a, b| seen(a.1).total_cmp(&seen(b.1)));
    let (index, screen) = most.or_else(|| screens.first().copied())?;
    let free = (screen.size() - TAKEN_BY_SYSTEM).max(LEAST);
    // A size that a person chose and that fits the screen is theirs, panels or not.
    let (whole_x, whole_y) = (place.is_some() && asked.x <= screen.width(), place.is_some() && asked.y + TITLE <= screen.height());
    let size = vec2(if whole_x { asked.x } else { asked.x.min(free.x) }, if whole_y { asked.y } else { asked.y.min(free.y) });
    let all_seen: f32 = screens.iter().map(|(_, screen)| seen(*screen)).sum();
    let stands = corner.is_none_or(|corner| all_seen >= 0.99 * framed(corner).area());
    if size == asked && stands {
        return None;
    }
    let span = size + vec2(0.0, TITLE);
    let within = |at: f32, low: f32, high: f32| at.min(high).max(low);
    let corner = match corner.filter(|_| most.is_some()) {
        Some(corner) => {
            pos2(within(corner.x, screen.left(), screen.right() - span.x), within(corner.y, screen.top(), screen.bottom() - span.y))
        }
        None => screen.center() - span / 2.0,
    };
    Some(Spot { screen: index, corner, size })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(x: f32, y: f32, width: f32, height: f32) -> Rect {
        Rect::from_min_size(pos2(x, y), vec2(width, height))
    }

    fn was(position: Option<[f32; 2]>, size: [f32; 2]) -> WindowPlace {
        WindowPlace { position, size, maximized: false }
    }

    /// The frame of a window.
    fn frame(spot: Spot) -> Rect {
        Rect::from_min_size(spot.corner, spot.size + vec2(0.0, TITLE))
    }

    #[test]
    fn the_first_window_fits_small_screens() {
        for (width, height) in [(1280.0, 800.0), (1366.0, 768.0), (1024.0, 768.0), (1280.0, 720.0), (800.0, 600.0)] {
            let screens = [screen(0.0, 0.0, width, height)];
            let spot = fitted(None, &screens).expect("it is too large");
            assert!(spot.size.y <= height - TAKEN_BY_SYSTEM.y && spot.size.x <= USUAL_SIZE.x.min(width - TAKEN_BY_SYSTEM.x), "{spot:?}");
            assert!(screens[0].contains_rect(frame(spot)), "{spot:?}");
        }
        assert_eq!(fitted(None, &[screen(0.0, 0.0, 1920.0, 1080.0)]), None);
        assert_eq!(fitted(None, &[]), None, "nothing is known of the screens");
        assert_eq!(fitted(None, &[screen(0.0, 0.0, 0.0, 0.0)]), None, "a screen that is off");
    }

    #[test]
    fn what_a_person_chose_comes_back_where_it_fits() {
        let screens = [screen(0.0, 0.0, 1366.0, 768.0), screen(1366.0, 0.0, 1920.0, 1080.0)];
        for place in [
            was(Some([0.0, 0.0]), [1366.0, 736.0]),
            was(Some([1400.0, 20.0]), [1280.0, 800.0]),
            was(Some([1000.0, 100.0]), [800.0, 500.0]),
            was(None, [900.0, 600.0]),
        ] {
            assert_eq!(fitted(Some(place), &screens), None, "{place:?}");
        }
    }

    #[test]
    fn what_no_screen_holds_any_more_is_moved_and_cut() {
        // The second screen was unplugged.
        let screens = [screen(0.0, 0.0, 1366.0, 768.0)];
        for place in [
            was(Some([1400.0, 20.0]), [1280.0, 800.0]),
            was(Some([-500.0, -40.0]), [1000.0, 600.0]),
            was(Some([600.0, 500.0]), [1000.0, 600.0]),
            was(Some([40_000.0, 0.0]), [5_000.0, 5_000.0]),
            was(None, [1280.0, 800.0]),
        ] {
            let spot = fitted(Some(place), &screens).expect("it has to move");
            assert!(screens[0].contains_rect(frame(spot)), "{place:?}: {spot:?}");
        }
        // A size that fits is kept when the window is only moved.
        let spot = fitted(Some(was(Some([5_000.0, 0.0]), [1000.0, 600.0])), &screens).expect("it has to move");
        assert_eq!(spot.size, vec2(1000.0, 600.0));
    }
}
