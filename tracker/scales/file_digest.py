"""Whether the scales in the database are today's: told by a digest, without loading or checking a table."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.writes.scales import find_files
from tracker import settings


def has_current_scales(engine: Engine, baskets: Sequence[str] = ()) -> bool:
    """Whether the files that were stored last are today's, chosen by these baskets."""
    with Session(engine) as session:
        return find_files(session) == digest_files(baskets)


def digest_files(baskets: Sequence[str]) -> str:
    """Digest the packaged tables, the code that reads them, and the user's own files."""
    folder = Path(__file__).parent
    packaged = sorted(file for file in folder.rglob("*") if file.suffix in {".py", ".csv", ".toml"})
    digest = hashlib.sha256(repr((settings.VERSION, list(baskets))).encode())
    for file in (*packaged, *settings.SCALES_FILES, *settings.COMPARISON_FILES):
        digest.update(f"{file.name} ".encode())
        # one that is not there is named where it is loaded
        digest.update(hashlib.sha256(file.read_bytes() if file.is_file() else b"").digest())
    return digest.hexdigest()
