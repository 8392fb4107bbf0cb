//! The options of the benches on adversarial pages.

use dehusk::{Keep, Limits, Options};

/// Options that keep all content.
pub fn options(limits: Limits) -> Options {
    let keep = Keep::new().with_links(true).with_images(true);
    Options::new().with_limits(limits).with_keep(keep)
}
