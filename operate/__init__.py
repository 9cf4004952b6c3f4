"""What an operator does with a deployed stack, as functions: a command calls them (`operate.command`), a page may too.

They find a stack, list what lies in its queues and tables, and move or delete it. None of them prints, asks or decides.
Nothing of the relay's functions imports from here, and no sender ever waits for what is done here.
"""
