//! Checks of the dependencies: licences, sources, duplicate versions, and required Rust version. `deny.toml`
//! has the lists; cargo-deny also checks them if it is installed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn in_package(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The packages of all features and platforms.
fn packages() -> Vec<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--locked", "--all-features", "--format-version", "1"])
        .arg("--manifest-path")
        .arg(in_package("Cargo.toml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

fn text<'a>(package: &'a Value, key: &str) -> &'a str {
    package[key].as_str().unwrap_or("")
}

/// The first quoted string on each line of a list in `deny.toml`.
fn listed(name: &str) -> Vec<String> {
    let deny = fs::read_to_string(in_package("deny.toml")).unwrap();
    let (_, list) = deny.split_once(&format!("\n{name} = [")).unwrap();
    let (list, _) = list.split_once("\n]").or_else(|| list.split_once(']')).unwrap();
    let lines = list.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.filter_map(|line| Some(line.split('"').nth(1)?.to_owned())).collect()
}

/// Whether a licence expression can be satisfied with allowed licences: `A OR B`, `A AND B`, parentheses, and the old form
/// `A/B`. `AND` has higher precedence than `OR`; a licence `WITH` an exception is a separate name.
fn is_allowed(licence: &str, allowed: &[String]) -> bool {
    let spaced = licence.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let is_fine = any(&words, &mut at, allowed);
    is_fine && at == words.len()
}

fn any(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut is_fine = all(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        is_fine |= all(words, at, allowed);
    }
    is_fine
}

fn all(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut is_fine = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        is_fine &= one(words, at, allowed);
    }
    is_fine
}

fn one(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let is_fine = any(words, at, allowed);
        *at += 1;
        return is_fine;
    }
    let mut name = (*word).to_owned();
    if words.get(*at) == Some(&"WITH") {
        name += &format!(" WITH {}", words.get(*at + 1).unwrap_or(&""));
        *at += 2;
    }
    allowed.contains(&name)
}

#[test]
fn licences_are_read_as_they_are_meant() {
    let allowed = ["MIT".to_owned(), "X WITH y".to_owned(), "BSD".to_owned()];
    for licence in
        ["MIT", "GPL OR MIT", "GPL/MIT", "(GPL OR MIT) AND BSD", "X WITH y", "GPL AND X OR MIT"]
    {
        assert!(is_allowed(licence, &allowed), "{licence}");
    }
    for licence in
        ["", "GPL", "GPL AND MIT", "X", "MIT WITH y", "MIT AND (GPL OR X)", "MIT MIT", "(MIT"]
    {
        assert!(!is_allowed(licence, &allowed), "{licence}");
    }
}

#[test]
fn dependencies_are_allowed_come_from_one_place_and_need_no_newer_rust() {
    let allowed = listed("allow");
    let registries: Vec<_> =
        listed("allow-registry").iter().map(|url| format!("registry+{url}")).collect();
    assert!(allowed.len() > 3 && registries.len() == 1, "{allowed:?} {registries:?}");
    let version =
        |rust: &str| -> Vec<u32> { rust.split('.').map(|n| n.parse().unwrap()).collect() };
    let ours = version(env!("CARGO_PKG_RUST_VERSION"));
    for package in packages() {
        let (name, licence) = (text(&package, "name"), text(&package, "license"));
        assert!(is_allowed(licence, &allowed), "{name}: {licence:?} is no licence of deny.toml");
        let rust = text(&package, "rust_version");
        assert!(rust.is_empty() || version(rust)[..2] <= ours[..2], "{name} needs Rust {rust}");
        let source = text(&package, "source").to_owned();
        let is_ours = matches!(name, "dehusk" | "dehusk-python") && source.is_empty();
        assert!(is_ours || registries.contains(&source), "{name} is from {source:?}");
    }
}

#[test]
fn what_is_there_twice_is_named() {
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages() {
        versions
            .entry(text(&package, "name").to_owned())
            .or_default()
            .push(text(&package, "version").to_owned());
    }
    let mut twice = Vec::new();
    for (name, versions) in versions.into_iter().filter(|(_, versions)| versions.len() > 1) {
        let is_named = |version: &&String| {
            let skipped = listed("skip");
            skipped.iter().any(|skip| {
                let (of, wanted) = skip.split_once('@').unwrap_or((skip, ""));
                of == name && format!("{version}.").starts_with(&format!("{wanted}."))
            })
        };
        let n_named = versions.iter().filter(is_named).count();
        if n_named + 1 < versions.len() {
            twice.push(format!("{name}: {}", versions.join(", ")));
        }
    }
    assert_eq!(twice, [""; 0], "name them in deny.toml, or get rid of one");
}
