"""A trail that exists: compared with the settings, and left, put right in place, adopted or doubled.

compare, missing, new_selectors, fixes, costs and offers decide, and are pure; closer_look and make_calls talk
to AWS; choose and fix_asking ask a person.
"""
