//! Deterministic pseudo-random numbers.

/// Marsaglia's xorshift; the state must not be zero.
pub struct Chance(pub u64);

impl Chance {
    /// A number below `n`, or zero.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}
