"""Sets of criteria: what is wrong with one, or with what is said to have become of the one before."""

from django.utils.translation import gettext_noop

SENTENCES: tuple[str, ...] = (
    # a file
    gettext_noop("The file is of no format that criteria sets come in."),
    gettext_noop(
        "Send it as XLSX or CSV, as an OSCAL catalogue, a library of CISO Assistant, or a UNTP vocabulary."
    ),
    gettext_noop("A criteria set has the columns %(columns)s."),
    gettext_noop("Row %(row)s says the %(field)s “%(value)s”, and a row above “%(other)s”."),
    gettext_noop("A file holds one set: split it."),
    gettext_noop("Row %(row)s has the criticality “%(value)s”."),
    gettext_noop("Write critical, major or minor."),
    gettext_noop("The file does not name its scheme; it is called “criteria”, version 1."),
    gettext_noop("%(n)s criteria say nothing of how critical they are and were taken as “major”."),
    gettext_noop("The file is no JSON (%(error)s)."),
    gettext_noop("The file is no YAML (%(error)s)."),
    gettext_noop("The file cannot be read as rows (%(error)s)."),
    gettext_noop("Export it again."),
    gettext_noop("Send the criteria set alone."),
    gettext_noop(
        "The format cannot hold retired codes: what %(older)s knew and the file lacks was taken as retired (%(codes)s)."
    ),
    gettext_noop("retired codes"),
    gettext_noop("translations"),
    gettext_noop("when a criterion applies"),
    gettext_noop("the language of the set, “%(language)s”"),
    # a set
    gettext_noop("The set holds no criteria."),
    gettext_noop("The set has no %(field)s."),
    gettext_noop("%(n)s criteria have the code “%(value)s”."),
    gettext_noop("%(n)s criteria have the clause “%(value)s”."),
    gettext_noop("Criterion %(n)s has no %(field)s."),
    gettext_noop("The %(field)s of criterion %(n)s begins or ends with a blank."),
    gettext_noop("Criterion %(n)s has a code that is retired."),
    gettext_noop(
        "Criterion %(n)s has translations that are twice there, or not in the order of their languages."
    ),
    gettext_noop("Criterion %(n)s is translated into the language of the set, “%(language)s”."),
    gettext_noop("Correct the set where it is kept."),
    # and the one before
    gettext_noop("%(newer)s neither holds nor retires what %(older)s knew as %(codes)s."),
    gettext_noop("List these codes as retired."),
    gettext_noop("%(newer)s uses %(codes)s again, which %(older)s had retired."),
    gettext_noop("Give these criteria codes that never meant anything else."),
    gettext_noop("There is no criterion “%(code)s” in %(set)s."),
    gettext_noop("%(code)s stands in %(n)s rows."),
    gettext_noop("%(code)s of %(set)s stands in no row."),
    gettext_noop("A row “%(change)s” leads from %(n)s criteria to %(m)s."),
    gettext_noop("%(older)s is called the same as %(newer)s: a meaning that stays keeps its code."),
    gettext_noop("%(code)s was %(change)s and keeps its code: another meaning needs another code."),
    gettext_noop("The crosswalk has no column “%(column)s”, or line %(row)s is cut off."),
    gettext_noop("Give a CSV file with the columns change, older, newer, note."),
    gettext_noop("Line %(row)s of the crosswalk has the change “%(change)s”."),
    gettext_noop("Write one of: %(words)s."),
    gettext_noop("Correct the crosswalk."),
    # in the programme
    gettext_noop("The criteria “%(name)s” that it was compared with are not known here."),
    gettext_noop("Restore the last backup."),
    gettext_noop("The scheme and the version are called “%(name)s…”."),
    gettext_noop("Call them so that both have %(n)s characters at most, without line breaks."),
    gettext_noop("These are the criteria that the programme goes by."),
    gettext_noop("Another set is called %(name)s here already, and what was compared with it names it so."),
    gettext_noop("Give this one another version."),
    gettext_noop(
        "%(newer)s is of another scheme than %(older)s, and no code of one means anything in the other."
    ),
    gettext_noop("Leave the crosswalk out."),
    gettext_noop("Another version was adopted since this one was proposed."),
    gettext_noop("Propose it anew, and look at what it changes."),
    gettext_noop("Ask another manager, or counsel."),
    gettext_noop("Protocols are compared with %(name)s here now, and not with “%(other)s”."),
    gettext_noop("Send it without naming the criteria."),
    gettext_noop(
        "The criteria are %(newer)s now, and were %(older)s; open again, or new: %(n)s (%(codes)s)."
    ),
    gettext_noop("The criteria are %(newer)s now, and were %(older)s; open again, or new: 0."),
)
