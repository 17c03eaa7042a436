"""What a check comes to, and what of the lists it could not use."""

from django.utils.translation import gettext_noop

SENTENCES: tuple[str, ...] = (
    gettext_noop("%(found)s of your %(due)s due audits exist"),
    gettext_noop("audit exists"),
    gettext_noop("please look"),
    gettext_noop("perhaps your own"),
    gettext_noop("not in the list"),
    gettext_noop("not due"),
    gettext_noop("names no site"),
    gettext_noop("meets the benchmark"),
    gettext_noop("partial"),
    gettext_noop("up to %(n)s months"),
    gettext_noop("%(found)s of your %(due)s due audits exists"),
    gettext_noop("No audit of yours is due"),
    gettext_noop("Your one due audit exists"),
    gettext_noop("Your one due audit is not known to exist"),
    gettext_noop("Your suppliers' list %(name)s has no rows, so there was nothing to check."),
    gettext_noop("No row of your suppliers' list %(name)s names a site or a supplier."),
    gettext_noop("Call the column that does “Supplier name”, and check it again."),
    gettext_noop("Rows of %(name)s that can open no check-only entry: %(n)s."),
    gettext_noop("They have no city, no house number and no identifier; add the city."),
    gettext_noop("There is no list of your own audits, so every supplier counts as due."),
    gettext_noop("Your own lists give no audit at all, so every supplier counts as due."),
    gettext_noop("%(name)s has no rows: no audit of your own was read from it."),
    gettext_noop("Rows of %(name)s that give no audit we can use: %(n)s."),
    gettext_noop("What was found in your list says why."),
    gettext_noop("Rows of %(name)s that are dated after today, %(day)s, and do not count: %(n)s."),
    gettext_noop("Row %(row)s says %(day)s; correct the date."),
    gettext_noop("Your company keeps %(n)s files already."),
    gettext_noop("Delete one of them first, or check this one without having it kept."),
    gettext_noop("Audits that exist"),
    gettext_noop("Please look"),
    gettext_noop("Perhaps your own"),
    gettext_noop("Not in the list"),
    gettext_noop("Not due"),
    gettext_noop("Names no site"),
    gettext_noop("Sheet"),
    gettext_noop("None."),
    gettext_noop("not shown"),
    gettext_noop("Your reference"),
    gettext_noop("Listed address"),
    gettext_noop("Listed city"),
    gettext_noop("Last audited"),
    gettext_noop("Your own latest audit"),
    gettext_noop("How sure"),
    gettext_noop("Row of the common list"),
    gettext_noop("Ask these suppliers for their report, the freshest audits first."),
    gettext_noop(
        "These may be listed. Compare the two names and addresses; then ask the supplier, or not. The likeliest first."
    ),
    gettext_noop(
        "Listed, but your own older audit may be the one. The supplier can say whether there is another."
    ),
    gettext_noop("No other audit is known: these are still to be made."),
    gettext_noop("You had these audited within your acceptance age."),
    gettext_noop(
        "These rows of your list name neither a site nor a supplier. Correct them there and check again."
    ),
    gettext_noop("Whether you recognise a report, or ask for another audit, is always your own decision."),
    gettext_noop(
        "Checked against the common list %(round)s, cut-off %(day)s. A site counts once, however many rows it has."
    ),
    gettext_noop(
        "Due: the first four sheets below, the sites that you did not have audited in the %(n)s months before the cut-off."
    ),
    gettext_noop(
        "%(n)s of them are check-only: nobody sees them in the common list, and your own names opened them here."
    ),
)
