//! Splits a page on a single line into title-case runs and prose.

use crate::text::is_unspaced;

/// The minimum length of a piece that is split, in bytes and in words.
const MIN_BYTES: usize = 50;
const MIN_WORDS: usize = 10;
/// The minimum number of title-case words.
const MIN_TITLES: usize = 4;
/// The penalty for each change between titles and prose, in the units of [`leaning`].
const CHANGE: i32 = 7;

/// Finds changes between titles and prose. Reuses its buffers for the next piece.
#[derive(Debug, Default)]
pub(super) struct Titles {
    /// The byte offset and the leaning of each word.
    words: Vec<(usize, i32)>,
    /// Whether the best path to each word changes there to prose, and to a title.
    changes: Vec<(bool, bool)>,
}

impl Titles {
    /// Appends the byte offsets at which a piece changes between title case and prose. Maximizes the sum of leanings
    /// minus the penalties for changes (Viterbi algorithm). Text without capitals or words of unspaced scripts is not
    /// split.
    pub fn cuts(&mut self, text: &str, start: usize, out: &mut Vec<usize>) {
        if text.len() < MIN_BYTES || !has_capitals(text) {
            return;
        }
        self.read(text);
        let words = &self.words;
        let n_titles = words.iter().filter(|(_, lean)| *lean > 0).count();
        if words.len() < MIN_WORDS || n_titles < MIN_TITLES {
            return;
        }
        // The best score of a path that ends in prose, and in a title.
        let (mut prose, mut title) = (0, 0);
        self.changes.clear();
        for &(at, lean) in words {
            // Prose begins with an upper-case letter or in a script without spaces.
            let may_change = lean > 0 || text[at..].starts_with(is_unspaced);
            let to_prose = may_change && title - CHANGE > prose;
            let to_title = may_change && prose - CHANGE > title;
            let (before_prose, before_title) = (prose, title);
            prose = if to_prose { before_title - CHANGE } else { before_prose } - lean;
            title = if to_title { before_prose - CHANGE } else { before_title } + lean;
            self.changes.push((to_prose, to_title));
        }
        let mut in_title = title > prose;
        let n = out.len();
        for (&(at, _), &(to_prose, to_title)) in words.iter().zip(&self.changes).rev() {
            let changes = if in_title { to_title } else { to_prose };
            if changes && at > 0 {
                out.push(start + at);
            }
            in_title ^= changes;
        }
        out[n..].reverse();
    }

    fn read(&mut self, text: &str) {
        self.words.clear();
        let mut at = 0;
        for word in text.split(char::is_whitespace) {
            if !word.is_empty() {
                self.words.push((at, leaning(word)));
            }
            at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        }
    }
}

/// Whether enough words may be capitalized: they begin with an ASCII capital or a non-ASCII character.
fn has_capitals(text: &str) -> bool {
    let may_begin =
        |pair: &[u8]| (pair[0] == b' ') & (pair[1].is_ascii_uppercase() | (pair[1] >= 0xc0));
    let n: usize = text.as_bytes().windows(2).map(|pair| usize::from(may_begin(pair))).sum();
    n + 1 >= MIN_TITLES
}

/// The leaning of a word: positive for title case, negative for prose.
fn leaning(word: &str) -> i32 {
    let mut letters = word.chars().filter(|c| c.is_alphanumeric());
    match letters.next() {
        Some(c) if c.is_uppercase() => 2,
        Some(c) if c.is_lowercase() => match letters.count() {
            // "of", "the" and "and" occur in titles too.
            0..3 => -2,
            _ => -4,
        },
        Some(c) if is_unspaced(c) => match letters.take(MAX_UNSPACED).count() {
            0..6 => 1,
            6..12 => 0,
            n => -(n as i32 / 2),
        },
        _ => 0,
    }
}

/// The maximum length of a word in a script without spaces, in characters; longer ones are clipped.
const MAX_UNSPACED: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    fn begins(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        Titles::default().cuts(text, 0, &mut out);
        out.iter().map(|&at| text[at..].split(' ').next().unwrap_or_default()).collect()
    }

    #[test]
    fn titles_are_separated_from_prose() {
        let prose = "The river stood at the bridge on Monday and the streets were wet";
        let page = format!(
            "Home News Sport Weather Contact Us Sign In {prose} More News Top Stories About Us Privacy Policy"
        );
        assert_eq!(begins(&page), ["The", "More"]);
        assert!(
            begins(&format!(
                "{prose} and the mayor of Springfield said that Anna Berg of Bonn knew why"
            ))
            .is_empty()
        );
        let menu = "首页 新闻 体育 天气 联系我们 登录 历史 图解 分类 艺术 科学 自然";
        assert_eq!(
            begins(&format!("{menu} 周一和周二一直在下雨直到河水涨到桥边街道都被水淹了")).len(),
            1
        );
    }
}
