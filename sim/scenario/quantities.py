"""A number as a planner knows it: a value, perhaps a range, perhaps a source.

In a scenario file a quantity is either a plain number or a table
``{ value = 6.5, low = 4.0, high = 8.0, shape = "triangular", source = "…", basis = "published" }``.
"""

from __future__ import annotations

from math import floor
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

Basis = Literal["published", "derived", "assumed"]


class Model(BaseModel):
    """A frozen table of the scenario; unknown keys, NaN and infinities are refused."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        hide_input_in_errors=False,
    )


class Quantity(Model):
    """A number with its uncertainty and its evidence."""

    value: float
    """The best estimate, used wherever parameters are not drawn."""
    low: float | None = None
    """The lowest value thought possible."""
    high: float | None = None
    """The highest value thought possible."""
    shape: Literal["triangular", "uniform", "pert", "joint"] | None = None
    """How likely the values between low and high are; triangular unless said otherwise. The
    program writes joint for numbers that [run] parameters draws together."""
    source: str = ""
    """Where the value comes from, so that a reader can find it."""
    basis: Basis | None = None
    """Published in a source, derived from published figures, or assumed."""

    @model_validator(mode="before")
    @classmethod
    def _plain_number(cls, data: Any) -> Any:
        return data if isinstance(data, dict | Quantity) else {"value": data}

    @model_validator(mode="after")
    def _ordered(self) -> Quantity:
        if (self.low is None) != (self.high is None):
            raise ValueError("an uncertain number needs both low and high; add the other")
        if self.low is None or self.high is None:
            if self.shape is not None:
                raise ValueError("a shape needs low and high; add them, or leave it out")
            return self
        if not self.low <= self.value <= self.high:
            raise ValueError(
                f"low <= value <= high must hold, not {self.low:g}, {self.value:g}, {self.high:g}; "
                "put them in order"
            )
        return self

    @property
    def smallest(self) -> float:
        """The smallest value that the number can take."""
        return self.value if self.low is None else self.low

    @property
    def largest(self) -> float:
        """The largest value that the number can take."""
        return self.value if self.high is None else self.high

    @property
    def uncertain(self) -> bool:
        """Whether the number has a range to draw from."""
        return self.low is not None and self.high is not None and self.low < self.high

    @property
    def count(self) -> int:
        """The value of a number that is :data:`Counted`."""
        return int(self.value)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A number or the table, for completion in an editor."""
        table = handler(core_schema)
        return {"anyOf": [{"type": "number"}, table]}


MOST_POSTS = 4000
"""More posts than this in one place are a slip of the keyboard, or a team to be split."""
LARGE = 1e9
"""No rate, cost or duration of a workforce is larger; a slip of the keyboard is."""


def within(low: float, high: float, remedy: str, above: bool = False) -> AfterValidator:
    """A validator of the value, low and high of a quantity.

    Args:
        low: The smallest number allowed.
        high: The largest number allowed.
        remedy: What to write instead.
        above: Whether ``low`` itself is refused.
    """

    def check(quantity: Quantity) -> Quantity:
        for number in (quantity.value, quantity.low, quantity.high):
            problem = ""
            if number is not None and number > high:
                problem = f"{plainly(number)} is more than {high:,.10g}."
            elif number is not None and (number < low or (above and number == low)):
                relation = "not more" if above else "less"
                problem = f"{plainly(number)} is {relation} than {low:,.10g}."
            if problem:
                raise PydanticCustomError(
                    "out_of_range", "{problem} {remedy}", {"problem": problem, "remedy": remedy}
                )
        return quantity

    return AfterValidator(check)


_LARGEST = f"Write a number up to {LARGE:,.0f}"

Share = Annotated[Quantity, within(0.0, 1.0, "A share lies between 0 and 1, such as 0.6.")]
"""A share or probability, 0 to 1."""
Amount = Annotated[Quantity, within(0.0, LARGE, f"{_LARGEST}; 0 is allowed.")]
"""A number that may be 0 but not negative."""
Positive = Annotated[Quantity, within(0.0, LARGE, f"{_LARGEST}, over 0.", above=True)]
"""A number over 0."""
Fte = Annotated[Quantity, within(0.0, MOST_POSTS, f"Write up to {MOST_POSTS:,} posts.")]
"""Posts in one place, full-time equivalent."""
SomeFte = Annotated[
    Quantity,
    within(
        0.0,
        MOST_POSTS,
        f"Write over 0 and up to {MOST_POSTS:,} posts; a team without any can be left out.",
        above=True,
    ),
]
"""The same, and not 0."""
Ratio = Annotated[
    Quantity, within(0.0, 100.0, "Write a factor over 0; 1 changes nothing.", above=True)
]
"""A factor over 0; 1 changes nothing."""
Cap = Annotated[Quantity, within(1.0, 1000.0, "Write a multiple of the base rate, such as 5.")]
"""A multiple of a base rate, at least 1."""
Effect = Annotated[Quantity, within(-1.0, 1.0, "0.02 is 2 % more for each further case.")]
"""The change of the logarithm of a rate for one more case, -1 to 1."""
LogOdds = Annotated[Quantity, within(-10.0, 10.0, "0.7 doubles the odds.")]
"""A change of log odds, -10 to 10."""
Growth = Annotated[Quantity, within(-0.9, 10.0, "0.05 is 5 % more each year.")]
"""A rate of change a year; 0.05 is 5 % more each year."""


def _counted(quantity: Quantity) -> Quantity:
    low = floor(quantity.value)
    if quantity.value != low:
        raise ValueError(f"{quantity.value:,.10g} is not a whole number; write {low} or {low + 1}")
    return quantity


Counted = AfterValidator(_counted)
"""A further validator of numbers of people or cases, which are whole."""


def _certain(quantity: Quantity) -> Quantity:
    if quantity.low is not None:
        raise ValueError("this number is used as it stands and never drawn; leave out low and high")
    return quantity


Certain = AfterValidator(_certain)
"""A further validator of numbers that are never drawn."""


def plainly(number: float) -> str:
    """A number in a message; one that is just beyond a limit is not rounded to it."""
    short = f"{number:,.10g}"
    return short if float(short.replace(",", "")) == number else repr(number)


def plain(value: float) -> Quantity:
    """A number without uncertainty or evidence, for the defaults of the schema."""
    return Quantity(value=value)
