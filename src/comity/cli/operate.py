"""What an operator does by hand or by a timer, on the installation that the environment names, or in a folder of `comity serve`."""

from pathlib import Path

from comity.cli.app import app, say
from comity.cli.options import JsonOption
from comity.cli.serve import DataOption, environment_of
from comity.core import counted


@app.command()
def migrate(*, data: DataOption = Path("comity-data"), as_json: JsonOption = False) -> None:
    """Bring the database up to date. Do so when it is new, and after every update."""
    environment_of(data)
    from comity.portal.serving import migrate as bring_up

    steps = bring_up()
    text = (
        f"The database is up to date: {counted(steps, 'step')} taken."
        if steps
        else "The database was up to date."
    )
    say(text, {"steps": steps}, as_json=as_json)


@app.command("first-account")
def first_account(*, data: DataOption = Path("comity-data"), as_json: JsonOption = False) -> None:
    """Print a link that creates the first account. It works once; the link before it stops working."""
    environment_of(data)
    from comity.portal.serving import founder_address

    address = founder_address()
    text = (
        f"This link creates the first account, once: {address}"
        if address
        else "There is an account already: sign in, and invite people."
    )
    say(text, {"link": address}, as_json=as_json)


@app.command()
def daily(*, data: DataOption = Path("comity-data"), as_json: JsonOption = False) -> None:
    """Do the daily work. Send requests that are due, send reminders, close what has expired."""
    environment_of(data)
    from comity.portal.serving import do_daily

    do_daily()
    say("Today's work is done.", {"done": True}, as_json=as_json)
