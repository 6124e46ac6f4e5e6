"""The words of a PDF, read in a process of its own: a file that was made to hang or to grow ends that process alone."""

import io
import logging
import subprocess
import sys

from tracker.errors import PdfError
from tracker.util.limits import limit_memory

MOST_PAGES = 60
"""Further pages are refused, not left out: pay often stands on the last one."""
MOST_CHARACTERS = 2_000_000
SECONDS = 30
GIGABYTES = 1.0
_REFUSED = 3
"""Exit code of the process that says on stderr why the PDF is not read."""


def read_pdf_text(body: bytes, given: str) -> str:
    """Give the words, page after page. Raises PdfError with a sentence."""
    command = [sys.executable, "-P", "-m", "tracker.util.pdf_text"]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - ours
    except subprocess.TimeoutExpired as error:
        raise PdfError(
            f"{given}: the PDF was not read within {SECONDS} seconds: clip its words as a text file"
        ) from error
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip() if done.returncode == _REFUSED else "it is damaged"
        raise PdfError(f"{given}: the PDF cannot be read: {why}")
    words = done.stdout.decode("utf-8")
    if not words.strip():
        raise PdfError(f"{given}: the PDF holds no words, only pictures of them: type them into a text file")
    return words


def extract_text(body: bytes) -> str:
    """Give the words of a PDF. Raises ValueError for one that is not read, and what pypdf raises."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(body))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("a password protects it")
    if len(reader.pages) > MOST_PAGES:
        raise ValueError(f"it has {len(reader.pages)} pages, and at most {MOST_PAGES} are read")
    words: list[str] = []
    for page in reader.pages:
        words.append(page.extract_text())
        if sum(map(len, words)) > MOST_CHARACTERS:
            raise ValueError(f"it holds more than {MOST_CHARACTERS:,} characters")
    return "\n\n".join(words)


def main() -> int:
    limit_memory(GIGABYTES)
    logging.disable(logging.CRITICAL)
    try:
        words = extract_text(sys.stdin.buffer.read())
    except ValueError as error:
        sys.stderr.write(str(error))
        return _REFUSED
    except Exception as error:  # a hostile file raises whatever it likes
        sys.stderr.write(f"it is damaged ({type(error).__name__})")
        return _REFUSED
    sys.stdout.buffer.write(words.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
