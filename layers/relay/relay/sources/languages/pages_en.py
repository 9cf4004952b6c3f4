"""What forms' pages and JSON answers say in English. Only words: `explanations` picks them, `pages` lays them out.

Their names are what a campaign's own words have in campaigns.toml (docs/words.md), so none may be changed. The sentence
for a field and a code is in `faults`, else that for the code alone in `codes`; `rules` are for what no code says. Each
begins with the label of the field and a colon, then says what to do.
"""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "lang": "en",
    "labels.address1": "Street address",
    "labels.address2": "Apartment or unit",
    "labels.advocateid": "Supporter's number",
    "labels.campaignid": "Campaign",
    "labels.campaigns": "Campaign",
    "labels.city": "City",
    "labels.country": "Country",
    "labels.email": "E-mail address",
    "labels.emailMessage": "Message",
    "labels.emailOptin": "E-mail updates",
    "labels.emailOptout": "Unsubscribing from e-mail",
    "labels.emailSubject": "Subject",
    "labels.fields": "Additional questions",
    "labels.firstname": "First name",
    "labels.guestNames": "Guests' names",
    "labels.guests": "Number of guests",
    "labels.lastname": "Last name",
    "labels.message": "Message",
    "labels.p2asource": "Source",
    "labels.phone": "Phone number",
    "labels.prefix": "Title",
    "labels.smsOptin": "Text messages",
    "labels.smsOptinConfirmed": "Confirmed text messages",
    "labels.smsOptout": "Unsubscribing from texts",
    "labels.state": "State",
    "labels.tags": "Tags",
    "labels.tweetMessage": "Tweet",
    "labels.type": "Message to your officials",
    "labels.utm_campaign": "Source",
    "labels.utm_content": "Source",
    "labels.utm_medium": "Source",
    "labels.utm_source": "Source",
    "labels.utm_term": "Source",
    "labels.zip5": "ZIP code",
    "other_field": "One of the fields",
    "faults.campaignid.required": (
        "{label}: this form is for several campaigns and does not say which one the message is for"
    ),
    "faults.campaigns.required": "{label}: this form does not say which campaign it is for",
    "faults.country.invalid": "{label}: enter the name of a country or its two letters, like US",
    "faults.email.email_or_phone_required": "E-mail address or phone number: enter at least one of them",
    "faults.email.invalid": "{label}: enter a complete address, like name@example.org",
    "faults.emailOptin.invalid": "{label}: tick the box or leave it empty",
    "faults.emailOptout.invalid": "{label}: tick the box or leave it empty",
    "faults.fields.invalid": "{label}: one of the questions has no number, which this form must give it",
    "faults.guestNames.too_long": "{label}: enter at most 100 characters for each name",
    "faults.guests.invalid": "{label}: enter a whole number from 1 to 99999",
    "faults.phone.email_or_phone_required": "E-mail address or phone number: enter at least one of them",
    "faults.phone.invalid": "{label}: enter a US number with its area code, like 816-555-0123",
    "faults.smsOptin.invalid": "{label}: tick the box or leave it empty",
    "faults.smsOptout.invalid": "{label}: tick the box or leave it empty",
    "faults.smsOptout.not_for_the_public": "{label}: text STOP from that phone instead, since this can't be undone",
    "faults.state.invalid": "{label}: enter a US state, like MO or Missouri",
    "faults.tweetMessage.invalid": "{label}: enter at most 280 characters, or 230 beside the name of an official",
    "faults.tweetMessage.too_long": "{label}: enter at most 280 characters, or 230 beside the name of an official",
    "faults.type.invalid": "{label}: choose e-mail, tweet or call",
    "faults.type.not_for_the_public": "Phone call to your officials: this campaign takes no calls from website forms",
    "faults.zip5.invalid": "{label}: enter five digits, like 02134",
    "codes.blank": "{label}: fill this in",
    "codes.campaign_not_allowed": "{label}: this campaign takes no sign-ups from website forms",
    "codes.campaign_unknown": "{label}: the campaign of this form is not set up here",
    "codes.challenge_failed": "Show once more that you are a person, and send the form again",
    "codes.contradicts_emailOptout": "{label}: choose either e-mail updates or an end to them, not both",
    "codes.contradicts_smsOptout": "{label}: choose either text messages or an end to them, not both",
    "codes.file_not_accepted": "Files: no file can be sent here, so take it out",
    "codes.invalid": "{label}: check this, for it can't be used as it is",
    "codes.needs_campaigns": "{label}: this form does not say which campaign it is for",
    "codes.needs_email": "{label}: enter your e-mail address as well",
    "codes.needs_emailMessage": "{label}: write the message as well",
    "codes.needs_emailSubject": "{label}: write the subject as well",
    "codes.needs_phone": "{label}: enter your phone number as well",
    "codes.needs_smsOptin": "{label}: this form does not ask for text messages beside it",
    "codes.not_for_the_public": "{label}: only the organization's own server may send this",
    "codes.not_from_a_form": "{label}: no form may send this, for only a text from the phone itself proves it",
    "codes.rejected": "The campaign could not accept this sign-up. Check what you typed",
    "codes.required": "{label}: fill this in, for it is needed",
    "codes.too_long": "{label}: make this shorter",
    "codes.unknown_field": "{label}: this form sends something that can't be used",
    "rules.answered_twice": "{label}: this was answered twice, and differently; answer once",
    "rules.unknown_group": "{label}: this form has a name for the field that can't be understood",
    "refusals.bad_signature": (
        "Nothing was saved, because this is not signed with one of the webhook secrets, or was changed on its way."
    ),
    "refusals.header_missing": "Nothing was saved, because the header {header} is missing from what is signed.",
    "refusals.malformed_body": "Nothing was saved, because what the form sent can't be read.",
    "refusals.method_not_allowed": "Nothing was saved, because the form was not sent by the method POST.",
    "refusals.not_found": "Nothing was saved, because no form is taken at this address.",
    "refusals.origin_not_allowed": (
        "Nothing was saved, because this campaign takes no sign-ups from the page that this came from."
    ),
    "refusals.stale": (
        "Nothing was saved, because this was signed more than five minutes ago, or by a clock that is wrong. "
        "Sign it again when you send it again."
    ),
    "refusals.too_large": (
        "Nothing was saved, because at most 64 KB can be sent. Shorten your texts and send the form again."
    ),
    "refusals.unauthorized": "Nothing was saved, because this needs a valid form secret, which was missing or wrong.",
    "refusals.unavailable": "This could not be saved just now. Wait a minute, then send the form again.",
    "refusals.unsupported_media_type": (
        "Nothing was saved, because the form was sent as a type that is not taken: it must be application/x-www-form-"
        "urlencoded, multipart/form-data or application/json."
    ),
    "for_the_organizer.campaign_not_allowed": "In campaigns.toml this campaign needs a table of its own for web_form.",
    "for_the_organizer.campaign_unknown": (
        "The campaign's number stands in the address of the form's action. It must be one that campaigns.toml has, "
        "and the relay deployed since."
    ),
    "for_the_organizer.malformed_body": "The body must be what its content type says.",
    "for_the_organizer.method_not_allowed": "The form's tag needs its method:",
    "for_the_organizer.not_found": (
        "A form's action is the relay's address with /signup/ and the campaign's number behind it, like this:"
    ),
    "for_the_organizer.origin_not_allowed": (
        "In campaigns.toml, list the site of the form's page in this campaign's origins, and deploy the relay again."
    ),
    "for_the_organizer.unauthorized": (
        "Only your own server can send to this campaign, by the header Authorization: Bearer and a secret."
    ),
    "for_the_organizer.unknown_field": (
        "Give the field a name that is known, by itself or in a group such as address[zip]. "
        "docs/sources.md lists names and groups."
    ),
    "for_the_organizer.unsupported_media_type": "Leave the attribute enctype out of the form's tag.",
    "error": "Error",
    "problem": "There is a problem",
    "problem_with_form": "There is a problem with this form",
    "try_again": "Please try again",
    "not_accepted": "The form was not accepted. Correct this, then send it again:",
    "forms_fault": "This is a fault of the form, not of yours. Please tell {organization}.",
    "whose_form": "the organization whose form this is",
    "go_back": "Use your browser's Back button to return to the form: what you typed should still be there.",
    "back_to_form": "Back to the form",
    "back_to_site": "Back to {site}",
    "organizer": "For whoever made the form",
    "code": "Code: {code}",
    "thank_you": "Thank you",
    "arrived": "We have received what you sent.",
    "contacts.email": "e-mail",
    "contacts.tweet": "tweet",
    "contacts.call": "call",
    "and": "{first} and {last}",
    "contact_refused": "You are signed up, but your {contacts} to your officials could not be sent.",
    "left_out.email": "No e-mail went to officials for you: that needs an address in the United States.",
    "left_out.call": "No call to officials was made for you: that needs a US phone number.",
    "left_out.phone": "Your phone number was not kept: only US numbers can be. You get no calls or texts from us.",
    "texts_stopped": "You stopped our texts to this phone before, and that can't be undone here.",
    "texts_held": "Our texts to this phone are not switched on yet: somebody will look at that first.",
    "tweet": "Review and post your tweet",
}
