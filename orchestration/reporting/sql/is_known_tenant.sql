select count(*) > 0 from marts.dim_tenants where tenant_id = $tenant
