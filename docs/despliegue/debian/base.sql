-- Las dos cuentas y la base de datos. Como postgres, una vez:
--   psql -v clave_dueno="'…'" -v clave_portal="'…'" -f docs/despliegue/debian/base.sql
\set ON_ERROR_STOP on
CREATE ROLE convenios_dueno LOGIN PASSWORD :clave_dueno;
-- CREATEDB: para ensayar cada semana la restauración en una base de prueba. No le deja tocar nada de esta.
CREATE ROLE portal LOGIN CREATEDB PASSWORD :clave_portal;
CREATE DATABASE convenios OWNER convenios_dueno ENCODING 'UTF8' TEMPLATE template0;
\connect convenios
CREATE EXTENSION IF NOT EXISTS pg_trgm;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO convenios_dueno;
GRANT USAGE ON SCHEMA public TO portal;
-- Lo que el dueño crea al migrar, el portal lo lee y lo escribe; `proteger_bitacora` le quita después lo que no debe tocar.
ALTER DEFAULT PRIVILEGES FOR ROLE convenios_dueno IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portal;
ALTER DEFAULT PRIVILEGES FOR ROLE convenios_dueno IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO portal;
