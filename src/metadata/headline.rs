//! Selects the headline among the title candidates.

use crate::dom::{Dom, NodeId};
use crate::metadata::candidate::{Candidates, Field, Source};
use crate::metadata::decision::{Choice, Decision, Rule};
use crate::metadata::scan::Scan;
use crate::metadata::title::plain;
use crate::metadata::title_row::{TitleCandidate, offers};
use crate::titles::html::Fact;
use crate::titles::{TitleWeights, named};

/// The properties of a page by which its headline is selected, besides the candidates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    pub dom: &'a Dom,
    pub scan: &'a Scan<'a>,
    /// The names of the site.
    pub sites: &'a [String],
    pub address: Option<&'a str>,
}

impl About<'_> {
    fn offers(&self, found: &Candidates) -> Vec<TitleCandidate> {
        offers(self.dom, found, self.scan, self.sites, self.address)
    }
}

/// The sources of titles. Of each source in the head or the JSON-LD, only the first title is a candidate; all headings are.
pub(crate) const SOURCES: &[Source] = &[
    Source::TitleTag,
    Source::OpenGraph,
    Source::JsonLd,
    Source::JsonLdPage,
    Source::Twitter,
    Source::Meta,
    Source::Bibliographic,
    Source::Analytics,
    Source::Heading,
    Source::HeadingPart,
    Source::SubHeading,
];
/// The sources of which only the first title is a candidate.
pub(crate) const FIRST_ONLY: &[Source] = SOURCES.split_at(8).0;

/// Returns the title with the highest score, and the heading that shows it. If no heading shows it, the heading is the first `h1`
/// that is not the site name.
pub(crate) fn choose(
    found: &Candidates,
    about: About<'_>,
    titles: &TitleWeights,
    page_type: Option<&str>,
) -> (Decision, Option<NodeId>) {
    let sites: Vec<String> = about.sites.iter().map(|site| plain(site)).collect();
    let mut best: Option<(f32, TitleCandidate)> = None;
    let offers = about.offers(found);
    let is_only = offers.len() == 1 && found.n_of(Field::Title) == 1;
    for offer in offers {
        let mut worth = titles.score(&offer.row, page_type);
        if is_pasted(&offer.text, &sites) {
            worth -= PASTED;
        }
        if best.as_ref().is_none_or(|(most, _)| worth > *most) {
            best = Some((worth, offer));
        }
    }
    let Some((_, best)) = best else {
        return (Decision { value: None, choice: Choice::none(SOURCES) }, None);
    };
    let mut h1 = found.from(Field::Title, Source::Heading);
    let first = || h1.find(|c| !sites.contains(&plain(&c.value))).map(|c| c.place);
    let place = best.place.or_else(first);
    let is_whole = found.get(best.from).is_some_and(|from| from.value == best.text);
    let rule = match is_whole {
        true if is_only => Rule::Only,
        true => Rule::Worth,
        false => Rule::WorthOfPart,
    };
    let choice = Choice { winners: vec![best.from], ..Choice::by(rule, SOURCES) };
    (Decision { value: Some(best.text), choice }, place)
}

/// A title candidate and its features by name, for training.
pub(crate) type TitleRow = (String, Vec<(String, f32)>);

/// The score penalty of a title that begins with the site name and a colon: the headline must not include that name.
const PASTED: f32 = 3.0;

/// Whether a text begins with the site name and a colon.
fn is_pasted(text: &str, sites: &[String]) -> bool {
    let parted = if text.contains(':') { text.split_once(": ") } else { None };
    let name = parted.map(|(name, _)| plain(name));
    name.is_some_and(|name| sites.contains(&name))
}

/// Returns the title candidates with their non-zero features.
pub(crate) fn rows(found: &Candidates, about: About<'_>) -> Vec<TitleRow> {
    let offers = about.offers(found).into_iter();
    offers.map(|offer| (offer.text, named(Fact::ALL, &offer.row))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::scan::scan;
    use crate::metadata::title::gather;
    use crate::model::Model;
    use crate::parse::parse;

    const TEXT: &str =
        "<p>It rained on Monday, and on Tuesday too, until the river stood at the bridge.</p>";

    #[track_caller]
    fn chooses(html: &str, title: &str) {
        let dom = parse(&format!("{html}{TEXT}"));
        let scan = scan(&dom);
        let mut found = Candidates::default();
        gather(&dom, scan.title, &scan.headings, &mut found);
        crate::metadata::meta::gather(&dom, &scan.metas, &mut found);
        let sites = ["the paper".to_owned()];
        let about = About { dom: &dom, scan: &scan, sites: &sites, address: None };
        assert_eq!(
            choose(&found, about, Model::builtin().titles(), None).0.value.unwrap_or_default(),
            title,
            "{html}"
        );
    }

    #[test]
    fn the_site_is_no_part_of_the_headline() {
        let headline = "Rain falls in Rome for days";
        for title in [
            "Rain falls in Rome for days | The Paper",
            "The Paper » Rain falls in Rome for days",
            "Rain falls in Rome for days · News - The Paper",
            "Rain falls in Rome for days",
        ] {
            chooses(&format!("<title>{title}</title>"), headline);
            chooses(&format!("<title>{title}</title><h1>{headline}</h1>"), headline);
            chooses(
                &format!(
                    "<title>{title}</title><h1><a href=/>The Paper</a></h1><h2>{headline}</h2>"
                ),
                headline,
            );
        }
    }

    #[test]
    fn a_separator_may_be_part_of_the_headline() {
        let headline = "Rain - sun falls in Rome for days";
        chooses(&format!("<title>{headline} | The Paper</title><h1>{headline}</h1>"), headline);
    }

    #[test]
    fn what_is_shown_wins_over_what_is_shortened_for_sharing() {
        let headline = "Rain falls in Rome for days and days";
        chooses(
            &format!(
                "<title>{headline} | The Paper</title><meta property=og:title content='Rain falls in Rome'><h1>{headline}</h1>"
            ),
            headline,
        );
    }

    #[test]
    fn entities_that_were_escaped_twice_are_signs() {
        chooses(
            "<title>Salt &amp;amp; pepper fall in Rome &amp;#8211; The Paper</title>",
            "Salt & pepper fall in Rome",
        );
    }

    #[test]
    fn a_label_in_the_heading_is_no_part_of_it() {
        let h1 = "<h1><span>Opinion</span> Rain falls in Rome for days</h1>";
        chooses(
            &format!("<title>Rain falls in Rome for days | The Paper</title>{h1}"),
            "Rain falls in Rome for days",
        );
    }

    #[test]
    fn a_lone_heading_wins_over_the_name_of_the_site() {
        chooses(
            "<title>The Paper</title><h1>Rain falls in Rome for days</h1>",
            "Rain falls in Rome for days",
        );
        chooses(
            "<title>The Paper: rain falls in Rome</title><h1>Rain falls in Rome for days</h1>",
            "Rain falls in Rome for days",
        );
        chooses("<title>The Paper</title>", "The Paper");
        chooses("", "");
    }
}
