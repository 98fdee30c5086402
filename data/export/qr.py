"""The QR code of an address, as an SVG."""

from __future__ import annotations

import html
import io

import segno


def qr_svg(address: str, label: str = "Code QR de cette vue") -> str:
    """Return the QR code of an address as an `<svg>` element that can stand alone or inline.

    Black on white in every theme, with its quiet zone, so that any phone reads it; it takes the
    size of what holds it. Empty for an address that no QR code can hold (about 2 900 characters).

    Parameters
    ----------
    address
        What the code holds.
    label
        What a screen reader says.
    """
    try:
        code = segno.make_qr(address, error="m", boost_error=False)
    except segno.DataOverflowError:
        return ""
    written = io.BytesIO()
    code.save(
        written,
        kind="svg",
        xmldecl=False,
        omitsize=True,
        nl=False,
        dark="black",
        light="white",
        svgclass="qr",
        lineclass=None,
    )
    named = f'<svg role="img" aria-label="{html.escape(label)}" '
    return written.getvalue().decode().replace("<svg ", named, 1)
