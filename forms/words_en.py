"""What a form's own page says in English, beside labels and faults; `words_es` has the same names."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "required": "required",
    "note": "What is marked as required must be filled in.",
    "you": "About you",
    "country_hint": "Only if you live outside the United States.",
    "phone_hint": "A US number with its area code, like 816-555-0123.",
    "address_hint": "It finds who represents you.",
    "news": "News",
    "gotcha": "Leave this field empty",
    "button.sign-up": "Sign up",
    "button.letter": "Send my letter",
    "button.petition": "Sign the petition",
    "button.rsvp": "I will be there",
    "button.tweet": "Prepare my tweet",
    "letter": "Your letter",
    "letter_editable": (
        "It goes by e-mail to the officials who represent you, in your name. Say it in your own words if you like: "
        "they count more."
    ),
    "letter_fixed": "This letter goes by e-mail to the officials who represent you, in your name.",
    "letter_frame": "The greeting, your name and your address are added to it when it is sent.",
    "preview": "Your letter as it will be sent",
    "dear": "Dear {official},",
    "official": "[each official's name]",
    "sincerely": "Sincerely,",
    "your_name": "[your name]",
    "your_address": "[your address]",
    "tweet_legend": "Your tweet",
    "tweet_hint": "Nothing is posted for you: afterwards a link opens your tweet, for you to post.",
    "tweet_names": "{place} becomes the names of your officials.",
    "characters_left": "{count} characters left",
    "characters_over": "{count} characters too many",
    "coming": "How many of you are coming?",
    "coming_alone": "1: only me",
    "coming_with": "{count}: me and {guests} more",
    "coming_legend": "You and your guests",
    "guest": "Name of guest {number}",
    "challenge": "So that no machine can fill in this form",
    "challenge_without_script": (
        "This form must make sure that no machine fills it in, and for that it needs JavaScript. Switch JavaScript on, "
        "then load this page again."
    ),
    "challenge_away": (
        "What makes sure that no machine fills in this form could not be loaded. If the form is not taken, check "
        "your connection, or let your blocker load {host}, then press the button again."
    ),
    "sending": "Sending ...",
    "again_soon": "We can't take it this moment. It is sent again in {seconds} seconds; leave this page open.",
    "again_by_hand": (
        "It could not be sent just now. Nothing that you typed is lost: wait a minute, then press the button again."
    ),
    "offline": "You seem to be offline. Nothing that you typed is lost: press the button again once you are online.",
}
