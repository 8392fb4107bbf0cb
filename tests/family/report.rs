//! The table of figures, the floors, and the pages as files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::family::names::Mode;
use crate::family::score::{Figures, Share, Verdict};
use crate::family::truth::Made;

const FLOORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/floor.json");
/// Floors have four digits, rounded down.
const DIGITS: f64 = 10_000.0;
/// A single language has few pages, so only these figures have a floor there.
const FEW: [&str; 6] = ["exact", "kept", "captions", "title", "site", "date"];
/// The first rows of the table. The others follow in alphabetical order.
const FIRST: [&str; 8] =
    ["exact", "exact words", "free of all", "kept", "captions", "title", "site", "date"];

/// The figures of each group, in the order of the columns.
pub type Table = Vec<(String, BTreeMap<String, f64>)>;

/// Computes the values of the groups and the means over several groups.
pub fn table(groups: &[(String, Figures)], means: &[(&str, Vec<&str>)]) -> Table {
    let values = |figures: &Figures| {
        let value = |(name, share): (&String, &Share)| (name.clone(), share.value());
        figures.iter().map(value).collect::<BTreeMap<_, _>>()
    };
    let mut table: Table =
        groups.iter().map(|(name, figures)| (name.clone(), values(figures))).collect();
    for (name, members) in means {
        let columns = table.iter().filter(|(group, _)| members.contains(&group.as_str()));
        let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
        for (figure, value) in columns.flat_map(|(_, values)| values) {
            let sum = sums.entry(figure.clone()).or_default();
            *sum = (sum.0 + value, sum.1 + 1.0);
        }
        let mean = sums.into_iter().map(|(figure, (sum, n))| (figure, sum / n)).collect();
        table.push(((*name).to_owned(), mean));
    }
    table
}

/// Prints a row for each figure and a column for each group, in percent.
pub fn print(table: &Table) {
    let mut names: Vec<&str> =
        table.iter().flat_map(|(_, v)| v.keys().map(String::as_str)).collect();
    names.sort_by_key(|name| (FIRST.iter().position(|f| f == name).unwrap_or(FIRST.len()), *name));
    names.dedup();
    let mut out = format!("{:24}", "percent");
    for (group, _) in table {
        write!(out, "{:>9}", group.split(' ').next_back().unwrap_or(group)).unwrap();
    }
    for name in names {
        write!(out, "\n{name:24}").unwrap();
        for (_, values) in table {
            match values.get(name) {
                Some(value) => write!(out, "{:>9.1}", value * 100.0).unwrap(),
                None => out.push_str("        -"),
            }
        }
    }
    println!("{out}");
}

/// Returns the figures below their floors. An update raises floors and adds missing ones.
pub fn fallen(table: &Table, languages: &[&str], is_update: bool) -> Vec<String> {
    let mut pinned: Value = serde_json::from_slice(&fs::read(FLOORS).unwrap()).unwrap();
    let mut fallen = Vec::new();
    for (group, values) in table {
        let is_few = languages.contains(&group.as_str());
        for (name, value) in
            values.iter().filter(|(name, _)| !is_few || FEW.contains(&name.as_str()))
        {
            let floor = pinned["family"][group][name].as_f64();
            match floor {
                Some(floor) if *value < floor - 0.5 / DIGITS => {
                    fallen
                        .push(format!("{group}, {name}: {value:.4} is below the floor {floor:.4}"));
                }
                None if !is_update => fallen.push(format!("{group}, {name}: has no floor")),
                _ if is_update && floor.is_none_or(|floor| floor < *value) => {
                    pinned["family"][group][name] = json!((value * DIGITS).floor() / DIGITS);
                }
                _ => {}
            }
        }
    }
    if is_update {
        let beside = format!("{FLOORS}.new");
        fs::write(&beside, format!("{pinned:#}\n")).unwrap();
        fs::rename(&beside, FLOORS).unwrap();
    }
    fallen
}

/// Writes the pages and their truths to a folder.
pub fn write(folder: &Path, pages: &[Made]) {
    fs::create_dir_all(folder).unwrap();
    let mut truths = String::new();
    for made in pages {
        let end = if made.is_text { "txt" } else { "html" };
        fs::write(folder.join(format!("{}.{end}", made.id)), &made.page).unwrap();
        writeln!(truths, "{}", made.json()).unwrap();
    }
    fs::write(folder.join("truth.jsonl"), truths).unwrap();
}

/// Prints the exact pages by naming mode.
pub fn print_by_names(pages: &[Made], verdicts: &[Verdict], group: &str) {
    for mode in [Mode::Semantic, Mode::Hashed, Mode::Mixed, Mode::Absent] {
        let is_such = |(made, _): &(&Made, &Verdict)| made.group == group && made.mode == mode;
        let such: Vec<_> = pages.iter().zip(verdicts).filter(is_such).collect();
        let n_exact = such.iter().filter(|(_, verdict)| verdict.is_exact).count();
        println!("{group}, {} names: {n_exact} of {} exact", mode.name(), such.len());
    }
}

/// Prints the leaked texts, the lost paragraphs and the wrong fields.
pub fn show(pages: &[Made], verdicts: &[Verdict], group: &str) {
    let wanted =
        pages.iter().zip(verdicts).filter(|(made, _)| group == "all" || made.group == group);
    for (made, verdict) in wanted {
        let mut wrong =
            verdict.fields.iter().filter_map(|(name, wrong)| Some((name, wrong.as_ref()?)));
        if verdict.is_exact && wrong.clone().next().is_none() {
            continue;
        }
        println!(
            "{} ({} names){}",
            made.id,
            made.mode.name(),
            if verdict.is_exact { " exact" } else { "" }
        );
        wrong.by_ref().for_each(|(name, what)| println!("  wrong {name}: {what}"));
        for (kind, text) in &verdict.leaks {
            println!("  leaked {}: {text}", kind.name());
        }
        for text in &verdict.lost {
            println!("  lost: {text}");
        }
    }
}
