//! The features of a title candidate, and their weights.
//!
//! The weights are those of a conditional logit, in which the candidates of a page compete with each other.
//! `training/metadata.py` fits them and writes the tables between the two markers.

/// A feature of a title candidate, in the order of the feature vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fact {
    JsonLd,
    JsonLdPage,
    OpenGraph,
    Twitter,
    TitleTag,
    Meta,
    Bibliographic,
    Analytics,
    First,
    Last,
    AllButLast,
    AllButFirst,
    Inner,
    Longest,
    BesideSite,
    FirstOfTwo,
    LastOfTwo,
    OtherFirst,
    OtherLast,
    OtherAllButLast,
    OtherAllButFirst,
    OtherInner,
    OtherLongest,
    OtherBesideSite,
    HeadingFirst,
    HeadingLast,
    HeadingAllButLast,
    HeadingAllButFirst,
    HeadingInner,
    HeadingLongest,
    HeadingBesideSite,
    H1,
    H1Part,
    H2,
    H3,
    Again,
    FirstH1,
    OnlyH1,
    FirstH2,
    FirstH3,
    NoH1,
    FirstOwn,
    InHeader,
    InNav,
    InFooter,
    InAside,
    InApart,
    NamedArticle,
    NamedBlog,
    NamedBrand,
    NamedEntry,
    NamedHeader,
    NamedHeadline,
    NamedHero,
    NamedLogo,
    NamedName,
    NamedPage,
    NamedPost,
    NamedProduct,
    NamedSection,
    NamedSite,
    NamedTitle,
    NamedWidget,
    RootLink,
    Link,
    TextAfter,
    LinksAfter,
    Place,
    IsSite,
    SiteBeside,
    HasSite,
    Length,
    LengthSquared,
    Tiny,
    OneWord,
    Long,
    VeryLong,
    Agreement,
    Parted,
    TitleShare,
    TitleDice,
    H1Share,
    H1Dice,
    SharedShare,
    AddressShare,
    AddressCover,
    InTitle,
    BeginsTitle,
    InH1,
    FullStop,
    Capitals,
    ConfirmedH1,
    ConfirmedPart,
    ConfirmedSub,
    NoHeading,
}

pub(crate) const N_FACTS: usize = WEIGHTS.len();

/// The features whose weights depend on the page type.
pub(crate) const BY_TYPE: [Fact; 8] = [
    Fact::H1,
    Fact::H1Part,
    Fact::H2,
    Fact::TitleTag,
    Fact::OpenGraph,
    Fact::JsonLd,
    Fact::First,
    Fact::Longest,
];

// The tables, written by training/metadata.py.
/// The weight of each fact.
pub(crate) const WEIGHTS: [(Fact, f32); 95] = [
    (Fact::JsonLd, -0.242),
    (Fact::JsonLdPage, -0.028),
    (Fact::OpenGraph, 0.503),
    (Fact::Twitter, 0.119),
    (Fact::TitleTag, -0.131),
    (Fact::Meta, 0.412),
    (Fact::Bibliographic, 0.489),
    (Fact::Analytics, 1.124),
    (Fact::First, -0.124),
    (Fact::Last, -0.849),
    (Fact::AllButLast, -0.224),
    (Fact::AllButFirst, -2.289),
    (Fact::Inner, -0.208),
    (Fact::Longest, 0.159),
    (Fact::BesideSite, 0.021),
    (Fact::FirstOfTwo, 0.277),
    (Fact::LastOfTwo, -0.300),
    (Fact::OtherFirst, 0.881),
    (Fact::OtherLast, -0.176),
    (Fact::OtherAllButLast, 1.140),
    (Fact::OtherAllButFirst, 2.598),
    (Fact::OtherInner, -0.149),
    (Fact::OtherLongest, 0.291),
    (Fact::OtherBesideSite, -0.044),
    (Fact::HeadingFirst, 0.091),
    (Fact::HeadingLast, -0.355),
    (Fact::HeadingAllButLast, -1.742),
    (Fact::HeadingAllButFirst, -1.967),
    (Fact::HeadingInner, 0.425),
    (Fact::HeadingLongest, 0.858),
    (Fact::HeadingBesideSite, 0.850),
    (Fact::H1, 0.843),
    (Fact::H1Part, 0.424),
    (Fact::H2, -0.555),
    (Fact::H3, -2.114),
    (Fact::Again, 0.346),
    (Fact::FirstH1, 0.226),
    (Fact::OnlyH1, 0.137),
    (Fact::FirstH2, 1.065),
    (Fact::FirstH3, 1.299),
    (Fact::NoH1, 0.651),
    (Fact::FirstOwn, -0.273),
    (Fact::InHeader, 0.490),
    (Fact::InNav, -2.192),
    (Fact::InFooter, -0.811),
    (Fact::InAside, -0.261),
    (Fact::InApart, -0.346),
    (Fact::NamedArticle, 0.305),
    (Fact::NamedBlog, -0.124),
    (Fact::NamedBrand, -3.100),
    (Fact::NamedEntry, 0.490),
    (Fact::NamedHeader, 0.284),
    (Fact::NamedHeadline, 0.467),
    (Fact::NamedHero, -0.170),
    (Fact::NamedLogo, -2.064),
    (Fact::NamedName, -0.268),
    (Fact::NamedPage, 0.001),
    (Fact::NamedPost, 0.674),
    (Fact::NamedProduct, -0.181),
    (Fact::NamedSection, -0.231),
    (Fact::NamedSite, -0.865),
    (Fact::NamedTitle, 0.230),
    (Fact::NamedWidget, -0.981),
    (Fact::RootLink, -2.506),
    (Fact::Link, -0.230),
    (Fact::TextAfter, 0.598),
    (Fact::LinksAfter, -0.377),
    (Fact::Place, -0.192),
    (Fact::IsSite, -1.133),
    (Fact::SiteBeside, 1.133),
    (Fact::HasSite, -0.519),
    (Fact::Length, 0.156),
    (Fact::LengthSquared, 0.099),
    (Fact::Tiny, -0.290),
    (Fact::OneWord, -0.362),
    (Fact::Long, 0.032),
    (Fact::VeryLong, -2.144),
    (Fact::Agreement, 0.056),
    (Fact::Parted, -1.819),
    (Fact::TitleShare, 0.736),
    (Fact::TitleDice, 1.571),
    (Fact::H1Share, -0.045),
    (Fact::H1Dice, 0.912),
    (Fact::SharedShare, 0.856),
    (Fact::AddressShare, 0.520),
    (Fact::AddressCover, 0.991),
    (Fact::InTitle, 0.888),
    (Fact::BeginsTitle, 0.029),
    (Fact::InH1, 0.722),
    (Fact::FullStop, -0.898),
    (Fact::Capitals, -0.010),
    (Fact::ConfirmedH1, 0.447),
    (Fact::ConfirmedPart, 1.471),
    (Fact::ConfirmedSub, 2.015),
    (Fact::NoHeading, 0.487),
];
/// The additional weights of the facts of [`BY_TYPE`] on pages of a type.
pub(crate) const TYPE_WEIGHTS: [(&str, [f32; 8]); 7] = [
    ("article", [1.237, 2.564, -0.069, -0.066, 0.428, 0.469, -0.325, 0.244]),
    ("collection", [-0.285, 1.222, -1.039, -0.589, 0.548, -1.896, -0.477, -0.535]),
    ("documentation", [-0.327, -2.002, 0.094, 0.062, 0.171, -0.212, -0.298, -0.253]),
    ("forum", [0.285, -1.241, 0.219, -0.207, 0.219, 0.764, 1.213, 0.838]),
    ("listing", [1.376, 1.358, 0.308, 0.707, 0.525, -1.138, 0.107, 1.462]),
    ("product", [0.632, -2.021, -1.595, -0.930, 0.830, -0.888, 0.172, -0.597]),
    ("service", [-0.615, 0.544, -1.609, -0.304, 0.583, -0.068, 0.096, -0.595]),
];
// The end of the tables.

/// Returns the score of a feature vector on a page of a type. Pages without a known type are scored as articles.
pub(crate) fn worth(row: &[f32; N_FACTS], page_type: Option<&str>) -> f32 {
    let weights = WEIGHTS.iter().map(|(_, weight)| *weight);
    let by_type = BY_TYPE.iter().map(|&fact| row[fact as usize]);
    sum(row, weights, by_type, &TYPE_WEIGHTS, page_type)
}

/// Returns the sum of the values times their weights, plus that of the values by page type times the weights of the type.
pub(crate) fn sum<const N: usize>(
    row: &[f32],
    weights: impl Iterator<Item = f32>,
    by_type: impl Iterator<Item = f32>,
    of_types: &[(&str, [f32; N])],
    page_type: Option<&str>,
) -> f32 {
    let page_type = page_type.unwrap_or("article");
    let whole: f32 = row.iter().zip(weights).map(|(value, weight)| value * weight).sum();
    let of_type = of_types.iter().find(|(name, _)| *name == page_type);
    let by_type = of_type.map_or(0.0, |(_, weights)| {
        by_type.zip(weights).map(|(value, weight)| value * weight).sum()
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
