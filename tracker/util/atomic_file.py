"""A new file in an old one's place: in one step, and on the disk when it is there."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def atomic_replace(file: Path, content: bytes) -> Iterator[Path]:
    """The content in a file beside this one, whose place it takes when the block ends well; else nothing has changed.

    A reader sees the old file or the new one, never a part. The new one is as readable as the old; a link stays one.
    """
    file = file.resolve()
    new = file.with_name(f".{file.name}-{os.getpid()}.new")
    try:
        with new.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        if file.exists():
            shutil.copymode(file, new)
        yield new
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        # The name is the folder's: without this a power cut may leave the old file, or none.
        os.fsync(folder)
    finally:
        os.close(folder)
