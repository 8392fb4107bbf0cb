//! Records how each field was decided: the value, the winning candidates, the rule, and why other candidates lost.

use crate::metadata::candidate::{Candidate, Candidates, Field, Source};
use crate::metadata::written::Reading;

/// The rule that decided a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(PartialOrd, Ord))]
pub(crate) enum Rule {
    Only,
    First,
    FirstReadable,
    AllOfSource,
    Worth,
    WorthOfPart,
    ShownBeatsTold,
    ShownIsFiner,
    ShownIsLocal,
    ToldNearShown,
    ToldWithoutDay,
    ToldSwapped,
    ToldBeforeChange,
    StatedElsewhere,
    OnlyElsewhere,
    DateOfChange,
    SiteIsPerson,
    BylineBeatsTold,
    Account,
    SiteAsAuthor,
    Desk,
    BesideHeadline,
    MostAgree,
    OwnAddress,
    TextLanguage,
    Content,
}

impl Rule {
    #[cfg(test)]
    pub const ALL: [Rule; 26] = [
        Rule::Only,
        Rule::First,
        Rule::FirstReadable,
        Rule::AllOfSource,
        Rule::Worth,
        Rule::WorthOfPart,
        Rule::ShownBeatsTold,
        Rule::ShownIsFiner,
        Rule::ShownIsLocal,
        Rule::ToldNearShown,
        Rule::ToldWithoutDay,
        Rule::ToldSwapped,
        Rule::ToldBeforeChange,
        Rule::StatedElsewhere,
        Rule::OnlyElsewhere,
        Rule::DateOfChange,
        Rule::SiteIsPerson,
        Rule::BylineBeatsTold,
        Rule::Account,
        Rule::SiteAsAuthor,
        Rule::Desk,
        Rule::BesideHeadline,
        Rule::MostAgree,
        Rule::OwnAddress,
        Rule::TextLanguage,
        Rule::Content,
    ];

    /// Describes why the winner won.
    pub fn sentence(self) -> &'static str {
        match self {
            Rule::Only => "the only candidate",
            Rule::First => "first candidate of the most trusted source",
            Rule::FirstReadable => "first usable candidate in the order of trust",
            Rule::AllOfSource => "the most trusted source with usable values gives the whole list",
            Rule::Worth => "the learned weights score this title highest",
            Rule::WorthOfPart => "the learned weights score a part of this title highest",
            Rule::ShownBeatsTold => {
                "the date shown at the headline beats the one in the page's data"
            }
            Rule::ShownIsFiner => {
                "the date shown at the headline is more precise than the one in the page's data"
            }
            Rule::ShownIsLocal => {
                "the day shown at the headline is local, the time in the page's data of another zone"
            }
            Rule::ToldNearShown => {
                "the date in the page's data stands: the one shown at the headline is a day off"
            }
            Rule::ToldWithoutDay => {
                "the date in the page's data stands: it has no day to compare with the one shown at the headline"
            }
            Rule::ToldSwapped => {
                "the date in the page's data stands: the one shown at the headline swaps day and month"
            }
            Rule::ToldBeforeChange => {
                "the date in the page's data stands: the one shown at the headline is that of the last change"
            }
            Rule::StatedElsewhere => "the text calls this the date of publication",
            Rule::OnlyElsewhere => "the only day that the page shows",
            Rule::DateOfChange => {
                "no date of publication is known: the date of the last change stands in"
            }
            Rule::SiteIsPerson => "a byline gives this name, which is also the name of the site",
            Rule::BylineBeatsTold => {
                "the byline at the headline names another person than the page's data"
            }
            Rule::Account => "no full name is given: the name of an account stands in",
            Rule::SiteAsAuthor => "no person is named: the site stands in",
            Rule::Desk => "no person is named: the desk stands in",
            Rule::BesideHeadline => "the part of the page's title beside the headline",
            Rule::MostAgree => "the most other candidates agree with it",
            Rule::OwnAddress => "no canonical address is given: the page's own address stands in",
            Rule::TextLanguage => "the text is in this language",
            Rule::Content => "the content is like that of such pages",
        }
    }
}

/// Why a candidate lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    Same,
    SameAndMore,
    LessPrecise,
    Unreadable,
    Unused,
    LessTrusted,
    Later,
    WorthLess,
    NotShownAtHeadline,
    Contradicted,
    DayOff,
    Swapped,
    OfChange,
    TooLate,
    AfterTooLate,
    NotStated,
    OneOfSeveral,
    IsPublished,
    NoPerson,
    Apart,
    Unconfirmed,
    OfAnother,
    TooLong,
    TooMany,
    FewerAgree,
    OtherLanguage,
    OtherContent,
}

impl Loss {
    pub fn sentence(self) -> &'static str {
        match self {
            Loss::Same => "says the same as the winner",
            Loss::SameAndMore => "contains the winner and more",
            Loss::LessPrecise => "says the same as the winner, but less precisely",
            Loss::Unreadable => "cannot be read as a value of this field",
            Loss::Unused => "its source is not used for this field",
            Loss::LessTrusted => "its source is less trusted",
            Loss::Later => "comes later in the same source",
            Loss::WorthLess => "the learned weights score it lower",
            Loss::NotShownAtHeadline => "is not a full date shown at the headline",
            Loss::Contradicted => "disagrees with what is shown at the headline",
            Loss::DayOff => "is a day off the date in the page's data",
            Loss::Swapped => "swaps day and month of the date in the page's data",
            Loss::OfChange => "is the date of the last change",
            Loss::TooLate => "is later than the latest date in the page's data",
            Loss::AfterTooLate => "is not tried: the first date shown is too late for this page",
            Loss::NotStated => "is not called the date of publication",
            Loss::OneOfSeveral => "is one of several days that the page shows",
            Loss::IsPublished => "is the date of publication",
            Loss::NoPerson => "names no person, or only the site or an account",
            Loss::Apart => "stands apart from the names that won",
            Loss::Unconfirmed => "no other source has this name, and the page does not show it",
            Loss::OfAnother => "names the author of something else on the page",
            Loss::TooLong => "is too long for a value of this field",
            Loss::TooMany => "exceeds the number of values that are read",
            Loss::FewerAgree => "fewer other candidates agree with it",
            Loss::OtherLanguage => "the text is in another language",
            Loss::OtherContent => "the content is like that of other pages",
        }
    }
}

/// The rule, the sources and the candidates by which a field was decided.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub rule: Rule,
    /// The sources of the field, the most trusted first.
    pub sources: &'static [Source],
    /// The numbers of the winning candidates, in ascending order. They may belong to another field.
    pub winners: Vec<usize>,
    /// The number of the candidate at which the decision ended without a value.
    pub ended_at: Option<usize>,
    /// The candidates that lost for a reason other than their source, by number, in any order.
    pub losses: Vec<(usize, Loss)>,
}

/// The value of a field and the choice that led to it.
#[derive(Debug, Clone)]
pub(crate) struct Decision<T = Option<String>> {
    pub value: T,
    pub choice: Choice,
}

impl Choice {
    /// A choice without a winner.
    pub fn none(sources: &'static [Source]) -> Self {
        let (winners, losses) = (Vec::new(), Vec::new());
        Choice { rule: Rule::First, sources, winners, ended_at: None, losses }
    }

    /// A choice whose value comes from no candidate.
    pub fn by(rule: Rule, sources: &'static [Source]) -> Self {
        Choice { rule, ..Choice::none(sources) }
    }

    /// A choice with one winner.
    pub fn of(rule: Rule, sources: &'static [Source], winner: &Candidate) -> Self {
        Choice { winners: vec![winner.number], ..Choice::by(rule, sources) }
    }
}

impl Candidates {
    /// Decides for the first candidate of the most trusted source. The value is `None` if that candidate is unreadable.
    pub fn decide_first(
        &self,
        field: Field,
        sources: &'static [Source],
        read: impl Fn(&Candidate) -> Option<String>,
    ) -> Decision {
        let Some(first) = self.ranked(field, sources).next() else {
            return Decision { value: None, choice: Choice::none(sources) };
        };
        let value = read(first);
        let choice = match value {
            Some(_) => Choice::of(self.rule_of_first(field), sources, first),
            None => Choice { ended_at: Some(first.number), ..Choice::none(sources) },
        };
        Decision { value, choice }
    }

    /// Decides for the first readable candidate, the most trusted source first.
    pub fn decide_readable(
        &self,
        field: Field,
        sources: &'static [Source],
        read: impl Fn(&Candidate) -> Option<String>,
    ) -> Decision {
        let mut is_first = true;
        for candidate in self.ranked(field, sources) {
            if let Some(value) = read(candidate) {
                let rule = if is_first { self.rule_of_first(field) } else { Rule::FirstReadable };
                return Decision {
                    value: Some(value),
                    choice: Choice::of(rule, sources, candidate),
                };
            }
            is_first = false;
        }
        Decision { value: None, choice: Choice::none(sources) }
    }

    /// Returns the rule by which the first candidate of the most trusted source wins.
    pub fn rule_of_first(&self, field: Field) -> Rule {
        if self.n_of(field) == 1 { Rule::Only } else { Rule::First }
    }
}

/// The candidates of a page and the choices for its fields.
#[derive(Debug, Clone, Default)]
pub(crate) struct Decisions {
    pub found: Candidates,
    pub choices: Vec<(Field, Choice)>,
    /// The order and calendar in which dates were read, if any were.
    pub reading: Option<Reading>,
}

impl Decisions {
    /// Returns the choice for a field; an empty one if the field was not decided.
    pub fn choice(&self, field: Field) -> Choice {
        let known = self.choices.iter().find(|(known, _)| *known == field);
        known.map_or(Choice::none(&[]), |(_, choice)| choice.clone())
    }

    /// Records that the content decided the page type.
    pub fn set_type_by_content(&mut self) {
        self.choices.retain(|(field, _)| *field != Field::PageType);
        self.choices.push((Field::PageType, Choice::by(Rule::Content, &[])));
    }
}
