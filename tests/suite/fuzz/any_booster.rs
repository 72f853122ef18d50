//! Damaged models of xgboost, lightgbm and catboost, by themselves and inside of a pickle: looking into one ends soon, without a
//! panic, and what is whole says what it is.

use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use mlmodel_viewer::folder::{self, Progress};
use mlmodel_viewer::inside::{self, ModelFile, Read};
use proptest::prelude::*;

use super::damage::{damaged, damages, token};
use crate::common::{self, Folder};

/// As lightgbm writes them, made short.
const LIGHTGBM: &str = "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=1\n\
    objective=binary sigmoid:1\nfeature_names=age income\nfeature_infos=[0:1] 1:0\ntree_sizes=10 20\n\nTree=0\nnum_leaves=3\nnum_cat=0\n\
    split_feature=1 0\nsplit_gain=4.5 0.5\nthreshold=0.1 0.2\ndecision_type=2 2\nleaf_value=1 2 3\nshrinkage=1\n\n\nTree=1\nnum_leaves=2\n\
    split_feature=1\nsplit_gain=2\nleaf_value=1 2\n\n\nend of trees\n\nfeature_importances:\nincome=2\nage=1\n\nparameters:\n\
    [boosting: gbdt]\n[learning_rate: 0.1]\n[data: ]\n\nend of parameters\n\npandas_categorical:[]\n";

const XGBOOST_JSON: &str = r#"{"learner":{"attributes":{"best_iteration":"2"},"feature_names":["age","income \u00e9"],"feature_types":["float","c"],
    "gradient_booster":{"gbtree":{"model":{"gbtree_model_param":{"num_parallel_tree":"1","num_trees":"1"},"iteration_indptr":[0,1],
    "tree_info":[0],"trees":[{"base_weights":[-0E0,NaN,-Infinity],"left_children":[1,-1,-1],"loss_changes":[2.5E0,0E0,0E0],
    "split_indices":[1,0,0]}]},"name":"gbtree"},"name":"dart","weight_drop":[1E0]},"learner_model_param":{"base_score":"[5E-1]",
    "num_class":"0","num_feature":"2"},"objective":{"name":"reg:squarederror","reg_loss_param":{"scale_pos_weight":"1"}}},"version":[3,2,0]}"#;

const CATBOOST_JSON: &str = r#"{"features_info":{"categorical_features":[{"flat_feature_index":1,"feature_id":"city","values":[1]}],
    "float_features":[{"borders":[0.5],"flat_feature_index":0,"feature_id":"age"}]},"model_info":{"class_params":
    {"class_names":["a","b"],"class_label_type":"String"},"params":"{\"loss_function\":{\"type\":\"Logloss\"}}"},
    "oblivious_trees":[{"leaf_values":[1,2],"leaf_weights":[3,4],"splits":[{"border":0.5}]}]}"#;

/// A sound model.
struct Sound {
    name: &'static str,
    bytes: Vec<u8>,
    class: &'static str,
    /// The attribute of a pickled object of the class that keeps the same bytes.
    kept_as: &'static str,
}

fn sound() -> &'static [Sound] {
    static ALL: OnceLock<Vec<Sound>> = OnceLock::new();
    ALL.get_or_init(|| {
        let (xgboost, catboost) = ("xgboost.core.Booster", "catboost.core.CatBoost");
        let saved = |path: &str| std::fs::read(common::models().join(path)).unwrap();
        let one = |name, bytes, class, kept_as| Sound { name, bytes, class, kept_as };
        vec![
            one("model.ubj", saved("2.3.2/xgboost_format_ubj/model.ubj"), xgboost, "handle"),
            one("model.ubj", saved("3.18.0/xgboost_sklearn/model.ubj"), xgboost, "handle"),
            one("model.xgb", saved("1.30.1/xgboost_sklearn/model.xgb"), xgboost, "handle"),
            // What it is stands at its beginning, not in its name.
            one("model.ubj", XGBOOST_JSON.as_bytes().to_vec(), xgboost, "handle"),
            one("model.lgb", LIGHTGBM.as_bytes().to_vec(), "lightgbm.basic.Booster", "_handle"),
            one("model.cb", saved("3.18.0/catboost_classifier/model.cb"), catboost, "__model"),
            one("model.cb", CATBOOST_JSON.as_bytes().to_vec(), catboost, ""),
        ]
    })
}

/// A pickle of an object that keeps these bytes.
fn pickled(class: &str, kept_as: &str, bytes: &[u8]) -> Vec<u8> {
    let (module, name) = class.rsplit_once('.').unwrap();
    let mut pickle = format!("\u{80}\u{4}c{module}\n{name}\n)\u{81}}}V{kept_as}\nB").chars().map(|c| c as u8).collect::<Vec<_>>();
    pickle.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
    pickle.extend(bytes);
    pickle.extend(b"sb.");
    pickle
}

fn look(name: &str, bytes: Vec<u8>) -> Vec<ModelFile> {
    let place = Folder::new().write(name, bytes);
    let progress = Progress::default();
    let opened = folder::open(&place.path().join(Path::new(name)), &progress).unwrap();
    let start = Instant::now();
    let found = inside::look(&opened, &progress);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    found
}

/// What means something to one of the formats.
const TOKENS: &[&[u8]] = &[
    b"[",
    b"{",
    b"]",
    b"}",
    b"[[[[[[[[",
    b"[$d#L\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"[$[#L\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"[#L\xff\xff\xff\xff\xff\xff\xff\xff",
    b"SL\x00\x00\x00\x00\x7f\xff\xff\xff",
    b"NNNN",
    b"\"",
    b"\\",
    b"\\ud800",
    b",",
    b":",
    b"NaN",
    b"1e999",
    b"-",
    b"\n",
    b"\r\n",
    b"=",
    b"Tree=\n",
    b"num_leaves=18446744073709551615\n",
    b"end of trees\n",
    b"parameters:\n",
    b"\xff\xff\xff\xff",
    b"\x00\x00\x00\x80",
    b"\xfc\xff\xff\x7f",
];

#[test]
fn what_is_sound_says_what_it_is() {
    for Sound { name, bytes, class, kept_as } in sound() {
        let alone = look(name, bytes.clone());
        let [file] = alone.as_slice() else { panic!("{name}: {alone:?}") };
        assert_eq!((file.read, file.class.as_deref(), file.why.as_deref()), (Read::Whole, Some(*class), None), "{name}");
        assert!(!file.counts.is_empty() && file.features.is_some() && !file.parameters.is_empty(), "{file:?}");
        if kept_as.is_empty() {
            continue;
        }
        let inside = look("model.pkl", pickled(class, kept_as, bytes));
        let [kept] = inside.as_slice() else { panic!("{name}: {inside:?}") };
        assert_eq!((kept.read, kept.class.as_deref(), kept.why.as_deref()), (Read::Whole, Some(*class), None), "{name}");
        assert_eq!((&kept.counts, &kept.features), (&file.counts, &file.features), "{name}");
    }
}

proptest! {
    #[test]
    fn any_damage_to_a_booster_is_survived(
        which in any::<prop::sample::Index>(),
        is_pickled in any::<bool>(),
        damages in damages(token(TOKENS)),
    ) {
        let Sound { name, bytes, class, kept_as } = which.get(sound());
        let bytes = damaged(bytes.clone(), &damages);
        if is_pickled {
            look("model.pkl", pickled(class, kept_as, &bytes));
        } else {
            look(name, bytes);
        }
    }
}
