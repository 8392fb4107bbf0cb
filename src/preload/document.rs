//! Converts data to HTML, so that the model can score it like a page.
//!
//! An object becomes a `div` whose class is its key, and its texts for readers become paragraphs. Key names are as
//! informative as class names.

use std::collections::BTreeSet;

use crate::limits::Limits;
use crate::preload::flight;
use crate::preload::literal::{self, Value};
use crate::preload::prose;
use crate::preload::rich::{self, Node};
use crate::preload::source::{Payload, unescape};
use crate::preload::table::Table;
use crate::preload::whole::escape;
use crate::preload::writer::{DocumentWriter, Element, Found, Names, class_name};

/// The maximum number of prose entries of an object with content. An object with more is a dictionary of interface texts.
const MAX_PROSE_KEYS: usize = 12;
/// The maximum nesting depth of texts that contain data.
const MAX_NESTED: usize = 3;
/// Keys of the name of a thing, such as a person or an article.
const NAME_KEYS: &[&str] = &["title", "headline", "name"];
/// Keys of the heading of a part of a text.
const HEADING_KEYS: &[&str] = &["heading", "label"];
/// Titles are shorter than this, in bytes.
const MAX_TITLE: usize = 400;
/// The key of the article text in schema.org.
const BODY_KEY: &str = "articleBody";

/// The main object of the data, as an HTML document.
#[derive(Default)]
pub(crate) struct Document {
    /// Empty if the data contain no such object.
    pub html: String,
    /// The same without other things: objects with names of their own, such as people and tags. `None` if there are none.
    pub own: Option<String>,
    /// Whether it is declared as `articleBody`.
    pub is_body: bool,
}

/// Writes the main object as a document: of the objects with the page's title the one with the most prose, else the content
/// of a React stream or a template. Texts more than `max_levels` objects below the object are left out.
pub(crate) fn write(
    payloads: &[Payload<'_>],
    title: &str,
    max_levels: usize,
    limits: &Limits,
) -> Document {
    let mut walker =
        Walker { writer: DocumentWriter::new(title, max_levels, limits.clone()), n_nested: 0 };
    let mut stream = String::new();
    for payload in payloads {
        match payload {
            Payload::Data(name, value) => walker.value(name, value),
            Payload::Flight(part) => stream.push_str(part),
            Payload::Html(_) => {}
        }
        walker.writer.finish();
    }
    walker.writer.is_flight = true;
    walker.rows(&flight::rows(&stream));
    walker.writer.finish();
    for payload in payloads {
        if let Payload::Html(html) = payload {
            walker.writer.is_titled |= walker.writer.heading.stands_in(html);
            walker.writer.fragment("template", html);
        }
    }
    walker.writer.finish();
    let Found { body, own, is_body, .. } = walker.writer.best;
    if body.is_empty() {
        return Document::default();
    }
    let title = escape(title);
    let head = format!("<title>{title}</title><meta property=\"og:title\" content=\"{title}\">");
    let page = |body: &str| format!("<!DOCTYPE html>{head}<body>{body}");
    Document { html: page(&body), own: own.map(|own| page(&own)), is_body }
}

/// A pending step of writing.
enum Task<'a> {
    /// A value under a key.
    Data(&'a str, &'a Value),
    /// A piece of formatted text.
    Shown(&'a Value),
    Close(Element),
}

struct Walker {
    writer: DocumentWriter,
    /// The number of open texts that contain data.
    n_nested: usize,
}

impl Walker {
    /// Writes a value under a key.
    fn value(&mut self, key: &str, value: &Value) {
        let mut table = Table::of(value);
        let root = if table.is_empty() { Some(value) } else { table.take(0) };
        self.run(root.map(|root| Task::Data(key, root)), &mut table);
    }

    /// Writes the rows of a stream: each at its first reference, else in its place.
    fn rows(&mut self, rows: &[(usize, Value)]) {
        let mut table = Table::new(rows.iter().map(|(id, row)| (*id, row)));
        let inner: BTreeSet<usize> =
            rows.iter().flat_map(|(_, row)| flight::references(row)).collect();
        let (inner, outer): (Vec<_>, Vec<_>) = rows.iter().partition(|(id, _)| inner.contains(id));
        for (id, _) in outer.into_iter().chain(inner) {
            let row = table.take(*id);
            self.run(row.map(|row| Task::Data("", row)), &mut table);
        }
    }

    fn run<'a>(&mut self, root: Option<Task<'a>>, table: &mut Table<'a>) {
        let mut tasks: Vec<Task<'_>> = root.into_iter().collect();
        while let Some(task) = tasks.pop() {
            match if self.writer.is_flight { follow(task, table) } else { task } {
                Task::Data(key, Value::Text(text)) => self.text(key, text),
                Task::Data(key, Value::Index(i)) => {
                    tasks.extend(table.take(*i).map(|value| Task::Data(key, value)));
                }
                Task::Data(_, Value::Other) => {}
                Task::Data(key, value) => match rich::node(value) {
                    Some(node) if node.is_text() => {
                        if self.writer.is_shown() {
                            self.node(&node, table, &mut tasks);
                        }
                    }
                    _ => self.container(key, value, table, &mut tasks),
                },
                Task::Shown(Value::Text(text)) => self.writer.shown(text),
                Task::Shown(value) => match (rich::node(value), value) {
                    (Some(node), _) => self.node(&node, table, &mut tasks),
                    (None, Value::List(items)) => tasks.extend(items.iter().rev().map(Task::Shown)),
                    (None, value) => tasks.push(Task::Data("", value)),
                },
                Task::Close(element) => self.writer.close(element),
            }
        }
    }

    fn node<'a>(&mut self, node: &Node<'a>, table: &mut Table<'a>, tasks: &mut Vec<Task<'a>>) {
        if !node.tag.is_empty() {
            tasks.push(Task::Close(self.writer.open(node.tag, node.class, node.href)));
        }
        if let Some(Value::Object(properties)) = node.data {
            let is_data = |key: &str| !matches!(key, "children" | "className" | "href");
            let data = properties.iter().rev().filter(|(key, _)| is_data(key));
            tasks.extend(data.map(|(key, value)| Task::Data(key, value)));
        }
        tasks.extend(node.children.map(Task::Shown));
        if let Some(text) = node.text {
            self.writer.shown(text);
        }
        if let Some(html) = node.html {
            let row = flight::reference(html).and_then(|id| table.take(id)?.as_text());
            let html =
                row.unwrap_or(if self.writer.is_flight { flight::shown(html) } else { html });
            self.writer.inner(html);
        }
    }

    /// Writes an object, or a list that is not an element.
    fn container<'a>(
        &mut self,
        key: &'a str,
        value: &'a Value,
        table: &mut Table<'a>,
        tasks: &mut Vec<Task<'a>>,
    ) {
        match value {
            Value::List(items) => {
                let is_text = |v: &Value| {
                    table.look(v).as_text().is_some_and(|text| !text.starts_with(['{', '[']))
                };
                if items.iter().all(is_text) {
                    let texts = items.iter().filter_map(|v| table.resolve(v)?.as_text());
                    self.texts(key, &texts.collect::<Vec<_>>());
                } else {
                    tasks.extend(items.iter().rev().map(|item| Task::Data(key, item)));
                }
            }
            Value::Object(entries) => {
                let n_prose = entries.iter().filter(|(_, v)| table.is_prose(v)).count();
                let is_dictionary = n_prose > MAX_PROSE_KEYS;
                let end = self.object(key, value, n_prose > 0 && !is_dictionary, table);
                tasks.push(Task::Close(end));
                let kept =
                    entries.iter().rev().filter(|(_, v)| !is_dictionary || !table.is_prose(v));
                tasks.extend(kept.map(|(key, value)| Task::Data(key, value)));
            }
            _ => {}
        }
    }

    fn object(&mut self, key: &str, value: &Value, has_prose: bool, table: &Table<'_>) -> Element {
        let text = |key: &str| table.look(value.get(key)?).as_text();
        let kind = text("@type").or(text("__typename")).unwrap_or_default();
        let title = |key: &&str| {
            title_of(table.look(value.get(key)?)).filter(|title| title.len() < MAX_TITLE)
        };
        let mut titles: Vec<&str> = NAME_KEYS.iter().filter_map(title).collect();
        let is_thing = titles.iter().any(|title| !prose::is_prose(title));
        titles.extend(HEADING_KEYS.iter().filter_map(title));
        let class = format!("{} {kind}", class_name(key));
        let has_body = value.get(BODY_KEY).is_some();
        self.writer.object(&class, &Names { titles: &titles, is_thing, has_body }, has_prose)
    }

    /// Writes a list of texts: as paragraphs if any is prose or HTML, else as list items.
    fn texts(&mut self, key: &str, texts: &[&str]) {
        if !self.writer.is_shown() {
            return;
        }
        if texts.iter().any(|text| prose::is_markup(text) || prose::is_prose(text)) {
            for text in texts {
                match prose::is_markup(text) {
                    true => self.writer.fragment(key, text),
                    false => self.writer.paragraphs(key, text),
                }
            }
        } else if prose::are_items(texts) {
            self.writer.items(key, texts);
        }
    }

    /// Writes the text of a key: as data, HTML or prose. Writes nothing if it is not for readers.
    fn text(&mut self, key: &str, text: &str) {
        let text = if self.writer.is_flight { flight::shown(text) } else { text }.trim();
        if text.starts_with(['{', '[']) && self.n_nested < MAX_NESTED {
            let (value, end) = literal::read(text);
            if end == text.len() {
                self.n_nested += 1;
                self.value(key, &value);
                self.n_nested -= 1;
                return;
            }
        }
        if !self.writer.is_shown() {
            return;
        }
        let is_escaped = text.contains("&lt;") && !text.contains('<');
        let unescaped = if is_escaped { unescape(text) } else { text.into() };
        if prose::is_markup(&unescaped) {
            self.writer.fragment(key, &unescaped);
        } else if prose::is_prose(text) {
            self.writer.paragraphs(key, text);
        }
    }
}

/// Resolves a task whose text refers to a row.
fn follow<'a>(task: Task<'a>, table: &mut Table<'a>) -> Task<'a> {
    let mut row =
        |text: &str| flight::reference(text).map(|id| table.take(id).unwrap_or(&Value::Other));
    match task {
        Task::Data(key, value @ Value::Text(text)) => Task::Data(key, row(text).unwrap_or(value)),
        Task::Shown(value @ Value::Text(text)) => Task::Shown(row(text).unwrap_or(value)),
        task => task,
    }
}

/// The text of a title, which may be in an object.
fn title_of(value: &Value) -> Option<&str> {
    value
        .as_text()
        .or_else(|| ["rendered", "text", "value"].iter().find_map(|key| value.get(key)?.as_text()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preload::source::payloads;

    const RAIN: &str = "It rained on Monday, and on Tuesday too, until the river stood at the bridge. \
        Nobody in the village had ever seen so much water, and nobody wants to see it again. \
        The mayor came by boat, and the baker sold his bread from an upper window all day long.";

    /// The body of the document for the data of a script, on a page titled "The great rain".
    fn body(json: &str) -> String {
        let page = format!("<script type=application/json>{json}</script>");
        let html = write(&payloads(&page), "The great rain", 3, &Limits::new()).html;
        html.split_once("<body>").map_or(String::new(), |(_, body)| body.to_owned())
    }

    #[test]
    fn the_object_with_the_title_is_written() {
        let page = |title: &str| format!(r#"{{"a":{{"title":"{title}","id":7,"text":"{RAIN}"}}}}"#);
        let wanted = format!(
            "<div class=\"a \"><h2>The great rain</h2><div class=\"text\"><p>{RAIN}</p></div></div>"
        );
        assert_eq!(body(&page("The great rain")), wanted);
        assert_eq!(body(&page("Another story")), "");
        let deep =
            format!(r#"{{"title":"The great rain","a":{{"b":{{"c":{{"d":{{"e":"{RAIN}"}}}}}}}}}}"#);
        assert_eq!(body(&deep), "");
    }

    #[test]
    fn the_title_outranks_a_body() {
        let json = format!(
            r#"[{{"headline":"Other","articleBody":"{RAIN} {RAIN}"}},{{"headline":"The great rain","articleBody":"{RAIN}"}}]"#
        );
        assert!(body(&json).contains("<h2>The great rain</h2>") && !body(&json).contains("Other"));
        assert!(body(&json.replace("great", "small")).contains("<h2>Other</h2>"));
    }

    #[test]
    fn a_dictionary_of_interface_texts_is_skipped() {
        let entries: String = (0..20).map(|i| format!(r#","k{i}":"{i} {RAIN}""#)).collect();
        assert_eq!(body(&format!(r#"{{"title":"The great rain"{entries}}}"#)), "");
    }

    #[test]
    fn other_things_can_be_left_out() {
        let other = r#"{"name":"Ann DocumentWriter","bio":"Ann writes of rivers, and of rain, and of all that is wet; she has a boat."}"#;
        let step = format!(r#"{{"name":"{RAIN}","how":"{RAIN} Bail."}}"#);
        let json = format!(
            r#"{{"title":"The great rain","by":{other},"parts":[{{"heading":"Water","text":"{RAIN}"}},{step}],"tags":[{{"more":[{other}]}}]}}"#
        );
        let own = |json: &str| {
            let page = format!("<script type=application/json>{json}</script>");
            write(&payloads(&page), "The great rain", 3, &Limits::new()).own
        };
        let document = own(&json).unwrap();
        assert!(document.contains("<h2>Water</h2>") && document.contains("Bail."), "{document}");
        assert!(!document.contains("Ann"), "{document}");
        assert_eq!(document.matches("<div").count(), document.matches("</div>").count());
        assert_eq!(own(&json.replace("\"name\"", "\"id\"")), None);
    }

    #[test]
    fn html_and_data_in_texts_are_parsed() {
        let inner = format!(r#"{{"title":"The great rain","h":"&lt;p&gt;{RAIN}&lt;/p&gt;"}}"#);
        let json = format!("[\"{}\"]", inner.replace('"', "\\\""));
        assert!(body(&json).contains(&format!("<div class=\"h\"><p>{RAIN}</p></div>")));
    }

    #[test]
    fn formatted_text_becomes_elements() {
        let json = format!(
            r#"{{"title":{{"rendered":"The great rain"}},"body":{{"type":"doc","content":[
                {{"type":"heading-3","content":[{{"type":"text","text":"Water"}}]}},
                {{"_type":"block","style":"blockquote","children":[{{"_type":"span","text":"So <much>"}}]}},
                {{"type":"bulletList","content":[{{"type":"listItem","content":[{{"text":"{RAIN}"}}]}}]}}]}}}}"#
        );
        let body = body(&json);
        assert!(body.contains("<h3 class=\"\">Water</h3>"), "{body}");
        assert!(
            body.contains(
                "<blockquote class=\"\"><span class=\"\">So &lt;much&gt;</span></blockquote>"
            ),
            "{body}"
        );
        assert!(body.contains(&format!("<li class=\"\">{RAIN}</li></ul>")), "{body}");
    }

    #[test]
    fn circular_references_end() {
        let json = format!(
            r#"[["Reactive",1],{{"title":2,"text":3,"next":1}},"The great rain","{RAIN}"]"#
        );
        assert_eq!(body(&json).matches("It rained").count(), 1);
    }

    #[test]
    fn rows_of_a_stream_are_written_at_their_reference() {
        let rows = format!(
            r#"2:["$","p",null,{{"children":["{RAIN}","$2"]}}]
1:["$","main",null,{{"children":[["$","h1",null,{{"children":"The great rain"}}],"$2"]}}]
"#
        );
        let rows = rows.replace('"', "\\\"").replace('\n', "\\n");
        let page = format!("<script>self.__next_f.push([1,\"{rows}\"])</script>");
        let html = write(&payloads(&page), "The great rain", 3, &Limits::new()).html;
        assert!(
            html.ends_with(&format!(
                "<h1 class=\"\">The great rain</h1><p class=\"\">{RAIN}</p></main>"
            )),
            "{html}"
        );
    }
}
