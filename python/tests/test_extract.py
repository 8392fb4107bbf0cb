from __future__ import annotations

import array
import gzip
import json
import mmap
import threading
from pathlib import Path

import pytest

import dehusk

PAGE = "<title>Rain</title><nav><a href=/>Home</a></nav><main><h2>Rain</h2><p>It rained on Monday.</p></main>"
TEXT = "Rain\n\nIt rained on Monday."


def test_records_are_those_of_the_command_line(pages: list[Path], lines: list[str]) -> None:
    for page, line in zip(pages, lines, strict=True):
        record = json.loads(line)
        del record["source"]
        article = dehusk.extract(page)
        assert article.to_dict() == record, page.name
        assert article.json() == json.dumps(record, ensure_ascii=False, separators=(",", ":")), page.name
        assert line.endswith(article.json()[1:]), page.name


@pytest.mark.parametrize(
    "html",
    [
        PAGE,
        PAGE.encode(),
        bytearray(PAGE.encode()),
        memoryview(PAGE.encode()),
        memoryview(PAGE.encode()).cast("b"),
        memoryview(("\0".join(PAGE)).encode())[::2],
        array.array("b", PAGE.encode()),
        PAGE.encode("utf-16"),
        gzip.compress(PAGE.encode()),
        bytearray(gzip.compress(PAGE.encode())),
    ],
    ids=lambda html: type(html).__name__,
)
def test_a_page_comes_in_many_forms(html: object) -> None:
    assert dehusk.extract(html, keep="main").text.strip() == TEXT  # type: ignore[arg-type]


def test_a_mapped_file_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as page:
        assert dehusk.extract(page, keep="main").text == TEXT


def test_a_path_is_read_and_its_name_says_what_it_is(tmp_path: Path) -> None:
    packed = tmp_path / "page.html.gz"
    packed.write_bytes(gzip.compress(PAGE.encode()))
    assert dehusk.extract(packed, keep="main").text == TEXT
    text = tmp_path / "page.txt"
    text.write_text("a < b, and c > d, as was said on Monday by the mayor of the town. " * 5)
    assert "a < b" in dehusk.extract(text).text
    assert dehusk.extract("page.html").text != TEXT, "a str is never a path"


def test_a_missing_file_is_the_error_of_python(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as raised:
        dehusk.extract(tmp_path / "none.html")
    assert raised.value.filename == str(tmp_path / "none.html")
    with pytest.raises(IsADirectoryError):
        dehusk.extract(tmp_path)


@pytest.mark.parametrize("html", [None, 7, ["<p>"], array.array("d", [1.0])])
def test_what_is_no_page_is_named(html: object) -> None:
    with pytest.raises(TypeError, match="a page is bytes"):
        dehusk.extract(html)  # type: ignore[arg-type]


def test_damaged_gzip_is_no_page() -> None:
    article = dehusk.extract(b"\x1f\x8b\x08 and no more")
    assert (article.status, article.unsupported, article.text) == ("unsupported", "gzip", "")


def test_surrogates_are_joined_or_replaced() -> None:
    article = dehusk.extract("<main>a \ud83d\ude00 b \ud800 c</main>", keep="main", url="https://a.example/\udc80")
    assert article.text == "a \U0001f600 b \ufffd c"


def test_a_str_is_not_decoded_again() -> None:
    page = "<meta charset=iso-8859-1><main>Grüße, 日本</main>"
    assert dehusk.extract(page, keep="main", content_type="text/html; charset=shift_jis").text == "Grüße, 日本"
    assert dehusk.extract("日本".encode("shift_jis"), content_type="shift_jis", keep="body").text == "日本"


def test_addresses_become_absolute() -> None:
    page = "<main>a <a href=b>c</a> <img src=d.png alt=e></main>"
    options = {"keep": "main", "links": True, "images": True, "formats": ["markdown", "html"]}
    article = dehusk.extract(page, url="https://x.example/y/", **options)  # type: ignore[arg-type]
    assert article.links == (dehusk.Link("c", "https://x.example/y/b"),)
    assert article.images == (dehusk.Image("https://x.example/y/d.png", "e"),)
    assert "[c](https://x.example/y/b)" in article.markdown
    assert 'href="https://x.example/y/b"' in article.html


def test_each_option_changes_something(pages: list[Path]) -> None:
    whole = {"keep": "body", "formats": ("text", "markdown")}
    page = (
        "<title>T</title><main><p>a <a href=b>c</a><img src=d.png><p>e<table><tr><td>f<td>g<tr><td>h<td>i</table>"
        "<figure><img src=j.png><figcaption>k, seen from l on Monday</figcaption></figure></main>"
    )
    default = dehusk.extract(page, **whole)  # type: ignore[arg-type]
    for option in ({"links": True}, {"images": True}, {"title": True}, {"limits": {"max_bytes": 40}}, {"drop": "p"}):
        assert dehusk.extract(page, **{**whole, **option}).to_dict() != default.to_dict(), option  # type: ignore[arg-type]
    for option in (
        {"focus": "precision"},
        {"focus": "recall"},
        {"tables": False},
        {"comments": False},
        {"captions": True},
    ):
        assert any(dehusk.extract(p, **option) != dehusk.extract(p) for p in pages), option  # type: ignore[arg-type]


def test_limits_are_told() -> None:
    article = dehusk.extract(b"<p>It rained on Monday.</p> " * 9, keep="p", limits={"max_bytes": 60})
    assert (article.status, article.truncated) == ("truncated", ("bytes",))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"focus": "best"}, "focus: 'best' is not known; expected: precision, balanced, recall"),
        ({"input": "pdf"}, "input: 'pdf' is not known"),
        ({"formats": "xml"}, "formats: 'xml' is not known"),
        ({"links": "yes"}, "links: 'yes' is neither True nor False"),
        ({"keep": "p..q"}, r"p\.\.q"),
        ({"drop": 7}, "drop: 7 is no string"),
        ({"limits": {"max_byte": 1}}, "limits: 'max_byte' is not known; expected: max_bytes"),
        ({"limits": {"max_bytes": 0}}, "limits: max_bytes is 0; expected a number from 1 on"),
        ({"limits": 7}, "limits: 7 is no dict"),
    ],
)
def test_wrong_options_are_named(options: dict[str, object], told: str) -> None:
    with pytest.raises(dehusk.OptionsError, match=told):
        dehusk.Extractor(**options)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=told):
        dehusk.extract("", **options)  # type: ignore[arg-type]
    assert issubclass(dehusk.OptionsError, dehusk.DehuskError)


def test_wrong_arguments_are_named() -> None:
    with pytest.raises(TypeError, match="url is a bytes"):
        dehusk.extract("", url=b"https://a.example/")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        dehusk.extract("", focsu="recall")  # type: ignore[call-arg]


def test_a_panic_is_an_error_that_can_be_caught(capfd: pytest.CaptureFixture[str]) -> None:
    from dehusk import _dehusk

    with pytest.raises(dehusk.DehuskError, match="a bug of dehusk ended this page: no fours"):
        _dehusk.panic_caught("no fours")
    assert "no fours" in capfd.readouterr().err


def test_an_extractor_is_shared_by_threads(pages: list[Path]) -> None:
    extractor = dehusk.Extractor(focus="recall", formats="markdown")
    expected = [extractor.extract(page) for page in pages]
    found: list[list[dehusk.Article]] = [[] for _ in range(4)]

    def work(into: list[dehusk.Article]) -> None:
        into.extend(extractor.extract(page) for page in pages)

    threads = [threading.Thread(target=work, args=(into,)) for into in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_other_threads_run_during_an_extraction() -> None:
    page = b"<p>" + b"It rained on Monday, and on Tuesday too. <b>x</b>" * 40_000
    counted, done = [0], threading.Event()

    def count() -> None:
        while not done.is_set():
            counted[0] += 1

    thread = threading.Thread(target=count)
    thread.start()
    try:
        before = counted[0]
        dehusk.extract(page)
        assert counted[0] - before > 1000, "the interpreter was held"
    finally:
        done.set()
        thread.join()


def test_extractors_compare_by_their_options_and_can_be_pickled() -> None:
    import pickle

    extractor = dehusk.Extractor(keep=["main", "p"], limits={"max_bytes": 10}, links=True)
    assert repr(extractor) == "Extractor(links=True, keep=('main', 'p'), limits={'max_bytes': 10})"
    again = pickle.loads(pickle.dumps(extractor))
    assert again == extractor == dehusk.Extractor(keep=("main", "p"), limits={"max_bytes": 10}, links=True)
    assert hash(again) == hash(extractor)
    assert extractor != dehusk.Extractor()
    assert again.extract(PAGE) == extractor.extract(PAGE)
