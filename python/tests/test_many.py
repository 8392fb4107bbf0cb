from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import dehusk

COUNT = 200


def numbered() -> Iterator[str]:
    return (f"<main>It rained on day {n} of the year.</main>" for n in itertools.count())


def test_articles_come_in_order(pages: list[Path]) -> None:
    expected = [dehusk.extract(page, focus="recall") for page in pages]
    for threads in (1, 2, 5, None):
        assert list(dehusk.extract_many(pages, threads, focus="recall")) == expected


def test_pages_may_have_addresses() -> None:
    page = "<main><a href=b>c</a></main>"
    many = dehusk.extract_many([(page, "https://x.example/"), page, (page, None)], keep="main", links=True)
    assert [article.links[0].url for article in many] == ["https://x.example/b", "b", "b"]


def test_the_source_may_be_endless_and_is_read_only_a_little_ahead() -> None:
    read = 0

    def source() -> Iterator[str]:
        nonlocal read
        for page in numbered():
            read += 1
            yield page

    articles = dehusk.extract_many(source(), threads=2, keep="main")
    assert read == 0
    for n, article in enumerate(itertools.islice(articles, COUNT)):
        assert article.text == f"It rained on day {n} of the year."
        assert read <= n + 1 + 2 * 16


def test_what_the_source_raises_comes_after_the_pages_before() -> None:
    def source() -> Iterator[str]:
        yield from itertools.islice(numbered(), 7)
        raise LookupError("no more")

    articles = dehusk.extract_many(source(), keep="main")
    assert len([next(articles) for _ in range(7)]) == 7
    with pytest.raises(LookupError, match="no more"):
        next(articles)
    assert list(articles) == []


def test_what_is_no_page_comes_at_its_place() -> None:
    articles = dehusk.extract_many(["<main>a", 7], keep="main")  # type: ignore[list-item]
    assert next(articles).text == "a"
    with pytest.raises(TypeError, match="a page is bytes"):
        next(articles)
    with pytest.raises(TypeError, match="a tuple of 3 is no page"):
        next(dehusk.extract_many([("a", "b", "c")]))  # type: ignore[list-item]


@pytest.mark.parametrize("threads", [0, -1, 2000, "2", True, 1.5])
def test_wrong_threads_are_named(threads: object) -> None:
    with pytest.raises(dehusk.OptionsError, match="threads: "):
        dehusk.extract_many([], threads)  # type: ignore[arg-type]


def test_threads_end_with_the_iterator() -> None:
    def n_threads() -> int:
        return len(os.listdir("/proc/self/task"))

    before = n_threads()
    for _ in range(20):
        next(dehusk.extract_many(numbered(), threads=4, keep="main"))
    for _ in range(1000):
        if n_threads() <= before:
            break
        threading.Event().wait(0.01)
    assert n_threads() <= before


PARENT = """
import itertools, multiprocessing, pathlib, pickle, sys
import dehusk

def in_child(extractor, queue):
    found = [extractor.extract(page).text, dehusk.extract(page, keep="main").text]
    found += [article.text for article in dehusk.extract_many([page] * 9, threads=2, keep="main")]
    found += [block.text for block in dehusk.explain(page).blocks]
    queue.put(found)

page = "<main>It rained.</main>"
if __name__ == "__main__":
    method, before = sys.argv[1:]
    extractor = dehusk.Extractor(keep="main")
    if before == "extract":
        extractor.extract(page)
    elif before == "extract_many":
        list(dehusk.extract_many([page] * 9, threads=2))
    elif before == "iterator":
        articles = dehusk.extract_many(itertools.repeat(page), threads=2)
        next(articles)
    context = multiprocessing.get_context(method)
    queue = context.Queue()
    children = [context.Process(target=in_child, args=(extractor, queue)) for _ in range(2)]
    for child in children:
        child.start()
    print([set(queue.get(timeout=60)) for _ in children], extractor.extract(page).text)
    for child in children:
        child.join(60)
    sys.exit(any(child.exitcode for child in children))
"""


@pytest.mark.parametrize("before", ["nothing", "extract", "extract_many", "iterator"])
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_children_extract_whatever_their_parent_did(method: str, before: str, tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    command = [sys.executable, str(program), method, before]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=90)
    assert (done.stdout, done.returncode) == ("[{'It rained.'}, {'It rained.'}] It rained.\n", 0), done.stderr


def test_an_iterator_does_not_survive_a_fork() -> None:
    articles = dehusk.extract_many(numbered(), threads=2, keep="main")
    next(articles)
    child = os.fork()
    if child == 0:
        try:
            next(articles)
        except dehusk.DehuskError as error:
            os._exit(7 if "after the fork" in str(error) else 8)
        os._exit(9)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert next(articles).text == "It rained on day 1 of the year."


def test_it_can_be_interrupted() -> None:
    program = (
        "import dehusk, sys\n"
        "page = b'<p>' + b'It rained on Monday, and on Tuesday too. <b>x</b>' * 200000\n"
        "def pages():\n"
        "    yield page\n"
        "    print('go', flush=True)\n"
        "    while True:\n"
        "        yield page\n"
        "try:\n"
        "    list(dehusk.extract_many(pages(), threads=1))\n"
        "except KeyboardInterrupt:\n"
        "    sys.exit(3)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.readline() == b"go\n"
        child.send_signal(signal.SIGINT)
        assert child.wait(120) == 3
