"""Which of these people is the person?"""

from __future__ import annotations

import pytest

from identity_audit.dataset import Owner
from identity_audit.importers.people import Candidate, find_owner

CAMILLE = Candidate("U1", ("Camille Dupont", "cam"), "camille@example.org")
ANNE = Candidate("U2", ("Anne Lefèvre",), "anne@example.org")
OTHER_ANNE = Candidate("U3", ("Anne  LEFEVRE",))
PEOPLE = [CAMILLE, ANNE, OTHER_ANNE]
FACEBOOK = Owner("facebook", names=("Camille DUPONT",))
MAIL = Owner("mail", names=("Somebody",), emails=("Anne@Example.org",))


@pytest.mark.parametrize(
    ("me", "owners", "found"),
    [
        (["u1"], [], "U1"),
        (["CAMILLE dupont"], [], "U1"),
        (["cam"], [], "U1"),
        ([" Anne@example.org "], [], "U2"),
        (["Anne Lefevre"], [], None),
        (["Nobody"], [], None),
        (["Nobody"], [FACEBOOK], "U1"),
        (["Anne Lefevre"], [FACEBOOK], None),
        (["anne@example.org"], [FACEBOOK], "U2"),
        (["another name", "cam"], [], "U1"),
        (["U1", "U2"], [], None),
        ([], [FACEBOOK], "U1"),
        ([], [FACEBOOK, MAIL], "U2"),
        ([], [Owner("x", names=("Camille",))], None),
        ([], [Owner("x", names=("🙂",))], None),
        ([], [], None),
    ],
)
def test_the_person_is_found_or_nobody(me: list[str], owners: list[Owner], found: str | None) -> None:
    assert find_owner(PEOPLE, me, owners) == found
