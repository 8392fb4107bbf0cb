//! `dehusk blocks`: what training reads.

use dehusk::batch::{Batch, Outcome, Source};

use crate::cli::args::BlocksArgs;
use crate::cli::batch::lines;
use crate::cli::exit::{Exit, Result, Usage};
use crate::cli::messages::Messages;

/// Writes the blocks and features of all pages.
pub fn run(args: &BlocksArgs, messages: &Messages) -> Result<Exit> {
    let Some(output) = lines(&args.output) else {
        let shown = args.output.display();
        return Err(Usage(format!(
            "{shown}: rows go to a name ending in .jsonl or .jsonl.gz, or to -"
        ))
        .into());
    };
    let batch = Batch::new(args.extract.extractor()?);
    let source = Source::find(&args.inputs);
    let summary = batch.blocks(&source, output, args.tokens, |record| {
        if let Outcome::Failed(error) = &record.outcome {
            messages.error(&error.to_string());
        }
    })?;
    messages.summary(&summary.to_string());
    Ok(if summary.failed > 0 || summary.pages == 0 { Exit::Incomplete } else { Exit::Done })
}
