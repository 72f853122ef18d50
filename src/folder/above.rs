//! The model folder that a file or a folder is part of.

use std::path::{Path, PathBuf};

use super::{ChildKind, Files, Found, InArchive, MLMODEL};

/// Folders above that are looked at: a file lies some six levels below its MLmodel at most.
const MAX_ABOVE: usize = 12;
/// The folder that MLflow copies a model's description into, and the files it copies (`models/model.py`,
/// `METADATA_FILES`; a model with wheels has one more), from 2.12 on.
const COPY: &str = "metadata";
/// MLflow's own copy of the MLmodel, below the model folder.
pub const COPIED_MLMODEL: &str = "metadata/MLmodel";
const COPIED: [&str; 5] = [MLMODEL, "conda.yaml", "requirements.txt", "python_env.yaml", "original_requirements.txt"];

/// The folder that a file lies in.
pub fn folder(path: &Path) -> Option<PathBuf> {
    path.parent().map(|parent| if parent.as_os_str().is_empty() { ".".into() } else { parent.to_owned() })
}

/// The nearest folder above a file or folder that has an MLmodel; of one in an archive, inside that.
pub fn model(path: &Path, inside: Option<&InArchive>) -> Option<PathBuf> {
    let Some(inside) = inside else { return above(path).into_iter().find(|folder| folder.join(MLMODEL).is_file()) };
    let has_mlmodel = |below: &Path| matches!(inside.archive.files().look(&below.join(MLMODEL)), Found::File { .. });
    let above = inside.below.ancestors().zip(path.ancestors()).skip(1);
    above.take(MAX_ABOVE).find(|(below, _)| has_mlmodel(below)).map(|(_, path)| path.to_owned())
}

/// The folder that MLflow copied the description at `path` from, where it is such a copy: the one it lies in.
pub fn original(path: &Path, files: &Files) -> Option<PathBuf> {
    if is_copy(path, files) { above(path).into_iter().next() } else { None }
}

/// Whether a folder with an MLmodel holds nothing but what MLflow copies, under the name it copies it to.
pub fn is_copy(path: &Path, files: &Files) -> bool {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let is_copied = |child: &super::Child| child.kind == ChildKind::File && COPIED.iter().any(|name| child.name == *name);
    absolute.file_name().is_some_and(|name| name == COPY)
        && files.children().is_ok_and(|mut children| children.all(|child| child.is_ok_and(|child| is_copied(&child))))
}

/// The folders above, the nearest first; written as `path` is, as far as it reaches.
fn above(path: &Path) -> Vec<PathBuf> {
    use std::path::Component;
    // What stands before `..` is not above.
    let has_dots = path.components().any(|part| part == Component::ParentDir);
    let path = if has_dots { path.canonicalize().unwrap_or_else(|_| path.to_owned()) } else { path.to_owned() };
    let Ok(absolute) = std::path::absolute(&path) else { return Vec::new() };
    let written = path.components().filter(|part| matches!(part, Component::Normal(_))).count();
    let as_written = |(i, folder): (usize, &Path)| match (i + 1).cmp(&written) {
        _ if path.is_absolute() => folder.to_owned(),
        std::cmp::Ordering::Less => path.ancestors().nth(i + 1).unwrap_or(folder).to_owned(),
        std::cmp::Ordering::Equal => PathBuf::from("."),
        std::cmp::Ordering::Greater => folder.to_owned(),
    };
    absolute.ancestors().skip(1).take(MAX_ABOVE).enumerate().map(as_written).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_above_are_written_as_the_path_is() {
        let here = std::env::current_dir().unwrap();
        let first = |path: &str| above(Path::new(path)).into_iter().take(3).collect::<Vec<_>>();
        assert_eq!(first("a/b/c.txt"), [Path::new("a/b"), Path::new("a"), Path::new(".")]);
        assert_eq!(first("./c.txt")[..2], [Path::new("."), here.parent().unwrap()]);
        assert_eq!(first(".")[0], here.parent().unwrap());
    }
}
