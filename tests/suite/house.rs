//! The rules of the house.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The sources of a room: a folder of `src`, or a file of that name.
fn sources(room: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![root().join("src").join(room), root().join("src").join(format!("{room}.rs"))];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.is_file() {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    assert!(!found.is_empty(), "there is no room {room}");
    found
}

/// The lines that are code.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"))
}

/// The rooms from the lowest to the highest: each may use those before it, but for what [`KEPT_APART`] says.
const ROOMS: [&str; 15] = [
    "mlmodel",
    "folder",
    "inside",
    "enforce",
    "checks",
    "platforms",
    "snippets",
    "compare",
    "library",
    "reading",
    "present",
    "print",
    "ui",
    "app",
    "cli",
];

/// Rooms that do not use one another although one stands above.
const KEPT_APART: [(&str, &str); 3] = [
    // Drawing asks for copying and saving, and does not write itself.
    ("ui", "print"),
    // The command line needs no window, and the window no command line.
    ("cli", "ui"),
    ("cli", "app"),
];

#[test]
fn the_lower_rooms_know_no_toolkit() {
    for room in ROOMS.into_iter().take_while(|room| *room != "ui").chain(["cli"]) {
        for (path, text) in sources(room) {
            for line in code(&text) {
                for toolkit in ["egui", "eframe", "rfd", "winit", "epaint"] {
                    assert!(
                        !line.contains(&format!("{toolkit}::")) && !line.contains(&format!("use {toolkit}")),
                        "{}: {line}",
                        path.display()
                    );
                }
            }
        }
    }
    for (path, text) in sources("ui") {
        assert!(code(&text).all(|line| !line.contains("eframe") && !line.contains("rfd::")), "{}", path.display());
    }
}

/// The rooms that a source uses: `crate::room::…`, `crate::{room, …}`, `use crate::room`.
fn used(text: &str) -> BTreeSet<&'static str> {
    let text: String = code(text).collect::<Vec<_>>().join("\n");
    let mut found = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        let names: Vec<&str> = match rest.strip_prefix('{') {
            // The rooms of a group stand before the `::` of what is taken from them.
            Some(group) => group
                .split(';')
                .next()
                .unwrap_or_default()
                .split([',', '{', '}', '\n'])
                .map(|name| name.trim().split("::").next().unwrap_or_default())
                .collect(),
            None => rest.split(|c: char| !c.is_alphanumeric() && c != '_').take(1).collect(),
        };
        found.extend(ROOMS.into_iter().filter(|room| names.contains(room)));
    }
    found
}

#[test]
fn every_folder_of_the_sources_is_a_room() {
    let folders = std::fs::read_dir(root().join("src")).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let folders: BTreeSet<String> = folders.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(folders, ROOMS.into_iter().map(str::to_owned).collect());
}

#[test]
fn arrows_point_down_only() {
    for (i, room) in ROOMS.into_iter().enumerate() {
        for (path, text) in sources(room) {
            for other in used(&text) {
                let is_below = ROOMS[..=i].contains(&other) && !KEPT_APART.contains(&(room, other));
                assert!(is_below, "{} uses {other}, which is not below {room}", path.display());
            }
        }
    }
}

#[test]
fn colours_stand_in_the_theme_only() {
    for (path, text) in sources("ui") {
        if path.ends_with("theme.rs") {
            continue;
        }
        for line in code(&text) {
            for word in ["from_rgb(", "from_gray(", "Color32::from_hex", "Color32::RED"] {
                assert!(!line.contains(word), "{}: {line}", path.display());
            }
        }
    }
}

/// Crates that talk to a network. A crate that merely parses addresses (url) is none.
const NETWORK: [&str; 16] = [
    "reqwest",
    "hyper",
    "ureq",
    "curl",
    "isahc",
    "attohttpc",
    "rustls",
    "native-tls",
    "openssl",
    "tokio-rustls",
    "h2",
    "quinn",
    "tungstenite",
    "tonic",
    "socket2",
    "trust-dns-resolver",
];

#[test]
fn no_network_crate_is_in_what_is_shipped() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let mut dependencies: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in lock.split("[[package]]").skip(1) {
        let name = package.lines().find_map(|line| line.strip_prefix("name = ")).unwrap().trim_matches('"');
        let list = package.split("dependencies = [").nth(1).and_then(|rest| rest.split(']').next()).unwrap_or("");
        let names = list.lines().map(|line| line.trim().trim_matches([',', '"'])).filter(|line| !line.is_empty());
        dependencies.entry(name).or_default().extend(names.map(|name| name.split(' ').next().unwrap()));
    }
    assert!(dependencies.len() > 200, "Cargo.lock was not understood");
    let mut reached = BTreeSet::new();
    let mut waiting = vec!["mlmodel-viewer"];
    while let Some(name) = waiting.pop() {
        if reached.insert(name) {
            waiting.extend(dependencies.get(name).into_iter().flatten());
        }
    }
    for name in NETWORK {
        assert!(!reached.contains(name), "{name} is in the dependency tree");
    }
}

#[test]
fn no_source_opens_a_socket() {
    // All of `src`, whatever room it is in.
    for (path, text) in sources("") {
        assert!(
            code(&text).all(|line| !line.contains("std::net") && !line.contains("TcpStream") && !line.contains("UdpSocket")),
            "{}",
            path.display()
        );
    }
}

/// The crates of the program with their licences, as About lists them.
fn crates(arguments: &[&str]) -> BTreeSet<String> {
    // Crates that name a file in place of a licence, read by eye: LICENSE-MIT.
    let said_in_a_file = BTreeMap::from([("libyaml-safer", "MIT")]);
    let output = std::process::Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}|{l}"])
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let line = |line: &str| {
        let (package, licence) = line.trim_end_matches(" (*)").split_once('|').unwrap();
        let (name, version) = package.split_once(' ').unwrap();
        let version = version.split(' ').next().unwrap().trim_start_matches('v');
        let licence =
            if licence.is_empty() { said_in_a_file.get(name).copied().unwrap_or_else(|| panic!("{name} has no licence")) } else { licence };
        (name != "mlmodel-viewer").then(|| format!("{name} {version}: {licence}"))
    };
    String::from_utf8(output.stdout).unwrap().lines().filter_map(line).collect()
}

/// `UPDATE_LICENCES=1` writes the list for every system, which takes the network; without, what is inside on this
/// one must be in it, and nothing that is not locked.
#[test]
fn the_licences_are_those_of_what_is_inside() {
    let file = root().join("assets/licences.txt");
    if std::env::var_os("UPDATE_LICENCES").is_some() {
        let all: Vec<String> = crates(&["--target", "all"]).into_iter().collect();
        std::fs::write(&file, all.join("\n") + "\n").unwrap();
    }
    let listed = std::fs::read_to_string(&file).unwrap();
    let listed: BTreeSet<&str> = listed.lines().collect();
    for inside in crates(&["--offline"]) {
        assert!(listed.contains(inside.as_str()), "{inside} is not in assets/licences.txt: run this test with UPDATE_LICENCES=1");
    }
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    for line in listed {
        let (name, version) = line.split_once(':').unwrap().0.split_once(' ').unwrap();
        let locked = format!("name = \"{name}\"\nversion = \"{version}\"");
        assert!(lock.contains(&locked), "{line} is no longer inside: run this test with UPDATE_LICENCES=1");
    }
}
