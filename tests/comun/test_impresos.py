"""Printed documents: whatever people typed is text, and a reader that cannot see finds title, language and tags."""

import io
import time

import pypdf
import pytest

from base.comun.impresos import componer_pdf

HOSTILES = [
    '#import "base.typ": * #panic("ejecutado")',
    "$ x^2 $ y #sys.inputs",
    "] ) } [ ( { \\ ` ``` \"'",
    "= No es un título",
    "*no negrita* _no cursiva_ @cita <marca>",
    "// no es un comentario /* tampoco */",
    "مرحبا بالعالم",
    "Niñez, ¿cuántos? ÁÉÍÓÚÜÑ °ª «» – — … S/ 1,250.50",
]


def leer(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def texto_de(pdf: bytes) -> str:
    return "\n".join(pagina.extract_text() for pagina in leer(pdf).pages)


def probar(textos=(), filas=(), **opciones) -> bytes:
    return componer_pdf("prueba", {"textos": list(textos), "filas": list(filas)}, **{"titulo": "Título de la prueba", **opciones})


def test_a_document_says_its_title_its_language_and_has_tags():
    lector = leer(probar(["Hola"]))
    raiz = lector.trailer["/Root"]

    assert lector.metadata.title == "Título de la prueba"
    assert raiz["/Lang"].lower().startswith("es")
    assert raiz["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in raiz
    assert b"pdfuaid" in raiz["/Metadata"].get_data()
    assert "Página 1 de 1" in lector.pages[0].extract_text()


@pytest.mark.parametrize("hostil", HOSTILES)
def test_what_a_person_typed_comes_out_as_text(hostil):
    salida = "".join(texto_de(probar([hostil], [[hostil, hostil, ""]])).split())
    if "\u0600" <= hostil[0] <= "\u06ff":
        letras = "".join(hostil.split())
        assert letras in salida or letras[::-1] in salida or set(letras) <= set(salida)
    else:
        assert salida.count("".join(hostil.split())) >= 1


def test_a_code_that_would_run_if_it_were_read_does_not_run():
    """Control of the test above: the same words inside a template do stop the compiler."""
    import typst

    with pytest.raises(typst.TypstError, match="ejecutado"):
        typst.compile(b'#panic("ejecutado")', format="pdf")


def test_two_thousand_letters_without_a_blank_stay_on_the_page():
    lector = leer(probar(["x" * 2000]))
    anchos = []
    for pagina in lector.pages:
        pagina.extract_text(visitor_text=lambda t, cm, tm, *_: anchos.append((tm[4], len(t))))
    letras = sum("".join(p.extract_text().split()).count("x") for p in lector.pages)
    assert letras >= 2000
    assert "x" * 150 not in lector.pages[0].extract_text()  # it was cut into lines


def test_a_hash_and_the_figures_beside_it_are_found_and_copied_as_they_are_written():
    """The blanks of no width that would let a long word be cut come along with every letter of the document that is drawn as theirs."""
    huella = "0123456789abcdef" * 4
    texto = texto_de(probar([huella, "Físico 57.3 %, S/ 39,849.00"]))
    assert "\u200b" not in texto
    assert huella in "".join(texto.split())
    assert "57.3 %, S/ 39,849.00" in texto


def test_what_cannot_be_drawn_is_left_out_or_boxed_and_never_stops_the_document():
    salida = texto_de(probar(["antes\x00\x07\ud800\u202e después", "中文 😀 fin"]))
    assert "antes después" in salida
    assert "fin" in salida


def test_demonstration_data_say_so_on_every_page():
    filas = [[f"C-{n}", "texto", ""] for n in range(120)]
    marcadas = [p.extract_text() for p in leer(probar(filas=filas, demostracion=True)).pages]
    assert len(marcadas) > 1
    assert all("DATOS DE DEMOSTRACIÓN" in p for p in marcadas)
    assert "DEMOSTRACIÓN" not in texto_de(probar(filas=filas))


def test_the_same_data_give_the_same_bytes():
    assert probar(["Hola"], [["a", "b", "c"]]) == probar(["Hola"], [["a", "b", "c"]])


def test_four_hundred_rows_take_less_than_a_second_and_a_half():
    filas = [[f"C-{n}", f"Compromiso {n} de mejorar la escuela, con un texto de dos líneas " * 3, "1 ene 2027"] for n in range(400)]
    probar(filas=filas[:2])
    inicio = time.process_time()
    pdf = probar(filas=filas)
    assert time.process_time() - inicio < 1.5
    assert "C-399" in texto_de(pdf)


def test_a_template_is_one_of_the_house():
    for nombre in ("../base", "no_existe", "/etc/passwd"):
        with pytest.raises(ValueError, match="No hay un impreso"):
            componer_pdf(nombre, {}, titulo="x")
