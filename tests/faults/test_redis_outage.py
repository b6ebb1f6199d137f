import threading

from service.jobs.hints import Hints, install_hints
from service.jobs.queues import Queues, connect


def test_redis_that_goes_away_and_comes_back_delays_and_loses_nothing(installation):
    scheduler, worker = installation.start("scheduler"), installation.start("worker")
    installation.set_alarms(5)
    installation.wait_for(lambda: installation.all_done(5))

    installation.redis.kill()
    installation.set_alarms(20)
    threading.Event().wait(3)
    assert scheduler.poll() is None
    installation.redis.start()
    if worker.poll() is not None:  # the supervisor would do so
        installation.start("worker")

    installation.wait_for(lambda: installation.all_done(25))
    installation.assert_everything_happened_once(25)


def test_commits_do_not_fail_while_redis_is_away(installation, caplog):
    queues = Queues(connect(installation.redis.url))
    install_hints(installation.app, Hints(queues, topics=frozenset({"mail.send"})))
    installation.redis.kill()

    alarms = installation.set_alarms(3)

    assert installation.one("select count(*) from instance where status = 'running'") == len(alarms)
