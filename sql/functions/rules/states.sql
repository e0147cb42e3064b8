-- What kind a state is, as expressions that PostgreSQL inlines. A test compares them with adcp.states.

create or replace function adcp.is_settled(p_state text)
returns boolean
language sql
immutable
parallel safe
return p_state in ('completed', 'failed', 'canceled', 'rejected');
comment on function adcp.is_settled(text) is 'Whether a state is an outcome, as adcp.states has it.';

create or replace function adcp.is_open(p_state text)
returns boolean
language sql
immutable
parallel safe
return p_state not in ('completed', 'failed', 'canceled', 'rejected', 'timed_out');
comment on function adcp.is_open(text) is 'Whether somebody still waits in a state, as adcp.states has it.';
