//! Fills the slots of declarative shadow roots with the children of their host (HTML, 4.12.4).
//!
//! A child goes into the slot that its `slot` attribute names. Texts and children without one go into the unnamed slot.
//! A child without a matching slot stays in place, and a slot without children shows its fallback content. Selectors
//! match by the order of the page, so a moved element keeps its index there.

use std::collections::{HashMap, HashSet};

use super::tree::{NONE, Tree};
use crate::dom::{AttrName, Tag};
use crate::text::is_blank;

/// The maximum number of slots of one host.
const MAX_SLOTS: usize = 256;
/// The maximum number of nodes of a shadow root that are searched for slots.
const MAX_NODES: usize = 20_000;

/// Fills the slots of all shadow roots. Outer hosts come first.
pub(super) fn fill(tree: &mut Tree) {
    let mut roots = std::mem::take(&mut tree.shadow_roots);
    roots.retain(|&root| tree.nodes[root as usize].parent != NONE);
    let has_light = |tree: &Tree, root: u32| {
        let host = tree.nodes[root as usize].parent;
        tree.nodes[host as usize].first_child != root || tree.nodes[root as usize].next != NONE
    };
    if !roots.iter().any(|&root| has_light(tree, root)) {
        return;
    }
    let all: HashSet<u32> = roots.iter().copied().collect();
    let mut hosts = HashMap::new();
    for root in roots {
        let host = tree.nodes[root as usize].parent;
        // Only the first shadow root of a host counts.
        if *hosts.entry(host).or_insert(root) == root && has_light(tree, root) {
            tree.keep_order();
            fill_one(tree, host, root, &all);
        }
    }
}

/// The slots of a shadow root by name, without those of nested shadow roots.
fn slots(tree: &Tree, root: u32, roots: &HashSet<u32>) -> HashMap<String, u32> {
    let mut slots = HashMap::new();
    let (end, mut id) = (tree.after(root), tree.following(root));
    for _ in 0..MAX_NODES {
        if id == end || slots.len() >= MAX_SLOTS {
            break;
        }
        if tree.nodes[id as usize].tag == Tag::Slot {
            let name = tree.attr(id, AttrName::Name).unwrap_or("").to_owned();
            slots.entry(name).or_insert(id);
        }
        id = if roots.contains(&id) { tree.after(id) } else { tree.following(id) };
    }
    slots
}

/// Moves the children of a host into the slots of its shadow root.
fn fill_one(tree: &mut Tree, host: u32, root: u32, roots: &HashSet<u32>) {
    let slots = slots(tree, root, roots);
    if slots.is_empty() {
        return;
    }
    let mut filled = Vec::new();
    let mut child = tree.nodes[host as usize].first_child;
    while child != NONE {
        let next = tree.nodes[child as usize].next;
        let is_text = tree.nodes[child as usize].tag == Tag::Text;
        let name = tree.attr(child, AttrName::Slot).unwrap_or("");
        let slot = slots.get(name).copied().filter(|_| child != root);
        let is_shown = !is_text || !is_blank(tree.text_of(child));
        if let Some(slot) = slot
            && (is_shown || filled.contains(&slot))
        {
            if !filled.contains(&slot) {
                // Assigned children replace the fallback content.
                tree.hide_children(slot);
                filled.push(slot);
            }
            tree.append(slot, child);
        }
        child = next;
    }
}

#[cfg(test)]
mod tests {
    use crate::block::page;

    fn check(html: &str, expected: &[&str]) {
        let (_, blocks) = page(html);
        let texts: Vec<_> = (0..blocks.list.len()).map(|i| blocks.text_of(i)).collect();
        assert_eq!(texts, expected, "{html}");
    }

    #[test]
    fn children_move_into_their_slots() {
        let root = "<template shadowrootmode=open><p>one<slot></slot><p>two<slot name=x>else</slot><p>three</template>";
        check(&format!("<x-y>{root}</x-y>"), &["one", "twoelse", "three"]);
        check(
            &format!("<x-y>{root}<div slot=x>X</div> <div>Y</div><div slot=z>Z</div></x-y>"),
            &["one", "Y", "two", "X", "three", "Z"],
        );
        let inner = format!("<x-y>{root}<div>inner</div></x-y>");
        check(
            &format!(
                "<x-z><template shadowrootmode=open><slot></slot><p>end</template>{inner}</x-z>"
            ),
            &["one", "inner", "twoelse", "three", "end"],
        );
    }
}
