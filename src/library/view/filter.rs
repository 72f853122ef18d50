//! What of the library holds every word of a filter.

use crate::library::entry::{Absent, Entry, Registered};

/// The words of a filter. They must all occur, in any field, whatever their case.
pub(super) struct Filter {
    words: Vec<String>,
    /// The text that was searched last, there to be used again.
    text: String,
}

impl Filter {
    /// Splits what a person typed.
    pub fn new(typed: &str) -> Self {
        Self { words: typed.split_whitespace().map(str::to_lowercase).collect(), text: String::new() }
    }

    /// Whether a model holds every word.
    pub fn holds_entry(&mut self, entry: &Entry) -> bool {
        self.holds(|text| entry_text(text, entry))
    }

    /// Whether a version without a model holds every word.
    pub fn holds_absent(&mut self, absent: &Absent) -> bool {
        self.holds(|text| absent_text(text, absent))
    }

    /// Whether every word occurs in the text that `write` gives.
    fn holds(&mut self, write: impl FnOnce(&mut String)) -> bool {
        if self.words.is_empty() {
            return true;
        }
        self.text.clear();
        write(&mut self.text);
        if self.text.is_ascii() {
            self.text.make_ascii_lowercase();
        } else {
            self.text = self.text.to_lowercase();
        }
        self.words.iter().all(|word| self.text.contains(word.as_str()))
    }
}

/// All that can be searched for. A line break stands between the fields, so that no word spans two.
fn entry_text(text: &mut String, entry: &Entry) {
    let mut add = |part: &str| {
        text.push_str(part);
        text.push('\n');
    };
    add(&entry.name);
    entry.flavors.iter().for_each(|flavor| add(flavor));
    [entry.experiment.as_deref(), entry.run_name.as_deref(), entry.run_id.as_deref(), entry.model_id.as_deref(), entry.created.as_deref()]
        .into_iter()
        .flatten()
        .for_each(&mut add);
    entry.registered.iter().for_each(|registered| registered_text(&mut add, registered));
    add(&entry.path.to_string_lossy());
}

fn absent_text(text: &mut String, absent: &Absent) {
    let mut add = |part: &str| {
        text.push_str(part);
        text.push('\n');
    };
    registered_text(&mut add, &absent.registered);
    add(&absent.source);
}

fn registered_text(add: &mut impl FnMut(&str), registered: &Registered) {
    add(&registered.label());
    registered.stage.as_deref().into_iter().for_each(add);
}
