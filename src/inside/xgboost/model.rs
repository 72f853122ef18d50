//! The document that xgboost writes as UBJSON and as JSON: `{"learner": …, "version": [3, 2, 0]}`.

use super::super::document::{Document, Item};
use super::super::facts::{Count, ModelFile};
use super::super::tally::{MAX_NODES, Tally};
use super::super::value::Value;
use super::{Features, Gain, Library, Unread};

/// Names of features that are kept.
pub(super) const MAX_NAMES: usize = 250_000;
/// Settings that are kept.
const MAX_SETTINGS: usize = 2_000;
/// Bytes of a setting's name.
const LONGEST_NAME: usize = 200;
/// Numbers of one setting: a score for each output.
const MAX_ITEMS: usize = 2_000;
/// Objects in objects of `Config`.
const MAX_DEPTH: usize = 16;

/// What was found of a model.
#[derive(Default)]
pub(super) struct Model {
    pub version: Vec<u64>,
    pub names: Vec<Box<str>>,
    pub types: Vec<Box<str>>,
    pub features: Option<u64>,
    /// `gbtree`, `dart` or `gblinear`.
    pub booster: Option<String>,
    pub objective: Option<String>,
    /// Further settings by their names.
    pub settings: Vec<(String, String)>,
    pub trees: Tally,
    /// Trees of the first group: one a round, times those that are grown side by side.
    pub trees_of_first_group: u64,
    pub trees_side_by_side: u64,
    /// As the file itself says.
    pub rounds: Option<u64>,
    /// Of a linear model.
    pub weights: Option<u64>,
    pub config: Vec<(String, String)>,
    pub has_learner: bool,
}

impl Model {
    pub fn is_known(&self) -> bool {
        self.has_learner || self.objective.is_some()
    }

    /// Adds a setting; more than are kept are left out.
    fn set(&mut self, name: String, value: String) {
        if self.settings.len() < MAX_SETTINGS {
            self.settings.push((name, value));
        }
    }

    fn rounds(&self) -> Option<u64> {
        if self.weights.is_some() {
            return self.rounds;
        }
        self.rounds.or_else(|| (self.trees.trees > 0).then(|| self.trees_of_first_group / self.trees_side_by_side.max(1)))
    }

    pub fn into_facts(self) -> ModelFile {
        let mut facts = ModelFile::default();
        if !self.is_known() {
            return facts;
        }
        facts.class = Some("xgboost.core.Booster".to_owned());
        let version: Vec<String> = self.version.iter().map(u64::to_string).collect();
        facts.library = Some(Library { name: "xgboost".into(), version: (!version.is_empty()).then(|| version.join(".").into()) });
        if let Some(rounds) = self.rounds() {
            facts.counts.insert(Count::Rounds, rounds);
        }
        if let Some(weights) = self.weights {
            facts.counts.insert(Count::Parameters, weights);
        } else {
            self.trees.add_counts(&mut facts.counts);
        }
        let names = (!self.names.is_empty()).then_some(self.names);
        facts.importances = self.trees.importances(Gain::Mean, names.as_deref());
        let count = self.features.or_else(|| Some(names.as_ref()?.len() as u64));
        facts.features = count.is_some().then_some(Features { names, count, types: (!self.types.is_empty()).then_some(self.types) });
        let own = [("objective", self.objective), ("booster", self.booster)];
        facts.parameters = own.into_iter().filter_map(|(name, value)| Some((name.into(), Value::text(&value?)))).collect();
        let settings = self.settings.into_iter().map(|(name, text)| (name.into(), setting(&text)));
        facts.parameters.extend(settings);
        facts.parameters.sort_by(|(a, _), (b, _)| a.cmp(b));
        facts.parameters.dedup_by(|(a, _), (b, _)| a == b);
        facts
    }
}

/// A setting, which xgboost writes as a text: `5E-1`, `[5E-1]`, `[1E0,2E0]`.
fn setting(text: &str) -> Value {
    let Some(list) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) else { return Value::of_setting(text) };
    let mut values: Vec<Value> = list.split(',').take(MAX_ITEMS).map(|item| Value::of_setting(item.trim())).collect();
    if values.len() == 1 { values.remove(0) } else { Value::List(values) }
}

/// Reads a document. What was found before an error stays.
pub(super) fn read(doc: &mut impl Document, model: &mut Model) -> Result<(), Unread> {
    if !doc.object()? {
        return Err(Unread::Damaged("it holds no model of xgboost"));
    }
    while let Some(key) = doc.key()? {
        match key.as_str() {
            // A pickle keeps both.
            "Model" => whole(doc, model)?,
            "Config" => config(doc, model, 0)?,
            key => part(doc, model, key)?,
        }
    }
    Ok(())
}

fn whole(doc: &mut impl Document, model: &mut Model) -> Result<(), Unread> {
    if doc.object()? {
        while let Some(key) = doc.key()? {
            part(doc, model, &key)?;
        }
    }
    Ok(())
}

fn part(doc: &mut impl Document, model: &mut Model, key: &str) -> Result<(), Unread> {
    match key {
        "learner" => learner(doc, model),
        "version" => {
            model.version.clear();
            doc.numbers(|number| {
                if model.version.len() < 3 {
                    model.version.push(whole_number(number).unwrap_or_default());
                }
            })
        }
        _ => doc.skip(),
    }
}

/// A number that counts something.
fn whole_number(number: f64) -> Option<u64> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside of what a u64 holds, and without a fraction")]
    ((0.0..9e15).contains(&number) && number.fract() == 0.0).then_some(number as u64)
}

fn learner(doc: &mut impl Document, model: &mut Model) -> Result<(), Unread> {
    if !doc.object()? {
        return Ok(());
    }
    model.has_learner = true;
    while let Some(key) = doc.key()? {
        match key.as_str() {
            "feature_names" => model.names = texts(doc)?,
            "feature_types" => model.types = texts(doc)?,
            "gradient_booster" => gradient_booster(doc, model, true)?,
            "learner_model_param" => {
                for (name, value) in entries(doc)? {
                    match name.as_str() {
                        "num_feature" => model.features = value.parse().ok(),
                        "boost_from_average" => {}
                        _ => model.set(name, value),
                    }
                }
            }
            "objective" => objective(doc, model)?,
            _ => doc.skip()?,
        }
    }
    Ok(())
}

fn texts(doc: &mut impl Document) -> Result<Vec<Box<str>>, Unread> {
    let mut texts: Vec<Box<str>> = Vec::new();
    if doc.list()? {
        while doc.item()? {
            let text = doc.text()?;
            if texts.len() >= MAX_NAMES {
                return Err(Unread::TooMuch("250,000 features"));
            }
            texts.push(text.unwrap_or_else(|| "?".to_owned()).into());
        }
    }
    Ok(texts)
}

/// The entries of an object that holds settings.
fn entries(doc: &mut impl Document) -> Result<Vec<(String, String)>, Unread> {
    let mut entries = Vec::new();
    if doc.object()? {
        while let Some(key) = doc.key()? {
            let value = doc.single()?.and_then(Item::into_text);
            if entries.len() < MAX_SETTINGS && key.len() <= LONGEST_NAME {
                entries.extend(value.map(|value| (key, value)));
            }
        }
    }
    Ok(entries)
}

fn objective(doc: &mut impl Document, model: &mut Model) -> Result<(), Unread> {
    if !doc.object()? {
        return Ok(());
    }
    while let Some(key) = doc.key()? {
        match key.as_str() {
            "name" => model.objective = doc.text()?,
            // `num_class` stands there again.
            key if key.ends_with("_param") => {
                for (name, value) in entries(doc)?.into_iter().filter(|(name, _)| name != "num_class") {
                    model.set(name, value);
                }
            }
            _ => doc.skip()?,
        }
    }
    Ok(())
}

/// Of `dart`, the trees are one level below.
fn gradient_booster(doc: &mut impl Document, model: &mut Model, is_outer: bool) -> Result<(), Unread> {
    if !doc.object()? {
        return Ok(());
    }
    while let Some(key) = doc.key()? {
        match key.as_str() {
            "name" if is_outer => model.booster = doc.text()?,
            "gbtree" if is_outer => gradient_booster(doc, model, false)?,
            "model" => trees_or_weights(doc, model)?,
            _ => doc.skip()?,
        }
    }
    Ok(())
}

fn trees_or_weights(doc: &mut impl Document, model: &mut Model) -> Result<(), Unread> {
    if !doc.object()? {
        return Ok(());
    }
    while let Some(key) = doc.key()? {
        match key.as_str() {
            "gbtree_model_param" => {
                let side_by_side = entries(doc)?.into_iter().find(|(name, _)| name == "num_parallel_tree");
                if let Some((name, value)) = side_by_side {
                    model.trees_side_by_side = value.parse().unwrap_or_default();
                    model.set(name, value);
                }
            }
            "tree_info" => doc.numbers(|group| model.trees_of_first_group += u64::from(group == 0.0))?,
            "iteration_indptr" => {
                let mut count = 0_u64;
                doc.numbers(|_| count += 1)?;
                model.rounds = count.checked_sub(1);
            }
            "boosted_rounds" => model.rounds = doc.number()?.and_then(whole_number),
            "weights" => {
                let mut count = 0;
                doc.numbers(|_| count += 1)?;
                model.weights = Some(count);
            }
            "trees" => {
                if doc.list()? {
                    while doc.item()? {
                        tree(doc, model)?;
                    }
                }
            }
            _ => doc.skip()?,
        }
    }
    Ok(())
}

/// One tree: an array a property, and an item in each for every node. Nodes that were cut away stay as leaves that nothing
/// leads to, so that the splits are counted: there is one leaf more than splits.
fn tree(doc: &mut impl Document, model: &mut Model) -> Result<(), Unread> {
    if !doc.object()? {
        return Ok(());
    }
    let mut is_split: Vec<bool> = Vec::new();
    let (mut features, mut gains): (Vec<u32>, Vec<f32>) = (Vec::new(), Vec::new());
    let (mut nodes, mut splits) = (0_u64, 0_u64);
    while let Some(key) = doc.key()? {
        match key.as_str() {
            "left_children" => doc.numbers(|child| {
                nodes += 1;
                splits += u64::from(child >= 0.0);
                if is_split.len() < MAX_NODES {
                    is_split.push(child >= 0.0);
                }
            })?,
            "split_indices" => doc.numbers(|feature| {
                if features.len() < MAX_NODES {
                    features.push(whole_number(feature).and_then(|feature| u32::try_from(feature).ok()).unwrap_or(u32::MAX));
                }
            })?,
            #[expect(clippy::cast_possible_truncation, reason = "the file holds numbers of 32 bits")]
            "loss_changes" => doc.numbers(|gain| {
                if gains.len() < MAX_NODES {
                    gains.push(gain as f32);
                }
            })?,
            _ => doc.skip()?,
        }
    }
    let tally = &mut model.trees;
    tally.trees += 1;
    if nodes > 0 {
        tally.nodes += 2 * splits + 1;
        tally.leaves += splits + 1;
    }
    if nodes > MAX_NODES as u64 {
        tally.leave_out();
    }
    for (at, feature) in is_split.iter().zip(features).enumerate().filter_map(|(at, (is_split, feature))| is_split.then_some((at, feature)))
    {
        tally.split(feature, gains.get(at).copied().map(f64::from));
    }
    Ok(())
}

/// The settings under names that end in `_param`, wherever they stand.
fn config(doc: &mut impl Document, model: &mut Model, depth: usize) -> Result<(), Unread> {
    if depth > MAX_DEPTH {
        return doc.skip();
    }
    if !doc.object()? {
        return Ok(());
    }
    while let Some(key) = doc.key()? {
        if !key.ends_with("_param") {
            config(doc, model, depth + 1)?;
            continue;
        }
        let entries = entries(doc)?;
        let left = MAX_SETTINGS.saturating_sub(model.config.len());
        model.config.extend(entries.into_iter().take(left));
    }
    Ok(())
}
