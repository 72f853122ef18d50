//! Why a value is refused.

use super::{CastTarget, show};
use crate::enforce::codes;
use crate::mlmodel::Code;
use crate::mlmodel::value::Value;

/// Why a value is refused; the codes explain each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CastFault {
    Null,
    /// NaN or infinite, where a whole number is wanted.
    NotFinite,
    NotANumber,
    /// Of a whole number.
    OutOfRange,
    /// A list or an object.
    NotOneValue,
    NotText,
    NotBase64,
    /// Letters past ASCII, where numpy makes bytes.
    NotAscii,
    NotADate,
    /// Outside the years that 64 bits of nanoseconds hold.
    DateOutOfRange,
    TimeZone,
    /// Written in another way than the first date of the column.
    OtherLayout,
}

impl CastFault {
    /// Its stable code.
    pub fn code(self) -> &'static Code {
        match self {
            Self::Null => codes::NULL,
            Self::NotFinite => codes::NOT_FINITE,
            Self::NotANumber => codes::NOT_A_NUMBER,
            Self::OutOfRange => codes::OUT_OF_RANGE,
            Self::NotOneValue => codes::NOT_ONE_VALUE,
            Self::NotText => codes::NOT_TEXT,
            Self::NotBase64 => codes::NOT_BASE64,
            Self::NotAscii => codes::NOT_ASCII,
            Self::NotADate => codes::NOT_A_DATE,
            Self::DateOutOfRange => codes::DATE_OUT_OF_RANGE,
            Self::TimeZone => codes::TIME_ZONE,
            Self::OtherLayout => codes::OTHER_DATE_FORM,
        }
    }

    /// What is wrong with the value, and what would be taken.
    pub fn message(self, value: &Value, target: &CastTarget<'_>) -> String {
        let shown = show(value);
        let (name, advice) = (target.name(), target.advice());
        match self {
            Self::Null => format!("null cannot become {name}; {advice}, or leave the column out if it is optional"),
            Self::NotFinite => format!("{shown} cannot become {name}; {advice}"),
            Self::NotANumber => format!("{shown} does not read as {name}; {advice}"),
            Self::OutOfRange => format!("{shown} does not fit into {name}; {advice}"),
            Self::NotOneValue => format!("{} stands where one value is expected; {advice}", value.kind()),
            Self::NotText => format!("{shown} is {}; {advice}", value.kind()),
            Self::NotBase64 => format!("{shown} is not base64; a data frame's binary is sent as base64 text"),
            Self::NotAscii => {
                format!("{shown} holds letters past ASCII, which numpy cannot make bytes of; send a data frame with base64 text")
            }
            Self::NotADate => format!("{shown} does not read as a date; {advice}"),
            Self::DateOutOfRange => format!("{shown} is outside 1677-09-22 to 2262-04-11, the years that 64 bits of nanoseconds hold"),
            Self::TimeZone => {
                format!("{shown} has a time zone, which a data frame's datetime column refuses; send it in UTC without the zone")
            }
            Self::OtherLayout => format!("{shown} is written in another way than the first date of the column, and pandas wants all alike"),
        }
    }
}
