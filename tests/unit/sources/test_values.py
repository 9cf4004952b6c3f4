"""Values: what people type becomes what the API takes, and nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.phone2action.arguments import ENDPOINTS, check
from relay.phone2action.kinds import STATES
from relay.sources.typed import countries, country_names, fields, values
from relay.submission import Argument

ADVOCATE = {"campaigns": [998], "email": "ann@example.org", "phone": "8165550123"}


def argument(name: str, value: str) -> Argument | None:
    filled = fields.read([(name, value)])
    assert not filled.problems
    (read,) = filled.arguments.values() or [None]
    return read


def is_refused(name: str, value: Argument | None) -> bool:
    """Whether the API's rules refuse what was made of a value."""
    return [problem.field for problem in check("create_advocate", {**ADVOCATE, name: value})] == [name]


# Phones -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "8165550123",
        "(816) 555-0123",
        "(816)555-0123",
        "816.555.0123",
        "816/555-0123",
        "816_555_0123",
        "816 - 555 - 0123",
        "816\u2022555\u20220123",
        "816\u2011555\u20110123",
        "816\u2013555\u20130123",
        "816\u2014555\u20140123",
        "816\u2212555\u22120123",
        "816\u00a0555\u00a00123",
        " 816 555 0123\n",
        # with a country code
        "1-816-555-0123",
        "1.816.555.0123",
        "18165550123",
        "+18165550123",
        "+1 (816) 555-0123",
        "(+1) 816 555 0123",
        "+1.816.555.0123",
        "0018165550123",
        "001 816 555 0123",
        "011 1 816 555 0123",
        "US +1 816 555 0123",
        # with an extension
        "816-555-0123 x12",
        "816-555-0123x12",
        "816 555 0123 X 12",
        "816-555-0123 ext. 5",
        "816-555-0123 ext5",
        "816-555-0123 ext: 5",
        "816-555-0123, ext 5",
        "816-555-0123 (ext. 5)",
        "816-555-0123 Ext.#5",
        "816.555.0123 #3",
        "816-555-0123 extn 7",
        "(816) 555-0123 extension 4455",
        "816-555-0123 extensi\u00f3n 5",
        "8165550123,12",
        # with words beside it
        "816-555-0123 (mobile)",
        "816-555-0123 mobile",
        "cell: 816-555-0123",
        "c: 816.555.0123",
        "(c) 816-555-0123",
        "Mobile 816 555 0123 (home)",
        "my cell is 816-555-0123",
        "Tel. (816) 555-0123",
        "phone#: 816-555-0123",
        "Phone no.: 816-555-0123",
        "m\u00f3vil 816 555 0123",
        "+1-816-555-0123 (work) x22",
        "816-555-0123 (text ok)",
        "816-555-0123 - voicemail only",
        "Please text 816-555-0123",
        # a link
        "tel:+1-816-555-0123",
        "tel:8165550123",
        "TEL:+18165550123;ext=12",
        "tel:816-555-0123;phone-context=+1",
        "sms:+18165550123",
        # characters that can't be seen, or look alike
        "816\u200b555\u200b0123",
        "\u202d816-555-0123\u202c",
        "\ufeff8165550123",
        "816\u00ad5550123",
        "\u260e\ufe0f 816 555 0123",
        "8165550123\ufe0d",
        "\uff08\uff18\uff11\uff16\uff09\uff15\uff15\uff15\uff0d\uff10\uff11\uff12\uff13",
        "\uff0b\uff11 816 555 0123",
        "816\u30fc555\u30fc0123",
        "\u0668\u0661\u0666\u0665\u0665\u0665\u0660\u0661\u0662\u0663",
    ],
)
def test_a_us_phone_becomes_ten_digits(typed: str) -> None:
    assert argument("phone", typed) == "8165550123"
    assert check("create_advocate", {**ADVOCATE, "phone": argument("phone", typed)}) == ()


@pytest.mark.parametrize(
    "typed",
    [
        "555-0123",
        "+44 20 7946 0018",
        "0044 20 7946 0018",
        "+118165550123",
        "+8165550123",
        "+816 555 0123",
        "28165550123",
        "816-555-CALL",
        "816-555-012",
        "816-555-01234",
        "816-555-0123 / 816-555-0124",
        "816-555-0123 or 816-555-0124",
        "816-555-0123, 816-555-0124",
        "8165550123 8165550124",
        "816-555-0123 12",
        "816-555-0123 Ann's",
        "816-555-01__",
        "(816) ___-____",
        "tel:816-555-0123;phone-context=+44",
        "ann@example.org",
        "12345",
        "911",
        "1",
        "x",
        "call me",
        "816-555-0123" * 10,
    ],
)
def test_what_is_no_us_phone_stays_for_the_api_rules_to_refuse(typed: str) -> None:
    assert argument("phone", typed) == typed
    assert is_refused("phone", typed)


@pytest.mark.parametrize(
    "typed",
    [
        "1-816-555-012",
        "0165550123",
        "1165550123",
        "000-000-0000",
        "111-111-1111",
        "816-155-0123",
        "816-055-0123",
        "911-555-0123",
        "411-555-0123",
        "816-911-0123",
        "816-211-0123",
        "+1 016 555 0123",
        "1 1816555012",
    ],
)
def test_ten_digits_that_can_be_no_us_phone_are_refused(typed: str) -> None:
    assert is_refused("phone", argument("phone", typed))


@pytest.mark.parametrize("number", ["2015550100", "8005550199", "9185550123", "8129120100", "8169150123", "2122345678"])
def test_area_codes_and_exchanges_that_only_resemble_n11_are_phones(number: str) -> None:
    assert argument("phone", number) == number
    assert not is_refused("phone", number)


# ZIPs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "02134",
        " 02134 ",
        "02134-1234",
        "02134 1234",
        "021341234",
        "02134 - 1234",
        "02134-",
        "02134 -",
        "02134-____",
        "02134-####",
        "02134-XXXX",
        "02134_____",
        "02134\u20131234",
        "02134\u20111234",
        "02134\u22121234",
        "02134\u2014",
        "02\u200b134",
        "02134\u00ad",
        "02134\ufe0d",
        "\uff10\uff12\uff11\uff13\uff14",
        "\uff10\uff12\uff11\uff13\uff14\uff0d\uff11\uff12\uff13\uff14",
        "\u0660\u0662\u0661\u0663\u0664",
    ],
)
def test_a_zip_keeps_its_leading_zero_and_loses_its_last_four(typed: str) -> None:
    assert argument("zip", typed) == "02134"


@pytest.mark.parametrize("typed", ["2134", "0213", "02134-12", "02134-12345", "O2134", "02 134", "x"])
def test_what_is_no_zip_stays_for_the_api_rules_to_refuse(typed: str) -> None:
    assert argument("zip", typed) == typed
    assert is_refused("zip5", typed)


# States -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "abbreviation"),
    [
        ("MO", "MO"),
        ("mo", "MO"),
        ("Mo.", "MO"),
        ("Missouri", "MO"),
        ("MISSOURI", "MO"),
        ("Mass.", "MA"),
        ("Calif", "CA"),
        ("Calif.", "CA"),
        ("Fla.", "FL"),
        ("Tex.", "TX"),
        ("Penn.", "PA"),
        ("Minn", "MN"),
        ("Wash.", "WA"),
        ("Wis.", "WI"),
        ("N.Y.", "NY"),
        ("N. Y.", "NY"),
        ("N Y", "NY"),
        ("NEW  YORK", "NY"),
        ("new\tyork", "NY"),
        ("NewYork", "NY"),
        ("New York State", "NY"),
        ("N. Mex.", "NM"),
        ("N.Dak.", "ND"),
        ("No. Dakota", "ND"),
        ("So. Carolina", "SC"),
        ("Dist. of Columbia", "DC"),
        ("S. Carolina", "SC"),
        ("W. Va.", "WV"),
        ("D.C.", "DC"),
        ("Washington, D.C.", "DC"),
        ("Wash. D.C.", "DC"),
        ("Washington", "WA"),
        ("Washington State", "WA"),
        ("State of Ohio", "OH"),
        ("Commonwealth of Virginia", "VA"),
        ("MA - Massachusetts", "MA"),
        ("Massachusetts (MA)", "MA"),
        ("Massachusetts, MA", "MA"),
        ("US-MA", "MA"),
        ("Texas, USA", "TX"),
        ("Boston, MA", "MA"),
        ("MA 02134", "MA"),
        ("\uff2d\uff21", "MA"),
        ("\uff23\uff41\uff4c\uff49\uff46", "CA"),
        ("M\u200bA", "MA"),
        ("New\u00a0Jersey", "NJ"),
        ("Hawai\u02bbi", "HI"),
        ("Nueva York", "NY"),
        ("Nuevo M\u00e9xico", "NM"),
        ("Carolina del Norte", "NC"),
        ("Californie", "CA"),
        ("Puerto Rico", "PR"),
        ("P.R.", "PR"),
        ("U.S. Virgin Islands", "VI"),
        ("Guam", "GU"),
        ("AE", "AE"),
        ("Armed Forces Pacific", "AP"),
        ("APO AE", "AE"),
        ("MA-Massachusetts", "MA"),
        ("TX:Texas", "TX"),
        ("Californa", "CA"),
        ("Conneticut", "CT"),
        ("Massachussets", "MA"),
        ("Pennslyvania", "PA"),
        ("Illinios", "IL"),
        ("Missourri", "MO"),
        ("North Carolnia", "NC"),
        ("Souht Dakota", "SD"),
    ],
)
def test_a_state_as_people_write_it_becomes_its_abbreviation(typed: str, abbreviation: str) -> None:
    assert argument("state", typed) == abbreviation


@pytest.mark.parametrize("code", sorted(STATES))
def test_every_state_of_the_api_is_known_by_its_abbreviation(code: str) -> None:
    assert argument("state", code.lower()) == argument("state", ".".join(code)) == code


@pytest.mark.parametrize(
    "typed",
    [
        "XX",
        "MA/NH",
        "Kansas or Missouri",
        "C/O",
        "Mas",
        "New",
        "M",
        "Georgia, Texas",
        "x" * 500,
        "Fontana",
        "Ile-de-France",
        "Winston-Salem",
        "KS-MO",
        "Non-US citizens",
    ],
)
def test_what_is_no_state_stays_as_it_was_typed(typed: str) -> None:
    assert argument("state", typed) == typed
    assert is_refused("state", typed)


# Countries --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("US", "us|USA|U.S.|U.S.A.|United States|UNITED STATES OF AMERICA|The United States|US of A|America"),
        ("US", "United States (US)|United States +1|US - United States|Estados Unidos|EE.UU.|EE. UU.|\u00c9tats-Unis"),
        (
            "CA",
            "ca|Canada|CANADA|canada |Canad\u00e1|CAN|Canada (+1)|\U0001f1e8\U0001f1e6 Canada|C\u200banada",
        ),
        (
            "DE",
            "Germany|Deutschland|Alemania|Allemagne|DEU|Federal Republic of Germany|Germany +49|Germany (Deutschland)",
        ),
        (
            "GB",
            "UK|U.K.|uk|GBR|Great Britain|United Kingdom|England|London, England|Reino Unido|Scotland",
        ),
        ("MX", "Mexico|M\u00e9xico|MEXICO|Me\u0301xico|Mexique|MEX"),
        ("ES", "Spain|Espa\u00f1a|Espana|Espagne"),
        ("KR", "South Korea|Korea, South|Korea, Republic of|Republic of Korea|Corea del Sur|\ub300\ud55c\ubbfc\uad6d"),
        ("KP", "North Korea|Korea, Democratic People's Republic of"),
        ("IR", "Iran|Iran, Islamic Republic of"),
        ("CI", "C\u00f4te d'Ivoire|Cote d\u2019Ivoire|Ivory Coast"),
        ("BA", "Bosnia & Herzegovina|Bosnia and Herzegovina"),
        ("NL", "Netherlands|The Netherlands|Holland|Nederland|Pa\u00edses Bajos"),
        ("CZ", "Czechia|Czech Republic|\u010cesko"),
        ("TR", "Turkey|T\u00fcrkiye"),
        ("JP", "Japan|\u65e5\u672c|\uff2a\uff41\uff50\uff41\uff4e|Jap\u00f3n"),
        ("RU", "Russia|Russian Federation|\u0420\u043e\u0441\u0441\u0438\u044f"),
        ("CH", "Switzerland|Schweiz|Suisse|Svizzera"),
        ("GE", "Georgia"),
        ("NA", "NA|Namibia"),
        ("NO", "no|Norway|Norge"),
        ("PR", "PR|Puerto Rico"),
        ("VN", "Vietnam|Viet Nam"),
    ],
)
def test_a_country_as_people_write_it_becomes_its_two_letters(code: str, names: str) -> None:
    assert {name: values.country(values.clean(name)) for name in names.split("|")} == dict.fromkeys(
        names.split("|"), code
    )


@pytest.mark.parametrize("typed", ["Narnia", "Georgia, USA", "Canada or Mexico", "Canada/Mexico", "x" * 500, "+49"])
def test_what_is_no_country_stays_as_it_was_typed(typed: str) -> None:
    assert argument("country", typed) == typed
    assert is_refused("country", typed)


def test_the_names_that_no_list_has_are_of_countries_that_one_has() -> None:
    assert countries.OTHERS.keys() <= set(country_names.CODE_OF.values())
    assert len(set(country_names.CODE_OF.values())) == 250


# E-mail addresses -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" ann@example.org ", "ann@example.org"),
        ("Ann.Lee+whales@Example.org", "Ann.Lee+whales@Example.org"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@BÜCHER.example", "ann@xn--bcher-kva.example"),
        ("änn@example.org", "änn@example.org"),
        ("ann@exa\u2603\u2603..example", "ann@exa\u2603\u2603..example"),
        ("ann\u200e@example.org", "ann@example.org"),
        ("ann\u200b@\u2060example.org", "ann@example.org"),
        ("ann@exam\u00adple.org", "ann@example.org"),
        ("ann@example.org\ufe0f", "ann@example.org"),
        ("ann\uff20example.org", "ann@example.org"),
        ("\uff21\uff4e\uff4e@example.org", "Ann@example.org"),
        ("ann@example\uff0eorg", "ann@example.org"),
        ("ann@example\u3002org", "ann@example.org"),
        ("o\u2019neil@example.org", "o'neil@example.org"),
        ("o\u00b4neil@example.org", "o'neil@example.org"),
        ("ann\u2011lee@example.org", "ann-lee@example.org"),
        ("ann\u2014lee@example.org", "ann\u2014lee@example.org"),  # may be two hyphens
        ("\u0430nn@example.org", "\u0430nn@example.org"),  # a Cyrillic letter: whose address it is nobody knows
        ("ann@ex\u0430mple.org", "ann@ex\u0430mple.org"),
        ("ann@example.\u03bfrg", "ann@example.\u03bfrg"),
        ("ann@\u043f\u043e\u0447\u0442\u0430.org", "ann@xn--80a1acny.org"),
    ],
)
def test_an_address_is_in_the_characters_that_mail_takes(typed: str, address: str) -> None:
    assert argument("email", typed) == address


# Characters -------------------------------------------------------------------------------------------------


def test_control_characters_direction_overrides_and_half_surrogates_are_removed() -> None:
    assert argument("firstname", "A\x00n\x1b\u202en\ud800\x7f\x85") == "Ann"


def test_a_line_break_in_one_line_becomes_a_space() -> None:
    assert argument("address1", "12 Linden Street\r\nApt 4") == "12 Linden Street Apt 4"


def test_a_message_keeps_its_lines() -> None:
    assert argument("emailMessage", "Dear all,\r\n\r\nplease\x07 vote.\r") == "Dear all,\n\nplease vote."


@pytest.mark.parametrize(
    "typed",
    [
        "\u0645\u06cc\u200c\u062e\u0648",  # Persian: letters that are not to connect
        "\u0d28\u0d4d\u200d",  # Malayalam: a letter without its vowel, at the end of a word
        "\u0dc1\u0dca\u200d\u0dbb\u0dd3",  # Sinhala
        "\U0001f469\u200d\u2695\ufe0f",  # emoji of several
        "\U0001f3f3\ufe0f\u200d\U0001f308",
        "\U0001f468\U0001f3fd\u200d\U0001f680",
        "\u2764\ufe0f",
        "1\ufe0f\u20e3",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # Scotland's flag
        "\u845b\U000e0100",  # a kanji in one of its shapes
        "\u0600\u0661",
        "\u1828\u180b",
        "O'Neill-Garc\u00eda",
        "Nguy\u1ec5n",
        "\ubc15",
    ],
)
def test_what_scripts_and_emoji_need_is_kept(typed: str) -> None:
    assert argument("firstname", typed) == typed


@pytest.mark.parametrize("name", ["A\u200bnn", "A\u00adnn", "A\u200dnn", "An\u200cn", "\ufeffAnn", "Ann\ufe0f"])
def test_what_nobody_can_see_is_no_part_of_a_name(name: str) -> None:
    assert argument("firstname", name) == "Ann"


@pytest.mark.parametrize("name", ["\u3164", "\u2800", "\u200b", "\u115f\u1160", "\u034f", "\ufe0f", "\u200d"])
def test_a_name_of_which_nothing_can_be_seen_is_blank(name: str) -> None:
    assert argument("firstname", name) is None


def test_a_name_keeps_its_letters_and_is_composed() -> None:
    assert argument("lastname", "Garci\u0301a") == "Garc\u00eda"
    assert argument("lastname", "\uff21nn \u2162") == "\uff21nn \u2162"


# Whatever is typed ------------------------------------------------------------------------------------------

NEARLY = st.text(
    st.sampled_from("0123456789+-()./,;:#x_ @'\u00e9\u200b\u00ad\uff18\u2014\u0661\u3164aemnortxtNAYSUMK")
    | st.characters(),
    max_size=40,
)


@given(st.sampled_from(sorted(ENDPOINTS["update_advocate"].arguments)), NEARLY)
def test_any_text_is_read_and_what_was_read_reads_as_itself(name: str, typed: str) -> None:
    once = values.normalise(name, values.clean(typed))
    assert values.clean(once) == once
    assert values.normalise(name, once) == once


@given(st.from_regex(r"[2-9][02-9][2-9][2-9][02-9][0-9]{5}", fullmatch=True), st.data())
def test_any_us_number_is_found_in_any_dress(number: str, data: st.DataObject) -> None:
    marks = st.text(st.sampled_from(" -./()\u2014\u200b\u00a0"), max_size=3)
    digits = "".join(data.draw(marks) + digit for digit in number)
    before = data.draw(st.sampled_from(["", "+1", "1 ", "001-", "cell: ", "tel:+1", "(mobile) +1 "]))
    after = data.draw(st.sampled_from(["", " x5", " ext. 12", " (home)", " #7", " mobile"]))
    assert values.phone(values.clean(before + digits + after)) == number


@given(NEARLY)
def test_a_phone_is_ten_digits_or_as_it_was_typed(typed: str) -> None:
    found = values.phone(typed)
    assert found == typed or (len(found) == 10 and found.isascii() and found.isdigit())


@given(NEARLY)
def test_a_state_or_country_is_two_letters_or_as_it_was_typed(typed: str) -> None:
    assert values.state(typed) in STATES | {typed}
    assert values.country(typed) in set(country_names.CODE_OF.values()) | {typed}
