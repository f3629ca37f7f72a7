"""`SENTRY_DSN`: of an error nothing leaves this machine that the log would not say (P43)."""

import json

import pytest

from base.comun import vigia

CANARIO, DNI = "CANARIO-secreto", "12345678"
SUCESO = {
    "event_id": "a1",
    "level": "error",
    "server_name": f"equipo-{CANARIO}",
    "user": {"id": CANARIO},
    "extra": {"x": CANARIO},
    "breadcrumbs": {"values": [{"message": CANARIO}]},
    "tags": {"x": CANARIO},
    "request": {
        "method": "POST",
        "url": f"https://x/cuenta/olvido/{CANARIO}/?token={CANARIO}",
        "query_string": CANARIO,
        "data": {"descripcion": CANARIO},
        "cookies": {"sesion": CANARIO},
        "headers": {"Authorization": CANARIO},
        "env": {"REMOTE_ADDR": CANARIO},
    },
    "logentry": {"formatted": f"falló {DNI}", "message": "falló %s", "params": [CANARIO]},
    "exception": {
        "values": [
            {
                "type": "ValueError",
                "value": f"persona {DNI} alguien@ejemplo.pe",
                "stacktrace": {
                    "frames": [{"filename": "a.py", "lineno": 3, "function": "f", "vars": {"c": CANARIO}, "context_line": CANARIO}]
                },
            }
        ]
    },
}


@pytest.mark.promesa("P43")
def test_what_is_told_of_an_error_holds_nothing_secret_or_personal():
    limpio = vigia.limpiar(SUCESO, {})
    texto = json.dumps(limpio)
    assert not [dicho for dicho in (CANARIO, DNI, "alguien@") if dicho in texto]
    assert limpio["exception"]["values"][0]["type"] == "ValueError"
    assert limpio["exception"]["values"][0]["stacktrace"]["frames"] == [{"filename": "a.py", "lineno": 3, "function": "f"}]


def test_an_error_of_the_portal_passes_through_it(monkeypatch):
    sentry_sdk = pytest.importorskip("sentry_sdk", reason="no está instalado sentry-sdk")
    dicho = {}
    monkeypatch.setattr(sentry_sdk, "init", lambda **opciones: dicho.update(opciones))
    vigia.avisar_a("https://llave@equipo.ejemplo/1")
    assert dicho["before_send"] is vigia.limpiar
    assert (dicho["send_default_pii"], dicho["include_local_variables"], dicho["max_request_body_size"]) == (False, False, "never")
