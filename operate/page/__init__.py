"""The operators' page: the operations of `relay` as a web page, on the operator's own machine.

`board` folds log lines into rows and `watch` reads them; `guard` lets nobody in but this machine's own browser; `views`
has one file a view, each over the same operations as its command. What only a stack on this machine has (senders,
faults) is added from outside (`app.Extra`); nothing here knows of it.
"""
