//! Our tokenizer and html5ever's give the same tree, node for node, with the same tree builder and sink.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use dehusk::stages::PARSERS;
use proptest::prelude::*;

#[track_caller]
fn assert_same(html: &str, place: &str) {
    let [ours, theirs] = PARSERS.map(|parse| parse(html));
    let (mut ours, mut theirs) = (ours.nodes(), theirs.nodes());
    for n in 0.. {
        let (our, their) = (ours.next(), theirs.next());
        assert_eq!(our, their, "node {n} of {place}");
        if our.is_none() {
            break;
        }
    }
}

fn pages(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|path| {
        [".html", ".html.gz"].iter().any(|end| path.to_string_lossy().ends_with(end))
    });
    paths.sort();
    let read = |path: PathBuf| {
        let mut bytes = fs::read(&path).unwrap();
        if path.extension().is_some_and(|end| end == "gz") {
            let mut page = Vec::new();
            flate2::read::MultiGzDecoder::new(&*bytes).read_to_end(&mut page).unwrap();
            bytes = page;
        }
        (path, String::from_utf8_lossy(&bytes).into_owned())
    };
    paths.into_iter().map(read).collect()
}

fn samples() -> Vec<(PathBuf, String)> {
    let samples = pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"));
    assert!(samples.len() > 5);
    samples
}

#[test]
fn samples_give_the_tree_of_html5ever() {
    for (path, html) in samples() {
        assert_same(&html, &path.to_string_lossy());
        let with_returns = html.replace('\n', "\r\n");
        assert_same(&with_returns, &format!("{} with CRLF", path.display()));
    }
}

/// Truncates a text with all kinds of tokens at each byte, and a page at every fifth.
#[test]
fn beginnings_give_the_tree_of_html5ever() {
    let odd = "<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 4.01//EN\" 'x'><title>a&amp;b</title><script>a<!--<script>\
        </script>--></script><script type='a/json'>{\"a\":\"</b>\"}</script><style>a&b</style><p class=a&lt;b ID='c'\
        \r\n d>&notit;&#x80;\0<b/>x<!-- -- --!><?x?></p ><svg><![CDATA[a]]b]]></svg></ x><textarea>\n&lt</textarea>";
    for (n, _) in odd.char_indices() {
        assert_same(&odd[..n], &odd[..n]);
    }
    let largest = samples().into_iter().max_by_key(|(_, html)| html.len()).map(|(_, html)| html);
    let html = largest.unwrap();
    for n in (0..html.len()).step_by(5).filter(|&n| html.is_char_boundary(n)) {
        assert_same(&html[..n], &format!("its first {n} bytes"));
    }
}

/// `DEHUSK_CORPUS=../shared/corpus cargo test --test differential corpora`
#[test]
fn corpora_give_the_tree_of_html5ever() {
    let Some(corpora) = std::env::var_os("DEHUSK_CORPUS") else { return };
    for corpus in fs::read_dir(corpora).unwrap().map(|entry| entry.unwrap().path().join("pages")) {
        if corpus.is_dir() {
            pages(&corpus).iter().for_each(|(p, html)| assert_same(html, &p.to_string_lossy()));
        }
    }
}

/// Fragments of markup, valid and invalid, separated by bars.
const PIECES: &str = concat!(
    "<|>|/|</|/>|=|\"|'|&|#|;|!|?|-|--|-->|--!>|<!--|<!|<?|<!-->|<!--->|]]>|<![CDATA[| |\n|\r|\r\n|\t|\x0C|",
    "\0|x|A|é|\u{feff}|&amp|&amp;|&not|&notin;|&notit;|&#|&#x|&#x80;|&#65|&#0;|&#xD800;|&nGt;|&ampx=|",
    "<!DOCTYPE |<!doctype html>|PUBLIC|system|<p>|</p>|<p |<a href=|<A HREF='|<a title=a>|<a target=a>|",
    "<a target=b>|<a target=a data-x=1>|<a data-x=1 target=a>|<a target=&lt;>|<b>|<b x>|<b X y=1>|",
    "<b y=1 x x=2>|</a>|</b>|<font color=a>|<script>|<script |</script>|</script |</scripty|",
    "<SCRIPT type=json>|<style>|</style>|<title>|</title>|<textarea>|</textarea|<pre>|</pre>|<plaintext>|",
    "<xmp>|</xmp>|<iframe>|</iframe>|<noscript>|</noscript>|<svg>|</svg>|<math>|",
    "<annotation-xml encoding='text/html'>|<font size=1>|<foreignObject>|<use xlink:href=a href=b>|<table>|",
    "</table>|<tr>|<td>|<select>|<option>|<input type=hidden>|<frameset>|<html lang=a>|<body class=b>|<head>|",
    "</head>|<template shadowrootmode=open>|</template>| class=a| id=\"b\"| lang='c' x=| CLASS=d",
);

fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES.split('|').collect::<Vec<_>>());
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..Default::default() })]
    #[test]
    fn soup_gives_the_tree_of_html5ever(html in soup()) {
        assert_same(&html, &format!("{html:?}"));
    }
}
