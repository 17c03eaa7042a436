"""Pairs that are not worth comparing: their towns lie far apart on the map, and only a name resembles, or only an address.

In: `Prepared`, pairs. Out: which of them. Half of all neighbours are of this kind (a common word, a street that every town has), and some six in ten
thousand of those are one site. Where names and addresses both have something in common, where the name is the same, and where the
towns may be one after all (spelled nearly alike, or of postcodes that begin alike), the pair is compared.
Laws: symmetric; it hangs on the two records and what all of them have in common, not on how the pair was found.
"""

import numpy as np

from comity.linkage.compare_places import ALIKE, POSTCODES_BEGIN_ALIKE, postcodes
from comity.linkage.gazetteer import FAR, how_far
from comity.linkage.likeness import shares_any, text_likeness
from comity.linkage.prepare import Prepared
from comity.linkage.words import Flags, Ints


def far_apart(prepared: Prepared, left: Ints, right: Ints) -> Flags:
    found = np.asarray(how_far(prepared.towns, left, right) == FAR)
    for holds_together in (_same_name, _one_town, _names_and_addresses, _same_identifier):
        open_ = np.flatnonzero(found)
        found[open_] = ~holds_together(prepared, left[open_], right[open_])
    return found


def _same_name(prepared: Prepared, left: Ints, right: Ints) -> Flags:
    text = prepared.site.text
    return np.asarray((text[left] > 0) & (text[left] == text[right]))


def _one_town(prepared: Prepared, left: Ints, right: Ints) -> Flags:
    places = prepared.places
    alike = text_likeness(places.city, left, right, least=ALIKE) >= ALIKE
    return np.asarray(alike | (postcodes(places.postal_code, left, right) >= POSTCODES_BEGIN_ALIKE))


def _names_and_addresses(prepared: Prepared, left: Ints, right: Ints) -> Flags:
    """They share a number or a rare word of the address, and a word of a name that not every firm has."""
    address, core = prepared.places.address.code, prepared.spoken.core
    found = np.zeros(len(left), np.bool_)
    for shared in (prepared.numbers, prepared.rare_address_words):
        open_ = np.flatnonzero(~found)
        found[open_] = shares_any(shared, shared, address[left[open_]], address[right[open_]])
    near = np.flatnonzero(found)
    i, j = left[near], right[near]
    alike = [shares_any(core, core, name.code[i], name.code[j]) for name in (prepared.site, prepared.company)]
    found[near] = alike[0] | alike[1]
    return found


def _same_identifier(prepared: Prepared, left: Ints, right: Ints) -> Flags:
    found = np.zeros(len(left), np.bool_)
    for value in prepared.identifiers.values():
        found |= (value[left] >= 0) & (value[left] == value[right])
    return found
