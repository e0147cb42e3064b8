-- Prints docs/states.md from the tables that decide: make generate. Run with psql -XAt.
select '# States and moves

Written from `adcp.states` and `adcp.transitions` by `make generate`; a test compares. The same list is a CHECK constraint on
`adcp.operations` (it holds under COPY, restore and replication), the rule of a trigger (which names the legal moves when it refuses one,
SQLSTATE `AD001`) and the enum `OperationState` in `Sources/AdCP`.

## States

| state | whose | open | settled | meaning |
|---|---|---|---|---|';
select format('| `%s` | %s | %s | %s | %s |', state, origin,
    case when is_open then 'yes' else '' end, case when is_settled then 'yes' else '' end, meaning)
from adcp.states
order by array_position(
    array['requested', 'calling_adcp', 'submitted', 'working', 'input_required', 'auth_required', 'timed_out',
        'completed', 'failed', 'canceled', 'rejected'], state);
select '
An open operation has exactly one row in `adcp.schedule`, its next step; any other has none. `timed_out` is ours alone: the seller''s
late word still counts and moves it. `unknown`, which AdCP also knows, is no state: it makes us ask again.

## Moves

`guide`: the AdCP orchestrator design guide''s own table, verbatim. `adcp`: what real agents do beyond it. `local`: our clock and our users.

| from | to | source | why |
|---|---|---|---|';
select format('| `%s` | `%s` | %s | %s |', from_state, to_state, source, why)
from adcp.transitions
order by array_position(array['guide', 'adcp', 'local'], source), from_state, to_state;
select '
## Diagram

```mermaid
stateDiagram-v2
    [*] --> requested';
select format('    %s --> %s', from_state, to_state) from adcp.transitions order by from_state, to_state;
select format('    %s --> [*]', state) from adcp.states where is_settled order by state;
select '```';
