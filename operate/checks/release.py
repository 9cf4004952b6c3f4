"""Is what is deployed this checkout: its template, its code and its campaigns."""

import ast
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from operate.checks.facts import Facts
from operate.checks.finding import Finding, broken, warning
from operate.template import difference, of_this_checkout, uploaded

DEPLOY: Final = (
    "Deploy this checkout (README, \u201cDeploy it\u201d), or use the checkout that was deployed.",
    "make build && .tools/sam/bin/sam deploy",
)
OF_THE_BUILD: Final = frozenset({"CodeUri", "ContentUri", "Metadata"})
MANY: Final = 5


def same_template(facts: Facts) -> Iterator[Finding]:
    """Whether the template of this checkout is the one that is deployed."""
    if not (facts.root / "template.yaml").exists():
        return
    ours, theirs = of_this_checkout(facts.root / "template.yaml"), uploaded(facts.stack)
    paths = difference(_without(ours), _without(theirs))
    places = list(dict.fromkeys(".".join(path[:2]) for path in paths))
    if places:
        what = f"Another template than this checkout's is deployed; they differ in {_some(places)}."
        yield warning(what, *DEPLOY)


def _without(content: Any) -> Any:
    """A template without what the SAM CLI writes into it."""
    if isinstance(content, dict):
        return {name: _without(each) for name, each in content.items() if name not in OF_THE_BUILD}
    return content


def same_code(facts: Facts) -> Iterator[Finding]:
    """Whether the layer has the code of this checkout."""
    package = facts.root / "layers" / "relay" / "relay"
    if others := facts.archive().other_code(package) if package.is_dir() else []:
        what = f"Another code than this checkout's is deployed; {len(others)} modules differ: {_some(others)}."
        yield warning(what, *DEPLOY)


def same_campaigns(facts: Facts) -> Iterator[Finding]:
    """Whether the campaigns.toml of this checkout is deployed. `make run` has campaigns of its own."""
    file = facts.root / "campaigns.toml"
    if facts.is_local or not file.exists():
        return
    here = _built(facts.root, file)
    if isinstance(here, str):
        yield warning("campaigns.toml of this checkout has a mistake, so it can't be deployed.", "make campaigns")
        return
    there = facts.archive().campaigns()
    names = sorted(str(number) for number in here.keys() | there.keys() if here.get(number) != there.get(number))
    if names:
        what = f"campaigns.toml of this checkout is not what is deployed: {_some(names)} differ."
        yield warning(what, *DEPLOY)


def _built(root: Path, file: Path) -> Mapping[int, Any] | str:
    """The campaigns as the build would write them; what is wrong with them if it would not."""
    relay = root / "layers" / "relay"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "campaigns.py"
        command = [sys.executable, str(relay / "build" / "campaigns_toml.py"), str(file), str(target)]
        done = subprocess.run(  # noqa: S603 (our own build)
            command, env={"PYTHONPATH": str(relay)}, capture_output=True, text=True, check=False, timeout=60
        )
        if done.returncode != 0:
            return done.stderr
        tree = ast.parse(target.read_text(encoding="utf-8"))
    literal: Mapping[int, Any] = next(
        ast.literal_eval(each.value) for each in tree.body if isinstance(each, ast.Assign)
    )
    return literal


def processor(facts: Facts) -> Iterator[Finding]:
    """Whether the layer is built for the processor that the functions run on."""
    wanted = facts.stack.parameters.get("Architecture", "")
    others = facts.archive().processors() - {wanted}
    if wanted and others:
        what = (
            f"The layer is built for {', '.join(sorted(others))}, and the functions run on {wanted}: they can't start."
        )
        platform = {"arm64": "aarch64-manylinux_2_28", "x86_64": "x86_64-manylinux_2_28"}.get(wanted, wanted)
        build = f"make build RELAY_PLATFORM={platform}"
        yield broken(what, build, ".tools/sam/bin/sam deploy", "Or deploy with the other Architecture.")


def _some(names: list[str]) -> str:
    return ", ".join(names[:MANY]) + (f" and {len(names) - MANY} more" if len(names) > MANY else "")
