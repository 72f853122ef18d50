//! Where two models can run, side by side: which platforms the candidate loses, or gains.

use crate::mlmodel::display::count;
use crate::platforms::{Answer, Verdict};

/// What each platform says, by its name; without those that are a setting of another.
pub(super) fn facts(answers: &[Answer]) -> Vec<(String, String)> {
    let shown = answers.iter().filter(|answer| !answer.platform.is_variant);
    let mut all: Vec<(String, String)> = shown.map(|answer| (answer.platform.name.to_owned(), said(answer))).collect();
    all.sort();
    all
}

/// `no obstacle found`; of obstacles, how many there are and by which rules.
fn said(answer: &Answer) -> String {
    let codes: Vec<&str> = answer.obstacles().map(|reason| reason.code.name).collect();
    if answer.verdict != Verdict::Obstacle || codes.is_empty() {
        return answer.verdict.words().to_owned();
    }
    format!("{}: {}", count(codes.len(), "obstacle", "obstacles"), codes.join(", "))
}
