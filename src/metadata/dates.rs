//! Selects the publication date and the modification date of a page among the candidates.

use crate::dom::{Dom, NodeId};
use crate::metadata::candidate::{Candidate, Candidates, Field, Source};
use crate::metadata::decision::{Choice, Decision, Loss, Rule};
use crate::metadata::iso_date;
use crate::metadata::published::{self, NEAR, NEAR_BEFORE, says_published};
use crate::metadata::scan::Scan;
use crate::metadata::written::{self, Reading};

/// The publication date and the modification date of a page.
#[derive(Debug, Clone)]
pub(crate) struct Dates {
    pub published: Decision,
    pub modified: Decision,
}

/// A date and the candidate that gives it.
pub(crate) type Dated<'a> = (String, &'a Candidate);

/// All sources, the most trusted first: machine-readable data, visible text near the headline, other places.
pub(crate) const SOURCES: &[Source] = &[
    Source::JsonLd,
    Source::OpenGraph,
    Source::Bibliographic,
    Source::Analytics,
    Source::Microdata,
    Source::JsonLdPage,
    Source::Meta,
    Source::Time,
    Source::DateClass,
    Source::Byline,
    Source::NearHeadline,
    Source::BeforeHeadline,
    Source::Beside,
    Source::Elsewhere,
    Source::UrlPath,
];
/// The sources of machine-readable dates.
pub(crate) const WRITTEN_FOR_PROGRAMS: &[Source] = SOURCES.split_at(7).0;
/// The sources of dates in visible text near the headline.
pub(crate) const SHOWN: &[Source] = SOURCES.split_at(7).1.split_at(6).0;

/// The maximum length of a text that is mostly a date, in bytes.
const MAX_SHOWN: usize = 40;

/// Returns the dates of a page. The usual places are searched first, then the whole page.
pub(crate) fn of(
    dom: &Dom,
    scan: &Scan,
    headline: Option<NodeId>,
    reading: Reading,
    found: &mut Candidates,
) -> Dates {
    choose(found, reading, headline).unwrap_or_else(|| {
        published::gather_elsewhere(dom, scan, headline, found);
        choose_elsewhere(found, reading, headline)
    })
}

/// Returns the dates of the most trusted sources; `None` if no source gives a publication date.
///
/// Machine-readable dates take precedence over visible ones, with one exception: the date shown at the headline is another day,
/// and is not the modification date. The machine-readable date is then in another time zone or of an earlier version. Measured on
/// three corpora: the visible date is correct on two of three such pages, and on all twelve on which it is the day before or
/// after a machine-readable time. A date later than the latest machine-readable one does
/// not belong to the page; it may be that of an event. The current time is not used.
fn choose(found: &Candidates, reading: Reading, headline: Option<NodeId>) -> Option<Dates> {
    let first = |field, sources| first(found, field, sources, reading);
    let told = first(Field::Published, WRITTEN_FOR_PROGRAMS);
    let told_modified = first(Field::Modified, WRITTEN_FOR_PROGRAMS);
    let latest = date_of(&told).max(date_of(&told_modified));
    let mut losses = Vec::new();
    let mut is_late = |date: &str, c: &Candidate| {
        let is_late = is_after(date, latest);
        losses.extend(is_late.then_some((c.number, Loss::TooLate)));
        is_late
    };
    let shown = first(Field::Published, SHOWN).filter(|(date, c)| !is_late(date, c));
    let at_headline = found.ranked(Field::Published, &SHOWN[..4]).find_map(|c| {
        let is_date = c.value.len() <= MAX_SHOWN && is_near(c.place, headline);
        let date = read(c, reading).filter(|date| is_date && date.len() >= 10)?;
        (!is_late(&date, c)).then_some((date, c))
    });
    let modified = told_modified.clone().or_else(|| first(Field::Modified, SHOWN));
    let (published, rule) = match (told, at_headline) {
        (Some(told), Some(shown)) => {
            let loser = shown.1.number;
            let (winner, rule, loss) = told_or_shown(told, shown, date_of(&modified));
            losses.extend(loss.map(|loss| (loser, loss)));
            (winner, rule)
        }
        (told, _) => {
            let path = || first(Field::Published, &[Source::UrlPath]);
            (told.or(shown).or_else(path)?, None)
        }
    };
    Some(Dates::of(found, SOURCES, (Some(published), rule), modified, losses))
}

/// Chooses the publication date between the machine-readable date and the date shown at the headline. Returns the date, the rule,
/// and why the shown date lost. The rule and the loss are `None` if only the order of trust decides.
fn told_or_shown<'a>(
    told: Dated<'a>,
    shown: Dated<'a>,
    modified: Option<&str>,
) -> (Dated<'a>, Option<Rule>, Option<Loss>) {
    let is_modified =
        || modified.and_then(|modified| iso_date::days_between(modified, &shown.0)) == Some(0);
    let rule = match iso_date::days_between(&told.0, &shown.0) {
        Some(0) => return (told, None, None),
        None if shown.0.starts_with(&told.0) => return (shown, Some(Rule::ShownIsFiner), None),
        None => return (told, Some(Rule::ToldWithoutDay), None),
        Some(-1 | 1) if has_time(&told.0) => return (shown, Some(Rule::ShownIsLocal), None),
        Some(-1 | 1) => (Rule::ToldNearShown, Loss::DayOff),
        Some(_) if is_swapped(&told.0, &shown.0) => (Rule::ToldSwapped, Loss::Swapped),
        Some(_) if is_modified() => (Rule::ToldBeforeChange, Loss::OfChange),
        Some(_) => return (shown, Some(Rule::ShownBeatsTold), None),
    };
    (told, Some(rule.0), Some(rule.1))
}

/// Returns the first readable date, the most trusted source first, and its candidate.
pub(crate) fn first<'a>(
    found: &'a Candidates,
    field: Field,
    sources: &'static [Source],
    reading: Reading,
) -> Option<Dated<'a>> {
    found.ranked(field, sources).find_map(|c| Some((read(c, reading)?, c)))
}

fn date_of<'a>(dated: &'a Option<Dated<'_>>) -> Option<&'a str> {
    dated.as_ref().map(|(date, _)| date.as_str())
}

impl Dates {
    /// Creates the decisions for both dates. A modification date that is also the publication date is dropped. If `rule` is
    /// `None`, the order of trust decided.
    pub fn of(
        found: &Candidates,
        sources: &'static [Source],
        (published, rule): (Option<Dated<'_>>, Option<Rule>),
        modified: Option<Dated<'_>>,
        losses: Vec<(usize, Loss)>,
    ) -> Dates {
        let by_trust = |field, winner: &Candidate| {
            let first = found.ranked(field, sources).next().map(|c| c.number);
            match first == Some(winner.number) {
                true => found.rule_of_first(field),
                false => Rule::FirstReadable,
            }
        };
        let decide = |field, dated: Option<Dated<'_>>, rule: Option<Rule>| match dated {
            None => Decision { value: None, choice: Choice::none(sources) },
            Some((date, c)) => {
                let rule = rule.unwrap_or_else(|| by_trust(field, c));
                Decision { value: Some(date), choice: Choice::of(rule, sources, c) }
            }
        };
        let is_published = |modified: &Dated<'_>| date_of(&published) == Some(&modified.0);
        let same = modified.as_ref().filter(|dated| is_published(dated)).map(|(_, c)| c.number);
        let own = modified.filter(|_| same.is_none());
        let mut modified = decide(Field::Modified, own, None);
        modified.choice.ended_at = same;
        modified.choice.losses.extend(same.map(|number| (number, Loss::IsPublished)));
        let mut published = decide(Field::Published, published, rule);
        published.choice.losses = losses;
        Dates { published, modified }
    }
}

/// Whether a node is near the headline.
fn is_near(place: NodeId, headline: Option<NodeId>) -> bool {
    headline.is_some_and(|h| {
        let (place, h) = (place.index(), h.index());
        (h.saturating_sub(NEAR_BEFORE)..h + NEAR).contains(&place)
    })
}

/// Whether a date is later than the latest date by more than a time zone, that is, by more than one day.
fn is_after(date: &str, latest: Option<&str>) -> bool {
    latest.and_then(|latest| iso_date::days_between(latest, date)).is_some_and(|days| days > 1)
}

/// Whether a date has a time of day.
fn has_time(date: &str) -> bool {
    date.contains('T')
}

/// Whether two dates differ only in the order of day and month.
fn is_swapped(a: &str, b: &str) -> bool {
    let part = |date: &str, range: std::ops::Range<usize>| date.get(range).map(str::to_owned);
    part(a, 0..4) == part(b, 0..4)
        && part(a, 5..7) == part(b, 8..10)
        && part(a, 8..10) == part(b, 5..7)
}

/// Selects the publication date among the dates anywhere on the page: the date that the text calls so, else the only date shown,
/// else the modification date at the headline.
fn choose_elsewhere(found: &Candidates, reading: Reading, headline: Option<NodeId>) -> Dates {
    // There is no machine-readable publication date, or this function would not be called.
    let told = first(found, Field::Modified, WRITTEN_FOR_PROGRAMS, reading);
    let mut losses = Vec::new();
    let mut own = |c: &Candidate| {
        let date = read(c, reading)?;
        let is_late = is_after(&date, date_of(&told));
        losses.extend(is_late.then_some((c.number, Loss::TooLate)));
        (!is_late).then_some(date)
    };
    let mut all = found.from(Field::Published, Source::Elsewhere);
    let stated = all.find_map(|c| Some((says_published(&c.value).then(|| own(c))??, c)));
    let mut only = || {
        let all = found.from(Field::Published, Source::Elsewhere);
        let mut dates = all.filter_map(|c| Some((own(c)?, c)));
        let first = dates.next()?;
        dates.all(|(date, _)| date.get(..10) == first.0.get(..10)).then_some(first)
    };
    let published = match stated {
        Some(stated) => Some((stated, Rule::StatedElsewhere)),
        None => only().map(|only| (only, Rule::OnlyElsewhere)),
    };
    let shown = |is_wanted: &dyn Fn(&Candidate) -> bool| {
        let mut all = found.ranked(Field::Modified, SHOWN).filter(|c| is_wanted(c));
        all.find_map(|c| Some((read(c, reading)?, c)))
    };
    let at_headline = || shown(&|c| is_near(c.place, headline));
    let published = published.or_else(|| Some((at_headline()?, Rule::DateOfChange)));
    let modified = told.clone().or_else(|| shown(&|_| true));
    let (published, rule) = published.unzip();
    Dates::of(found, SOURCES, (published, rule), modified, losses)
}

/// Reads the date of a candidate. A year alone is rejected.
pub(crate) fn read(candidate: &Candidate, reading: Reading) -> Option<String> {
    let value = candidate.value.as_str();
    let date = if SHOWN.contains(&candidate.source) && candidate.source != Source::Time
        || candidate.source == Source::Elsewhere
    {
        iso_date::iso(value).or_else(|| written::find(value, reading))
    } else {
        written::read(value, reading)
    };
    date.filter(|date| date.len() >= 7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::meta;
    use crate::metadata::reading;
    use crate::metadata::scan::scan;
    use crate::parse::parse;

    fn published(html: &str, url: Option<&str>) -> String {
        let dom = parse(html);
        let scan = scan(&dom);
        let mut found = Candidates::default();
        meta::gather(&dom, &scan.metas, &mut found);
        published::gather(&dom, &scan, scan.headings.first().map(|h| h.node), url, &mut found);
        let reading = reading::of(&dom, &scan, None);
        let headline = scan.headings.first().map(|h| h.node);
        of(&dom, &scan, headline, reading, &mut found).published.value.unwrap_or_default()
    }

    #[test]
    fn the_date_beside_the_headline_wins() {
        let html = "<header><span class=date>Saturday, November 23, 2024</span> 12 degrees</header>
            <main><h1>Rain</h1><p class=date>January 5, 2024</p></main>
            <aside class=related><time datetime=2023-02-02>x</time></aside>";
        assert_eq!(published(html, None), "2024-01-05");
    }

    #[test]
    fn a_masthead_or_a_teaser_gives_no_date() {
        let html = "<div class=masthead><time>November 23, 2024</time></div><main><h1>Rain</h1><p>Text.</p></main>
            <div class='related'><time datetime=2023-02-02>x</time></div><footer>© 2019 <time>2019-01-01</time></footer>";
        assert_eq!(published(html, None), "");
    }

    #[test]
    fn traps() {
        let h1 = "<h1>Rain falls in Rome for days</h1>";
        let change = "<meta property=article:modified_time content=";
        let text =
            "<p>It rained on Monday, and on Tuesday too, until the river stood at the bridge.</p>";
        for (html, date) in [
            // Strings and comments of a script are not dates of the page.
            (
                format!(
                    "<script>var t = '2023-02-02T10:00:00Z';</script><!-- 2022-01-01 -->{h1}{text}"
                ),
                "",
            ),
            // Neither is the year of a copyright notice.
            (
                format!("{h1}{text}<footer>© 2019 Paper</footer><p>Copyright 2018 by Ann Lee</p>"),
                "",
            ),
            (
                format!("{h1}<p>Updated: 6 May 2024</p><p>Published: 5 May 2024</p>{text}"),
                "2024-05-05",
            ),
            (
                format!(
                    "{h1}<p>Last updated <time datetime=2024-05-06>6 May</time>, published <time datetime=2024-05-05>5 May</time></p>{text}"
                ),
                "2024-05-05",
            ),
            (format!("{h1}<p class=date>2023/12</p>{text}"), "2023-12"),
            // Another date on the page shows that the day comes first.
            (
                format!(
                    "{h1}<p class=date>05/01/2024</p>{text}<aside><p class=date>31/12/2023</p></aside>"
                ),
                "2024-01-05",
            ),
            // A date after the last modification is that of an event.
            (format!("{change}2024-01-05>{h1}<p class=date>1 May 2031</p>{text}"), ""),
            (format!("{change}2024-06-01>{h1}<p class=date>5 May 2024</p>{text}"), "2024-05-05"),
        ] {
            assert_eq!(published(&html, None), date, "{html}");
        }
    }

    #[test]
    fn the_address_is_no_more_precise_than_it_says() {
        assert_eq!(published("<h1>Rain</h1>", Some("https://a.example/2023/12/rain")), "2023-12");
    }
}
