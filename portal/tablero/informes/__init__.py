"""Reports: figures told once (`reunir`), drawn by several writers (`escribir`), and put into the office's own templates (`plantillas`)."""
