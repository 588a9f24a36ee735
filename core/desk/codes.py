"""One-time codes and aliases, from chance alone."""

from __future__ import annotations

from datetime import timedelta

from core.ports.entropy import Entropy

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that looks like something else
_LENGTH = 16  # 80 random bits; SPEC 8.3 asks for 64
INVITATION_LASTS = timedelta(hours=72)
JOINING_LASTS = timedelta(hours=72)  # from then on until the two words were heard, for who used their code in time
REGISTRATION_LASTS = timedelta(hours=72)
_ANIMALS = (
    "Heron", "Otter", "Wren", "Badger", "Finch", "Hare", "Lynx", "Marten", "Newt", "Plover", "Robin", "Seal", "Stork",
    "Swift", "Tern", "Vole", "Beaver", "Curlew", "Dipper", "Egret", "Gannet", "Ibis", "Jay", "Kestrel", "Lark", "Magpie",
    "Osprey", "Pipit", "Quail", "Raven", "Siskin", "Thrush",
)  # fmt: skip


def new_code(entropy: Entropy) -> str:
    """Sixteen characters; shown in groups of four."""
    return "".join(_ALPHABET[byte % 32] for byte in entropy.token(_LENGTH))


def shown(code: str) -> str:
    """A code as people read it aloud."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def new_alias(entropy: Entropy, taken: set[str]) -> str:
    """A name that says nothing about anybody (SE-12)."""
    for digits in (2, 2, 2, 3, 3, 4, 6):
        for _ in range(50):
            least = 10 ** (digits - 1)  # never fewer digits: "Wren-4" would be read for "Wren-46"
            number = least + int.from_bytes(entropy.token(4), "big") % (9 * least)
            alias = f"{_ANIMALS[entropy.token(1)[0] % len(_ANIMALS)]}-{number}"
            if alias not in taken:
                return alias
    return f"Wren-{entropy.id()[:12]}"
