"""Puts the parts together, once per process, from a function's environment: the only place that knows them all.

Nothing is called here: the first submission reads the secrets.
"""

import os
import random
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from relay import campaigns
from relay.advocate import Advocates
from relay.aws import Aws
from relay.breaker import Breaker
from relay.connections import Connections
from relay.consent import Consent
from relay.credentials import CredentialStore, KeyStore
from relay.delivery import Delivery
from relay.identity import Identity
from relay.ingress import Ingress
from relay.intake import Intake
from relay.journal import Journal
from relay.opt_out import OptOuts
from relay.outcome import milliseconds
from relay.phone2action import Phone2Action
from relay.phone2action.sessions import new_session
from relay.queues import Queues
from relay.settings import Settings
from relay.settle import Settler
from relay.table import Table
from relay.upstream import Upstream

if TYPE_CHECKING:
    from relay.retry import Worker

CA_DIRECTORY = Path(__file__).with_name("ca")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What ingress and worker are both made of."""

    settings: Settings
    credentials: CredentialStore
    identity: Identity
    journal: Journal
    breaker: Breaker
    consent: Consent
    queues: Queues
    opt_outs: OptOuts
    delivery: Delivery


def ingress(environment: Mapping[str, str] = os.environ) -> Ingress:
    """An ingress function's parts. Raises `SettingsError` if the function was deployed without a setting."""
    parts = assemble(environment)
    return Ingress(
        settings=parts.settings,
        campaigns=campaigns.configured(),
        credentials=parts.credentials,
        intake=Intake(
            delivery=parts.delivery,
            journal=parts.journal,
            breaker=parts.breaker,
            consent=parts.consent,
            opt_outs=parts.opt_outs,
            queues=parts.queues,
            identity=parts.identity,
            clock=milliseconds,
            first_wait_seconds=parts.settings.first_wait_seconds,
        ),
    )


def assemble(environment: Mapping[str, str]) -> Parts:
    """The parts that every function shares, over one TLS context."""
    settings = Settings.from_environment(environment)
    context = tls_context()
    aws = Aws(environment, context)
    credentials = CredentialStore(aws, settings.credentials_secret, milliseconds)
    identity = Identity(KeyStore(aws, settings.key_secret))
    journal_table = Table(aws, settings.journal_table)
    journal = Journal(journal_table, milliseconds)
    consent = Consent(Table(aws, settings.consent_table))
    breaker = Breaker(journal_table, milliseconds, recovery_seconds=settings.breaker_seconds)
    upstream = Upstream(
        api=platform(settings, credentials, context),
        breaker=breaker,
        credentials=credentials,
        clock=milliseconds,
        settle_minutes=settings.settle_minutes,
    )
    return Parts(
        settings=settings,
        credentials=credentials,
        identity=identity,
        journal=journal,
        breaker=breaker,
        consent=consent,
        queues=Queues(
            aws,
            retry_url=settings.retry_queue_url,
            dead_letter_url=settings.dead_letter_queue_url,
            held_url=settings.held_queue_url,
        ),
        opt_outs=OptOuts(consent=consent, upstream=upstream, identity=identity, clock=milliseconds),
        delivery=Delivery(
            journal=journal,
            consent=consent,
            settler=Settler(upstream, settings.resend_unseen),
            advocates=Advocates(upstream),
            connections=Connections(upstream),
            identity=identity,
            clock=milliseconds,
        ),
    )


def worker(environment: Mapping[str, str] = os.environ) -> "Worker":
    """The retry function's parts. Raises `SettingsError` as `ingress` does."""
    from relay.retry import Worker  # threads and all: an ingress function needs none of it

    parts = assemble(environment)
    return Worker(
        delivery=parts.delivery,
        opt_outs=parts.opt_outs,
        breaker=parts.breaker,
        queues=parts.queues,
        clock=milliseconds,
        random=random.random,
        campaigns=campaigns.configured(),
        sms_optin_confirmed=parts.settings.sms_optin_confirmed,
        retry_window_hours=parts.settings.retry_window_hours,
        first_wait_seconds=parts.settings.first_wait_seconds,
        longest_wait_seconds=parts.settings.longest_wait_seconds,
    )


def tls_context() -> ssl.SSLContext:
    """The process's one TLS context, over a directory of certificates that OpenSSL reads one by one as it needs them.

    To load the whole bundle costs a cold start more than the relay's own code does, and once per context.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if CA_DIRECTORY.is_dir():
        context.load_verify_locations(capath=str(CA_DIRECTORY))
    else:
        context.load_default_certs()  # a checkout that was never built
    return context


def platform(settings: Settings, credentials: CredentialStore, context: ssl.SSLContext) -> Phone2Action:
    """The API's client, with the credentials as they are at each call."""
    return Phone2Action(credentials.current, base_url=settings.api_base_url, session=new_session(tls=context))
