//! What can be wrong with a database.

use super::copy;
use crate::mlmodel::display::bytes;

/// Why a database cannot be read. Each is a clause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    #[error("it is no sqlite database")]
    NotSqlite,
    #[error("it holds no tables of MLflow")]
    NotMlflow,
    /// A table is there and is not what MLflow makes.
    #[error("it was not made by an MLflow this program knows: {0}")]
    Unknown(String),
    #[error("it was not read within {} seconds", super::QUERY_TIME_LIMIT.as_secs())]
    TooSlow,
    #[error("it is being written and too large to copy ({}); stop the server to read it", bytes(*.0))]
    TooLargeToCopy(u64),
    #[error("it is being written, and was not copied within {} seconds; stop the server to read it", copy::COPY_TIME_LIMIT.as_secs())]
    CopyTooSlow,
    /// Its journal leads to another file, which sqlite would open.
    #[error(
        "the journal beside it names another file, as MLflow never writes it, and is not followed; if you trust the file, \
         open it once with sqlite3"
    )]
    SuperJournal,
    /// Another program wrote to it each time it was read.
    #[error("it changed each time it was read; try again when the server is idle")]
    KeepsChanging,
    #[error("sqlite says: {0}")]
    Sqlite(String),
    #[error("{0}")]
    Io(String),
}

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::OperationInterrupted) => Self::TooSlow,
            Some(rusqlite::ErrorCode::NotADatabase) => Self::NotSqlite,
            _ => Self::Sqlite(error.to_string()),
        }
    }
}
