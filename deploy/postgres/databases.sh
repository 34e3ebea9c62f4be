#!/bin/sh
# A role and a database for each service, that only this role may enter (runs once, when the server is made).
set -eu
for service in registry scheduling notifications newsletter; do
  psql --quiet --set ON_ERROR_STOP=1 --set name="$service" --set password="$(cat "${KEYS:-/keys}/${service}_password")" \
    --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
