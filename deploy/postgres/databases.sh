#!/bin/sh
# Two roles and a database for each service, that only these may enter (runs once, when the server is made).
set -eu
here=$(dirname "$0")
for service in registry scheduling notifications newsletter; do
  run() {
    psql --quiet --set ON_ERROR_STOP=1 --set name="$service" --set owner="${service}_owner" \
      --set password="$(cat "${KEYS:-/keys}/${service}_password")" \
      --set owner_password="$(cat "${KEYS:-/keys}/${service}_owner_password")" \
      --username "${POSTGRES_USER:-postgres}" --dbname "$1"
  }
  run postgres <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"owner";
SQL
  run "$service" <"${ROLES:-$here/roles.sql}"
done
