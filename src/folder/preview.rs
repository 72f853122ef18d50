//! A bounded look into one file of the model folder.

use std::path::Path;

use super::{ReadError, Root};

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
    /// The text, line by line; `cut` when the file goes on.
    Text {
        lines: Vec<String>,
        cut: bool,
    },
    /// Rows of a table, the first being its heading.
    Table {
        rows: Vec<Vec<String>>,
        cut: bool,
    },
    Image {
        width: usize,
        height: usize,
        rgba: Vec<u8>,
    },
    /// Nothing to show: why, in a sentence.
    Nothing(String),
}

/// Reads the preview of a file, `path` being relative to the model folder.
#[must_use]
pub fn preview(folder: &Path, path: &str) -> Preview {
    let root = match Root::open(folder) {
        Ok(root) => root,
        Err(error) => return Preview::Nothing(format!("The folder can no longer be read: {error}.")),
    };
    let ending = Path::new(path).extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "png" | "jpg" | "jpeg" => image(&root, path),
        "csv" => table(&root, path, ','),
        "tsv" => table(&root, path, '\t'),
        _ => text(&root, path),
    }
}

fn nothing(error: &ReadError) -> Preview {
    Preview::Nothing(match error {
        ReadError::Not(_) => format!("It cannot be shown: {error}."),
        ReadError::TooLarge { bytes, .. } => format!("It is too large to show: {}.", crate::mlmodel::display::bytes(*bytes)),
        ReadError::Io(_) => format!("It cannot be read: {error}."),
    })
}

fn head(root: &Root, path: &str) -> Result<(String, bool), Preview> {
    let bytes = root.head(Path::new(path), TEXT_LIMIT + 1).map_err(|error| nothing(&error))?;
    let cut = bytes.len() as u64 > TEXT_LIMIT;
    let shown = &bytes[..bytes.len().min(usize::try_from(TEXT_LIMIT).unwrap_or(usize::MAX))];
    if shown.is_empty() {
        return Err(Preview::Nothing("The file is empty.".to_owned()));
    }
    let sample = &shown[..shown.len().min(8_000)];
    let odd = sample.iter().filter(|b| **b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x1b)).count();
    if odd * 50 > sample.len() || sample.contains(&0) {
        return Err(Preview::Nothing("This is not text. What is inside is not opened: nothing of a model is ever executed.".to_owned()));
    }
    Ok((String::from_utf8_lossy(shown).into_owned(), cut))
}

fn text(root: &Root, path: &str) -> Preview {
    lines_of(root, path).map_or_else(|nothing| nothing, |(lines, cut)| Preview::Text { lines, cut })
}

/// The text of a file line by line, JSON set out; the second value says that the file goes on.
///
/// # Errors
/// Why there is no text to show, in a sentence.
pub fn lines(root: &Root, path: &str) -> Result<(Vec<String>, bool), String> {
    lines_of(root, path).map_err(|nothing| if let Preview::Nothing(why) = nothing { why } else { String::new() })
}

fn lines_of(root: &Root, path: &str) -> Result<(Vec<String>, bool), Preview> {
    let (content, cut) = head(root, path)?;
    // JSON on one long line reads badly: set it out.
    let is_json = path.to_ascii_lowercase().ends_with(".json");
    if is_json
        && !cut
        && let Ok(value) = crate::mlmodel::json::parse(content.trim_start_matches('\u{feff}'))
    {
        let set_out = serde_json::to_string_pretty(&value).unwrap_or(content);
        return Ok((set_out.lines().map(str::to_owned).collect(), cut));
    }
    Ok((content.lines().map(str::to_owned).collect(), cut))
}

fn table(root: &Root, path: &str, separator: char) -> Preview {
    match head(root, path) {
        Err(nothing) => nothing,
        Ok((content, cut)) => {
            let (rows, more) = records(&content, separator);
            Preview::Table { rows, cut: cut || more }
        }
    }
}

/// The records of a CSV text: quotes may hold separators, line breaks and doubled quotes.
fn records(content: &str, separator: char) -> (Vec<Vec<String>>, bool) {
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
                    return (rows, true);
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
    (rows, false)
}

fn image(root: &Root, path: &str) -> Preview {
    let bytes = match root.read(Path::new(path), IMAGE_FILE_LIMIT) {
        Ok(bytes) => bytes,
        Err(error) => return nothing(&error),
    };
    let reader = || image::ImageReader::new(std::io::Cursor::new(&bytes)).with_guessed_format();
    let broken = |error: &dyn std::fmt::Display| Preview::Nothing(format!("The picture cannot be read: {error}."));
    // The size stands in the first bytes: look at it before anything is decoded.
    let (width, height) = match reader().map_err(image::ImageError::from).and_then(image::ImageReader::into_dimensions) {
        Ok(size) => size,
        Err(error) => return broken(&error),
    };
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Preview::Nothing(format!("The picture is too large to show: {width} × {height} pixels."));
    }
    let decoded = reader().map_err(image::ImageError::from).and_then(|mut reader| {
        let mut limits = image::Limits::default();
        limits.max_alloc = Some(MAX_PIXELS * 8);
        reader.limits(limits);
        reader.decode()
    });
    match decoded {
        // A texture has its limits; what is shown is a preview.
        Ok(decoded) => {
            let shown = if width > 2_048 || height > 2_048 { decoded.thumbnail(2_048, 2_048) } else { decoded };
            let rgba = shown.to_rgba8();
            Preview::Image { width: rgba.width() as usize, height: rgba.height() as usize, rgba: rgba.into_raw() }
        }
        Err(error) => broken(&error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str, content: &[u8]) -> Preview {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(name), content).unwrap();
        preview(folder.path(), name)
    }

    #[test]
    fn tables_keep_quoted_separators() {
        let Preview::Table { rows, cut } = shown("a.csv", b"a,b\n\"x, \"\"y\"\"\",2\n") else { panic!("no table") };
        assert_eq!(rows, [["a", "b"], ["x, \"y\"", "2"]]);
        assert!(!cut);
    }

    #[test]
    fn json_is_set_out_and_binary_is_not_shown() {
        let Preview::Text { lines, .. } = shown("a.json", b"{\"a\": [1, NaN]}") else { panic!("no text") };
        assert!(lines.len() > 3);
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
