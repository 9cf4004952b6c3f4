"""What forms' pages and JSON answers say in English. Only words: `explanations` picks them, `pages` lays them out.

A fault's sentence begins with the label of its field and a colon, then says what to do. {label} is that label, {names}
the campaign's or the organisation's name.
"""

from typing import Final

LANGUAGE: Final = "en"

LABELS: Final = {
    "address1": "Street address",
    "address2": "Apartment or unit",
    "advocateid": "Supporter's number",
    "campaignid": "Campaign",
    "campaigns": "Campaign",
    "city": "City",
    "country": "Country",
    "email": "E-mail address",
    "emailMessage": "Message",
    "emailOptin": "E-mail updates",
    "emailOptout": "Unsubscribing from e-mail",
    "emailSubject": "Subject",
    "fields": "Additional questions",
    "firstname": "First name",
    "guestNames": "Guests' names",
    "guests": "Number of guests",
    "lastname": "Last name",
    "message": "Message",
    "p2asource": "Source",
    "phone": "Phone number",
    "prefix": "Title",
    "smsOptin": "Text messages",
    "smsOptinConfirmed": "Confirmed text messages",
    "smsOptout": "Unsubscribing from texts",
    "state": "State",
    "tags": "Tags",
    "tweetMessage": "Tweet",
    "type": "Message to your officials",
    "utm_campaign": "Source",
    "utm_content": "Source",
    "utm_medium": "Source",
    "utm_source": "Source",
    "utm_term": "Source",
    "zip5": "ZIP code",
}
OTHER_FIELD: Final = "One of the fields"

FAULTS: Final = {
    (
        "campaignid",
        "required",
    ): "{label}: this form is for several campaigns and does not say which one the message is for",
    ("campaigns", "required"): "{label}: this form does not say which campaign it is for",
    ("country", "invalid"): "{label}: enter the name of a country or its two letters, like US",
    ("email", "email_or_phone_required"): "E-mail address or phone number: enter at least one of them",
    ("email", "invalid"): "{label}: enter a complete address, like name@example.org",
    ("emailOptin", "invalid"): "{label}: tick the box or leave it empty",
    ("emailOptout", "invalid"): "{label}: tick the box or leave it empty",
    ("fields", "invalid"): "{label}: one of the questions has no number, which this form must give it",
    ("guestNames", "too_long"): "{label}: enter at most 100 characters for each name",
    ("guests", "invalid"): "{label}: enter a whole number from 1 to 99999",
    ("phone", "email_or_phone_required"): "E-mail address or phone number: enter at least one of them",
    ("phone", "invalid"): "{label}: enter a US number with its area code, like 816-555-0123",
    ("smsOptin", "invalid"): "{label}: tick the box or leave it empty",
    ("smsOptout", "invalid"): "{label}: tick the box or leave it empty",
    ("smsOptout", "not_for_the_public"): "{label}: text STOP from that phone instead, since this can't be undone",
    ("state", "invalid"): "{label}: enter a US state, like MO or Missouri",
    ("tweetMessage", "invalid"): "{label}: enter at most 280 characters, or 230 beside the name of an official",
    ("tweetMessage", "too_long"): "{label}: enter at most 280 characters, or 230 beside the name of an official",
    ("type", "invalid"): "{label}: choose e-mail, tweet or call",
    ("type", "not_for_the_public"): "Phone call to your officials: this campaign takes no calls from website forms",
    ("zip5", "invalid"): "{label}: enter five digits, like 02134",
}
CODES: Final = {
    "blank": "{label}: fill this in",
    "campaign_not_allowed": "{label}: this campaign takes no sign-ups from website forms",
    "campaign_unknown": "{label}: the campaign of this form is not set up here",
    "contradicts_emailOptout": "{label}: choose either e-mail updates or an end to them, not both",
    "contradicts_smsOptout": "{label}: choose either text messages or an end to them, not both",
    "file_not_accepted": "Files: no file can be sent here, so take it out",
    "invalid": "{label}: check this, for it can't be used as it is",
    "needs_campaigns": "{label}: this form does not say which campaign it is for",
    "needs_email": "{label}: enter your e-mail address as well",
    "needs_emailMessage": "{label}: write the message as well",
    "needs_emailSubject": "{label}: write the subject as well",
    "needs_phone": "{label}: enter your phone number as well",
    "needs_smsOptin": "{label}: this form does not ask for text messages beside it",
    "not_for_the_public": "{label}: only the organization's own server may send this",
    "not_from_a_form": "{label}: no form may send this, for only a text from the phone itself proves it",
    "rejected": "The campaign could not accept this sign-up. Check what you typed",
    "required": "{label}: fill this in, for it is needed",
    "too_long": "{label}: make this shorter",
    "unknown_field": "{label}: this form sends something that can't be used",
}
"""By code, for fields that have no sentence of their own."""

RULES: Final = {
    "was given more than once, with different values": "{label}: this was answered twice, and differently; answer once",
    "stands in a group of fields that is not known here: give the field a name of its own": (
        "{label}: this form has a name for the field that can't be understood"
    ),
}
"""By the problem's own words, where they are not the argument's rule."""

REFUSALS: Final = {
    "malformed_body": "Nothing was saved, because what the form sent can't be read.",
    "method_not_allowed": "Nothing was saved, because the form was not sent by the method POST.",
    "not_found": "Nothing was saved, because no form is taken at this address.",
    "too_large": "Nothing was saved, because at most 64 KB can be sent. Shorten your texts and send the form again.",
    "unauthorized": "Nothing was saved, because this needs a valid form secret, which was missing or wrong.",
    "unavailable": "This could not be saved just now. Wait a minute, then send the form again.",
    "unsupported_media_type": (
        "Nothing was saved, because the form was sent as a type that is not taken: it must be "
        "application/x-www-form-urlencoded, multipart/form-data or application/json."
    ),
}
FOR_THE_ORGANIZER: Final = {
    "campaign_not_allowed": "In campaigns.toml this campaign needs a table of its own for web_form.",
    "campaign_unknown": (
        "The campaign's number stands in the address of the form's action. It must be one that campaigns.toml has, and "
        "the relay deployed since."
    ),
    "malformed_body": "The body must be what its content type says.",
    "method_not_allowed": "The form's tag needs its method:",
    "not_found": "A form's action is the relay's address with /signup/ and the campaign's number behind it, like this:",
    "unauthorized": "Only your own server can send to this campaign, by the header Authorization: Bearer and a secret.",
    "unsupported_media_type": "Leave the attribute enctype out of the form's tag.",
}

ERROR: Final = "Error"
PROBLEM: Final = "There is a problem"
PROBLEM_WITH_FORM: Final = "There is a problem with this form"
TRY_AGAIN: Final = "Please try again"
NOT_ACCEPTED: Final = "The form was not accepted. Correct this, then send it again:"
FORMS_FAULT: Final = "This is a fault of the form, not of yours. Please tell {names}."
WHOSE_FORM: Final = "the organization whose form this is"
GO_BACK: Final = "Use your browser's Back button to return to the form: what you typed should still be there."
BACK_TO_FORM: Final = "Back to the form"
BACK_TO_SITE: Final = "Back to {names}"
ORGANIZER: Final = "For whoever made the form"
CODE: Final = "Code: {names}"

THANK_YOU: Final = "Thank you"
ARRIVED: Final = "Your sign-up has arrived."
CONTACTS: Final = {"email": "e-mail", "tweet": "tweet", "call": "call"}
AND: Final = " and "
CONTACT_REFUSED: Final = "You are signed up, but your {names} to your officials could not be sent."
LEFT_OUT: Final = {
    "email": "No e-mail went to officials for you: that needs an address in the United States.",
    "call": "No call to officials was made for you: that needs a US phone number.",
    "phone": "Your phone number was not kept: only US numbers can be. You get no calls or texts from us.",
}
TEXTS_STOPPED: Final = "You stopped our texts to this phone before, and that can't be undone here."
TEXTS_HELD: Final = "Our texts to this phone are not switched on yet: somebody will look at that first."
TWEET: Final = "Review and post your tweet"
