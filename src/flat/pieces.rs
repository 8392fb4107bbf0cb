//! Where a paragraph can be cut: into sentences, and between what is written as a title and what as prose.

use crate::text::{is_sentence_end, is_unspaced};

/// Appends where each piece of a paragraph begins, the first at 0. White space belongs to the piece before it.
pub(super) fn cuts(text: &str, out: &mut Vec<usize>) {
    out.clear();
    out.push(0);
    let mut word = Word::default();
    let mut chars = text.char_indices().peekable();
    // Where the last sentence end was seen, with what closes it behind it.
    let mut ended = false;
    let mut after_space = false;
    while let Some((at, c)) = chars.next() {
        if c.is_whitespace() {
            after_space = true;
            continue;
        }
        if ended
            && (after_space || word.is_glued_end(c, chars.peek().map(|&(_, c)| c)))
            && begins(c)
        {
            out.push(at);
            ended = false;
        } else if ended && is_closing(c) && !after_space {
            word.n_closing += 1;
            after_space = false;
            continue;
        } else if !is_sentence_end(c) {
            ended = false;
        }
        if after_space {
            word = Word::default();
            after_space = false;
        }
        if is_sentence_end(c) {
            ended = c != '.' || word.can_end(chars.peek().map(|&(_, c)| c));
            if is_full_width(c) {
                // Scripts without spaces have none after the sentence either.
                let mut next = at + c.len_utf8();
                while let Some(&(i, c)) = chars.peek()
                    && (is_closing(c) || c.is_whitespace())
                {
                    chars.next();
                    next = i + c.len_utf8();
                }
                if next < text.len() {
                    out.push(next);
                }
                ended = false;
            }
        }
        word.push(c);
    }
}

fn is_full_width(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡')
}

/// What may close a sentence behind its mark.
fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '」' | '』' | '）')
}

/// Whether a sentence may begin so.
fn begins(c: char) -> bool {
    c.is_uppercase()
        || c.is_numeric()
        || c.is_alphabetic() && !c.is_lowercase()
        || matches!(
            c,
            '"' | '\''
                | '“'
                | '„'
                | '«'
                | '‘'
                | '('
                | '['
                | '¿'
                | '¡'
                | '—'
                | '–'
                | '©'
                | '•'
                | '#'
                | '@'
        )
}

/// The word before a full stop.
#[derive(Debug, Default)]
struct Word {
    n_chars: u32,
    n_dots: u32,
    n_lower: u32,
    n_closing: u32,
    is_capital: bool,
    is_number: bool,
    is_unspaced: bool,
}

impl Word {
    fn push(&mut self, c: char) {
        if is_closing(c) || matches!(c, '"' | '“' | '(' | '‘') {
            return;
        }
        if self.n_chars == 0 {
            self.is_capital = c.is_uppercase();
            self.is_number = c.is_numeric();
            self.is_unspaced = is_unspaced(c);
        }
        self.n_chars += 1;
        self.n_dots += u32::from(c == '.');
        self.n_lower += u32::from(c.is_lowercase());
    }

    /// Whether a full stop after this word may end a sentence: not after initials, nor short names of titles and
    /// months ("Mr.", "Dec."), nor the number of a list.
    fn can_end(&self, next: Option<char>) -> bool {
        let is_initial =
            self.n_chars <= 1 && !self.is_number && !self.is_unspaced || self.n_dots > 0;
        let is_short_name = self.is_capital && self.n_chars <= 3 && self.n_lower > 0;
        let is_counter =
            self.is_number && self.n_chars <= 2 && self.n_lower == 0 && next == Some(' ');
        !(is_initial || is_short_name || is_counter) && next.is_none_or(|c| !c.is_ascii_digit())
    }

    /// Whether the next sentence follows without a space, as where paragraphs were glued together.
    fn is_glued_end(&self, c: char, next: Option<char>) -> bool {
        self.n_lower >= 3
            && self.n_dots <= 1
            && c.is_uppercase()
            && next.is_some_and(|n| n.is_lowercase() || n == ' ')
    }
}

/// Pieces of fewer words are not looked at for titles.
const MIN_WORDS: usize = 10;
/// What a change between titles and prose costs, in the units of [`leaning`].
const CHANGE: i32 = 9;

/// Appends where a piece changes between words as in titles and words as in prose: the best of all ways to cut it, by
/// what each word speaks for and a price for every change. Scripts without capitals have no such places.
pub(super) fn title_cuts(text: &str, start: usize, out: &mut Vec<usize>) {
    let mut words = Vec::new();
    let mut at = 0;
    for word in text.split(char::is_whitespace) {
        if !word.is_empty() {
            words.push((at, leaning(word)));
        }
        at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
    }
    let n_titles = words.iter().filter(|(_, lean)| *lean > 0).count();
    if words.len() < MIN_WORDS || n_titles < 4 || n_titles * 10 > words.len() * 9 {
        return;
    }
    // The best sum that ends in prose and in a title, and for each word whether the state before it was a title.
    let (mut prose, mut title) = (0, 0);
    let mut came = Vec::with_capacity(words.len());
    for &(_, lean) in &words {
        let may_change = lean > 0;
        let to_prose = may_change && title - CHANGE > prose;
        let to_title = may_change && prose - CHANGE > title;
        let (before_prose, before_title) = (prose, title);
        prose = if to_prose { before_title - CHANGE } else { before_prose } - lean;
        title = if to_title { before_prose - CHANGE } else { before_title } + lean;
        came.push((to_prose, to_title));
    }
    let mut in_title = title > prose;
    let n = out.len();
    for (&(at, _), &(to_prose, to_title)) in words.iter().zip(&came).rev() {
        let changes = if in_title { to_title } else { to_prose };
        if changes && at > 0 {
            out.push(start + at);
        }
        in_title ^= changes;
    }
    out[n..].reverse();
}

/// How much a word speaks for a title (above 0) or for prose (below).
fn leaning(word: &str) -> i32 {
    let mut letters = word.chars().filter(|c| c.is_alphanumeric());
    match letters.next() {
        Some(c) if c.is_uppercase() => 2,
        Some(c) if c.is_lowercase() => match letters.count() {
            // "of", "the", "and" stand in titles, too.
            0..3 => -2,
            _ => -4,
        },
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let mut starts = Vec::new();
        cuts(text, &mut starts);
        let ends = starts[1..].iter().copied().chain([text.len()]);
        starts.iter().zip(ends).map(|(&start, end)| text[start..end].trim()).collect()
    }

    #[test]
    fn sentences_are_cut_apart() {
        assert_eq!(
            cut("It rained. “Why?” she asked. No one knew!"),
            ["It rained.", "“Why?” she asked.", "No one knew!"]
        );
        assert_eq!(
            cut("He left (at last.) Then she came."),
            ["He left (at last.)", "Then she came."]
        );
        assert_eq!(
            cut("attack drones.By taking part you agree."),
            ["attack drones.", "By taking part you agree."]
        );
        assert_eq!(
            cut("雨でした。「なぜ？」と言う。終わり"),
            ["雨でした。", "「なぜ？」", "と言う。", "終わり"]
        );
        assert_eq!(cut("بارش ہوئی۔ سب گھر گئے۔"), ["بارش ہوئی۔", "سب گھر گئے۔"]);
    }

    #[test]
    fn not_every_full_stop_ends_a_sentence() {
        for whole in [
            "The U.S. Senate met Mr. Smith on Dec. 30 in St. Paul.",
            "It costs 3.50 on example.org and J. R. Smith paid.",
            "It rained. and rained",
        ] {
            assert_eq!(cut(whole), [whole]);
        }
    }

    #[test]
    fn titles_end_where_prose_begins() {
        let text = "Home News Sport Weather Contact Us Sign In The river stood at the bridge on Monday and the streets were wet More News Top Stories About Us Privacy Policy";
        let mut out = Vec::new();
        title_cuts(text, 0, &mut out);
        let starts: Vec<_> = out.iter().map(|&at| text[at..].split(' ').next().unwrap()).collect();
        assert_eq!(starts, ["The", "More"]);
        out.clear();
        title_cuts(
            "The river stood at the bridge on Monday and the mayor of Springfield said that nobody knew why",
            0,
            &mut out,
        );
        assert!(out.is_empty());
    }
}
