"""What becomes of a site in a release and why, why there is none, and what lanes are called that most programmes have."""

from django.utils.translation import gettext_noop

SENTENCES: tuple[str, ...] = (
    gettext_noop(
        "No row that names it gives an audit that counts; the reasons are beside those rows in returned/."
    ),
    gettext_noop("shown"),
    gettext_noop("withheld"),
    gettext_noop("check-only"),
    gettext_noop("clear"),
    gettext_noop("Shown."),
    gettext_noop(
        "The programme has too few contributing groups to show any site; members can still check for it."
    ),
    gettext_noop("Too few groups contribute in its country, or one dominates there."),
    gettext_noop("Who audits where and what would point at one group too clearly."),
    gettext_noop(
        "One group alone contributes it, and as many such sites as the list can hold are shown already."
    ),
    gettext_noop("New, and one group alone contributes it: it comes out over the next rounds."),
    gettext_noop("It was shown, and only newcomers hold it now: it comes out over the next rounds."),
    gettext_noop(
        "A name, address or city says more than that: clean it in the list, and it comes with the next release."
    ),
    gettext_noop("Its audits are too recent to be shown; it comes with the next release."),
    gettext_noop("The release is refused."),
    gettext_noop(
        "%(n)s groups contribute, and with fewer than %(least)s the mere presence of a site says who audited it: each member sees which rows are not its own, and few others are left to be guessed."
    ),
    gettext_noop(
        "Bring %(n)s more contributing groups into the round. From %(least)s there is a list to check against; from %(clear)s one that can be read."
    ),
    gettext_noop(
        "The list would tell %(who)s %(value)s bit a row about who contributed it, beyond what presence alone tells; the limit is %(limit)s."
    ),
    gettext_noop(
        "The list would let %(who)s guess the contributor right %(value)s points more often than presence alone; the limit is %(limit)s."
    ),
    gettext_noop(
        "The list would make the true contributor %(value)s likelier to %(who)s in one row of a hundred; the limit is %(limit)s."
    ),
    gettext_noop(
        "The list holds %(value)s of rows whose contributor %(who)s could name with more than even odds; the limit is %(limit)s."
    ),
    gettext_noop(
        "The list would let %(who)s believe with %(value)s that what is new comes from one newcomer; the limit is %(limit)s."
    ),
    gettext_noop(
        "The list would let %(who)s believe with %(value)s that rows which changed since the last release changed by one newcomer; the limit is %(limit)s."
    ),
    gettext_noop("Show less: raise min_groups or lower max_share under [cells], or wait for more members."),
    gettext_noop("Show less: raise min_groups or lower max_share under [cells]."),
    gettext_noop("Lower max_posterior under [attribution], or wait for more members."),
    gettext_noop("Admit newcomers several at a time, or lower max_share_of_new under [soles]."),
    gettext_noop("an outsider"),
    gettext_noop("a member"),
    gettext_noop("two members who pool their lists"),
    gettext_noop("five members who pool their lists"),
    gettext_noop("on-site social audit"),
    gettext_noop("on-site audit"),
    gettext_noop("virtual assessment"),
    gettext_noop("desk rating"),
    gettext_noop("self-assessment"),
    gettext_noop("verified self-assessment"),
    gettext_noop("certification"),
    gettext_noop("human-rights impact assessment"),
)
