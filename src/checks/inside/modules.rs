//! A module that loading imports, and that nothing brings: neither Python itself, nor the folder `code`, nor the requirements.

use std::collections::BTreeSet;

use super::super::Severity::Warning;
use super::super::{Finding, codes};
use super::Compared;
use crate::folder::environment::{LineKind, RequirementLine};
use crate::mlmodel::display::{clipped, count};

/// Modules that a title names.
const MAX_NAMED: usize = 3;

/// Modules of Python itself, from 2.7 to 3.14; those that begin with `_` are looked at by that.
const OF_PYTHON: &str = "\
    StringIO abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb \
    binascii binhex bisect builtins bz2 cPickle cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections \
    colorsys compileall compression concurrent configparser contextlib contextvars copy copy_reg copyreg crypt csv ctypes \
    curses dataclasses datetime dbm decimal difflib dis distutils doctest dummy_threading email encodings ensurepip enum \
    errno faulthandler fcntl filecmp fileinput fnmatch formatter fractions ftplib functools gc genericpath getopt getpass \
    gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress \
    itertools json keyword lib2to3 linecache locale logging lzma macpath mailbox mailcap marshal math mimetypes mmap \
    modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os \
    ossaudiodev parser pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile \
    pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter \
    runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd \
    sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symbol \
    symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this threading time timeit tkinter \
    token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu \
    uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib \
    zoneinfo";

/// What MLflow brings itself, or the libraries that it was made for: a model that needs these is served with them.
const BROUGHT: [&str; 13] = [
    "mlflow",
    "cloudpickle",
    "numpy",
    "pandas",
    "scipy",
    "sklearn",
    "joblib",
    "pyarrow",
    "pytz",
    "dateutil",
    "six",
    "threadpoolctl",
    "packaging",
];

/// Modules whose package is called otherwise, or has several names. A requirement that begins so brings them.
const PACKAGES: [(&str, &[&str]); 16] = [
    ("PIL", &["pillow"]),
    ("bs4", &["beautifulsoup4"]),
    ("cv2", &["opencv"]),
    ("dill", &["dill", "pathos", "multiprocess"]),
    ("feature_engine", &["feature-engine"]),
    ("imblearn", &["imbalanced-learn", "imblearn"]),
    ("keras", &["keras", "tensorflow"]),
    ("lightning", &["lightning", "pytorch-lightning"]),
    ("patsy", &["patsy", "statsmodels"]),
    ("pydantic", &["pydantic", "mlflow"]),
    ("skimage", &["scikit-image"]),
    ("skops", &["skops", "mlflow"]),
    ("sktime", &["sktime"]),
    ("tensorflow", &["tensorflow", "tf-nightly"]),
    ("typing_extensions", &["typing-extensions", "mlflow"]),
    ("yaml", &["pyyaml", "mlflow"]),
];

impl Compared<'_> {
    /// `Can't get attribute` and `No module named` are what a server answers where this finds something.
    pub(super) fn modules(&self, findings: &mut Vec<Finding>) {
        let tops: BTreeSet<&str> = self.file.imports.iter().filter_map(|name| name.split('.').next()).collect();
        if tops.contains("__main__") {
            self.main_module(findings);
        }
        let lines: Vec<&RequirementLine> = self.folder.environment.all_lines().map(|(_, line)| line).collect();
        // What a file or an address brings cannot be told by its name, nor where nothing is asked for at all.
        if lines.is_empty() || lines.iter().any(|line| matches!(line.kind, LineKind::Direct { .. } | LineKind::Unreadable(_))) {
            return;
        }
        let lacking: Vec<&str> =
            tops.into_iter().filter(|top| is_module(top) && !self.is_in_code(top) && !lines.iter().any(|line| brings(line, top))).collect();
        if lacking.is_empty() {
            return;
        }
        let named: Vec<String> = lacking.iter().take(MAX_NAMED).map(|name| clipped(name, 80).into_owned()).collect();
        let more = if lacking.len() > MAX_NAMED { ", \u{2026}" } else { "" };
        let what = count(lacking.len(), "module that nothing brings", "modules that nothing brings");
        let title = format!("{} needs {what}: {}{more}", self.name(), named.join(", "));
        findings.push(
            self.finding(codes::MODULE_MISSING, Warning, title)
                .meaning("Neither the folder code nor the requirements have it by its name: where it is not installed, loading ends with \"No module named\".")
                .help("Log the model again with code_paths=[\u{2026}] for code of your own, or with extra_pip_requirements=[\u{2026}] for a package."),
        );
    }

    /// Whether the folder `code` has a file or folder of a module's name, however deep: code may put more on Python's path.
    fn is_in_code(&self, module: &str) -> bool {
        let is_it = |part: &str| part.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let mut code = self.folder.listing.files.iter().filter_map(|file| file.path.strip_prefix("code/"));
        code.any(|path| path.split('/').any(is_it))
    }

    /// The script or notebook that saved the model, which no other process has.
    fn main_module(&self, findings: &mut Vec<Finding>) {
        let names: Vec<String> = self
            .file
            .imports
            .iter()
            .filter_map(|name| name.strip_prefix("__main__."))
            .take(MAX_NAMED)
            .map(|name| clipped(name, 80).into_owned())
            .collect();
        let title = format!("{} needs {} of the script that saved it (__main__)", self.name(), names.join(", "));
        findings.push(
            self.finding(codes::MODULE_MISSING, Warning, title)
                .meaning("A class or function of a script or notebook is in no other process: a server that loads the model ends with \"Can't get attribute\".")
                .help("Move it into a module of its own and log the model with code_paths=[\u{2026}], or save it with cloudpickle, which takes it along."),
        );
    }
}

/// Whether a name is one of a package that somebody must bring.
fn is_module(top: &str) -> bool {
    let is_name = top.starts_with(|c: char| c.is_alphabetic()) && top.chars().all(|c| c.is_alphanumeric() || c == '_');
    is_name && !BROUGHT.contains(&top) && !OF_PYTHON.split(' ').any(|own| own == top)
}

/// Whether a requirement is called like a module, or like the package that is known to have it.
fn brings(line: &RequirementLine, module: &str) -> bool {
    let LineKind::Package { name, .. } = &line.kind else { return false };
    let packages = PACKAGES.iter().find(|(known, _)| *known == module).map_or(&[][..], |(_, packages)| packages);
    let plain = module.to_lowercase().replace('_', "-");
    // `tensorflow-cpu`, `xgboost-cpu`, `torch` of another source.
    let is_called_so = |package: &str| name.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    is_called_so(&plain) || name.ends_with(&format!("-{plain}")) || packages.iter().any(|package| is_called_so(package))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::environment::requirement_lines;

    #[test]
    fn a_requirement_brings_the_modules_that_it_is_called_like() {
        let brings_it = |line: &str, module: &str| requirement_lines(line).iter().any(|line| brings(line, module));
        for (line, module) in [
            ("lightgbm==4.6.0", "lightgbm"),
            ("xgboost-cpu", "xgboost"),
            ("tensorflow-cpu>=2", "keras"),
            ("opencv-python-headless", "cv2"),
            ("Category_Encoders", "category_encoders"),
            ("my.own", "my_own"),
            ("python-dateutil", "dateutil"),
        ] {
            assert!(brings_it(line, module), "{line} {module}");
        }
        for (line, module) in [("lightgbmx", "lightgbm"), ("scikit-learn", "lightgbm"), ("--extra-index-url https://lightgbm", "lightgbm")]
        {
            assert!(!brings_it(line, module), "{line} {module}");
        }
    }

    #[test]
    fn python_itself_is_nobodys_to_bring() {
        for own in ["collections", "copyreg", "functools", "_loss", "__main__", "?", "numpy", "sklearn", "xml", "zoneinfo"] {
            assert!(!is_module(own), "{own}");
        }
        assert!(is_module("lightgbm") && is_module("minhas_etapas"));
    }
}
