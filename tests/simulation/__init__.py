"""The simulation: the relay's real code in a simulated world in which everything goes wrong, and a checker after it.

    engine         time that jumps, tasks that take turns at their outside calls, processes that die
    cloud          DynamoDB, SQS and Secrets Manager as one process sees them: slow, away, answers lost
    platform       the sandbox as one process sees it over its HTTP session: slow, down, answers lost
    answers        what stands in the platform's place when something goes wrong
    weather        which fault strikes when
    climates       the weather of drawn runs, and what their platform is like
    functions      Lambda: environments that stay warm, each with the relay's parts and a clock of its own
    mapping        how Lambda feeds the worker from the queue
    people         who sends what
    same_contact   one contact that several posts ask for
    draws          what is drawn of these
    posts          forms, leads and signed texts as the functions get them
    operators      what operators do with letters and with what is held
    world          all of it in one place, with a trace
    found          what lies where when all is quiet again
    checker        what must hold then; with a module each for contacts, persons, consent, leads, peace for the platform
    drawn          which kinds of trouble a run really had
    crash_points   every call of every scenario, as the place where a process dies
    seeds          drawn runs
    report         the summary

`python -m tests.simulation` runs it; `python -m tests.simulation --seed 7` runs one run again, with its trace.
"""
