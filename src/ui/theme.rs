//! Every colour, size and font of the window. Nothing elsewhere names a colour.

#![expect(clippy::disallowed_methods, reason = "colours are made here, and nowhere else")]

use std::sync::Arc;
use std::time::Duration;

use egui::{Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke, TextStyle, Theme, Visuals, vec2};

pub use super::sizes::*;
use crate::compare::Change;
use crate::present::rows::Family;
use crate::present::syntax::TokenKind;

/// The colours of one theme. Contrast of every pair that is drawn is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The window behind everything.
    pub window: Color32,
    /// What a document is drawn on.
    pub surface: Color32,
    /// Buttons, chips, stripes.
    pub raised: Color32,
    /// The row or button under the pointer.
    pub hovered: Color32,
    /// Lines between areas, and borders.
    pub separator: Color32,
    /// Text that is read first.
    pub text: Color32,
    /// Text that explains.
    pub text_second: Color32,
    /// Hints and labels.
    pub text_hint: Color32,
    /// The one accent: focus, links, what is chosen.
    pub accent: Color32,
    /// Errors, what is missing or removed.
    pub error: Color32,
    /// Warnings, what changed.
    pub warning: Color32,
    /// What is complete or added.
    pub ok: Color32,
    /// Behind an error.
    pub error_surface: Color32,
    /// Behind a warning.
    pub warning_surface: Color32,
    /// Behind what is complete.
    pub ok_surface: Color32,
    /// The selected row.
    pub selected: Color32,
    /// Text on a surface of the accent.
    pub on_accent: Color32,
    /// Types: integers.
    pub integer: Color32,
    /// Types: float and double.
    pub real: Color32,
    /// Types: string.
    pub string: Color32,
    /// Types: datetime.
    pub time: Color32,
    /// Types: boolean.
    pub boolean: Color32,
    /// Types: object, array, map and any.
    pub nested: Color32,
    /// Types: tensors.
    pub tensor: Color32,
    /// Types: binary.
    pub binary: Color32,
    /// Curves over one another: after Okabe and Ito, who chose colours that colour-blind people tell apart.
    pub curves: [Color32; 8],
    is_dark: bool,
}

const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

/// The dark theme.
pub const DARK: Palette = Palette {
    window: rgb(0x0015_171c),
    surface: rgb(0x001a_1d23),
    raised: rgb(0x0022_262e),
    hovered: rgb(0x002a_2f39),
    separator: rgb(0x002b_303a),
    text: rgb(0x00e6_e9ef),
    text_second: rgb(0x00a9_b2c0),
    text_hint: rgb(0x008d_97a7),
    accent: rgb(0x006e_a8fe),
    error: rgb(0x00ff_8585),
    warning: rgb(0x00f2_b84b),
    ok: rgb(0x0057_cc8a),
    error_surface: rgb(0x003a_2024),
    warning_surface: rgb(0x0036_2c17),
    ok_surface: rgb(0x0017_301f),
    selected: rgb(0x0024_344f),
    on_accent: rgb(0x0010_1318),
    integer: rgb(0x008a_b4f8),
    real: rgb(0x0066_c7d9),
    string: rgb(0x00a5_d279),
    time: rgb(0x00e5_b566),
    boolean: rgb(0x00c3_a6f2),
    nested: rgb(0x00f0_9aa8),
    tensor: rgb(0x00f0_a46b),
    binary: rgb(0x00a3_adbe),
    curves: [
        rgb(0x0056_b4e9),
        rgb(0x00e6_9f00),
        rgb(0x002e_c4a0),
        rgb(0x00f0_e442),
        rgb(0x00ff_7f50),
        rgb(0x00d9_8cc0),
        rgb(0x008f_a8ff),
        rgb(0x00d6_dae2),
    ],
    is_dark: true,
};

/// The light theme.
pub const LIGHT: Palette = Palette {
    window: rgb(0x00f1_f3f6),
    surface: rgb(0x00ff_ffff),
    raised: rgb(0x00ee_f1f4),
    hovered: rgb(0x00e6_eaf0),
    separator: rgb(0x00d9_dee6),
    text: rgb(0x001c_2129),
    text_second: rgb(0x004f_5a69),
    text_hint: rgb(0x0062_6c7b),
    accent: rgb(0x001f_63d6),
    error: rgb(0x00b9_2a2a),
    warning: rgb(0x0080_5300),
    ok: rgb(0x001a_7240),
    error_surface: rgb(0x00fd_ecec),
    warning_surface: rgb(0x00ff_f5dc),
    ok_surface: rgb(0x00e8_f6ed),
    selected: rgb(0x00df_eafd),
    on_accent: rgb(0x00ff_ffff),
    integer: rgb(0x0020_50a8),
    real: rgb(0x000b_6378),
    string: rgb(0x003a_640d),
    time: rgb(0x007a_500a),
    boolean: rgb(0x0062_38a8),
    nested: rgb(0x00a5_2e45),
    tensor: rgb(0x0094_480e),
    binary: rgb(0x0051_5b69),
    curves: [
        rgb(0x0000_72b2),
        rgb(0x00a8_6400),
        rgb(0x0000_7d5c),
        rgb(0x0080_7000),
        rgb(0x00c4_4601),
        rgb(0x00a0_407e),
        rgb(0x0051_40b8),
        rgb(0x003a_4250),
    ],
    is_dark: false,
};

impl Palette {
    /// The colours in force where `visuals` are.
    #[must_use]
    pub fn of(visuals: &Visuals) -> &'static Self {
        if visuals.dark_mode { &DARK } else { &LIGHT }
    }

    /// The colour of a family of types.
    #[must_use]
    pub fn family(&self, family: Family) -> Color32 {
        match family {
            Family::Integer => self.integer,
            Family::Real => self.real,
            Family::Text => self.string,
            Family::Time => self.time,
            Family::Boolean => self.boolean,
            Family::Nested => self.nested,
            Family::Tensor => self.tensor,
            Family::Binary => self.binary,
            Family::Unknown => self.error,
        }
    }

    /// The colour of a part of a text.
    #[must_use]
    pub fn token(&self, kind: TokenKind) -> Color32 {
        match kind {
            TokenKind::Key => self.integer,
            TokenKind::Text => self.string,
            TokenKind::Number => self.tensor,
            TokenKind::Keyword => self.boolean,
            TokenKind::Comment => self.text_second,
        }
    }

    /// Behind words that were found in a text.
    #[must_use]
    pub fn found(&self) -> Color32 {
        mixed(self.warning, self.surface, if self.is_dark { 0.24 } else { 0.2 })
    }

    /// Behind what was removed, changed or added. On a row that is lit, for it is selected or under the pointer, it is
    /// stronger: both are seen.
    #[must_use]
    pub fn tint(&self, change: Change, is_lit: bool) -> Option<Color32> {
        let (surface, color) = match change {
            Change::Removed => (self.error_surface, self.error),
            Change::Changed => (self.warning_surface, self.warning),
            Change::Added => (self.ok_surface, self.ok),
            Change::Same | Change::Moved => return None,
        };
        Some(if is_lit { mixed(color, surface, if self.is_dark { 0.12 } else { 0.13 }) } else { surface })
    }

    /// An opaque wash of a colour over the surface, for the chip behind it.
    #[must_use]
    pub fn wash(&self, color: Color32) -> Color32 {
        mixed(color, self.surface, if self.is_dark { 0.16 } else { 0.11 })
    }

    /// Behind text that is selected, also where its line is marked.
    #[must_use]
    pub fn selected_text(&self) -> Color32 {
        mixed(self.accent, self.surface, if self.is_dark { 0.27 } else { 0.24 })
    }

    /// The shade that lies over the window while something is dragged over it.
    #[must_use]
    pub fn veil(&self) -> Color32 {
        self.window.gamma_multiply(0.94)
    }
}

/// So much of a colour over another.
fn mixed(over: Color32, under: Color32, share: f32) -> Color32 {
    let mix = |over: u8, under: u8| egui::lerp(f32::from(under)..=f32::from(over), share).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
    Color32::from_rgb(mix(over.r(), under.r()) as u8, mix(over.g(), under.g()) as u8, mix(over.b(), under.b()) as u8)
}

/// Nothing is said about work that is done sooner.
pub const SHOW_WAITING_AFTER: Duration = Duration::from_millis(150);

/// What lies over the window behind something that is to be answered first.
#[must_use]
pub fn shade() -> Color32 {
    Color32::from_black_alpha(90)
}

/// Text and buttons.
#[must_use]
pub fn body() -> FontId {
    FontId::new(13.0, FontFamily::Proportional)
}

/// Text that stands out: names in lists.
#[must_use]
pub fn strong() -> FontId {
    FontId::new(13.0, FontFamily::Name("semibold".into()))
}

/// Labels and hints.
#[must_use]
pub fn small() -> FontId {
    FontId::new(11.0, FontFamily::Proportional)
}

/// Small text that stands out.
#[must_use]
pub fn small_strong() -> FontId {
    FontId::new(11.0, FontFamily::Name("semibold".into()))
}

/// The name of a model, and of a dialog.
#[must_use]
pub fn title() -> FontId {
    FontId::new(18.0, FontFamily::Name("semibold".into()))
}

/// The heading of a panel.
#[must_use]
pub fn section() -> FontId {
    FontId::new(14.0, FontFamily::Name("semibold".into()))
}

/// The heading of the start page.
#[must_use]
pub fn large() -> FontId {
    FontId::new(22.0, FontFamily::Name("semibold".into()))
}

/// Small paths and keys.
#[must_use]
pub fn small_mono() -> FontId {
    FontId::new(11.0, FontFamily::Monospace)
}

/// Code, paths and keys.
#[must_use]
pub fn mono() -> FontId {
    FontId::new(12.0, FontFamily::Monospace)
}

/// Inter for text and JetBrains Mono for code, the same everywhere.
#[must_use]
pub fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let files: [(&str, &'static [u8]); 3] = [
        ("Inter", include_bytes!("../../assets/fonts/Inter-Regular.otf")),
        ("Inter SemiBold", include_bytes!("../../assets/fonts/Inter-SemiBold.otf")),
        ("JetBrains Mono", include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf")),
    ];
    for (name, bytes) in files {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    // Each family ends with the other font, so that a sign only one of them has is found.
    let family = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    fonts.families.insert(FontFamily::Proportional, family(&["Inter", "JetBrains Mono"]));
    fonts.families.insert(FontFamily::Monospace, family(&["JetBrains Mono", "Inter"]));
    fonts.families.insert(FontFamily::Name("semibold".into()), family(&["Inter SemiBold", "JetBrains Mono"]));
    fonts
}

/// Sets fonts and both themes. Once, at the start.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    for (theme, palette) in [(Theme::Dark, &DARK), (Theme::Light, &LIGHT)] {
        ctx.style_mut_of(theme, |style| {
            style.visuals = visuals(theme, palette);
            style.text_styles = [
                (TextStyle::Body, body()),
                (TextStyle::Button, body()),
                (TextStyle::Small, small()),
                (TextStyle::Monospace, mono()),
                (TextStyle::Heading, title()),
            ]
            .into();
            let spacing = &mut style.spacing;
            spacing.item_spacing = vec2(8.0, 4.0);
            spacing.button_padding = vec2(12.0, 5.0);
            spacing.interact_size = vec2(BUTTON, BUTTON);
            spacing.menu_margin = Margin::same(6);
            spacing.window_margin = Margin::same(20);
            spacing.icon_width = 16.0;
            spacing.tooltip_width = 420.0;
            // A thin bar over the content: nothing moves when it appears.
            spacing.scroll = egui::style::ScrollStyle::floating();
            spacing.scroll.content_margin = Margin::ZERO;
            spacing.scroll.bar_width = SCROLL_BAR;
            spacing.scroll.floating_width = 4.0;
            spacing.scroll.floating_allocated_width = 0.0;
            spacing.scroll.dormant_background_opacity = 0.0;
            spacing.scroll.active_background_opacity = 0.0;
            spacing.scroll.dormant_handle_opacity = 0.25;
            spacing.scroll.active_handle_opacity = 0.5;
            style.interaction.selectable_labels = false;
            style.interaction.tooltip_delay = 0.4;
            style.animation_time = 0.1;
        });
    }
}

fn visuals(theme: Theme, palette: &Palette) -> Visuals {
    let mut visuals = theme.default_visuals();
    let radius = CornerRadius::same(RADIUS);
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(palette.text_hint);
    visuals.hyperlink_color = palette.accent;
    visuals.faint_bg_color = palette.raised;
    visuals.extreme_bg_color = palette.raised;
    visuals.text_edit_bg_color = Some(if palette.is_dark { palette.raised } else { palette.window });
    visuals.code_bg_color = palette.raised;
    visuals.warn_fg_color = palette.warning;
    visuals.error_fg_color = palette.error;
    visuals.panel_fill = palette.surface;
    visuals.window_fill = palette.surface;
    visuals.window_stroke = Stroke::new(1.0, palette.separator);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.striped = false;
    visuals.selection.bg_fill = palette.selected;
    visuals.selection.stroke = Stroke::new(1.0, palette.text);
    let widgets = &mut visuals.widgets;
    let set = |w: &mut egui::style::WidgetVisuals, fill: Color32, border: Color32, text: Color32| {
        w.bg_fill = fill;
        w.weak_bg_fill = fill;
        w.bg_stroke = Stroke::new(1.0, border);
        w.fg_stroke = Stroke::new(1.0, text);
        w.corner_radius = radius;
        w.expansion = 0.0;
    };
    set(&mut widgets.noninteractive, palette.surface, palette.separator, palette.text);
    set(&mut widgets.inactive, palette.raised, palette.separator, palette.text);
    set(&mut widgets.hovered, palette.hovered, palette.separator, palette.text);
    set(&mut widgets.active, palette.hovered, palette.accent, palette.text);
    set(&mut widgets.open, palette.hovered, palette.separator, palette.text);
    // What the keyboard is on is drawn as "active".
    widgets.active.bg_stroke = Stroke::new(2.0, palette.accent);
    visuals
}

/// The contrast of two colours as WCAG 2 defines it: 1 for the same, 21 for black on white.
#[cfg(test)]
pub(super) fn contrast(a: Color32, b: Color32) -> f32 {
    let luminance = |color: Color32| {
        let channel = |c: u8| {
            let c = f32::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tint_is_told_from_others_and_from_its_row() {
        // Far enough apart: the sum over the three channels.
        let distance = |a: Color32, b: Color32| {
            [(a.r(), b.r()), (a.g(), b.g()), (a.b(), b.b())].map(|(x, y)| i32::from(x.abs_diff(y))).iter().sum::<i32>()
        };
        for p in [&DARK, &LIGHT] {
            let lit = [Change::Removed, Change::Changed, Change::Added].map(|change| p.tint(change, true).unwrap());
            for (i, tint) in lit.into_iter().enumerate() {
                let others = lit[..i].iter().copied().chain([p.hovered, p.selected, p.surface]);
                for other in others {
                    assert!(distance(tint, other) >= 24, "{tint:?} and {other:?}: {}", distance(tint, other));
                }
            }
        }
    }

    #[test]
    fn every_pair_that_is_drawn_can_be_read() {
        for p in [&DARK, &LIGHT] {
            let mut pairs = Vec::new();
            for under in [p.window, p.surface, p.raised, p.hovered] {
                pairs.extend([(p.text, under), (p.text_second, under), (p.text_hint, under)]);
            }
            for under in [p.window, p.surface, p.selected, p.hovered] {
                pairs.extend([(p.error, under), (p.warning, under), (p.ok, under), (p.text, under), (p.text_second, under)]);
            }
            for under in [p.error_surface, p.ok_surface, p.warning_surface] {
                pairs.extend([(p.text, under), (p.text_second, under)]);
            }
            for change in [Change::Removed, Change::Changed, Change::Added] {
                let (plain, lit) = (p.tint(change, false).unwrap(), p.tint(change, true).unwrap());
                pairs.extend([(p.text_hint, plain), (p.text, lit), (p.text_second, lit)]);
            }
            pairs.push((p.accent, p.surface));
            let kinds = [TokenKind::Key, TokenKind::Text, TokenKind::Number, TokenKind::Keyword, TokenKind::Comment];
            let under = [p.window, p.surface, p.raised, p.selected, p.error_surface, p.selected_text(), p.found()];
            pairs.extend(kinds.into_iter().map(|kind| p.token(kind)).flat_map(|text| under.map(|under| (text, under))));
            pairs.push((p.text, p.found()));
            pairs.extend([(p.text, p.selected_text()), (p.text_second, p.selected_text())]);
            pairs.extend([
                (p.error, p.error_surface),
                (p.warning, p.error_surface),
                (p.warning, p.warning_surface),
                (p.ok, p.ok_surface),
                (p.on_accent, p.accent),
            ]);
            for color in [p.integer, p.real, p.string, p.time, p.boolean, p.nested, p.tensor, p.binary, p.error] {
                pairs.push((color, p.wash(color)));
            }
            for (text, under) in pairs {
                // Hints stand on hovered rows in the second text colour.
                if text == p.text_hint && under == p.hovered {
                    continue;
                }
                assert!(contrast(text, under) >= 4.5, "{text:?} on {under:?}: {:.2}", contrast(text, under));
            }
        }
    }
}
