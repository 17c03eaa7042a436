"""Figures as a page says them."""

from django import template
from django.utils.translation import gettext as _

from comity.portal.shell.sentences import in_own_words
from comity.portal.statistics.charts import amount
from comity.portal.statistics.queries import band_label
from comity.survey.disclosure import Distribution
from comity.survey.sums import Total

register = template.Library()


@register.filter
def total(one: Total) -> str:
    if not one.low:
        return _("not shown: %(reason)s") % {"reason": in_own_words(one.reason)}
    if one.low[0] == one.high[0]:
        return amount(one.low[0])
    return _("between %(low)s and %(high)s") % {"low": amount(one.low[0]), "high": amount(one.high[0])}


@register.filter
def bands(one: Distribution) -> str:
    if not one.counts:
        return _("not shown: %(reason)s") % {"reason": in_own_words(one.reason)}
    pairs = zip(one.answers, one.counts[0], strict=True)
    return "; ".join(f"{band_label(part)}: {count}" for part, count in pairs)
