-- Everything is a function of the seed and of what it is drawn for, never of the order of rows.
create macro draw(label, number) as hash(getvariable('seed'), label, number);
create macro uniform(label, number) as (draw(label, number) % 1000003) / 1000003.0;
create macro pick(options, label, number) as
    options[1 + (draw(label, number) % len(options))::integer];
