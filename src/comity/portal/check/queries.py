"""What is asked of suppliers that a member wished to be kept."""

from comity.portal.check.models import KeptSuppliers
from comity.portal.ports.clock import today
from comity.portal.tenants.scope import Scope


def kept_suppliers(scope: Scope) -> list[KeptSuppliers]:
    """Of a day that is over nothing is shown, even where the worker has not been there yet."""
    return list(KeptSuppliers.objects.within(scope).filter(delete_on__gt=today()).select_related("person"))


def kept_with(scope: Scope, pk: int) -> KeptSuppliers | None:
    return next((one for one in kept_suppliers(scope) if one.pk == pk), None)
