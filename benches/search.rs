//! Searches for pages with superlinear cost:
//!
//! ```text
//! cargo bench --bench search -- SECONDS SEED
//! ```
//!
//! A page is a start and a repeated unit of a few random tags and texts. If the time of a page grows much faster than its size, or
//! 240 KB are slow, the bench measures it at 1 and 4 MB. If the time still grows faster, or 4 MB take more than 1.5 seconds,
//! the bench prints the seconds at 60 KB, 240 KB, 1 MB and 4 MB, and the parts of the page. Add such a page to
//! `tests/hostile`. The last lines have the slowest pages at 240 KB.

use std::env;
use std::time::{Duration, Instant};

use dehusk::{Extractor, Input, Limits, Page};

#[path = "../tests/chance/mod.rs"]
mod chance;
#[path = "../tests/hostile/mod.rs"]
#[expect(dead_code, reason = "here the pages are made up")]
mod hostile;
#[path = "../tests/hostile/showing.rs"]
mod showing;
#[path = "../tests/hostile/time.rs"]
mod time;

use chance::Chance;
use time::time;

const TAGS: &str = "div p span a b i em font nobr table tr td th tbody thead caption colgroup col ul ol li dl dt dd h1 h2 \
    section article aside nav header footer main figure figcaption img br hr form input button select option optgroup \
    textarea template svg math mi mtext annotation-xml foreignObject desc title script style noscript iframe pre code \
    blockquote details summary ruby rt rp rtc video source object applet marquee frameset frame body html head meta link \
    base center address time label q cite sup sub x-y picture dialog menu fieldset legend plaintext xmp image wbr del \
    ins small strong u s tt big strike";

/// Separated by bars; `#` is replaced by a number.
const ATTRIBUTES: &str = "class=content|class='sidebar comments related'|id=a#|href=/x/#|href=http://a.example/#|hidden|\
    style='display:none'|itemscope itemtype=http://schema.org/Article|itemprop=author|itemprop=articleBody|rel=author|\
    itemprop=datePublished content=2024-05-07|rel=tag|rel=license|class=byline|class=date|datetime=2024-05-07T10:00|\
    lang=de|dir=rtl|colspan=9|rowspan=9|color=red|size=#|src=/a#.png|alt='Rain at #'|name=author content='Ann Lee #'|\
    property=og:title content='Rain #'|name=keywords content='a,b,c#'|type=application/ld+json|aria-hidden=true|\
    role=navigation|class=caption|class='credit photo'|class=title|class=breadcrumb|class=comment|class=language-rust|\
    type=hidden|title='#'|encoding=text/html|shadowrootmode=open";

/// Separated by line breaks; `#` is replaced by a number.
const TEXTS: &str = "a\n \nrain\nIt rained on Monday. \nIt rained on day #, until the river stood at the bridge. \n\
    By Ann Lee\n # \n7 May 2024\n2024-05-0#\nPhoto: Ann Lee\n&amp;\n&nbsp;\n©\nUpdated 10:0# a.m.\nRead more\nShare\n\
    |\n - \n»\n`\n*\n_\n[\n](\n<!--x-->\n\u{200b}\n\u{301}\n雨\nДождь.\n(#)\nhttp://a.example/#\n@ann\n#tag\n1. \n- \n> \n\
    \0\n\r\n]]>\n<![CDATA[\n<?x>\n</br>\n</p>\nRain | The Example Times\n“It rained,” she said. \nChapter #\n\
    <script type=application/ld+json>{\"@id\":\"#\",\"author\":{\"name\":\"Ann #\"},\"headline\":\"Rain #\"}</script>\n\
    <meta name=author content='Ann #'>\n<meta property=article:tag content='t#'>\n<link rel=canonical href=/#>";

const ARTICLE: &str = "<title>Rain</title><article><h1>Rain</h1><p>It rained on Monday, and on Tuesday too, until the river \
                       stood at the bridge. The mayor said that nobody was hurt.</p>";

const SIZES: [usize; 4] = [60_000, 240_000, 1_000_000, 4_000_000];
/// The number of pages printed at the end.
const N_DEAREST: usize = 12;

fn main() {
    // Cargo adds `--bench`.
    let mut args = env::args().skip(1).filter_map(|arg| arg.parse::<u64>().ok());
    let (seconds, seed) = (args.next().unwrap_or(60), args.next().unwrap_or(1));
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let extractor = Extractor::new(showing::options(Limits::new()));
    // Weights are loaded with the first page.
    extractor.extract(&Page::html(b"<p>x"));
    let (begin, mut n_pages, mut dearest) = (Instant::now(), 0, Vec::new());
    while begin.elapsed() < Duration::from_secs(seconds) {
        let made = Made::by(&mut chance);
        let cost = |n: usize| made.cost(SIZES[n], &extractor);
        let (small, large) = (cost(0), cost(1));
        if large > 0.12 || large > 0.02 && large > 5.5 * small {
            let [larger, largest] = [2, 3].map(cost);
            if largest > 1.5 || largest > 0.3 && largest > 5.0 * larger {
                println!("{small:.3} {large:.3} {larger:.3} {largest:.3} {made:?}");
            }
        }
        n_pages += 1;
        dearest.push((large, made));
        dearest.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        dearest.truncate(N_DEAREST);
    }
    println!("{n_pages} pages; the dearest, in seconds for 240 KB:");
    dearest.iter().for_each(|(seconds, made)| println!("{seconds:.3} {made:?}"));
}

/// The parts of a page.
#[derive(Debug)]
struct Made {
    begin: String,
    unit: String,
    /// The repeated unit of the second half; if empty, the first unit continues.
    then: String,
    input: Input,
}

impl Made {
    fn by(chance: &mut Chance) -> Made {
        let begin = match chance.below(4) {
            0 => ARTICLE.to_owned(),
            1 => unit(chance),
            2 => {
                let n = 30 + chance.below(300);
                unit(chance).repeat(n)
            }
            _ => String::new(),
        };
        let unit_of_page = unit(chance);
        let then = if chance.below(3) == 0 { unit(chance) } else { String::new() };
        let input = if chance.below(6) == 0 { Input::Text } else { Input::Html };
        Made { begin, unit: unit_of_page, then, input }
    }

    fn page(&self, size: usize) -> String {
        let mut page = self.begin.clone();
        let halves = [
            (&self.unit, size / 2),
            (if self.then.is_empty() { &self.unit } else { &self.then }, size),
        ];
        for (unit, end) in halves {
            for n in 0.. {
                if page.len() >= end {
                    break;
                }
                page.push_str(&unit.replace('#', &n.to_string()));
            }
        }
        page
    }

    /// Seconds from bytes to text, Markdown, HTML and JSON.
    fn cost(&self, size: usize, extractor: &Extractor) -> f64 {
        let page = self.page(size);
        let begin = time();
        let article = extractor.extract(&Page::html(page.as_bytes()).with_input(self.input));
        hostile::write(&article);
        (time() - begin).as_secs_f64()
    }
}

/// A random element of a list.
fn one<'a>(list: &'a str, sign: &str, chance: &mut Chance) -> &'a str {
    let n = list.split(sign).count();
    list.split(sign).nth(chance.below(n)).unwrap_or_default()
}

/// A few random tags and texts, some of the elements closed; never empty.
fn unit(chance: &mut Chance) -> String {
    let (mut unit, mut open) = (String::new(), Vec::new());
    for _ in 0..=chance.below(6) {
        match chance.below(10) {
            0..=4 => {
                let tag = one(TAGS, " ", chance);
                unit.push_str(&format!("<{tag}"));
                for _ in 0..chance.below(3) {
                    unit.push_str(&format!(" {}", one(ATTRIBUTES, "|", chance)));
                }
                unit.push('>');
                open.push(tag);
            }
            5 | 6 if !open.is_empty() => {
                unit.push_str(&format!("</{}>", open.pop().unwrap_or_default()));
            }
            7 => unit.push_str(&format!("</{}>", one(TAGS, " ", chance))),
            _ => unit.push_str(one(TEXTS, "\n", chance)),
        }
        if chance.below(2) == 0 {
            unit.push_str(one(TEXTS, "\n", chance));
        }
    }
    if chance.below(2) == 0 {
        open.iter().rev().for_each(|tag| unit.push_str(&format!("</{tag}>")));
    }
    unit
}
