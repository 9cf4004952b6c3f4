"""Puts the parts together, once per process: the only place that knows them all.

`Outside` is everything through which a process reaches out of itself; on Lambda it is made from the function's
environment variables. Nothing is called here: the first submission reads the secrets.
"""

import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any, NamedTuple

from relay import campaigns
from relay.campaigns import Campaigns
from relay.delivery.advocate import Advocates
from relay.delivery.breaker import Breaker
from relay.delivery.connections import Connections
from relay.delivery.contacts import Contacts
from relay.delivery.deliver import Delivery
from relay.delivery.intake import Intake
from relay.delivery.letters import Letters
from relay.delivery.opt_out import OptOuts
from relay.delivery.platform import Platform
from relay.delivery.reconcile import Reconciler
from relay.delivery.run import milliseconds
from relay.delivery.unusable import UnusablePosts
from relay.environment import settings_from
from relay.phone2action import Phone2Action
from relay.phone2action.paths import parsed_paths
from relay.phone2action.sessions import new_session
from relay.settings import Settings
from relay.sources.ingress import Ingress
from relay.stores.aws import Aws, aws_session
from relay.stores.consent import Consent
from relay.stores.contact_claims import ContactClaims
from relay.stores.ids import Identity
from relay.stores.journal import Journal, new_token
from relay.stores.persons import Persons
from relay.stores.queues import Queues
from relay.stores.secrets import CredentialStore, KeyStore, Unavailable
from relay.stores.table import Table
from relay.submission import Submission

if TYPE_CHECKING:
    import requests

    from relay.delivery.worker import SideBySide, Worker
    from relay.keeping.options import Options
    from relay.keeping.watch import Watch

CA_DIRECTORY = Path(__file__).with_name("ca")
LEFT_OUT = "(left out: it quotes a secret)"
AMAZONS_ROOTS = Path(__file__).with_name("amazon.pem")


class Outside(NamedTuple):
    """What is not the process's own: AWS, the platform, time and chance.

    `clock` gives milliseconds since 1970, `random` a number from 0 up to 1, `token` a value that no other run has.
    """

    aws: Aws
    credentials: CredentialStore
    api: Phone2Action
    clock: Callable[[], int] = milliseconds
    random: Callable[[], float] = SystemRandom().random  # a restored snapshot would repeat the usual one
    token: Callable[[], str] = new_token


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Parts:
    """What ingress and worker are both made of."""

    settings: Settings
    outside: Outside
    identity: Identity
    journal: Journal
    breaker: Breaker
    consent: Consent
    queues: Queues
    letters: Letters
    opt_outs: OptOuts
    delivery: Delivery


def ingress(environment: Mapping[str, str] = os.environ) -> Ingress:
    """An ingress function's parts. Raises `SettingsError` if the function was deployed without a setting."""
    settings = settings_from(environment)
    return ingress_of(assemble(settings, on_lambda(settings, environment)), campaigns.configured())


def worker(environment: Mapping[str, str] = os.environ) -> "Worker":
    """The retry function's parts. Raises `SettingsError` as `ingress` does."""
    settings = settings_from(environment)
    return worker_of(assemble(settings, on_lambda(settings, environment)), campaigns.configured())


def keeper(environment: Mapping[str, str] = os.environ) -> "Watch":
    """The keeper's parts. Raises `SettingsError` as `ingress` does."""
    from relay.keeping.options import options_from  # and all that only the keeper needs

    settings = settings_from(environment)
    parts = assemble(settings, on_lambda(settings, environment))
    return keeper_of(parts, campaigns.configured(), options_from(environment))


def on_lambda(settings: Settings, environment: Mapping[str, str]) -> Outside:
    """The real outside. The API's client has the credentials as they are at each call."""
    aws = Aws(aws_session(AMAZONS_ROOTS))
    if environment.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start":
        aws.prepare()  # once for all processes that start from this snapshot
    credentials = CredentialStore(aws, settings.credentials_secret, milliseconds)
    api = Phone2Action(
        credentials.current,
        base_url=settings.api_base_url,
        paths=parsed_paths(settings.api_paths),
        session=new_session(tls=tls_context()),
        create_is_upsert=settings.create_is_upsert,
    )
    return Outside(aws=aws, credentials=credentials, api=api)


def tls_context() -> ssl.SSLContext:
    """The TLS context of the API's client, over a directory of certificates that OpenSSL reads as it needs them.

    To load the whole bundle costs a cold start more than the relay's own code does.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if CA_DIRECTORY.is_dir():
        context.load_verify_locations(capath=str(CA_DIRECTORY))
    else:
        context.load_default_certs()  # a checkout that was never built
    return context


def assemble(settings: Settings, outside: Outside) -> Parts:
    """The parts that every function shares."""
    aws, clock = outside.aws, outside.clock
    identity = Identity(KeyStore(aws, settings.key_secret))
    journal_table = Table(aws, settings.journal_table)
    journal = Journal(journal_table, clock, outside.token)
    consent = Consent(Table(aws, settings.consent_table))
    breaker = Breaker(journal_table, clock, recovery_seconds=round(settings.breaker_seconds), new_token=outside.token)
    platform = Platform(
        api=outside.api,
        breaker=breaker,
        credentials=outside.credentials,
        clock=clock,
        settle_minutes=settings.settle_minutes,
    )
    reconciler = Reconciler(platform, settings.resend_unseen)
    contacts = Contacts(ContactClaims(journal_table, clock), identity, reconciler)
    settle_ms = round(settings.settle_minutes * 60_000)
    persons = Persons(journal_table, clock, settle_ms=settle_ms, new_token=outside.token)
    queues = Queues(
        aws,
        retry_url=settings.retry_queue_url,
        dead_letter_url=settings.dead_letter_queue_url,
        held_url=settings.held_queue_url,
    )
    return Parts(
        settings=settings,
        outside=outside,
        identity=identity,
        journal=journal,
        breaker=breaker,
        consent=consent,
        queues=queues,
        letters=Letters(queues=queues, clock=clock, cleaned=lambda text: _cleaned(text, outside.credentials)),
        opt_outs=OptOuts(consent=consent, platform=platform, identity=identity, clock=clock),
        delivery=Delivery(
            journal=journal,
            consent=consent,
            queues=queues,
            reconciler=reconciler,
            advocates=Advocates(platform, persons, identity, settings.create_is_upsert),
            connections=Connections(platform, contacts),
            identity=identity,
            clock=clock,
        ),
    )


def _cleaned(text: str, credentials: CredentialStore) -> str:
    """A text of the platform's, or nothing of it if it quotes a secret, in whatever encoding."""
    from relay.sources import redaction  # only a letter needs it

    try:
        kept = redaction.without((("", text),), credentials.current().secrets)
    except Unavailable:
        return ""
    return text if kept else LEFT_OUT


def ingress_of(parts: Parts, configured: Campaigns) -> Ingress:
    """The way in, over these parts."""
    return Ingress(
        settings=parts.settings,
        campaigns=configured,
        credentials=parts.outside.credentials,
        clock=parts.outside.clock,
        intake=Intake(
            delivery=parts.delivery,
            breaker=parts.breaker,
            consent=parts.consent,
            opt_outs=parts.opt_outs,
            queues=parts.queues,
            letters=parts.letters,
            identity=parts.identity,
            clock=parts.outside.clock,
            first_wait_seconds=parts.settings.first_wait_seconds,
        ),
        unusable=UnusablePosts(
            journal=parts.journal, letters=parts.letters, identity=parts.identity, clock=parts.outside.clock
        ),
        aws=parts.outside.aws,
        new_session=_session_to_others,
    )


def _session_to_others() -> "requests.Session":
    """A session for one call of somebody else than the platform or AWS, over the same certificates."""
    return new_session(tls=tls_context())


def worker_of(parts: Parts, configured: Campaigns, side_by_side: "SideBySide | None" = None) -> "Worker":
    """The worker, over these parts. `side_by_side` runs a batch's records; by default each has a thread of its own."""
    from relay.delivery.worker import Worker, in_threads  # threads and all: an ingress function needs none of it

    def read_again(letter: Mapping[str, Any]) -> Submission:
        from relay.sources import registry  # rarely needed, and every source with it

        return registry.read_again(letter, configured, parts.settings)

    return Worker(
        delivery=parts.delivery,
        opt_outs=parts.opt_outs,
        breaker=parts.breaker,
        queues=parts.queues,
        letters=parts.letters,
        clock=parts.outside.clock,
        random=parts.outside.random,
        read_again=read_again,
        retry_window_hours=parts.settings.retry_window_hours,
        first_wait_seconds=parts.settings.first_wait_seconds,
        longest_wait_seconds=parts.settings.longest_wait_seconds,
        side_by_side=side_by_side or in_threads,
    )


def keeper_of(parts: Parts, configured: Campaigns, options: "Options") -> "Watch":
    """The keeper, over these parts."""
    from relay.keeping.keeper import Keeper
    from relay.keeping.letter_queue import LetterQueue
    from relay.keeping.log_lines import LogLines
    from relay.keeping.watch import Watch, asking

    settings, outside = parts.settings, parts.outside
    journal = Table(outside.aws, settings.journal_table)
    platform = Platform(
        api=outside.api,
        breaker=parts.breaker,
        credentials=outside.credentials,
        clock=outside.clock,
        settle_minutes=settings.settle_minutes,
    )
    return Watch(
        aws=outside.aws,
        journal=journal,
        clock=outside.clock,
        campaigns=configured,
        # An account may lack the option to list them: refused, that says nothing about the keys of all else.
        ask=lambda: platform.ask(
            "list_campaigns",
            lambda: outside.api.list_campaigns(includePrivate=True, includeGeneric=True),
            tells_of_keys=False,
        ),
        keeper=Keeper(journal=journal, clock=outside.clock, keep_days=options.keep_days),
        letters=LetterQueue(outside.aws, settings.dead_letter_queue_url),
        held=LetterQueue(outside.aws, settings.held_queue_url),
        waiting=LetterQueue(outside.aws, settings.retry_queue_url),
        log=LogLines(ask=asking(outside.aws), groups=options.log_groups),
        topic=options.alarm_topic,
        stack=options.stack,
        digest_hour_utc=options.digest_hour_utc,
    )
