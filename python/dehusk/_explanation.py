"""Why each block of a page is kept or dropped."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Final

from dehusk._article import _Value

_COLORS: Final = {
    "content": "#116329",
    "title": "#0550ae",
    "byline": "#6f3cc3",
    "caption": "#7a4e00",
    "comment": "#0b6470",
    "boilerplate": "#8a2433",
}
_SHOWN_CHARACTERS: Final = 300
_SHOWN_BLOCKS: Final = 500


class Reason(_Value):
    """A feature of a block, and how much it moved the probability.

    `phrase` is the feature in plain words. `value` is `None` if it is missing; `shown` is the value in plain words,
    such as the name of a tag. `weight` is in log-odds: positive for content, negative against it.
    """

    __slots__ = ("feature", "value", "weight", "phrase", "shown")
    __match_args__ = ("feature", "value", "weight", "phrase", "shown")
    feature: str
    value: float | None
    weight: float
    phrase: str
    shown: str

    def __init__(self, feature: str, value: float | None, weight: float, phrase: str = "", shown: str = "") -> None:
        self._set(feature=feature, value=value, weight=weight, phrase=phrase, shown=shown)


class ExplainedBlock(_Value):
    """A text block of a page, kept or dropped.

    `role` is one of content, title, byline, caption, comment and boilerplate. `step` names the step that decided, `why`
    says it. `range` are the start and the end in the bytes of the page, decompressed; a `str` counts as UTF-8. It is
    `None` if the text does not stand in one piece in the page, and `line` is then the line on which it begins, if any.
    """

    __slots__ = (
        "text",
        "kept",
        "role",
        "probability",
        "step",
        "why",
        "words",
        "range",
        "line",
        "path",
        "selector",
        "reasons",
    )
    text: str
    kept: bool
    role: str
    probability: float
    step: str
    why: str
    words: int
    range: tuple[int, int] | None
    line: int | None
    path: str
    selector: str
    reasons: tuple[Reason, ...]

    def __init__(
        self,
        text: str,
        kept: bool,
        role: str,
        probability: float,
        step: str,
        why: str,
        words: int,
        range: tuple[int, int] | None = None,
        line: int | None = None,
        path: str = "",
        selector: str = "",
        reasons: tuple[Reason, ...] = (),
    ) -> None:
        self._set(text=text, kept=kept, role=role, probability=probability, step=step, why=why, words=words)
        self._set(range=range, line=line, path=path, selector=selector, reasons=reasons)


class Explanation(_Value):
    """The explanation of an extraction: all text blocks of the page, in order, kept or dropped.

    >>> import dehusk
    >>> explanation = dehusk.explain("<nav><a href=/>Home</a></nav><main><p>It rained on Monday.</main>", drop="nav")
    >>> len(explanation)
    2
    >>> [block.role for block in explanation]
    ['boilerplate', 'content']
    >>> explanation.find("rained on MONDAY")[0].why
    'its probability reaches the threshold of the page'
    """

    __slots__ = ("threshold", "blocks")
    threshold: float
    blocks: tuple[ExplainedBlock, ...]

    def __init__(self, threshold: float, blocks: tuple[ExplainedBlock, ...]) -> None:
        self._set(threshold=threshold, blocks=blocks)

    @classmethod
    def _of(cls, values: dict[str, Any]) -> Explanation:
        return cls(values["threshold"], tuple(map(_block, values["blocks"])))

    def find(self, words: str) -> tuple[ExplainedBlock, ...]:
        """The blocks that contain some words, in any case and with any white space."""
        words = " ".join(words.split()).lower()
        return tuple(block for block in self.blocks if words in block.text.lower())

    def __iter__(self) -> Iterator[ExplainedBlock]:
        return iter(self.blocks)

    def __len__(self) -> int:
        return len(self.blocks)

    def __repr__(self) -> str:
        n_kept = sum(block.kept for block in self.blocks)
        return f"<Explanation: {n_kept} of {len(self.blocks)} blocks kept, threshold {self.threshold:.2f}>"

    def _repr_html_(self) -> str:
        """A table for notebooks. All texts of the page are escaped, and nothing in it runs or is loaded."""
        from html import escape

        rows = "".join(map(_row, self.blocks[:_SHOWN_BLOCKS]))
        n_more = len(self.blocks) - _SHOWN_BLOCKS
        more = f"<p>… and {n_more} more blocks</p>" if n_more > 0 else ""
        head = "".join(f'<th scope="col">{name}</th>' for name in ("p", "line", "role", "text"))
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        return f"<p>{escape(repr(self))}</p>{table}{more}"


def _block(values: dict[str, Any]) -> ExplainedBlock:
    kept: dict[str, Any] = {name: values.get(name) for name in ExplainedBlock.__slots__}
    kept["range"] = tuple(values["range"]) if values.get("range") else None
    kept["reasons"] = tuple(Reason(*reason) for reason in values["reasons"])
    return ExplainedBlock(**kept)


def _row(block: ExplainedBlock) -> str:
    from html import escape

    text = block.text if len(block.text) <= _SHOWN_CHARACTERS else block.text[:_SHOWN_CHARACTERS] + "…"
    reasons = "".join(
        f"<li>{reason.weight:+.2f} {escape(reason.phrase)}: {escape(reason.shown)}</li>" for reason in block.reasons
    )
    dim = "" if block.kept else ";opacity:.75"
    details = f"<details><summary>{escape(text)}</summary>{escape(block.why)}<ul>{reasons}</ul></details>"
    cells = (f"{block.probability:.2f}", block.line or "", escape(block.role), details)
    shown = "".join(f'<td style="text-align:left;vertical-align:top">{cell}</td>' for cell in cells)
    return f'<tr style="border-left:4px solid {_COLORS.get(block.role, "#888")}{dim}">{shown}</tr>'
