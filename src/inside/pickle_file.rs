//! Files that are a pickle, packed or not: scikit-learn's and statsmodels' models, Python models, plain artifacts.

use super::facts::{Format, ModelFile, Read};
use super::graph::Blob;
use super::pickle::{Packing, read_from, starts_like_one};
use super::source::{Source, Unread};
use super::{Candidate, Reader, candidates, sklearn};

/// Pickles, packed or not.
pub const READER: Reader = Reader {
    knows: |file| Packing::of(file.head).is_some() || starts_like_one(file.head) || candidates::is_called_pickle(file.name),
    read,
};

fn read(file: &Candidate<'_>) -> Result<ModelFile, Unread> {
    let packing = Packing::of(file.head);
    let open = file.open()?;
    let bytes = open.size();
    let mut source = match packing {
        Some(packing) => Source::stream(packing.unpack(open), bytes, file.progress),
        None => Source::file(open, file.progress),
    };
    let pickle = read_from(&mut source);
    let mut facts = ModelFile {
        format: if packing.is_some() || pickle.has_raw_arrays { Format::Joblib } else { Format::Pickle },
        imports: pickle.graph.imports.clone(),
        has_code: pickle.graph.has_code,
        ..ModelFile::default()
    };
    if let Some(why) = &pickle.unread {
        facts.read = if pickle.root.is_none() && facts.imports.is_empty() { Read::No } else { Read::Part };
        facts.why = Some(why.to_string());
    }
    if let Some(root) = pickle.root {
        let read_again = |blob: &Blob| if packing.is_some() { None } else { file.piece(blob) };
        sklearn::describe(&pickle.graph, root, &read_again, &mut facts);
    }
    Ok(facts)
}
