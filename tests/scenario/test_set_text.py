"""One change in one line, as it is typed."""

from __future__ import annotations

import pytest

from optimiser.scenario import Alteration, what_if_from
from tests.scenario.conftest import said

TYPED = {
    "market[provision=ifa].weekly_cost*=1.06": Alteration(
        "market", "weekly_cost", "multiply", "1.06", (("provision", ("ifa",)),)
    ),
    "budgets[budget=revenue,period=2027/28].limit-=2000000": Alteration(
        "budgets", "limit", "add", "-2000000", (("budget", ("revenue",)), ("period", ("2027/28",)))
    ),
    "targets[target=in_borough].value=0.6": Alteration(
        "targets", "value", "set", "0.6", (("target", ("in_borough",)),)
    ),
    "options[*].lead_time+=1": Alteration("options", "lead_time", "add", "1"),
    "options.lead_time += -.5": Alteration("options", "lead_time", "add", "-0.5"),
    " market [ provision = a|b* , area = 'x, y|z]' ] . weekly_cost *= 1.1 from 2027/28 ": Alteration(
        "market", "weekly_cost", "multiply", "1.1",
        (("provision", ("a", "b*")), ("area", ("x, y|z]",))), "2027/28",
    ),
    'periods[period="spring 2025"].note="the year from hell" from "autumn 2025"': Alteration(
        "periods", "note", "set", "the year from hell", (("period", ("spring 2025",)),), "autumn 2025"
    ),
    "needs[need=carer's].label=Carer's own": Alteration(
        "needs", "label", "set", "Carer's own", (("need", ("carer's",)),)
    ),
    'budgets[period=""].price_if_missed=""': Alteration(
        "budgets", "price_if_missed", "set", "", (("period", ("",)),)
    ),
    "targets.needs=a;b": Alteration("targets", "needs", "set", "a;b"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "change"), TYPED.items(), ids=TYPED)
def test_what_is_understood(text: str, change: Alteration) -> None:
    found = what_if_from(text)
    assert found.changes == (change,)
    assert found.place(change) == f'--set "{text}"'
    assert found.name == " ".join(text.split())


WRONG = {
    "": "there is no table at its start",
    "options": 'there is no column after "options"',
    "options[option=x": "the bracket [ is not closed",
    "options[option].lead_time=1": 'there is no COLUMN=VALUE after "options["',
    "options[option=x]lead_time=1": 'there is no column after "options[option=x]"',
    "options.lead_time": 'there is no =, +=, -= or *= after "options.lead_time"',
    "options.lead_time=": 'there is no value at its end (a blank cell is written "")',
    "options.lead_time/=2": "there is no /=; multiply by the inverse",
    "options.lead_time*=6%": '"6%" after *= is not a plain number such as 1.06',
    "options.lead_time+=1e": '"1e" after += is not a plain number such as 1.06',
    "options.lead_time-=£2": '"£2" after -= is not a plain number such as 1.06',
}


@pytest.mark.parametrize(("text", "message"), WRONG.items())
def test_what_is_said_of_a_wrong_one(text: str, message: str) -> None:
    (sentence,) = said(lambda: what_if_from(text))
    assert sentence == (
        f'--set "{text}": {message}; write TABLE[COLUMN=VALUE].COLUMN=VALUE, or += -= *= NUMBER, '
        "and at the end, if wanted, from PERIOD."
    )


def test_names_and_values_are_checked_too() -> None:
    assert said(lambda: what_if_from("options[areas=x].leadtime=1")) == [
        '--set "options[areas=x].leadtime=1", options, column areas: there is no column "areas"; '
        'did you mean "area"?',
        '--set "options[areas=x].leadtime=1", options, column leadtime: there is no column "leadtime"; '
        'did you mean "lead_time"?',
    ]
    assert said(lambda: what_if_from("options.lead_time=soon")) == [
        '--set "options.lead_time=soon", options, column lead_time: "soon" is not a number; '
        "write a plain number such as 5200."
    ]
