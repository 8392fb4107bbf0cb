//! The documentation matches the code: the tree in `docs/ARCHITECTURE.md`, the features in `docs/ALGORITHM.md`, the index of
//! the samples in `samples/README.md`. `DEHUSK_UPDATE=1 cargo test --test docs` writes the index.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use dehusk::{Extractor, Input};

/// The prefixes of columns that are documented once for several ancestors.
const ANCESTORS: [&str; 6] = ["d0_", "d1_", "d2_", "d3_", "t0_", "t1_"];

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The paths of the files below a folder of the package.
fn files(folder: &str) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{folder}/{}", entry.file_name().into_string().unwrap());
        if entry.path().is_dir() {
            files.extend(self::files(&path));
        } else {
            files.insert(path);
        }
    }
    files
}

/// The files in an outline, in which two spaces indent one level.
fn outlined(outline: &str) -> BTreeSet<String> {
    let mut folders: Vec<&str> = Vec::new();
    let mut files = BTreeSet::new();
    for line in outline.lines() {
        let Some(name) = line.split_whitespace().next() else { continue };
        folders.truncate((line.len() - line.trim_start().len()) / 2);
        match name.strip_suffix('/') {
            Some(folder) => folders.push(folder),
            None => {
                files.insert(format!(
                    "{}{name}",
                    folders.iter().map(|f| format!("{f}/")).collect::<String>()
                ));
            }
        }
    }
    files
}

#[test]
fn the_tree_of_the_source_is_the_tree() {
    let text = read("docs/ARCHITECTURE.md");
    let outline = text.split("```text\n").find(|part| part.starts_with("src/\n")).unwrap();
    let (outline, _) = outline.split_once("```").unwrap();
    let named: BTreeSet<_> =
        outlined(outline).into_iter().filter(|f| f.starts_with("src/")).collect();
    let there = files("src");
    let missing: Vec<_> = there.difference(&named).collect();
    let gone: Vec<_> = named.difference(&there).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "not in the tree: {missing:?}; not in src: {gone:?}"
    );
}

/// The names in backquotes in the first cells of the feature tables below a heading.
fn documented<'a>(text: &'a str, heading: &str) -> BTreeSet<&'a str> {
    let (_, section) = text.split_once(heading).unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    cells.flat_map(|cell| cell.split([' ', '`']).filter(|name| !name.is_empty())).collect()
}

fn feature_names(input: Input) -> Vec<String> {
    let json = Extractor::default().feature_names(input);
    let mut names: HashMap<String, Vec<String>> = serde_json::from_str(&json).unwrap();
    names.remove("feature_names").unwrap()
}

#[test]
fn every_feature_of_text_is_defined_and_every_definition_is_of_a_feature() {
    let text = read("docs/ALGORITHM.md");
    let documented = documented(&text, "\n### The features of flattened text");
    let names = feature_names(Input::Text);
    let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(names, documented);
}

#[test]
fn every_feature_is_defined_and_every_definition_is_of_a_feature() {
    let text = read("docs/ALGORITHM.md");
    let documented = documented(&text, "\n## Features");
    let names = feature_names(Input::Html);
    let of_ancestor = |name: &str| {
        ANCESTORS
            .iter()
            .find_map(|a| name.strip_prefix(a))
            .filter(|bare| documented.contains(bare))
            .map(str::to_owned)
    };
    let undefined: Vec<_> = names
        .iter()
        .filter(|name| !documented.contains(name.as_str()) && of_ancestor(name).is_none())
        .collect();
    let known: BTreeSet<String> =
        names.iter().cloned().chain(names.iter().filter_map(|n| of_ancestor(n))).collect();
    let unknown: Vec<_> = documented.iter().filter(|name| !known.contains(**name)).collect();
    assert!(
        undefined.is_empty() && unknown.is_empty(),
        "not defined: {undefined:?}; no feature: {unknown:?}"
    );
}

/// What the families of the samples are.
const FAMILIES: &[(&str, &str)] = &[
    ("ar", "Arabic"),
    ("blog", "Blogs"),
    ("collection", "Collections of products"),
    ("de", "German"),
    ("docs", "Documentation"),
    ("es", "Spanish"),
    ("forum", "Forums"),
    ("fr", "French"),
    ("ja", "Japanese"),
    ("listing", "Lists"),
    ("news", "News"),
    ("odd", "Unusual pages"),
    ("pl", "Polish"),
    ("product", "Products"),
    ("ru", "Russian"),
    ("service", "Services"),
    ("text", "Flattened text"),
    ("th", "Thai"),
    ("zh", "Chinese"),
];

/// The index of the samples: a table for each family, with the title in the golden file of each page.
fn index_of_samples() -> String {
    let mut families: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for page in files("samples") {
        let page = page.strip_prefix("samples/").unwrap();
        if let Some((family, _)) = page.split_once("--").filter(|_| !page.ends_with(".md")) {
            families.entry(family.to_owned()).or_default().push(page.to_owned());
        }
    }
    let n_pages: usize = families.values().map(Vec::len).sum();
    let mut index = format!(
        "# Samples\n\n{n_pages} pages that we wrote to show and test what dehusk does, each with its output: the metadata and the Markdown.\n\
         [CONTRIBUTING.md](../CONTRIBUTING.md) says how to add one. `DEHUSK_UPDATE=1 cargo test --test docs` writes this index.\n"
    );
    for (family, pages) in families {
        let (_, heading) = FAMILIES.iter().find(|(name, _)| *name == family).unwrap_or_else(|| {
            panic!("samples/{family}--*: tests/docs.rs, FAMILIES, does not say what this family is")
        });
        _ = writeln!(index, "\n## {heading}\n\n| page | output | title |\n|---|---|---|");
        for page in pages {
            let (name, _) = page.rsplit_once('.').unwrap();
            let golden = read(&format!("samples/{name}.md"));
            let title = golden.lines().find_map(|line| line.strip_prefix("title: "));
            let title = title.unwrap_or_default().replace('|', "\\|");
            let (_, shown) = name.split_once("--").unwrap();
            _ = writeln!(index, "| [{shown}]({page}) | [Markdown]({name}.md) | {title} |");
        }
    }
    index
}

#[test]
fn the_index_of_the_samples_is_current() {
    let index = index_of_samples();
    if std::env::var_os("DEHUSK_UPDATE").is_some_and(|value| value == "1") {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/README.md");
        fs::write(path, &index).unwrap();
    }
    let there = read("samples/README.md");
    assert!(
        there == index,
        "samples/README.md is stale; DEHUSK_UPDATE=1 cargo test --test docs writes it"
    );
}
