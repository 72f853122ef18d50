//! JSON values to specs, by the rules of `from_json_dict` in `types/schema.py`.

use super::{DataType, Issue, IssueKind, ParamSpec, Part, PartName, Property, Required, Schema, Signature, Spec, SpecKind, Tensor, tensor};
use crate::mlmodel::display::one_line;
use crate::mlmodel::{json, value::Value};

/// Deeper types are refused; Python's reader recurses once a level too.
const MAX_TYPE_DEPTH: usize = 150;

impl Signature {
    /// Decodes the value of the MLmodel's `signature` key (a map).
    #[must_use]
    pub fn decode(signature: &Value) -> Self {
        let mut decoded = Self::default();
        let mut issues = Issues { part: PartName::Inputs, index: None, found: Vec::new() };
        decoded.inputs = issues.schema(PartName::Inputs, signature.get("inputs"));
        decoded.outputs = issues.schema(PartName::Outputs, signature.get("outputs"));
        decoded.params = issues.params(signature.get("params"));
        decoded.issues = issues.found;
        decoded
    }

    /// Whether not one part is recorded, which MLflow refuses to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inputs.is_absent() && self.outputs.is_absent() && self.params.is_absent()
    }
}

struct Issues {
    part: PartName,
    index: Option<usize>,
    found: Vec<Issue>,
}

impl Issues {
    fn add(&mut self, kind: IssueKind, detail: impl Into<String>) {
        // A schema of 100,000 bad columns is one problem, not 100,000.
        match self.found.iter_mut().find(|issue| issue.part == self.part && issue.kind == kind) {
            Some(issue) => issue.count += 1,
            None => self.found.push(Issue { part: self.part, index: self.index, kind, detail: detail.into(), count: 1 }),
        }
    }

    /// The list of specs in one part; `None` after an issue was added.
    fn list(&mut self, recorded: &Value) -> Option<Vec<Value>> {
        let value = match recorded {
            Value::Text(text) => match json::parse(text) {
                Ok(value) => value,
                Err(error) if error.is_too_many => {
                    self.add(IssueKind::TooMany, error.message);
                    return None;
                }
                Err(error) => {
                    self.add(
                        IssueKind::NotJson,
                        format!("{} at line {}, column {} of the JSON text", error.message, error.line, error.column),
                    );
                    return None;
                }
            },
            Value::List(items) => {
                self.add(IssueKind::NotText, "a YAML list stands where a text holding JSON is expected");
                Value::List(items.clone())
            }
            other => {
                self.add(IssueKind::NotText, format!("{} stands where a text holding JSON is expected", other.kind()));
                return None;
            }
        };
        match value {
            Value::List(items) => Some(items),
            Value::Map(entries) if entries.is_empty() => Some(Vec::new()),
            other => {
                self.add(IssueKind::WrongShape, format!("{} stands where a list of specs is expected", other.kind()));
                None
            }
        }
    }

    fn schema(&mut self, part: PartName, recorded: Option<&Value>) -> Part<Schema> {
        (self.part, self.index) = (part, None);
        let Some(recorded) = recorded.filter(|value| value.is_truthy()) else { return Part::Absent };
        let Some(items) = self.list(recorded) else { return Part::Unreadable };
        if items.is_empty() {
            self.add(IssueKind::Empty, "the list is empty");
            return Part::Unreadable;
        }
        let mut specs = Vec::with_capacity(items.len());
        let mut complete = true;
        for (i, item) in items.iter().enumerate() {
            self.index = Some(i);
            match self.spec(item) {
                Some(spec) => specs.push(spec),
                None => complete = false,
            }
        }
        self.index = None;
        if !complete {
            return Part::Unreadable;
        }
        self.together(&specs);
        Part::Read(Schema { specs })
    }

    /// The rules about specs beside one another (`Schema.__init__`).
    fn together(&mut self, specs: &[Spec]) {
        let unnamed = specs.iter().filter(|spec| spec.name.is_none()).count();
        let tensors = specs.iter().filter(|spec| matches!(spec.kind, SpecKind::Tensor(_))).count();
        if unnamed > 0 && unnamed < specs.len() {
            self.add(IssueKind::MixedNames, format!("{unnamed} of {} specs have no name", specs.len()));
        }
        if tensors > 0 && tensors < specs.len() {
            self.add(IssueKind::MixedKinds, format!("{tensors} of {} specs are tensors, the others columns", specs.len()));
        } else if tensors > 1 && unnamed > 0 {
            self.add(IssueKind::UnnamedTensors, "several tensors need names");
        }
        let optional = |spec: &Spec| matches!(spec.kind, SpecKind::Column { required: Required::No, .. });
        if unnamed == specs.len() && specs.iter().any(optional) {
            self.add(IssueKind::UnnamedOptional, "a column without a name cannot be optional");
        }
        let mut seen = std::collections::HashSet::new();
        for (i, spec) in specs.iter().enumerate() {
            if let Some(name) = &spec.name
                && !seen.insert(name.to_json())
            {
                self.index = Some(i);
                self.add(IssueKind::DuplicateColumn, format!("the name {} stands more than once", quoted(name)));
            }
        }
        self.index = None;
    }

    fn spec(&mut self, item: &Value) -> Option<Spec> {
        let Value::Map(entries) = item else {
            self.add(IssueKind::WrongShape, format!("{} stands where a spec is expected", item.kind()));
            return None;
        };
        let Some(kind) = item.get("type") else {
            self.add(IssueKind::BadSpec, "a spec has no \"type\"");
            return None;
        };
        let name = item.get("name").filter(|name| !name.is_null()).cloned();
        if kind.as_text() == Some("tensor") {
            return self.tensor(item).map(|tensor| Spec { name, kind: SpecKind::Tensor(tensor) });
        }
        let data_type = self.data_type(item, 0)?;
        let nested =
            matches!(data_type, DataType::Array(_) | DataType::Object(_) | DataType::Map(_) | DataType::Any | DataType::SparkMlVector);
        // Nested readers ignore keys they do not know; a plain column hands all of them on.
        if !nested {
            for (key, _) in entries {
                match &**key {
                    "type" | "name" | "required" => {}
                    "optional" => self.add(IssueKind::OptionalKey, "the key \"optional\""),
                    other => self.add(IssueKind::UnknownKey, format!("the key {other:?}")),
                }
            }
        }
        let known = |said: bool| if said { Required::Yes } else { Required::No };
        let required = match (item.get("required"), item.get("optional")) {
            (Some(Value::Null), _) => Required::Unsaid,
            (Some(said), _) => known(said.is_truthy()),
            (None, Some(optional)) if !nested => known(!optional.is_truthy()),
            (None, _) if nested => Required::Unsaid,
            (None, _) => Required::Yes,
        };
        Some(Spec { name, kind: SpecKind::Column { data_type, required } })
    }

    fn tensor(&mut self, item: &Value) -> Option<Tensor> {
        let Some(info) = item.get("tensor-spec") else {
            self.add(IssueKind::BadSpec, "a tensor has no \"tensor-spec\"");
            return None;
        };
        let (Some(dtype), Some(shape)) = (info.get("dtype"), info.get("shape")) else {
            self.add(IssueKind::BadSpec, "a \"tensor-spec\" needs \"dtype\" and \"shape\"");
            return None;
        };
        let dtype: Box<str> = match dtype {
            Value::Text(written) => match tensor::dtype_name(written) {
                Some(name) => name.into(),
                None => {
                    self.add(IssueKind::UnknownDtype, format!("numpy knows no dtype {written:?}, or MLflow refuses it"));
                    written.clone()
                }
            },
            // numpy.dtype(None) is float64
            Value::Null => "float64".into(),
            other => {
                self.add(IssueKind::UnknownDtype, format!("{} stands as the dtype", other.kind()));
                return None;
            }
        };
        match shape {
            Value::List(dims) => Some(Tensor { dtype, shape: dims.clone() }),
            // Python's tuple() of a text is its letters.
            Value::Text(text) => Some(Tensor { dtype, shape: text.chars().map(|c| Value::Text(c.to_string().into())).collect() }),
            // …and of a map its keys.
            Value::Map(entries) => Some(Tensor { dtype, shape: entries.iter().map(|(key, _)| Value::Text(key.clone())).collect() }),
            other => {
                self.add(IssueKind::BadShape, format!("{} stands as the shape", other.kind()));
                None
            }
        }
    }

    /// The type that a map with the key `type` describes.
    fn data_type(&mut self, item: &Value, depth: usize) -> Option<DataType> {
        if depth > MAX_TYPE_DEPTH {
            self.add(IssueKind::BadSpec, "the type is nested too deep");
            return None;
        }
        let keyword = match item.get("type") {
            Some(Value::Text(keyword)) => keyword,
            Some(other) => {
                self.add(IssueKind::UnknownType, format!("{} stands as the type", other.kind()));
                return None;
            }
            None => {
                self.add(IssueKind::BadSpec, "a type has no \"type\"");
                return None;
            }
        };
        Some(match &**keyword {
            "boolean" => DataType::Boolean,
            "integer" => DataType::Integer,
            "long" => DataType::Long,
            "float" => DataType::Float,
            "double" => DataType::Double,
            "string" => DataType::String,
            "binary" => DataType::Binary,
            "datetime" => DataType::DateTime,
            "any" => DataType::Any,
            "sparkml_vector" => DataType::SparkMlVector,
            "array" => DataType::Array(Box::new(self.inner(item, "array", "items", depth)?)),
            "map" => match self.inner(item, "map", "values", depth)? {
                // What `Map.from_json_dict` makes of a map of vectors; one that stands below a further map is a vector already.
                DataType::SparkMlVector if is_vector(item.get("values")) => DataType::SparkMlVector,
                values => DataType::Map(Box::new(values)),
            },
            "object" => DataType::Object(self.properties(item, depth)?),
            unknown => {
                self.add(IssueKind::UnknownType, format!("no release of MLflow knows the type {unknown:?}"));
                DataType::Unknown(unknown.into())
            }
        })
    }

    fn inner(&mut self, item: &Value, keyword: &str, key: &str, depth: usize) -> Option<DataType> {
        match item.get(key) {
            Some(inner @ Value::Map(_)) => self.data_type(inner, depth + 1),
            Some(other) => {
                self.add(
                    IssueKind::BadSpec,
                    format!("the {key:?} of an {keyword} must be a map such as {{\"type\": \"long\"}}, not {}", other.kind()),
                );
                None
            }
            None => {
                self.add(IssueKind::BadSpec, format!("an {keyword} has no {key:?}"));
                None
            }
        }
    }

    fn properties(&mut self, item: &Value, depth: usize) -> Option<Vec<Property>> {
        let Some(Value::Map(entries)) = item.get("properties") else {
            self.add(IssueKind::BadSpec, "an object has no \"properties\", or they are no map");
            return None;
        };
        if entries.is_empty() {
            self.add(IssueKind::BadSpec, "an object has no properties; MLflow wants at least one");
        }
        let mut properties = Vec::with_capacity(entries.len());
        for (name, described) in entries {
            let required = described.get("required").is_none_or(Value::is_truthy);
            let data_type = self.data_type(described, depth + 1)?;
            if is_vector(Some(described)) {
                self.add(IssueKind::BadSpec, format!("the property {name:?} of an object cannot be a sparkml_vector"));
            }
            properties.push(Property { name: name.clone(), data_type, required });
        }
        Some(properties)
    }

    fn params(&mut self, recorded: Option<&Value>) -> Part<Vec<ParamSpec>> {
        (self.part, self.index) = (PartName::Params, None);
        let Some(recorded) = recorded.filter(|value| value.is_truthy()) else { return Part::Absent };
        let Some(items) = self.list(recorded) else { return Part::Unreadable };
        // An empty list counts as none (`ModelSignature.to_dict`).
        if items.is_empty() {
            return Part::Absent;
        }
        let mut params: Vec<ParamSpec> = Vec::with_capacity(items.len());
        let mut complete = true;
        let mut names = std::collections::HashSet::new();
        for (i, item) in items.iter().enumerate() {
            self.index = Some(i);
            match self.param(item) {
                Some(param) => {
                    if !names.insert(param.name.clone()) {
                        self.add(IssueKind::DuplicateParam, format!("the name {:?} stands more than once", param.name));
                    }
                    params.push(param);
                }
                None => complete = false,
            }
        }
        self.index = None;
        if complete { Part::Read(params) } else { Part::Unreadable }
    }

    fn param(&mut self, item: &Value) -> Option<ParamSpec> {
        // 2.6 wrote "dtype"; both are read.
        let kind = item.get("type").filter(|v| v.is_truthy()).or_else(|| item.get("dtype"));
        let (Some(name), Some(kind), Some(default)) = (item.get("name"), kind, item.get("default")) else {
            self.add(IssueKind::BadSpec, "a parameter needs \"name\", \"type\" and \"default\"");
            return None;
        };
        let described = match kind.as_text() {
            Some("object") => item.clone(),
            _ => Value::Map(vec![("type".into(), kind.clone())]),
        };
        let data_type = self.data_type(&described, 0)?;
        if matches!(data_type, DataType::Binary | DataType::Array(_) | DataType::Map(_) | DataType::Any | DataType::SparkMlVector) {
            self.add(IssueKind::UnknownType, format!("a parameter cannot be of the type {:?}", data_type.keyword()));
        }
        let shape = item.get("shape").filter(|shape| !shape.is_null()).cloned();
        let spec = ParamSpec { name: name.to_key(), data_type, default: default.clone(), shape };
        if let Some(other) = spec.shape.as_ref().filter(|_| !spec.has_known_shape()) {
            self.add(IssueKind::BadShape, format!("the shape of a parameter is null or [-1], not {}", other.to_json()));
        }
        Some(spec)
    }
}

fn is_vector(described: Option<&Value>) -> bool {
    described.and_then(|described| described.get("type")).and_then(Value::as_text) == Some("sparkml_vector")
}

/// A name in a sentence, escaped as in all others.
fn quoted(name: &Value) -> String {
    name.as_text().map_or_else(|| name.to_json(), |text| format!("\"{}\"", one_line(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(inputs: &str) -> Signature {
        Signature::decode(&Value::Map(vec![("inputs".into(), Value::Text(inputs.into()))]))
    }

    fn kinds(inputs: &str) -> Vec<IssueKind> {
        decode(inputs).issues.iter().map(|issue| issue.kind).collect()
    }

    fn encoded(inputs: &str) -> String {
        decode(inputs).inputs.read().expect("read").encode().to_json()
    }

    #[test]
    fn reads_every_encoding_into_the_newest() {
        assert_eq!(encoded(r#"[{"name": "a", "type": "long"}]"#), r#"[{"type":"long","name":"a","required":true}]"#);
        assert_eq!(
            encoded(r#"[{"type": "array", "items": {"type": "long"}, "name": 0}]"#),
            r#"[{"type":"array","items":{"type":"long"},"name":0,"required":null}]"#
        );
        assert_eq!(
            encoded(
                r#"[{"type": "object", "properties": {"y": {"type": "long"}, "x": {"type": "map", "values": {"type": "any"}, "required": false}}, "name": "o", "required": true}]"#
            ),
            r#"[{"type":"object","properties":{"x":{"type":"map","values":{"type":"any"},"required":false},"y":{"type":"long","required":true}},"name":"o","required":true}]"#
        );
        assert_eq!(
            encoded(
                r#"[{"type": "map", "values": {"type": "sparkml_vector"}, "name": "m"}, {"type": "object", "properties": {"x": {"type": "map", "values": {"type": "map", "values": {"type": "sparkml_vector"}}}}, "name": "o"}]"#
            ),
            r#"[{"type":"sparkml_vector","name":"m","required":null},{"type":"object","properties":{"x":{"type":"map","values":{"type":"sparkml_vector"},"required":true}},"name":"o","required":null}]"#
        );
        assert_eq!(
            encoded(r#"[{"type": "tensor", "tensor-spec": {"dtype": "<f4", "shape": [-1, 3]}}]"#),
            r#"[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,3]}}]"#
        );
    }

    #[test]
    fn the_old_optional_key_is_read_and_named() {
        let signature = decode(r#"[{"name": "a", "type": "long", "optional": true}]"#);
        assert!(!signature.inputs.read().expect("read").specs[0].is_required());
        assert_eq!(signature.issues[0].kind, IssueKind::OptionalKey);
    }

    /// Each of these was given to MLflow 3.18, which refused it.
    #[test]
    fn what_mlflow_refuses_is_an_issue() {
        let cases = [
            ("[]", IssueKind::Empty),
            ("{}", IssueKind::Empty),
            (r#"[{"type": "long", "name": "a"#, IssueKind::NotJson),
            ("3", IssueKind::WrongShape),
            (r#"["long"]"#, IssueKind::WrongShape),
            (r#"[{"type": "decimal"}]"#, IssueKind::UnknownType),
            (r#"[{"name": "a"}]"#, IssueKind::BadSpec),
            (r#"[{"type": "array"}]"#, IssueKind::BadSpec),
            (r#"[{"type": "array", "items": "long"}]"#, IssueKind::BadSpec),
            (r#"[{"type": "object", "properties": {}}]"#, IssueKind::BadSpec),
            (r#"[{"type": "long", "name": "a", "unit": "m"}]"#, IssueKind::UnknownKey),
            (r#"[{"type": "long", "name": "a"}, {"type": "long"}]"#, IssueKind::MixedNames),
            (r#"[{"type": "long", "required": false}]"#, IssueKind::UnnamedOptional),
            (r#"[{"type": "tensor", "tensor-spec": {"dtype": "bfloat16", "shape": [1]}}]"#, IssueKind::UnknownDtype),
            (r#"[{"type": "tensor", "tensor-spec": {"dtype": "int8", "shape": null}}]"#, IssueKind::BadShape),
            (r#"[{"type": "tensor"}]"#, IssueKind::BadSpec),
        ];
        for (inputs, kind) in cases {
            assert_eq!(kinds(inputs), [kind], "{inputs}");
        }
        assert_eq!(kinds(r#"[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [null, "batch"]}}]"#), []);
    }

    #[test]
    fn params_of_both_encodings() {
        let params = |text: &str| Signature::decode(&Value::Map(vec![("params".into(), Value::Text(text.into()))]));
        let old = params(r#"[{"name": "k", "dtype": "double", "default": 1, "shape": null}]"#);
        assert_eq!(old.issues, []);
        assert_eq!(old.params.read().expect("read")[0].encode().to_json(), r#"{"name":"k","default":1.0,"shape":null,"type":"double"}"#);
        for (text, kind) in [
            (r#"[{"name": "k", "type": "long", "default": [1], "shape": [2]}]"#, IssueKind::BadShape),
            (r#"[{"name": "k", "type": "long", "default": 1}, {"name": "k", "type": "long", "default": 2}]"#, IssueKind::DuplicateParam),
            (r#"[{"name": "k", "type": "long"}]"#, IssueKind::BadSpec),
            (r#"[{"name": "k", "type": "binary", "default": null}]"#, IssueKind::UnknownType),
        ] {
            assert_eq!(params(text).issues[0].kind, kind, "{text}");
        }
    }

    #[test]
    fn one_unreadable_part_leaves_the_others() {
        let signature = Signature::decode(&Value::Map(vec![
            ("inputs".into(), Value::Text("[{".into())),
            ("outputs".into(), Value::Text(r#"[{"type": "long"}]"#.into())),
        ]));
        assert!(matches!(signature.inputs, Part::Unreadable));
        assert!(signature.outputs.read().is_some());
    }
}
