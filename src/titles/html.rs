//! The features of a title candidate of an HTML page.

use crate::titles::facts;

facts! {
    JsonLd, JsonLdPage, OpenGraph, Twitter, TitleTag, Meta, Bibliographic, Analytics, First, Last,
    AllButLast, AllButFirst, Inner, Longest, BesideSite, FirstOfTwo, LastOfTwo, OtherFirst,
    OtherLast, OtherAllButLast, OtherAllButFirst, OtherInner, OtherLongest, OtherBesideSite,
    HeadingFirst, HeadingLast, HeadingAllButLast, HeadingAllButFirst, HeadingInner, HeadingLongest,
    HeadingBesideSite, H1, H1Part, H2, H3, Again, FirstH1, OnlyH1, FirstH2, FirstH3, NoH1,
    FirstOwn, InHeader, InNav, InFooter, InAside, InApart, NamedArticle, NamedBlog, NamedBrand,
    NamedEntry, NamedHeader, NamedHeadline, NamedHero, NamedLogo, NamedName, NamedPage, NamedPost,
    NamedProduct, NamedSection, NamedSite, NamedTitle, NamedWidget, RootLink, Link, TextAfter,
    LinksAfter, Place, IsSite, SiteBeside, HasSite, Length, LengthSquared, Tiny, OneWord, Long,
    VeryLong, Agreement, Parted, TitleShare, TitleDice, H1Share, H1Dice, SharedShare, AddressShare,
    AddressCover, InTitle, BeginsTitle, InH1, FullStop, Capitals, ConfirmedH1, ConfirmedPart,
    ConfirmedSub, NoHeading, AfterColon, BeforeColon, SlashedName,
}

/// The features whose weights depend on the page type.
pub(super) const BY_TYPE: &[Fact] = &[
    Fact::H1,
    Fact::H1Part,
    Fact::H2,
    Fact::TitleTag,
    Fact::OpenGraph,
    Fact::JsonLd,
    Fact::First,
    Fact::Longest,
];
