"""What requests, opened reports, comparisons and decisions say."""

from django.utils.translation import gettext_noop

SENTENCES: tuple[str, ...] = (
    gettext_noop("A supplier"),  # where its account begins: its name is no member's to tell
    gettext_noop("drafted"),
    gettext_noop("sent"),
    gettext_noop("opened"),
    gettext_noop("consented"),
    gettext_noop("declined"),
    gettext_noop("no such audit"),
    gettext_noop("expired"),
    gettext_noop("delivered"),
    gettext_noop("read"),
    gettext_noop("decided"),
    gettext_noop("withdrawn"),
    gettext_noop("revoked"),
    gettext_noop("to decide whether to recognise this audit instead of ordering one of its own"),
    gettext_noop("to see whether this audit replaces an older one that it holds"),
    gettext_noop("to prepare the beginning of a business relation"),
    gettext_noop("The audit was made in the last %(n)s months; it meets the programme's common benchmark."),
    gettext_noop(
        "The audit was made in the last %(n)s months; it covers a part of the programme's common benchmark."
    ),
    gettext_noop("The audit was made in the last %(n)s months."),
    gettext_noop("The audit was made in the last three years; it meets the programme's common benchmark."),
    gettext_noop(
        "The audit was made in the last three years; it covers a part of the programme's common benchmark."
    ),
    gettext_noop("The audit was made in the last three years."),
    gettext_noop("the report is invalid"),
    gettext_noop("a newer report takes its place"),
    gettext_noop("its issuer withdrew it"),
    gettext_noop("It is the report that its supplier sealed and signed for, byte for byte."),
    gettext_noop("It is a PDF or a workbook, not locked, and not two kinds of file at once."),
    gettext_noop("No active content was seen in it."),
    gettext_noop("Active content was taken out before it was shown."),
    gettext_noop("No malware scanner looked at it: it was opened in a browser."),
    gettext_noop("Every page of the copy names its reader."),
    gettext_noop("A workbook is not marked with its reader's name."),
    gettext_noop("recognise"),
    gettext_noop("recognise with a supplement"),
    gettext_noop("do not recognise"),
    gettext_noop("ask for an additional audit"),
    gettext_noop("Is the audited site the one that makes what you buy?"),
    gettext_noop("Were the processes audited that your products go through?"),
    gettext_noop(
        "Were all groups of workers included that work on them, such as agency workers, dormitories, night shifts?"
    ),
    gettext_noop("yes"),
    gettext_noop("no"),
    gettext_noop("not known"),
    gettext_noop("The audit ended on %(day)s, %(n)s whole months ago; your policy accepts %(m)s."),
    gettext_noop("Its protocol, %(protocol)s, is of the class “%(kind)s”; your policy accepts %(accepted)s."),
    gettext_noop("“meets the benchmark”"),
    gettext_noop("“partial”"),
    gettext_noop("“meets the benchmark” or “partial”"),
    gettext_noop("The report covers %(pillars)s; it lacks %(missing)s."),
    gettext_noop("The report covers %(pillars)s; it holds all that you ask for."),
    gettext_noop("Its protocol has no benchmark that you may see, so its gaps are not known."),
    gettext_noop("Its protocol leaves out %(n)s critical criteria: %(codes)s; your policy allows %(m)s."),
    gettext_noop("Its protocol leaves out %(n)s critical criteria; your policy allows %(m)s."),
    gettext_noop("All %(n)s of your questions are answered."),
    gettext_noop("%(n)s of your %(of)s questions are answered; this 1 remains."),
    gettext_noop("%(n)s of your %(of)s questions are answered; these %(rest)s remain."),
    gettext_noop(
        "Of the %(n)s common criteria that your protocol meets, the two benchmarks alone would promise %(a)s (%(pa)s); in truth the report's protocol meets %(b)s (%(pb)s)."
    ),
    gettext_noop(
        "%(a)s audit avoided and %(p)s pending: %(low)s to %(high)s EUR, and %(d)s to %(e)s days of suppliers. Assumed: %(cost)s EUR and %(days)s days an audit; the upper end counts the pending ones as avoided."
    ),
    gettext_noop(
        "%(a)s audits avoided and %(p)s pending: %(low)s to %(high)s EUR, and %(d)s to %(e)s days of suppliers. Assumed: %(cost)s EUR and %(days)s days an audit; the upper end counts the pending ones as avoided."
    ),
    gettext_noop("it asks for more than the common criteria, so nothing is known of the other"),
    gettext_noop("it is not yet compared with the common criteria"),
    gettext_noop("the other does not meet its criterion"),
    gettext_noop("the other meets its criterion in part"),
    gettext_noop("the other meets its criterion, and it asks for more than the criterion"),
    gettext_noop("written exactly alike"),
)
