"""The command over `dead_letters`, for dead letters and what is held. docs/runbook.md says when to use it.

    python -m cli.letters show    QUEUE_URL ID
    python -m cli.letters discard QUEUE_URL ID
    python -m cli.letters replay  QUEUE_URL RETRY_URL --all | ID ... [--send-anyway] [--body FILE]

An ID is a submission's, or the one that SQS gave the message. `replay` releases what was held. The AWS account is found
as the AWS CLI finds it.
Interrupted, it may be started again.
"""

import argparse
import contextlib
import sys
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from cli import dead_letters


def main(arguments: list[str] | None = None) -> int:
    """Print what was found or moved. Returns 0, or 1 after a line on stderr: AWS refused, a letter was not there."""
    options = _options(arguments)
    try:
        return COMMANDS[options.command](boto3.client("sqs"), options)
    except (BotoCoreError, ClientError, OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("interrupted: what is printed was moved, perhaps the next one too; start it again", file=sys.stderr)
    return 1


def _show(sqs: Any, options: argparse.Namespace) -> int:
    body = dead_letters.show(sqs, options.queue, options.id)
    if body is not None:
        print(body)
    return _missing([] if body is not None else [options.id])


def _discard(sqs: Any, options: argparse.Namespace) -> int:
    return _missing([] if dead_letters.discard(sqs, options.queue, options.id) else [options.id])


def _replay(sqs: Any, options: argparse.Namespace) -> int:
    body = options.body.read_text() if options.body else ""
    replayed = dead_letters.replay(
        sqs, url=options.queue, retry_url=options.retry, ids=options.ids, send_anyway=options.send_anyway, body=body
    )
    missing, moved = set(options.ids), 0
    with contextlib.closing(replayed):
        for letter in replayed:
            print(letter.id, flush=True)
            moved += 1
            missing -= {letter.id, letter.message_id}
    print(f"{moved} moved", file=sys.stderr)
    return _missing(sorted(missing))


def _missing(ids: list[str]) -> int:
    if ids:
        print(
            f"error: not there: {', '.join(ids)}. If somebody looks at it, it is back in two minutes", file=sys.stderr
        )
    return 1 if ids else 0


COMMANDS = {"show": _show, "discard": _discard, "replay": _replay}


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m cli.letters", description="Dead letters and what is held.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, what in (("show", "print a letter, and leave it where it is"), ("discard", "delete a letter for good")):
        command = commands.add_parser(name, help=what)
        command.add_argument("queue", metavar="QUEUE_URL")
        command.add_argument("id", metavar="ID", type=_not_empty)
    replay = commands.add_parser("replay", help="move letters to the retry queue")
    replay.add_argument("queue", metavar="QUEUE_URL")
    replay.add_argument("retry", metavar="RETRY_URL")
    replay.add_argument("ids", metavar="ID", nargs="*", type=_not_empty)
    replay.add_argument("--all", action="store_true", help="instead of ids: all letters")
    replay.add_argument(
        "--send-anyway", action="store_true", help="what may have been sent was surely not: send it (only with ids)"
    )
    replay.add_argument("--body", type=Path, metavar="FILE", help="the corrected letter (only with one id)")
    options = parser.parse_args(arguments)
    if options.command == "replay":
        if options.all == bool(options.ids):
            parser.error("give ids or --all")
        if options.queue == options.retry:
            parser.error("both queues are the same")
    return options


def _not_empty(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("an id is empty: set ID first")
    return text


if __name__ == "__main__":
    sys.exit(main())
