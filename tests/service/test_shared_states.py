"""Conversations in memory that processes share: kept, replaced, forgotten, and never somebody else's."""

from __future__ import annotations

import os

from service.answering.question.follow_up import Conversation, Turn
from service.transcripts.conversations import WRITTEN_SECONDS, Conversations
from service.transcripts.shared_states import SLOT, WAYS, SharedStates


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


def conversation(number: int, owner: str = "chị An", turns: int = 1) -> Conversation:
    asked = tuple(
        Turn(f"Câu {number}.{turn}?", f"Câu {number}.{turn}?", f"a_{turn}", "complete") for turn in range(turns)
    )
    return Conversation(f"c_{number}", turns=asked, owner=owner)


def test_a_state_is_known_to_a_forked_process_and_what_that_adds_to_its_parent() -> None:
    states = SharedStates(100)
    states.put("c_1", "Kinh phí bao nhiêu?")
    child = os.fork()
    if not child:
        known = states.get("c_1") == "Kinh phí bao nhiêu?"
        states.put("c_2", "Ai ký?")
        os._exit(0 if known else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert states.get("c_2") == "Ai ký?"
    assert states.drop("c_2")
    assert not states.drop("c_2")
    assert states.get("c_2") is None


def test_the_longest_unused_state_gives_way_and_a_large_one_is_not_taken() -> None:
    states = SharedStates(WAYS, Clock())
    for number in range(WAYS):
        states.put(f"c_{number}", str(number))
    states.get("c_0")
    states.put("c_new", "mới")
    assert states.get("c_1") is None
    assert [states.get(f"c_{number}") for number in (0, *range(2, WAYS))] == [str(n) for n in (0, *range(2, WAYS))]
    assert not states.put("c_large", os.urandom(SLOT).hex())


def test_a_state_ends_when_its_time_is_over() -> None:
    clock = Clock()
    states = SharedStates(10, clock)
    states.put("c_1", "x", 5.0)
    assert states.get("c_1") == "x"
    clock.now += 6
    assert states.get("c_1") is None


def test_two_processes_go_on_with_one_unrecorded_conversation() -> None:
    states = SharedStates(100)
    first, second = Conversations(10, shared=states), Conversations(10, shared=states)
    first.keep(conversation(1))
    assert second.get("c_1", "chị An") == conversation(1)
    second.keep(conversation(1, turns=2))
    assert first.get("c_1", "chị An") == conversation(1, turns=2)
    assert first.get("c_1", "anh Ba").id != "c_1"
    assert not first.drop("c_1", "anh Ba")
    assert first.drop("c_1", "chị An")
    assert second.get("c_1", "chị An").turns == ()


def test_a_recorded_conversation_is_known_to_all_before_it_is_written_down() -> None:
    clock = Clock()
    states = SharedStates(100, clock)
    written: dict[str, Conversation] = {}
    first, second = (Conversations(10, written.get, states) for _ in range(2))
    first.hand_over(conversation(1))
    assert second.get("c_1", "chị An") == conversation(1)
    written["c_1"] = conversation(1, turns=2)
    assert second.get("c_1", "chị An").turns == conversation(1, turns=2).turns, "another service went on with it"
    first.hand_over(conversation(1, turns=3))
    assert second.get("c_1", "chị An") == conversation(1, turns=3), "not written down yet"
    written.clear()
    clock.now += WRITTEN_SECONDS + 1
    assert second.get("c_1", "chị An").id != "c_1", "deleted meanwhile"


def test_one_process_keeps_what_is_too_large_to_share() -> None:
    large = Conversation("c_1", owner="chị An", document_name=os.urandom(SLOT).hex())
    kept = Conversations(10, shared=SharedStates(10))
    kept.keep(large)
    assert kept.get("c_1", "chị An") == large
