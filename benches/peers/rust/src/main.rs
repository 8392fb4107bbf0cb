//! Runs one tool for `run.py`: `dehusk-peers TOOL`.
//!
//! Standard input has the pages, each as a line with its number of bytes followed by the bytes. The output is one JSON line per page,
//! with `wall` and `cpu` in nanoseconds and `text`, or with the `error` of the tool.
#![forbid(unsafe_code)]

use std::any::Any;
use std::hint::black_box;
use std::io::{self, BufRead, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use dehusk::{Extractor, Page};
use dom_smoothie::{Config, Readability, ReadabilityError, TextMode};
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

/// Converts a page's bytes to its text. Includes computing the metadata and freeing memory.
type Tool = Box<dyn Fn(&[u8]) -> Result<String, String>>;

fn tool(name: &str) -> Option<Tool> {
    Some(match name {
        "dehusk" => {
            let extractor = Extractor::default();
            Box::new(move |page| {
                let article = extractor.extract(&Page::html(page));
                black_box(&article.metadata);
                Ok(article.text())
            })
        }
        "dom_smoothie" => Box::new(|page| smoothie(page).map_err(|e| e.to_string())),
        "rs-trafilatura" => Box::new(|page| {
            let result = rs_trafilatura::extract_bytes(page).map_err(|e| e.to_string())?;
            black_box(&result.metadata);
            Ok(result.content_text)
        }),
        _ => return None,
    })
}

/// It reads text, not bytes. Its raw text would join the words of adjacent blocks.
fn smoothie(page: &[u8]) -> Result<String, ReadabilityError> {
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let html = String::from_utf8_lossy(page);
    let article = black_box(Readability::new(html.as_ref(), None, Some(config))?.parse()?);
    Ok(article.text_content.to_string())
}

/// The CPU time of the whole process over all threads, in nanoseconds.
fn cpu() -> i128 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    i128::from(time.tv_sec) * 1_000_000_000 + i128::from(time.tv_nsec)
}

fn answer(tool: &Tool, page: &[u8]) -> Value {
    let (cpu_before, start) = (cpu(), Instant::now());
    let result = catch_unwind(AssertUnwindSafe(|| tool(page)));
    let (wall, cpu) = (start.elapsed().as_nanos() as u64, (cpu() - cpu_before) as u64);
    match result {
        Ok(Ok(text)) => json!({ "wall": wall, "cpu": cpu, "text": text }),
        Ok(Err(error)) => json!({ "error": error }),
        Err(payload) => json!({ "error": format!("panic: {}", message(&*payload)) }),
    }
}

fn message(payload: &dyn Any) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no message")
}

fn main() -> io::Result<()> {
    let name = std::env::args().nth(1).unwrap_or_default();
    let Some(tool) = tool(&name) else {
        return Err(io::Error::other("dehusk-peers dehusk|dom_smoothie|rs-trafilatura"));
    };
    std::panic::set_hook(Box::new(|_| {}));
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    writeln!(output, "{{}}")?; // Ready.
    output.flush()?;
    let mut size = String::new();
    while input.read_line(&mut size)? > 0 {
        let mut page = vec![0; size.trim().parse().map_err(io::Error::other)?];
        size.clear();
        input.read_exact(&mut page)?;
        writeln!(output, "{}", answer(&tool, &page))?;
        output.flush()?;
    }
    Ok(())
}
