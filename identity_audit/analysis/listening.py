"""Everything that listening brings together, made in one go: see the modules that it calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from identity_audit.analysis import conversation as talk
from identity_audit.analysis.claims import Claim, claims
from identity_audit.analysis.conversation import Conversation
from identity_audit.analysis.given import Given, given
from identity_audit.analysis.heard import FacetsOf, Heard, heard
from identity_audit.analysis.own_links import OwnLinks, own_links
from identity_audit.analysis.private_sharing import PrivateSharing, private_sharing
from identity_audit.analysis.relays import Relays, relays
from identity_audit.analysis.rhythm import Rhythm, brought_by, rhythm
from identity_audit.analysis.roles import Roles, roles
from identity_audit.analysis.territories import lives, territories
from identity_audit.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Listening:
    """How the person talks, listens and passes on; who meets on what; what the essays claim."""

    conversation: Conversation
    roles: Roles
    territories: pd.DataFrame
    lives: pd.DataFrame
    given: Given
    relays: Relays
    own_links: OwnLinks
    heard: Heard
    rhythm: Rhythm
    claims: tuple[Claim, ...]
    private: PrivateSharing


def listening(
    dataset: Dataset,
    engagements: pd.DataFrame,
    assignment: pd.DataFrame,
    facet_of_text: Mapping[str, Any],
    facets_of: FacetsOf,
    *,
    seed: int = 0,
) -> Listening:
    """facet_of_text: of the texts that the person gave to others; facets_of: places the texts of others."""
    events = talk.spoken(dataset)
    brought = brought_by(dataset, assignment, engagements)
    around = heard(dataset, assignment, events, facets_of)
    return Listening(
        conversation=talk.conversation(dataset, assignment, seed=seed),
        roles=roles(dataset, engagements, assignment, events),
        territories=territories(dataset, engagements),
        lives=lives(dataset, assignment),
        given=given(dataset, engagements, assignment, facet_of_text),
        relays=relays(dataset),
        own_links=own_links(dataset, brought, seed),
        heard=around,
        rhythm=rhythm(dataset, assignment, brought, seed),
        claims=claims(dataset, brought, talk.openings(dataset, events), around.when, seed),
        private=private_sharing(dataset, assignment, facet_of_text),
    )
