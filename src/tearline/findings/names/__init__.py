"""People's names: what looks like one, whose it is over a record, and what the desk knows of them.

Promises: a name is a candidate with reasons. Patterns and a dictionary (``words``, ``shapes``), a
language model where it is installed (``nlp``), and a walk through the record that gathers the
forms of one person (``people``) each add a reason; ``detecting`` says which kind it is.

Does not promise: to know who is living, public or an official. That is the desk's list and a rule
of the guide.
"""
