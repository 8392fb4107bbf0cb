//! The decompressed bytes of a file or of standard input, with positions in the compressed data.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

use crate::batch::codec::{Decoder, Packing, is_skippable};
use crate::batch::peek::{BUFFER, Peek};

/// The starts of members that are remembered: all that can lie in the buffer that is read next.
const STARTS: usize = 4096;
/// The compressed bytes that are kept: a broken member may be read into the next ones before the damage shows.
const HISTORY: usize = 1 << 20;
/// Bytes that compressed data may decompress to whatever their ratio: 100 MB.
const MIN_UNPACKED: u64 = 100_000_000;
/// The largest dictionary of a `.warc.zst` file: that of `zstd --train` is 110 KB.
const MAX_DICTIONARY: u32 = 8_000_000;
/// The first bytes of a gzip member: the signature and the only method.
const GZIP: &[u8] = b"\x1f\x8b\x08";
/// The first bytes of a zstd frame.
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";
/// The first byte of the skippable frame that holds the dictionary of a `.warc.zst` file.
const DICTIONARY: u8 = 0x5d;

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
    let mut source = Peek::new(reader).with_history(HISTORY);
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
        let starts = &self.inner().starts;
        starts
            .iter()
            .rev()
            .find(|(at, _)| *at == self.position())
            .map_or(self.position(), |&(_, packed)| packed)
    }

    /// The number of buffered bytes before the next member that begins behind `begin`: 0 if it begins here. If no member is in
    /// sight, the number of all buffered bytes, which is 0 only at the end of the data.
    pub fn until_member(&mut self, begin: u64) -> io::Result<u64> {
        let n_ahead = self.fill_buf()?.len() as u64;
        let position = self.position();
        let mut starts = self.inner().starts.iter().map(|&(at, _)| at);
        let next = starts.find(|&at| begin < at && position <= at && at <= position + n_ahead);
        Ok(next.map_or(n_ahead, |at| at - position))
    }

    /// Goes to the next member after an error, searching for its first bytes. Returns whether there is one.
    pub fn next_member(&mut self) -> bool {
        self.skip_buffered();
        self.inner_mut().resynchronize().unwrap_or(false)
    }
}

impl Members {
    /// Searches for a member from the byte behind the start of the last one.
    fn resynchronize(&mut self) -> io::Result<bool> {
        let begin = self.starts.back().map_or(0, |(_, packed)| packed + 1);
        let (mut source, signature) = match std::mem::replace(&mut self.state, State::Ended) {
            State::In(Decoder::Gzip(decoder)) => (decoder.into_inner().back_to(begin), GZIP),
            State::In(Decoder::Zstd(decoder)) => (decoder.finish().back_to(begin), ZSTD),
            State::Between(source) => (source, GZIP),
            _ => return Ok(false),
        };
        // A decoder that fails at once has consumed nothing.
        let n_short = begin.saturating_sub(source.position());
        source.take_bytes(n_short, 0)?;
        loop {
            let ahead = source.peek(BUFFER)?;
            let n = ahead.len();
            if let Some(at) = memchr::memmem::find(ahead, signature) {
                source.consume(at);
                self.state = State::Between(source);
                return Ok(true);
            }
            if n < signature.len() {
                return Ok(false);
            }
            source.consume(n + 1 - signature.len());
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
    fn a_frame_that_is_broken_from_its_start_ends() {
        let frame = pack(Packing::Zstd, b"one");
        for packed in [&[&frame[..4], &[0xff; 20]].concat()[..], &b"\x1f\x8b\x08\xff\xff\xff"[..]] {
            let mut stream = stream([packed, &frame].concat(), None);
            let mut n_errors = 0;
            while stream.take_bytes(u64::MAX, 0).is_err() && stream.next_member() {
                n_errors += 1;
                assert!(n_errors < 9);
            }
        }
    }

    #[test]
    fn a_bomb_ends() {
        let bomb = pack(Packing::Zstd, &vec![0; 120_000_000]);
        let error = io::copy(&mut stream(bomb, None), &mut io::sink()).unwrap_err();
        assert!(error.to_string().contains("more than 200 times its size"), "{error}");
    }
}
