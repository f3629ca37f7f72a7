"""Debian's Chromium, driven by Playwright: how it is started, and the two sizes in which pages are looked at."""

import os

from playwright.sync_api import Browser, Playwright

CHROMIUM = "/usr/bin/chromium"
# Nothing but this machine has a name, so that a page cannot lean on anything from outside
SOLO_ESTE_EQUIPO = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
TELEFONO = {"width": 360, "height": 740}
MESA = {"width": 1280, "height": 900}


def lanzar(playwright: Playwright) -> Browser:
    sin_jaula = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's sandbox refuses root
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[SOLO_ESTE_EQUIPO, "--disable-dev-shm-usage", *sin_jaula])
