-- The IANA names of time zones that the engine converts to as well: a machine may know newer ones,
-- and files of its own such as `localtime`.
CREATE TEMP TABLE known_time_zones AS
SELECT unnest($zones::VARCHAR[]) AS time_zone
INTERSECT
SELECT name FROM pg_timezone_names()
