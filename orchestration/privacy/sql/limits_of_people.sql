SELECT count(*) FROM seeds.retention
WHERE register IN ('whatsapp_contacts', 'journey_users') AND days IS NOT NULL
