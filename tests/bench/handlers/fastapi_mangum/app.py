"""FastAPI behind Mangum, as their documentation has it, and nothing but the POST to the API, by requests.

No journal, no queue, no secret, no log line: a post that fails is lost, one that comes twice is made twice. The
endpoint is a plain function, as FastAPI wants it where something blocks, and the session is kept.
https://mangum.fastapiexpert.com  https://fastapi.tiangolo.com/tutorial/request-form-models/
"""

import os
from typing import Annotated

import requests
from fastapi import FastAPI, Form
from mangum import Mangum
from pydantic import BaseModel, Field

URL = os.environ["RELAY_API_BASE_URL"] + "advocates"

app = FastAPI()
session = requests.Session()
session.auth = ("demo", "demo")


class SignUp(BaseModel):
    """The form's fields, under the API's names."""

    firstname: str | None = Field(None, alias="first_name", max_length=100)
    lastname: str | None = Field(None, alias="last_name", max_length=100)
    email: str = Field(max_length=200, pattern=r"^[^@\s]+@[^@\s]+$")
    phone: str | None = Field(None, alias="mobile")
    address1: str | None = Field(None, alias="street")
    city: str | None = None
    state: str | None = None
    zip5: str | None = Field(None, alias="zip", pattern=r"^\d{5}(-\d{4})?$")
    sms_optin: bool = Field(default=False, alias="smsOptin")
    email_optin: bool = Field(default=False, alias="emailOptin")


class SignedUp(BaseModel):
    """The reply."""

    id: int


@app.post("/signup/{campaignid}")
def sign_up(campaignid: int, form: Annotated[SignUp, Form()]) -> SignedUp:
    """Send a form on."""
    sent = form.model_dump(exclude_none=True, exclude={"sms_optin", "email_optin"})
    sent |= {"smsOptin": int(form.sms_optin), "emailOptin": int(form.email_optin), "campaigns[]": campaignid}
    reply = session.post(URL, data=sent, timeout=10)
    reply.raise_for_status()
    return SignedUp(id=reply.json()["advocateid"])


handler = Mangum(app, lifespan="off")
