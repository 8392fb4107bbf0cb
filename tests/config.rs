//! The configuration file: flags that a project writes once.

use std::fs;

use assert_cmd::Command;
use predicates::str::contains;

const PAGE: &str = "<title>Rain in Bergen</title><main><h1>Rain in Bergen</h1><p>It rained on Monday, and on Tuesday too, \
    as <a href=/x>the people of Bergen</a> had expected all along, since it rains there on most days.</p><p class=promo>Sign up \
    for our letter about the rain in Bergen, which comes every day of the week.</p></main>";

/// A folder with a page and a configuration file.
fn folder(config: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("page.html"), PAGE).unwrap();
    fs::write(folder.path().join("dehusk.toml"), config).unwrap();
    folder
}

/// `dehusk` in a folder, with an empty folder for the configuration of the user.
fn dehusk(folder: &tempfile::TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("dehusk").unwrap();
    command.current_dir(folder.path()).env("XDG_CONFIG_HOME", folder.path().join("xdg"));
    command.args(arguments);
    command
}

fn stdout(folder: &tempfile::TempDir, arguments: &[&str]) -> String {
    let done = dehusk(folder, arguments).assert().success();
    String::from_utf8(done.get_output().stdout.clone()).unwrap()
}

#[test]
fn the_file_in_the_working_folder_sets_flags() {
    let folder = folder("format = \"markdown\"\nlinks = true\ndrop = [\".promo\"]\n");
    let text = stdout(&folder, &["page.html"]);
    assert!(text.contains("[the people of Bergen](/x)") && !text.contains("Sign up"), "{text}");
    let without = stdout(&folder, &["page.html", "--no-config"]);
    assert!(!without.contains("](/x)"), "{without}");
}

#[test]
fn the_command_line_takes_precedence() {
    let folder = folder("format = \"html\"\nprecision = true\nkeep = [\".promo\"]\n");
    assert!(stdout(&folder, &["page.html"]).contains("<p>"));
    let text = stdout(&folder, &["page.html", "--recall", "-f", "text", "--keep", "main"]);
    assert!(!text.contains("<p>"), "{text}");
    let printed = stdout(&folder, &["--recall", "--keep", "main", "--print-config"]);
    assert!(printed.contains("\nrecall = true\n") && printed.contains("\n# precision = false\n"));
    assert!(printed.contains("\nkeep = [\"main\"]\n"), "{printed}");
}

#[test]
fn a_table_is_for_one_command() {
    let folder =
        folder("links = true\n[batch]\noutput = \"out/\"\nformat = \"html\"\nthreads = 1\n");
    assert!(!stdout(&folder, &["page.html"]).contains("<p>"));
    dehusk(&folder, &["batch", "page.html", "-q"]).assert().success();
    let html = fs::read_to_string(folder.path().join("out/page.html")).unwrap();
    assert!(html.contains("<a href=\"/x\">"), "{html}");
}

#[test]
fn the_file_of_the_user_and_a_named_file_are_read() {
    let folder = folder("");
    fs::remove_file(folder.path().join("dehusk.toml")).unwrap();
    fs::create_dir_all(folder.path().join("xdg/dehusk")).unwrap();
    fs::write(folder.path().join("xdg/dehusk/dehusk.toml"), "format = 'html'\n").unwrap();
    assert!(stdout(&folder, &["page.html"]).contains("<p>"));
    fs::write(folder.path().join("other.toml"), "format = 'json'\n").unwrap();
    assert!(stdout(&folder, &["page.html", "--config", "other.toml"]).starts_with('{'));
}

#[test]
fn printed_flags_can_be_read_again() {
    let folder = folder("drop = ['.promo', 'a > b']\nlinks = true\nmax-bytes = 100000\n");
    let printed = stdout(&folder, &["--print-config", "-f", "markdown"]);
    fs::write(folder.path().join("again.toml"), &printed).unwrap();
    let again = stdout(&folder, &["--print-config", "--config", "again.toml"]);
    let body = |text: &str| text.split_once('\n').map(|(_, body)| body.to_owned());
    assert_eq!(body(&again), body(&printed));
    let batch = stdout(&folder, &["batch", "--print-config"]);
    assert!(
        batch.contains("\n# threads = \"\"\n") && batch.contains("\nlinks = true\n"),
        "{batch}"
    );
}

#[test]
fn a_wrong_file_is_a_usage_error() {
    let cases = [
        ("lnks = true", "dehusk.toml: \"lnks\" is not a flag; expected"),
        ("[btch]\nlinks = true", "\"btch\" is not a flag; expected"),
        ("[batch]\nproperty = 'title'", "\"property\" in [batch] is not a flag of dehusk batch"),
        ("links = 3", "links: expected true or false"),
        ("drop = [true]", "drop: expected a list of strings"),
        ("format = []", "format: expected a string or a number"),
        ("links = true\nlinks =", "dehusk.toml, line 2:"),
        ("format = 'pdf'", "possible values: text, markdown, html, json, tei"),
    ];
    for (config, said) in cases {
        let folder = folder(config);
        dehusk(&folder, &["page.html"]).assert().code(2).stderr(contains(said));
    }
    let folder = folder("");
    let said = contains("no.toml: cannot be read");
    dehusk(&folder, &["--config", "no.toml", "page.html"]).assert().code(2).stderr(said);
}
