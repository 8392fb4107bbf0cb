//! Batch input and termination: outputs of earlier runs, symbolic links, file names, pipes and signals.
#![cfg(unix)]

use std::fs;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use tempfile::TempDir;

const PROSE: &str =
    "<p>It rained on Monday, and on Tuesday too, until the river stood at the bridge.</p>";

fn page(n_paragraphs: usize) -> String {
    format!("<title>Rain</title><article>{}</article>", PROSE.repeat(n_paragraphs))
}

/// A folder with these pages in `pages/`.
fn pages(names: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("pages")).unwrap();
    for name in names {
        let path = folder.path().join("pages").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, page(9)).unwrap();
    }
    folder
}

fn dehusk(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("dehusk").unwrap();
    command.current_dir(folder.path()).args(arguments).timeout(Duration::from_secs(120));
    command
}

/// The names of the files in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut names: Vec<_> = entries
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn an_output_folder_among_the_pages_is_not_read() {
    for (format, extension) in [("html", "html"), ("text", "txt")] {
        let folder = pages(&["a.html", "sub/b.html"]);
        let out = folder.path().join("pages/out");
        for (more, skipped) in [(&[][..], ""), (&[], ""), (&["--resume"], ", 2 skipped")] {
            for input in ["pages", "pages/**/*.html"] {
                let arguments = [&["batch", input, "-o", "pages/out", "-f", format], more].concat();
                let n = if skipped.is_empty() { 2 } else { 0 };
                let said = contains(format!("2 pages: {n} extracted, 0 empty, 0 failed{skipped};"));
                dehusk(&folder, &arguments).assert().success().stderr(said);
                assert_eq!(names(&out), [format!("a.{extension}")]);
                assert_eq!(names(&out.join("sub")), [format!("b.{extension}")]);
            }
        }
        // A file that is named as an argument is read, even from the output folder.
        let named = format!("pages/out/a.{extension}");
        let arguments = ["batch", &named, "pages", "-o", "pages/out", "-f", "md"];
        dehusk(&folder, &arguments).assert().success().stderr(contains("3 pages: 3 extracted"));
    }
}

#[test]
fn files_that_would_be_pages_of_the_next_run_stand_elsewhere() {
    let folder = pages(&["a.html"]);
    let said = contains("choose another output");
    dehusk(&folder, &["batch", "pages", "-o", "pages"]).assert().code(2).stderr(said);
    assert_eq!(names(&folder.path().join("pages")), ["a.html"]);
    for _ in 0..2 {
        let arguments = ["batch", "pages", "-o", "pages", "-f", "md"];
        dehusk(&folder, &arguments).assert().success().stderr(contains("1 page: 1 extracted"));
    }
}

#[test]
fn a_folder_with_nothing_but_outputs_has_no_page() {
    let folder = pages(&["out/a.txt"]);
    let said = contains("no page found");
    dehusk(&folder, &["batch", "pages", "-o", "pages/out"]).assert().code(1).stderr(said);
}

#[test]
fn a_page_is_not_replaced_by_its_article() {
    let folder = pages(&["a.html"]);
    symlink("a.html", folder.path().join("pages/link")).unwrap();
    for output in ["pages/a.html", "pages/../pages/a.html", "pages/link"] {
        let said = contains("would overwrite the input page");
        dehusk(&folder, &["pages/a.html", "-o", output]).assert().code(2).stderr(said);
    }
    assert_eq!(fs::read_to_string(folder.path().join("pages/a.html")).unwrap(), page(9));
    dehusk(&folder, &["pages/a.html", "-o", "pages/a.txt"]).assert().success();
}

#[test]
fn links_to_files_are_counted_or_read() {
    let folder = pages(&[]);
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("store/sub")).unwrap();
    fs::write(at("store/1"), page(9)).unwrap();
    fs::write(at("store/sub/2.html"), page(9)).unwrap();
    symlink("../store/1", at("pages/a.html")).unwrap();
    symlink("../store/sub/2.html", at("pages/b.html")).unwrap();
    symlink("../store/1", at("pages/no-page")).unwrap();
    symlink("../store", at("pages/folder")).unwrap();
    let said = contains("no page found").and(contains("not followed: 3; use --follow-links"));
    dehusk(&folder, &["batch", "pages", "-o", "out/"]).assert().code(1).stderr(said);
    let said = contains("2 pages: 2 extracted, 0 empty, 0 failed, 1 link not followed;");
    let arguments = ["batch", "pages", "-o", "out/", "--follow-links"];
    dehusk(&folder, &arguments).assert().success().stderr(said);
    assert_eq!(names(&at("out")), ["a.txt", "b.txt"]);
    fs::write(at("pages/c.html"), page(9)).unwrap();
    let said = contains("1 page: 1 extracted, 0 empty, 0 failed, 3 links not followed;");
    dehusk(&folder, &["batch", "pages", "-o", "out/"]).assert().success().stderr(said);
    symlink("nowhere", at("pages/lost.html")).unwrap();
    let said = contains("pages/lost.html: cannot be read: no such file").and(contains("1 failed"));
    dehusk(&folder, &arguments).assert().code(3).stderr(said);
}

#[test]
fn a_name_that_is_only_an_extension_is_told() {
    let folder = pages(&["a.html", ".html", "sub/.htm.gz"]);
    let said = contains("note: pages/.html: skipped")
        .and(contains("note: pages/sub/.htm.gz: skipped"))
        .and(contains("1 page: 1 extracted"));
    dehusk(&folder, &["batch", "pages", "-o", "out/"]).assert().success().stderr(said);
    let said = contains("1 page: 1 extracted");
    dehusk(&folder, &["batch", "pages/.html", "-o", "out/"]).assert().success().stderr(said);
}

#[test]
fn names_that_are_not_utf_8_stay_apart() {
    let folder = pages(&[]);
    let names: [&[u8]; 3] = [b"a\xfe.html", b"a\xff.html", "a\u{fffd}.html".as_bytes()];
    for name in names {
        let path = folder.path().join("pages").join(std::ffi::OsStr::from_bytes(name));
        fs::write(&path, page(9)).unwrap();
        let done = dehusk(&folder, &["-f", "json"]).arg(&path).assert().success();
        done.stdout(contains("a\u{fffd}"));
    }
    let done = dehusk(&folder, &["batch", "pages", "-o", "-"]).assert().success();
    let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let sources: Vec<String> = lines.map(|l| l["source"].as_str().unwrap().to_owned()).collect();
    let expected = ["a\u{fffd}EF\u{fffd}BF\u{fffd}BD", "a\u{fffd}FE", "a\u{fffd}FF"];
    assert_eq!(sources, expected.map(|name| format!("pages/{name}.html")));
}

fn begun(folder: &TempDir, arguments: &[&str]) -> Child {
    std::process::Command::new(assert_cmd::cargo::cargo_bin("dehusk"))
        .current_dir(folder.path())
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_closed_pipe_is_a_success_that_says_how_far_it_came() {
    let folder = pages(&[]);
    for i in 0..60 {
        fs::write(folder.path().join(format!("pages/{i:02}.html")), page(400)).unwrap();
    }
    let mut run = begun(&folder, &["batch", "pages", "-o", "-"]);
    let mut head = [0; 10];
    run.stdout.take().unwrap().read_exact(&mut head).unwrap();
    let done = run.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(0));
    let said = String::from_utf8(done.stderr).unwrap();
    let (_, n) = said.split_once("; the output was closed after ").unwrap();
    let n: usize = n.split(' ').next().unwrap().parse().unwrap();
    assert!(n < 60 && said.starts_with(&format!("{n} page")), "{said}");
}

#[test]
fn a_file_instead_of_the_output_folder_is_one_error() {
    let folder = pages(&["a.html", "b.html"]);
    fs::write(folder.path().join("out"), "mine").unwrap();
    for output in ["out/", "out/below/", "out/set/#csv"] {
        let (output, format) = output.split_once('#').unwrap_or((output, "json"));
        let arguments = ["batch", "pages", "-o", output, "-f", format];
        let done = dehusk(&folder, &arguments).assert().code(2);
        let said = String::from_utf8(done.get_output().stderr.clone()).unwrap();
        assert_eq!(said, "error: out: this is a file; expected a folder\n");
    }
    assert_eq!(fs::read_to_string(folder.path().join("out")).unwrap(), "mine");
}

/// The number of pages that keep a run busy for at least a second.
const MANY: usize = 3_000;

#[test]
fn signals_end_a_run_as_ctrl_c_does() {
    let folder = pages(&[]);
    for i in 0..MANY {
        fs::write(folder.path().join(format!("pages/{i:04}.html")), page(40)).unwrap();
    }
    let out = folder.path().join("out");
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 130)] {
        let mut run = begun(&folder, &["batch", "pages", "-o", "out/", "-j", "1"]);
        while names_or_none(&out).len() < 3 {
            assert!(run.try_wait().unwrap().is_none(), "it ended before the signal");
            std::thread::sleep(Duration::from_millis(1));
        }
        let kill = format!("kill -{signal} {}", run.id());
        assert!(std::process::Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        let done = run.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(code), "{signal}");
        assert!(String::from_utf8(done.stderr).unwrap().contains("note: interrupted"), "{signal}");
        let left = names(&out);
        assert!(left.len() < MANY && left.iter().all(|name| name.ends_with(".txt")), "{signal}");
        fs::remove_dir_all(&out).unwrap();
    }
}

fn names_or_none(folder: &Path) -> Vec<String> {
    if folder.is_dir() { names(folder) } else { Vec::new() }
}

/// If SIGHUP is ignored, as by `nohup`, a run continues after its terminal is closed.
#[cfg(target_os = "linux")]
#[test]
fn a_run_without_a_terminal_goes_on() {
    let folder = pages(&[]);
    for i in 0..MANY {
        fs::write(folder.path().join(format!("pages/{i:04}.html")), page(40)).unwrap();
    }
    let script = "trap '' HUP; \"$0\" batch pages -o out/ -j 1 -q & pid=$!; \
                  until [ -e out/0002.txt ]; do :; done; kill -HUP $pid; wait $pid";
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg(assert_cmd::cargo::cargo_bin("dehusk"));
    command.current_dir(folder.path()).timeout(Duration::from_secs(120)).assert().success();
    assert_eq!(names(&folder.path().join("out")).len(), MANY);
}
