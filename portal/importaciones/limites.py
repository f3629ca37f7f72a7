"""How much a file may be. The command line may raise the rows; everything else holds for every door."""

MIB = 1024 * 1024
ARCHIVO = 10 * MIB
DESCOMPRIMIDO = 100 * MIB
MIEMBROS = 1_000
FILAS = 20_000
OTRAS_HOJAS = 3_000  # rows of the sheets beside the one with the table: instructions, lists
COLUMNAS = 60
ENCABEZADO = 15  # the first rows, among which the headings are looked for
LARGO_DE_CELDA = 32_767  # Excel's own
TITULO = 300  # letters of a heading that are looked at
FILAS_DE_EXCEL = 1_048_576
LETRAS = 48 * MIB  # of all the cells of a workbook: one text that a million cells share is small in the file
SEGUNDOS = 15  # of the child that reads a workbook
MEMORIA = 450 * MIB  # of its address space
# beyond these, a worker reads or applies while the page shows how it goes
AL_MOMENTO_XLSX = 150 * 1024
AL_MOMENTO_CSV = 400 * 1024
AL_MOMENTO_FILAS = 2_000
