"""Jobs and the session against a scripted engine, and against the real one."""

import sys

import pytest


@pytest.fixture(scope="session")
def jobs(addon):
    return addon("jobs")


@pytest.fixture(scope="session")
def session(addon):
    return addon("session")


class Scripted:
    """An engine that says what it is told to: a list of events for each request, in steps of one poll."""

    def __init__(self, *scripts, dies_after=None, ready="0.1.0"):
        self.scripts, self.asked, self.cancelled = list(scripts), [], []
        self.waiting = [[{"type": "ready", "version": ready}]]
        self.polls, self.dies_after, self.stopped = 0, dies_after, False
        self.error_output = "Traceback\nMemoryError: no room"

    @property
    def is_running(self):
        return not self.stopped and (self.dies_after is None or self.polls < self.dies_after)

    def request(self, command, **fields):
        self.asked.append((command, fields))
        number = len(self.asked)
        self.waiting += [[{**event, "id": number} for event in step] for step in self.scripts.pop(0)]
        return number

    def cancel(self, number):
        self.cancelled.append(number)
        self.waiting = [[{"type": "error", "code": "cancelled", "message": "cancelled", "id": number}]]

    def poll(self):
        self.polls += 1
        return self.waiting.pop(0) if self.waiting and not self.stopped else []

    def stop(self):
        self.stopped = True


RESULT = {"type": "result", "line": {}}


def at_work(jobs, session, engine, *names, **more):
    desk = session.Session(["visemes"], "0.1.0", start=lambda _: engine)
    return jobs.Job(lambda: desk, [jobs.Request("export", {"sound": name}, name) for name in names], **more)


def polled(job, most=50):
    for _ in range(most):
        if job.poll():
            return job
    pytest.fail("the job does not end")


def test_requests_are_done_in_order_and_progress_only_grows(jobs, session):
    first = [[{"type": "progress", "stage": "align", "value": 0.5}], [{"type": "warning", "message": "hm"}], [RESULT]]
    job = at_work(jobs, session, Scripted(first, [[RESULT]]), "a", "b")
    seen = []
    while not job.poll():
        seen.append(job.progress)
    assert seen == sorted(seen)
    assert 0 < max(seen) < 1
    assert job.progress == 1.0
    assert [request.result["type"] for request in job.requests] == ["result", "result"]
    assert job.requests[0].warnings == ["hm"]


def test_a_request_that_fails_does_not_stop_the_next(jobs, session):
    failing = [[{"type": "error", "code": "audio", "message": "no sound", "hint": "another file"}]]
    job = polled(at_work(jobs, session, Scripted(failing, [[RESULT]]), "a", "b"))
    assert [(r.error.message, r.error.hint, r.error.code) for r in job.errors] == [("no sound", "another file", "audio")]
    assert job.requests[1].result


def test_a_request_takes_the_line_of_the_answer_before_it(jobs, session):
    line = {"kind": "line", "words": 3}
    engine = Scripted([[{"type": "result", "line": line}]], [[RESULT]])
    job = at_work(jobs, session, engine, "old", "new")
    job.requests[1].takes = "timeline"
    polled(job)
    assert engine.asked[1] == ("export", {"sound": "new", "timeline": line})
    assert not job.errors


def test_after_an_error_there_is_nothing_to_take(jobs, session):
    engine = Scripted([[{"type": "error", "code": "retake", "message": "another line"}]])
    job = at_work(jobs, session, engine, "old", "new", "newest")
    job.requests[1].takes = job.requests[2].takes = "line"
    polled(job)
    assert [request.error.message for request in job.errors] == ["another line"] * 3
    assert len(engine.asked) == 1


def test_an_engine_that_dies_is_told_with_its_last_words(jobs, session):
    job = polled(at_work(jobs, session, Scripted([[]] * 9, dies_after=3), "a", "b"))
    assert [request.error.code for request in job.requests] == ["crash", "crash"]
    assert "MemoryError: no room" in job.requests[0].error.hint


def test_a_result_that_came_before_the_end_counts(jobs, session):
    engine = Scripted([[RESULT]], dies_after=2)
    job = at_work(jobs, session, engine, "a")
    assert polled(job).requests[0].result


def test_an_engine_of_another_generation_is_refused(jobs, session):
    job = polled(at_work(jobs, session, Scripted([[RESULT]], ready="0.0.3"), "a"))
    assert job.requests[0].error.code == "version"


def test_cancelling_asks_and_leaves_nothing(jobs, session):
    engine = Scripted([[]] * 20, [[RESULT]])
    job = at_work(jobs, session, engine, "a", "b")
    assert not job.poll()
    job.cancel()
    assert polled(job).cancelled
    assert engine.cancelled == [1]
    assert len(engine.asked) == 1


def test_an_engine_that_does_not_listen_is_ended(jobs, session):
    engine = Scripted([[]] * 100)
    engine.cancel = lambda _: None
    now = [0.0]
    job = at_work(jobs, session, engine, "a", clock=lambda: now[0])
    job.poll()
    job.cancel()
    assert not job.poll()
    now[0] = 10.0
    assert polled(job).cancelled
    assert engine.stopped


def test_cancelling_before_anything_began(jobs, session):
    job = at_work(jobs, session, Scripted(), "a")
    job.cancel()
    assert job.done
    assert job.cancelled


def test_an_engine_that_cannot_start_is_every_requests_error(jobs, addon):
    def none():
        raise addon("client").EngineError("no engine", code="missing")

    job = polled(jobs.Job(none, [jobs.Request("export", {}), jobs.Request("export", {})]))
    assert [request.error.code for request in job.requests] == ["missing", "missing"]


def test_nothing_to_do_is_done(jobs):
    assert jobs.Job(None, []).done


def test_waiting_too_long_raises(jobs, session):
    with pytest.raises(TimeoutError):
        at_work(jobs, session, Scripted([[]] * 1000), "a").wait(timeout=0.05)


def test_the_real_engine_works_and_is_kept_warm(jobs, session, harbour):
    keeper = session.Keeper()
    command = [sys.executable, "-m", "visemes"]
    try:
        fields = {"sound": str(harbour), "map": "arkit52", "inline": True}
        one = jobs.Job(lambda: keeper.session(command), [jobs.Request("export", fields)])
        one.wait(timeout=120)
        other = jobs.Job(lambda: keeper.session(command), [jobs.Request("export", fields | {"sound": "none.wav"})])
        before = keeper.session(command)
        other.wait(timeout=60)
        assert one.requests[0].result["line"]["timeline"]["words"]
        assert "none.wav" in other.requests[0].error.message
        assert keeper.session(command) is before
    finally:
        keeper.close()
    assert not before.is_running


def test_a_keeper_starts_anew_when_the_engine_has_ended_or_another_is_wanted(session):
    made = []

    def start(command, wanted):
        made.append(command)
        return session.Session(command, wanted, start=lambda _: Scripted())

    keeper = session.Keeper(start)
    first = keeper.session(["a"])
    assert keeper.session(["a"]) is first
    first.stop()
    assert keeper.session(["a"]) is not first
    keeper.session(["b"])
    assert made == [["a"], ["a"], ["b"]]
