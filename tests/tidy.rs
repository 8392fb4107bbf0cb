//! Structural rules of `src/`, checked by reading the files.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const MAX_FILE_LINES: usize = 400;
const MAX_README_LINES: usize = 120;
const MAX_README_COLUMNS: usize = 120;

/// The files that may use a dependency.
enum Home {
    /// These files.
    Files(&'static [&'static str]),
    /// All files below these folders.
    Below(&'static [&'static str]),
    /// One file below these folders.
    OneFileBelow(&'static [&'static str]),
    /// All files: the dependency is a general-purpose helper.
    Anywhere,
}

/// The home of every dependency in `Cargo.toml`.
const HOMES: &[(&str, Home)] = &[
    ("anyhow", Home::Below(&["main.rs", "cli/"])),
    ("base64", Home::Files(&["forest/mod.rs"])),
    ("brotli_decompressor", Home::Files(&["batch/codec.rs"])),
    ("chardetng", Home::Files(&["decode/detect.rs"])),
    (
        "clap",
        Home::Files(&[
            "cli/args.rs",
            "cli/batch_args.rs",
            "cli/config.rs",
            "cli/generate.rs",
            "cli/limits.rs",
            "cli/read.rs",
        ]),
    ),
    ("clap_complete", Home::Files(&["cli/args.rs", "cli/generate.rs"])),
    ("clap_mangen", Home::Files(&["cli/generate.rs"])),
    ("encoding_rs", Home::Below(&["decode/"])),
    ("flate2", Home::OneFileBelow(&["batch/", "cli/"])),
    ("globset", Home::OneFileBelow(&["batch/", "cli/"])),
    ("html5ever", Home::Below(&["parse/", "tokenizer/"])),
    ("ignore", Home::OneFileBelow(&["batch/", "cli/"])),
    ("indicatif", Home::OneFileBelow(&["batch/", "cli/"])),
    ("jiff", Home::Files(&["date.rs", "metadata/iso_date.rs"])),
    ("memchr", Home::Anywhere),
    ("parquet", Home::Files(&["batch/parquet.rs"])),
    ("rayon", Home::OneFileBelow(&["batch/", "cli/"])),
    ("scraper", Home::Files(&["selector.rs"])),
    ("serde", Home::Anywhere),
    (
        "serde_json",
        Home::Files(&[
            "lexicon/mod.rs",
            "record.rs",
            "explain/json.rs",
            "metadata/json.rs",
            "metadata/json_ld.rs",
            "model.rs",
            "titles/mod.rs",
            "render/front_matter.rs",
            "render/json.rs",
            "render/schema.rs",
            "rows.rs",
            "batch/record.rs",
            "batch/blocks.rs",
            "batch/columns.rs",
            "batch/json_lines.rs",
            "batch/output.rs",
            "batch/parquet.rs",
            "batch/facts.rs",
            "batch/filter.rs",
            "batch/shards.rs",
            "cli/progress.rs",
            "cli/batch_report.rs",
            "cli/report.rs",
            "cli/page.rs",
        ]),
    ),
    ("signal_hook", Home::OneFileBelow(&["cli/"])),
    ("terminal_size", Home::Files(&["cli/explain.rs"])),
    ("toml", Home::Files(&["cli/config.rs"])),
    ("url", Home::Files(&["render/address.rs"])),
    ("whatlang", Home::Files(&["metadata/language.rs"])),
    ("zip", Home::Files(&["batch/zip.rs"])),
    ("zstd", Home::Files(&["batch/codec.rs"])),
];

/// Patterns forbidden in shipped code, and why.
const FORBIDDEN: &[(&str, &str)] = &[
    (".unwrap()", "say in an `expect` why it cannot happen, or handle it"),
    ("todo!", "finish it"),
    ("unimplemented!", "finish it"),
    ("dbg!", "the library prints nothing"),
    ("println!", "the library prints nothing"),
    ("print!", "the library prints nothing"),
    ("eprintln!", "the library prints nothing"),
    ("eprint!", "the library prints nothing"),
];

/// The core modules: from the bytes of a page to its output.
const CORE: &[&str] = &[
    "text",
    "charset",
    "mojibake",
    "decode",
    "dom",
    "tokenizer",
    "parse",
    "flat",
    "page",
    "sniff",
    "style",
    "code",
    "hidden",
    "block",
    "facts",
    "features",
    "captions",
    "emoji",
    "select",
    "preload",
    "metadata",
    "coherence",
    "paragraphs",
    "render",
    "article",
];

/// Patterns forbidden in the core, and why.
const EDGES_ONLY: &[(&str, &str)] = &[
    ("std::fs", "the core reads and writes nothing"),
    ("std::io", "the core reads and writes nothing"),
    ("std::net", "the core reads and writes nothing"),
    ("std::env", "what a page gives does not depend on where it is read"),
    ("std::time", "what a page gives does not depend on when it is read"),
    ("::now(", "what a page gives does not depend on when it is read"),
    ("Result<", "the core cannot fail: every page gives an article"),
    ("thread_local!", "no state outlives a page"),
    ("Atomic", "no state outlives a page"),
    ("Lock", "no state outlives a page"),
    ("Mutex", "no state outlives a page"),
];

/// Exceptions required by a trait of a library: a JSON parser returns a `Result`, which is handled in the same file.
const ASKED_BY_OTHERS: &[(&str, &str)] = &[("metadata/json.rs", "Result<")];

/// A file below `src/`, with its relative path.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    /// The top-level module of the file: `render` for `render/text.rs`.
    fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap_or_default()
    }

    /// Numbered lines of shipped code: without comments and without items under `#[cfg(test)]`.
    fn code(&self) -> Vec<(usize, &str)> {
        let mut code = Vec::new();
        let mut lines = (1..).zip(self.text.lines());
        while let Some((number, line)) = lines.next() {
            let indent = &line[..line.len() - line.trim_start().len()];
            if line.trim() == "#[cfg(test)]" {
                let is_end = |l: &str| {
                    l.strip_prefix(indent)
                        .is_some_and(|l| l == "}" || (!l.starts_with(' ') && l.ends_with(';')))
                };
                let _ = lines.by_ref().find(|(_, l)| is_end(l));
                continue;
            }
            let is_comment =
                |&at: &usize| line[..at].trim().is_empty() || line[..at].ends_with(' ');
            let end =
                line.match_indices("//").map(|(at, _)| at).find(is_comment).unwrap_or(line.len());
            code.push((number, &line[..end]));
        }
        code
    }

    fn problem(&self, line: usize, what: &str) -> String {
        format!("src/{}:{line}: {what}", self.path)
    }
}

/// The modules that a root file declares, in order.
fn modules(root: &Source) -> Vec<&str> {
    let mut names = Vec::new();
    for (_, line) in root.code() {
        let line = line.trim_start_matches("pub ").trim_start_matches("pub(crate) ");
        names.extend(line.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')));
    }
    names
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// The rest of the line after each path that starts with these words.
fn after<'a>(line: &'a str, words: &str) -> Vec<&'a str> {
    let begins = |at: usize| !line[..at].ends_with(|c: char| is_word(c) || c == ':');
    line.match_indices(words)
        .filter(|&(at, _)| begins(at))
        .map(|(at, w)| &line[at + w.len()..])
        .collect()
}

/// A file uses only modules above its own, by their paths.
fn check_direction(source: &Source, order: &[&str]) -> Vec<String> {
    let place = |module: &str| order.iter().position(|m| *m == module);
    let Some(own) = place(source.module()) else { return Vec::new() };
    let is_module_file = !source.path.contains('/') || source.path.ends_with("/mod.rs");
    let depth = source.path.matches('/').count();
    let mut problems = Vec::new();
    for (number, line) in source.code() {
        for rest in after(line, "crate::") {
            let used = rest.split(|c| !is_word(c)).next().unwrap_or_default();
            match place(used) {
                Some(used_place) if used_place <= own => {}
                Some(_) => problems.push(source.problem(
                    number,
                    &format!(
                        "`{}` uses `{used}`, which the root file declares below it",
                        order[own]
                    ),
                )),
                None => problems.push(source.problem(
                    number,
                    &format!(
                        "`crate::{used}` is no module of the root file; name the module it is in"
                    ),
                )),
            }
        }
        if is_module_file && depth <= 1 && !after(line, "super::").is_empty() {
            problems.push(source.problem(number, "`super::` is the root here; write `crate::`"));
        }
    }
    problems
}

fn check_length(source: &Source) -> Vec<String> {
    let n_lines = source.text.lines().count();
    let what = format!("{n_lines} lines, at most {MAX_FILE_LINES}; split it by what it does");
    (n_lines > MAX_FILE_LINES)
        .then(|| source.problem(MAX_FILE_LINES + 1, &what))
        .into_iter()
        .collect()
}

fn check_forbidden(source: &Source, is_library: bool) -> Vec<String> {
    let mut problems = Vec::new();
    for (number, line) in source.code() {
        for (words, why) in
            FORBIDDEN.iter().filter(|(_, why)| is_library || !why.contains("library"))
        {
            let is_there = if words.starts_with('.') {
                line.contains(words)
            } else {
                !after(line, words).is_empty()
            };
            if is_there {
                problems.push(source.problem(number, &format!("`{words}`: {why}")));
            }
        }
    }
    problems
}

fn check_core(source: &Source) -> Vec<String> {
    let mut problems = Vec::new();
    for (number, line) in source.code() {
        let is_asked = |words: &str| ASKED_BY_OTHERS.contains(&(source.path.as_str(), words));
        let found = EDGES_ONLY.iter().filter(|(words, _)| line.contains(words) && !is_asked(words));
        for (words, why) in found {
            problems.push(source.problem(number, &format!("`{words}`: {why}")));
        }
    }
    problems
}

/// Reports code that could change a parsed tree: a public field, a `&mut self` method, a mutable borrow.
fn check_tree(source: &Source) -> Vec<String> {
    let is_home = source.path == "dom/mod.rs";
    let mut item = "";
    let mut problems = Vec::new();
    for (number, line) in source.code() {
        item = if line.starts_with([' ', '}']) { item } else { line };
        let is_own = is_home && (item.contains("struct Dom {") || item == "impl Dom {");
        let is_open = item.contains("struct") && line.starts_with("    pub");
        if line.contains("&mut Dom") && !line.contains("&mut DomBuilder")
            || is_own && (is_open || line.contains("&mut self"))
        {
            problems.push(source.problem(number, "a `Dom` never changes after parsing"));
        }
    }
    problems
}

/// The first line of a file that uses a dependency.
fn naming_line(source: &Source, dependency: &str) -> Option<usize> {
    let is_path = |rest: &&str, line: &str| {
        rest.starts_with("::") || (rest.starts_with([';', ' ']) && line.contains("use "))
    };
    let names = |line: &str| after(line, dependency).iter().any(|rest| is_path(rest, line));
    source.code().into_iter().find(|(_, line)| names(line)).map(|(number, _)| number)
}

fn check_homes(sources: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    for (dependency, home) in HOMES {
        let named = sources.iter().filter_map(|s| naming_line(s, dependency).map(|line| (s, line)));
        let (first, mut seen) = (named.clone().next().map(|(s, _)| s.path.clone()), 0);
        for (source, line) in named {
            seen += 1;
            let what = match home {
                Home::Files(files) if !files.contains(&&*source.path) => {
                    format!("`{dependency}` is for {} only", files.join(", "))
                }
                Home::Below(folders) | Home::OneFileBelow(folders)
                    if !folders.iter().any(|f| source.path.starts_with(f)) =>
                {
                    format!("`{dependency}` is for {} only", folders.join(", "))
                }
                Home::OneFileBelow(_) if seen > 1 => {
                    format!(
                        "`{dependency}` is named by {} already",
                        first.as_deref().unwrap_or_default()
                    )
                }
                _ => continue,
            };
            problems.push(source.problem(line, &what));
        }
    }
    problems
}

/// Every dependency of the package has a home.
fn check_table(manifest: &str) -> Vec<String> {
    let section =
        manifest.lines().zip(1..).skip_while(|(line, _)| *line != "[dependencies]").skip(1);
    let mut problems = Vec::new();
    for (line, number) in section.take_while(|(line, _)| !line.starts_with('[')) {
        let Some((name, _)) = line.split_once('=') else { continue };
        let name = name.trim().trim_end_matches(".workspace").replace('-', "_");
        if !HOMES.iter().any(|(dependency, _)| *dependency == name) {
            problems.push(format!("Cargo.toml:{number}: `{name}` has no home in tests/tidy.rs"));
        }
    }
    problems
}

fn check_ignored(path: &str, text: &str) -> Vec<String> {
    let is_ignored = |line: &str| line.trim_start().starts_with("#[ignore");
    let ignored = (1..).zip(text.lines()).filter(|(_, line)| is_ignored(line));
    ignored
        .map(|(n, _)| format!("{path}:{n}: assert what it does today instead of ignoring the test"))
        .collect()
}

fn rust_files(folder: &Path, below: &str, files: &mut Vec<Source>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()).collect();
    entries.sort_by_key(|entry| entry.file_name());
    for entry in entries {
        let path = format!("{below}{}", entry.file_name().into_string().unwrap());
        if entry.path().is_dir() {
            rust_files(&entry.path(), &format!("{path}/"), files);
        } else if path.ends_with(".rs") {
            files.push(Source { text: fs::read_to_string(entry.path()).unwrap(), path });
        }
    }
}

fn files_in(folder: &str) -> Vec<Source> {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), "", &mut files);
    files
}

#[track_caller]
fn assert_none(problems: Vec<String>) {
    let mut message = String::new();
    problems.iter().for_each(|problem| writeln!(message, "{problem}").unwrap());
    assert!(problems.is_empty(), "{} problem(s)\n{message}", problems.len());
}

#[test]
fn files_are_short() {
    assert_none(files_in("src").iter().flat_map(check_length).collect());
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    let readme = readme.unwrap();
    let n_lines = readme.lines().count();
    assert!(n_lines <= MAX_README_LINES, "README.md:{n_lines}: at most {MAX_README_LINES} lines");
    for (number, line) in readme.lines().enumerate() {
        let n_columns = line.chars().count();
        let place = number + 1;
        assert!(
            n_columns <= MAX_README_COLUMNS,
            "README.md:{place}: {n_columns} columns, at most {MAX_README_COLUMNS}"
        );
    }
}

#[test]
fn modules_use_only_what_stands_above_them() {
    let sources = files_in("src");
    let root = |path: &str| sources.iter().find(|s| s.path == path).unwrap();
    let (library, program) = (modules(root("lib.rs")), modules(root("main.rs")));
    assert!(library.len() > 5, "src/lib.rs: its modules were not recognized");
    let shared: Vec<_> = program.iter().filter(|m| library.contains(m)).collect();
    assert!(shared.is_empty(), "src/main.rs: {shared:?} belong to the library; use `dehusk::`");
    let both = |s| [check_direction(s, &library), check_direction(s, &program)].concat();
    assert_none(sources.iter().flat_map(both).collect());
}

#[test]
fn each_dependency_has_its_home() {
    let manifest =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    assert_none([check_table(&manifest), check_homes(&files_in("src"))].concat());
}

/// The crates of `benches/peers` and `fuzz` are separate workspaces, so their dependencies are not part of the package.
#[test]
fn the_crates_beside_it_are_no_part_of_the_package() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    for (folder, own) in [("benches/peers", "benches/peers/rust"), ("fuzz", "fuzz")] {
        assert!(manifest.contains(&format!("\"/{folder}\"")), "exclude does not name {folder}");
        // An unpacked package does not contain it.
        if let Ok(beside) = fs::read_to_string(root.join(own).join("Cargo.toml")) {
            assert!(beside.lines().any(|line| line == "[workspace]"), "{own} has no workspace");
        }
    }
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap_or_default();
    for name in ["dom_smoothie", "rs-trafilatura", "libfuzzer-sys"] {
        assert!(!lock.contains(&format!("name = \"{name}\"")), "Cargo.lock: {name}");
    }
}

#[test]
fn nothing_is_left_to_chance_or_for_later() {
    let sources = files_in("src");
    let is_library = |s: &Source| !s.path.starts_with("main.rs") && !s.path.starts_with("cli");
    let mut problems: Vec<_> =
        sources.iter().flat_map(|s| check_forbidden(s, is_library(s))).collect();
    for folder in ["src", "tests"] {
        let files = files_in(folder);
        problems.extend(
            files.iter().flat_map(|s| check_ignored(&format!("{folder}/{}", s.path), &s.text)),
        );
    }
    assert_none(problems);
}

#[test]
fn the_core_neither_reads_nor_fails_nor_remembers() {
    let sources = files_in("src");
    for module in CORE {
        assert!(sources.iter().any(|s| s.module() == *module), "src/{module}: no such module");
    }
    let core = sources.iter().filter(|s| CORE.contains(&s.module()));
    assert_none(core.flat_map(check_core).collect());
}

#[test]
fn the_tree_is_never_changed() {
    assert_none(files_in("src").iter().flat_map(check_tree).collect());
}

#[test]
fn the_checks_see_what_they_look_for() {
    let order = ["dom", "parse", "render"];
    let direction = |path, text| check_direction(&Source::new(path, text), &order).len();
    assert_eq!(direction("parse.rs", "use crate::dom::Dom;\nuse crate::parse::x;"), 0);
    assert_eq!(direction("dom/tag.rs", "// crate::render\nuse crate::parse::parse;"), 1);
    assert_eq!(direction("parse.rs", "use crate::{dom, Error};\nuse super::dom;"), 2);
    assert_eq!(
        direction(
            "dom/tag.rs",
            "use super::Dom;\n#[cfg(test)]\nmod tests {\n    use crate::parse;\n}"
        ),
        0
    );

    let forbidden = |text| check_forbidden(&Source::new("dom/mod.rs", text), true);
    assert_eq!(
        forbidden("\n    x.unwrap();"),
        ["src/dom/mod.rs:2: `.unwrap()`: say in an `expect` why it cannot happen, or handle it"]
    );
    assert_eq!(forbidden("println!(\"\"); // todo!\nx.unwrap_or(1);").len(), 1);
    assert_eq!(
        forbidden("#[cfg(test)]\nfn f() {\n    a.unwrap()\n}\nfn g() { b.unwrap() }").len(),
        1
    );

    let core = |text| check_core(&Source::new("dom/mod.rs", text)).len();
    assert_eq!(core("// std::fs\nuse std::collections::HashMap;"), 0);
    assert_eq!(core("use std::{fs, mem};\nuse std::fs;\nfn f() -> Result<(), Error> {"), 2);

    let tree = |text| check_tree(&Source::new("dom/mod.rs", text)).len();
    assert_eq!(tree("impl Dom {\n    fn f(&self) {}\n}\nimpl B {\n    fn g(&mut self) {}\n}"), 0);
    assert_eq!(
        tree("pub struct Dom {\n    pub x: u8,\n}\nimpl Dom {\n    fn g(&mut self) {}\n}"),
        2
    );

    let homes = |files: &[(&str, &str)]| {
        check_homes(&files.iter().map(|(path, text)| Source::new(path, text)).collect::<Vec<_>>())
            .len()
    };
    assert_eq!(
        homes(&[
            ("decode/mod.rs", "use encoding_rs::UTF_8;"),
            ("cli/args.rs", "use clap::Parser;")
        ]),
        0
    );
    assert_eq!(homes(&[("parse/mod.rs", "use encoding_rs::UTF_8;"), ("main.rs", "use clap;")]), 2);
    assert_eq!(homes(&[("batch/a.rs", "use rayon::join;"), ("batch/b.rs", "rayon::join()")]), 1);
    assert_eq!(
        check_table("[dependencies]\nserde-json = \"1\"\nleft-pad = \"1\"\n[x]\ny = 1").len(),
        1
    );
    assert_eq!(check_length(&Source::new("a.rs", &"\n".repeat(401))).len(), 1);
    assert_eq!(check_ignored("tests/a.rs", concat!("#[test]\n#[", "ignore]")).len(), 1);
}
