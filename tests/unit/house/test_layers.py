"""Imports run one way through the rooms of the house, so that each can be read without those above it.

A room is a folder of layers/relay/relay; "values" are the modules beside those folders. Imports inside functions and
for type checkers count too.
"""

import graphlib
from collections.abc import Iterable

import pytest

from tests.unit.house.modules import OPERATE, ROOT, modules, room_of

LEAD_FILE = "relay.sources.lead_file"
"""The one source that has no sender of its own: operators give it rows, and it makes of them what posts are made of."""

MAY_IMPORT = {
    "functions": ("wiring", "sources"),
    "operate": ("keeping", "stores", "phone2action", "values", LEAD_FILE),
    "keeping": ("stores", "phone2action", "values"),
    "wiring": ("keeping", "sources", "delivery", "stores", "phone2action", "values"),
    "sources": ("delivery", "stores", "phone2action", "values"),
    "delivery": ("stores", "phone2action", "values"),
    "stores": ("values",),
    "values": (),
    "phone2action": (),
}
"""What each room may import, beside itself: rooms, and a single module. Nothing here imports local/, tests/ or what
else is not deployed, but that `operate`, which is not, imports itself.
"""

MODULES = modules()
BUILD = ROOT / "layers" / "relay" / "build"
NOT_DEPLOYED = {path.name for path in ROOT.iterdir() if path.is_dir()} | {path.stem for path in BUILD.glob("*.py")}


def roots(targets: Iterable[str]) -> set[str]:
    """The packages that these modules are in."""
    return {target.partition(".")[0] for target in targets}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_from_the_rooms_below_it(name: str) -> None:
    module = MODULES[name]
    allowed = {module.room, *MAY_IMPORT[module.room]}
    ours = {target for target in module.imports if room_of(target) in MAY_IMPORT}
    assert sorted(target for target in ours if not {target, room_of(target)} & allowed) == []


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_nothing_that_is_not_deployed(name: str) -> None:
    module = MODULES[name]
    assert roots(module.imports) & NOT_DEPLOYED <= ({OPERATE} if module.room == OPERATE else set())


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {name: sorted((module.early | module.late) & MODULES.keys() - {name}) for name, module in MODULES.items()}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_every_room_is_lived_in() -> None:
    assert {module.room for module in MODULES.values()} == set(MAY_IMPORT)


def test_no_function_ever_imports_pydantic() -> None:
    """It costs a cold start more than the relay does. On Lambda compiled modules stand in for all `validators`."""
    met: set[str] = set()
    ahead = [name for name, module in MODULES.items() if module.room == "functions"]
    while ahead:
        name = ahead.pop()
        if name not in met and not name.endswith(".validators"):
            met.add(name)
            ahead += (MODULES[name].early | MODULES[name].late) & MODULES.keys()
    assert "relay.stores.secrets" in met
    assert [name for name in met if "pydantic" in roots(MODULES[name].early | MODULES[name].late)] == []
