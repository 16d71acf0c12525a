"""A CSV file as rows with their lines: bounded, with the encodings and separators that shops write. Pure."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from checkout.importing.plan import Note, NoteCode, Problem, ProblemCode
from checkout.spreadsheets import FORMULA

MOST_ROWS = 5_000
LONGEST_CELL = 100_000
LONGEST_SHOWN = 80
MOST_PROBLEMS = 200
SEPARATORS = ",;\t"
Aliases = Mapping[str, tuple[str, ...]]


@dataclass
class Findings:
    """What is told of a file: the problems in order, the notes counted."""

    problems: list[Problem] = field(default_factory=list)
    counts: dict[NoteCode, int] = field(default_factory=dict)

    def tell(self, line: int, column: str, code: ProblemCode, sentence: str, value: str = "") -> None:
        """Name what is wrong in a row."""
        shown = value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
        self.problems.append(Problem(line=line, column=column, code=code, value=shown, sentence=sentence))

    def note(self, code: NoteCode, count: int = 1) -> None:
        """Count what was left out or read kindly."""
        self.counts[code] = self.counts.get(code, 0) + count

    @property
    def notes(self) -> list[Note]:
        """The notes, in the order in which they first came up."""
        return [Note(code=code, count=count) for code, count in self.counts.items()]


@dataclass(frozen=True)
class Row:
    """One row; cells are found by our own names for the columns."""

    line: int
    cells: Mapping[str, str]
    columns: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """The cell, without surrounding space; empty if the file has no such column."""
        return self.cells.get(name, "")

    def silent(self, fields: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
        """Those fields of a product or variant of which the file has no column at all."""
        return frozenset(
            field for field, names in fields.items() if not any(name in self.columns for name in names)
        )

    def column(self, name: str) -> str:
        """How the file's head spells a column."""
        return self.columns.get(name, name)


@dataclass(frozen=True)
class Sheet:
    """A head and the rows under it."""

    head: list[str]
    body: list[tuple[int, list[str]]]

    def rows(self, aliases: Aliases) -> list[Row]:
        """The rows, by our names of columns; ``aliases`` lists how files spell each, in small letters."""
        places: dict[str, int] = {}
        spelt = [name.strip().casefold() for name in self.head]
        for name, spellings in aliases.items():
            for spelling in spellings:
                if spelling in spelt:
                    places.setdefault(name, spelt.index(spelling))
        columns = {name: self.head[place].strip() for name, place in places.items()}

        def cells(values: list[str]) -> dict[str, str]:
            return {name: plain(values[place]) for name, place in places.items() if place < len(values)}

        return [Row(line, cells(values), columns) for line, values in self.body]


def plain(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from running it."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def read_sheet(content: bytes, findings: Findings) -> Sheet | None:
    """Read a file; None, with the reason among the findings, when it is no table that we can read."""
    text = _decoded(content)
    if text is None or "\x00" in text:
        findings.tell(1, "", "not_utf8", "Save the file as CSV in UTF-8.")
        return None
    head_line = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    return _collect(reader, lambda: reader.line_num, findings)


def _collect(reader: Iterator[list[str]], line_num: Callable[[], int], findings: Findings) -> Sheet | None:
    head: list[str] | None = None
    body: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for values in reader:
            begun, line = line, line_num() + 1
            if not any(value.strip() for value in values):
                continue
            if head is None:
                head = values
            elif len(body) >= MOST_ROWS:
                sentence = f"A file has at most {MOST_ROWS:,} rows. Divide it."
                findings.tell(begun, "", "too_many_rows", sentence)
                return None
            elif any(len(value) > LONGEST_CELL for value in values):
                sentence = f"A cell holds at most {LONGEST_CELL:,} characters."
                findings.tell(begun, "", "row_too_long", sentence)
            else:
                body.append((begun, values))
    except csv.Error as error:
        findings.tell(line, "", "not_csv", f"This row cannot be read as CSV ({error}).")
        return None
    return Sheet(head or [], body)


def _decoded(content: bytes) -> str | None:
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None
