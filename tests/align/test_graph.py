"""The graph of what may have been said: its phone strings are exactly the ones a person would list."""

import itertools

from visemes.align import graph
from visemes.align.base import SpokenWord

READ = SpokenWord("read", ((("R", "EH1", "D"), ("R", "IY1", "D")),))
A = SpokenWord("a", ((("AH0",), ("EY1",)),))
TWENTY_TWO = SpokenWord("22", ((("T", "W"),), (("T", "UW1"),)))


def strings(nodes):
    """Every phone string a graph allows, pauses as "SIL"."""
    found = set()

    def grow(index, string):
        string = (*string, nodes[index].slot.spelling)
        if nodes[index].is_last:
            found.add(string)
        for after, node in enumerate(nodes):
            if index in node.before:
                grow(after, string)

    for index, node in enumerate(nodes):
        if node.is_first:
            grow(index, ())
    return found


def expected(words):
    """The same, by counting: variants of all parts times a pause or none in every gap."""
    parts = [part for word in words for part in word.parts]
    for variants in itertools.product(*parts):
        for pauses in itertools.product([(), ("SIL",)], repeat=len(parts) + 1):
            yield tuple(itertools.chain(pauses[0], *((*v, *p) for v, p in zip(variants, pauses[1:], strict=True))))


def test_strings_are_all_variants_with_optional_pauses():
    for words in ([A], [READ, A], [A, READ], [TWENTY_TWO, A], [A, A, A]):
        assert strings(graph.build(words)) == set(expected(words))


def test_neighbours_are_the_phones_that_really_stand_beside():
    nodes = graph.build([READ, A, TWENTY_TWO])

    def check(index, previous):
        node = nodes[index]
        if node.slot.phone != "SIL":
            assert node.left == (previous or "SIL")
        for after, other in enumerate(nodes):
            if index in other.before:
                if node.slot.phone != "SIL":
                    assert node.right == other.slot.phone
                check(after, node.slot.phone)
        if node.is_last and node.slot.phone != "SIL":
            assert node.right == "SIL"

    for index, node in enumerate(nodes):
        if node.is_first:
            check(index, "")


def test_nodes_come_after_the_ones_they_may_follow():
    assert all(b < i for i, n in enumerate(graph.build([READ, A, READ])) for b in n.before)


def test_positions_in_the_word():
    assert [graph.position(i, 3) for i in range(3)] == [1, 0, 2]
    assert graph.position(0, 1) == 3


def test_any_sound_may_stand_in_every_gap_that_is_not_closed():
    def gaps(closed):
        return {n.slot.part for n in graph.build([READ, TWENTY_TWO], doubt=True, closed=closed) if n.slot.spelling == graph.BETWEEN}

    assert gaps(frozenset()) == {0, 1, 2, 3}
    assert gaps(frozenset({0, 2})) == {1, 3}
