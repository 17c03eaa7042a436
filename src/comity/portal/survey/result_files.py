"""What a member takes away of a survey: its own result, charts, and the published figures, each by its file's name."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from comity.portal.ports.storage import storage
from comity.portal.survey.models import Stage, Survey
from comity.portal.survey.published import Published
from comity.portal.survey.queries import instrument_of, own_sheet, own_years, published_of, response_of
from comity.portal.survey.services.signing import own_result
from comity.portal.survey.tongue import tell
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Organisation
from comity.survey import Instrument, Sheet, module_levels, own_book
from comity.survey.charts import Chart, levels_by_module, moved, own_way
from comity.survey.evolution import OwnYear

DRAWN = ("svg", "png")
FOR_MEMBERS = ("figures.csv", "evolution.svg", "evolution.png")
FOR_SECRETARIAT = (
    "report.pdf",
    "figures.csv",
    "levels-by-module.svg",
    "levels-by-module.png",
    "evolution.svg",
    "evolution.png",
)


def published_file(survey: Survey, name: str, open_: tuple[str, ...], language: str = "") -> bytes | None:
    """None for what is not published, or not for this reader. Drawings were kept in English: in another language they are drawn anew,
    from the figures that were published."""
    if survey.stage != Stage.PUBLISHED or name not in open_ or name not in survey.files:
        return None
    chart, _dot, form = name.partition(".")
    published = published_of(survey, language) if form in DRAWN and not is_english(language) else None
    drawn = published_chart(published, chart) if published else None
    return in_form(drawn, form) if drawn else storage().read(survey.files[name])


def is_english(language: str) -> bool:
    return not language or language.startswith("en")


def published_chart(published: Published, name: str) -> Chart | None:
    """In the language that is active, which must be that of the figures."""
    if name == "levels-by-module":
        return levels_by_module(published.results, tell=tell)
    return how_all_moved(published) if name == "evolution" else None


def how_all_moved(published: Published) -> Chart | None:
    if not published.moves or published.earlier is None:
        return None
    years = (published.earlier, published.results.instrument.edition)
    return moved(published.moves, years=years, labels=(_("fell"), _("stayed"), _("rose")), tell=tell)


def in_form(chart: Chart, form: str) -> bytes:
    return chart.png() if form == "png" else chart.svg().encode()


def shared_result_of(actor: Actor, survey: Survey, member: Organisation, language: str) -> bytes | None:
    """For the Secretariat, and only where the member shares it: otherwise it is not there."""
    own = actor.scope.narrowed(member.pk)
    response = response_of(own, survey)
    if response is None or not response.is_signed or response.shared_at is None:
        return None
    return own_result(own, survey, member.name, language)


def own_pdf(actor: Actor, survey: Survey, language: str) -> bytes | None:
    """None until the company signed off."""
    if own_sheet(actor.scope, survey) is None:
        return None
    return own_result(actor.scope, survey, actor.organisation.name, language)


def own_xlsx(actor: Actor, survey: Survey, language: str) -> bytes | None:
    sheet, published = own_sheet(actor.scope, survey, language), published_of(survey, language)
    if sheet is None:
        return None
    return own_book(
        sheet, instrument_of(survey, language), found=published.results if published else None, tell=tell
    )


def own_chart(actor: Actor, survey: Survey, name: str, language: str) -> bytes | None:
    """`levels` and `own-way`, as SVG for a page, and as SVG or PNG for slides."""
    chart, _dot, form = name.partition(".")
    drawn = _drawn(actor, survey, chart, language) if form in DRAWN else None
    return in_form(drawn, form) if drawn else None


def _drawn(actor: Actor, survey: Survey, name: str, language: str) -> Chart | None:
    published = published_of(survey, language)
    if published is None:
        return None
    instrument = published.results.instrument
    if name == "levels":
        return levels_by_module(
            published.results, own=marks(own_sheet(actor.scope, survey, language), instrument), tell=tell
        )
    years = years_until(actor, survey, language) if name == "own-way" else ()
    return own_way(instrument, years, tell=tell) if len(years) > 1 else None


def years_until(actor: Actor, survey: Survey, language: str) -> tuple[OwnYear, ...]:
    return tuple(one for one in own_years(actor.scope, language) if one.edition <= survey.year)


def marks(sheet: Sheet | None, instrument: Instrument) -> dict[str, int]:
    """The own level of each module that has one."""
    levels = module_levels(instrument, sheet) if sheet else ()
    return {one.module.id: one.level for one in levels if one.level is not None}


def _published(_actor: Actor, survey: Survey, name: str, language: str) -> bytes | None:
    return published_file(survey, name, FOR_MEMBERS, language)


_MAKERS: Mapping[str, Callable[[Actor, Survey, str, str], bytes | None]] = {
    "result.pdf": lambda actor, survey, _name, language: own_pdf(actor, survey, language),
    "result.xlsx": lambda actor, survey, _name, language: own_xlsx(actor, survey, language),
    **dict.fromkeys(("levels.svg", "levels.png", "own-way.svg", "own-way.png"), own_chart),
    **dict.fromkeys(FOR_MEMBERS, _published),
}
MEMBER_FILES = tuple(_MAKERS)


def member_file(actor: Actor, survey: Survey, name: str, language: str) -> bytes | None:
    return _MAKERS[name](actor, survey, name, language) if name in _MAKERS else None
