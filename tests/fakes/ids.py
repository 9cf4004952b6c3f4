"""Ids of submissions in the form that the relay gives them."""


def an_id(number: int) -> str:
    """The id of one submission among several."""
    return f"{number:032x}"
