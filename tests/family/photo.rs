//! The markup of a photo with caption and credit.

use crate::family::maker::{Maker, quoted};
use crate::family::truth::Kind;

#[derive(Debug, Clone)]
pub struct Photo {
    pub caption: String,
    pub credit: Option<String>,
    pub number: usize,
    pub of: usize,
}

/// The element around picture and text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    Figure,
    /// The credit stands beside the `figcaption`.
    FigureBeside,
    Box,
    Paragraph,
    /// A table of one column.
    Table,
    List,
    Terms,
    Link,
    /// No element: picture and texts are siblings of the paragraphs.
    Bare,
}

/// The markup of caption and credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Two blocks.
    Blocks,
    /// Two inline elements in one block.
    Spans,
    /// One block with `<br>` between the texts.
    Lines,
    /// The caption is bare text; the credit is an inline element.
    Half,
    /// One text with the credit in parentheses.
    Brackets,
    /// One text with ` | ` or `: ` between caption and credit.
    Sign,
    /// One text with only a space between caption and credit.
    Run,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Yes,
    /// `style="display:none"`.
    ByStyle,
    /// `hidden`.
    ByAttribute,
    AriaHidden,
    Noscript,
}

/// The markup of all first or all second copies on a page.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    pub frame: Frame,
    pub setting: Setting,
    pub is_credit_first: bool,
    pub has_caption: bool,
    pub has_credit: bool,
    pub has_picture: bool,
    pub has_position: bool,
    pub shown: Shown,
    pub part: &'static str,
    picture: usize,
    alt: usize,
    /// The elements of caption and credit: as blocks, and inline.
    blocks: (&'static str, &'static str),
    spans: (&'static str, &'static str),
}

impl Look {
    /// Draws the markup of first copies.
    pub fn first(m: &mut Maker) -> Look {
        let frames = [
            (9, Frame::Figure),
            (3, Frame::FigureBeside),
            (6, Frame::Box),
            (2, Frame::Paragraph),
            (2, Frame::Table),
            (1, Frame::List),
            (1, Frame::Terms),
        ];
        let settings = [
            (5, Setting::Blocks),
            (5, Setting::Spans),
            (4, Setting::Lines),
            (3, Setting::Half),
            (3, Setting::Brackets),
            (1, Setting::Sign),
        ];
        let (frame, setting) = (m.draw.weighed(&frames), m.draw.weighed(&settings));
        let names_of_blocks = [("p", "p"), ("div", "div"), ("p", "div"), ("div", "p"), ("h6", "p")];
        let names_of_spans = [
            ("span", "span"),
            ("span", "cite"),
            ("span", "small"),
            ("em", "strong"),
            ("i", "span"),
        ];
        Look {
            frame,
            setting,
            is_credit_first: m.draw.percent(40),
            has_caption: true,
            has_credit: true,
            has_picture: true,
            has_position: false,
            shown: Shown::Yes,
            part: "photo",
            picture: m.draw.below(8),
            alt: m.draw.below(4),
            blocks: m.draw.one(&names_of_blocks),
            spans: m.draw.one(&names_of_spans),
        }
    }

    /// Draws the markup of further copies.
    pub fn second(m: &mut Maker) -> Look {
        let mut look = Look::first(m);
        let frames = [
            Frame::Figure,
            Frame::Box,
            Frame::Box,
            Frame::Paragraph,
            Frame::Link,
            Frame::Bare,
            look.frame,
        ];
        look.frame = m.draw.one(&frames);
        if m.draw.percent(25) {
            look.setting = m.draw.one(&[Setting::Run, Setting::Sign, Setting::Brackets]);
        }
        (look.has_caption, look.has_credit) =
            m.draw.weighed(&[(14, (true, true)), (4, (true, false)), (2, (false, true))]);
        look.has_picture = m.draw.percent(60);
        let hidden = [Shown::ByStyle, Shown::ByAttribute, Shown::AriaHidden, Shown::Noscript];
        look.shown = if m.draw.percent(25) { m.draw.one(&hidden) } else { Shown::Yes };
        look.part = m.draw.one(&["lightbox", "lightbox", "photo"]);
        look
    }
}

impl Maker<'_> {
    /// Writes one copy of a photo.
    pub fn copy(&mut self, photo: &Photo, look: &Look) -> String {
        let picture = if look.has_picture { self.picture(photo, look) } else { String::new() };
        let inner = match look.frame {
            Frame::FigureBeside => self.beside(photo, look),
            Frame::Table | Frame::List | Frame::Terms => self.cells(photo, look),
            _ => self.texts(photo, look),
        };
        let html = self.framed(look, &picture, &inner);
        match look.shown {
            Shown::Yes => html,
            Shown::ByStyle => self.el_with("div", "lightbox", " style=\"display:none\"", &html),
            Shown::ByAttribute => self.el_with("div", "lightbox", " hidden", &html),
            Shown::AriaHidden => self.el_with("div", "lightbox", " aria-hidden=\"true\"", &html),
            Shown::Noscript => format!("<noscript>{html}</noscript>"),
        }
    }

    fn framed(&mut self, look: &Look, picture: &str, inner: &str) -> String {
        let both = format!("{picture}{inner}");
        match look.frame {
            Frame::Figure => {
                let below = self.el("figcaption", "caption box", inner);
                self.el("figure", look.part, &format!("{picture}{below}"))
            }
            Frame::FigureBeside => self.el("figure", look.part, &both),
            Frame::Box if is_plain(look.setting) => {
                let below = self.el(look.blocks.0, "caption", inner);
                self.el("div", look.part, &format!("{picture}{below}"))
            }
            Frame::Box => self.el("div", look.part, &both),
            Frame::Paragraph if look.setting == Setting::Blocks => self.el("div", look.part, &both),
            Frame::Paragraph => self.el("p", look.part, &both),
            Frame::Table => {
                let first = self.row(picture);
                self.el("table", look.part, &format!("{first}{inner}"))
            }
            Frame::List => {
                let first = self.el("li", "photo", picture);
                self.el("ul", look.part, &format!("{first}{inner}"))
            }
            Frame::Terms => {
                let first = self.el("dt", "photo", picture);
                self.el("dl", look.part, &format!("{first}{inner}"))
            }
            Frame::Link => self.el_with("a", look.part, " href=\"#photo\"", &both),
            Frame::Bare if look.setting == Setting::Blocks => both,
            Frame::Bare => format!("{picture}{}", self.el("p", "caption", inner)),
        }
    }

    /// Returns the escaped texts of a copy in order, each with its page part.
    fn pieces(&mut self, photo: &Photo, look: &Look) -> Vec<(&'static str, String)> {
        let mut pieces = Vec::new();
        if look.has_caption {
            pieces.push(("caption", self.leak(Kind::Caption, &photo.caption)));
        }
        if let Some(credit) = photo.credit.as_ref().filter(|_| look.has_credit) {
            pieces.push(("credit", self.leak(Kind::Credit, credit)));
        }
        if look.is_credit_first {
            pieces.reverse();
        }
        if look.has_position {
            let at = self.draw.below(pieces.len() + 1);
            let position = self.leak(Kind::Media, &format!("{}/{}", photo.number, photo.of));
            pieces.insert(at, ("position", position));
        }
        pieces
    }

    /// Writes the element of one text.
    fn piece(&self, look: &Look, part: &str, text: &str) -> String {
        let (caption, credit) =
            if look.setting == Setting::Blocks { look.blocks } else { look.spans };
        self.el(if part == "caption" { caption } else { credit }, part, text)
    }

    fn texts(&mut self, photo: &Photo, look: &Look) -> String {
        let pieces = self.pieces(photo, look);
        let gap = self.gap();
        let join = |pieces: Vec<String>, sign: &str| pieces.join(sign);
        let texts = || pieces.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>();
        let elements = || pieces.iter().map(|(part, text)| self.piece(look, part, text));
        let half = |(part, text): &(&str, String)| match *part {
            "caption" => text.clone(),
            part => self.piece(look, part, text),
        };
        match look.setting {
            Setting::Blocks => elements().collect(),
            Setting::Spans => join(elements().collect(), gap),
            Setting::Lines => join(texts(), if self.is_airy { "<br>\n" } else { "<br/>" }),
            Setting::Half => join(pieces.iter().map(half).collect(), " "),
            Setting::Brackets => pieces.iter().map(bracketed).collect::<Vec<_>>().join(" "),
            Setting::Sign => join(texts(), if look.is_credit_first { ": " } else { " | " }),
            Setting::Run => join(texts(), " "),
        }
    }

    /// Writes the credit before or after the `figcaption`.
    fn beside(&mut self, photo: &Photo, look: &Look) -> String {
        let pieces = self.pieces(photo, look);
        let element = |(part, text): &(&'static str, String)| match *part {
            "caption" => self.el("figcaption", "caption", text),
            part => self.el(look.spans.1, part, text),
        };
        pieces.iter().map(element).collect()
    }

    /// Writes the texts in table rows, list items or definitions.
    fn cells(&mut self, photo: &Photo, look: &Look) -> String {
        let cell = |m: &Self, part: &str, text: &str| match look.frame {
            Frame::Table => m.row(&m.el("span", part, text)),
            Frame::List => m.el("li", part, text),
            _ => m.el("dd", part, text),
        };
        if look.setting == Setting::Blocks || look.setting == Setting::Half {
            let pieces = self.pieces(photo, look);
            return pieces.iter().map(|(part, text)| cell(self, part, text)).collect();
        }
        let texts = self.texts(photo, look);
        cell(self, "caption box", &texts)
    }

    fn row(&self, inner: &str) -> String {
        format!("<tr>{}</tr>", self.el("td", "wrapper", inner))
    }

    /// Writes the picture.
    fn picture(&mut self, photo: &Photo, look: &Look) -> String {
        let src = format!("/media/{}/{}.jpg", self.draw.below(90), self.draw.below(99_999));
        let alt = match look.alt {
            0 => format!(" alt=\"{}\"", quoted(&photo.caption)),
            1 => format!(" alt=\"{}\"", quoted(&self.story.title)),
            2 => " alt=\"\"".to_owned(),
            _ => String::new(),
        };
        let name = self.names.of("img");
        let img = format!("<img{name} src=\"{src}\"{alt} width=\"960\">");
        match look.picture {
            0..=2 => img,
            3 => format!(
                "<picture><source srcset=\"{src}.webp\" type=\"image/webp\">{img}</picture>"
            ),
            4 => format!("<img{name} data-src=\"{src}\"{alt}>"),
            5 => format!("<img{name} data-src=\"{src}\"{alt}><noscript>{img}</noscript>"),
            6 => format!("<div{name} style=\"background-image:url('{src}')\"></div>"),
            _ => format!("<a href=\"{src}\">{img}</a>"),
        }
    }
}

/// Tells whether the texts need an element of their own.
fn is_plain(setting: Setting) -> bool {
    !matches!(setting, Setting::Blocks)
}

fn bracketed((part, text): &(&str, String)) -> String {
    match *part {
        "credit" if !text.starts_with(['(', '[']) => format!("({text})"),
        _ => text.clone(),
    }
}
