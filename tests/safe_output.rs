//! No output contains active content: the attack vectors of `xss/`, checked by other parsers in each
//! format. `tests/browser/` checks the same in a browser.

mod safety;
mod xss;

use dehusk::{Extractor, Focus, Keep, Options, Schema};
use proptest::prelude::*;
use safety::{is_safe_address, problem_of_html, problem_of_markdown};
use serde_json::Value;
use xss::{Vector, vectors};

/// Sets of options, from the defaults to keeping everything.
fn extractors() -> Vec<Extractor> {
    let keep = Keep::new().with_links(true).with_images(true);
    let all = Options::new().with_focus(Focus::Recall).with_keep(keep.clone());
    let all = all.with_keep_css("body, html").expect("a right selector");
    [Options::new(), Options::new().with_keep(keep), all].map(Extractor::new).into()
}

fn check_all(check: impl Fn(&Vector, &dehusk::Article) -> Option<String>) {
    let (extractors, mut problems) = (extractors(), Vec::new());
    for vector in vectors() {
        for (extractor, with) in extractors.iter().zip(["the defaults", "links", "everything"]) {
            let problem = check(&vector, &extractor.extract(&vector.page()));
            problems.extend(problem.map(|what| format!("{}, with {with}: {what}", vector.name)));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn html_has_nothing_that_runs_or_asks() {
    check_all(|_, article| problem_of_html(&article.html()));
}

#[test]
fn markdown_has_no_html_and_no_address_that_runs() {
    check_all(|_, article| problem_of_markdown(&article.markdown()));
}

#[test]
fn json_is_json_and_holds_the_same() {
    check_all(|_, article| {
        let record = article.record().with_format(dehusk::Format::Html).with_evidence(true);
        let json = record.json();
        let Ok(Value::Object(record)) = serde_json::from_str(&json) else { return Some(json) };
        let readability = article.record().with_schema(Schema::Readability).json();
        let readability: Value = serde_json::from_str(&readability).expect("JSON");
        let html = readability["content"].as_str().unwrap_or_default();
        assert_eq!(record["html"].as_str(), Some(html));
        json.contains(|c: char| c < ' ').then_some(json)
    });
}

/// URLs in the metadata are safe: users of the library put them into links and images.
#[test]
fn addresses_in_metadata_are_addresses() {
    check_all(|_, article| {
        let metadata = &article.metadata;
        let addresses = [&metadata.url, &metadata.image, &metadata.license];
        addresses.into_iter().flatten().find(|address| !is_safe_address(address)).cloned()
    });
}

/// A dropped vector tests nothing, so the extractor that keeps everything may drop at most two.
#[test]
fn the_vectors_get_as_far_as_the_output() {
    let extractor = extractors().pop().expect("there are some");
    let is_kept = |vector: &Vector| !extractor.extract(&vector.page()).is_empty();
    let all = vectors();
    assert!(all.len() > 150, "{} vectors", all.len());
    let dropped: Vec<_> = all.iter().filter(|v| !is_kept(v)).map(|v| &*v.name).collect();
    assert!(dropped.len() <= 2, "{dropped:?}");
}

#[test]
fn the_checks_see_what_they_look_for() {
    for html in [
        "<script></script>",
        "<p onclick=x>",
        "<a href='java&#9;script:x'>",
        "<a href='&#1;javascript:x'>",
        "<img src=data:x>",
        "<svg>",
        "<b style=x>",
        "<!-- x -->",
        "<p lang='x y'>",
        "<base href=x>",
    ] {
        assert!(problem_of_html(html).is_some(), "{html}");
    }
    let fine =
        "<p dir=\"rtl\">a <b>b</b><br><a href=\"/x:y\">c</a></p><table><tr><td colspan=2>d</table>";
    assert_eq!(problem_of_html(fine), None);
    for markdown in [
        "<b>",
        "a <!-- b -->",
        "[x](javascript:y)",
        "<javascript:y>",
        "[x]\n\n[x]: data:y",
        "![x](java&#115;cript:y)",
    ] {
        assert!(problem_of_markdown(markdown).is_some(), "{markdown}");
    }
    assert_eq!(problem_of_markdown("# \\<b> [x](https://a.example/) <https://b.example/>"), None);
}

/// Joins random parts of vectors, to confuse a parser.
fn mixture() -> impl Strategy<Value = Vec<u8>> {
    let bodies: Vec<Vec<u8>> = vectors().into_iter().map(|vector| vector.bytes).collect();
    let piece = (prop::sample::select(bodies), any::<prop::sample::Index>(), 1..200_usize);
    let piece = piece.prop_map(|(bytes, start, len)| {
        let start = start.index(bytes.len());
        bytes[start..(start + len).min(bytes.len())].to_vec()
    });
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() })]
    #[test]
    fn mixtures_are_as_safe(page in mixture()) {
        let page = Vector { name: String::new(), bytes: page, input: dehusk::Input::Html };
        let article = extractors().pop().expect("there are some").extract(&page.page());
        prop_assert_eq!(problem_of_html(&article.html()), None);
        prop_assert_eq!(problem_of_markdown(&article.markdown()), None);
        prop_assert!(serde_json::from_str::<Value>(&article.json()).is_ok());
    }
}
