//! `dehusk blocks`: writes text blocks and features for training.

use dehusk::Input;
use dehusk::batch::{Batch, Outcome, Source};

use crate::cli::args::BlocksArgs;
use crate::cli::batch::{exit, quiet_panics};
use crate::cli::batch_output::lines;
use crate::cli::exit::{Exit, Result, Usage, message};
use crate::cli::messages::Messages;
use crate::cli::signals::Stop;

/// Writes the blocks and features of all pages.
pub fn run(args: &BlocksArgs, messages: &Messages) -> Result<Exit> {
    let Some(output) = lines(&args.output) else {
        let shown = args.output.display();
        return Err(Usage(format!(
            "{shown}: not a valid output; use a file ending in .jsonl or .jsonl.gz, or -"
        ))
        .into());
    };
    let stop = Stop::on_signal();
    let mut batch = Batch::new(args.extract.extractor()?).with_stop(stop.flag.clone());
    match args.extract.input() {
        Some(Input::Auto) => {
            let message = "HTML and text have different features; use --input html, xhtml or text";
            return Err(Usage(message.to_owned()).into());
        }
        // One header line names the features of all pages, so all pages have the same input type.
        input => batch = batch.with_input(input.unwrap_or_default()),
    }
    quiet_panics(messages);
    let source = Source::find(&args.inputs);
    let summary = batch.blocks(&source, output, args.tokens, args.packed, |record| {
        if let Outcome::Failed(error) = &record.outcome {
            messages.error(&message(error));
        }
    })?;
    messages.summary(&summary.to_string());
    if summary.interrupted {
        messages.note("interrupted; a JSON Lines file was not written");
    }
    Ok(match exit(&summary, &stop) {
        Exit::Done if summary.pages == 0 => Exit::Nothing,
        exit => exit,
    })
}
