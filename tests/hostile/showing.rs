//! The options of the benches on hostile pages.

use dehusk::{Keep, Limits, Options};

/// Options that show all that can be shown.
pub fn options(limits: Limits) -> Options {
    let keep = Keep::new().with_links(true).with_images(true);
    Options::new().with_limits(limits).with_keep(keep)
}
