"""Drawn campaigns.toml files: what is valid is taken as it was meant, what is mangled is told in plain lines."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import campaigns_text
import campaigns_toml
from campaigns_model import Literal
from relay.campaign_values import keyword, origin
from relay.keywords import spelling
from relay.sources.texts import wording

ROOT = Path(__file__).parents[2]
WHAT_TO_DO = re.compile(r"\b(write|save|delete|take it out|leave the line out|known are)\b")
OWN = [(ROOT / "events" / name).read_text(encoding="utf-8") for name in ("campaigns.toml", "campaigns_es.toml")]

# A busy machine is no failure.
patient = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def is_keyword(text: str) -> bool:
    try:
        return bool(keyword(text)) and not wording.is_opt_out(spelling(text))
    except ValueError:
        return False


words = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=8)
texts = st.text(
    st.characters(categories=["L", "N", "P", "S"], include_characters=" \n"), min_size=1, max_size=30
).filter(str.strip)
tags = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=20)
switches = st.booleans()
hosts = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?\.example", fullmatch=True).filter(
    lambda host: "xn--" not in host
)
sites = st.builds(
    lambda host, port: f"https://{host}" + (f":{port}" if port else ""), hosts, st.sampled_from([0, 80, 8443])
) | st.sampled_from(["http://127.0.0.1:3001", "http://localhost", "http://[::1]:3001"])


def lists(*values: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), unique=True)


def tables(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keys)


forms = tables(
    origins=st.lists(sites, unique=True, max_size=3),
    redirects=st.lists(sites, unique=True, max_size=3),
    p2asource=tags,
    calls=switches,
    secret=switches,
    thanks=texts,
)
cards = tables(connect=lists("email", "tweet", "call"), p2asource=tags)
optional_of_texts = {"connect": lists("tweet", "call"), "p2asource": tags, "smsoptin": switches}


@st.composite
def campaigns(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Campaigns by their number, as campaigns.toml may have them."""
    spare = draw(st.lists(words.filter(is_keyword), min_size=6, max_size=12, unique_by=spelling))
    made = {}
    for number in draw(st.lists(st.integers(1, 10**18 - 1), min_size=1, max_size=3, unique=True)):
        sources = draw(st.sets(st.sampled_from(["web_form", "twitter_card", "sms"]), min_size=1))
        table: dict[str, Any] = {"name": draw(texts)}
        if "web_form" in sources:
            table["web_form"] = draw(forms)
        if "twitter_card" in sources:
            table["twitter_card"] = draw(cards)
        if "sms" in sources:
            needed = {"keywords": [spare.pop() for _ in range(draw(st.integers(1, 2)))], "reply": draw(texts)}
            table["sms"] = needed | draw(tables(**optional_of_texts))
        made[str(number)] = table
    return made


def written(campaigns: dict[str, dict[str, Any]]) -> str:
    """The campaigns as TOML. JSON's texts, lists, true and false are TOML's, too."""
    lines = []
    for number, table in campaigns.items():
        lines += [f"[campaigns.{number}]", f"name = {json.dumps(table['name'], ensure_ascii=False)}"]
        for source, keys in list(table.items())[1:]:
            lines.append(f"[campaigns.{number}.{source}]")
            lines += [f"{key} = {json.dumps(value, ensure_ascii=False, indent=2)}" for key, value in keys.items()]
    return "\n".join(lines)


def as_functions_see(table: dict[str, Any]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in table.items():
        match value:
            case dict():
                seen[key] = as_functions_see(value)
            case list() if key == "keywords":
                seen[key] = tuple(map(spelling, value))
            case list():
                seen[key] = tuple(value)
            case _:
                seen[key] = value
    return seen


def judged(path: Path, content: bytes) -> Literal | None:
    """The campaigns, if there are any; else what is wrong is plain lines that say what to do."""
    path.write_bytes(content)
    try:
        return campaigns_toml.load(path)
    except campaigns_text.CampaignsError as error:
        told = [problem.text for problem in error.problems]
    assert told
    assert [text for text in told if not text.isprintable() or not WHAT_TO_DO.search(text)] == []
    return None


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drawn") / "campaigns.toml"


@patient
@given(meant=campaigns())
def test_whatever_is_valid_is_taken_as_it_was_meant(path: Path, meant: dict[str, dict[str, Any]]) -> None:
    literal = judged(path, written(meant).encode())
    assert literal is not None
    for number, table in as_functions_see(meant).items():
        read = literal[int(number)]
        assert read["name"] == table["name"]
        for source in ("web_form", "twitter_card", "sms"):
            assert (source in read) == (source in table)
            assert read.get(source, {}) | table.get(source, {}) == read.get(source, {})


@patient
@given(site=sites)
def test_a_drawn_site_is_an_origin(site: str) -> None:
    assert origin(site) == site


scraps = st.sampled_from(
    [
        *"\"'[]{}=.,:#\\\n\r\t _-",
        '"""',
        "\u201c",
        "\u2019",
        "\u00a0",
        "\u200b",
        "\ufeff",
        "\0",
        "yes",
        "[campaigns.998]",
        "[[a]]",
        "0x",
        "é",
    ]
) | st.text(max_size=3)


@patient
@given(
    text=st.sampled_from(OWN),
    places=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), scraps), min_size=1, max_size=4),
)
def test_whatever_is_mangled_is_told_in_plain_lines(
    path: Path, text: str, places: list[tuple[float, int, str]]
) -> None:
    for share, cut, scrap in places:
        at = int(share * len(text))
        text = text[:at] + scrap + text[at + cut :]
    judged(path, text.encode("utf-8", "surrogatepass"))


@patient
@given(content=st.binary(max_size=60))
def test_any_bytes_are_told_in_plain_lines(path: Path, content: bytes) -> None:
    judged(path, b"[campaigns.998]\n" + content)


def toml_values() -> st.SearchStrategy[Any]:
    plain = st.integers() | st.booleans() | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
    return st.recursive(plain, lambda some: st.lists(some, max_size=3), max_leaves=5)


names = st.sampled_from(
    [
        "campaigns",
        "campaign",
        "998",
        "sms",
        "web_form",
        "web-form",
        "name",
        "keywords",
        "[key]",
        "a.b",
        "",
        "words",
        "labels",
        "zip5",
    ]
)


@patient
@given(
    statements=st.lists(st.tuples(st.booleans(), st.lists(names, min_size=1, max_size=4), toml_values()), max_size=8)
)
def test_any_toml_is_told_in_plain_lines(path: Path, statements: list[tuple[bool, list[str], Any]]) -> None:
    lines = []
    for is_heading, parts, value in statements:
        key = ".".join(map(json.dumps, parts))
        lines.append(f"[{key}]" if is_heading else f"{key} = {json.dumps(value)}")
    judged(path, "\n".join(lines).encode())
