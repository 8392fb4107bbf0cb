//! `dehusk batch` over archives: WARC, ARC, JSON Lines, tar, zip and standard input, whole and broken.

mod archives;

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use archives::{files, gzip, html, members, page, record, response};
use assert_cmd::Command;
use dehusk::Extractor;
use dehusk::batch::{Batch, Outcome, Output, Source};
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};
use tempfile::TempDir;

/// `dehusk batch` with these arguments, run in the folder.
fn batch(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("dehusk").unwrap();
    command.current_dir(folder.path()).arg("batch").args(arguments);
    command
}

fn with(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

/// The records of a run to standard output, whatever its exit code.
fn records(folder: &TempDir, arguments: &[&str]) -> Vec<Value> {
    let arguments = [arguments, &["-o", "-", "-q"]].concat();
    parsed(&batch(folder, &arguments).output().unwrap().stdout)
}

fn parsed(lines: &[u8]) -> Vec<Value> {
    let lines = std::str::from_utf8(lines).unwrap().lines();
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn values<'a>(records: &'a [Value], key: &str) -> Vec<&'a str> {
    records.iter().map(|record| record[key].as_str().unwrap_or("-")).collect()
}

/// A crawl with records of all kinds: five of them are pages.
fn crawl() -> Vec<Vec<u8>> {
    let chunked = {
        let packed = gzip(html("chunked").as_bytes());
        let (one, two) = packed.split_at(20);
        let mut body = Vec::new();
        for chunk in [one, two] {
            body.extend(format!("{:x};x=y\r\n", chunk.len()).into_bytes());
            body.extend_from_slice(chunk);
            body.extend(b"\r\n");
        }
        [&body[..], b"0\r\n\r\n"].concat()
    };
    let head =
        "200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip";
    let japanese = b"<title>\x93\xfa\x96\x7b</title><article><p>\x93\xfa\x96\x7b\x8c\xea\x82\xcc\x95\xb6\x8f\xcd</article>";
    vec![
        record("warcinfo", "", "application/warc-fields", b"software: test\r\n"),
        record("request", "https://a.example/one", "application/http", b"GET / HTTP/1.1\r\n\r\n"),
        page("one"),
        response("https://a.example/chunked", head, &chunked),
        record(
            "metadata",
            "https://a.example/one",
            "application/warc-fields",
            b"fetchTimeMs: 9\r\n",
        ),
        record("revisit", "https://a.example/one", "application/http", b"HTTP/1.1 200 OK\r\n\r\n"),
        response("https://a.example/i", "200 OK\r\nContent-Type: image/png", b"\x89PNG"),
        response(
            "https://a.example/gone",
            "404 Gone\r\nContent-Type: text/html",
            html("gone").as_bytes(),
        ),
        response(
            "https://a.example/sjis",
            "200 OK\r\nContent-Type: text/html; charset=shift_jis",
            japanese,
        ),
        record("resource", "https://a.example/file", "text/html", html("file").as_bytes()),
        record(
            "conversion",
            "<https://a.example/wet>",
            "text/plain",
            b"Rain in May\n\nIt rained on Monday, and it did so again on Tuesday.\n",
        ),
    ]
}

#[test]
fn a_crawl_is_the_same_in_every_packing() {
    let whole = crawl().concat();
    let folder = with(&[
        ("a.warc", &whole),
        ("b.warc.gz", &members(&crawl())),
        ("c.warc.gz", &gzip(&whole)),
        ("d.warc.zst", &zstd::encode_all(&whole[..], 3).unwrap()),
        ("no-extension", &whole),
    ]);
    let expected = records(&folder, &["a.warc", "--links", "--include", "markdown"]);
    let path = |name: &&str| format!("https://a.example/{name}");
    assert_eq!(
        values(&expected, "url"),
        ["one", "chunked", "sjis", "file", "wet"].each_ref().map(path)
    );
    assert_eq!(values(&expected, "title")[..4], ["one", "chunked", "日本", "file"]);
    assert!(expected.iter().all(|record| record["status"] == "ok"), "{expected:?}");
    assert!(expected[0]["markdown"].as_str().unwrap().contains("(https://a.example/more)"));
    assert!(expected[4]["text"].as_str().unwrap().contains("again on Tuesday"));
    for name in ["b.warc.gz", "c.warc.gz", "d.warc.zst", "no-extension"] {
        let mut found = records(&folder, &[name, "--links", "--include", "markdown"]);
        for (record, expected) in found.iter_mut().zip(&expected) {
            let source = record["source"].as_str().unwrap().to_owned();
            assert!(source.starts_with(&format!("{name}#")), "{source}");
            record["source"] = expected["source"].clone();
        }
        assert_eq!(found, expected, "{name}");
    }
    let said = contains("5 pages: 5 extracted, 0 empty, 0 failed").and(contains(
        "6 passed over (1 http_status, 1 metadata, 1 not_html, 1 request, 1 revisit, 1 warcinfo)",
    ));
    batch(&folder, &["a.warc", "-o", "out.jsonl"]).assert().success().stderr(said);
    assert_eq!(records(&folder, &["a.warc", "--any-status"]).len(), 6);
    let position = whole.windows(4).position(|w| w == b"/one").unwrap();
    let begin = crawl()[..2].concat().len();
    assert!(begin > position, "the second record is the first page");
    assert_eq!(expected[0]["source"], format!("a.warc#{begin}"));
    let member = members(&crawl()[..2]).len();
    assert_eq!(records(&folder, &["b.warc.gz"])[0]["source"], format!("b.warc.gz#{member}"));
}

#[test]
fn standard_input_is_any_of_these() {
    let folder = with(&[]);
    let read = |bytes: &[u8]| {
        let done = batch(&folder, &["-", "-o", "-", "-q"]).write_stdin(bytes).output().unwrap();
        values(&parsed(&done.stdout), "title").join(" ")
    };
    assert_eq!(read(&members(&[page("one"), page("two")])), "one two");
    let lines = format!("{}\n{}\n", json!({"html": html("a")}), json!({"html": html("b")}));
    assert_eq!(read(lines.as_bytes()), "a b");
    assert_eq!(read(&tar_entry("x/c.html", b'0', html("c").as_bytes())), "c");
    assert_eq!(read(html("d").as_bytes()), "d");
    assert_eq!(read(&gzip(html("e").as_bytes())), "e");
    let said = contains("a zip archive has its directory at its end; save it to a file");
    batch(&folder, &["-", "-o", "-"]).write_stdin("PK\x03\x04").assert().code(3).stderr(said);
}

#[test]
fn arc_is_read_as_warc_is() {
    let block = format!("HTTP/1.0 200 OK\nContent-Type: text/html\n\n{}", html("arc"));
    let version = "1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n";
    let arc = format!(
        "filedesc://a.arc 0.0.0.0 20240105100000 text/plain {}\n{version}\nhttps://a.example/a b 1.2.3.4 20240105100000 text/html {}\n{block}\n",
        version.len(),
        block.len()
    );
    let folder = with(&[("a.arc", arc.as_bytes()), ("b.arc.gz", &gzip(arc.as_bytes()))]);
    let found = records(&folder, &["."]);
    assert_eq!(values(&found, "url"), ["https://a.example/a b"; 2]);
    assert_eq!(values(&found, "title"), ["arc"; 2]);
}

#[test]
fn lines_of_json_are_pages_by_the_names_of_their_fields() {
    let lines = [
        json!({"html": html("one"), "url": "https://b.example/x/1"}).to_string(),
        "not json".to_owned(),
        String::new(),
        json!({"text": "Rain in May\n\nIt rained on Monday, and it did so again on Tuesday.\n"})
            .to_string(),
        json!({"content": html("two"), "link": "https://b.example/2"}).to_string(),
    ];
    let lines = lines.join("\n");
    let folder = with(&[("a.jsonl", lines.as_bytes()), ("b.ndjson.gz", &gzip(lines.as_bytes()))]);
    let found = records(&folder, &["a.jsonl"]);
    assert_eq!(values(&found, "status"), ["ok", "failed", "ok", "failed"]);
    assert_eq!(values(&found, "url")[0], "https://b.example/x/1");
    assert!(found[1]["error"].as_str().unwrap().contains("expected a JSON object on this line"));
    assert!(found[3]["error"].as_str().unwrap().contains("name others with --html-field"));
    let named = ["b.ndjson.gz", "--html-field", "content", "--url-field", "link"];
    let found = records(&folder, &named);
    assert_eq!(values(&found, "status"), ["failed", "failed", "ok", "ok"]);
    assert_eq!(
        (values(&found, "title")[3], values(&found, "url")[3]),
        ("two", "https://b.example/2")
    );
}

#[test]
fn pages_are_read_from_tar_and_zip_and_nothing_is_written_outside() {
    let long = format!("{}/long.html", "d".repeat(120));
    let tar = [
        tar_entry("x/", b'5', b""),
        tar_entry("x/a.html", b'0', html("a").as_bytes()),
        tar_entry("x/b.html.gz", b'0', &gzip(html("b").as_bytes())),
        tar_entry("../evil.html", b'0', html("evil").as_bytes()),
        tar_entry("/evil.html", b'0', html("evil").as_bytes()),
        tar_entry("link.html", b'2', b""),
        tar_entry("device.html", b'3', b""),
        tar_entry("x/picture.png", b'0', b"\x89PNG"),
        tar_entry("././@LongLink", b'L', format!("{long}\0").as_bytes()),
        tar_entry("short", b'0', html("long").as_bytes()),
        tar_entry("x/a.html", b'0', html("twice").as_bytes()),
        vec![0; 1024],
    ];
    let zip = {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for name in ["x/a.html", "../evil.html", "x/c.txt.gz", "picture.png"] {
            zip.start_file(name, options).unwrap();
            let page = html(name).into_bytes();
            zip.write_all(&if name.ends_with(".gz") { gzip(&page) } else { page }).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    let folder =
        with(&[("p.tar", &tar.concat()), ("p.tar.gz", &gzip(&tar.concat())), ("p.zip", &zip)]);
    let found = records(&folder, &["p.tar"]);
    let failed: Vec<bool> = found.iter().map(|record| record["status"] == "failed").collect();
    assert_eq!(failed, [false, false, true, true, true, true, false, false]);
    assert_eq!(
        values(&found, "source")[..3],
        ["p.tar#x/a.html", "p.tar#x/b.html.gz", "p.tar#../evil.html"]
    );
    assert_eq!(found[6]["source"], format!("p.tar#{long}"));
    batch(&folder, &["p.tar", "p.tar.gz", "p.zip", "-o", "out/", "-q"]).assert().code(3);
    let mut names: Vec<String> = files(folder.path()).into_keys().collect();
    names.retain(|name| name.starts_with("out"));
    let of = |archive: &str| {
        let names = ["x/a.txt", "x/b.txt"].map(|name| format!("out/{archive}/{name}"));
        names.into_iter().collect::<Vec<_>>()
    };
    for name in [
        of("p.tar"),
        of("p.tar.gz"),
        vec!["out/p.zip/x/a.txt".to_owned(), "out/p.zip/x/c.txt".to_owned()],
    ]
    .concat()
    {
        assert!(names.contains(&name), "{name} of {names:?}");
    }
    assert_eq!(names.len(), 4 + 4 + 2, "{names:?}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
    assert!(!folder.path().parent().unwrap().join("evil.txt").exists());
}

/// A file of a tar archive: a header block and the data, padded.
fn tar_entry(name: &str, kind: u8, data: &[u8]) -> Vec<u8> {
    let mut block = vec![0_u8; 512];
    block[..name.len()].copy_from_slice(name.as_bytes());
    let size = format!("{:011o}\0", data.len());
    block[124..136].copy_from_slice(size.as_bytes());
    block[148..156].fill(b' ');
    block[156] = kind;
    block[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u64 = block.iter().map(|b| u64::from(*b)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block.extend_from_slice(data);
    block.resize(block.len().next_multiple_of(512), 0);
    block
}

/// The number of articles and of failures, and the messages.
fn counts(path: &Path) -> (u64, u64, Vec<String>) {
    let mut messages = Vec::new();
    let source = Source::find([path]);
    let run = Batch::new(Extractor::default()).with_threads(1);
    let summary = run.run(&source, Output::Writer(Box::new(std::io::sink())), |record| {
        if let Outcome::Failed(error) = &record.outcome {
            messages.push(error.to_string());
        }
    });
    let summary = summary.unwrap();
    (summary.extracted, summary.failed, messages)
}

#[test]
fn a_truncated_archive_gives_its_whole_records_and_a_named_failure() {
    let pages: Vec<Vec<u8>> = (0..6).map(|n| page(&n.to_string())).collect();
    let folder = with(&[]);
    for (name, parts) in [
        ("a.warc", pages.clone()),
        ("a.warc.gz", pages.iter().map(|page| gzip(page)).collect::<Vec<_>>()),
        (
            "a.tar",
            (0..6).map(|n| tar_entry(&format!("{n}.html"), b'0', html("t").as_bytes())).collect(),
        ),
    ] {
        let bytes = parts.concat();
        let path = folder.path().join(name);
        let ends: Vec<usize> = (0..=6).map(|n| parts[..n].concat().len()).collect();
        for cut in (0..bytes.len()).step_by(bytes.len() / 100) {
            fs::write(&path, &bytes[..cut]).unwrap();
            let (n_extracted, n_failed, messages) = counts(&path);
            let n_whole = ends.iter().filter(|end| **end <= cut).count() as u64 - 1;
            let is_at_end = ends.contains(&cut);
            // The last record of a cut file is whole if only its two line ends, or its padding, are missing.
            assert!(n_extracted == n_whole || n_extracted == n_whole + 1, "{name} {cut}");
            assert!(is_at_end || n_failed + n_extracted > n_whole, "{name} {cut}: {messages:?}");
            assert!(
                n_failed <= 1 && messages.iter().all(|m| m.contains("at byte ")),
                "{messages:?}"
            );
        }
    }
}

#[test]
fn damage_costs_one_record_and_is_named() {
    let pages: Vec<Vec<u8>> = (0..6).map(|n| page(&n.to_string())).collect();
    let plain = pages.concat();
    let text = String::from_utf8(plain.clone()).unwrap();
    let length = format!("Content-Length: {}", html("0").len());
    let n_block = text.split("Content-Length: ").nth(1).unwrap().split("\r\n").next().unwrap();
    assert!(!text.contains(&length));
    let folder = with(&[
        ("short.warc", text.replacen(n_block, "50", 1).as_bytes()),
        ("none.warc", text.replacen("Content-Length", "Content-Size", 1).as_bytes()),
        ("garbage.warc", [b"garbage\nand more\n", &plain[..]].concat().as_slice()),
    ]);
    for (name, n_extracted) in [("none.warc", 5), ("garbage.warc", 6)] {
        let (extracted, failed, messages) = counts(&folder.path().join(name));
        assert_eq!((extracted, failed), (n_extracted, 1), "{name}: {messages:?}");
        assert!(messages[0].contains("at byte 0: expected a"), "{messages:?}");
    }
    let (_, failed, messages) = counts(&folder.path().join("short.warc"));
    assert_eq!(failed, 1, "{messages:?}");
    let mut packed = members(&pages);
    let third = members(&pages[..2]).len();
    packed[third + 40] ^= 0xff;
    let path = folder.path().join("flipped.warc.gz");
    fs::write(&path, packed).unwrap();
    let (extracted, failed, messages) = counts(&path);
    assert_eq!((extracted, failed), (5, 1), "{messages:?}");
    assert!(messages[0].contains(&format!("at byte {third}: ")), "{messages:?}");
}

#[test]
fn random_damage_ends_no_run() {
    let pages: Vec<Vec<u8>> = crawl();
    let zip = {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for n in 0..4 {
            zip.start_file(format!("{n}.html"), zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(html("z").as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    let line = json!({"html": html("j")}).to_string() + "\n";
    let folder = with(&[]);
    let mut random = 1_u64;
    for (name, bytes) in [
        ("a.warc", pages.concat()),
        ("a.warc.gz", members(&pages)),
        ("a.warc.zst", zstd::encode_all(&pages.concat()[..], 3).unwrap()),
        ("a.tar.gz", gzip(&tar_entry("a.html", b'0', b"<p>x"))),
        ("a.zip", zip),
        ("a.jsonl", line.repeat(4).into_bytes()),
    ] {
        for _ in 0..30 {
            let mut bytes = bytes.clone();
            for _ in 0..3 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let at = (random >> 33) as usize % bytes.len();
                bytes[at] = (random >> 24) as u8;
            }
            bytes.truncate(bytes.len() - (random >> 40) as usize % 9);
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            let (.., messages) = counts(&path);
            assert!(
                messages.iter().all(|message| !message.contains("a bug in dehusk")),
                "{messages:?}"
            );
        }
    }
}

#[test]
fn lists_of_paths_and_addresses() {
    let folder = with(&[
        ("a.html", html("a").as_bytes()),
        ("b b.html", html("b").as_bytes()),
        ("list", b"a.html\nb b.html\n"),
        ("list0", b"a.html\0b b.html\0"),
        ("urls.tsv", b"a.html\thttps://c.example/x/\n"),
    ]);
    for arguments in [&["--from-file", "list"][..], &["--from-file", "list0", "-0"]] {
        assert_eq!(values(&records(&folder, arguments), "title"), ["a", "b"]);
    }
    let done =
        batch(&folder, &["--from-file", "-", "-o", "-", "-q"]).write_stdin("a.html\n").output();
    assert_eq!(values(&parsed(&done.unwrap().stdout), "title"), ["a"]);
    let found = records(&folder, &["a.html", "b b.html", "--url-from", "urls.tsv"]);
    assert_eq!(values(&found, "url"), ["https://c.example/x/", "-"]);
    let found = records(&folder, &["a.html", "--url-from", "https://d.example/{stem}"]);
    assert_eq!(values(&found, "url"), ["https://d.example/a"]);
    let said = contains("no-list: cannot be read as a list of paths");
    batch(&folder, &["--from-file", "no-list", "-o", "-"]).assert().code(3).stderr(said);
}

#[test]
fn compressed_pages_are_read() {
    let zstd = zstd::encode_all(html("a").as_bytes(), 3).unwrap();
    // One uncompressed meta-block, and the empty last one.
    let page = html("b");
    let n = u32::try_from(page.len() - 1).unwrap();
    let brotli = [&(n << 4 | 1 << 20).to_le_bytes()[..3], page.as_bytes(), &[3]].concat();
    let folder = with(&[("a.html.zst", &zstd), ("b.html.br", &brotli)]);
    assert_eq!(values(&records(&folder, &["."]), "title"), ["a", "b"]);
}
