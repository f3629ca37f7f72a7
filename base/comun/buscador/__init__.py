"""Search across everything: each app declares what of it can be found (`declaracion`); how it is asked stands here once.

`indices` keeps what makes it quick, `pregunta` reads what was typed, `motor` asks the database and `marcas` shows where it was found.
"""
