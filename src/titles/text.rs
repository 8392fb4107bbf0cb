//! The features of a title candidate of flattened text.

use crate::titles::facts;

facts! {
    FirstLine, First, Last, AllButLast, AllButFirst, Inner, Longest, FirstOfTwo, LastOfTwo, Line,
    Again, Often, Heading, FirstHeading, LastHeading, Item, Cell, Kept, Top, AfterStart,
    BeforeStart, Near, Close, Far, Farther, Lines, Words, LongerBetween, DateNext, DateSoon,
    BylineNext, BylineSoon, CreditSoon, ProseNext, ShortNext, ShortBefore, DateBefore,
    BylineBefore, ProseBefore, LongestNear, IsDate, IsByline, IsCredit, Cut, LastCrumb, Run,
    RunAtTop, RunBeginsPiece, RunEndsPiece, RunOften, RunWords, Length, LengthSquared, Tiny,
    OneWord, Long, VeryLong, FullStop, Question, OpenEnd, BeginsSmall, Capitals, UpperShare,
    DigitShare, Address, Parted, FirstShare, FirstDice, InFirst, BeginsFirst, HasFirst, SaidShare,
    Said, Thrice, ShownPart, ShownHeading, ShownNear, AlikeNear, HeadingNear, FirstShort,
    FirstDated, FirstSaid, NearSaid,
}

/// The features whose weights depend on the page type.
pub(super) const BY_TYPE: &[Fact] = &[
    Fact::Line,
    Fact::Heading,
    Fact::First,
    Fact::Longest,
    Fact::BeforeStart,
    Fact::Near,
    Fact::ShownPart,
    Fact::Run,
];
