"""Draw charts in a process of its own: what draws holds over a hundred megabytes until its process ends.

As a program: a list of tasks in JSON from standard input, the list of what came of them to standard output.
"""

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from typing import Any

from reports.errors import DrawingError

Spec = dict[str, Any]


def render_charts(wanted: Sequence[tuple[Spec, int]]) -> list[tuple[str, bytes]]:
    """Render the SVG of each Vega-Lite specification, and its PNG with so many dots for each point; none for 0."""
    return [(svg, b64decode(png)) for svg, png in _run_tasks([("picture", list(each)) for each in wanted])]


def bundle_script(snippet: str) -> str:
    """Bundle Vega, Vega-Lite and Vega-Embed, and what the snippet does with them, as one script."""
    [text] = _run_tasks([("bundle", [snippet])])
    return str(text)


def _run_tasks(tasks: Sequence[tuple[str, list[Any]]]) -> list[Any]:
    if not tasks:
        return []
    command = [sys.executable, "-P", __file__]  # -P: a file of the current folder is nothing to import
    done = subprocess.run(command, input=json.dumps(tasks), capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith(" ")]
        raise DrawingError(f"the charts could not be drawn: {said[-1] if said else f'exit code {done.returncode}'}")
    found: list[Any] = json.loads(done.stdout)
    return found


def _serve_tasks() -> None:
    import vl_convert

    def picture(spec: Spec, scale: int) -> tuple[str, str]:
        svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
        return svg, b64encode(vl_convert.svg_to_png(svg, scale=scale)).decode() if scale else ""

    def bundle(snippet: str) -> str:
        return vl_convert.javascript_bundle(snippet=snippet)

    does: dict[str, Callable[..., Any]] = {"picture": picture, "bundle": bundle}
    tasks = json.load(sys.stdin)
    json.dump([does[name](*given) for name, given in tasks], sys.stdout)


if __name__ == "__main__":
    _serve_tasks()
