"""Errors told to a Sentry (`SENTRY_DSN`): what stands in the log, no more. Neither forms, cookies, variables nor people leave this machine."""

from typing import Any

from .registro import ocultar


def avisar_a(dsn: str) -> None:
    """From here on, each error of this process is told there."""
    import sentry_sdk

    sentry_sdk.init(
        dsn=dsn,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0,
        server_name="portal",
        before_send=limpiar,
    )


def limpiar(suceso: Any, _: Any) -> Any:
    """Of an error: its kind, its message covered, its lines of code, and which address was asked for."""
    pedido = suceso.get("request", {})
    limpio = {n: suceso[n] for n in ("event_id", "timestamp", "level", "platform", "logger", "sdk") if n in suceso}
    if pedido:
        limpio["request"] = {"method": pedido.get("method", ""), "url": ocultar(str(pedido.get("url", "")).partition("?")[0])}
    dicho = suceso.get("logentry", {})
    if dicho:
        limpio["logentry"] = {"message": ocultar(str(dicho.get("formatted") or dicho.get("message", "")))}
    limpio["exception"] = {"values": [_error(uno) for uno in suceso.get("exception", {}).get("values", [])]}
    return limpio


def _error(uno: dict[str, Any]) -> dict[str, Any]:
    marcos = [
        {n: marco[n] for n in ("filename", "module", "function", "lineno", "in_app") if n in marco}
        for marco in (uno.get("stacktrace") or {}).get("frames", [])
    ]
    return {"type": uno.get("type"), "value": ocultar(str(uno.get("value", ""))), "stacktrace": {"frames": marcos}}
