"""Every event of the department, one JSON line each: python subscriber.py amqp://user:password@host:5672/"""

import json
import sys

import pika

channel = pika.BlockingConnection(pika.URLParameters(sys.argv[1])).channel()
queue = channel.queue_declare("", exclusive=True).method.queue
for service in ("registry", "scheduling", "notifications", "newsletter"):
    channel.queue_bind(queue, f"{service}.events", "#")
print("listening", file=sys.stderr, flush=True)
for _, properties, body in channel.consume(queue, auto_ack=True):
    event = {name.removeprefix("ce-"): value for name, value in properties.headers.items() if name.startswith("ce-")}
    print(json.dumps({**event, "data": json.loads(body)}, ensure_ascii=False), flush=True)
