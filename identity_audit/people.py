"""Who is who after the person's decisions: contacts of several networks that are one person."""

from __future__ import annotations

from collections.abc import Iterable

from identity_audit.corrections import Correction, SamePerson, ThisIsMe


class People:
    """Who is who after these corrections: contacts of one person have one `root`, known contacts or not."""

    def __init__(self, corrections: Iterable[Correction]) -> None:
        self._above: dict[str, str] = {}
        chosen = list(corrections)
        for correction in chosen:
            if isinstance(correction, SamePerson):
                for contact in correction.contacts[1:]:
                    one, other = sorted((self.root(correction.contacts[0]), self.root(contact)))
                    if one != other:
                        self._above[other] = one
        self.me = frozenset(self.root(c.contact) for c in chosen if isinstance(c, ThisIsMe))

    def root(self, contact: str) -> str:
        while contact in self._above:
            contact = self._above[contact]
        return contact

    def known(self) -> frozenset[str]:
        """Every contact of which something was decided."""
        return frozenset(self._above) | frozenset(self._above.values()) | self.me
