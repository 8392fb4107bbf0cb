"""The exceptions of the package. They stand apart so that the extension module can import them."""


class DehuskError(Exception):
    """What went wrong in dehusk. The base of all its exceptions."""


class OptionsError(DehuskError, ValueError):
    """An option has no meaning; the message says which values have one."""


class NotExtractedError(DehuskError, AttributeError):
    """An article has no such part since it was not asked for; the message says how to ask."""
