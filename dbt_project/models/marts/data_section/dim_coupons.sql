{{ code_register('coupons', ['coupon_code_issued'], 'issued_at') }}
