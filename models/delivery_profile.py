r"""When the places of one unit of an option can be used: lead time, ramp-up, attrition and life.

A decision is taken at the start of its period :math:`\tau`. The unit opens :math:`l` years (lead time)
later and stands for its life. Everything is an average over the period, so a home that opens in the middle
of a year counts half in that year, and half-yearly and yearly plans agree.
"""

from __future__ import annotations

import numpy as np

from models.case import Floats, Option, Period


def standing_units(option: Option, periods: tuple[Period, ...]) -> Floats:
    r"""Units standing in each period for one unit decided in each: shape (decided, period).

    .. math:: \sigma_k(\tau, t) = \frac{|[\,o, o + L) \cap t\,|}{|t|} \; (1 - a)^{\max(0,\, s_t - o)},
       \qquad o = s_\tau + l

    with :math:`s_t` the start of period :math:`t` in years, :math:`|t|` its length, :math:`l` the lead
    time, :math:`L` the life and :math:`a` the attrition a year. Attrition steps at the start of a period,
    as it does for existing places. Running costs follow the standing units.
    """
    return _average(option, periods, ramped=False)


def usable_places(option: Option, periods: tuple[Period, ...]) -> Floats:
    r"""Usable places in each period for one unit decided in each: shape (decided, period).

    .. math:: \pi_k(\tau, t) = \mathrm{places}_k \cdot \frac{1}{|t|} \int_t \mathrm{ramp}(v - o)\, dv
       \; (1 - a)^{\max(0,\, s_t - o)}

    The same as the standing units, times the places of a unit, with the ramp-up share of each year after
    opening (1 after the last share given).
    """
    return option.places_per_unit * _average(option, periods, ramped=True)


def _average(option: Option, periods: tuple[Period, ...], ramped: bool) -> Floats:
    profile = np.zeros((len(periods), len(periods)))
    steps = _ramp_steps(option) if ramped else ((0.0, option.life, 1.0),)
    for decided, decision in enumerate(periods):
        opens = decision.start + option.lead_time
        for t in range(decided, len(periods)):
            period = periods[t]
            usable_years = sum(
                share * _overlap(opens + begin, opens + end, period.start, period.end)
                for begin, end, share in steps
            )
            survival = (1 - option.attrition) ** max(0.0, period.start - opens)
            profile[decided, t] = survival * usable_years / period.years
    return profile


def _ramp_steps(option: Option) -> tuple[tuple[float, float, float], ...]:
    """Stretches of (from, to, share) in years after opening, up to the end of the option's life."""
    steps = [
        (float(year), min(year + 1.0, option.life), share)
        for year, share in enumerate(option.ramp)
        if year < option.life
    ]
    if len(option.ramp) < option.life:
        steps.append((float(len(option.ramp)), option.life, 1.0))
    return tuple(steps)


def _overlap(begin: float, end: float, period_start: float, period_end: float) -> float:
    return max(0.0, min(end, period_end) - max(begin, period_start))
