//! Determines the site name and the host, and resolves URLs against the page's own.

use crate::metadata::candidate::{Candidate, Candidates, Field, Source};
use crate::metadata::decision::{Choice, Decision, Rule};
use crate::metadata::title::{plain, segments};
use crate::text::collapse;

/// The sources of the site name, the most trusted first.
pub(crate) const NAME: &[Source] = &[
    Source::OpenGraph,
    Source::JsonLd,
    Source::JsonLdPage,
    Source::Bibliographic,
    Source::Meta,
    Source::Heading,
];
/// The sources of the canonical URL, the most trusted first.
pub(crate) const URL: &[Source] = &[Source::Link, Source::OpenGraph, Source::JsonLd];

/// Returns the declared site name; else the part of the `title` element beside the headline.
pub(crate) fn name(found: &Candidates, headline: Option<&str>) -> Decision {
    let named = found.decide_first(Field::SiteName, NAME, |c| Some(c.value.clone()));
    let beside = || beside_headline(found, headline?);
    match named.value {
        None => beside().map_or(named, |(name, title)| Decision {
            value: Some(name),
            choice: Choice::of(Rule::BesideHeadline, NAME, title),
        }),
        Some(_) => named,
    }
}

/// Returns the last segment of the `title` element that is not the headline, or the first if the headline is last. Also returns
/// the element as a candidate.
fn beside_headline<'a>(found: &'a Candidates, headline: &str) -> Option<(String, &'a Candidate)> {
    let title = found.from(Field::Title, Source::TitleTag).next()?;
    let pieces = segments(&title.value);
    let headline = plain(headline);
    let mut others = pieces.iter().filter(|piece| !headline.contains(&plain(piece)));
    let is_shown = plain(&title.value).contains(&headline) && !headline.is_empty();
    let last_is_headline = pieces.last().is_some_and(|last| headline.contains(&plain(last)));
    let name = if last_is_headline { others.next() } else { others.next_back() };
    name.filter(|_| is_shown && pieces.len() > 1).map(|name| ((*name).to_owned(), title))
}

/// Returns the names of the site in lower case: the declared names and the host.
pub(crate) fn names(found: &Candidates, url: Option<&str>) -> Vec<String> {
    let mut out: Vec<String> = found.of(Field::SiteName).map(|c| c.value.to_lowercase()).collect();
    let address = url.map(str::to_owned).or_else(|| found.best(Field::Url, URL));
    if let Some(host) = address.as_deref().and_then(host) {
        out.push(host.to_lowercase());
    }
    out
}

/// Returns the canonical URL, resolved against the page's own URL; else the page's own URL.
pub(crate) fn url(found: &Candidates, own: Option<&str>) -> Decision {
    let mut canonical = found.decide_first(Field::Url, URL, |c| absolute(&c.value, own));
    if canonical.value.is_none() {
        canonical.value = own.map(str::to_owned);
        canonical.choice.rule = Rule::OwnAddress;
    }
    canonical
}

/// Returns the host of a URL, without `www.`.
fn host(url: &str) -> Option<&str> {
    let host = whole_host(url)?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| !host.is_empty())
}

/// Returns the unchanged host of a URL, without the port. An IP address in brackets keeps them.
fn whole_host(url: &str) -> Option<&str> {
    let rest = url.split_once("//")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
    match host.find(']') {
        Some(end) => Some(&host[..=end]),
        None => host.split(':').next(),
    }
}

/// Returns the host of a URL in lower case.
pub(crate) fn hostname(url: &str) -> Option<String> {
    whole_host(url).filter(|host| !host.is_empty()).map(str::to_lowercase)
}

/// Whether the text before a colon in a URL may be read as a scheme.
pub(crate) fn has_scheme(address: &str) -> bool {
    address.split(['/', '?', '#']).next().is_some_and(|head| head.contains(':'))
}

/// Resolves a URL against the page's own URL; `None` if it is not a web URL that a reader can open.
pub(crate) fn absolute(address: &str, base: Option<&str>) -> Option<String> {
    let address = collapse(address);
    let lower = address.get(..11.min(address.len())).unwrap_or_default().to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Some(address);
    }
    if has_scheme(&address) || address.is_empty() {
        return None;
    }
    let Some((scheme, rest)) = base.and_then(|base| base.split_once("://")) else {
        return Some(address);
    };
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let host = rest.split('/').next().unwrap_or(rest);
    Some(if let Some(rest) = address.strip_prefix("//") {
        format!("{scheme}://{rest}")
    } else if address.starts_with('/') {
        format!("{scheme}://{host}{address}")
    } else {
        let folder = rest.rfind('/').map_or(host, |at| &rest[..at]);
        format!("{scheme}://{folder}/{address}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::NodeId;

    #[test]
    fn the_title_names_the_site_beside_the_headline() {
        let name = |title: &str, headline: &str| {
            let mut found = Candidates::default();
            found.add(Field::Title, title, Source::TitleTag, NodeId::DOCUMENT);
            name(&found, Some(headline)).value.unwrap_or_default()
        };
        assert_eq!(name("Rain - sun | Weather | Paper", "Rain - sun"), "Paper");
        assert_eq!(name("Paper » Weather » Rain", "Rain"), "Paper");
        assert_eq!(name("Rain", "Rain"), "");
        assert_eq!(name("Sun | Paper", "Rain"), "");
    }

    #[test]
    fn the_page_s_own_address_stands_in_for_the_canonical_one() {
        let own = "https://a.example/x?y";
        let mut found = Candidates::default();
        assert_eq!(url(&found, Some(own)).value.as_deref(), Some(own));
        found.add(Field::Url, "/x", Source::Link, NodeId::DOCUMENT);
        assert_eq!(url(&found, Some(own)).value.as_deref(), Some("https://a.example/x"));
    }

    #[test]
    fn addresses_become_absolute() {
        let base = Some("https://a.example/x/y?z=/1");
        assert_eq!(absolute("/i.png", base).as_deref(), Some("https://a.example/i.png"));
        assert_eq!(absolute("i.png", base).as_deref(), Some("https://a.example/x/i.png"));
        assert_eq!(absolute("//b.example/i", base).as_deref(), Some("https://b.example/i"));
        assert_eq!(absolute("data:image/png;base64,x", base), None);
        assert_eq!(host("https://www.a.example:80/x"), Some("a.example"));
        assert_eq!(hostname("https://u@WWW.a.example:80?x").as_deref(), Some("www.a.example"));
        assert_eq!(hostname("http://[::1]:80/").as_deref(), Some("[::1]"));
        assert_eq!(hostname("/x"), None);
    }
}
