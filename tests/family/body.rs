//! The article body: paragraphs, subheads, and foreign elements between them.

use crate::family::maker::Maker;

/// The markup that separates paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paragraphs {
    P,
    /// `div`, with or without a class.
    Div,
    /// `<div><p>`.
    Boxed,
    /// `<p><span>`.
    Spans,
    /// Text with `<br><br>` between paragraphs.
    Breaks,
}

/// One piece of the body.
enum Piece {
    Paragraph(String),
    Subhead(String),
    /// An element that is not content.
    Foreign(String),
}

/// The body in one or two containers.
pub struct Body {
    pub parts: Vec<String>,
    /// The element between the two containers.
    pub seam: String,
}

impl Maker<'_> {
    /// Writes the paragraphs with foreign elements between them. The body begins with `first` and ends with `last`.
    pub fn body(&mut self, first: &str, between: Vec<String>, last: &str) -> Body {
        let kinds = [
            (50, Paragraphs::P),
            (15, Paragraphs::Div),
            (10, Paragraphs::Boxed),
            (8, Paragraphs::Spans),
            (17, Paragraphs::Breaks),
        ];
        let kind = self.draw.weighed(&kinds);
        let mut pieces = self.pieces_of_story();
        let is_split = self.draw.percent(20) && pieces.len() > 3;
        let middle = pieces.len() / 2;
        let mut seam = String::new();
        for html in between {
            if is_split && seam.is_empty() && self.draw.percent(40) {
                seam = html;
                continue;
            }
            // No foreign element precedes the first paragraph.
            let at = self.draw.between(1, pieces.len());
            pieces.insert(at, Piece::Foreign(html));
        }
        if !is_split {
            let inner = self.written(kind, &pieces);
            let last = after(kind, last);
            return Body { parts: vec![format!("{first}{inner}{last}")], seam };
        }
        let behind = pieces.split_off(middle.max(1));
        let (before, behind) = (self.written(kind, &pieces), self.written(kind, &behind));
        let last = after(kind, last);
        Body { parts: vec![format!("{first}{before}"), format!("{behind}{last}")], seam }
    }

    /// Draws paragraphs and subheads and adds them to the truth.
    fn pieces_of_story(&mut self) -> Vec<Piece> {
        let mut texts = self.story.paragraphs.clone();
        if self.draw.percent(50) {
            texts.truncate(self.draw.between(4, texts.len()));
        }
        let mut subheads = self.story.subheads.clone();
        if !self.draw.percent(35) {
            subheads.clear();
        }
        let step = texts.len() / (subheads.len() + 1);
        let mut pieces = Vec::new();
        let mut subheads = subheads.into_iter();
        for (at, text) in texts.iter().enumerate() {
            if at > 0
                && at % step.max(2) == 0
                && let Some(subhead) = subheads.next()
            {
                self.truth.paragraphs.push(subhead.clone());
                pieces.push(Piece::Subhead(subhead));
            }
            let dateline = if at == 0 { self.dateline() } else { None };
            let html = self.prose(text);
            let Some((place, sign)) = dateline else {
                self.truth.paragraphs.push(text.clone());
                pieces.push(Piece::Paragraph(html));
                continue;
            };
            self.truth.paragraphs.push(format!("{place}{sign}{text}"));
            let place = self.escaped(&place);
            let place = match self.draw.below(4) {
                0 => self.el("strong", "mark", &place),
                1 => self.el("span", "mark", &place),
                _ => place,
            };
            pieces.push(Piece::Paragraph(format!("{place}{}{html}", self.escaped(sign))));
        }
        pieces
    }

    fn written(&mut self, kind: Paragraphs, pieces: &[Piece]) -> String {
        let subhead = self.draw.one(&["h2", "h2", "h3", "h4", "b", "strong"]);
        let break_ = self.draw.one(&["<br><br>", "<br />\n<br />", "<br/> <br/>", "<br>\n<br>\n"]);
        let mut out = Vec::new();
        let mut is_text_before = false;
        for piece in pieces {
            if kind == Paragraphs::Breaks {
                out.push(self.broken(piece, subhead, break_, &mut is_text_before));
                continue;
            }
            out.push(match piece {
                Piece::Foreign(html) => html.clone(),
                Piece::Subhead(text) => self.subhead(kind, subhead, text),
                Piece::Paragraph(html) => match kind {
                    Paragraphs::P => self.el("p", "paragraph", html),
                    Paragraphs::Div | Paragraphs::Breaks => self.el("div", "paragraph", html),
                    Paragraphs::Boxed => {
                        let p = self.el("p", "paragraph", html);
                        self.el("div", "body part", &p)
                    }
                    Paragraphs::Spans => {
                        let span = self.el("span", "paragraph", html);
                        self.el("p", "body part", &span)
                    }
                },
            });
        }
        if kind == Paragraphs::P && self.draw.percent(15) {
            let n = self.draw.between(2, 4);
            return out.chunks(n).map(|some| self.el("div", "body part", &some.concat())).collect();
        }
        out.concat()
    }

    /// Writes a subhead as a heading or as a bold paragraph.
    fn subhead(&self, kind: Paragraphs, tag: &str, text: &str) -> String {
        let text = self.escaped(text);
        if tag.starts_with('h') {
            return self.el(tag, "subhead", &text);
        }
        let bold = self.el(tag, "subhead", &text);
        self.el(if kind == Paragraphs::Div { "div" } else { "p" }, "paragraph", &bold)
    }

    /// Writes a piece of a body with `<br><br>` between paragraphs.
    fn broken(
        &mut self,
        piece: &Piece,
        tag: &str,
        break_: &str,
        is_text_before: &mut bool,
    ) -> String {
        let (html, is_text) = match piece {
            Piece::Paragraph(html) => (html.clone(), true),
            Piece::Subhead(text) => {
                let text = self.escaped(text);
                (self.el(tag, "subhead", &text), !tag.starts_with('h'))
            }
            Piece::Foreign(html) => (html.clone(), is_inline(html)),
        };
        let needs_break = *is_text_before && (is_text || self.draw.percent(50));
        *is_text_before = is_text;
        if needs_break { format!("{break_}{html}") } else { html }
    }
}

/// Tells whether the markup may begin with an inline element.
fn is_inline(html: &str) -> bool {
    ["<span", "<a", "<b", "<i", "<small", "<em"].iter().any(|begin| html.starts_with(begin))
}

/// Puts a break before inline markup behind the last paragraph.
fn after(kind: Paragraphs, html: &str) -> String {
    let needs_break = kind == Paragraphs::Breaks && is_inline(html);
    format!("{}{html}", if needs_break { "<br><br>" } else { "" })
}
