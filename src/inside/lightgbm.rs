//! lightgbm's text format (`GBDT::SaveModelToString` of its `src/boosting/gbdt_model_text.cpp`): `key=value` lines about the whole,
//! a block of them for each tree, then its settings as `[key: value]`.

use super::Reader;
use super::facts::{Count, Features, Format, Library, ModelFile, Read};
use super::source::{Source, Unread};
use super::tally::{Gain, MAX_NODES, Tally};
use super::value::Value;

/// Bytes of a key; a longer one is none.
const LONGEST_KEY: usize = 64;
/// Bytes of a line that is kept: names of features.
const LONGEST_LINE: usize = 32_000_000;
/// Bytes of a setting.
const LONGEST_SETTING: usize = 1_000_000;
/// Bytes of a number.
const LONGEST_NUMBER: usize = 64;
/// Names of features that are kept.
const MAX_NAMES: usize = 250_000;
/// Settings that are kept.
const MAX_SETTINGS: usize = 2_000;

/// Models in lightgbm's text format, by their beginning.
pub const READER: Reader = Reader {
    knows: |file| ["tree\nversion=", "tree\r\nversion="].iter().any(|beginning| file.head.starts_with(beginning.as_bytes())),
    read: |file| Ok(read_from(&mut Source::file(file.open()?, file.progress))),
};

/// What was found of a model.
#[derive(Default)]
struct Model {
    names: Vec<Box<str>>,
    features: Option<u64>,
    settings: Vec<(Box<str>, Value)>,
    trees_a_round: u64,
    /// As announced at the beginning.
    announced: u64,
    trees: Tally,
    tree: Tree,
    /// The end of the trees was reached.
    is_complete: bool,
}

/// The tree that is being read.
#[derive(Default)]
struct Tree {
    features: Vec<u32>,
    gains: Vec<f64>,
}

/// Which lines follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Whole,
    Tree,
    /// Its lines are no trees' and no settings.
    Other,
    Settings,
}

/// Reads a model, also one that a pickle keeps.
pub(super) fn read_from(source: &mut Source<'_>) -> ModelFile {
    let mut model = Model::default();
    let result = read_lines(source, &mut model);
    model.end_tree();
    let is_short = model.trees.trees < model.announced;
    let mut facts = model.into_facts();
    if let Err(why) = result.and(if is_short { Err(Unread::CutOff) } else { Ok(()) }) {
        facts.read = Read::Part;
        facts.why = Some(why.to_string());
    }
    facts
}

fn read_lines(source: &mut Source<'_>, model: &mut Model) -> Result<(), Unread> {
    let mut section = Section::Whole;
    while !source.is_at_end()? {
        if section == Section::Settings {
            let line = source.line(LONGEST_SETTING)?;
            let line = String::from_utf8_lossy(&line);
            match line.trim() {
                "end of parameters" => section = Section::Other,
                line => model.set(line),
            }
            continue;
        }
        let (key, has_value) = key(source)?;
        match (key.as_str(), section) {
            ("Tree", Section::Whole | Section::Tree) if has_value => {
                model.end_tree();
                model.trees.trees += 1;
                section = Section::Tree;
                source.skip_line()?;
            }
            ("end of trees" | "feature importances:" | "feature_importances:", _) if !has_value => {
                model.is_complete = true;
                section = Section::Other;
            }
            ("parameters:", _) if !has_value => section = Section::Settings,
            (key, Section::Whole) if has_value => model.whole(key, source)?,
            (key, Section::Tree) if has_value => model.tree(key, source)?,
            _ if has_value => source.skip_line()?,
            _ => {}
        }
    }
    if model.is_complete && section != Section::Settings { Ok(()) } else { Err(Unread::CutOff) }
}

/// The beginning of a line up to `=`, and whether a value follows. A line without one is taken whole.
fn key(source: &mut Source<'_>) -> Result<(String, bool), Unread> {
    let mut key = Vec::new();
    let has_value = loop {
        match source.byte() {
            Ok(b'=') => break true,
            Ok(b'\n') | Err(Unread::CutOff) => break false,
            Ok(b'\r') => {}
            Ok(byte) if key.len() < LONGEST_KEY => key.push(byte),
            Ok(_) => {}
            Err(why) => return Err(why),
        }
    };
    Ok((String::from_utf8_lossy(&key).into_owned(), has_value))
}

/// Hands over the words of the rest of the line.
fn words(source: &mut Source<'_>, mut each: impl FnMut(&str)) -> Result<(), Unread> {
    let mut word = Vec::new();
    loop {
        let byte = source.byte()?;
        if matches!(byte, b' ' | b'\n' | b'\r') {
            if !word.is_empty() {
                each(std::str::from_utf8(&word).unwrap_or_default());
                word.clear();
            }
            if byte == b'\n' {
                return Ok(());
            }
        } else if word.len() < LONGEST_NUMBER {
            word.push(byte);
        }
    }
}

impl Model {
    /// A line about the whole.
    fn whole(&mut self, key: &str, source: &mut Source<'_>) -> Result<(), Unread> {
        match key {
            "feature_names" => {
                let line = source.line(LONGEST_LINE)?;
                let line = String::from_utf8_lossy(&line);
                let names = line.trim_end_matches('\r').split(' ').filter(|name| !name.is_empty());
                self.names = names.take(MAX_NAMES + 1).map(Into::into).collect();
                if self.names.len() > MAX_NAMES {
                    return Err(Unread::TooMuch("250,000 features"));
                }
            }
            "tree_sizes" => words(source, |_| self.announced += 1)?,
            "max_feature_idx" | "num_class" | "num_tree_per_iteration" | "objective" => {
                let line = source.line(LONGEST_SETTING)?;
                let value = String::from_utf8_lossy(&line).trim().to_owned();
                match key {
                    "max_feature_idx" => self.features = value.parse().ok().and_then(|last: u64| last.checked_add(1)),
                    _ => self.settings.push((key.into(), Value::of_setting(&value))),
                }
                if key == "num_tree_per_iteration" {
                    self.trees_a_round = value.parse().unwrap_or_default();
                }
            }
            _ => source.skip_line()?,
        }
        Ok(())
    }

    /// A line about the tree.
    fn tree(&mut self, key: &str, source: &mut Source<'_>) -> Result<(), Unread> {
        match key {
            "num_leaves" => {
                let line = source.line(LONGEST_SETTING)?;
                let leaves: u64 = String::from_utf8_lossy(&line).trim().parse().unwrap_or_default();
                self.trees.leaves = self.trees.leaves.saturating_add(leaves);
                self.trees.nodes = self.trees.nodes.saturating_add(leaves.saturating_mul(2).saturating_sub(1));
                Ok(())
            }
            "split_feature" => {
                let tree = &mut self.tree;
                words(source, |word| {
                    if tree.features.len() <= MAX_NODES {
                        tree.features.push(word.parse().unwrap_or(u32::MAX));
                    }
                })
            }
            "split_gain" => {
                let tree = &mut self.tree;
                words(source, |word| {
                    if tree.gains.len() <= MAX_NODES {
                        tree.gains.push(word.parse().unwrap_or(f64::NAN));
                    }
                })
            }
            _ => source.skip_line(),
        }
    }

    /// As `GBDT::FeatureImportance` counts: a split that gained nothing is none.
    fn end_tree(&mut self) {
        let Tree { features, gains } = std::mem::take(&mut self.tree);
        if features.len() > MAX_NODES {
            self.trees.leave_out();
            return;
        }
        for (feature, gain) in features.into_iter().zip(gains).filter(|(_, gain)| *gain > 0.0) {
            self.trees.split(feature, Some(gain));
        }
    }

    /// `[key: value]`; those without a value say nothing.
    fn set(&mut self, line: &str) {
        let entry = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')).and_then(|line| line.split_once(':'));
        if let Some((name, value)) = entry
            && !value.trim().is_empty()
            && self.settings.len() < MAX_SETTINGS
        {
            self.settings.push((name.into(), Value::of_setting(value.trim())));
        }
    }

    fn into_facts(self) -> ModelFile {
        let names = (!self.names.is_empty()).then_some(self.names);
        let mut facts = ModelFile {
            format: Format::LightgbmText,
            class: Some("lightgbm.basic.Booster".to_owned()),
            // The file says the version of its format, not that of the library.
            library: Some(Library { name: "lightgbm".into(), version: None }),
            importances: self.trees.importances(Gain::Sum, names.as_deref()),
            ..ModelFile::default()
        };
        self.trees.add_counts(&mut facts.counts);
        if self.trees.trees > 0 {
            facts.counts.insert(Count::Rounds, self.trees.trees / self.trees_a_round.max(1));
        }
        let count = self.features.or_else(|| Some(names.as_ref()?.len() as u64));
        facts.features = count.is_some().then_some(Features { names, count, types: None });
        // What was said of the whole stands before the settings, which say it again.
        facts.parameters = self.settings;
        facts.parameters.sort_by(|(a, _), (b, _)| a.cmp(b));
        facts.parameters.dedup_by(|(a, _), (b, _)| a == b);
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::super::facts::ImportanceKind;
    use super::*;
    use crate::folder::Progress;

    const MODEL: &str = "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=2\nobjective=binary sigmoid:1\n\
        feature_names=age income city\nfeature_infos=[0:1] [0:1] 1:0\ntree_sizes=10 20\n\nTree=0\nnum_leaves=3\nsplit_feature=1 0\n\
        split_gain=4.5 0.5\nleaf_value=1 2 3\n\n\nTree=1\nnum_leaves=2\nsplit_feature=1\nsplit_gain=2\n\n\nend of trees\n\n\
        feature_importances:\nincome=2\nage=1\n\nparameters:\n[boosting: gbdt]\n[objective: binary]\n[learning_rate: 0.1]\n[data: ]\n[num_leaves: 31]\n\n\
        end of parameters\n\npandas_categorical:[[\"a\"]]";

    fn told(text: &str) -> ModelFile {
        read_from(&mut Source::memory(text.as_bytes(), &Progress::default()))
    }

    #[test]
    fn a_model_says_its_features_settings_and_trees() {
        let facts = told(MODEL);
        assert_eq!((facts.read, facts.why.as_deref()), (Read::Whole, None));
        let features = facts.features.unwrap();
        assert_eq!((features.names.unwrap().join(","), features.count), ("age,income,city".to_owned(), Some(3)));
        let settings: Vec<_> = facts.parameters.iter().map(|(name, value)| (&**name, value.clone())).collect();
        let text = |text: &str| Value::Text(text.into());
        let expected = [
            ("boosting", text("gbdt")),
            ("learning_rate", Value::Float(0.1)),
            ("num_class", Value::Int(1)),
            ("num_leaves", Value::Int(31)),
            ("num_tree_per_iteration", Value::Int(1)),
            ("objective", text("binary sigmoid:1")),
        ];
        assert_eq!(settings, expected);
        let counts: Vec<_> = facts.counts.into_iter().collect();
        assert_eq!(counts, [(Count::Rounds, 2), (Count::Trees, 2), (Count::Nodes, 8), (Count::Leaves, 5)]);
        let importances: Vec<_> = facts.importances.iter().map(|one| (one.kind, &*one.feature, one.value)).collect();
        let (gain, split) = (ImportanceKind::Gain, ImportanceKind::Split);
        assert_eq!(importances, [(gain, "income", 6.5), (gain, "age", 0.5), (split, "income", 2.0), (split, "age", 1.0)]);
    }

    #[test]
    fn lines_of_windows_are_read_too() {
        let facts = told(&MODEL.replace('\n', "\r\n"));
        assert_eq!(facts.features.unwrap().names.unwrap().join(","), "age,income,city");
        assert_eq!((facts.read, facts.counts[&Count::Leaves], facts.parameters.len()), (Read::Whole, 5, 6));
    }

    #[test]
    fn a_model_that_is_cut_off_says_so_wherever_it_is_cut() {
        for cut in 0..MODEL.find("end of trees").unwrap() {
            let facts = told(&MODEL[..cut]);
            assert_eq!((facts.read, facts.why.as_deref()), (Read::Part, Some("it is cut off")), "{:?}", &MODEL[..cut]);
        }
    }

    #[test]
    fn numbers_that_no_model_has_are_no_trouble() {
        let facts = told(
            "tree\nversion=v4\nmax_feature_idx=18446744073709551615\nnum_tree_per_iteration=0\nTree=0\nnum_leaves=18446744073709551615\nsplit_feature=-1 99999999999\nsplit_gain=nan 1e999\nTree=1\nnum_leaves=18446744073709551615\nend of trees\n",
        );
        assert_eq!((facts.read, facts.counts[&Count::Trees], facts.counts[&Count::Leaves]), (Read::Whole, 2, u64::MAX));
        assert_eq!(facts.features, None);
    }
}
