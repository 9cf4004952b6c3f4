"""What intake and worker log of submissions adds up to what became of them, by source and by campaign."""

from relay.keeping.numbers import NO_CAMPAIGN, Flow, Logged, Numbers, numbers
from relay.phone2action import NotSent, Rejected
from tests.fakes.log import Log
from tests.fakes.relay import World, sign_up, text

PHONE = "8165550123"
JOINS = {"email": "ann@example.org", "address1": "1 Main St", "zip5": "02134", "phone": PHONE, "smsOptin": "1"}


def sums(log: Log) -> Numbers:
    return numbers(Logged(line, 0) for line in log.lines)


def test_delivered_at_once(world: World, log: Log) -> None:
    world.submit(sign_up(world, campaigns=(998, 999)))
    flow = Flow(received=1, delivered=1)
    assert sums(log).by_campaign == {("web_form", 998): flow, ("web_form", 999): flow}


def test_queued_then_waiting_then_delivered(world: World, log: Log) -> None:
    world.platform.break_down(NotSent(), count=2)
    world.submit(sign_up(world, campaigns=(998,)))
    for _ in range(3):
        world.clock.advance(seconds=3600)
        world.work()
    assert sums(log).by_campaign == {("web_form", 998): Flow(received=1, queued=1, waiting=1, delivered=1)}


def test_come_twice(world: World, log: Log) -> None:
    world.submit(sign_up(world, campaigns=(998,)))
    world.submit(sign_up(world, campaigns=(998,)))
    assert sums(log).by_campaign == {("web_form", 998): Flow(received=2, delivered=1, finished=1)}


def test_dead_with_its_letter(world: World, log: Log) -> None:
    world.platform.break_down(NotSent(), count=1)
    world.submit(sign_up(world, campaigns=(998,)))
    world.platform.break_down(Rejected(), "create_advocate")
    world.clock.advance(seconds=3600)
    world.work()
    found = sums(log)
    assert found.by_campaign == {("web_form", 998): Flow(received=1, queued=1, dead=1)}
    assert found.letters == {"rejected": 1}


def test_held_as_a_whole_and_in_part(world: World, log: Log) -> None:
    world.intake.hold(text(world, campaigns=(998,), advocate={"phone": PHONE}, proof="please no"), "stop_like")
    world.clock.advance(seconds=60)
    world.submit(sign_up(world, campaigns=(999,), advocate=JOINS, proof="box: smsOptin"))
    assert sums(log).by_campaign == {
        ("sms", 998): Flow(received=1, held=1),
        ("web_form", 999): Flow(received=1, delivered=1, held=1),
    }


def test_an_opt_out_and_the_sign_up_that_brought_it(world: World, log: Log) -> None:
    world.submit(sign_up(world, campaigns=(998,), advocate={"email": "ann@example.org", "emailOptout": "1"}))
    for _ in range(3):
        world.clock.advance(seconds=3600)
        world.work()
    found = sums(log)
    assert found.by_campaign.get(("web_form", NO_CAMPAIGN)) is None
    assert found.opt_outs["queued"] == found.opt_outs["done"] == 1
