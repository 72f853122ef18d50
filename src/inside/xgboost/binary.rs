//! xgboost's binary format, which it wrote before version 3 wherever the file's name did not end in `.json` or `.ubj`: structs as
//! they lie in memory, the lowest byte first (`src/learner.cc`, `src/gbm/gbtree_model.h`, `include/xgboost/tree_model.h`).

use super::super::source::{Source, Unread};
use super::model::Model;

/// Characters of a name.
const LONGEST_NAME: u64 = 200;
/// Bytes of what lies between the fields that are read and the end of their struct.
const REST_OF_LEARNER: u64 = 136 - 8 * 4;
const REST_OF_TREES: u64 = 160 - 2 * 4;
const REST_OF_TREE: u64 = 148 - 2 * 4;
const REST_OF_LINEAR: u64 = 136;
/// Bytes of a node, and of what is known of it.
const NODE: u64 = 20;
const STATISTICS: u64 = 16;

fn u32(source: &mut Source<'_>) -> Result<u32, Unread> {
    Ok(u32::from_le_bytes(source.array()?))
}

fn u64(source: &mut Source<'_>) -> Result<u64, Unread> {
    Ok(u64::from_le_bytes(source.array()?))
}

fn name(source: &mut Source<'_>) -> Result<String, Unread> {
    let length = u64(source)?;
    if length > LONGEST_NAME {
        return Err(Unread::Damaged("it holds no model of xgboost"));
    }
    let bytes = source.take(length)?;
    match String::from_utf8(bytes) {
        Ok(name) if name.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(name),
        _ => Err(Unread::Damaged("it holds no model of xgboost")),
    }
}

/// Reads a model. What was found before an error stays.
pub(super) fn read(source: &mut Source<'_>, model: &mut Model) -> Result<(), Unread> {
    // Pickles of 1.0 and 1.1 say before it where their settings begin.
    if source.peek(14)? == b"CONFIG-offset:" {
        source.skip(14 + 8)?;
    }
    if source.peek(4)? == b"binf" {
        source.skip(4)?;
    }
    let base_score = f32::from_le_bytes(source.array()?);
    let features = u32(source)?;
    let classes = u32(source)?.cast_signed();
    let [_, _, major, minor, targets] = [u32(source)?, u32(source)?, u32(source)?, u32(source)?, u32(source)?];
    source.skip(REST_OF_LEARNER)?;
    let (objective, booster) = (name(source)?, name(source)?);
    let is_linear = booster == "gblinear";
    model.features = Some(u64::from(features));
    // Before 1.0 nothing was written there.
    if major > 0 {
        model.version = vec![u64::from(major), u64::from(minor)];
    }
    model.objective = Some(objective);
    model.booster = Some(booster);
    model.settings.push(("base_score".to_owned(), base_score.to_string()));
    model.settings.push(("num_class".to_owned(), classes.to_string()));
    if targets > 0 {
        model.settings.push(("num_target".to_owned(), targets.to_string()));
    }
    if is_linear {
        source.skip(REST_OF_LINEAR)?;
        model.weights = Some(u64(source)?);
        let bytes = model.weights.and_then(|weights| weights.checked_mul(4)).ok_or(Unread::CutOff)?;
        return source.skip(bytes);
    }
    trees(source, model)
}

fn trees(source: &mut Source<'_>, model: &mut Model) -> Result<(), Unread> {
    let trees = u32(source)?;
    // Before 1.6 the number of roots, which is 1 or nothing.
    model.trees_side_by_side = u64::from(u32(source)?);
    source.skip(REST_OF_TREES)?;
    for _ in 0..trees {
        tree(source, model)?;
    }
    for _ in 0..trees {
        model.trees_of_first_group += u64::from(u32(source)? == 0);
    }
    Ok(())
}

fn tree(source: &mut Source<'_>, model: &mut Model) -> Result<(), Unread> {
    let [_, nodes] = [u32(source)?, u32(source)?];
    source.skip(REST_OF_TREE)?;
    let bytes = u64::from(nodes) * (NODE + STATISTICS);
    if source.left().is_some_and(|left| left < bytes) {
        return Err(Unread::CutOff);
    }
    // The place of each split among the nodes, and its feature.
    let mut splits: Vec<(u32, u32)> = Vec::new();
    for at in 0..nodes {
        let [_parent, left, _right, feature, _value] = [u32(source)?, u32(source)?, u32(source)?, u32(source)?, u32(source)?];
        if left != u32::MAX {
            // The highest bit says where missing values go.
            splits.push((at, feature & 0x7fff_ffff));
        }
    }
    let tally = &mut model.trees;
    tally.trees += 1;
    if nodes > 0 {
        tally.nodes += 2 * splits.len() as u64 + 1;
        tally.leaves += splits.len() as u64 + 1;
    }
    let mut passed = 0;
    for (at, feature) in splits {
        source.skip(u64::from(at - passed) * STATISTICS)?;
        let gain = f32::from_le_bytes(source.array()?);
        source.skip(STATISTICS - 4)?;
        passed = at + 1;
        tally.split(feature, Some(f64::from(gain)));
    }
    source.skip(u64::from(nodes - passed) * STATISTICS)
}
