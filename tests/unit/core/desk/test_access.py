"""can(actor, action, object): the whole matrix. What is not listed here is denied."""

from __future__ import annotations

import itertools

import pytest

from core.desk.access import Act, Actor, Role, Thing, can

ME, OTHER = "1" * 32, "2" * 32

# Who may do what, to their own thing, to somebody else's, to what concerns nobody. y: may, n: may not.
# Sources: SPEC 2 (what each person sees; an admin can read no reply), 9.2 (the lists), 7.8 (the own therapist only), 8.1, 8.3, 8.4, 8.10.
MATRIX: dict[Act, dict[Role, str]] = {
    #                                              own, other, nobody's
    Act.SEE_SUPPORT: {Role.STRANGER: "yyy", Role.CLIENT: "yyy", Role.THERAPIST: "yyy"},
    Act.USE_CODE: {Role.STRANGER: "yyy", Role.CLIENT: "ynn"},
    Act.REGISTER_ROOM: {Role.STRANGER: "yyy"},
    Act.PREPARE_ROOM: {Role.THERAPIST: "ynn"},
    Act.AGREE: {Role.CLIENT: "ynn"},
    Act.REPLY: {Role.CLIENT: "ynn"},
    Act.CHOOSE: {Role.CLIENT: "ynn"},
    Act.LEAVE: {Role.CLIENT: "ynn"},
    Act.SET: {Role.CLIENT: "ynn"},
    Act.CONFIRM: {Role.THERAPIST: "ynn"},
    Act.UNINVITE: {Role.THERAPIST: "ynn"},
    Act.INVITE: {Role.THERAPIST: "yyy"},
    Act.LIST_CLIENTS: {Role.THERAPIST: "yyy", Role.ADMIN: "yyy"},
    Act.LIST_THERAPISTS: {Role.ADMIN: "yyy"},
    Act.READ_REPLY: {Role.THERAPIST: "ynn"},
    Act.WITNESS: {Role.THERAPIST: "ynn"},
    Act.FILE: {Role.THERAPIST: "ynn"},
    Act.WRITE_TO_CLIENT: {Role.THERAPIST: "ynn"},
    Act.NOTE: {Role.THERAPIST: "ynn"},
    Act.ENROL: {Role.THERAPIST: "ynn"},
    Act.APPROVE: {Role.THERAPIST: "ynn"},
    Act.PAUSE: {Role.THERAPIST: "ynn"},
    Act.SEND: {Role.THERAPIST: "ynn"},
    Act.OFFER: {Role.THERAPIST: "ynn"},
    Act.LIMIT: {Role.THERAPIST: "ynn"},
    Act.AWAY: {Role.THERAPIST: "ynn"},
    Act.SEE_SCHEDULE: {Role.THERAPIST: "ynn", Role.ADMIN: "yyy"},
    Act.FORECAST: {Role.ADMIN: "yyy"},
    Act.READ_OFFERED: {Role.ADMIN: "yyy"},
    Act.EDIT_LIBRARY: {Role.ADMIN: "yyy"},
    Act.ADD_THERAPIST: {Role.ADMIN: "yyy"},
    Act.RENEW_CODE: {Role.ADMIN: "yyy"},
}


def things(role: Role) -> dict[str, Thing]:
    """The actor's own client, somebody else's, and none."""
    if role is Role.THERAPIST:
        return {"own": Thing(client="c", therapist=ME), "other": Thing(client=ME, therapist=OTHER), "none": Thing()}
    return {"own": Thing(client=ME, therapist="t"), "other": Thing(client=OTHER, therapist=ME), "none": Thing()}


def test_every_act_is_listed() -> None:
    """A new act must be put into the table before anybody may do it."""
    assert set(MATRIX) == set(Act)


@pytest.mark.parametrize(("role", "act"), list(itertools.product(Role, Act)))
def test_the_whole_matrix(role: Role, act: Act) -> None:
    """Each role, each act, on the own, another's and nobody's."""
    allowed = MATRIX[act].get(role, "nnn")

    for (kind, thing), expected in zip(things(role).items(), allowed, strict=True):
        assert can(Actor(role, ME), act, thing) is (expected == "y"), kind


@pytest.mark.parametrize(("role", "act"), list(itertools.product(Role, Act)))
def test_nobody_in_particular_owns_nothing(role: Role, act: Act) -> None:
    """An actor without an id is not "the same nobody" as a thing without an owner."""
    allowed = MATRIX[act].get(role, "nnn")

    assert can(Actor(role), act, Thing()) is (allowed == "yyy")
    assert can(Actor(role), act, Thing(client=ME, therapist=ME)) is (allowed == "yyy")


def test_a_therapist_after_the_hand_over_is_a_stranger_to_the_client() -> None:
    """The therapist whom the client has now counts, not the one there was."""
    before, after = Thing(client="c", therapist=ME), Thing(client="c", therapist=OTHER)

    for act in (
        Act.READ_REPLY,
        Act.WITNESS,
        Act.FILE,
        Act.WRITE_TO_CLIENT,
        Act.NOTE,
        Act.ENROL,
        Act.APPROVE,
        Act.PAUSE,
        Act.SEND,
        Act.LIMIT,
        Act.SEE_SCHEDULE,
    ):
        assert can(Actor(Role.THERAPIST, ME), act, before)
        assert not can(Actor(Role.THERAPIST, ME), act, after)


def test_an_admin_reads_no_reply() -> None:
    """Whoever runs the service keeps its lists and its library, reads the prompts that therapists gave to that library, and sees
    nothing of what clients make.
    """
    allowed = {act for act in Act if can(Actor(Role.ADMIN, ME), act, Thing(client=ME, therapist=ME))}

    lists = {Act.LIST_THERAPISTS, Act.LIST_CLIENTS, Act.SEE_SCHEDULE, Act.FORECAST}
    assert allowed == {Act.EDIT_LIBRARY, Act.READ_OFFERED, Act.ADD_THERAPIST, Act.RENEW_CODE} | lists
