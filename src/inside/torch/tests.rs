use super::super::facts::{Count, Place, Read, Tensor, Within};
use super::super::tests::{folder, look_at};
use super::super::value::Value;
use super::*;

/// A number of four bytes in a zip.
fn four(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap().to_le_bytes()
}

/// A zip of stored members, with the checksum 0 that nobody compares.
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(members, |_| 0)
}

/// A zip of stored members.
pub fn zip_with_checksums(members: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(members, |content| {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        crc.sum()
    })
}

fn zip_with(members: &[(&str, &[u8])], checksum: fn(&[u8]) -> u32) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let mut shared = [0; 8].to_vec();
        shared.extend(checksum(content).to_le_bytes());
        shared.extend(four(content.len()));
        shared.extend(four(content.len()));
        shared.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        shared.extend([0, 0]);
        list.extend(b"PK\x01\x02\x14\0\x14\0");
        list.extend([&shared[..], &[0; 10]].concat());
        list.extend(four(out.len()));
        list.extend(name.as_bytes());
        out.extend(b"PK\x03\x04\x14\0");
        out.extend([&shared, name.as_bytes(), content].concat());
    }
    let count = u16::try_from(members.len()).unwrap().to_le_bytes();
    let start = out.len();
    out.extend(&list);
    out.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &four(list.len()), &four(start), &[0, 0]].concat());
    out
}

/// The opcodes of a text.
fn text(text: &str) -> Vec<u8> {
    [b"X".as_slice(), &four(text.len()), text.as_bytes()].concat()
}

/// The opcodes of a tensor of float32 with two sides, as `torch.save` writes it.
fn tensor(key: &str, rows: u8, columns: u8) -> Vec<u8> {
    let storage = [
        b"(".to_vec(),
        text("storage"),
        b"ctorch\nFloatStorage\n".to_vec(),
        text(key),
        text("cpu"),
        vec![b'K', rows * columns],
        b"tQ".to_vec(),
    ];
    [
        b"ctorch._utils\n_rebuild_tensor_v2\n(".to_vec(),
        storage.concat(),
        vec![b'K', 0, b'K', rows, b'K', columns, 0x86, b'K', columns, b'K', 1, 0x86, 0x89, b'}', b't', b'R'],
    ]
    .concat()
}

/// A dict with a tensor.
pub fn state_dict() -> Vec<u8> {
    [b"\x80\x02}".to_vec(), text("0.weight"), tensor("0", 2, 3), b"s.".to_vec()].concat()
}

fn read_one(name: &str, content: &[u8]) -> ModelFile {
    look_at(&folder(&[(name, content)]), name).unwrap()
}

/// A tensor, and the member that its numbers are, where it is known.
fn one_tensor(name: &str, member: Option<&str>) -> Vec<Tensor> {
    let place = member.map(|member| Place { within: Within::Member(member.into()), start: 0, length: 24 });
    vec![Tensor { name: name.to_owned(), dtype: "float32".to_owned(), shape: vec![2, 3], values: None, place }]
}

#[test]
fn a_state_dict_says_its_tensors() {
    let file = read_one("a.pth", &zip(&[("a/data.pkl", &state_dict()), ("a/data/0", &[0; 24])]));
    assert_eq!((file.read, file.format), (Read::Whole, Format::Torch), "{:?}", file.why);
    assert_eq!(file.tensors, one_tensor("0.weight", Some("a/data/0")));
    assert_eq!((file.class.as_deref(), file.counts[&Count::Parameters]), (Some("builtins.dict"), 6));
    assert_eq!(file.imports, ["torch._utils._rebuild_tensor_v2", "torch.FloatStorage"]);
}

#[test]
fn numbers_that_are_missing_are_said() {
    for storage in [&[("a/data/0", &[0_u8; 23][..])][..], &[]] {
        let pickle = state_dict();
        let members = [&[("a/data.pkl", pickle.as_slice())], storage].concat();
        let file = read_one("a.pt", &zip(&members));
        assert!(file.why.unwrap().contains("cut off"));
    }
    assert_eq!(read_one("a.pt", &zip(&[("a/other", b"")])).read, Read::No);
}

#[test]
fn what_was_saved_before_1_6_is_read_pickle_by_pickle() {
    let mut content = LEGACY.to_vec();
    content.extend(b"\x80\x02M\xe9\x03.\x80\x02}.");
    content.extend(state_dict());
    content.extend([b"\x80\x02]".to_vec(), text("0"), b"a.".to_vec(), vec![0; 32]].concat());
    let file = read_one("a.pt", &content);
    assert_eq!((file.read, file.tensors), (Read::Whole, one_tensor("0.weight", None)), "{:?}", file.why);
    assert_eq!(read_one("a.pt", &content[..content.len() - 20]).read, Read::Part);
    assert_eq!(read_one("a.pt", &content[..LEGACY.len() + 3]).read, Read::No);
}

/// An object of this class with this state.
fn object(class: &str, state: &[Vec<u8>]) -> Vec<u8> {
    [format!("c{}\n", class.replacen('/', "\n", 1)).into_bytes(), b")\x81}(".to_vec(), state.concat(), b"ub".to_vec()].concat()
}

fn module(class: &str, parameters: &[Vec<u8>], modules: &[Vec<u8>]) -> Vec<u8> {
    let dict = |name: &str, entries: &[Vec<u8>]| [text(name), b"}(".to_vec(), entries.concat(), b"u".to_vec()].concat();
    let state = [dict("_parameters", parameters), dict("_buffers", &[]), dict("_modules", modules), text("bias"), b"\x89".to_vec()];
    object(class, &state)
}

#[test]
fn a_module_is_read_as_its_state_dict_names_it() {
    let linear = module("torch.nn.modules.linear/Linear", &[text("weight"), tensor("0", 2, 3)], &[]);
    let inner = module("torch.nn.modules.container/Sequential", &[], &[text("0"), linear]);
    let root = [b"\x80\x02".to_vec(), module("mine/Net", &[], &[text("body"), inner]), b".".to_vec()].concat();
    let file = read_one("model.pth", &zip(&[("model/data.pkl", &root), ("model/data/0", &[0; 24])]));
    assert_eq!((file.read, file.class.as_deref()), (Read::Whole, Some("mine.Net")), "{:?}", file.why);
    assert_eq!(file.tensors, one_tensor("body.0.weight", Some("model/data/0")));
    let parts: Vec<_> = file.parts.iter().map(|part| (part.path.as_str(), part.class.as_str())).collect();
    assert_eq!(parts, [("body", "torch.nn.modules.container.Sequential"), ("body/0", "torch.nn.modules.linear.Linear")]);
    assert_eq!(file.parts[1].parameters, [("bias".into(), Value::Bool(false))]);
    assert_eq!((file.counts[&Count::Layers], file.counts[&Count::Parameters]), (1, 6));
}

#[test]
fn torchscript_and_checkpoints() {
    let script = [b"\x80\x02".to_vec(), object("__torch__/Net", &[text("w"), tensor("0", 2, 3)]), b".".to_vec()].concat();
    let file = read_one("model.pt", &zip(&[("m/data.pkl", &script), ("m/code/net.py", b"class Net(Module):"), ("m/data/0", &[0; 24])]));
    assert_eq!((file.class.as_deref(), file.tensors), (Some("__torch__.Net"), one_tensor("w", Some("m/data/0"))));
    let dict = |key: &str| [text(key), b"}".to_vec(), text("w"), tensor("0", 2, 3), b"ss".to_vec()].concat();
    let checkpoint = [b"\x80\x02}".to_vec(), dict("model"), dict("optimizer"), b".".to_vec()].concat();
    let file = read_one("c.pt", &zip(&[("m/data.pkl", &checkpoint), ("m/data/0", &[0; 24])]));
    let names: Vec<_> = file.tensors.iter().map(|tensor| tensor.name.as_str()).collect();
    assert_eq!(names, ["model/w", "optimizer/w"]);
    assert_eq!(file.counts[&Count::Parameters], 6, "what an optimizer keeps is none of the model's");
}

#[test]
fn objects_inside_themselves_end() {
    // A list that holds itself ten times, and lists that hold the next one twice.
    let itself = [b"\x80\x02]q\x01(".to_vec(), b"h\x01".repeat(10), b"e.".to_vec()].concat();
    let mut bomb = b"\x80\x02]q\x01".to_vec();
    for _ in 0..60 {
        bomb.extend(b"]q\x02(h\x01h\x01eh\x02q\x010");
    }
    bomb.extend(b"h\x01.");
    for pickle in [itself, bomb] {
        let started = std::time::Instant::now();
        assert_eq!(read_one("a.pt", &zip(&[("a/data.pkl", &pickle)])).read, Read::Part);
        assert!(started.elapsed().as_secs() < 20, "a debug build");
    }
}

const PROGRAM: &str = r#"{"graph_module": {"graph": {"nodes": [{}], "tensor_values": {
    "p_w": {"dtype": 7, "sizes": [{"as_int": 2}, {"as_int": 3}]},
    "x": {"dtype": 5, "sizes": [{"as_expr": {"expr_str": "Symbol('s31', positive=True)"}}, {"as_int": 4}]}}},
    "signature": {"input_specs": [{"parameter": {"arg": {"name": "p_w"}, "parameter_name": "w"}}, {"user_input": {"arg": {"as_tensor": {"name": "x"}}}}],
    "output_specs": [{"user_output": {"arg": {"as_int": 3}}}]}}, "opset_version": {"aten": 10}, "torch_version": "2.9.0"}"#;

#[test]
fn an_exported_program_says_its_graph() {
    let inner = zip(&[("s/data.pkl", b"\x80\x02cos\nsystem\n.")]);
    let content = zip(&[("m/models/model.json", PROGRAM.as_bytes()), ("m/data/sample_inputs/model.pt", &inner)]);
    for name in ["m.pt2", "model.pt"] {
        let file = read_one(name, &content);
        assert_eq!((file.read, file.format), (Read::Whole, Format::TorchExport), "{:?}", file.why);
        assert_eq!(file.tensors, one_tensor("w", None));
        assert_eq!((&*file.inputs[0].name, file.inputs[0].dtype.as_str()), ("x", "int64"));
        assert_eq!(file.outputs[0].dtype, "int");
        assert_eq!(file.imports, ["os.system"], "examples are unpickled too");
        assert_eq!(file.library.unwrap().version.as_deref(), Some("2.9.0"));
    }
    for broken in ["", "{}", "[", r#"{"graph_module": {"graph": 1}}"#, &"[".repeat(100_000)] {
        assert_eq!(read_one("m.pt2", &zip(&[("m/models/model.json", broken.as_bytes())])).read, Read::No);
    }
}
