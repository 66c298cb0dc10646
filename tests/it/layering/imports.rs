//! The import graph of a source tree: which file uses names that another file defines.
//!
//! The graph is read from text, without a compiler. It follows `use` trees, inline paths that begin
//! with `crate`, `super`, `self` or a child module, and re-exports: a name that a `mod.rs` passes on
//! counts as an import of the file that defines it. Code under `#[cfg(test)]` is left out.

use std::collections::{BTreeMap, BTreeSet};

/// Files by their path below `src`, with their text.
pub(crate) type Tree = BTreeMap<String, String>;

/// For each file, the files that it imports from, and one example of each import.
pub(crate) type Graph = BTreeMap<String, BTreeMap<String, String>>;

/// One file as a module.
struct Module {
    file: String,
    /// The names of its child modules, test modules left out.
    children: BTreeSet<String>,
    /// Names that it re-exports, with the path behind each. `*` stands for a glob.
    exports: Vec<(String, Vec<String>)>,
    /// All paths in its code, relative ones as they are written.
    paths: Vec<Vec<String>>,
}

/// Builds the graph of a tree.
pub(crate) fn graph(tree: &Tree) -> Graph {
    let mut modules = BTreeMap::new();
    for (file, text) in tree {
        if let Some(path) = module_path(file) {
            modules.insert(path, Module::parse(file, text));
        }
    }
    drop_test_modules(&mut modules);
    let mut graph = Graph::new();
    for (at, module) in &modules {
        let edges = graph.entry(module.file.clone()).or_default();
        for path in &module.paths {
            let Some(target) = resolve(&modules, at, path, 0) else { continue };
            let file = &modules[&target].file;
            if *file != module.file {
                edges.entry(file.clone()).or_insert_with(|| path.join("::"));
            }
        }
    }
    graph
}

/// The groups of files that import each other, directly or by way of others.
pub(crate) fn circles(graph: &Graph) -> Vec<Vec<String>> {
    let reach: BTreeMap<&String, BTreeSet<&String>> =
        graph.keys().map(|file| (file, reachable(graph, file))).collect();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for file in graph.keys() {
        if !reach[file].contains(file) || !seen.insert(file) {
            continue;
        }
        let mut circle = vec![file.clone()];
        for other in graph.keys().filter(|other| *other != file) {
            if reach[file].contains(other) && reach[other].contains(file) {
                seen.insert(other);
                circle.push(other.clone());
            }
        }
        found.push(circle);
    }
    found
}

fn reachable<'g>(graph: &'g Graph, from: &String) -> BTreeSet<&'g String> {
    let mut found = BTreeSet::new();
    let mut next: Vec<&String> = graph[from].keys().collect();
    while let Some(file) = next.pop() {
        if found.insert(file)
            && let Some(edges) = graph.get(file)
        {
            next.extend(edges.keys());
        }
    }
    found
}

/// `ingest/cell/mod.rs` → `["ingest", "cell"]`; `None` for the roots of the crates.
fn module_path(file: &str) -> Option<Vec<String>> {
    let path = file.strip_suffix(".rs")?;
    let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    (!matches!(path, "lib" | "main")).then_some(parts)
}

/// Modules that their parent declares under `#[cfg(test)]`, and everything below them.
fn drop_test_modules(modules: &mut BTreeMap<Vec<String>, Module>) {
    let declared = |path: &[String]| match path {
        [] | [_] => true,
        [parent @ .., name] => {
            modules.get(parent).is_none_or(|module| module.children.contains(name))
        }
    };
    let test: Vec<Vec<String>> = modules
        .keys()
        .filter(|path| (1..=path.len()).any(|length| !declared(&path[..length])))
        .cloned()
        .collect();
    for path in test {
        modules.remove(&path);
    }
}

/// The module that defines the last name of a path written in the module `at`.
fn resolve(
    modules: &BTreeMap<Vec<String>, Module>,
    at: &[String],
    path: &[String],
    depth: usize,
) -> Option<Vec<String>> {
    let (mut here, mut rest) = (at.to_vec(), path);
    match path.first()?.as_str() {
        "crate" => {
            here.clear();
            rest = &path[1..];
        }
        "self" => rest = &path[1..],
        "super" => {
            while rest.first().is_some_and(|name| name == "super") {
                here.pop();
                rest = &rest[1..];
            }
        }
        child if modules.get(at).is_some_and(|module| module.children.contains(child)) => {}
        _ => return None,
    }
    for (nth, name) in rest.iter().enumerate() {
        let mut deeper = here.clone();
        deeper.push(name.clone());
        if modules.contains_key(&deeper) {
            here = deeper;
            continue;
        }
        let exports = modules.get(&here).map(|module| &module.exports);
        let known = exports.and_then(|exports| exports.iter().find(|(known, _)| known == name));
        if let (Some((_, behind)), true) = (known, depth < 8) {
            let whole: Vec<String> = behind.iter().chain(&rest[nth + 1..]).cloned().collect();
            return resolve(modules, &here, &whole, depth + 1).or(Some(here));
        }
        break;
    }
    modules.contains_key(&here).then_some(here)
}

impl Module {
    fn parse(file: &str, text: &str) -> Self {
        let tokens = tokens(&without_inline_tests(text));
        let mut module = Self {
            file: file.to_owned(),
            children: BTreeSet::new(),
            exports: Vec::new(),
            paths: Vec::new(),
        };
        let mut at = 0;
        while at < tokens.len() {
            match tokens[at].as_str() {
                "mod" if tokens.get(at + 2).is_some_and(|next| next == ";") => {
                    if !is_for_tests(&tokens[..at]) {
                        module.children.insert(tokens[at + 1].clone());
                    }
                    at += 3;
                }
                "use" => {
                    let is_export = at > 0 && matches!(tokens[at - 1].as_str(), "pub" | ")");
                    let end = tokens[at..].iter().position(|token| token == ";").unwrap_or(1);
                    let mut leaves = Vec::new();
                    use_tree(&tokens[at + 1..at + end], &mut Vec::new(), &mut leaves);
                    for (path, name) in leaves {
                        if is_export {
                            module.exports.push((name, path));
                        } else {
                            module.paths.push(path);
                        }
                    }
                    at += end + 1;
                }
                _ => at += inline_path(&tokens[at..], &mut module.paths),
            }
        }
        module
    }
}

/// Reads a path such as `crate::a::b` at the start of the tokens. Returns how many it used.
fn inline_path(tokens: &[String], paths: &mut Vec<Vec<String>>) -> usize {
    let mut length = 1;
    let is_name = |token: &String| token.starts_with(|c: char| c.is_alphabetic() || c == '_');
    while tokens.len() > length + 1 && tokens[length] == "::" && is_name(&tokens[length + 1]) {
        length += 2;
    }
    if length > 1 && is_name(&tokens[0]) {
        paths.push(tokens[..length].iter().step_by(2).cloned().collect());
    }
    length
}

/// Expands `a::{b, c as d}` into its paths, each with the name it gets.
fn use_tree(tokens: &[String], prefix: &mut Vec<String>, leaves: &mut Vec<(Vec<String>, String)>) {
    let before = prefix.len();
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].as_str() {
            "::" => at += 1,
            "{" => {
                for part in split(&tokens[at + 1..tokens.len() - 1]) {
                    use_tree(part, prefix, leaves);
                }
                prefix.truncate(before);
                return;
            }
            "as" => break,
            name => {
                if name != "self" || prefix.is_empty() {
                    prefix.push(name.to_owned());
                }
                at += 1;
            }
        }
    }
    if let Some(last) = prefix.last() {
        let name = tokens.get(at + 1).unwrap_or(last).clone();
        leaves.push((prefix.clone(), name));
    }
    prefix.truncate(before);
}

/// Splits at the commas that are not inside inner braces.
fn split(tokens: &[String]) -> Vec<&[String]> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 0 => {
                parts.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&tokens[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

/// True if the tokens end with `#[cfg(test)]`, perhaps followed by a visibility.
fn is_for_tests(before: &[String]) -> bool {
    let end = before.iter().rposition(|token| token == "]").map_or(0, |at| at + 1);
    let visibility = ["pub", "(", "crate", "super", ")"];
    before[end..].iter().all(|token| visibility.contains(&token.as_str()))
        && before[..end].ends_with(&["cfg", "(", "test", ")", "]"].map(str::to_owned))
}

/// Cuts the text before an inline test module, which always stands last.
fn without_inline_tests(text: &str) -> String {
    let end = text
        .match_indices("#[cfg(test)]")
        .find(|(at, _)| {
            let declared = text[*at..].lines().nth(1).unwrap_or("").trim();
            declared.starts_with("mod ") && declared.ends_with('{')
        })
        .map_or(text.len(), |(at, _)| at);
    text[..end].to_owned()
}

/// Names and punctuation; comments, strings and characters are left out.
fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(length) = literal(rest) {
            length
        } else if first.is_alphanumeric() || first == '_' {
            let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
            let length = length.unwrap_or(rest.len());
            found.push(rest[..length].to_owned());
            length
        } else if rest.starts_with("::") {
            found.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() {
                found.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    found
}

/// The length of the string or character literal that the text begins with.
fn literal(text: &str) -> Option<usize> {
    let plain = text.strip_prefix('b').unwrap_or(text);
    let offset = text.len() - plain.len();
    if let Some(raw) = plain.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let close = format!("\"{}", "#".repeat(hashes));
            let body = &raw[hashes + 1..];
            return Some(offset + 1 + hashes + 1 + body.find(&close)? + close.len());
        }
    }
    let quote = plain.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let mut escaped = false;
    for (at, letter) in plain.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return Some(offset + at + 1),
            // A lifetime has no closing quote.
            _ if quote == '\'' && at > 1 && !plain[1..].starts_with('\\') => return None,
            _ => {}
        }
    }
    None
}
