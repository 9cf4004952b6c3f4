"""The simulation: the relay's real code in a simulated world in which everything goes wrong, and a checker after it.

    engine         time that jumps, tasks that take turns at their outside calls, processes that die
    cloud          DynamoDB, SQS and Secrets Manager as one process sees them: slow, away, answers lost
    platform       the sandbox as one process sees it over its HTTP session: slow, down, answers lost
    weather        which fault strikes when
    functions      Lambda: environments that stay warm, each with the relay's parts and a clock of its own
    mapping        how Lambda feeds the worker from the queue
    people         who sends what
    posts          forms, leads and signed texts as the functions get them
    world          all of it in one place, with a trace
    checker        what must hold when all is quiet again
    crash_points   every call of every scenario, as the place where a process dies
    seeds          drawn runs
    report         the summary

`python -m tests.simulation` runs it; `python -m tests.simulation --seed 7` runs one run again, with its trace.
"""
