"""Which studios to visit: those named, the article's, or all whose terms were read and allow it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

from spiders.catalog.studios import Studio
from spiders.catalog.terms_of_use import CRAWL, NEVER
from tracker.errors import SelectionError
from tracker.util.suggestions import ask_whether_meant, normalize_name, suggest_names

Skipped = list[tuple[Studio, str]]
"""Studios that are not visited, and why."""


def select_by_name(studios: Iterable[Studio], names: Sequence[str]) -> list[Studio]:
    """The studios of these names, or of these titles however they are spelled, each once. Raises SelectionError."""
    known = {studio.name: studio for studio in studios}
    by_form: dict[str, Studio] = {}
    for studio in known.values():  # a name goes before another studio's title
        by_form.setdefault(normalize_name(studio.name), studio)
    for studio in known.values():
        by_form.setdefault(normalize_name(studio.title), studio)
    found = [known.get(name) or by_form.get(normalize_name(name)) or _refuse_name(name, known) for name in names]
    if bare := [studio for studio in found if not studio.family]:
        raise SelectionError(f"{bare[0].name} has no board that can be crawled yet: {bare[0].note}")
    return list({studio.name: studio for studio in found}.values())


def _refuse_name(name: str, known: Mapping[str, Studio]) -> NoReturn:
    forms = {form: studio.name for studio in known.values() for form in (studio.name, studio.title)}
    meant = list(dict.fromkeys(forms[form] for form in suggest_names(name, forms)))
    raise SelectionError(
        f"no studio is called {name!r}{ask_whether_meant(meant)} (labor-tracker studios list shows those known)"
    )


def require_crawlable(studios: Iterable[Studio], names: Sequence[str]) -> list[Studio]:
    """As `select_by_name`, where terms do not forbid a visit altogether. Raises SelectionError."""
    chosen = select_by_name(studios, names)
    for studio in chosen:
        if why := reason_forbidden(studio):
            raise SelectionError(f"{studio.name}: {why}")
    return chosen


def default_selection(studios: Iterable[Studio], *, everyone: bool) -> tuple[list[Studio], Skipped]:
    """The article's studios, or with `everyone` all whose terms were read and allow it; and those left out."""
    wanted = [studio for studio in studios if everyone or studio.named_in_article]
    reasons = [(studio, _reason_against(studio, everyone=everyone)) for studio in wanted]
    return [studio for studio, why in reasons if not why], [(studio, why) for studio, why in reasons if why]


def reason_forbidden(studio: Studio) -> str | None:
    """Why a studio's board is visited by nobody, named or not."""
    # Also against a name: a person may decide what nobody has read, and not against what somebody read (decision 18).
    if studio.terms and studio.terms.decision == NEVER:
        return f"its terms bar a visit, also of a studio that is named: {studio.terms.describe()}"
    return None


def has_a_board_to_visit(studio: Studio) -> bool:
    return bool(studio.family) and reason_forbidden(studio) is None


def _reason_against(studio: Studio, *, everyone: bool) -> str | None:
    if not studio.family:
        return f"no board that can be crawled yet: {studio.note}"
    if (why := reason_forbidden(studio)) or not everyone:
        return why
    # A person who names a studio has decided; `--all` decides for nobody.
    if studio.terms is None:
        return "crawled only when named, as nobody has read its terms"
    if studio.terms.decision != CRAWL:
        return f"crawled only when named, as its terms were {studio.terms.describe()}"
    return None
