"""What reading a list says of its rows, and of a file that cannot be read; the most frequent stand in `shell.sentences`."""

from django.utils.translation import gettext_noop

SENTENCES: tuple[str, ...] = (
    gettext_noop("“%(value)s” has fewer than four pillars, so every audit of the list counts as partial."),
    gettext_noop("“%(value)s” does not say how many pillars, so every audit of the list counts as partial."),
    gettext_noop("The protocol and the column of pillars say different numbers, and the smaller was taken."),
    gettext_noop("Correct the one that is wrong."),
    gettext_noop(
        "Every real date of this column has a day up to 12, and every written one a later day: a spreadsheet has probably taken days for months."
    ),
    gettext_noop("Compare some dates with the reports."),
    gettext_noop("“%(value)s” looks at part of the site's findings only."),
    gettext_noop("Give the last full audit instead, if it is in the window."),
    gettext_noop("The workbook would unpack to more than a list can hold."),
    gettext_noop("Copy the list alone into a new file."),
    gettext_noop("The workbook takes values from other files."),
    gettext_noop("Paste the list as values into a new file."),
    gettext_noop("The file has %(size)s MB."),
    gettext_noop("A list has a few MB: send the list alone."),
    gettext_noop("No sheet of the workbook has a filled cell."),
    gettext_noop("Look whether it is the right file."),
    gettext_noop("The workbook is too large to open."),
    gettext_noop("The workbook is damaged."),
    gettext_noop("The workbook is cut off in the middle of a sheet."),
    gettext_noop("The file is no workbook, or damaged."),
    gettext_noop("Open it in your spreadsheet program and save it again as .xlsx."),
    gettext_noop("Open it in your spreadsheet program and save it again as .xlsx, without a password."),
    gettext_noop("Open it in your spreadsheet program and save it as .xlsx."),
    gettext_noop("This is a web page without a table."),
    gettext_noop("This is not a text file."),
    gettext_noop("Send the list as .csv or .xlsx."),
    gettext_noop("Many letters of the text cannot be read, the first in line %(line)s."),
    gettext_noop("Save the list again as “CSV UTF-8” or .xlsx."),
    gettext_noop("Send it in several files, each as a list of its own."),
    gettext_noop("The list lies on its side: its headers stand below each other in the first column."),
    gettext_noop("Copy it, paste it into a new sheet with “Transpose”, and send that."),
    gettext_noop(
        "The sheet “%(sheet)s” (%(rows)s) says nothing that the sheets before it do not, so it was read once."
    ),
    gettext_noop("Delete it if it is a copy."),
    gettext_noop("The header stands here once more, so the row is no site."),
    gettext_noop("Nothing has to be done."),
    gettext_noop("Every row is accepted."),
    gettext_noop("The list has a header, and no row below it: nothing of it is contributed or compared."),
    gettext_noop(
        "Fill it in, or look whether it is the right file and its rows are on a sheet that can be seen."
    ),
    gettext_noop("%(named)s adds rows up, and is no site."),
    gettext_noop("Delete the row."),
    gettext_noop("No row has an address, so sites are hard to tell from others."),
    gettext_noop("Add street and number, or give city and identifiers."),
    gettext_noop(
        "No row has a city, so check-only entries can only be opened by house numbers and identifiers."
    ),
    gettext_noop("Add it in a column of its own."),
    gettext_noop("The address has more than %(n)s letters."),
    gettext_noop("Keep the place alone."),
    gettext_noop("The name has more than %(n)s letters."),
    gettext_noop("Keep the name alone."),
    gettext_noop("“%(value)s” is no %(identifier)s: form or check digit is wrong, so it is not used."),
    gettext_noop("Correct it, or leave it empty."),
    gettext_noop("“%(value)s” is no %(column)s in degrees, so it is not used."),
    gettext_noop("Write it as 39.9208, or leave it empty."),
    gettext_noop("“%(value)s” has no letter, so it is hardly a name."),
    gettext_noop("Look whether the column is the right one."),
    gettext_noop(
        "“%(value)s” is what a spreadsheet shows for a formula that failed, so the cell counts as empty."
    ),
    gettext_noop("Paste the value."),
    gettext_noop("Call the column that does “Supplier name”, and send the list again."),
    gettext_noop("Add a header row (Supplier name, Site name, Country …), and send the list again."),
    gettext_noop("Add a header row, and send the list again."),
    gettext_noop("If the other is right, choose it under “How we understood your columns”."),
    gettext_noop("Choose those that matter under “How we understood your columns”."),
    gettext_noop("If it is another, choose it under “How we understood your columns”."),
    gettext_noop("Choose it under “How we understood your columns”."),
    gettext_noop("Choose it under “How we understood your columns”, or add the column."),
    gettext_noop("No header names sites or suppliers, and the values of %(names)s all could."),
    gettext_noop("The list has no header, so its columns are told by their values."),
    gettext_noop(
        "No header names sites or suppliers in a language that we know, so columns are told by their values."
    ),
    gettext_noop("No header was understood as %(ours)s, so “%(header)s” was taken for it: %(told)s."),
    gettext_noop("%(n)s of its %(all)s different values look like it"),
    gettext_noop("its value looks like it"),
    gettext_noop(
        "No header was understood as %(ours)s, and the values of %(names)s all look like it, so none was taken."
    ),
    gettext_noop("No header of the list was understood as %(columns)s."),
    gettext_noop(
        "“%(one)s” and “%(other)s” both name %(ours)s; “%(used)s” was read, and the other says nothing else."
    ),
    gettext_noop(
        "“%(one)s” and “%(other)s” both name %(ours)s; “%(used)s” was read, and in %(rows)s the other says something else (first in row %(row)s)."
    ),
    gettext_noop("Two columns are called “%(one)s”; the first was read, and the other says nothing else."),
    gettext_noop(
        "Two columns are called “%(one)s”; the first was read, and in %(rows)s the other says something else (first in row %(row)s)."
    ),
    gettext_noop("Rename or delete one of them."),
)

ON_A_PAGE: dict[str, str] = {
    "Write it as 2025-03-04; say --assume audit_date_order=day-first (or month-first) for the whole list.": "Write it as 2025-03-04.",
    "Say --assume pillars=4 if all have four, or write “4-pillar” where it is.": "Write “4-pillar” where it is.",
    'Say which, as --map supplier_name="%(header)s".': "Call the column that does “Supplier name”, and send the list again.",
    "Add a header row (supplier_name, site_name, country …), or say --map supplier_name=HEADER (“Column 1” where the list has no header).": "Add a header row (Supplier name, Site name, Country …), and send the list again.",
    'Add a header row, or say --map address="Column 2".': "Add a header row, and send the list again.",
    'If the other is right, say --map %(ours)s="%(header)s".': "If the other is right, choose it under “How we understood your columns”.",
    "Say --map address=HEADER for each that matters.": "Choose those that matter under “How we understood your columns”.",
    "If it is another, say --map %(ours)s=HEADER, or --assume %(same)s=VALUE.": "If it is another, choose it under “How we understood your columns”.",
    "Say which: --map %(ours)s=HEADER.": "Choose it under “How we understood your columns”.",
    "Say --map %(ours)s=HEADER, or --assume %(same)s=VALUE for the whole list.": "Choose it under “How we understood your columns”, or add the column.",
}
"""What the rules say of a command's options, and what a page says instead. Facts of the option are left out."""
