//! The limits on one page, as arguments.

use clap::Args;
use dehusk::{Limit, Limits, LimitsHit};

/// The limits on the work and the output of one page.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitArgs {
    /// Maximum page size after decompression, such as 500k or 20M; the rest is truncated [default: 20M]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_bytes: Option<usize>,
    /// Maximum size of a gzipped page after decompression [default: same as --max-bytes]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_unpacked_bytes: Option<usize>,
    /// Maximum decompression ratio of a gzipped page, beyond the first megabyte [default: 200]
    #[arg(long, value_name = "N", value_parser = number)]
    pub max_unpacked_ratio: Option<usize>,
    /// Maximum nesting of elements; deeper elements are flattened [default: 512]
    #[arg(long, value_name = "N", value_parser = number)]
    pub max_depth: Option<usize>,
    /// Maximum number of tree nodes, or of text lines; the rest is truncated [default: 1000000]
    #[arg(long, value_name = "N", value_parser = number)]
    pub max_nodes: Option<usize>,
    /// Step budget for tree building, and another for selectors; parsing stops when it is spent [default: 100M]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_steps: Option<usize>,
    /// Maximum number of attributes of a tag; the others are dropped [default: 1000]
    #[arg(long, value_name = "N", value_parser = number)]
    pub max_attributes: Option<usize>,
    /// Maximum size of an attribute value; longer values are truncated [default: 10M]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_attribute_bytes: Option<usize>,
    /// Maximum number of text blocks, such as paragraphs; later text is dropped [default: 80000]
    #[arg(long, value_name = "N", value_parser = number)]
    pub max_blocks: Option<usize>,
    /// Maximum number of columns or rows that a table cell spans [default: 1000]
    #[arg(long, value_name = "N", value_parser = number)]
    pub max_span: Option<usize>,
    /// Maximum size of the JSON-LD of a page; scripts beyond it are ignored [default: 1M]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_json_ld_bytes: Option<usize>,
    /// Maximum nesting of JSON-LD; deeper values are ignored [default: 64]
    #[arg(long, value_name = "N", value_parser = number)]
    pub max_json_ld_depth: Option<usize>,
    /// Maximum length of a line of a text; longer lines are split [default: 1M]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_line_bytes: Option<usize>,
    /// Maximum ratio of output size to page size, beyond the first megabyte; the article is truncated [default: 16]
    #[arg(long, value_name = "N", value_parser = number)]
    pub max_output_ratio: Option<usize>,
}

impl LimitArgs {
    /// The limits that the arguments set; the others have their defaults.
    pub fn limits(&self) -> Limits {
        let asked: [(Option<usize>, Limit); 14] = [
            (self.max_bytes, Limit::Bytes),
            (self.max_unpacked_bytes, Limit::UnpackedBytes),
            (self.max_unpacked_ratio, Limit::UnpackedRatio),
            (self.max_depth, Limit::Depth),
            (self.max_nodes, Limit::Nodes),
            (self.max_steps, Limit::Steps),
            (self.max_attributes, Limit::Attributes),
            (self.max_attribute_bytes, Limit::AttributeBytes),
            (self.max_blocks, Limit::Blocks),
            (self.max_span, Limit::Span),
            (self.max_json_ld_bytes, Limit::JsonLdBytes),
            (self.max_json_ld_depth, Limit::JsonLdDepth),
            (self.max_line_bytes, Limit::LineBytes),
            (self.max_output_ratio, Limit::OutputRatio),
        ];
        let given = asked.into_iter().filter_map(|(value, limit)| Some((limit, value?)));
        given.fold(Limits::new(), |limits, (limit, value)| limits.with(limit, value))
    }
}

/// The message for a truncated page: the flags of the limits that were reached.
pub fn told(limits_hit: LimitsHit) -> String {
    let flag = |limit: Limit| format!("--max-{}", limit.as_str().replace('_', "-"));
    let flags: Vec<_> = limits_hit.iter().map(flag).collect();
    format!("truncated by {}", flags.join(", "))
}

/// Parses a number of bytes: `500000`, `500k`, `20M`, `1G`.
fn size(text: &str) -> Result<usize, String> {
    let (digits, factor) = match text.as_bytes().last() {
        Some(b'k' | b'K') => (&text[..text.len() - 1], 1_000),
        Some(b'm' | b'M') => (&text[..text.len() - 1], 1_000_000),
        Some(b'g' | b'G') => (&text[..text.len() - 1], 1_000_000_000),
        _ => (text, 1),
    };
    let number = digits.parse::<usize>().ok().and_then(|n| n.checked_mul(factor));
    number
        .filter(|&n| n > 0)
        .ok_or_else(|| "not a size; use a number such as 500000, 500k, 20M or 1G".to_owned())
}

fn number(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|&n| n > 0);
    number.ok_or_else(|| "not a number of at least 1; use a number such as 512".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Command, FromArgMatches};

    #[test]
    fn every_limit_has_its_flag() {
        let names = |limit: &Limit| format!("--max-{}=7", limit.as_str().replace('_', "-"));
        let arguments = ["x".to_owned()].into_iter().chain(Limit::ALL.iter().map(names));
        let command = LimitArgs::augment_args(Command::new("x"));
        let matches = command.try_get_matches_from(arguments).unwrap();
        let limits = LimitArgs::from_arg_matches(&matches).unwrap().limits();
        let told = format!("{limits:?}");
        assert_eq!(told.matches(": 7").count(), Limit::ALL.len(), "{told}");
    }

    #[test]
    fn the_help_tells_the_defaults() {
        let help = LimitArgs::augment_args(Command::new("x")).render_long_help().to_string();
        // The lines of the help are wrapped.
        let help: Vec<_> = help.split_whitespace().collect();
        let help = help.join(" ");
        let limits = Limits::new();
        let megabytes = |n: usize| format!("{}M", n / 1_000_000);
        for (default, flag) in [
            (megabytes(limits.max_bytes()), "--max-bytes"),
            (limits.max_unpacked_ratio().to_string(), "--max-unpacked-ratio"),
            (limits.max_depth().to_string(), "--max-depth"),
            (limits.max_nodes().to_string(), "--max-nodes"),
            (megabytes(limits.max_steps()), "--max-steps"),
            (limits.max_attributes().to_string(), "--max-attributes"),
            (megabytes(limits.max_attribute_bytes()), "--max-attribute-bytes"),
            (limits.max_blocks().to_string(), "--max-blocks"),
            (limits.max_span().to_string(), "--max-span"),
            (megabytes(limits.max_json_ld_bytes()), "--max-json-ld-bytes"),
            (limits.max_json_ld_depth().to_string(), "--max-json-ld-depth"),
            (megabytes(limits.max_line_bytes()), "--max-line-bytes"),
            (limits.max_output_ratio().to_string(), "--max-output-ratio"),
        ] {
            let (_, after) = help.split_once(&format!("{flag} ")).unwrap();
            let (_, told) = after.split_once("[default: ").unwrap();
            assert!(told.starts_with(&format!("{default}]")), "{flag}");
        }
    }
}
