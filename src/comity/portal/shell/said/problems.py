"""What went wrong, and what to do: the portal's own problems that members and suppliers can meet on a page."""

from django.utils.translation import gettext_noop

SENTENCES: tuple[str, ...] = (
    gettext_noop("%(person)s is the last %(role)s of %(place)s."),
    gettext_noop("Invite another first; without one nobody could let anybody in."),
    gettext_noop("This link was used already, or has run out."),
    gettext_noop("Ask whoever sent it for a new one."),
    gettext_noop("The programme is founded already."),
    gettext_noop("Sign in, or ask for an invitation."),
    gettext_noop("This link founds a programme."),
    gettext_noop("Open it as it was printed."),
    gettext_noop("This link was used already."),
    gettext_noop("There is an account with this address."),
    gettext_noop("Open the link again, and sign in to that account."),
    gettext_noop("You are signed in with another address than the one that is invited."),
    gettext_noop("Sign out, and open the link again."),
    gettext_noop("The company's key is its administrator's to make."),
    gettext_noop("Be the second holder, or ask them."),
    gettext_noop("This is the secret key, and it was not kept."),
    gettext_noop(
        "Give the line that begins with comity-key-v1: alone; if you sent the secret anywhere else, make a new key."
    ),
    gettext_noop("The answer would be due before the request leaves."),
    gettext_noop("There is no common list that your company may use now."),
    gettext_noop("Your home page says what is missing."),
    gettext_noop("%(n)s of the requests are no drafts of your company."),
    gettext_noop("Look at the requests again, and choose those that are still drafts."),
    gettext_noop("Your company has no key yet, so no report could be sealed to it."),
    gettext_noop("Make one under Keys; it takes a minute."),
    gettext_noop("%(n)s of the requests have no address, the first of them to %(supplier)s."),
    gettext_noop("Give the supplier's e-mail address."),
    gettext_noop("No request was chosen."),
    gettext_noop("Tick those that are to be sent."),
    gettext_noop("The report was not opened whole."),
    gettext_noop("Open it again."),
    gettext_noop("There is no report of this request to be read."),
    gettext_noop("Look at the request again."),
    gettext_noop("No cell was changed."),
    gettext_noop("Change a cell first, or leave the page."),
    gettext_noop("What came is not what was sent."),
    gettext_noop("Send the file again."),
    gettext_noop("This is the file that you sent as version %(n)s, byte for byte."),
    gettext_noop("Nothing changes. Send another file, or look at what was found in that version."),
    gettext_noop("A list of sites is never so large: send the list alone."),
    gettext_noop("Send the issuer's notice alone: it has a few lines."),
    gettext_noop("This upload was ended already."),
    gettext_noop("Look at the versions of your list."),
    gettext_noop(
        "Nothing was half-written. Try again; if it happens again, tell whoever looks after Comity."
    ),
    gettext_noop("Tell whoever looks after Comity; the file may be too large for the machine."),
    gettext_noop("The words on your page are not those that are signed now."),
    gettext_noop("Open the page again, read the new version, and sign that."),
    gettext_noop("“%(value)s” is none of %(known)s."),
    gettext_noop("Correct the cell, and send the table again."),
    gettext_noop("To see what remains, both protocols are needed."),
    gettext_noop("Choose your own protocol's file, too."),
    gettext_noop("The decision stays yours: say that you know it, and decide all the same."),
    gettext_noop(
        "The links of your protocol that you sent last are of %(older)s; now %(newer)s counts here."
    ),
    gettext_noop("Send your own protocol again with its links to these criteria, or its review file."),
    gettext_noop("There is no pillar “%(pillar)s” in %(criteria)s."),
    gettext_noop("It has: %(pillars)s."),
    gettext_noop("Nobody of your company has opened this report yet."),
    gettext_noop("Open it first, then decide."),
    gettext_noop("It was not said which report no longer counts, or why."),
    gettext_noop("Choose both."),
    gettext_noop("Talk to each other; then decide again, and yours takes its place."),
    gettext_noop("The decision has no reason, or nobody who made it."),
    gettext_noop("Write why, in a sentence that a colleague understands next year."),
    gettext_noop("Before you recognise it: %(remark)s"),
    gettext_noop("Answer yes, no or not known."),
    gettext_noop("No question of yours remains, so there is nothing to supplement."),
    gettext_noop("Recognise it as it is."),
    gettext_noop("The audit is dated %(day)s, in the future."),
    gettext_noop("Correct the day from the report."),
    gettext_noop("The figures of this survey are being made."),
    gettext_noop("Wait until they are there: answers stand still now."),
    gettext_noop("Your company has left the programme, and is asked no more."),
    gettext_noop(
        "Its answers are kept and count in no figure. If this is a mistake, write to the Secretariat."
    ),
    gettext_noop("Your company is no member of this programme now, and is not asked."),
    gettext_noop("If this is a mistake, write to the Secretariat."),
    gettext_noop("%(n)s answers are open, to be mended or disputed."),
    gettext_noop("The review page names each; sign off once none is left."),
    gettext_noop("The file has more than 20 MB, and was not kept."),
    gettext_noop("Send the survey's own workbook."),
    gettext_noop("Send the survey's own workbook, saved as XLSX."),
    gettext_noop(
        "Your file is kept as it came. Download this year's workbook: what you answered last year stands beside each question, and can be taken over."
    ),
    gettext_noop("The survey is closed for %(member)s."),
    gettext_noop("Ask the Secretariat to reopen it, and say why."),
    gettext_noop("The survey is closed; answers are frozen."),
    gettext_noop("The file has more than %(n)s cells."),
    gettext_noop("Save the list itself as .xlsx or .csv where the page comes from."),
    gettext_noop("The web page has a table of more than %(n)s columns, or %(cells)s cells."),
    gettext_noop("The list has more than %(n)s rows, which no sheet can hold."),
    gettext_noop("Row %(row)s has a cell of more than %(n)s letters."),
    gettext_noop(
        "Look for a quotation mark that is never closed, shorten the cell, or save the list as .xlsx."
    ),
    gettext_noop(
        "More than %(n)s lines have a quotation mark that is never closed, the first in line %(row)s."
    ),
    gettext_noop("Save the list again as .xlsx."),
    gettext_noop("Row %(row)s has %(n)s columns."),
    gettext_noop("The supplier gave access until %(time)s UTC."),
    gettext_noop("Ask the supplier to grant it anew."),
    gettext_noop("Give a later day."),
    gettext_noop("The table has no column “%(column)s”."),
    gettext_noop("It needs %(columns)s."),
    gettext_noop("%(organisation)s has sent %(n)s invitations since yesterday, and a day takes no more."),
    gettext_noop("Go on tomorrow. Who is invited already needs no other letter."),
    gettext_noop(
        "For round %(round)s your company has sent as much as is kept: %(n)s versions, or %(size)s MB."
    ),
    gettext_noop(
        "The latest that was read counts. If you need another all the same, write to the Secretariat: the limit can be raised."
    ),
    gettext_noop("The portal's disk is full."),
    gettext_noop(
        "Nothing was stored, and nothing that was there is lost. Try again later; whoever looks after Comity has to make room."
    ),
    gettext_noop("The portal's database does not answer."),
    gettext_noop("The portal's storage does not answer."),
    gettext_noop("Nothing was half-written. Try again in a minute."),
)
