"""What is in the layer that is deployed: the campaigns, and which code.

The layer's archive is asked for where Lambda keeps it, by its end and the members that are wanted, so that a few
kilobytes are loaded instead of all of it. Nothing of it is run: the campaigns are a literal.
"""

import ast
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

import requests

from operate.stack import Stack
from operate.trouble import Trouble
from relay.campaigns import Campaigns

CAMPAIGNS: Final = "python/relay/_campaigns.py"
CODE: Final = "python/relay/"
PROCESSORS: Final = {"x86_64": "x86_64", "aarch64": "arm64"}
MADE_BY_THE_BUILD: Final = frozenset({"_campaigns.py", "validators.py", "country_names.py", "federal_holidays.py"})
PARTIAL: Final = 206
TIMEOUT: Final = (5, 30)
ROOT: Final = Path(__file__).resolve().parent.parent


class Remote(io.RawIOBase):
    """A file behind an address, read by ranges; all at once where the server knows no ranges."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._at = 0
        answer = self._ask(0, 0)
        self._whole = answer.content if answer.status_code != PARTIAL else b""
        self._size = len(self._whole) or int(answer.headers["Content-Range"].rpartition("/")[2])

    def _ask(self, first: int, last: int) -> requests.Response:
        answer = requests.get(self._url, headers={"Range": f"bytes={first}-{last}"}, timeout=TIMEOUT)
        answer.raise_for_status()
        return answer

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def seekable(self) -> bool:
        """Any part of it may be read."""
        return True

    def tell(self) -> int:
        """The place that is read next."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        """The bytes from here on, at most `size` of them."""
        first = self._at
        self._at = self._size if size is None or size < 0 else min(self._size, first + size)
        if first >= self._at:
            return b""
        return self._whole[first : self._at] if self._whole else self._ask(first, self._at - 1).content


class Layer:
    """The layer's archive. Raises `Trouble` if it can't be read."""

    def __init__(self, url: str) -> None:
        try:
            self._archive = zipfile.ZipFile(Remote(url))
        except (requests.RequestException, zipfile.BadZipFile, KeyError) as error:
            raise Trouble(f"the deployed layer can't be loaded ({type(error).__name__})") from None

    def campaigns(self) -> Mapping[int, Mapping[str, Any]]:
        """The campaigns as campaigns.toml had them when it was built, as the build wrote them down."""
        try:
            tree = ast.parse(self._archive.read(CAMPAIGNS))
            values = [node.value for node in tree.body if isinstance(node, ast.Assign)]
            literal: Mapping[int, Mapping[str, Any]] = ast.literal_eval(values[0])
        except (KeyError, IndexError, ValueError, SyntaxError, requests.RequestException):
            raise Trouble("the deployed layer has no campaigns that can be read") from None
        return literal

    def has_source(self, name: str) -> bool:
        """Whether there is a source of that name in it."""
        return f"{CODE}sources/{name}.py" in self._archive.namelist()

    def processors(self) -> frozenset[str]:
        """What its compiled modules are for, in the words of the parameter Architecture."""
        found = (re.search(r"-(x86_64|aarch64)-linux-gnu\.so$", name) for name in self._archive.namelist())
        return frozenset(PROCESSORS[each[1]] for each in found if each)

    def other_code(self, package: Path = ROOT / "layers" / "relay" / "relay") -> list[str]:
        """The modules of the package relay that are not as they are in this checkout."""
        there = {
            each.filename.removeprefix(CODE): each.CRC
            for each in self._archive.infolist()
            if each.filename.startswith(CODE) and each.filename.endswith(".py")
        }
        here = {str(path.relative_to(package)): zlib.crc32(path.read_bytes()) for path in package.rglob("*.py")}
        names = sorted(there.keys() | here.keys())
        return [
            name
            for name in names
            if name.rpartition("/")[2] not in MADE_BY_THE_BUILD and there.get(name) != here.get(name)
        ]


def layer(stack: Stack, function: Literal["WebForm", "TwitterCard", "SmsOptin", "Retry"] = "WebForm") -> Layer:
    """The layer that a function of the stack runs with. Raises `Trouble`, or what boto3 raises."""
    functions = stack.client("lambda")
    if function not in stack.functions:
        raise Trouble(f"the stack has no function {function}")
    layers = functions.get_function_configuration(FunctionName=stack.functions[function]).get("Layers", [])
    if not layers:
        raise Trouble(f"the function {stack.functions[function]} has no layer: deploy again")
    return Layer(functions.get_layer_version_by_arn(Arn=layers[0]["Arn"])["Content"]["Location"])


def known_campaigns(stack: Stack) -> Campaigns:
    """The campaigns that the deployed functions know. Raises `Trouble`, or what boto3 raises.

    Raises `Trouble`, too, if they know no rows of files: their messages would all become letters.
    """
    deployed = layer(stack)
    if not deployed.has_source("lead_file"):
        raise Trouble("the deployed release can't deliver rows of files: deploy this one first")
    return Campaigns.from_literal(deployed.campaigns())
