//! The decompressed bytes of a file or of standard input, with positions in the compressed data.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

use crate::batch::codec::{Decoder, Packing, is_skippable};

/// The size of a buffer, and the most that can be peeked at.
pub(super) const BUFFER: usize = 1 << 16;
/// The starts of members that are remembered: all that can lie in the buffer that is read next.
const STARTS: usize = 4096;
/// Bytes that compressed data may decompress to whatever their ratio: 100 MB.
const MIN_UNPACKED: u64 = 100_000_000;
/// The largest dictionary of a `.warc.zst` file: that of `zstd --train` is 110 KB.
const MAX_DICTIONARY: u32 = 8_000_000;
/// The first byte of the skippable frame that holds the dictionary of a `.warc.zst` file.
const DICTIONARY: u8 = 0x5d;

/// A buffered reader that knows its position and can peek ahead.
pub(super) struct Peek<R> {
    reader: R,
    buffer: Vec<u8>,
    begin: usize,
    /// The position of the byte at `begin`.
    at: u64,
}

impl<R: Read> Peek<R> {
    pub fn new(reader: R) -> Self {
        Peek { reader, buffer: Vec::new(), begin: 0, at: 0 }
    }

    /// The number of bytes consumed.
    pub fn position(&self) -> u64 {
        self.at
    }

    /// The next `n` bytes, or fewer at the end. `n` is at most [`BUFFER`].
    pub fn peek(&mut self, n: usize) -> io::Result<&[u8]> {
        while self.buffer.len() - self.begin < n {
            if self.fill()? == 0 {
                break;
            }
        }
        let rest = &self.buffer[self.begin..];
        Ok(&rest[..rest.len().min(n)])
    }

    /// Reads more bytes behind those in the buffer; returns their number.
    fn fill(&mut self) -> io::Result<usize> {
        self.buffer.drain(..self.begin);
        self.begin = 0;
        let n_there = self.buffer.len();
        self.buffer.resize(n_there + BUFFER, 0);
        let read = loop {
            match self.reader.read(&mut self.buffer[n_there..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.buffer.truncate(n_there + *read.as_ref().unwrap_or(&0));
        read
    }

    /// Reads up to and including a line feed, but at most `max` bytes. An empty line is the end of the data.
    pub fn line(&mut self, max: usize) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        while line.len() < max && !line.ends_with(b"\n") {
            let ahead = self.fill_buf()?;
            if ahead.is_empty() {
                break;
            }
            let ahead = &ahead[..ahead.len().min(max - line.len())];
            let n = memchr::memchr(b'\n', ahead).map_or(ahead.len(), |at| at + 1);
            line.extend_from_slice(&ahead[..n]);
            self.consume(n);
        }
        Ok(line)
    }

    /// Reads `n` bytes, of which the first `max` are returned. Returns fewer if the data end before.
    pub fn take_bytes(&mut self, n: u64, max: usize) -> io::Result<(Vec<u8>, u64)> {
        let mut bytes = Vec::new();
        let mut n_read = 0;
        while n_read < n {
            let ahead = self.fill_buf()?;
            if ahead.is_empty() {
                break;
            }
            let n_ahead = usize::try_from(n - n_read).unwrap_or(usize::MAX).min(ahead.len());
            let n_kept = n_ahead.min(max - bytes.len());
            bytes.extend_from_slice(&ahead[..n_kept]);
            self.consume(n_ahead);
            n_read += n_ahead as u64;
        }
        Ok((bytes, n_read))
    }

    /// Reads to the end of a line; for lines longer than [`line`](Self::line) allows.
    pub fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let line = self.line(BUFFER)?;
            if line.is_empty() || line.ends_with(b"\n") {
                return Ok(());
            }
        }
    }
}

impl<R: Read> Read for Peek<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let ahead = self.fill_buf()?;
        let n = ahead.len().min(into.len());
        into[..n].copy_from_slice(&ahead[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl<R: Read> BufRead for Peek<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.begin == self.buffer.len() {
            self.fill()?;
        }
        Ok(&self.buffer[self.begin..])
    }

    fn consume(&mut self, n: usize) {
        self.begin += n;
        self.at += n as u64;
    }
}

/// The compressed bytes.
type Source = Peek<Box<dyn Read + Send>>;

/// The decompressed bytes of all members of a file.
pub(super) struct Members {
    state: State,
    /// The positions of the first bytes of members: decompressed and compressed.
    starts: VecDeque<(u64, u64)>,
    dictionary: Vec<u8>,
    n_unpacked: u64,
    n_members: u64,
    max_ratio: u64,
}

enum State {
    Plain(Source),
    Between(Source),
    In(Decoder<Source>),
    Ended,
}

/// A file as a stream of decompressed bytes.
pub(super) type Stream = Peek<Members>;

/// Opens a stream. Compression is detected by the first bytes; `.br` has none, so its name must tell. A file that
/// decompresses to more than `max_ratio` times its size is an error, beyond the first 100 MB.
pub(super) fn open(
    reader: Box<dyn Read + Send>,
    named: Option<Packing>,
    max_ratio: usize,
) -> io::Result<Stream> {
    let mut source = Peek::new(reader);
    let packing = match named {
        Some(Packing::Brotli) => named,
        _ => Packing::of_bytes(source.peek(4)?),
    };
    let state = match packing {
        Some(Packing::Brotli) => State::In(Decoder::new(Packing::Brotli, source, &[])?),
        Some(_) => State::Between(source),
        None => State::Plain(source),
    };
    let members = Members {
        state,
        starts: VecDeque::new(),
        dictionary: Vec::new(),
        n_unpacked: 0,
        n_members: 0,
        max_ratio: max_ratio as u64,
    };
    Ok(Peek::new(members))
}

impl Stream {
    /// The position to report: that of the member in the compressed file if a member begins here, else that in the
    /// decompressed data.
    pub fn place(&self) -> u64 {
        let starts = &self.reader.starts;
        starts.iter().find(|(at, _)| *at == self.at).map_or(self.at, |&(_, packed)| packed)
    }

    /// The number of buffered bytes before the next member that begins behind `begin`: 0 if it begins here. If no member is in
    /// sight, the number of all buffered bytes, which is 0 only at the end of the data.
    pub fn until_member(&mut self, begin: u64) -> io::Result<u64> {
        let n_ahead = self.fill_buf()?.len() as u64;
        let mut starts = self.reader.starts.iter().map(|&(at, _)| at);
        let next = starts.find(|&at| begin < at && self.at <= at && at <= self.at + n_ahead);
        Ok(next.map_or(n_ahead, |at| at - self.at))
    }

    /// Goes to the next gzip member after an error, searching for its first bytes. Returns whether there is one.
    pub fn next_member(&mut self) -> bool {
        self.begin = self.buffer.len();
        self.reader.resynchronize().unwrap_or(false)
    }
}

impl Members {
    fn resynchronize(&mut self) -> io::Result<bool> {
        let mut source = match std::mem::replace(&mut self.state, State::Ended) {
            State::In(Decoder::Gzip(decoder)) => decoder.into_inner(),
            State::Between(source) => source,
            _ => return Ok(false),
        };
        loop {
            let ahead = source.peek(BUFFER)?;
            let is_end = ahead.len() < 4;
            let found = memchr::memmem::find(ahead, b"\x1f\x8b\x08");
            if let Some(at) = found {
                source.consume(at);
                self.state = State::Between(source);
                return Ok(true);
            }
            if is_end {
                return Ok(false);
            }
            let n = ahead.len() - 2;
            source.consume(n);
        }
    }

    /// Starts the next member, if there is one. Zeros behind the last one are padding.
    fn next(&mut self, mut source: Source) -> io::Result<State> {
        let packing = loop {
            let ahead = source.peek(8)?;
            if ahead.is_empty() {
                return Ok(State::Ended);
            }
            if let ([kind, _, _, _, size @ ..], true) = (ahead, is_skippable(ahead)) {
                let (kind, size) = (*kind, size.try_into().map_or(0, u32::from_le_bytes));
                self.skip_frame(&mut source, kind, size)?;
                continue;
            }
            match Packing::of_bytes(ahead) {
                Some(packing) => break packing,
                None if ahead[0] == 0 => source.consume(1),
                None => {
                    self.state = State::Between(source);
                    let message = "expected gzip or zstd data behind the last member";
                    return Err(io::Error::new(io::ErrorKind::InvalidData, message));
                }
            }
        };
        if self.starts.len() == STARTS {
            self.starts.pop_front();
        }
        self.starts.push_back((self.n_unpacked, source.position()));
        self.n_members += 1;
        Ok(State::In(Decoder::new(packing, source, &self.dictionary)?))
    }

    /// Reads a skippable zstd frame. The first one of a `.warc.zst` file may be the dictionary of the others, which may be
    /// compressed itself.
    fn skip_frame(&mut self, source: &mut Source, kind: u8, size: u32) -> io::Result<()> {
        source.consume(8);
        let is_dictionary = kind == DICTIONARY && self.n_members == 0 && size <= MAX_DICTIONARY;
        let kept = if is_dictionary { size as usize } else { 0 };
        let (frame, _) = source.take_bytes(size.into(), kept)?;
        if is_dictionary && Packing::of_bytes(&frame) == Some(Packing::Zstd) {
            let decoder = Decoder::new(Packing::Zstd, &frame[..], &[])?;
            decoder.take(MAX_DICTIONARY.into()).read_to_end(&mut self.dictionary)?;
        } else if is_dictionary {
            self.dictionary = frame;
        }
        Ok(())
    }

    /// Fails when the ratio of decompressed to compressed bytes is that of a decompression bomb.
    fn check_ratio(&self, n_packed: u64) -> io::Result<()> {
        let most = n_packed.saturating_mul(self.max_ratio).max(MIN_UNPACKED);
        if self.n_unpacked <= most {
            return Ok(());
        }
        let message = format!(
            "decompresses to more than {} times its size; raise --max-unpacked-ratio to read it",
            self.max_ratio
        );
        Err(io::Error::new(io::ErrorKind::FileTooLarge, message))
    }
}

impl Read for Members {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Plain(mut source) => {
                    let n = source.read(into);
                    self.state = State::Plain(source);
                    return n;
                }
                State::Between(source) => self.state = self.next(source)?,
                State::In(mut decoder) => {
                    let read = decoder.read(into);
                    if matches!(read, Ok(0)) {
                        self.state = match decoder {
                            Decoder::Brotli(_) => State::Ended,
                            decoder => State::Between(decoder.into_inner()),
                        };
                        continue;
                    }
                    let n_packed = match &decoder {
                        Decoder::Gzip(decoder) => decoder.get_ref().position(),
                        Decoder::Zstd(decoder) => decoder.get_ref().position(),
                        Decoder::Brotli(decoder) => decoder.get_ref().position(),
                    };
                    self.state = State::In(decoder);
                    self.n_unpacked += *read.as_ref().unwrap_or(&0) as u64;
                    self.check_ratio(n_packed).inspect_err(|_| self.state = State::Ended)?;
                    return read;
                }
                State::Ended => return Ok(0),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::codec::{pack, pack_with};

    fn stream(bytes: Vec<u8>, named: Option<Packing>) -> Stream {
        open(Box::new(io::Cursor::new(bytes)), named, 200).unwrap()
    }

    #[test]
    fn members_are_one_stream_with_places() {
        for packing in [Packing::Gzip, Packing::Zstd] {
            let (one, two) = (pack(packing, b"one\n"), pack(packing, b"two\nthree\n"));
            let mut stream = stream([&one[..], &two, &[0; 9]].concat(), None);
            assert_eq!((stream.place(), stream.line(99).unwrap()), (0, b"one\n".to_vec()));
            assert_eq!(stream.peek(9).unwrap(), b"two\nthree");
            assert_eq!(stream.place(), one.len() as u64);
            assert_eq!((stream.until_member(0).unwrap(), stream.until_member(4).unwrap()), (0, 10));
            assert_eq!(stream.line(2).unwrap(), b"tw");
            stream.skip_line().unwrap();
            assert_eq!(stream.place(), 8);
            assert_eq!(stream.take_bytes(99, 2).unwrap(), (b"th".to_vec(), 6));
            assert_eq!(stream.line(9).unwrap(), b"");
        }
    }

    #[test]
    fn brotli_and_plain_data_are_read() {
        let packed = pack(Packing::Brotli, b"one\n");
        assert_eq!(stream(packed, Some(Packing::Brotli)).line(9).unwrap(), b"one\n");
        assert_eq!(stream(b"one".to_vec(), Some(Packing::Gzip)).line(9).unwrap(), b"one");
    }

    #[test]
    fn a_dictionary_is_used() {
        let sample: String = (0..400).map(|n| format!("word{n} ")).collect();
        let dictionary = sample.as_bytes()[..1_000].to_vec();
        let frame = pack_with(&dictionary, sample.as_bytes());
        for dictionary in [dictionary.clone(), pack(Packing::Zstd, &dictionary)] {
            let size = u32::try_from(dictionary.len()).unwrap().to_le_bytes();
            let file = [&[0x5d, 0x2a, 0x4d, 0x18], &size[..], &dictionary, &frame].concat();
            assert_eq!(stream(file, None).line(9_999).unwrap(), sample.as_bytes());
        }
    }

    #[test]
    fn a_broken_member_is_left_for_the_next() {
        let (one, two) = (pack(Packing::Gzip, &[b'a'; 99]), pack(Packing::Gzip, b"two"));
        let mut stream = stream([&one[..one.len() - 9], &two].concat(), None);
        assert!(io::read_to_string(&mut stream).is_err());
        assert!(stream.next_member());
        assert_eq!(stream.line(9).unwrap(), b"two");
        assert!(!stream.next_member());
    }

    #[test]
    fn a_bomb_ends() {
        let bomb = pack(Packing::Zstd, &vec![0; 120_000_000]);
        let error = io::copy(&mut stream(bomb, None), &mut io::sink()).unwrap_err();
        assert!(error.to_string().contains("more than 200 times its size"), "{error}");
    }
}
