"""Where the database is, from the environment."""

from pathlib import Path

from config import database


def test_a_url_names_host_port_user_and_options():
    found = database.from_url("postgresql://ow%40ner:p%3Aw@db.example:5433/coso%20one?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == ("ow@ner", "p:w", "db.example", "5433", "coso one")
    assert found["OPTIONS"] == {"sslmode": "require", "options": "-c jit=off"}


def test_a_socket_folder_is_a_host():
    found = database.from_url("postgresql://coso_owner@/coso?host=/run/postgresql&port=5434")
    assert (found["HOST"], found["PORT"]) == ("/run/postgresql", "5434")


def test_the_app_signs_in_as_a_role_of_its_own(monkeypatch):
    monkeypatch.setenv("COSO_DATABASE_URL", "postgresql://owner:secret@db/coso")
    monkeypatch.setenv("COSO_APP_PASSWORD", "other")
    found = database.database_settings()
    assert (found["owner"]["USER"], found["default"]["USER"], found["default"]["PASSWORD"]) == ("owner", "coso_app", "other")
    monkeypatch.setenv("COSO_APP_DATABASE_URL", "postgresql://reader@elsewhere/coso")
    assert (database.database_settings()["default"]["USER"], database.database_settings()["default"]["HOST"]) == ("reader", "elsewhere")


def test_without_a_name_it_is_the_embedded_server(monkeypatch):
    monkeypatch.delenv("COSO_DATABASE_URL")
    assert database.uses_embedded()
    assert Path(str(database.database_settings()["owner"]["HOST"])).name
