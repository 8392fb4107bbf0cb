//! What may be known of a title on offer in flattened text, and what it is worth.
//!
//! The weights are those of a conditional logit, as in [`title_weights`](crate::metadata::title_weights). They are
//! fitted by `training/metadata.py --input text`, which writes the tables between the two marks.

/// A fact about a title on offer, in the order of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fact {
    FirstLine,
    First,
    Last,
    AllButLast,
    AllButFirst,
    Inner,
    Longest,
    FirstOfTwo,
    LastOfTwo,
    Line,
    Again,
    Often,
    Heading,
    FirstHeading,
    LastHeading,
    Item,
    Cell,
    Kept,
    Top,
    AfterStart,
    BeforeStart,
    Near,
    Close,
    Far,
    Farther,
    Lines,
    Words,
    LongerBetween,
    DateNext,
    DateSoon,
    BylineNext,
    BylineSoon,
    CreditSoon,
    ProseNext,
    ShortNext,
    ShortBefore,
    DateBefore,
    BylineBefore,
    ProseBefore,
    LongestNear,
    IsDate,
    IsByline,
    IsCredit,
    Cut,
    LastCrumb,
    Run,
    RunAtTop,
    RunBeginsPiece,
    RunEndsPiece,
    RunOften,
    RunWords,
    Length,
    LengthSquared,
    Tiny,
    OneWord,
    Long,
    VeryLong,
    FullStop,
    Question,
    OpenEnd,
    BeginsSmall,
    Capitals,
    UpperShare,
    DigitShare,
    Address,
    Parted,
    FirstShare,
    FirstDice,
    InFirst,
    BeginsFirst,
    HasFirst,
    SaidShare,
    Said,
    Thrice,
    ShownPart,
    ShownHeading,
    ShownNear,
    AlikeNear,
    HeadingNear,
    FirstShort,
    FirstDated,
    FirstSaid,
    NearSaid,
}

pub(crate) const N_FACTS: usize = WEIGHTS.len();

/// The facts that are worth more or less by the kind of page.
pub(crate) const BY_TYPE: [Fact; 8] = [
    Fact::Line,
    Fact::Heading,
    Fact::First,
    Fact::Longest,
    Fact::BeforeStart,
    Fact::Near,
    Fact::ShownPart,
    Fact::Run,
];

// The tables, written by training/metadata.py.
/// What each fact is worth.
pub(crate) const WEIGHTS: [(Fact, f32); 83] = [
    (Fact::FirstLine, 0.036),
    (Fact::First, 1.885),
    (Fact::Last, 0.137),
    (Fact::AllButLast, 1.382),
    (Fact::AllButFirst, -0.163),
    (Fact::Inner, 1.199),
    (Fact::Longest, 0.162),
    (Fact::FirstOfTwo, -0.163),
    (Fact::LastOfTwo, 0.258),
    (Fact::Line, -0.232),
    (Fact::Again, 1.263),
    (Fact::Often, 0.793),
    (Fact::Heading, 0.528),
    (Fact::FirstHeading, 0.552),
    (Fact::LastHeading, 0.589),
    (Fact::Item, -2.158),
    (Fact::Cell, 0.870),
    (Fact::Kept, -0.508),
    (Fact::Top, 0.322),
    (Fact::AfterStart, -2.091),
    (Fact::BeforeStart, 0.558),
    (Fact::Near, 0.607),
    (Fact::Close, 0.630),
    (Fact::Far, 0.639),
    (Fact::Farther, 0.258),
    (Fact::Lines, -0.074),
    (Fact::Words, 0.084),
    (Fact::LongerBetween, -0.066),
    (Fact::DateNext, 0.444),
    (Fact::DateSoon, 1.189),
    (Fact::BylineNext, -0.086),
    (Fact::BylineSoon, 2.061),
    (Fact::CreditSoon, 0.504),
    (Fact::ProseNext, 0.192),
    (Fact::ShortNext, -0.202),
    (Fact::ShortBefore, 0.689),
    (Fact::DateBefore, 0.360),
    (Fact::BylineBefore, -0.449),
    (Fact::ProseBefore, -0.246),
    (Fact::LongestNear, 0.002),
    (Fact::IsDate, -1.082),
    (Fact::IsByline, -1.593),
    (Fact::IsCredit, -2.485),
    (Fact::Cut, -1.504),
    (Fact::LastCrumb, -0.638),
    (Fact::Run, 1.520),
    (Fact::RunAtTop, 0.568),
    (Fact::RunBeginsPiece, -0.023),
    (Fact::RunEndsPiece, 1.093),
    (Fact::RunOften, 0.176),
    (Fact::RunWords, -0.273),
    (Fact::Length, 0.961),
    (Fact::LengthSquared, -0.047),
    (Fact::Tiny, -0.164),
    (Fact::OneWord, -0.595),
    (Fact::Long, -2.294),
    (Fact::VeryLong, -2.002),
    (Fact::FullStop, -2.283),
    (Fact::Question, 0.229),
    (Fact::OpenEnd, -1.333),
    (Fact::BeginsSmall, -0.339),
    (Fact::Capitals, 0.204),
    (Fact::UpperShare, 1.646),
    (Fact::DigitShare, 0.725),
    (Fact::Address, -3.427),
    (Fact::Parted, -0.909),
    (Fact::FirstShare, 2.663),
    (Fact::FirstDice, -0.453),
    (Fact::InFirst, -0.559),
    (Fact::BeginsFirst, 0.488),
    (Fact::HasFirst, 0.178),
    (Fact::SaidShare, 2.360),
    (Fact::Said, 0.886),
    (Fact::Thrice, -0.238),
    (Fact::ShownPart, 1.402),
    (Fact::ShownHeading, 0.052),
    (Fact::ShownNear, -0.923),
    (Fact::AlikeNear, 0.096),
    (Fact::HeadingNear, -0.635),
    (Fact::FirstShort, 0.024),
    (Fact::FirstDated, -0.663),
    (Fact::FirstSaid, 0.140),
    (Fact::NearSaid, 0.190),
];
/// What those of [`BY_TYPE`] are worth in addition on pages of a type.
pub(crate) const TYPE_WEIGHTS: [(&str, [f32; 8]); 7] = [
    ("article", [0.117, 0.467, 0.842, -0.373, 0.641, 0.752, 0.058, 1.998]),
    ("collection", [-0.103, 0.215, 0.973, 0.080, 0.575, -0.756, 0.857, -0.764]),
    ("documentation", [-1.337, 0.787, 1.251, -0.497, 1.040, 0.469, 0.877, 0.069]),
    ("forum", [1.587, -0.577, 2.092, 1.222, 0.645, 0.765, -0.090, 2.576]),
    ("listing", [0.042, 1.158, 0.441, 1.418, -0.019, 1.193, 1.850, 2.035]),
    ("product", [0.387, 1.583, 1.385, -0.428, -0.301, 0.570, 0.387, 2.422]),
    ("service", [-1.284, -0.287, 0.595, -0.077, 0.423, -0.092, 1.315, -0.735]),
];
// The end of the tables.

/// What a row is worth on a page of a type; pages of no known type are taken for articles.
pub(crate) fn worth(row: &[f32; N_FACTS], page_type: Option<&str>) -> f32 {
    let page_type = page_type.unwrap_or("article");
    let whole: f32 = row.iter().zip(&WEIGHTS).map(|(value, (_, weight))| value * weight).sum();
    let of_type = TYPE_WEIGHTS.iter().find(|(name, _)| *name == page_type);
    let by_type = of_type.map_or(0.0, |(_, weights)| {
        BY_TYPE.iter().zip(weights).map(|(&fact, weight)| row[fact as usize] * weight).sum()
    });
    whole + by_type
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_stand_in_the_order_of_the_facts() {
        assert!(WEIGHTS.iter().enumerate().all(|(i, (fact, _))| *fact as usize == i));
    }
}
