"""Regular expressions of XPath, matched in time linear in the text, so that no pattern can hang the service.

Left out, with a clear error: back-references and named Unicode blocks.  Look-around is no part of XPath's language.
"""

from service.feel.regex.machine import Found, Pattern
from service.feel.regex.patterns import compile_pattern
from service.feel.regex.syntax import RegexError

__all__ = ["Found", "Pattern", "RegexError", "compile_pattern"]
