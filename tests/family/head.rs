//! The `head` of a page: title, Open Graph, JSON-LD.

use serde_json::json;

use crate::family::draw::Draw;
use crate::family::maker::{Maker, quoted};
use crate::family::names::Mode;
use crate::family::truth::Date;

impl Maker<'_> {
    pub fn head(&mut self) -> String {
        let mut lines = vec!["<meta charset=\"utf-8\">".to_owned(), self.title_element()];
        if self.draw.percent(45) {
            let text = self.story.standfirst.clone();
            lines.push(meta("name", "description", &text));
        }
        if self.draw.percent(55) {
            self.open_graph(&mut lines);
        }
        if self.draw.percent(50) {
            lines.push(self.json_ld());
        }
        if self.draw.percent(20) {
            lines.push(meta("name", "author", &self.story.authors.join(", ")));
        }
        if self.draw.percent(50) {
            // Some style sheets hide the second copies of photos.
            let hidden = self.names.class("lightbox").filter(|_| self.draw.percent(25));
            let hidden = hidden.map_or(String::new(), |class| format!(".{class}{{display:none}}"));
            lines.push(format!(
                "<style>body{{font:16px serif}}aside{{float:right}}{hidden}</style>"
            ));
        }
        if self.draw.percent(40) {
            lines.push("<script>window.dataLayer=[{\"pageType\":\"story\"}];</script>".to_owned());
        }
        lines.join(if self.is_airy { "\n" } else { "" })
    }

    fn title_element(&mut self) -> String {
        let (title, site, section) = (&self.story.title, &self.site, &self.section);
        let (text, has_site) = match self.draw.below(12) {
            0..=2 => (format!("{title} | {site}"), true),
            3 | 4 => (format!("{title} - {site}"), true),
            5 => (format!("{title} – {site}"), true),
            6 => (format!("{title} | {section} | {site}"), true),
            7 => (format!("{site}: {title}"), true),
            8 => (format!("{title} — {section} — {site}"), true),
            9 => (format!("{title} « {site}"), true),
            10 => (format!("{site} | {title}"), true),
            _ => (title.clone(), false),
        };
        self.truth.is_site_in_head |= has_site;
        format!("<title>{}</title>", self.escaped(&text))
    }

    fn open_graph(&mut self, lines: &mut Vec<String>) {
        let title = self.story.title.clone();
        lines.push(meta("property", "og:title", &title));
        lines.push(meta("property", "og:type", "article"));
        if self.draw.percent(85) {
            self.truth.is_site_in_head = true;
            lines.push(meta("property", "og:site_name", &self.site));
        }
        if self.draw.percent(50) {
            lines.push(meta("property", "og:description", &self.story.standfirst));
        }
        if self.draw.percent(50) {
            let instant = self.instant();
            lines.push(meta("property", "article:published_time", &instant));
            self.tell_day();
        }
    }

    /// Writes the day, in most cases with a time. The time zone never changes the day.
    fn instant(&mut self) -> String {
        let hour = self.draw.between(9, 15);
        match self.draw.below(4) {
            0 => self.day.clone(),
            1 => format!("{}T{hour:02}:05:00Z", self.day),
            2 => format!("{}T{hour:02}:41:12+02:00", self.day),
            _ => format!("{}T{hour:02}:30:00", self.day),
        }
    }

    /// Records in the truth that the head has the date.
    fn tell_day(&mut self) {
        self.truth.date = Date::Day(self.day.clone());
    }

    fn json_ld(&mut self) -> String {
        self.truth.is_site_in_head = true;
        let instant = self.instant();
        let authors =
            self.story.authors.iter().map(|name| json!({"@type": "Person", "name": name}));
        let mut article = json!({
            "@type": "NewsArticle",
            "headline": self.story.title,
            "author": authors.collect::<Vec<_>>(),
            "publisher": {"@type": "NewsMediaOrganization", "name": self.site},
            "articleSection": self.section,
        });
        if self.draw.percent(85) {
            article["datePublished"] = json!(instant);
            self.tell_day();
        }
        if self.draw.percent(30) {
            article["description"] = json!(self.story.standfirst);
        }
        let value = if self.draw.percent(25) {
            json!({"@context": "https://schema.org", "@graph": [article]})
        } else {
            article["@context"] = json!("https://schema.org");
            article
        };
        format!("<script type=\"application/ld+json\">{value}</script>")
    }

    /// Writes the document around head and body.
    pub fn document(&mut self, head: &str, body: &str) -> String {
        let language = &self.words.language;
        let direction = if language == "ar" { " dir=\"rtl\"" } else { "" };
        let lang =
            if self.draw.percent(85) { format!(" lang=\"{language}\"") } else { String::new() };
        let names =
            if self.names.mode == Mode::Absent { String::new() } else { self.names.of("page") };
        format!(
            "<!DOCTYPE html>\n<html{lang}{direction}>\n<head>\n{head}\n</head>\n<body{names}>\n{body}\n</body>\n</html>\n"
        )
    }
}

/// Draws the naming mode of a page.
pub fn mode(draw: &mut Draw) -> Mode {
    draw.weighed(&[(40, Mode::Semantic), (25, Mode::Hashed), (20, Mode::Mixed), (15, Mode::Absent)])
}

fn meta(key: &str, name: &str, content: &str) -> String {
    format!("<meta {key}=\"{name}\" content=\"{}\">", quoted(content))
}
