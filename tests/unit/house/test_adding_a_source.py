"""Whoever adds a source touches a handful of places; the test names each that was forgotten."""

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.house.modules import ROOT, modules
from tests.unit.stack.template import CloudFormationLoader

RELAY = Path("layers/relay/relay")
STACK_TESTS = Path("tests/unit/stack/template.py")
IMPORTED = {"lead_file"}
"""Sources that an operator's command reads: no sender posts to them."""


def declared(root: Path) -> list[str]:
    """The sources in `type Source = Literal[...]` of relay.campaigns."""
    tree = ast.parse((root / RELAY / "campaigns.py").read_text(encoding="utf-8"))
    (alias,) = (node for node in tree.body if isinstance(node, ast.TypeAlias) and node.name.id == "Source")
    return [
        node.value for node in ast.walk(alias.value) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def forgotten(root: Path, source: str) -> list[str]:
    """The places that a source which is declared still needs."""
    imported = source in IMPORTED  # by an operator's command: no event, no function
    return [
        *_in_sources(root, source, imported=imported),
        *_in_campaigns(root, source),
        *([] if imported else _in_functions(root, source)),
        *_in_events_and_tests(root, source, imported=imported),
        *_in_docs(root, source, imported=imported),
    ]


def _in_sources(root: Path, source: str, *, imported: bool) -> Iterator[str]:
    path = root / RELAY / "sources" / f"{source}.py"
    if not path.exists():
        yield f"sources/{source}.py: the module"
        return
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    if f'SOURCE: Final[Source] = "{source}"' not in text:
        yield f"sources/{source}.py: SOURCE"
    if "handle" not in functions and not imported:
        yield f"sources/{source}.py: handle, which answers an event"
    keeps = any(
        isinstance(node, ast.Attribute) and ast.unparse(node).endswith(".unusable.keep") for node in ast.walk(tree)
    )
    if keeps and "read_again" not in functions:
        yield f"sources/{source}.py: read_again, for the posts that it keeps as unusable"
    registry = (root / RELAY / "sources" / "registry.py").read_text(encoding="utf-8")
    if keeps and f"{source}.SOURCE: {source}.read_again" not in registry:
        yield "sources/registry.py: its read_again in READERS"
    elsewhere = (root / RELAY / "sources" / "elsewhere.py").read_text(encoding="utf-8")
    if f"({source}.handle, " not in elsewhere and not imported:
        yield "sources/elsewhere.py: its address in SOURCES"


def _in_campaigns(root: Path, source: str) -> Iterator[str]:
    tree = ast.parse((root / RELAY / "campaigns.py").read_text(encoding="utf-8"))
    (campaign,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Campaign")
    fields = {
        node.target.id
        for node in campaign.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    if source not in fields:
        yield "campaigns.py: its table in Campaign"
    (tables,) = (
        node.value for node in tree.body if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "SOURCES"
    )
    if f"'{source}'" not in ast.unparse(tables or ast.Dict()):
        yield "campaigns.py: its model in SOURCES"
    if f'"{source}": ' not in (root / RELAY / "keeping" / "words.py").read_text(encoding="utf-8"):
        yield "keeping/words.py: what the mails call it"


def _in_functions(root: Path, source: str) -> Iterator[str]:
    module = f"relay.sources.{source}"
    folders = [name for name, function in modules(root).items() if module in function.imports and "functions." in name]
    if not folders:
        yield f"functions/: a folder whose app.py imports {module}"
        return
    template = yaml.load(
        (root / "template.yaml").read_text(encoding="utf-8"), CloudFormationLoader
    )  # plain values only
    resources = template["Resources"]
    deployed = [
        name
        for name, resource in resources.items()
        if resource["Properties"].get("CodeUri") == folders[0].replace(".", "/")
    ]
    if not deployed:
        yield "template.yaml: the function"
        return
    (function,) = deployed
    own = resources[function]["Properties"]
    if not any(event["Type"] == "HttpApi" for event in own.get("Events", {}).values()):
        yield "template.yaml: a route to the function"
    others = [each["Properties"] for each in resources.values() if each["Properties"] is not own]
    for name in ("Role", "LoggingConfig"):
        if name not in own or any(own[name] == other.get(name) for other in others):
            yield f"template.yaml: a {name} of the function's own"
    yield from _watched(resources, function)
    if f'"{function}"' not in (root / STACK_TESTS).read_text(encoding="utf-8"):
        yield f"{STACK_TESTS}: the function in INGRESS"


def _watched(resources: dict[str, Any], function: str) -> Iterator[str]:
    """Where the log and the errors of a function must be looked at; not all that the dashboard shows."""
    logs = str(resources[function]["Properties"].get("LoggingConfig", {}).get("LogGroup"))
    reading = {"the keeper's RELAY_LOG_GROUPS": "Keeper", "the saved queries": "SubmissionLogQuery"}
    for what, reader in reading.items():
        if logs not in str(resources[reader]["Properties"]):
            yield f"template.yaml: its log group in {what}"
    alarms = [each["Properties"] for each in resources.values() if each["Type"] == "AWS::CloudWatch::Alarm"]
    of_it = [str(alarm) for alarm in alarms if str({"Ref": function}) in str(alarm)]
    for metric in ("Errors", "Throttles"):
        if not any(f"'MetricName': '{metric}'" in alarm for alarm in of_it):
            yield f"template.yaml: an alarm that looks at its {metric}"
    if f"${{{function}}}" not in str(resources["Dashboard"]["Properties"]):
        yield "template.yaml: the function on the dashboard"


def _in_events_and_tests(root: Path, source: str, *, imported: bool) -> Iterator[str]:
    if not imported and not list((root / "events").glob(f"{source}_*.json")):
        yield f"events/{source}_*.json: an event as it arrives"
    campaigns = root / "events" / "campaigns.toml"
    if not imported and f".{source}]" not in campaigns.read_text(encoding="utf-8"):
        yield "events/campaigns.toml: its table in a campaign"
    if not (root / "tests" / "unit" / "sources" / f"test_{source}.py").exists():
        yield f"tests/unit/sources/test_{source}.py: its tests"


def _in_docs(root: Path, source: str, *, imported: bool) -> Iterator[str]:
    if f"`{source}.py`" not in (root / "docs" / "sources.md").read_text(encoding="utf-8"):
        yield f"docs/sources.md: what arrives at {source}.py, with its source"
    if not imported and f".{source}]" not in (root / "campaigns.toml").read_text(encoding="utf-8"):
        yield "campaigns.toml: its table, with a comment for each key"


# ---------------------------------------------------------------- the sources that there are


@pytest.mark.parametrize("source", declared(ROOT))
def test_a_source_is_in_every_place_where_it_belongs(source: str) -> None:
    assert forgotten(ROOT, source) == []


# ---------------------------------------------------------------- one more, in a copy


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what a source is made of, in which `postcard` is declared."""
    for folder in (RELAY, Path("functions"), Path("events"), Path("tests/unit/sources"), Path("docs")):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("template.yaml", "campaigns.toml", STACK_TESTS):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    changed(tmp_path / RELAY / "campaigns.py", "type Source = Literal[", 'type Source = Literal["postcard", ')
    return tmp_path


def changed(path: Path, old: str, new: str) -> None:
    """Replace a text that is there once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_source_that_is_only_declared_is_missed_in_every_place(copy: Path) -> None:
    assert "postcard" in declared(copy)
    assert forgotten(copy, "postcard") == [
        "sources/postcard.py: the module",
        "campaigns.py: its table in Campaign",
        "campaigns.py: its model in SOURCES",
        "keeping/words.py: what the mails call it",
        "functions/: a folder whose app.py imports relay.sources.postcard",
        "events/postcard_*.json: an event as it arrives",
        "events/campaigns.toml: its table in a campaign",
        "tests/unit/sources/test_postcard.py: its tests",
        "docs/sources.md: what arrives at postcard.py, with its source",
        "campaigns.toml: its table, with a comment for each key",
    ]


def test_a_source_whose_posts_are_kept_must_be_able_to_read_them_again(copy: Path) -> None:
    module = copy / RELAY / "sources" / "postcard.py"
    module.write_text("def answer(relay):\n    relay.unusable.keep()\n", encoding="utf-8")
    assert [place for place in forgotten(copy, "postcard") if place.startswith("sources/")] == [
        "sources/postcard.py: SOURCE",
        "sources/postcard.py: handle, which answers an event",
        "sources/postcard.py: read_again, for the posts that it keeps as unusable",
        "sources/registry.py: its read_again in READERS",
        "sources/elsewhere.py: its address in SOURCES",
    ]


def test_a_function_that_is_not_deployed_or_has_no_route_is_missed(copy: Path) -> None:
    folder = copy / "functions" / "postcard"
    folder.mkdir()
    (folder / "app.py").write_text("from relay.sources import postcard\n", encoding="utf-8")
    (copy / RELAY / "sources" / "postcard.py").write_text("", encoding="utf-8")
    assert "template.yaml: the function" in forgotten(copy, "postcard")
    changed(copy / "template.yaml", "CodeUri: functions/retry", "CodeUri: functions/postcard")
    assert "template.yaml: a route to the function" in forgotten(copy, "postcard")


def test_a_function_that_borrows_anothers_role_or_log_group_is_missed(copy: Path) -> None:
    changed(copy / "template.yaml", "Role: !GetAtt SmsOptinRole.Arn", "Role: !GetAtt WebFormRole.Arn")
    changed(copy / "template.yaml", "LogGroup: !Ref TwitterCardLogs", "LogGroup: !Ref WebFormLogs")
    assert forgotten(copy, "sms") == ["template.yaml: a Role of the function's own"]
    assert forgotten(copy, "twitter_card") == ["template.yaml: a LoggingConfig of the function's own"]


def test_a_function_that_nobody_watches_is_missed(copy: Path) -> None:
    template = copy / "template.yaml"
    text = (
        template.read_text(encoding="utf-8").replace("!Ref GoogleLeadLogs, ", "").replace("${GoogleLead}", "${Retry}")
    )
    template.write_text(text.replace("Value: !Ref GoogleLead}", "Value: !Ref Retry}"), encoding="utf-8")
    changed(copy / STACK_TESTS, '"GoogleLead", ', "")
    assert forgotten(copy, "google_lead") == [
        "template.yaml: its log group in the keeper's RELAY_LOG_GROUPS",
        "template.yaml: its log group in the saved queries",
        "template.yaml: an alarm that looks at its Errors",
        "template.yaml: an alarm that looks at its Throttles",
        "template.yaml: the function on the dashboard",
        "tests/unit/stack/template.py: the function in INGRESS",
    ]
