"""Who may do the work of a run, and what is said of addresses."""

import pytest

from sim import cli
from sim.errors import InputError
from sim.experiment.account import RunOptions
from sim.experiment.executors import unencrypted
from sim.experiment.work import Where


def test_each_engine_gets_the_workers_that_suit_it():
    assert RunOptions(jobs=3).where("compiled") == Where("threads", 3)
    assert RunOptions(jobs=3).where("simpy") == Where("processes", 3)
    far = RunOptions(jobs=3, executor="dask", scheduler="tls://10.0.0.1:8786")
    assert far.where("compiled") == far.where("simpy")
    assert far.where("simpy") == Where("scheduler", scheduler="tls://10.0.0.1:8786")


def test_only_work_in_threads_shares_this_process():
    assert Where("threads", 2).shares_this_process(2)
    assert not Where("threads", 2).shares_this_process(1)
    assert not Where("threads", 1).shares_this_process(2)
    assert not Where("processes", 2).shares_this_process(2)
    assert not Where("scheduler", 2, "tls://10.0.0.1:8786").shares_this_process(2)


@pytest.mark.parametrize(
    ("executor", "scheduler", "said"),
    [
        ("local", "tls://10.0.0.1:8786", "only the executor dask has a scheduler. Add"),
        ("dask", "", "the executor dask needs a scheduler. Say where it is, as in"),
        ("dask", "10.0.0.1:8786", "'10.0.0.1:8786' is no address of a scheduler. Say where"),
        ("dask", "tls://10.0.0.1", "is no address"),
        ("dask", "tls://:8786", "is no address"),
        ("dask", "tls://10.0.0.1:99999", "is no address"),
        ("dask", "inproc://10.0.0.1:8786", "is no address"),
    ],
)
def test_a_scheduler_and_dask_go_together(executor, scheduler, said):
    with pytest.raises(InputError) as caught:
        RunOptions(executor=executor, scheduler=scheduler)
    assert said in str(caught.value)


@pytest.mark.parametrize("host", ["10.0.0.1", "office", "[2001:db8::1]", "localhost.example.org"])
def test_what_leaves_the_machine_unencrypted_is_warned_of(host):
    assert f"connection to tcp://{host}:8786 is not encrypted" in unencrypted(f"tcp://{host}:8786")
    assert unencrypted(f"tls://{host}:8786") == ""


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.0.1", "[::1]"])
def test_what_stays_on_the_machine_is_not(host):
    assert unencrypted(f"tcp://{host}:8786") == ""


@pytest.mark.parametrize("command", ["run", "compare"])
def test_the_command_line_warns_before_it_begins(command, capsys, monkeypatch, tmp_path):
    scenarios = ["scenarios/do_nothing.toml", "scenarios/swso_expansion.toml"]
    given = scenarios[:1] if command == "run" else scenarios
    monkeypatch.setattr("sim.experiment.cluster.CONNECT_SECONDS", 0.2)
    address = "tcp://no-such-host.invalid:8786"
    code = cli.main(
        [command, *given, "--executor", "dask", "--scheduler", address, "--out", str(tmp_path)]
    )
    said = capsys.readouterr().err
    assert code == 4
    assert said.index("Warning: the connection") < said.index(f"{address} could not be reached")
