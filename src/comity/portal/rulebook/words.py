"""What rules of a policy, formats of criteria and changes of them are called on a page; a rule's key stands beside it, for who writes it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.benchmark.crosswalk import Change
from comity.benchmark.errors import CriteriaProblem
from comity.benchmark.formats import Format
from comity.core import ComityError
from comity.portal.shell.sentences import in_own_words

RULES: Mapping[str, str | Promise] = {
    "version": _("Form of the text"),
    "programme.window_months": _("Audits taken, in months back from the cut-off"),
    "programme.lag_months": _("Months between the latest audit and the list"),
    "size.refuse_below_groups": _("No list below this many contributing groups"),
    "size.clear_from_groups": _("A clear list from this many contributing groups"),
    "cells.min_groups": _("Groups behind each class or age band of a country"),
    "cells.max_share": _("Largest share of one group in such a cell"),
    "cells.max_gain_bits": _("Most that such a cell may tell, in bits a row"),
    "cells.max_top1_lift_points": _("Most that it may better the best guess, in points of a hundred"),
    "soles.max_share_of_list": _("Largest share of the list that one group alone contributed"),
    "soles.max_share_of_new": _("Largest share of what is new that one group alone contributed"),
    "soles.max_newcomers_share_of_list": _("Largest share of the list that newcomers alone contributed"),
    "attribution.max_posterior": _("Most that a model may believe in one group; a row above it is check-only"),
    "attribution.max_posterior_to_member": _("The same, as a member believes who knows its own rows"),
    "attribution.public_weight": _("How many times likelier a public statement makes a company"),
    "leak_test.max_gain_bits": _("Leak test: most that the attacker may gain, in bits a row"),
    "leak_test.max_top1_lift_points": _("Leak test: how much oftener its best guess may be right, in points of a hundred"),
    "leak_test.max_p99_lift": _("Leak test: how much likelier the true contributor may look"),
    "leak_test.max_certain_single": _("Leak test: share of rows of which one member may be nearly sure"),
    "leak_test.max_certain_pair": _("Leak test: share of rows of which two members together may be nearly sure"),
    "leak_test.max_newcomer_posterior": _("Leak test: most that it may believe in a newcomer"),
    "leak_test.coalitions_of_five": _("Leak test: how many coalitions of five are tried"),
    "sealed.work": _("Work to try one guess at a check-only site (log2)"),
}  # fmt: skip
_NAMED: Mapping[str, str | Promise] = {
    "groups": _("Companies of the group %(name)s"),
    "protocols": _("Audit protocol %(name)s"),
}

FORMAT_NAMES: Mapping[Format, str | Promise] = {
    Format.XLSX: "Excel",
    Format.CSV: "CSV",
    Format.OSCAL: _("OSCAL catalogue (JSON)"),
    Format.CISO_ASSISTANT: _("Library of CISO Assistant (YAML)"),
    Format.UNTP: _("UNTP vocabulary (JSON-LD)"),
}
CHANGES: Mapping[Change, str | Promise] = {
    Change.SAME: _("the same"),
    Change.CHANGED: _("changed"),
    Change.SPLIT: _("split"),
    Change.MERGED: _("merged"),
    Change.NEW: _("new"),
    Change.GONE: _("gone"),
}
_MOST_PROBLEMS = 20


def problems_told(error: ComityError) -> list[str]:
    """All that is wrong with a set at once, the first so many; then what to do."""
    said = error.problems if isinstance(error, CriteriaProblem) else (error.message,)
    told = [in_own_words(one) for one in said[:_MOST_PROBLEMS]]
    if left := len(said) - _MOST_PROBLEMS:
        told += [str(_("And %(n)s more of the kind.") % {"n": left})] if left > 0 else []
    return [*told[:-1], f"{told[-1]} {in_own_words(error.remedy)}"]


def rule_in_words(rule: str) -> str:
    """Groups and protocols are called by names that the programme gave them; a key that nobody knows stays as it is."""
    if rule in RULES:
        return str(RULES[rule])
    section, _dot, name = rule.partition(".")
    return str(_NAMED[section]) % {"name": name} if section in _NAMED else rule
