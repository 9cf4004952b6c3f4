"""A file of leads, read for `relay import`: what it is written in, its cells, its columns, its times, what is wrong.

Nothing here knows a stack. What a row asks for is the relay's own business (`relay.sources.lead_file`); what is done
with it is `operate.importing`'s. Everything reads the file as a stream, so that its size costs time and no memory.
"""
