//! Texts made at random: nothing panics, and every place that is named is there. `PROPTEST_CASES` says how many of each are
//! tried: some hundred where it is not set, and as many as take a minute in `.ci/run`.

mod any_archive;
mod any_booster;
mod any_pickle;
mod any_request;
mod any_weights;
mod damage;

use std::path::Path;
use std::sync::OnceLock;

use mlmodel_viewer::folder::environment::{LineKind, requirement_lines};
use mlmodel_viewer::mlmodel::{self, MlModel, Unreadable};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::common;

/// What a requirement line is made of, right and wrong.
fn requirement() -> impl Strategy<Value = String> {
    let name = "[a-zA-Z0-9._-]{0,6}";
    let extras = prop_oneof![3 => Just(String::new()), 1 => "\\[[a-z0-9._, -]{0,8}\\]?"];
    let versions = "( ?(==|>=|<=|~=|!=|<|>|===|@|\\() ?[0-9a-z.*+!-]{0,8},?){0,3}\\)?";
    let variable =
        select(&["python_version", "sys_platform", "extra", "os_name", "platform_machine", "implementation_name", "nope", ""][..]);
    let operator = select(&["==", "!=", "<", ">=", "~=", "in", "not in", "===", ""][..]);
    let term = (variable, operator, "['\"]?[a-z0-9._ -]{0,8}['\"]?")
        .prop_map(|(variable, operator, value)| format!("{variable} {operator} {value}"));
    let joined = (proptest::collection::vec(term, 0..4), select(&[" and ", " or ", " and (", ") or "][..]));
    let marker = joined.prop_map(|(terms, word)| if terms.is_empty() { String::new() } else { format!("; {}", terms.join(word)) });
    let options = select(&["", " --hash=sha256:00", " # comment", " \\", "#egg=a_", " @ git+https://x/y.git#egg=b."][..]);
    (name, extras, versions, marker, options)
        .prop_map(|(name, extras, versions, marker, options)| format!("{name}{extras}{versions}{marker}{options}"))
}

/// MLmodels as MLflow writes them.
fn mlmodels() -> &'static [String] {
    static TEXTS: OnceLock<Vec<String>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        // A case may be a folder above its model.
        let text = |path: &Path| std::fs::read_to_string(path.join("MLmodel")).ok();
        common::cases(&common::models()).iter().filter_map(|(_, _, path, _)| text(path)).collect()
    })
}

/// What means something to YAML.
const TOKENS: &[&str] = &[
    "\t",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\r",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "#",
    " # c",
    "- ",
    "? ",
    ": ",
    ":",
    "\"",
    "'",
    "''",
    "|",
    ">",
    "|-\n",
    ">+2\n",
    "|2",
    "&a ",
    "*a ",
    "&a.b ",
    "!",
    "!!",
    "!!str ",
    "!!int ",
    "!!float ",
    "!!binary ",
    "!!set ",
    "!!omap ",
    "!x ",
    "!a,",
    "!<tag:x> ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "<<: ",
    "<<: *a",
    "=",
    "~",
    "%",
    "%YAML 1.1\n",
    "%YAML 2.0\n",
    "%TAG ! x\n",
    "---\n",
    "...\n",
    "\\",
    "\\x41",
    "\\ud83d",
    "\\ude00",
    "\\u12",
    "\\N",
    "@",
    "`",
    "é",
    "😀",
    "0x1",
    "1_0",
    "1:30",
    ".5",
    "1e3",
    "0",
    "2024-01-01",
    "2024-99-99",
    "yes",
    "null",
    ".nan",
    "key: ",
    "a: b\n",
    "\n\n\n",
    "    ",
    "{\"type\": \"tensor\"}",
    "'[{\"type\": \"long\"}]'",
];

/// A part of an MLmodel, with some tokens put in and some letters taken out.
fn damaged() -> impl Strategy<Value = String> {
    let change = (any::<Index>(), prop_oneof![4 => select(TOKENS).prop_map(Some), 1 => Just(None)]);
    let changes = proptest::collection::vec(change, 0..6);
    (any::<Index>(), any::<Index>(), 0..40_usize, changes).prop_map(|(which, from, length, changes)| {
        let lines: Vec<&str> = which.get(mlmodels()).split_inclusive('\n').collect();
        let from = from.index(lines.len());
        let mut text = lines[from..(from + length).min(lines.len())].concat();
        for (at, token) in changes {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let at = *at.get(&places);
            match token {
                Some(token) => text.insert_str(at, token),
                None if at < text.len() => drop(text.remove(at)),
                None => {}
            }
        }
        text
    })
}

/// The lines of a text as YAML 1.1 counts them.
fn most_lines(text: &str) -> u32 {
    let breaks = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
    let lines = text.replace("\r\n", "\n").trim_start_matches('\u{feff}').to_owned();
    let lines = lines.strip_suffix(breaks).unwrap_or(&lines).split(breaks).count();
    u32::try_from(lines).expect("few lines")
}

fn places_are_there(text: &str, model: &MlModel) {
    let most = most_lines(text);
    let mut nodes = vec![model.document.root()];
    let mut seen = 0;
    while let Some(id) = nodes.pop() {
        seen += 1;
        // An alias leads to what is looked at anyway.
        if seen > 10_000 {
            return;
        }
        let node = model.document.node(id);
        assert!((1..=most).contains(&node.line), "line {} of {most} in {text:?}", node.line);
        match &node.kind {
            mlmodel::yaml::YamlKind::Sequence(items) => nodes.extend(items),
            mlmodel::yaml::YamlKind::Mapping(entries) => nodes.extend(entries.iter().flat_map(|(key, value)| [*key, *value])),
            mlmodel::yaml::YamlKind::Scalar { .. } | mlmodel::yaml::YamlKind::Alias(_) => {}
        }
    }
}

proptest! {
    #[test]
    fn requirement_lines_are_read_or_said_to_be_unreadable(line in requirement(), noise in ".{0,8}", at in any::<Index>()) {
        let places: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
        let mut noisy = line.clone();
        noisy.insert_str(*at.get(&places), &noise);
        for text in [line, noisy] {
            for line in requirement_lines(&text) {
                if let LineKind::Package { name, .. } = &line.kind {
                    prop_assert!(name.parse::<pep508_rs::PackageName>().is_ok(), "{name:?} in {text:?}");
                }
            }
        }
    }

    #[test]
    fn damaged_mlmodels_are_read_or_refused_where_they_are_damaged(text in damaged()) {
        match mlmodel::read(text.as_bytes()) {
            Ok(model) => places_are_there(&text, &model),
            Err(Unreadable::Syntax(error)) => {
                prop_assert!(error.line <= most_lines(&text), "line {} in {text:?}", error.line);
                prop_assert!(!error.to_string().is_empty());
            }
            Err(_) => {}
        }
    }
}
