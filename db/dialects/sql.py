"""What SQLite and PostgreSQL write differently and must answer alike, to the last bit.

Ratios are reckoned in IEEE doubles on both, in the same order, and rounded by the same arithmetic: each database's own
round() breaks ties in its own way.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Double,
    Integer,
    Select,
    SQLColumnExpression,
    String,
    case,
    literal,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from db.types import Fixed, Instant

Expression = SQLColumnExpression[Any]
Column = ColumnElement[Any]


class _Number(FunctionElement[float]):
    type, inherit_cache = Double(), True


class _Printed(FunctionElement[str]):
    type, inherit_cache = String(), True


class _Rounded(FunctionElement[float]):
    type, inherit_cache = Double(), True


class _IsoDate(FunctionElement[str]):
    type, inherit_cache = String(), True


class _IsoInstant(FunctionElement[str]):
    type, inherit_cache = String(), True


class _ClockInstant(FunctionElement[datetime]):
    type, inherit_cache = Instant(), True


class _UtcDate(FunctionElement[Any]):
    type, inherit_cache = Date(), True


class _Position(FunctionElement[int]):
    type, inherit_cache = Integer(), True


class _BeforeComma(FunctionElement[str]):
    type, inherit_cache = String(), True


class _Bytewise(FunctionElement[str]):
    type, inherit_cache = String(), True


SPELLING: dict[type[FunctionElement[Any]], tuple[str, str]] = {
    _Number: ("({0} / {1})", "CAST({0} AS DOUBLE PRECISION)"),
    _Printed: (
        "rtrim(rtrim(printf('%,d.%0' || {1} || 'd', {0} / {2}, {0} % {2}), '0'), '.')",
        "rtrim(rtrim(to_char({0}, 'FM999,999,999,999,999,990.' || repeat('0', {1})), '0'), '.')",
    ),
    _Rounded: ("(CAST({0} * 10000.0 + 0.5 AS INTEGER) / 10000.0)", "(floor({0} * 10000.0 + 0.5) / 10000.0)"),
    # SQLite takes a DATE for a number beside which any text is greater: posted_on > '2100' would hold for every posting
    _IsoDate: ("CAST({0} AS TEXT)", "to_char({0}, 'YYYY-MM-DD')"),
    _IsoInstant: ("{0}", """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""),
    _ClockInstant: (
        "strftime('%Y-%m-%dT%H:%M:%f', 'now', {0} || ' seconds') || '000Z'",
        # not now(): that is when the transaction began, before it waited for anybody
        "(clock_timestamp() + make_interval(secs => CAST({0} AS DOUBLE PRECISION)))",
    ),
    _UtcDate: ("substr({0}, 1, 10)", "CAST({0} AT TIME ZONE 'UTC' AS DATE)"),
    _Position: ("instr({0}, {1})", "strpos({0}, {1})"),
    _BeforeComma: ("substr({0}, 1, instr({0} || ',', ',') - 1)", "split_part({0}, ',', 1)"),
    _Bytewise: ("{0}", '{0} COLLATE "C"'),
}
"""Each construct on SQLite and on PostgreSQL."""


def _compile_as(kind: type[FunctionElement[Any]], dialect: str, pattern: str) -> None:
    @compiles(kind, dialect)
    def render(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
        return pattern.format(*(compiler.process(clause, **options) for clause in element.clauses))


for _kind, (_sqlite, _postgresql) in SPELLING.items():
    _compile_as(_kind, "sqlite", _sqlite)
    _compile_as(_kind, "postgresql", _postgresql.replace("10000.0", "CAST(10000 AS DOUBLE PRECISION)"))


def select_any(*columns: Expression) -> Select[Any]:
    """SELECT, for the type checker, of any number of columns."""
    return select(*columns)


def number(column: Expression) -> Column:
    """A stored amount as a plain number."""
    return _Number(column, literal_column(f"{_scale_factor(column)}.0"))


def rounded(value: Expression) -> Column:
    """To four places; for values of no sign."""
    return _Rounded(value)


def iso_date(column: Expression) -> Column:
    return _IsoDate(column)


def iso_instant(column: Expression) -> Column:
    """2023-07-25T06:00:00.000000Z"""
    return _IsoInstant(column)


def clock_instant(ahead: timedelta = timedelta(0)) -> Column:
    """The database's own clock at the moment the statement is executed, or so much ahead of it; to the millisecond."""
    return _ClockInstant(literal(round(ahead.total_seconds(), 3), Double()))


def utc_date(instant: Expression) -> Column:
    return _UtcDate(instant)


def before_comma(column: Expression) -> Column:
    """The column's words up to the first comma; all of them where there is none."""
    return _BeforeComma(column)


def collate_bytes(column: Expression) -> Column:
    """For sorting: by code points, whatever the database's language."""
    return _Bytewise(column)


def does_not_contain(text: Expression, part: Expression) -> Column:
    """Whether a text does not have these very words in it."""
    return _Position(text, part) == 0


def contains_word(text: Expression, word: Expression) -> Column:
    """Whether a text of words with blanks between has this one."""
    blank = literal(" ")
    return _Position(blank.concat(text).concat(" "), blank.concat(word).concat(" ")) > 0


def as_int(column: Expression) -> Column:
    """1 or 0: PostgreSQL's booleans and SQLite's numbers would print differently."""
    return case((column.is_(True), 1), (column.is_(False), 0), else_=None)


def as_text(column: Expression) -> Column:
    """A word of a vocabulary as mere text."""
    return type_coerce(column, String())


def format_amount(column: Expression) -> Column:
    """A stored amount or rate as it is printed: 26,470 or 956.75, with as many decimals as it has."""
    return _Printed(
        column, literal_column(str(len(str(_scale_factor(column))) - 1)), literal_column(str(_scale_factor(column)))
    )


def _scale_factor(column: Expression) -> int:
    kind = getattr(column, "type", None)
    if not isinstance(kind, Fixed):
        raise TypeError(f"{column} is no stored amount")
    return int(10**kind.places)
