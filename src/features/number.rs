//! Arithmetic that gives the same bits on every machine: additions and multiplications only.

/// The logarithm to base 2 of a positive number, to about 1e-3; 0 for anything else.
pub(crate) fn log2(x: f32) -> f32 {
    if x.is_nan() || x <= 0.0 {
        return 0.0;
    }
    let bits = x.to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let m = f32::from_bits(bits & 0x007f_ffff | 0x3f80_0000);
    // A least-squares cubic through log2 on [1, 2], exact at both ends.
    let y = (m - 1.0) * (1.423_1 + (m - 1.0) * (-0.582_1 + (m - 1.0) * 0.159));
    exponent as f32 + y
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_to_the_logarithm() {
        for (x, y) in [
            (1.0, 0.0),
            (2.0, 1.0),
            (1024.0, 10.0),
            (3.0, 1.584_96),
            (0.75, -0.415_04),
            (1.9, 0.926),
        ] {
            assert!((log2(x) - y).abs() < 2e-3, "{x}: {} for {y}", log2(x));
        }
        assert_eq!(log2(0.0), 0.0);
    }
}
