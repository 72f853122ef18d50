//! What the formats of tensors share: shapes, how many numbers they hold, names that are kept.

use super::dtype::Dtype;
use super::facts::{Count, MAX_VALUES, ModelFile, Read, Tensor};
use super::source::Unread;
use super::value::Value;

/// Tensors of one file that are kept.
pub(super) const MAX_TENSORS: usize = 250_000;
/// Sides of one tensor; numpy has no more.
pub(super) const MAX_DIMENSIONS: usize = 64;
/// Bytes of a name that are kept.
pub(super) const LONGEST_NAME: u64 = 1_000;

/// Says that not all of a file was read; the first reason is kept.
pub(super) fn note(file: &mut ModelFile, why: &Unread) {
    if file.read == Read::Whole {
        file.read = Read::Part;
        file.why = Some(why.to_string());
    }
}

/// How many numbers an array of this shape holds; nothing past 64 bits.
pub(super) fn size(shape: &[u64]) -> Option<u64> {
    if shape.contains(&0) {
        return Some(0);
    }
    shape.iter().try_fold(1, |all: u64, side| all.checked_mul(*side))
}

/// A shape as signed numbers; nothing where one is negative.
pub(super) fn shape(sides: &[i64]) -> Option<Vec<u64>> {
    sides.iter().map(|side| u64::try_from(*side).ok()).collect()
}

/// Adds a tensor and the count of its numbers.
pub(super) fn add(file: &mut ModelFile, tensor: Tensor) {
    match size(&tensor.shape) {
        Some(size) => count(file, size),
        None => note(file, &Unread::Damaged("a tensor claims more numbers than can be counted")),
    }
    if file.tensors.len() < MAX_TENSORS {
        file.tensors.push(tensor);
    } else {
        note(file, &Unread::TooMuch("250,000 tensors"));
    }
}

/// So many parameters more.
pub(super) fn count(file: &mut ModelFile, parameters: u64) {
    let all = file.counts.entry(Count::Parameters).or_default();
    *all = all.saturating_add(parameters);
}

/// The numbers of a small tensor, from their bytes.
pub(super) fn values(dtype: &str, shape: &[u64], bytes: &[u8]) -> Option<Vec<Value>> {
    let dtype = Dtype::parse(match dtype {
        "float16" => "f2",
        "float32" => "f4",
        "float64" => "f8",
        "int8" => "i1",
        "int16" => "i2",
        "int32" => "i4",
        "int64" => "i8",
        "uint8" => "u1",
        "uint16" => "u2",
        "uint32" => "u4",
        "uint64" => "u8",
        "bool" => "b1",
        _ => return None,
    })?;
    let (count, item) = (usize::try_from(size(shape)?).ok()?, usize::try_from(dtype.bytes()).ok()?);
    if count > MAX_VALUES || bytes.len() != count * item {
        return None;
    }
    bytes.chunks_exact(item).map(|item| dtype.value(item)).collect()
}
