"""One box for persons, dwellings and units, of each as far as the reader's own verb for it reaches.

What is typed goes by POST and stands in no address, no line of the journal and no cursor. Names are found by
tokens (`identity.tokens`), numbers by keyed hashes; an answer holds MOST rows, whoever asks.
"""
