"""The files that the commands of the documentation read, beside the samples."""

import gzip
import shutil
from pathlib import Path

REPORT = [
    "The harbour was dredged in the spring of that year, for the first time since the war, and the",
    "county sent two engineers to watch. They counted the barges, weighed the silt, and wrote down",
    "what the divers told them about the old wall.",
    "",
    "The wall had moved. It stood a hand's breadth farther out than on the plan of 1926, and it leant",
    "toward the channel. The engineers asked for a second plan, and the council, after some debate",
    "about the price of paper, agreed.",
    "",
    "In the summer the second plan was drawn. It showed that the wall had not moved at all: the first",
    "plan had been copied from a wet original, and had shrunk while it dried.",
]


def write(folder: Path, root: Path, binary: Path) -> Path:
    """Writes samples/, page.html, page.pdf, report.pdf, pages/ and crawl/ into a folder; returns the folder of `dehusk`."""
    shutil.copytree(root / "samples", folder / "samples")
    pages = [folder / "samples" / f"{name}.html" for name in ("news--harbor-courier", "blog--code-heavy", "docs--api-reference")]
    shutil.copy(pages[0], folder / "page.html")
    for name in ("page.pdf", "report.pdf"):
        (folder / name).write_bytes(_pdf(REPORT))
    (folder / "pages").mkdir()
    for page in pages:
        shutil.copy(page, folder / "pages")
    (folder / "crawl").mkdir()
    warc = b"".join(_response(f"https://example.org/{page.stem}", page.read_bytes()) for page in pages)
    for path in ("crawl.warc.gz", "crawl/one.warc.gz"):
        (folder / path).write_bytes(gzip.compress(warc))
    (folder / "bin").mkdir()
    (folder / "bin" / "dehusk").symlink_to(binary)
    return folder / "bin"


def _response(url: str, html: bytes) -> bytes:
    """A WARC record."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


def _pdf(lines: list[str]) -> bytes:
    """A PDF of one page with these lines; an empty line is a gap."""
    shown, y = [], 760
    for line in lines:
        text = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        shown += [f"BT /F1 11 Tf 60 {y} Td ({text}) Tj ET"] if line else []
        y -= 14
    stream = "\n".join(shown)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    pdf, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(pdf))
        pdf += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(pdf)
    pdf += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{place:010} 00000 n \n" for place in places)
    pdf += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return pdf.encode("latin-1")
