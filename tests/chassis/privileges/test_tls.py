"""Broker and database over TLS: the server's certificate is checked, and a service works as without (rel:3.1, rel:3.11)."""

import os
import ssl
import subprocess
import uuid
from contextlib import closing
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from chassis.broker import connection_to
from deploy.local.broker import new_broker, remove_broker, start_broker
from deploy.local.postgres import ACCOUNT
from deploy.local.processes import free_port, wait_until
from deploy.local.state import remember
from tests.chassis.messaging.conftest import HERE, TABLES
from tests.chassis.messaging.said import NoteWritten

LISTENING = """
listeners.ssl.default = 127.0.0.1:{port}
ssl_options.cacertfile = {authority}
ssl_options.certfile = {certificate}
ssl_options.keyfile = {key}
ssl_options.verify = verify_none
"""


class Authority:
    """A certificate authority of its own, by openssl, as strictly made as Python 3.13 wants it (RFC 5280)."""

    def __init__(self, place):
        place.mkdir()
        place.chmod(0o755)
        self.place, self.certificate = place, place / "authority.pem"
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                      "-subj", "/CN=authority", "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-keyout", "authority.key", "-out", "authority.pem")  # fmt: skip

    def certify(self, name, address="IP:127.0.0.1"):
        """Paths of a certificate for the address and of its key."""
        (self.place / f"{name}.ext").write_text(f"subjectAltName={address}\nauthorityKeyIdentifier=keyid\n")
        self._openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={name}",
                      "-keyout", f"{name}.key", "-out", f"{name}.csr")  # fmt: skip
        self._openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "authority.pem", "-CAkey", "authority.key",
                      "-CAcreateserial", "-days", "2", "-extfile", f"{name}.ext", "-out", f"{name}.pem")  # fmt: skip
        return self.place / f"{name}.pem", self.place / f"{name}.key"

    def _openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.place, check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tls") / "ours")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tls") / "theirs")


@pytest.fixture(scope="module")
def secure_broker(place, authority):
    """The address of a broker that listens with TLS, without the authority."""
    directory, port = place / "secure-broker", free_port()
    certificate, key = authority.certify("broker")
    directory.mkdir()
    words = LISTENING.format(port=port, authority=authority.certificate, certificate=certificate, key=key)
    remember(directory, new_broker() | {"config": words})
    started = start_broker(directory)
    parts = urlsplit(started.amqp_url)
    yield urlunsplit(parts._replace(scheme="amqps", netloc=parts.netloc.replace(f":{started.port}", f":{port}")))
    remove_broker(directory)


@pytest.fixture
def secure_postgres(own_postgres, authority):
    """The address of a PostgreSQL that only TLS may enter, without the authority."""
    server = own_postgres()
    certificate, key = authority.certify("postgres")
    if os.geteuid() == 0:
        subprocess.run(["chown", ACCOUNT, key], check=True)
    key.chmod(0o600)
    for folder in (authority.place, *authority.place.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o055)
    with closing(psycopg2.connect(server.url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        for name, value in (("ssl_cert_file", certificate), ("ssl_key_file", key), ("ssl", "on")):
            cursor.execute(f"alter system set {name} = %s", (str(value),))
        cursor.execute("select pg_reload_conf()")
        cursor.execute("create database little")
    url = urlunsplit(urlsplit(server.url)._replace(path="/little"))
    wait_until(lambda: speaks(f"{url}?sslmode=require"), "PostgreSQL speaks TLS")
    return url


def speaks(url):
    try:
        with closing(psycopg2.connect(url)) as connection:
            return connection.info.ssl_in_use
    except psycopg2.OperationalError:
        return False


def test_a_service_works_over_tls_at_both_ends(secure_broker, secure_postgres, authority, little_tree, command, launch):
    broker = f"{secure_broker}?cacertfile={authority.certificate}"
    database = f"{secure_postgres}?sslmode=verify-full&sslrootcert={authority.certificate}"
    tree = little_tree((HERE / "little_service.py").read_text())
    (tree / "services" / "little" / "said.py").write_text((HERE / "said.py").read_text())
    done = command(tree, "prepare", database, AMQP_URL=broker)
    assert done.returncode == 0, done.stderr
    with closing(psycopg2.connect(database)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(TABLES)

    running = launch(tree, database, AMQP_URL=broker)
    running.wait_ready()
    emit(database)

    wait_until(lambda: count(database, "effects") == 1, "the event took effect")
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid) where datname = 'little'"
        )
        assert cursor.fetchone() == (True,)
    running.terminate()
    assert running.process.wait(60) == 0


def emit(database):
    from chassis.pool import Pool

    with closing(Pool(database, "writer", size=1)) as pool, pool.transaction() as tx:
        tx.emit(NoteWritten, {"note_id": str(uuid.uuid4()), "text": "over TLS"})


def count(database, table):
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return cursor.fetchone()[0]


def test_a_broker_of_another_authority_or_name_is_not_spoken_to(secure_broker, authority, stranger):
    by_name = secure_broker.replace("127.0.0.1", "localhost")

    for url in (
        secure_broker,
        f"{secure_broker}?cacertfile={stranger.certificate}",
        f"{by_name}?cacertfile={authority.certificate}",
    ):
        with pytest.raises(ssl.SSLCertVerificationError):
            connection_to(url, 0)


def test_a_database_of_another_authority_is_not_spoken_to(secure_postgres, stranger):
    with pytest.raises(psycopg2.OperationalError, match="certificate verify failed"):
        psycopg2.connect(f"{secure_postgres}?sslmode=verify-full&sslrootcert={stranger.certificate}")
