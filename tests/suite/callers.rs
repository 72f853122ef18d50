//! The verdict of a comparison, compared with what requests meet. For pairs of signatures that are made at random: what A takes,
//! B takes too, unless the verdict says otherwise; and whatever it calls breaking, some request shows.

mod requests;
mod signatures;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use mlmodel_viewer::checks::Severity;
use mlmodel_viewer::compare::rules::{Caller, Grade, RULES};
use mlmodel_viewer::compare::{Callers, Comparison, Reason, ReasonPlace, Verdict};
use mlmodel_viewer::enforce::RequestCheck;
use mlmodel_viewer::mlmodel::signature::{ParamSpec, PartName, Signature};
use mlmodel_viewer::mlmodel::value::Value;
use mlmodel_viewer::reading::Model;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use requests::Request;

use crate::common::{self, Folder};

/// What A drops or ignores is no part of what it takes, and callers send it along all the time.
const DROPPED: [&str; 2] = ["extra-columns", "param-ignored"];

/// Pairs for each caller: enough to meet every rule.
const PAIRS: usize = 1500;

/// What a run found.
struct Proof {
    /// Where the two models lie.
    places: [Folder; 2],
    /// Rules that broke something, or refused some, and were seen to.
    shown: BTreeSet<&'static str>,
    /// By what went wrong: how often, and the shortest story of it.
    wrong: BTreeMap<String, (usize, String)>,
}

impl Proof {
    fn new() -> Self {
        Self { places: [Folder::new(), Folder::new()], shown: BTreeSet::new(), wrong: BTreeMap::new() }
    }

    /// Saves both signatures in a model folder each, and compares the folders.
    fn compare(&self, a: &Signature, b: &Signature) -> Verdict {
        let sides = [(a, 0), (b, 1)].map(|(signature, i)| {
            std::fs::write(self.places[i].path().join("MLmodel"), mlmodel(signature)).expect("writable");
            let model = common::read(self.places[i].path());
            let findings = model.findings();
            assert!(common::codes(findings, Severity::Error).is_empty(), "MLflow refuses {}: {findings:?}", shown(signature));
            model
        });
        let [a, b] = sides.each_ref().map(Model::side);
        Arc::unwrap_or_clone(Comparison::of(&a, &b).verdict)
    }

    fn fail(&mut self, key: String, story: String) {
        let entry = self.wrong.entry(key).or_insert_with(|| (0, story.clone()));
        entry.0 += 1;
        if story.len() < entry.1.len() {
            entry.1 = story;
        }
    }

    fn hold(&mut self, a: &Signature, b: &Signature, caller: Caller) {
        let callers = if caller == Caller::Rest { Callers::Rest } else { Callers::Python };
        let verdict = self.compare(a, b);
        if !verdict.is_known {
            return;
        }
        let mut made = requests::requests(a, caller);
        made.extend(requests::more(&made, a, b));
        let asked = made.into_iter().map(|request| {
            let answer = request.ask(a, caller);
            (request, answer)
        });
        let taken: Vec<(Request, RequestCheck)> = asked.filter(|(_, answer)| answer.is_accepted()).collect();
        let asked = taken.iter().map(|(request, before)| (request, before, request.ask(b, caller)));
        let refused: Vec<(&Request, &RequestCheck, RequestCheck)> = asked.filter(|(.., after)| !after.is_accepted()).collect();
        let reasons: Vec<&Reason> = verdict.reasons(callers).into_iter().filter(|reason| is_of_inputs(reason)).collect();
        let story = || {
            let line = |reason: &&Reason| {
                format!("  {:?} {} {} {}", reason.grade(callers), reason.code, reason.subject, reason.predicate(callers))
            };
            let lines: Vec<String> = reasons.iter().map(line).collect();
            format!("A {}\nB {}\n{}\n  {} of {} are refused", shown(a), shown(b), lines.join("\n"), refused.len(), taken.len())
        };
        let breaking = || reasons.iter().filter(|reason| reason.grade(callers) == Some(Grade::Breaking));
        let refusing = || reasons.iter().filter(|reason| reason.effects.on(caller).is_some_and(|effect| effect.refuses_some));
        if breaking().next().is_none() && refusing().next().is_none() {
            // What A itself changes on the way was never meant for it.
            let is_meant = |before: &RequestCheck| {
                before.conversions.iter().all(|conversion| !conversion.lossy || DROPPED.contains(&conversion.code.name))
            };
            if let Some((request, _, after)) = refused.iter().find(|(_, before, _)| is_meant(before)) {
                let codes: BTreeSet<&str> = reasons.iter().map(|reason| reason.code.name).collect();
                self.fail(format!("refused without a word: {codes:?}"), format!("{}\n  {request:?}\n  {:?}", story(), after.refusals));
            }
        }
        for reason in breaking() {
            if refused.is_empty() {
                self.fail(format!("called breaking, and nothing is refused: {}", reason.code), story());
            }
        }
        if !refused.is_empty() {
            self.shown.extend(breaking().chain(refusing()).map(|reason| reason.code.name));
        }
    }
}

/// Whether a reason is about what goes in.
fn is_of_inputs(reason: &Reason) -> bool {
    matches!(reason.place, ReasonPlace::Signature { part: PartName::Inputs | PartName::Params, .. })
}

fn mlmodel(signature: &Signature) -> String {
    let inputs = signature.inputs.read().map(|schema| schema.encode().to_json()).unwrap_or_default();
    let params = signature.params.read().map(|params| Value::List(params.iter().map(ParamSpec::encode).collect()).to_json());
    let params = params.map(|params| format!("  params: '{params}'\n")).unwrap_or_default();
    format!("flavors:\n  python_function:\n    loader_module: my.loader\nsignature:\n  inputs: '{inputs}'\n{params}")
}

fn shown(signature: &Signature) -> String {
    let inputs = signature.inputs.read().map(|schema| schema.encode().to_json()).unwrap_or_default();
    let params = signature.params.read().into_iter().flatten();
    let params: Vec<String> =
        params.map(|param| format!("{} {} list {}", param.name, param.data_type.keyword(), param.is_list())).collect();
    format!("{inputs} {params:?}")
}

fn prove(caller: Caller) {
    let mut proof = Proof::new();
    let mut runner = TestRunner::deterministic();
    let pairs = signatures::pair(caller);
    for _ in 0..PAIRS {
        let (a, b) = pairs.new_tree(&mut runner).expect("a pair").current();
        proof.hold(&a, &b, caller);
    }
    let wrong: Vec<String> = proof.wrong.iter().map(|(key, (count, story))| format!("== {key} ({count} times)\n{story}")).collect();
    assert!(wrong.is_empty(), "{caller:?}:\n{}", wrong.join("\n"));
    let is_of_inputs =
        |code: &str| ["input", "position", "names", "form", "property", "tensor", "param"].iter().any(|start| code.starts_with(start));
    let refuses = |rule: &&mlmodel_viewer::compare::rules::Rule| {
        rule.effects.is_none_or(|effects| effects.on(caller).is_some_and(|effect| effect.grade == Grade::Breaking || effect.refuses_some))
    };
    let expected: BTreeSet<&str> =
        RULES.iter().filter(|rule| is_of_inputs(rule.code.name)).filter(refuses).map(|rule| rule.code.name).collect();
    let missing: Vec<&&str> = expected.difference(&proof.shown).collect();
    assert!(missing.is_empty(), "{caller:?}: no pair shows {missing:?}");
}

#[test]
fn the_verdict_holds_over_rest() {
    prove(Caller::Rest);
}

#[test]
fn the_verdict_holds_in_python() {
    prove(Caller::Python);
}
