//! gzip, zstd and brotli: detected by the first bytes or the name, decompressed and compressed.

use std::ffi::OsStr;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufWriter, Read, Write};
use std::path::Path;

use brotli_decompressor::Decompressor;
use flate2::Compression;
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
use flate2::write::GzEncoder;

/// The bytes of input that the brotli decoder reads at once.
const BROTLI_BUFFER: usize = 1 << 14;
/// The zstd level of outputs: the default of `zstd`.
const ZSTD_LEVEL: i32 = 3;

/// A compression format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstd,
    /// Has no signature: only a name or a header can tell it.
    Brotli,
}

impl Packing {
    /// The format that the first bytes belong to.
    pub fn of_bytes(first: &[u8]) -> Option<Self> {
        match first {
            [0x1f, 0x8b, ..] => Some(Packing::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Packing::Zstd),
            _ if is_skippable(first) => Some(Packing::Zstd),
            _ => None,
        }
    }

    /// The format of a file name: by `.gz`, `.zst` or `.br`.
    pub fn of_name(path: &Path) -> Option<Self> {
        let extension = path.extension().and_then(OsStr::to_str)?.to_ascii_lowercase();
        match extension.as_str() {
            "gz" => Some(Packing::Gzip),
            "zst" => Some(Packing::Zstd),
            "br" => Some(Packing::Brotli),
            _ => None,
        }
    }

    /// The format of a file that only its name tells: brotli.
    pub fn only_by_name(path: &Path) -> Option<Self> {
        Packing::of_name(path).filter(|packing| *packing == Packing::Brotli)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
            Packing::Brotli => "brotli",
        }
    }
}

/// Whether a zstd frame holds no data: a dictionary, or padding.
pub(super) fn is_skippable(first: &[u8]) -> bool {
    matches!(first, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

/// Decompresses one gzip member, one zstd frame or one brotli stream.
pub(super) enum Decoder<R: BufRead> {
    Gzip(GzDecoder<R>),
    Zstd(Box<zstd::stream::read::Decoder<'static, R>>),
    Brotli(Box<Decompressor<R>>),
}

impl<R: BufRead> Decoder<R> {
    /// A decoder at the start of a member. `dictionary` is for zstd; it may be empty.
    pub fn new(packing: Packing, reader: R, dictionary: &[u8]) -> io::Result<Self> {
        Ok(match packing {
            Packing::Gzip => Decoder::Gzip(GzDecoder::new(reader)),
            Packing::Zstd => {
                let decoder = zstd::stream::read::Decoder::with_dictionary(reader, dictionary)?;
                Decoder::Zstd(Box::new(decoder.single_frame()))
            }
            Packing::Brotli => Decoder::Brotli(Box::new(Decompressor::new(reader, BROTLI_BUFFER))),
        })
    }

    /// The reader, behind the member if that was read to its end.
    pub fn into_inner(self) -> R {
        match self {
            Decoder::Gzip(decoder) => decoder.into_inner(),
            Decoder::Zstd(decoder) => decoder.finish(),
            Decoder::Brotli(decoder) => decoder.into_inner(),
        }
    }
}

impl<R: BufRead> Read for Decoder<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Decoder::Gzip(decoder) => decoder.read(into),
            Decoder::Zstd(decoder) => decoder.read(into),
            Decoder::Brotli(decoder) => decoder.read(into),
        }
    }
}

/// Decodes the `deflate` of HTTP: zlib data, or the bare deflate data that some servers send.
pub(super) fn inflate(packed: &[u8]) -> Box<dyn Read + '_> {
    let is_zlib = matches!(packed, [first, second, ..]
        if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0);
    if is_zlib { Box::new(ZlibDecoder::new(packed)) } else { Box::new(DeflateDecoder::new(packed)) }
}

/// Compresses what is written to a file.
pub(super) enum Encoder {
    Plain(BufWriter<File>),
    Gzip(GzEncoder<BufWriter<File>>),
    Zstd(zstd::stream::write::Encoder<'static, BufWriter<File>>),
}

impl Encoder {
    /// An encoder for a file of this name: gzip for `.gz`, zstd for `.zst`.
    pub fn new(path: &Path, file: File) -> io::Result<Self> {
        let file = BufWriter::with_capacity(1 << 16, file);
        Ok(match Packing::of_name(path) {
            Some(Packing::Gzip) => Encoder::Gzip(GzEncoder::new(file, Compression::default())),
            Some(Packing::Zstd) => {
                let mut encoder = zstd::stream::write::Encoder::new(file, ZSTD_LEVEL)?;
                encoder.include_checksum(true)?;
                Encoder::Zstd(encoder)
            }
            Some(Packing::Brotli) | None => Encoder::Plain(file),
        })
    }

    /// Writes the end of the compressed data and the remaining bytes.
    pub fn finish(&mut self) -> io::Result<()> {
        match self {
            Encoder::Plain(file) => file.flush(),
            Encoder::Gzip(encoder) => encoder.try_finish().and_then(|()| encoder.get_mut().flush()),
            Encoder::Zstd(encoder) => encoder.do_finish().and_then(|()| encoder.get_mut().flush()),
        }
    }

    pub fn file(&self) -> &File {
        match self {
            Encoder::Plain(file) => file.get_ref(),
            Encoder::Gzip(encoder) => encoder.get_ref().get_ref(),
            Encoder::Zstd(encoder) => encoder.get_ref().get_ref(),
        }
    }
}

impl Write for Encoder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Encoder::Plain(file) => file.write(bytes),
            Encoder::Gzip(encoder) => encoder.write(bytes),
            Encoder::Zstd(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Encoder::Plain(file) => file.flush(),
            Encoder::Gzip(encoder) => encoder.flush(),
            Encoder::Zstd(encoder) => encoder.flush(),
        }
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoder::Plain(_) => "Plain",
            Encoder::Gzip(_) => "Gzip",
            Encoder::Zstd(_) => "Zstd",
        })
    }
}

/// Compresses bytes, for tests of the readers.
#[cfg(test)]
pub(super) fn pack(packing: Packing, bytes: &[u8]) -> Vec<u8> {
    match packing {
        Packing::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        Packing::Zstd => zstd::encode_all(bytes, ZSTD_LEVEL).unwrap(),
        // One uncompressed meta-block of at most 65,536 bytes, and the empty last one.
        Packing::Brotli => {
            let n = u32::try_from(bytes.len() - 1).unwrap();
            assert!(n < 1 << 16);
            let header = (n << 4 | 1 << 20).to_le_bytes();
            [&header[..3], bytes, &[3]].concat()
        }
    }
}

/// Gzip data of which each byte stands for itself.
#[cfg(test)]
pub(super) fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Compresses bytes with zstd and a dictionary.
#[cfg(test)]
pub(super) fn pack_with(dictionary: &[u8], bytes: &[u8]) -> Vec<u8> {
    let encoder = zstd::stream::write::Encoder::with_dictionary(Vec::new(), ZSTD_LEVEL, dictionary);
    let mut encoder = encoder.unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        for packing in [Packing::Gzip, Packing::Zstd, Packing::Brotli] {
            let packed = pack(packing, b"It rained on Monday.");
            let mut text = String::new();
            Decoder::new(packing, &packed[..], &[]).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "It rained on Monday.", "{packing:?}");
            let detected = Packing::of_bytes(&packed);
            assert_eq!(detected, (packing != Packing::Brotli).then_some(packing));
        }
    }
}
