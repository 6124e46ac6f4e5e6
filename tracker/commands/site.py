"""`site`: write the database as a static site."""

from datetime import datetime
from pathlib import Path

import click

from tracker.commands.context import open_database
from tracker.commands.options import as_of_option, out_option


@click.command()
@out_option("site-out", "Folder for the site.")
@as_of_option("Only what was known by then. Default: the end of the last crawl.")
@click.option("--url", metavar="URL", help="Where the site will stand, for links that leave it. Default: public_url.")
def site(out: Path, as_of: datetime | None, url: str | None) -> None:
    """Write a static site: a page for each posting, studio, union and week, a search, the data.

    Run it again after each crawl: only the pages that changed are written. Any web server can serve the folder, and all
    of it but the search works from the folder itself.

    \b
    Example: labor-tracker site --out site-out
             labor-tracker site --out /var/www/postings --url https://postings.example.org/
    """
    from tracker import settings
    from tracker.publishing.site import publish_site

    for line in publish_site(open_database(), out, as_of, public_url=url or settings.PUBLIC_URL or ""):
        click.echo(line)
