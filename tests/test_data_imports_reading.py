"""Reading uploads: every format, and every hostile one — a book or a refusal, nothing else."""

from __future__ import annotations

import codecs
import io
import itertools
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data.imports import ImportRefused, Rapport, check_file, marque
from data.imports.cells import Book, CellError, Day, Formula, Value, column_letter, date_parts
from data.imports.limits import Limits, Stopwatch
from data.imports.reading import read_book
from data.loaders import Tables, load_tables
from data.schemas import TABLES
from tests.test_data_imports import EPCI
from tests.test_data_loaders import REFERENCE, write_essai

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
ROWS: list[list[Value]] = [["id", "titre"], ["recit-essai", "Un récit ; « essai » 🚲"]]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = write_essai(tmp_path_factory.mktemp("essai") / "tables")
    return load_tables(folder, epci=REFERENCE)


def zipped(members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def xlsx(sheet: str, *, root: str = f'<worksheet xmlns="{MAIN}">', **more: str | bytes) -> bytes:
    """Return the smallest XLSX around the XML of one sheet's data."""
    end = root[1:].split(maxsplit=1)[0].rstrip(">")
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" '
            f'Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>'
            '<sheet name="recits" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship '
            f'Id="r1" Type="{DOCUMENT}/worksheet" Target="/xl/s.xml"/><Relationship Id="r2" '
            f'Type="{DOCUMENT}/sharedStrings" Target="strings.xml"/></Relationships>',
            "xl/strings.xml": f'<sst xmlns="{MAIN}"><si><t>id</t></si></sst>',
            "xl/s.xml": f"{root}{sheet}</{end}>",
        }
        | {
            name.replace("__", "/") + (".xml" if "__" in name and "." not in name else ""): content
            for name, content in more.items()
        }
    )


def ods(rows: str, **more: str) -> bytes:
    content = (
        f'<office:document-content xmlns:office="{ODF}:office:1.0" xmlns:table="{ODF}:table:1.0" '
        f'xmlns:text="{ODF}:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"><office:body>'
        f'<office:spreadsheet><table:table table:name="recits">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd", "content.xml": content} | more)


def written(rows: list[list[Value]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("recits")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def only(book: Book) -> dict[int, list[Value]]:
    (sheet,) = book.sheets
    return sheet.rows


# ── CSV ──


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be"])
def test_csv_of_every_kind(encoding: str, separator: str, end: str) -> None:
    lines = ["id;titre", 'recit-essai;"Un récit ; d’été"', "", "recit-deux;Œuvre"]
    text = end.join(lines)
    if separator != ";":
        text = text.replace(";", separator).replace(f"récit {separator}", "récit ;")
    mark = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    book = read_book("récits.csv", mark + text.encode(encoding))
    assert book.sheets[0].name == "récits"
    assert only(book) == {
        1: ["id", "titre"],
        2: ["recit-essai", "Un récit ; d’été"],
        4: ["recit-deux", "Œuvre"],
    }
    names = {"cp1252": "Windows-1252", "utf-16": "UTF-16", "utf-16-be": "UTF-16"}
    assert names.get(encoding, "UTF-8") in book.notes[0]


def test_a_csv_with_an_open_quote_is_refused_with_its_row() -> None:
    with pytest.raises(ImportRefused, match="row 2") as caught:
        read_book("a.csv", b'id,titre\nrecit,"ouvert\nsuite')
    assert "ligne 2" in caught.value.motif


# ── workbooks ──


def test_xlsx_values_of_every_type() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet("recits")
        sheet.write_row(0, 0, ["texte", 200030989, 45.1, True, "_x0041_", " a\nb "])
        forms = ["dd/mm/yyyy", "mmm yy", "yyyy", "h:mm", '0.0 "jours"', "[$-40C]d mmmm yyyy;@"]
        for place, form in enumerate(forms):
            sheet.write_number(2, place, 43087, workbook.add_format({"num_format": form}))
        sheet.write_formula(3, 0, "=1+1", value=2)
        sheet.write_formula(3, 1, '="a"', value="a")
        sheet.write_rich_string(4, 3, "riche ", workbook.add_format({"bold": True}), "gras")
        workbook.add_worksheet("Vide")
    book = read_book("a.xlsx", buffer.getvalue())
    assert [sheet.name for sheet in book.sheets] == ["recits", "Vide"]
    assert book.sheets[0].rows == {
        1: ["texte", 200030989.0, 45.1, True, "_x0041_", " a\nb "],
        3: [Day(43087.0, 3), Day(43087.0, 2), Day(43087.0, 1), 43087.0, 43087.0, Day(43087.0, 3)],
        4: ["=1+1", '="a"'],
        5: [None, None, None, "riche gras"],
    }
    assert isinstance(book.sheets[0].rows[4][0], Formula)
    assert str(book.sheets[0].rows[3][0]) == "2017-12-18"


def test_xlsx_of_openpyxl_and_the_years_from_1904() -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "recits"
    sheet.append(["id", date(2017, 12, 18), "#N/A"])
    sheet["C1"].data_type = "e"
    buffer = io.BytesIO()
    workbook.save(buffer)
    found = only(read_book("a.xlsx", buffer.getvalue()))[1]
    assert [str(value) for value in found] == ["id", "2017-12-18", "#N/A"]
    assert isinstance(found[2], CellError)


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        ('<row><c t="inlineStr"><is><t>a</t></is></c><c><v>2</v></c></row>', {1: ["a", 2.0]}),
        ('<row r="3"><c r="B3" t="s"><v>0</v></c></row>', {3: [None, "id"]}),
        ('<row><c t="s"><v>7</v></c></row>', {1: ["#REF!"]}),
        ('<row><c t="d"><v>2017-12-18T00:00:00</v></c></row>', {1: ["2017-12-18"]}),
        ('<row><c t="inlineStr"><is><t>x</t><rPh><t>y</t></rPh></is></c></row>', {1: ["x"]}),
        ('<row><c t="str"><v>a_x000D__xD83D_</v></c></row>', {1: ["a\r_xD83D_"]}),
        ("<row><c><v>douze</v></c><c><v>1e999</v></c></row>", {1: ["douze", "1e999"]}),
        ("<row><c/><c><f>A1</f><v>3</v></c></row>", {1: [None, "=A1"]}),
        ('<row r="1048576"><c s="4"/></row>', {}),
    ],
)
def test_xlsx_written_by_hand(data: str, rows: dict[int, list[Value]]) -> None:
    assert only(read_book("a.xlsx", xlsx(f"<sheetData>{data}</sheetData>"))) == rows
    prefixed = data.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    root = f'<x:worksheet xmlns:x="{MAIN}">'
    assert only(read_book("a.xlsx", xlsx(prefixed, root=root))) == rows


def test_ods_values_of_every_type() -> None:
    book = read_book(
        "a.ods",
        ods(
            '<table:table-row><table:table-cell office:value-type="string"><text:p>deux</text:p>'
            '<text:p>lig<text:span>nes</text:span><text:s text:c="2"/>fin</text:p>'
            "<office:annotation><text:p>commentaire</text:p></office:annotation>"
            '</table:table-cell><table:table-cell table:number-columns-repeated="2"/>'
            '<table:table-cell office:value-type="float" office:value="200030989" '
            'table:number-columns-repeated="2"><text:p>2,00E+08</text:p></table:table-cell>'
            '<table:table-cell office:value-type="date" office:date-value="2017-12-18">'
            "<text:p>18/12/17</text:p></table:table-cell>"
            '<table:table-cell office:value-type="boolean" office:boolean-value="true">'
            "<text:p>VRAI</text:p></table:table-cell>"
            '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'
            '</table:table-row><table:table-row table:number-rows-repeated="7">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
            '<table:table-row table:number-rows-repeated="2"><table:table-cell '
            'office:value-type="string"><text:p>fin</text:p></table:table-cell></table:table-row>'
            '<table:table-row table:number-rows-repeated="1048566"><table:table-cell/>'
            "</table:table-row>"
        ),
    )
    rows = only(book)
    assert {
        number: [str(v) if v is not None else "" for v in row] for number, row in rows.items()
    } == {
        1: [
            "deux\nlignes  fin",
            "",
            "",
            "200030989.0",
            "200030989.0",
            "2017-12-18",
            "True",
            "=1+1",
        ],
        9: ["fin"],
        10: ["fin"],
    }
    assert isinstance(rows[1][7], Formula)


def test_ods_of_odfpy_is_read_like_calamine_reads_it() -> None:
    calamine = pytest.importorskip("python_calamine")
    odf = pytest.importorskip("odf.opendocument")
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document = odf.OpenDocumentSpreadsheet()
    table = Table(name="recits")
    for line in (["id", "titre"], ["recit-essai", "Un récit 🚲"]):
        row = TableRow()
        for text in line:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    document.save(buffer)
    found = only(read_book("a.ods", buffer.getvalue()))
    other = calamine.CalamineWorkbook.from_filelike(io.BytesIO(buffer.getvalue()))
    assert list(found.values()) == other.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize(
    ("form", "parts"),
    [
        ("General", 0), ("0.00", 0), ("@", 0), ('"an" 0', 0), ("[Red]0", 0), ("hh:mm:ss", 0),
        ("yyyy", 1), ("mm/yyyy", 2), ("mmmm yy", 2), ("dd/mm/yyyy", 3),
        ("yyyy-mm-dd;@", 3), ("[$-F800]dddd d mmmm yyyy", 3), ("h:mm AM/PM", 0),
    ],
)  # fmt: skip
def test_what_a_number_format_shows_of_a_date(form: str, parts: int) -> None:
    assert date_parts(form) == parts


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_letters_of_a_column(place: int, letters: str) -> None:
    assert column_letter(place) == letters


# ── hostile files ──


def _bomb() -> bytes:
    buffer = io.BytesIO(xlsx("<sheetData/>"))
    with (
        zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/more.xml", "w") as file,
    ):
        for _ in range(121):
            file.write(bytes(1_048_576))
    return buffer.getvalue()


def _lying() -> bytes:
    """Return an archive whose directory declares one byte where there are many."""
    content = bytearray(xlsx("<sheetData>" + "<row/>" * 500_000 + "</sheetData>"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/s.xml").file_size
    true = size.to_bytes(4, "little")
    assert content.count(true) >= 1
    return bytes(content.replace(true, (1).to_bytes(4, "little")))


def _encrypted() -> bytes:
    content = bytearray(zipped({"[Content_Types].xml": "<Types/>"}))
    place = content.rindex(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


def _row_of(width: int) -> str:
    return "<row>" + "<c><v>1</v></c>" * width + "</row>"


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    f'<worksheet xmlns="{MAIN}"><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>'
)
WORKBOOK = f'<workbook xmlns="{MAIN}"><sheets>{{}}</sheets></workbook>'
REPEATED = (
    '<table:table-row table:number-rows-repeated="1048576"><table:table-cell {}'
    'office:value-type="float" office:value="1"/></table:table-row>'
)
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.xlsx", lambda: b"", "vide"),
    "blank": ("a.csv", lambda: b"\r\n \0\n", "vide"),
    "too big": ("a.csv", lambda: b"a" * (10 * 1024 * 1024 + 1), "10 Mo"),
    "not an archive": ("a.xlsx", lambda: b"id,titre\n", "illisible"),
    "old workbook": ("a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1", "format"),
    "password": ("a.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1", "mot de passe"),
    "encrypted member": ("a.xlsx", _encrypted, "mot de passe"),
    "ODS password": (
        "a.ods",
        lambda: ods("", **{"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        "mot de passe",
    ),
    "macro suffix": ("a.XLSM", lambda: written(ROWS), "macros"),
    "macros": ("a.xlsx", lambda: xlsx("", **{"xl/vbaProject.bin": "x"}), "macros"),
    "macro content type": (
        "a.xlsx",
        lambda: xlsx("", **{"[Content_Types].xml": '<T><O ContentType="a.macroEnabled.b"/></T>'}),
        "macros",
    ),
    "ODS macros": ("a.ods", lambda: ods("", **{"Basic/Standard/m.xml": ""}), "macros"),
    "external links": ("a.xlsx", lambda: xlsx("", xl__externalLinks__e1="x"), "liens"),
    "ODS external links": (
        "a.ods",
        lambda: ods('<table:table-source xlink:href="file:///etc/passwd"/>'),
        "liens",
    ),
    "connections": ("a.xlsx", lambda: xlsx("", xl__connections="x"), "connexions"),
    "bomb": ("a.xlsx", _bomb, "décompressé"),
    "lying directory": ("a.xlsx", _lying, "illisible"),
    "many members": (
        "a.xlsx",
        lambda: zipped(dict.fromkeys(map(str, range(2_001)), "")),
        "décompressé",
    ),
    "nested zips": ("a.xlsx", lambda: zipped({"a.zip": zipped({"b.zip": b""})}), "illisible"),
    "no workbook": ("a.xlsx", lambda: zipped({"[Content_Types].xml": "<Types/>"}), "illisible"),
    "odd compression": (
        "a.ods",
        lambda: zipped({"content.xml": "<a/>"}, zipfile.ZIP_LZMA),
        "illisible",
    ),
    "billion laughs": ("a.xlsx", lambda: xlsx("", **{"xl/s.xml": LAUGHS}), "illisible"),
    "elements without end": ("a.xlsx", lambda: xlsx("<a>" * 5_000), "illisible"),
    "elements without end, ODS": ("a.ods", lambda: ods("<text:a>" * 5_000), "illisible"),
    "a tag without end": ("a.xlsx", lambda: xlsx(f'<c a="{" " * 1_000_000}"/>'), "illisible"),
    "endless attributes": (
        "a.xlsx",
        lambda: xlsx("<c " + " ".join(f'a{n}=""' for n in range(100_000)) + "/>"),
        "illisible",
    ),
    "a comment without end": ("a.xlsx", lambda: xlsx(f"<!--{' ' * 1_000_000}-->"), "illisible"),
    "100 000 sheets": (
        "a.xlsx",
        lambda: xlsx("", xl__workbook=WORKBOOK.format("<sheet/>" * 100_000)),
        "feuilles",
    ),
    "a huge part": (
        "a.xlsx",
        lambda: xlsx("", xl__workbook=WORKBOOK.format(" " * 17_000_000)),
        "décompressé",
    ),
    "broken XML": ("a.xlsx", lambda: xlsx("<sheetData><row>"), "illisible"),
    "other file": ("a.pdf", lambda: b"%PDF-1.7", "format"),
    "10⁶ rows": ("a.csv", lambda: b"id,titre\n" + b"a,b\n" * 1_000_000, "lignes"),
    "10⁶ rows XLSX": (
        "a.xlsx",
        lambda: xlsx("<sheetData>" + _row_of(1) * 1_000_000 + "</sheetData>"),
        "lignes",
    ),
    "10⁶ rows ODS": ("a.ods", lambda: ods(REPEATED.format("")), "lignes"),
    "the whole grid ODS": (
        "a.ods",
        lambda: ods(REPEATED.format('table:number-columns-repeated="16384" ')),
        "colonnes",
    ),
    "500 columns": ("a.csv", lambda: b"a;" * 500 + b"b\n", "colonnes"),
    "500 columns XLSX": ("a.xlsx", lambda: xlsx(_row_of(500)), "colonnes"),
    "the last cell": (
        "a.xlsx",
        lambda: xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "colonnes",
    ),
    "rows backwards": ("a.xlsx", lambda: xlsx('<row r="2"/><row r="1"/>'), "illisible"),
    "cells backwards": ("a.xlsx", lambda: xlsx('<row><c r="B1"/><c r="A1"/></row>'), "illisible"),
    "row far away": ("a.xlsx", lambda: xlsx('<row r="99999999"/>'), "illisible"),
    "many sheets": (
        "a.ods",
        lambda: ods("</table:table>" + "<table:table></table:table>" * 60 + "<table:table>"),
        "feuilles",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_refused_in_french(case: str) -> None:
    name, content, motif = HOSTILE[case]
    with pytest.raises(ImportRefused) as caught:
        read_book(name, content())
    assert motif in caught.value.motif
    assert str(caught.value)


def ticking(**limits: float) -> Limits:
    """Return limits whose clock moves by a second each time it is looked at."""
    return Limits(clock=itertools.count().__next__, **limits)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
def test_the_time_of_a_reading_is_bounded(form: str) -> None:
    content = {
        "xlsx": lambda: xlsx("<sheetData>" + "<row><c/></row>" * 40_000 + "</sheetData>"),
        "ods": lambda: ods("<table:table-row/>" * 40_000),
        "csv": lambda: b"\n" * 100_000 + b"id,titre\n",
    }[form]()
    with pytest.raises(ImportRefused, match="more than 8 s") as caught:
        read_book(f"a.{form}", content, Stopwatch(ticking()))
    assert "trop long" in caught.value.motif
    read_book(f"a.{form}", content, Stopwatch(ticking(reading_seconds=10_000)))


@pytest.mark.parametrize("form", ["xlsx", "shared", "ods"])
def test_the_texts_of_a_reading_are_bounded(form: str) -> None:
    """One emoji makes each character of a text four bytes."""
    text = "🚲" + "x" * 999
    cell = f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>'
    paragraph = f'<table:table-cell office:value-type="string"><text:p>{text}</text:p>'
    content = {
        "xlsx": lambda: xlsx(cell * 12),
        "shared": lambda: xlsx("", xl__strings=f"<sst>{f'<si><t>{text}</t></si>' * 12}</sst>"),
        "ods": lambda: ods(
            f"<table:table-row>{paragraph}</table:table-cell></table:table-row>" * 12
        ),
    }[form]()
    with pytest.raises(ImportRefused, match="more than 10000 characters"):
        read_book("a", content, Stopwatch(Limits(characters=10_000)))
    read_book("a", content, Stopwatch(Limits(characters=20_000)))


def test_the_memory_of_a_reading_is_bounded() -> None:
    """A cell repeated over the grid, then a shared text of 1 MB used by every row."""
    tracemalloc.start()
    with pytest.raises(ImportRefused):
        read_book("a.ods", ods(REPEATED.format("")))
    long = f'<sst xmlns="{MAIN}"><si><t>{"x" * 1_000_000}</t></si></sst>'
    cells = '<row><c t="s"><v>0</v></c></row>' * 1_000
    book = read_book("a.xlsx", xlsx(cells, **{"xl/strings.xml": long}))
    assert tracemalloc.get_traced_memory()[1] < 64_000_000
    tracemalloc.stop()
    assert len(only(book)) == 1_000 and len(str(only(book)[1][0])) == 32_768


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_cells_of_1_mb_are_faults(form: str, tables: Tables) -> None:
    long = "é" * 1_000_000
    content = f"id,titre\nrecit-essai,{long}\n".encode()
    if form == "xlsx":
        cell = '<c t="inlineStr"><is><t>{}</t></is></c>'
        lines = [("id", "titre"), ("recit-essai", long)]
        content = xlsx("".join(f"<row>{''.join(map(cell.format, line))}</row>" for line in lines))
    report = check_file(f"recits.{form}", content, tables, epci=EPCI)
    assert [(f.ligne, f.champ) for f in report.fautes] == [(2, "titre")]
    assert len(report.to_json()) < 10_000


# ── fuzzing ──

FUZZ = settings(max_examples=20, deadline=10_000, suppress_health_check=list(HealthCheck))
REAL = (TABLES / "recits.csv").read_bytes()[:3_000]
CELLS = st.one_of(
    st.text(max_size=30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.sampled_from(["=1+1", "@SUM(A1)", "-1", "\0", "🚲" * 20, "recit-essai", "2.00E+08", "id"]),
)


def survives(name: str, content: bytes, tables: Tables) -> Rapport | None:
    """Check and mark whatever it is: a report or a refusal, nothing else."""
    try:
        report = check_file(name, content, tables, epci=EPCI)
    except ImportRefused:
        return None
    assert report.ok == (not report.fautes and not report.rapprochements)
    report.to_json().encode()
    return report


@given(content=st.binary(max_size=2_000), name=st.sampled_from(["a.csv", "a.xlsx", "a.ods", "a"]))
@FUZZ
def test_any_bytes(content: bytes, name: str, tables: Tables) -> None:
    survives(name, content, tables)


@given(text=st.text(max_size=500), name=st.text(max_size=20))
@example(text="id,titre\n\ud800", name="recits.csv")
@FUZZ
def test_any_text(text: str, name: str, tables: Tables) -> None:
    survives(name, text.encode("utf-8", "replace"), tables)
    survives("recits.csv", b"id,titre\n" + text.encode("utf-16-le", "replace"), tables)


@given(data=st.data())
@FUZZ
def test_any_damage_to_a_workbook(data: st.DataObject, tables: Tables) -> None:
    content = bytearray(data.draw(st.sampled_from([WHOLE_XLSX, WHOLE_ODS, REAL])))
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    survives(data.draw(st.sampled_from(["a.xlsx", "a.ods", "a.csv"])), bytes(content[:cut]), tables)
    survives("a.xlsx", bytes(content), tables)


@given(
    header=st.lists(
        st.sampled_from(["id", "Titre", "récit", "Source", "supprimer", ""]), max_size=8
    ),
    rows=st.lists(st.lists(CELLS, max_size=8), max_size=8),
    sheet=st.text(max_size=40),
)
@FUZZ
def test_any_cells_in_a_sheet(
    header: list[str], rows: list[list[Value]], sheet: str, tables: Tables
) -> None:
    from data.imports.cells import Sheet
    from data.imports.check import Target, check_book

    lines = {number: [*row] for number, row in enumerate([[*header], *rows], start=1)}
    lines = {number: row for number, row in lines.items() if any(v not in ("", None) for v in row)}
    for name in (sheet, "recits"):
        report = check_book(Book("a.xlsx", [Sheet(name, lines)]), Target(tables, EPCI))
        assert report.ok == (not report.fautes and not report.rapprochements)
        report.to_json().encode("utf-8", "surrogatepass")
        marked = openpyxl.load_workbook(io.BytesIO(marque(report)))
        assert not any(
            cell.data_type == "f" for page in marked for row in page.iter_rows() for cell in row
        )


@given(xml=st.text("<>/crowvtfs=\"'123ABZ &;!-", max_size=300))
@FUZZ
def test_any_xml_in_a_sheet(xml: str, tables: Tables) -> None:
    survives("a.xlsx", xlsx(f"<sheetData>{xml}</sheetData>"), tables)
    survives("a.ods", ods(xml), tables)


WHOLE_XLSX = written(ROWS)
WHOLE_ODS = ods(
    '<table:table-row><table:table-cell office:value-type="string"><text:p>id</text:p>'
    "</table:table-cell></table:table-row>"
)


def test_no_library_that_builds_a_whole_document_reads_uploads(root: Path) -> None:
    """One of them aborts the process on 5 kB, the others take all the memory there is."""
    paths = list((root / "data/imports").glob("*.py"))
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for name in ("openpyxl", "python_calamine", "odf", "pandas.read_excel"):
            assert f"import {name}" not in text and f"from {name}" not in text, path
