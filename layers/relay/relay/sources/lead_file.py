"""Lead files: the rows of an export or of any other list that an operator imports (`relay import`).

No sender posts here. Reading the file and queueing its rows is the command's (`operate`); here is only what a
row asks for.
"""

from typing import Final

from relay.campaigns import Source

SOURCE: Final[Source] = "lead_file"
