"""The test of one chance, against its exact error rates and known cases."""

import numpy as np
import pytest

from sim.explore.sequential import Question, answer, evidence


def exactly(share, question, most):
    """Probabilities of each decision and the mean number of trials, by adding up all paths."""
    alive, trials = np.ones(1), 0.0
    found = {"meets": 0.0, "misses": 0.0}
    for n in range(1, most + 1):
        trials += alive.sum()
        alive = np.append(alive * (1 - share), 0.0) + np.append(0.0, alive * share)
        good = np.arange(n + 1)
        for decision, logs in evidence(good, n - good, question)._asdict().items():
            over = logs >= -np.log(question.error)
            found[decision] += alive[over].sum()
            alive[over] = 0.0
    return found["meets"], found["misses"], alive.sum(), trials


@pytest.mark.parametrize(("low", "high"), [(0.85, 0.95), (0.4, 0.6), (0.5, 0.5)])
@pytest.mark.parametrize("error", [0.1, 0.005])
def test_a_wrong_decision_is_as_rare_as_asked_for(low, high, error):
    # exact: the sum over all paths of 600 trials; nothing here is drawn
    question = Question(low, high, error)
    wrongly_meets = exactly(low, question, 600)[0]
    wrongly_misses = exactly(high, question, 600)[1]
    assert wrongly_meets <= error
    assert wrongly_misses <= error
    if low < high:  # and not so much rarer that replications are thrown away
        assert min(wrongly_meets, wrongly_misses) > 0.3 * error


@pytest.mark.parametrize(("share", "error_of"), [(0.7, 0), (0.84, 0), (0.96, 1), (1.0, 1)])
def test_shares_beyond_the_edges_err_still_less(share, error_of):
    question = Question(0.85, 0.95, 0.05)
    edge = exactly((0.85, 0.95)[error_of], question, 400)[error_of]
    assert exactly(share, question, 400)[error_of] < edge


def test_a_clear_case_takes_fewer_trials_than_the_probability_ratio_test():
    # Wald's takes log(1 / error) / mean of the log ratio per trial, leaving out the overshoot
    question = Question(0.875, 0.925, 0.001)
    for share in (0.3, 0.6, 1.0):
        per_trial = share * np.log(0.925 / 0.875) + (1 - share) * np.log(0.075 / 0.125)
        ratio_test = -np.log(0.001) / abs(per_trial)
        assert exactly(share, question, 600)[3] < 0.65 * ratio_test


def test_an_edge_case_takes_little_longer_than_the_probability_ratio_test():
    question = Question(0.8, 0.9, 0.01)
    per_trial = 0.9 * np.log(0.9 / 0.8) + 0.1 * np.log(0.1 / 0.2)
    assert exactly(0.9, question, 900)[3] < 1.35 * -np.log(0.01) / per_trial


def test_the_answer_is_that_of_the_first_trials_that_suffice():
    question = Question(0.875, 0.925, 0.01)
    trials = np.ones(500, bool)
    found = answer(trials, question)
    assert found.decision == "meets"
    assert answer(trials[: found.n], question) == found
    assert answer(trials[: found.n - 1], question) == ("too close to call", found.n - 1)
    trials[found.n :] = False  # too late to be heard
    assert answer(trials, question) == found


def test_a_row_of_failures_misses():
    # the mean likelihood of 3 failures over shares up to 0.85 is 0.294; half of it and half of
    # 0.15 ** 3 are 1,189 times 0.05 ** 3, and those of 2 failures 83 times 0.05 ** 2
    question = Question(0.85, 0.95, 0.01)
    assert answer(np.zeros(10, bool), question) == ("misses", 3)
    at_two, at_three = np.exp(evidence(np.zeros(2, int), np.array([2, 3]), question).misses)
    assert at_two == pytest.approx((((1 - 0.15**3) / 3 / 0.85) + 0.15**2) / 2 / 0.05**2)
    assert at_three == pytest.approx((((1 - 0.15**4) / 4 / 0.85) + 0.15**3) / 2 / 0.05**3)


def test_no_trials_are_too_close_to_call():
    assert answer(np.zeros(0, bool), Question(0.4, 0.6, 0.05)) == ("too close to call", 0)
