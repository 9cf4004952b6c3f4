"""`relay reconcile`: what the journal calls delivered, against what the platform shows; and putting it right."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Annotated, Any, Final

import typer

from operate import repair
from operate.command.reach import interrupted_says, reached
from operate.command.shown import as_json, ask, progress, say, table
from operate.command.values import AsJson, Calls, Since, Yes
from operate.find import identity_of
from operate.queue import Told, now_ms
from operate.reconcile import Compared, Difference, Plan, compared, planned
from operate.repair import LeftOver, Repair
from operate.stack import Stack
from operate.trouble import Trouble
from operate.upstream import RATE, lists_of
from operate.words import PARTS
from relay.stores.ids import Identity

COLUMNS: Final = ("ID", "DIFFERENCE", "CAMPAIGN", "ADVOCATE")
OF_ADVOCATES: Final = {"gone": "advocate gone", "not_a_member": "not a member"}
OF_PARTS: Final = {"not_listed": "not listed", "twice": "listed twice"}
MEANS: Final = {
    "gone": "gone: no list has this advocate (deleted or merged there?). Nothing here has their data",
    "not_a_member": "not a member: --repair joins the advocate to the campaign again",
    "not_listed": "not listed: a message to legislators that nothing shows. --repair sends none by itself",
    "twice": "listed twice: one legislator, two messages; or the person used the platform's own page too",
}


def reconcile(
    context: typer.Context,
    since: Since = None,
    campaigns: Annotated[
        list[int], typer.Option("--campaign", min=1, metavar="ID", help="Only of this campaign (may be repeated).")
    ] = [],  # noqa: B006 (typer's own way)
    rate: Calls = RATE,
    mend: Annotated[bool, typer.Option("--repair", help="Put what is missing through the queue again.")] = False,
    send_anyway: Annotated[
        list[str], typer.Option(metavar="ID", help="With --repair: send this one's e-mail again (may be repeated).")
    ] = [],  # noqa: B006
    for_programs: AsJson = False,
    yes: Yes = False,
) -> None:
    """Compare what was delivered since --since with what the platform shows. Ends with 1 if something differs."""
    if since is None:
        raise typer.BadParameter("say since when: --since 3d, or a date; the journal knows the last 30 days")
    if send_anyway and not mend:
        raise typer.BadParameter("--send-anyway goes with --repair")
    stack = reached(context)
    with progress("reading the journal") as told, interrupted_says("nothing was changed"):
        plan = planned(stack, since=since, campaigns=campaigns, now=now_ms(), told=told)
        identity = identity_of(stack)
    found = []
    for each in _all_compared(stack, plan, identity, rate):
        found.append(each)
        if not for_programs and each.differences:
            table(COLUMNS, [_row(one) for one in each.differences])
    made, left = _mendable(stack, found, identity, send_anyway)
    if for_programs:
        as_json(_for_programs(plan, found, made, left))
    else:
        _say_what_it_means(plan, found)
    if mend:
        _say_left(left)
        for sent in _mended(stack, made, with_word=bool(send_anyway), yes=yes):
            if not for_programs:
                print(sent.id, flush=True)
    differs = left if mend else [one for each in found for one in each.differences]
    if differs or any(each.not_compared for each in found):
        raise typer.Exit(1)


def _all_compared(stack: Stack, plan: Plan, identity: Identity, rate: float) -> Iterator[Compared]:
    """Each group as it is compared. Interrupted, it says how to go on with the rest."""
    lists = lists_of(stack, rate)
    for number, (campaigns, due) in enumerate(plan.groups):
        rest = sorted(campaign for more, _ in plan.groups[number:] for campaign in more)
        with progress(f"campaign {min(campaigns)}, calls") as told, interrupted_says(_go_on(rest)):
            lists.told = _calls(told)
            each = repair.confirmed(stack, compared(lists, plan, campaigns, due), identity)
        yield each


def _calls(told: Told) -> Any:
    return lambda calls: told(calls, calls)


def _go_on(rest: Sequence[int]) -> str:
    options = " ".join(f"--campaign {campaign}" for campaign in rest)
    return f"nothing was changed; what is printed was compared. For the rest start it again with {options}"


def _row(each: Difference) -> tuple[str, ...]:
    what = OF_ADVOCATES.get(each.what) or f"{PARTS[each.part]} {OF_PARTS[each.what]}"
    return each.id, what, ",".join(map(str, each.campaigns)), str(each.advocate)


def _say_what_it_means(plan: Plan, found: Sequence[Compared]) -> None:
    counts = Counter(one.what for each in found for one in each.differences)
    for what in counts:
        say(MEANS[what])
    for line in _left_out(plan, found):
        say(line)
    submissions = sum(each.submissions for each in found)
    told = ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in counts.most_common())
    say(f"{submissions} sign-ups compared: {told or 'nothing differs'}")


def _left_out(plan: Plan, found: Sequence[Compared]) -> Iterator[str]:
    """What was not compared, and why."""
    links = sum(each.links for each in found)
    for count, words in (
        (plan.young, f"left out: delivered less than {plan.settle_ms / 60_000:g} minutes ago, the lists may lag"),
        (plan.unnamed, "left out: an earlier release wrote down no campaign"),
        (plan.updates, "with a message or guests, which are in no list"),
        (links, "tweets that no list shows: each was a link, which the person need not have followed"),
    ):
        if count:
            yield f"{count} {words}"
    for each in found:
        yield from (f"not compared: {line}" for line in each.not_compared)


def _mendable(
    stack: Stack, found: Sequence[Compared], identity: Identity, send_anyway: Sequence[str]
) -> tuple[list[Repair], list[LeftOver]]:
    """What can be mended, and what is left. Raises `Trouble` for an id whose e-mail there is no reason to send."""
    made: list[Repair] = []
    left: list[LeftOver] = []
    for each in found:
        mended, over = repair.repairs(stack, each, identity, send_anyway, now=now_ms())
        made += mended
        left += over
    sent = {one.difference.id for one in made if one.difference.what == "not_listed"}
    if wrong := sorted({*send_anyway} - sent):
        whys = [over.why for over in left if over.difference.id == wrong[0] and over.difference.what == "not_listed"]
        why = whys[0] if whys else "no e-mail of it is missing in what was compared"
        raise Trouble(f"{wrong[0]} can't be sent again: {why}. Nothing was done")
    return made, left


def _say_left(left: Sequence[LeftOver]) -> None:
    for over in left:
        say(f"{over.difference.id} is left to you: {over.why}")


def _mended(stack: Stack, made: Sequence[Repair], *, with_word: bool, yes: bool) -> Iterator[Repair]:
    """Send the repairs, once confirmed; each as it is sent."""
    if not made:
        say("there is nothing to put through the queue again")
        return
    if with_word:
        say("an e-mail goes out in the campaign's own words; if one was sent after all, a legislator gets it twice")
    ask(f"Put {len(made)} through the queue again?", yes=yes)
    with interrupted_says("a part was sent; start the same command again, nothing is done twice"):
        yield from repair.put_through(stack, made)
    say(f"{len(made)} sent to the retry queue, each with an id of its own: ./relay trace ID")


def _for_programs(
    plan: Plan, found: Sequence[Compared], made: Sequence[Repair], left: Sequence[LeftOver]
) -> dict[str, Any]:
    whys = {over.difference: over.why for over in left}
    ids = {one.difference: one.id for one in made}
    return {
        "compared": sum(each.submissions for each in found),
        "differences": [
            {**asdict(one), "repair": ids.get(one), "left_to_you": whys.get(one)}
            for each in found
            for one in each.differences
        ],
        "left_out": list(_left_out(plan, found)),
        "young": plan.young,
    }
