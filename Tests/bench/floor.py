"""What the rows alone cost, without Holdfast's functions, then with each layer that guards them: floor.py DSN

Every figure is held against trivial commits in the same round, as in life.py.
"""

import contextlib
import pathlib
import statistics
import sys

from measure import HERE, Bench, Server, psql, spread

ROUNDS = 7
FIRST = 10
TABLES = ["operations", "operation_payloads", "schedule", "settlements", "operation_events", "api_calls"]
DROP_CHECKS = """
    do $$
    declare
        v record;
    begin
        for v in
            select c.conrelid::regclass as name, c.conname from pg_constraint c
            where c.contype = 'c' and c.conislocal and c.conrelid = any (array[%s]::regclass[])
        loop
            execute format('alter table %%s drop constraint %%I', v.name, v.conname);
        end loop;
    end
    $$""" % ", ".join(f"'adcp.{table}'" for table in TABLES)
DISABLE = "alter table adcp.operations disable trigger "
STATEMENT_TRIGGERS = ["c_record_births", "d_record_moves", "e_check_births", "f_check_moves"]

# What each variant leaves out, and whether the function writes the history itself.
VARIANTS = {
    "rows": ([DROP_CHECKS, DISABLE + "all"], True),
    "+ constraints": ([DISABLE + "all"], True),
    "+ guard of each row": ([DISABLE + trigger for trigger in STATEMENT_TRIGGERS], True),
    "+ history, next step": ([], False),
}


def main(dsn):
    server = Server(dsn)
    with contextlib.ExitStack() as stack:
        benches = {}
        for number, (name, (statements, history)) in enumerate(VARIANTS.items()):
            bench = stack.enter_context(Bench(server, f"floor{number}"))
            for statement in [pathlib.Path(HERE, "floor.sql").read_text(), *statements]:
                psql(bench.dsn, statement)
            bench.variables |= {"history": history}
            benches[name] = bench
        ratios = {(name, count): [] for count in (100, 1) for name in VARIANTS}
        costs = {key: [] for key in ratios}
        for bench in benches.values():
            bench.variables["count"] = 100
            bench.run(["floor"], 4, ("-T", 1))
            psql(bench.dsn, "analyze")
        for number in range(ROUNDS):
            base = benches["rows"].run(["trivial"], 8, ("-T", 2), 1, FIRST)[1]
            for name, count in list(ratios)[:: 1 if number % 2 else -1]:
                bench = benches[name]
                bench.variables["count"] = count
                cost = bench.run(["floor"], 4 if count > 1 else 8, ("-T", 2), count, FIRST)[1]
                costs[name, count].append(cost)
                ratios[name, count].append(cost / base)
    print(f"{'':40}{'CPU µs each':>13}{'ratio to trivial, median (range)':>34}")
    for name, count in ratios:
        label = f"{name}, {'batches of 100' if count > 1 else 'one at a time'}"
        print(f"{label:40}{statistics.median(costs[name, count]):13.1f}{spread(ratios[name, count]):>34}")


main(sys.argv[1])
