"""The formulation page says what the code says."""

import re

import pytest

from models.plan import CONSTRAINTS, MONEY_CONSTRAINTS
from optimiser import formulation

RULES = (*CONSTRAINTS, *MONEY_CONSTRAINTS)


def test_the_page_is_up_to_date():
    written = formulation.PAGE.read_text("utf-8")
    assert written == formulation.text(), "run: python -m optimiser.formulation"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_says_its_sentence_formula_unit_and_shadow_price(rule):
    said = formulation.entry(rule)
    assert re.fullmatch(r"[A-Z].+\.", said.sentence)
    assert said.formulas
    assert said.unit
    assert said.shadow_price


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_is_on_the_page(rule):
    assert f"`{rule.__name__}`" in formulation.text()


def test_no_mark_up_of_a_docstring_is_left_on_the_page():
    page = formulation.text()
    assert not re.search(r":\w+:`|\.\. math|``[^`\n]+``|>>>", page)


def test_braces_of_every_formula_balance():
    blocks = re.findall(r"```math\n(.+?)\n```", formulation.text(), re.DOTALL)
    assert len(blocks) >= len(RULES)
    assert all(block.count("{") == block.count("}") for block in blocks)


def test_a_docstring_is_taken_apart():
    def two_homes(homes):
        r"""There are two homes, :math:`h`.

        .. math:: h = 2
           + 0

        Said by :func:`models.plan.build` of ``homes``.

        Unit: homes. Shadow price: £ of one
        more home.
        """

    said = formulation.entry(two_homes)
    assert said.heading == "Two homes"
    assert said.formulas == ("h = 2\n+ 0",)
    assert (said.unit, said.shadow_price) == ("homes", "£ of one more home.")
    assert said.remarks == ("Said by :func:`models.plan.build` of ``homes``.",)


def test_main_writes_the_page(tmp_path, monkeypatch):
    monkeypatch.setattr(formulation, "PAGE", tmp_path / "FORMULATION.md")
    formulation.main()
    assert (tmp_path / "FORMULATION.md").read_text("utf-8") == formulation.text()
