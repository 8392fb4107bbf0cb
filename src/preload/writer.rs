//! Writes data as HTML, and finds the main object in it.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::limits::Limits;
use crate::preload::flight;
use crate::preload::heading::Heading;
use crate::preload::prose;
use crate::preload::whole::{escape, whole};
use crate::text::n_words;

/// The minimum number of words of prose of a main object. An object with fewer only refers to content elsewhere.
const MIN_WORDS: usize = 40;

/// The candidate for the main object.
#[derive(Default)]
pub(crate) struct Found {
    pub body: String,
    /// The body without other things in it; `None` if there are none.
    pub own: Option<String>,
    pub is_body: bool,
    rank: Rank,
}

/// The rank of a candidate: whether it has the page's title, then its number of words. The greatest wins.
type Rank = (bool, usize);

/// An open element: the start of the element and of its content in the output, and the number of words before it.
pub(crate) struct Element {
    tag: &'static str,
    before: usize,
    after: usize,
    n_words: usize,
    kind: ElementKind,
    has_body: bool,
    is_other: bool,
}

/// The names of an object, and whether it has an `articleBody`.
pub(crate) struct Names<'a> {
    pub titles: &'a [&'a str],
    /// Whether one of the titles names a thing, such as a person, rather than a part of a text.
    pub is_thing: bool,
    pub has_body: bool,
}

/// The source of an element.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum ElementKind {
    Node,
    Object,
    /// A candidate for the main object, because it has an `articleBody`.
    Body,
    /// A candidate for the main object, because it has the page's title.
    Topic,
}

pub(crate) struct DocumentWriter {
    pub heading: Heading,
    /// The maximum depth of text below a candidate, in objects.
    max_levels: usize,
    /// The limits of the page, for the HTML in its data.
    limits: Limits,
    out: String,
    /// The number of words of prose in the output.
    n_words: usize,
    /// The number of open objects.
    depth: usize,
    /// The depths of the open candidates.
    topics: Vec<usize>,
    /// The best candidate in the output: its rank, its range, and whether it has an `articleBody`.
    greatest: Option<(Rank, Range<usize>, bool)>,
    /// The ranges of other things in the output, within candidates.
    others: Vec<Range<usize>>,
    /// Whether formatted text contains the title.
    pub is_titled: bool,
    pub best: Found,
    /// The hashes of the written texts. Repeated texts are skipped.
    seen: BTreeSet<u64>,
    /// Whether the source is a React stream, of which all is displayed.
    pub is_flight: bool,
}

impl DocumentWriter {
    pub fn new(title: &str, max_levels: usize, limits: Limits) -> Self {
        DocumentWriter {
            heading: Heading::new(title),
            max_levels,
            limits,
            out: String::new(),
            n_words: 0,
            depth: 0,
            topics: Vec::new(),
            greatest: None,
            others: Vec::new(),
            is_titled: false,
            best: Found::default(),
            seen: BTreeSet::new(),
            is_flight: false,
        }
    }

    /// Completes a payload: updates the best candidate, and resets the output.
    pub fn finish(&mut self) {
        let is_whole = self.is_titled && self.best.body.is_empty() && self.n_words >= MIN_WORDS;
        let whole = is_whole.then_some(((true, self.n_words), 0..self.out.len(), false));
        if let Some((rank, range, is_body)) = self.greatest.take().or(whole)
            && rank > self.best.rank
        {
            let own = self.without_others(&range);
            self.best = Found { body: self.out[range].to_owned(), own, is_body, rank };
        }
        self.out.clear();
        self.others.clear();
        self.seen.clear();
        (self.n_words, self.is_titled) = (0, false);
    }

    /// A range of the output without the other things in it; `None` if there are none.
    fn without_others(&self, range: &Range<usize>) -> Option<String> {
        let is_within = |other: &&Range<usize>| range.start < other.start && other.end <= range.end;
        let (mut own, mut at) = (String::new(), range.start);
        for other in self.others.iter().filter(is_within) {
            own.push_str(&self.out[at..other.start]);
            at = other.end;
        }
        own.push_str(&self.out[at..range.end]);
        (at > range.start).then_some(own)
    }

    /// Opens an element. [`DocumentWriter::close`] closes it.
    pub fn open(&mut self, tag: &'static str, class: &str, href: Option<&str>) -> Element {
        let before = self.out.len();
        self.out.push_str(&format!("<{tag} class=\"{}\"", class_name(class)));
        if let Some(href) = href {
            self.out.push_str(&format!(" href=\"{}\"", escape(href)));
        }
        self.out.push('>');
        let (after, n_words) = (self.out.len(), self.n_words);
        Element {
            tag,
            before,
            after,
            n_words,
            kind: ElementKind::Node,
            has_body: false,
            is_other: false,
        }
    }

    /// Closes an element. Removes it if it contains nothing, or, for an object, only its name.
    pub fn close(&mut self, element: Element) {
        let Element { tag, before, after, kind, has_body, is_other, .. } = element;
        let n_words = self.n_words - element.n_words;
        let is_empty =
            if kind == ElementKind::Node { self.out.len() == after } else { n_words == 0 };
        if is_empty {
            self.out.truncate(before);
        } else {
            self.out.push_str(&format!("</{tag}>"));
        }
        if is_empty || is_other {
            while self.others.pop_if(|other| other.start >= before).is_some() {}
        }
        if is_other && !is_empty {
            self.others.push(before..self.out.len());
        }
        self.depth -= usize::from(kind != ElementKind::Node);
        if matches!(kind, ElementKind::Body | ElementKind::Topic) {
            self.topics.pop();
            let rank = (kind == ElementKind::Topic, n_words);
            if n_words >= MIN_WORDS && self.greatest.as_ref().is_none_or(|(r, ..)| rank > *r) {
                self.greatest = Some((rank, before..self.out.len(), has_body));
            }
        }
    }

    /// Whether the current position is within a candidate, at most `max_levels` deep.
    pub fn is_on_topic(&self) -> bool {
        self.topics.last().is_some_and(|topic| self.depth <= topic + self.max_levels)
    }

    /// Whether text at the current position is written: within a candidate, or in a React stream.
    pub fn is_shown(&self) -> bool {
        self.is_flight || self.is_on_topic()
    }

    /// Opens an object. Writes its title as a heading if that is the page's title, or if the object has prose within a candidate.
    pub fn object(&mut self, class: &str, names: &Names<'_>, has_prose: bool) -> Element {
        let Names { titles, is_thing, has_body } = *names;
        let own = titles.iter().find(|title| self.heading.is(title));
        let kind = match own {
            Some(_) => ElementKind::Topic,
            None if has_body => ElementKind::Body,
            None => ElementKind::Object,
        };
        let is_other = kind == ElementKind::Object && is_thing && !self.topics.is_empty();
        let element = Element { kind, has_body, is_other, ..self.open("div", class, None) };
        self.depth += 1;
        if kind != ElementKind::Object {
            self.topics.push(self.depth);
        }
        let name = own.or(titles.first().filter(|_| has_prose && self.is_on_topic()));
        if let Some(name) = name.filter(|name| !name.contains('<')) {
            self.out.push_str(&format!("<h2>{}</h2>", escape(name)));
        }
        element
    }

    /// Writes a list of short texts.
    pub fn items(&mut self, key: &str, texts: &[&str]) {
        if self.is_new(&texts.join("\n")) {
            self.n_words += texts.iter().map(|text| n_words(text)).sum::<usize>();
            let items: String =
                texts.iter().map(|text| format!("<li>{}</li>", escape(text))).collect();
            self.out.push_str(&format!("<ul class=\"{}\">{items}</ul>", class_name(key)));
        }
    }

    /// Writes an HTML fragment, without an incomplete end. If it has no paragraphs, its line feeds separate them.
    pub fn fragment(&mut self, key: &str, html: &str) {
        let n_words = n_words(html);
        if n_words > 0 && self.is_new(html) {
            self.n_words += n_words;
            let html = whole(html, &self.limits);
            let html =
                if prose::has_blocks(&html) { html } else { html.replace('\n', "<p>").into() };
            self.out.push_str(&format!("<div class=\"{}\">{html}</div>", class_name(key)));
        }
    }

    /// Writes plain text, one paragraph per line.
    pub fn paragraphs(&mut self, key: &str, text: &str) {
        if self.is_new(text) {
            self.n_words += n_words(text);
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            let paragraphs: String = lines.map(|line| format!("<p>{}</p>", escape(line))).collect();
            self.out.push_str(&format!("<div class=\"{}\">{paragraphs}</div>", class_name(key)));
        }
    }

    /// Writes the inner HTML of an element.
    pub fn inner(&mut self, html: &str) {
        self.n_words += n_words(html);
        self.out.push_str(&whole(html, &self.limits));
    }

    /// Writes a piece of formatted text.
    pub fn shown(&mut self, text: &str) {
        let text = if self.is_flight { flight::shown(text) } else { text };
        self.is_titled |= self.heading.is(text);
        self.n_words += n_words(text);
        self.out.push_str(&escape(text));
    }

    fn is_new(&mut self, text: &str) -> bool {
        self.seen.insert(prose::digest(text))
    }
}

/// The part of a key that can be a class name. Stops at the first other character, and at 60 characters.
pub(crate) fn class_name(key: &str) -> String {
    let is_name = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ' ');
    key.chars().take_while(is_name).take(60).collect()
}
