//! The samples, inside the program, so that a bare binary has them. They are unpacked to the system's
//! cache folder when one is opened.

use std::path::{Path, PathBuf};

/// One sample: its folder, and its files.
struct Sample {
    folder: &'static str,
    files: &'static [(&'static str, &'static [u8])],
}

macro_rules! sample {
    ($folder:literal, $($file:literal),+) => {
        Sample { folder: $folder, files: &[$(($file, include_bytes!(concat!("../../assets/samples/", $folder, "/", $file)))),+] }
    };
}

/// In the order of [`crate::ui::SAMPLES`].
const SAMPLES: [Sample; 3] = [
    sample!(
        "iris",
        "MLmodel",
        "conda.yaml",
        "input_example.json",
        "model.skops",
        "python_env.yaml",
        "requirements.txt",
        "serving_input_example.json"
    ),
    sample!("diabetes", "MLmodel", "conda.yaml", "python_env.yaml", "requirements.txt"),
    sample!("registro-de-modelos", "MLmodel", "conda.yaml", "model.pkl", "python_env.yaml", "requirements.txt"),
];

/// Where samples are unpacked.
#[must_use]
pub fn place() -> PathBuf {
    let cache = directories::ProjectDirs::from("", "", "mlmodel-viewer").map(|dirs| dirs.cache_dir().to_owned());
    cache.unwrap_or_else(|| std::env::temp_dir().join("mlmodel-viewer")).join("samples")
}

/// Writes a sample below `place` and gives its folder.
///
/// # Errors
/// The folder cannot be made or written.
pub fn unpack(index: usize, place: &Path) -> std::io::Result<PathBuf> {
    let sample = SAMPLES.get(index).ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))?;
    let folder = place.join(sample.folder);
    // What an older version left there would be shown as part of the sample.
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    for (name, content) in sample.files {
        std::fs::write(folder.join(name), content)?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_opens_as_a_model() {
        let place = tempfile::tempdir().unwrap();
        let words: Vec<String> = (0..crate::ui::SAMPLES.len())
            .map(|i| {
                let folder = unpack(i, place.path()).unwrap();
                let opened = crate::folder::open(&folder, &crate::folder::Progress::default()).unwrap();
                crate::ui::Loaded::of(opened).health.sentence()
            })
            .collect();
        assert_eq!(words[0], "Complete");
        assert_eq!(words[1], "Cannot load: 1 file missing");
        assert!(words[2].starts_with("Loads, "), "{}", words[2]);
    }
}
