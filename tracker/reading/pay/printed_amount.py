"""One printed figure, with what is attached to it."""

from dataclasses import dataclass
from decimal import Decimal

from db.vocabulary import Unit


@dataclass(slots=True)
class Amount:
    """One printed figure with what is attached to it: text[start:end]."""

    start: int
    end: int
    value: Decimal
    scale: int = 1
    currency: str | None = None
    """An ISO code, or a bare mark that several currencies share."""
    grouped: bool = False
    unit: Unit | None = None
    hours: Decimal | None = None
    quantity: int | None = None
    """How many pieces one figure pays for, where these are several: "for every 100 images"."""
    misprint: bool = False
    is_counting: bool = False
    """Whether its unit follows without a link, as what a number counts does: "10 hrs"."""
    is_shift: bool = False
    """Whether a slash and the hours of a day stand behind it: "$250/8"."""
    plus: bool = False
    """Whether a plus sign says "and more"."""
    ambiguous: Decimal | None = None
    money_end: int = 0
    """Where the figure with its mark ends, and the words of its unit begin."""
    scale_word: str = ""

    @property
    def priced(self) -> bool:
        """Whether it is printed as prices are, with its thousands set apart and two decimals."""
        return self.grouped and self.value.as_tuple().exponent == -2

    @property
    def full(self) -> Decimal:
        if self.scale == 1:
            return self.value
        full = self.value * self.scale
        return full.to_integral_value() if full == full.to_integral_value() else full

    @property
    def marked(self) -> bool:
        return self.currency is not None or self.scale > 1
