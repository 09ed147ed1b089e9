"""A person's own conversations, newest first: what was asked first, how often, when; and their titles."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, func, select, update

from index.store.database import read_transaction, write_transaction
from index.store.transcript_tables import answers, conversations
from ingest.text.normalize import fold

#: Most conversations that are looked through; older ones are found no more.
MOST = 2000


@dataclass(frozen=True, slots=True)
class OwnConversation:
    """A conversation in its list; ``title`` is empty until its owner gives one."""

    id: str
    title: str
    questions: tuple[str, ...]
    started_at: str
    last_at: str

    def holds(self, wanted: str) -> bool:
        """True if the words stand in its title or in a question; accents and capitals do not count."""
        words = fold(wanted).split()
        text = fold(" ".join((self.title, *self.questions)))
        return all(word in text for word in words)


def conversations_of(engine: Engine, owner: str) -> list[OwnConversation]:
    """The owner's conversations, the last used first."""
    last = func.max(answers.c.asked_at).label("last_at")
    newest = (
        select(answers.c.conversation_id, last)
        .where(answers.c.owner == owner, answers.c.conversation_id.is_not(None))
        .group_by(answers.c.conversation_id)
        .order_by(last.desc(), answers.c.conversation_id)
        .limit(MOST)
        .subquery()
    )
    query = (
        select(answers.c.conversation_id, answers.c.question, answers.c.asked_at, conversations.c.title)
        .join(newest, newest.c.conversation_id == answers.c.conversation_id)
        .outerjoin(conversations, conversations.c.id == answers.c.conversation_id)
        .where(answers.c.owner == owner)
        .order_by(newest.c.last_at.desc(), answers.c.conversation_id, answers.c.asked_at, answers.c.id)
    )
    found: dict[str, list[tuple[str, str, str]]] = {}
    with read_transaction(engine) as connection:
        for row in connection.execute(query):
            found.setdefault(row.conversation_id, []).append((row.question, row.asked_at, row.title or ""))
    return [
        OwnConversation(
            id=conversation_id,
            title=rows[0][2],
            questions=tuple(question for question, _, _ in rows),
            started_at=rows[0][1],
            last_at=rows[-1][1],
        )
        for conversation_id, rows in found.items()
    ]


def rename_conversation(engine: Engine, conversation_id: str, owner: str, title: str) -> bool:
    """Give an owner's conversation a title; False if there is none."""
    own = select(answers.c.id).where(answers.c.conversation_id == conversation_id, answers.c.owner == owner)
    with write_transaction(engine) as connection:
        if connection.execute(own).first() is None:
            return False
        known = update(conversations).where(conversations.c.id == conversation_id)
        return bool(connection.execute(known.values(title=title)).rowcount)
