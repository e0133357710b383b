-- Once a week each process is given codes, to be handed out and to be entered by customers.
create macro codes_per_upload() as 200;
create macro days_between_uploads() as 7;
create macro upload_number(day_number) as floor(day_number / days_between_uploads())::integer;
create macro coupon_code(upload_number, code_number) as
    printf('COUPON-%d-%d', upload_number, code_number % codes_per_upload());
create macro entered_code(upload_number, code_number) as
    printf('CODE-%d-%d', upload_number, code_number % codes_per_upload());

create macro address(number) as json_object(
    'street', printf('Main Street %d', number % 200),
    'postal_code', printf('%05d', number % 99999),
    'city', pick(['Cologne', 'Boston', 'Pune'], 'city', number),
    'country', pick(['DE', 'US', 'IN'], 'city', number)
);

-- One row per code that is uploaded, of coupons and of codes to be entered alike.
create table uploads as
select
    tenant_id,
    printf('%s-p%d', tenant_id, process_number) as process_id,
    upload_number(day_number) as upload_number,
    code_number,
    getvariable('first_day')::date + day_number::integer as landing_day
from
    tenants,
    range(1, 5) as processes (process_number),
    range(0, getvariable('days'), days_between_uploads()) as days (day_number),
    range(codes_per_upload()) as codes (code_number);
