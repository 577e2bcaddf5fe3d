"""The leak scan of an edition for one partner: a second program that reads the bytes to be sent.

Promises: imports nothing of the desk, is told what must not go out, and says where it stands without
repeating it. Does not build, change or send anything.
"""
