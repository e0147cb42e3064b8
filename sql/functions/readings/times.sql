-- Times that counterparties tell. Public, because views that readers use call it.

create or replace function adcp_report.read_time(p_text text)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Offsets are required (C §10.12).
    if p_text ~ '^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d([.]\d+)?([Zz]|[+-]\d\d:\d\d)$' then
        return p_text::timestamptz;
    end if;
    return null;
exception
    when datetime_field_overflow or invalid_datetime_format then
        return null;
end
$$;
comment on function adcp_report.read_time(text) is 'A counterparty''s RFC 3339 time; null for anything else.';
