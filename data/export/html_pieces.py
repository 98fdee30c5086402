"""Parts of the browser's side put inside one HTML file: modules, styles, fonts, layers."""

from __future__ import annotations

import base64
import gzip
import json
import posixpath
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from data.dataset import STATIC
from data.export import ExportError

if TYPE_CHECKING:
    from pathlib import Path

#: Upright Latin letters, enough for French; family -> file in `static/vendor`.
_FONTS = {
    "Bricolage Grotesque": "bricolage-grotesque/bricolage-grotesque-latin-wght-normal.woff2",
    "Atkinson Hyperlegible Next": (
        "atkinson-hyperlegible-next/atkinson-hyperlegible-next-latin-wght-normal.woff2"
    ),
}
_IMPORT = re.compile(r"""(\bfrom\s+|^\s*import\s+)(['"])(\.{1,2}/[^'"]+)\2""", re.MULTILINE)
_PICTURE = re.compile(r"url\((?!#|data:)[^)]*\)")
#: Characters that a `data:` address may hold as they are.
_PLAIN = " !$&'()*+,-./:;=?@[]^_`{|}~"


def module_address(source: str) -> str:
    """Return a module as the `data:` address of an import map."""
    return f"data:text/javascript;charset=utf-8,{quote(source, safe=_PLAIN)}"


def closure(entry: str) -> dict[str, str]:
    """Return a module and all it imports: path in `static` -> source.

    Addresses relative to a module become paths in `static`, which an import map can name.
    """
    sources: dict[str, str] = {}
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        if path in sources:
            continue

        def rename(found: re.Match[str], folder: str = posixpath.dirname(path)) -> str:
            target = posixpath.normpath(posixpath.join(folder, found[3]))
            waiting.append(target)
            return f"{found[1]}'{target}'"

        sources[path] = _IMPORT.sub(rename, text_of(path))
    return dict(sorted(sources.items()))


def _file(name: str) -> Path:
    path = STATIC / name
    if not path.is_file():
        raise ExportError(
            f"static/{name}: expected a file of the browser's part, found none; get the "
            "application's folder whole again."
        )
    return path


def text_of(name: str) -> str:
    """Return a text file of `static`; `ExportError` when it is missing."""
    return _file(name).read_text(encoding="utf-8")


def bytes_of(name: str) -> bytes:
    """Return a file of `static`; `ExportError` when it is missing."""
    return _file(name).read_bytes()


@lru_cache(maxsize=8)
def pack(content: bytes) -> str:
    """Compress a layer, about 0.3 s for the largest; the same bytes always give the same text."""
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def script_json(content: object) -> str:
    """Return JSON that no script element mistakes for its end."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def inline_style(css: str) -> str:
    """Return a style sheet that asks for no picture and does not end its element."""
    return _PICTURE.sub("none", css).replace("</", "<\\/")


def inline_script(source: str) -> str:
    """Return a script that does not end its element."""
    return re.sub(r"<(?=/script|!--)", r"\\x3c", source, flags=re.IGNORECASE)


def fonts() -> str:
    """Return the style rules of the fonts, which they hold."""
    return "".join(
        f'@font-face{{font-family:"{family}";font-weight:200 800;src:url("data:font/woff2;base64,'
        f'{base64.b64encode(bytes_of(f"vendor/{name}")).decode()}") format("woff2")}}'
        for family, name in _FONTS.items()
    )


def picture(svg: str) -> str:
    """Return a drawing as the address of a picture: nothing in it can run."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}" if svg else ""
