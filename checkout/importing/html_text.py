"""Turning the HTML of other shops into the Markdown of our descriptions: a few elements, and words. Pure."""

import re
from html.parser import HTMLParser

BLOCKS = frozenset(
    {"p", "div", "section", "article", "table", "tr", "blockquote", "pre", "ul", "ol", "figure"}
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
UNSEEN = frozenset({"script", "style", "template", "noscript", "iframe", "object", "head", "title"})
MARKS = {"b": "**", "strong": "**", "i": "_", "em": "_"}
LINK = re.compile(r"https://[^\s()<>\"]{1,500}")
LOOKS_LIKE_HTML = re.compile(r"<(?:/?[a-z][a-z0-9]*\b[^>]*|!--)>?", re.IGNORECASE)
LONGEST = 20_000


def markdown_of(text: str) -> str:
    """Turn HTML into Markdown; text without any tag is taken as it is."""
    if not LOOKS_LIKE_HTML.search(text):
        return text.strip()[:LONGEST]
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.result()[:LONGEST]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._unseen = 0
        self._lists: list[int] = []
        self._links: list[str | None] = []

    def result(self) -> str:
        text = "".join(self._pieces)
        text = re.sub(r"[ \t]*\n[ \t]*", "\n", text)
        text = re.sub(r"(\*\*|_)\s*\1", "", text)
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._unseen += 1
        elif tag in HEADINGS:
            self._pieces.append("\n\n## ")
        elif tag == "li":
            self._item()
        elif tag == "br":
            self._pieces.append("\n")
        elif tag in MARKS:
            self._pieces.append(MARKS[tag])
        elif tag == "a":
            href = dict(attrs).get("href") or ""
            self._links.append(href if LINK.fullmatch(href) else None)
            self._pieces.append("[" if self._links[-1] else "")
        elif tag in BLOCKS:
            self._pieces.append("\n\n")
            if tag in {"ul", "ol"}:
                self._lists.append(1 if tag == "ol" else 0)

    def _item(self) -> None:
        number = self._lists[-1] if self._lists else 0
        if number:
            self._lists[-1] += 1
        self._pieces.append(f"\n{number}. " if number else "\n- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in MARKS:
            self._end_mark(MARKS[tag])
        elif tag == "a" and self._links:
            href = self._links.pop()
            self._pieces.append(f"]({href})" if href else "")
        elif tag in BLOCKS or tag in HEADINGS:
            self._pieces.append("\n\n")
            if tag in {"ul", "ol"} and self._lists:
                self._lists.pop()

    def _end_mark(self, mark: str) -> None:
        """``<b>word </b>`` is ``**word** ``: a mark touches its word."""
        space = ""
        while self._pieces and self._pieces[-1] and self._pieces[-1][-1].isspace():
            space = self._pieces[-1][-1] + space
            self._pieces[-1] = self._pieces[-1][:-1]
        self._pieces.append(mark + space)

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        words = re.sub(r"\s+", " ", data)
        if words == " " and (not self._pieces or self._pieces[-1].endswith(("\n", " "))):
            return
        self._pieces.append(words)
