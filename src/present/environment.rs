//! What a model needs to run, as rows: Python, packages, where they come from.

use serde::Serialize;

use super::section::{Body, Entries, PanelWords, Place, PrintedPart, Section};
use super::{Page, Table};
use crate::compare::sections;
use crate::folder::environment::{EnvFile, LocalStatus};
use crate::folder::{Environment, Package};
use crate::mlmodel::display::{clipped, count};
use crate::reading::Model;

/// This section.
pub static SECTION: Section = Section {
    key: "environment",
    title: sections::ENVIRONMENT.title,
    about: "Which Python and packages the model needs",
    panel: Some(PanelWords { command: "Show environment", also: &["packages", "requirements"], place: Place::Below { digit: 3 } }),
    values: None,
    parts: Some(parts),
    json: Some(json),
};

fn parts(_: &Model, page: &Page) -> Vec<PrintedPart> {
    if page.environment.is_empty() {
        return Vec::new();
    }
    vec![PrintedPart::new(SECTION.title, &page.environment_summary, Body::Table(table(&page.environment)))]
}

fn json(_: &Model, page: &Page, entries: &mut Entries<'_>) -> serde_json::Result<()> {
    if page.environment.is_empty() { Ok(()) } else { entries.add(SECTION.key, &page.environment) }
}

/// Rows under one heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EnvSection {
    #[serde(rename = "title")]
    pub kind: EnvKind,
    pub rows: Vec<EnvRow>,
}

/// What the rows under one heading are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum EnvKind {
    Python,
    Packages,
    #[serde(rename = "Build dependencies")]
    BuildDependencies,
    #[serde(rename = "Local files")]
    LocalFiles,
    #[serde(rename = "Package indexes")]
    PackageIndexes,
    #[serde(rename = "Conda channels")]
    CondaChannels,
}

impl EnvKind {
    /// The heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Python => "Python",
            Self::Packages => "Packages",
            Self::BuildDependencies => "Build dependencies",
            Self::LocalFiles => "Local files",
            Self::PackageIndexes => "Package indexes",
            Self::CondaChannels => "Conda channels",
        }
    }
}

/// One thing that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EnvRow {
    pub name: String,
    /// The version, range or address; empty where any will do.
    pub asked: String,
    pub state: EnvState,
    /// Relative to the model folder.
    pub file: String,
    /// From 1, where the file has lines to count.
    pub line: Option<u32>,
}

/// How firmly it is asked for, or whether it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EnvState {
    /// One version.
    Pinned,
    /// Several.
    Range,
    /// Any.
    Open,
    /// A file or an address.
    Address,
    Present,
    Missing,
    /// Out of the folder: on another machine at best.
    Elsewhere,
    /// Nothing to say.
    Named,
}

impl EnvState {
    /// In a word; empty where there is nothing to say.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Range => "range",
            Self::Open => "open",
            Self::Address => "address",
            Self::Present => "present",
            Self::Missing => "missing",
            Self::Elsewhere => "elsewhere",
            Self::Named => "",
        }
    }

    /// Whether a deployment may get something else than the model was saved with, or nothing.
    #[must_use]
    pub fn is_loose(self) -> bool {
        matches!(self, Self::Open | Self::Range | Self::Missing | Self::Elsewhere)
    }
}

impl EnvRow {
    fn new(name: impl Into<String>, asked: impl Into<String>, state: EnvState, file: &str) -> Self {
        Self { name: name.into(), asked: asked.into(), state, file: file.to_owned(), line: None }
    }

    fn package(package: &Package, counts_lines: bool) -> Self {
        let state = if package.exact.is_some() {
            EnvState::Pinned
        } else if package.asked.is_empty() {
            EnvState::Open
        } else if package.asked.contains(['/', ':']) {
            EnvState::Address
        } else {
            EnvState::Range
        };
        Self { line: package.line.filter(|_| counts_lines), ..Self::new(package.label(), &*package.asked, state, &package.file) }
    }

    /// The file, and the line in it: `requirements.txt:3`.
    #[must_use]
    pub fn place(&self) -> String {
        self.line.map_or_else(|| self.file.clone(), |line| format!("{}:{line}", self.file))
    }
}

/// All that the environment files ask for; sections without rows are left out.
#[must_use]
pub fn sections(environment: &Environment) -> Vec<EnvSection> {
    let build = environment.python_env.as_ref().map(|file| &*file.path);
    // A conda file counts the lines of its pip section from 1: no help to find them.
    let conda = environment.conda.as_ref().map(|file| &*file.path);
    let packages = environment.packages();
    let packages = packages.iter().filter(|package| Some(&*package.file) != build);
    let packages: Vec<EnvRow> = packages.map(|package| EnvRow::package(package, Some(&*package.file) != conda)).collect();
    let local = environment.local.iter().map(|local| {
        let state = match local.status {
            LocalStatus::Present => EnvState::Present,
            LocalStatus::Missing => EnvState::Missing,
            LocalStatus::Elsewhere => EnvState::Elsewhere,
        };
        EnvRow { line: Some(local.line).filter(|_| Some(&*local.file) != conda), ..EnvRow::new(&*local.path, "", state, &local.file) }
    });
    let indexes = environment.indexes();
    let indexes = indexes.iter().map(|index| EnvRow {
        line: Some(index.line).filter(|_| Some(index.file) != conda),
        ..EnvRow::new(&*index.address, "", EnvState::Named, index.file)
    });
    let sections = [
        EnvSection { kind: EnvKind::Python, rows: pythons(environment) },
        EnvSection { kind: EnvKind::Packages, rows: packages },
        EnvSection { kind: EnvKind::BuildDependencies, rows: build_dependencies(environment) },
        EnvSection { kind: EnvKind::LocalFiles, rows: local.collect() },
        EnvSection { kind: EnvKind::PackageIndexes, rows: indexes.collect() },
        EnvSection { kind: EnvKind::CondaChannels, rows: channels(environment) },
    ];
    sections.into_iter().filter(|section| !section.rows.is_empty()).collect()
}

/// A file's content, where it can be read.
fn read<T>(file: Option<&EnvFile<T>>) -> Option<(&T, &str)> {
    file.and_then(|file| Some((file.content.as_ref().ok()?, &*file.path)))
}

fn pythons(environment: &Environment) -> Vec<EnvRow> {
    let row = |asked: &str, file: &str| {
        let is_one = asked.trim_start_matches('=').chars().all(|c| c.is_ascii_digit() || c == '.');
        EnvRow::new("python", asked, if is_one { EnvState::Pinned } else { EnvState::Range }, file)
    };
    let virtualenv = read(environment.python_env.as_ref()).and_then(|(env, file)| Some(row(env.python.as_deref()?, file)));
    let conda = read(environment.conda.as_ref()).and_then(|(env, file)| {
        // The version without its operators reads like the other file's.
        Some(row(env.python.as_deref().or(env.python_asked.as_deref())?, file))
    });
    virtualenv.into_iter().chain(conda).collect()
}

fn build_dependencies(environment: &Environment) -> Vec<EnvRow> {
    let Some((env, file)) = read(environment.python_env.as_ref()) else { return Vec::new() };
    let packages = env.build_dependencies.iter().filter_map(|line| Package::of(line, file));
    packages.map(|package| EnvRow::package(&package, false)).collect()
}

fn channels(environment: &Environment) -> Vec<EnvRow> {
    let Some((env, file)) = read(environment.conda.as_ref()) else { return Vec::new() };
    env.channels.iter().map(|channel| EnvRow::new(channel, "", EnvState::Named, file)).collect()
}

/// `Python 3.11.7, 9 packages, 2 of them open`.
#[must_use]
pub fn summary(sections: &[EnvSection]) -> String {
    let rows = |kind| sections.iter().find(|section| section.kind == kind).map_or(&[][..], |section| &section.rows);
    let mut parts: Vec<String> = Vec::new();
    let mut versions: Vec<String> = rows(EnvKind::Python).iter().map(|row| clipped(&row.asked, 20).into_owned()).collect();
    versions.dedup();
    if !versions.is_empty() {
        parts.push(format!("Python {}", versions.join(" or ")));
    }
    let packages = rows(EnvKind::Packages);
    if !packages.is_empty() {
        parts.push(count(packages.len(), "package", "packages"));
    }
    let loose = packages.iter().filter(|row| row.state.is_loose()).count();
    if loose > 0 {
        parts.push(format!("{loose} not pinned"));
    }
    let lost = rows(EnvKind::LocalFiles).iter().filter(|row| row.state.is_loose()).count();
    if lost > 0 {
        parts.push(format!("{} not there", count(lost, "local file is", "local files are")));
    }
    parts.join(", ")
}

/// The rows as one table.
#[must_use]
pub fn table(sections: &[EnvSection]) -> Table {
    let mut table = Table::new(&["", "Name", "Asked for", "State", "Where"]);
    for section in sections {
        for row in &section.rows {
            table.rows.push(vec![
                section.kind.title().to_owned(),
                row.name.clone(),
                row.asked.clone(),
                row.state.word().to_owned(),
                row.place(),
            ]);
        }
    }
    table
}
