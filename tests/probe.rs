//! Elements between paragraphs: pages of our own prose with one element in the middle, without class names. Elements of the text
//! must be kept; boilerplate in the same position must be dropped.
//!
//! ```text
//! cargo test --test probe -- --nocapture    the table: + all stories are correct, a digit: the number of correct stories
//! ```

use std::fs;
use std::path::Path;

use dehusk::{Extractor, Page};

const LENGTHS: [usize; 5] = [2, 4, 8, 16, 32];
/// The number of stories for each cell of the table.
const N_STORIES: usize = 4;

/// A part of the text: its name, its HTML, and the expected text.
const PARTS: &[(&str, &str, &[&str])] = &[
    ("pre, one line", "<pre>tide --port marrow --days 3</pre>", &["tide --port marrow --days 3"]),
    (
        "pre, three lines",
        "<pre>load(tides)\n  for tide in tides:\n    show(tide.height)</pre>",
        &["load(tides)\n  for tide in tides:\n    show(tide.height)"],
    ),
    (
        "table",
        "<table><tr><th>Pier</th><th>Boats</th></tr><tr><td>North</td><td>14</td></tr>\
         <tr><td>Quarry Point</td><td>9</td></tr></table>",
        &["Pier", "North", "14", "Quarry Point", "9"],
    ),
    ("table of two numbers", "<table><tr><td>14</td><td>9</td></tr></table>", &["14", "9"]),
    (
        "list",
        "<ul><li>two spare sheaves</li><li>grease</li><li>a new drum</li></ul>",
        &["two spare sheaves", "grease", "a new drum"],
    ),
    (
        "numbered list",
        "<ol><li>Ease the brake</li><li>Draw the cable</li><li>Grease it</li></ol>",
        &["Ease the brake", "Draw the cable", "Grease it"],
    ),
    (
        "terms",
        "<dl><dt>Sheave</dt><dd>a grooved wheel</dd><dt>Drum</dt><dd>what the cable winds on</dd></dl>",
        &["Sheave", "a grooved wheel", "Drum", "what the cable winds on"],
    ),
    ("quote of one word", "<blockquote>Enough.</blockquote>", &["Enough."]),
    (
        "quote",
        "<blockquote><p>It felt like kicking a piano.</p></blockquote>",
        &["kicking a piano"],
    ),
    ("heading", "<h3>What the crew found</h3>", &["What the crew found"]),
    ("heading, a husk's word", "<h3>Share</h3>", &["Share"]),
    ("two headings", "<h2>Contact us</h2><h3>By post</h3>", &["Contact us", "By post"]),
    (
        "note",
        "<div class='admonition warning'><p>Warning</p><p>Ice lifts it. Take it off.</p></div>",
        &["Warning", "Ice lifts it. Take it off."],
    ),
    ("short line", "<p>Nobody moved.</p>", &["Nobody moved."]),
    ("formula", "<p><math display=block><mi>F</mi><mo>=</mo><mi>m</mi><mi>a</mi></math></p>", &[]),
];

/// Boilerplate: its name, its HTML, and the forbidden words.
const BOILERPLATE: &[(&str, &str, &str)] = &[
    (
        "share row",
        "<ul><li><a href='https://face.example/s?u=1'>Facebook</a></li><li><a href='https://x.example/i?u=1'>X</a></li>\
         <li><a href='mailto:?body=1'>Email</a></li></ul>",
        "Facebook",
    ),
    (
        "related links",
        "<div><h3>Related stories</h3><ul><li><a href='/a/1'>Harbor board weighs a second barge</a></li>\
         <li><a href='/a/2'>Why the oyster season starts late this year</a></li>\
         <li><a href='/a/3'>Council puts off the vote on parking</a></li></ul></div>",
        "oyster season starts late",
    ),
    (
        "menu",
        "<ul><li><a href='/news'>News</a></li><li><a href='/sport'>Sport</a></li><li><a href='/opinion'>Opinion</a></li>\
         <li><a href='/obituaries'>Obituaries</a></li></ul>",
        "Obituaries",
    ),
    (
        "newsletter box",
        "<div><h3>The morning tide</h3><p>Five stories from the bay in your inbox every weekday.</p>\
         <form><input type=email placeholder='you@example.com'><button>Sign up</button></form></div>",
        "in your inbox",
    ),
    ("advertisement label", "<div>Advertisement</div>", "Advertisement"),
    (
        "tags",
        "<p>Filed under: <a href='/t/ferries'>Ferries</a>, <a href='/t/county'>County government</a>, \
         <a href='/t/islands'>Islands</a></p>",
        "County government",
    ),
];

fn paragraphs() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/family/data/en.json");
    let data: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let articles = data["articles"].as_array().unwrap().iter();
    let all = articles.flat_map(|article| article["paragraphs"].as_array().unwrap());
    all.map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// A page with `element` in the middle of `n` paragraphs.
fn page(story: &[String], element: &str, is_full: bool) -> String {
    let escape =
        |text: &String| format!("<p>{}</p>", text.replace('&', "&amp;").replace('<', "&lt;"));
    let (before, after) = story.split_at(story.len() / 2);
    let all = |texts: &[String]| texts.iter().map(escape).collect::<Vec<_>>().join("\n");
    let text = format!("<h1>Ferry out of service</h1>\n{}\n{element}\n{}", all(before), all(after));
    if !is_full {
        return format!("<!DOCTYPE html><title>Ferry out of service</title>{text}");
    }
    format!(
        "<!DOCTYPE html><title>Ferry out of service</title><header><nav><ul><li><a href='/'>Home</a></li>\
         <li><a href='/news'>News</a></li><li><a href='/tides'>Tides</a></li><li><a href='/about'>About us</a></li></ul></nav>\
         </header><main>{text}</main><aside><h2>Most read</h2><ul><li><a href='/b/1'>Barge schedule for the weekend</a></li>\
         <li><a href='/b/2'>Library opens on Sundays</a></li></ul></aside><footer><p>© 2025 The Quarry Point Ledger. All rights \
         reserved.</p><a href='/privacy'>Privacy</a> <a href='/contact'>Contact</a></footer>"
    )
}

/// Checks every cell of the table; reports cells with a wrong story.
fn wrong(name: &str, html: &str, is_right: impl Fn(&str) -> bool) -> Vec<String> {
    let extractor = Extractor::default();
    let paragraphs = paragraphs();
    let mut wrong = Vec::new();
    let mut line = format!("{name:24}");
    for is_full in [false, true] {
        for n in LENGTHS {
            let story = |k: usize| &paragraphs[(k * 17) % (paragraphs.len() - n)..][..n];
            let text = |k: usize| {
                extractor
                    .extract(&Page::html(page(story(k), html, is_full).as_bytes()))
                    .text()
                    .to_owned()
            };
            let n_right = (0..N_STORIES).filter(|&k| is_right(&text(k))).count();
            line.push(if n_right == N_STORIES { '+' } else { char::from(b'0' + n_right as u8) });
            if n_right < N_STORIES {
                let frame = if is_full { "full" } else { "bare" };
                wrong.push(format!("{name}: {n} paragraphs, {frame}: {n_right} of {N_STORIES}"));
            }
        }
        line.push(' ');
    }
    println!("{line}");
    wrong
}

#[test]
fn parts_of_a_text_are_kept() {
    let of = |&(name, html, words): &(&str, &str, &[&str])| {
        wrong(name, html, |text| words.iter().all(|word| text.contains(word)))
    };
    let wrong: Vec<String> = PARTS.iter().flat_map(of).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn boilerplate_in_the_same_places_is_dropped() {
    let of =
        |&(name, html, words): &(&str, &str, &str)| wrong(name, html, |text| !text.contains(words));
    let wrong: Vec<String> = BOILERPLATE.iter().flat_map(of).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
