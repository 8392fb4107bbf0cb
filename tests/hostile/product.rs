//! A combinatorial product: a parent with one long attribute or many attributes, many children of a kind that some step reads,
//! and each option. All pairs of parent, attribute, child and option occur.

use dehusk::{Focus, Keep, Options};

use super::{Family, PROSE};

/// Elements that some step treats specially, without their end tags.
const PARENTS: &[&str] = &[
    "div",
    "footer",
    "aside",
    "header",
    "article",
    "section",
    "figure",
    "blockquote",
    "table><tr><td",
    "ul",
    "pre",
    "h2",
    "nav",
    "a href=/x",
    "div role=heading class=author itemprop=author",
    "span",
];

/// Attributes, and the repeated unit of their values. The last entry is many attributes.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("class", "rain "),
    ("class", "author-"),
    ("id", "rain-"),
    ("style", "color:red;"),
    ("title", "rain "),
    ("rel", "rain "),
    ("itemprop", "rain:"),
    ("role", " "),
    ("data-lang", " "),
    ("data-cfemail", "7a"),
    ("dir", " "),
    ("lang", "en-"),
    ("aria-level", " "),
    ("datetime", "2024 "),
    ("href", "/rain"),
    ("type", "text "),
    ("", "rain#=rain "),
];

/// Children, at least one for each step that reads an element or its surroundings.
const CHILDREN: &[&str] = &[
    "<time>7 May 2024</time> ",
    "<a rel=author href=/author/ann>Ann Lee</a> ",
    "<a rel=license href=https://creativecommons.org/licenses/by/4.0/>CC</a> ",
    "<a rel=tag href=/tag/rain>rain</a> ",
    "<span class=byline>By Ann Lee</span> ",
    "<div itemprop=author>Ann Lee</div>",
    "<pre>let a = 1;\nlet b = 2;</pre>",
    "<pre><code>a\nb</code></pre>",
    "<div style='white-space:pre'>a\nb</div>",
    "<code>a</code> ",
    "<img src=/a.png alt=rain>",
    "<picture><source srcset='/a.png 1w, /b.png 2w'><img></picture>",
    "<figcaption>It rained.</figcaption>",
    "<div class=caption><img>It rained. <i>Ann Lee</i></div>",
    "<p>It rained on Monday.",
    "<br>rain",
    "<li>rain",
    "<li><input type=checkbox>rain",
    "<tr><td rowspan=9 colspan=9>a<td>b",
    "<h1>Rain</h1>",
    "<h2 id=a>Rain <a href=#a>#</a></h2>",
    "<sup><a href=#n>1</a></sup>",
    "<sup>2</sup>",
    "<meta itemprop=author content='Ann Lee'>",
    "<link rel=license href=/terms>",
    "<math><mi>x</mi><mo>=</mo><mn>1</mn></math>",
    "<option>rain",
    "<blockquote>rain</blockquote>",
    "<div class='admonition note'>rain</div>",
    "<div class=comment><b class=author>Bo</b> rain</div>",
    "<x-y><template shadowrootmode=open><slot></slot></template>rain</x-y>",
    "<ruby>a<rt>b</rt></ruby>",
];

type Setting = (&'static str, fn(Options) -> Options);

/// Options that change the steps that a page goes through.
const SETTINGS: &[Setting] = &[
    ("no option", |options| options),
    ("links, images", |options| options.with_keep(Keep::new().with_links(true).with_images(true))),
    ("--keep body", |options| {
        let keep = Keep::new().with_links(true).with_images(true).with_title(true);
        css(options.with_keep(keep), "body", "")
    }),
    ("--drop '.promo p'", |options| css(options, "body", ".promo p")),
    ("--drop '[title~=x] *'", |options| css(options, "", "[title~=x] *")),
    ("precision", |options| {
        let keep = Keep::new().with_comments(false).with_tables(false);
        options.with_focus(Focus::Precision).with_keep(keep)
    }),
    ("recall, captions", |options| {
        options.with_focus(Focus::Recall).with_keep(Keep::new().with_captions(true))
    }),
];

/// Options with selectors; an empty selector is ignored.
fn css(options: Options, keep: &str, drop: &str) -> Options {
    const RIGHT: &str = "a selector";
    let options = if keep.is_empty() { options } else { options.with_keep_css(keep).expect(RIGHT) };
    if drop.is_empty() { options } else { options.with_drop_css(drop).expect(RIGHT) }
}

/// All families of the product.
pub fn families() -> impl Iterator<Item = Family> {
    let pairs = (0..ATTRIBUTES.len()).flat_map(|a| (0..CHILDREN.len()).map(move |c| (a, c)));
    pairs.map(|(a, c)| {
        // For each attribute and each child, the parents and the options rotate.
        let parent = PARENTS[(7 * a + 3 * c) % PARENTS.len()];
        let (option, options) = SETTINGS[(a + 5 * c) % SETTINGS.len()];
        let ((name, unit), child) = (ATTRIBUTES[a], CHILDREN[c]);
        let label = format!("<{parent}> × {name}={unit:?} × {child:?} × {option}");
        Family::with_options(label, options, move |size| page(parent, (name, unit), child, size))
    })
}

/// A page of about this size; half of it is attributes of the parent.
fn page(parent: &str, (name, unit): (&str, &str), child: &str, size: usize) -> Vec<u8> {
    let n_units = size / 2 / unit.len();
    let value: String = (0..n_units).map(|n| unit.replace('#', &n.to_string())).collect();
    let attributes = if name.is_empty() { value } else { format!("{name}='{value}'") };
    let (tag, more) = parent.split_once('>').map_or((parent, ""), |(tag, more)| (tag, more));
    let more = if more.is_empty() { "" } else { &format!("{more}>") };
    let children = child.repeat(size / 2 / child.len());
    format!("<title>Rain</title><h1>Rain</h1>{PROSE}<{tag} {attributes}>{more}{children}")
        .into_bytes()
}
