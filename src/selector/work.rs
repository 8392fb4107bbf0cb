//! What it takes to match a selector, told from its text.

/// What it takes to match one element, as far as the text of a selector tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Work {
    pub reach: Reach,
    /// The number of parts between combinators and commas.
    pub n_parts: usize,
    /// Whether it has descendant combinators, so that all elements above are looked at, too.
    pub goes_up: bool,
    /// Whether it compares values of attributes.
    pub reads_values: bool,
    /// Whether it counts the elements before, which scraper remembers where all elements are matched at once.
    pub counts: bool,
}

/// Which elements beside and below are looked through to match one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// None, or what is known of the element before it.
    Near,
    /// All elements beside it; so often for each of them in turn, where such selectors stand in each other.
    Beside(u32),
    /// All that is in them, too.
    Below(u32),
}

/// The parts of a list of selectors between its commas; all of it where a backslash makes characters mean something else.
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
        // The last character that is no space, and whether there was one since.
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
        // By the number of parentheses that are open, whether there is something that looks at all siblings.
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

/// The name that a text begins with, such as that of a pseudo-class behind its colon.
fn pseudo_class(text: &str) -> &str {
    text.split(|c: char| c != '-' && !c.is_alphabetic()).next().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_part_by_part() {
        assert_eq!(alternatives("a, b"), ["a", " b"]);
        assert_eq!(
            alternatives(":not(a, [b=',']), [c=')'], d"),
            [":not(a, [b=','])", " [c=')']", " d"]
        );
        assert_eq!(alternatives("a\\,b, c"), ["a\\,b, c"]);
    }

    #[test]
    fn what_a_selector_looks_through_is_known() {
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
