//! Fault injection for batches: every input gives a record or a reported failure, and output files are written
//! atomically.
#![cfg(unix)]

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use assert_cmd::Command;
use dehusk::batch::{Batch, Outcome, Output, PageResult, Source};
use dehusk::{ErrorKind, Extractor, Format};
use predicates::prelude::*;
use predicates::str::contains;
use tempfile::TempDir;

const PROSE: &str =
    "<p>It rained on Monday, and on Tuesday too, until the river stood at the bridge.</p>";

fn page(n_paragraphs: usize) -> String {
    format!("<title>Rain</title><article>{}</article>", PROSE.repeat(n_paragraphs))
}

/// The number of pages that keep a run busy for at least a second.
const MANY: usize = 3_000;

/// A folder with `n` pages in `pages/`.
fn pages(n: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("pages")).unwrap();
    for i in 0..n {
        fs::write(folder.path().join(format!("pages/{i:03}.html")), page(40)).unwrap();
    }
    folder
}

/// The program with these arguments, run in the folder with a timeout.
fn dehusk(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("dehusk").unwrap();
    command.current_dir(folder.path()).args(arguments).timeout(Duration::from_secs(120));
    command
}

/// The program, running in the background.
fn begun(folder: &TempDir, arguments: &[&str]) -> Child {
    std::process::Command::new(assert_cmd::cargo::cargo_bin("dehusk"))
        .current_dir(folder.path())
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The names and contents of the files in a folder, without temporary files.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths
        .filter(|path| path.is_file() && path.extension().is_none_or(|e| e != "part"))
        .map(|path| (path.file_name().unwrap().into(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    files
}

/// Waits for a condition; fails if the run ends first.
fn wait_until(run: &mut Child, is_so: impl Fn() -> bool) {
    while !is_so() {
        assert!(run.try_wait().unwrap().is_none(), "it ended before anything could be done to it");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn has_part(folder: &Path) -> bool {
    let is_part = |path: PathBuf| path.extension().is_some_and(|e| e == "part");
    fs::read_dir(folder).unwrap().any(|entry| is_part(entry.unwrap().path()))
}

#[test]
fn pipes_and_devices_are_named_and_not_waited_for() {
    let folder = pages(1);
    let pipe = folder.path().join("pages/pipe.html");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for inputs in [&["pages"][..], &["pages/000.html", "pages/pipe.html"], &["pages/*.html"]] {
        let arguments = [&["batch"][..], inputs, &["-o", "-"]].concat();
        let said = contains("pages/pipe.html: not a regular file").and(contains("1 failed"));
        let done = dehusk(&folder, &arguments).assert().code(3).stderr(said);
        done.stdout(contains(r#""source":"pages/pipe.html","status":"failed""#));
    }
    let said = contains("/dev/zero: not a regular file");
    dehusk(&folder, &["blocks", "/dev/zero"]).assert().code(3).stderr(said);
    let said =
        contains("/dev/zero: not a regular file").and(contains("1 extracted, 0 empty, 1 failed"));
    let arguments = ["batch", "/dev/zero", "pages/000.html", "-o", "out/"];
    dehusk(&folder, &arguments).assert().code(3).stderr(said);
}

#[test]
fn links_that_lead_in_circles_end() {
    let folder = pages(2);
    symlink("..", folder.path().join("pages/up")).unwrap();
    symlink("self.html", folder.path().join("pages/self.html")).unwrap();
    let said = contains("2 pages: 2 extracted, 0 empty, 0 failed");
    dehusk(&folder, &["batch", "pages", "-o", "out/"]).assert().success().stderr(said);
    let said = contains("pages/self.html: ").and(contains("1 failed"));
    let arguments = ["batch", "pages/000.html", "pages/self.html", "-o", "out/"];
    dehusk(&folder, &arguments).assert().code(3).stderr(said);
}

#[test]
fn a_name_does_nothing_to_the_terminal() {
    let folder = pages(0);
    let name = "pages/\x1b]0;x\x07\u{9b}2J\nerror: x.html.gz";
    fs::write(folder.path().join(name), [0x1f, 0x8b, 8]).unwrap();
    let said =
        contains("\u{fffd}]0;x\u{fffd}\u{fffd}2J\u{fffd}error: x.html.gz: cannot be read: broken");
    let said = said.and(contains("\x1b").not());
    dehusk(&folder, &["batch", "pages", "-v", "-o", "out/"]).assert().code(3).stderr(said);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_fails_while_it_is_read_is_named() {
    let folder = pages(1);
    // Its first bytes are unreadable, even for root.
    symlink("/proc/self/mem", folder.path().join("mem.html")).unwrap();
    let said = contains("mem.html: ").and(contains("1 extracted, 0 empty, 1 failed"));
    dehusk(&folder, &["batch", "mem.html", "pages", "-o", "out.jsonl"])
        .assert()
        .code(3)
        .stderr(said);
}

#[test]
fn a_file_that_vanishes_between_listing_and_reading_is_named() {
    let folder = pages(3);
    let source = Source::find([folder.path().join("pages")]);
    fs::remove_file(folder.path().join("pages/001.html")).unwrap();
    fs::remove_file(folder.path().join("pages/002.html")).unwrap();
    fs::create_dir(folder.path().join("pages/002.html")).unwrap();
    let mut failures = Vec::new();
    let output = Output::Folder(folder.path().join("out"), Format::Text);
    let summary = Batch::new(Extractor::default()).run(&source, output, |record: &PageResult| {
        if let Outcome::Failed(error) = &record.outcome {
            let cause = std::error::Error::source(error).map(ToString::to_string);
            failures.push((error.kind(), format!("{error}: {}", cause.unwrap_or_default())));
        }
    });
    assert_eq!(summary.unwrap().failed, 2);
    assert!(failures.iter().all(|(kind, _)| *kind == ErrorKind::Reading), "{failures:?}");
    assert!(
        failures[0].1.ends_with("001.html: cannot be read: no such file or folder"),
        "{failures:?}"
    );
    assert!(failures[1].1.contains("002.html: cannot be read: this is a folder"), "{failures:?}");
    assert_eq!(files(&folder.path().join("out")).len(), 1);
}

#[test]
fn broken_gzip_fails_and_a_bomb_is_cut() {
    let folder = pages(1);
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let packed = gzip(page(40).as_bytes());
    let mut wrong = packed.clone();
    wrong[packed.len() / 2] ^= 0xff;
    let bomb = gzip(&[page(40).as_bytes(), &vec![b' '; 30_000_000]].concat());
    for (name, bytes) in [
        ("a.html.gz", &packed[..packed.len() - 1]),
        ("b.html.gz", &wrong),
        ("c.html.gz", &packed[..5]),
        ("d.html.gz", &bomb),
    ] {
        fs::write(folder.path().join("pages").join(name), bytes).unwrap();
    }
    let said = contains("b.html.gz: cannot be read: broken gzip data")
        .and(contains("c.html.gz: cannot be read: broken gzip data"))
        .and(contains("5 pages: 2 extracted (1 truncated), 0 empty, 3 failed"));
    let done = dehusk(&folder, &["batch", "pages", "-o", "-"]).assert().code(3).stderr(said);
    done.stdout(contains(
        r#""status":"truncated","truncated":["unpacked_ratio"],"text":"It rained"#,
    ));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_lines_and_leaves_none() {
    let folder = pages(3);
    for output in ["/dev/full", "-"] {
        let script = format!("exec \"$0\" batch pages -o {output} > /dev/full");
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg(assert_cmd::cargo::cargo_bin("dehusk"));
        command.current_dir(folder.path()).timeout(Duration::from_secs(120));
        command.assert().code(3).stderr(contains("No space left on device"));
    }
}

/// A limit on the file size imitates a full disk.
#[cfg(target_os = "linux")]
#[test]
fn what_has_no_room_is_a_named_failure_and_nothing_of_it_stays() {
    let folder = pages(3);
    fs::write(folder.path().join("pages/001.html"), page(2_000)).unwrap();
    let run = |output: &str| {
        let script = format!("trap '' XFSZ; ulimit -f 64; exec \"$0\" batch pages -o {output}");
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg(assert_cmd::cargo::cargo_bin("dehusk"));
        command.current_dir(folder.path()).timeout(Duration::from_secs(120));
        command
    };
    let said = contains("out/001.txt: ").and(contains("2 extracted, 0 empty, 1 failed"));
    run("out/").assert().code(3).stderr(said);
    let names: Vec<_> =
        files(&folder.path().join("out")).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, [Path::new("000.txt"), Path::new("002.txt")]);
    assert!(!has_part(&folder.path().join("out")));
    run("out.jsonl").assert().code(3).stderr(contains("out.jsonl: "));
    assert_eq!(files(folder.path()), []);
    assert!(!has_part(folder.path()));
}

#[test]
fn a_writer_that_fails_ends_the_batch() {
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let folder = pages(60);
    let source = Source::find([folder.path()]);
    let output = Output::Writer(Box::new(Full(100_000)));
    let error = Batch::new(Extractor::default()).run(&source, output, |_| {}).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Writing);
}

#[test]
fn links_in_the_output_folder_are_replaced_and_never_followed() {
    let folder = pages(3);
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("out")).unwrap();
    fs::write(at("precious"), "precious").unwrap();
    symlink(at("precious"), at("out/000.txt")).unwrap();
    symlink("nowhere", at("out/001.txt")).unwrap();
    assert!(
        std::process::Command::new("mkfifo").arg(at("out/002.txt")).status().unwrap().success()
    );
    for more in [&["--resume"][..], &[]] {
        let arguments = [&["batch", "pages", "-o", "out/"][..], more].concat();
        dehusk(&folder, &arguments).assert().success();
        let written = files(&at("out"));
        assert_eq!(written.len(), 3);
        assert!(written.iter().all(|(_, text)| text.starts_with(b"It rained")));
        assert!(!at("out/000.txt").is_symlink() && !at("nowhere").exists());
    }
    assert_eq!(fs::read_to_string(at("precious")).unwrap(), "precious");

    fs::create_dir_all(at("pages/sub")).unwrap();
    fs::create_dir_all(at("elsewhere")).unwrap();
    fs::write(at("pages/sub/a.html"), page(9)).unwrap();
    symlink(at("elsewhere"), at("out/sub")).unwrap();
    let said = contains("out/sub: a symbolic link instead of a folder").and(contains("1 failed"));
    dehusk(&folder, &["batch", "pages", "-o", "out/"]).assert().code(3).stderr(said);
    assert_eq!(files(&at("elsewhere")), []);
}

#[test]
fn a_page_is_not_replaced_by_what_is_made_of_it() {
    let folder = pages(1);
    fs::rename(folder.path().join("pages/000.html"), folder.path().join("page.jsonl")).unwrap();
    let said = contains("page.jsonl: this output would overwrite an input page");
    dehusk(&folder, &["batch", "page.jsonl", "-o", "page.jsonl"]).assert().code(2).stderr(said);
    assert_eq!(fs::read_to_string(folder.path().join("page.jsonl")).unwrap(), page(40));
}

#[test]
fn a_killed_run_leaves_whole_files_and_the_next_completes_them() {
    let folder = pages(MANY);
    let at = |name: &str| folder.path().join(name);
    let arguments = ["batch", "pages", "-o", "out/", "-f", "json", "--threads", "2"];
    let mut run = begun(&folder, &arguments);
    wait_until(&mut run, || files(&at("out")).len() > 3);
    run.kill().unwrap();
    run.wait().unwrap();
    let left = files(&at("out"));
    assert!(left.len() < MANY, "it was too fast to be killed");
    dehusk(&folder, &[&arguments[..], &["--resume"]].concat()).assert().success();
    dehusk(&folder, &["batch", "pages", "-o", "whole/", "-f", "json"]).assert().success();
    let whole = files(&at("whole"));
    assert_eq!((whole.len(), &files(&at("out"))), (MANY, &whole));
    assert!(left.iter().all(|file| whole.contains(file)));
}

#[test]
fn a_killed_run_leaves_no_lines_and_the_next_writes_them() {
    let folder = pages(MANY);
    let at = |name: &str| folder.path().join(name);
    fs::write(at("out.jsonl"), "of an older run").unwrap();
    for arguments in
        [&["batch", "pages", "-o", "out.jsonl"][..], &["blocks", "pages", "-o", "out.jsonl"]]
    {
        let mut run = begun(&folder, arguments);
        wait_until(&mut run, || has_part(folder.path()));
        run.kill().unwrap();
        run.wait().unwrap();
        assert_eq!(fs::read_to_string(at("out.jsonl")).unwrap(), "of an older run");
        let part = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        part.filter(|path| path.extension().is_some_and(|e| e == "part"))
            .for_each(|path| fs::remove_file(path).unwrap());
    }
    dehusk(&folder, &["batch", "pages", "-o", "out.jsonl"]).assert().success();
    dehusk(&folder, &["batch", "pages", "-o", "whole.jsonl"]).assert().success();
    assert_eq!(fs::read(at("out.jsonl")).unwrap(), fs::read(at("whole.jsonl")).unwrap());
}

#[test]
fn an_interrupted_run_ends_with_130_and_leaves_no_half_file() {
    let folder = pages(MANY);
    for command in ["batch", "blocks"] {
        let mut run = begun(&folder, &[command, "pages", "-o", "out.jsonl"]);
        wait_until(&mut run, || has_part(folder.path()));
        let kill = format!("kill -INT {}", run.id());
        assert!(std::process::Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        let done = run.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(130));
        assert!(String::from_utf8(done.stderr).unwrap().contains("interrupted"));
        assert!(!has_part(folder.path()) && files(folder.path()).is_empty());
    }
}
