"""Column types that hold exact amounts, UTC instants and words of the vocabulary on SQLite and PostgreSQL alike."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar

from sqlalchemy import BigInteger, Dialect, Numeric, String, Text
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import DateTime, TypeDecorator, TypeEngine


class Fixed(TypeDecorator[Decimal]):
    """An exact decimal: NUMERIC on PostgreSQL, an integer of 10**-places on SQLite.

    Raises ValueError for an amount with more decimal places, or more digits, than the column keeps.
    """

    impl = Numeric
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            # SQLite's NUMERIC keeps a fraction as a binary float, in which 0.10 is not exact: money is counted in
            # integers there.
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(24, self.places))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if not value.is_finite() or abs(value) >= Decimal(2**63).scaleb(-self.places):
            raise ValueError(f"{value} is no amount that the database can keep")
        exact = value.quantize(Decimal(1).scaleb(-self.places))
        if exact != value:
            raise ValueError(f"{value} has more than {self.places} decimal places")
        return int(exact.scaleb(self.places)) if dialect.name == "sqlite" else exact

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        exact = Decimal(value).scaleb(-self.places) if dialect.name == "sqlite" else Decimal(value)
        return exact.quantize(Decimal(1).scaleb(-self.places))


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. On SQLite it is text in ISO 8601 with microseconds and Z, so that it sorts as it reads."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String(27) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            # astimezone() would take it for the local time of whichever machine runs this
            raise ValueError(f"{value!r} has no time zone")
        utc = value.astimezone(UTC)
        return utc.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return None if value is None else value.astimezone(UTC)


W = TypeVar("W", bound=StrEnum)


class Word(TypeDecorator[W], Generic[W]):
    """One word of a vocabulary, kept as text. Raises ValueError for any other."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[W]) -> None:
        super().__init__(32)
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else str(self.kind(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> W | None:
        return None if value is None else self.kind(value)


Money = Annotated[Decimal, mapped_column(Fixed(4))]
Rate = Annotated[Decimal, mapped_column(Fixed(10))]
At = Annotated[datetime, mapped_column(Instant)]
LongText = Annotated[str, mapped_column(Text)]
Sha256 = Annotated[str, mapped_column(String(64))]
