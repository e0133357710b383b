-- The time at which it is decided what has expired.
select retained_as_of from state.as_of
