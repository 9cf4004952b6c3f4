"""The form that is made for a campaign: one HTML page, ready to be put onto a website.

    questions   which fields a campaign's form has, and what browsers are told of each
    page        the page around them: templates/ and static/, filled in with the campaign's words
    made        the page of one campaign of a file, or why there is none
    words_en, words_es   what only such a page says; labels and faults are the relay's own (relay.sources.languages)
    __main__    `make form`: writes the page to standard output

The page of `make run` shows it too (local/page). Nothing here is deployed, and no function knows it. What a campaign
may say of its form is judged with the rest of campaigns.toml (layers/relay/build/campaigns_form.py).
"""
