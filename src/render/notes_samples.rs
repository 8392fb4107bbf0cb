//! Expected renderings of snippets with notes.

use super::event::Context;
use super::{all_of, html, markdown, text};

fn check(page: &str, expected_text: &str, expected_markdown: &str) {
    let (dom, kept) = all_of(page);
    assert_eq!(text::render(Context::new(&dom, &kept)), expected_text, "{page}");
    assert_eq!(markdown::render(Context::new(&dom, &kept)), expected_markdown, "{page}");
    let once = html::render(Context::new(&dom, &kept));
    let (dom, kept) = all_of(&once);
    assert_eq!(html::render(Context::new(&dom, &kept)), once, "{page}");
}

#[test]
fn marks_link_to_list_items() {
    check(
        "<p>One.<sup><a href=#n1 id=m1>1</a></sup> Two<a href=#n2 id=m2><sup>[2]</sup></a>(see)\
         <ol><li id=n1><p>First <a href=#m1>↩</a><p>more<li id=n2>Second <a href=#m2>Back</a></ol>",
        "One.[1] Two[2](see)\n\n1. First\n  more\n2. Second",
        "One.[^1] Two[^2]\\(see)\n\n[^1]: First\n\n    more\n\n[^2]: Second",
    );
    // A wiki page where a note is used twice.
    check(
        "<p>One<sup id=r1-0><a href=#c1>[a]</a></sup> and<sup id=r1-1><a href=#c1>[a]</a></sup>more\
         <ol><li id=c1><span>^ <a href=#r1-0><i>a</i></a> <a href=#r1-1>b</a></span> <span>Source</span></ol>",
        "One[a] and[a] more\n\n1. Source",
        "One[^a] and[^a] more\n\n[^a]: Source",
    );
}

#[test]
fn notes_are_not_link_definitions() {
    check(
        "<p>One<sup><a href=#n1>1</a></sup> two<sup><a href=#n2>2</a></sup>\
         <ol><li id=n1>javascript:a<li id=n2>java<b>:</b>a</ol>",
        "One[1] two[2]\n\n1. javascript:a\n2. java:a",
        "One[^1] two[^2]\n\n[^1]: &nbsp; javascript:a\n\n[^2]: &nbsp; java:a",
    );
    check(
        "<p>One<sup><a href=#n1>1</a></sup><ol><li id=n1>http<b>://a.example/</b></ol>",
        "One[1]\n\n1. http://a.example/",
        "One[^1]\n\n[^1]: http://a.example/",
    );
}

#[test]
fn marks_link_to_paragraphs() {
    check(
        "<p>One<a href=#_n1 name=_m1>[1]</a>.<hr><p><a href=#_m1 name=_n1>[1]</a> First<p>Two",
        "One[1].\n\n[1] First\n\nTwo",
        "One[^1].\n\n___\n\n[^1]: First\n\nTwo",
    );
    check(
        "<p>One<sup><a href=#n>1</a></sup><div id=n><sup>1</sup> <p>First<p>more</div>",
        "One[1]\n\n[1] First\n\nmore",
        "One[^1]\n\n[^1]: First\n\n    more",
    );
}

#[test]
fn a_mark_without_a_note_is_a_bracketed_number() {
    check(
        "<p>One<sup><a href=#n1>1</a></sup> two.<a href=#>2</a>Three",
        "One[1] two.[2] Three",
        "One\\[1] two.\\[2] Three",
    );
    // A list with an item that is not a note keeps its own numbers.
    check(
        "<p>One<sup><a href=#n>4</a></sup><ol start=3><li>a<li id=n>b <sup><a href=#top>x</a></sup></ol>",
        "One[4]\n\n3. a\n4. b [x]",
        "One\\[4]\n\n3. a\n4. b \\[x]",
    );
    // Two chapters that both count from one.
    check(
        "<p>One<sup><a href=#n>1</a></sup><ol><li id=n>a</ol><p>Two<sup><a href=#m>1</a></sup><ol><li id=m>b</ol>",
        "One[1]\n\n1. a\n\nTwo[1]\n\n1. b",
        "One\\[1]\n\n1. a\n\nTwo\\[1]\n\n1. b",
    );
}

#[test]
fn other_links_are_not_marks() {
    for page in [
        "<ul><li><a href=#s1>1</a> One</ul><h2 id=s1>One</h2>",
        "<p>See chapter <a href=#s1>1</a>.<p id=s1>One",
        "<p>See<sup><a href=x>1</a></sup>",
    ] {
        let (dom, kept) = all_of(page);
        assert!(!text::render(Context::new(&dom, &kept)).contains('['), "{page}");
    }
}

#[test]
fn permalinks_and_edit_links_of_headings_are_hidden() {
    for page in [
        "<h2 id=a>The tap <a href=#a>Link to this section</a></h2>",
        "<h2 id=a>The tap<span>[<a href=/edit>edit</a> | <a href=/source>edit source</a>]</span></h2>",
        "<div><h2 id=a>The tap</h2> <span><span>[</span><a href=/edit>edit</a><span>]</span></span></div>",
        "<a id=a></a><h2><a href=#a><svg></svg>#</a> The tap</h2>",
        "<h2 id=a><a href=#a>The tap</a></h2>",
        "<div role=heading>The tap</div>",
    ] {
        let (dom, kept) = all_of(page);
        assert_eq!(markdown::render(Context::new(&dom, &kept)), "## The tap", "{page}");
    }
    let (dom, kept) = all_of("<h2 id=a><a href=#a>1.2</a> The tap</h2>");
    assert_eq!(text::render(Context::new(&dom, &kept)), "1.2 The tap");
    // A name that the heading defines.
    let (dom, kept) = all_of(
        "<section id=is_ok><h4><a href=#is_ok>§</a>pub fn <a href=#is_ok>is_ok</a>() </h4></section>",
    );
    assert_eq!(text::render(Context::new(&dom, &kept)), "pub fn is_ok()");
}

#[test]
fn a_note_that_is_not_written_as_a_definition_has_no_references() {
    for (list, text, markdown) in [
        ("<ol><p id=n>Rain</ol>", "1. Rain", "1. Rain"),
        ("<ul><div><p id=n>Rain</div></ul>", "- Rain", "- Rain"),
        ("<dl><p id=n>Rain</dl>", "  Rain", "Rain"),
    ] {
        let page = format!("<p>One<a href=#n>[2]</a>{list}");
        check(&page, &format!("One[2]\n\n{text}"), &format!("One\\[2]\n\n{markdown}"));
    }
}
