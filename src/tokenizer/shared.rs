//! Token texts that share one allocation.

use html5ever::tendril::StrTendril;

use crate::text::clipped;

/// Bytes of the page that are copied at a time.
const N_BYTES: usize = 4096;

/// A copied part of the page. Texts within it are views that need no allocation of their own.
#[derive(Default)]
pub(super) struct Shared {
    stretch: StrTendril,
    start: usize,
}

impl Shared {
    /// The text between two byte offsets of the page.
    pub fn text(&mut self, html: &str, start: usize, end: usize) -> StrTendril {
        let text = html.get(start..end).unwrap_or_default();
        // Fits in `u32`: offsets of a page do.
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
    fn shared_texts_equal_slices_of_the_page() {
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
