"""Numbers and codes by which people are known: written in one way, and checked as their makers say."""

import re

NHS_DIGITS = 10
_NHS_WEIGHTS = range(10, 1, -1)
_NOT_DIGITS = re.compile(r"[\s-]")
_UPN = re.compile(r"[A-Z][0-9]{11}[0-9A-Z]")
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # 23 of them: I, O and S look like digits
_POSTCODE = re.compile(r"(?:GIR0AA|[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][ABD-HJLNP-UW-Z]{2})")
_INWARD = 3


def nhs_number(text: str) -> str | None:
    """Return the ten digits, None for what is no NHS number.  Source: NHS Data Dictionary, modulus 11 check."""
    digits = _NOT_DIGITS.sub("", text)
    if not re.fullmatch(r"[0-9]{10}", digits):
        return None
    total = sum(int(digit) * weight for digit, weight in zip(digits, _NHS_WEIGHTS, strict=False))
    check = (11 - total % 11) % 11
    return digits if check == int(digits[-1]) else None


def upn(text: str) -> str | None:
    """Return the unique pupil number in capitals, None for what is none.  Source: DfE UPN guide, modulus 23 check.

    A temporary number ends in a letter, which counts by its place in the alphabet of 23 letters.
    """
    code = _NOT_DIGITS.sub("", text).upper()
    if not _UPN.fullmatch(code) or (code[-1].isalpha() and code[-1] not in _UPN_LETTERS):
        return None
    values = [_UPN_LETTERS.index(sign) if sign.isalpha() else int(sign) for sign in code[1:]]
    total = sum(value * weight for weight, value in enumerate(values, start=2))
    return code if _UPN_LETTERS[total % len(_UPN_LETTERS)] == code[0] else None


def postcode(text: str) -> str | None:
    """Return a UK postcode without spaces, in capitals; None for what is none."""
    code = "".join(text.split()).upper()
    return code if _POSTCODE.fullmatch(code) else None


def spaced_nhs_number(digits: str) -> str:
    """As it is printed: 999 123 4567."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def masked_nhs_number(digits: str) -> str:
    """Enough to tell two numbers apart, too little to use: ••• ••• 4567."""
    return f"••• ••• {digits[6:]}"


def spaced_postcode(code: str) -> str:
    return f"{code[:-_INWARD]} {code[-_INWARD:]}"
