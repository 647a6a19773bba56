"""How numbers are written: at most three significant digits in labels, with a real minus sign."""

from __future__ import annotations

import math

MINUS = "\u2212"
NOT_A_NUMBER = "–"
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def short(value: float, digits: int = 2) -> str:
    """`value` for a label: three significant digits, at most `digits` decimals, scientific when very large or
    small; what is not finite has a sign of its own."""
    size = abs(value)
    if not math.isfinite(value):
        return NOT_A_NUMBER if math.isnan(value) else "∞" if value > 0 else f"{MINUS}∞"
    if value != 0 and (size >= 1e5 or size < 0.5 * 10.0**-digits):
        mantissa, exponent = f"{value:.2e}".split("e")
        return f"{mantissa}e{int(exponent)}".replace("-", MINUS)
    power = int(f"{size:.2e}".partition("e")[2])  # of the rounded number: 9.996 is written 10.0
    decimals = digits if power < 1 else max(0, min(digits, 2 - power))
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def precise(value: float) -> str:
    """A loss or an error with three significant digits, at most four decimals; a dash where there is none."""
    if not math.isfinite(value):
        return NOT_A_NUMBER
    digits = 2 if value <= 0 else min(4, max(2, 2 - math.floor(math.log10(value))))
    return short(value, digits)


def signed(value: float, digits: int = 2) -> str:
    """`short` with a sign and a space before it, to be joined to a sum: ``+ 1.43`` or ``− 2.57``."""
    text = short(value, digits)
    return f"{MINUS} {text[1:]}" if text.startswith(MINUS) else f"+ {text}"


def subscript(number: int) -> str:
    """A whole number in subscript digits."""
    return str(number).translate(SUBSCRIPTS)


def tidy(value: float) -> str:
    """A round number without trailing zeros."""
    text = short(value)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text
