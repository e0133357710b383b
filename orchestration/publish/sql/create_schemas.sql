create schema if not exists target.marts;
drop schema if exists target.audit cascade;
create schema target.audit;
