//! `dehusk batch`: order, output tree, failures, resuming.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_empty};
use serde_json::Value;
use tempfile::TempDir;

fn html(name: &str) -> String {
    format!(
        "<title>{name}</title><article><p>This is the page {name}, and it tells, in a long enough sentence, \
         what there is to tell about {name}.</p></article>"
    )
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A folder with these pages in `pages/`.
fn pages(names: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in names {
        let path = folder.path().join("pages").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let html = html(name);
        let bytes = if name.ends_with(".gz") { gzip(html.as_bytes()) } else { html.into_bytes() };
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// `dehusk batch` with these arguments, run in the folder.
fn batch(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("dehusk").unwrap();
    command.current_dir(folder.path()).arg("batch").args(arguments);
    command
}

/// The report of a batch, and those on its pages.
#[test]
fn a_report_lists_the_pages_to_look_at() {
    let names: Vec<String> = (0..30).map(|n| format!("{n:02}.html")).collect();
    let folder = pages(&names.iter().map(String::as_str).collect::<Vec<_>>());
    fs::write(folder.path().join("pages/x.html"), "%PDF-1.7").unwrap();
    batch(&folder, &["pages", "-o", "out.jsonl", "--report", "r.html"]).assert().code(1);
    let report = fs::read_to_string(folder.path().join("r.html")).unwrap();
    let data = report.split("id=\"data\">").nth(1).unwrap().split("</script>").next().unwrap();
    let data: Value = serde_json::from_str(data).unwrap();
    assert_eq!((&data["counts"]["pages"], &data["counts"]["unsupported"]), (&31.into(), &1.into()));
    let bars = data["confidence"].as_array().unwrap();
    assert_eq!(bars.iter().map(|n| n.as_u64().unwrap()).sum::<u64>(), 30);
    for (list, n) in [("doubtful", 20), ("slowest", 20), ("failed", 1)] {
        assert_eq!(data["lists"][list].as_array().unwrap().len(), n, "{list}");
    }
    let link = &data["lists"]["doubtful"][0]["report"];
    assert_eq!(link[0], "r-pages");
    let page = folder.path().join("r-pages").join(link[1].as_str().unwrap());
    assert!(fs::read_to_string(page).unwrap().contains("dehusk report"));
    assert!(!report.contains("src=") && !report.contains("href="));
}

#[test]
fn selectors_that_match_on_no_page_are_noted_once() {
    let folder = pages(&["a.html", "b.html"]);
    let only_b = "<article><h1>b</h1><p class=only>It rained on Monday and on Tuesday.</article>";
    fs::write(folder.path().join("pages/b.html"), only_b).unwrap();
    let drops = ["--drop", ".nowhere, .only", "-o", "-"];
    let done = batch(&folder, &[&["pages"][..], &drops].concat()).assert().success();
    let said = contains("the selector \".nowhere\" matches no element on any of 2 pages").count(1);
    done.stderr(said.and(contains(".only").not()));
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    std::str::from_utf8(bytes)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn sources(bytes: &[u8]) -> Vec<String> {
    lines(bytes).iter().map(|line| line["source"].as_str().unwrap().to_owned()).collect()
}

/// The files below a folder, sorted.
fn files(folder: &Path) -> Vec<String> {
    let mut open = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(path).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn lines_stand_in_the_order_of_names_for_any_number_of_threads() {
    let names: Vec<String> = (0..150).map(|i| format!("{}/{i:03}.html", i % 7)).collect();
    let folder = pages(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let out = |threads: &str| {
        let arguments = [
            &["pages", "-o", "out.jsonl", "--threads", threads][..],
            &["--include", "markdown,html", "--with-evidence"],
        ];
        let arguments = arguments.concat();
        batch(&folder, &arguments).assert().success().stdout(is_empty());
        fs::read(folder.path().join("out.jsonl")).unwrap()
    };
    let one = out("1");
    assert_eq!(one, out("4"));
    assert_eq!(one, out("64"));
    let mut sorted: Vec<String> = names.iter().map(|name| format!("pages/{name}")).collect();
    sorted.sort();
    assert_eq!(sources(&one), sorted);
    for line in lines(&one) {
        for key in ["text", "markdown", "html"] {
            assert!(line[key].as_str().unwrap().contains("long enough"), "{line}");
        }
        assert_eq!(line["evidence"]["title"][0]["won"], true, "{line}");
    }
}

#[test]
fn files_folders_and_patterns_are_read_in_the_order_given() {
    let folder = pages(&["b/2.html", "b/1.htm", "a.xhtml.gz", "c.txt", "d.html.gz", ".e.HTML"]);
    let arguments = ["pages/c.txt", "pages/b", "pages/*.gz", "./pages", "-o", "-", "-q"];
    let done = batch(&folder, &arguments).assert().success().stderr(is_empty());
    let expected = ["c.txt", "b/1.htm", "b/2.html", "a.xhtml.gz", "d.html.gz", ".e.HTML"];
    assert_eq!(sources(&done.get_output().stdout), expected.map(|name| format!("pages/{name}")));
    assert!(
        lines(&done.get_output().stdout)[3]["text"]
            .as_str()
            .unwrap()
            .contains("the page a.xhtml.gz")
    );
}

#[test]
fn a_bad_page_is_named_and_counted_and_the_rest_goes_on() {
    let folder = pages(&["a.html", "b.html.gz", "c.html"]);
    let bad = folder.path().join("pages/b.html.gz");
    fs::write(&bad, &fs::read(&bad).unwrap()[..40]).unwrap();
    fs::write(folder.path().join("pages/d.html"), "").unwrap();
    let arguments = ["pages", "missing.html", "-o", "out.jsonl"];
    let said = contains("pages/b.html.gz: cannot be read: broken gzip data")
        .and(contains("missing.html: no such file"))
        .and(contains("5 pages: 2 extracted, 1 empty, 2 failed; 0.0 MB in "));
    batch(&folder, &arguments).assert().code(3).stderr(said);
    let records = lines(&fs::read(folder.path().join("out.jsonl")).unwrap());
    let status: Vec<&str> = records.iter().map(|r| r["status"].as_str().unwrap()).collect();
    assert_eq!(status, ["ok", "failed", "ok", "empty", "failed"]);
    assert_eq!(records[4]["error"], "no such file or folder");
    batch(&folder, &["pages", "-o", "texts/"]).assert().code(3);
    assert_eq!(files(&folder.path().join("texts")), ["a.txt", "c.txt", "d.txt"]);
}

#[test]
fn empty_pages_are_no_failure() {
    let folder = pages(&[]);
    fs::write(folder.path().join("a.html"), "").unwrap();
    let said = contains("1 page: 0 extracted, 1 empty, 0 failed");
    batch(&folder, &["a.html", "-o", "out.jsonl"]).assert().success().stderr(said);
}

#[test]
fn a_folder_keeps_the_tree_and_no_page_is_lost() {
    let folder = pages(&["a.html", "a.htm", "x/a.html.gz", "x/y/b.html", "c.html"]);
    let expected = ["a.htm.txt", "a.html.txt", "c.txt", "x/a.txt", "x/y/b.txt"];
    batch(&folder, &["pages", "-o", "out/"]).assert().success();
    assert_eq!(files(&folder.path().join("out")), expected);
    let text = fs::read_to_string(folder.path().join("out/a.htm.txt")).unwrap();
    assert!(text.contains("the page a.htm,") && text.ends_with(".\n"), "{text}");
    for (format, extension, start) in
        [("md", "md", ""), ("html", "html", "<"), ("json", "json", "{")]
    {
        batch(&folder, &["pages/x", "-o", format, "-f", format]).assert().success();
        let out = folder.path().join(format);
        assert_eq!(files(&out), [format!("a.{extension}"), format!("y/b.{extension}")]);
        let content = fs::read_to_string(out.join(format!("a.{extension}"))).unwrap();
        assert!(content.starts_with(start) && content.contains("long enough"));
    }
    batch(&folder, &["pages/x", "-o", "s/", "--schema", "readability"]).assert().success();
    assert!(fs::read_to_string(folder.path().join("s/a.json")).unwrap().contains("textContent"));
}

#[test]
fn resuming_skips_what_is_there() {
    let folder = pages(&["a.html", "b.html"]);
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("out/a.txt"), "mine").unwrap();
    let said = contains("2 pages: 1 extracted, 0 empty, 0 failed, 1 skipped");
    batch(&folder, &["pages", "-o", "out", "--resume"]).assert().success().stderr(said);
    assert_eq!(fs::read_to_string(folder.path().join("out/a.txt")).unwrap(), "mine");
    let said = contains("pages/a.html: skipped").and(contains("pages/b.html: skipped"));
    batch(&folder, &["pages", "-o", "out", "--resume", "-v"]).assert().success().stderr(said);
    batch(&folder, &["pages", "-o", "out"]).assert().success();
    assert!(
        fs::read_to_string(folder.path().join("out/a.txt")).unwrap().contains("the page a.html")
    );
}

#[test]
fn gzipped_lines_are_the_same_lines() {
    let folder = pages(&["a.html", "b.html"]);
    batch(&folder, &["pages", "-o", "out.jsonl.gz"]).assert().success();
    batch(&folder, &["pages", "-o", "out.jsonl"]).assert().success();
    let packed = fs::File::open(folder.path().join("out.jsonl.gz")).unwrap();
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, fs::read(folder.path().join("out.jsonl")).unwrap());
    assert_eq!(files(folder.path()).iter().filter(|name| name.contains("out")).count(), 2);
}

#[test]
fn where_there_is_no_page_nothing_is_written() {
    let folder = pages(&[]);
    fs::create_dir(folder.path().join("empty")).unwrap();
    for (input, code) in [("empty", 1), ("missing", 3), ("empty/*.html", 3)] {
        let said = contains("no page found");
        batch(&folder, &[input, "-o", "out.jsonl"]).assert().code(code).stderr(said);
    }
    assert_eq!(files(folder.path()), [""; 0]);
}

#[test]
fn wrong_usage_is_exit_code_2_and_says_what_is_right() {
    let folder = pages(&["a.html"]);
    let cases: [(&[&str], &str); 9] = [
        (&["pages"], "--output <OUT>"),
        (&["-o", "out.jsonl"], "<IN>"),
        (&["pages", "-o", "out.txt"], ".jsonl"),
        (&["pages", "-o", "pages/a.html"], ".jsonl"),
        (&["pages", "-o", "out.jsonl", "-f", "md"], "--include"),
        (&["pages", "-o", "out.jsonl", "--resume"], "needs a folder"),
        (&["pages", "-o", "out/", "-f", "md", "--schema", "readability"], "--format json"),
        (&["pages", "-o", "pages", "-f", "html"], "choose another output"),
        (&["pages", "-o", "out/", "--threads", "0"], "1..=1024"),
    ];
    for (arguments, said) in cases {
        batch(&folder, arguments).assert().code(2).stdout(is_empty()).stderr(contains(said));
    }
    assert_eq!(files(folder.path()), ["pages/a.html"]);
    assert_eq!(fs::read_to_string(folder.path().join("pages/a.html")).unwrap(), html("a.html"));
}

#[test]
fn an_output_that_cannot_be_written_ends_the_batch() {
    let folder = pages(&["a.html"]);
    let said = contains("no/out.jsonl: cannot be written: the folder of this file does not exist");
    batch(&folder, &["pages", "-o", "no/out.jsonl"]).assert().code(3).stderr(said);
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf_8_is_read_all_the_same() {
    use std::os::unix::ffi::OsStrExt;
    let folder = pages(&["b.html"]);
    let name = std::ffi::OsStr::from_bytes(b"pages/a\xff.html");
    fs::write(folder.path().join(name), html("a")).unwrap();
    let done = batch(&folder, &["pages", "-o", "-"]).assert().success();
    assert_eq!(sources(&done.get_output().stdout), ["pages/a\u{fffd}FF.html", "pages/b.html"]);
    batch(&folder, &["pages", "-o", "out/"]).assert().success();
    assert_eq!(fs::read_dir(folder.path().join("out")).unwrap().count(), 2);
}
