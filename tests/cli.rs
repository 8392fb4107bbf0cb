//! The command line on one page: all flags and exit codes.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command as Process, Stdio};

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_empty, starts_with};
use tempfile::TempDir;

const PAGE: &str = "<html lang=en><head><title>Rain in Bergen</title></head><body><article><h1>Rain in Bergen</h1>\
<p>It rained on Monday, and on Tuesday it rained too, as the people of Bergen are used to by now.</p>\
<p class=promo>The umbrella makers were glad, said one of them, and <a href=/more>sold more</a> than ever before.</p>\
<p>On Wednesday the sun came out at last, and the streets were full of people with nothing to do.</p>\
</article></body></html>";

fn dehusk() -> Command {
    let mut command = Command::cargo_bin("dehusk").unwrap();
    command.env_remove("NO_COLOR");
    command
}

fn page(html: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html");
    fs::write(&path, html).unwrap();
    (folder, path)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn stdout(arguments: &[&str]) -> String {
    let done = dehusk().args(arguments).write_stdin(PAGE).assert().success();
    String::from_utf8(done.get_output().stdout.clone()).unwrap()
}

fn json(arguments: &[&str]) -> serde_json::Value {
    serde_json::from_str(&stdout(arguments)).unwrap()
}

#[test]
fn a_file_a_dash_and_standard_input_are_the_same_page() {
    let (_folder, path) = page(PAGE.as_bytes());
    let text = stdout(&[]);
    assert!(text.contains("It rained on Monday"));
    assert!(text.ends_with('\n') && !text.ends_with("\n\n"));
    assert_eq!(stdout(&["-"]), text);
    dehusk().arg(&path).assert().success().stdout(text.clone()).stderr(is_empty());
    let gz = path.with_file_name("no-telling-name");
    fs::write(&gz, gzip(PAGE.as_bytes())).unwrap();
    dehusk().arg(&gz).assert().success().stdout(text.clone());
    dehusk().write_stdin(gzip(PAGE.as_bytes())).assert().success().stdout(text);
}

#[test]
fn every_format_has_its_form_and_its_short_names() {
    assert_eq!(stdout(&["--format", "text"]), stdout(&["-f", "txt"]));
    assert_eq!(stdout(&["--format", "markdown"]), stdout(&["-f", "md"]));
    for format in ["text", "markdown", "html", "json"] {
        let rendered = stdout(&["-f", format]);
        assert!(rendered.ends_with('\n') && !rendered.ends_with("\n\n"), "{format}");
        assert!(rendered.contains("It rained on Monday"), "{format}: {rendered}");
    }
    assert!(stdout(&["-f", "html"]).contains("<p>"));
    assert_eq!(stdout(&["-f", "json"]).lines().count(), 1);
}

#[test]
fn json_names_its_source_and_takes_what_it_is_asked_for() {
    let (_folder, path) = page(PAGE.as_bytes());
    let name = path.to_str().unwrap();
    assert_eq!(json(&[name, "-f", "json"])["source"], name);
    let object = json(&["--include", "markdown,html"]);
    assert!(object.get("source").is_none());
    for key in ["text", "markdown", "html"] {
        assert!(object[key].as_str().unwrap().contains("It rained on Monday"), "{key}");
    }
    let schema = |name| json(&["--schema", name]);
    assert!(schema("trafilatura")["text"].is_string());
    assert!(schema("readability")["textContent"].is_string());
    assert_eq!(schema("schema.org")["@type"], "Article");
}

#[test]
fn evidence_says_where_a_value_comes_from() {
    let object = json(&["--with-evidence", "--source-url", "https://a.example/rain"]);
    assert_eq!(object["evidence"]["title"][1]["source"], "h1");
    assert_eq!(object["evidence"]["title"][1]["won"], true);
    let why = "the learned weights score this title highest";
    assert_eq!(object["evidence"]["title"][1]["why"], why);
    assert_eq!(object["evidence"]["language"][0]["place"], "html");
    assert!(json(&["--with-evidence", "--schema", "trafilatura"])["evidence"].is_object());
    assert!(json(&["-f", "json"]).get("evidence").is_none());
    dehusk().args(["--with-evidence", "-f", "text"]).write_stdin(PAGE).assert().code(2).stderr(
        contains("--with-blocks apply to JSON, and --schema to JSON and to the front matter"),
    );
}

#[test]
fn blocks_say_where_they_stand() {
    let object = json(&["--with-blocks"]);
    let range = |range: &serde_json::Value| {
        range[0].as_u64().unwrap() as usize..range[1].as_u64().unwrap() as usize
    };
    let text = object["text"].as_str().unwrap();
    let blocks = object["blocks"].as_array().unwrap();
    let rain =
        blocks.iter().find(|b| b["text"].as_str().unwrap().starts_with("It rained on Monday"));
    let rain = rain.unwrap();
    assert!(PAGE[range(&rain["range"])].starts_with("It rained on Monday"), "{rain}");
    assert_eq!(&text[range(&rain["text_range"])], rain["text"].as_str().unwrap());
    assert_eq!(rain["kind"], "paragraph");
    assert!(rain["line"].is_u64());
    assert!(json(&["-f", "json"]).get("blocks").is_none());
}

#[test]
fn what_the_text_says_stands_in_json_and_alone() {
    let object = json(&["-f", "json", "--source-url", "https://www.A.example/rain"]);
    assert_eq!(object["hostname"], "www.a.example");
    assert_eq!((&object["language"], &object["direction"]), (&"en".into(), &"ltr".into()));
    assert_eq!(object["word_count"], 54);
    assert_eq!(stdout(&["-p", "word_count"]), "54\n");
    assert_eq!(stdout(&["-p", "fingerprint"]).len(), 17);
    assert_eq!(stdout(&["-p", "direction"]), "ltr\n");
}

#[test]
fn a_property_is_printed_alone() {
    assert_eq!(stdout(&["-p", "title"]), "Rain in Bergen\n");
    assert_eq!(stdout(&["--property", "status"]), "ok\n");
    dehusk()
        .args(["-p", "license"])
        .write_stdin(PAGE)
        .assert()
        .code(1)
        .stdout(is_empty())
        .stderr(contains("standard input: the page has no license"));
}

#[test]
fn metadata_stands_before_the_content_as_yaml() {
    for format in ["text", "markdown"] {
        let plain = stdout(&["-f", format]);
        let with = stdout(&["-f", format, "--with-metadata"]);
        let (front, content) = with.strip_prefix("---\n").unwrap().split_once("---\n\n").unwrap();
        assert_eq!(content, plain);
        assert!(front.contains("title: \"Rain in Bergen\"\n"), "{front}");
        assert!(!front.contains("It rained"));
    }
    assert_eq!(stdout(&["-f", "json", "--with-metadata"]), stdout(&["-f", "json"]));
}

#[test]
fn the_address_and_links_are_kept_when_asked_for() {
    assert!(!stdout(&["-f", "md"]).contains("more)"));
    assert!(stdout(&["-f", "md", "--links"]).contains("[sold more]("));
    for flag in ["--source-url", "--url"] {
        let markdown = stdout(&["-f", "md", "--links", flag, "https://example.org/rain"]);
        assert!(markdown.contains("[sold more](https://example.org/more)"), "{markdown}");
    }
}

#[test]
fn wrong_values_are_usage_errors() {
    for (flag, value, expected) in [
        ("--charset", "klingon", "the label of an encoding"),
        ("--source-url", "notaurl", "an absolute URL"),
        ("--url", "example.org/rain", "an absolute URL"),
    ] {
        let error = contains(format!("expected {expected}")).and(contains(value));
        dehusk().args([flag, value]).write_stdin(PAGE).assert().code(2).stderr(error);
    }
}

#[test]
fn an_option_of_another_command_is_named_with_that_command() {
    let tip = |flag, tip: &str| dehusk().arg(flag).assert().code(2).stderr(contains(tip));
    tip("--why", "--why is an option of `dehusk explain`");
    tip("--resume", "--resume is an option of `dehusk batch`");
    tip("--nowhere", "'--nowhere'");
}

#[test]
fn selectors_decide() {
    let text = stdout(&["--drop", ".promo"]);
    assert!(text.contains("It rained on Monday") && !text.contains("umbrella"));
    let text = stdout(&["--drop", "article", "--keep", ".promo"]);
    assert!(!text.contains("It rained on Monday") && text.contains("umbrella"));
    dehusk()
        .args(["--keep", "p..q"])
        .write_stdin(PAGE)
        .assert()
        .code(2)
        .stderr(contains("p..q").and(contains("expected")));
}

#[test]
fn images_and_tables_and_comments_have_flags() {
    let html = PAGE.replace("</article>", "<img src=a.png alt=Drops></article>");
    let out = |arguments: &[&str]| {
        let done = dehusk().args(arguments).write_stdin(html.clone()).assert().success();
        String::from_utf8(done.get_output().stdout.clone()).unwrap()
    };
    assert!(!out(&["-f", "md"]).contains("!["));
    assert!(out(&["-f", "md", "--images"]).contains("![Drops]("));
    let table = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/odd--table-with-spans.html");
    let n_rows = |arguments: &[&str]| {
        let done = dehusk().arg(table).args(["-f", "md"]).args(arguments).assert().success();
        let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
        text.lines().filter(|line| line.starts_with('|')).count()
    };
    assert!(n_rows(&[]) > 3);
    assert_eq!(n_rows(&["--no-tables"]), 0);
    assert!(out(&["--no-comments"]).contains("It rained on Monday"));
    assert!(out(&["--precision"]).contains("It rained on Monday"));
}

#[test]
fn the_charset_overrides() {
    let html = b"<article><p>\x93\xfa\x96{\x8c\xea\x82\xcc\x83y\x81[\x83W\x82\xc5\x82\xb7\x81B\x95\xb6\x8e\x9a\x82\xaa\x93\xc7\x82\xdf\x82\xdc\x82\xb7\x81B</article>";
    dehusk()
        .args(["--charset", "shift_jis"])
        .write_stdin(&html[..])
        .assert()
        .success()
        .stdout(contains("日本語のページです。"));
}

#[test]
fn no_more_than_max_bytes_is_read() {
    let done = dehusk().args(["--max-bytes", "300"]).write_stdin(PAGE).assert().success();
    let out = done.stderr(contains("--max-bytes")).get_output().stdout.clone();
    assert!(!String::from_utf8(out).unwrap().contains("Wednesday"));
    assert_eq!(stdout(&["--max-bytes", "1M"]), stdout(&[]));
    for wrong in ["0", "x", "-1", "9999999999999G", "1kB"] {
        let argument = format!("--max-bytes={wrong}");
        dehusk()
            .arg(argument)
            .write_stdin(PAGE)
            .assert()
            .code(2)
            .stderr(contains("such as 500000"));
    }
}

#[test]
fn an_output_file_is_written_whole() {
    let (folder, path) = page(PAGE.as_bytes());
    let out = folder.path().join("out.txt");
    fs::write(&out, "old").unwrap();
    dehusk().arg(&path).arg("-o").arg(&out).assert().success().stdout(is_empty());
    assert_eq!(fs::read_to_string(&out).unwrap(), stdout(&[]));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    assert_eq!(stdout(&["-o", "-"]), stdout(&[]));
    let nowhere = folder.path().join("no/such/out.txt");
    dehusk()
        .arg(&path)
        .arg("-o")
        .arg(&nowhere)
        .assert()
        .code(3)
        .stderr(contains("create it first"));
    dehusk().arg(&path).arg("-o").arg(folder.path()).assert().code(3).stderr(contains("a folder"));
}

#[test]
fn nothing_extracted_is_said_and_is_exit_code_1() {
    for html in ["", "<p> </p>"] {
        let done = dehusk().write_stdin(html).assert().code(1).stdout(is_empty());
        done.stderr(contains("standard input: no content found"));
        dehusk().arg("-q").write_stdin(html).assert().code(1).stderr(is_empty());
        let status = contains(r#""status":"empty""#);
        dehusk().args(["-f", "json"]).write_stdin(html).assert().code(1).stdout(status);
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let (folder, path) = page(&gzip(PAGE.as_bytes())[..60]);
    let said = contains("page.html: cannot be read: broken gzip data");
    dehusk().arg(&path).assert().code(3).stdout(is_empty()).stderr(said);
    let missing = contains("error: no.html: cannot be read: no such file or folder\n");
    dehusk().args(["-q", "no.html"]).assert().code(3).stderr(missing);
    dehusk().arg(folder.path()).assert().code(3).stderr(contains("`dehusk batch` reads"));
}

#[test]
fn wrong_usage_is_exit_code_2_and_says_what_is_right() {
    let cases: [(&[&str], &str); 9] = [
        (&["--precision", "--recall"], "cannot be used with"),
        (&["-f", "md", "--schema", "readability"], "use --format json"),
        (&["-f", "text", "--include", "html"], "use --format json"),
        (&["-f", "html", "--with-metadata"], "use --format text, markdown or json"),
        (&["-p", "title", "-f", "json"], "cannot be used with"),
        (&["-p", "colour"], "possible values"),
        (&["-f", "pdf"], "possible values: text, markdown, html, json, tei"),
        (&["-q", "-v"], "cannot be used with"),
        (&["one.html", "two.html"], "use: dehusk batch"),
    ];
    for (arguments, said) in cases {
        dehusk()
            .args(arguments)
            .write_stdin(PAGE)
            .assert()
            .code(2)
            .stdout(is_empty())
            .stderr(contains(said));
    }
}

#[test]
fn messages_are_as_many_and_as_coloured_as_asked_for() {
    dehusk()
        .arg("-v")
        .write_stdin(PAGE)
        .assert()
        .success()
        .stderr(contains("standard input: ok, conf"));
    let error = |arguments: &[&str], start: &'static str| {
        dehusk().arg("no.html").args(arguments).assert().code(3).stderr(starts_with(start));
    };
    error(&[], "error:");
    error(&["--color", "never"], "error:");
    error(&["--color=always"], "\u{1b}[1;31merror:");
    let help = |color| dehusk().args(["--color", color, "--help"]).assert().success();
    help("always").stdout(contains("\u{1b}["));
    help("auto").stdout(contains("\u{1b}[").not());
}

#[test]
fn help_version_completions_and_manual() {
    for arguments in [&["--help"][..], &["batch", "--help"]] {
        let said = contains("Examples:").and(contains("Exit codes:"));
        dehusk().args(arguments).assert().success().stdout(said).stderr(is_empty());
    }
    let version = concat!("dehusk ", env!("CARGO_PKG_VERSION"), "\n");
    dehusk().arg("--version").assert().success().stdout(version);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        dehusk().args(["completions", shell]).assert().success().stdout(contains("with-metadata"));
    }
    dehusk().arg("man").assert().success().stdout(contains(".TH dehusk 1"));
    let done = dehusk().args(["man", "batch"]).assert().success().stdout(contains(r"\-\-resume"));
    let page = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    assert!(page.contains(
        ".SH SYNOPSIS\n.nf\n\\&dehusk batch [OPTIONS] \\-\\-output <OUT> [IN]...\n.fi\n"
    ));
    assert!(
        page.contains(".SH EXAMPLES\n.nf\n\\&dehusk batch pages/ \\-o articles.jsonl "),
        "{page}"
    );
    assert!(page.contains(".SH EXIT CODES\n.nf\n\\&0  all pages were read"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_success() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let (_folder, path) = page(PAGE.as_bytes());
    let mut process = Process::new(assert_cmd::cargo::cargo_bin("dehusk"));
    let done = process.arg(path).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(done.status.code(), Some(3));
    assert!(String::from_utf8(done.stderr).unwrap().starts_with("error: standard output: "));
}

#[cfg(unix)]
#[test]
fn a_broken_pipe_is_a_success() {
    let long = format!("<article><p>{}</article>", "Rain fell on the town. ".repeat(20_000));
    let (folder, path) = page(long.as_bytes());
    for i in 0..40 {
        fs::write(folder.path().join(format!("{i}.html")), &long).unwrap();
    }
    let folder = folder.path().to_str().unwrap();
    for arguments in [&[path.to_str().unwrap()][..], &["batch", folder, "-o", "-"]] {
        let mut child = Process::new(assert_cmd::cargo::cargo_bin("dehusk"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut head = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut head).unwrap();
        let done = child.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{arguments:?}");
        // A batch prints a summary.
        let said = String::from_utf8(done.stderr).unwrap();
        let n_lines = usize::from(arguments[0] == "batch");
        assert_eq!(said.lines().count(), n_lines, "{said}");
    }
}

/// A terminal gets no control characters from a page or its file name; a pipe gets the data unchanged.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_not_driven_by_a_page() {
    let html = "<title>\u{1b}]0;owned\u{7}Rain</title><h1>Rain</h1><p>It rained\u{1b}[2J on Monday,\u{9b}31m and on Tuesday it rained too.</p>";
    let (folder, path) = page(html.as_bytes());
    let odd = folder.path().join("\u{1b}[31m.html");
    fs::copy(&path, &odd).unwrap();
    let drives = |out: &[u8]| {
        String::from_utf8_lossy(out).contains(|c: char| c.is_control() && !"\r\n\t".contains(c))
    };
    let piped = dehusk().arg(&path).assert().success();
    assert!(drives(&piped.get_output().stdout));
    let program = assert_cmd::cargo::cargo_bin("dehusk");
    for arguments in ["", "-f markdown", "-f json", "-f html", "-p title", "--with-metadata"] {
        let command =
            format!("'{}' --color never -v '{}' {arguments}", program.display(), odd.display());
        // `script` runs a program in a pseudo-terminal; without it, this test is skipped.
        let shown = Process::new("script").args(["-qec", &command, "/dev/null"]).output();
        let Ok(shown) = shown else { return };
        let text = String::from_utf8_lossy(&shown.stdout).to_lowercase();
        assert!(text.contains("rain") && !drives(text.as_bytes()), "{text:?}");
    }
}

#[test]
fn front_matter_has_the_keys_of_a_schema() {
    let text = stdout(&["-f", "markdown", "--with-metadata", "--schema", "hugo"]);
    let (front, body) = text[4..].split_once("---\n\n").unwrap();
    assert!(front.starts_with("title: \"Rain in Bergen\"\n"), "{front}");
    assert!(!front.contains("confidence") && !front.contains("site_name"), "{front}");
    assert!(body.contains("It rained on Monday"));
    assert!(stdout(&["--with-metadata", "--schema", "obsidian"]).starts_with("---\ntitle: "));
    assert!(json(&["--schema", "jekyll"])["text"].as_str().unwrap().contains("It rained"));
}

#[test]
fn relative_links_are_resolved_against_the_canonical_url() {
    let html = PAGE.replace("<head>", "<head><link rel=canonical href=https://www.a.example/x/y>")
        + "<p>The rain went on <a href=z>for days</a> and nobody in the town was surprised by it at all.</p>";
    assert!(html.contains("canonical"), "the page has a head");
    let arguments = ["-f", "markdown", "--links", "--keep", "body"];
    let done = dehusk().args(arguments).write_stdin(html).assert().success();
    done.stdout(contains("[for days](https://www.a.example/x/z)"));
}

#[test]
fn an_empty_page_says_what_it_holds() {
    let says = |html: &'static str, said: &'static str| {
        let done = dehusk().arg("--no-config").write_stdin(html).assert().code(1);
        done.stderr(contains(said));
    };
    says("", "no content found: the page has no text");
    says("<div id=root></div><script src=a.js></script>", "the page is built by scripts");
    says("<ul><li><a href=/>Home</a><li><a href=/n>News</a></ul>", "only boilerplate");
    let done = dehusk().args(["-f", "json"]).write_stdin("").assert().code(1);
    done.stdout(contains("page_type").not());
}

#[test]
fn what_has_no_effect_is_noted() {
    let done = dehusk().args(["--drop", "h1, .advert"]).write_stdin(PAGE).assert().success();
    done.stderr(
        contains("the selector \".advert\" matches no element").and(contains("\"h1\"").not()),
    );
    let weights = concat!(env!("CARGO_MANIFEST_DIR"), "/models/text.json");
    let done = dehusk().args(["--model", weights]).write_stdin(PAGE).assert().success();
    done.stderr(contains("read as html, but the weights in").and(contains("were not used")));
    let weights = concat!(env!("CARGO_MANIFEST_DIR"), "/models/html.json");
    dehusk().args(["--model", weights]).write_stdin(PAGE).assert().success().stderr(is_empty());
}

#[test]
fn tei_is_a_document() {
    let tei = stdout(&["-f", "tei"]);
    assert!(tei.starts_with("<TEI xmlns=") && tei.ends_with("</TEI>\n"), "{tei}");
    assert!(tei.contains("<title type=\"main\">Rain in Bergen</title>"));
}
