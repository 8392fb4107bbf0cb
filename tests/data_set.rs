//! Data sets: shards that are resumed, parts, filters, tables.

mod archives;

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use archives::{files, html, members, page, response};
use assert_cmd::Command;
use assert_cmd::cargo::CommandCargoExt;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;
use tempfile::TempDir;

/// `dehusk batch` with these arguments, run in the folder.
fn batch(folder: &TempDir, arguments: &[&str]) -> Command {
    Command::from_std(begun(folder, arguments))
}

fn begun(folder: &TempDir, arguments: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::cargo_bin("dehusk").unwrap();
    command.current_dir(folder.path()).arg("batch").args(arguments);
    command
}

/// A folder with some archives in `crawl/`, of which one is broken, and some pages.
fn crawl(n_archives: usize, n_pages: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let crawl = folder.path().join("crawl");
    fs::create_dir(&crawl).unwrap();
    for a in 0..n_archives {
        let pages: Vec<Vec<u8>> = (0..n_pages).map(|n| page(&format!("{a}-{n}"))).collect();
        let mut bytes = members(&pages);
        if a == 1 {
            bytes.truncate(bytes.len() - 100);
        }
        fs::write(crawl.join(format!("{a:02}.warc.gz")), bytes).unwrap();
    }
    for n in 0..5 {
        fs::write(crawl.join(format!("page{n}.html")), html(&format!("page {n}"))).unwrap();
    }
    fs::write(crawl.join("sheet.html"), "%PDF-1.4 not a page").unwrap();
    folder
}

fn manifest(folder: &TempDir, out: &str) -> Value {
    serde_json::from_slice(&fs::read(folder.path().join(out).join("manifest.json")).unwrap())
        .unwrap()
}

#[test]
fn a_data_set_has_shards_a_manifest_and_failures() {
    let folder = crawl(3, 4);
    let arguments = ["crawl", "-o", "out", "-f", "jsonl", "--shard-pages", "4", "-j", "1"];
    let said = contains("18 pages: 16 extracted, 0 empty, 1 failed, 1 unsupported")
        .and(contains("; 5 shards written, 0 already there"));
    batch(&folder, &arguments).assert().code(3).stderr(said);
    let found = files(&folder.path().join("out"));
    let names: Vec<&str> =
        found.keys().map(String::as_str).filter(|n| !n.starts_with("shards/")).collect();
    let parts = [
        "part-00000.jsonl",
        "part-00001.jsonl",
        "part-00002.jsonl",
        "part-00003.jsonl",
        "part-00004.jsonl",
    ];
    assert_eq!(names, [&["failures.jsonl", "manifest.json"][..], &parts].concat());
    let n_lines = |name: &str| found[name].iter().filter(|b| **b == b'\n').count();
    assert_eq!(parts.map(n_lines), [4, 3, 4, 4, 1]);
    let manifest = manifest(&folder, "out");
    assert_eq!((&manifest["complete"], &manifest["records"]), (&true.into(), &16.into()));
    assert_eq!(manifest["counts"]["failures"]["archive"], 1);
    assert_eq!(manifest["dehusk.options"]["focus"], "balanced");
    let failures = String::from_utf8(found["failures.jsonl"].clone()).unwrap();
    let failures: Vec<Value> = failures.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(failures.len(), 2);
    assert_eq!(failures[0]["path"], "crawl/01.warc.gz");
    assert!(failures[0]["offset"].as_u64().unwrap() > 0);
    assert!(failures[0]["reason"].as_str().unwrap().contains("broken compressed data"));
    assert_eq!(
        (&failures[1]["source"], &failures[1]["kind"]),
        (&"crawl/sheet.html".into(), &"unsupported".into())
    );

    // The same command again has nothing to do; another number of threads gives the same bytes.
    let said = contains("; 0 shards written, 5 already there");
    batch(&folder, &arguments).assert().success().stderr(said);
    assert_eq!(files(&folder.path().join("out")), found);
    let again = [&arguments[..8], &["4", "--overwrite"]].concat();
    batch(&folder, &again).assert().code(3).stderr(contains("; 5 shards written, 0 already"));
    assert_eq!(files(&folder.path().join("out")), found);
}

#[test]
fn other_options_do_not_mix() {
    let folder = crawl(1, 2);
    batch(&folder, &["crawl", "-o", "out", "-f", "jsonl.gz", "-q"]).assert().code(1);
    let said = contains(
        "made with other dehusk.options: focus: expected \"recall\", found \"balanced\"; use --overwrite",
    );
    batch(&folder, &["crawl", "-o", "out", "-f", "jsonl.gz", "--recall"])
        .assert()
        .code(2)
        .stderr(said);
    fs::write(folder.path().join("urls"), "crawl/page0.html\thttps://a.example/").unwrap();
    let with_urls = ["crawl", "-o", "with", "-f", "jsonl", "--url-from", "urls"];
    batch(&folder, &with_urls).assert().code(1);
    fs::write(folder.path().join("urls"), "crawl/page0.html\thttps://b.example/").unwrap();
    let said = contains("made with other dehusk.options: url_from: expected \"urls, digest ");
    batch(&folder, &with_urls).assert().code(2).stderr(said);
    let said = contains("made with other format: expected \"csv\", found \"jsonl.gz\"");
    batch(&folder, &["crawl", "-o", "out", "-f", "csv"]).assert().code(2).stderr(said);
    let arguments = ["crawl", "-o", "out", "-f", "csv", "--overwrite", "-q"];
    batch(&folder, &arguments).assert().code(1);
    let names: Vec<String> = files(&folder.path().join("out")).into_keys().collect();
    assert!(names.iter().all(|name| !name.ends_with(".gz")), "{names:?}");
    for (arguments, said) in [
        (&["crawl", "-o", "x.jsonl", "--part", "1/2"][..], "--part is for data sets"),
        (&["crawl", "-o", "x/", "-f", "jsonl", "--part", "3/2"], "expected I/N"),
        (&["crawl", "-o", "x.csv", "--schema", "readability"], "has no table"),
        (&["crawl", "-o", "x.csv", "--fields", "titel"], "\"titel\" is not a field"),
        (&["crawl", "-o", "x/", "--dedupe", "near"], "duplicates are found in rows only"),
    ] {
        batch(&folder, arguments).assert().code(2).stderr(contains(said));
    }
}

#[test]
fn parts_make_the_whole() {
    let folder = crawl(5, 2);
    let run = |out: &str, part: &[&str]| {
        let arguments = [&["crawl", "-o", out, "-f", "jsonl.zst", "-q"][..], part].concat();
        batch(&folder, &arguments).output().unwrap();
    };
    run("whole", &[]);
    for part in ["2/3", "3/3"] {
        run("parts", &["--part", part]);
    }
    assert_eq!(manifest(&folder, "parts")["complete"], false);
    run("parts", &["--part", "1/3"]);
    assert_eq!(files(&folder.path().join("parts")), files(&folder.path().join("whole")));
}

/// Kills runs at moments that differ, until one ends by itself.
#[cfg(unix)]
#[test]
fn a_killed_run_is_resumed_to_the_same_bytes() {
    let folder = crawl(16, 24);
    let run = |out: &'static str| {
        ["crawl", "-o", out, "-f", "jsonl.gz", "-j", "2", "--dedupe", "near", "-q"]
    };
    batch(&folder, &run("whole")).assert().code(3);
    let mut n_killed = 0;
    let mut random = 7_u64;
    for _ in 0..200 {
        let mut child = begun(&folder, &run("killed")).stderr(Stdio::null()).spawn().unwrap();
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let milliseconds = 20 + (random >> 33) % 150 + n_killed * 5;
        std::thread::sleep(Duration::from_millis(milliseconds));
        if child.try_wait().unwrap().is_some() {
            break;
        }
        // SIGKILL.
        child.kill().unwrap();
        child.wait().unwrap();
        n_killed += 1;
    }
    batch(&folder, &run("killed")).output().unwrap();
    assert_eq!(files(&folder.path().join("killed")), files(&folder.path().join("whole")));
    assert!(n_killed > 0, "no run was killed");
}

#[test]
fn filters_drop_and_are_counted() {
    let folder = crawl(1, 6);
    let twin = [page("one"), page("one"), page("two"), {
        let html = "<html lang=de><title>Regen</title><article><p>Es regnete am Montag, und am Dienstag regnete es wieder, wie \
                    schon an allen Tagen davor im ganzen Land und auch in der Stadt.</p></article>";
        response("https://a.example/de", "200 OK\r\nContent-Type: text/html", html.as_bytes())
    }];
    fs::write(folder.path().join("twin.warc.gz"), members(&twin)).unwrap();
    for (filter, said) in [
        (&["--target-language", "en"][..], "1 filtered (1 language)"),
        (&["--target-language", "de,en"], "4 pages: 4 extracted"),
        (&["--min-words", "1000"], "4 filtered (4 words)"),
        (&["--only-with-metadata"], "4 filtered (4 metadata)"),
        (&["--page-type", "nothing"], "4 filtered (4 page_type)"),
        (&["--min-confidence", "1"], "filtered ("),
        (&["--dedupe", "exact"], "1 filtered (1 duplicate)"),
        (&["--dedupe", "near"], "1 duplicate"),
    ] {
        let arguments = [&["twin.warc.gz", "-o", "out.jsonl"][..], filter].concat();
        batch(&folder, &arguments).assert().success().stderr(contains(said));
    }
}

#[test]
fn tables_have_columns() {
    let folder = crawl(1, 2);
    let fields = "url,title,authors,word_count";
    let arguments = ["crawl/00.warc.gz", "-o", "out.csv", "--fields", fields, "-q"];
    batch(&folder, &arguments).assert().success();
    let table = fs::read_to_string(folder.path().join("out.csv")).unwrap();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], fields);
    assert!(lines[1].starts_with("https://a.example/0-0,0-0,,"), "{table}");
    let arguments = ["crawl/00.warc.gz", "-o", "out.jsonl", "--fields", "title,url", "-q"];
    batch(&folder, &arguments).assert().success();
    let lines = fs::read_to_string(folder.path().join("out.jsonl")).unwrap();
    assert_eq!(lines.lines().next(), Some(r#"{"title":"0-0","url":"https://a.example/0-0"}"#));
    let arguments = ["crawl", "-o", "-", "--progress", "json"];
    let said = contains(r#""done":true"#).and(contains(r#""pages":8"#));
    batch(&folder, &arguments).assert().code(1).stderr(said);
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_read_back() {
    use parquet::file::reader::{FileReader, SerializedFileReader};

    let folder = crawl(2, 3);
    let arguments = ["crawl", "-o", "out", "-f", "parquet", "--include", "markdown", "-q"];
    batch(&folder, &arguments).assert().code(3);
    let file = fs::File::open(folder.path().join("out/part-00000.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let metadata = reader.metadata().file_metadata();
    assert_eq!(metadata.num_rows(), 3);
    let facts = metadata.key_value_metadata().unwrap();
    assert!(facts.iter().any(|fact| fact.key == "dehusk.model"));
    let rows: Vec<String> =
        reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
    assert!(rows[2].contains("url: \"https://a.example/0-2\""), "{}", rows[2]);
    assert!(rows[2].contains("markdown: "), "{}", rows[2]);
    batch(&folder, &["crawl", "-o", "out.parquet", "-q"]).assert().code(3);
    let whole =
        SerializedFileReader::new(fs::File::open(folder.path().join("out.parquet")).unwrap())
            .unwrap();
    assert_eq!(whole.metadata().file_metadata().num_rows(), 3 + 2 + 5);
}
