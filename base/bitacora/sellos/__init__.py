"""The chain over the history: what was written is sealed, each seal stands on the one before, and the last one is told outside (ADR 0029).

sellar.sellar_todo()      every row that is not sealed yet goes into a seal
verificar.verificar()     the whole chain and every row, against what was sealed
declarar.declarar(...)    a row that has to be erased, said before it is
"""
