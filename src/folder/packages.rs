//! The packages a model asks for, put together from its environment files as pip and conda would.

use std::collections::HashMap;

use pep508_rs::pep440_rs::{Operator, Version, VersionSpecifiers};

use super::Environment;
use super::environment::{EnvFile, LineKind, PipList, RequirementLine, Requirements, without_credentials};

/// One package, and which version of it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Normalised as pip does: lower case, `-` for `_` and `.`.
    pub name: String,
    /// What stands behind the name: `==1.5.3`, `>=1,<2`, an address; empty where any version will do.
    pub asked: String,
    /// The one version that is asked for, where it is one.
    pub exact: Option<Version>,
    /// `requests[security]` has one; sorted.
    pub extras: Vec<String>,
    /// Where it applies only somewhere: `sys_platform == 'win32'`.
    pub marker: Option<String>,
    /// The file it stands in, relative to the model folder.
    pub file: Box<str>,
    /// From 1; within a conda file, within its list. Nothing where the file has no lines to count.
    pub line: Option<u32>,
}

impl Package {
    /// What a requirement line of `file` asks for; `None` where it is an option.
    #[must_use]
    pub fn of(line: &RequirementLine, file: &str) -> Option<Self> {
        let package = |name: &str, asked: String, exact, extras: &[String], marker: &Option<String>| Self {
            name: name.to_owned(),
            asked,
            exact,
            extras: extras.to_vec(),
            marker: marker.clone(),
            file: file.into(),
            line: Some(line.line),
        };
        match &line.kind {
            LineKind::Package { name, versions, extras, marker } => {
                Some(package(name, versions_text(versions), exact(versions), extras, marker))
            }
            LineKind::Direct { name } => {
                // Without a name the address stands for itself.
                let text = line.text.split_once(" @ ").map_or(line.text.as_str(), |(_, address)| address);
                let text = without_credentials(text);
                Some(package(name.as_deref().unwrap_or(&text), text.clone(), None, &[], &None))
            }
            LineKind::Unreadable(_) => Some(package(&line.text, String::new(), None, &[], &None)),
            LineKind::Option => None,
        }
    }

    /// Whether a release satisfies what is asked for; `None` where that is an address, or written as only conda does.
    #[must_use]
    pub fn allows(&self, release: &str) -> Option<bool> {
        if self.asked.is_empty() {
            return Some(true);
        }
        Some(self.asked.parse::<VersionSpecifiers>().ok()?.contains(&release.parse().ok()?))
    }

    /// The name with extras and marker, as a requirement line begins: `requests[security]`.
    #[must_use]
    pub fn label(&self) -> String {
        let extras = if self.extras.is_empty() { String::new() } else { format!("[{}]", self.extras.join(",")) };
        let marker = self.marker.as_ref().map(|marker| format!("; {marker}")).unwrap_or_default();
        format!("{}{extras}{marker}", self.name)
    }
}

impl Environment {
    /// Every package asked for, sorted by name: the requirements with the files they include, else conda's
    /// pip section; then conda's own packages, build dependencies and constraints on others.
    #[must_use]
    pub fn packages(&self) -> Vec<Package> {
        let mut found = Collected::default();
        if let Some((file, lines)) = self.pip_source() {
            lines.iter().filter_map(|line| Package::of(line, file)).for_each(|p| found.push(p));
        }
        let (constraints, requirements): (Vec<_>, Vec<_>) = self.included.iter().partition(|included| included.is_constraint);
        for file in requirements.into_iter().map(|included| &included.file) {
            lines_of(file).iter().filter_map(|line| Package::of(line, &file.path)).for_each(|p| found.push(p));
        }
        for file in constraints.into_iter().map(|included| &included.file) {
            lines_of(file).iter().filter_map(|line| Package::of(line, &file.path)).for_each(|p| found.constrain(p));
        }
        if let Some(file) = &self.conda
            && let Ok(conda) = &file.content
        {
            conda.packages.iter().filter_map(|spec| conda_package(spec, &file.path)).for_each(|p| found.add(p));
        }
        if let Some(file) = &self.python_env
            && let Ok(env) = &file.content
        {
            env.build_dependencies.iter().filter_map(|line| Package::of(line, &file.path)).for_each(|p| found.add(p));
        }
        let mut packages = found.packages;
        packages.sort_by(|a, b| (&a.name, &a.marker, &a.asked).cmp(&(&b.name, &b.marker, &b.asked)));
        packages.dedup();
        packages
    }

    /// What an environment made of conda.yaml asks for: its pip list with what that includes, and conda's own packages; what all
    /// files ask for where there is no such file, or where it cannot be read.
    #[must_use]
    pub fn packages_of_conda(&self) -> Vec<Package> {
        let Some((file, conda)) = self.conda.as_ref().and_then(|file| Some((file, file.content.as_ref().ok()?))) else {
            return self.packages();
        };
        let mut found = Collected::default();
        let (constraints, requirements): (Vec<_>, Vec<_>) = self.lists_of_conda().into_iter().partition(|list| list.is_constraint);
        let of = |list: PipList<'_>| list.lines.iter().filter_map(move |line| Package::of(line, list.path)).collect::<Vec<_>>();
        requirements.into_iter().flat_map(of).for_each(|package| found.push(package));
        conda.packages.iter().filter_map(|spec| conda_package(spec, &file.path)).for_each(|package| found.add(package));
        constraints.into_iter().flat_map(of).for_each(|package| found.constrain(package));
        found.packages
    }

    /// The Python that the environment files ask for, a range where they name no version, and the file
    /// that says so.
    #[must_use]
    pub fn python(&self) -> Option<(&str, &str)> {
        let virtualenv = self.python_env.as_ref().and_then(|file| Some((file.content.as_ref().ok()?.python.as_deref()?, &*file.path)));
        let conda = || self.conda.as_ref().and_then(|file| Some((file.content.as_ref().ok()?.python.as_deref()?, &*file.path)));
        let range = || self.conda.as_ref().and_then(|file| Some((file.content.as_ref().ok()?.python_asked.as_deref()?, &*file.path)));
        virtualenv.or_else(conda).or_else(range)
    }

    /// The pip lines that count, with their file.
    #[must_use]
    pub fn pip_source(&self) -> Option<(&str, &[RequirementLine])> {
        let own = self.requirements.as_ref().map(|file| (&*file.path, lines_of(file))).filter(|(_, lines)| !lines.is_empty());
        own.or_else(|| self.conda.as_ref().map(|file| (&*file.path, self.conda_lines())))
    }
}

fn lines_of(file: &EnvFile<Requirements>) -> &[RequirementLine] {
    file.content.as_ref().map_or(&[], |requirements| requirements.lines.as_slice())
}

/// `>=1,<2`, without the blanks that the parser puts in.
fn versions_text(versions: &VersionSpecifiers) -> String {
    versions.iter().map(|specifier| specifier.to_string().replace(' ', "")).collect::<Vec<_>>().join(",")
}

fn exact(versions: &VersionSpecifiers) -> Option<Version> {
    let [only] = &**versions else { return None };
    matches!(only.operator(), Operator::Equal | Operator::ExactEqual).then(|| only.version().clone())
}

/// The packages so far, and where each name stands among them.
#[derive(Default)]
struct Collected {
    packages: Vec<Package>,
    places: HashMap<String, Vec<usize>>,
    /// How many constraints there are of each name.
    constrained: HashMap<String, usize>,
}

/// One package is asked for once, or once for each platform; further lines are not kept.
const MOST_OF_ONE: usize = 20;

impl Collected {
    /// Keeps a package, and at most [`MOST_OF_ONE`] of one name.
    fn push(&mut self, package: Package) {
        let places = self.places.entry(package.name.clone()).or_default();
        if places.len() < MOST_OF_ONE {
            places.push(self.packages.len());
            self.packages.push(package);
        }
    }

    /// Unless the name is there already.
    fn add(&mut self, package: Package) {
        if !self.places.contains_key(&package.name) {
            self.push(package);
        }
    }

    /// A constraint narrows what is asked for; of a package that only others ask for, it is all that is known.
    fn constrain(&mut self, constraint: Package) {
        let Some(places) = self.places.get(&constraint.name) else {
            self.push(constraint);
            return;
        };
        let times = self.constrained.entry(constraint.name.clone()).or_default();
        *times += 1;
        if *times > MOST_OF_ONE {
            return;
        }
        for place in places {
            let package = &mut self.packages[*place];
            if package.asked.is_empty() {
                (package.asked, package.exact) = (constraint.asked.clone(), constraint.exact.clone());
            } else if package.asked != constraint.asked && !constraint.asked.is_empty() {
                package.asked = format!("{},{}", package.asked, constraint.asked);
                package.exact = package.exact.take().or_else(|| constraint.exact.clone());
            }
        }
    }
}

/// `conda-forge::numpy=1.26.4=py311_0`, `pip<=24.0`, `python 3.11.*`.
fn conda_package(spec: &str, file: &str) -> Option<Package> {
    let spec = spec.rsplit_once("::").map_or(spec, |(_, spec)| spec).trim();
    let end = spec.find(['=', '<', '>', '!', '~', ' ']).unwrap_or(spec.len());
    let (name, rest) = spec.split_at(end);
    let name = name.parse::<pep508_rs::PackageName>().map_or_else(|_| name.to_owned(), |name| name.to_string());
    if name.is_empty() {
        return None;
    }
    let asked = rest.trim().to_owned();
    // One "=" and two mean nearly the same to conda; behind the next stands the build.
    let pinned = asked.trim_start_matches('=').split('=').next().unwrap_or_default().trim();
    let exact = asked.starts_with('=').then(|| pinned.parse().ok()).flatten();
    Some(Package { name, asked, exact, extras: Vec::new(), marker: None, file: file.into(), line: None })
}

#[cfg(test)]
mod tests {
    use super::super::Files;
    use super::*;

    fn packages(files: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let environment = Environment::read(None, &Files::open(folder.path()).unwrap());
        environment.packages().into_iter().map(|p| format!("{} {} {}", p.label(), p.asked, p.file)).collect()
    }

    #[test]
    fn requirements_come_first_and_the_rest_is_added() {
        let conda = "dependencies:\n- python=3.11.7\n- pip<=24.0\n- conda-forge::NumPy=1.26.4=py311_0\n- pip:\n  - mlflow==2.0\n";
        let env = "python: 3.11.7\nbuild_dependencies:\n- pip==24.0\n- wheel==0.43\ndependencies:\n- -r requirements.txt\n";
        assert_eq!(
            packages(&[
                ("conda.yaml", conda),
                ("python_env.yaml", env),
                ("requirements.txt", "mlflow==3.1\nscikit_learn[extra] >=1, <2\npkg @ git+https://x/y\n")
            ]),
            [
                "mlflow ==3.1 requirements.txt",
                "numpy =1.26.4=py311_0 conda.yaml",
                "pip <=24.0 conda.yaml",
                "pkg git+https://x/y requirements.txt",
                "scikit-learn[extra] >=1,<2 requirements.txt",
                "wheel ==0.43 python_env.yaml",
            ]
        );
        assert_eq!(packages(&[("conda.yaml", conda)])[0], "mlflow ==2.0 conda.yaml");
    }

    #[test]
    fn included_files_and_constraints_are_followed_inside_the_folder_only() {
        let all = packages(&[
            ("requirements.txt", "-r more.txt\n-c constraints.txt\n-r ../outside.txt\npandas\nnumpy>=1\n"),
            ("more.txt", "scipy==1.0\n-r requirements.txt\n"),
            ("constraints.txt", "pandas==2.0\nnumpy==1.26\nsix==1.16\n"),
        ]);
        assert_eq!(
            all,
            ["numpy >=1,==1.26 requirements.txt", "pandas ==2.0 requirements.txt", "scipy ==1.0 more.txt", "six ==1.16 constraints.txt"]
        );
    }
}
