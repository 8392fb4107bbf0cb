//! Arithmetic that is bit-identical on every machine: additions, multiplications and divisions only.

/// The binary logarithm of a positive number, accurate to about 1e-3; 0 for other values.
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

/// The logistic function, accurate to about 1e-3: the probability for log-odds `x`.
pub(crate) fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + exp2(-x * std::f32::consts::LOG2_E))
}

/// The log-odds of a probability, accurate to about 1e-3. Probabilities are clamped to 1e-4 from 0 and 1.
pub(crate) fn log_odds(p: f32) -> f32 {
    let p = p.clamp(1e-4, 1.0 - 1e-4);
    std::f32::consts::LN_2 * (log2(p) - log2(1.0 - p))
}

/// 2 to the power of `x`, clamped to -60..60.
fn exp2(x: f32) -> f32 {
    let x = x.clamp(-60.0, 60.0);
    let floor = x.floor();
    let f = x - floor;
    // Quadratic and cubic terms that make the curve exact at both ends.
    let mantissa = 1.0 + f * (0.695_56 + f * (0.226_17 + f * 0.078_27));
    f32::from_bits(((floor as i32 + 127) as u32) << 23) * mantissa
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log2_is_close_to_the_logarithm() {
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

    #[test]
    fn logistic_is_close_to_the_logistic_function() {
        for (x, y) in
            [(0.0, 0.5), (1.0, 0.731_06), (-3.0, 0.047_43), (10.0, 0.999_95), (-200.0, 0.0)]
        {
            assert!((logistic(x) - y).abs() < 1e-3, "{x}: {} for {y}", logistic(x));
        }
    }
}
