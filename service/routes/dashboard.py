"""The dashboard: what is asked, what waits, what falls due, how the library stands. With the scope "admin"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BeforeValidator

from index.ingestion.jobs import JobState
from index.intake.configuration import SourcesError
from index.library.library import Library
from index.library.purged_files import refused_paths
from index.transcripts.transcript_pages import open_questions_page
from index.transcripts.usage import asked_intents, together, unhelpful_answers, usage_figures
from ingest.text.dates import format_date
from service.access.principal import Principal
from service.answering.document_names import short_name
from service.documents.intake_rounds import followed_sources
from service.documents.review_queue import waiting_counts
from service.http import problems
from service.http.usage import asked_documents_out, bounds, kinds_out, parts_out, usage_out, utc_text
from service.routes.dependencies import Admin, AdminDep, ClerkLibraryDep, VisibleLibraryDep, sees_whole_library
from service.routes.health import unready_reason
from service.routes.jobs import may_see_job
from service.routes.maintenance import library_health
from service.routes.question_log import asked_list
from service.schemas.dashboard import (
    AskedFiguresOut,
    DashboardDays,
    DashboardOut,
    DeadlinesOut,
    DueTaskOut,
    WaitingCountsOut,
)
from service.schemas.maintenance import LibraryHealthOut
from service.state import ServiceState, StateDep

router = APIRouter(
    prefix="/api/v1/dashboard",
    tags=["Quản trị kho"],
    dependencies=[Admin],
    responses=problems.openapi_responses(401, 403, 422),
)
#: Rows of the short lists; open questions and jobs that are looked through for them.
SHOWN, MOST_LOOKED, MOST_JOBS = 5, 8, 500
#: Free disk below this part is a warning, and so is an older backup.
LITTLE_DISK, BACKUP_DAYS = 0.1, 7


@router.get("", summary="Tổng quan: những gì được hỏi, đang chờ, sắp đến hạn, và tình trạng kho")
def dashboard(
    state: StateDep,
    principal: AdminDep,
    clerk: ClerkLibraryDep,
    library: VisibleLibraryDep,
    sees_all: Annotated[bool, Depends(sees_whole_library)],
    days: Annotated[DashboardDays, BeforeValidator(int), Query(description="Số ngày, kể cả hôm nay", examples=[7])] = 7,
) -> DashboardOut:
    now = datetime.now().astimezone()
    health = library_health(state, clerk, principal)
    return DashboardOut(
        days=days,
        questions=_questions(state, principal, library, bounds(days, now), by_hour=days == 1),
        waiting=_waiting(state, principal, clerk, utc_text(bounds(days, now)[0])),
        deadlines=_deadlines(library, now.date()),
        library=health,
        warnings=tuple(_warnings(state, health, now, sees_all=sees_all)),
    )


def _questions(
    state: ServiceState, principal: Principal, library: Library, moments: list[datetime], *, by_hour: bool
) -> AskedFiguresOut:
    state.recorder.flush()
    engine, since, before = library.engine, utc_text(moments[0]), utc_text(moments[-1])
    parts = usage_figures(engine, [utc_text(moment) for moment in moments], principal.labels)
    whole = together(parts)
    waiting = asked_list(open_questions_page(engine, MOST_LOOKED, None), state, principal).questions
    return AskedFiguresOut(
        keep_days=state.settings.keep_days,
        whole=usage_out(whole, since, before, ""),
        parts=parts_out(parts, moments, by_hour=by_hour),
        timed=len(whole.times),
        unhelpful=unhelpful_answers(engine, since, principal.labels),
        kinds=kinds_out(asked_intents(engine, since, principal.labels)),
        documents=asked_documents_out(library, since, principal.labels),
        open=tuple(asked for asked in waiting if asked.asked_at >= since)[:SHOWN],
    )


def _waiting(state: ServiceState, principal: Principal, library: Library, since: str) -> WaitingCountsOut:
    counts, jobs = waiting_counts(library), state.background_jobs.jobs

    def number(state_of_jobs: JobState, since: str = "") -> int:
        found = jobs.list_jobs(MOST_JOBS, state=state_of_jobs)
        return sum(may_see_job(principal, job) and job.made_at >= since for job in found)

    return WaitingCountsOut(
        documents=counts.documents, approval=counts.kinds["approval"], head=counts.kinds["head"],
        relation=counts.kinds["relation"], status=counts.kinds["status"],
        duplicate=counts.kinds["duplicate"],
        jobs_receiving=number("receiving"), jobs_queued=number("queued"),
        jobs_running=number("running"), jobs_failed=number("failed", since),
    )  # fmt: skip


def _deadlines(library: Library, today: date) -> DeadlinesOut:
    week, month = today + timedelta(days=6), today + timedelta(days=29)
    coming = library.tasks.coming(today, (week, month), SHOWN)
    return DeadlinesOut(
        today=today,
        overdue=coming.overdue,
        week=coming.counts[0],
        month=coming.counts[1],
        week_to=week,
        month_to=month,
        next=tuple(
            DueTaskOut(
                id=row.id, task=row.quote, leads=row.leads, due=row.due,
                document=short_name(coming.page.documents[row.document_id]),
            )
            for row in coming.page.rows
            if row.due is not None
        ),
    )  # fmt: skip


def _warnings(state: ServiceState, health: LibraryHealthOut, now: datetime, *, sees_all: bool) -> Iterator[str]:
    """What somebody should look at, each with what to do."""
    jobs = state.background_jobs
    if reason := unready_reason(health.lag, is_running=jobs.is_running):
        yield reason
    if jobs.restarts and jobs.restarted_at is not None:
        at = datetime.fromisoformat(jobs.restarted_at).astimezone(now.tzinfo)
        yield (
            f"Việc chạy nền gặp lỗi và phải bắt đầu lại {jobs.restarts} lần, "
            f"gần nhất {format_date(at.date())} {at:%H:%M}: hãy xem nhật ký của dịch vụ."
        )
    if health.disk_free < health.disk_total * LITTLE_DISK:
        free = f"{health.disk_free / 1024**3:.1f}".replace(".", ",")
        yield f"Đĩa chứa kho chỉ còn trống {free} GB: hãy dọn đĩa hoặc chuyển kho."
    if health.backup_possible:
        yield from _backup_warnings(health.last_backup)
    if health.last_check is not None and health.last_check.problems:
        yield f"Lần kiểm tra kho gần nhất thấy {len(health.last_check.problems)} chỗ sai: hãy mở “Tình trạng kho”."
    if sees_all:
        yield from _source_warnings(state)
        yield from _purged_warnings(state)


def _backup_warnings(last_backup: str | None) -> Iterator[str]:
    if last_backup is None:
        yield "Chưa sao lưu lần nào: hãy sao lưu và cất bản sao lưu ở nơi khác."
        return
    days = (datetime.now(UTC) - datetime.fromisoformat(last_backup)).days
    if days > BACKUP_DAYS:
        yield f"Lần sao lưu cuối đã {days} ngày: hãy sao lưu và đặt lịch sao lưu hằng ngày."


def _purged_warnings(state: ServiceState) -> Iterator[str]:
    if count := sum(map(len, refused_paths(state.assistant.library.engine).values())):
        yield (
            f"{count} tệp đã xóa hẳn vẫn còn trong thư mục được nạp (không nạp lại): hãy bỏ tệp ở đó, hoặc xem lệnh "
            "hoivanban purged."
        )


def _source_warnings(state: ServiceState) -> Iterator[str]:
    try:
        sources = followed_sources(state.settings)
    except SourcesError as error:
        yield f"Tệp nguồn văn bản không dùng được: {error}"
        return
    for source in sources:
        if source.error:
            yield f"Nguồn {source.name}: {source.error}"
        elif source.problems:
            yield f"Nguồn {source.name}: {len(source.problems)} tệp chưa lấy được; hãy mở “Tình trạng kho”."
