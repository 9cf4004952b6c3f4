"""What people type after the commands of this folder: one line says what can't be, and what to write instead.

Each command catches `Mistake`, prints it and returns `FAILED`. Values that make hands on are named as they are there.
"""

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

FAILED = 1
LARGEST_PORT = 65535
API = r"""(https://[^\s/?#@"']+|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?)(/[^\s?#"']*)?/"""
"""What an address of the API looks like. The template's ApiBaseUrl says the same."""


class Mistake(Exception):
    """What was typed can't be used; the text is one line that says what to write."""


class Parser(argparse.ArgumentParser):
    """Reads a command's arguments. Raises `Mistake` where the standard one prints its usage and exits."""

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments."""
        raise Mistake(f"{message}; `{self.prog} --help` lists what there is")


def refuse(error: Exception) -> int:
    """Print why nothing was done, and return the exit code for it."""
    print(f"error: {error}", file=sys.stderr)
    return FAILED


def port(variable: str) -> Callable[[str], int]:
    """A reader of the port that `variable` of make holds. It raises `Mistake` for anything else."""

    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{1,5}", text) or not 1 <= int(text) <= LARGEST_PORT:
            raise Mistake(f"{variable}={text} is no port: write a number from 1 to {LARGEST_PORT}")
        return int(text)

    return read


def upstream(text: str) -> str:
    """The address of an API, with a slash at its end; "" is none. Raises `Mistake` for anything else."""
    address = text if text.endswith("/") else f"{text}/"
    if text and not (re.fullmatch(API, address) and _has_a_port_that_can_be(address)):
        raise Mistake(
            f"API={text} is no address of an API: write https://host/path/, "
            "or for this machine http://127.0.0.1:9999/path/, without a query"
        )
    return address if text else ""


def _has_a_port_that_can_be(address: str) -> bool:
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False


def campaigns(text: str) -> Path:
    """A file of campaigns that is there. Raises `Mistake` if it is not."""
    path = Path(text).resolve()
    if not path.is_file():
        raise Mistake(f"CAMPAIGNS={text} is no file: write the path of one, as in CAMPAIGNS=campaigns.toml")
    return path
