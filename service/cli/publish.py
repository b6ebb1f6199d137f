import click

from service.cli.installation import installation, operator
from service.cli.publishers import shortage_of_publishers
from service.context import current_clock
from service.library import read_directory
from service.pathways.propose_release import ProposedRelease, propose_release
from service.pathways.publish_release import PublishedRelease, publish_release


@click.command()
@click.argument("authority")
@click.option("--note", help="What changes, for those who work with it.")
@click.option("--reason", help="Why, for whoever approves it.")
@click.option(
    "--without-approval",
    is_flag=True,
    help="In an emergency: make it live at once. Needs --reason, which the audit trail keeps.",
)
def publish(*, authority: str, note: str | None, reason: str | None, without_approval: bool) -> None:
    """Publish processes/AUTHORITY and forms/AUTHORITY of LIBRARY_DIRECTORY, if they changed.

    The first release of an authority is live at once. Any other is sent for approval, as a draft.
    """
    if without_approval and not reason:
        raise click.UsageError("Say with --reason why nobody approves this.")
    with installation() as settings:
        files = read_directory(settings.library_directory, authority)
        actor, clock = operator(), current_clock()
        published: PublishedRelease | ProposedRelease
        if without_approval:
            published = publish_release(
                authority=authority, files=files, note=note, without_approval=reason, actor=actor, clock=clock
            )
        else:
            published = propose_release(
                authority=authority, files=files, note=note, reason=reason, actor=actor, clock=clock
            )
        shortage = shortage_of_publishers(authority)
    for warning in (*published.warnings, *([shortage] if shortage else [])):
        click.echo(f"warning: {warning}", err=True)
    if isinstance(published, ProposedRelease) and published.draft_id is not None:
        _say_sent(published, settings.public_url)
    else:
        state = "Published" if published.created else "Unchanged:"
        click.echo(f"{state} {authority} release {published.number} ({published.digest[:12]})")


def _say_sent(proposed: ProposedRelease, service: str) -> None:
    state = "Sent for approval" if proposed.created else "Waits for approval already"
    click.echo(f"{state}: {proposed.authority} ({proposed.digest[:12]})")
    click.echo(f"A process owner approves it, and another person publishes it: {service}/drafts/{proposed.draft_id}")
