"""What is wrong, in words that help whoever reads them: the same on a form's page and in its JSON answer.

The words are those of `languages`. Of the request only the API's own names of arguments choose
among them, so nothing that was sent gets into a sentence. Imported only where something is to be said.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from relay.campaigns import Campaign
from relay.phone2action.arguments import Problem
from relay.sources import http
from relay.sources.http import SET_UP_WRONG, Refused
from relay.sources.languages import Words, spoken

RULES: Final[Mapping[str, str]] = {
    "was given more than once, with different values": "rules.answered_twice",
    "stands in a group of fields that is not known here: give the field a name of its own": "rules.unknown_group",
}
"""Names of words by a problem's own, where those are not the rule of its argument."""
ENDS: Final = (".", "!", "?", "\N{HORIZONTAL ELLIPSIS}", "\N{IDEOGRAPHIC FULL STOP}")


def words_for(named: Sequence[Campaign], configured: Iterable[Campaign]) -> Words:
    """The words, and the language, of the first campaign that a request names; if it names none, what all share."""
    campaigns = named[:1] or list(configured)
    languages = {campaign.language for campaign in campaigns}
    return spoken("pages", languages.pop() if len(languages) == 1 else "en", campaigns)


def organization_of(named: Sequence[Campaign], configured: Iterable[Campaign]) -> str:
    """Whose the campaigns are that a request names; if it names none, whose all are that are set up. "" if unknown."""
    owners = list(dict.fromkeys(campaign.organization for campaign in named or configured if campaign.organization))
    return ", ".join(owners) if named or len(owners) == 1 else ""


def sentence(problem: Problem, words: Words) -> str:
    """What is wrong with one field and how to mend it, as a sentence that begins with the field's label."""
    names = (
        RULES.get(problem.message, ""),
        f"faults.{problem.field}.{problem.code}",
        f"codes.{problem.code}",
        "codes.invalid",
    )
    template = next(words[name] for name in names if name in words)
    said = template.format(label=words.get(f"labels.{problem.field}", words["other_field"]))
    return said if said.endswith(ENDS) else f"{said}."


def message(refused: Refused, words: Words) -> str:
    """What is wrong with a request as a whole."""
    said = words.get(f"refusals.{refused.code}", refused.message)
    return said.format(**refused.told) if refused.told else said


def errors(refused: Refused, words: Words) -> dict[str, Any]:
    """The JSON body of a refusal (`http.errors`), in these words."""
    return http.errors(refused, lambda problem: sentence(problem, words), message(refused, words))


def is_for_organizer(problem: Problem) -> bool:
    """Whether this is a fault of the form or of campaigns.toml, which nobody who fills the form in can mend."""
    if problem.code == "required":
        return problem.field in {"campaigns", "campaignid"}
    return problem.code == "needs_campaigns" or (problem.code in SET_UP_WRONG and problem.field != "smsOptout")
