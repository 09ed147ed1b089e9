"""Number formats of a workbook: values as the sheet shows them (`0.0%`, `000`, `mm/yyyy`, `#,##0`), in Vietnamese form.

A sheet holds 0.15 and shows 15,0%; what is quoted is what is shown. The decimal sign is a comma and thousands are
parted by points, as office programs print them in Vietnam.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from ingest.read.sheets.date_formats import is_date_format, shown_date

Value = str | int | float | bool | date | datetime | time | timedelta | None

#: The signs of a format: a quoted or escaped literal, a bracket (colour, condition, currency), padding, or one letter.
_TOKEN = re.compile(r'"[^"]*"?|\\.|\[[^\]]*\]|_.|\*.|.', re.DOTALL)
_CONDITION = re.compile(r"\[\s*(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\s*\]")
_CURRENCY = re.compile(r"\[\$([^\-\]]*)(?:-[^\]]*)?\]")
_DIGIT_SIGNS = frozenset("0#?")
#: General shows so many digits.
_GENERAL_DIGITS = 10
_LEAST_POSITIONAL, _MOST_POSITIONAL = -9, 20


def shown_text(value: Value, number_format: str) -> str:
    """The value as a sheet shows it.

    >>> [shown_text(v, f) for v, f in ((0.15, "0.0%"), (7, "000"), (1234567.5, "#,##0"), (2e-05, "General"))]
    ['15,0%', '007', '1.234.568', '0,00002']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return _shown_string(value, number_format)
    if isinstance(value, date | time | timedelta):
        return shown_date(value, _sections(number_format)[0])
    if number_format in ("General", "@", ""):
        return general(value)
    return _shown_number(value, number_format)


def general(value: float) -> str:
    """A number without a format: all digits of a whole one, ten of another.

    >>> [general(value) for value in (300000, 12.5, 0.1 + 0.2, -3.0, 1e-12)]
    ['300000', '12,5', '0,3', '-3', '1E-12']
    """
    if isinstance(value, int) or (value.is_integer() and abs(value) < 10.0**_MOST_POSITIONAL):
        return str(int(value))
    number = Decimal(f"{value:.{_GENERAL_DIGITS}g}").normalize()
    if not number.is_finite() or not _LEAST_POSITIONAL <= number.adjusted() <= _MOST_POSITIONAL:
        return str(number).replace(".", ",")
    return f"{number:f}".replace(".", ",")


def _shown_string(value: str, number_format: str) -> str:
    """Text under a format: its fourth section, where there is one (`;;;` hides, `"Tổ "@` adds)."""
    sections = _sections(number_format)
    alone = sections[0] if "@" in sections[0] and len(sections) == 1 else "@"
    section = sections[3] if len(sections) > 3 else alone
    return "".join(value if sign == "@" else _literal(sign) for sign in _TOKEN.findall(section))


@lru_cache(maxsize=1000)
def _sections(number_format: str) -> tuple[str, ...]:
    """The sections of a format, parted by semicolons outside literals."""
    sections = [""]
    for sign in _TOKEN.findall(number_format):
        if sign == ";":
            sections.append("")
        else:
            sections[-1] += sign
    return tuple(sections)


def _shown_number(value: float, number_format: str) -> str:
    sections = _sections(number_format)
    section, value = _section_for(value, sections)
    if is_date_format(section):
        return general(value)  # a serial number outside the calendar
    if not section.strip():
        return ""
    if "general" in section.lower():
        before, _, after = re.sub("general", "\0", section, count=1, flags=re.IGNORECASE).partition("\0")
        return _literals(before) + general(value) + _literals(after)
    return _filled_section(value, section)


def _section_for(value: float, sections: Sequence[str]) -> tuple[str, float]:
    """The section that shows the value, and the value as it shows it (a section for negative ones has its own sign)."""
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(value, condition[1], float(condition[2])):
                return section, value
        return sections[-1], value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _holds(value: float, sign: str, limit: float) -> bool:
    return {
        "<": value < limit, ">": value > limit, "=": value == limit,
        "<=": value <= limit, ">=": value >= limit, "<>": value != limit,
    }[sign]  # fmt: skip


def _literal(sign: str) -> str:
    """What a sign prints that is no digit."""
    if sign.startswith('"'):
        return sign.strip('"')
    if sign.startswith("\\"):
        return sign[1:]
    if sign.startswith("["):
        currency = _CURRENCY.match(sign)
        return currency[1] if currency else ""
    if sign.startswith("_"):
        return " "
    return "" if sign.startswith("*") else sign


def _literals(section: str) -> str:
    return "".join(_literal(sign) for sign in _TOKEN.findall(section))


def _filled_section(value: float, section: str) -> str:
    """A section with the number's digits in its places."""
    signs: list[str] = _TOKEN.findall(section)
    places = [index for index, sign in enumerate(signs) if sign in _DIGIT_SIGNS]
    if not places:
        words = _literals(section)
        return ("-" if value < 0 else "") + words if words else general(value)
    first, last = places[0], places[-1]
    inside = signs[first:last]
    if "/" in inside:
        return _fraction(value, signs)
    if "E" in inside or "e" in inside:
        return _scientific(value, signs)
    number = _scaled(value, signs, last)
    whole, decimals = _number_places(signs, first, last)
    between = "".join(_literal(sign) for sign in inside if sign not in "0#?,.")
    if between and _is_mask(signs[first : last + 1]):
        digits = _masked(number, signs[first : last + 1])
    else:
        digits = _digits(number, whole, decimals, grouped="," in inside) + between
    minus = "-" if number < 0 and re.search(r"[1-9]", digits) else ""
    before = _literals("".join(signs[:first]).removesuffix("."))
    return before + minus + digits + _literals("".join(signs[last + 1 :]).lstrip(",."))


def _number_places(signs: Sequence[str], first: int, last: int) -> tuple[str, str]:
    """The digit signs before and behind the decimal point."""
    number = list(signs[first : last + 1])
    # `.00`: the point stands before the first sign.
    if first and signs[first - 1] == ".":
        return "", "".join(sign for sign in number if sign in _DIGIT_SIGNS)
    if "." not in number:
        return "".join(sign for sign in number if sign in _DIGIT_SIGNS), ""
    point = number.index(".")
    return (
        "".join(sign for sign in number[:point] if sign in _DIGIT_SIGNS),
        "".join(sign for sign in number[point:] if sign in _DIGIT_SIGNS),
    )


def _scaled(value: float, signs: Sequence[str], last: int) -> Decimal:
    """The number that is shown: percents are hundredfold, each comma behind the last place divides by a thousand."""
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    number *= Decimal(100) ** signs.count("%")
    for sign in signs[last + 1 :]:
        if sign != ",":
            break
        number /= 1000
    return number


def _digits(number: Decimal, whole: str, decimals: str, *, grouped: bool) -> str:
    rounded = abs(number).quantize(Decimal(1).scaleb(-len(decimals)), rounding=ROUND_HALF_UP)
    integer, _, fraction = f"{rounded:f}".partition(".")
    least = whole.count("0")
    integer = integer.lstrip("0").rjust(least, "0")
    if grouped:
        integer = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ".", integer)
    kept = max((i + 1 for i, sign in enumerate(decimals) if sign == "0"), default=0)
    fraction = fraction[:kept] + fraction[kept:].rstrip("0")
    return f"{integer},{fraction}" if fraction else integer or ("0" if not fraction and not decimals else "")


def _is_mask(signs: Sequence[str]) -> bool:
    """True for a number cut into parts (`0000\\ 000\\ 000`, `00-00`)."""
    return not any(sign in ",." for sign in signs)


def _masked(number: Decimal, signs: Sequence[str]) -> str:
    """The digits of a whole number in the places of a mask, from the right; what is too many stands in front."""
    places = sum(sign in _DIGIT_SIGNS for sign in signs)
    least = sum(sign == "0" for sign in signs)
    digits = f"{abs(number).quantize(Decimal(1), rounding=ROUND_HALF_UP):f}".lstrip("0").rjust(least, "0")
    left = list(digits.rjust(places)[: len(digits.rjust(places)) - places])
    queue = iter(digits.rjust(places)[-places:])
    return "".join([*left, *(next(queue) if sign in _DIGIT_SIGNS else _literal(sign) for sign in signs)]).strip()


def _scientific(value: float, signs: Sequence[str]) -> str:
    exponent = next(index for index, sign in enumerate(signs) if sign in "Ee" and index)
    decimals = "".join(signs[:exponent]).partition(".")[2]
    text = f"{value:.{sum(sign in '0#?' for sign in decimals)}E}"
    mantissa, _, power = text.partition("E")
    width = sum(sign in _DIGIT_SIGNS for sign in signs[exponent:])
    plus = "-" if power.startswith("-") else "+" if "+" in signs[exponent:] else ""
    return f"{mantissa.replace('.', ',')}E{plus}{power[1:].lstrip('0').rjust(width, '0')}"


def _fraction(value: float, signs: Sequence[str]) -> str:
    """`# ?/?`: the nearest fraction whose denominator has as many digits as the format."""
    from fractions import Fraction

    slash = signs.index("/")
    behind = "".join(signs[slash + 1 :]).strip()
    fixed = re.match(r"[1-9]\d*", behind)
    width = max(1, sum(sign in _DIGIT_SIGNS for sign in behind))
    number = abs(value)
    before = [sign for sign in signs[:slash] if sign in _DIGIT_SIGNS or sign == " "]
    mixed = " " in before
    if fixed:
        part, bottom = round(number * int(fixed[0])), int(fixed[0])
    else:
        near = Fraction(number).limit_denominator(10**width - 1)
        part, bottom = near.numerator, near.denominator
    minus = "-" if value < 0 else ""
    whole, top = divmod(part, bottom) if mixed else (0, part)
    if mixed and not top:
        return f"{minus}{whole}"
    return f"{minus}{whole} {top}/{bottom}" if whole else f"{minus}{top}/{bottom}"
