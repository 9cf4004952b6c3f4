"""The local stack builds and deploys only after a change, and with nothing of anybody's AWS account."""

import dataclasses
import json
import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local import deploy, ministack, verifier
from local.place import ROOT, Place
from local.processes import Processes, StackError
from tests.unit.stack.template import PARAMETERS

PLACE = Place(state=ROOT / ".local", build=ROOT / ".aws-sam", port=4000, sandbox_port=4001, aws_port=4002)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("functions/web_form/app.py", "layers/relay/relay/delivery/intake.py", "template.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize("name", ["functions/web_form/app.py", "layers/relay/relay/new.py", "template.yaml"])
def test_a_changed_or_new_input_means_building_again(project: Path, name: str) -> None:
    before = deploy.fingerprint(project, {})
    (project / name).write_text("changed")
    assert deploy.fingerprint(project, {}) != before


def test_a_renamed_input_means_building_again(project: Path) -> None:
    before = deploy.fingerprint(project, {})
    (project / "functions/web_form/app.py").rename(project / "functions/web_form/main.py")
    assert deploy.fingerprint(project, {}) != before


def test_another_platform_means_building_again(project: Path) -> None:
    assert deploy.fingerprint(project, {"platform": "a"}) != deploy.fingerprint(project, {"platform": "b"})


@pytest.mark.parametrize(
    "name",
    [
        "layers/relay/relay/__pycache__/intake.pyc",
        "layers/relay/relay/_campaigns.py",
        "README.md",
        "campaigns.toml",
    ],
)
def test_what_the_build_writes_or_never_reads_changes_nothing(project: Path, name: str) -> None:
    before = deploy.fingerprint(project, {})
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text("made by a build")
    assert deploy.fingerprint(project, {}) == before


def test_the_template_is_told_the_addresses_of_this_machine_and_short_waits() -> None:
    told = deploy.parameters(PLACE)
    assert told.pop("Architecture") in {"arm64", "x86_64"}
    assert told == {
        "ApiBaseUrl": "http://127.0.0.1:4001/2.0/",
        "PublicUrl": "http://127.0.0.1:4000",
        "ChallengeUrl": "http://127.0.0.1:4001/_challenge",
        "SettleMinutes": "1.5",
        "FirstWaitSeconds": "2",
        "LongestWaitSeconds": "30",
        "BreakerSeconds": "10",
    }


def test_another_api_is_called_if_one_is_named() -> None:
    elsewhere = dataclasses.replace(PLACE, upstream="http://127.0.0.1:9999/2.0/")
    assert deploy.parameters(elsewhere)["ApiBaseUrl"] == "http://127.0.0.1:9999/2.0/"


def test_the_layer_is_built_with_the_campaigns_of_the_events_and_the_address_of_the_console() -> None:
    told = deploy.layer_environment(PLACE)
    assert told["RELAY_CAMPAIGNS"] == str(ROOT / "events" / "campaigns.toml")
    assert told["RELAY_CONSOLE"] == "http://127.0.0.1:4001"


def test_other_campaigns_or_another_console_mean_building_again(place: Place, tmp_path: Path) -> None:
    mine = tmp_path / "campaigns.toml"
    mine.write_text("[campaigns.5]")
    built = Commands(place.build)
    assert deploy.build(place, built)
    assert deploy.build(dataclasses.replace(place, campaigns=mine), built)
    mine.write_text("[campaigns.6]")
    assert deploy.build(dataclasses.replace(place, campaigns=mine), built)
    assert deploy.build(dataclasses.replace(place, campaigns=mine, sandbox_port=5001), built)
    assert not deploy.build(dataclasses.replace(place, campaigns=mine, sandbox_port=5001), built)


@pytest.mark.parametrize("quick", [False, True])
def test_the_short_waits_are_such_as_the_template_allows(*, quick: bool) -> None:
    told = deploy.parameters(dataclasses.replace(PLACE, quick=quick))
    numbers = {name: bounds for name, bounds in PARAMETERS.items() if name in told and bounds["Type"] == "Number"}
    assert len(numbers) == 4
    for name, bounds in numbers.items():
        assert bounds["MinValue"] <= float(told[name]) <= bounds["MaxValue"], name


@pytest.mark.parametrize(
    ("machine", "system", "platform", "architecture"),
    [
        ("x86_64", "linux", "x86_64-manylinux_2_28", "x86_64"),
        ("aarch64", "linux", "aarch64-manylinux_2_28", "arm64"),
        ("arm64", "darwin", "aarch64-apple-darwin", "arm64"),
    ],
)
def test_functions_are_built_for_this_machine(
    machine: str, system: str, platform: str, architecture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: machine)
    monkeypatch.setattr("sys.platform", system)
    assert deploy.layer_platform() == platform
    assert deploy.parameters(PLACE)["Architecture"] == architecture


def test_a_processor_that_lambda_does_not_have_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(StackError, match="riscv64"):
        deploy.layer_platform()


def test_the_sam_cli_sees_nothing_of_an_aws_account_here() -> None:
    mine = {
        "AWS_PROFILE": "work",
        "AWS_ACCESS_KEY_ID": "mine",
        "MAKEFLAGS": "-n",
        "PATH": "/usr/bin",
        "LANG": "C",
    }
    told = deploy.sam_environment(mine) | ministack.settings(PLACE.aws_url)
    assert "AWS_PROFILE" not in told
    assert "MAKEFLAGS" not in told
    assert told["AWS_ACCESS_KEY_ID"] == "test"
    assert told["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4002"
    assert told["AWS_SHARED_CREDENTIALS_FILE"] == told["AWS_CONFIG_FILE"] == os.devnull
    assert told["LANG"] == "C"
    assert told["PATH"].split(os.pathsep)[0] == str(ROOT / ".tools" / "boot" / "bin")


def test_functions_see_next_to_nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOMETHING_PRIVATE", "yes")
    told = ministack.environment(PLACE)
    assert "SOMETHING_PRIVATE" not in told
    assert not {"HOME", "TMPDIR", "STATE_DIR"} & {name for name, at in told.items() if not at.startswith(str(ROOT))}
    assert told["BIND_HOST"] == "127.0.0.1"


def test_the_emulators_folder_of_functions_begins_empty_and_its_state_stays(tmp_path: Path) -> None:
    place = Place(state=tmp_path, build=tmp_path, port=0, sandbox_port=0, aws_port=0)
    ministack.make_folders(place)
    (place.emulator / "tmp" / "old").write_text("")
    (place.emulator / "state" / "sqs.json").write_text("{}")
    ministack.make_folders(place)
    assert list((place.emulator / "tmp").iterdir()) == []
    assert [path.name for path in (place.emulator / "state").iterdir()] == ["sqs.json"]


def test_the_demo_secret_is_the_one_that_people_rely_on() -> None:
    assert json.loads(json.dumps(deploy.DEMO_SECRET)) == {
        "app_id": "demo",
        "app_key": "demo",
        "card_secrets": ["demo-card-key"],
        "form_secrets": ["demo-form-key"],
        "google_keys": ["demo-google-key"],
        "challenge_secrets": [verifier.SECRET],
        "webhook_secrets": ["whsec_dGhlIGxvY2FsIHN0YWNrJ3MgZGVtbyBzZWNyZXQ="],
        "twilio_auth_tokens": ["demo-twilio-token"],
    }


class Commands(Processes):
    """Remembers the commands that would run; each makes what `sam build` makes, or fails."""

    def __init__(self, build: Path, fails: bool = False) -> None:
        super().__init__(build, threading.Event(), -1)
        self._build = build
        self._fails = fails
        self.ran: list[str] = []

    def run(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.ran.append(name)
        if self._fails:
            raise StackError(f"{name} failed")
        self._build.mkdir(exist_ok=True)
        (self._build / "template.yaml").touch()


class Emulator:
    """Stands for CloudFormation and Secrets Manager with one stack, or none."""

    def __init__(self, status: str = "", tags: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.tags = tags or {}
        self.secret = "made up by CloudFormation"
        self.calls: list[str] = []
        self.events: list[dict[str, str]] = []

    def describe_stack_events(self, *, StackName: str) -> dict[str, Any]:  # noqa: N803 (boto3's names)
        return {"StackEvents": [{"ResourceType": "AWS::SQS::Queue"} | event for event in self.events]}

    def describe_stacks(self, *, StackName: str) -> dict[str, Any]:  # noqa: N803 (boto3's names)
        if not self.status:
            raise ClientError({"Error": {"Code": "ValidationError"}}, "DescribeStacks")
        outputs = [{"OutputKey": "CredentialSecretId", "OutputValue": "credentials"}]
        tags = [{"Key": key, "Value": value} for key, value in self.tags.items()]
        return {"Stacks": [{"StackStatus": self.status, "Tags": tags, "Outputs": outputs}]}

    def delete_stack(self, *, StackName: str) -> None:  # noqa: N803
        self.calls.append("delete")

    def get_secret_value(self, *, SecretId: str) -> dict[str, str]:  # noqa: N803
        return {"SecretString": self.secret}

    def put_secret_value(self, *, SecretId: str, SecretString: str) -> None:  # noqa: N803
        self.calls.append(f"put {SecretId}")
        self.secret = SecretString


def inputs_of(place: Place) -> str:
    return deploy.fingerprint(ROOT, deploy.built_from(place) | deploy.parameters(place))


@pytest.fixture
def emulator(monkeypatch: pytest.MonkeyPatch) -> Emulator:
    made = Emulator()
    monkeypatch.setattr(ministack, "client", lambda url, service: made)
    return made


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(state=tmp_path, build=tmp_path / "build", port=4000, sandbox_port=4001, aws_port=4002)


def test_an_unchanged_build_is_not_made_again(place: Place) -> None:
    commands = Commands(place.build)
    assert deploy.build(place, commands) is True
    assert deploy.build(place, commands) is False
    assert commands.ran == ["sam build"]


def test_campaigns_are_checked_until_they_are_built(place: Place) -> None:
    commands = Commands(place.build)
    deploy.check_campaigns(place, commands)
    deploy.build(place, commands)
    deploy.check_campaigns(place, commands)
    assert commands.ran == ["check of campaigns", "sam build"]


def test_campaigns_that_cannot_be_used_are_told_before_anything_starts(place: Place, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[campaigns.998]\nname = "Whales"\n[campaigns.998.web_form]\ncalls = 1\n')
    with (tmp_path / "lock").open("w") as lock:
        processes = Processes(tmp_path, threading.Event(), lock.fileno())
        with pytest.raises(StackError, match=r"campaigns\.998\.web_form\.calls: 1 can't stand here"):
            deploy.check_campaigns(dataclasses.replace(place, campaigns=mine), processes)


def test_a_build_that_failed_is_tried_again(place: Place) -> None:
    with pytest.raises(StackError):
        deploy.build(place, Commands(place.build, fails=True))
    assert deploy.build(place, Commands(place.build)) is True


def test_what_runs_already_is_not_deployed_again(place: Place, emulator: Emulator) -> None:
    commands = Commands(place.build)
    assert deploy.deploy(place, commands) is True
    emulator.status = "CREATE_COMPLETE"
    emulator.tags = {deploy.TAG: inputs_of(place)}
    assert deploy.deploy(place, commands) is False
    assert commands.ran == ["sam deploy"]


def test_the_same_code_for_other_addresses_is_deployed(place: Place, emulator: Emulator) -> None:
    emulator.status = "UPDATE_COMPLETE"
    emulator.tags = {deploy.TAG: inputs_of(PLACE)}
    moved = Place(state=place.state, build=place.build, port=5000, sandbox_port=4001, aws_port=4002)
    assert deploy.deploy(moved, Commands(place.build)) is True


@pytest.mark.parametrize("status", ["UPDATE_ROLLBACK_COMPLETE", "UPDATE_IN_PROGRESS", "ROLLBACK_COMPLETE"])
def test_what_was_not_deployed_to_its_end_is_deployed_again(place: Place, emulator: Emulator, status: str) -> None:
    emulator.status = status
    emulator.tags = {deploy.TAG: inputs_of(place)}
    assert deploy.deploy(place, Commands(place.build)) is True


@pytest.mark.parametrize(("status", "calls"), [("ROLLBACK_COMPLETE", ["delete"]), ("UPDATE_ROLLBACK_COMPLETE", [])])
def test_only_a_stack_that_never_stood_is_deleted_first(
    place: Place, emulator: Emulator, status: str, calls: list[str]
) -> None:
    emulator.status = status
    deploy.deploy(place, Commands(place.build))
    assert emulator.calls == calls


def test_a_deployment_that_failed_names_the_resource_and_why(place: Place, emulator: Emulator) -> None:
    stack = {"ResourceType": "AWS::CloudFormation::Stack", "LogicalResourceId": "advocate-relay"}
    emulator.events = [
        stack | {"ResourceStatus": "UPDATE_ROLLBACK_COMPLETE"},
        {"LogicalResourceId": "HeldQueue", "ResourceStatus": "UPDATE_FAILED", "ResourceStatusReason": "cancelled"},
        {"LogicalResourceId": "RetryQueue", "ResourceStatus": "UPDATE_FAILED", "ResourceStatusReason": "bad value."},
        stack | {"ResourceStatus": "UPDATE_IN_PROGRESS"},
        {"LogicalResourceId": "Api", "ResourceStatus": "CREATE_FAILED", "ResourceStatusReason": "the time before"},
    ]
    with pytest.raises(StackError, match=r"sam deploy failed at RetryQueue: bad value\. Details: .*sam_deploy\.log"):
        deploy.deploy(place, Commands(place.build, fails=True))


def test_a_deployment_that_never_began_is_reported_in_sams_own_words(place: Place, emulator: Emulator) -> None:
    with pytest.raises(StackError, match="sam deploy failed"):
        deploy.deploy(place, Commands(place.build, fails=True))


def test_the_demo_secret_is_written_once(place: Place, emulator: Emulator) -> None:
    emulator.status = "CREATE_COMPLETE"
    assert deploy.store_demo_secret(place) is True
    assert json.loads(emulator.secret) == deploy.DEMO_SECRET
    assert deploy.store_demo_secret(place) is False
    assert emulator.calls == ["put credentials"]
