//! The extractor of the benches on hostile pages.

use dehusk::{Extractor, Keep, Limits, Options};

/// An extractor that shows all that it can.
pub fn extractor(limits: Limits) -> Extractor {
    let keep = Keep::new().with_links(true).with_images(true);
    Extractor::new(Options::new().with_limits(limits).with_keep(keep))
}
