//! The state of the generator while it writes one page.

use crate::family::dates;
use crate::family::draw::Draw;
use crate::family::names::{Mode, Names};
use crate::family::truth::{Date, Kind, Truth};
use crate::family::words::{Story, Words};

/// The character references of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signs {
    Plain,
    /// `&ldquo;`, `&eacute;`.
    Named,
    /// `&#8220;`.
    Numeric,
}

pub struct Maker<'w> {
    pub draw: Draw,
    pub words: &'w Words,
    pub names: Names,
    pub truth: Truth,
    pub story: Story,
    pub site: String,
    pub section: String,
    /// The date text that the page shows.
    pub shown_date: String,
    /// The same day as `2024-11-23`, or a random day if `shown_date` names none.
    pub day: String,
    /// The host name of the site.
    pub host: String,
    /// Whether line breaks separate the elements in the markup.
    pub is_airy: bool,
    /// The element of box headings.
    pub box_heading: &'static str,
    /// The percentage of paragraphs with inline markup.
    pub markup: usize,
    signs: Signs,
}

const HOSTS: &[&str] = &["courier", "paper", "news", "gazette", "daily", "press"];
const BOXES: [(usize, &str); 6] =
    [(9, "div"), (3, "section"), (3, "aside"), (1, "article"), (1, "nav"), (1, "center")];

impl<'w> Maker<'w> {
    pub fn new(mut draw: Draw, words: &'w Words, mode: Mode) -> Self {
        let names = Names::new(&mut draw, mode);
        let mut story = draw.one(&words.articles);
        story.subheads.truncate(3);
        let site = draw.one(&words.site_names);
        let shown_date = draw.one(&words.dates);
        let year = draw.between(2015, 2024);
        let any_day = format!("{year}-{:02}-{:02}", draw.between(1, 12), draw.between(1, 28));
        let day = dates::day(&words.language, &shown_date)
            .or_else(|| dates::fitting_day(&words.language, &shown_date, year as u32))
            .unwrap_or(any_day);
        let truth = Truth {
            title: story.title.clone(),
            site: site.clone(),
            is_site_in_head: false,
            is_site_in_text: false,
            date: Date::None,
            date_in_text: Date::None,
            paragraphs: Vec::new(),
            leaks: Vec::new(),
            captions: Vec::new(),
        };
        Maker {
            section: draw.one(&words.sections),
            host: format!("{}.example", draw.one(HOSTS)),
            is_airy: draw.percent(60),
            box_heading: draw.one(&["h2", "h3", "h3", "h4", "p", "div", "strong"]),
            markup: draw.weighed(&[(35, 0), (40, 10), (25, 30)]),
            signs: draw.weighed(&[(6, Signs::Plain), (2, Signs::Named), (2, Signs::Numeric)]),
            draw,
            words,
            names,
            truth,
            story,
            site,
            shown_date,
            day,
        }
    }

    /// Records text that is not content, and returns it escaped.
    pub fn leak(&mut self, kind: Kind, text: &str) -> String {
        let mut text = text.to_owned();
        if !matches!(kind, Kind::Title | Kind::Caption | Kind::Credit | Kind::Byline) {
            // A text may name a newspaper of `data/`; it becomes the newspaper of this page.
            for name in &self.words.site_names {
                text = text.replace(name, &self.site);
            }
        }
        self.truth.leaks.push((kind, text.clone()));
        self.escaped(&text)
    }

    /// Writes an element with the class names of a page part.
    pub fn el(&self, tag: &str, part: &str, inner: &str) -> String {
        self.el_with(tag, part, "", inner)
    }

    /// Writes an element with further attributes. `more` begins with a space.
    pub fn el_with(&self, tag: &str, part: &str, more: &str, inner: &str) -> String {
        let (inside, behind) = if self.is_airy && is_block(tag) {
            (if inner.starts_with('<') { "\n" } else { "" }, "\n")
        } else {
            ("", "")
        };
        format!("<{tag}{}{more}>{inside}{inner}</{tag}>{behind}", self.names.of(part))
    }

    /// Writes a box with a random block element.
    pub fn boxed(&mut self, part: &str, inner: &str) -> String {
        let tag = self.draw.weighed(&BOXES);
        self.el(tag, part, inner)
    }

    /// Writes a link to another page of the site.
    pub fn link(&mut self, part: &str, inner: &str) -> String {
        let href = format!(" href=\"/{}/{}\"", self.draw.below(90), self.draw.below(99_999));
        self.el_with("a", part, &href, inner)
    }

    /// Puts `n` wrappers around the markup.
    pub fn nested(&mut self, inner: String, n: usize) -> String {
        (0..n).fold(inner, |inner, _| {
            let tag = self.draw.weighed(&[(8, "div"), (2, "section")]);
            self.el(tag, "wrapper", &inner)
        })
    }

    /// Returns the white space between two inline elements.
    pub fn gap(&mut self) -> &'static str {
        match () {
            () if self.is_airy => "\n",
            () if self.draw.percent(60) => " ",
            () => "",
        }
    }

    /// Escapes text for markup.
    pub fn escaped(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match (c, self.signs) {
                ('&', _) => out += "&amp;",
                ('<', _) => out += "&lt;",
                ('>', _) => out += "&gt;",
                ('\u{a0}', _) => out += "&nbsp;",
                ('"', Signs::Named) => out += "&quot;",
                ('“', Signs::Named) => out += "&ldquo;",
                ('”', Signs::Named) => out += "&rdquo;",
                ('’', Signs::Named) => out += "&rsquo;",
                ('é', Signs::Named) => out += "&eacute;",
                ('–', Signs::Named) => out += "&ndash;",
                ('“' | '”' | '’' | '"' | '—' | '«' | '»', Signs::Numeric) => {
                    out += &format!("&#{};", u32::from(c));
                }
                _ => out.push(c),
            }
        }
        out
    }
}

/// Escapes text for an attribute value.
pub fn quoted(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

fn is_block(tag: &str) -> bool {
    !["a", "span", "b", "strong", "em", "i", "small", "cite", "time", "button", "label"]
        .contains(&tag)
}
