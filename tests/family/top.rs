//! Elements above the article: masthead, section label, headline, byline, share row.

use crate::family::dates;
use crate::family::maker::Maker;
use crate::family::truth::{Date, Kind};

impl Maker<'_> {
    /// Makes the masthead with logo, date strip and menu.
    pub fn masthead(&mut self, is_name_heading: bool) -> String {
        let logo = self.logo(is_name_heading);
        let strip = self.strip();
        let nav = self.nav();
        let mut parts = if self.draw.percent(75) { vec![logo, strip] } else { vec![strip, logo] };
        if self.draw.percent(80) {
            parts.push(nav);
        } else {
            parts.insert(0, nav);
        }
        match self.draw.below(8) {
            0 => format!("<table><tr><td>{}</td></tr></table>", parts.concat()),
            1 | 2 => self.el("div", "masthead", &parts.concat()),
            3 => parts.concat(),
            _ => self.el("header", "masthead", &parts.concat()),
        }
    }

    fn logo(&mut self, is_heading: bool) -> String {
        let site = self.site.clone();
        let is_text = is_heading || self.draw.percent(50);
        let inner = if is_text {
            self.truth.is_site_in_text = true;
            self.leak(Kind::Nav, &site)
        } else {
            format!("<img src=\"/logo.svg\" alt=\"{}\">", crate::family::maker::quoted(&site))
        };
        let link = format!("<a href=\"/\"{}>{inner}</a>", self.names.of("logo"));
        let tag = if is_heading { "h1" } else { self.draw.one(&["div", "p", "span"]) };
        self.el(tag, "logo", &link)
    }

    /// Makes the strip of today's date, weather and edition in random order.
    fn strip(&mut self) -> String {
        let shown = self.shown_date.clone();
        let others: Vec<String> =
            self.words.dates.iter().filter(|d| **d != shown).cloned().collect();
        let today = self.draw.one(&others);
        let mut parts = vec![("today", today)];
        if self.draw.percent(80) {
            parts.push(("weather", self.draw.one(&self.words.weather)));
        }
        if self.draw.percent(80) {
            parts.push(("edition", self.draw.one(&self.words.edition)));
        }
        self.draw.shuffle(&mut parts);
        let tag = self.draw.one(&["span", "span", "div", "li", "p"]);
        let gap = self.gap();
        let mut inner = Vec::new();
        for (part, text) in parts {
            let text = self.leak(Kind::Nav, &text);
            let text = if part == "today" { text } else { self.link("nav item", &text) };
            inner.push(self.el(tag, part, &text));
        }
        let inner = inner.join(gap);
        self.el(if tag == "li" { "ul" } else { "div" }, "strip", &inner)
    }

    fn nav(&mut self) -> String {
        let n_entries = self.draw.between(4, 10);
        let mut entries = self.draw.some(&self.words.nav, n_entries);
        entries.extend(self.draw.some(&self.words.sections, 4));
        let is_list = self.draw.percent(70);
        let mut inner = String::new();
        for entry in entries {
            let text = self.leak(Kind::Nav, &entry);
            let link = self.link("nav item", &text);
            inner += &if is_list { self.el("li", "nav item", &link) } else { link + " " };
        }
        let inner = if is_list { self.el("ul", "nav", &inner) } else { inner };
        let tag = self.draw.one(&["nav", "nav", "div"]);
        self.el(tag, "nav", &inner)
    }

    pub fn section_label(&mut self) -> String {
        let text = self.leak(Kind::Section, &self.section.clone());
        let tag = self.draw.one(&["p", "div", "span", "h4", "h2"]);
        if self.draw.percent(65) {
            let link = self.link("section", &text);
            return self.el(tag, "section", &link);
        }
        self.el(tag, "section", &text)
    }

    /// Writes the headline.
    pub fn headline(&mut self, tag: &str) -> String {
        let text = self.leak(Kind::Title, &self.story.title.clone());
        let text = if self.draw.percent(10) { self.el("span", "headline", &text) } else { text };
        self.el(tag, "headline", &text)
    }

    /// Writes the byline in one or several lines.
    pub fn byline(&mut self) -> String {
        let lines = self.byline_lines();
        let tag = self.draw.one(&["p", "div", "span", "li", "address"]);
        let is_one_block = lines.len() > 1 && self.draw.percent(25);
        let mut parts = Vec::new();
        for line in lines {
            let html = self.byline_line(&line);
            let part = if line.contains("{author}") { "byline" } else { "date" };
            parts.push(if is_one_block { html } else { self.el(tag, part, &html) });
        }
        if is_one_block {
            return self.el("p", "byline", &parts.join("<br>"));
        }
        let inner = parts.concat();
        match tag {
            "li" => self.el("ul", "byline", &inner),
            "span" => self.el("div", "byline", &inner),
            _ if self.draw.percent(50) => self.el("div", "byline", &inner),
            _ => inner,
        }
    }

    /// Draws the forms of the lines. At most one line has the date.
    fn byline_lines(&mut self) -> Vec<String> {
        let has_two = self.story.authors.len() > 1;
        let fits = |form: &&String| has_two || !form.contains("{author2}");
        let forms: Vec<String> = self.words.byline_forms.iter().filter(fits).cloned().collect();
        let of = |has_author: bool| {
            let is_such = |form: &&String| form.contains("{author}") == has_author;
            forms.iter().filter(is_such).cloned().collect::<Vec<_>>()
        };
        let mut lines = vec![self.draw.one(&of(true))];
        let n = self.draw.weighed(&[(3, 0), (4, 1), (1, 2)]);
        for form in self.draw.some(&of(false), n) {
            let is_second_date = |line: &String| line.contains("{date}") && form.contains("{date}");
            if !lines.iter().any(is_second_date) {
                lines.push(form);
            }
        }
        if self.draw.percent(20) {
            lines.reverse();
        }
        lines
    }

    /// Fills in one line. Author and date may get their own elements.
    fn byline_line(&mut self, form: &str) -> String {
        let is_linked = self.draw.percent(35);
        let is_timed = self.draw.percent(35);
        let authors = self.story.authors.clone();
        let second = authors.get(1).cloned().unwrap_or_default();
        let values = [
            ("{author}", authors[0].clone(), "author"),
            ("{author2}", second, "author"),
            ("{role}", self.draw.one(&self.words.roles), "role"),
            ("{date}", self.shown_date.clone(), "date"),
            ("{time}", self.draw.one(&self.words.times), "date"),
            ("{site}", self.site.clone(), "role"),
        ];
        let (mut plain, mut html) = (form.to_owned(), self.escaped(form));
        for (name, value, part) in values {
            if !form.contains(name) {
                continue;
            }
            plain = plain.replace(name, &value);
            let text = self.escaped(&value);
            let text = match part {
                "author" if is_linked => self.link(part, &text),
                "date" if is_timed && name == "{date}" => {
                    let day = format!(" datetime=\"{}\"", self.day);
                    self.el_with("time", part, if self.can_read_date() { &day } else { "" }, &text)
                }
                "role" if self.draw.percent(30) => self.el("span", part, &text),
                _ => text,
            };
            html = html.replace(name, &text);
        }
        self.truth.leaks.push((Kind::Byline, plain));
        if form.contains("{date}") {
            self.note_date(form);
        }
        html
    }

    /// Tells whether the shown date has a year and is unambiguous.
    fn can_read_date(&self) -> bool {
        dates::day(&self.words.language, &self.shown_date).is_some()
    }

    fn note_date(&mut self, form: &str) {
        let is_known = self.can_read_date() && !dates::is_update(form);
        let date = if is_known { Date::Day(self.day.clone()) } else { Date::Unknown };
        self.truth.date_in_text = date.clone();
        if !matches!(self.truth.date, Date::Day(_)) {
            self.truth.date = date;
        }
    }

    /// Makes a share row.
    pub fn share(&mut self) -> String {
        let items = self.draw.one(&self.words.share);
        let is_list = self.draw.percent(50);
        let gap = self.gap();
        let mut parts = Vec::new();
        for item in items {
            let text = self.leak(Kind::Share, &item);
            let tag = self.draw.one(&["a", "a", "button", "span"]);
            let more = if tag == "a" { " href=\"#share\"" } else { "" };
            let inner = self.el_with(tag, "share item", more, &text);
            parts.push(if is_list { self.el("li", "share item", &inner) } else { inner });
        }
        let inner = parts.join(gap);
        self.el(if is_list { "ul" } else { "div" }, "share", &inner)
    }

    pub fn counters(&mut self) -> String {
        let n = self.draw.between(1, 3);
        let gap = self.gap();
        let mut parts = Vec::new();
        for counter in self.draw.some(&self.words.counters, n) {
            let text = self.leak(Kind::Share, &counter);
            parts.push(self.el("span", "counter", &text));
        }
        self.el("div", "counter", &parts.join(gap))
    }
}
