"""`relay digest`: the keeper's mail, as it would be sent now."""

from dataclasses import asdict

import typer

from operate import digest
from operate.command.reach import interrupted_says, reached
from operate.command.shown import as_json, say
from operate.command.values import AsJson


def show_digest(context: typer.Context, for_programs: AsJson = False) -> None:
    """How all is: the keeper's daily mail as it would be sent now. Nothing is sent."""
    stack = reached(context)
    say("the keeper looks at everything; that takes some seconds")
    with interrupted_says("nothing was changed"):
        mail = digest.mail_of_now(stack)
    if for_programs:
        as_json(asdict(mail))
        return
    print(f"Subject: {mail.subject}\n\n{mail.text}", end="")
