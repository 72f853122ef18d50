//! What loading a file imports, and what stands beside that.

use crate::folder::ModelFolder;
use crate::inside::{Effect, Format, Import, ImportGroup, ModelFile, SkopsTrust, grouped};
use crate::mlmodel::display::{clipped, count};
use crate::mlmodel::flavors::PYFUNC;
use crate::reading::Model;

/// Types that a note names.
const MAX_TYPES: usize = 5;

/// What loading imports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imports {
    /// Those that reach beyond the model first, then the others, then the model's own, then the usual ones.
    pub names: Vec<Import>,
    /// What stands beside them: own code in the file, files that run when it is loaded, types that skops asks about.
    pub notes: Vec<String>,
}

impl Imports {
    pub(super) fn of(model: &Model, file: &ModelFile) -> Self {
        let folder = model.folder();
        let modules = folder.map(ModelFolder::code_modules).unwrap_or_default();
        let mut names = grouped(&file.imports, flavor(folder, file), &modules);
        names.sort_by_key(|import| (import.group, import.effect.is_none()));
        let mut notes = Vec::new();
        if file.has_code {
            notes.push("It contains its own Python code, which is not analysed.".to_owned());
        }
        notes.extend(folder.and_then(code_that_runs));
        notes.extend(trust(model, file, SkopsTrust::Always));
        notes.extend(trust(model, file, SkopsTrust::Since15));
        Self { names, notes }
    }

    /// How many names there are in a group.
    #[must_use]
    pub fn count(&self, group: ImportGroup) -> usize {
        self.names.iter().filter(|import| import.group == group).count()
    }
}

/// The title of a group of names.
#[must_use]
pub fn group_title(group: ImportGroup) -> &'static str {
    match group {
        ImportGroup::Other => "other",
        ImportGroup::Code => "from the model's own code",
        ImportGroup::Usual => "usual for this flavor",
    }
}

/// What calling a name does, as a note behind it.
#[must_use]
pub fn effect_note(effect: Option<Effect>) -> &'static str {
    effect.map_or("", Effect::clause)
}

/// The flavor whose files usually import what this one does: the MLmodel's own, else that of the library.
fn flavor<'m>(folder: Option<&'m ModelFolder>, file: &'m ModelFile) -> &'m str {
    let of_library = match file.library.as_ref().map(|library| &*library.name) {
        Some("scikit-learn") => Some("sklearn"),
        other => other,
    };
    let flavors = folder.and_then(ModelFolder::model).map(|model| &model.flavors);
    let named = flavors.and_then(|flavors| flavors.list().iter().map(|flavor| &*flavor.name).find(|name| *name != PYFUNC));
    named.or_else(|| flavors.map(|_| PYFUNC)).or(of_library).unwrap_or_default()
}

/// What loading runs beside the file: the script that a model from code is, a loader of the model's own, and the folder
/// `code`, which it puts on Python's path.
fn code_that_runs(folder: &ModelFolder) -> Option<String> {
    let is_python = |path: &str| path.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("py"));
    let files = folder.listing.files.iter().filter(|file| file.path.starts_with("code/") && is_python(&file.path)).count();
    let pyfunc = folder.model().and_then(|model| model.flavors.get(PYFUNC));
    let loader = pyfunc.and_then(|pyfunc| pyfunc.text("loader_module")).filter(|loader| !loader.starts_with("mlflow."));
    let flavors = folder.model().map(|model| model.flavors.list()).unwrap_or_default();
    let script = flavors.iter().find_map(|flavor| flavor.text("model_code_path"));
    // What is recorded is a path of the machine that saved it; the file lies in the folder.
    let script = script.and_then(|path| path.rsplit(['/', '\\']).next()).filter(|name| !name.is_empty());
    let mut parts = Vec::new();
    parts.extend(script.map(|script| format!("the script {}, which the model was saved from", clipped(script, 120))));
    parts.extend(loader.map(|loader| format!("the module {}", clipped(loader, 120))));
    let runs_for_sure = !parts.is_empty();
    if files > 0 {
        let files = count(files, "Python file", "Python files");
        parts.push(if runs_for_sure { format!("can run {files} of the folder code") } else { format!("{files} of the folder code") });
    }
    match (runs_for_sure, parts.len()) {
        (_, 0) => None,
        (false, _) => Some(format!("Loading can also run {}, which is not analysed.", parts.join(", "))),
        (true, 1) => Some(format!("Loading also runs {}; it is not analysed.", parts[0])),
        (true, _) => Some(format!("Loading also runs {}; none of it is analysed.", parts.join(", and "))),
    }
}

/// The types of a skops file that are built only where somebody trusts them, and whether the MLmodel does.
fn trust(model: &Model, file: &ModelFile, since: SkopsTrust) -> Option<String> {
    if file.format != Format::Skops {
        return None;
    }
    let asked: Vec<&str> = file.imports.iter().map(String::as_str).filter(|name| SkopsTrust::asked_for(name) == Some(since)).collect();
    if asked.is_empty() {
        return None;
    }
    let named = |types: &[&str]| {
        let some: Vec<_> = types.iter().take(MAX_TYPES).map(|name| clipped(name, 120)).collect();
        format!("{}{}", some.join(", "), if types.len() > MAX_TYPES { ", \u{2026}" } else { "" })
    };
    let releases = match since {
        SkopsTrust::Always => "skops builds",
        SkopsTrust::Since15 => "skops 0.15 and newer build",
    };
    let what = format!("{releases} {} only where the loader trusts {}", named(&asked), if asked.len() == 1 { "it" } else { "them" });
    let Some(mlmodel) = model.mlmodel() else { return Some(format!("{what}.")) };
    let trusted = mlmodel.skops_trusted_types();
    let (given, lacking): (Vec<&str>, Vec<&str>) = asked.iter().partition(|name| trusted.contains(name));
    Some(match (given.is_empty(), lacking.is_empty()) {
        (_, true) => format!("{what}; the MLmodel itself asks for that."),
        (true, _) => format!("{what}; the MLmodel does not ask for that."),
        (false, false) => format!("{what}; the MLmodel itself asks for {}, and not for {}.", named(&given), named(&lacking)),
    })
}
