//! Markup inside paragraphs: links, emphasis, spans, non-breaking spaces.

use crate::family::maker::Maker;

impl Maker<'_> {
    /// Puts some words of a paragraph into an inline element. The text does not change.
    pub fn prose(&mut self, text: &str) -> String {
        if !self.draw.percent(self.markup) {
            let text = self.with_firm_space(text);
            return self.escaped(&text);
        }
        let (from, to) = self.run_of_words(text);
        let (before, run, after) = (&text[..from], &text[from..to], &text[to..]);
        let inner = self.escaped(run);
        let run = match self.draw.below(8) {
            0..=3 => self.link("link", &inner),
            4 => self.el("em", "mark", &inner),
            5 => self.el("strong", "mark", &inner),
            6 => format!("<b><i>{inner}</i></b>"),
            _ => self.el("span", "mark", &inner),
        };
        let before = self.with_firm_space(before);
        format!("{}{run}{}", self.escaped(&before), self.escaped(after))
    }

    /// Draws the range of one to five words, or of characters in a text without spaces.
    fn run_of_words(&mut self, text: &str) -> (usize, usize) {
        let mut cuts = vec![0];
        let is_cut = |c: char| if text.contains(' ') { c == ' ' } else { !c.is_ascii() };
        cuts.extend(text.char_indices().filter(|&(_, c)| is_cut(c)).map(|(at, _)| at));
        cuts.push(text.len());
        cuts.dedup();
        let from = self.draw.below(cuts.len() - 1);
        let to = (from + self.draw.between(1, 5)).min(cuts.len() - 1);
        let is_space = text[cuts[from]..].starts_with(' ');
        (cuts[from] + usize::from(is_space), cuts[to])
    }

    /// Replaces one space by a non-breaking space on some calls.
    fn with_firm_space(&mut self, text: &str) -> String {
        let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
        if spaces.is_empty() || !self.draw.percent(15) {
            return text.to_owned();
        }
        let at = self.draw.one(&spaces);
        format!("{}\u{a0}{}", &text[..at], &text[at + 1..])
    }

    /// Returns the dateline and its separator.
    pub fn dateline(&mut self) -> Option<(String, &'static str)> {
        let place = self.story.dateline.trim().to_owned();
        if self.story.paragraphs[0].starts_with(&place) {
            return None;
        }
        let last = place.chars().next_back()?;
        let is_spaced = !["ja", "zh"].contains(&self.words.language.as_str());
        let is_open =
            (last.is_alphanumeric() && last != 'ـ') || ['.', '»', ')', '”'].contains(&last);
        let sign = match () {
            () if !is_open && is_spaced => " ",
            () if !is_open => "",
            () if !is_spaced => self.draw.one(&["　", "＝", "——", "："]),
            () if last == '.' => self.draw.one(&[" — ", " – ", " >> ", " | "]),
            () => self.draw.one(&[" — ", " – ", ". ", ": ", " >> ", " - ", " / "]),
        };
        Some((place, sign))
    }
}
