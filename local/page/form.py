"""The form that is made for a campaign, sent to the relay that runs here.

It is read anew from the campaigns' file each time, so a change of `[campaigns.998.form]` is to be seen at once.
"""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from local.page.around import Around
from operate.page.frame import OperatorsPage


def route(around: Around, page: OperatorsPage) -> Route:
    """The page of each campaign's form, under the policy that it needs itself."""

    def show(request: Request) -> Response:
        from forms.made import NoForm, made  # it imports pydantic, which nobody else here needs

        try:
            found = made(around.campaigns, request.path_params["campaign"], around.relay)
        except NoForm as error:
            return page.told(request, "There is no such form", f"{error}.", 404, "/")
        headers = {"content-security-policy": found.policy, "referrer-policy": "strict-origin-when-cross-origin"}
        return HTMLResponse(found.html, headers=headers)

    return Route("/form/{campaign}", show)
