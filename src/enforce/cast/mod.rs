//! One value and the type it should have: what the scoring server casts, what it loses, what it refuses.
//!
//! Two ways lead there. A data frame (`dataframe_split`, `dataframe_records`) is cast a column at a time by `astype`
//! (`cast_df_types_according_to_schema`), see [`in_frame`]; an array (`inputs`, `instances`) value by value by
//! `numpy.array` (`convert_data_type`), see [`in_array`]. Both stand in `mlflow/utils/proto_json_utils.py`.

mod change;
mod fault;
mod in_array;
mod in_frame;
mod summary;
mod target;
mod texts;
mod to_number;

pub use change::CastChange;
pub use fault::CastFault;
pub use in_array::cast_in_array;
pub use in_frame::{DateColumn, cast_in_frame};
pub use summary::CastSummary;
pub use target::{CastTarget, TypeClass};
pub use to_number::loss_in_csv;

use crate::mlmodel::display::clipped;
use crate::mlmodel::value::Value;

/// What a cast comes to: taken as it is, taken and changed, or refused.
pub type CastResult = Result<Option<CastChange>, CastFault>;

/// Characters of a value that a message shows.
const MAX_SHOWN: usize = 60;

/// A value in a message. Of a text no more is written out than is shown.
pub fn show(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("\"{}\"", clipped(text, MAX_SHOWN)),
        Value::List(_) | Value::Map(_) => value.kind().to_owned(),
        other => clipped(&other.shown(), MAX_SHOWN).into_owned(),
    }
}
