"""Writes docs/cost.md: `make cost`."""

from tests.cost import page

page.write()
print(page.written())
