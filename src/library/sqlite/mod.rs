//! `mlflow.db`, the sqlite store (the default since MLflow 3.7): opened read-only, never locked, journalled or
//! changed.
//!
//! A stranger's database is no more trusted than a stranger's file. Its schema can run nothing (defensive
//! mode, no trusted schema, no views in place of tables), our queries are fixed, and each has a time limit.
//! Columns are asked for by name: newer releases add some, older ones lack some.

mod copy;
mod error;
mod history;
mod logged;
mod registry;
mod tables;

use std::ffi::OsStr;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use copy::PrivateCopy;
pub use copy::remove_leftovers;
pub use error::DatabaseError;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, Row};
use tables::{integer, text};

/// The name MLflow gives it.
pub const NAME: &str = "mlflow.db";
/// The first bytes of every sqlite database.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// A step of opening, or a query, that takes longer is stopped.
const QUERY_TIME_LIMIT: Duration = Duration::from_secs(20);
/// More rows of one table are not read: 10,000 runs with 400 metrics are as many.
const MAX_ROWS: usize = 4_000_000;
/// Bytes of one table that are read.
const BUDGET: usize = 400_000_000;

type Result<T> = std::result::Result<T, DatabaseError>;

/// Whether a file begins like a sqlite database.
#[must_use]
pub fn is_sqlite(head: &[u8]) -> bool {
    head.starts_with(MAGIC)
}

/// Whether a file is a database by its name.
#[must_use]
pub fn is_database_name(name: &OsStr) -> bool {
    let end = Path::new(name).extension().and_then(OsStr::to_str);
    end.is_some_and(|end| matches!(end.to_ascii_lowercase().as_str(), "db" | "sqlite" | "sqlite3"))
}

/// An open database.
#[derive(Debug)]
pub struct Database {
    connection: Connection,
    path: PathBuf,
    /// What the file was when it was opened, where it is read in place.
    original: Option<FileStamps>,
    clock: Clock,
    /// Holds the private copy, and removes it.
    #[cfg_attr(not(all(test, unix)), expect(dead_code, reason = "held to be dropped"))]
    copy: Option<PrivateCopy>,
}

/// The database and what a writer leaves beside it, with their times and sizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileStamps {
    files: [Option<(std::time::SystemTime, u64)>; 3],
}

/// A write-ahead log, and a journal that may have to be rolled back.
const BESIDE: [&str; 2] = ["-wal", "-journal"];

impl FileStamps {
    /// Looks at a database and at what lies beside it.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let look = |path: &Path| {
            let meta = std::fs::symlink_metadata(path).ok().filter(std::fs::Metadata::is_file)?;
            Some((meta.modified().ok()?, meta.len()))
        };
        let beside = BESIDE.map(|end| look(&with_end(path, end)));
        Self { files: [look(path), beside[0], beside[1]] }
    }

    /// How large they are together.
    fn bytes(&self) -> u64 {
        self.files.iter().flatten().map(|(_, bytes)| *bytes).sum()
    }

    /// The newest rows are not in the database itself, or the database is half written.
    fn is_being_written(&self) -> bool {
        self.files[1..].iter().flatten().any(|(_, bytes)| *bytes > 0)
    }
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

impl Database {
    /// Opens a database of MLflow. One that is being written is read from a private copy, its log included,
    /// so that the newest rows are not lost and the writer is not disturbed.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub fn open(path: &Path) -> Result<Self> {
        let io = |error: std::io::Error| DatabaseError::Io(error.to_string());
        let head = in_time(QUERY_TIME_LIMIT, path, move |path| {
            let mut head = Vec::new();
            open_regular(path).map_err(io)?.take(MAGIC.len() as u64).read_to_end(&mut head).map_err(io)?;
            Ok(head)
        })?;
        // An empty file is an empty database to sqlite.
        if !is_sqlite(&head) {
            return Err(DatabaseError::NotSqlite);
        }
        let stamps = FileStamps::of(path);
        let is_being_written = stamps.is_being_written();
        let database = in_time(QUERY_TIME_LIMIT, path, |path| Self::in_place(path, stamps))?;
        if !is_being_written {
            return if database.is_mlflow()? { Ok(database) } else { Err(DatabaseError::NotMlflow) };
        }
        // Other programs' databases lie about too, and are not copied to find that out; what is being written may
        // look broken.
        let is_named = path.file_name().is_some_and(|name| name == NAME);
        if !is_named && !database.is_mlflow().unwrap_or(false) {
            return Err(DatabaseError::NotMlflow);
        }
        let copy = in_time(copy::COPY_TIME_LIMIT, path, PrivateCopy::of)?;
        let copy = in_time(QUERY_TIME_LIMIT, path, |path| Self::of_copy(path, copy))?;
        if copy.is_mlflow()? { Ok(copy) } else { Err(DatabaseError::NotMlflow) }
    }

    fn is_mlflow(&self) -> Result<bool> {
        Ok(self.has_table("experiments")? || self.has_table("registered_models")?)
    }

    fn in_place(path: &Path, stamps: FileStamps) -> Result<Self> {
        // `immutable`: sqlite takes no lock and looks for no journal.
        let uri = format!("file:{}?mode=ro&immutable=1", uri_path(path));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(uri, flags)?;
        let clock = harden(&mut connection)?;
        Ok(Self { connection, path: path.to_owned(), original: Some(stamps), clock, copy: None })
    }

    /// Puts a copy in order, as its writer would at the next start: it is our own.
    fn of_copy(path: &Path, copy: PrivateCopy) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(copy.database(), flags)?;
        let clock = harden(&mut connection)?;
        // With log and journal worked in, sqlite needs no further file, and the copy no name.
        connection.pragma_update(None, "query_only", false)?;
        let mode: String = connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
        connection.pragma_update(None, "query_only", true)?;
        if mode == "delete" {
            copy.unlink();
        }
        Ok(Self { connection, path: path.to_owned(), original: None, clock, copy: Some(copy) })
    }

    /// The file it was opened from.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the file is still as it was opened. What was read while it changed may be torn.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.original.as_ref().is_none_or(|original| FileStamps::of(&self.path) == *original)
    }

    /// Whether a real table of that name is there: a view could be anything.
    fn has_table(&self, name: &str) -> Result<bool> {
        self.clock.start();
        let mut query = self.connection.prepare("SELECT type, rootpage FROM sqlite_schema WHERE name = ?1")?;
        let mut rows = query.query([name])?;
        let Some(row) = rows.next()? else { return Ok(false) };
        let (kind, page) = (text(row, 0), integer(row, 1));
        if kind.as_deref() == Some("table") && page.is_some_and(|page| page > 0) {
            Ok(true)
        } else {
            Err(DatabaseError::Unknown(format!("{name} is no plain table")))
        }
    }

    fn columns(&self, table: &str) -> Result<Vec<String>> {
        let mut query = self.connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
        let rows = query.query_map([table], |row| Ok(text(row, 0).unwrap_or_default()))?;
        rows.collect::<rusqlite::Result<_>>().map_err(Into::into)
    }

    /// Calls `each` with every row of a table, its cells in the order of `columns`; a column that the table lacks
    /// is null. A missing table has no rows. Gives how many rows there were; at [`MAX_ROWS`] more may have been left out.
    fn each(&self, table: &str, columns: &[&str], only: Option<ColumnEquals<'_>>, each: impl FnMut(&Row<'_>)) -> Result<usize> {
        self.each_where(table, columns, RowSelection::all(only.as_slice()), each)
    }

    /// The same where all of these hold.
    fn each_where(&self, table: &str, columns: &[&str], selection: RowSelection<'_>, mut each: impl FnMut(&Row<'_>)) -> Result<usize> {
        let RowSelection { only, latest, most } = selection;
        if !self.has_table(table)? {
            return Ok(0);
        }
        let there = self.columns(table)?;
        let has = |column: &str| there.iter().any(|name| name == column);
        if !has(columns[0]) {
            return Err(DatabaseError::Unknown(format!("the table {table} has no column {}", columns[0])));
        }
        // Names are ours, not the database's.
        let cells: Vec<String> =
            columns.iter().map(|column| if has(column) { format!("\"{column}\"") } else { "NULL".to_owned() }).collect();
        let mut sql = format!("SELECT {} FROM \"{table}\"", cells.join(", "));
        for (i, only) in only.iter().enumerate() {
            if !has(only.column) {
                return Ok(0);
            }
            let joins = if i == 0 { "WHERE" } else { "AND" };
            sql.push_str(&format!(" {joins} \"{}\" = ?{}", only.column, i + 1));
        }
        // Of what is too much the latest stays.
        if let Some(time) = latest.filter(|time| has(time)) {
            sql.push_str(&format!(" ORDER BY \"{time}\" DESC"));
        }
        sql.push_str(&format!(" LIMIT {most}"));
        self.clock.start();
        let mut query = self.connection.prepare(&sql)?;
        let mut rows = query.query(rusqlite::params_from_iter(only.iter().map(|only| only.value)))?;
        let (mut budget, mut count) = (BUDGET, 0);
        while let Some(row) = rows.next()? {
            for i in 0..columns.len() {
                let bytes = row.get_ref(i).ok().and_then(|cell| cell.as_bytes_or_null().ok().flatten()).map_or(8, <[u8]>::len);
                budget = budget
                    .checked_sub(bytes)
                    .ok_or_else(|| DatabaseError::Unknown(format!("the table {table} holds far too much text")))?;
            }
            each(row);
            count += 1;
        }
        Ok(count)
    }
}

/// Which rows of a table are read.
#[derive(Clone, Copy, Debug)]
struct RowSelection<'a> {
    /// All of these hold.
    only: &'a [ColumnEquals<'a>],
    /// The column of times by which the latest come first.
    latest: Option<&'a str>,
    /// No more of them are read.
    most: usize,
}

impl<'a> RowSelection<'a> {
    /// All rows for which these hold, up to the usual limit.
    fn all(only: &'a [ColumnEquals<'a>]) -> Self {
        Self { only, latest: None, most: MAX_ROWS }
    }
}

/// The rows of a table with this value in a column.
#[derive(Clone, Copy, Debug)]
struct ColumnEquals<'a> {
    column: &'a str,
    value: &'a str,
}

/// Stops a query that takes too long.
#[derive(Clone, Debug)]
struct Clock {
    since: Instant,
    /// Milliseconds after `since` at which a query is stopped.
    end: Arc<AtomicU64>,
}

impl Clock {
    fn now(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn start(&self) {
        self.end.store(self.now().saturating_add(u64::try_from(QUERY_TIME_LIMIT.as_millis()).unwrap_or(u64::MAX)), Ordering::Relaxed);
    }

    fn is_over(&self) -> bool {
        self.now() > self.end.load(Ordering::Relaxed)
    }
}

/// Takes from a stranger's database all that could run or grow.
fn harden(connection: &mut Connection) -> Result<Clock> {
    let clock = Clock { since: Instant::now(), end: Arc::default() };
    clock.start();
    let watched = clock.clone();
    connection.progress_handler(10_000, Some(move || watched.is_over()))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    for (limit, value) in [
        (Limit::SQLITE_LIMIT_LENGTH, 20_000_000),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        connection.set_limit(limit, value)?;
    }
    connection.execute_batch("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA query_only = ON;")?;
    Ok(clock)
}

/// Opens a regular file, and never waits for one: a pipe may stand in its place.
fn open_regular(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or(0));
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(std::io::Error::other("it is no regular file")) }
}

/// Gives a step up that takes longer than `limit`: whatever the system waits for, a network drive that is gone, say,
/// this program goes on.
fn in_time<T: Send + 'static>(limit: Duration, path: &Path, step: impl FnOnce(&Path) -> Result<T> + Send + 'static) -> Result<T> {
    let (sender, result) = std::sync::mpsc::sync_channel(1);
    let path = path.to_owned();
    // Nobody takes what comes too late: it is dropped, and a copy removed with it.
    let run = move || drop(sender.send(step(&path)));
    let started = std::thread::Builder::new().name("database".to_owned()).spawn(run);
    started.map_err(|error| DatabaseError::Io(format!("the system starts no further thread ({error})")))?;
    result.recv_timeout(limit).unwrap_or_else(|error| {
        Err(match error {
            std::sync::mpsc::RecvTimeoutError::Timeout => DatabaseError::TooSlow,
            std::sync::mpsc::RecvTimeoutError::Disconnected => DatabaseError::Io("the program made a mistake with it".to_owned()),
        })
    })
}

/// What is encoded in a `file:` URI: all but letters, digits and these signs. Windows has a colon behind its drives.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_');
const ENCODED_ON_WINDOWS: &AsciiSet = &ENCODED.remove(b':');

/// A path inside a `file:` URI.
fn uri_path(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let bytes = path.as_os_str().as_encoded_bytes();
    if cfg!(windows) { windows_uri_path(bytes) } else { percent_encode(bytes, ENCODED).to_string() }
}

/// The same for an absolute path of Windows. One on a network share keeps its two slashes behind the empty host of the address.
fn windows_uri_path(path: &[u8]) -> String {
    let slashed: Vec<u8> = path.iter().map(|byte| if *byte == b'\\' { b'/' } else { *byte }).collect();
    let before = if slashed.starts_with(b"//") { "//" } else { "/" };
    format!("{before}{}", percent_encode(&slashed, ENCODED_ON_WINDOWS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_copy_has_no_name_while_it_is_read() {
        let store = tempfile::tempdir().unwrap();
        let path = store.path().join(NAME);
        let writer = Connection::open(&path).unwrap();
        writer.execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;").unwrap();
        writer
            .execute_batch("CREATE TABLE experiments (experiment_id INTEGER, name TEXT); INSERT INTO experiments VALUES (1, 'a');")
            .unwrap();
        let database = Database::open(&path).unwrap();
        let copy = database.copy.as_ref().unwrap();
        let left: Vec<_> = std::fs::read_dir(copy.database().parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["in-use"]);
        assert_eq!(database.experiments().unwrap()[0].name.as_deref(), Some("a"));
    }

    #[cfg(unix)]
    #[test]
    fn a_path_in_an_address_is_no_query() {
        assert_eq!(uri_path(Path::new("/a b/ç%20?mode=rwc#.db")), "/a%20b/%C3%A7%2520%3Fmode%3Drwc%23.db");
        assert_eq!(uri_path(Path::new("/plain-1_2.db")), "/plain-1_2.db");
    }

    #[test]
    fn a_path_of_windows_in_an_address_has_its_drive_or_share() {
        assert_eq!(windows_uri_path(br"C:\a b\m?.db"), "/C:/a%20b/m%3F.db");
        // sqlite takes what stands behind `file://` and an empty host for the path: `//server/share/m.db`.
        assert_eq!(windows_uri_path(br"\\server\share\m.db"), "////server/share/m.db");
    }

    #[test]
    fn a_step_that_never_ends_is_given_up() {
        let waited = in_time(Duration::from_millis(10), Path::new("x"), |_| -> Result<()> {
            loop {
                std::thread::park();
            }
        });
        assert_eq!(waited, Err(DatabaseError::TooSlow));
    }
}
