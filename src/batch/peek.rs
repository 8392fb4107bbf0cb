//! A buffered reader that can look ahead and go back.

use std::io::{self, BufRead, Read};

/// The size of a buffer, and the most that can be peeked at.
pub(super) const BUFFER: usize = 1 << 16;

/// A buffered reader that knows its position and can peek ahead.
pub(super) struct Peek<R> {
    reader: R,
    buffer: Vec<u8>,
    begin: usize,
    /// The position of the byte at `begin`.
    at: u64,
    /// The number of consumed bytes that are kept, to go back to.
    history: usize,
}

impl<R: Read> Peek<R> {
    pub fn new(reader: R) -> Self {
        Peek { reader, buffer: Vec::new(), begin: 0, at: 0, history: 0 }
    }

    /// Keeps the last `history` consumed bytes, to go back to.
    pub fn with_history(mut self, history: usize) -> Self {
        self.history = history;
        self
    }

    /// Goes back to a position, or as far as the bytes are kept.
    pub fn back_to(mut self, position: u64) -> Self {
        let n = usize::try_from(self.at.saturating_sub(position)).unwrap_or(usize::MAX);
        let n = n.min(self.begin);
        self.begin -= n;
        self.at -= n as u64;
        self
    }

    /// Skips the bytes that are buffered.
    pub fn skip_buffered(&mut self) {
        self.consume(self.buffer.len() - self.begin);
    }

    /// The reader of the bytes behind those in the buffer.
    pub fn inner(&self) -> &R {
        &self.reader
    }

    pub fn inner_mut(&mut self) -> &mut R {
        &mut self.reader
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
        if self.begin > 2 * self.history {
            self.buffer.drain(..self.begin - self.history);
            self.begin = self.history;
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_looked_at_before_and_again() {
        let bytes: Vec<u8> = (0..500_000_u32).map(|n| (n % 251) as u8).collect();
        let mut peek = Peek::new(&bytes[..]).with_history(1_000);
        for _ in 0..40 {
            let at = peek.position() as usize;
            assert_eq!(peek.peek(3).unwrap(), &bytes[at..at + 3]);
            let (some, n) = peek.take_bytes(10_000, 2).unwrap();
            assert_eq!((some, n), (bytes[at..at + 2].to_vec(), 10_000));
            peek = peek.back_to((at + 9_500) as u64);
            assert_eq!(peek.position(), (at + 9_500) as u64);
            assert_eq!(peek.peek(1).unwrap(), &bytes[at + 9_500..=at + 9_500]);
        }
        peek.skip_buffered();
        assert!(peek.take_bytes(u64::MAX, 0).unwrap().1 < 500_000);
        assert!(peek.peek(9).unwrap().is_empty() && peek.line(9).unwrap().is_empty());
    }
}
