select tenant_id from marts.dim_tenants where tenant_id = $tenant
