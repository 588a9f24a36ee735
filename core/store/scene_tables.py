"""Tables of scenes: one playing of a role-play script, and its lines."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint, text

from core.store.columns import instant, metadata, ref, row_id, sealed

scenes = Table(
    "scenes",
    metadata,
    row_id(),
    ref("client", "clients"),
    ref("occurrence", "occurrences"),
    ref("address", "addresses"),
    ref("reply", "replies", nullable=True),  # once the client has said something
    Column("state", String(8), nullable=False),
    Column("turn", String(120), nullable=False),
    Column(
        "steps", Integer, nullable=False, server_default=text("0")
    ),  # turns come to so far: names each one's delivery
    sealed("script"),  # the script as it was rendered for this client: pinned until the scene's end (SPEC 3.5)
    instant("opened_at"),
    instant("moved_at"),
    instant("closes_at"),
    UniqueConstraint("occurrence"),
)
Index(
    "uq_scenes_one_open",
    scenes.c.client,
    unique=True,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)
Index(
    "ix_scenes_open",
    scenes.c.closes_at,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)

scene_lines = Table(
    "scene_lines",
    metadata,
    row_id(),
    ref("scene", "scenes"),
    ref("client", "clients"),
    Column("place", Integer, nullable=False),  # the order in the transcript, by step (core/store/scenes.py)
    Column("turn", String(120), nullable=False),
    Column("speaker", String(8), nullable=False),  # "vignette" or "client"
    Column("role", String(120), nullable=False, server_default=text("''")),
    ref("part", "parts", nullable=True),  # the client's own message, where the line is one
    sealed("text"),
    instant("at"),
    UniqueConstraint("scene", "place"),
)
