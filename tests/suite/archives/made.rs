//! Archives as the tests need them: sound ones of a folder, and zips whose every number may be a lie.

use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

/// What a member of a zip says of itself; what stands before it, and what the list at the end says.
#[derive(Clone)]
pub struct Member {
    pub name: Vec<u8>,
    pub bytes: Vec<u8>,
    /// How it is packed: 0 or 8 for real, and whatever else is only said.
    pub method: u16,
    pub flags: u16,
    /// With the kind of file, as Unix has it.
    pub mode: u32,
    /// What differs from the truth.
    pub lies: Lies,
}

/// What is said instead of the truth.
#[derive(Clone, Default)]
pub struct Lies {
    /// The name before the member.
    pub name: Option<Vec<u8>>,
    pub crc: Option<u32>,
    /// Unpacked.
    pub bytes: Option<u32>,
    /// Where it begins, in the list at the end only.
    pub start: Option<u32>,
    /// How many bytes it takes, in the list at the end only.
    pub length: Option<u32>,
}

impl Member {
    pub fn new(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into(), method: 8, flags: 0, mode: 0o100_644, lies: Lies::default() }
    }

    pub fn link(name: &str, target: &str) -> Self {
        Self { mode: 0o120_777, method: 0, ..Self::new(name, target) }
    }

    fn packed(&self) -> Vec<u8> {
        if self.method == 0 {
            return self.bytes.clone();
        }
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
        packer.write_all(&self.bytes).unwrap();
        packer.finish().unwrap()
    }

    fn crc(&self) -> u32 {
        let mut crc = flate2::Crc::new();
        crc.update(&self.bytes);
        self.lies.crc.unwrap_or(crc.sum())
    }

    /// What both headers share.
    fn shared(&self, length: u32, name: &[u8], out: &mut Vec<u8>) {
        for number in [self.flags, self.method, 0, 0x5821] {
            out.extend(number.to_le_bytes());
        }
        let bytes = self.lies.bytes.unwrap_or(u32::try_from(self.bytes.len()).unwrap());
        for number in [self.crc(), length, bytes] {
            out.extend(number.to_le_bytes());
        }
        out.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        out.extend(0_u16.to_le_bytes());
    }
}

/// A zip of these members.
pub fn zip(members: &[Member]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for member in members {
        let (start, packed) = (u32::try_from(out.len()).unwrap(), member.packed());
        let length = u32::try_from(packed.len()).unwrap();
        let name = member.lies.name.as_ref().unwrap_or(&member.name);
        out.extend(b"PK\x03\x04\x14\0");
        member.shared(length, name, &mut out);
        out.extend(name);
        out.extend(packed);
        // Made by Unix.
        list.extend(b"PK\x01\x02\x14\x03\x14\0");
        member.shared(member.lies.length.unwrap_or(length), &member.name, &mut list);
        list.extend([0; 6]);
        list.extend((member.mode << 16).to_le_bytes());
        list.extend(member.lies.start.unwrap_or(start).to_le_bytes());
        list.extend(&member.name);
    }
    let (start, count) = (u32::try_from(out.len()).unwrap(), u16::try_from(members.len()).unwrap());
    let length = u32::try_from(list.len()).unwrap();
    out.extend(list);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend(0_u16.to_le_bytes());
    out
}

/// The files of a folder, with their paths below `top`.
pub fn members(folder: &Path, top: &str) -> Vec<Member> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{top}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            found.push(Member { mode: 0o040_755, method: 0, ..Member::new(&format!("{name}/"), "") });
            found.extend(members(&entry.path(), &format!("{name}/")));
        } else {
            found.push(Member::new(&name, std::fs::read(entry.path()).unwrap()));
        }
    }
    found
}

/// A tar of the files of a folder, in a folder called `top`.
pub fn tar(folder: &Path, top: &str) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    tar.append_dir_all(top, folder).unwrap();
    tar.into_inner().unwrap()
}

/// A tar of one member after the sound ones, which may be of any kind and size.
pub fn tar_with(sound: &[(&str, &[u8])], odd: impl Fn(&mut tar::Header) -> Vec<u8>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut add = |header: &mut tar::Header, content: &[u8]| {
        header.set_cksum();
        out.extend(header.as_bytes());
        out.extend(content);
        out.resize(out.len().next_multiple_of(512), 0);
    };
    for (name, content) in sound {
        let mut header = tar::Header::new_gnu();
        header.set_path(name).unwrap();
        header.set_size(content.len() as u64);
        add(&mut header, content);
    }
    let mut header = tar::Header::new_gnu();
    header.set_size(0);
    let content = odd(&mut header);
    add(&mut header, &content);
    out.extend([0; 1024]);
    out
}

/// Compressed.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}
