"""How forms commonly call what the API takes, and how names are compared. Only tables, for `fields` and `names`.

What is rarer, or stands in brackets, is in `names`, which is imported where it is met.
"""

from typing import Final

from relay.phone2action.arguments import ENDPOINTS

# Left: how people's forms call it (squeezed). Right: the API's argument, "name" for a whole one, or "" for what comes
# with every lead and says nothing of the person.
_ALIASES: Final = {
    "name": "name",
    "fullname": "name",
    "fname": "firstname",
    "givenname": "firstname",
    "lname": "lastname",
    "surname": "lastname",
    "familyname": "lastname",
    "emailaddress": "email",
    "mail": "email",
    "mobile": "phone",
    "mobilephone": "phone",
    "cell": "phone",
    "cellphone": "phone",
    "phonenumber": "phone",
    "telephone": "phone",
    "tel": "phone",
    "street": "address1",
    "street1": "address1",
    "streetaddress": "address1",
    "address": "address1",
    "addressline1": "address1",
    "street2": "address2",
    "addressline2": "address2",
    "apt": "address2",
    "zip": "zip5",
    "zipcode": "zip5",
    "postal": "zip5",
    "postalcode": "zip5",
    "postcode": "zip5",
    "textoptin": "smsOptin",
    "optinsms": "smsOptin",
    "optinemail": "emailOptin",
    "optoutemail": "emailOptout",
    "card": "",
    "screenname": "",
    "token": "",
    "twuserid": "",
    "submit": "",
}
_SQUEEZED: Final = dict.fromkeys(map(ord, "_-. "))


def squeezed(name: str) -> str:
    """A name as it is compared: `first_name`, `First Name` and `firstName` are one."""
    return name.lower().translate(_SQUEEZED)


ARGUMENTS: Final = _ALIASES | {
    squeezed(name): name
    for endpoint in ("create_advocate", "update_advocate", "create_connection")
    for name in ENDPOINTS[endpoint].arguments
}

# What stands before a name, with or without a dot. What may be a name ("Hon Nguyen", "Prince", "Major") isn't here.
TITLES: Final = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "dra",
        "doctor",
        "doctora",
        "prof",
        "professor",
        "profesor",
        "profesora",
        "rev",
        "reverend",
        "rabbi",
        "honorable",
        "sr",
        "sra",
        "srta",
        "señor",
        "señora",
        "señorita",
        "mme",
        "mlle",
        "monsieur",
        "madame",
        "herr",
        "frau",
        "doña",
        "sir",
        "father",
        "sister",
        "monsignor",
        "captain",
        "colonel",
        "lieutenant",
        "sergeant",
        "congressman",
        "congresswoman",
        "councilmember",
        "senator",
        "governor",
        "attorney",
    }
)


def words_of(text: str) -> frozenset[str]:
    """The words of a table that is written in a row."""
    return frozenset(text.split())
