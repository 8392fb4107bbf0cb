"""Other packages' functions, done by dehusk: change the import line and nothing else.

`dehusk.compat.trafilatura` for `trafilatura`, `dehusk.compat.readability` for `readability` (readability-lxml).
"""
