//! A module that loading imports, and that nothing brings: neither Python itself, nor the folder `code`, nor the requirements.

use std::collections::BTreeSet;

use super::super::Severity::Warning;
use super::super::{Finding, codes};
use super::Compared;
use crate::folder::environment::{LineKind, RequirementLine};
use crate::mlmodel::display::{clipped, count};

/// Modules that a title names.
const MAX_NAMED: usize = 10;

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

/// Modules of MLflow, of scikit-learn and of what they ask for: a model that needs these is served with them.
const BROUGHT: &str = "alembic bs4 cachetools certifi charset_normalizer click cloudpickle contourpy cryptography cycler databricks dateutil docker \
    fastapi flask flask_cors fontTools git gitdb google graphene graphql greenlet gunicorn h11 huey idna importlib_metadata itsdangerous jinja2 \
    joblib jwt kiwisolver markdown markupsafe matplotlib mlflow mpl_toolkits narwhals numpy opentelemetry packaging pandas patsy PIL pkg_resources \
    psutil pyarrow pydantic pydantic_core pylab pyparsing pytz requests scipy setuptools six sklearn skops smmap sqlalchemy sqlparse starlette \
    threadpoolctl tqdm typing_extensions tzdata urllib3 uvicorn werkzeug yaml zipp";

/// Packages that bring nothing but a module of their own name, or what is in [`BROUGHT`]. Any other may bring any module:
/// packages are often called otherwise (`scikit-optimize` has `skopt`), and bring others (`geopandas` brings `shapely`).
const PLAIN_PACKAGES: &str = "astunparse cffi cloudpickle defusedxml joblib lightgbm mlflow mlflow-skinny mlflow-tracing numpy packaging pandas pip psutil \
    pyarrow pytest python-dateutil pytz pyyaml requests scikit-learn scipy setuptools six skops threadpoolctl typing-extensions tzdata wheel xgboost \
    xgboost-cpu";

impl Compared<'_> {
    /// `Can't get attribute` and `No module named` are what a server answers where this finds something.
    pub(super) fn modules(&self, findings: &mut Vec<Finding>) {
        let tops: BTreeSet<&str> = self.file.imports.iter().filter_map(|name| name.split('.').next()).collect();
        if tops.contains("__main__") {
            self.main_module(findings);
        }
        let lines: Vec<&RequirementLine> = self.folder.environment.all_lines().map(|(_, line)| line).collect();
        // Nothing can be told where nothing is asked for, or something that may bring any module.
        if lines.is_empty() || !lines.iter().all(|line| is_plain(line)) {
            return;
        }
        let in_code = self.in_code();
        let is_lacking = |top: &&str| is_module(top) && !in_code.contains(top) && !lines.iter().any(|line| brings(line, top));
        let lacking: Vec<&str> = tops.into_iter().filter(is_lacking).collect();
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

    /// The names of all files and folders below `code`, without their endings: code may put more on Python's path than its top.
    fn in_code(&self) -> BTreeSet<&str> {
        let code = self.folder.listing.files.iter().filter_map(|file| file.path.strip_prefix("code/"));
        code.flat_map(|path| path.split('/')).map(|part| part.split('.').next().unwrap_or(part)).collect()
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
    is_name && ![BROUGHT, OF_PYTHON].iter().any(|all| is_word(all, top))
}

fn is_word(all: &str, word: &str) -> bool {
    all.split_whitespace().any(|one| one == word)
}

/// Whether a requirement is one of which it is known what it brings.
fn is_plain(line: &RequirementLine) -> bool {
    match &line.kind {
        LineKind::Package { name, .. } => is_word(PLAIN_PACKAGES, name),
        LineKind::Option => true,
        LineKind::Direct { .. } | LineKind::Unreadable(_) => false,
    }
}

/// Whether a requirement is called like a module.
fn brings(line: &RequirementLine, module: &str) -> bool {
    let LineKind::Package { name, .. } = &line.kind else { return false };
    // `xgboost-cpu`
    name.strip_prefix(&*module.to_lowercase().replace('_', "-")).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::environment::requirement_lines;

    fn lines(text: &str) -> Vec<RequirementLine> {
        requirement_lines(text)
    }

    #[test]
    fn a_requirement_brings_the_module_that_it_is_called_like() {
        let brings_it = |line: &str, module: &str| lines(line).iter().any(|line| brings(line, module));
        assert!(
            brings_it("lightgbm==4.6.0", "lightgbm")
                && brings_it("xgboost-cpu", "xgboost")
                && brings_it("Typing_Extensions", "typing_extensions")
        );
        assert!(!brings_it("lightgbmx", "lightgbm") && !brings_it("scikit-learn", "lightgbm"));
        assert!(!brings_it("--extra-index-url https://lightgbm", "lightgbm"));
    }

    #[test]
    fn a_package_that_may_bring_anything_is_not_plain() {
        let are_plain = |text: &str| lines(text).iter().all(is_plain);
        assert!(are_plain("mlflow==3.18.0\nscikit-learn==1.0\npandas\n--extra-index-url https://x"));
        for line in ["scikit-optimize==0.10", "geopandas", "./wheels/a-1.0-py3-none-any.whl", "not a requirement!"] {
            assert!(!are_plain(line), "{line}");
        }
    }

    #[test]
    fn python_itself_is_nobodys_to_bring() {
        for own in ["collections", "copyreg", "functools", "_loss", "__main__", "?", "numpy", "sklearn", "xml", "zoneinfo", "google"] {
            assert!(!is_module(own), "{own}");
        }
        assert!(is_module("lightgbm") && is_module("minhas_etapas"));
    }
}
