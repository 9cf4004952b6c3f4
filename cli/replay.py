"""The command over `dead_letters.replay`: moves dead letters back to the retry queue. docs/runbook.md says when.

    python -m cli.replay DEAD_LETTER_URL RETRY_URL --all | ID ... [--send-anyway]

It finds its AWS account as the AWS CLI does. Interrupted, it may be started again.
"""

import argparse
import sys
import time

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from cli import dead_letters


def main(arguments: list[str] | None = None) -> int:
    """Print the id of each letter as it is moved. Returns 0, or 1 if AWS refused or a named letter was not there."""
    options = _options(arguments)
    moved: set[str] = set()
    try:
        replayed = dead_letters.replay(
            boto3.client("sqs"),
            dead_letter_url=options.dead_letters,
            retry_url=options.retry,
            only=options.ids,
            send_anyway=time.time_ns() // 1_000_000 if options.send_anyway else 0,
        )
        for letter in replayed:
            print(letter or "(a letter without an id)", flush=True)
            moved.add(letter)
    except (BotoCoreError, ClientError) as error:
        print(f"error: AWS refused: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted: what is printed was moved, the rest is where it was", file=sys.stderr)
        return 1
    missing = [each for each in options.ids if each not in moved]
    for each in missing:
        print(f"error: no letter {each}; if somebody looks at it now, try again in two minutes", file=sys.stderr)
    return 1 if missing else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m cli.replay", description="Move dead letters to the retry queue.")
    parser.add_argument("dead_letters", metavar="DEAD_LETTER_URL")
    parser.add_argument("retry", metavar="RETRY_URL")
    parser.add_argument("ids", metavar="ID", nargs="*")
    parser.add_argument("--all", action="store_true", help="instead of ids: all letters")
    parser.add_argument(
        "--send-anyway",
        action="store_true",
        help="what may have been sent before now was surely not: send it (only with ids)",
    )
    options = parser.parse_args(arguments)
    if options.all == bool(options.ids):
        parser.error("give ids or --all")
    if options.send_anyway and options.all:
        parser.error("--send-anyway needs the ids of the letters that it is for")
    if "" in options.ids:
        parser.error("an id is empty")
    return options


if __name__ == "__main__":
    sys.exit(main())
