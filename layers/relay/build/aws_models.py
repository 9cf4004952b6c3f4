"""Cut what botocore knows of AWS down to the operations that the relay calls, in the built layer.

botocore carries the models of all services: 25 MB, whose listing and reading cost a cold start. Kept are, of each
service that `relay.stores.aws` calls, those operations and the shapes that they use, and what botocore reads for any
service, its endpoints in every partition among it. The files keep their places, so botocore's own loader reads them;
plain JSON instead of gzip, since a cold start would have to unpack it. A service's rules for endpoints are left out:
without them botocore takes its endpoint from the list, once, instead of working it out at each call. What only the
keeper calls is not even in that list, which every cold start reads: its endpoints are as a region's usually are.

    python aws_models.py python/botocore/data
"""

import gzip
import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from relay.stores.aws import OF_THE_KEEPER, OPERATIONS

FOR_ANY_SERVICE = ("partitions.json", "sdk-default-configuration.json")
ENDPOINTS = "endpoints.json"
MODEL = "service-2"

type Tree = Any
"""What json.loads returns."""


def cut(data: Path) -> dict[str, Tree]:
    """The files to keep of botocore's folder `data`, by their places in it."""
    kept = {name: read(data / name) for name in FOR_ANY_SERVICE}
    kept[ENDPOINTS] = with_services_alone(read(data / ENDPOINTS), OPERATIONS)
    for service, operations in all_operations().items():
        version = max(folder.name for folder in (data / service).iterdir())
        place = f"{service}/{version}"
        kept[f"{place}/{MODEL}.json"] = with_operations_alone(read(data / place / f"{MODEL}.json.gz"), operations)
    return kept


def all_operations() -> dict[str, frozenset[str]]:
    """What the relay calls, by service."""
    services = sorted(OPERATIONS.keys() | OF_THE_KEEPER.keys())
    return {name: OPERATIONS.get(name, frozenset()) | OF_THE_KEEPER.get(name, frozenset()) for name in services}


def read(file: Path) -> Tree:
    """What is in a JSON file, or in one that is packed."""
    content = file.read_bytes()
    return json.loads(gzip.decompress(content) if file.suffix == ".gz" else content)


def with_services_alone(endpoints: Mapping[str, Tree], services: Mapping[str, object]) -> Tree:
    """botocore's list of endpoints with these services alone in each partition."""
    partitions = [
        {**one, "services": {name: found for name, found in one["services"].items() if name in services}}
        for one in endpoints["partitions"]
    ]
    return {**endpoints, "partitions": partitions}


def with_operations_alone(model: Mapping[str, Tree], operations: frozenset[str]) -> Tree:
    """A service's model with these operations alone. Raises `KeyError` if it knows one of them by no such name."""
    bare = undocumented(model)
    kept = {name: bare["operations"][name] for name in sorted(operations)}
    shapes = bare["shapes"]
    used: set[str] = set()
    waiting = list(shapes_named(kept))
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting.extend(shapes_named(shapes[name]))
    return {**bare, "operations": kept, "shapes": {name: shapes[name] for name in shapes if name in used}}


def shapes_named(tree: Tree) -> Iterator[str]:
    """The names of all shapes that a part of a model refers to."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "shape" and isinstance(value, str):
                yield value
            else:
                yield from shapes_named(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from shapes_named(value)


def undocumented(tree: Tree) -> Tree:
    """The same without its texts for people."""
    if isinstance(tree, dict):
        return {
            key: undocumented(value)
            for key, value in tree.items()
            if not (key == "documentation" and isinstance(value, str))
        }
    return [undocumented(value) for value in tree] if isinstance(tree, list) else tree


def main(arguments: Sequence[str]) -> None:
    """Cut the folder down, in place."""
    data = Path(arguments[0])
    kept = cut(data)
    shutil.rmtree(data)
    for place, content in kept.items():
        file = data / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")
    kept_operations = all_operations()
    count = sum(map(len, kept_operations.values()))
    print(f"botocore: {', '.join(kept_operations)}, and {count} operations of theirs")


if __name__ == "__main__":
    main(sys.argv[1:])
