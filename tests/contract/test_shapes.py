"""Every shape of a reply that is known or likely (docs/phone2action.md), with the test that reads it.

Replies are written by hand where the sandbox can't give them; what it can give is read in test_options.py, too.
"""

from tests.contract.references import exists

JUDGED = "unit/phone2action/test_judgement.py::test_"
WRITTEN = "unit/phone2action/test_writes.py::test_"
LISTED = "unit/phone2action/test_lists.py::test_"
READ = "unit/phone2action/test_reading.py::test_"
SHAPES = {
    "success as 1, '1' or true; advocateid as a number or a text; status 200 or 201": (
        f"{JUDGED}success_in_any_spelling_is_a_success",
        "contract/test_options.py::test_what_is_new_may_be_answered_with_200_or_201",
    ),
    "a 2xx whose success is anything else": (f"{JUDGED}a_2xx_that_does_not_say_success_has_an_unknown_outcome",),
    "HTML, nothing, half an answer under a 2xx": (f"{JUDGED}a_2xx_that_can_not_be_read_has_an_unknown_outcome",),
    "a 4xx with the envelope, 422 for one; 401, 403, 429, HTML, redirects, 5xx": (
        f"{JUDGED}every_other_status_has_its_meaning",
    ),
    "an update's reply without an id": (f"{WRITTEN}an_update_whose_reply_has_no_id_was_about_the_one_it_named",),
    "a card's reply with or without an id": (f"{WRITTEN}a_card_s_reply_may_or_may_not_name_the_advocate",),
    "a connection's ids, leg, url, urls": (f"{WRITTEN}a_connection_s_reply_has_legislators_and_links",),
    "a connection's reply without data, ids or leg": (f"{WRITTEN}a_connection_s_reply_may_lack_any_part",),
    "a connection's url beside the data": (f"{WRITTEN}links_beside_the_data_are_found_too",),
    "advocates under data or advocates, bare, or keyed": (f"{LISTED}advocates_may_come_in_any_shape",),
    "count is the page's rows": (f"{LISTED}pages_are_walked_with_the_same_filters_until_one_is_not_full",),
    "next_url is there on the last page and carries no filters": (
        f"{LISTED}no_address_that_the_api_names_is_ever_called",
        f"{LISTED}a_full_last_page_is_followed_by_an_empty_one",
    ),
    "several emails and phones; address or number; districts as texts, numbers or null; memberships": (
        f"{READ}an_advocate_has_every_property_in_its_own_type",
    ),
    "subscribed as 'false'": (f"{READ}subscribed_false_as_a_text_is_not_true",),
    "zip5 and zip4 as numbers": (f"{READ}a_zip_that_came_as_an_int_gets_its_leading_zero_back",),
    "dates as PHP dumps, zoneless texts, unix time": (f"{READ}a_moment_may_be_written_in_many_ways",),
    "missing keys": (f"{READ}an_advocate_of_whom_nothing_is_known_but_the_id",),
    "a list with gaps": (f"{READ}a_list_with_gaps_is_still_a_list",),
    "connections keyed by id, listed, under data or not, with unix times": (
        f"{LISTED}connections_may_come_in_any_shape",
    ),
    "no connections as {} or []": (f"{LISTED}an_empty_list_is_empty",),
    "campaigns as a bare array, with content of any keys": (
        f"{LISTED}campaigns_are_a_bare_array_of_everything_documented",
    ),
    "legislators in any shape": (f"{LISTED}legislators_may_come_in_any_shape",),
    "stats in any shape": (
        f"{LISTED}one_campaign_s_stats_may_come_in_any_shape",
        f"{LISTED}all_campaigns_stats_may_come_in_any_shape",
    ),
    "what is no list": (
        f"{LISTED}what_is_no_list_of_advocates_is_not_an_empty_one",
        f"{LISTED}what_is_no_list_of_connections_is_not_an_empty_one",
        f"{LISTED}what_is_no_stats_is_an_unknown_outcome",
    ),
    "a write with campaigns and campaigns[] both": (
        "unit/sandbox/test_sandbox_arguments.py::test_campaigns_may_be_sent_with_and_without_brackets_and_with_indexes",
        "contract/test_parsons.py::test_it_updates_an_advocate",
    ),
    "a write in JSON with real arrays": (
        "unit/sandbox/test_sandbox_advocates.py::test_json_with_real_arrays_and_numbers_works_as_a_form_does",
    ),
}


def test_every_shape_has_its_test() -> None:
    assert [reference for references in SHAPES.values() for reference in references if not exists(reference)] == []
