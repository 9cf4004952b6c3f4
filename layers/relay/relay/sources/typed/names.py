"""The names that other form services, page builders and people's own labels give to fields.

A name is read by its innermost part, within what stands around it: `address[zip]`, `data[Contact][email]`,
`contact.email`, `Name (First)`. Around it may stand the person or the form itself. What belongs to somebody or
something else (`spouse[email]`, `event[name]`) says nothing here, and what stands in a place that nobody knows is
refused, for a value must never arrive under another name. Imported only where a name isn't in `vocabulary`.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from relay.sources.typed.characters import without_accents
from relay.sources.typed.vocabulary import ARGUMENTS


def _words_of(text: str) -> tuple[str, ...]:
    return tuple(text.split())


class Reading(NamedTuple):
    """What a name says: an argument or a piece of one (see `assembly`), "" if nothing.

    Not `is_plain`, it counts only where no other field says it. `is_misplaced`: a field of that argument that can't
    be taken, as nobody knows what stands around it.
    """

    wire: str = ""
    is_plain: bool = True
    is_misplaced: bool = False


NOTHING: Final = Reading()
LONGEST: Final = 1000
"""Characters of a name that says something. One of tens of thousands would take a minute to read."""

# Left: the API's argument, or a piece of one. Right: names for it, squeezed: of HTML's autocomplete
# (https://html.spec.whatwg.org/#autofill-field), and of what the form services' documentation shows.
_MORE: Final = {
    "name": "names firstandlastname firstlastname legalname nombre nombres nombrecompleto nombreyapellido"
    " nombreyapellidos completename",
    "firstname": "first firstnames forename givennames primernombre merge1",
    "middlename": "middlename middle middleinitial middlenames additionalname segundonombre mi",
    "lastname": "last lastnames apellido apellidos merge2",
    "prefix": "salutation honorific honorificprefix nameprefix",
    "suffix": "suffix honorificsuffix namesuffix",
    "title": "title",
    "email": "emailid emails emailaddresses mailaddress correo correoelectronico direcciondecorreo direcciondeemail"
    " direcciondecorreoelectronico merge0",
    "phone": "mobilenumber mobilephonenumber cellnumber cellphonenumber telephonenumber telnumber phones phonenumbers"
    " telefono celular movil numerodetelefono numerotelefonico numerodecelular numerodemovil telnational phoneno"
    " mobileno contactnumber merge4",
    "phone0": "telcountrycode phonecountrycode phonecountry phonecode dialcode dialingcode callingcode",
    "phone1": "telareacode areacode phonearea phoneareacode",
    "phone2": "tellocal tellocalprefix phonedetail1 phonephone phoneprefix phoneexchange",
    "phone3": "tellocalsuffix phonedetail2 phoneline phonelinenumber phonesuffix",
    "route": "route",
    "housenumber": "housenumber housenr houseno streetnumber streetno streetnr buildingnumber addressnumber",
    "address1": "addr addr1 addrline1 line1 address1line streetline1 streetname addresses postaladdress"
    " mailingaddress homeaddress residentialaddress registeredaddress primaryaddress personaladdress direccion calle"
    " addressstreet addresslines",
    "address2": "addr2 addrline2 line2 streetaddress2 streetaddressline2 streetline2 apartment aptnumber"
    " apartmentnumber unit unitnumber suite",
    "address3": "addressline3 addrline3 addr3 line3 streetline3 streetaddressline3",
    "city": "town locality addresslevel2 ciudad towncity municipality",
    "state": "province region addresslevel1 estado provincia statecode statecd stateprovince provincecode stateabbr"
    " administrativearea administrativearealevel1",
    "zip5": "codigopostal zippostalcode zippostal postalzip postalzipcode zippostcode zip5code",
    "country": "pais countryname countrycode nation",
    "smsOptin": "mobileoptin textmessageoptin optintext optinmobile",
    "emailOptin": "optinmail",
    "smsOptout": "unsubscribesms smsunsubscribe stoptexts notexts donottext textoptout optoutsms"
    " mobileoptout optoutmobile",
    "emailOptout": "optoutmail unsubscribe unsubscribeme unsub optout removeme emailunsubscribe"
    " optoutofemail optoutofemails hasoptedoutofemail donotemail noemail noemails cancelsubscription desuscribir",
    "campaigns": "campaignids",
    "type": "types",
    "tags": "tag",
}
_NAMES: Final = {
    **{name: wire for wire, names in _MORE.items() for name in names.split()},
    **{name: wire for name, wire in ARGUMENTS.items() if wire},
}

# What counts where no other field says it.
_SPARE: Final = {
    "replyto": "email",
    "useremail": "email",
    "email1": "email",
    "emailaddress1": "email",
    "phone1": "phone",
    "phonenumber1": "phone",
    "homephone": "phone",
    "daytimephone": "phone",
    "eveningphone": "phone",
}
_NO_NAME: Final = frozenset({"username"})  # an account's

_OF_A_NAME: Final = frozenset({"name", "firstname", "middlename", "lastname", "prefix", "suffix", "title"})
_OF_A_PHONE: Final = frozenset({"phone", "phone0", "phone1", "phone2", "phone3"})
_OF_AN_ADDRESS: Final = frozenset(
    {"housenumber", "route", "address1", "address2", "address3", "city", "state", "zip5", "country"}
)
_OF_A_PERSON: Final = (
    _OF_A_NAME
    | _OF_A_PHONE
    | _OF_AN_ADDRESS
    | {"email", "smsOptin", "smsOptinConfirmed", "smsOptout", "emailOptin", "emailOptout"}
)
BELONGING: Final = {
    "name": _OF_A_NAME,
    "phone": _OF_A_PHONE,
    "address1": _OF_AN_ADDRESS | {"firstname", "lastname", "phone"},
}
"""What may stand within what: `address[zip]`, `name[first]`."""

# What the parts of an address, phone or e-mail call the whole: `phones[0][value]`, `state[code]`.
_VALUE: Final = frozenset(_words_of("value number text full main primary mobile home"))
_VALUES: Final = {
    "email": _VALUE | {"address", "first", "second", "confirm", "confirmation", "email1", "email2"},
    "phone": _VALUE,
    **dict.fromkeys(("smsOptin", "emailOptin", "smsOptout", "emailOptout"), _VALUE | {"checked", "selected"}),
    "zip5": _VALUE | {"code"},
    "city": _VALUE | {"name"},
    "state": _VALUE | {"name", "code", "abbreviation", "abbr", "iso"},
    "country": _VALUE | {"name", "code", "abbreviation", "abbr", "iso"},
}
_INNER: Final = {
    "address1": {"route": "address1"},
    "name": {"given": "firstname", "family": "lastname", "full": "name", "complete": "name", "formatted": "name"},
}
_OF_NO_USE: Final = _words_of(
    "id type kind label status verified verification latitude longitude lat lng lon accuracy county timezone placeid"
    " ext extension isprimary default formatted createdat updatedat"
)

# What stands around a field and is the person, or the form itself: by its whole name, or by how that ends.
_AROUND: Final = _words_of(
    "edit acf sf me cm mc nb cons people personal home mailing your homes properties attributes params body"
    " content result results account identity demographics answers answer values details info information"
    " residence residential location"
    " record input inputs entry dto hidden response formresponse payload merge merged contactdetails contactinfo"
    " contactinformation personaldetails personalinfo personalinformation mydetails yourdetails yourinfo"
    " yourinformation"
)
_ENDINGS: Final = _words_of(
    "form forms fields field data person user contact contacts supporter advocate activist volunteer"
    " subscriber signup registration signature signer profile submission submitted lead member donor customer"
    " merges model request registrant participant petitioner applicant constituent attendee citizen"
    " resident voter client visitor respondent"
)
# ... or somebody or something else.
_OTHERS: Final = _words_of(
    "spouse partner friend emergency company organi employer business billing shipping delivery event guest"
    " child parent referr legislat official senator representative recipient target sender campaign source"
    " device browser product alternat secondary second other previous confirm consent preferen permission"
    " newsletter beneficiar honoree school payment platform meta order cart ticket subscription"
)
# ... too, unless it is a form that is called so: `family_member`, but not `family_signup`.
_OTHERS_IF_NO_FORM: Final = _words_of(
    "family household congress board press media cosign sales chair admin recruit invit mentor staff assign neighbor"
    " relative husband wife mother father daughter sibling caregiver guardian coworker colleague nominee nominat"
    " candidat politician team nonmember"
)
_FORMS: Final = _words_of("form forms signup registration submission submitted request fields data model profile")
_OTHER: Final = _words_of(
    "pet site website page card bank owner group old tribute job position role co to cc bcc kin son fellow agent"
)

_FILLING: Final = _words_of(
    "primary your my the a an is what please enter type provide of or and legal preferred txt tb fld frm here su tu"
    " el la de input field inf submitted attributes"
)
_WHOSE: Final = _words_of(
    "contact user person supporter advocate member customer subscriber signer activist donor volunteer lead"
    " applicant constituent cons primary home mailing postal personal residential current registered daytime"
    " evening"
)
_OF_NO_KIND: Final = frozenset(
    (
        *(*_FILLING, *_WHOSE, *_AROUND, *_ENDINGS),
        *_words_of("new web site crm app current petition action letter email mail sms text list mailing"),
    )
)
"""What may stand before a word for the person and says nothing of who that is."""
_WORK: Final = "work"
_REACHED_AT_WORK: Final = frozenset({"email", "phone"})
"""Whose an e-mail address or phone may be; an address at work is none of the person's."""
_REMARKS: Final = _words_of("required optional obligatorio obligatoria requerido requerida opcional mandatory")

# What page builders put before a form's own names; behind those of the first kind stands the form's number.
_NUMBERED_FORM: Final = re.compile(r"(?:et_pb_(?:contact|signup)_|g\d+(?:-\d+)?-)(?P<name>.+?)(?:_\d+)?")
_BUILDER: Final = re.compile(r"(?:fl-|mf-|nf-|cm-|C_|item_meta(?=\[))(?P<name>.+)")
# What they put behind a name to make it the page's only one: email-456, email_a1b2, email-yui_3_17_2_1.
_MADE_UNIQUE: Final = re.compile(
    r"(?P<name>[A-Za-z_]+)(?:[-_](?:[01]|\d{3,})|_(?=[a-f]*\d)[0-9a-f]{4}|-yui_[\w-]+)", re.ASCII
)
_FIRST_OF: Final = re.compile(r"(?P<whole>[A-Za-z]+)-1-(?P<part>[A-Za-z_-]+)")  # address-1-zip
_TRAP: Final = re.compile(r"b_[0-9a-f]{20,}_[0-9a-f]{6,}")  # Mailchimp's, which people can't see

_BETWEEN: Final = re.compile(r"[\[\]()$/]|->|(?<=\w)[.:](?=\w)")
_IN_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD: Final = re.compile(r"[^\W_]+")
_QUESTION: Final = re.compile(r"q[0-9]+")
_LAYOUT: Final = re.compile(r"ctl[0-9]+")  # ASP.NET: what stands around is the page's layout

_DIALLED: Final = re.compile(r"\+.*|[1-9]\d?|00\d{1,3}", re.DOTALL)

type Words = Sequence[str]


def is_trap(name: str) -> bool:
    """Whether this is a field that only robots fill in."""
    return _TRAP.fullmatch(name) is not None


def is_dialled(value: str) -> bool:
    """Whether a country's code is the one that is dialled: +1, 44, but not 840, which ISO 3166 has for a country."""
    return _DIALLED.fullmatch(value.strip()) is not None


def understood(name: str) -> Reading:
    """What a name says that is none of `vocabulary`'s."""
    if len(name) > LONGEST:
        return NOTHING
    found = _NUMBERED_FORM.fullmatch(name) or _BUILDER.fullmatch(name)
    if found:
        reading = _understood(found["name"])
        return reading if reading.wire in _OF_A_PERSON else NOTHING
    reading = _understood(name)
    if reading.wire or not name.isascii():
        return reading
    if found := _FIRST_OF.fullmatch(name):
        return _understood(f"{found['whole']}[{found['part']}]")
    if found := _MADE_UNIQUE.fullmatch(name):
        reading = _understood(found["name"])
        return reading._replace(is_plain=False) if reading.wire in _OF_A_PERSON else NOTHING
    return NOTHING


def _understood(name: str) -> Reading:
    reading = _within(_parts(name))
    if "(" not in name or (reading.wire and not reading.is_misplaced):
        return reading
    if any(_is_other(_words(remark)) for remark in _IN_BRACKETS.findall(name)):
        return NOTHING
    return _within(_parts(_IN_BRACKETS.sub(" ", name)))


def _parts(name: str) -> list[Words]:
    parts = [words for words in map(_words, _BETWEEN.split(name)) if words]
    if parts and len(parts[0]) > 1 and _QUESTION.fullmatch(parts[0][0]):  # q4_email4: a question's number, twice
        parts[0] = [word.rstrip("0123456789") or word for word in parts[0][1:]]
    return parts


def _words(text: str) -> Words:
    """The words of a label, without accents, case and remarks such as "required"."""
    bare = without_accents(_HUMP.sub(" ", text))
    return [word for word in _WORD.findall(bare) if word not in _REMARKS]


def _within(parts: Sequence[Words]) -> Reading:
    """What the innermost part says, within the others."""
    whole = _NAMES.get(_joined(parts))
    if whole and (whole != "fields" or len(parts) == 1):
        return Reading(whole)
    named = [words for words in parts if not all(word.isdigit() for word in words)]
    if not named:
        return NOTHING
    reading, around = _innermost(named)
    if not reading.wire or not around or _LAYOUT.fullmatch(named[0][0]):
        return reading
    if reading.is_misplaced:
        return NOTHING if any(map(_is_other, around)) else reading
    if reading.wire not in _OF_A_PERSON and (reading.wire == "fields" or len(named) < len(parts)):
        return NOTHING
    return _placed(reading, around)


def _innermost(named: Sequence[Words]) -> tuple[Reading, Sequence[Words]]:
    """What the innermost part says by itself or with those right before it, and what stands around that."""
    outer = _meaning(named[-2]).wire if len(named) > 1 else ""
    inner = _joined(named[-1:])
    if _joined(named[-2:]) not in _NAMES:
        wire = outer if inner in _VALUES.get(outer, ()) else _INNER.get(outer, {}).get(inner, "")
        if wire or (outer and inner in _OF_NO_USE):
            return Reading(wire), named[:-2]
    for start in range(len(named)):
        wire = _NAMES.get(_joined(named[start:]), "")
        if wire:
            return Reading(wire), named[:start]
    reading = _meaning(named[-1])
    if not reading.wire:
        lost = next(filter(None, (_meaning(words).wire for words in reversed(named[:-1]))), "")
        reading = Reading(lost, is_misplaced=bool(lost))
    return reading, named[:-1]


def _placed(reading: Reading, around: Sequence[Words]) -> Reading:
    """The reading, as far as what stands around it is the person's."""
    for words in reversed(around):
        if _is_around(words) and reading.wire != "type":  # anything has a type
            continue
        if _is_other(words):
            return NOTHING
        outer = _meaning(words).wire
        if reading.wire not in BELONGING.get(outer, {outer}):
            return NOTHING if reading.wire == "title" else Reading(reading.wire, is_misplaced=True)
    return reading


def _meaning(words: Words) -> Reading:
    """What one part says, with words before it that say whose it is, or nothing."""
    while len(words) > 1 and words[-1] in _FILLING:
        words = words[:-1]
    joined = "".join(words)
    if joined in _NO_NAME:
        return NOTHING
    if joined in _SPARE:
        return Reading(_SPARE[joined], is_plain=False)
    for start in range(len(words)):
        wire = _NAMES.get("".join(words[start:]), "")
        if wire and (not start or wire in _OF_A_PERSON):
            return _owned(wire, words[:start])
    rest = joined.removeprefix("your")
    return Reading(_NAMES[rest]) if rest != joined and _NAMES.get(rest) in _OF_A_PERSON else NOTHING


def _owned(wire: str, before: Words) -> Reading:
    """The reading of `contact_email`, `your name`, `mobile phone number`; none of `company_name`."""
    is_plain = True
    for word in before:
        outer = _NAMES.get(word, "")
        if (
            word in _WHOSE
            or (word == _WORK and wire in _REACHED_AT_WORK)
            or (outer != wire and wire in BELONGING.get(outer, ()))
        ):
            is_plain = False
        elif word not in _FILLING and outer != wire:
            return NOTHING
    return Reading(wire, is_plain=is_plain)


def _is_around(words: Words) -> bool:
    joined = "".join(words)
    is_form = joined in _AROUND or _is_person_or_form(words) or all(word.isdigit() for word in words)
    return is_form and not _is_other(words)


def _is_person_or_form(words: Words) -> bool:
    """Whether it is the form ("whales_signup"), or the person and not one of some kind ("committee_member")."""
    if not words or not words[-1].endswith(_ENDINGS):
        return False
    if words[-1].endswith(_FORMS):
        return True
    ending = max((ending for ending in _ENDINGS if words[-1].endswith(ending)), key=len)
    kinds = [*words[:-1], words[-1].removesuffix(ending)]
    return all(kind in _OF_NO_KIND or not kind or kind.isdigit() for kind in kinds)


def _is_other(words: Words) -> bool:
    others = _OTHERS if words and words[-1].endswith(_FORMS) else _OTHERS + _OTHERS_IF_NO_FORM
    return any(word in _OTHER or word.startswith(others) for word in words)


def _joined(parts: Sequence[Words]) -> str:
    return "".join(word for words in parts for word in words)
