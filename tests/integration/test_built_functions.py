"""What `sam build` made, imported with nothing in reach but the layer and the function, and what it carries for AWS.

The emulator shows its own packages, boto3 and pydantic among them, to the functions that it runs: what is
missing from the layer would be missed for the first time on AWS.
"""

import ast
import json
import os
import platform
import ssl
import struct
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import botocore
import pytest

from tests.fakes.settings import ANY_KEYS, ON_AWS, REGION

ROOT = Path(__file__).parents[2]
FUNCTIONS = ("WebForm", "TwitterCard", "GoogleLead", "SmsOptin", "Retry", "Keeper")
INGRESS = ("WebForm", "TwitterCard", "GoogleLead", "SmsOptin")

# What costs a cold start more than a healthy submission gains by it: each is imported where trouble needs it.
TOO_HEAVY_FOR_INGRESS = ("asyncio", "boto3", "multipart", "pydantic")

OF_THE_KEEPER = {
    "RELAY_KEEP_DAYS": "60",
    "RELAY_DIGEST_HOUR_UTC": "13",
    "RELAY_ALARM_TOPIC": "arn:t",
    "RELAY_LOG_GROUPS": "g",
    "RELAY_STACK": "s",
}
SETTINGS = {
    **OF_THE_KEEPER,
    **ON_AWS,
    **REGION,
    **ANY_KEYS,
    "POWERTOOLS_SERVICE_NAME": "test",
    "POWERTOOLS_LOG_LEVEL": "INFO",
}

# Codes of a processor in an ELF file: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
AARCH64 = 183


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a build for this machine, made by the SAM CLI as `make run` makes it."""
    sam = ROOT / ".tools" / "sam" / "bin" / "sam"
    if not sam.exists():
        pytest.fail(f"{sam} is missing; `make test` installs it")
    folder = tmp_path_factory.mktemp("built")
    command = [str(sam), "build", "--config-env", "local", "--build-dir", str(folder)]
    campaigns = str(ROOT / "events" / "campaigns.toml")
    told = {"RELAY_PLATFORM": this_machine(), "RELAY_CAMPAIGNS": campaigns, "RELAY_CONSOLE": "http://127.0.0.1:4001"}
    run(command, told | REGION)
    return folder


@pytest.fixture(scope="session")
def layer(built: Path) -> Path:
    return built / "RelayLayer" / "python"


@pytest.fixture(scope="session")
def layer_for_arm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The layer as it goes to AWS, whatever this machine is."""
    folder = tmp_path_factory.mktemp("arm")
    makefile = str(ROOT / "layers" / "relay" / "Makefile")
    run(["make", "--makefile", makefile, "build-RelayLayer", f"ARTIFACTS_DIR={folder}"], {})
    return folder / "python"


def this_machine() -> str:
    system = "apple-darwin" if sys.platform == "darwin" else "manylinux_2_28"
    return f"{platform.machine().replace('arm64', 'aarch64')}-{system}"


def run(command: list[str], environment: Mapping[str, str]) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "RELAY_PLATFORM"}
    settings = {"SAM_CLI_TELEMETRY": "0", "RELAY_PYTHON": sys.executable, **environment}
    done = subprocess.run(
        command, cwd=ROOT, env=kept | settings, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr


def alone(folders: list[Path], program: str) -> str:
    """What a program prints that sees these folders and the standard library, and no site-packages."""
    paths = [str(folder) for folder in folders]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", "-c", f"import sys; sys.path[:0] = {paths!r}\n{program}"],
        env=SETTINGS,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def imports_of(module: Path) -> Iterator[str]:
    """Every name that a source file imports, inside functions too, but not those for type checking only."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(name), names=names, level=0):
                yield name
                if name.startswith("relay"):  # what is imported from a package may be a module
                    yield from (f"{name}.{part.name}" for part in names)
            case ast.ImportFrom(level=level):
                raise AssertionError(f"{module} imports relatively (level {level})")
            case _:
                continue


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_built_function_has_all_that_it_imports(built: Path, layer: Path, function: str) -> None:
    program = "import app; print(callable(app.handler))"
    assert alone([built / function, layer], program) == "True\n"


def reached(built: Path, layer: Path) -> set[str]:
    """The modules that a function imports, directly or through the relay's own modules, late imports too."""
    found: set[str] = set()
    waiting = [built / function / "app.py" for function in FUNCTIONS]
    while waiting:
        for name in set(imports_of(waiting.pop())) - found:
            place = layer.joinpath(*name.split("."))
            files = [file for file in (place.with_suffix(".py"), place / "__init__.py") if file.exists()]
            ours = name.partition(".")[0] == "relay"
            if files or not ours:
                found.add(name)
            if ours:
                waiting.extend(files)
    return found


def all_that_is_imported(built: Path, layer: Path) -> dict[str, str]:
    """Every module that is there once all that a function ever imports is imported, and its file."""
    needed = sorted(reached(built, layer))
    assert {"relay.settings", "relay.delivery.worker", "json"} <= set(needed)
    program = f"""
import importlib, json
for name in {needed!r}:
    importlib.import_module(name)
print(json.dumps({{name: getattr(module, "__file__", None) or "" for name, module in sys.modules.items()}}))
"""
    imported: dict[str, str] = json.loads(alone([layer], program))
    return imported


def test_whatever_the_layer_ships_is_imported_by_something_in_it(built: Path, layer: Path) -> None:
    shipped = {path.name.partition(".")[0] for path in layer.iterdir()} - {"__pycache__"}
    files = [file for file in all_that_is_imported(built, layer).values() if file.startswith(str(layer))]
    assert {Path(file).relative_to(layer).parts[0].partition(".")[0] for file in files} == shipped


def test_pydantic_core_judges_without_what_schemas_are_written_with(layer: Path) -> None:
    program = """
from pydantic_core import CoreSchema, SchemaValidator, ValidationError, core_schema
try:
    SchemaValidator({"type": "int", "gt": 4}).validate_python("4")
except ValidationError as error:
    print(error.errors()[0]["type"], hasattr(core_schema, "int_schema"))
"""
    assert alone([layer], program) == "greater_than False\n"


@pytest.mark.parametrize("function", INGRESS)
def test_an_ingress_function_imports_only_what_a_healthy_submission_needs(
    built: Path, layer: Path, function: str
) -> None:
    program = "import app, json; print(json.dumps(sorted(sys.modules)))"
    imported = json.loads(alone([built / function, layer], program))
    assert not [name for name in TOO_HEAVY_FOR_INGRESS if name in imported]


def test_the_layer_carries_the_campaigns_that_it_is_told_with_the_console_among_their_sites(layer: Path) -> None:
    program = (
        "import relay.campaigns as c; print({n: x.web_form.redirects[-1] for n, x in c.configured().by_id.items()})"
    )
    console = "http://127.0.0.1:4001"
    assert ast.literal_eval(alone([layer], program)) == dict.fromkeys((998, 999), console)


def test_the_layer_for_aws_carries_the_organisers_campaigns_and_nothing_else(layer_for_arm: Path) -> None:
    built = ast.parse((layer_for_arm / "relay" / "_campaigns.py").read_text(encoding="utf-8")).body[-1]
    assert isinstance(built, ast.Assign)
    tables = ast.literal_eval(built.value)
    organisers = tomllib.loads((ROOT / "campaigns.toml").read_text(encoding="utf-8-sig"))["campaigns"]
    forms = {int(number): table.get("web_form", {}) for number, table in organisers.items()}
    assert {number: table.get("web_form", {}).get("origins", ()) for number, table in tables.items()} == {
        number: tuple(form.get("origins", ())) for number, form in forms.items()
    }


def test_the_layer_trusts_the_public_authorities_one_by_one(layer: Path) -> None:
    assert len(list((layer / "relay" / "ca").glob("????????.?"))) > 50


def test_amazons_own_roots_are_in_a_file_for_botocore(layer: Path) -> None:
    context = ssl.create_default_context(cafile=layer / "relay" / "amazon.pem")
    roots: Any = context.get_ca_certs()
    names = [dict(pair for part in root["subject"] for pair in part) for root in roots]
    assert sorted(name["organizationName"] for name in names) == ["Amazon"] * 4 + ["Starfield Technologies, Inc."]


AWS_CALLS = """
import json
from pathlib import Path
from botocore.exceptions import ReadTimeoutError
from relay.stores.aws import Aws, AwsUnsure, aws_session

def keep(request, **_):
    headers = [str(request.headers.get(name)) for name in ("X-Amz-Target", "Content-Type")]
    body = request.body if isinstance(request.body, str) else request.body.decode()  # SNS is sent a form
    sent.append([request.url, headers, body])
    raise ReadTimeoutError(endpoint_url=request.url)

sent = []
for region in ("us-east-1", "us-gov-west-1", "cn-north-1", "a-new-region-1"):
    session = aws_session(Path("no roots"))
    session.set_config_variable("region", region)
    session.register("before-send", keep)
    aws = Aws(session)
    for service, operation, request in CALLS:
        try:
            aws.call(service, operation, request)
        except AwsUnsure:
            pass
print(json.dumps(sent))
"""
ITEM = {"id": {"S": "1"}, "received": {"N": "5"}, "connections": {"M": {"email": {"S": "done"}}}}
CALLS = [
    ("dynamodb", "UpdateItem", {"TableName": "t", "Key": ITEM, "ExpressionAttributeValues": {":item": {"M": ITEM}}}),
    ("dynamodb", "BatchGetItem", {"RequestItems": {"t": {"Keys": [ITEM], "ConsistentRead": True}}}),
    ("sqs", "SendMessage", {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q", "MessageBody": "x"}),
    ("sqs", "ChangeMessageVisibility", {"QueueUrl": "q", "ReceiptHandle": "r", "VisibilityTimeout": 1}),
    ("secretsmanager", "GetSecretValue", {"SecretId": "s"}),
    ("sqs", "ReceiveMessage", {"QueueUrl": "q", "MaxNumberOfMessages": 10, "MessageAttributeNames": ["kept_since"]}),
    ("sqs", "DeleteMessage", {"QueueUrl": "q", "ReceiptHandle": "r"}),
    ("sqs", "ChangeMessageVisibilityBatch", {"QueueUrl": "q", "Entries": [{"Id": "0", "ReceiptHandle": "r"}]}),
    ("sqs", "GetQueueAttributes", {"QueueUrl": "q", "AttributeNames": ["ApproximateNumberOfMessages"]}),
    ("logs", "StartQuery", {"logGroupNames": ["g"], "queryString": "q", "startTime": 1, "endTime": 2}),
    ("logs", "GetQueryResults", {"queryId": "1"}),
    ("logs", "StopQuery", {"queryId": "1"}),
    ("logs", "FilterLogEvents", {"logGroupName": "g"}),
    ("sns", "Publish", {"TopicArn": "arn:t", "Subject": "s", "Message": "m"}),
]


def test_the_models_cut_down_say_the_same_to_aws_as_botocores_own(layer: Path) -> None:
    program = f"CALLS = {CALLS!r}\n{AWS_CALLS}"
    whole = Path(botocore.__file__).parents[1]
    ours = json.loads(alone([layer], program))
    assert len(ours) == 4 * 2 * len(CALLS)
    assert ours == json.loads(alone([ROOT / "layers" / "relay", whole], program))


def test_all_byte_code_is_there_and_valid_whatever_the_files_times_are(layer: Path) -> None:
    tag = sys.implementation.cache_tag
    for source in layer.rglob("*.py"):
        code = source.parent / "__pycache__" / f"{source.stem}.{tag}.pyc"
        # PEP 552: the second word of the header is 1 for a hash that is not checked.
        assert struct.unpack("<I", code.read_bytes()[4:8]) == (1,), source


def test_nothing_is_shipped_that_no_function_needs(layer: Path) -> None:
    for needless in (
        "bin",
        "boto3",
        "pydantic",
        "botocore/data/s3",
        "**/tests",
        "*.dist-info",
        "**/*.pyi",
        "**/swagger_ui",
    ):
        assert not list(layer.glob(needless)), needless
    size = sum(path.stat().st_size for path in layer.rglob("*") if path.is_file())
    # Lambda's limit is 250 MB; this is to notice a dependency that brings a big one along.
    assert size < 25_000_000


def test_the_layer_for_aws_is_built_for_arm_whatever_this_machine_is(layer_for_arm: Path) -> None:
    libraries = list(layer_for_arm.rglob("*.so"))
    assert libraries
    for library in libraries:
        header = library.read_bytes()[:20]
        assert header[:4] == b"\x7fELF"
        assert struct.unpack("<H", header[18:20]) == (AARCH64,), library
        assert "cpython-313" in library.name
