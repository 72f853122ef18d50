//! What `numpy.array` makes of nested lists.

use super::cast::{CastSummary, CastTarget, cast_in_array};
use crate::mlmodel::value::Value;

/// What is said of lists that are [`Ragged`].
pub const RAGGED: &str = "the lists have different lengths, and numpy wants them alike";

/// numpy's limit of dimensions.
pub const MAX_DIMENSIONS: usize = 64;

/// Lists of different lengths, or values beside lists, where numpy wants a rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ragged;

/// The shape of a value as an array; a value that is no list has none, `[]`.
///
/// # Errors
/// The lists do not make a rectangle.
pub fn shape(value: &Value) -> Result<Vec<usize>, Ragged> {
    let Value::List(items) = value else { return Ok(Vec::new()) };
    let mut dims = vec![items.len()];
    if let Some((first, rest)) = items.split_first() {
        let inner = shape(first)?;
        for item in rest {
            if !has_shape(item, &inner) {
                return Err(Ragged);
            }
        }
        dims.extend(inner);
    }
    if dims.len() > MAX_DIMENSIONS { Err(Ragged) } else { Ok(dims) }
}

/// The first item that is of another shape than the first one, or ragged in itself.
pub fn ragged_row(value: &Value) -> Option<usize> {
    let Value::List(items) = value else { return None };
    let Ok(first) = shape(items.first()?) else { return Some(0) };
    items.iter().position(|item| !has_shape(item, &first))
}

fn has_shape(value: &Value, dims: &[usize]) -> bool {
    match (value, dims.split_first()) {
        (Value::List(items), Some((length, inner))) => items.len() == *length && items.iter().all(|item| has_shape(item, inner)),
        (Value::List(_), None) | (_, Some(_)) => false,
        (_, None) => true,
    }
}

/// The shape of an array of objects, which may be ragged below.
pub fn object_shape(value: &Value) -> Vec<usize> {
    let Value::List(items) = value else { return Vec::new() };
    let mut dims = vec![items.len()];
    let mut inner: Option<Vec<usize>> = None;
    for item in items {
        let own = object_shape(item);
        inner = Some(match inner {
            None => own,
            Some(common) => common.iter().zip(&own).take_while(|(a, b)| a == b).map(|(a, _)| *a).collect(),
        });
    }
    dims.extend(inner.unwrap_or_default());
    dims
}

/// Casts every value below; `row`: which row it belongs to, `None` where each item is a row of its own.
pub fn cast_all<'v>(value: &'v Value, row: Option<usize>, target: &CastTarget<'_>, summary: &mut CastSummary<'v>) {
    match value {
        Value::List(items) => {
            for (i, item) in items.iter().enumerate() {
                cast_all(item, row.or(Some(i)), target, summary);
            }
        }
        leaf => summary.add(row, leaf, cast_in_array(leaf, target)),
    }
}

/// A shape as numpy writes it.
pub fn shape_text(dims: &[usize]) -> String {
    match dims {
        [one] => format!("({one},)"),
        _ => format!("({})", dims.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mlmodel::json;

    #[test]
    fn shapes_are_numpys() {
        let of = |text: &str| shape(&json::parse(text).expect("JSON"));
        assert_eq!(of("5"), Ok(vec![]));
        assert_eq!(of("[]"), Ok(vec![0]));
        assert_eq!(of("[[1,2],[3,4],[5,6]]"), Ok(vec![3, 2]));
        assert_eq!(of("[[],[]]"), Ok(vec![2, 0]));
        assert_eq!(of("[[1],[2,3]]"), Err(Ragged));
        assert_eq!(of("[1,[2]]"), Err(Ragged));
        let row = |text: &str| ragged_row(&json::parse(text).expect("JSON"));
        assert_eq!((row("[[1],[2],[3,4]]"), row("[[[1],2],[3,4]]"), row("[1,2]"), row("5")), (Some(2), Some(0), None, None));
        assert_eq!(object_shape(&json::parse("[[1],[2,3]]").expect("JSON")), [2]);
    }
}
