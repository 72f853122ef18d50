//! Dates in texts: as pandas reads them in a data frame, and as numpy reads them in an array.

pub mod numpy;
pub mod pandas;
mod pandas_date;
mod parser;
mod tables;
mod time;
mod tokens;
