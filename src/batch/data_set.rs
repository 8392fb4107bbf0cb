//! Writes a data set: shard by shard, and only the shards that are missing.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Instant;

use crate::article::Article;
use crate::batch::Batch;
use crate::batch::dedupe::Seen;
use crate::batch::facts::Facts;
use crate::batch::in_order::Crew;
use crate::batch::output::{DataFormat, Form, Plan, Sink};
use crate::batch::record::{PageResult, Summary};
use crate::batch::shards::{Note, ShardFolder, split};
use crate::batch::source::{Source, SourceEntry};
use crate::error::Error;
use crate::page::Page;

/// What all shards of a run share.
struct Job<'a> {
    crew: Crew,
    folder: ShardFolder,
    form: Form,
    facts: &'a Facts,
}

impl Batch {
    /// Writes the missing shards of this part, then the manifest.
    pub(super) fn run_shards(
        &self,
        source: &Source,
        (folder, format): (PathBuf, DataFormat),
        watch: &mut impl FnMut(&PageResult),
        extract: &(impl Fn(&Page<'_>) -> Article + Sync),
    ) -> Result<Summary, Error> {
        let begin = Instant::now();
        let crew = Crew::new(self.threads)?;
        let form = self.shape.form(format)?;
        let facts = self.facts();
        let inputs = source.beside(&folder, format.as_str())?;
        let shards = split(&inputs, self.shard_pages);
        let plan = (&inputs[..], shards.len());
        let folder = ShardFolder::open(folder, format, plan, self.part, &facts, self.overwrite)?;
        let job = Job { crew, folder, form, facts: &facts };
        let mut seen = self.seen();
        let mut summary = Summary { links: source.links, ..Summary::default() };
        for n in job.folder.own() {
            if job.folder.is_done(n) {
                summary.shards_there += 1;
                if let Some(counter) = &self.counter {
                    let n_bytes = inputs[shards[n].clone()].iter().map(|input| input.n_bytes());
                    counter.fetch_add(n_bytes.sum(), Ordering::Relaxed);
                }
                if let Some(seen) = &mut seen {
                    job.folder.prints(n)?.into_iter().for_each(|print| seen.add(print));
                }
                continue;
            }
            let inputs = &inputs[shards[n].clone()];
            let Some(counts) = self.shard(&job, n, inputs, &mut seen, watch, extract)? else {
                summary.interrupted = true;
                break;
            };
            summary.add(&counts);
            summary.shards_written += 1;
        }
        job.folder.write_manifest()?;
        summary.elapsed = begin.elapsed();
        Ok(summary)
    }

    /// Writes one shard; `None` if the run was stopped before its end.
    fn shard(
        &self,
        job: &Job<'_>,
        n: usize,
        inputs: &[&SourceEntry],
        seen: &mut Option<Seen>,
        watch: &mut impl FnMut(&PageResult),
        extract: &(impl Fn(&Page<'_>) -> Article + Sync),
    ) -> Result<Option<Summary>, Error> {
        let path = job.folder.data(n);
        let mut sink = Sink::new(&job.form, job.folder.create(&path)?, &path, job.facts)?;
        let plan = Plan::Rows(job.form.clone(), false);
        let (mut note, mut prints) = (Note::default(), Vec::new());
        self.pass(&job.crew, inputs.iter().copied(), &plan, extract, |mut finished| {
            prints.extend(finished.compare(seen));
            note.count(&finished.record, finished.row.is_some());
            if let Some(row) = finished.row {
                sink.row(row)?;
            }
            if finished.record.is_page() {
                watch(&finished.record);
            }
            Ok(())
        })?;
        if self.stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        sink.finish()?;
        job.folder.mark(n, &note, seen.is_some().then_some(&prints))?;
        Ok(Some(note.counts))
    }
}
