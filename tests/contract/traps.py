"""Every trap of this API that is known (docs/phone2action.md), with the tests that are about it: those against the
sandbox, and those of the relay where it is the relay that must not be caught."""

HERE = "contract/test_traps.py::test_"
TRAPS: dict[str, tuple[str, ...]] = {
    "2xx with success 0": (f"{HERE}a_2xx_without_success_is_no_success",),
    "4xx with an HTML body": (f"{HERE}a_page_instead_of_an_answer_did_not_come_from_the_api",),
    "empty 200": (f"{HERE}an_empty_answer_leaves_the_outcome_open",),
    "429 with and without Retry-After": (f"{HERE}a_429_says_how_long_to_wait_if_it_says_so",),
    "no timeout": (
        f"{HERE}no_call_waits_for_ever",
        "unit/phone2action/test_writes.py::test_every_write_is_sent_once_with_a_time_out_and_follows_no_redirect",
        "unit/phone2action/test_lists.py::test_every_read_has_a_time_out_and_follows_no_redirect",
    ),
    "timeout after the server committed": (
        f"{HERE}a_time_out_does_not_mean_that_nothing_happened",
        "unit/delivery/test_reconcile.py::test_what_is_seen_was_made_and_is_not_sent_again",
    ),
    "connection without membership": (f"{HERE}a_connection_without_membership_is_refused_for_good",),
    "opt-in retried after a later opt-out": (
        f"{HERE}an_opt_in_after_an_opt_out_succeeds_and_changes_nothing",
        "unit/delivery/test_opt_out.py::test_an_opt_in_that_waited_does_not_undo_a_later_stop",
    ),
    "two submissions of the same new person at once": (
        f"{HERE}one_new_person_twice_at_once_is_one_advocate_or_two",
        "unit/delivery/test_intake.py::test_a_repetition_that_meets_a_running_first_queues_its_own_copy",
        "end_to_end/test_main_job.py::test_twenty_posts_of_one_form_at_once_make_one_advocate_and_one_contact",
    ),
    "smsOptin and smsOptout both 1": (f"{HERE}in_and_out_at_once_is_refused_here_and_means_out_there",),
    "subscribed: \"false\"": (f"{HERE}subscribed_false_is_not_subscribed",),
    "ZIP 02134 through an int": (f"{HERE}a_zip_keeps_its_zero_both_ways",),
    "\"+\" unescaped in a query string": (f"{HERE}a_plus_in_a_filter_finds_its_person",),
    "campaigns vs campaignid vs campaign_id per endpoint": (f"{HERE}each_endpoint_has_its_own_name_for_a_campaign",),
    "blank fields overwriting": (f"{HERE}a_blank_never_overwrites",),
    "redirects with credentials (never follow)": (
        f"{HERE}a_redirect_is_not_followed_even_to_the_api_itself",
        "unit/phone2action/test_sockets.py::test_a_redirect_is_not_followed",
    ),
    "http:// base URL (refuse outside loopback)": (f"{HERE}keys_never_cross_the_network_in_the_clear",),
    "raw upstream error text shown to the public": (
        f"{HERE}the_platform_s_own_words_are_kept_apart",
        "unit/sources/test_web_form.py::test_a_browser_gets_our_own_words_when_the_api_refuses",
        "unit/sources/test_web_form.py::test_a_script_gets_a_code_when_the_api_refuses",
    ),
    "credentials or PII in logs, errors or metrics": (
        f"{HERE}nothing_of_a_person_and_no_key_is_in_an_error_or_a_log",
        "unit/phone2action/test_sockets.py::test_nothing_personal_and_no_secret_is_in_an_exception_or_a_log_line",
        "end_to_end/test_main_job.py::test_logs_name_no_person_and_tell_what_happened_to_an_id",
    ),
    "single-word or empty names": (
        f"{HERE}a_name_of_one_word_or_none_is_fine",
        "unit/sources/test_twitter_card.py::test_a_single_word_or_no_name_is_legal",
    ),
    "several advocates sharing one phone": (
        f"{HERE}a_phone_finds_everybody_who_shares_it",
        "unit/delivery/test_advocate.py::test_of_several_advocates_with_one_phone_the_oldest_is_updated",
    ),
}  # fmt: skip
