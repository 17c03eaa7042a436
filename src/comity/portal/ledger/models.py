"""The book of a programme: its last entry, its entries, and the facts beside them."""

from typing import Any, ClassVar, NoReturn

from django.db import models

from comity.portal.tenants.models import OfProgramme, Organisation, Person


class Book(OfProgramme):
    """One row a programme, locked while an entry is added, so that two at once stand one behind the other."""

    size = models.PositiveBigIntegerField(default=0)
    leaf = models.CharField(max_length=64, blank=True)  # of the last entry

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme"], name="one-book")]


class Entry(OfProgramme):
    seq = models.PositiveBigIntegerField()
    commitment = models.CharField(max_length=64)
    leaf = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "seq"], name="one-entry-a-number")
        ]

    def save(self, *arguments: Any, **options: Any) -> None:
        if self.pk is not None:
            self.delete()
        super().save(*arguments, **options)

    def delete(self, *_arguments: Any, **_options: Any) -> NoReturn:
        raise TypeError("an entry of the ledger is never changed and never removed")


class EntryFact(OfProgramme):
    """What an entry commits to, in the clear: the line that its salt and fact are (`comity.ledger.opening_of`)."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="fact")
    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=60, db_index=True)
    subject = models.CharField(max_length=200)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    opening = models.TextField()
