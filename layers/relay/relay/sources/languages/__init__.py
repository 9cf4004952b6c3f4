"""The relay's own words to people, one module for each language and kind of sender.

They are imported late, by the campaign's `language`, so that nobody pays for words that are not said. What an organiser
wrote in campaigns.toml stands in their place.
"""
