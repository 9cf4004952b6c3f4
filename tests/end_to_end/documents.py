"""The blocks of code in the pages, so that tests run what people copy."""

import os
import re

from local.place import ROOT

FENCED = re.compile(r"^ *```(?:sh|json|html)?\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def blocks(page: str) -> list[str]:
    """The fenced blocks of a page of this repository, such as "README.md", in order, as they stand outside a list."""
    found = FENCED.findall((ROOT / page).read_text())
    return [re.sub(r"^ {3}", "", text, flags=re.MULTILINE) for text in found]


def the_block(page: str, with_text: str) -> str:
    """The one block of a page that has this text."""
    (block,) = [block for block in blocks(page) if with_text in block]
    return block


def aws_variables(endpoint: str) -> dict[str, str]:
    """The variables by which the SAM CLI and the AWS CLI find an emulator, and nothing of this machine's."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
