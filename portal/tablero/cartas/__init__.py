"""What each person is told at its hour: the digest of the week and the notices of the day.

    gente.py     who has a charge in a UGEL, with what they chose
    hechos.py    what there is in a UGEL, read once for all of its people
    lineas.py    how each thing reads
    resumen.py   the digest of one person
    avisos.py    what is due to be told today, and to whom
    reparto.py   when, and how it is handed over
    vigencia.py  which things are still as they were told, when a mail leaves

Everything of a UGEL is read in a fixed number of queries, however many people and rows it has; who is told what is decided in memory, by
the charge of each person, and a test compares it with what `for_user` lets them read.
"""
