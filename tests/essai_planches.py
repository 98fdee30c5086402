"""The sheets of a page as the browser shows them: filled, what is masked left out."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.testing.v1 import AppTest

#: Elements that have no end.
VOID = {"br", "hr", "img", "input", "wbr"}


def shown(app: AppTest) -> str:
    """Return the HTML of the page's sheets, in their order."""
    mounts = app.get("bidi_component")
    sent = [m.proto for m in mounts]
    sheets = [json.loads(p.bytes) for p in sent if p.component_name.endswith("planche")]
    (links,) = [json.loads(p.json) for p in sent if p.component_name.endswith("liens")]
    contents = links["planches"]
    names = [sheet["nom"] for sheet in sheets]
    assert len(names) == len(set(names)) and {*contents} <= {*names}
    whole = {"blocs": {}, "masques": {}, "traces": {}}
    return "".join(
        filled(sheet, contents.get(sheet["nom"], {"cle": sheet["cle"], **whole}))
        for sheet in sheets
    )


def filled(sheet: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """Return a sheet with its content, as `static/page/planche.js` fills it."""
    assert sheet["cle"] == content["cle"], sheet["nom"]
    reader = _Filler(sheet["html"], content)
    for kind in ("blocs", "masques", "traces"):
        assert set(content[kind]) == reader.met[kind], f"{kind} of {sheet['nom']}"
    for name, etats in content["traces"].items():
        assert len(etats) == len(sheet["formes"][name]["traces"])
    return "".join(reader.parts)


class _Filler(HTMLParser):
    """HTML written again, with what fills it."""

    def __init__(self, html: str, content: Mapping[str, Any]) -> None:
        super().__init__(convert_charrefs=False)
        self.content = content
        self.parts: list[str] = []
        self.met: dict[str, set[str]] = {"blocs": set(), "masques": set(), "traces": set()}
        #: For each element open: what is left of its mask, None without one.
        self._masks: list[list[str] | None] = []
        #: How many elements are open in one that is masked.
        self._hidden = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        mask = self._masks[-1] if self._masks else None
        masked = mask is not None and mask.pop(0) != "1"
        if self._hidden or masked:
            self._hidden += tag not in VOID
        else:
            self.parts.append(self.get_starttag_text() or "")
        if tag in VOID:
            return
        self._masks.append(None)
        for kind in self.met:
            name = found.get(f"data-{kind.removesuffix('s')}")
            if name is not None:
                self.met[kind].add(name)
        if (name := found.get("data-masque")) is not None:
            self._masks[-1] = list(self.content["masques"][name])
        if (name := found.get("data-bloc")) is not None and not self._hidden:
            self.parts.append(self.content["blocs"][name])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._close()

    def handle_endtag(self, tag: str) -> None:
        if self._close():
            self.parts.append(f"</{tag}>")

    def _close(self) -> bool:
        left = self._masks.pop()
        assert not left, f"{len(left)} letters too many in a mask"
        if self._hidden:
            self._hidden -= 1
            return False
        return True

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


def headings(html: str) -> list[str]:
    """Return the titles of the parts of a sheet."""
    return _Headings(html).found


class _Headings(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "h2":
            self._open = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "h2"

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1] += data
