//! The samples, inside the program, so that a bare binary has them. They are unpacked to the system's
//! cache folder when one is opened.

use std::path::{Path, PathBuf};

use crate::ui::state::Target;

/// One model: its folder, and its files.
struct SampleModel {
    folder: &'static str,
    files: &'static [(&'static str, &'static [u8])],
}

/// One sample: a model, or two to compare.
enum Sample {
    One(SampleModel),
    Pair(SampleModel, SampleModel),
}

macro_rules! model {
    ($folder:literal, $($file:literal),+) => {
        SampleModel { folder: $folder, files: &[$(($file, include_bytes!(concat!("../../assets/samples/", $folder, "/", $file)))),+] }
    };
}

const DIABETES: SampleModel = model!("diabetes", "MLmodel", "conda.yaml", "python_env.yaml", "requirements.txt");

/// In the order of [`crate::ui::SAMPLES`].
const SAMPLES: [Sample; 4] = [
    Sample::One(model!(
        "iris",
        "MLmodel",
        "conda.yaml",
        "input_example.json",
        "model.skops",
        "python_env.yaml",
        "requirements.txt",
        "serving_input_example.json"
    )),
    Sample::One(DIABETES),
    Sample::One(model!("registro-de-modelos", "MLmodel", "conda.yaml", "model.pkl", "python_env.yaml", "requirements.txt")),
    Sample::Pair(model!("diabetes-1", "MLmodel", "conda.yaml", "model.pkl", "python_env.yaml", "requirements.txt"), DIABETES),
];

/// Where samples are unpacked.
#[must_use]
pub fn place() -> PathBuf {
    let cache = directories::ProjectDirs::from("", "", "mlmodel-viewer").map(|dirs| dirs.cache_dir().to_owned());
    cache.unwrap_or_else(|| std::env::temp_dir().join("mlmodel-viewer")).join("samples")
}

/// Writes a sample below `place` and gives what to show of it.
///
/// # Errors
/// The folder cannot be made or written.
pub fn unpack(index: usize, place: &Path) -> std::io::Result<Target> {
    match SAMPLES.get(index) {
        None => Err(std::io::ErrorKind::NotFound.into()),
        Some(Sample::One(model)) => Ok(Target::Model(write(model, place)?)),
        Some(Sample::Pair(a, b)) => Ok(Target::Pair { a: write(a, place)?, b: write(b, place)? }),
    }
}

fn write(sample: &SampleModel, place: &Path) -> std::io::Result<PathBuf> {
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
    use crate::compare::Callers;
    use crate::folder::Progress;
    use crate::present::diff::Diff;
    use crate::reading::{self, Baseline, Compared};

    #[test]
    fn every_sample_opens_as_a_model() {
        let place = tempfile::tempdir().unwrap();
        let words: Vec<String> = (0..crate::ui::SAMPLES.len())
            .map(|i| match unpack(i, place.path()).unwrap() {
                Target::Model(folder) => reading::Model::read(&folder, &[], &Progress::default()).unwrap().health().sentence(),
                Target::Pair { a, b } => {
                    let compared = Compared::read([&a, &b], Baseline::First, &[], &Progress::default());
                    format!("{}: {}", compared.baseline.health().sentence(), Diff::of(compared, Callers::Any).headline())
                }
            })
            .collect();
        assert_eq!(words[0], "Complete");
        assert_eq!(words[1], "Cannot load: 1 file missing");
        assert!(words[2].starts_with("Loads, "), "{}", words[2]);
        assert_eq!(words[3], "Complete: Callers break");
    }
}
