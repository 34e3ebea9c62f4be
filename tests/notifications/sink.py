"""A mail server that keeps what it takes and misbehaves when an address asks for it: `python sink.py <file> <port or 0>`
prints its port.

later@… is put off (451), unknown@… refused (550 5.1.1), gone@… each mail taken without an answer the first time, lost@… always,
shy@… cut off before the mail, busy@… told 421.
"""

import asyncio
import base64
import json
import signal
import sys
from email.parser import BytesParser
from pathlib import Path

from aiosmtpd.smtp import SMTP


class Keeper:
    """Writes every mail taken as a line of JSON."""

    def __init__(self, file: Path) -> None:
        self.file, self.seen = file, set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        wish = address.partition("@")[0]
        if wish == "later":
            return "451 4.2.0 try later"
        if wish == "unknown":
            return f"550 5.1.1 <{address}> no such user"
        if wish == "busy":
            return "421 4.3.2 shutting down"
        if wish == "shy":
            server.transport.abort()
            return "451 lost"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        line = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "mail": base64.b64encode(envelope.original_content).decode(),
        }
        with self.file.open("a") as out:
            out.write(json.dumps(line) + "\n")
        mail_id = BytesParser().parsebytes(envelope.original_content, headersonly=True)["message-id"]
        wish = envelope.rcpt_tos[0].partition("@")[0]
        if wish == "lost" or (wish == "gone" and mail_id not in self.seen):
            self.seen.add(mail_id)
            server.transport.abort()
        return "250 2.0.0 kept"


async def serve(file: str, port: int) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for wish in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wish, stopped.set)
    keeper = Keeper(Path(file))
    server = await loop.create_server(lambda: SMTP(keeper, data_size_limit=10_000_000), "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await stopped.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
