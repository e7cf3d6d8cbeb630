"""A trail that exists: compared with the settings, and left, put right in place, adopted or doubled.

recorded, compare, selectors, fixes, costs and offers decide, and are pure; closer and apply talk to AWS;
choose asks a person.
"""
