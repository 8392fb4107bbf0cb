//! Class names and ids of page parts.

use crate::family::draw::Draw;
use crate::family::vocabulary::VOCABULARY;

/// The kind of class names on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Names describe the parts.
    Semantic,
    /// Names are hashes.
    Hashed,
    /// Each part has a semantic name, a hash or no name.
    Mixed,
    /// The page has no `class` and no `id`.
    Absent,
}

impl Mode {
    pub fn name(self) -> &'static str {
        match self {
            Mode::Semantic => "semantic",
            Mode::Hashed => "hashed",
            Mode::Mixed => "mixed",
            Mode::Absent => "absent",
        }
    }
}

/// The spelling of names.
#[derive(Debug, Clone, Copy)]
enum Style {
    Kebab,
    Snake,
    Camel,
    Pascal,
    Glued,
    /// `story__photo-credit`.
    Bem,
    /// `hdl`, `cptn`.
    Short,
}

/// The names of one page. A part has the same name everywhere on the page.
pub struct Names {
    pub mode: Mode,
    seed: usize,
    style: Style,
    /// Names use words of another language, if the vocabulary has them.
    is_foreign: bool,
    /// The prefix of all names, or an empty string.
    prefix: &'static str,
    /// Class attributes also have utility classes.
    has_looks: bool,
    has_test_ids: bool,
    has_ids: bool,
    hash: usize,
}

const PREFIXES: &[&str] = &["", "", "", "td", "c", "m", "js", "o", "np", "wp", "site", "u", "rd"];
const LOOKS: &[&str] = &[
    "mt-4",
    "flex",
    "text-sm",
    "px-2",
    "w-full",
    "clearfix",
    "row",
    "col-md-8",
    "is-open",
    "mb20",
    "relative",
    "grid",
    "float-left",
    "s12",
    "text-gray-600",
    "show",
    "u-pad",
    "font-serif",
];

impl Names {
    pub fn new(draw: &mut Draw, mode: Mode) -> Self {
        let styles = [
            (5, Style::Kebab),
            (2, Style::Snake),
            (3, Style::Camel),
            (1, Style::Pascal),
            (1, Style::Glued),
            (3, Style::Bem),
            (2, Style::Short),
        ];
        Names {
            mode,
            seed: draw.below(1 << 30),
            style: draw.weighed(&styles),
            is_foreign: draw.percent(20),
            prefix: draw.one(PREFIXES),
            has_looks: draw.percent(20),
            has_test_ids: draw.percent(12),
            has_ids: draw.percent(40),
            hash: draw.below(6),
        }
    }

    /// Returns the naming attributes of a part, each with a leading space.
    pub fn of(&self, part: &str) -> String {
        let mut draw = Draw::of(part, self.seed);
        let mode = match self.mode {
            Mode::Mixed => draw.one(&[Mode::Semantic, Mode::Hashed, Mode::Absent]),
            mode => mode,
        };
        let class = match mode {
            Mode::Absent => return String::new(),
            Mode::Hashed => self.hashed(&mut draw, part),
            Mode::Semantic | Mode::Mixed => self.semantic(&mut draw, part),
        };
        let mut out = format!(" class=\"{class}\"");
        if self.has_ids && mode == Mode::Semantic && draw.percent(10) && !is_repeated(part) {
            out = format!(" id=\"{}\"{out}", self.words(&mut draw, part));
        }
        if self.has_test_ids && draw.percent(40) {
            out += &format!(" data-testid=\"{}\"", Style::Kebab.join(&english(&mut draw, part)));
        }
        out
    }

    /// Returns the first class of a part.
    pub fn class(&self, part: &str) -> Option<String> {
        let attributes = self.of(part);
        let (_, value) = attributes.split_once("class=\"")?;
        value.split([' ', '"']).next().map(str::to_owned)
    }

    fn semantic(&self, draw: &mut Draw, part: &str) -> String {
        let mut name = self.words(draw, part);
        if !self.prefix.is_empty() {
            name = Style::Kebab.join(&[self.prefix, &name]);
        }
        if self.has_looks && draw.percent(60) {
            name = format!("{name} {}", draw.one(LOOKS));
        }
        if draw.percent(8) {
            name = format!("{name} {}", self.words(draw, part));
        }
        name
    }

    fn words(&self, draw: &mut Draw, part: &str) -> String {
        let (_, _, foreign) = entry(part);
        let words = if self.is_foreign && !foreign.is_empty() {
            draw.one(foreign).split(' ').collect()
        } else {
            english(draw, part)
        };
        self.style.join(&words)
    }

    /// Makes a hash in the form of a common build tool.
    fn hashed(&self, draw: &mut Draw, part: &str) -> String {
        match self.hash {
            0 => format!("css-{}", base36(draw, 6)),
            1 => format!("sc-{} {}", base36(draw, 8), letters(draw, 6)),
            2 => format!("_{}", base36(draw, 5)),
            3 => format!("jsx-{}", 1_000_000_000 + draw.below(900_000_000)),
            // CSS modules keep some words.
            4 if draw.percent(40) => {
                format!("{}_{}", Style::Camel.join(&english(draw, part)), base36(draw, 5))
            }
            4 => format!("m_{}", base36(draw, 7)),
            _ => format!("{} {}", letters(draw, 2), letters(draw, 3)),
        }
    }
}

impl Style {
    fn join(self, words: &[&str]) -> String {
        let capital = |word: &&str| {
            let mut letters = word.chars();
            let first = letters.next().map(|c| c.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        };
        match self {
            Style::Kebab => words.join("-"),
            Style::Snake => words.join("_"),
            Style::Glued => words.concat(),
            Style::Pascal => words.iter().map(capital).collect(),
            Style::Camel => words[0].to_owned() + &Style::Pascal.join(&words[1..]),
            Style::Bem if words.len() > 1 => format!("{}__{}", words[0], words[1..].join("-")),
            Style::Bem => format!("story__{}", words[0]),
            Style::Short => words.iter().map(|word| short(word)).collect::<Vec<_>>().join("-"),
        }
    }
}

/// Abbreviates a word: `cptn`.
fn short(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next();
    let rest = letters.filter(|c| !"aeiou".contains(*c)).take(3);
    first.into_iter().chain(rest).collect()
}

type Entry = (&'static str, &'static [&'static str], &'static [&'static str]);

fn entry(part: &str) -> &'static Entry {
    let found = VOCABULARY.iter().find(|(name, ..)| *name == part);
    found.unwrap_or_else(|| panic!("no names for the part `{part}`"))
}

fn english(draw: &mut Draw, part: &str) -> Vec<&'static str> {
    draw.one(entry(part).1).split(' ').collect()
}

/// Tells whether a page may have the part more than once. Such a part gets no id.
fn is_repeated(part: &str) -> bool {
    !["page", "masthead", "nav", "footer", "sidebar", "story", "body", "headline", "main"]
        .contains(&part)
}

fn base36(draw: &mut Draw, n: usize) -> String {
    let signs = b"0123456789abcdefghijklmnopqrstuvwxyz";
    (0..n).map(|_| char::from(draw.one(signs))).collect()
}

fn letters(draw: &mut Draw, n: usize) -> String {
    let signs = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    (0..n).map(|_| char::from(draw.one(signs))).collect()
}
