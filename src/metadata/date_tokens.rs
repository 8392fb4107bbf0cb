//! The tokens of a text that may hold a date: numbers, words and signs.

use crate::metadata::calendar::Calendar;
use crate::metadata::months;

/// A token of a text: a number with its digits, a lower-case word, or a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Number { value: u32, n_digits: usize },
    Word(String),
    Sign(char),
}

/// Splits a text into tokens.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = text;
    // The number of tokens without white space or signs between them, up to here.
    let mut n_glued = 0;
    while let Some(c) = rest.chars().next() {
        let class = |c: char| (c.is_numeric(), c.is_alphabetic() || is_mark(c));
        let n: usize = match class(c) {
            (false, false) => c.len_utf8(),
            own => rest.chars().take_while(|&c| class(c) == own).map(char::len_utf8).sum(),
        };
        let (piece, after) = rest.split_at(n);
        rest = after;
        n_glued = if class(c) == (false, false) { 0 } else { n_glued + 1 };
        match class(c) {
            // The second number in `4ce5` is no part of a date, but that in `5Jan2024` is.
            (true, _) if n_glued > 2 && is_code(out.last()) => out.push(Token::Sign('#')),
            (true, _) => {
                let digits: String = piece.chars().filter_map(western_digit).collect();
                let value = digits.parse().unwrap_or(u32::MAX);
                out.push(Token::Number { value, n_digits: digits.len() });
            }
            (_, true) => out.push(Token::Word(piece.to_lowercase())),
            _ if c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}') => {}
            _ => out.push(Token::Sign(c)),
        }
    }
    out
}

/// Whether a token between two numbers makes them parts of a code such as `4ce5`.
fn is_code(between: Option<&Token>) -> bool {
    match between {
        Some(Token::Word(word)) => {
            word.is_ascii() && months::number(word).is_none() && !months::is_filler(word)
        }
        _ => false,
    }
}

/// Whether a character is a vowel sign that is part of words in the scripts of South and South-East Asia, Arabic or Hebrew.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36F | 0x591..=0x5C7 | 0x64B..=0x65F | 0x900..=0xDFF | 0xE31..=0xE4E)
}

/// Converts a digit of any common script to an ASCII digit; `None` if it is not one.
fn western_digit(c: char) -> Option<char> {
    let zeros = [0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10];
    let zero = zeros.into_iter().find(|zero| (*zero..zero + 10).contains(&u32::from(c)))?;
    char::from_digit(u32::from(c) - zero, 10)
}

/// Joins month names of two words into one token, and removes the second name of a month that is named twice, as in the Arabic
/// `24 يونيو/حزيران 2023` and `24 يونيو (حزيران) 2023`.
pub(super) fn join_months(tokens: &mut Vec<Token>, calendar: Calendar) {
    let mut at = 0;
    while at + 1 < tokens.len() {
        let n_more = second_name(&tokens[at..]);
        tokens.drain(at + 1..at + 1 + n_more);
        if let [Token::Word(first), Token::Word(second), ..] = &tokens[at..]
            && calendar.begins_month(first)
        {
            tokens[at] = Token::Word(format!("{first} {second}"));
            tokens.remove(at + 1);
        }
        at += 1;
    }
}

/// The number of tokens after a month name that name the same month again.
fn second_name(tokens: &[Token]) -> usize {
    match tokens {
        [Token::Word(a), Token::Sign('/'), Token::Word(b), ..] if is_same_month(a, b) => 2,
        [Token::Word(a), Token::Sign('('), Token::Word(b), Token::Sign(')'), ..]
            if is_same_month(a, b) =>
        {
            3
        }
        _ => 0,
    }
}

fn is_same_month(a: &str, b: &str) -> bool {
    months::number(a).is_some_and(|month| months::number(b) == Some(month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_that_is_named_twice_is_one_token() {
        let names = |text: &str| {
            let mut tokens = tokens(text);
            join_months(&mut tokens, Calendar::Gregorian);
            tokens.len()
        };
        assert_eq!(names("24 يونيو/حزيران 2023"), 3);
        assert_eq!(names("24 يونيو (حزيران) 2023"), 3);
        assert_eq!(names("24 May/June 2023"), 5);
        assert_eq!(names("2023 May/May"), 2);
        assert_eq!(names("May (May)"), 1);
    }
}
