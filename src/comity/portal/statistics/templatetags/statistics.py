"""Figures as a page says them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comity.portal.statistics.charts import Chart
from comity.portal.statistics.queries import band_label
from comity.survey import Distribution, Total

register = template.Library()


@register.filter
def total(one: Total) -> str:
    if not one.low:
        return _("not shown: %(reason)s") % {"reason": one.reason}
    if one.low[0] == one.high[0]:
        return f"{one.low[0]:,.0f}"
    return _("between %(low)s and %(high)s") % {"low": f"{one.low[0]:,.0f}", "high": f"{one.high[0]:,.0f}"}


@register.filter
def bands(one: Distribution) -> str:
    if not one.counts:
        return _("not shown: %(reason)s") % {"reason": one.reason}
    pairs = zip(one.answers, one.counts[0], strict=True)
    return "; ".join(f"{band_label(part)}: {count}" for part, count in pairs)


@register.filter
def inline(chart: Chart) -> SafeString:
    """The drawing itself, hidden from who cannot see it: its words stand beside it."""
    drawn = mark_safe(chart.svg)  # noqa: S308 -- made by `charts`, which escapes every text
    return format_html('<div aria-hidden="true">{}</div>', drawn)
