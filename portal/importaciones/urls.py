"""Addresses of the imports."""

from django.urls import path

from .views import ensayo, lista, padrones

urlpatterns = [
    path("importaciones/", lista.importaciones, name="importaciones"),
    path("importaciones/<int:pk>/", ensayo.importacion, name="importacion"),
    path("importaciones/<int:pk>/columnas/", ensayo.columnas, name="importacion_columnas"),
    path("importaciones/<int:pk>/decidir/", ensayo.decidir, name="importacion_decidir"),
    path("importaciones/<int:pk>/marcado.xlsx", ensayo.marcado, name="importacion_marcado"),
    path("importaciones/<int:pk>/aplicar/", ensayo.aplicar, name="importacion_aplicar"),
    path("importaciones/<int:pk>/filas/<int:numero>/", ensayo.fila, name="importacion_fila"),
    path("importaciones/columnas/<slug:padron>/", padrones.columnas, name="importar_columnas"),
    path("importaciones/plantilla/<slug:padron>.xlsx", padrones.plantilla, name="importar_plantilla"),
    path("importaciones/exportar/<slug:padron>.<slug:formato>", padrones.exportar, name="importar_exportar"),
]
