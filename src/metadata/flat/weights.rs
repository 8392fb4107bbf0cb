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
pub(crate) const WEIGHTS: [(Fact, f32); 82] = [
    (Fact::FirstLine, 0.236),
    (Fact::First, 1.798),
    (Fact::Last, 0.030),
    (Fact::AllButLast, 1.404),
    (Fact::AllButFirst, -0.031),
    (Fact::Inner, 1.457),
    (Fact::Longest, 0.234),
    (Fact::FirstOfTwo, -0.190),
    (Fact::LastOfTwo, 0.287),
    (Fact::Line, -0.164),
    (Fact::Again, 1.091),
    (Fact::Often, 0.819),
    (Fact::Heading, 0.533),
    (Fact::FirstHeading, 0.596),
    (Fact::LastHeading, 0.613),
    (Fact::Item, -2.325),
    (Fact::Cell, 0.924),
    (Fact::Kept, -0.532),
    (Fact::Top, 0.099),
    (Fact::AfterStart, -2.111),
    (Fact::BeforeStart, 0.581),
    (Fact::Near, 0.599),
    (Fact::Close, 0.648),
    (Fact::Far, 0.680),
    (Fact::Farther, 0.272),
    (Fact::Lines, -0.065),
    (Fact::Words, 0.065),
    (Fact::LongerBetween, -0.073),
    (Fact::DateNext, 0.413),
    (Fact::DateSoon, 1.185),
    (Fact::BylineNext, -0.114),
    (Fact::BylineSoon, 1.935),
    (Fact::CreditSoon, 0.466),
    (Fact::ProseNext, 0.148),
    (Fact::ShortNext, -0.201),
    (Fact::ShortBefore, 0.627),
    (Fact::DateBefore, 0.295),
    (Fact::BylineBefore, -0.563),
    (Fact::ProseBefore, -0.219),
    (Fact::LongestNear, 0.033),
    (Fact::IsDate, -1.170),
    (Fact::IsByline, -1.621),
    (Fact::IsCredit, -2.551),
    (Fact::Cut, -1.576),
    (Fact::Run, 1.479),
    (Fact::RunAtTop, 0.584),
    (Fact::RunBeginsPiece, -0.003),
    (Fact::RunEndsPiece, 1.096),
    (Fact::RunOften, 0.144),
    (Fact::RunWords, -0.278),
    (Fact::Length, 0.972),
    (Fact::LengthSquared, -0.051),
    (Fact::Tiny, -0.126),
    (Fact::OneWord, -0.588),
    (Fact::Long, -2.296),
    (Fact::VeryLong, -1.927),
    (Fact::FullStop, -2.281),
    (Fact::Question, 0.229),
    (Fact::OpenEnd, -1.333),
    (Fact::BeginsSmall, -0.254),
    (Fact::Capitals, 0.125),
    (Fact::UpperShare, 1.850),
    (Fact::DigitShare, 0.511),
    (Fact::Address, -3.439),
    (Fact::Parted, -1.144),
    (Fact::FirstShare, 2.729),
    (Fact::FirstDice, -0.521),
    (Fact::InFirst, -0.580),
    (Fact::BeginsFirst, 0.522),
    (Fact::HasFirst, 0.330),
    (Fact::SaidShare, 2.402),
    (Fact::Said, 0.862),
    (Fact::Thrice, -0.157),
    (Fact::ShownPart, 1.279),
    (Fact::ShownHeading, 0.240),
    (Fact::ShownNear, -0.868),
    (Fact::AlikeNear, 0.111),
    (Fact::HeadingNear, -0.690),
    (Fact::FirstShort, -0.027),
    (Fact::FirstDated, -0.755),
    (Fact::FirstSaid, 0.132),
    (Fact::NearSaid, 0.206),
];
/// What those of [`BY_TYPE`] are worth in addition on pages of a type.
pub(crate) const TYPE_WEIGHTS: [(&str, [f32; 8]); 7] = [
    ("article", [0.196, 0.479, 0.804, -0.295, 0.695, 0.775, 0.134, 1.939]),
    ("collection", [-0.128, 0.251, 1.014, -0.034, 0.576, -0.950, 0.612, -0.847]),
    ("documentation", [-1.659, 0.988, 1.336, -0.605, 0.739, 0.405, 0.532, 0.328]),
    ("forum", [1.314, -0.623, 1.985, 1.244, 0.842, 0.662, -0.443, 2.479]),
    ("listing", [0.375, 0.927, 0.340, 1.847, -0.164, 1.214, 1.959, 2.286]),
    ("product", [0.167, 1.588, 1.225, -0.488, -0.209, 0.619, 0.197, 2.257]),
    ("service", [-1.225, -0.272, 0.584, -0.090, 0.367, -0.143, 1.440, -0.789]),
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
