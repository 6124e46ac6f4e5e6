"""The wire under fake boards: the standard library's server, made to end at once."""

import socket
import socketserver
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tracker.demo.boards.messages import BoardResponse

Handle = Callable[[str, str, dict[str, str], bytes], BoardResponse]
"""Method, target, headers in lower case, body -> answer."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, handle: Handle) -> None:
        self.handle = handle
        self.closing = threading.Event()
        self.errors: list[Exception] = []
        self._talks: dict[threading.Thread, socket.socket] = {}
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), name="boards", daemon=True)
        super().__init__(("127.0.0.1", 0), _Talk)

    def server_bind(self) -> None:
        # HTTPServer's own looks the machine's name up, which may ask the network
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def open(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Stop listening, cut every connection, and wait for their threads, which then end."""
        self.closing.set()
        self.shutdown()
        self._thread.join()
        self.server_close()
        for thread, connection in list(self._talks.items()):
            _cut_connection(connection)
            thread.join(timeout=10)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        self._talks[threading.current_thread()] = request
        if self.closing.is_set():
            _cut_connection(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._talks.pop(threading.current_thread(), None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error; anything else is ours, and is raised when the server closes."""
        wrong = sys.exc_info()[1]
        if isinstance(wrong, Exception) and not isinstance(wrong, OSError) and not self.closing.is_set():
            self.errors.append(wrong)


class _Talk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 60

    def do_GET(self) -> None:
        self._talk()

    def do_POST(self) -> None:
        self._talk()

    def _talk(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.handle(self.command, self.path, headers, body)
        if answer.wait and self.server.closing.wait(answer.wait):
            self.close_connection = True
            return
        self._send(answer)

    def _send(self, answer: BoardResponse) -> None:
        self.send_response(answer.status)
        if answer.status != 304:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body) * (2 if answer.cut else 1)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.cut:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed: FakeBoardServer.requests has them."""


def _cut_connection(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        connection.close()
