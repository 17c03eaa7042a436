"""What an operator does by hand or by a timer, on the installation that the environment names, or in a folder of `comity serve`."""

from pathlib import Path

from comity.cli.app import app, say
from comity.cli.list_options import JsonOption
from comity.cli.serve import DataOption, environment_of


@app.command()
def migrate(*, data: DataOption = Path("comity-data"), as_json: JsonOption = False) -> None:
    """Bring the database to the newest tables: when it is new, and after every update."""
    environment_of(data)
    from comity.portal.serving import migrate as bring_up

    steps = bring_up()
    text = (
        f"The newest tables are there: steps taken: {steps:,}."
        if steps
        else "The tables were the newest already."
    )
    say(text, {"steps": steps}, as_json=as_json)


@app.command("first-account")
def first_account(*, data: DataOption = Path("comity-data"), as_json: JsonOption = False) -> None:
    """Give the link that makes the first account, once; a new one ends the one before."""
    environment_of(data)
    from comity.portal.serving import founder_address

    address = founder_address()
    text = (
        f"This link makes the first account, once: {address}"
        if address
        else "There is an account already: sign in, and invite people."
    )
    say(text, {"link": address}, as_json=as_json)


@app.command()
def daily(*, data: DataOption = Path("comity-data"), as_json: JsonOption = False) -> None:
    """Do what each day asks for: send requests whose day has come, remind, end what time ended."""
    environment_of(data)
    from comity.portal.serving import do_daily

    do_daily()
    say("What was due today is sent.", {"done": True}, as_json=as_json)
