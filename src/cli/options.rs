//! Arguments to [`Options`].

use dehusk::{Extractor, Focus, Format, Input, Keep, Model, Options, Schema};

use crate::cli::args::{ExtractArgs, FormatArg, IncludeArg, InputArg, JsonArgs, SchemaArg};

impl ExtractArgs {
    /// The extractor with the options and the model that the arguments select.
    pub fn extractor(&self) -> Result<Extractor, dehusk::Error> {
        self.extractor_for(false)
    }

    /// The same; with `positions`, blocks have their places in the page.
    pub fn extractor_for(&self, positions: bool) -> Result<Extractor, dehusk::Error> {
        let focus = match (self.precision, self.recall) {
            (true, _) => Focus::Precision,
            (_, true) => Focus::Recall,
            _ => Focus::Balanced,
        };
        let keep = Keep::new()
            .with_comments(!self.no_comments)
            .with_tables(!self.no_tables)
            .with_links(self.links)
            .with_images(self.images)
            .with_captions(self.captions)
            .with_title(self.with_title);
        let limits = self.limits.limits();
        let mut options = Options::new()
            .with_focus(focus)
            .with_keep(keep)
            .with_limits(limits)
            .with_positions(positions);
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

    /// The input type, if `--input` is given.
    pub fn input(&self) -> Option<Input> {
        self.input.map(|input| match input {
            InputArg::Html => Input::Html,
            InputArg::Xhtml => Input::Xhtml,
            InputArg::Text => Input::Text,
            InputArg::Auto => Input::Auto,
        })
    }
}

impl JsonArgs {
    /// Whether any of these arguments is given; all of them imply JSON.
    pub fn any(&self) -> bool {
        self.schema.is_some() || !self.include.is_empty() || self.with_evidence || self.with_blocks
    }

    /// The schema of the keys.
    pub fn schema(&self) -> Schema {
        match self.schema {
            None => Schema::Dehusk,
            Some(SchemaArg::Trafilatura) => Schema::Trafilatura,
            Some(SchemaArg::Readability) => Schema::Readability,
            Some(SchemaArg::SchemaOrg) => Schema::SchemaOrg,
        }
    }

    /// The formats to add to the text.
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
