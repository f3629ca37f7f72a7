"""What the policy says of rows that meet records: updates, warnings, who may."""

from .caso import Caso, acepta, en_csv, fila, yerra

# In the world of the corpus: EX-1 (060801, with a responsible person, from 15/01/2027 to 30/06/2027, 12 talleres), EX-2 (with a verified report of 5 of 10),
# EX-3 (closed as fulfilled), EX-4 (with neither district nor due date)
EX1 = {"codigo": "EX-1", "distrito": "060801", "descripcion": "Compromiso que existe", "fecha_limite": "30/06/2027"}


def casos() -> list[Caso]:
    return [
        acepta("lo mismo que ya está", en_csv(EX1), EX_1={"responsable": "Jefa de gestión", "meta_fisica": 12, "fecha_inicio_iso": "2027-01-15"}),
        acepta("una celda opcional vacía no borra", en_csv(EX1 | {"descripcion": "Cambió"}),
               EX_1={"descripcion": "Cambió", "responsable": "Jefa de gestión", "unidad": "talleres", "meta_financiera": 1500}),
        acepta("el código en otras letras es el mismo registro", en_csv(EX1 | {"codigo": " ex-1 ", "responsable": "Otra"}), EX_1={"responsable": "Otra"}),
        yerra("una celda obligatoria vacía no borra: se avisa", en_csv(EX1 | {"descripcion": "", "fecha_limite": ""}), (2, "descripcion"), (2, "fecha_limite")),
        acepta("obligatoria vacía donde el registro tampoco la tiene", en_csv({"codigo": "EX-4", "descripcion": "Otra cosa"}), EX_4={"descripcion": "Otra cosa"}),
        acepta("un registro sin distrito lo recibe", en_csv(fila(codigo="EX-4", distrito="060802")), EX_4={"distrito": {"060802"}}),
        yerra("una fila no mueve un compromiso de distrito", en_csv(EX1 | {"distrito": "060802"}), (2, "distrito")),
        yerra("tampoco le agrega uno", en_csv(EX1 | {"distrito": "060801 060802"}), (2, "distrito")),
        yerra("tampoco con TODOS, y se dicen los demás errores", en_csv(EX1 | {"distrito": "TODOS", "avance": "200"}), (2, "distrito"), (2, "avance")),
        yerra("fecha límite nueva, anterior al inicio que ya tiene", en_csv(EX1 | {"fecha_limite": "01/01/2027"}), (2, "fecha_limite")),
        yerra("inicio nuevo, posterior al plazo que ya tiene", en_csv(EX1 | {"fecha_inicio": "01/07/2027"}), (2, "fecha_limite")),
        yerra("un compromiso cerrado no se reprograma", en_csv(fila(codigo="EX-3", fecha_limite="31/12/2027")), (2, "fecha_limite")),
        acepta("con avances reportados, avance y estado no se toman", en_csv(fila(codigo="EX-2", descripcion="Con reportes", fecha_limite="30/06/2027",
                                                                                 avance="90", estado="cumplido")),
               [(2, "avance"), (2, "estado")], EX_2={"avance": 50, "estado": "en_proceso"}),
        acepta("cumplido con menos de 100: manda el avance", en_csv(fila(estado="cumplido", avance="40")), [(2, "estado")],
               C_1={"estado": "en_proceso", "avance": 40}),
        acepta("pendiente con avance: manda el avance", en_csv(fila(estado="pendiente", avance="10")), [(2, "estado")], C_1={"estado": "en_proceso", "avance": 10}),
        acepta("no cumplido con 100: manda el avance", en_csv(fila(estado="no cumplido", avance="100")), [(2, "estado")],
               C_1={"estado": "en_proceso", "avance": 100}),
        acepta("cumplido sin avance es 100", en_csv(fila(estado="cumplido")), [(2, "avance")], C_1={"estado": "cumplido", "avance": 100}),
        acepta("no cumplido con avance parcial", en_csv(fila(estado="no cumplido", avance="30")), C_1={"estado": "no_cumplido", "avance": 30}),
        acepta("sin estado ni avance: pendiente", en_csv(fila()), C_1={"estado": "pendiente"}),
        acepta("carga inicial de uno que existe", en_csv(EX1 | {"estado": "cumplido", "avance": "100"}), EX_1={"estado": "cumplido", "avance": 100}),
        acepta("todas las columnas", en_csv(fila(responsable="Jefe", fecha_inicio="01/02/2027", estado="en proceso", avance="12.5", meta_fisica="3", unidad="obras",
                                                meta_financiera="1,250.50")),
               C_1={"responsable": "Jefe", "estado": "en_proceso", "avance": 12.5, "meta_fisica": 3, "unidad": "obras", "meta_financiera": 1250.5}),
        yerra("todo mal en una fila", en_csv({"codigo": "ñ", "distrito": "1", "descripcion": "", "responsable": "x" * 151, "fecha_inicio": "x",
                                             "fecha_limite": "31/2/27",
                                             "estado": "?", "avance": "-1", "meta_fisica": "1.234", "unidad": "x" * 41, "meta_financiera": "NaN"}),
              *((2, c) for c in ("codigo", "distrito", "descripcion", "responsable", "fecha_inicio", "fecha_limite", "estado", "avance", "meta_fisica", "unidad",
                                 "meta_financiera"))),
        yerra("un error no tapa los que salen de varias columnas juntas",
              en_csv(fila(avance="300", fecha_inicio="01/12/2027", meta_fisica="5")), (2, "avance"), (2, "fecha_limite"), (2, "meta_fisica")),
        Caso("una mala entre muchas buenas", lambda: en_csv(*(fila(codigo=f"C-{n}") for n in range(200)), fila(codigo="C-x", fecha_limite="x")),
             errores=frozenset({(202, "fecha_limite")})),
        Caso("sin convenio", lambda: en_csv(fila()), motivo="falta_convenio", opciones=("--convenio", "")),
        Caso("un convenio que no hay", lambda: en_csv(fila()), motivo="sin_convenio", opciones=("--convenio", "CM-NADA")),
        Caso("una persona que no hay", lambda: en_csv(fila()), motivo="sin_persona", opciones=("--por", "nadie")),
        Caso("una persona que no carga", lambda: en_csv(fila()), motivo="sin_permiso", opciones=("--por", "directora.corpus")),
        Caso("una persona de una municipalidad", lambda: en_csv(fila()), motivo="sin_convenio", opciones=("--por", "enlace.corpus")),
        Caso("una persona de otra UGEL", lambda: en_csv(fila()), motivo="sin_convenio", opciones=("--por", "ajena.corpus")),
    ]  # fmt: skip
