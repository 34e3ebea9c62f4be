"""A service without a database that asks the other one, fifty times at once if told to."""

import json
import time

import eventlet
from nameko.web.handlers import http
from services.little.said import ReadNote, WriteNote

from chassis.asker import Asker
from contracts.refusals import Refusal


class LittleService:
    """Answers over HTTP what it was answered."""

    name = "little"
    ask = Asker()

    @http("GET", "/ask/<string:note_id>")
    def read(self, request, note_id):
        return json.dumps(self._answer(ReadNote, {"note_id": note_id}, timeout=60))

    @http("POST", "/many/<int:number>")
    def many(self, request, number):
        note_id, pool = request.get_data(as_text=True), eventlet.GreenPool(50)
        answers = list(pool.imap(lambda _: self._answer(ReadNote, {"note_id": note_id}), range(number)))
        return json.dumps({"answers": answers, "pending": len(self.ask.pending)})

    @http("POST", "/slow")
    def slow(self, request):
        fields = {"note_id": request.get_data(as_text=True), "text": "sleep 300"}
        answer = self._answer(WriteNote, fields, timeout=0.3)
        return json.dumps({"answer": answer, "pending": len(self.ask.pending)})

    def _answer(self, contract, fields, **options):
        began = time.monotonic()
        try:
            return self.ask(contract, fields, **options)
        except Refusal as refusal:
            return {"refused": refusal.code, "seconds": round(time.monotonic() - began, 2)}
