//! Elements between paragraphs: advertisements, newsletter boxes, related links, pitches, media lines.

use crate::family::maker::{Maker, quoted};
use crate::family::truth::Kind;
use crate::family::words::Newsletter;

impl Maker<'_> {
    /// Draws the elements between the paragraphs, in random order.
    pub fn interruptions(&mut self) -> Vec<String> {
        let mut out = Vec::new();
        if self.draw.percent(50) {
            out.push(self.newsletter());
        }
        if self.draw.percent(60) {
            let is_box = self.draw.percent(35);
            for _ in 0..self.draw.between(1, 2) {
                out.push(if is_box { self.related_box() } else { self.related_line() });
            }
        }
        if self.draw.percent(65) {
            let look = self.draw.below(6);
            for _ in 0..self.draw.between(1, 3) {
                out.push(self.ad(look));
            }
        }
        if self.draw.percent(30) {
            out.push(self.pitch());
        }
        if self.draw.percent(25) {
            out.push(self.media_line());
        }
        self.draw.shuffle(&mut out);
        out
    }

    /// Makes a newsletter box with a form, with a link, or with text only.
    pub fn newsletter(&mut self) -> String {
        let letter = self.draw.one(&self.words.newsletter);
        let look = self.draw.below(8);
        // Some boxes have only a heading, some only a pitch.
        let part = |m: &mut Self, is_there: bool, text: &str| {
            if is_there { m.leak(Kind::Newsletter, text) } else { String::new() }
        };
        let heading = part(self, look != 1, &letter.heading);
        let pitch = part(self, look != 0, &letter.pitch);
        let heading = self.el(self.box_heading, "box heading", &heading);
        let tag = self.draw.one(&["p", "p", "div", "span"]);
        let mut inner = match look {
            0 => heading,
            1 => self.el("p", "pitch", &pitch),
            2 => format!("<p>{heading}<br>{pitch}</p>"),
            _ => format!("{heading}{}", self.el(tag, "pitch", &pitch)),
        };
        inner += &match self.draw.below(10) {
            0..=5 => self.form(&letter),
            6..=7 => {
                let button = self.leak(Kind::Newsletter, &letter.button);
                self.link("button", &button)
            }
            _ => String::new(),
        };
        if self.draw.percent(55) {
            let fine = self.leak(Kind::FinePrint, &letter.fine);
            let fine = self.with_link(&fine);
            let tag = self.draw.one(&["p", "small", "div", "span", "label"]);
            inner += &self.el(tag, "fine", &fine);
        }
        let tag = self.draw.weighed(&[
            (6, "div"),
            (2, "aside"),
            (2, "section"),
            (1, "form"),
            (1, "blockquote"),
        ]);
        let html = self.el(tag, "newsletter", &inner);
        if self.draw.percent(5) { self.el_with("div", "wrapper", " hidden", &html) } else { html }
    }

    fn form(&mut self, letter: &Newsletter) -> String {
        let kind = self.draw.one(&["email", "email", "text"]);
        let hint = quoted(&letter.placeholder);
        let input = match self.draw.below(4) {
            0 => format!("<input type=\"{kind}\" aria-label=\"{hint}\">"),
            1 => format!("<input type=\"{kind}\" name=\"email\" placeholder=\"{hint}\" required>"),
            _ => format!("<input type=\"{kind}\" placeholder=\"{hint}\">"),
        };
        let button = if self.draw.percent(70) {
            let text = self.leak(Kind::Newsletter, &letter.button);
            self.el_with("button", "button", " type=\"submit\"", &text)
        } else {
            format!("<input type=\"submit\" value=\"{}\">", quoted(&letter.button))
        };
        let tag = self.draw.one(&["form", "form", "div"]);
        self.el(tag, "form", &format!("{input}{button}"))
    }

    /// Puts a link around the last word of escaped text, on half of the calls.
    pub fn with_link(&mut self, text: &str) -> String {
        let cut = text.rfind(' ').filter(|_| self.draw.percent(50));
        let Some(cut) = cut else { return text.to_owned() };
        let link = self.link("link", &text[cut + 1..]);
        format!("{} {link}", &text[..cut])
    }

    /// Makes a label with one link.
    pub fn related_line(&mut self) -> String {
        let label = self.draw.one(&self.words.related_labels);
        let label = self.leak(Kind::Related, &label);
        let story = self.other_story();
        let link = self.link("related", &story);
        let mark = self.draw.one(&["strong", "b", "span", "em"]);
        let tag = self.draw.one(&["p", "p", "div", "aside"]);
        match self.draw.below(8) {
            0 => format!(
                "{}{}",
                self.el("p", "related label", &label),
                self.el("p", "related", &link)
            ),
            1 => self.el(tag, "related", &format!("{label} {link}")),
            2 => self.link("related", &format!("{label} {story}")),
            3 => {
                let title = self.el("h4", "teaser", &story);
                let label = self.el("span", "related label", &label);
                let card = self.link("teaser", &format!("{label}{title}"));
                self.el(tag_of_box(tag), "related", &card)
            }
            4 => {
                let label = self.el("strong", "related label", &label);
                self.el("p", "paragraph", &format!("{label} {link}"))
            }
            5 => self.el("p", "paragraph", &self.el("strong", "mark", &format!("{label} {link}"))),
            _ => {
                let gap = self.gap();
                let label = self.el(mark, "related label", &label);
                self.el(tag, "related", &format!("{label}{gap}{link}"))
            }
        }
    }

    fn other_story(&mut self) -> String {
        let headline = self.draw.one(&self.words.headlines);
        self.leak(Kind::Related, &headline)
    }

    /// Makes a heading with several links.
    pub fn related_box(&mut self) -> String {
        let labels = if self.draw.percent(50) {
            &self.words.related_labels
        } else {
            &self.words.box_headings
        };
        let label = self.draw.one(labels);
        let label = self.leak(Kind::Related, &label);
        let has_pictures = self.draw.percent(30);
        let look = self.draw.below(4);
        let mut inner = String::new();
        let n = self.draw.between(1, 4);
        for headline in self.draw.some(&self.words.headlines, n) {
            let text = self.leak(Kind::Related, &headline);
            let picture = if has_pictures { "<img src=\"/thumb/1.jpg\" alt=\"\"> " } else { "" };
            let link = self.link("link", &format!("{picture}{text}"));
            inner += &match look {
                0 => self.el("p", "teaser", &link),
                1 => self.el("div", "teaser", &self.el("h4", "teaser", &link)),
                _ => self.el("li", "teaser", &link),
            };
        }
        if look > 1 {
            inner = self.el(if look == 2 { "ul" } else { "ol" }, "wrapper", &inner);
        }
        let heading = self.el(self.box_heading, "box heading", &label);
        self.boxed("related", &format!("{heading}{inner}"))
    }

    /// Makes an advertisement label. All labels of a page use the same markup.
    fn ad(&mut self, look: usize) -> String {
        let label = self.draw.one(&self.words.ads);
        let label = self.leak(Kind::Ad, &label);
        let slot = "<div data-slot=\"mid\"></div>";
        match look {
            0 => self.el("div", "ad", &format!("{label}{slot}")),
            1 => self.el("p", "ad label", &label),
            2 => {
                let second = self.draw.one(&self.words.ads);
                let second = self.leak(Kind::Ad, &second);
                let (first, second) =
                    (self.el("span", "ad label", &label), self.el("span", "ad label", &second));
                let gap = self.gap();
                self.el("div", "ad", &format!("{first}{gap}{second}"))
            }
            3 => self.el("center", "ad", &self.el("small", "ad label", &label)),
            4 => {
                self.el("div", "ad", &format!("{}{slot}<hr>", self.el("span", "ad label", &label)))
            }
            _ => self.boxed("ad", &label),
        }
    }

    /// Makes a pitch of one or two sentences.
    pub fn pitch(&mut self) -> String {
        let text = self.draw.one(&self.words.pitches);
        let text = self.leak(Kind::Pitch, &text);
        match self.draw.below(6) {
            0 => self.el("p", "pitch", &self.el("em", "mark", &text)),
            1 => {
                let link = self.link("link", &text);
                self.el("p", "pitch", &link)
            }
            2 => self.el("p", "pitch", &self.el("strong", "mark", &text)),
            3 => self.boxed("pitch", &format!("<p>{text}</p>")),
            _ => {
                let text = self.with_link(&text);
                let tag = self.draw.one(&["p", "div", "aside"]);
                self.el(tag, "pitch", &text)
            }
        }
    }

    /// Makes a line that announces a video, a gallery or a recording.
    fn media_line(&mut self) -> String {
        let text = self.draw.one(&self.words.media);
        let text = self.leak(Kind::Media, &text);
        match self.draw.below(6) {
            0 => self.el("p", "media line", &text),
            1 => {
                let button = self.el("button", "button", &text);
                self.el("div", "media line", &format!("{button}<video src=\"/v.mp4\"></video>"))
            }
            2 => {
                let link = self.link("link", &text);
                self.el("div", "media line", &link)
            }
            3 => {
                let heading = self.el("h4", "media line", &text);
                format!("{heading}<iframe src=\"/player/{}\"></iframe>", self.draw.below(99))
            }
            4 => {
                let link = self.link("media line", &text);
                self.el("p", "paragraph", &self.el("strong", "mark", &link))
            }
            _ => self.boxed("media line", &text),
        }
    }
}

fn tag_of_box(tag: &str) -> &str {
    if tag == "p" { "div" } else { tag }
}
