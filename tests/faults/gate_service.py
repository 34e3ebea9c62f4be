"""A service without a database that asks the little one over HTTP, as the gateway does."""

import json
import time

import eventlet
from services.little.said import ReadNote, WriteNote

from chassis.asker import Asker
from chassis.http import http
from contracts.refusals import Refusal


class Gate:
    """POST /notes writes (Idempotency-Key passes through), GET /notes/<id> reads, POST /impatient/<n> gives up n times."""

    def __init__(self, ask):
        self.ask = ask

    def __call__(self, environ, start_response):
        words = environ["PATH_INFO"].strip("/").split("/")
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(min(length, 65536)) if length else b""
        status, said = self.route(environ, words, body)
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps(said).encode()]

    def route(self, environ, words, body):
        if words[0] == "impatient":
            return "200 OK", self.impatient(int(words[1]), body.decode())
        if words[0] != "notes":
            return "404 Not Found", {}
        if environ["REQUEST_METHOD"] == "POST":
            return self.answer(WriteNote, json.loads(body), idempotency_key=environ.get("HTTP_IDEMPOTENCY_KEY"))
        return self.answer(ReadNote, {"note_id": words[1]})

    def answer(self, contract, fields, **options):
        began = time.monotonic()
        try:
            return "200 OK", self.ask(contract, fields, **options)
        except Refusal as refusal:
            return "503 Refused", {"refused": refusal.code, "seconds": time.monotonic() - began}

    def impatient(self, number, note_id):
        pool = eventlet.GreenPool(200)
        answers = list(pool.imap(lambda _: self.answer(ReadNote, {"note_id": note_id}, timeout=0.05), range(number)))
        refused = sum(1 for _, said in answers if said.get("refused") == "Unavailable")
        return {"refused": refused, "pending": len(self.ask.pending)}


class LittleService:
    """HTTP in, requests out."""

    name = "little"
    ask = Asker()

    @http
    def application(self, ask, settings):
        return Gate(ask)
