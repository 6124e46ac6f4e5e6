"""Load the cookbook's queries, which docs/cookbook.md prints, `browse` offers and a test runs on both databases.

`python -m tracker.explore.cookbook` prints the part of docs/cookbook.md that follows from cookbook.toml.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A question, its query with :names for what its asker fills in, and what the rows are."""

    name: str
    title: str
    answer: str
    sql: str
    values: dict[str, str] = field(default_factory=dict)
    """An example of each :name."""

    @property
    def example(self) -> str:
        """The query with the examples in it, ready to run."""
        return re.sub(r":(\w+)", lambda found: "'" + self.values[found[1]].replace("'", "''") + "'", self.sql).strip()


@cache
def load_recipes() -> tuple[Recipe, ...]:
    text = files(__package__).joinpath("cookbook.toml").read_text(encoding="utf-8")
    return tuple(Recipe(**each) for each in tomllib.loads(text)["query"])


def render_recipes() -> str:
    """Render the queries as Markdown, numbered."""
    return "\n".join(_recipe_lines()) + "\n"


def _recipe_lines() -> Iterator[str]:
    for number, recipe in enumerate(load_recipes(), 1):
        if number > 1:
            yield ""
        yield from (f"### {number}. {recipe.title}", "", recipe.answer)
        if recipe.values:
            yield f"Put your own {' and '.join(recipe.values)} in place of the example."
        yield from ("", "```sql", recipe.example, "```")


if __name__ == "__main__":
    sys.stdout.write(render_recipes())
