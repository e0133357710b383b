create schema target.marts;
create schema target.audit;
