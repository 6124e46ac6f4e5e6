"""A proxy before the tests' PostgreSQL that can stop forwarding without closing anything: a half-open connection."""

import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Self


class TcpProxy:
    """Listens on 127.0.0.1, and leads to the Unix socket of the server in a folder.

    `freeze` stops what is connected, whose connections stay open; `closed_in` holds new ones up likewise.
    """

    def __init__(self, folder: Path) -> None:
        self.target = folder / ".s.PGSQL.5432"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._frozen: set[socket.socket] = set()
        self._open: list[socket.socket] = []
        self.accepts = True
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for each in (self._listener, *self._open):
            each.close()

    def url(self, database_url: str) -> str:
        name = database_url.partition("@/")[2].partition("?")[0]
        return f"postgresql+psycopg://tracker@127.0.0.1:{self._listener.getsockname()[1]}/{name}"

    def freeze(self, *, accepts: bool) -> None:
        """Forward nothing more on what is connected; `accepts`: new connections are forwarded."""
        self._frozen |= set(self._open)
        self.accepts = accepts

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self.target))
            self._open += [client, server]
            if not self.accepts:
                self._frozen |= {client, server}
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._forward, args=(source, sink), daemon=True).start()

    def _forward(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                if source in self._frozen:
                    return
                sink.sendall(data)
            sink.close()
        except OSError:
            return
