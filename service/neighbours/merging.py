"""Merging: one's own answer or passages and those of neighbours in one order, each saying where it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from service.neighbours.neighbour import STATE_WORDS, NeighbourReply
from service.schemas.neighbours import AskedServiceOut
from service.schemas.questions import AnswerOut, SourceOut, StatementOut
from service.schemas.searches import HitOut, SearchOut

#: Order of answers by status; one's own stands before a neighbour's of the same status.
_RANKS = {"complete": 0, "partial": 1}
_NO_ANSWER = 2
#: Statements taken over from a service whose answer is not the first.
MOST_FURTHER = 2
#: Services whose answers stand behind the first.
MOST_SERVICES = 3
_LED_BY = "Theo kho của {title}:"
_LED_BY_ONLY = "Kho này không có câu trả lời; theo kho của {title}:"
_LISTED = "Kho của {title} có {total} văn bản đúng điều kiện; xem tại kho đó."
_FROM = "Lấy từ kho của {title}, không phải kho này."
_NOT_HEARD = "Lần này chưa hỏi được: {services}."
#: States that mean that a neighbour might have known something.
_UNHEARD = ("slow", "unreachable", "refused", "invalid", "resting")


def merged_answer(own: AnswerOut, replies: Sequence[NeighbourReply[AnswerOut]], limit: int) -> AnswerOut:
    """The own answer with what neighbours answer.

    The best status leads, the own answer among equals, then the higher confidence; of the others the first statements
    follow. A question back ("which of these documents?") and a refusal stay alone: an answer beside them would look
    like the one asked for.
    """
    services, notices = asked_services(replies), (*own.notices, *_notices(replies))
    if own.status not in ("complete", "partial", "none") or own.listing is not None:
        return own.model_copy(update={"services": services, "notices": notices})
    others = [reply.found for reply in replies if reply.found is not None and _is_answer(reply.found)]
    # The sort is stable: the own answer, which comes first, stays first among equals.
    ordered = sorted([own, *sorted(others, key=lambda found: -found.confidence)], key=_rank)
    lead, further = ordered[0], [found for found in ordered[1:] if found is not own or own.statements]
    sources, statements = list(lead.sources[:limit]), _kept(lead.statements, own)
    for found in further[:MOST_SERVICES]:
        _append(sources, statements, found, own)
    return own.model_copy(
        update={
            "status": lead.status,
            "intent": lead.intent,
            "confidence": lead.confidence,
            "message": own.message if lead is own else _led_by(lead, own),
            "statements": tuple(statements),
            "sources": tuple(
                source.model_copy(update={"source_id": f"s{at}", "notices": _notices_of(source)})
                for at, source in enumerate(sources, 1)
            ),
            "notices": notices,
            "services": services,
        }
    )


def merged_search(own: SearchOut, replies: Sequence[NeighbourReply[SearchOut]], limit: int) -> SearchOut:
    """The own passages and those of neighbours: by their place in each list, weighed by how sure each service is.

    A passage that several services hold stands once, as the own one if it is among them.
    """
    lists = [own, *(reply.found for reply in replies if reply.found is not None)]
    ranked = _ranked(lists)
    return own.model_copy(
        update={
            "hits": tuple(hit for hit, _ in ranked[:limit]),
            "relevant": sum(relevant for _, relevant in ranked[:limit]),
            "confidence": max(found.confidence for found in lists),
            "services": asked_services(replies),
        }
    )


def asked_services(
    replies: Sequence[NeighbourReply[AnswerOut]] | Sequence[NeighbourReply[SearchOut]],
) -> tuple[AskedServiceOut, ...]:
    """How each neighbour fared, in the operator's order."""
    return tuple(
        AskedServiceOut(
            name=reply.neighbour.name, title=reply.neighbour.title, state=reply.state, took_ms=round(reply.took_ms, 1)
        )
        for reply in replies
    )


def _ranked(lists: Sequence[SearchOut]) -> list[tuple[HitOut, bool]]:
    """The passages of all lists, best first: those before their list's fall in relevance, then the others."""
    listed = [
        (place > found.relevant, -found.confidence / place, hit)
        for found in lists
        for place, hit in enumerate(found.hits, 1)
    ]
    once: dict[tuple[str, str | None], tuple[HitOut, bool]] = {}
    # The sort is stable: among equals the own passages, which come first, stay first.
    for far, _, hit in sorted(listed, key=lambda item: item[:2]):
        key = (hit.digest, hit.document.number)
        if key not in once or (once[key][0].service is not None and hit.service is None):
            once[key] = (hit, not far)
    return list(once.values())


def _led_by(lead: AnswerOut, own: AnswerOut) -> str:
    """The sentence before a neighbour's quotes: ours, never the one in its reply."""
    service = lead.sources[lead.statements[0].source].service
    return (_LED_BY if own.statements else _LED_BY_ONLY).format(title=service.title if service else "")


def _append(sources: list[SourceOut], statements: list[StatementOut], found: AnswerOut, own: AnswerOut) -> None:
    """Add the first statements of a further answer with the sources that they cite, unless they are there already."""
    told = {(sources[item.source].digest, item.quote) for item in statements}
    fresh = [item for item in found.statements if (found.sources[item.source].digest, item.quote) not in told]
    kept = _kept(fresh[:MOST_FURTHER], own)
    places = {place: len(sources) + at for at, place in enumerate(dict.fromkeys(item.source for item in kept))}
    sources += [found.sources[place] for place in places]
    statements += [item.model_copy(update={"source": places[item.source]}) for item in kept]


def _kept(statements: Sequence[StatementOut], own: AnswerOut) -> list[StatementOut]:
    """Statements, each under a part that the own answer has."""
    return [item if item.part < max(1, len(own.parts)) else item.model_copy(update={"part": 0}) for item in statements]


def _is_answer(found: AnswerOut) -> bool:
    """True for quotes. A list is only counted: its entries are the other service's, and so is the rest of it."""
    return found.status in _RANKS and bool(found.statements) and found.listing is None


def _rank(found: AnswerOut) -> int:
    return _RANKS.get(found.status, _NO_ANSWER)


def _notices_of(source: SourceOut) -> tuple[str, ...]:
    if source.service is None:
        return source.notices
    return (*source.notices, _FROM.format(title=source.service.title))


def _notices(replies: Sequence[NeighbourReply[AnswerOut]]) -> list[str]:
    """What must be said of the whole answer: lists elsewhere, and who could not be asked."""
    listed = [
        _LISTED.format(title=reply.neighbour.title, total=reply.found.listing.total)
        for reply in replies
        if reply.found is not None and reply.found.listing is not None and reply.found.listing.total
    ]
    unheard = [f"{reply.neighbour.title} ({STATE_WORDS[reply.state]})" for reply in replies if reply.state in _UNHEARD]
    return listed + ([_NOT_HEARD.format(services="; ".join(unheard))] if unheard else [])
