//! Counts equal texts.

/// For each text, the number of equal ones before it, and in total.
pub(super) fn repeats<'a>(
    texts: impl ExactSizeIterator<Item = &'a str> + Clone,
) -> Vec<(u32, u32)> {
    let mut order: Vec<(u64, u32)> =
        (0..).zip(texts.clone()).map(|(i, text)| (hash(text), i)).collect();
    order.sort_unstable();
    let mut found = vec![(0, 1); order.len()];
    for same in order.chunk_by(|a, b| a.0 == b.0) {
        for (n_before, &(_, i)) in (0..).zip(same) {
            found[i as usize] = (n_before, same.len() as u32);
        }
    }
    found
}

/// A 64-bit hash of a text.
fn hash(text: &str) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut words = text.as_bytes().chunks_exact(8);
    let mut sum = text.len() as u64;
    let mut mix = |word: u64| sum = (sum ^ word).wrapping_mul(ODD).rotate_left(29);
    for word in &mut words {
        mix(word.iter().fold(0, |all, &byte| all << 8 | u64::from(byte)));
    }
    mix(words.remainder().iter().fold(0, |all, &byte| all << 8 | u64::from(byte)));
    mix(ODD);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_counted() {
        let texts = ["rain", "sun and rain", "rain", "", "rain", "sun and rains"];
        assert_eq!(repeats(texts.into_iter()), [(0, 3), (0, 1), (1, 3), (0, 1), (2, 3), (0, 1)]);
    }
}
