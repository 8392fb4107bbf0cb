//! Arguments to [`Options`].

use dehusk::{Extractor, Focus, Format, Input, Keep, Model, Options, Schema};

use crate::cli::args::{ExtractArgs, FormatArg, IncludeArg, InputArg, JsonArgs, SchemaArg};
use crate::cli::exit::Usage;

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

    /// Whether `--schema` alone is given. It also applies to front matter.
    pub fn only_schema(&self) -> bool {
        self.schema.is_some() && self.include.is_empty() && !self.with_evidence && !self.with_blocks
    }

    /// Fails if these arguments do not apply to the format.
    pub fn check(&self, format: Format, has_front_matter: bool) -> Result<(), Usage> {
        if format == Format::Json || !self.any() || has_front_matter && self.only_schema() {
            return Ok(());
        }
        let message = "--include, --with-evidence and --with-blocks apply to JSON, and --schema to JSON and to the front matter of \
                       --with-metadata; use --format json";
        Err(Usage(message.to_owned()))
    }

    /// The schema of the keys.
    pub fn schema(&self) -> Schema {
        match self.schema {
            None => Schema::Dehusk,
            Some(SchemaArg::Trafilatura) => Schema::Trafilatura,
            Some(SchemaArg::Readability) => Schema::Readability,
            Some(SchemaArg::SchemaOrg) => Schema::SchemaOrg,
            Some(SchemaArg::Hugo) => Schema::Hugo,
            Some(SchemaArg::Jekyll) => Schema::Jekyll,
            Some(SchemaArg::Obsidian) => Schema::Obsidian,
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
            FormatArg::Tei => Format::Tei,
        }
    }
}
