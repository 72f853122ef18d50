//! Lines added to the pip list of a conda.yaml, in the text as it stands: comments, order, indents and line ends are kept.
//! Every change is read again, and given only where nothing else changed by it.

use crate::mlmodel::Value;
use crate::mlmodel::yaml::{self, Document, NodeId};

/// A way to put lines into a text; nothing where it is not written so.
type Way = fn(&str, &[&str]) -> Option<String>;

/// The text with these lines in its pip list; nothing where it cannot be changed safely.
pub(super) fn with_pip_lines(text: &str, lines: &[&str]) -> Option<String> {
    let before = value(text)?;
    let wanted = expected(before, lines)?;
    let ways: [Way; 5] = [below_pip, in_pip_brackets, in_place_of_no_list, below_dependencies, in_dependencies_brackets];
    ways.iter().filter_map(|way| way(text, lines)).find(|after| value(after).is_some_and(|after| after.is_same(&wanted)))
}

/// Places of a text that are tried at most.
const MOST_PLACES: usize = 20;

/// The text with one of its dependencies written otherwise, of conda or of its pip list; nothing where it cannot be changed safely.
pub(super) fn with_replaced(text: &str, old: &str, new: &str) -> Option<String> {
    let mut wanted = value(text)?;
    let mut times = 0;
    let mut replace = |item: &mut Value| {
        if item.as_text() == Some(old) {
            *item = Value::Text(new.into());
            times += 1;
        }
    };
    for dependency in list_mut(&mut wanted, "dependencies")? {
        match dependency {
            Value::Map(_) => list_mut(dependency, "pip").into_iter().flatten().for_each(&mut replace),
            item => replace(item),
        }
    }
    let places = text.match_indices(old).take(MOST_PLACES).map(|(at, _)| format!("{}{new}{}", &text[..at], &text[at + old.len()..]));
    places.filter(|_| times == 1).find(|after| value(after).is_some_and(|after| after.is_same(&wanted)))
}

/// A text as a YAML scalar of a block list.
pub(super) fn scalar(text: &str) -> String {
    let is_plain = |text: &str| {
        yaml::parse(&format!("- {text}\n"))
            .ok()
            .is_some_and(|document| matches!(document.resolve().value, Value::List(items) if items == [Value::Text(text.into())]))
    };
    if is_plain(text) { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

fn value(text: &str) -> Option<Value> {
    Some(yaml::parse(text).ok()?.resolve().value)
}

fn list_mut<'v>(map: &'v mut Value, key: &str) -> Option<&'v mut Vec<Value>> {
    let Value::Map(entries) = map else { return None };
    match entries.iter_mut().find(|(name, _)| &**name == key) {
        Some((_, Value::List(items))) => Some(items),
        _ => None,
    }
}

/// What the text should hold then: the lines in the first pip list, which one text or nothing in its place becomes, or in one of
/// their own, with pip itself.
fn expected(mut value: Value, lines: &[&str]) -> Option<Value> {
    let texts = || lines.iter().map(|line| Value::Text((*line).into()));
    let dependencies = list_mut(&mut value, "dependencies")?;
    match dependencies.iter_mut().find(|dependency| dependency.get("pip").is_some()) {
        Some(Value::Map(entries)) => {
            let (_, pip) = entries.iter_mut().find(|(name, _)| &**name == "pip")?;
            let own = match std::mem::replace(pip, Value::Null) {
                Value::List(items) => items,
                Value::Null => Vec::new(),
                Value::Text(own) => vec![Value::Text(own)],
                _ => return None,
            };
            *pip = Value::List(own.into_iter().chain(texts()).collect());
        }
        Some(_) => return None,
        None => {
            if !dependencies.iter().any(|dependency| dependency.as_text().is_some_and(is_pip)) {
                dependencies.push(Value::Text("pip".into()));
            }
            dependencies.push(Value::Map(vec![("pip".into(), Value::List(texts().collect()))]));
        }
    }
    Some(value)
}

/// `pip`, `pip<=24.0`, `conda-forge::pip`.
fn is_pip(spec: &str) -> bool {
    let plain = spec.rsplit_once("::").map_or(spec, |(_, plain)| plain);
    plain.strip_prefix("pip").is_some_and(|rest| rest.is_empty() || rest.starts_with(['=', '<', '>', '!', '~', ' ']))
}

/// The lines of a text, each with where it starts and how far it is indented.
struct Line<'t> {
    start: usize,
    /// Without its end.
    text: &'t str,
    indent: usize,
}

fn lines_of(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let rest = &text[start..];
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let line = &rest[..length];
        lines.push(Line { start, text: line, indent: line.len() - line.trim_start_matches(' ').len() });
        let end = if rest[length..].starts_with("\r\n") { 2 } else { 1 };
        start += length + end;
    }
    lines
}

impl Line<'_> {
    fn is_empty(&self) -> bool {
        let rest = self.text.trim();
        rest.is_empty() || rest.starts_with('#')
    }

    /// What stands there without a comment behind it.
    fn content(&self) -> &str {
        let rest = self.text.trim();
        rest.split_once(" #").map_or(rest, |(content, _)| content.trim_end())
    }
}

fn line_end(text: &str) -> &'static str {
    match (text.contains("\r\n"), text.contains('\n'), text.contains('\r')) {
        (true, ..) => "\r\n",
        (_, false, true) => "\r",
        _ => "\n",
    }
}

/// Puts lines behind the line of this number; the last one of a file may lack its end.
fn insert_behind(text: &str, lines: &[Line<'_>], number: usize, added: &str) -> String {
    let at = lines.get(number + 1).map_or(text.len(), |next| next.start);
    let (before, behind) = text.split_at(at);
    let end = line_end(text);
    if before.ends_with(['\n', '\r']) {
        format!("{before}{added}{behind}")
    } else {
        format!("{before}{end}{}", added.trim_end_matches(['\r', '\n']))
    }
}

fn items(lines: &[&str], indent: usize, end: &str) -> String {
    lines.iter().map(|line| format!("{:indent$}- {}{end}", "", scalar(line))).collect()
}

/// The last line that belongs to a block list whose items have this indent, from a line on.
fn last_of(lines: &[Line<'_>], from: usize, indent: usize) -> usize {
    let mut last = from;
    for (number, line) in lines.iter().enumerate().skip(from + 1) {
        if line.is_empty() {
            continue;
        }
        let is_item = line.indent == indent && line.text.trim_start().starts_with('-');
        if line.indent < indent || (line.indent == indent && !is_item) {
            break;
        }
        last = number;
    }
    last
}

/// What stands under `pip` in the first of the dependencies that has it: the key and the value.
fn pip_entry(document: &Document) -> Option<(NodeId, NodeId)> {
    let dependencies = document.get(document.root(), "dependencies")?;
    let entries = document.items(dependencies).iter().flat_map(|dependency| document.entries(*dependency));
    entries.copied().find(|(key, _)| document.scalar(*key) == Some("pip"))
}

/// Where a value begins in the text.
fn offset(text: &str, document: &Document, node: NodeId) -> Option<usize> {
    let node = document.node(node);
    let line = lines_of(text).into_iter().nth(usize::try_from(node.line).ok()?.checked_sub(1)?)?;
    let column = usize::try_from(node.column).ok()?.checked_sub(1)?;
    let within = line.text.char_indices().nth(column).map_or(line.text.len(), |(at, _)| at);
    Some(line.start + within)
}

/// Behind the last item of the block list under `pip`.
fn below_pip(text: &str, added: &[&str]) -> Option<String> {
    let document = yaml::parse(text).ok()?;
    let (_, list) = pip_entry(&document)?;
    let first = document.node(*document.items(list).first()?).line;
    let lines = lines_of(text);
    let number = usize::try_from(first).ok()?.checked_sub(1)?;
    let item = lines.get(number).filter(|item| item.text.trim_start().starts_with('-'))?;
    let last = last_of(&lines, number, item.indent);
    Some(insert_behind(text, &lines, last, &items(added, item.indent, line_end(text))))
}

/// In `pip: [a, b]`.
fn in_pip_brackets(text: &str, added: &[&str]) -> Option<String> {
    let document = yaml::parse(text).ok()?;
    let (_, list) = pip_entry(&document)?;
    let from = offset(text, &document, list)?;
    let at = from + text[from..].find('[')? + 1;
    in_brackets(text, at, added.iter().map(|line| flow(line)))
}

/// A list below `- pip:` where there is nothing, or one text in its place.
fn in_place_of_no_list(text: &str, added: &[&str]) -> Option<String> {
    let document = yaml::parse(text).ok()?;
    let (key, value) = pip_entry(&document)?;
    let lines = lines_of(text);
    let number = usize::try_from(document.node(key).line).ok()?.checked_sub(1)?;
    let line = lines.get(number)?;
    let colon = offset(text, &document, key)? + text[offset(text, &document, key)?..].find(':')? + 1;
    let end = line_end(text);
    let indent = line.indent + 2;
    let own = document.scalar(value).filter(|own| !own.is_empty());
    match own {
        None => Some(insert_behind(text, &lines, number, &items(added, indent, end))),
        // A comment would be lost.
        Some(own) => (!line.text.contains('#')).then(|| {
            let all: Vec<&str> = std::iter::once(own).chain(added.iter().copied()).collect();
            let behind = &text[line.start + line.text.len()..];
            format!("{}{end}{}{behind}", &text[..colon], items(&all, indent, end).trim_end_matches(end))
        }),
    }
}

/// Behind the last item of the block list `dependencies:`, with a pip list of its own.
fn below_dependencies(text: &str, added: &[&str]) -> Option<String> {
    let lines = lines_of(text);
    let key = lines.iter().position(|line| line.indent == 0 && line.content() == "dependencies:")?;
    let (number, item) = lines.iter().enumerate().skip(key + 1).find(|(_, line)| !line.is_empty())?;
    if !item.text.trim_start().starts_with('-') {
        return None;
    }
    let last = last_of(&lines, number, item.indent);
    let end = line_end(text);
    let has_pip = lines[number..=last].iter().any(|line| {
        line.indent == item.indent && line.content().strip_prefix('-').is_some_and(|spec| is_pip(spec.trim().trim_matches(['\'', '"'])))
    });
    let indent = item.indent;
    let own = if has_pip { String::new() } else { format!("{:indent$}- pip{end}", "") };
    let list = format!("{own}{:indent$}- pip:{end}{}", "", items(added, indent + 2, end));
    Some(insert_behind(text, &lines, last, &list))
}

/// In `dependencies: [a, b]`.
fn in_dependencies_brackets(text: &str, added: &[&str]) -> Option<String> {
    const START: &str = "dependencies: [";
    let at = text.find(START)? + START.len();
    let has_pip = expected(value(text)?, added)? == expected_with_pip(value(text)?, added)?;
    let own = (!has_pip).then(|| "pip".to_owned());
    let list = format!("{{pip: [{}]}}", added.iter().map(|line| flow(line)).collect::<Vec<_>>().join(", "));
    in_brackets(text, at, own.into_iter().chain([list]))
}

/// The same as [`expected`] where pip itself stands there already.
fn expected_with_pip(mut value: Value, lines: &[&str]) -> Option<Value> {
    let texts = lines.iter().map(|line| Value::Text((*line).into())).collect();
    list_mut(&mut value, "dependencies")?.push(Value::Map(vec![("pip".into(), Value::List(texts))]));
    Some(value)
}

/// A text as a YAML scalar between brackets.
fn flow(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Behind the last item of a list between brackets that opens just before a place; brackets inside are paired, and what stands in
/// quotes and comments is passed over.
fn in_brackets(text: &str, at: usize, added: impl Iterator<Item = String>) -> Option<String> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut is_comment = false;
    let mut before = ' ';
    // Behind the last letter that belongs to the list, and that letter.
    let mut last = (at, None);
    for (offset, letter) in text[at..].char_indices() {
        let previous = std::mem::replace(&mut before, letter);
        if is_comment {
            is_comment = !matches!(letter, '\n' | '\r');
            continue;
        }
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            // What stands between quotes counts for nothing.
            (None, '\'' | '"') if previous.is_whitespace() || matches!(previous, '[' | ',' | '{' | ':') => quote = Some(letter),
            (None, '#') if previous.is_whitespace() => {
                is_comment = true;
                continue;
            }
            (None, '[' | '{') => depth += 1,
            (None, ']') if depth == 0 => {
                let (end, letter) = last;
                let comma = if matches!(letter, None | Some(',')) { "" } else { "," };
                let blank = if letter.is_none() { "" } else { " " };
                return Some(format!("{}{comma}{blank}{}{}", &text[..end], added.collect::<Vec<_>>().join(", "), &text[end..]));
            }
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !letter.is_whitespace() {
            last = (at + offset + letter.len_utf8(), Some(letter));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str) -> Option<String> {
        with_pip_lines(text, &["a-server<1.3", "a-monitor"])
    }

    #[test]
    fn lines_stand_behind_those_that_are_there() {
        let text = "# ours\nchannels: [x]\ndependencies:\n- python=3.11\n- pip<=24\n- pip:\n  - mlflow==3.18.0 # pinned\n  # why\n  - pandas\n\nname: env\n";
        let after = added(text).expect("changed");
        assert_eq!(after, text.replace("  - pandas\n", "  - pandas\n  - a-server<1.3\n  - a-monitor\n"));
        // Deeper, and without an end of the last line.
        let deep = "dependencies:\n    - pip:\n            - mlflow";
        assert_eq!(
            added(deep).as_deref(),
            Some("dependencies:\n    - pip:\n            - mlflow\n            - a-server<1.3\n            - a-monitor")
        );
        let windows = "dependencies:\r\n- pip:\r\n  - mlflow\r\nname: x\r\n";
        assert_eq!(
            added(windows).as_deref(),
            Some("dependencies:\r\n- pip:\r\n  - mlflow\r\n  - a-server<1.3\r\n  - a-monitor\r\nname: x\r\n")
        );
    }

    #[test]
    fn a_list_is_made_where_there_is_none() {
        assert_eq!(
            added("dependencies:\n  - python=3.11\nname: x\n").as_deref(),
            Some("dependencies:\n  - python=3.11\n  - pip\n  - pip:\n    - a-server<1.3\n    - a-monitor\nname: x\n")
        );
        assert_eq!(
            added("dependencies:\n- python=3.11\n- pip=24\n").as_deref(),
            Some("dependencies:\n- python=3.11\n- pip=24\n- pip:\n  - a-server<1.3\n  - a-monitor\n")
        );
    }

    #[test]
    fn brackets_are_filled() {
        assert_eq!(
            added("dependencies: [python=3.11, pip, {pip: [mlflow]}]\n").as_deref(),
            Some("dependencies: [python=3.11, pip, {pip: [mlflow, 'a-server<1.3', 'a-monitor']}]\n")
        );
        assert_eq!(
            added("dependencies:\n- pip: [\"mlflow[extras]\"]\n").as_deref(),
            Some("dependencies:\n- pip: [\"mlflow[extras]\", 'a-server<1.3', 'a-monitor']\n")
        );
        assert_eq!(
            added("dependencies: [python=3.11]\n").as_deref(),
            Some("dependencies: [python=3.11, pip, {pip: ['a-server<1.3', 'a-monitor']}]\n")
        );
    }

    #[test]
    fn a_pin_is_replaced_where_it_stands() {
        let replaced = |text: &str| with_replaced(text, "pandas==3.1.1", "pandas<3");
        for text in [
            "# pandas==3.1.1 was it\ndependencies:\n- pip:\n  - pandas==3.1.1 # why\n",
            "dependencies: [pip, {pip: ['pandas==3.1.1']}]\n",
            "dependencies:\n- pandas==3.1.1\n",
            "dependencies:\n- pip:\n  - \"pandas==3.1.1\"\n",
        ] {
            let at = text.rfind("pandas==3.1.1").expect("there");
            assert_eq!(replaced(text), Some(format!("{}pandas<3{}", &text[..at], &text[at + 13..])), "{text}");
        }
        for text in
            ["dependencies:\n- pip:\n  - pandas==3.1.1\n  - pandas==3.1.1\n", "dependencies:\n- pandas==3.1.10\n", "a: pandas==3.1.1\n"]
        {
            assert_eq!(replaced(text), None, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_changed_safely_is_left() {
        for text in [
            "",
            "name: x\n",
            "dependencies: {a: b}\n",
            "dependencies: &d\n- a\nmore: *d\n",
            "base: &b\n  dependencies:\n  - pip: [a]\n<<: *b\n",
            "dependencies:\n- pip: a # why\n",
            "dependencies:\n- pip: {a: b}\n",
            "- a\n",
            "dependencies: [",
        ] {
            assert_eq!(added(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_else_changes(text in "(#[a-z ]{0,4}\n|name: [a-z]{1,3}\n|dependencies:\n|- pip:\n|  - pip:\n|  - [a-z]{1,3}\n|    - [a-z]{1,3}(==1)?( # c)?\n|- [a-z]{1,3}\r?\n|\n|- pip: \\[[a-z, ]{0,5}\\]\n){0,9}") {
            if let Some(after) = added(&text) {
                proptest::prop_assert_eq!(value(&after), expected(value(&text).expect("YAML"), &["a-server<1.3", "a-monitor"]));
                for line in text.lines().filter(|line| !line.contains('[')) {
                    proptest::prop_assert!(after.contains(line), "{}", line);
                }
            }
        }
    }
}
