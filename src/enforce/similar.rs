//! Names that are nearly others: a missing name and an unknown one of a request that a person may have meant for it.
//!
//! The measure is fixed. Two names are nearly the same where they differ
//! 1. only in upper and lower case, or in blanks, `_`, `-` and `.` between words; or else
//! 2. in one letter besides: one too many, one too few, another one, or two exchanged. Names of up to three letters are too
//!    short for that, and names that differ in a digit, or in a letter that is a word by itself (`sensor_b`), are meant to
//!    differ.
//!
//! Each name is in one pair at most. A name that is as near to two others is near to none: nobody knows which was meant.

use std::collections::HashMap;
use std::fmt;

/// In what two names differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nearness {
    Case,
    Blanks,
    Letter,
}

impl fmt::Display for Nearness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Case => "upper and lower case differ",
            Self::Blanks => "blanks or marks between the words differ",
            Self::Letter => "one letter differs",
        })
    }
}

/// A missing name and the one that is nearly it, by their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NearPair {
    pub missing: usize,
    pub unknown: usize,
    pub nearness: Nearness,
}

/// Names of a kind that are compared letter by letter; more are compared by case and blanks only.
const MAX_COMPARED: usize = 300;
/// Letters that all these comparisons may look at; where there may be more, none is made.
const MAX_WORK: usize = 10_000_000;
/// Names of so few letters are too short to differ in one.
const MAX_SHORT: usize = 3;
/// Longer names are not compared letter by letter.
const MAX_LETTERS: usize = 200;

/// The pairs, each name in one at most, in the order of the missing ones.
pub fn pairs(missing: &[&str], unknown: &[&str]) -> Vec<NearPair> {
    let mut found = alike(missing, unknown);
    if missing.len() <= MAX_COMPARED && unknown.len() <= MAX_COMPARED {
        let is_free = |place: usize, of: fn(&NearPair) -> usize| !found.iter().any(|pair| of(pair) == place);
        let left = |names: &[&str], of: fn(&NearPair) -> usize| -> Vec<(usize, Vec<Letter>)> {
            let free = names.iter().enumerate().filter(|(place, _)| is_free(*place, of));
            free.filter(|(_, name)| name.len() <= MAX_LETTERS).map(|(place, name)| (place, letters(name))).collect()
        };
        let (wanted, sent) = (left(missing, |pair| pair.missing), left(unknown, |pair| pair.unknown));
        let size = |names: &[(usize, Vec<Letter>)]| names.iter().map(|(_, letters)| letters.len()).sum::<usize>();
        if (size(&wanted) * sent.len()).max(size(&sent) * wanted.len()) <= MAX_WORK {
            found.extend(in_one_letter(&wanted, &sent, [missing.len(), unknown.len()]));
        }
    }
    found.sort_by_key(|pair| pair.missing);
    found
}

/// Those that differ in one letter, of names by their places, and are near to no other. `names`: how many there are of each kind.
fn in_one_letter(missing: &[(usize, Vec<Letter>)], unknown: &[(usize, Vec<Letter>)], names: [usize; 2]) -> Vec<NearPair> {
    let pair = |missing: usize, unknown: usize| NearPair { missing, unknown, nearness: Nearness::Letter };
    let near_to = |(place, name): &(usize, Vec<Letter>)| -> Vec<NearPair> {
        unknown.iter().filter(|(_, other)| is_one_letter(name, other)).map(|(other, _)| pair(*place, *other)).collect()
    };
    let mut near: Vec<NearPair> = missing.iter().flat_map(near_to).collect();
    let (mut of_missing, mut of_unknown) = (vec![0_usize; names[0]], vec![0_usize; names[1]]);
    for pair in &near {
        of_missing[pair.missing] += 1;
        of_unknown[pair.unknown] += 1;
    }
    near.retain(|pair| of_missing[pair.missing] == 1 && of_unknown[pair.unknown] == 1);
    near
}

/// What a missing name is nearly, among others.
pub fn nearest<'n>(missing: &str, unknown: &[&'n str]) -> Option<(&'n str, Nearness)> {
    pairs(&[missing], unknown).first().map(|pair| (unknown[pair.unknown], pair.nearness))
}

/// Those that differ in case and blanks only.
fn alike(missing: &[&str], unknown: &[&str]) -> Vec<NearPair> {
    let by_name = |names: &[&str]| {
        let mut places: HashMap<String, Vec<usize>> = HashMap::with_capacity(names.len());
        for (place, name) in names.iter().enumerate() {
            places.entry(folded(name)).or_default().push(place);
        }
        places
    };
    let (wanted, sent) = (by_name(missing), by_name(unknown));
    let mut found = Vec::new();
    for (name, places) in &wanted {
        if let ([missing_at], Some([unknown_at])) = (&places[..], sent.get(name).map(Vec::as_slice))
            && !name.is_empty()
        {
            let is_case = missing[*missing_at].to_lowercase() == unknown[*unknown_at].to_lowercase();
            let nearness = if is_case { Nearness::Case } else { Nearness::Blanks };
            found.push(NearPair { missing: *missing_at, unknown: *unknown_at, nearness });
        }
    }
    found
}

/// Whether it stands between words.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '_' | '-' | '.')
}

/// In lower case, without what separates words.
fn folded(name: &str) -> String {
    name.chars().filter(|c| !is_separator(*c)).flat_map(char::to_lowercase).collect()
}

/// A letter of a folded name.
#[derive(Clone, Copy)]
struct Letter {
    letter: char,
    /// Where another one stands the names are meant to differ: it is a digit, or a word by itself.
    is_deliberate: bool,
}

/// The letters of a folded name.
fn letters(name: &str) -> Vec<Letter> {
    let mut letters = Vec::new();
    for word in name.split(is_separator) {
        let is_alone = word.chars().nth(1).is_none();
        let lower = word.chars().flat_map(char::to_lowercase);
        letters.extend(lower.map(|letter| Letter { letter, is_deliberate: is_alone || letter.is_numeric() }));
    }
    letters
}

/// Whether one letter that is not meant to differ makes one of the other.
fn is_one_letter(a: &[Letter], b: &[Letter]) -> bool {
    if a.len().min(b.len()) <= MAX_SHORT || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let is_same = |(a, b): &(&Letter, &Letter)| a.letter == b.letter;
    let before = a.iter().zip(b).take_while(is_same).count();
    let after = a[before..].iter().rev().zip(b[before..].iter().rev()).take_while(is_same).count();
    let (a, b) = (&a[before..a.len() - after], &b[before..b.len() - after]);
    let is_slip = match (a, b) {
        ([_], [] | [_]) | ([], [_]) => true,
        ([a1, a2], [b1, b2]) => a1.letter == b2.letter && a2.letter == b1.letter,
        _ => false,
    };
    is_slip && !a.iter().chain(b).any(|letter| letter.is_deliberate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paired(missing: &[&str], unknown: &[&str]) -> Vec<String> {
        pairs(missing, unknown)
            .iter()
            .map(|pair| format!("{}={}: {}", missing[pair.missing], unknown[pair.unknown], pair.nearness))
            .collect()
    }

    #[test]
    fn names_that_are_nearly_right_are_paired() {
        assert_eq!(paired(&["age"], &["Age"]), ["age=Age: upper and lower case differ"]);
        assert_eq!(
            paired(&["fixed acidity"], &["Fixed_Acidity"]),
            ["fixed acidity=Fixed_Acidity: blanks or marks between the words differ"]
        );
        assert_eq!(paired(&["pH "], &["pH"]), ["pH =pH: blanks or marks between the words differ"]);
        for typo in ["sulphate", "sulphatess", "sulphites", "sulhpates"] {
            assert_eq!(paired(&["sulphates"], &[typo]), [format!("sulphates={typo}: one letter differs")], "{typo}");
        }
    }

    #[test]
    fn names_that_are_meant_to_differ_are_not() {
        for (a, b) in [
            ("x1", "x2"),
            ("feature1", "feature2"),
            ("feature1", "feature"),
            ("age", "ago"),
            ("age", "wage"),
            ("alcohol", "density"),
            ("", " "),
            ("sensor_b", "sensor_c"),
            ("Sensor B", "sensor c"),
            ("sensor-b", "sensor"),
            ("x.position", "y.position"),
            ("sensor_b_mean", "sensor_c_mean"),
        ] {
            assert!(paired(&[a], &[b]).is_empty(), "{a} {b}");
        }
    }

    #[test]
    fn no_name_is_in_two_pairs() {
        // Both are as near: nobody knows which was meant.
        assert!(paired(&["length", "lengths"], &["lengthx"]).is_empty());
        assert!(paired(&["Age", "age"], &["AGE"]).is_empty());
        assert!(paired(&["colour"], &["coloor", "colou"]).is_empty());
        // The nearer pair is taken first, and what is left is a pair.
        assert_eq!(
            paired(&["colour", "colours"], &["Colours", "colourx"]),
            ["colour=colourx: one letter differs", "colours=Colours: upper and lower case differ"]
        );
    }

    #[test]
    fn names_that_are_all_near_to_each_other_end_soon() {
        let letter = |i: u32| char::from_u32(0x4e00 + i).expect("a letter");
        let names =
            |from: u32, after: &str| -> Vec<String> { (from..from + 300).map(|i| format!("feature {}{after}", letter(i))).collect() };
        // One letter, one of a word, and one of a long name.
        for after in ["", "x", &"y".repeat(180)] {
            let (missing, unknown) = (names(0, after), names(1_000, after));
            let (missing, unknown): (Vec<&str>, Vec<&str>) =
                (missing.iter().map(String::as_str).collect(), unknown.iter().map(String::as_str).collect());
            let start = std::time::Instant::now();
            assert!(pairs(&missing, &unknown).is_empty());
            assert!(start.elapsed().as_secs() < 10, "{after}");
        }
    }

    #[test]
    fn many_and_long_names_end_soon() {
        let names: Vec<String> = (0..100_000).map(|i| format!("name {i}")).collect();
        let others: Vec<String> = names.iter().map(|name| name.to_uppercase()).collect();
        let (missing, unknown): (Vec<&str>, Vec<&str>) =
            (names.iter().map(String::as_str).collect(), others.iter().map(String::as_str).collect());
        assert_eq!(pairs(&missing, &unknown).len(), names.len());
        let long = "x".repeat(1_000_000);
        assert!(pairs(&[&long], &[&format!("{long}y")]).is_empty());
    }
}
