-- In a service's database: :"owner" makes tables, :"name" reads and writes them, nobody else enters. May be run again.
ALTER DATABASE :"name" OWNER TO :"owner";
REASSIGN OWNED BY :"name" TO :"owner";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO :"name";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"name";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"name";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"name";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO :"name";
ALTER ROLE :"name" SET statement_timeout = '30s';
ALTER ROLE :"name" SET lock_timeout = '10s';
ALTER ROLE :"name" SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE :"name" SET client_connection_check_interval = '1s';
-- What was audited stays as it was written; migrations say the same when they make these tables.
SELECT set_config('roles.name', :'name', false);
DO $$
DECLARE
  kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['audit', 'audit_chain'] LOOP
    IF to_regclass('public.' || kept) IS NOT NULL THEN
      EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON public.%I FROM %I', kept, current_setting('roles.name'));
    END IF;
  END LOOP;
END $$;
