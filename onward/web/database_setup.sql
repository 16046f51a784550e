-- What a superuser does once in a new database of Onward, before the first migration.
-- The roles exist by then (docs/running.md shows how to make them on a server of one's own).
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Nobody else comes in, and only the owner makes tables.
DO $$ BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO onward_app', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO onward_app;

-- The application reads and writes rows of every table that the owner makes from now on. Migrations take
-- away from it what no application should do: change, remove or empty events and the audit trail.
ALTER DEFAULT PRIVILEGES FOR ROLE onward_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO onward_app;
ALTER DEFAULT PRIVILEGES FOR ROLE onward_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO onward_app;
