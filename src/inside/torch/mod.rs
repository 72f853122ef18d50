//! PyTorch: what `torch.save` writes (a zip with `data.pkl`, a row of bare pickles before 1.6), `TorchScript`, and exported
//! programs (`.pt2`). The weights themselves are passed over.

mod export;
mod objects;
mod tensor;
#[cfg(test)]
pub(super) mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::facts::{Format, Library, ModelFile};
use super::graph::Node;
use super::pickle::{self, Pickle};
use super::source::{Source, Unread};
use super::weights::note;
use super::{Candidate, Reader};
use crate::folder::{self, ArchiveError, ChildKind, Files, Found, InnerZip, Progress};
use tensor::Storage;

/// What PyTorch saves.
pub const READER: Reader = Reader { knows, read };

/// How files begin that `torch.save` wrote before 1.6: a pickle of the number `torch.serialization.MAGIC_NUMBER`.
const LEGACY: &[u8] = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.";
/// The number, its version, the machine's sizes, the object, the names of its storages: the pickles of such a file.
const LEGACY_OBJECT: usize = 3;

fn knows(file: &Candidate<'_>) -> bool {
    let is_zip = file.head.starts_with(b"PK\x03\x04");
    // The first member, where its name is among the first bytes.
    let begins_so = || file.head.windows(9).any(|window| window == b"/data.pkl");
    file.head.starts_with(LEGACY) || is_zip && (file.has_ending(&["pt", "pth", "pt2", "bin", "ckpt"]) || begins_so())
}

fn read(file: &Candidate<'_>) -> Result<ModelFile, Unread> {
    if !file.head.starts_with(b"PK") {
        return read_legacy(file);
    }
    read_zip(&open_zip(file.files, file.path(), file.progress)?, file.progress)
}

fn open_zip(files: &Files, path: &Path, progress: &Progress) -> Result<InnerZip, Unread> {
    folder::open_zip_without_checksums(files, path, progress).map_err(|why| match why {
        ArchiveError::Cancelled => Unread::Cancelled,
        why => Unread::Zip(why),
    })
}

fn read_zip(zip: &InnerZip, progress: &Progress) -> Result<ModelFile, Unread> {
    let tops = tops(&zip.files);
    let find = |name: &str| tops.iter().find(|top| is_file(&zip.files, &top.join(name)));
    if let Some(top) = find("data.pkl") {
        return read_saved(&zip.files, top, progress);
    }
    if let Some(program) = export::program(&zip.files, &tops) {
        return export::read(&zip.files, &program, &tops, progress);
    }
    Err(Unread::Damaged("it is a zip without data.pkl, which says what PyTorch saved in it"))
}

/// The folders that may hold what a zip holds: its top, and those below it. `torch.save` calls it after the file.
fn tops(files: &Files) -> Vec<PathBuf> {
    let children = files.children().into_iter().flatten().flatten();
    let folders = children.filter(|child| child.kind == ChildKind::Folder).map(|child| PathBuf::from(child.name));
    std::iter::once(PathBuf::new()).chain(folders).collect()
}

fn is_file(files: &Files, path: &Path) -> bool {
    matches!(files.look(path), Found::File { .. })
}

/// `data.pkl` with its storages under `data/`.
fn read_saved(files: &Files, top: &Path, progress: &Progress) -> Result<ModelFile, Unread> {
    let mut source = Source::file(files.open_file(&top.join("data.pkl"))?, progress);
    let pickle = pickle::read_from(&mut source);
    let storages = tensor::storages(&pickle.graph);
    let mut file = described(&pickle, &top.join("data").to_string_lossy().replace('\\', "/"));
    // TorchScript keeps constants apart; they are read by the same rules.
    if let Ok(open) = files.open_file(&top.join("constants.pkl")) {
        let constants = pickle::read_from(&mut Source::file(open, progress));
        add_imports(&mut file, constants.graph.imports);
    }
    if let Some(why) = why_short(files, top, &storages) {
        note(&mut file, &why);
    }
    Ok(file)
}

/// Whether each storage is there and long enough.
fn why_short(files: &Files, top: &Path, storages: &BTreeMap<Box<str>, Storage>) -> Option<Unread> {
    let is_short = |(key, storage): (&str, &Storage)| match files.look(&top.join("data").join(key)) {
        Found::File { bytes } => storage.bytes().is_none_or(|needed| bytes < needed),
        _ => true,
    };
    storages
        .iter()
        .map(|(key, storage)| (&**key, storage))
        .any(is_short)
        .then_some(Unread::Damaged("a tensor's numbers are missing, or cut off"))
}

fn read_legacy(file: &Candidate<'_>) -> Result<ModelFile, Unread> {
    let mut source = Source::file(file.open()?, file.progress);
    let mut imports = Vec::new();
    for _ in 0..LEGACY_OBJECT {
        let pickle = pickle::read_from(&mut source);
        if let Some(why) = pickle.unread {
            return Err(why);
        }
        imports.extend(pickle.graph.imports);
    }
    let pickle = pickle::read_from(&mut source);
    let storages = tensor::storages(&pickle.graph);
    let is_whole = pickle.unread.is_none();
    let mut facts = described(&pickle, "");
    add_imports(&mut facts, imports);
    if is_whole {
        // The names of the storages, then each with its length before it.
        let names = pickle::read_from(&mut source);
        add_imports(&mut facts, names.graph.imports);
        let needed = storages.values().try_fold(0_u64, |all, storage| all.checked_add(storage.bytes()?));
        if names.unread.is_some() || needed.is_none_or(|needed| source.left().is_some_and(|left| left < needed)) {
            note(&mut facts, &Unread::CutOff);
        }
    }
    Ok(facts)
}

/// What a pickle with tensors says; their storages are the members of this folder.
fn described(pickle: &Pickle, storages: &str) -> ModelFile {
    let mut file = ModelFile {
        format: Format::Torch,
        library: Some(Library { name: "torch".into(), version: None }),
        imports: pickle.graph.imports.clone(),
        has_code: pickle.graph.has_code,
        ..ModelFile::default()
    };
    if let Some(why) = &pickle.unread {
        note(&mut file, why);
    }
    if let Some(root) = pickle.root.filter(|root| !matches!(pickle.graph.node(*root), Node::Unknown)) {
        objects::describe(&pickle.graph, root, storages, &mut file);
    }
    file
}

fn add_imports(file: &mut ModelFile, imports: Vec<String>) {
    for name in imports {
        if !file.imports.contains(&name) {
            file.imports.push(name);
        }
    }
}
