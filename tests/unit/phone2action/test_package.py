"""The package as a whole: it could be published by itself, and nobody pays for more of it than they use."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from relay import phone2action

PACKAGE = Path(phone2action.__file__).parent
MODULES = sorted(PACKAGE.glob("*.py"))
DEPENDENCIES = {"requests", "urllib3", "certifi", "pydantic", "pydantic_core"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_it_depends_on_requests_and_pydantic_and_knows_nothing_of_the_relay(module: Path) -> None:
    for imported in imports(module):
        root = imported.partition(".")[0]
        assert root in sys.stdlib_module_names | DEPENDENCIES or imported.startswith("relay.phone2action"), imported


def imports(module: Path) -> list[str]:
    nodes = list(ast.walk(ast.parse(module.read_text())))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return plain + [str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)]


def test_everything_it_offers_is_there() -> None:
    assert len(set(phone2action.__all__)) == len(phone2action.__all__)
    for name in phone2action.__all__:
        assert getattr(phone2action, name) is not None


CREATE = """
import requests

class Session(requests.Session):
    def request(self, *args, **options):
        reply = requests.Response()
        reply.status_code, reply._content, reply.raw = 200, b'{"success": 1, "advocateid": 7}', io.BytesIO()
        reply._content_consumed = True
        return reply

api = Phone2Action(Credentials("a", "b"), session=Session())
assert api.create_advocate(campaigns=[998], email="ada@example.org", state="MA", zip5="02134").advocateid == 7
"""


@pytest.mark.parametrize("and_then", ["", CREATE])
def test_a_healthy_write_of_the_built_layer_imports_no_more_than_is_needed(built_layer: Path, and_then: str) -> None:
    script = f"import io, sys; from relay.phone2action import *\n{and_then}\nprint(*sys.modules)"
    command = [sys.executable, "-c", script]
    environment = {"PYTHONPATH": str(built_layer)}
    loaded = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()
    unwanted = {"pydantic", "zoneinfo", "asyncio"} | {f"relay.phone2action.{name}" for name in ("results", "pages")}
    assert "relay.phone2action.client" in loaded
    assert not unwanted & set(loaded)
    assert "relay.phone2action.request_types" not in loaded
