//! Parquet files: one row per article.
//!
//! Written with the low-level writer, without arrow. Columns are compressed with zstd. A row group has about 64 MB of values, or
//! 100,000 rows: large enough for engines that read a row group per task, small enough to be held in memory.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::data_type::{ByteArray, ByteArrayType, FloatType, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::{WriterProperties, WriterVersion};
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::parser::parse_message_type;
use serde_json::{Map, Value};

use crate::batch::columns::{Columns, Type};
use crate::batch::facts::Facts;
use crate::error::{Error, ErrorKind};

/// The values of a row group, in bytes.
const GROUP_BYTES: usize = 64_000_000;
/// The rows of a row group.
const GROUP_ROWS: usize = 100_000;

type Record = Map<String, Value>;

/// Writes articles to a Parquet file.
pub(super) struct Table<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Columns,
    path: PathBuf,
    rows: Vec<Record>,
    n_bytes: usize,
}

impl<W: Write + Send> Table<W> {
    /// Starts a file. `facts` become its key-value metadata.
    pub fn new(writer: W, path: PathBuf, columns: Columns, facts: &Facts) -> Result<Self, Error> {
        let failed = |error| failed(&path, error);
        let schema = Arc::new(parse_message_type(&schema(&columns)).map_err(failed)?);
        let facts = facts.iter().map(|(key, value)| {
            // Text without the quotes of JSON.
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            KeyValue::new(key.clone(), text)
        });
        let properties = WriterProperties::builder()
            .set_writer_version(WriterVersion::PARQUET_1_0)
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(failed)?))
            .set_key_value_metadata(Some(facts.collect()))
            .build();
        let writer =
            SerializedFileWriter::new(writer, schema, Arc::new(properties)).map_err(failed)?;
        Ok(Table { writer, columns, path, rows: Vec::new(), n_bytes: 0 })
    }

    /// Adds a row. Rows are written when they fill a row group.
    pub fn row(&mut self, record: Record) -> Result<(), Error> {
        self.n_bytes += record.values().map(n_bytes).sum::<usize>();
        self.rows.push(record);
        if self.n_bytes < GROUP_BYTES && self.rows.len() < GROUP_ROWS {
            return Ok(());
        }
        self.group()
    }

    /// Writes the last row group and the footer; returns the writer of the bytes.
    pub fn finish(mut self) -> Result<W, Error> {
        if !self.rows.is_empty() {
            self.group()?;
        }
        let path = self.path;
        self.writer.into_inner().map_err(|error| failed(&path, error))
    }

    fn group(&mut self) -> Result<(), Error> {
        let written = self.writer.next_row_group().and_then(|mut group| {
            for (name, of) in &self.columns.0 {
                write_column(&mut group, &self.rows, name, *of)?;
            }
            group.close().map(drop)
        });
        written.map_err(|error| failed(&self.path, error))?;
        self.rows.clear();
        self.n_bytes = 0;
        Ok(())
    }
}

/// The schema in the language of Parquet.
fn schema(columns: &Columns) -> String {
    let column = |(name, of): &(String, Type)| match of {
        Type::Text => format!("  optional binary {name} (STRING);\n"),
        Type::Integer => format!("  optional int64 {name};\n"),
        Type::Float => format!("  optional float {name};\n"),
        Type::Texts => format!(
            "  optional group {name} (LIST) {{ repeated group list {{ required binary element (STRING); }} }}\n"
        ),
        Type::Captions => format!(
            "  optional group {name} (LIST) {{ repeated group list {{ required group element {{ \
             required binary caption (STRING); optional binary credit (STRING); }} }} }}\n"
        ),
    };
    let columns: String = columns.0.iter().map(column).collect();
    format!("message article {{\n{columns}}}")
}

/// The values of a column with their definition and repetition levels (Dremel encoding).
#[derive(Default)]
struct Levels {
    definition: Vec<i16>,
    repetition: Vec<i16>,
    values: Vec<ByteArray>,
}

impl Levels {
    /// Adds the elements of a list; each one is a value, or null at its definition level.
    fn list(
        &mut self,
        list: Option<&Value>,
        element: impl Fn(&Value) -> Result<&str, i16>,
        max: i16,
    ) {
        let list = list.and_then(Value::as_array).filter(|list| !list.is_empty());
        let Some(list) = list else {
            self.definition.push(0);
            self.repetition.push(0);
            return;
        };
        for (i, value) in list.iter().enumerate() {
            self.repetition.push(i16::from(i > 0));
            match element(value) {
                Ok(text) => {
                    self.definition.push(max);
                    self.values.push(text.into());
                }
                Err(level) => self.definition.push(level),
            }
        }
    }

    fn write<W: Write + Send>(
        self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        let Some(mut column) = group.next_column()? else { return Ok(()) };
        let Levels { definition, repetition, values } = self;
        let repetition = (!repetition.is_empty()).then_some(&repetition[..]);
        let typed = column.typed::<ByteArrayType>();
        typed.write_batch(&values, Some(&definition), repetition)?;
        column.close()
    }
}

fn write_column<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    rows: &[Record],
    name: &str,
    of: Type,
) -> Result<(), ParquetError> {
    let mut levels = Levels::default();
    match of {
        Type::Text => {
            for value in rows.iter().map(|row| row.get(name).and_then(Value::as_str)) {
                levels.definition.push(i16::from(value.is_some()));
                levels.values.extend(value.map(ByteArray::from));
            }
            levels.write(group)
        }
        Type::Texts => {
            for list in rows.iter().map(|row| row.get(name)) {
                levels.list(list, |value| Ok(value.as_str().unwrap_or_default()), 2);
            }
            levels.write(group)
        }
        Type::Captions => {
            let mut credits = Levels::default();
            for list in rows.iter().map(|row| row.get(name)) {
                levels.list(list, |value| Ok(value["caption"].as_str().unwrap_or_default()), 2);
                credits.list(list, |value| value["credit"].as_str().ok_or(2), 3);
            }
            levels.write(group)?;
            credits.write(group)
        }
        Type::Integer => {
            let values = rows.iter().map(|row| row.get(name).and_then(Value::as_i64));
            let definition: Vec<i16> = values.clone().map(|v| i16::from(v.is_some())).collect();
            let values: Vec<i64> = values.flatten().collect();
            let Some(mut column) = group.next_column()? else { return Ok(()) };
            column.typed::<Int64Type>().write_batch(&values, Some(&definition), None)?;
            column.close()
        }
        Type::Float => {
            let values = rows.iter().map(|row| row.get(name).and_then(Value::as_f64));
            let definition: Vec<i16> = values.clone().map(|v| i16::from(v.is_some())).collect();
            let values: Vec<f32> = values.flatten().map(|v| v as f32).collect();
            let Some(mut column) = group.next_column()? else { return Ok(()) };
            column.typed::<FloatType>().write_batch(&values, Some(&definition), None)?;
            column.close()
        }
    }
}

fn n_bytes(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(list) => list.iter().map(n_bytes).sum(),
        Value::Object(object) => object.values().map(n_bytes).sum(),
        _ => 8,
    }
}

fn failed(path: &Path, error: ParquetError) -> Error {
    Error::io(ErrorKind::Writing, path, std::io::Error::other(error.to_string()))
}
