//! Horizontal rules.

/// Whether a line is a rule: one repeated character, with or without spaces.
pub(super) fn is_rule(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let n_least = match first {
        '-' | '–' | '—' | '=' | '*' | '_' | '~' | '─' | '━' | '═' | '―' => 3,
        '#' | '+' | '•' | '·' | '.' | '^' => 5,
        _ => return false,
    };
    text.chars().all(|c| c == first || c == ' ')
        && text.chars().filter(|&c| c != ' ').take(n_least).count() == n_least
}

/// Whether a line is a rule between the rows of a table: dashes and column separators.
pub(super) fn is_table_rule(text: &str) -> bool {
    let is_drawn = |c| {
        matches!(
            c,
            '-' | '='
                | '+'
                | '|'
                | ':'
                | ' '
                | '─'
                | '━'
                | '═'
                | '│'
                | '┼'
                | '├'
                | '┤'
                | '┌'
                | '┐'
                | '└'
                | '┘'
                | '┬'
                | '┴'
        )
    };
    text.chars().all(is_drawn)
        && text.contains(['-', '=', '─', '━', '═'])
        && text.chars().nth(2).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_repeat_one_character() {
        assert!(["---", "* * *", "=====", "________", "—————"].into_iter().all(is_rule));
        assert!(!["--", "...", "- a", "-*-", "3 3 3", ""].into_iter().any(is_rule));
        assert!(["|---|:-:|", "+----+----+", "--- | ---"].into_iter().all(is_table_rule));
        assert!(!["| a |", "|", "::", "+ + +"].into_iter().any(is_table_rule));
    }
}
