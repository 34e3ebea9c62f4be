"""The microservice chassis: the only place that names nameko, kombu, eventlet and psycopg2."""
