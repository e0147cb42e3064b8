-- Waiting, as arithmetic over the policy tables. Single expressions without subqueries, so that PostgreSQL inlines them.

create or replace function adcp.jitter(p_wait interval)
returns interval
language sql
volatile
parallel safe
return p_wait * (1 + 0.2 * random());
comment on function adcp.jitter(interval) is 'The wait and up to a fifth more, so that what failed together does not come back together. Never less: a seller may have asked for it.';

create or replace function adcp.poll_wait(
    p_first interval, p_growth numeric, p_most interval, p_attempt integer, p_retry_after integer)
returns interval
language sql
immutable
parallel safe
return greatest(
    make_interval(secs => coalesce(least(greatest(p_retry_after, 1), 3600), 0)),
    least(p_most, p_first * power(p_growth::float8, least(p_attempt, 40))));
comment on function adcp.poll_wait(interval, numeric, interval, integer, integer) is
    'Wait before a poll: grows from poll to poll up to the longest wait, never less than the seller asked (seconds, at most an hour).';

create or replace function adcp.retry_wait(
    p_first interval, p_most interval, p_in_series integer, p_pause interval, p_failed integer, p_retry_after integer)
returns interval
language sql
immutable
parallel safe
return greatest(
    make_interval(secs => coalesce(least(greatest(p_retry_after, 1), 3600), 0)),
    case
        when p_failed % p_in_series = 0 then p_pause
        else least(p_most, p_first * power(2::float8, p_failed % p_in_series - 1))
    end);
comment on function adcp.retry_wait(interval, interval, integer, interval, integer, integer) is
    'Wait after the n-th failed try: doubles within a series, a pause after each series, never less than the seller asked (seconds, at most an hour).';

create or replace function adcp.policy_name(p_task_type text, p_names text[])
returns text
language sql
immutable
parallel safe
return case when p_task_type = any (p_names) then p_task_type else '*' end;
comment on function adcp.policy_name(text, text[]) is
    'Which row of adcp.task_policies serves a task. Takes the names of all rows, so that PostgreSQL can inline it and read them once.';
