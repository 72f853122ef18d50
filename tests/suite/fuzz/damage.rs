//! What is done to the bytes of a sound file.

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// One change.
#[derive(Clone, Debug)]
pub enum Damage {
    Set(Index, u8),
    Flip(Index, u8),
    Cut(Index),
    Remove(Index, usize),
    Repeat(Index, usize, usize),
    /// What means something to the format.
    Insert(Index, Vec<u8>),
    /// The same, over what stands there.
    Overwrite(Index, Vec<u8>),
}

/// Some changes; `token` is what means something to the format.
pub fn damages(token: impl Strategy<Value = Vec<u8>> + 'static) -> impl Strategy<Value = Vec<Damage>> {
    let (at, token) = (any::<Index>, token.boxed());
    let one = prop_oneof![
        3 => (at(), prop_oneof![Just(0), Just(0xff), any::<u8>()]).prop_map(|(at, byte)| Damage::Set(at, byte)),
        3 => (at(), 0_u8..8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        1 => at().prop_map(Damage::Cut),
        1 => (at(), 1_usize..80).prop_map(|(at, length)| Damage::Remove(at, length)),
        1 => (at(), 1_usize..80, 1_usize..40).prop_map(|(at, length, times)| Damage::Repeat(at, length, times)),
        2 => (at(), token.clone()).prop_map(|(at, token)| Damage::Insert(at, token)),
        1 => (at(), token).prop_map(|(at, token)| Damage::Overwrite(at, token)),
    ];
    proptest::collection::vec(one, 1..8)
}

/// One of these.
pub fn token(tokens: &'static [&'static [u8]]) -> impl Strategy<Value = Vec<u8>> {
    select(tokens).prop_map(<[u8]>::to_vec)
}

/// The bytes after all of it.
pub fn damaged(mut bytes: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        if bytes.is_empty() {
            break;
        }
        let part = |at: &Index, length: usize| at.index(bytes.len())..(at.index(bytes.len()) + length).min(bytes.len());
        match damage {
            Damage::Set(at, byte) => *at.get_mut(&mut bytes) = *byte,
            Damage::Flip(at, bit) => *at.get_mut(&mut bytes) ^= 1 << bit,
            Damage::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Damage::Remove(at, length) => {
                let part = part(at, *length);
                bytes.drain(part);
            }
            Damage::Repeat(at, length, times) => {
                let part = part(at, *length);
                let again = bytes[part.clone()].repeat(*times);
                bytes.splice(part.start..part.start, again);
            }
            Damage::Insert(at, token) => {
                let start = at.index(bytes.len());
                bytes.splice(start..start, token.iter().copied());
            }
            Damage::Overwrite(at, token) => {
                let part = part(at, token.len());
                let count = part.len();
                bytes[part].copy_from_slice(&token[..count]);
            }
        }
    }
    bytes
}
