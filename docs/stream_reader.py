"""A service's public events from any place in its stream, one JSON line each; goes on where it stopped.

python stream_reader.py amqp://user:password@host:5672/ registry [first|last|next|<offset>|<time, RFC 3339>] [place.txt]
"""

import json
import sys
from datetime import datetime
from pathlib import Path

import pika

url, service, start = sys.argv[1], sys.argv[2], (sys.argv[3:] or ["first"])[0]
place = Path(
    (sys.argv[4:] or [f"{service}.place"])[0]
)  # better: a row in the transaction of what you make of the event
if place.exists():
    offset = int(place.read_text()) + 1
elif start.isdecimal():
    offset = int(start)
else:
    offset = start if start in ("first", "last", "next") else datetime.fromisoformat(start)

channel = pika.BlockingConnection(pika.URLParameters(url)).channel()
channel.basic_qos(prefetch_count=100)  # a stream asks for it, and for acks


def take(_, method, properties, body):
    seen = properties.headers["x-stream-offset"]
    event = {name.removeprefix("ce-"): value for name, value in properties.headers.items() if name.startswith("ce-")}
    print(json.dumps({"offset": seen, **event, "data": json.loads(body)}, ensure_ascii=False), flush=True)
    place.write_text(str(seen))
    channel.basic_ack(method.delivery_tag)


channel.basic_consume(f"{service}.stream", take, arguments={"x-stream-offset": offset})
print("listening", file=sys.stderr, flush=True)
channel.start_consuming()
