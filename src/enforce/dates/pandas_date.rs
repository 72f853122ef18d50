//! What pandas makes of a text as a date.

use std::borrow::Cow;

/// What a text means as a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PandasDate {
    /// `NaT`, or an empty text.
    Missing,
    Moment {
        /// How it is written, `%Y-%m-%d`: pandas wants it alike in a whole column.
        layout: Cow<'static, str>,
        has_zone: bool,
        /// It says less than it seems to: today's date is added, or the day comes before the month.
        is_guessed: bool,
        /// pandas finds no layout for it, and reads each date of a column that begins so by itself.
        is_loose: bool,
    },
    NotADate,
    /// A date outside 1677-09-22 to 2262-04-11, which 64 bits of nanoseconds hold.
    OutOfRange,
}

impl PandasDate {
    pub(super) fn plain(layout: &'static str) -> Self {
        Self::Moment { layout: layout.into(), has_zone: false, is_guessed: false, is_loose: false }
    }
}
