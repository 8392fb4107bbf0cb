//! Rendering.

use crate::render::event::Context;

pub(crate) fn render(context: Context<'_>) -> String {
    let _ = context;
    String::new()
}
