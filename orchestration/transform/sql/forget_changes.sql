-- The models have used every change, so the logs start empty for the next run.
delete from state.restated_keys;
delete from state.chat_changes;
delete from state.kpi_changes;
delete from state.whatsapp_changes;
delete from state.flow_changes;
delete from state.journey_changes;
delete from state.user_event_changes;
delete from state.journey_entry_changes;
delete from state.changed_days;
delete from state.applied_days;
delete from state.contracts;
delete from state.dated_marts;
