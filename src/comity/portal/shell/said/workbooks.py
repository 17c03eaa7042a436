"""What our own workbooks say: the empty list with its guidance, and the list that comes back with remarks."""

from django.utils.translation import gettext_noop

THEN = gettext_noop(
    "Then send it on the page “Our lists”: it says what is wrong, and gives the list back with a remark beside each row."
)

SENTENCES: tuple[str, ...] = (
    # both
    gettext_noop("List"),
    # the list that comes back
    gettext_noop("Summary"),
    gettext_noop("What we found in your list"),
    gettext_noop("What we found"),
    gettext_noop("What to do"),
    gettext_noop("State"),
    gettext_noop("Your sheet and line"),
    gettext_noop("refused"),
    gettext_noop("accepted, please look"),
    gettext_noop("mended"),
    gettext_noop("accepted"),
    gettext_noop("Refused"),
    gettext_noop("of them, mended"),
    gettext_noop("of them, please look"),
    gettext_noop("Accepted"),
    gettext_noop("the whole list"),
    gettext_noop("Nothing, if it is so."),
    gettext_noop("Not read, and so not given back: it looks %(why)s."),
    gettext_noop("commercial"),
    gettext_noop("forward-looking"),
    gettext_noop("like results of audits"),
    gettext_noop("“%(sheet)s”, line %(line)s"),
    gettext_noop("In numbers"),
    gettext_noop("What to do next"),
    gettext_noop("What we found, by kind"),
    gettext_noop("How the file was read"),
    gettext_noop("How the columns were understood"),
    gettext_noop("How the countries were understood"),
    gettext_noop("What we never read"),
    gettext_noop("Rows in the list"),
    gettext_noop("The list has no rows, so nothing of it is contributed. Fill it in, and send it again."),
    gettext_noop(
        "1. Open the sheet “%(list)s” and choose “%(refused)s” in the column “%(state)s”. "
        "The cell in question is red; what to do stands at the left."
    ),
    gettext_noop(
        "2. Correct the cells in your own file, or right there, and send the list again: our columns are passed over."
    ),
    gettext_noop("Every row is accepted. Nothing has to be done."),
    gettext_noop(
        "Rows in yellow are taken as they stand. Look at them when you have time: they may be right."
    ),
    gettext_noop("Nothing."),
    gettext_noop("Which rows"),
    gettext_noop("Rows"),
    gettext_noop("What we found, for example"),
    gettext_noop("Code"),
    gettext_noop("As %(kind)s: %(how)s."),
    gettext_noop("audited sites"),
    gettext_noop("sheet “%(sheet)s”"),
    gettext_noop(
        "Rows are counted from 1, the first line below the header: row 12 stands in line 13 of the sheet “%(list)s”."
    ),
    gettext_noop("Said for the whole list: %(column)s is “%(value)s”."),
    gettext_noop("Cells in question are coloured; the first %(n)s carry a comment, too."),
    gettext_noop("Your column"),
    gettext_noop("What we took it for"),
    gettext_noop("not understood, and passed over"),
    gettext_noop("never read: it looks %(why)s"),
    gettext_noop("%(column)s, by its values"),
    gettext_noop("You wrote"),
    gettext_noop("We understood"),
    gettext_noop("This column looks %(why)s; its values were not taken from your file: %(names)s."),
    gettext_noop("These columns look %(why)s; their values were not taken from your file: %(names)s."),
    gettext_noop(
        "Your list has no column that looks commercial, forward-looking or like results of audits. "
        "Had it one, its values would not have been read."
    ),
    gettext_noop(
        "Contacts are not read. Your own references serve this workbook and your own machine; nobody else sees them."
    ),
    gettext_noop("Nobody is told which member contributed a row."),
    # the empty list
    gettext_noop("List of audited sites"),
    gettext_noop("How to fill it in"),
    gettext_noop("How to fill in the list"),
    gettext_noop("Choices"),
    gettext_noop("must"),
    gettext_noop("should"),
    gettext_noop("optional"),
    gettext_noop("Column"),
    gettext_noop("Need"),
    gettext_noop("Rule"),
    gettext_noop("Example"),
    gettext_noop("This is none of the choices."),
    gettext_noop("Keep it?"),
    gettext_noop("Write a whole date, as 2025-11-28."),
    gettext_noop("At most %(n)s letters."),
    THEN,
    gettext_noop(
        "One row for each audit: a site that you had audited in the last three years before the round's cut-off."
    ),
    gettext_noop(
        "Columns with * must be filled; an audit without them is not taken. Delete no header; empty columns may stay."
    ),
    gettext_noop(
        "Leave out your own factories, audits that were not on site, and sites that your counsel wants to keep confidential."
    ),
    gettext_noop(
        "Add no prices, volumes, spend, contracts, planned audits, findings or grades: such columns are refused unread."
    ),
    gettext_noop("Legal name of the company that was audited."),
    gettext_noop("Name of the site that was audited. Empty: the supplier's name is taken."),
    gettext_noop("Street and number of the site, not of the office. No post box. At most %(n)s letters."),
    gettext_noop("City or town of the site."),
    gettext_noop("State, province or region."),
    gettext_noop("Postal code."),
    gettext_noop("English name, or two-letter code of ISO 3166-1. Choose from the list."),
    gettext_noop("Sedex site reference: ZS and digits."),
    gettext_noop("Sedex company reference: ZC and digits."),
    gettext_noop("Open Supply Hub id: two letters of the country, then 13 letters and digits."),
    gettext_noop("Global location number: 13 digits."),
    gettext_noop("D-U-N-S number: nine digits."),
    gettext_noop("Legal entity identifier: 20 letters and digits."),
    gettext_noop("amfori id (DBID): 12 digits, as 156-012345-000."),
    gettext_noop("RBA site id."),
    gettext_noop("Tax or company number of the country, such as CNPJ, USCC or GSTIN."),
    gettext_noop("Choose from the list. Never a product, a volume, a price or a contract."),
    gettext_noop(
        "Protocol that the audit followed. Its benchmark must be valid, else the audit counts as partial."
    ),
    gettext_noop("Version of the protocol."),
    gettext_noop("4 or 2. Audits of two pillars are taken, and count as partial."),
    gettext_noop(
        "Last day on site, as year-month-day, with the day. Not in the future, and not before the round's window."
    ),
    gettext_noop(
        "Choose from the list. Desktop reviews, questionnaires, self-assessments and virtual assessments do not belong here."
    ),
    gettext_noop("Choose from the list."),
    gettext_noop("Company of the auditors, never their names."),
    gettext_noop("Where the report is."),
    gettext_noop("Your own number for the site. It never leaves your own workbook."),
)
