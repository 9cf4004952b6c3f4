"""The runbook's commands do what it says: every block of code in it is run here, but for one.

CloudWatch Logs Insights is not in the emulator, so of its query only the fields are checked.
"""

import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from local.background import Background
from local.deploy import DEMO_SECRET
from local.front_door import AT_ONCE
from local.place import ROOT, STACK_NAME
from local.stack import AWS_PORT
from relay.campaign_values import BURST
from relay.sources.ingress import SHARED_FROM
from tests.end_to_end.documents import aws_variables, blocks, the_block
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import (
    CARD,
    JSON,
    person,
    post_from_behind_a_proxy,
    post_text,
    some_phone,
    somebody,
    writer,
)
from tests.end_to_end.waits import eventually

RUNBOOK = "docs/runbook.md"
AWS = ROOT / ".tools" / "awscli" / "bin" / "aws"
BLOCKS = {
    "names": "STACK=advocate-relay",
    "doctor": "./relay doctor",
    "see letters": "./relay letters\n",
    "show one": './relay letters show "$ID"',
    "find": './relay find "$EMAIL"\n',
    "find upstream": './relay find "$EMAIL" --upstream',
    "look upstream": './relay find "$ID" --upstream',
    "trace": './relay trace "$ID"',
    "compare": "./relay reconcile --since 3d\n",
    "repair": "--repair --yes",
    "send an e-mail again": "--repair --send-anyway",
    "replay one": './relay letters replay "$ID"\n',
    "correct": "./relay letters edit",
    "delete": "./relay letters discard",
    "export": "./relay letters export",
    "release": './relay held release "$ID"',
    "release all": "./relay held release --reason",
    "delete held": "./relay held discard",
    "check a file": "--dry-run",
    "import": "--rate 5\n",
    "practise": "export AWS_ENDPOINT_URL",
    "replay all": "--rate 10",
    "send anyway": "--send-anyway --yes",
    "see held": "./relay held\n",
    "show held": "./relay held show",
    "opt out": "./relay held opt-out",
    "clear": "./relay held clear",
    "consent": "./relay consent show",
    "opt out by word": "./relay consent opt-out",
    "clear by word": "./relay consent clear",
    "a copy of a person": "./relay export",
    "erase": "./relay erase",
    "save consent": "./relay consent backup",
    "restore consent": "./relay consent restore",
    "query": "filter submission_id",
    "refused": 'filter message = "refused"',
    "ignored": 'filter message = "ignored columns"',
    "unlisted": 'filter message = "unlisted site"',
    "status": "./relay status\n",
    "campaigns": "./relay campaigns\n",
    "stats": "./relay stats\n",
    "legislators": "./relay legislators",
    "pause": "./relay pause\n",
    "resume": "./relay resume\n",
    "subscribe": "aws sns subscribe",
    "digest": "./relay digest\n",
    "page": "./relay page\n",
    "rotate": "put-secret-value",
    "delete stack": "delete-stack",
    "delete journal": "delete-table",
    "mend": "curl -X DELETE",
}


class Shell:
    """A shell in which the runbook's names are set, as the AWS CLI's user has it.

    `names` is what its first block has set.
    """

    def __init__(self, stack: Background, folder: Path, names: str = "") -> None:
        for name in (".venv", "layers", "operate", "relay"):
            (folder / name).symlink_to(ROOT / name)
        self._folder = folder
        self._names = names
        self._environment = aws_variables(stack.place.aws_url) | {
            "PATH": os.pathsep.join([str(self._bin(folder)), os.environ["PATH"]]),
            "RELAY_STATE": str(stack.place.state),
            "EDITOR": "true",  # leaves the file as it is
        }

    def _bin(self, folder: Path) -> Path:
        """A folder with `aws`, told the endpoint as an option: for SQS version 1 of the CLI ignores the variable."""
        command = folder / "bin" / "aws"
        command.parent.mkdir()
        command.write_text(f'#!/bin/sh\nexec {AWS} --endpoint-url "$AWS_ENDPOINT_URL" "$@"\n')
        command.chmod(0o755)
        return command.parent

    def run(self, name: str, *, change: tuple[str, str] | None = None, before: str = "") -> str:
        """Run one block after what a person sets before it, and return what it prints."""
        block = the_block(RUNBOOK, BLOCKS[name])
        if change:
            assert change[0] in block
            block = block.replace(*change)
        return self.execute(f"{before}\n{block}")

    def listed(self, name: str) -> list[dict[str, Any]]:
        """What a block of `./relay` lists, for programs."""
        found: list[dict[str, Any]] = json.loads(self.run(name, change=("\n", " --json\n")))
        return found

    def execute(self, script: str) -> str:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"{self._names}\n{script}"],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode != 0:
            pytest.fail(f"{script}\n{done.stdout}{done.stderr}")
        return done.stdout


@pytest.fixture(scope="module")
def names(running: Background, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the runbook's first block sets, for every other to go on with."""
    assert shutil.which("jq"), "the runbook's commands need jq (Debian, Ubuntu: apt-get install jq)"
    block = the_block(RUNBOOK, BLOCKS["names"])
    variables = " ".join(re.findall(r"\b([A-Z_]+)=", block))
    shown = f"{block}\ndeclare -p {variables}\ndeclare -f"
    return Shell(running, tmp_path_factory.mktemp("names")).execute(shown)


@pytest.fixture
def shell(stack: Background, tmp_path: Path, names: str) -> Shell:
    return Shell(stack, tmp_path, names)


def test_every_block_is_known() -> None:
    assert [block for block in blocks(RUNBOOK) if not any(text in block for text in BLOCKS.values())] == []
    assert len(blocks(RUNBOOK)) == len(BLOCKS)


def test_the_doctor_has_nothing_to_say_of_a_stack_that_is_well(shell: Shell, sandbox: Sandbox) -> None:
    found = json.loads(shell.run("doctor", change=("./relay doctor", "./relay doctor --json || true")))
    of_other_tests = {"breaker", "refused texts"}
    assert {each["check"] for each in found if each["severity"] != "note"} <= of_other_tests


def test_a_letter_is_seen_listed_replayed_corrected_and_deleted(
    stack: Background, shell: Shell, sandbox: Sandbox
) -> None:
    email = somebody()
    kept = requests.post(f"{stack.relay_url}/twitter-card/997", data=CARD | {"email": email}, timeout=40).json()["id"]

    def seen() -> list[dict[str, Any]]:
        return [letter for letter in shell.listed("see letters") if letter["id"] == kept]

    (letter,) = eventually(seen)
    assert (letter["source"], letter["reason"]) == ("twitter_card", "invalid")
    assert "campaigns: campaign_unknown" in shell.run("show one", before=f"ID={kept}")
    assert kept in shell.run("export", change=("rm letters.jsonl", "cat letters.jsonl; rm letters.jsonl"))
    for replay, change in (("replay one", None), ("replay all", ("expired", "invalid"))):
        assert kept in shell.run(replay, before=f"ID={kept}", change=change).split()
        assert eventually(seen)  # its campaign is still missing, so it is a letter again
    shell.run("correct", before=f"ID={kept} EDITOR='sed -i s/997/998/'")
    assert eventually(lambda: sandbox.advocates(email=email))
    unusable = requests.post(f"{stack.relay_url}/twitter-card/997", data=CARD | {"email": somebody()}, timeout=40)
    kept = unusable.json()["id"]
    assert eventually(seen)
    shell.run("delete", before=f"ID={kept}")
    assert seen() == []


def test_what_was_held_is_seen_and_released_or_deleted(stack: Background, shell: Shell, sandbox: Sandbox) -> None:
    def held() -> list[str]:
        return [each["id"] for each in shell.listed("see held") if each["reason"] == "spam"]

    def post_spam() -> str:
        spam = [*person(email := somebody()), ("_gotcha", "filled in")]
        assert requests.post(f"{stack.relay_url}/signup/998", data=spam, headers=JSON, timeout=40).status_code == 202
        return email

    email = post_spam()
    (spam,) = eventually(held)
    assert email in shell.run("show held", before=f"ID={spam}")
    shell.run("release", before=f"ID={spam}")
    assert eventually(lambda: sandbox.advocates(email=email))
    post_spam()
    (spam,) = eventually(held)
    shell.run("delete held", before=f"ID={spam}")
    assert held() == []


def test_a_crowd_that_was_taken_for_a_robot_is_let_go(stack: Background, shell: Shell, sandbox: Sandbox) -> None:
    people = [somebody() for _ in range(BURST + AT_ONCE * SHARED_FROM)]  # of which each process counts two by itself
    with ThreadPoolExecutor(AT_ONCE) as pool:
        replies = list(pool.map(lambda email: post_from_behind_a_proxy(stack, email, "203.0.113.9"), people))
    held = [email for email, reply in zip(people, replies, strict=True) if reply.status_code == requests.codes.accepted]
    assert held
    assert eventually(lambda: [each["reason"] for each in shell.listed("see held") if each["reason"] == "burst"])
    assert not sandbox.advocates(email=held[-1])
    shell.run("release all")
    assert eventually(lambda: all(sandbox.advocates(email=email) for email in held))


def test_an_unverifiable_letter_is_sent_by_an_operators_word(
    stack: Background, shell: Shell, sandbox: Sandbox, queues: Queues
) -> None:
    email = somebody()
    sandbox.break_down(endpoint="connections", method="POST", kind="reset", count=1)
    queued = requests.post(f"{stack.relay_url}/signup/998", data=writer(email), headers=JSON, timeout=40).json()
    assert queued["connections"] == {"email": "queued"}
    (letter,) = eventually(lambda: queues.letters_about(email))
    assert (letter["id"], letter["reason"]) == (queued["id"], "unverifiable")
    (advocate,) = sandbox.advocates(email=email)
    assert sandbox.made(advocate["id"]) == []
    assert "none listed" in shell.run("look upstream", before=f"ID={letter['id']}")

    assert eventually(lambda: shell.run("send anyway", before=f"ID={letter['id']}")).split() == [letter["id"]]

    assert eventually(lambda: sandbox.made(advocate["id"]))
    assert "3 listed" in eventually(lambda: shell.run("look upstream", before=f"ID={letter['id']}"))


def test_a_person_is_found_by_address_and_phone_and_a_submission_is_traced(stack: Background, shell: Shell) -> None:
    email, phone = somebody(), some_phone()
    fields = {"email": email.upper(), "phone": phone, "smsOptin": "1"}
    signed_up = requests.post(f"{stack.relay_url}/signup/998", data=fields, headers=JSON, timeout=40).json()["id"]
    shown = shell.run("find", before=f"EMAIL={email}")
    assert signed_up in shown
    assert "998" in shown
    shown = shell.run("find", before=f"EMAIL=+1{phone}")
    assert signed_up in shown
    assert "consent by text" in shown
    assert "no member" not in (there := shell.run("find upstream", before=f"EMAIL={email}"))
    assert "member since" in there
    assert "delivered" in eventually(lambda: shell.run("trace", before=f"ID={signed_up}"))


def test_the_opt_in_of_a_suppressed_phone_passes_once_it_is_released(
    stack: Background, shell: Shell, sandbox: Sandbox, queues: Queues
) -> None:
    email, phone = somebody(), some_phone()
    post_text(stack, phone, "I think you should stop writing to me about whales")
    form = {"email": email, "phone": phone, "smsOptin": "1"}
    answer = requests.post(f"{stack.relay_url}/signup/998", data=form, headers=JSON, timeout=40).json()
    assert answer["held"] == ["smsOptin"]

    def suppressed() -> list[str]:
        return [each["id"] for each in shell.listed("see held") if each["reason"] == "suppressed"]

    (held,) = eventually(suppressed)
    shell.run("release", before=f"ID={held}")
    assert eventually(lambda: sandbox.acted("/advocates", phone=phone, smsOptin="1"))
    assert eventually(lambda: queues.waiting() == 0)
    assert suppressed() == []


def test_the_worker_is_stopped_and_works_again(
    stack: Background, shell: Shell, sandbox: Sandbox, queues: Queues
) -> None:
    assert "The worker is paused" in shell.run("pause")
    assert shell.run("status").startswith("PAUSED")
    email = somebody()
    sandbox.break_down(endpoint="*", kind="status", status=503, count=1)
    requests.post(f"{stack.relay_url}/signup/998", data={"email": email}, headers=JSON, timeout=40)
    assert eventually(lambda: queues.waiting() == 1)
    assert "1 wait." in shell.run("pause")
    assert sandbox.advocates(email=email) == []
    assert "The worker works again" in shell.run("resume")
    assert eventually(lambda: sandbox.advocates(email=email))
    assert eventually(lambda: queues.waiting() == 0)
    assert not shell.run("status").startswith("PAUSED")


def test_how_the_stack_stands_and_what_the_platform_tells(stack: Background, shell: Shell) -> None:
    def flow() -> dict[str, int]:
        told = json.loads(shell.run("status", change=("\n", " --json\n")))
        ours = [each for each in told["hour"]["by_campaign"] if (each["source"], each["campaign"]) == ("web_form", 998)]
        return ours[0] if ours else {"received": 0, "delivered": 0}

    before = flow()
    requests.post(f"{stack.relay_url}/signup/998", data={"email": somebody()}, headers=JSON, timeout=40)
    assert eventually(lambda: flow()["delivered"] > before["delivered"])
    assert flow()["received"] > before["received"]
    requests.post(f"{stack.relay_url}/signup/998", data={"email": "nobody"}, headers=JSON, timeout=40)
    assert eventually(lambda: "invalid" in shell.run("status"))
    assert "name differs" in shell.run("campaigns")  # events/campaigns.toml and the sandbox disagree about 999
    assert "Save the Whales" in shell.run("stats")
    assert "Senator" in shell.run("legislators")


def test_a_file_of_leads_is_checked_and_then_imported(
    stack: Background, shell: Shell, sandbox: Sandbox, tmp_path: Path
) -> None:
    email = somebody()
    leads = tmp_path / "leads.csv"
    leads.write_text(f"Timestamp,Name,Email,Twitter handle\n11/20/2026 5:05 PM,Ann O'Neil,{email},@ann\n")
    assert "would be queued" in shell.run("check a file")
    assert sandbox.advocates(email=email) == []
    shell.run("import")
    assert eventually(lambda: sandbox.advocates(email=email))
    for path in tmp_path.glob("leads*"):
        path.unlink()


def test_a_pager_listens_to_the_alarms(stack: Background, shell: Shell) -> None:
    shell.run("subscribe")
    sns = stack.client("sns")
    endpoints = {each["Endpoint"]: each["SubscriptionArn"] for each in sns.list_subscriptions()["Subscriptions"]}
    pager = endpoints["https://pager.example.com/integration/enqueue"]
    if pager.startswith("arn:"):
        sns.unsubscribe(SubscriptionArn=pager)


def test_the_keepers_mail_of_now_is_shown(shell: Shell) -> None:
    assert "The last 24 hours:" in shell.run("digest")


def test_the_page_is_served_to_who_has_its_link_until_it_is_ended(shell: Shell) -> None:
    began = ("./relay page\n", "./relay page > link & page=$!\n")
    block = the_block(RUNBOOK, BLOCKS["page"]).replace(*began)
    opened = """
        until grep -q token link; do kill -0 $page; sleep 0.2; done
        curl -sSL --cookie-jar cookies "$(cat link)"
        kill -TERM $page; wait $page
        rm link cookies
    """
    assert "Submissions of the last hour" in shell.execute(block + opened)


def test_credentials_are_rotated_and_no_copy_is_left(stack: Background, shell: Shell, tmp_path: Path) -> None:
    shell.run("rotate")
    outputs = stack.client("cloudformation").describe_stacks(StackName=STACK_NAME)["Stacks"][0]["Outputs"]
    (secret,) = [output["OutputValue"] for output in outputs if output["OutputKey"] == "CredentialSecretId"]
    assert json.loads(stack.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]) == DEMO_SECRET
    assert sorted(path.name for path in tmp_path.iterdir()) == [".venv", "bin", "layers", "operate", "relay"]


@pytest.mark.usefixtures("deployed_by_the_readme")
def test_a_stack_is_deleted_and_then_its_journal_while_consent_stays(stack: Background, shell: Shell) -> None:
    shown = stack.client("cloudformation").describe_stacks(StackName="readme")["Stacks"][0]["Outputs"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in shown}
    journal, consent = outputs["JournalTable"], outputs["ConsentTable"]
    shell.run("delete stack", before="STACK=readme")
    assert eventually(lambda: "readme-retry" not in str(stack.client("sqs").list_queues()))
    tables = stack.client("dynamodb").list_tables()["TableNames"]
    assert {journal, consent} <= {*tables}
    shell.run("delete journal", before=f"JOURNAL={journal}")
    assert {journal, consent} & {*stack.client("dynamodb").list_tables()["TableNames"]} == {consent}


def test_every_link_of_the_page_leads_to_one_of_its_headings() -> None:
    page = (ROOT / RUNBOOK).read_text()
    headings = re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    others = [(ROOT / each).read_text() for each in ("README.md", "docs/design.md")]
    linked = re.findall(r"\]\(#(.*?)\)", page) + re.findall(r"runbook\.md#(.*?)\)", "".join(others))
    assert {*linked} <= anchors


def test_the_variables_to_practise_with_are_those_of_make_run() -> None:
    set_ = dict(re.findall(r"(AWS_\w+)=(\S+)", the_block(RUNBOOK, BLOCKS["practise"])))
    assert set_.pop("AWS_ENDPOINT_URL") == f"http://127.0.0.1:{AWS_PORT}"
    assert set_.items() <= aws_variables("").items()


@pytest.mark.parametrize("name", ["query", "refused", "ignored", "unlisted"])
def test_a_log_query_names_fields_that_the_code_writes(name: str) -> None:
    query = the_block(RUNBOOK, BLOCKS[name])
    fields = {*re.findall(r"[a-z]\w*", query.splitlines()[0])} - {"fields", "timestamp"}
    code = "".join(path.read_text() for path in (ROOT / "layers" / "relay" / "relay").rglob("*.py"))
    assert [field for field in fields if not re.search(rf"\b{field}\b", code)] == []
    for message in re.findall(r'message = "(.*?)"', query):
        assert f'"{message}"' in code
