"""Renders Markdown with Python renderers. Reads JSON Lines `{"id", "markdown"}` from the file in the first argument and writes
`{"renderer", "id", "html"}`."""

import json
import sys

import cmarkgfm
import markdown
import mistune
from cmarkgfm.cmark import Options

PLUGINS = ["strikethrough", "footnotes", "table", "url", "task_lists", "def_list", "abbr", "superscript", "subscript", "math"]
full = mistune.create_markdown(escape=False, plugins=PLUGINS)
plain = mistune.create_markdown(escape=False, plugins=["table", "url"])

RENDERERS = {
    "cmark-gfm": lambda text: cmarkgfm.github_flavored_markdown_to_html(
        text, Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    ),
    "mistune": plain,
    "mistune with plugins": full,
    "Python-Markdown": lambda text: markdown.markdown(text, extensions=["extra"]),
}

with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        page = json.loads(line)
        for name, render in RENDERERS.items():
            print(json.dumps({"renderer": name, "id": page["id"], "html": render(page["markdown"])}))
