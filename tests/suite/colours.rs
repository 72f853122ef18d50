//! The parts of a text that have colours, against the reader of the format.

use std::collections::BTreeSet;
use std::path::Path;

use mlmodel_viewer::mlmodel::yaml::{self, NodeId, YamlKind};
use mlmodel_viewer::present::syntax::{Syntax, TokenKind};
use mlmodel_viewer::snippets::Language;

use crate::common;

/// Where the keys of a document begin: line and column, from 1.
fn keys_read(document: &yaml::Document, node: NodeId, found: &mut BTreeSet<(u32, u32)>) {
    match &document.node(node).kind {
        YamlKind::Mapping(entries) => {
            for (key, value) in entries {
                let key = document.node(*key);
                found.insert((key.line, key.column));
                keys_read(document, *value, found);
            }
        }
        YamlKind::Sequence(items) => items.iter().for_each(|item| keys_read(document, *item, found)),
        _ => {}
    }
}

fn keys_shown(text: &str) -> BTreeSet<(u32, u32)> {
    let syntax = Syntax::of(Language::Yaml, text.lines());
    let number = |count: usize| u32::try_from(count + 1).unwrap();
    let on_line = |(i, line): (usize, &str)| {
        let keys = syntax.tokens(i, line).into_iter().filter(|token| token.kind == TokenKind::Key);
        keys.map(|key| (number(i), number(line[..key.range.start].chars().count()))).collect::<Vec<_>>()
    };
    text.lines().enumerate().flat_map(on_line).collect()
}

fn check(path: &Path) -> bool {
    let Ok(text) = std::fs::read_to_string(path) else { return false };
    let Ok(document) = yaml::parse(&text) else { return false };
    let mut read = BTreeSet::new();
    keys_read(&document, document.root(), &mut read);
    assert_eq!(keys_shown(&text), read, "{}", path.display());
    true
}

#[test]
fn the_keys_in_colour_are_those_that_are_read() {
    let mut checked = 0;
    for set in common::sets() {
        for (_, _, path, _) in common::cases(&set) {
            checked += ["MLmodel", "conda.yaml", "python_env.yaml"].into_iter().filter(|name| check(&path.join(name))).count();
        }
    }
    assert!(checked > 50, "{checked}");
}
