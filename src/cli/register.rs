//! `register`: entries in the Explorer's menu of folders and of files named MLmodel, for this user alone.

use windows_registry::CURRENT_USER;

use super::Exit;
use crate::print::to_stderr;

/// Below the user's own classes: no administrator is needed, and nobody else is concerned.
const CLASSES: &str = r"Software\Classes";
const ENTRIES: [MenuEntry; 3] = [
    MenuEntry { key: r"Directory\shell\MLmodelViewer", argument: "%1", applies_to: None },
    MenuEntry { key: r"Directory\Background\shell\MLmodelViewer", argument: "%V", applies_to: None },
    // Every file has the entry, and only those of that name show it.
    MenuEntry { key: r"*\shell\MLmodelViewer", argument: "%1", applies_to: Some("System.FileName:=\"MLmodel\"") },
];

/// An entry of the Explorer's menu.
struct MenuEntry {
    /// Below [`CLASSES`].
    key: &'static str,
    /// What the Explorer puts the path in place of.
    argument: &'static str,
    /// Which files show it, in the words of Windows' search; all where nothing stands here.
    applies_to: Option<&'static str>,
}

pub(super) fn run(remove: bool) -> Exit {
    if remove {
        unregister();
        return Exit::Fine;
    }
    match register() {
        Ok(()) => Exit::Fine,
        Err(why) => {
            to_stderr(&why);
            Exit::Trouble
        }
    }
}

/// Writes the entries.
///
/// # Errors
/// Why the registry could not be written, as a clause.
fn register() -> Result<(), String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let program = program.display();
    for MenuEntry { key, argument, applies_to } in ENTRIES {
        let write = || -> windows_registry::Result<()> {
            let entry = CURRENT_USER.create(format!(r"{CLASSES}\{key}"))?;
            entry.set_string("", "Open in MLmodel Viewer")?;
            entry.set_string("Icon", format!("\"{program}\",0"))?;
            if let Some(applies_to) = applies_to {
                entry.set_string("AppliesTo", applies_to)?;
            }
            entry.create("command")?.set_string("", format!("\"{program}\" \"{argument}\""))
        };
        write().map_err(|error| format!("the registry could not be written ({error}): {key}"))?;
    }
    Ok(())
}

/// Removes the entries; what is not there is fine.
fn unregister() {
    for MenuEntry { key, .. } in ENTRIES {
        let _ = CURRENT_USER.remove_tree(format!(r"{CLASSES}\{key}"));
    }
}
