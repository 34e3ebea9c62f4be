"""`python -m deploy.demo [--endpoints FILE] [--outage notifications|newsletter|registry]`: the flow, each step with what it saw."""

import argparse
from pathlib import Path

from deploy.client import Late, Problem
from deploy.demo import institution, newsletter, workshop
from deploy.demo.outside import Outside
from deploy.demo.world import Missing, World, fail


def flow(world: World, outage: str = "") -> Outside:
    """All eight steps; answers the subscriber that heard it all. An `outage` stops that service during steps 3 to 6, as far as the people of the flow do not need it."""
    newsletter.refuse_second_run(world)
    outside = Outside(world)
    try:
        _institution_and_workshop(world, outage)
        readers = newsletter.subscribe(world)
        newsletter.assemble(world)
        newsletter.approve(world)
        newsletter.send(world, readers)
        newsletter.no_raw_tags(world)
        outside.check()
    finally:
        outside.stop()
    return outside


def _institution_and_workshop(world: World, outage: str) -> None:
    account = institution.join(world)
    institution.publish(world, account)
    focal_points = workshop.appoint(world)
    _down(world, outage)
    workshop.announce(world)
    people = workshop.nominate(world, focal_points)
    offered, reserves = workshop.select(world, people)
    _back(world, outage, {"notifications"})  # people confirm by a link in a mail
    leaver, staying = workshop.confirm(world, offered, reserves)
    _down(world, outage if outage == "notifications" else "")
    moved = workshop.move(world)
    _back(world, outage, {"notifications"})  # the next step reads mails
    workshop.calendars(world, leaver, staying, moved)
    workshop.complete(world, staying)
    _back(world, outage, {"newsletter", "registry"})


def _down(world: World, service: str) -> None:
    if service:
        world.outage(service, begins=True)


def _back(world: World, service: str, services: set[str]) -> None:
    if service in services:
        world.outage(service, begins=False)


def main() -> None:
    """Run the flow; exit 1 with what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoints", type=Path, default=Path(".local/endpoints.json"))
    parser.add_argument("--outage", choices=["notifications", "newsletter", "registry"], default="")
    asked = parser.parse_args()
    world = World(asked.endpoints)
    try:
        flow(world, asked.outage)
    except (Missing, Late, Problem) as reason:
        fail(f"missing: {reason}")
    world.step(f"The whole flow was seen. Look: {world.at['gateway']}/  mails: {world.at['mailbox']['http']}/")


if __name__ == "__main__":
    main()
