"""A page without its words: which elements stand in which, with the names of their attributes."""

from __future__ import annotations

from functools import lru_cache
from html.parser import HTMLParser

Path = tuple[str, ...]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LEADING = ("href", "src", "action", "formaction", "data", "srcdoc", "poster")


class Shape(HTMLParser):
    """`paths` are those of its elements from the root, `addresses` where its links, forms and pictures lead."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.paths: set[Path] = set()
        self.addresses: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._stands(" ".join([tag, *sorted(name for name, _ in attrs)]))
        self.addresses += [value or "" for name, value in attrs if name in LEADING]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self._stands(f"/{tag}")  # closes what is not open: ours never does

    def handle_comment(self, data: str) -> None:
        self._stands("a comment")

    def handle_decl(self, decl: str) -> None:
        self._stands(decl)

    def handle_pi(self, data: str) -> None:
        self._stands("an instruction")

    def unknown_decl(self, data: str) -> None:
        self._stands("a declaration")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def _stands(self, element: str) -> None:
        self.paths.add((*self._open, element))


@lru_cache(maxsize=1)
def shape_of_page(page: str) -> Shape:
    """The shape of a page; asked for twice in a row it is read once."""
    return Shape(page)
