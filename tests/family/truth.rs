//! The truth of a page: its article, its metadata, and all text that is not content.

use serde_json::{Value, json};

use crate::family::names::Mode;

/// The kind of a text that is not content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Caption,
    Credit,
    Policy,
    Related,
    Byline,
    Newsletter,
    FinePrint,
    Ad,
    Share,
    Section,
    Syndication,
    Pitch,
    Media,
    Cookie,
    Paywall,
    Nav,
    Title,
    /// Text that the truth does not list.
    Other,
}

pub const KINDS: [(Kind, &str); 18] = [
    (Kind::Caption, "caption"),
    (Kind::Credit, "credit"),
    (Kind::Policy, "policy"),
    (Kind::Related, "related"),
    (Kind::Byline, "byline"),
    (Kind::Newsletter, "newsletter"),
    (Kind::FinePrint, "fine print"),
    (Kind::Ad, "ad label"),
    (Kind::Share, "share"),
    (Kind::Section, "section label"),
    (Kind::Syndication, "syndication"),
    (Kind::Pitch, "pitch"),
    (Kind::Media, "media"),
    (Kind::Cookie, "cookie"),
    (Kind::Paywall, "paywall"),
    (Kind::Nav, "nav"),
    (Kind::Title, "title"),
    (Kind::Other, "other"),
];

impl Kind {
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).expect("every kind has a name").1
    }
}

/// The expected date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Date {
    /// This day.
    Day(String),
    /// The page has no date of the article.
    None,
    /// The page shows a date that the test does not score, such as "two hours ago".
    Unknown,
}

#[derive(Debug, Clone)]
pub struct Truth {
    pub title: String,
    pub site: String,
    /// Whether the head, or the visible text, names the site.
    pub is_site_in_head: bool,
    pub is_site_in_text: bool,
    pub date: Date,
    /// The expected date of the text page.
    pub date_in_text: Date,
    /// The paragraphs and subheads of the article.
    pub paragraphs: Vec<String>,
    pub leaks: Vec<(Kind, String)>,
    pub captions: Vec<(String, Option<String>)>,
}

/// A page with its truth.
#[derive(Debug, Clone)]
pub struct Made {
    pub id: String,
    pub group: String,
    pub language: String,
    pub mode: Mode,
    pub is_text: bool,
    pub page: String,
    pub truth: Truth,
}

impl Made {
    pub fn date(&self) -> &Date {
        if self.is_text { &self.truth.date_in_text } else { &self.truth.date }
    }

    /// Returns the site, if the page names it.
    pub fn site(&self) -> Option<&str> {
        let truth = &self.truth;
        let is_told = if self.is_text { truth.is_site_in_text } else { truth.is_site_in_head };
        is_told.then_some(truth.site.as_str())
    }

    /// Returns a line of `truth.jsonl`.
    pub fn json(&self) -> Value {
        let pair = |(caption, credit)| json!({"caption": caption, "credit": credit});
        let date = match self.date() {
            Date::Day(day) => Some(day.as_str()),
            Date::None | Date::Unknown => None,
        };
        let leaks = self.truth.leaks.iter().map(|(kind, text)| json!([kind.name(), text]));
        json!({
            "id": self.id,
            "group": self.group,
            "lang": self.language,
            "names": self.mode.name(),
            "title": self.truth.title,
            "site": self.site(),
            "date": date,
            "is_date_known": *self.date() != Date::Unknown,
            "text": self.truth.paragraphs.join("\n\n"),
            "captions": self.truth.captions.iter().cloned().map(pair).collect::<Vec<_>>(),
            "leaks": leaks.collect::<Vec<_>>(),
        })
    }
}
