"""What is one submission: a key that swallows other content, a spelling that makes another."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    Patch(
        name="a key swallows other content",
        file="relay/canonical.py",
        old="digest([own_key, content])",
        new="digest([own_key])",
        quick=True,
    ),
    Patch(
        name="a key counts for one day",
        file="relay/canonical.py",
        old='digest([own_key, content])}", False',
        new='digest([own_key, content])}", True',
    ),
    Patch(
        name="any key is the same key",
        file="relay/canonical.py",
        old="digest([own_key, content])",
        new='digest(["", content])',
    ),
    Patch(
        name="an address in another case is another person",
        file="relay/canonical.py",
        old="return address_of(value) if name",
        new="return text_of(value) if name",
    ),
    Patch(
        name="a decomposed letter makes another submission",
        file="relay/canonical.py",
        old='composed = value if value.isascii() else unicodedata.normalize("NFC", value)',
        new="composed = value",
    ),
    Patch(
        name="a doubled space makes another submission",
        file="relay/canonical.py",
        old='" ".join(composed.split())',
        new="composed",
    ),
    Patch(
        name="attribution makes another submission",
        file="relay/canonical.py",
        old=" if not is_attribution(name)}",
        new="}",
    ),
    Patch(
        name="the order of tags makes another submission",
        file="relay/canonical.py",
        old="return sorted(set(texts)) if name in SETS else texts",
        new="return texts",
    ),
    Patch(
        name="two guests of one name are one",
        file="relay/canonical.py",
        old="return sorted(set(texts)) if name in SETS else texts",
        new="return sorted(set(texts))",
    ),
    Patch(
        name="the contacts that are asked for make no other submission",
        file="relay/canonical.py",
        old="return digest([sorted(set(campaigns)), arguments(advocate), contacts])",
        new="return digest([sorted(set(campaigns)), arguments(advocate)])",
    ),
    Patch(
        name="a lead's token says nothing",
        file="relay/sources/twitter_card.py",
        old='values.clean(_first(lead, "token"))',
        new='""',
    ),
    Patch(
        name="a Google lead's id says nothing",
        file="relay/sources/google_lead.py",
        old="values.clean(lead_id)",
        new='""',
    ),
    Patch(
        name="what a text says makes no other submission",
        file="relay/sources/sms.py",
        old="canonical.digest([text.sender, canonical.text_of(text.body)])",
        new="canonical.digest([text.sender])",
    ),
    Patch(
        name="a text's own id is not its key",
        file="relay/sources/sms.py",
        old="canonical.natural_key(text.sid, ",
        new='canonical.natural_key("", ',
    ),
    Patch(
        name="the key that a form's sender gave is ignored",
        file="relay/sources/web_form.py",
        old='    return shown.strip() or filled.controls.get(IDEMPOTENCY_KEY, "")',
        new='    return ""',
    ),
    Patch(
        name="the journal holds the address itself",
        file="relay/delivery/deliver.py",
        old="self.identity.found_by(argument, str(address))",
        new="str(address)",
    ),
    Patch(
        name="the journal is found by the key of the consent record",
        file="relay/stores/ids.py",
        old='self.of(f"found by {argument}:{address_of(address)}")',
        new='self.of(f"{argument}:{address_of(address)}")',
    ),
    Patch(
        name="the order of campaigns makes another submission",
        file="relay/canonical.py",
        old="return digest([sorted(set(campaigns)), ",
        new="return digest([list(campaigns), ",
    ),
    Patch(
        name="the order of contacts makes another submission",
        file="relay/canonical.py",
        old="sorted(set(connection.types))",
        new="list(connection.types)",
    ),
    Patch(
        name="the words of a contact make no other submission",
        file="relay/canonical.py",
        old=", arguments(connection.arguments)]",
        new="]",
    ),
    Patch(
        name="a doubled space in a custom field makes another submission",
        file="relay/canonical.py",
        old="return {key: text_of(one) for key, one in value.items()}",
        new="return dict(value)",
    ),
    Patch(
        name="an address in other capital letters than ASCII's is another person",
        file="relay/canonical.py",
        old='unicodedata.normalize("NFD", value).casefold()',
        new='unicodedata.normalize("NFD", value)',
    ),
    Patch(
        name="the page that somebody came from makes another submission",
        file="relay/canonical.py",
        old='return name == "p2asource" or name',
        new="return name",
    ),
    Patch(
        name="the advertisement that somebody came from makes another submission",
        file="relay/canonical.py",
        old=' or name.startswith("utm_")',
        new="",
    ),
)
