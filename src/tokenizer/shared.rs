//! Texts of tokens, which share their memory.

use html5ever::tendril::StrTendril;

use crate::text::clipped;

/// So much of the page is copied at a time.
const N_BYTES: usize = 4096;

/// A stretch of the page that texts are part of, so that they need no allocation of their own.
#[derive(Default)]
pub(super) struct Shared {
    stretch: StrTendril,
    start: usize,
}

impl Shared {
    /// A text of the page, by its place.
    pub fn text(&mut self, html: &str, start: usize, end: usize) -> StrTendril {
        let text = html.get(start..end).unwrap_or_default();
        // A text is never longer than the page, whose offsets fit.
        let (length, max) = (text.len() as u32, self.stretch.len32());
        if text.len() > N_BYTES / 4 {
            return StrTendril::from_slice(text);
        }
        let offset = start.checked_sub(self.start).filter(|&n| n + text.len() <= max as usize);
        let offset = offset.unwrap_or_else(|| {
            let rest = html.get(start..).unwrap_or_default();
            self.stretch = StrTendril::from_slice(clipped(rest, N_BYTES));
            self.start = start;
            0
        });
        let text_there = self.stretch.try_subtendril(offset as u32, length);
        text_there.unwrap_or_else(|_| StrTendril::from_slice(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_those_of_the_page() {
        let html = "aé漢\u{1f600}".repeat(2_000);
        let mut shared = Shared::default();
        let is_end = |n: &usize| html.is_char_boundary(*n);
        for start in (0..html.len()).step_by(7).filter(is_end) {
            for length in [1, 5, 8, 20, 1_000, 5_000] {
                let end = (start..=html.len().min(start + length)).rfind(is_end).unwrap();
                assert_eq!(&*shared.text(&html, start, end), &html[start..end]);
            }
        }
    }
}
