{{ code_register(
    'codes', ['code_entered_correct', 'code_registered'], 'redeemed_at', ['points', 'is_win']
) }}
