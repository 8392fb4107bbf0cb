//! Lists the evidence for each field: all candidates, their places, which of them won, and why.

use crate::date::Date;
use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::metadata::Metadata;
use crate::metadata::candidate::{Candidate, Field, Source};
use crate::metadata::decision::{Choice, Decisions, Loss, Rule};
use crate::metadata::likeness::{Authors, Likeness, likeness};
use crate::metadata::published::says_published;
use crate::metadata::{dates, headline, site};
use crate::text::{clipped, trim};

/// A candidate value of a metadata field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// The key of the field in JSON, such as `published`.
    pub field: &'static str,
    /// The value on the page.
    pub value: String,
    /// The source, such as `og:title`, `json-ld`, `h1` or `rel=author`.
    pub source: String,
    /// The element that contains the value, such as `span.byline`; `None` if there is none, as for the page's own URL.
    pub place: Option<String>,
    /// Whether the field has its value from this candidate.
    pub won: bool,
    /// The rule by which the candidate won, or why it lost.
    pub why: &'static str,
}

/// The fields, in the order of the output record.
const FIELDS: &[Field] = &[
    Field::Url,
    Field::Title,
    Field::Author,
    Field::Published,
    Field::Modified,
    Field::SiteName,
    Field::Section,
    Field::Tag,
    Field::Description,
    Field::Language,
    Field::Image,
    Field::License,
    Field::PageType,
];

/// Returns all candidates of all fields, each with the reason why it won or lost, and the values that come from no candidate.
/// `url` is the page's own URL; `language` is the detected language of the text.
pub(crate) fn of(
    dom: &Dom,
    decisions: &Decisions,
    url: Option<&str>,
    metadata: &Metadata,
    language: Option<&str>,
) -> Vec<Evidence> {
    let base = url.or(metadata.url.as_deref()).filter(|base| site::hostname(base).is_some());
    let mut out = Vec::new();
    for &field in FIELDS {
        let chosen = chosen(field, metadata, language);
        let mut choice = decisions.choice(field);
        if field == Field::Language && metadata.language.as_deref() != language {
            choice = Choice::by(Rule::TextLanguage, choice.sources);
        }
        // Of several losses of a candidate, the first counts.
        choice.losses.sort_by_key(|&(number, _)| number);
        let judge = Judge::new(field, decisions, &choice, &chosen, base);
        let entry = |c: &Candidate, value: &str, won: bool, why| Evidence {
            field: field.key(),
            value: value.to_owned(),
            source: source_of(dom, c),
            place: place_of(dom, c.place),
            won,
            why,
        };
        let why = choice.rule.sentence();
        let value = chosen.first().map_or("", String::as_str);
        if choice.winners.is_empty() && !chosen.is_empty() {
            out.push(derived(field, value, choice.rule));
        }
        let winners = choice.winners.iter().filter_map(|&number| decisions.found.get(number));
        let of_others = winners.filter(|c| c.field != field);
        out.extend(of_others.map(|c| entry(c, value, true, why)));
        out.extend(decisions.found.of(field).map(|c| {
            let won = choice.winners.binary_search(&c.number).is_ok();
            entry(c, &c.value, won, if won { why } else { judge.loss(c).sentence() })
        }));
    }
    out
}

/// Returns the values of a field in the metadata.
fn chosen(field: Field, metadata: &Metadata, language: Option<&str>) -> Vec<String> {
    let date = |date: &Option<Date>| date.iter().map(Date::to_string).collect();
    let one = match field {
        Field::Published => return date(&metadata.published),
        Field::Modified => return date(&metadata.modified),
        Field::Author => return metadata.authors.clone(),
        Field::Tag => return metadata.tags.clone(),
        Field::Language => return language.iter().map(|&language| language.to_owned()).collect(),
        Field::Title => &metadata.title,
        Field::SiteName => &metadata.site_name,
        Field::Description => &metadata.description,
        Field::Url => &metadata.url,
        Field::Image => &metadata.image,
        Field::Section => &metadata.section,
        Field::License => &metadata.license,
        Field::PageType => &metadata.page_type,
    };
    one.iter().cloned().collect()
}

/// Determines why the candidates of a field lost.
struct Judge<'a> {
    field: Field,
    decisions: &'a Decisions,
    choice: &'a Choice,
    chosen: &'a [String],
    authors: Authors<'a>,
    base: Option<&'a str>,
    /// The rank of the source at which the choice ended; the most trusted source has rank 0.
    rank: Option<usize>,
    /// The number of the first candidate of each source.
    firsts: Vec<(Source, usize)>,
}

impl<'a> Judge<'a> {
    fn new(
        field: Field,
        decisions: &'a Decisions,
        choice: &'a Choice,
        chosen: &'a [String],
        base: Option<&'a str>,
    ) -> Self {
        let mut firsts: Vec<(Source, usize)> = Vec::new();
        for c in decisions.found.of(field) {
            if firsts.iter().all(|(source, _)| *source != c.source) {
                firsts.push((c.source, c.number));
            }
        }
        let decider = choice.winners.first().copied().or(choice.ended_at);
        let decider = decider.and_then(|number| decisions.found.get(number));
        let rank = decider.and_then(|c| choice.sources.iter().position(|s| *s == c.source));
        let authors = Authors::of(if field == Field::Author { chosen } else { &[] });
        Judge { field, decisions, choice, chosen, authors, base, rank, firsts }
    }

    /// Returns why a candidate lost: by the recorded loss, by its similarity to the winner, or by its source.
    fn loss(&self, c: &Candidate) -> Loss {
        let losses = &self.choice.losses;
        let at = losses.partition_point(|&(number, _)| number < c.number);
        let noted = losses.get(at).filter(|(number, _)| *number == c.number);
        let noted = noted.map(|&(_, loss)| loss);
        // A candidate apart from the winners may have the same name as one of them.
        if let Some(loss) = noted.filter(|loss| *loss != Loss::Apart) {
            return loss;
        }
        let likeness = match self.field {
            Field::Author => self.authors.likeness(c),
            _ => likeness(c, self.chosen, self.base, self.decisions.reading),
        };
        match likeness {
            Likeness::Same => Loss::Same,
            Likeness::More => Loss::SameAndMore,
            Likeness::Less => Loss::LessPrecise,
            Likeness::Unreadable => Loss::Unreadable,
            Likeness::Other => noted.unwrap_or_else(|| self.loss_by_rule(c)),
        }
    }

    /// Returns why a candidate lost whose value differs from the winner.
    fn loss_by_rule(&self, c: &Candidate) -> Loss {
        let by_rank = self.loss_by_rank(c);
        match (self.field, self.choice.rule) {
            (_, Rule::TextLanguage) => Loss::OtherLanguage,
            (_, Rule::Content) => Loss::OtherContent,
            (_, Rule::MostAgree) => Loss::FewerAgree,
            _ if by_rank == Some(Loss::Unused) => Loss::Unused,
            (Field::Title, _) => {
                let is_offered = !headline::FIRST_ONLY.contains(&c.source)
                    || self.firsts.contains(&(c.source, c.number));
                if is_offered { Loss::WorthLess } else { Loss::Later }
            }
            (Field::Author, Rule::AllOfSource | Rule::Only) => {
                by_rank.filter(|loss| *loss == Loss::LessTrusted).unwrap_or(Loss::NoPerson)
            }
            (Field::Author, Rule::BylineBeatsTold) => Loss::Contradicted,
            (Field::Author, _) => Loss::NoPerson,
            (Field::Published, rule) if c.source == Source::Elsewhere => match rule {
                Rule::OnlyElsewhere => Loss::Later,
                Rule::StatedElsewhere if says_published(&c.value) => Loss::Later,
                Rule::StatedElsewhere => Loss::NotStated,
                _ => Loss::OneOfSeveral,
            },
            (Field::Published, Rule::ShownBeatsTold | Rule::ShownIsFiner | Rule::ShownIsLocal) => {
                match by_rank {
                    Some(Loss::LessTrusted) => Loss::LessTrusted,
                    _ if dates::WRITTEN_FOR_PROGRAMS.contains(&c.source) => Loss::Contradicted,
                    _ => Loss::NotShownAtHeadline,
                }
            }
            (Field::Published, Rule::DateOfChange) => Loss::AfterTooLate,
            (Field::Published, _) => by_rank.unwrap_or(Loss::AfterTooLate),
            (Field::Tag, _) => by_rank.unwrap_or(Loss::TooMany),
            _ => by_rank.unwrap_or(Loss::Unused),
        }
    }

    /// Returns why a candidate lost by its source alone; `None` if its source is more trusted than the deciding one.
    fn loss_by_rank(&self, c: &Candidate) -> Option<Loss> {
        let Some(rank) = self.choice.sources.iter().position(|s| *s == c.source) else {
            return Some(Loss::Unused);
        };
        let decided = self.rank?;
        match rank.cmp(&decided) {
            std::cmp::Ordering::Less => None,
            std::cmp::Ordering::Equal => Some(Loss::Later),
            std::cmp::Ordering::Greater => Some(Loss::LessTrusted),
        }
    }
}

/// The maximum size of an attribute value in the name of a source and in a place, in bytes.
const MAX_SOURCE: usize = 100;
const MAX_PLACE: usize = 1_000;

/// The evidence for a value that comes from no candidate.
fn derived(field: Field, value: &str, rule: Rule) -> Evidence {
    let source = match rule {
        Rule::TextLanguage => "text",
        Rule::OwnAddress => "address",
        _ => "model",
    };
    Evidence {
        field: field.key(),
        value: value.to_owned(),
        source: source.to_owned(),
        place: None,
        won: true,
        why: rule.sentence(),
    }
}

/// Returns the display name of a source: the name of its `meta` element or attribute if there is one.
fn source_of(dom: &Dom, candidate: &Candidate) -> String {
    let node = candidate.place;
    let short = |value| clipped(trim(value), MAX_SOURCE);
    let attr = |name| dom.attr(node, name).map(short).filter(|value| !value.is_empty());
    let named = match (candidate.source, dom.tag(node)) {
        (_, Tag::Meta) => attr(AttrName::Property).or(attr(AttrName::Name)).map(str::to_lowercase),
        (Source::Link, Tag::Html) => Some("html lang".to_owned()),
        (Source::Microdata, _) if attr(AttrName::Itemprop).is_some() => {
            attr(AttrName::Itemprop).map(|value| format!("itemprop={value}"))
        }
        (Source::Link, _) if candidate.field == Field::Section => Some("breadcrumbs".to_owned()),
        (Source::Link | Source::Microdata, _) => {
            attr(AttrName::Rel).map(|value| format!("rel={value}"))
        }
        (Source::SubHeading, tag) => Some(tag.name().to_owned()),
        _ => None,
    };
    named.unwrap_or_else(|| candidate.source.name().to_owned())
}

/// The elements from which the authors and the dates are read, and those that also name the authors.
pub(crate) fn byline_places(decisions: &Decisions, metadata: &Metadata) -> Vec<NodeId> {
    let fields = [Field::Author, Field::Published, Field::Modified];
    let winners = fields.into_iter().flat_map(|field| decisions.choice(field).winners);
    let winners = winners.filter_map(|number| decisions.found.get(number));
    let names = decisions.found.of(Field::Author).filter(|c| metadata.authors.contains(&c.value));
    let places = winners.chain(names).map(|candidate| candidate.place);
    places.filter(|&place| place != NodeId::DOCUMENT).collect()
}

/// Returns a CSS selector for the element that a node is or is in; `None` for the document.
pub(crate) fn place_of(dom: &Dom, node: NodeId) -> Option<String> {
    let element = if dom.is_text(node) { dom.parent(node)? } else { node };
    if element == NodeId::DOCUMENT {
        return None;
    }
    let short = |value| clipped(trim(value), MAX_PLACE);
    let word = |name| short(dom.attr(element, name)?).split_ascii_whitespace().next();
    let tag = dom.tag(element).name();
    let meta = [(AttrName::Property, "property"), (AttrName::Name, "name")];
    let named = || meta.iter().find_map(|&(name, key)| Some((key, word(name)?)));
    Some(match (word(AttrName::Id), word(AttrName::Class)) {
        _ if tag == "meta" && named().is_some() => {
            named().map_or(String::new(), |(key, value)| format!("meta[{key}=\"{value}\"]"))
        }
        (Some(id), _) => format!("{tag}#{id}"),
        (None, Some(class)) => format!("{tag}.{class}"),
        (None, None) => tag.to_owned(),
    })
}

#[cfg(test)]
mod tests;
