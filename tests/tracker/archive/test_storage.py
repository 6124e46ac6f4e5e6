"""Archives behind an address: stored when they are closed, kept while the storage is away, and read from there."""

import hashlib
import os
import threading
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.factories import make_posting
from tests.fake_boards.server import FakeBoardServer
from tests.tracker.conftest import Rows, Run
from tracker.archive.storage import copy_archives, list_waiting, store_waiting
from tracker.archive.warc_reader import iter_records, read_warc
from tracker.archive.warc_writer import WarcWriter
from tracker.errors import ArchiveError, StorageError
from tracker.util.storage import open_storage

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of asyncore, which the server still needs
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler
    from pyftpdlib.servers import FTPServer

NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Bucket:
    """A file server on loopback, which can go away and come back with what it held."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, 0

    @property
    def url(self) -> str:
        return f"ftp://desk:secret@127.0.0.1:{self.port}/archive"

    @contextmanager
    def here(self) -> Iterator[None]:
        users = DummyAuthorizer()
        users.add_user("desk", "secret", str(self.folder), perm="elradfmwMT")
        handler = type("Handler", (FTPHandler,), {"authorizer": users})
        server = FTPServer(("127.0.0.1", self.port), handler)
        self.port = server.address[1]
        stop = threading.Event()

        def serve() -> None:
            # closed by the thread that serves: closed from outside, its loop may read what is gone
            while not stop.is_set():
                server.serve_forever(timeout=0.02, blocking=False, handle_exit=False)
            server.close_all()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


@pytest.fixture
def bucket(tmp_path: Path) -> Bucket:
    folder = tmp_path / "bucket"
    (folder / "archive").mkdir(parents=True)
    made = Bucket(folder)
    with made.here():  # it has a port of its own from now on
        pass
    return made


def test_archives_are_kept_while_the_bucket_is_away_and_read_from_it_when_it_is_back(
    run: Run, rows: Rows, bucket: Bucket, tmp_path: Path
) -> None:
    outbox, where = tmp_path / "archive-outbox", {"LABOR_TRACKER_ARCHIVE": bucket.url}
    words = "<p>Glaze window {0} with Jane Doe.</p><p>The range for this role is $90,000 - $1{0:02},000.</p>"
    boards = [make_posting(n, title=f"Glazier {n}", description_html=words.format(n) * 5) for n in range(3)]
    with FakeBoardServer(boards) as server:
        crawl = ("crawl", "netflix", "--via", server.url, "--delay", 0)

        away = run(*crawl, **where)
        assert away.returncode == 0
        assert "1 archives stay in archive-outbox until they can be stored" in away.stderr
        assert "secret" not in away.stderr + away.stdout
        assert "1 archives are not stored yet at ftp://***@127.0.0.1" in run("status", **where).stderr
        (waiting,) = list_waiting(outbox)
        os.utime(waiting, (0, 0))
        late = run("status", "--check", **where)
        assert late.returncode == 1
        assert "archive: 1 archives wait in archive-outbox" in late.stdout

        with bucket.here():
            for _ in range(3):
                assert run(*crawl, "--refresh", **where).returncode == 0
            assert list_waiting(outbox) == []
            stored = sorted((bucket.folder / "archive" / "netflix").glob("*.warc.gz"))
            assert len(stored) == 4
            for file in stored:
                noted = file.with_name(f"{file.name}.sha256").read_text()
                assert noted == f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n"
            # what came again unchanged is named, not stored: the files before were read from the bucket
            # in any of them: two crawls of one second are not in order by their names
            named = [each for file in stored for each in read_warc(file).exchanges if each.original is not None]
            assert named

            checked = run("archive", "check", **where)
            assert checked.returncode == 0, checked.stdout
            assert checked.stdout.count("ftp://***@127.0.0.1") == 4

            again = f"sqlite:///{tmp_path / 'again.db'}"
            assert run("crawl", "--replay", bucket.url, database=again).returncode == 0
            sql = "select posting_id, number, title, description_text, archive_record from versions order by 1, 2"
            assert rows(sql, again) == rows(sql) != []

            redacted = run("archive", "redact", "--words", "Jane Doe", "--by", "A", "--reason", "asked", **where)
            assert redacted.returncode == 0, redacted.stderr
            assert not [
                file for file in stored if b"Jane Doe" in b"".join(each.block for _, each in iter_records(file))
            ]
            assert rows("select count(*) from versions where description_text like '%Jane Doe%'") == [(0,)]
            assert run("archive", "check", **where).returncode == 0

            stored[0].write_bytes(stored[0].read_bytes() + b"x")
            changed = run("archive", "check", **where)
            assert changed.returncode == 1
            assert "has another SHA-256 than when it was stored" in changed.stderr
            assert run("db", "check", **where).returncode == 1


def test_another_file_of_the_same_name_is_never_overwritten(tmp_path: Path) -> None:
    outbox, address = tmp_path / "outbox", f"memory://{uuid.uuid4()}"
    first, second = (write_archive(outbox / "acme" / "acme-1.warc.gz", body) for body in (b"one", b"two"))
    assert first != second
    write_archive(outbox / "acme" / "acme-1.warc.gz", b"one")
    assert list(store_waiting(outbox, address)) == []
    kept = open_storage(address).read("acme/acme-1.warc.gz")
    write_archive(outbox / "acme" / "acme-1.warc.gz", b"two")
    (said,) = store_waiting(outbox, address)
    assert "has another file of this name" in said
    assert open_storage(address).read("acme/acme-1.warc.gz") == kept
    assert len(list_waiting(outbox)) == 1


def test_a_file_that_is_being_written_stays(tmp_path: Path) -> None:
    address = f"memory://{uuid.uuid4()}"
    file = tmp_path / "acme" / "acme-1.warc.gz"
    writer = WarcWriter(file, {"software": "labor-tracker/1"}, NOW)
    assert list(store_waiting(tmp_path, address)) == []
    assert list_waiting(tmp_path) == [file]
    os.utime(file, (0, 0))  # and one that a stopped crawl left does not
    assert list(store_waiting(tmp_path, address)) == []
    assert list_waiting(tmp_path) == []
    writer.close(NOW, {})


def test_an_address_without_archives_or_without_its_package_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no such archive"), copy_archives([f"memory://{uuid.uuid4()}"]):
        pass
    with pytest.raises(StorageError, match="cannot be opened"), copy_archives(["nowhere://bucket/archive"]):
        pass


def write_archive(file: Path, body: bytes) -> bytes:
    file.unlink(missing_ok=True)
    writer = WarcWriter(file, {"software": "labor-tracker/1"}, NOW)
    writer.write_resource("https://acme.example/", NOW, body, "text/plain")
    writer.close(NOW, {"finished": "now"})
    return file.read_bytes()
