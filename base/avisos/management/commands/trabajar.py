"""`manage.py trabajar`: the worker. It sends the mails, does the jobs, asks for those whose hour has come and sweeps after who died."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from base.avisos.trabajo import trabajar, una_vez


class Command(BaseCommand):
    help = "Envía los correos y hace los trabajos que esperan, hasta Ctrl-C; con --una-vez, los de ahora y termina."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--una-vez", action="store_true", help="lo que espera ahora, y termina (para cron)")
        parser.add_argument("--pausa", type=float, default=2.0, help="segundos entre una vuelta y otra cuando no hay nada que hacer")

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Stop at SIGTERM or Ctrl-C when what is in hand is finished; at the second one, at once."""
        if opciones["una_vez"]:
            una_vez()
            return
        parar = threading.Event()

        def terminar(numero: int, _: Any) -> None:
            parar.set()
            signal.signal(numero, signal.SIG_DFL)

        for cual in (signal.SIGTERM, signal.SIGINT):
            signal.signal(cual, terminar)
        trabajar(parar, pausa=max(opciones["pausa"], 0.1))
