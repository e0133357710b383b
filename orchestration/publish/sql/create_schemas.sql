create schema if not exists marts;
drop schema if exists audit cascade;
create schema audit;
