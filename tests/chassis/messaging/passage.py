"""A way to a server that can be held, cut off or reset, so that a test sees what a broken network does."""

import socket
import struct
import threading
from urllib.parse import urlsplit, urlunsplit


class Passage:
    """Listens on a free port and passes bytes on to the server of `url`; `url` of the passage leads through it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = (parts.hostname, parts.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._port = self._listener.getsockname()[1]
        account = parts.netloc.rpartition("@")[0]
        self.url = urlunsplit(parts._replace(netloc=f"{account}@127.0.0.1:{port}"))
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._answers, self._questions = threading.Event(), threading.Event()
        self._answers.set()
        self._questions.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def hold_answers(self) -> None:
        """Nothing that the server says comes through any more."""
        self._answers.clear()

    def release_answers(self) -> None:
        """What was held comes through."""
        self._answers.set()

    def hold(self) -> None:
        """Nothing comes through either way, and nobody is told."""
        self._questions.clear()
        self._answers.clear()

    def release(self) -> None:
        """What was held comes through both ways."""
        self._questions.set()
        self._answers.set()

    def reset(self) -> None:
        """Every connection is reset (RST), new ones are welcome."""
        for pair in self._pairs:
            for one in pair:
                shut(one, linger=False)
        self._pairs.clear()

    def close(self) -> None:
        """No way any more."""
        shut(self._listener)
        self.release()
        self.reset()

    def reopen(self) -> None:
        """The same way as before `close`."""
        self._listener = socket.create_server(("127.0.0.1", self._port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(self._server)
            except OSError:
                shut(near, linger=False)
                continue
            self._pairs.append((near, far))
            threading.Thread(target=self._pass, args=(near, far, self._questions), daemon=True).start()
            threading.Thread(target=self._pass, args=(far, near, self._answers), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, gate: threading.Event) -> None:
        try:
            while data := source.recv(65536):
                gate.wait()
                target.sendall(data)
        except OSError:
            pass
        shut(source)
        shut(target)


def shut(one: socket.socket, linger: bool = True) -> None:
    """Close it, whatever state it is in, and wake whoever reads from it; without lingering the peer gets a RST."""
    try:
        if not linger:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        one.shutdown(socket.SHUT_RDWR if linger else socket.SHUT_RD)
    except OSError:
        pass
    one.close()
