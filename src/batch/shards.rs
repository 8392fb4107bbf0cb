//! The folder of a data set: its shards, what is noted about each, the manifest and the failures.
//!
//! ```text
//! part-00000.parquet       the records of the first shard
//! shards/part-00000.json   its counts and failures: written last, so that it marks the shard as done
//! shards/part-00000.seen   what tells duplicates of its articles, if duplicates are dropped
//! manifest.json            version, model, options and counts
//! failures.jsonl           all failures, in the order of the inputs
//! ```
//!
//! Nothing in these files depends on time, machine or number of threads: the same inputs and options give the same bytes.

use std::fs;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::batch::counted::n_bytes;
use crate::batch::dedupe::Print;
use crate::batch::facts::{Facts, difference};
use crate::batch::folder::expect_folder;
use crate::batch::name::shown;
use crate::batch::output::DataFormat;
use crate::batch::record::{Outcome, PageResult, Summary};
use crate::batch::source::SourceEntry;
use crate::batch::whole_file::{WholeFile, remove_temporary};
use crate::error::{Error, ErrorKind};
use crate::text::fnv;

const MANIFEST: &str = "manifest.json";
const FAILURES: &str = "failures.jsonl";
const NOTES: &str = "shards";

/// Splits the inputs into shards: each archive is one, and files of one page are grouped by `n_pages`.
pub(super) fn split(inputs: &[&SourceEntry], n_pages: usize) -> Vec<Range<usize>> {
    let mut shards: Vec<Range<usize>> = Vec::new();
    let mut is_open = false;
    for (i, input) in inputs.iter().enumerate() {
        let is_archive = matches!(input, SourceEntry::Page { container: Some(_), .. });
        match shards.last_mut() {
            Some(shard) if is_open && !is_archive && shard.len() < n_pages => shard.end = i + 1,
            _ => shards.push(i..i + 1),
        }
        is_open = !is_archive;
    }
    shards
}

/// The folder of a data set.
pub(super) struct ShardFolder {
    root: PathBuf,
    format: DataFormat,
    n_shards: usize,
    /// The part of this run, from 1, and the number of parts.
    part: (u32, u32),
    /// What the data set is made of: the first keys of the manifest.
    facts: Facts,
}

/// What is noted about a shard.
#[derive(Default)]
pub(super) struct Note {
    pub counts: Summary,
    pub n_records: u64,
    pub failures: Vec<Value>,
}

impl ShardFolder {
    /// Opens a folder, and creates it if it is not there. A data set that was made of other inputs or with other options is
    /// only replaced if `overwrite` says so.
    ///
    /// # Errors
    /// [`ErrorKind::Options`] for such a data set, and [`ErrorKind::Writing`].
    pub fn open(
        root: PathBuf,
        format: DataFormat,
        (inputs, n_shards): (&[&SourceEntry], usize),
        part: (u32, u32),
        facts: &Facts,
        overwrite: bool,
    ) -> Result<Self, Error> {
        let mut made_of = facts.clone();
        made_of.insert("format".to_owned(), format.as_str().into());
        made_of.insert("inputs".to_owned(), digest(inputs).into());
        made_of.insert("shards".to_owned(), n_shards.into());
        expect_folder(&root)?;
        let folder = ShardFolder { root, format, n_shards, part, facts: made_of };
        let notes = folder.root.join(NOTES);
        fs::create_dir_all(&notes).map_err(|error| Error::io(ErrorKind::Writing, &notes, error))?;
        match folder.check_manifest() {
            Ok(()) if overwrite => folder.remove_shards(part)?,
            // Shards that are made of something else do not count, whatever part they belong to.
            Err(_) if overwrite => folder.remove_shards((1, 1))?,
            checked => checked?,
        }
        for place in [&folder.root, &notes] {
            let label = if part.1 == 1 { String::new() } else { folder.label() };
            remove_temporary(place, &label)
                .map_err(|error| Error::io(ErrorKind::Writing, place, error))?;
        }
        // From the start, so that a run with other options is refused even if this one is killed.
        folder.write_manifest()?;
        Ok(folder)
    }

    /// The numbers of the shards of this part.
    pub fn own(&self) -> impl Iterator<Item = usize> + use<> {
        (self.part.0 as usize - 1..self.n_shards).step_by(self.part.1 as usize)
    }

    /// The file with the records of a shard.
    pub fn data(&self, n: usize) -> PathBuf {
        self.root.join(format!("{}.{}", name(n), self.format.as_str()))
    }

    /// Whether a shard is written.
    pub fn is_done(&self, n: usize) -> bool {
        self.note(n, "json").is_file() && self.data(n).is_file()
    }

    /// Starts a file of this run. Its temporary name tells the part, so that the next run removes what a killed one left.
    pub fn create(&self, path: &Path) -> Result<WholeFile, Error> {
        WholeFile::create_labelled(path, &self.label())
    }

    /// Notes that a shard is written.
    pub fn mark(&self, n: usize, note: &Note, prints: Option<&[Print]>) -> Result<(), Error> {
        if let Some(prints) = prints {
            let bytes: Vec<u8> = prints.iter().flat_map(|print| print.to_bytes()).collect();
            self.write(&self.note(n, "seen"), &bytes)?;
        }
        let object = json!({
            "records": note.n_records,
            "counts": note.counts.to_json(),
            "failures": note.failures,
        });
        self.write(&self.note(n, "json"), format!("{object}\n").as_bytes())
    }

    /// The articles of a written shard, as far as duplicates are concerned.
    pub fn prints(&self, n: usize) -> Result<Vec<Print>, Error> {
        let path = self.note(n, "seen");
        let bytes = fs::read(&path).map_err(|error| Error::io(ErrorKind::Reading, &path, error))?;
        let (prints, _) = bytes.as_chunks::<16>();
        Ok(prints.iter().map(|bytes| Print::from_bytes(*bytes)).collect())
    }

    /// Writes the manifest and the failures of all shards that are written, also by other parts. Repeated until no other run
    /// has written a shard meanwhile, so that the last one has all of them.
    pub fn write_manifest(&self) -> Result<(), Error> {
        let mut n_done = None;
        loop {
            let done: Vec<usize> = (0..self.n_shards).filter(|&n| self.is_done(n)).collect();
            if n_done == Some(done.len()) {
                return Ok(());
            }
            n_done = Some(done.len());
            let path = self.root.join(FAILURES);
            let failed = |error| Error::io(ErrorKind::Writing, &path, error);
            let mut failures = self.create(&path)?;
            let (mut counts, mut n_records) = (Summary::default(), 0);
            for &n in &done {
                let note = self.read_note(n)?;
                counts.add(&note.counts);
                n_records += note.n_records;
                for failure in &note.failures {
                    writeln!(failures, "{failure}").map_err(failed)?;
                }
            }
            failures.finish()?;
            let mut manifest = self.facts.clone();
            manifest.insert("done".to_owned(), done.len().into());
            manifest.insert("complete".to_owned(), (done.len() == self.n_shards).into());
            manifest.insert("records".to_owned(), n_records.into());
            manifest.insert("counts".to_owned(), counts.to_json());
            let text = format!("{:#}\n", Value::Object(manifest));
            self.write(&self.root.join(MANIFEST), text.as_bytes())?;
        }
    }

    fn read_note(&self, n: usize) -> Result<Note, Error> {
        let path = self.note(n, "json");
        let read = || -> io::Result<Note> {
            let mut object: Map<String, Value> = serde_json::from_slice(&fs::read(&path)?)?;
            let failures = match object.remove("failures") {
                Some(Value::Array(failures)) => failures,
                _ => Vec::new(),
            };
            let counts = Summary::from_json(object.get("counts").unwrap_or(&Value::Null));
            let n_records = object.get("records").and_then(Value::as_u64).unwrap_or(0);
            Ok(Note { counts, n_records, failures })
        };
        read().map_err(|error| Error::io(ErrorKind::Reading, &path, error))
    }

    /// Fails if the folder holds a data set that is made of something else.
    fn check_manifest(&self) -> Result<(), Error> {
        let path = self.root.join(MANIFEST);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Error::io(ErrorKind::Reading, &path, error)),
        };
        let there: Map<String, Value> = serde_json::from_slice(&bytes).unwrap_or_default();
        let Some((name, value)) =
            self.facts.iter().find(|(name, value)| there.get(*name) != Some(value))
        else {
            return Ok(());
        };
        let found = there.get(name).unwrap_or(&Value::Null);
        let message = format!(
            "this data set was made with other {name}: {}; use --overwrite, or another folder",
            difference(value, found)
        );
        Err(Error::new(ErrorKind::Options, message).at(&path))
    }

    /// Removes the shards of a part, whatever plan they belong to.
    fn remove_shards(&self, (part, n_parts): (u32, u32)) -> Result<(), Error> {
        let (part, n_parts) = (part as usize, n_parts as usize);
        for place in [self.root.join(NOTES), self.root.clone()] {
            let failed = |error| Error::io(ErrorKind::Writing, &place, error);
            for entry in fs::read_dir(&place).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let file_name = entry.file_name().to_string_lossy().into_owned();
                let is_own = number_of(&file_name).is_some_and(|n| n % n_parts == part - 1);
                if is_own && entry.file_type().is_ok_and(|of| of.is_file()) {
                    fs::remove_file(entry.path()).map_err(failed)?;
                }
            }
        }
        Ok(())
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let mut file = self.create(path)?;
        file.write_all(bytes).map_err(|error| Error::io(ErrorKind::Writing, path, error))?;
        file.finish()
    }

    fn note(&self, n: usize, extension: &str) -> PathBuf {
        self.root.join(NOTES).join(format!("{}.{extension}", name(n)))
    }

    fn label(&self) -> String {
        format!("{}of{}-", self.part.0, self.part.1)
    }
}

impl Note {
    /// Counts the result of a page, and notes why it has no record.
    pub fn count(&mut self, record: &PageResult, has_row: bool) {
        self.counts.count(record);
        self.n_records += u64::from(has_row);
        let (path, kind, reason) = match &record.outcome {
            Outcome::Failed(error) => {
                let path = error.path().map_or_else(|| record.source.clone(), shown);
                (path, error.kind().as_str(), error.message_with_cause())
            }
            Outcome::Unsupported(kind) => {
                (record.source.clone(), "unsupported", format!("not a web page: {}", kind.as_str()))
            }
            _ => return,
        };
        self.failures.push(json!({
            "source": record.source, "path": path, "offset": record.offset, "kind": kind, "reason": reason,
        }));
    }
}

fn name(n: usize) -> String {
    format!("part-{n:05}")
}

/// The number of the shard that a file belongs to.
fn number_of(file_name: &str) -> Option<usize> {
    let (digits, _) = file_name.strip_prefix("part-")?.split_once('.')?;
    digits.parse().ok().filter(|_| digits.len() >= 5)
}

/// A digest of the inputs: their names and, for archives, their sizes.
fn digest(inputs: &[&SourceEntry]) -> String {
    let bytes = inputs.iter().flat_map(|input| {
        let size = match input {
            SourceEntry::Page { path, container: Some(_), .. } => n_bytes(path),
            _ => 0,
        };
        format!("{}\0{size}\n", shown(input.path())).into_bytes()
    });
    format!("{} files, digest {:016x}", inputs.len(), fnv(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::name::container_of;

    fn entry(name: &str) -> SourceEntry {
        let (path, container) = (PathBuf::from(name), container_of(Path::new(name)));
        SourceEntry::Page { place: path.clone(), path, is_found: false, container }
    }

    #[test]
    fn archives_are_shards_and_pages_are_grouped() {
        let names = ["a.html", "b.html", "c.html", "d.warc", "e.warc", "f.html", "g.html"];
        let entries: Vec<SourceEntry> = names.iter().map(|name| entry(name)).collect();
        let entries: Vec<&SourceEntry> = entries.iter().collect();
        assert_eq!(split(&entries, 2), [0..2, 2..3, 3..4, 4..5, 5..7]);
        assert_eq!(split(&entries, 9), [0..3, 3..4, 4..5, 5..7]);
        assert!(split(&[], 2).is_empty());
    }

    #[test]
    fn names_have_numbers() {
        assert_eq!(number_of(&format!("{}.jsonl.gz", name(123_456))), Some(123_456));
        assert_eq!(number_of("part-00007.json"), Some(7));
        for other in ["part-7.json", "part-00007", "manifest.json", "part-0000x.json"] {
            assert_eq!(number_of(other), None, "{other}");
        }
    }
}
