-- Once, as PostgreSQL's own administrator: psql -f database.sql
-- The owner makes the tables and the fences around them; the portal's role owns nothing and can take no fence down.
CREATE ROLE comity_owner LOGIN PASSWORD 'CHANGE-ME-1';
CREATE ROLE comity_app LOGIN PASSWORD 'CHANGE-ME-2';
CREATE DATABASE comity OWNER comity_owner ENCODING 'UTF8' TEMPLATE template0;
