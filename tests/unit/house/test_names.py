"""A name means one thing in the whole house, so that a line of code can be read without its imports."""

import ast
from collections import defaultdict

from tests.unit.house.modules import Module, modules

MEANS_THE_SAME = {
    "Campaign": "a campaign of the platform: what the organiser set up for it, and what the API tells of it",
    "Credentials": "the account's app ID and key; the client's own is for a program that has no store of secrets",
    "Rejected": "the platform refused what was sent: the client's error, and the outcome of a run that it ended",
    "validator": "the compiled pydantic validator of a model; each module of validators has one, as the build expects",
    "read": "reads what was given and finds every problem; always called with its module's name",
}
"""Names that are defined in more than one room, and why that misleads nobody."""


def public_names(module: Module) -> set[str]:
    """The classes and functions at the top of a module."""
    kinds = (ast.ClassDef, ast.FunctionDef)
    return {node.name for node in module.tree.body if isinstance(node, kinds) and not node.name.startswith("_")}


def rooms_of_names() -> dict[str, dict[str, str]]:
    """Each name that more than one room defines: the room and the module of each definition."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for module in modules().values():
        if module.room != "functions":  # each has its `handler`, as Lambda wants it
            for name in public_names(module):
                found[name][module.room] = module.name
    return {name: places for name, places in found.items() if len(places) > 1}


def test_a_name_is_defined_in_one_room_only_unless_it_means_the_same() -> None:
    twice = {name: sorted(places.values()) for name, places in rooms_of_names().items() if name not in MEANS_THE_SAME}
    assert twice == {}


def test_no_exception_is_listed_that_is_none() -> None:
    assert set(MEANS_THE_SAME) <= set(rooms_of_names())
