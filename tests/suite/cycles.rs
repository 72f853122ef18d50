//! No two files of the sources use each other, whether directly or over others, but the rings that are listed here whole with
//! the reason. A file and the files of its own folder are one thing: what is below may use what its folder holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Files that use each other on purpose: all of each ring, in order, and why.
const ON_PURPOSE: [(&[&str], &str); 5] = [
    (&["inside::numpy", "inside::python"], "an array of objects holds values, and a value may be a number of numpy's"),
    (
        &["inside::pickle::joblib", "inside::pickle::machine", "inside::pickle::nested"],
        "a pickle holds pickles: in its bytes, and as the objects of joblib's arrays",
    ),
    (
        &["present::environment", "present::example", "present::page", "present::section"],
        "a section is printed from the page, and the page keeps what the environment and the example laid out",
    ),
    (
        &["ui::deploy", "ui::example", "ui::problems", "ui::view"],
        "the view keeps where the person is in each of these, and each leads to another place in it",
    ),
    (&["ui::palette", "ui::state"], "the palette searches what is open, and the window keeps what was typed into it"),
];

/// A module, by its path from the crate.
type Module = Vec<String>;

/// Every module with the text of its code: no comments, no tests.
fn modules() -> BTreeMap<Module, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeMap::new();
    let mut waiting = vec![root.clone()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let mut module: Module =
            path.with_extension("").strip_prefix(&root).unwrap().iter().map(|part| part.to_str().unwrap().to_owned()).collect();
        if module.last().is_some_and(|name| name == "mod") {
            module.pop();
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let code = code.join("\n");
        let code = code.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
        found.insert(module, code);
    }
    found
}

/// The paths of a `use`, its groups taken apart.
fn paths_of(tree: &str, before: &str, found: &mut Vec<String>) {
    let tree = tree.trim();
    let Some((head, group)) = tree.split_once('{') else {
        found.push(format!("{before}{tree}"));
        return;
    };
    let before = format!("{before}{head}");
    let (mut depth, mut start) = (0_usize, 0);
    let group = group.strip_suffix('}').unwrap_or(group);
    for (at, c) in group.char_indices().chain([(group.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                if !group[start..at].trim().is_empty() {
                    paths_of(&group[start..at], &before, found);
                }
                start = (at + 1).min(group.len());
            }
            _ => {}
        }
    }
}

/// The modules that a module uses: by `use`, or by a path in its code. What it hands on (`pub use`) is not used.
fn used(module: &Module, code: &str, all: &BTreeMap<Module, String>) -> BTreeSet<Module> {
    let mut paths = Vec::new();
    let mut rest = String::new();
    for statement in code.split_inclusive(';') {
        let start = statement.rfind("use ").filter(|at| statement[..*at].lines().last().unwrap_or_default().trim().is_empty());
        match start {
            Some(at) => paths_of(statement[at + 4..].trim_end_matches(';'), "", &mut paths),
            None => rest.push_str(statement),
        }
    }
    for start in ["crate::", "super::"] {
        let ends = |c: char| !(c.is_alphanumeric() || c == '_' || c == ':');
        paths.extend(rest.split(start).skip(1).map(|path| format!("{start}{}", path.split(ends).next().unwrap_or_default())));
    }
    paths.iter().filter_map(|path| resolved(module, path, all)).filter(|other| !is_one_thing(module, other)).collect()
}

/// The module that a path leads into; nothing for a path of another crate.
fn resolved(module: &Module, path: &str, all: &BTreeMap<Module, String>) -> Option<Module> {
    let mut parts: Vec<&str> = path.split("::").map(str::trim).collect();
    let mut base: Module = match *parts.first()? {
        "crate" => Vec::new(),
        "super" | "self" => module.clone(),
        // A module of its own folder.
        first if all.contains_key(&[module.as_slice(), &[first.to_owned()]].concat()) => module.clone(),
        _ => return None,
    };
    while parts.first() == Some(&"super") {
        base.pop();
        parts.remove(0);
    }
    base.extend(parts.into_iter().filter(|part| !matches!(*part, "crate" | "self")).map(str::to_owned));
    while !base.is_empty() && !all.contains_key(&base) {
        base.pop();
    }
    (!base.is_empty()).then_some(base)
}

/// A folder and what is in it, or one and the same.
fn is_one_thing(a: &Module, b: &Module) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// All that a module uses, over others too.
fn reached<'a>(from: &'a Module, edges: &'a BTreeMap<Module, BTreeSet<Module>>) -> BTreeSet<&'a Module> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(module) = waiting.pop() {
        for next in edges.get(module).into_iter().flatten() {
            if found.insert(next) {
                waiting.push(next);
            }
        }
    }
    found
}

#[test]
fn files_use_each_other_only_where_that_is_meant() {
    let all = modules();
    let edges: BTreeMap<Module, BTreeSet<Module>> = all.iter().map(|(module, code)| (module.clone(), used(module, code, &all))).collect();
    assert!(edges.values().map(BTreeSet::len).sum::<usize>() > 500, "the sources were not understood");
    let reach: BTreeMap<&Module, BTreeSet<&Module>> = edges.keys().map(|module| (module, reached(module, &edges))).collect();
    let mut rings: BTreeSet<BTreeSet<String>> = BTreeSet::new();
    for (module, others) in &reach {
        let ring: BTreeSet<String> = others.iter().filter(|other| reach[**other].contains(module)).map(|other| other.join("::")).collect();
        if !ring.is_empty() {
            rings.insert(ring);
        }
    }
    let meant: BTreeSet<BTreeSet<String>> =
        ON_PURPOSE.iter().map(|(names, _)| names.iter().map(|name| (*name).to_owned()).collect()).collect();
    let unmeant: Vec<_> = rings.difference(&meant).collect();
    assert!(unmeant.is_empty(), "these files use each other: {unmeant:?}");
    let gone: Vec<_> = meant.difference(&rings).collect();
    assert!(gone.is_empty(), "no longer so: {gone:?}");
}
