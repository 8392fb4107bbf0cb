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
    (Fact::FirstLine, 0.417),
    (Fact::First, 1.959),
    (Fact::Last, 0.173),
    (Fact::AllButLast, 1.476),
    (Fact::AllButFirst, 0.041),
    (Fact::Inner, 1.635),
    (Fact::Longest, 0.011),
    (Fact::FirstOfTwo, -0.085),
    (Fact::LastOfTwo, 0.610),
    (Fact::Line, 0.060),
    (Fact::Again, 1.224),
    (Fact::Often, 0.292),
    (Fact::Heading, 0.346),
    (Fact::FirstHeading, 0.418),
    (Fact::LastHeading, 0.190),
    (Fact::Item, -2.373),
    (Fact::Cell, 0.435),
    (Fact::Kept, -0.655),
    (Fact::Top, -0.051),
    (Fact::AfterStart, -2.123),
    (Fact::BeforeStart, 0.509),
    (Fact::Near, 0.568),
    (Fact::Close, 0.670),
    (Fact::Far, 0.620),
    (Fact::Farther, 0.338),
    (Fact::Lines, -0.171),
    (Fact::Words, 0.266),
    (Fact::LongerBetween, -0.103),
    (Fact::DateNext, 0.433),
    (Fact::DateSoon, 0.914),
    (Fact::BylineNext, -0.059),
    (Fact::BylineSoon, 1.862),
    (Fact::CreditSoon, 0.413),
    (Fact::ProseNext, 0.341),
    (Fact::ShortNext, -0.385),
    (Fact::ShortBefore, 0.666),
    (Fact::DateBefore, 0.145),
    (Fact::BylineBefore, -0.226),
    (Fact::ProseBefore, -0.243),
    (Fact::LongestNear, -0.090),
    (Fact::IsDate, -1.019),
    (Fact::IsByline, -1.244),
    (Fact::IsCredit, -2.161),
    (Fact::Cut, -0.942),
    (Fact::LastCrumb, -0.674),
    (Fact::Run, 1.732),
    (Fact::RunAtTop, 0.798),
    (Fact::RunBeginsPiece, -0.234),
    (Fact::RunEndsPiece, 0.746),
    (Fact::RunOften, 0.169),
    (Fact::RunWords, -0.282),
    (Fact::Length, 0.983),
    (Fact::LengthSquared, -0.075),
    (Fact::Tiny, -0.171),
    (Fact::OneWord, -0.509),
    (Fact::Long, -2.225),
    (Fact::VeryLong, -1.697),
    (Fact::FullStop, -2.232),
    (Fact::Question, 0.169),
    (Fact::OpenEnd, -1.127),
    (Fact::BeginsSmall, -0.181),
    (Fact::Capitals, -0.373),
    (Fact::UpperShare, 1.516),
    (Fact::DigitShare, 0.564),
    (Fact::Address, -2.952),
    (Fact::Parted, -0.943),
    (Fact::FirstShare, 2.476),
    (Fact::FirstDice, -0.380),
    (Fact::InFirst, -0.515),
    (Fact::BeginsFirst, 0.674),
    (Fact::HasFirst, 0.197),
    (Fact::SaidShare, 2.597),
    (Fact::Said, 0.901),
    (Fact::Thrice, 0.042),
    (Fact::ShownPart, 1.395),
    (Fact::ShownHeading, -0.678),
    (Fact::ShownNear, -0.686),
    (Fact::AlikeNear, 0.184),
    (Fact::HeadingNear, 0.053),
    (Fact::FirstShort, -0.213),
    (Fact::FirstDated, -1.009),
    (Fact::FirstSaid, 0.308),
    (Fact::NearSaid, -0.123),
];
/// What those of [`BY_TYPE`] are worth in addition on pages of a type.
pub(crate) const TYPE_WEIGHTS: [(&str, [f32; 8]); 7] = [
    ("article", [0.109, 0.422, 0.996, -0.386, 0.576, 0.659, 0.065, 2.091]),
    ("collection", [-0.357, 1.932, 1.367, -0.010, 0.139, -0.404, 0.516, 0.027]),
    ("documentation", [-1.214, 0.079, 0.967, -0.530, 1.422, 0.397, 1.311, 0.026]),
    ("forum", [1.323, 0.053, 1.972, 0.813, 0.294, 0.685, -0.181, 2.814]),
    ("listing", [0.045, -0.186, 0.194, 1.484, 0.154, 0.819, 1.690, 1.093]),
    ("product", [0.546, -0.026, 1.516, -0.688, 0.102, 0.733, 0.637, 2.557]),
    ("service", [-1.006, 0.057, 0.488, -0.068, 0.103, 0.060, 1.074, -0.410]),
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
