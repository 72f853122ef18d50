//! catboost's JSON: `features_info`, `model_info`, and `oblivious_trees` or `trees` (`catboost/libs/model/model_export`).

use super::super::document::{Document, Item};
use super::{MAX_FEATURES, Model, Unread};

/// Items of one entry of `model_info`.
const MAX_ITEMS: usize = 20_000;
/// Lists in lists of one entry.
const MAX_DEPTH: usize = 32;

/// Lists of features, and what catboost calls their type.
const FEATURES: [(&str, &str); 4] =
    [("categorical_features", "Categorical"), ("float_features", "Float"), ("text_features", "Text"), ("embedding_features", "Embedding")];

/// By the first key: keys stand in the order of the alphabet.
pub(super) fn begins_like_one(head: &[u8]) -> bool {
    let text: Vec<u8> = head.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    ["{\"ctr_data\":", "{\"features_info\":", "{\"oblivious_trees\":"].iter().any(|beginning| text.starts_with(beginning.as_bytes()))
}

/// Reads a model. What was found before an error stays.
pub(super) fn read(doc: &mut impl Document, model: &mut Model) -> Result<(), Unread> {
    if !doc.object()? {
        return Ok(());
    }
    while let Some(key) = doc.key()? {
        match key.as_str() {
            "features_info" => {
                if doc.object()? {
                    while let Some(key) = doc.key()? {
                        match FEATURES.iter().find(|(list, _)| *list == key) {
                            Some((_, kind)) => features(doc, model, kind)?,
                            None => doc.skip()?,
                        }
                    }
                }
            }
            "model_info" => {
                if doc.object()? {
                    while let Some(key) = doc.key()? {
                        let value = doc.small(MAX_DEPTH, &mut { MAX_ITEMS })?;
                        model.info.add(&key, value);
                    }
                }
            }
            "oblivious_trees" | "trees" => {
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

fn features(doc: &mut impl Document, model: &mut Model, kind: &'static str) -> Result<(), Unread> {
    if !doc.list()? {
        return Ok(());
    }
    while doc.item()? {
        if model.features.len() >= MAX_FEATURES {
            return Err(Unread::TooMuch("250,000 features"));
        }
        if !doc.object()? {
            continue;
        }
        let (mut at, mut name) = (None, String::new());
        while let Some(key) = doc.key()? {
            match key.as_str() {
                "flat_feature_index" => {
                    at = match doc.single()? {
                        Some(Item::Int(at)) => u32::try_from(at).ok(),
                        _ => None,
                    };
                }
                "feature_id" | "feature_name" => name = doc.text()?.unwrap_or_default(),
                _ => doc.skip()?,
            }
        }
        let at = at.unwrap_or_else(|| u32::try_from(model.features.len()).unwrap_or(u32::MAX));
        model.features.push((at, name, kind));
    }
    Ok(())
}

/// A symmetric tree has a weight a leaf, and a split a level; the others have `left` and `right`, and a value in each leaf.
fn tree(doc: &mut impl Document, model: &mut Model) -> Result<(), Unread> {
    let level = doc.level();
    if !doc.object()? {
        return Ok(());
    }
    model.trees += 1;
    let (mut weights, mut splits, mut values) = (0_u64, 0_u32, 0_u64);
    while doc.level() > level {
        let Some(key) = doc.key()? else { continue };
        match key.as_str() {
            "left" | "right" => drop(doc.object()?),
            "value" => {
                values += 1;
                doc.skip()?;
            }
            "leaf_weights" => doc.numbers(|_| weights += 1)?,
            "splits" => {
                if doc.list()? {
                    while doc.item()? {
                        splits += 1;
                        doc.skip()?;
                    }
                }
            }
            _ => doc.skip()?,
        }
    }
    let leaves = if values > 0 {
        values
    } else if weights > 0 {
        weights
    } else {
        1_u64.checked_shl(splits).unwrap_or(u64::MAX)
    };
    model.leaves = model.leaves.saturating_add(leaves);
    Ok(())
}
