//! Mathematical characters and their TeX commands.

/// Operators, relations, arrows and letters with their names in LaTeX and amsmath.
const NAMES: &[(char, &str)] = &[
    ('×', "\\times"),
    ('⋅', "\\cdot"),
    ('·', "\\cdot"),
    ('÷', "\\div"),
    ('±', "\\pm"),
    ('∓', "\\mp"),
    ('≤', "\\le"),
    ('≥', "\\ge"),
    ('≠', "\\ne"),
    ('≈', "\\approx"),
    ('≡', "\\equiv"),
    ('∼', "\\sim"),
    ('≃', "\\simeq"),
    ('≅', "\\cong"),
    ('∝', "\\propto"),
    ('≪', "\\ll"),
    ('≫', "\\gg"),
    ('∞', "\\infty"),
    ('→', "\\to"),
    ('←', "\\leftarrow"),
    ('↔', "\\leftrightarrow"),
    ('⇒', "\\Rightarrow"),
    ('⇐', "\\Leftarrow"),
    ('⇔', "\\Leftrightarrow"),
    ('↦', "\\mapsto"),
    ('∈', "\\in"),
    ('∉', "\\notin"),
    ('∋', "\\ni"),
    ('⊂', "\\subset"),
    ('⊃', "\\supset"),
    ('⊆', "\\subseteq"),
    ('⊇', "\\supseteq"),
    ('∪', "\\cup"),
    ('∩', "\\cap"),
    ('∖', "\\setminus"),
    ('∅', "\\emptyset"),
    ('∀', "\\forall"),
    ('∃', "\\exists"),
    ('¬', "\\neg"),
    ('∧', "\\land"),
    ('∨', "\\lor"),
    ('∑', "\\sum"),
    ('∏', "\\prod"),
    ('∫', "\\int"),
    ('∬', "\\iint"),
    ('∭', "\\iiint"),
    ('∮', "\\oint"),
    ('⋃', "\\bigcup"),
    ('⋂', "\\bigcap"),
    ('∂', "\\partial"),
    ('∇', "\\nabla"),
    ('∆', "\\Delta"),
    ('√', "\\surd"),
    ('…', "\\ldots"),
    ('⋯', "\\cdots"),
    ('⋮', "\\vdots"),
    ('⋱', "\\ddots"),
    ('⟨', "\\langle"),
    ('⟩', "\\rangle"),
    ('〈', "\\langle"),
    ('〉', "\\rangle"),
    ('‖', "\\|"),
    ('∥', "\\parallel"),
    ('∣', "\\mid"),
    ('⌊', "\\lfloor"),
    ('⌋', "\\rfloor"),
    ('⌈', "\\lceil"),
    ('⌉', "\\rceil"),
    ('∘', "\\circ"),
    ('⊗', "\\otimes"),
    ('⊕', "\\oplus"),
    ('⊥', "\\perp"),
    ('∠', "\\angle"),
    ('△', "\\triangle"),
    ('⋆', "\\star"),
    ('†', "\\dagger"),
    ('ℏ', "\\hbar"),
    ('ℓ', "\\ell"),
    ('ℜ', "\\Re"),
    ('ℑ', "\\Im"),
    ('ℵ', "\\aleph"),
    ('ℝ', "\\mathbb{R}"),
    ('ℕ', "\\mathbb{N}"),
    ('ℤ', "\\mathbb{Z}"),
    ('ℚ', "\\mathbb{Q}"),
    ('ℂ', "\\mathbb{C}"),
    ('α', "\\alpha"),
    ('β', "\\beta"),
    ('γ', "\\gamma"),
    ('δ', "\\delta"),
    ('ϵ', "\\epsilon"),
    ('ε', "\\varepsilon"),
    ('ζ', "\\zeta"),
    ('η', "\\eta"),
    ('θ', "\\theta"),
    ('ϑ', "\\vartheta"),
    ('ι', "\\iota"),
    ('κ', "\\kappa"),
    ('λ', "\\lambda"),
    ('μ', "\\mu"),
    ('µ', "\\mu"),
    ('ν', "\\nu"),
    ('ξ', "\\xi"),
    ('π', "\\pi"),
    ('ρ', "\\rho"),
    ('σ', "\\sigma"),
    ('ς', "\\varsigma"),
    ('τ', "\\tau"),
    ('υ', "\\upsilon"),
    ('ϕ', "\\phi"),
    ('φ', "\\varphi"),
    ('χ', "\\chi"),
    ('ψ', "\\psi"),
    ('ω', "\\omega"),
    ('Γ', "\\Gamma"),
    ('Δ', "\\Delta"),
    ('Θ', "\\Theta"),
    ('Λ', "\\Lambda"),
    ('Ξ', "\\Xi"),
    ('Π', "\\Pi"),
    ('Σ', "\\Sigma"),
    ('Υ', "\\Upsilon"),
    ('Φ', "\\Phi"),
    ('Ψ', "\\Psi"),
    ('Ω', "\\Omega"),
    ('−', "-"),
    ('∗', "*"),
    ('′', "'"),
    ('″', "''"),
    ('°', "{}^\\circ"),
    ('%', "\\%"),
    ('#', "\\#"),
    ('&', "\\&"),
    ('_', "\\_"),
    ('$', "\\$"),
    ('{', "\\{"),
    ('}', "\\}"),
    ('\\', "\\backslash"),
    ('~', "\\sim"),
    ('^', "\\hat{}"),
    ('\u{2061}', ""),
    ('\u{2062}', ""),
    ('\u{2063}', ""),
    ('\u{2064}', ""),
    ('\u{a0}', "\\ "),
];

/// Functions with a TeX command of the same name.
pub(super) const FUNCTIONS: &[&str] = &[
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim",
    "exp", "gcd", "hom", "inf", "ker", "lg", "lim", "liminf", "limsup", "ln", "log", "max", "min",
    "Pr", "sec", "sin", "sinh", "sup", "tan", "tanh",
];

/// Accents over a base, and their commands.
pub(super) const OVER: &[(&str, &str)] = &[
    ("\\hat{}", "\\hat"),
    ("ˆ", "\\hat"),
    ("¯", "\\overline"),
    ("‾", "\\overline"),
    ("\\_", "\\overline"),
    ("\\to", "\\vec"),
    ("⃗", "\\vec"),
    ("˙", "\\dot"),
    ("¨", "\\ddot"),
    ("\\sim", "\\tilde"),
    ("˜", "\\tilde"),
    ("⏞", "\\overbrace"),
];

/// Accents under a base, and their commands.
pub(super) const UNDER: &[(&str, &str)] =
    &[("\\_", "\\underline"), ("¯", "\\underline"), ("‾", "\\underline"), ("⏟", "\\underbrace")];

/// Commands with limits above and below.
pub(super) const WITH_LIMITS: &[&str] = &[
    "\\sum", "\\prod", "\\int", "\\iint", "\\iiint", "\\oint", "\\bigcup", "\\bigcap", "\\lim",
    "\\liminf", "\\limsup", "\\max", "\\min", "\\sup", "\\inf", "\\det", "\\gcd", "\\Pr",
];

/// The maximum length of a command, in bytes.
const MAX_COMMAND: usize = 32;

/// Appends the TeX form of a character.
pub(super) fn push_char(out: &mut String, c: char) {
    match NAMES.iter().find(|(known, _)| *known == c) {
        Some((_, name)) => push(out, name),
        None => push(out, c.encode_utf8(&mut [0; 4])),
    }
}

/// Appends TeX, with a space if a letter would extend the preceding command.
pub(super) fn push(out: &mut String, tex: &str) {
    if tex.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let letters = out.bytes().rev().take(MAX_COMMAND).take_while(u8::is_ascii_alphabetic);
        let n_letters = letters.count();
        if n_letters > 0 && out[..out.len() - n_letters].ends_with('\\') {
            out.push(' ');
        }
    }
    out.push_str(tex);
}
