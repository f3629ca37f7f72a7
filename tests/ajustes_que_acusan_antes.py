"""The settings of a test server that says «done» before it has done it: only for the control of tests/caidas/test_acusado.py."""

import threading
import time

from django.http import HttpResponseRedirect

from tests import ajustes_de_servidor as _ajustes

globals().update({nombre: getattr(_ajustes, nombre) for nombre in dir(_ajustes) if nombre.isupper()})

MIDDLEWARE = [f"{__name__}.antes", *_ajustes.MIDDLEWARE]


def antes(seguir):
    """What is sent is answered at once, and done a little later."""

    def hacer(request):
        if request.method != "POST":
            return seguir(request)
        _ = request.POST  # the body is read while there is somebody at the other end
        threading.Thread(target=lambda: (time.sleep(1), seguir(request))).start()
        return HttpResponseRedirect("/")

    return hacer
