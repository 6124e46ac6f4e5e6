"""A page of notices, for a studio without a board. The board is the page's path; its jobs are its notices."""

from html import escape

from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html


def watched(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if (request.host, request.path) not in today.boards:
        return None
    notices = "\n".join(
        f"<h2>{escape(j.title)}</h2>\n{j.description_html}" for j in today.listed(request.host, request.path)
    )
    return as_html(
        "<!doctype html><html><head><title>Working with us</title></head><body><nav>Home</nav>\n"
        f"<main><h1>Working with us</h1>\n{notices or '<p>Nothing at present.</p>'}\n</main></body></html>\n"
    )
