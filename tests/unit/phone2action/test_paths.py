"""The address of the API: which ones are refused, and that every path can be configured."""

import pytest

from relay.phone2action.paths import PATHS, checked_base_url, checked_paths, parsed_paths


@pytest.mark.parametrize(
    "url",
    [
        "http://api.phone2action.com/2.0/",
        "http://127.0.0.1.example.com/2.0/",
        "http://127.example.com/",
        "http://localhost.example.com/",
        "ftp://127.0.0.1/",
        "//127.0.0.1/",
        "api.phone2action.com",
        "",
    ],
)
def test_a_base_url_that_is_neither_https_nor_loopback_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="base URL"):
        checked_base_url(url)


@pytest.mark.parametrize(
    "url",
    ["https://app:key@api.example.org/", "https://api.example.org/?a=b", "https://api.example.org/#a", "https://[::1"],
)
def test_a_base_url_holds_nothing_but_scheme_host_and_path(url: str) -> None:
    with pytest.raises(ValueError, match="base URL") as caught:
        checked_base_url(url)
    assert "key" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["https://api.phone2action.com/2.0", "http://127.0.0.1:3001/2.0", "http://localhost:1/x", "http://[::1]:3001/2.0/"],
)
def test_a_good_base_url_gets_a_slash_at_its_end(url: str) -> None:
    assert checked_base_url(url) == url.rstrip("/") + "/"


def test_a_path_can_be_replaced_and_the_others_stay() -> None:
    paths = checked_paths({"campaign_stats": "campaigns/{campaignid}/stats"})
    assert paths["campaign_stats"] == "campaigns/{campaignid}/stats"
    assert paths == {**PATHS, "campaign_stats": paths["campaign_stats"]}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/stats",
        "//example.com/",
        "https://example.com/",
        "stats?all=1",
        "stats#a",
        "a b",
        "a\\b",
        "../stats",
        "a//b",
    ],
)
def test_a_path_that_could_leave_the_base_url_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="relative to the base URL"):
        checked_paths({"campaign_stats": path})


def test_a_misspelled_endpoint_is_refused_with_the_right_names() -> None:
    with pytest.raises(ValueError, match="create_advocate"):
        checked_paths({"create_advocates": "advocates"})


@pytest.mark.parametrize("written", ["", "{}", " { } "])
def test_without_other_paths_there_are_none(written: str) -> None:
    assert parsed_paths(written) == {}


def test_other_paths_are_written_as_a_json_object() -> None:
    assert parsed_paths('{"list_connections": "v2/connections"}') == {"list_connections": "v2/connections"}


@pytest.mark.parametrize("written", ["connections", "[]", "null", '"x"', '{"list_connections": 5}', "{'a': 'b'}"])
def test_anything_else_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValueError, match="must be one JSON object, like"):
        parsed_paths(written)
