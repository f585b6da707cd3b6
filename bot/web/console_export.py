"""The list for a spreadsheet: CSV or Excel, with no cell that a spreadsheet would compute; each export is recorded."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any, Final

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from starlette.responses import Response

from bot.intake.audit import record
from bot.web.auth import Visit
from bot.web.console_list import filters_of
from bot.web.console_view import TicketView

# Full-width signs begin a formula too, and so does what follows a semicolon: French spreadsheets cut a line there.
FORMULA: Final = re.compile(r"(?<![^;\t])(?=[\s\"]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])")
COLUMNS: Final = ("reference", "status", "company", "format", "province", "age", "holder")
CONTACTS: Final = ("contact_name", "email", "phone")
MOST: Final = 10_000
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download_csv(visit: Visit) -> Response:
    """The listed tickets as CSV, with a byte-order mark; what looks like a formula is quoted."""
    text = io.StringIO()
    rows = list(_rows(visit))
    csv.writer(text).writerows([[inert(cell) for cell in row] for row in rows])
    return _file(visit, "csv", len(rows) - 1, ("\ufeff" + text.getvalue()).encode(), "text/csv; charset=utf-8")


def download_excel(visit: Visit) -> Response:
    """The listed tickets as an Excel workbook of one sheet, every cell plain text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(visit.words("requests"))
    sheet.freeze_panes = "A2"
    rows = list(_rows(visit))
    for number, row in enumerate(rows):
        sheet.append([_cell(sheet, text, heading=number == 0) for text in row])
    content = io.BytesIO()
    book.save(content)
    return _file(visit, "xlsx", len(rows) - 1, content.getvalue(), EXCEL)


def inert(text: str) -> str:
    """`text` as a spreadsheet shows it and never computes it, without what no sheet can hold (a nought ends it)."""
    return FORMULA.sub("'", ILLEGAL_CHARACTERS_RE.sub("", text))


def _rows(visit: Visit) -> Iterator[list[str]]:
    desk, words = visit.services.desk, visit.words
    view = TicketView(words, getattr(visit.services, "knowledge", None), desk.clock(), desk.today)
    yield [*(words(f"column.{name}") for name in COLUMNS), *(words(name) for name in CONTACTS)]
    for ticket in desk.everything(visit.person, filters_of(visit.request.query_params), MOST):
        line, contact = view.line(ticket), ticket.contact.to_dict()
        line |= {"status": words.one_of("status", ticket.status), "age": line["received"]}
        yield [*(str(line[name]) for name in COLUMNS), *(contact.get(name, "") for name in CONTACTS)]


def _cell(sheet: Any, text: str, heading: bool) -> Any:
    cell = WriteOnlyCell(sheet, inert(text))
    cell.data_type = "s"
    if heading:
        cell.font = Font(bold=True)
    return cell


def _file(visit: Visit, kind: str, count: int, content: bytes, media_type: str) -> Response:
    record(visit.services.desk, visit.person, "exported", {"kind": kind, "count": count})
    headers = {"Content-Disposition": f'attachment; filename="requests.{kind}"', "Cache-Control": "no-store"}
    return Response(content, 200, headers, media_type)
