-- One function per kind of refusal, so that every caller gets the same SQLSTATE, field and hint.

create or replace function adcp.refuse_field(p_field text, p_message text, p_hint text default null)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception '%: %', p_field, p_message
        using errcode = 'AD010', column = p_field,
            detail = format('The field %s was refused.', p_field),
            hint = coalesce(p_hint, 'Correct the field and send it again.');
end
$$;
comment on function adcp.refuse_field(text, text, text) is 'Raises AD010: a field of the input is not acceptable. The error''s column names it.';

create or replace function adcp.refuse_unknown(p_what text, p_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'there is no % %', p_what, p_name
        using errcode = 'AD011', column = p_what,
            detail = format('No %s of this tenant has that name or identifier.', p_what),
            hint = 'A row of another tenant looks the same as one that does not exist.';
end
$$;
comment on function adcp.refuse_unknown(text, text) is 'Raises AD011: what was named does not exist for this tenant.';
