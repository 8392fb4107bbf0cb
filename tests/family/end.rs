//! Elements after and beside the article.

use crate::family::maker::Maker;
use crate::family::truth::Kind;

impl Maker<'_> {
    /// Makes a comment policy.
    pub fn policy(&mut self) -> String {
        let text = self.draw.one(&self.words.policies);
        let text = self.leak(Kind::Policy, &text);
        let text = self.with_link(&text);
        let tag = self.draw.one(&["p", "p", "div", "span"]);
        let mut inner = self.el(tag, "policy", &text);
        if self.draw.percent(15) {
            let more = self.draw.one(&self.words.policies);
            let more = self.leak(Kind::Policy, &more);
            inner += &self.el("p", "policy", &more);
        }
        if self.draw.percent(10) {
            inner += "<form><textarea></textarea></form>";
        }
        match self.draw.below(8) {
            0..=2 => inner,
            3 => self.el("section", "policy", &format!("{inner}<hr>")),
            4 => self.el("ul", "policy", &self.el("li", "policy", &inner)),
            _ => self.boxed("policy", &inner),
        }
    }

    /// Makes a source, copyright or correction note.
    pub fn syndication(&mut self) -> String {
        let text = self.draw.one(&self.words.syndication);
        let text = self.leak(Kind::Syndication, &text);
        match self.draw.below(5) {
            0 => self.el("p", "syndication", &self.el("em", "mark", &text)),
            1 => self.el("p", "paragraph", &format!("<i>{text}</i>")),
            2 => self.el("small", "syndication", &text),
            3 => self.boxed("syndication", &text),
            _ => self.el("p", "syndication", &text),
        }
    }

    pub fn tags(&mut self) -> String {
        let label = self.draw.one(&self.words.tags_labels);
        let label = self.leak(Kind::Nav, &label);
        let n = self.draw.between(2, 5);
        let is_list = self.draw.percent(40);
        let mut inner = String::new();
        for tag in self.draw.some(&self.words.sections, n) {
            let text = self.leak(Kind::Nav, &tag);
            let link = self.link("tags", &text);
            inner += &if is_list { self.el("li", "tags", &link) } else { format!("{link}, ") };
        }
        if is_list {
            inner = self.el("ul", "tags", &inner);
        }
        let label = self.el("span", "related label", &label);
        self.el("div", "tags", &format!("{label} {inner}"))
    }

    /// Makes a line with the author's e-mail address.
    pub fn contact(&mut self) -> String {
        let author = self.story.authors[0].clone();
        let user: String =
            author.to_lowercase().split(' ').next_back().unwrap_or("news").to_owned();
        let user = if user.is_ascii() && !user.is_empty() { user } else { "newsroom".to_owned() };
        let address = format!("{user}@{}", self.host);
        let mail = format!("<a href=\"mailto:{address}\">{address}</a>");
        self.truth.leaks.push((Kind::Byline, address));
        let inner = match self.draw.below(3) {
            0 => mail,
            1 => format!("{}, {mail}", self.leak(Kind::Byline, &author)),
            _ => format!("{} | {mail}", self.leak(Kind::Byline, &author)),
        };
        let tag = self.draw.one(&["p", "p", "div", "address", "em"]);
        self.el(tag, "contact", &inner)
    }

    /// Makes a sidebar of related boxes, pitches and newsletter boxes.
    pub fn sidebar(&mut self) -> String {
        let mut widgets = Vec::new();
        for _ in 0..self.draw.between(1, 3) {
            let inner = self.related_box();
            widgets.push(self.el("div", "widget", &inner));
        }
        if self.draw.percent(40) {
            let inner = self.pitch();
            widgets.push(self.el("div", "widget", &inner));
        }
        if self.draw.percent(25) {
            widgets.push(self.newsletter());
        }
        self.draw.shuffle(&mut widgets);
        let tag = self.draw.weighed(&[(6, "aside"), (4, "div"), (1, "section")]);
        self.el(tag, "sidebar", &widgets.concat())
    }

    pub fn footer(&mut self) -> String {
        let n = self.draw.between(4, 10);
        let is_list = self.draw.percent(60);
        let mut inner = String::new();
        for line in self.draw.some(&self.words.footer, n) {
            let text = self.leak(Kind::Nav, &line);
            let is_link = self.draw.percent(70);
            let text = if is_link { self.link("nav item", &text) } else { text };
            inner += &match is_list {
                true => self.el("li", "nav item", &text),
                false if is_link => text + " | ",
                false => self.el("p", "footer", &text),
            };
        }
        if is_list {
            inner = self.el("ul", "footer", &inner);
        }
        let tag = self.draw.weighed(&[(7, "footer"), (3, "div")]);
        self.el(tag, "footer", &inner)
    }

    /// Makes a line with the URL, as in print versions of a page.
    pub fn print_line(&mut self) -> String {
        let text = format!("https://{}/{}", self.host, self.draw.below(99_999));
        let text = self.leak(Kind::Nav, &text);
        self.el("p", "print", &text)
    }

    pub fn cookie(&mut self) -> String {
        let text = self.draw.one(&self.words.cookie);
        let text = self.leak(Kind::Cookie, &text);
        let inner = self.el("p", "cookie", &text);
        let button = format!("<button>{}</button>", self.leak(Kind::Cookie, "OK"));
        let more = if self.draw.percent(30) { " role=\"dialog\"" } else { "" };
        self.el_with("div", "cookie", more, &format!("{inner}{button}"))
    }

    pub fn paywall(&mut self) -> String {
        let text = self.draw.one(&self.words.paywall);
        let text = self.leak(Kind::Paywall, &text);
        let inner = match self.draw.below(3) {
            0 => self.el("p", "paywall", &text),
            1 => self.el("h3", "paywall", &text),
            _ => text,
        };
        self.boxed("paywall", &inner)
    }

    /// Repeats the headline in a sticky bar.
    pub fn sticky_bar(&mut self) -> String {
        let text = self.leak(Kind::Title, &self.story.title.clone());
        let tag = self.draw.one(&["span", "div", "h2", "p"]);
        let inner = self.el(tag, "headline", &text);
        let share = if self.draw.percent(40) { self.share() } else { String::new() };
        self.el("div", "sticky", &format!("{inner}{share}"))
    }
}
