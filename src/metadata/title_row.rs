//! Collects the title candidates of a page, with a feature vector for each.

use std::collections::BTreeMap;

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::facts::hints::for_each_word;
use crate::features::number::log2;
use crate::metadata::candidate::{Candidate, Candidates, Field, Source};
use crate::metadata::scan::Scan;
use crate::metadata::title::{
    Compared, is_slashed, names_site, path_words, plain, plain_words, segments,
};
use crate::titles::html::{Fact, N_FACTS};

/// The maximum number of segments of a title. Titles with more segments are not split.
const MAX_SEGMENTS: usize = 8;
/// The maximum number of site names that are compared.
const MAX_SITES: usize = 8;
/// The maximum number of nodes after a heading that are examined.
const AFTER: usize = 2_000;

/// The number of leading features that say that the head has a text, as a whole or as a segment.
const N_HEAD: usize = Fact::HeadingFirst as usize;

/// A title candidate.
#[derive(Debug, Clone)]
pub(crate) struct TitleCandidate {
    /// The text as written at its first occurrence.
    pub text: String,
    /// The number of the candidate that it is or is part of.
    pub from: usize,
    /// The heading that shows it.
    pub place: Option<NodeId>,
    /// The value of each [`Fact`].
    pub row: [f32; N_FACTS],
}

impl TitleCandidate {
    fn set(&mut self, fact: Fact, value: f32) {
        self.row[fact as usize] = value;
    }

    fn add(&mut self, fact: Fact) {
        self.set(fact, 1.0);
    }

    fn add_if(&mut self, holds: bool, fact: Fact) {
        if holds {
            self.add(fact);
        }
    }

    pub fn has(&self, fact: Fact) -> bool {
        self.row[fact as usize] > 0.0
    }
}

/// The distinct title candidates, in the order in which they were found.
struct Offers {
    list: Vec<TitleCandidate>,
    /// The index of each candidate by its plain form. Texts with the same plain form are one candidate.
    known: BTreeMap<String, usize>,
}

impl Offers {
    /// Returns the candidate of a text, and adds it if it is new; `None` for a text without words.
    fn of(&mut self, text: &str, from: usize) -> Option<&mut TitleCandidate> {
        let plain = plain(text);
        if plain.is_empty() {
            return None;
        }
        let at = *self.known.entry(plain).or_insert(self.list.len());
        if at == self.list.len() {
            let text = text.to_owned();
            self.list.push(TitleCandidate { text, from, place: None, row: [0.0; N_FACTS] });
        }
        self.list.get_mut(at)
    }
}

/// The sources of titles in the head and the JSON-LD, with their features.
const HEAD: [(Source, Fact); 8] = [
    (Source::TitleTag, Fact::TitleTag),
    (Source::OpenGraph, Fact::OpenGraph),
    (Source::JsonLd, Fact::JsonLd),
    (Source::JsonLdPage, Fact::JsonLdPage),
    (Source::Twitter, Fact::Twitter),
    (Source::Meta, Fact::Meta),
    (Source::Bibliographic, Fact::Bibliographic),
    (Source::Analytics, Fact::Analytics),
];

/// The features of the first segment, the last, all but the last, all but the first, other sequences, the longest segment, and
/// the rest of the title without the site name.
type Runs = [Fact; 7];
const OF_TITLE: Runs = [
    Fact::First,
    Fact::Last,
    Fact::AllButLast,
    Fact::AllButFirst,
    Fact::Inner,
    Fact::Longest,
    Fact::BesideSite,
];
const OF_OTHERS: Runs = [
    Fact::OtherFirst,
    Fact::OtherLast,
    Fact::OtherAllButLast,
    Fact::OtherAllButFirst,
    Fact::OtherInner,
    Fact::OtherLongest,
    Fact::OtherBesideSite,
];
const OF_HEADING: Runs = [
    Fact::HeadingFirst,
    Fact::HeadingLast,
    Fact::HeadingAllButLast,
    Fact::HeadingAllButFirst,
    Fact::HeadingInner,
    Fact::HeadingLongest,
    Fact::HeadingBesideSite,
];

/// Returns all title candidates: the titles of the head, their segments and sequences of segments, and the headings. `sites` are
/// the names of the site; `address` is the URL of the page.
pub(crate) fn offers(
    dom: &Dom,
    found: &Candidates,
    scan: &Scan,
    sites: &[String],
    address: Option<&str>,
) -> Vec<TitleCandidate> {
    let sites: Vec<String> = sites.iter().take(MAX_SITES).map(|site| plain(site)).collect();
    let sites: Vec<String> = sites.into_iter().filter(|site| !site.is_empty()).collect();
    let mut offers = Offers { list: Vec::new(), known: BTreeMap::new() };
    for (source, fact) in HEAD {
        let Some(title) = found.from(Field::Title, source).next() else { continue };
        if let Some(offer) = offers.of(&title.value, title.number) {
            offer.add(fact);
        }
        let facts = if source == Source::TitleTag { OF_TITLE } else { OF_OTHERS };
        runs(title, facts, &sites, &mut offers);
    }
    let h1 = found.from(Field::Title, Source::Heading).next();
    if let Some(h1) = h1 {
        runs(h1, OF_HEADING, &sites, &mut offers);
    }
    add_headings(dom, found, scan, &mut offers);
    let [title, shared, h1_text] =
        [Source::TitleTag, Source::OpenGraph, Source::Heading].map(|source| {
            found.from(Field::Title, source).next().map_or(String::new(), |c| plain(&c.value))
        });
    let address = address.map_or(String::new(), path_words);
    let page = About {
        title: &title,
        h1: &h1_text,
        others: Compared::new([&title, &h1_text, &shared, &address]),
        has_h1: h1.is_some(),
        is_parted: offers.list.iter().any(|offer| offer.has(Fact::First)),
        sites: &sites,
    };
    for (plain, &at) in &offers.known {
        describe(&mut offers.list[at], plain, &page);
    }
    offers.list
}

/// Adds the segments of a title and sequences of adjacent segments.
fn runs(of: &Candidate, facts: Runs, sites: &[String], offers: &mut Offers) {
    let title = &of.value;
    let [first, last, all_but_last, all_but_first, inner, longest, beside_site] = facts;
    let pieces = segments(title);
    let n = pieces.len();
    if !(2..=MAX_SEGMENTS).contains(&n) {
        return;
    }
    let offset = |piece: &str| piece.as_ptr() as usize - title.as_ptr() as usize;
    let is_site: Vec<bool> = pieces.iter().map(|piece| names_site(&plain(piece), sites)).collect();
    let longest_at = (0..n).rev().max_by_key(|&i| pieces[i].chars().count());
    for i in 0..n {
        for j in i + 1..=n {
            if j - i == n {
                continue;
            }
            let (start, end) = (offset(pieces[i]), offset(pieces[j - 1]) + pieces[j - 1].len());
            let Some(offer) = offers.of(&title[start..end], of.number) else { continue };
            offer.add_if(title[..start].trim_end().ends_with([':', '：']), Fact::AfterColon);
            offer.add_if(title[end..].trim_start().starts_with([':', '：']), Fact::BeforeColon);
            let is_one = j - i == 1;
            offer.add(match (i, j) {
                (0, 1) => first,
                _ if is_one && j == n => last,
                (0, j) if j + 1 == n => all_but_last,
                (1, j) if j == n => all_but_first,
                _ => inner,
            });
            offer.add_if(is_one && longest_at == Some(i), longest);
            if n == 2 && first == Fact::First {
                offer.add(if i == 0 { Fact::FirstOfTwo } else { Fact::LastOfTwo });
            }
            offer.add_if(
                is_site[..i].iter().chain(&is_site[j..]).all(|&is_site| is_site),
                beside_site,
            );
        }
    }
}

/// Adds the headings with their position, their class names, and the text after them.
fn add_headings(dom: &Dom, found: &Candidates, scan: &Scan, offers: &mut Offers) {
    let headings = &scan.headings;
    let is_h1 = |c: &&Candidate| c.source == Source::Heading;
    let n_h1 = found.of(Field::Title).filter(is_h1).count();
    let own = headings.iter().find(|heading| heading.away.is_none()).map(|heading| heading.node);
    let mut seen = [false; 4];
    for candidate in found.of(Field::Title) {
        let level = dom.tag(candidate.place).heading_level().unwrap_or(6);
        let (kind, fact, first) = match candidate.source {
            Source::Heading => (0, Fact::H1, Some(Fact::FirstH1)),
            Source::HeadingPart => (1, Fact::H1Part, None),
            Source::SubHeading if level == 2 => (2, Fact::H2, Some(Fact::FirstH2)),
            Source::SubHeading => (3, Fact::H3, Some(Fact::FirstH3)),
            _ => continue,
        };
        let is_first = !std::mem::replace(&mut seen[kind], true);
        let number = candidate.number;
        let Some(offer) = offers.of(&candidate.value, number) else { continue };
        if offer.place.is_some() {
            offer.add(Fact::Again);
            continue;
        }
        offer.place = Some(candidate.place);
        if offer.text == candidate.value {
            offer.from = number;
        }
        offer.add(fact);
        if let Some(first) = first.filter(|_| is_first) {
            offer.add(first);
        }
        offer.add_if(kind == 0 && n_h1 == 1, Fact::OnlyH1);
        offer.add_if(kind > 1 && n_h1 == 0, Fact::NoH1);
        offer.add_if(own == Some(candidate.place) && kind != 1, Fact::FirstOwn);
        let mark = headings.binary_search_by_key(&candidate.place, |heading| heading.node);
        if let Some(area) = mark.ok().and_then(|at| headings[at].away) {
            offer.add(match dom.tag(area) {
                Tag::Header => Fact::InHeader,
                Tag::Nav => Fact::InNav,
                Tag::Footer => Fact::InFooter,
                Tag::Aside => Fact::InAside,
                _ => Fact::InApart,
            });
        }
        stands(dom, scan, candidate.place, offer);
    }
}

/// Returns the feature for a word in the names (class, id, `itemprop`) around a heading; `None` if there is none.
fn named(word: &[u8]) -> Option<Fact> {
    Some(match word {
        b"article" => Fact::NamedArticle,
        b"blog" => Fact::NamedBlog,
        b"brand" => Fact::NamedBrand,
        b"entry" => Fact::NamedEntry,
        b"header" => Fact::NamedHeader,
        b"headline" => Fact::NamedHeadline,
        b"hero" => Fact::NamedHero,
        b"logo" => Fact::NamedLogo,
        b"name" => Fact::NamedName,
        b"page" => Fact::NamedPage,
        b"post" => Fact::NamedPost,
        b"product" => Fact::NamedProduct,
        b"section" => Fact::NamedSection,
        b"site" => Fact::NamedSite,
        b"title" => Fact::NamedTitle,
        b"widget" => Fact::NamedWidget,
        _ => return None,
    })
}

/// Sets the features of the names and links of a heading, and of the amount of text after it.
fn stands(dom: &Dom, scan: &Scan, heading: NodeId, offer: &mut TitleCandidate) {
    for node in dom.path(heading).take(3) {
        for (name, value) in dom.attrs(node) {
            if matches!(name, AttrName::Class | AttrName::Id | AttrName::Itemprop) {
                for_each_word(value, |word| {
                    if let Some(fact) = named(word) {
                        offer.add(fact);
                    }
                });
            }
        }
    }
    let mut around = dom.subtree(heading).take(AFTER).chain(dom.parent(heading));
    let link = around.find(|&id| dom.tag(id) == Tag::A);
    if let Some(href) = link.and_then(|link| dom.attr(link, AttrName::Href)) {
        offer.add(if is_root(href) { Fact::RootLink } else { Fact::Link });
    }
    let start = dom.end(heading);
    let next = scan.headings.partition_point(|mark| mark.node < start);
    let end = NodeId::new(dom.len().min(start.index() + AFTER));
    let end = scan.headings.get(next).map_or(end, |next| next.node.min(end));
    let n_bytes = scan.n_bytes_in(start.index()..end.index());
    let n_links_before = |node| scan.anchors.partition_point(|&link| link < node);
    let n_links = n_links_before(end) - n_links_before(start);
    offer.set(Fact::TextAfter, log2(1.0 + n_bytes as f32) / 10.0);
    offer.set(Fact::LinksAfter, (n_links as f32 / (1.0 + n_bytes as f32 / 20.0)).min(3.0));
    offer.set(Fact::Place, heading.index() as f32 / dom.len().max(1) as f32);
}

/// Whether a URL is that of the front page of a site.
fn is_root(href: &str) -> bool {
    let path = match href.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => {
            rest.split_once('/').map_or("", |(_, path)| path)
        }
        _ => href.trim_start_matches(['.', '/']),
    };
    path.is_empty() || path == "#" || path.starts_with("index.") && !path.contains(['/', '?'])
}

/// The plain texts that all candidates are compared with.
struct About<'a> {
    title: &'a str,
    h1: &'a str,
    /// The title, the heading, the OpenGraph title, and the URL.
    others: Compared<'a, 4>,
    has_h1: bool,
    /// Whether the `title` element has more than one segment.
    is_parted: bool,
    sites: &'a [String],
}

/// Sets the features of the text itself, and of its relation to the other titles of the page.
fn describe(offer: &mut TitleCandidate, plain: &str, page: &About) {
    let own = plain_words(plain);
    let (n_shared, n_own) = (page.others.n_shared(&own), own.len());
    let n_chars = plain.chars().count();
    let length = log2(n_chars as f32);
    let is_site = names_site(plain, page.sites);
    let has_site = page.sites.iter().any(|site| site.len() > 2 && plain.contains(site.as_str()));
    let is_confirmed = offer.row[..N_HEAD].iter().any(|&value| value > 0.0);
    let agreement = offer.row[..HEAD.len()].iter().sum();
    let mut set = |fact: Fact, value: f32| offer.row[fact as usize] = value;
    set(Fact::IsSite, f32::from(is_site));
    set(Fact::SiteBeside, f32::from(is_site && page.is_parted));
    set(Fact::HasSite, f32::from(has_site && !is_site));
    set(Fact::Length, length);
    set(Fact::LengthSquared, length * length / 4.0);
    set(Fact::Tiny, f32::from(n_chars <= 5));
    set(Fact::OneWord, f32::from(!plain.contains(' ')));
    set(Fact::Long, f32::from(n_chars > 110));
    set(Fact::VeryLong, f32::from(n_chars > 180));
    set(Fact::Agreement, agreement);
    let share = |other: usize, missing: f32| {
        let same = n_shared[other] as f32;
        match page.others.n_words[other] {
            0 => (missing, 0.0, 0.0, 0.0),
            n => (
                same / n_own.min(n) as f32,
                2.0 * same / (n_own + n) as f32,
                same / n_own as f32,
                same / n as f32,
            ),
        }
    };
    let (in_title, title_dice, ..) = share(0, -0.3);
    let (in_h1, h1_dice, ..) = share(1, -0.3);
    let (.., of_address, of_offer) = share(3, 0.0);
    set(Fact::TitleShare, in_title);
    set(Fact::TitleDice, title_dice);
    set(Fact::H1Share, in_h1);
    set(Fact::H1Dice, h1_dice);
    set(Fact::SharedShare, share(2, -0.3).0);
    set(Fact::AddressShare, of_address);
    set(Fact::AddressCover, of_offer);
    set(Fact::InTitle, f32::from(page.title.contains(plain)));
    set(Fact::BeginsTitle, f32::from(page.title.starts_with(plain)));
    set(Fact::InH1, f32::from(page.h1.contains(plain)));
    let text = &offer.text;
    let capitals = text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase);
    let (stop, parted) = (text.ends_with('.'), segments(text).len() > 1);
    for (fact, holds) in [
        (Fact::FullStop, stop),
        (Fact::Capitals, capitals),
        (Fact::Parted, parted),
        (Fact::ConfirmedH1, is_confirmed && offer.has(Fact::H1)),
        (Fact::ConfirmedPart, is_confirmed && offer.has(Fact::H1Part)),
        (Fact::ConfirmedSub, is_confirmed && (offer.has(Fact::H2) || offer.has(Fact::H3))),
        (Fact::NoHeading, is_confirmed && !page.has_h1),
        (Fact::SlashedName, is_slashed(text)),
    ] {
        offer.set(fact, f32::from(holds));
    }
}
