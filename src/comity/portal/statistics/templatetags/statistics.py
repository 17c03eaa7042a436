"""Figures as a page says them."""

from django import template
from django.utils.translation import gettext as _

from comity.portal.shell.sentences import in_own_words
from comity.portal.statistics.queries import band_label
from comity.survey.disclosure import Distribution
from comity.survey.sums import Total

register = template.Library()


@register.filter
def total(one: Total) -> str:
    if not one.low:
        return _("not shown: %(reason)s") % {"reason": in_own_words(one.reason)}
    if one.low[0] == one.high[0]:
        return f"{one.low[0]:,.0f}"
    return _("between %(low)s and %(high)s") % {"low": f"{one.low[0]:,.0f}", "high": f"{one.high[0]:,.0f}"}


@register.filter
def bands(one: Distribution) -> str:
    if not one.counts:
        return _("not shown: %(reason)s") % {"reason": in_own_words(one.reason)}
    pairs = zip(one.answers, one.counts[0], strict=True)
    return "; ".join(f"{band_label(part)}: {count}" for part, count in pairs)
