"""Rows and files from outside, checked by pydantic models; every mistake at once, one sentence each."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

MISTAKES_SHOWN = 20
_LONGEST_VALUE = 80


def _require_text(text: str) -> str:
    if not text.strip():
        raise ValueError("which is empty")
    return text


Text = Annotated[str, AfterValidator(_require_text)]
"""Text that may not be blank."""
Texts = Annotated[tuple[str, ...], Field(strict=False)]
"""A list of texts."""


class StrictModel(BaseModel):
    """A row or a table of a file that people write: unknown keys are refused, and no value is converted to fit.

    A class that names a key differently from the field sets `alias`; messages name the key as it stands in the file.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, validate_by_name=True, validate_by_alias=True)


def describe_mistakes(
    error: ValidationError, where: str, model: type[BaseModel], renamed: Mapping[str, str] | None = None
) -> list[str]:
    """Say each mistake of a row or a table: `where` (the file, the row), the key, the value, what was expected.

    `renamed`: keys that come from elsewhere (the environment), with the name to print in the place of `where` and key.
    """
    sentences = []
    for each in error.errors(include_url=False):
        key = ".".join(str(part) for part in each["loc"])
        elsewhere = next((name for known, name in (renamed or {}).items() if f"{key}.".startswith(f"{known}.")), None)
        sentence = _describe_mistake(dict(each), model)
        sentences.append(sentence.replace(key, elsewhere, 1) if elsewhere else f"{where}: {sentence}")
    return sentences


def join_mistakes(mistakes: Sequence[str]) -> str:
    """Put mistakes into one message, a line each; beyond MISTAKES_SHOWN only their number."""
    shown, more = mistakes[:MISTAKES_SHOWN], len(mistakes) - MISTAKES_SHOWN
    return "\n".join([*shown, *([f"and {more} more mistakes"] if more > 0 else [])])


def _describe_mistake(mistake: Mapping[str, Any], model: type[BaseModel]) -> str:
    location, kind = [str(part) for part in mistake["loc"]], mistake["type"]
    key = ".".join(location)
    if kind == "extra_forbidden":
        known = sorted(_list_keys(_find_model(model, location[:-1]) or model))
        inside = f" in {'.'.join(location[:-1])}" if len(location) > 1 else ""
        return f"no key{inside} is named {location[-1]!r}; known are {', '.join(known)}"
    if kind == "missing":
        return f"the key {key!r} is missing"
    given = f"{key} is {_shorten_value(mistake['input'])}" if key else _shorten_value(mistake["input"])
    return f"{given}, {_describe_expectation(mistake)}"


def _describe_expectation(mistake: Mapping[str, Any]) -> str:
    """Say what was expected, in our words for the kinds of mistake that people make, in pydantic's for the others."""
    context = mistake.get("ctx", {})
    sentences = {
        "string_type": "not text",
        "string_too_short": "which is empty",
        "int_type": "not a whole number",
        "int_from_float": "not a whole number",
        "bool_type": "not true or false",
        "date_type": "not a date such as 2026-11-22",
        "datetime_type": "not an instant with its time zone: 2026-12-01T06:00:00Z",
        "timezone_aware": "not an instant with its time zone: 2026-12-01T06:00:00Z",
        "list_type": "not a list",
        "tuple_type": "not a list",
        "dict_type": "not a table",
        "mapping_type": "not a table",
        "model_type": "not a table",
        "model_attributes_type": "not a table",
    }
    if mistake["type"] in sentences:
        return sentences[mistake["type"]]
    if mistake["type"] in ("literal_error", "enum"):
        return f"not one of {context['expected'].replace(chr(39), '')}"
    if mistake["type"] == "greater_than_equal":
        return f"not a whole number of at least {context['ge']}"
    if mistake["type"] == "value_error":
        return str(context["error"])
    return str(mistake["msg"]).lower()


def _list_keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _find_model(model: type[BaseModel], location: Sequence[str]) -> type[BaseModel] | None:
    """The model of the table at a place within a model's data; None where that is no model."""
    for part in location:
        field = next((each for name, each in model.model_fields.items() if part in (each.alias, name)), None)
        inner = field.annotation if field else None
        candidates = [inner, *getattr(inner, "__args__", ())]
        found = next((each for each in candidates if isinstance(each, type) and issubclass(each, BaseModel)), None)
        if found is None:
            return None
        model = found
    return model


def _shorten_value(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
