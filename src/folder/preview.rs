//! A bounded look into one file of the model folder.

use std::path::Path;

use super::{Files, ReadError};
use crate::mlmodel::display;
use crate::mlmodel::json_text::reformatted;

/// Of a text, this much is shown.
pub const TEXT_LIMIT: u64 = 1_000_000;
/// A larger picture is not decoded.
const IMAGE_FILE_LIMIT: u64 = 20_000_000;
/// Pixels of the largest picture that is decoded: a small file can claim to be a huge picture.
pub const MAX_PIXELS: u64 = 40_000_000;
/// Lines of a table that are shown.
const CSV_ROWS: usize = 1_000;
const CSV_COLUMNS: usize = 200;

/// What can be shown of a file.
#[derive(Debug)]
pub enum Preview {
    /// The text, line by line.
    Text(Text),
    /// Rows of a table, the first being its heading; `cut` when there are more.
    Table { rows: Vec<Vec<String>>, cut: bool },
    /// A picture of at most 2,048 by 2,048 pixels, four bytes each.
    Image { width: usize, height: usize, rgba: Vec<u8> },
    /// Nothing to show: why, in a sentence.
    Nothing(String),
}

/// Why there is nothing to show of a file, in a sentence.
#[derive(Debug, thiserror::Error)]
pub enum NoPreview {
    /// The folder was there when it was opened.
    #[error("The folder can no longer be read: {0}.")]
    FolderGone(std::io::Error),
    /// It is no readable file of the folder.
    #[error("It cannot be shown: {0}.")]
    NotAFile(ReadError),
    /// Its size in bytes.
    #[error("It is too large to show: {}.", display::bytes(*.0))]
    TooLarge(u64),
    /// What the system says.
    #[error("It cannot be read: {0}.")]
    NotRead(ReadError),
    /// No bytes at all.
    #[error("The file is empty.")]
    Empty,
    /// Bytes that no text has: a pickle, weights.
    #[error("This is not text. What is inside is not opened: nothing of a model is ever executed.")]
    NotText,
    /// What the decoder says.
    #[error("The picture cannot be read: {0}.")]
    BrokenPicture(image::ImageError),
    /// More than [`MAX_PIXELS`].
    #[error("The picture is too large to show: {width} × {height} pixels.")]
    HugePicture { width: u32, height: u32 },
}

impl From<ReadError> for NoPreview {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Not(_) => Self::NotAFile(error),
            ReadError::TooLarge { bytes, .. } => Self::TooLarge(bytes),
            ReadError::Io(_) | ReadError::InArchive(_) => Self::NotRead(error),
        }
    }
}

impl From<image::ImageError> for NoPreview {
    fn from(error: image::ImageError) -> Self {
        Self::BrokenPicture(error)
    }
}

/// The beginning of a text file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Without their ends.
    pub lines: Vec<String>,
    /// The file goes on.
    pub cut: bool,
    /// Line breaks and blanks were set anew; numbers and texts are as they are written.
    pub is_laid_out: bool,
}

/// Reads the preview of a file, `path` being relative to the model folder.
#[must_use]
pub fn preview(files: &Files, path: &str) -> Preview {
    let ending = Path::new(path).extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let shown = match ending.as_str() {
        "png" | "jpg" | "jpeg" => picture(files, path),
        "csv" => table(files, path, ','),
        "tsv" => table(files, path, '\t'),
        _ => text(files, path).map(Preview::Text),
    };
    shown.unwrap_or_else(|why| Preview::nothing(&why))
}

impl Preview {
    /// Reads that of a file of a folder, which may be gone.
    #[must_use]
    pub fn read(files: std::io::Result<Files>, path: &str) -> Self {
        files.map_or_else(|error| Self::nothing(&NoPreview::FolderGone(error)), |files| preview(&files, path))
    }

    /// Nothing to show, and why.
    #[must_use]
    pub fn nothing(why: &NoPreview) -> Self {
        Self::Nothing(why.to_string())
    }
}

/// The first [`TEXT_LIMIT`] bytes of a text file.
struct Head {
    text: String,
    /// The file goes on.
    cut: bool,
}

fn head(files: &Files, path: &str) -> Result<Head, NoPreview> {
    let bytes = files.head(Path::new(path), TEXT_LIMIT + 1)?;
    let cut = bytes.len() as u64 > TEXT_LIMIT;
    let shown = &bytes[..bytes.len().min(usize::try_from(TEXT_LIMIT).unwrap_or(usize::MAX))];
    if shown.is_empty() {
        return Err(NoPreview::Empty);
    }
    if let Some(text) = utf_16(shown) {
        return Ok(Head { text, cut });
    }
    let sample = &shown[..shown.len().min(8_000)];
    let odd = sample.iter().filter(|b| **b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x1b)).count();
    if odd * 50 > sample.len() || sample.contains(&0) {
        return Err(NoPreview::NotText);
    }
    Ok(Head { text: String::from_utf8_lossy(shown).into_owned(), cut })
}

/// A text of two bytes a character, which begins with a byte order mark: what PowerShell writes.
fn utf_16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes.get(..2)? {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    Some(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// The text of a file line by line; JSON with a line break behind each value.
///
/// # Errors
/// Why there is no text to show, in a sentence.
pub fn text(files: &Files, path: &str) -> Result<Text, NoPreview> {
    let Head { text, cut } = head(files, path)?;
    // JSON on one long line reads badly.
    let is_json = !cut && path.to_ascii_lowercase().ends_with(".json");
    let bare = text.trim_start_matches('\u{feff}');
    let laid_out = if is_json { reformatted(bare, 0) } else { None };
    let is_laid_out = laid_out.as_ref().is_some_and(|laid_out| !laid_out.lines().eq(bare.trim().lines()));
    let mut text = laid_out.unwrap_or(text);
    if text.contains('\r') {
        // A bare CR ends a line too.
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    Ok(Text { lines: text.lines().map(str::to_owned).collect(), cut, is_laid_out })
}

fn table(files: &Files, path: &str, separator: char) -> Result<Preview, NoPreview> {
    let Head { text, cut } = head(files, path)?;
    let CsvRecords { rows, goes_on } = records(&text, separator);
    Ok(Preview::Table { rows, cut: cut || goes_on })
}

/// The first records of a CSV text.
struct CsvRecords {
    rows: Vec<Vec<String>>,
    /// There are more.
    goes_on: bool,
}

/// The records of a CSV text: quotes may hold separators, line breaks and doubled quotes.
fn records(content: &str, separator: char) -> CsvRecords {
    let mut rows = Vec::new();
    let mut row: Vec<String> = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut chars = content.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                field.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            c if c == separator && !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                row.truncate(CSV_COLUMNS);
                rows.push(std::mem::take(&mut row));
                if rows.len() > CSV_ROWS {
                    return CsvRecords { rows, goes_on: true };
                }
            }
            c => field.push(c),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        row.truncate(CSV_COLUMNS);
        rows.push(row);
    }
    CsvRecords { rows, goes_on: false }
}

fn picture(files: &Files, path: &str) -> Result<Preview, NoPreview> {
    let bytes = files.read(Path::new(path), IMAGE_FILE_LIMIT)?;
    let reader = || image::ImageReader::new(std::io::Cursor::new(&bytes)).with_guessed_format().map_err(image::ImageError::from);
    // The size stands in the first bytes: look at it before anything is decoded.
    let (width, height) = reader()?.into_dimensions()?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(NoPreview::HugePicture { width, height });
    }
    let mut reader = reader()?;
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_PIXELS * 8);
    reader.limits(limits);
    let decoded = reader.decode()?;
    // A texture has its limits; what is shown is a preview.
    let shown = if width > 2_048 || height > 2_048 { decoded.thumbnail(2_048, 2_048) } else { decoded };
    let rgba = shown.to_rgba8();
    Ok(Preview::Image { width: rgba.width() as usize, height: rgba.height() as usize, rgba: rgba.into_raw() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str, content: &[u8]) -> Preview {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(name), content).unwrap();
        preview(&Files::open(folder.path()).unwrap(), name)
    }

    #[test]
    fn tables_keep_quoted_separators() {
        let Preview::Table { rows, cut } = shown("a.csv", b"a,b\n\"x, \"\"y\"\"\",2\n") else { panic!("no table") };
        assert_eq!(rows, [["a", "b"], ["x, \"y\"", "2"]]);
        assert!(!cut);
    }

    #[test]
    fn json_is_set_out_and_binary_is_not_shown() {
        let Preview::Text(text) = shown("a.json", b"{\"a\": [1.0E+05, NaN], \"a\": \"\\u00e9\", \"b\": []}") else { panic!("no text") };
        assert!(text.is_laid_out && !text.cut);
        assert_eq!(text.lines, ["{", "  \"a\": [", "    1.0E+05,", "    NaN", "  ],", "  \"a\": \"\\u00e9\",", "  \"b\": []", "}"]);
        let Preview::Text(text) = shown("a.json", b"\xef\xbb\xbf{\r\n  \"a\": 1\r\n}\r\n") else { panic!("no text") };
        assert!(!text.is_laid_out, "it is as it stands there");
        let Preview::Text(text) = shown("a.txt", b"\xff\xfea\0\r\0b\0") else { panic!("no text") };
        assert_eq!((text.lines.join("|").as_str(), text.is_laid_out), ("a|b", false));
        assert!(matches!(shown("model.pkl", b"\x80\x04\x95\0\0\0\0"), Preview::Nothing(_)));
        assert!(matches!(shown("empty.txt", b""), Preview::Nothing(_)));
    }

    #[test]
    fn a_picture_that_claims_to_be_huge_is_not_decoded() {
        // The header of a PNG of 100,000 by 100,000 pixels.
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend([0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0, 8, 6, 0, 0, 0]);
        png.extend([0; 4]);
        let Preview::Nothing(why) = shown("a.png", &png) else { panic!("decoded") };
        assert!(why.contains("picture"), "{why}");
    }
}
