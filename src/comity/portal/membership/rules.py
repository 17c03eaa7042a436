"""The rules of a round as the rooms downstairs take them: the programme's, under its policy of disclosure."""

from comity.membership import Programme as Known
from comity.portal.membership.models import Round
from comity.portal.ports.storage import as_file
from comity.portal.tenants.models import Programme
from comity.release import Policy, read_policy
from comity.round import RoundSettings


def policy_of(programme: Programme) -> Policy:
    if not programme.policy:
        return Policy.default()
    with as_file(programme.policy.encode(), name="policy.toml") as path:
        return read_policy(path)


def round_settings(known: Known, programme: Programme, round_: Round) -> RoundSettings:
    return RoundSettings.under(known, round_.slug, policy_of(programme))
