"""Names and phones in pieces: each piece is used, and no name is mangled."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from relay.sources.typed import assembly, fields


def name_of(*pairs: tuple[str, str]) -> tuple[str, str, str]:
    """Prefix, first and last name that these fields come to."""
    filled = fields.read(pairs)
    assert not filled.problems
    prefix, first, last = (filled.arguments.get(name, "") for name in ("prefix", "firstname", "lastname"))
    return str(prefix), str(first), str(last)


@pytest.mark.parametrize(
    ("whole", "pieces"),
    [
        ("Jane Doe", ("", "Jane", "Doe")),
        ("Dr. Jane Doe", ("Dr.", "Jane", "Doe")),
        ("dr jane doe", ("dr", "jane", "doe")),
        ("Dr.Jane Doe", ("Dr.", "Jane", "Doe")),
        ("MR JOHN DOE", ("MR", "JOHN", "DOE")),
        ("Mrs. Jane Doe", ("Mrs.", "Jane", "Doe")),
        ("Ms Jane Doe", ("Ms", "Jane", "Doe")),
        ("Mx. Sam Lee", ("Mx.", "Sam", "Lee")),
        ("Prof. Dr. Jane Doe", ("Prof. Dr.", "Jane", "Doe")),
        ("Rev. Jane Doe", ("Rev.", "Jane", "Doe")),
        ("Hon. Jane Doe", ("Hon.", "Jane", "Doe")),
        ("The Honorable Jane Doe", ("The Honorable", "Jane", "Doe")),
        ("Mr. & Mrs. John Doe", ("Mr. & Mrs.", "John", "Doe")),
        ("Sra. Ana García", ("Sra.", "Ana", "García")),
        ("Sr. Juan Pérez", ("Sr.", "Juan", "Pérez")),
        ("Señora Ana García", ("Señora", "Ana", "García")),
        ("Dña. Ana García", ("Dña.", "Ana", "García")),
        ("Msgr. John Doe", ("Msgr.", "John", "Doe")),
        ("Atty. Jane Doe", ("Atty.", "Jane", "Doe")),
        ("Sister Mary Clare", ("Sister", "Mary", "Clare")),
        ("Captain John Doe", ("Captain", "John", "Doe")),
        ("Frau Dr. Eva Maier", ("Frau Dr.", "Eva", "Maier")),
        ("Congresswoman Ann Lee", ("Congresswoman", "Ann", "Lee")),
        ("Mr. Smith", ("Mr.", "", "Smith")),
        ("Mr and Mrs Smith", ("Mr and Mrs", "", "Smith")),
        ("Dr. Jane", ("Dr.", "Jane", "")),
        ("Doe, Jane", ("", "Jane", "Doe")),
        ("Doe,Jane", ("", "Jane", "Doe")),
        ("de la Cruz, Ana María", ("", "Ana María", "de la Cruz")),
        ("Smith, John Q.", ("", "John Q.", "Smith")),
        ("Doe, Dr. Jane", ("Dr.", "Jane", "Doe")),
        ("Doe, Jane, Dr.", ("Dr.", "Jane", "Doe")),
        ("Dr. Doe, Jane", ("Dr.", "Jane", "Doe")),
        ("Dr. Doe, Jane, Rev.", ("Dr. Rev.", "Jane", "Doe")),
        ("Jane Doe, PhD", ("", "Jane", "Doe PhD")),
        ("Doe, Jane, Ph.D.", ("", "Jane", "Doe Ph.D.")),
        ("Jane Doe, M.D., Ph.D.", ("", "Jane", "Doe M.D. Ph.D.")),
        ("John Smith, Jr.", ("", "John", "Smith Jr.")),
        ("Smith, Jr., John", ("", "John", "Smith Jr.")),
        ("Smith Jr., John", ("", "John", "Smith Jr.")),
        ("John Smith III", ("", "John", "Smith III")),
        ("John Jr.", ("", "John Jr.", "")),
        ("Rev. Dr. Martin King Jr.", ("Rev. Dr.", "Martin", "King Jr.")),
        ("Rev. Dr.Martin King", ("Rev. Dr.", "Martin", "King")),
        ("Jane Doe,", ("", "Jane", "Doe")),
        # no titles, though they look like some
        ("Drew", ("", "Drew", "")),
        ("Drew Doe", ("", "Drew", "Doe")),
        ("Prince", ("", "Prince", "")),
        ("Prince Nelson", ("", "Prince", "Nelson")),
        ("Ms", ("", "Ms", "")),
        ("Dr.", ("", "Dr.", "")),
        ("Hon Nguyen", ("", "Hon", "Nguyen")),
        ("Major Tom", ("", "Major", "Tom")),
        ("Judge Reinhold", ("", "Judge", "Reinhold")),
        ("Pastor López García", ("", "Pastor", "López García")),
        ("Don Johnson", ("", "Don", "Johnson")),
        ("The Who", ("", "The", "Who")),
        ("St. John", ("", "St.", "John")),
        ("J. R. Smith", ("", "J.", "R. Smith")),
        ("Yo-Yo Ma", ("", "Yo-Yo", "Ma")),
        ("Ma, Yo-Yo", ("", "Yo-Yo", "Ma")),
        ("Doe, Ma", ("", "Ma", "Doe")),
    ],
)
def test_a_whole_name_is_taken_apart(whole: str, pieces: tuple[str, str, str]) -> None:
    assert name_of(("name", whole)) == pieces


@pytest.mark.parametrize(
    ("pairs", "pieces"),
    [
        ([("name", "Jane"), ("last_name", "Doe")], ("", "Jane", "Doe")),
        ([("name", "Jane Doe Jr"), ("suffix", "Jr.")], ("", "Jane", "Doe Jr")),
        ([("name", "Jane Doe"), ("last_name", "Doe")], ("", "Jane", "Doe")),
        ([("name", "Doe, Jane"), ("last_name", "Doe")], ("", "Jane", "Doe")),
        ([("name", "Mary Ann"), ("last_name", "Doe")], ("", "Mary Ann", "Doe")),
        ([("name", "Dr Ann Lee"), ("last_name", "Lee")], ("Dr", "Ann", "Lee")),
        ([("name", "Doe"), ("last_name", "Doe")], ("", "", "Doe")),
        ([("first_name", "Jane"), ("name", "Jane Doe")], ("", "Jane", "Doe")),
        ([("first_name", "Mary Ann"), ("name", "Mary Ann Doe")], ("", "Mary Ann", "Doe")),
        ([("first_name", "Jane"), ("name", "Doe")], ("", "Jane", "Doe")),
        ([("first_name", "Jane"), ("name", "jane")], ("", "Jane", "")),
        ([("first_name", "Bob"), ("name", "Robert Doe")], ("", "Bob", "Robert Doe")),
        ([("first_name", "Ann"), ("name", "van der Berg")], ("", "Ann", "van der Berg")),
        ([("first_name", "Ana"), ("name", "García López")], ("", "Ana", "García López")),
        ([("first_name", "Jane Doe"), ("name", "Jane Doe")], ("", "Jane", "Doe")),
        ([("last_name", "Jane Doe"), ("name", "Jane Doe")], ("", "Jane", "Doe")),
        ([("first_name", "Jane"), ("name", "Doe, Jane")], ("", "Jane", "Doe")),
        ([("first_name", "Jane"), ("last_name", "Doe"), ("name", "Dr. J. Doe")], ("Dr.", "Jane", "Doe")),
        ([("first_name", "Dr. Jane"), ("last_name", "Doe")], ("Dr.", "Jane", "Doe")),
        ([("first_name", "Dr."), ("last_name", "Doe")], ("", "Dr.", "Doe")),
        ([("first_name", "Mary Ann"), ("last_name", "Doe")], ("", "Mary Ann", "Doe")),
        ([("first_name", "J. R."), ("last_name", "Doe")], ("", "J. R.", "Doe")),
        ([("prefix", "Prof."), ("name", "Dr. Jane Doe")], ("Prof.", "Jane", "Doe")),
        ([("title", "Mrs"), ("name", "Jane Doe")], ("Mrs", "Jane", "Doe")),
        ([("title", "Director"), ("name", "Jane Doe")], ("", "Jane", "Doe")),
        ([("first", "Jane"), ("middle_name", "Q."), ("last", "Doe"), ("suffix", "Jr.")], ("", "Jane Q.", "Doe Jr.")),
        ([("name", "Jane Q. Doe"), ("middle_name", "Q.")], ("", "Jane", "Q. Doe")),
        ([("name", "Jane Doe Jr."), ("suffix", "Jr.")], ("", "Jane", "Doe Jr.")),
        ([("name[first]", "Jane"), ("name[last]", "Doe"), ("name[prefix]", "Dr.")], ("Dr.", "Jane", "Doe")),
    ],
)
def test_both_halves_of_a_name_are_used(pairs: list[tuple[str, str]], pieces: tuple[str, str, str]) -> None:
    assert name_of(*pairs) == name_of(*reversed(pairs)) == pieces


@pytest.mark.parametrize(
    ("pairs", "phone"),
    [
        ([("PHONE[area]", "816"), ("PHONE[detail1]", "555"), ("PHONE[detail2]", "0123")], "8165550123"),
        ([("q5_phone[area]", "816"), ("q5_phone[phone]", "555-0123")], "8165550123"),
        ([("tel-area-code", "816"), ("tel-local-prefix", "555"), ("tel-local-suffix", "0123")], "8165550123"),
        ([("tel-national", "(816) 555-0123"), ("tel-country-code", "+1")], "8165550123"),
        ([("tel-national", "20 7946 0018"), ("tel-country-code", "+44")], "+442079460018"),
        ([("phone", "816 555 0123"), ("dial_code", "1")], "8165550123"),
        ([("phone[area]", "816"), ("phone", "(617) 555-0123")], "6175550123"),
    ],
)
def test_a_phone_in_boxes_is_one_number(pairs: list[tuple[str, str]], phone: str) -> None:
    assert fields.read(pairs).arguments == {"phone": phone}


WORDS = st.sampled_from(["Dr.", "Mr", "&", "and", "The", "Jane", "Doe", ",", "Jr.", "PhD", "Hon", "de", "."])


@given(st.lists(WORDS | st.text(max_size=4), max_size=7).map(" ".join))
@example("Dr. , Dr. &")
@example("Jr. , Jr. , &")
def test_a_name_is_taken_apart_without_losing_a_word(name: str) -> None:
    def letters(text: str) -> list[str]:
        return sorted(character for character in text if not character.isspace() and character != ",")

    pieces = assembly.parsed(name)
    assert letters(" ".join(pieces)) == letters(name)


NAMES = st.sampled_from(
    ["name", "firstname", "lastname", "prefix", "suffix", "title", "middlename", "phone0", "phone1"]
)


@given(st.dictionaries(NAMES, WORDS | st.text(min_size=1, max_size=9)))
def test_nothing_that_is_put_together_raises_or_leaves_a_piece(given_pieces: dict[str, str]) -> None:
    arguments = dict(given_pieces)
    assembly.put_together(arguments)  # type: ignore[arg-type]
    assert arguments.keys() <= {"prefix", "firstname", "lastname", "phone"}


@pytest.mark.parametrize(
    ("pairs", "street"),
    [
        ([("street", "Main St"), ("house_number", "12")], "12 Main St"),
        ([("street_number", "12"), ("route", "Main St")], "12 Main St"),
        ([("address[street]", "Main St"), ("address[houseNumber]", "12 B")], "12 B Main St"),
        ([("address[street][name]", "Main St"), ("address[street][number]", "12")], "12 Main St"),
        ([("street", "12 Main St"), ("house_number", "12")], "12 Main St"),
        ([("street", "Main St")], "Main St"),
        ([("house_number", "12")], None),
        ([("route", "home")], None),
        ([("address[route]", "Main St")], "Main St"),
    ],
)
def test_a_house_number_in_a_field_of_its_own_stands_before_its_street(
    pairs: list[tuple[str, str]], street: str | None
) -> None:
    filled = fields.read(pairs)
    assert filled.problems == ()
    assert filled.arguments.get("address1") == street
    assert "housenumber" not in filled.arguments


@pytest.mark.parametrize("number", ["555-0123", "5550123", "555 0123"])
def test_an_area_code_in_a_field_of_its_own_stands_before_the_rest(number: str) -> None:
    assert fields.read([("area_code", "816"), ("phone", number)]).arguments == {"phone": "8165550123"}


def test_an_area_code_beside_a_whole_number_says_nothing_more() -> None:
    assert fields.read([("area_code", "816"), ("phone", "816-555-0123")]).arguments == {"phone": "8165550123"}


@pytest.mark.parametrize("code", ["+1", " +1 ", "+01", "1", "001"])
def test_a_country_code_that_is_dialled_belongs_to_the_phone(code: str) -> None:
    filled = fields.read([("country_code", code), ("country", "US"), ("phone", "8165550123")])
    assert filled.problems == ()
    assert filled.arguments == {"country": "US", "phone": "8165550123"}


def test_a_number_of_another_country_is_not_taken_for_one_of_the_us() -> None:
    assert fields.read([("country_code", "+44"), ("phone", "2079460958")]).arguments == {"phone": "+442079460958"}


def test_a_third_line_of_an_address_goes_behind_the_second() -> None:
    first, third = ("address-line1", "12 Linden Street"), ("address-line3", "Rear house")
    assert fields.read([first, third]).arguments == {"address1": "12 Linden Street", "address2": "Rear house"}
    filled = fields.read([first, ("address-line2", "Apt 4"), third])
    assert filled.arguments == {"address1": "12 Linden Street", "address2": "Apt 4 Rear house"}


def test_a_country_code_of_letters_is_the_country() -> None:
    assert fields.read([("country_code", "CA")]).arguments == {"country": "CA"}
