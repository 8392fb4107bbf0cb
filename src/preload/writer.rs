//! The HTML that data become: its elements, and which of them the page may be about.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::preload::flight;
use crate::preload::heading::Heading;
use crate::preload::prose;
use crate::preload::whole::{escape, whole};
use crate::text::n_words;

/// An object with fewer words of prose only names what stands elsewhere.
const MIN_WORDS: usize = 40;

/// What the page may be about.
#[derive(Default)]
pub(crate) struct Found {
    pub body: String,
    /// The body without other things in it, if there are any.
    pub own: Option<String>,
    pub is_body: bool,
    rank: Rank,
}

/// Of what may be what the page is about the greatest is: first by whether it bears the page's title, then by its
/// words.
type Rank = (bool, usize);

/// An element that is open: where in the output it and its content begin, and what had been written before.
pub(crate) struct Element {
    tag: &'static str,
    before: usize,
    after: usize,
    n_words: usize,
    kind: Kind,
    has_body: bool,
    is_other: bool,
}

/// What an object is called, and whether it gives the body of an article by the name for that.
pub(crate) struct Names<'a> {
    pub titles: &'a [&'a str],
    /// Whether one of them names a thing, such as a person, rather than a part of a text.
    pub is_thing: bool,
    pub has_body: bool,
}

/// What an element was made from.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Node,
    Object,
    /// An object that the page may be about, as it says what its article's body is.
    Body,
    /// An object that the page may be about, as it bears its title.
    Topic,
}

pub(crate) struct Writer {
    pub heading: Heading,
    /// How far below an object its text may stand, in objects.
    max_levels: usize,
    out: String,
    /// Words of prose in the output.
    n_words: usize,
    /// How many objects are open.
    depth: usize,
    /// At which depths those are that the page may be about.
    topics: Vec<usize>,
    /// The greatest of the objects in the output: where it stands, and whether it gave a body by the name for that.
    greatest: Option<(Rank, Range<usize>, bool)>,
    /// Where in the output other things stand that belong to an object that the page may be about.
    others: Vec<Range<usize>>,
    /// Whether formatted text has the title.
    pub is_titled: bool,
    pub best: Found,
    /// Digests of the texts that are written: data say many things twice.
    seen: BTreeSet<u64>,
    /// Whether what is written comes from a stream of React's, all of which is shown.
    pub is_flight: bool,
}

impl Writer {
    pub fn new(title: &str, max_levels: usize) -> Self {
        Writer {
            heading: Heading::new(title),
            max_levels,
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

    /// Ends what is written of a payload, and makes ready for the next.
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

    /// A part of the output without the other things in it, if there are any.
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

    /// Begins an element, which [`Writer::close`] ends.
    pub fn open(&mut self, tag: &'static str, class: &str, href: Option<&str>) -> Element {
        let before = self.out.len();
        self.out.push_str(&format!("<{tag} class=\"{}\"", class_name(class)));
        if let Some(href) = href {
            self.out.push_str(&format!(" href=\"{}\"", escape(href)));
        }
        self.out.push('>');
        let (after, n_words) = (self.out.len(), self.n_words);
        Element { tag, before, after, n_words, kind: Kind::Node, has_body: false, is_other: false }
    }

    /// Ends an element, or takes it back if nothing was written in it but the name of an object.
    pub fn close(&mut self, element: Element) {
        let Element { tag, before, after, kind, has_body, is_other, .. } = element;
        let n_words = self.n_words - element.n_words;
        let is_empty = if kind == Kind::Node { self.out.len() == after } else { n_words == 0 };
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
        self.depth -= usize::from(kind != Kind::Node);
        if matches!(kind, Kind::Body | Kind::Topic) {
            self.topics.pop();
            let rank = (kind == Kind::Topic, n_words);
            if n_words >= MIN_WORDS && self.greatest.as_ref().is_none_or(|(r, ..)| rank > *r) {
                self.greatest = Some((rank, before..self.out.len(), has_body));
            }
        }
    }

    /// Whether what is written now belongs to an object that the page may be about.
    pub fn is_on_topic(&self) -> bool {
        self.topics.last().is_some_and(|topic| self.depth <= topic + self.max_levels)
    }

    /// Whether what is written now is shown: it belongs to an object that the page may be about, or all is.
    pub fn is_shown(&self) -> bool {
        self.is_flight || self.is_on_topic()
    }

    /// Begins an object of a class. One of its titles becomes a heading, if that is the page's title or else if the
    /// object has prose.
    pub fn object(&mut self, class: &str, names: &Names<'_>, has_prose: bool) -> Element {
        let Names { titles, is_thing, has_body } = *names;
        let own = titles.iter().find(|title| self.heading.is(title));
        let kind = match own {
            Some(_) => Kind::Topic,
            None if has_body => Kind::Body,
            None => Kind::Object,
        };
        let is_other = kind == Kind::Object && is_thing && !self.topics.is_empty();
        let element = Element { kind, has_body, is_other, ..self.open("div", class, None) };
        self.depth += 1;
        if kind != Kind::Object {
            self.topics.push(self.depth);
        }
        let name = own.or(titles.first().filter(|_| has_prose && self.is_on_topic()));
        if let Some(name) = name.filter(|name| !name.contains('<')) {
            self.out.push_str(&format!("<h2>{}</h2>", escape(name)));
        }
        element
    }

    /// A list of short texts.
    pub fn items(&mut self, key: &str, texts: &[&str]) {
        if self.is_new(&texts.join("\n")) {
            self.n_words += texts.iter().map(|text| n_words(text)).sum::<usize>();
            let items: String =
                texts.iter().map(|text| format!("<li>{}</li>", escape(text))).collect();
            self.out.push_str(&format!("<ul class=\"{}\">{items}</ul>", class_name(key)));
        }
    }

    /// HTML, as it stands but for what is cut short; where it has no paragraphs, its line breaks make them.
    pub fn fragment(&mut self, key: &str, html: &str) {
        let n_words = n_words(html);
        if n_words > 0 && self.is_new(html) {
            self.n_words += n_words;
            let html = whole(html);
            let html =
                if prose::has_blocks(&html) { html } else { html.replace('\n', "<p>").into() };
            self.out.push_str(&format!("<div class=\"{}\">{html}</div>", class_name(key)));
        }
    }

    /// Plain text, a paragraph a line.
    pub fn paragraphs(&mut self, key: &str, text: &str) {
        if self.is_new(text) {
            self.n_words += n_words(text);
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            let paragraphs: String = lines.map(|line| format!("<p>{}</p>", escape(line))).collect();
            self.out.push_str(&format!("<div class=\"{}\">{paragraphs}</div>", class_name(key)));
        }
    }

    /// HTML that stands among elements.
    pub fn inner(&mut self, html: &str) {
        self.n_words += n_words(html);
        self.out.push_str(&whole(html));
    }

    /// A piece of formatted text.
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

/// What of a key can stand in a class: digits and arguments make a key one of its own, and say nothing.
pub(crate) fn class_name(key: &str) -> String {
    let is_name = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ' ');
    key.chars().take_while(is_name).take(60).collect()
}
