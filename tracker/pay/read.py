"""Words -> pay ranges. Pure."""

from collections.abc import Sequence

from spiders.posting import Place, StatedPay
from tracker.pay.model import PayReading
from tracker.text import Text

VERSION = "pay 0"


def read(
    title: str,
    text: Text,
    *,
    places: Sequence[Place] = (),
    country: str | None = None,
    stated: Sequence[StatedPay] = (),
) -> PayReading:
    """Read what a posting says of money.

    `country` (ISO 3166-1 alpha-2) decides what a bare $ is, where every place of the posting lies in it.
    """
    return PayReading()
