"""What people type into the fields of forms, made into the API's arguments: names, values, and what is odd about them.

Nothing here knows of HTTP, of bodies or of answers. A plain sign-up needs `fields`, `vocabulary`, `values` and
`state_names` only; all else is imported where it is met.
"""
