"""Three hundred hostile library files: valid ones mutilated, YAML's hard corners, templates as bombs, bytes made by hand.

The same files every time: chance is seeded, and a mutation is named by its number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
HOUSE = HERE.parents[1]
HAND_MADE = HERE / "files"
VALID = (
    HOUSE / "tests" / "small_library",  # not the starter: it grows, and the mutations would be others each time
    HOUSE / "tests" / "unit" / "core" / "prompts" / "examples",
)
MUTATIONS = 160
MEGABYTE = 1_000_000

PROMPT = "kind: prompt\nid: writing/x\nmodality: writing\nintensity: 1\nminutes: 5\nevidence: Own.\ntext:\n  en:\n    title: T\n    body: {}\n"
_PIECES = (
    b"{", b"}", b"[", b"]", b": ", b"- ", b"? ", b"&a ", b"*a ", b"!x ", b"| ", b"> ", b"'", b'"', b"%", b"@", b"`", b"#", b"~", b"\t", b"\r", b"\x00",
    b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xe2\x80\xa8", b"\xc2\x85", b"---\n", b"...\n", b"<<: ", b"{{", b"}}", b"{%", b"%}", b"{#", b"\\", b"\n\n\n",
    b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"9" * 40, b" " * 60, b"0x", b".nan", b"!!binary ",
)  # fmt: skip


def corpus() -> dict[str, bytes]:
    """Name -> bytes; three hundred at least."""
    files = {f"hand-{path.stem}": path.read_bytes() for path in sorted(HAND_MADE.glob("*.bytes"))}
    files |= {f"corner-{number:03}": text.encode("utf-8", "surrogatepass") for number, text in enumerate(corners())}
    files |= {f"bomb-{number:03}": text.encode() for number, text in enumerate(bombs())}
    files |= {f"big-{name}": content for name, content in big()}
    files |= {f"mutation-{number:03}": content for number, content in enumerate(mutations())}
    return files


def mutations() -> Iterator[bytes]:
    """Valid files with something done to them, often several things."""
    sound = [path.read_bytes() for folder in VALID for path in sorted(folder.rglob("*.yaml"))]
    ways: tuple[Callable[[bytes, Random], bytes], ...] = (
        _flipped, _flipped, _cut, _doubled, _swapped, _put_in, _put_in, _nested, _long_line, _huge_key, _left_out, _mixed,
    )  # fmt: skip
    for number in range(MUTATIONS):
        chance = Random(f"hostile {number}")
        content = chance.choice(sound)
        for _ in range(chance.choice((1, 1, 2, 3, 6))):
            content = chance.choice(ways)(content, chance)
        yield content[: 2 * MEGABYTE]


def _flipped(content: bytes, chance: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _doubled(content: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + content + content[at:]


def _swapped(content: bytes, chance: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def _put_in(content: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.choice(_PIECES) * chance.choice((1, 1, 3, 200)) + content[at:]


def _nested(content: bytes, chance: Random) -> bytes:
    at = content.rfind(b"\n", 0, chance.randrange(len(content) + 1)) + 1
    steps = b"".join(b" " * depth + b"a:\n" for depth in range(chance.choice((3, 15, 400))))
    return content[:at] + chance.choice((steps, b"x: " + b"[" * chance.choice((5, 25, 5_000)))) + content[at:]


def _long_line(content: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return (
        content[:at]
        + chance.choice((b"x", b"x ", b"{{ ", b"\xd7\x90", b"\\")) * chance.choice((3_000, 200_000))
        + content[at:]
    )


def _huge_key(content: bytes, chance: Random) -> bytes:
    at = content.find(b":", chance.randrange(len(content) + 1))
    return content[: max(at, 0)] + b"k" * chance.choice((100, 1_100, 300_000)) + content[max(at, 0) :]


def _left_out(content: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    return content[:start] + content[start + chance.randint(1, 60) :]


def _mixed(content: bytes, chance: Random) -> bytes:
    encoding = chance.choice(("utf-16", "utf-32", "utf-16-le", "utf-16-be", "latin-1", "cp1256", "utf-7"))
    return content.decode("utf-8", "replace").encode(encoding, "replace")


def corners() -> list[str]:
    """YAML 1.2's hard corners, collected by hand: what parsers disagree on, and what some of them died of."""
    return [
        # tabs
        "a:\tb", "a:\n\tb: c", "\ta: b", "a:\n  - b\n\t- c", "a: |\n\tb", "a: |\n \tb\n\tc", "a: >\n  \tb\n", "- \t-", "?\ta\n:\tb", "a: 'b\n\tc'",
        # byte order marks, line ends, separators
        "\ufeff", "\ufeff\ufeffa: b", "a: \ufeffb", "a: b\n---\n\ufeffc: d", "a: b\rc: d\r", "a: |\r  b\r  c\r", "a: b\r\n\rc: d", "a: b\x85c: d", "a: |\n  b\x85  c",
        "a: b\u2028c: d", 'a: "b\u2029c"', "a: \x0bb", "a: \x7f", "a: \x1b[31mred", "a: b\u200bc", "a: \u200f\u202bb\u202c",
        # markers and documents
        "---", "...", "--- a", "---\n---\n", "--- |\n a\n...\nb", "a: b\n...\n...\n", "---a: b", "--- !x\na: b", "a: |\n  ---\n  b", "a: '---'\n", 'a: "\n---\n"', "%YAML 1.2\n---\na: b", "%YAML 9.9\n---\na: b", "%TAG ! tag:x,2000:\n---\n!a b", "%a\n---\nb: c", "%",
        # merge keys, anchors, aliases, overrides
        "<<: {a: b}", "a: &x {b: c}\nd:\n  <<: *x\n", "<<: [*a, *b]", "'<<': {a: b}", "a: &a [*a]", "a: &a\nb: *a", "&a a: b", "*a : b", "? &k [a]\n: *k", "a: *", "a: &", "a: & b", "&a\n&b c: d",
        "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{n}: &{n} [*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p}]\n" for p, n in zip("abcdefghi", "bcdefghij", strict=True)),
        "a: 1\na: 2\n'a': 3\n\"a\": 4\n", "{a: 1, a: 2}", "? a\n: 1\n? a\n: 2\n", "a: {b: 1, b: {c: 1, c: 2}}",
        # tags
        "!!map {a: b}", "!!set {a, b}", "!!omap [a: b]", "!!binary aGk=", "!!python/name:os.system ''", "!!js/function 'x'", "! a", "!<tag:yaml.org,2002:str> a", "!<", "!a!b c", "a: !!int 'x'", "!!timestamp 2001-01-01", "a: !!null", "!e!x%zz y",
        # flows
        "[", "]", "{", "}", "[a, b", "{a: b", "[a, [b, {c: d]}", "{a, b: c, ? d, : e}", "[a: b, ? c : d]", "{? a : b}", "{a: b,}", "[,]", "{,}", "[a,,b]", "{a: [b, {c: [d]}]}", "a: [b\nc: d]", "a: {b: c\n}", "a: [\n]", "[a]: b", "{a: b}: c", "? [a]\n: b", "? {a: b}\n: c", '{"a":b}', "{\"a\" :b, 'c':d}", '["a":b]', "{a:b}", "{a:1,b:2}", "[-]", "[?]", "[:]", "{:}", "{::}", "[::]", "{- a: b}", "[#]", "{a: #b}", "{a: b # c\n}", "[a\n#b\n]",
        # plain scalars
        "a: - b", "a: b: c", "a: b #c", "a: b#c", "a: #", "a:#b", "a:b", ":", ": :", "-", "- -", "--", "-a", "?", "? ?", "?a", "a?: b", "a : b", "a  :  b", "-: a", "?: a", ":: a", "a: @b", "a: `b", "a: %b", "a: |b", "a: >b", "a: *b*", "a: 'b''", 'a: "b\\"', "a: 'b' c", 'a: "b" "c"', "a: b\n c\n  d\n e: f", "a\nb\nc", "a: ? b", "? a\nb: c", "? a\n? b\n: c", "a: b\n  c: d", " a: b\nc: d", "a:\n b\nc", "a:\n  b:\n c: d",
        # numbers, booleans, nulls
        *(f"kind: {word}" for word in ("0o17", "0x", "0xZZ", "+", "-", "1_000", "1e", "1e1000", "-1e1000", ".", "..", ".5", "5.", "1.2.3", "012", "0b11", "12:30:45", "2001-01-01", "yes", "NO", "~", "null", "Null", ".inf", "-.INF", ".NaN", "1" * 4_400, "-" + "9" * 400, "0x" + "f" * 3_000, "1." + "0" * 5_000)),
        # block scalars
        "a: |0\n b", "a: |10\n b", "a: |9\n b", "a: |1\n  b", "a: |+1\n  b\n\n", "a: |-+\n b", "a: |1-2\n b", "a: >-\n\n\n", "a: |\n", "a: |", "a: >", "a: |+\n\n\n\n", "a: |2\n b", "a: |\n   b\n  c\n", "a: |\n  b\n c", "a: >\n  b\n\n    c\n\n  d\n", "a: | # b\n  c", "a: |#b\n  c", "- |\n a\n- >\n b", "|\n a", ">\n a", "? |\n a\n: |\n b", "a: |\n" + " " * 50 + "\n  b",
        # escapes and surrogates
        'a: "\\x"', 'a: "\\u12"', 'a: "\\U0011FFFF"', 'a: "\\ud83d\\ude00"', 'a: "\\uD800"', 'a: "\\0\\a\\e"', 'a: "\\N\\L\\P"', 'a: "\\q"', 'a: "\\\n  b"', 'a: "b\n\n\\\n\nc"', 'a: "\\u202e"', 'a: "\\u2066b"', "a: \ud800", "a: \U0010ffff", "a: \ufffe", "a: \ufdd0",
        # the library's own places
        "kind: [prompt]", "kind: {prompt: 1}", "kind: prompt\ntext: []", "kind: prompt\ntext: {en: []}", "kind: prompt\ntext: {en: {turns: []}}", "kind: prompt\nscript: {a: b}", "kind: prompt\nscript: [[[[]]]]", "kind: programme\nsteps: {}", "kind: programme\nsteps: [a]", "kind: programme\nsteps: [{every: {days: [1]}}]",
        "kind: scale\nrange: [0]\nform: 1", "kind: scale\nrange: [a, b]", "kind: glossary\ntext: {en: [a]}", "kind: glossary\ntext: {? [a] : b}", "kind: prompt\n" * 3, "kind: glossary\nid: w\ntext:\n  en: {__class__: a, items: b, get: c}\n",
        "kind: programme\nid: p\ntext: {en: {title: P}}\nsteps:\n" + "".join(f"  - {{id: s{n}, prompt: x, after: {{step: s{(n + 1) % 300}}}}}\n" for n in range(300)),
        "kind: prompt\nid: roleplay/x\nmodality: roleplay\nintensity: 1\nminutes: 1\nevidence: E\nroles: [a]\nscript:\n" + "".join(f"  - {{turn: t{n}, as: a, choose: {{x: t{(n * 7 + 1) % 59}, y: t{(n * 13 + 5) % 59}}}}}\n" for n in range(59)) + "  - {turn: end, derole: true}\ntext: {en: {title: T}}\n",
    ]  # fmt: skip


def bombs() -> list[str]:
    """Templates that would cost much, reach far, or break whoever reads them."""
    quoted = [
        "{{ 'a' * 100000000 }}", "{{ lipsum(n=100000) }}", "{{ range(10**9)|list }}", "{% for a in range(999999) %}{% for b in range(999999) %}x{% endfor %}{% endfor %}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ self.__init__.__globals__ }}", "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{% import 'os' as o %}", "{% include '/etc/passwd' %}",
        "{{ client|attr('__class__') }}", "{{ client.name.format(client) }}", "{{ '%s%s'|format(client, client) }}", "{% set a = 'x' %}" * 400, "{% raw %}" * 300, "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "{{ a.b.c.d.e.f.g.h }}" * 200,
        "{{ " + "not " * 5_000 + "weekday }}", "{{ " + "(" * 2_000 + "weekday" + ")" * 2_000 + " }}", "{{ " + "weekday|upper" + "|upper" * 1_000 + " }}", "{{ " + " and ".join(["weekday"] * 900) + " }}", "{{ " + "'a' if weekday else " * 300 + "'b' }}",
        "{% if weekday %}" * 500 + "x" + "{% endif %}" * 500, "{% if weekday %}a" + "{% elif weekday %}b" * 900 + "{% endif %}", "{{ words.breath }}" * 600, "{{" * 5_000, "{%" * 5_000, "{#" * 5_000, "}}" * 5_000, "{{ '" + "x" * 11_000, "{{ weekday" + " " * 12_500 + "}}", "{% if client.gender in (" + "'she', " * 1_900 + ") %}x{% endif %}",
        "{{ 9999999999999999999999 ** 99999999 }}", "{{ 1/0 }}", "{{ weekday[::1] }}", "{{ {'a': 1} }}", "{{ -weekday }}", "{% filter upper %}" * 60, "{{ weekday~weekday }}", "{% block a %}{% block a %}", "{% do x %}", "{{ \\u0000 }}", "{{ client.name|default(lipsum) }}",
    ]  # fmt: skip
    return [PROMPT.format("'" + text.replace("'", "''") + "'") for text in quoted]


def big() -> Iterator[tuple[str, bytes]]:
    """Up to a megabyte and over, of one thing each."""
    for name, piece in (
        ("brackets", b"["), ("braces", b"{"), ("dashes", b"- "), ("questions", b"? "), ("colons", b": "), ("quotes", b"'"), ("tags", b"!x "), ("anchors", b"&x "),
        ("aliases", b"*x "), ("hashes", b"#"), ("blanks", b" "), ("lines", b"\n"), ("tabs", b"\t"), ("words", b"x "), ("escapes", b"\\x41"), ("commas", b"a, "),
        ("arabic", "\u0645".encode()), ("returns", b"\r"), ("zero", b"\x00"),
    ):  # fmt: skip
        yield name, b"a: " + piece * ((MEGABYTE - 10) // len(piece))
    yield "keys", b"".join(b"k%d: 1\n" % n for n in range(90_000))
    yield "same-keys", b"k: 1\n" * 190_000
    yield "megabyte", b"a: " + b"x" * MEGABYTE
    yield "isolates", PROMPT.format("'" + "\u2068x\u2069" * 100_000 + "'").encode()
    yield "links", PROMPT.format("'" + "a.b@c.de://x " * 1_400 + "'").encode()
    yield "phrases", PROMPT.format("'" + "you will feel better, kill yourself, " * 500 + "'").encode()
    for name, piece in (("dots", "."), ("hosts", "a-"), ("mails", "a.+"), ("dotted", "a."), ("negations", "not "), ("apostrophes", "'"), ("spaces", " you"), ("wills", "you  will  ")):  # fmt: skip
        words = (piece * (19_000 // len(piece))).replace("'", "''")
        yield f"text-{name}", PROMPT.format(f"'{words} x'").encode()
    yield "text-lines", PROMPT.format('"' + "\\n" * 19_000 + 'x"').encode()
    yield "text-blanks", PROMPT.format('"you' + "\\_" * 19_000 + 'will"').encode()
    yield "marks", PROMPT.format("'" + "a\u0301" * 9_000 + "'").encode()
    yield "vowels", PROMPT.format("'" + "aeiouy" * 3_000 + "'").encode()
    yield "same-words", PROMPT.format("'" + "we we we " * 2_000 + "'").encode()
