//! What loading a file imports, in groups: usual for its flavor, from the model's own code, other.
//!
//! Usual are exact names and never beginnings: `numpy.f2py.crackfortran.myeval` evaluates text, and its module looks like any
//! other of numpy's. What the model's requirements ask for makes nothing usual, for it comes from the same author. None of
//! this is a verdict: a usual name with unusual arguments can do harm, and most other names do none.

use super::usual;

/// A name, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// With its module; `?` is a part that is computed while loading.
    pub name: String,
    pub group: ImportGroup,
    /// What calling it does, where that reaches beyond the model.
    pub effect: Option<Effect>,
}

/// Where a name comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImportGroup {
    /// It reaches beyond the model, is computed, or is in none of the other groups.
    Other,
    /// It stands in the model's `code` folder, or in the file itself.
    Code,
    /// Files of this flavor have it.
    Usual,
}

/// What a function does to more than its own arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    RunsCommands,
    EvaluatesText,
    OpensConnections,
    OpensFiles,
    LoadsCode,
    ReachesNames,
}

impl Effect {
    /// As a clause.
    #[must_use]
    pub fn clause(self) -> &'static str {
        match self {
            Self::RunsCommands => "runs commands of the system",
            Self::EvaluatesText => "evaluates text as Python",
            Self::OpensConnections => "opens connections to other machines",
            Self::OpensFiles => "opens, writes or deletes files",
            Self::LoadsCode => "loads further code",
            Self::ReachesNames => "reaches other names by text",
        }
    }

    /// What a name does; also where something is called on it, as `builtins.eval.__call__`.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let name = name.strip_prefix("__builtin__.").map_or_else(|| name.to_owned(), |rest| format!("builtins.{rest}"));
        let known = |known: &str| name.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        EFFECTS.iter().find(|(_, names)| names.iter().any(|name| known(name))).map(|(effect, _)| *effect)
    }
}

/// Names that reach beyond the model. A module stands for all that is in it.
const EFFECTS: &[(Effect, &[&str])] = &[
    (
        Effect::RunsCommands,
        &[
            "os.system",
            "os.popen",
            "os.execv",
            "os.execve",
            "os.execvp",
            "os.execvpe",
            "os.execl",
            "os.execle",
            "os.execlp",
            "os.execlpe",
            "os.spawnv",
            "os.spawnve",
            "os.spawnvp",
            "os.spawnl",
            "os.spawnlp",
            "os.startfile",
            "os.posix_spawn",
            "os.posix_spawnp",
            "os.fork",
            "os.kill",
            "posix.system",
            "posix.popen",
            "posix.execv",
            "posix.execve",
            "posix.fork",
            "posix.posix_spawn",
            "nt.system",
            "nt.popen",
            "nt.startfile",
            "nt.execv",
            "nt.spawnv",
            "subprocess",
            "_posixsubprocess",
            "commands",
            "pty.spawn",
            "platform.popen",
            "popen2",
            "asyncio.create_subprocess_shell",
            "asyncio.create_subprocess_exec",
            "asyncio.subprocess",
            "multiprocessing.Process",
            "multiprocessing.util.spawnv_passfds",
            "distutils.spawn.spawn",
            "pip.main",
            "pip._internal.main",
            "pip._internal.cli.main.main",
            "webbrowser",
            "antigravity",
            "ctypes",
            "_ctypes",
            "signal",
        ],
    ),
    (
        Effect::EvaluatesText,
        &[
            "builtins.eval",
            "builtins.exec",
            "builtins.compile",
            "builtins.execfile",
            "numpy.f2py.crackfortran.myeval",
            "numpy.f2py.crackfortran.getlincoef",
            "numpy.f2py.crackfortran._eval_length",
            "numpy.f2py.crackfortran._eval_scalar",
            "numpy.f2py.crackfortran.param_eval",
            "numpy.distutils.exec_command.exec_command",
            "numpy.testing._private.utils.runstring",
            "numpy.testing.runstring",
            "pandas.eval",
            "pandas.core.computation.eval.eval",
            "code.InteractiveInterpreter",
            "code.InteractiveConsole",
            "code.interact",
            "codeop",
            "timeit",
            "trace.Trace",
            "profile.Profile",
            "profile.run",
            "profile.runctx",
            "cProfile.run",
            "cProfile.runctx",
            "cProfile.Profile",
            "pdb",
            "bdb",
            "doctest",
            "sympy.sympify",
            "sympy.parsing",
            "idlelib",
            "test",
            "torch._dynamo.guards.GuardBuilder.get",
            "torch.fx.experimental.symbolic_shapes.ShapeEnv.evaluate_guards_expression",
            "torch.jit.unsupported_tensor_ops.execWrapper",
            "_pyrepl.pager.pipe_pager",
            "lib2to3.pgen2.grammar.Grammar.loads",
        ],
    ),
    (
        Effect::OpensConnections,
        &[
            "socket",
            "_socket",
            "ssl",
            "urllib",
            "urllib2",
            "http",
            "httplib",
            "requests",
            "urllib3",
            "httpx",
            "aiohttp",
            "ftplib",
            "smtplib",
            "telnetlib",
            "poplib",
            "imaplib",
            "nntplib",
            "xmlrpc",
            "socketserver",
            "asyncio.open_connection",
            "websocket",
            "paramiko",
            "boto3",
            "pandas.read_csv",
            "pandas.read_json",
            "pandas.read_html",
        ],
    ),
    (
        Effect::OpensFiles,
        &[
            "builtins.open",
            "builtins.file",
            "io.open",
            "io.FileIO",
            "io.open_code",
            "_io.open",
            "_io.FileIO",
            "os.open",
            "os.remove",
            "os.unlink",
            "os.rmdir",
            "os.removedirs",
            "os.rename",
            "os.replace",
            "os.chmod",
            "os.chown",
            "os.mkdir",
            "os.makedirs",
            "os.symlink",
            "os.link",
            "os.truncate",
            "os.listdir",
            "os.scandir",
            "os.walk",
            "os.putenv",
            "os.environ",
            "os.getenv",
            "posix.open",
            "posix.remove",
            "posix.unlink",
            "nt.open",
            "nt.remove",
            "shutil",
            "tempfile",
            "pathlib.Path.write_text",
            "pathlib.Path.write_bytes",
            "pathlib.Path.open",
            "pathlib.Path.unlink",
            "codecs.open",
            "fileinput",
            "linecache",
            "glob",
            "mmap",
            "sqlite3",
            "dbm",
            "shelve",
            "zipfile",
            "tarfile",
            "numpy.save",
            "numpy.load",
            "numpy.savetxt",
            "numpy.fromfile",
            "numpy.memmap",
            "numpy.loadtxt",
            "numpy.genfromtxt",
            "logging.FileHandler",
            "logging.config",
        ],
    ),
    (
        Effect::LoadsCode,
        &[
            "builtins.__import__",
            "importlib",
            "imp",
            "runpy",
            "zipimport",
            "pkgutil",
            "pickle.loads",
            "pickle.load",
            "pickle.Unpickler",
            "_pickle.loads",
            "_pickle.load",
            "_pickle.Unpickler",
            "cPickle.loads",
            "cPickle.load",
            "dill.loads",
            "dill.load",
            "dill._dill.loads",
            "dill._dill.load",
            "cloudpickle.loads",
            "cloudpickle.load",
            "joblib.load",
            "joblib.numpy_pickle.load",
            "pandas.read_pickle",
            "pandas.io.pickle.read_pickle",
            "torch.load",
            "torch.serialization.load",
            "torch.hub.load",
            "marshal.loads",
            "marshal.load",
            "types.CodeType",
            "types.FunctionType",
            "types.ModuleType",
            "site.addsitedir",
            "sys.modules",
            "sys.path",
            "setuptools",
            "ensurepip",
            "venv",
        ],
    ),
    (
        Effect::ReachesNames,
        &[
            "builtins.getattr",
            "builtins.setattr",
            "builtins.delattr",
            "builtins.globals",
            "builtins.locals",
            "builtins.vars",
            "builtins.breakpoint",
            "operator.attrgetter",
            "operator.methodcaller",
            "_operator.attrgetter",
            "_operator.methodcaller",
            "inspect",
            "gc",
            "sys._getframe",
            "sys.settrace",
            "sys.setprofile",
            "atexit",
        ],
    ),
];

/// Sorts names into groups. `flavor` is the MLmodel's word for who reads the file, or that of the library a lone file comes
/// from; `code` are the modules that the model brings with it.
#[must_use]
pub fn grouped(names: &[String], flavor: &str, code: &[&str]) -> Vec<Import> {
    let one = |name: &String| {
        let effect = Effect::of(name);
        let module = name.split('.').next().unwrap_or_default();
        let group = if effect.is_some() || name.split('.').any(|part| part == "?") {
            ImportGroup::Other
        } else if module == "__main__" || code.contains(&module) {
            ImportGroup::Code
        } else if usual::is_usual(name, flavor) {
            ImportGroup::Usual
        } else {
            ImportGroup::Other
        };
        Import { name: name.clone(), group, effect }
    };
    names.iter().map(one).collect()
}
