//! Extracts the metadata of flattened text from the lines around its content.

mod lines;
mod shape;
mod runs;
mod cut;
mod title;
mod people;
mod dates;
mod site;
mod units;
mod caption_lines;
mod twins;
mod captions;

use std::ops::Range;

use crate::date::Date;
use crate::dom::{Dom, NodeId, NodeSet};
use crate::metadata::candidate::{Candidates, Field, Source};
use crate::metadata::decision::{Choice, Decision, Decisions, Rule};
use crate::metadata::flat::lines::Lines;
use crate::metadata::flat::shape::Shape;
use crate::metadata::flat::title::TitleLine;
use crate::metadata::flat::twins::Twin;
use crate::metadata::headline::TitleRow;
use crate::metadata::{Metadata, authors, site as address};
use crate::titles::text::Fact;
use crate::titles::{TitleWeights, named};

pub(crate) use units::Copies;

/// The number of texts after the content that belong to its end.
const END: usize = 8;
/// The number of texts that are the end of the whole text.
const TAIL: usize = 30;
/// The maximum distance between the title and the content, in lines. With a larger distance, only lines near the content are
/// examined.
const FAR: usize = 50;
/// The number of lines before the content that are examined if the title is too far away.
const NEAR: usize = 16;
/// The maximum number of title candidates in the evidence.
const MAX_TITLES: usize = 8;
/// The sources of titles, the most trusted first.
const TITLE: &[Source] = &[Source::SubHeading, Source::Line, Source::FirstLine];
/// The sources of sections, the most trusted first.
const SECTION: &[Source] = &[Source::Link, Source::NearHeadline];

/// A flattened text and its likely content.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page<'a> {
    pub dom: &'a Dom,
    pub kept: &'a NodeSet,
    /// The page's own URL, if known.
    pub url: Option<&'a str>,
    pub page_type: Option<&'a str>,
    /// The weights of title candidates.
    pub titles: &'a TitleWeights,
}

/// The lines around the content and their properties.
struct Around<'a> {
    dom: &'a Dom,
    lines: &'a Lines<'a>,
    shapes: &'a [Shape],
    title: Option<&'a str>,
    /// The index of the line that shows the title.
    title_line: Option<usize>,
    /// The last texts of the content and the texts after it.
    end: Vec<NodeId>,
    /// The last texts of the whole text.
    tail: Vec<NodeId>,
}

/// Returns the metadata of a text, the decision for each field, and the copies of its captions.
pub(crate) fn gather(page: &Page<'_>) -> (Metadata, Decisions, Vec<Copies>) {
    let Page { dom, kept, url, page_type, titles: weights } = *page;
    let lines = Lines::around_start(dom, kept);
    let shapes = shape::shapes(&lines);
    let twins = if lines.is_one_line { Vec::new() } else { twins::find(dom) };
    let offers = titles(&lines, &shapes, &twins, weights, page_type);
    let mut found = Candidates::default();
    add_titles(&offers, &lines, &mut found);
    let title = offers.first();
    let last = dom.ids().rev().find(|&id| kept.contains(id) && dom.is_text(id));
    let around = Around {
        dom,
        lines: &lines,
        shapes: &shapes,
        title: title.map(|offer| offer.text.as_str()),
        title_line: title.and_then(|offer| offer.line),
        end: last.map(|last| end_of(dom, last)).unwrap_or_default(),
        tail: dom.ids().rev().filter(|&id| dom.is_text(id)).take(TAIL).collect(),
    };
    people::gather(&around, &mut found);
    dates::gather(&around, url, &mut found);
    site::gather(&around, &mut found);
    let site_name = site::choose(&found);
    site::gather_section(&around, site_name.value.as_deref(), &mut found);
    let reading = dates::reading(&around, &found);
    let dates = dates::choose(&found, reading);
    let section = found.decide_first(Field::Section, SECTION, |c| Some(c.value.clone()));
    let dated = dates::places(&found, reading);
    let last = last.filter(|_| !lines.is_one_line);
    let range = last.map(|last| around.captions_in(kept, last, &dated));
    let (captions, copies) = range.map(|r| captions::gather(&r, &twins)).unwrap_or_default();
    let sites: Vec<String> = site_name.value.iter().map(|name| name.to_lowercase()).collect();
    // A byline near the title of a product needs no confirmation: flattened text has no second source.
    let listing = page_type.filter(|kind| *kind == "listing");
    let authors = authors::choose(dom, &found, &sites, listing);
    let title = decide_title(offers, &found);
    let own = |rule, value: Option<&str>| Decision {
        value: value.map(str::to_owned),
        choice: Choice::by(rule, &[]),
    };
    let mut choices = vec![(Field::Author, authors.choice)];
    let mut value = |field, Decision { value, choice }: Decision| {
        choices.push((field, choice));
        value
    };
    let metadata = Metadata {
        authors: authors.value,
        title: value(Field::Title, title),
        published: value(Field::Published, dates.published).map(Date::new),
        modified: value(Field::Modified, dates.modified).map(Date::new),
        site_name: value(Field::SiteName, site_name),
        hostname: url.and_then(address::hostname),
        url: value(Field::Url, own(Rule::OwnAddress, url)),
        categories: section.value.iter().cloned().collect(),
        section: value(Field::Section, section),
        page_type: value(Field::PageType, own(Rule::Content, page_type)),
        captions,
        ..Metadata::default()
    };
    (metadata, Decisions { found, choices, reading: Some(reading) }, copies)
}

/// The title candidates, the best first. The line of a caption is none.
fn titles(
    lines: &Lines<'_>,
    shapes: &[Shape],
    twins: &[Twin],
    weights: &TitleWeights,
    page_type: Option<&str>,
) -> Vec<TitleLine> {
    let mut offers = title::offers(lines, shapes);
    offers.retain(|offer| !is_caption(lines, offer, twins));
    title::ranked(offers, weights, page_type)
}

/// Whether the line of a title candidate shows a caption.
fn is_caption(lines: &Lines<'_>, offer: &TitleLine, twins: &[Twin]) -> bool {
    let line = offer.line.and_then(|line| lines.list.get(line));
    line.is_some_and(|line| twins.iter().any(|twin| twin.has(line.nodes.start)))
}

/// Selects the title with the highest score. The candidates were added in the order of their scores.
fn decide_title(offers: Vec<TitleLine>, found: &Candidates) -> Decision {
    let rule = if offers.len() == 1 { Rule::Only } else { Rule::Worth };
    let winners = found.of(Field::Title).take(1).map(|c| c.number).collect();
    let value = offers.into_iter().next().map(|offer| offer.text);
    Decision { value, choice: Choice { winners, ..Choice::by(rule, TITLE) } }
}

impl Around<'_> {
    /// Returns the lines from the title to the beginning of the content; if the title is too far away, the lines before the
    /// content.
    fn lines_to_start(&self) -> Range<usize> {
        let start = self.title_line.map_or(self.lines.start, |i| self.lines.start_after(i));
        let title = self.title_line.filter(|&i| start.saturating_sub(i) <= FAR);
        let from = title.unwrap_or(start.saturating_sub(NEAR));
        from..start.max(from + 2).min(self.lines.list.len()).max(from)
    }

    /// Returns the range that is searched for captions: from the line after the title to the last kept text.
    fn captions_in<'a>(
        &'a self,
        kept: &'a NodeSet,
        last: NodeId,
        dated: &'a [NodeId],
    ) -> captions::SearchRange<'a> {
        let list = &self.lines.list;
        let node = |i: usize| list.get(i).map(|line| line.nodes.start);
        let start = node(self.lines.start).unwrap_or(last);
        let title = self.title_line.filter(|&i| i < self.lines.start);
        let from = title.and_then(|i| node(i + 1)).unwrap_or(start).min(start);
        captions::SearchRange {
            dom: self.dom,
            kept,
            from,
            start,
            end: NodeId::new(last.index() + 1),
            dated,
        }
    }
}

/// Adds the titles with the highest scores as candidates. They come from headings, from other lines and from the first line.
fn add_titles(offers: &[TitleLine], lines: &Lines<'_>, found: &mut Candidates) {
    for offer in offers.iter().take(MAX_TITLES) {
        let line = offer.line.and_then(|i| lines.list.get(i));
        let place = line.map_or(NodeId::DOCUMENT, |line| line.nodes.start);
        let source = match line {
            Some(line) if line.tag.heading_level().is_some() => Source::SubHeading,
            Some(_) if offer.line > Some(0) => Source::Line,
            _ => Source::FirstLine,
        };
        found.add(Field::Title, &offer.text, source, place);
    }
}

/// Returns the texts around the end of the content.
fn end_of(dom: &Dom, last: NodeId) -> Vec<NodeId> {
    let before = (0..=last.index()).rev().map(NodeId::new).filter(|&id| dom.is_text(id)).take(2);
    let after = (last.index() + 1..dom.len()).map(NodeId::new).filter(|&id| dom.is_text(id));
    before.chain(after.take(END)).collect()
}

/// Returns the title candidates and the features of each, for training.
pub(crate) fn title_rows(dom: &Dom, kept: &NodeSet) -> Vec<TitleRow> {
    let lines = Lines::around_start(dom, kept);
    let shapes = shape::shapes(&lines);
    let offers = title::offers(&lines, &shapes).into_iter();
    offers.map(|offer| (offer.text, named(Fact::ALL, &offer.row))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flat;
    use crate::model::Model;

    /// Returns the metadata of a text. The sentences that start with `begin` are kept, and all text after the first of them up to
    /// a line of dashes.
    fn metadata(text: &str, begin: &str) -> Metadata {
        let flat = flat::parse(text);
        let mut kept = NodeSet::new(flat.dom.len());
        let is_begin = |&id: &NodeId| flat.dom.text(id).starts_with(begin);
        let own = flat.dom.ids().skip_while(|id| !is_begin(id));
        for id in own.take_while(|&id| !flat.dom.text(id).starts_with("---")) {
            kept.insert(id);
        }
        let titles = Model::builtin_text();
        gather(&Page {
            dom: &flat.dom,
            kept: &kept,
            url: None,
            page_type: None,
            titles: titles.titles(),
        })
        .0
    }

    const PROSE: &str = "It rained on Monday, and on Tuesday too, until the river stood in the streets of the old town.\n\n\
                         The mayor said that nobody was hurt, and that the water would fall on Friday.\n\n";
    const MASTHEAD: &str = "The Harbour Gazette\n\nFriday, May 3, 2024 64° Today's Edition\n\n\nLocal News\n\n\
                            River floods the old town; more rain to come\n\n";

    #[test]
    fn a_newspaper_s_masthead_is_told_from_its_article() {
        let picture =
            "HARBOUR PHOTOS\n\nMen carry sand to the bridge in the old town, Thursday.\n\n";
        let text = format!("{MASTHEAD}{picture}{picture}{PROSE}---\nBe civil when you comment.");
        let found = metadata(&text, "It rained");
        assert_eq!(found.title.as_deref(), Some("River floods the old town; more rain to come"));
        assert_eq!(found.site_name.as_deref(), Some("The Harbour Gazette"));
        assert_eq!(found.section.as_deref(), Some("Local News"));
        assert_eq!((found.published, found.authors), (None, Vec::new()));
        let caption = "Men carry sand to the bridge in the old town, Thursday.".to_owned();
        let credit = Some("HARBOUR PHOTOS".to_owned());
        assert_eq!(found.captions, [crate::metadata::Caption { caption, credit }]);
    }

    #[test]
    fn dates_and_labels_in_capitals_are_no_captions() {
        for lines in [
            "Dec. 3, 2022 at 6:05 a.m. EST",
            "Last updated: 6:05 a.m. EST",
            "Ann Tranter, senior editor of business Dec. 3, 2022 • 7:30 am AWST",
            "Be the first to comment\n\nSHARE THIS:",
        ] {
            let found = metadata(&format!("{MASTHEAD}{lines}\n\n{PROSE}"), "It rained");
            assert_eq!(found.captions, [], "{lines}");
        }
        let caption = "Men carry sand to the bridge in the old town, May 2, 2024";
        let found =
            metadata(&format!("{MASTHEAD}{caption} (Photo: Ann Lee)\n\n{PROSE}"), "It rained");
        assert_eq!(found.captions[0].caption, caption);
    }

    #[test]
    fn bylines_and_dates_stand_between_title_and_content() {
        for (lines, author, published) in [
            ("By Ann Lee\nPosted on May 5, 2024", "Ann Lee", "2024-05-05"),
            ("Von Anna Lehmann\n05.05.2024, 10:30 Uhr", "Anna Lehmann", "2024-05-05"),
            ("Par Anne Léger\nPublié le 5 mai 2024", "Anne Léger", "2024-05-05"),
            ("Por Ana López | 5 de mayo de 2024", "Ana López", "2024-05-05"),
            ("By\nAnn Lee\nMay 5, 2024", "Ann Lee", "2024-05-05"),
            ("Ann Lee\n2024-05-05", "Ann Lee", "2024-05-05"),
            ("Автор: Анна Ли\n5 мая 2024", "Анна Ли", "2024-05-05"),
        ] {
            let text =
                format!("Home\nNews\nSport\n\nRain floods the old town\n\n{lines}\n\n{PROSE}");
            let found = metadata(&text, "It rained");
            assert_eq!(found.authors, [author], "{lines}");
            assert_eq!(found.published.as_deref(), Some(published), "{lines}");
        }
    }

    #[test]
    fn what_stands_elsewhere_dates_nothing() {
        let found = metadata(&format!("{MASTHEAD}{PROSE}"), "It rained");
        assert_eq!((found.published, found.modified), (None, None));
        let dated = PROSE.replace("It rained", "ROME, 5 May 2024 — It rained");
        let found = metadata(&format!("{MASTHEAD}{dated}"), "ROME");
        assert_eq!((found.published.as_deref(), found.authors), (Some("2024-05-05"), Vec::new()));
        let changed = format!("{MASTHEAD}Posted 4 May 2024\nUpdated: 6 May 2024\n\n{PROSE}");
        let found = metadata(&changed, "It rained");
        assert_eq!(found.published.as_deref(), Some("2024-05-04"));
        assert_eq!(found.modified.as_deref(), Some("2024-05-06"));
    }

    #[test]
    fn the_first_line_and_the_foot_name_the_site() {
        let head = "River floods the old town | The Gazette\n\nHome\nNews\n\nRiver floods the old town\n\n";
        let foot = "---\nAbout us\n© 2024 The Gazette. All rights reserved.";
        for (text, name) in [
            (format!("{head}{PROSE}"), Some("The Gazette")),
            (format!("River floods the old town\n\n{PROSE}{foot}"), Some("The Gazette")),
            (format!("River floods the old town\n\n{PROSE}"), None),
        ] {
            assert_eq!(metadata(&text, "It rained").site_name.as_deref(), name, "{text}");
        }
        let crumbs = format!("Home > News > Weather\n\nRiver floods the old town\n\n{PROSE}");
        assert_eq!(metadata(&crumbs, "It rained").section.as_deref(), Some("Weather"));
        assert_eq!(metadata("", "").title, None);
    }
}
