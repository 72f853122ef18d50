use super::super::value::Value;
use super::*;
use crate::folder::Progress;

/// A flatbuffer that is written from its end on, as they are: offsets point to what was written before.
#[derive(Default)]
struct Writer {
    /// The last byte first.
    reversed: Vec<u8>,
}

impl Writer {
    fn bytes(&mut self, bytes: &[u8]) -> usize {
        self.reversed.extend(bytes.iter().rev());
        self.reversed.len()
    }

    fn offset(&mut self, to: usize) {
        let offset = u32::try_from(self.reversed.len() + 4 - to).unwrap();
        self.bytes(&offset.to_le_bytes());
    }

    fn list(&mut self, count: u32, items: &[u8]) -> usize {
        self.bytes(items);
        self.bytes(&count.to_le_bytes())
    }

    fn text(&mut self, text: &str) -> usize {
        self.list(u32::try_from(text.len()).unwrap(), text.as_bytes())
    }

    fn offsets(&mut self, to: &[usize]) -> usize {
        for to in to.iter().rev() {
            self.offset(*to);
        }
        self.bytes(&u32::try_from(to.len()).unwrap().to_le_bytes())
    }

    /// A table of fields of four bytes: a number, or where it leads.
    fn table(&mut self, fields: &[Option<Field>]) -> usize {
        let mut places = Vec::new();
        let end = self.reversed.len();
        for field in fields.iter().rev() {
            match field {
                Some(Field::To(to)) => self.offset(*to),
                Some(Field::Number(number)) => drop(self.bytes(&number.to_le_bytes())),
                None => {}
            }
            places.push(field.as_ref().map(|_| self.reversed.len()));
        }
        places.reverse();
        let list = 4 + 2 * fields.len();
        let at = self.bytes(&i32::try_from(list).unwrap().to_le_bytes());
        for place in places.iter().rev() {
            self.bytes(&u16::try_from(place.map_or(0, |place| at - place)).unwrap().to_le_bytes());
        }
        self.bytes(&u16::try_from(at - end).unwrap().to_le_bytes());
        self.bytes(&u16::try_from(list).unwrap().to_le_bytes());
        at
    }

    fn file(mut self, root: usize) -> Vec<u8> {
        self.offset(root);
        self.reversed.reverse();
        let size = u32::try_from(self.reversed.len()).unwrap().to_le_bytes();
        [b"CBM1".as_slice(), &size, &self.reversed].concat()
    }
}

enum Field {
    To(usize),
    Number(i32),
}

fn model() -> Vec<u8> {
    let mut out = Writer::default();
    let entry = |out: &mut Writer, key: &str, value: &str| {
        let (key, value) = (out.text(key), out.text(value));
        out.table(&[Some(Field::To(key)), Some(Field::To(value))])
    };
    let info = [
        entry(&mut out, "params", r#"{"loss_function": {"type": "MultiClass"}, "tree_learner_options": {"depth": 1}}"#),
        entry(&mut out, "class_params", r#"{"class_names": ["a", "b", "c"], "class_label_type": "String"}"#),
        entry(&mut out, "catboost_version_info", "Branch: tags/v1.2.10\n"),
        entry(&mut out, "params of something else", "{"),
    ];
    let info = out.offsets(&info);
    let name = out.text("age");
    let named = out.table(&[None, None, Some(Field::Number(3)), None, Some(Field::To(name))]);
    let unnamed = out.table(&[None, None, Some(Field::Number(0))]);
    let floats = out.offsets(&[named, unnamed]);
    let name = out.text("city");
    let city = out.table(&[None, Some(Field::Number(1)), Some(Field::To(name))]);
    let categories = out.offsets(&[city]);
    let sizes = out.list(2, &[1, 0, 0, 0, 1, 0, 0, 0]);
    let values = out.list(12, &[0; 12 * 8]);
    let to = |to| Some(Field::To(to));
    let trees = [Some(Field::Number(3)), None, to(sizes), None, to(categories), to(floats), None, None, to(values)];
    let trees = out.table(&trees);
    let root = out.table(&[None, to(trees), to(info)]);
    out.file(root)
}

fn told(bytes: &[u8]) -> ModelFile {
    read_from(&mut Source::memory(bytes, &Progress::default()))
}

fn check(facts: &ModelFile) {
    assert_eq!((facts.read, facts.why.as_deref(), facts.format), (Read::Whole, None, Format::Catboost));
    assert_eq!(facts.library.as_ref().unwrap().version.as_deref(), Some("1.2.10"));
    let features = facts.features.as_ref().unwrap();
    assert_eq!((features.names.as_ref().unwrap().join(","), features.count), ("0,city,2,age".to_owned(), Some(4)));
    assert_eq!(features.types.as_ref().unwrap().join(","), "Float,Categorical,?,Float");
    let counts: Vec<_> = facts.counts.iter().map(|(count, number)| (*count, *number)).collect();
    assert_eq!(counts, [(Count::Trees, 2), (Count::Nodes, 6), (Count::Leaves, 4)]);
    let classes = facts.classes.as_ref().unwrap();
    assert_eq!((classes.values.len(), classes.dtype.join(",")), (3, "String".to_owned()));
    let parameters: Vec<_> = facts.parameters.iter().map(|(name, value)| (&**name, value)).collect();
    assert_eq!(parameters, [("depth", &Value::Int(1)), ("loss_function", &Value::Text("MultiClass".into()))]);
}

#[test]
fn a_model_says_its_features_classes_settings_and_trees() {
    check(&told(&model()));
}

#[test]
fn its_json_says_the_same() {
    let json = r#"{"features_info": {"categorical_features": [{"flat_feature_index": 1, "feature_id": "city", "values": [1, 2]}],
            "float_features": [{"borders": [0.5], "flat_feature_index": 0}, {"flat_feature_index": 3, "feature_id": "age"}]},
        "model_info": {"catboost_version_info": "Branch: tags/v1.2.10\n",
            "class_params": {"class_names": ["a", "b", "c"], "class_label_type": "String"},
            "params": "{\"loss_function\": {\"type\": \"MultiClass\"}, \"tree_learner_options\": {\"depth\": 1}}"},
        "oblivious_trees": [{"leaf_values": [1, 2, 3, 4, 5, 6], "leaf_weights": [3, 4], "splits": [{"border": 1}]},
            {"leaf_values": [1, 2, 3, 4, 5, 6], "splits": [{"border": 1}]}]}"#;
    assert!(json::begins_like_one(json.as_bytes()));
    check(&read_json(&mut Source::memory(json.as_bytes(), &Progress::default())));
    let other =
        r#"{"features_info": {}, "trees": [{"left": {"value": 1}, "right": {"left": {"value": 1}, "right": {"value": 2}}, "split": {}}]}"#;
    let facts = read_json(&mut Source::memory(other.as_bytes(), &Progress::default()));
    assert_eq!((facts.read, facts.counts[&Count::Leaves]), (Read::Whole, 3));
}

#[test]
fn wherever_it_is_cut_or_broken_nothing_panics() {
    let whole = model();
    for cut in 0..whole.len() {
        assert_ne!(told(&whole[..cut]).read, Read::Whole);
    }
    for at in 0..whole.len() {
        for byte in [0, 1, 0x7f, 0x80, 0xff] {
            let mut broken = whole.clone();
            broken[at] = byte;
            told(&broken);
        }
    }
}

#[test]
fn a_name_that_stands_behind_many_features_is_kept_only_so_often() {
    let mut out = Writer::default();
    let name = out.text(&"x".repeat(1_000_000));
    let one = out.table(&[None, None, Some(Field::Number(0)), None, Some(Field::To(name))]);
    let floats = out.offsets(&vec![one; 10_000]);
    let trees = out.table(&[None, None, None, None, None, Some(Field::To(floats))]);
    let root = out.table(&[None, Some(Field::To(trees))]);
    let facts = told(&out.file(root));
    assert_eq!((facts.read, facts.why.as_deref()), (Read::Part, Some("it holds more than 16 MB of names")));
}
