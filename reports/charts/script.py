"""The program that draws charts in the page: Vega, Vega-Lite and Vega-Embed as vl-convert bundles them."""

from functools import cache

from reports.charts import drawing


@cache
def bundle() -> str:
    """As one script that asks nothing of anybody. With its `ast` option it runs under a policy without eval."""
    text = drawing.bundle("window.vegaEmbed = vegaEmbed;")
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError("the bundled chart program cannot stand in a page: it holds markup")
    return text
