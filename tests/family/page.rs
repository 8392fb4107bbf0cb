//! The arrangement of the parts of a page.

use crate::family::draw::Draw;
use crate::family::maker::Maker;
use crate::family::names::Mode;
use crate::family::photos::Shots;
use crate::family::truth::Truth;
use crate::family::words::Words;

/// The position of the byline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Byline {
    AboveHeadline,
    BelowHeadline,
    BehindPhoto,
    AtopText,
    BehindText,
}

/// The position of the lead photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lead {
    AboveHeadline,
    BelowHeadline,
    AtopText,
}

/// The elements after the text, by their container.
#[derive(Default)]
struct Ends {
    /// Inside the body container.
    inside: String,
    /// Inside the story container, after the body.
    behind: String,
    /// After the story container.
    outside: String,
}

/// Makes a page and its truth.
pub fn page(draw: Draw, words: &Words, mode: Mode) -> (String, Truth) {
    let mut m = Maker::new(draw, words, mode);
    let head = m.head();
    let body = m.page_body();
    let html = m.document(&head, &body);
    (html, m.truth)
}

impl Maker<'_> {
    fn page_body(&mut self) -> String {
        let headline_tag = self.draw.weighed(&[(76, "h1"), (14, "h2"), (10, "div")]);
        let mut out = String::new();
        let cookie = if self.draw.percent(40) { self.cookie() } else { String::new() };
        let is_cookie_first = self.draw.percent(50);
        if is_cookie_first {
            out += &cookie;
        }
        let is_name_heading = headline_tag == "h2" && self.draw.percent(50);
        out += &self.masthead(is_name_heading);
        let (main, end) = self.main(headline_tag);
        out += &main;
        let is_end_last = self.draw.percent(50);
        if !is_end_last {
            out += &end;
        }
        out += &self.footer();
        if self.draw.percent(10) {
            out += &self.print_line();
        }
        if is_end_last {
            out += &end;
        }
        if !is_cookie_first {
            out += &cookie;
        }
        let n = self.draw.below(3);
        self.nested(out, n)
    }

    /// Makes the columns, and the photo copies for the end of the page.
    fn main(&mut self, headline_tag: &str) -> (String, String) {
        let shots = self.photos();
        let end = shots.end.clone();
        let story = self.story_column(headline_tag, shots);
        let sidebar = if self.draw.percent(75) { self.sidebar() } else { String::new() };
        let is_sidebar_first = self.draw.percent(12);
        let columns = |story: String| {
            if is_sidebar_first { [sidebar, story] } else { [story, sidebar] }
        };
        let html = match self.draw.below(10) {
            0 => {
                let cell = |html: String| format!("<td valign=\"top\">{html}</td>");
                let cells = columns(story).map(cell).concat();
                format!("<table width=\"960\"><tr>{cells}</tr></table>")
            }
            1..=3 => {
                let main = self.el("main", "main", &story);
                self.el("div", "wrapper", &columns(main).concat())
            }
            4 => self.el("main", "main", &columns(story).concat()),
            5 => {
                let main = self.el("section", "main", &story);
                columns(main).concat()
            }
            _ => {
                let main = self.el("div", "main", &story);
                self.el("div", "wrapper", &columns(main).concat())
            }
        };
        (html, end)
    }

    fn story_column(&mut self, headline_tag: &str, mut shots: Shots) -> String {
        let byline_at = self.draw.weighed(&[
            (4, Byline::AboveHeadline),
            (42, Byline::BelowHeadline),
            (26, Byline::BehindPhoto),
            (14, Byline::AtopText),
            (14, Byline::BehindText),
        ]);
        let lead_at = self.draw.weighed(&[
            (10, Lead::AboveHeadline),
            (60, Lead::BelowHeadline),
            (30, Lead::AtopText),
        ]);
        let byline = self.byline();
        let lead = std::mem::take(&mut shots.lead);
        let mut head = String::new();
        if self.draw.percent(88) {
            head += &self.section_label();
        }
        if byline_at == Byline::AboveHeadline {
            head += &byline;
        }
        head += &self.headline(headline_tag);
        if byline_at == Byline::BelowHeadline {
            head += &byline;
        }
        let tools = self.tools();
        let mut top = String::new();
        if lead_at == Lead::BelowHeadline {
            top += &lead;
        }
        if byline_at == Byline::BehindPhoto {
            top += &byline;
        }
        let is_tools_first = self.draw.percent(70);
        let head = if self.draw.percent(50) {
            let tag = self.draw.one(&["header", "header", "div"]);
            self.el(tag, "story head", &head)
        } else {
            head
        };
        let top = if is_tools_first { format!("{tools}{top}") } else { format!("{top}{tools}") };
        let above = if lead_at == Lead::AboveHeadline { lead.clone() } else { String::new() };
        let mut first = if lead_at == Lead::AtopText { lead } else { String::new() };
        if byline_at == Byline::AtopText {
            first += &byline;
        }
        let mut ends = self.ends();
        if byline_at == Byline::BehindText {
            ends.inside.insert_str(0, &byline);
        }
        ends.inside.insert_str(0, &shots.behind);
        self.assembled(&format!("{above}{head}{top}"), &first, shots.between, &ends)
    }

    /// Draws the share row and the counters.
    fn tools(&mut self) -> String {
        let mut tools = Vec::new();
        if self.draw.percent(60) {
            tools.push(self.share());
        }
        if self.draw.percent(35) {
            tools.push(self.counters());
        }
        self.draw.shuffle(&mut tools);
        tools.concat()
    }

    /// Draws the elements after the text and their containers.
    fn ends(&mut self) -> Ends {
        let mut parts = Vec::new();
        if self.draw.percent(75) {
            parts.push(self.policy());
        }
        if self.draw.percent(40) {
            parts.push(self.syndication());
        }
        if self.draw.percent(35) {
            parts.push(self.tags());
        }
        if self.draw.percent(45) {
            parts.push(self.related_box());
        }
        if self.draw.percent(22) {
            parts.push(self.contact());
        }
        if self.draw.percent(22) {
            parts.push(self.pitch());
        }
        if self.draw.percent(15) {
            parts.push(self.share());
        }
        if self.draw.percent(12) {
            parts.push(self.paywall());
        }
        if self.draw.percent(12) {
            parts.push(self.newsletter());
        }
        if self.draw.percent(8) {
            parts.push(self.sticky_bar());
        }
        self.draw.shuffle(&mut parts);
        let mut ends = Ends::default();
        for part in parts {
            match self.draw.below(10) {
                0..=3 => ends.inside += &part,
                4..=7 => ends.behind += &part,
                _ => ends.outside += &part,
            }
        }
        ends
    }

    /// Puts the parts of the story together.
    fn assembled(&mut self, top: &str, first: &str, photos: Vec<String>, ends: &Ends) -> String {
        let mut between = self.interruptions();
        for photo in photos {
            between.insert(self.draw.below(between.len() + 1), photo);
        }
        let body = self.body(first, between, &ends.inside);
        let tag = self.draw.weighed(&[(12, "div"), (4, "section"), (1, "article"), (1, "main")]);
        let depth = self.draw.weighed(&[(5, 0), (3, 1), (2, 2), (1, 3)]);
        let containers: Vec<String> =
            body.parts.iter().map(|part| self.el(tag, "body", part)).collect();
        let body = containers.join(&body.seam);
        let body = self.nested(body, depth);
        let is_bare = self.draw.percent(10);
        let inner = if is_bare { body } else { format!("{top}{body}{}", ends.behind) };
        let tag = self.draw.weighed(&[
            (12, "article"),
            (8, "div"),
            (3, "section"),
            (1, "main"),
            (1, "aside"),
        ]);
        let story = self.el(tag, "story", &inner);
        if is_bare {
            // The story container holds only the body.
            return format!("{top}{story}{}{}", ends.behind, ends.outside);
        }
        format!("{story}{}", ends.outside)
    }
}
