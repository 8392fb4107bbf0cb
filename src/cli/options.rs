//! What the arguments mean to the library.

use dehusk::{Extractor, Focus, Format, Input, Keep, Limits, Model, Options, Schema};

use crate::cli::args::{ExtractArgs, FormatArg, IncludeArg, InputArg, JsonArgs, SchemaArg};

impl ExtractArgs {
    /// The extractor that was asked for.
    pub fn extractor(&self) -> Result<Extractor, dehusk::Error> {
        let focus = match (self.precision, self.recall) {
            (true, _) => Focus::Precision,
            (_, true) => Focus::Recall,
            _ => Focus::Balanced,
        };
        let keep = Keep::new()
            .with_comments(!self.no_comments)
            .with_tables(!self.no_tables)
            .with_links(self.links)
            .with_images(self.images);
        let limits = Limits::new().with_max_bytes(self.max_bytes());
        let mut options = Options::new().with_focus(focus).with_keep(keep).with_limits(limits);
        for css in &self.keep {
            options = options.with_keep_css(css)?;
        }
        for css in &self.drop {
            options = options.with_drop_css(css)?;
        }
        let extractor = Extractor::new(options);
        let Some(path) = &self.model else { return Ok(extractor) };
        Ok(extractor.with_model(Model::from_file(path)?))
    }

    /// What the input was said to be.
    pub fn input(&self) -> Option<Input> {
        self.input.map(|input| match input {
            InputArg::Html => Input::Html,
            InputArg::Text => Input::Text,
            InputArg::Auto => Input::Auto,
        })
    }

    /// How much of a page is read.
    pub fn max_bytes(&self) -> usize {
        self.max_bytes.unwrap_or(Limits::new().max_bytes())
    }
}

impl JsonArgs {
    /// Whether one of these was given, so that JSON must be meant.
    pub fn any(&self) -> bool {
        self.schema.is_some() || !self.include.is_empty() || self.with_evidence
    }

    /// The names that the keys have.
    pub fn schema(&self) -> Schema {
        match self.schema {
            None => Schema::Dehusk,
            Some(SchemaArg::Trafilatura) => Schema::Trafilatura,
            Some(SchemaArg::Readability) => Schema::Readability,
            Some(SchemaArg::SchemaOrg) => Schema::SchemaOrg,
        }
    }

    /// The renderings beside the text.
    pub fn formats(&self) -> impl Iterator<Item = Format> {
        self.include.iter().map(|include| match include {
            IncludeArg::Markdown => Format::Markdown,
            IncludeArg::Html => Format::Html,
        })
    }
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Text => Format::Text,
            FormatArg::Markdown => Format::Markdown,
            FormatArg::Html => Format::Html,
            FormatArg::Json => Format::Json,
        }
    }
}

/// A number of bytes: `500000`, `500k`, `20M`, `1G`.
pub fn size(text: &str) -> Result<usize, String> {
    let (digits, factor) = match text.as_bytes().last() {
        Some(b'k' | b'K') => (&text[..text.len() - 1], 1_000),
        Some(b'm' | b'M') => (&text[..text.len() - 1], 1_000_000),
        Some(b'g' | b'G') => (&text[..text.len() - 1], 1_000_000_000),
        _ => (text, 1),
    };
    let number = digits.parse::<usize>().ok().and_then(|n| n.checked_mul(factor));
    number
        .filter(|&n| n > 0)
        .ok_or_else(|| "not a size; right would be 500000, 500k, 20M or 1G".to_owned())
}
