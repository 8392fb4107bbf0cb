"""`dehusk.explain`: why each block is kept or dropped."""

import pickle
from pathlib import Path

import pytest

import dehusk

PAGE = """<title>Rain over the bay</title><nav><a href=/>Home</a></nav><main><h1>Rain over the bay</h1>
<p>It rained on Monday, and on Tuesday too, until the river stood at the bridge and the ferry stayed in.</p>
<p>The harbour master said that the pier would be closed until the water had fallen by a <b>metre</b> or more.</p>
<p class=promo>Sign up for our newsletter &lt;script&gt;alert(1)&lt;/script&gt; every morning.</p></main>
<footer>© 2024 The Bay Courier. All rights reserved.</footer>"""


def test_blocks_have_roles_reasons_and_places() -> None:
    explanation = dehusk.explain(PAGE)
    (rain,) = explanation.find("it  RAINED on Monday")
    assert rain.kept
    assert rain.role == "content"
    assert rain.probability >= explanation.threshold
    assert rain.reasons
    assert all(" " in reason.phrase for reason in rain.reasons)
    assert rain.line == 2
    assert rain.range
    assert PAGE.encode()[slice(*rain.range)].decode() == rain.text
    (footer,) = explanation.find("all rights reserved")
    assert not footer.kept
    assert footer.role == "boilerplate"
    assert "threshold" in footer.why
    assert [block.text for block in explanation if block.role == "title"] == ["Rain over the bay"]
    assert len(explanation) == len(explanation.blocks)
    assert not explanation.find("not there")


def test_it_takes_the_options_and_the_pages_of_extract(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    whole = dehusk.explain(path, drop="p")
    assert whole == dehusk.Extractor(drop="p").explain(PAGE.encode("utf-8"))
    assert whole.find("It rained")[0].step == "selector"
    with pytest.raises(dehusk.OptionsError):
        dehusk.explain(PAGE, focus="none")  # type: ignore[arg-type]
    assert len(dehusk.explain(b"%PDF-1.7")) == 0


def test_it_is_plain_data() -> None:
    explanation = dehusk.explain(PAGE)
    assert pickle.loads(pickle.dumps(explanation)) == explanation
    assert repr(explanation).startswith("<Explanation: ")
    with pytest.raises(AttributeError):
        explanation.threshold = 0.1
    html = explanation._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "http" not in html
