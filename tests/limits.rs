//! Each limit truncates, the rest of the page gives the article, and the record names the limit.

use dehusk::{
    Article, BlockKind, Direction, ErrorKind, Extractor, Focus, Format, Input, Keep, Limit, Limits,
    Options, Page, Schema, Status,
};

/// The article of a page whose paragraphs are all kept by a selector.
fn article(page: &Page<'_>, limits: Limits) -> Article {
    let options = Options::new().with_limits(limits).with_keep_css("p, td, li").unwrap();
    Extractor::new(options).extract(page)
}

fn html(html: &str, limits: Limits) -> Article {
    article(&Page::html(html.as_bytes()), limits)
}

/// The limits in `Article::limits_hit`; checks that the record has the same.
fn limits_hit(article: &Article) -> Vec<&'static str> {
    let names: Vec<_> = article.limits_hit().iter().map(Limit::as_str).collect();
    let record: serde_json::Value = serde_json::from_str(&article.json()).unwrap();
    let told = record["truncated"].as_array().cloned().unwrap_or_default();
    assert_eq!(told, names);
    assert_eq!(record["status"], article.status.as_str());
    names
}

/// Checks that `past` reached this limit only, that it still has the expected text, and that its status is `truncated`.
fn passes(limit: Limit, within: &Article, past: &Article, still: &str) {
    assert_eq!((limits_hit(within), within.status), (vec![], Status::Ok), "{limit}");
    assert_eq!(
        (limits_hit(past), past.status),
        (vec![limit.as_str()], Status::Truncated),
        "{limit}"
    );
    assert!(past.text().contains(still), "{limit}: {}", past.text());
}

#[test]
fn bytes() {
    let page = "<p>It rained.<p>It snowed.";
    let limits = |n| Limits::new().with_max_bytes(n);
    let past = html(page, limits(16));
    passes(Limit::Bytes, &html(page, limits(page.len())), &past, "It rained.");
    assert!(!past.text().contains("snowed"));
}

#[test]
fn blocks() {
    let page = "<p>It rained.<p>It snowed.<p>It froze.";
    let limits = |n| Limits::new().with_max_blocks(n);
    let past = html(page, limits(2));
    passes(Limit::Blocks, &html(page, limits(3)), &past, "It rained.\n\nIt snowed.");
    assert!(!past.text().contains("froze"));
}

/// Nine distinct paragraphs of one line.
fn text() -> String {
    let numbers = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let line = |n| {
        format!(
            "It rained in village number {n} until the river stood at the bridge, and people stayed."
        )
    };
    numbers.map(line).join("\n\n")
}

#[test]
fn blocks_of_flattened_text() {
    let of = |n| article(&Page::text(&text()), Limits::new().with_max_blocks(n));
    passes(Limit::Blocks, &of(9), &of(5), "village number five");
    assert!(!of(5).text().contains("village number six"));
}

#[test]
fn lines() {
    let of = |limits| article(&Page::text(&text()), limits);
    let limits = |n| Limits::new().with_max_line_bytes(n);
    passes(Limit::LineBytes, &of(limits(100)), &of(limits(60)), "village number two");
    let limits = |n| Limits::new().with_max_nodes(n);
    passes(Limit::Nodes, &of(limits(9)), &of(limits(8)), "village number eight");
}

#[test]
fn spans() {
    let page =
        |n: &str| format!("<table><tr><th>a<th>b<tr><td colspan={n}>It rained.<td>c</table>");
    let of = |n: &str, max| html(&page(n), Limits::new().with_max_span(max));
    for n in ["6", "9007199254740991", "99999999999999999999999"] {
        let past = of(n, 5);
        passes(Limit::Span, &of("5", 5), &past, "It rained.");
        assert!(past.html().contains("colspan=\"5\""), "{}", past.html());
        assert!(past.markdown().lines().all(|line| line.len() < 80), "{}", past.markdown());
    }
    assert_eq!(limits_hit(&of("1000", 1_000)), [""; 0]);
    // A span outside of the content is not reported.
    let menu = format!("{}<p>It rained.", page("9").replace("td", "th"));
    assert_eq!(limits_hit(&html(&menu, Limits::new().with_max_span(5))), [""; 0]);
}

#[test]
fn json_ld() {
    let page = |more: &str| {
        format!(
            r#"<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"2024-05-07","author":[{{"name":"Ann Lee"}}]{more}}}</script>
            <script type="application/ld+json">{{"@type":"WebSite","name":"The Daily"}}</script><p>It rained."#
        )
    };
    let long = format!(r#","description":"{}""#, "x".repeat(300));
    let limits = Limits::new().with_max_json_ld_bytes(200);
    let past = html(&page(&long), limits.clone());
    passes(Limit::JsonLdBytes, &html(&page(""), limits), &past, "It rained.");
    let known = |article: &Article| {
        let metadata = &article.metadata;
        (
            metadata.published.as_deref().map(str::to_owned),
            metadata.site_name.clone(),
            metadata.authors.clone(),
        )
    };
    assert_eq!(known(&past), (None, Some("The Daily".to_owned()), vec![]));

    let deep = format!(r#","about":{}{}"#, "[".repeat(100_000), "]".repeat(100_000));
    let past = html(&page(&deep), Limits::new());
    passes(Limit::JsonLdDepth, &html(&page(""), Limits::new()), &past, "It rained.");
    let whole =
        (Some("2024-05-07".to_owned()), Some("The Daily".to_owned()), vec!["Ann Lee".to_owned()]);
    assert_eq!(known(&past), whole);
}

#[test]
fn what_was_cut_before_is_told_too() {
    let page =
        Page::html(b"<p>It rained.").with_limits_hit([Limit::UnpackedRatio].into_iter().collect());
    assert_eq!(limits_hit(&article(&page, Limits::new())), ["unpacked_ratio"]);
    let nothing = html("<p>It rained.", Limits::new().with_max_bytes(2));
    assert_eq!((nothing.status, limits_hit(&nothing)), (Status::Empty, vec!["bytes"]));
}

#[test]
fn depth() {
    let page = |n: usize| {
        let (open, close) = ("<div>".repeat(n), "</div>".repeat(n));
        format!("{open}<p>It rained.</p><p>It <b>snowed</b>.</p>{close}<p>It froze.")
    };
    let of = |n| {
        let limits = Limits::new().with_max_depth(10);
        let options = Options::new().with_limits(limits).with_keep_css("body").unwrap();
        Extractor::new(options).extract(&Page::html(page(n).as_bytes()))
    };
    // Including html, body, p and b.
    passes(Limit::Depth, &of(6), &of(7), "It froze.");
    for n in [7, 8, 40, 100_000] {
        let past = of(n);
        let words: Vec<_> = past.text().split_whitespace().map(str::to_owned).collect();
        assert_eq!(words.join(" "), "It rained. It snowed. It froze.", "{n}");
        assert!(past.html().ends_with("<p>It froze.</p>"), "{n}: {}", past.html());
    }
}

/// Too deep elements are children of the deepest allowed element, as in browsers.
#[test]
fn what_lies_too_deep_keeps_its_text() {
    let limits = Limits::new().with_max_depth(20).with_max_steps(1_000_000);
    let options = Options::new().with_limits(limits).with_keep_css("body").unwrap();
    let extractor = Extractor::new(options);
    for inner in ["<p>", "<ul><li>", "<b>", "<table><tr><td>", "<x-y>", "<button>", "<a><p>"] {
        let page = format!("{}It rained.<p>It snowed.", inner.repeat(2_000));
        let article = extractor.extract(&Page::html(page.as_bytes()));
        assert!(article.text().contains("It rained."), "{inner}");
        assert!(article.text().contains("It snowed."), "{inner}");
    }
}

#[test]
fn nodes() {
    let page = "<p>It rained.<p>It snowed.<p>It froze.";
    // The document, html, head, body, and an element and a text for each paragraph.
    let limits = |n| Limits::new().with_max_nodes(n);
    let past = html(page, limits(8));
    passes(Limit::Nodes, &html(page, limits(10)), &past, "It rained.\n\nIt snowed.");
    assert!(!past.text().contains("froze"));
}

#[test]
fn steps() {
    let limits = |n| Limits::new().with_max_steps(n);
    let page = format!("<p>It rained.</p>{}", "<p><b class=x>It snowed.</b></p>".repeat(50));
    passes(Limit::Steps, &html(&page, limits(20_000)), &html(&page, limits(2_000)), "It rained.");
    // Each paragraph reopens all earlier formatting elements.
    let page = (0..2_000).map(|n| format!("<p>It rained {n}.<b class=a{n}></p>"));
    let past = html(&page.collect::<String>(), Limits::new().with_max_steps(1_000_000));
    assert!(past.limits_hit().contains(Limit::Steps) && past.text().starts_with("It rained 0."));
    assert!(past.text().contains("It rained 100."), "{}", past.text());
}

#[test]
fn steps_of_selectors() {
    let page = format!("<p>It rained.</p>{}", "<p class=x>It snowed.</p>".repeat(200));
    let page = format!("<section title='{}'>{page}", "x ".repeat(5_000));
    for css in [
        "h2 ~ p",
        "p:nth-last-of-type(1)",
        "p:has(~ h2)",
        ":not(h2 ~ p) ~ h3",
        "[title~=y] p",
        "[title*=y] > p",
        ":not([title~=x] p) h2",
    ] {
        let drop = |n| {
            let limits = Limits::new().with_max_steps(n);
            let options = Options::new().with_limits(limits).with_keep_css("p").unwrap();
            let options = options.with_drop_css(css).unwrap();
            Extractor::new(options).extract(&Page::html(page.as_bytes()))
        };
        passes(Limit::Steps, &drop(10_000_000), &drop(20_000), "It rained.");
    }
}

#[test]
fn steps_of_selectors_that_look_up() {
    let page = format!("{}{}", "<div>".repeat(60), "<p>It rained.</p>".repeat(100));
    let drop = |css, n| {
        let limits = Limits::new().with_max_steps(n);
        let options = Options::new().with_limits(limits).with_keep_css("p").unwrap();
        let options = options.with_drop_css(css).unwrap();
        limits_hit(&Extractor::new(options).extract(&Page::html(page.as_bytes())))
    };
    // Tree building takes fewer steps, and so do simple selectors.
    for css in ["h2, .x", "h2 > p", ".x p"] {
        assert_eq!(drop(css, 50_000), [""; 0], "{css}");
    }
    for css in [".a .b .c .d .e .f .g .h .i p", ".x p, .y p, .z p, h1 p, h2 p, h3 p, h4 p"] {
        assert_eq!(drop(css, 50_000), ["steps"], "{css}");
        assert_eq!(drop(css, 1_000_000), [""; 0], "{css}");
    }
}

#[test]
fn output() {
    let within = |ratio| Limits::new().with_max_output_ratio(ratio);
    let check = |page: &str, still: &str| {
        let all = |ratio| {
            let keep = Keep::new().with_links(true).with_images(true);
            let options = Options::new().with_limits(within(ratio)).with_keep(keep);
            let options = options.with_keep_css("body").unwrap();
            Extractor::new(options).extract(&Page::html(page.as_bytes()))
        };
        let past = all(4);
        passes(Limit::OutputRatio, &all(10_000), &past, still);
        let max = 1_100_000.max(5 * page.len());
        for written in [past.text(), past.markdown(), past.html()] {
            assert!(written.len() <= max && written.contains(still), "{}", written.len());
        }
        assert!(all(10_000).markdown().len().max(all(10_000).html().len()) > max);
    };
    let quotes = "<blockquote>".repeat(60);
    check(&format!("<p>It rained.</p>{quotes}<pre>{}</pre>", "a\n".repeat(30_000)), "It rained.");
    check(&format!("<p>It rained.</p>{quotes}{}", "<p>a</p>".repeat(20_000)), "It rained.");
    let address = format!("https://a.example/{}/", "x".repeat(1_000));
    let base = format!("<base href={address}><p>It rained.</p>");
    check(&format!("{base}{}", "<p><a href=b>c</a></p>".repeat(3_000)), "It rained.");
    let link = format!("<p>It rained.</p><a href={address}>");
    check(&format!("{link}{}", "<p>a</p>".repeat(3_000)), "It rained.");
    // A large page may have a large output.
    let prose =
        format!("<p>It rained, and \"nobody\" was {}.</p>", "hurt ".repeat(100)).repeat(3_000);
    assert_eq!(limits_hit(&html(&prose, Limits::new())), [""; 0]);
}

#[test]
fn attributes() {
    let page = |n: usize| {
        let others: Vec<_> = (0..n).map(|n| format!("a{n}=b")).collect();
        format!("<p {} id=c>It rained.</p><p>It snowed.", others.join(" "))
    };
    let of = |n| html(&page(n), Limits::new().with_max_attributes(5));
    passes(Limit::Attributes, &of(4), &of(5), "It rained.\n\nIt snowed.");
    assert_eq!(of(300_000).text(), "It rained.\n\nIt snowed.");
}

#[test]
fn attribute_bytes() {
    let page = |n| format!("<p><a href='/{}'>It rained.</a><p>It snowed.", "é".repeat(n));
    let links = |n| {
        let keep = Keep::default().with_links(true);
        let options = Options::new().with_keep_css("p").unwrap().with_keep(keep);
        let limits = Limits::new().with_max_attribute_bytes(10);
        Extractor::new(options.with_limits(limits)).extract(&Page::html(page(n).as_bytes()))
    };
    passes(Limit::AttributeBytes, &links(4), &links(5), "It rained.\n\nIt snowed.");
    assert!(links(9).html().contains("href=\"/éééé\""), "{}", links(9).html());
}

#[test]
fn names_are_written_and_read() {
    macro_rules! check {
        ($($type:ty),*) => {$(
            for &value in <$type>::ALL {
                assert_eq!(value.to_string(), value.as_str());
                assert_eq!(value.as_str().parse::<$type>().unwrap(), value);
            }
        )*};
    }
    check!(BlockKind, Direction, Focus, Format, Input, Limit, Schema, Status);
    let error = "klingon".parse::<Focus>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Options);
    assert_eq!(
        error.to_string(),
        "unknown focus: \"klingon\"; expected one of precision, balanced, recall"
    );
    assert_eq!(format!("{:>6}", Format::Html), "  html");
}

#[test]
fn options_can_be_read_and_compared() {
    let keep = Keep::new().with_links(true);
    let options = || {
        Options::new().with_focus(Focus::Recall).with_keep(keep.clone()).with_keep_css("p").unwrap()
    };
    assert_eq!(options(), options());
    assert_ne!(options(), Options::new());
    assert!(options().focus() == Focus::Recall && options().keep().links());
    assert_eq!(options().limits(), &Limits::new());
    let all = [keep.comments(), keep.tables(), keep.images(), keep.captions(), keep.title()];
    assert_eq!(all, [true, true, false, false, false]);
}

#[test]
fn depth_and_width_need_no_stack() {
    const N: usize = 3_000;
    let prose = "<p>It rained on Monday and on Tuesday, until the river stood there.</p>";
    let nested = |tag: &str| format!("{}{}", format!("<{tag}>").repeat(N), prose.repeat(5));
    let mut pages: Vec<String> =
        ["div", "ul><li", "blockquote", "b", "table><tr><td"].map(nested).into();
    pages.push(prose.repeat(N));
    let render = move || {
        // The selector keeps the text regardless of the model.
        let options = Options::new().with_keep_css("p").expect("a selector");
        let extractor = Extractor::new(options);
        for page in &pages {
            let article = extractor.extract(&Page::html(page.as_bytes()));
            assert!(article.text().contains("the river stood"));
            assert!(article.html().contains("the river stood"));
        }
    };
    // Less than 100 bytes of stack per nesting level.
    let thread = std::thread::Builder::new().stack_size(256 * 1024).spawn(render).unwrap();
    thread.join().unwrap();
}
