"""Bundle the program that draws charts in the page: Vega, Vega-Lite and Vega-Embed as vl-convert bundles them."""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

from reports.charts import render_process


def read_bundle() -> str:
    """Give it as one script that loads nothing. With its `ast` option it runs under a policy without eval."""
    text = start_bundling().result()
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError("the bundled chart program cannot stand in a page: it holds markup")
    return text


@cache
def start_bundling() -> Future[str]:
    """Start bundling in a thread: it takes a second or two, and memory best taken while a report holds little."""
    with_one = ThreadPoolExecutor(max_workers=1)
    bundled = with_one.submit(render_process.bundle_script, "window.vegaEmbed = vegaEmbed;")
    with_one.shutdown(wait=False)
    return bundled
