//! Names of elements and attributes.

/// Declares an enum with a name for each variant and a hash table from names to variants.
macro_rules! names {
    ($(#[$doc:meta])* $kind:ident { $($variant:ident $name:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub(crate) enum $kind { $($variant),+ }

        impl $kind {
            /// Every variant in order of declaration.
            pub const ALL: &[$kind] = &[$($kind::$variant),+];
            const NAMES: &[&str] = &[$($name),+];

            /// The name in HTML.
            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }

            const PLACES: [u8; N_PLACES] = places(Self::NAMES);

            fn find(name: &str) -> Option<Self> {
                let mut place = hash(name.as_bytes()) as usize % N_PLACES;
                loop {
                    let index = usize::from(Self::PLACES[place].checked_sub(1)?);
                    if Self::NAMES[index] == name {
                        return Some(Self::ALL[index]);
                    }
                    place = (place + 1) % N_PLACES;
                }
            }
        }
    };
}

/// Slots of a name table: a multiple of the number of names, so that collisions are rare.
const N_PLACES: usize = 512;

/// An open-addressed hash table: the index of a name plus one, or 0 for an empty slot.
const fn places(names: &[&str]) -> [u8; N_PLACES] {
    let mut places = [0; N_PLACES];
    let mut index = 0;
    while index < names.len() {
        let mut place = hash(names[index].as_bytes()) as usize % N_PLACES;
        while places[place] != 0 {
            place = (place + 1) % N_PLACES;
        }
        index += 1;
        places[place] = index as u8;
    }
    places
}

/// A cheap hash of a name's length, first and last bytes, which differ for nearly all names of HTML.
pub(crate) const fn hash(name: &[u8]) -> u32 {
    let ends = if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
        u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29)
    } else if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
        (u32::from_le_bytes(*first) as u64) << 32 | u32::from_le_bytes(*last) as u64
    } else if let [first, .., last] = name {
        (*first as u64) << 16 | (name[1] as u64) << 8 | *last as u64
    } else if let [only] = name {
        *only as u64
    } else {
        0
    };
    ((ends ^ (name.len() as u64) << 61).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
}

names! {
    /// The type of a node: the document, a text, or an element by name. Names that no step needs are [`Tag::Unknown`]
    /// (inline) or, if they contain a hyphen, [`Tag::Custom`] (block-level).
    Tag {
        Custom "#custom", Document "#document", Text "#text", Unknown "#unknown",
        A "a", Abbr "abbr", Acronym "acronym", Address "address", Area "area", Article "article", Aside "aside",
        Audio "audio", B "b", Base "base", Bdi "bdi", Bdo "bdo", Big "big", Blockquote "blockquote", Body "body",
        Br "br", Button "button", Canvas "canvas", Caption "caption", Center "center", Cite "cite", Code "code",
        Col "col", Colgroup "colgroup", Data "data", Datalist "datalist", Dd "dd", Del "del", Details "details",
        Dfn "dfn", Dialog "dialog", Dir "dir", Div "div", Dl "dl", Dt "dt", Em "em", Embed "embed",
        Fieldset "fieldset", Figcaption "figcaption", Figure "figure", Font "font", Footer "footer", Form "form",
        Frame "frame", Frameset "frameset", H1 "h1", H2 "h2", H3 "h3", H4 "h4", H5 "h5", H6 "h6", Head "head",
        Header "header", Hgroup "hgroup", Hr "hr", Html "html", I "i", Iframe "iframe", Img "img", Input "input",
        Ins "ins", Kbd "kbd", Label "label", Legend "legend", Li "li", Link "link", Main "main", Map "map",
        Mark "mark", Math "math", Menu "menu", Meta "meta", Meter "meter", Nav "nav", Noembed "noembed",
        Noframes "noframes", Noscript "noscript", Object "object", Ol "ol", Optgroup "optgroup", Option "option",
        Output "output", P "p", Picture "picture", Pre "pre", Progress "progress", Q "q", Rp "rp", Rt "rt",
        Ruby "ruby", S "s", Samp "samp", Script "script", Search "search", Section "section", Select "select",
        Slot "slot", Small "small", Source "source", Span "span", Strike "strike", Strong "strong", Style "style",
        Sub "sub", Summary "summary", Sup "sup", Svg "svg", Table "table", Tbody "tbody", Td "td",
        Template "template", Textarea "textarea", Tfoot "tfoot", Th "th", Thead "thead", Time "time",
        Title "title", Tr "tr", Track "track", Tt "tt", U "u", Ul "ul", Var "var", Video "video", Wbr "wbr",
        Annotation "annotation", Mfenced "mfenced", Mfrac "mfrac", Mi "mi", MjxContainer "mjx-container",
        Mlabeledtr "mlabeledtr", Mmultiscripts "mmultiscripts", Mn "mn", Mo "mo", Mover "mover",
        Mphantom "mphantom", Mprescripts "mprescripts", Mroot "mroot", Ms "ms", Mspace "mspace", Msqrt "msqrt",
        Msub "msub", Msubsup "msubsup", Msup "msup", Mtable "mtable", Mtext "mtext", Mtr "mtr", Munder "munder",
        Munderover "munderover", Semantics "semantics",
    }
}

names! {
    /// The attributes that later steps read; the parser drops all others.
    AttrName {
        Abbr "abbr", Alt "alt", Alttext "alttext", AriaHidden "aria-hidden", AriaLabel "aria-label", AriaLevel "aria-level",
        Charset "charset", Checked "checked", Cite "cite", Class "class", Close "close",
        Colspan "colspan", Content "content", DataCfemail "data-cfemail", DataComponent "data-component",
        DataFormula "data-formula", DataLang "data-lang", DataLanguage "data-language", DataLatex "data-latex",
        DataLazy "data-lazy", DataLazySrc "data-lazy-src", DataLazySrcset "data-lazy-srcset", DataLine "data-line",
        DataLineNumber "data-line-number", DataMath "data-math", DataOriginal "data-original", DataSrc "data-src",
        DataSrcset "data-srcset", DataTestid "data-testid", DataTex "data-tex", Datetime "datetime", Dir "dir",
        Display "display", Encoding "encoding", Height "height", Hidden "hidden", Href "href",
        Linethickness "linethickness", Mathvariant "mathvariant", Open "open", Separators "separators", Slot "slot",
        HttpEquiv "http-equiv", Id "id", Itemid "itemid", Itemprop "itemprop", Itemscope "itemscope",
        Itemtype "itemtype", Label "label", Lang "lang", Name "name", Property "property", Rel "rel", Reversed "reversed", Role "role",
        Rowspan "rowspan", Src "src", Srcset "srcset", Start "start", Style "style", Title "title", Type "type", Typeof "typeof",
        Value "value", Width "width",
    }
}

/// Bytes read of a list of names or declarations: some frameworks write thousands of names into one `class`.
const MAX_NAMES: usize = 32 * 1024;
/// Bytes read of a value that is a word or a number.
const MAX_WORD: usize = 1024;

impl Tag {
    /// The tag of an element by its local name in lower case.
    pub fn of(name: &str) -> Tag {
        match Tag::find(name) {
            Some(tag) => tag,
            None if name.contains('-') => Tag::Custom,
            None => Tag::Unknown,
        }
    }

    /// Whether the element begins and ends a text block.
    pub fn is_block(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Custom
                | Document
                | Address
                | Article
                | Aside
                | Blockquote
                | Body
                | Button
                | Caption
                | Center
                | Dd
                | Details
                | Dialog
                | Dir
                | Div
                | Dl
                | Dt
                | Fieldset
                | Figcaption
                | Figure
                | Footer
                | Form
                | Frameset
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Header
                | Hgroup
                | Hr
                | Html
                | Legend
                | Li
                | Main
                | Menu
                | Nav
                | Noscript
                | Ol
                | Optgroup
                | Option
                | P
                | Pre
                | Search
                | Section
                | Summary
                | Table
                | Tbody
                | Td
                | Textarea
                | Tfoot
                | Th
                | Thead
                | Tr
                | Ul
        )
    }

    /// Whether the subtree cannot contain content: scripts, media, form controls, the head. `math` is not skipped: the
    /// parser keeps only those that contain TeX.
    pub fn is_skipped(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Audio
                | Canvas
                | Datalist
                | Embed
                | Head
                | Iframe
                | Map
                | Noembed
                | Noframes
                | Object
                | Script
                | Select
                | Style
                | Svg
                | Template
                | Title
                | Video
        )
    }

    /// 1 to 6 for `h1` to `h6`, else `None`.
    pub fn heading_level(self) -> Option<u8> {
        let level = (self as u8).wrapping_sub(Tag::H1 as u8);
        (level < 6).then(|| level + 1)
    }

    /// Whether the element is a list: `ul`, `ol`, `menu` or `dir`.
    pub fn is_list(self) -> bool {
        matches!(self, Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir)
    }

    /// Whether the element is a table cell.
    pub fn is_cell(self) -> bool {
        matches!(self, Tag::Td | Tag::Th)
    }
}

impl AttrName {
    /// The attribute by its name in lower case, if a later step reads it.
    pub fn of(name: &str) -> Option<AttrName> {
        AttrName::find(name)
    }

    /// Bytes that later steps read of a value. Texts, addresses and data are bounded only by
    /// [`Limits::max_attribute_bytes`](crate::Limits::max_attribute_bytes).
    pub fn max_bytes(self) -> usize {
        use AttrName::*;
        match self {
            Alt | Alttext | AriaLabel | Content | DataLazy | DataLazySrc | DataLazySrcset
            | DataOriginal | DataSrc | DataSrcset | Href | Src | Srcset | Title => usize::MAX,
            Class | DataFormula | DataLatex | DataMath | DataTex | Id | Style => MAX_NAMES,
            _ => MAX_WORD,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found() {
        assert!(Tag::ALL.iter().all(|&tag| Tag::find(tag.name()) == Some(tag)));
        assert!(AttrName::ALL.iter().all(|&name| AttrName::of(name.name()) == Some(name)));
        assert_eq!(Tag::of("blockquote"), Tag::Blockquote);
        assert_eq!(Tag::of("my-card"), Tag::Custom);
        assert_eq!(Tag::of("blink"), Tag::Unknown);
        assert_eq!(AttrName::of("onclick"), None);
    }

    #[test]
    fn heading_levels() {
        assert_eq!(Tag::H1.heading_level(), Some(1));
        assert_eq!(Tag::H6.heading_level(), Some(6));
        assert_eq!(Tag::Head.heading_level(), None);
        assert_eq!(Tag::Frameset.heading_level(), None);
    }
}
