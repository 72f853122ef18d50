//! Where the rows of a signature are after the model was read again: they are followed by their names.

use std::collections::HashMap;

use super::lines::{ByPart, PartTables, SpecPath};
use crate::mlmodel::signature::Property;
use crate::present::rows::PartRows;

/// The rows of two readings of one signature.
pub(super) struct Moved<'a> {
    old: PartTables<'a>,
    new: PartTables<'a>,
    /// The number that each spec has now.
    specs: ByPart<Vec<Option<u32>>>,
}

impl<'a> Moved<'a> {
    pub fn between(old: PartTables<'a>, new: PartTables<'a>) -> Self {
        let specs = ByPart::of(|part| old[part].zip(new[part]).map(|(old, new)| specs_moved(old, new)).unwrap_or_default());
        Self { old, new, specs }
    }

    /// The path of the same row, where there is one.
    pub fn path(&self, path: &SpecPath) -> Option<SpecPath> {
        let (old, new) = (self.old[path.part]?, self.new[path.part]?);
        let spec = (*self.specs[path.part].get(path.spec as usize)?)?;
        let (mut before, mut now) = (old.properties(path.spec as usize), new.properties(spec as usize));
        let mut way = Vec::with_capacity(path.way.len());
        for i in &path.way {
            let property = before.get(*i as usize)?;
            let at = now.iter().position(|other: &Property| other.name == property.name)?;
            (before, now) = (property.data_type.properties(), now[at].data_type.properties());
            way.push(u32::try_from(at).ok()?);
        }
        Some(SpecPath { spec, way: way.into(), ..*path })
    }
}

/// Specs without a name go by position.
fn specs_moved(old: PartRows<'_>, new: PartRows<'_>) -> Vec<Option<u32>> {
    let number = |i: usize| u32::try_from(i).ok();
    let named: HashMap<String, usize> = (0..new.len()).rev().filter_map(|i| Some((new.name(i)?, i))).collect();
    let moved = |i: usize| match old.name(i) {
        Some(name) => named.get(&name).copied(),
        None => Some(i).filter(|i| *i < new.len() && new.name(*i).is_none()),
    };
    (0..old.len()).map(|i| moved(i).and_then(number)).collect()
}
