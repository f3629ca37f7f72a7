"""Open data and the API: every public table as JSON and CSV, and with a key the same tables as its person sees them.

One declaration a table (`tablas/`). From it come the addresses, the CSV, the data dictionary, the OpenAPI and the catalogue.
"""
