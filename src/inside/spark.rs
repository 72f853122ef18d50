//! Spark ML: a folder with `metadata/part-00000…`, JSON of a class and its settings, and a folder of the same kind for each
//! stage (`DefaultParamsWriter` of Spark).

use std::path::{Path, PathBuf};

use super::facts::{Format, Library, ModelFile, ModelPart};
use super::source::Unread;
use super::value::Value;
use super::weights::note;
use super::{Candidate, FolderReader, plain_json};
use crate::folder::{ChildKind, Files, Progress};
use crate::mlmodel::{Value as Json, json};

/// Folders with such metadata that are not part of another one.
pub const READER: FolderReader = FolderReader { marked_by, read };

/// Bytes of the metadata of one stage.
const MAX_METADATA: u64 = 8_000_000;
/// Stages in stages.
const MAX_DEPTH: usize = 16;
/// Stages of one model.
const MAX_STAGES: usize = 2_000;
/// Bytes of all metadata.
const MAX_BYTES: usize = 64_000_000;
/// Folders below a model that hold models of their own.
const BELOW: [&str; 3] = ["stages", "bestModel", "model"];

fn marked_by(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    let model = folder.strip_suffix("metadata")?.trim_end_matches('/');
    let is_part = model.split('/').any(|name| name == "stages" || name.starts_with("bestModel"));
    (is_metadata(name) && !is_part && (folder == "metadata" || folder.ends_with("/metadata"))).then_some(model)
}

/// Checksums begin with a dot.
fn is_metadata(name: &str) -> bool {
    name.starts_with("part-0")
}

fn read(folder: &Candidate<'_>) -> Result<ModelFile, Unread> {
    let mut reading = Reading {
        files: folder.files,
        file: ModelFile { format: Format::SparkMl, ..ModelFile::default() },
        left: MAX_BYTES,
        progress: folder.progress,
    };
    let top = reading.metadata(folder.path())?;
    reading.file.class = class(&top);
    let version = top.get("sparkVersion").and_then(Json::as_text).map(Into::into);
    reading.file.library = Some(Library { name: "spark".into(), version });
    reading.file.parameters = parameters(&top);
    reading.stages(folder.path(), "", 0);
    Ok(reading.file)
}

struct Reading<'a> {
    files: &'a Files,
    file: ModelFile,
    /// How many more bytes of metadata are read.
    left: usize,
    progress: &'a Progress,
}

impl Reading<'_> {
    /// The metadata of a model or stage.
    fn metadata(&mut self, folder: &Path) -> Result<Json, Unread> {
        const MISSING: Unread = Unread::Damaged("it has no metadata of Spark's");
        if self.progress.is_cancelled() {
            return Err(Unread::Cancelled);
        }
        let folder = folder.join("metadata");
        let children = self.files.enter(&folder).and_then(|folder| folder.children()).map_err(|_| MISSING)?;
        let mut names = children.flatten().map(|child| child.name).filter(|name| is_metadata(&name.to_string_lossy()));
        let text = self.files.read(&folder.join(names.next().ok_or(MISSING)?), MAX_METADATA)?;
        self.left = self.left.checked_sub(text.len()).ok_or(Unread::TooMuch("64 MB of metadata"))?;
        json::parse_within(&text, 10 * text.len() + 100_000)
            .ok()
            .flatten()
            .filter(|metadata| metadata.get("class").is_some())
            .ok_or(Unread::Damaged("the metadata of a stage is no JSON of Spark's"))
    }

    /// The stages below a folder, in their order.
    fn stages(&mut self, folder: &Path, path: &str, depth: usize) {
        for stage in self.folders(folder) {
            if depth > MAX_DEPTH || self.file.parts.len() >= MAX_STAGES {
                note(&mut self.file, &Unread::TooMuch("2,000 stages, or 16 inside one another"));
                return;
            }
            let metadata = match self.metadata(&stage) {
                Ok(metadata) => metadata,
                Err(why) => {
                    note(&mut self.file, &why);
                    continue;
                }
            };
            let name = crate::mlmodel::display::cut(metadata.get("uid").and_then(Json::as_text).unwrap_or_default(), 1_000);
            let path = if path.is_empty() { name.to_string() } else { format!("{path}/{name}") };
            let class = class(&metadata).unwrap_or_default();
            let part = ModelPart { path: path.clone(), name: name.into(), class, columns: None, parameters: parameters(&metadata) };
            self.file.parts.push(part);
            self.stages(&stage, &path, depth + 1);
        }
    }

    /// The folders of the stages: `stages/0_uid` of a pipeline, `bestModel` of a search, `model_0` of a one-against-rest.
    fn folders(&self, folder: &Path) -> Vec<PathBuf> {
        let below = |folder: &Path| {
            let children = self.files.enter(folder).and_then(|folder| folder.children()).into_iter().flatten().flatten();
            let folders = children.filter(|child| child.kind == ChildKind::Folder);
            folders.map(|child| child.name.to_string_lossy().into_owned()).take(2 * MAX_STAGES).collect::<Vec<_>>()
        };
        let mut found = Vec::new();
        for name in below(folder) {
            let kind = name.split('_').next().unwrap_or_default();
            match kind {
                "stages" => found.extend(below(&folder.join(&name)).into_iter().map(|stage| format!("{name}/{stage}"))),
                kind if BELOW.contains(&kind) => found.push(name),
                _ => {}
            }
        }
        // By the number before or behind the underscore.
        let number = |name: &str| name.rsplit('/').next().and_then(|name| name.split('_').find_map(|part| part.parse::<u64>().ok()));
        found.sort_by(|a, b| number(a).cmp(&number(b)).then_with(|| a.cmp(b)));
        found.into_iter().map(|name| folder.join(name)).collect()
    }
}

fn class(metadata: &Json) -> Option<String> {
    metadata.get("class").and_then(Json::as_text).map(|class| crate::mlmodel::display::cut(class, 1_000).into_owned())
}

/// What was set, over what stands where nothing was.
fn parameters(metadata: &Json) -> Vec<(Box<str>, Value)> {
    let entries = |key: &str| if let Some(Json::Map(entries)) = metadata.get(key) { entries.as_slice() } else { &[] };
    let mut all: std::collections::BTreeMap<&str, &Json> = std::collections::BTreeMap::new();
    all.extend(entries("defaultParamMap").iter().chain(entries("paramMap")).map(|(name, value)| (&**name, value)));
    // The names of the stages stand as the stages.
    all.remove("stageUids");
    all.into_iter().filter_map(|(name, value)| Some((name.into(), plain_json(value)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Read;
    use super::super::tests::{folder, look_at_folder};
    use super::*;

    const TOP: &str =
        r#"{"class":"org.apache.spark.ml.PipelineModel","sparkVersion":"4.3.0","uid":"P","paramMap":{"stageUids":["A","B"]}}"#;
    const STAGE: &str =
        r#"{"class":"org.apache.spark.ml.feature.A","uid":"A","paramMap":{"k":2,"cols":["a"]},"defaultParamMap":{"k":1,"x":null}}"#;

    #[test]
    fn stages_stand_in_their_order_with_their_settings() {
        let later = STAGE.replace("\"A\"", "\"B\"");
        let files = [
            ("s/metadata/part-00000-1.txt", TOP),
            ("s/stages/10_B/metadata/part-00000", &later),
            ("s/stages/2_A/metadata/part-00000", STAGE),
            ("s/stages/2_A/metadata/.part-00000.crc", "x"),
        ];
        let files = files.map(|(name, text)| (name, text.as_bytes()));
        let file = look_at_folder(&folder(&files), "s", &READER);
        assert_eq!((file.read, file.class.as_deref()), (Read::Whole, Some("org.apache.spark.ml.PipelineModel")), "{:?}", file.why);
        let names: Vec<_> = file.parts.iter().map(|part| part.path.as_str()).collect();
        assert_eq!(names, ["A", "B"]);
        let list = Value::List(vec![Value::Text("a".into())]);
        assert_eq!(file.parts[0].parameters, [("cols".into(), list), ("k".into(), Value::Int(2)), ("x".into(), Value::None)]);
    }

    #[test]
    fn a_stage_that_is_no_json_is_said() {
        let files = [("metadata/part-00000", TOP.as_bytes()), ("stages/0_A/metadata/part-00000", b"{")];
        assert_eq!(look_at_folder(&folder(&files), "", &READER).read, Read::Part);
        assert_eq!(look_at_folder(&folder(&[("metadata/part-00000", b"[]")]), "", &READER).read, Read::No);
    }

    #[test]
    fn the_folder_is_known_by_its_metadata() {
        assert_eq!(marked_by("sparkml/metadata/part-00000-a.txt"), Some("sparkml"));
        assert_eq!(marked_by("metadata/part-00000"), Some(""));
        for path in ["s/stages/0_a/metadata/part-00000", "s/metadata/._part-00000.crc", "mymetadata/part-00000", "metadata/MLmodel"] {
            assert_eq!(marked_by(path), None, "{path}");
        }
    }
}
