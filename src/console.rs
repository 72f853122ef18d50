//! The terminal a program was started from. On Windows a program with a window has none by itself, and `inspect`
//! would print into nothing.

/// Prints to the terminal that started this program, if one did.
#[cfg(windows)]
#[expect(unsafe_code, reason = "no kept crate attaches a console")]
pub fn attach() {
    use windows_sys::Win32::System::Console::{ATTACH_PARENT_PROCESS, AttachConsole};
    // SAFETY: it takes a number and no pointer. It fails on a double click, where nobody reads what is printed.
    unsafe { AttachConsole(ATTACH_PARENT_PROCESS) };
}

/// Elsewhere a program has its terminal.
#[cfg(not(windows))]
pub fn attach() {}
