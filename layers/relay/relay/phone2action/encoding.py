"""Arguments as a form: what `curl -d "campaigns[]=998" -d "fields[5365]=..."` of the documentation sends.

Arrays repeat `name[]`, custom fields are `name[id]`, everything is UTF-8 and percent-encoded ("+" becomes
%2B, without which a query would turn it into a space). JSON is not used: only the form is documented.
"""

from collections.abc import Mapping
from urllib.parse import quote_plus

from relay.phone2action.arguments import Wire


def form(values: Mapping[str, Wire]) -> str:
    """The form of these wire values, fit for a body of application/x-www-form-urlencoded and for a query."""
    pairs: list[str] = []
    for name, value in values.items():
        if isinstance(value, str):
            pairs.append(f"{name}={_quoted(value)}")
        elif isinstance(value, dict):
            pairs += (f"{name}%5B{key}%5D={_quoted(text)}" for key, text in value.items())
        else:
            pairs += (f"{name}%5B%5D={_quoted(item)}" for item in value)
    return "&".join(pairs)


def _quoted(text: str) -> str:
    # Most values are words, numbers or an e-mail address: urllib.parse is slow to find out how little there is to do.
    if text.isascii():
        if text.isalnum():
            return text
        if text.replace(" ", "").replace(".", "").replace("@", "").isalnum():
            return text.replace(" ", "+").replace("@", "%40")
    return quote_plus(text)
