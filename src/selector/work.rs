//! Estimates the cost of matching a selector from its text.

/// The cost of matching a selector against one element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Work {
    pub reach: Reach,
    /// The number of compound selectors, which combinators and commas separate.
    pub n_parts: usize,
    /// Whether the selector has descendant combinators, so that all ancestors may be visited.
    pub goes_up: bool,
    /// Whether the selector compares attribute values.
    pub reads_values: bool,
    /// Whether the selector counts preceding siblings. Scraper caches the count if all elements are matched in one pass.
    pub counts: bool,
}

/// Which siblings and descendants are visited to match one element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// None, or only cached data of the previous sibling.
    Near,
    /// All siblings. The number is the nesting depth of such selectors: each level visits all siblings again.
    Beside(u32),
    /// All siblings and their descendants, with the same number.
    Below(u32),
}

/// Splits a selector list at its top-level commas. Returns it whole if it contains a backslash, which may escape a comma.
pub(super) fn alternatives(css: &str) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let (mut depth, mut quote) = (0_usize, None);
    for (at, c) in css.char_indices() {
        match c {
            '\\' => return vec![css],
            _ if quote.is_some() => quote = quote.filter(|&open| open != c),
            '"' | '\'' => quote = Some(c),
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&css[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&css[start..]);
    parts
}

impl Work {
    pub fn of(css: &str) -> Work {
        let (mut n_parts, mut goes_up, mut reads_values) = (1, false, false);
        // The last character that is not white space, and whether white space followed it.
        let (mut last, mut has_space, mut is_in_brackets) = (',', false, false);
        for c in css.trim().chars() {
            if is_in_brackets || c.is_whitespace() {
                has_space |= !is_in_brackets;
                is_in_brackets &= c != ']';
                continue;
            }
            is_in_brackets = c == '[';
            reads_values |= is_in_brackets;
            let is_combinator = matches!(c, '>' | '+' | '~');
            let is_descent =
                has_space && !is_combinator && !"),".contains(c) && !">+~(,".contains(last);
            goes_up |= is_descent;
            n_parts += usize::from(is_combinator || is_descent || c == ',');
            (last, has_space) = (c, false);
        }
        let counts = css.to_ascii_lowercase().contains(":nth-child");
        Work { reach: Reach::of(css), n_parts, goes_up, reads_values, counts }
    }
}

impl Reach {
    fn of(css: &str) -> Reach {
        let css = css.to_ascii_lowercase();
        // For each depth of parentheses, whether a selector visits all siblings.
        let mut walks = vec![false; css.len() + 2];
        let (mut depth, mut is_in_brackets) = (0, false);
        let (mut is_near, mut has_below) = (true, false);
        for (at, c) in css.char_indices() {
            match c {
                '[' | ']' => is_in_brackets = c == '[',
                _ if is_in_brackets => {}
                '(' => depth += 1,
                ')' => depth = usize::saturating_sub(depth, 1),
                '~' => (walks[depth], is_near) = (true, false),
                ':' => match pseudo_class(&css[at + 1..]) {
                    "has" => (walks[depth + 1], is_near, has_below) = (true, false, true),
                    name if name.starts_with("nth-") || name.ends_with("-of-type") => {
                        walks[depth] = true;
                        is_near &= name == "nth-child";
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        let n_walks = walks.iter().filter(|walks| **walks).count().max(1) as u32;
        match (is_near, has_below) {
            (true, _) => Reach::Near,
            (_, false) => Reach::Beside(n_walks),
            (_, true) => Reach::Below(n_walks),
        }
    }
}

/// The identifier at the start of a text, such as the name of a pseudo-class after its colon.
fn pseudo_class(text: &str) -> &str {
    text.split(|c: char| c != '-' && !c.is_alphabetic()).next().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_split_at_top_level_commas() {
        assert_eq!(alternatives("a, b"), ["a", " b"]);
        assert_eq!(
            alternatives(":not(a, [b=',']), [c=')'], d"),
            [":not(a, [b=','])", " [c=')']", " d"]
        );
        assert_eq!(alternatives("a\\,b, c"), ["a\\,b, c"]);
    }

    #[test]
    fn reach_and_parts_are_estimated() {
        for css in ["p", "a b > c + d", "[a~=b]", ":nth-child(2)", ":not(.a, :first-child)"] {
            assert_eq!(Reach::of(css), Reach::Near, "{css}");
        }
        let work = |css| {
            let Work { n_parts, goes_up, reads_values, .. } = Work::of(css);
            (n_parts, goes_up, reads_values)
        };
        assert_eq!(work(" .a , b:not( .c )"), (2, false, false));
        assert_eq!(work("a b>c  +  d"), (4, true, false));
        assert_eq!(work("a>b ~ c"), (3, false, false));
        assert_eq!(work("[title~='x y'] p, q"), (3, true, true));
        for css in ["a ~ b", ":nth-last-child(1)", ":FIRST-of-type", ":not(a ~ b ~ c)"] {
            assert_eq!(Reach::of(css), Reach::Beside(1), "{css}");
        }
        assert_eq!(Reach::of(":not(a ~ b) ~ c"), Reach::Beside(2));
        assert_eq!(Reach::of(":has(~ b)"), Reach::Below(1));
        assert_eq!(Reach::of(":has(~ b) ~ c"), Reach::Below(2));
    }
}
