"""The second factor: what a person has besides a password, and whether this session has proved it.

`estado` knows who needs one and who has one; `aplicacion`, `acceso` and `recuperacion` are the three kinds (the codes of a telephone, a
passkey, a code on paper); `prueba` takes what was typed, counted; `acciones` gives, changes and takes away; `etapa` stands in the sign-in and
`middleware` on every page.
"""
