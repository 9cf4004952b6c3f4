"""The operators' page as a person uses it: by clicks, reading what stands there."""

import json
from pathlib import Path

from tests.browser import libraries
from tests.browser.bidi import Window

FORM = "form[target=answer]"
CARD = "form[action='/send/card']"
TEXT = "form[action='/send/text']"


class OperatorsPage:
    """The page at this address, shown in a window."""

    def __init__(self, window: Window, url: str) -> None:
        self.window = window
        self.url = url

    def open(self, path: str = "/") -> None:
        """Open a view, and wait until long work has ended; a live one, until it is."""
        self.window.go(self.url + path)
        self.arrive("!document.querySelector('#job-progress')")

    def arrive(self, there: str) -> None:
        """Wait until a page is shown of which this is true, and is there as a whole: what is half there still moves."""
        self.window.wait_for(f"document.readyState === 'complete' && ({there})")

    def look_at(self, path: str) -> None:
        """Open a list and have it looked at again: it shows what was seen last."""
        self.open(path)
        self.window.read("window.isLeft = true")
        self.window.click(f"form[action='{path}/look'] button")
        self.arrive(f"!window.isLeft && location.pathname === '{path}'")

    def click_link(self, begin: str) -> None:
        """Follow the first link whose address begins so."""
        self.window.click(f"main a[href^={json.dumps(begin)}]")
        self.arrive(f"location.pathname.startsWith({json.dumps(begin)})")

    def forget_everything(self) -> None:
        """By clicks; the API works then."""
        self.window.set_width(1280)
        self.open("/forget")
        self.window.click("main form button")
        self.arrive("location.pathname === '/'")

    def send_form(self, email: str, **more: str) -> None:
        """Send the form for this person, and wait for the answer in its frame."""
        self.unfold(FORM)
        self.window.type_over(f"{FORM} [name=email]", email)
        for name, text in more.items():
            self.window.type_over(f"{FORM} [name={name}]", text)
        self.window.read("document.isOld = true", self.window.frame())
        self.window.click(f"{FORM} button.main")
        self.window.wait_for("!document.isOld && document.readyState === 'complete'", self.window.frame)

    def send_spam(self, email: str) -> None:
        """Send the form with its honeypot filled in: the field that no person sees."""
        field = "<input name=_gotcha type=hidden value=x>"
        self.window.read(f"document.querySelector({json.dumps(FORM)}).insertAdjacentHTML('beforeend', '{field}')")
        self.send_form(email)
        self.window.read("document.querySelector('[name=_gotcha]').remove()")

    def send_card(self, email: str) -> None:
        """Send a lead card of this person."""
        self.unfold(CARD)
        self.window.type_over(f"{CARD} [name=email]", email)
        self.window.click(f"{CARD} button.main")

    def unfold(self, form: str) -> None:
        """Show a form's fields."""
        folded = f"details:has({form}):not([open]) > summary"
        if self.window.read(f"!!document.querySelector({json.dumps(folded)})"):
            self.window.click(folded)

    def switch(self, name: str, *, on: bool) -> None:
        """Press a switch of "Break", and wait until the page shows it as pressed."""
        self.window.click(f"button.switch[value^='{name} ']")
        self.arrive(self.is_on(name, on=on))

    @staticmethod
    def is_on(name: str, *, on: bool = True) -> str:
        """An expression: whether a switch is on."""
        button = f"document.querySelector(\"button.switch[value^='{name} ']\")"
        return f"{button}.getAttribute('aria-pressed') === '{str(on).lower()}'"

    def mend(self) -> None:
        """Mend everything, and wait until no switch is on."""
        self.window.click("button[value=mend]")
        self.arrive("!document.querySelector('button.switch[aria-pressed=true]')")

    def wait_for_rows(self, *, times: int = 1, **states: int) -> None:
        """Wait until the board has exactly so many rows of each of these states, and no others."""
        counts = " && ".join(f"rows('{state}') === {count}" for state, count in states.items())
        every = f"document.querySelectorAll('#board tbody tr').length === {sum(states.values())}"
        rows = "const rows = (s) => document.querySelectorAll(`#board tr[data-state=${s}]`).length"
        self.window.wait_for(f"(() => {{ {rows}; return {every} && {counts}; }})()", times=times)

    def wait_for_words(self, words: str) -> None:
        """Wait until the page says so."""
        self.window.wait_for(f"document.body.innerText.includes({json.dumps(words)})")

    def figure(self, name: str) -> int:
        """A figure above the board."""
        found = f"[...document.querySelectorAll('.tiles dt')].find((e) => e.textContent === {json.dumps(name)})"
        return int(self.window.read(f"{found}.nextElementSibling.textContent"))

    def findings(self) -> list[str]:
        """What axe finds wrong with what is shown, a line each."""
        self.window.read(f"{libraries.text_of(libraries.AXE).decode()}; true")
        run = "axe.run(document, {iframes: false}).then((r) => JSON.stringify(r.violations.map("
        found = self.window.read(
            f"{run}(v) => [v.id, v.help, v.nodes.map((n) => n.html.slice(0, 160) + n.any.map((a) => a.message))])))"
        )
        return [f"{rule}: {words}: {nodes}" for rule, words, nodes in json.loads(found)]

    def too_wide(self) -> str:
        """What makes the page scroll sideways; "" if nothing does."""
        if self.window.read("document.documentElement.scrollWidth <= window.innerWidth"):
            return ""
        outside = (
            "filter((e) => e.getBoundingClientRect().right > window.innerWidth).map((e) => e.outerHTML.slice(0, 80))"
        )
        return str(self.window.read(f"[...document.querySelectorAll('body *')].{outside}.join('; ') || 'the page'"))

    def picture(self, path: Path) -> None:
        """Keep what is to be seen as a PNG."""
        self.window.picture(path)
